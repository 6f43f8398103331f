"""Text that a document sets apart by its looks: raised, lowered, struck out.

A reader marks such text by noncharacters where it meets it; here it is said once what becomes of it. Raised
and lowered text stays apart (`144²`, `144[*]`), so that no footnote mark becomes a digit. Struck text is left
out where other text remains, and a notice tells it. No kind of file is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from cchc_excel.errors import Finding, finding
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources.later import LaterCells
from cchc_excel.words import Words, one_line, visible

_STRUCK, _RAISED, _LOWERED = ("\ufdd0", "\ufdd1"), ("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5")
"""What stands before and behind a marked text: noncharacters, which no document may hold."""
_ANY_MARK = re.compile("[\ufdd0-\ufdd5]")
_STRUCK_TEXT = re.compile("\ufdd0([^\ufdd0\ufdd1]*)\ufdd1")
_RUNS_TOGETHER = re.compile("\ufdd1\ufdd0|\ufdd3\ufdd2|\ufdd5\ufdd4")
_DIGITS = {
    _RAISED: str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    _LOWERED: str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"),
}
_IN_BRACKETS = re.compile(r"\[.*\]|\(.*\)")


def raised(text: str) -> str:
    """Mark a superscript."""
    return _marked(text, _RAISED)


def lowered(text: str) -> str:
    """Mark a subscript."""
    return _marked(text, _LOWERED)


def struck(text: str) -> str:
    """Mark what is struck out or deleted."""
    return _marked(text, _STRUCK)


def set_apart(text: str, script: str = "", *, is_struck: bool = False) -> str:
    """Mark a text by how office programs say that it looks: `superscript`, `subscript`, struck out."""
    text = _SCRIPTS[script](text) if script in _SCRIPTS else text
    return struck(text) if is_struck else text


_SCRIPTS = {"superscript": raised, "subscript": lowered}


def with_marked_text_settled(document: SourceDocument) -> SourceDocument:
    """Give a document without marks, and with notices of what was struck out in it; one without any comes
    back as it is."""
    told = _Told()
    grids = tuple(_settled_grid(grid, told) for grid in document.grids)
    prose = tuple(_settled_prose(document.prose, told))
    if all(new is old for new, old in zip(grids, document.grids, strict=True)) and prose == document.prose:
        return document
    notices = (*document.notices, *told.notices(document.path.name))
    return replace(document, grids=grids, prose=prose, notices=notices)


def _marked(text: str, marks: tuple[str, str]) -> str:
    """Line by line, since lines may be parted later; what bears the mark already bears it once."""
    before, behind = marks
    lines = text.replace(before, "").replace(behind, "").split("\n")
    return "\n".join(f"{before}{line}{behind}" if line.strip() else line for line in lines)


@dataclass(slots=True)
class _Told:
    """The places of what was left out, and of what is struck as a whole and was read all the same."""

    left_out: list[Words] = field(default_factory=list)
    kept: list[Words] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)

    def add(self, settled: _Settled, place: Words) -> None:
        gone = one_line(settled.struck)
        if gone:
            places = self.kept if settled.is_whole else self.left_out
            places.append(Words(*(f"{where}«{gone}»" for where in (place.vi, place.en))))
            self.texts.add(gone)

    def notices(self, file: str) -> Iterator[Finding]:
        if self.left_out:
            yield finding("FILE-034", file=file, places=tuple(self.left_out))
        if self.kept:
            yield finding("FILE-035", file=file, places=tuple(self.kept))


@dataclass(frozen=True, slots=True)
class _Settled:
    """A text without marks, and what of it was struck; `is_whole` when nothing else was there."""

    text: str
    struck: str = ""
    is_whole: bool = False


def _settled(text: str) -> _Settled:
    text = _RUNS_TOGETHER.sub("", text)
    gone = "\n".join(_STRUCK_TEXT.findall(text))
    rest = _STRUCK_TEXT.sub("", text)
    if not gone:
        return _Settled(_set_apart(text))
    if not visible(_ANY_MARK.sub("", rest)):
        return _Settled(_set_apart(text), _set_apart(gone), is_whole=True)
    return _Settled(_closed_up(_set_apart(rest)), _set_apart(gone))


def _set_apart(text: str) -> str:
    for before, behind in (_RAISED, _LOWERED):
        digits = _DIGITS[before, behind]
        text = re.sub(f"{before}(.*?){behind}", lambda match, d=digits: _apart(match[1], d), text)
    return _ANY_MARK.sub("", text)


def _apart(text: str, digits: dict[int, int]) -> str:
    bare = text.strip()
    if bare.isascii() and bare.isdigit():
        return text.translate(digits)
    return text if not bare or _IN_BRACKETS.fullmatch(bare) else text.replace(bare, f"[{bare}]")


def _closed_up(text: str) -> str:
    """Without the gaps that struck text leaves: two spaces, an empty line."""
    lines = (re.sub(" {2,}", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _settled_grid(grid: Grid, told: _Told) -> Grid:
    if isinstance(grid.cells, LaterCells):  # of these nothing is told: they hold no figures
        return replace(grid, cells=LaterCells(lambda: _settled_cells(grid, _Told())))
    cells = _settled_cells(grid, told)
    return grid if cells is grid.cells else replace(grid, cells=cells)


def _settled_cells(grid: Grid, told: _Told) -> Mapping[tuple[int, int], Cell]:
    marked = {place: cell for place, cell in grid.cells.items() if _ANY_MARK.search(cell.shown)}
    if not marked:
        return grid.cells
    return {**grid.cells, **{p: _settled_cell(c, grid, told) for p, c in marked.items()}}


def _settled_cell(cell: Cell, grid: Grid, told: _Told) -> Cell:
    settled = _settled(cell.shown)
    told.add(settled, _place(grid, cell))
    stored = _settled(cell.stored).text if isinstance(cell.stored, str) else cell.stored
    return replace(cell, stored=stored, shown=settled.text)


def _place(grid: Grid, cell: Cell) -> Words:
    cell_word = Words("", "") if " " in cell.address else Words("ô ", "cell ")
    return Words(*(f"{grid.name}, {word}{cell.address} " for word in (cell_word.vi, cell_word.en)))


def _settled_prose(prose: Iterable[str], told: _Told) -> Iterator[str]:
    """The lines of the running text; a title above a table is told as a cell already."""
    for line in prose:
        settled = _settled(line) if _ANY_MARK.search(line) else _Settled(line)
        if one_line(settled.struck) not in told.texts:
            told.add(settled, Words("", ""))
        yield settled.text
