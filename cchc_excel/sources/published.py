"""A report as a commune's web page publishes it, flattened to text: one grid a form, the rest as prose.

What lives here knows the shape of such a text: headings, a header, and rows of five cells, each cell
followed by an empty line. No form's rows, labels or codes stand here, and no value is interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise, takewhile
from pathlib import Path

from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources.encodings import decoded
from cchc_excel.sources.numbering import ListNumbers
from cchc_excel.words import ROW_NUMBER_HEADINGS, fold, one_line

_HEADING = re.compile(r"biểu (?:mẫu )?(?:số )?(\d+[a-zđ]?) ?[.:]?", re.IGNORECASE)
_AUTOMATIC_NUMBER = re.compile(r"( {2,})\d+\.\s*")
# Parts of one or two digits: `2.700` is a figure wherever it stands.
_TYPED_CODE = re.compile(r"\d{1,2}\.(?:\d{1,2}(?:\.\d{1,2})*\.?)?")
_FIGURE = re.compile(r"[\d.,%\s-]+")
_CHOICE = r"[^=;\d][^=;]*=[^\S\n]*\d+[^\S\n]*"
_CHOICES = re.compile(rf"{_CHOICE}(?:[;,/\n]\s*{_CHOICE})*[;.,]?\s*")
_FOOTNOTE = re.compile(r"\[\d+\]")

_HEADER_COLUMNS = {
    **dict.fromkeys(ROW_NUMBER_HEADINGS, 1),
    "chi tieu thong ke": 2,
    "chi tieu": 2,
    "don vi tinh": 3,
    "so lieu": 4,
    "ghi chu": 5,
}
_HEADER_SPAN = "ket qua thong ke"  # stands over two columns and heads neither
_FIRST_ROW = 4  # heading, title and header stand above it
_STRANGERS_END_TABLE = 5  # as many paragraphs as a row has cells, none of them a row number


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines without an empty one between them; a blank one (NBSP only) is an empty table cell."""

    line: int
    raw: str

    @property
    def text(self) -> str:
        return "\n".join(part.strip() for part in self.raw.split("\n")).strip()

    @property
    def is_blank(self) -> bool:
        return not self.raw.strip()


_Paragraphs = list[_Paragraph]


@dataclass(frozen=True, slots=True)
class _Table:
    """One form as read, and the paragraphs up to the next form that belong to none of its cells."""

    grid: Grid
    outside: _Paragraphs


def looks_published(content: bytes) -> bool:
    """Tell a published text (văn bản công bố) by the heading of a form with an STT line below it."""
    try:
        paragraphs = _paragraphs(decoded(content))
    except UnicodeDecodeError:
        return False
    return bool(_split_forms(paragraphs)[1])


def read_published(path: Path, content: bytes) -> SourceDocument:
    """Read a published text (văn bản công bố) to one grid a form; a form printed twice counts once.

    A grid has five columns (STT as rebuilt code, label, measure unit, value, note) and the heading in row
    1, the title in row 2, the header in row 3, the form's rows from row 4. Property `copies_differ` names
    the cells of later copies that differ from the first, and is absent where none do. Raises
    UnicodeDecodeError for bytes that are neither UTF-8 nor marked as UTF-16.
    """
    before, sections = _split_forms(_paragraphs(decoded(content)))
    tables = [_read_table(section) for section in sections]
    firsts: dict[str, Grid] = {}
    for table in tables:
        firsts.setdefault(table.grid.name, table.grid)
    differing = [place for t in tables for place in _differences(firsts[t.grid.name], t.grid)]
    return SourceDocument(
        path=path,
        kind="published",
        sha256=sha256(content).hexdigest(),
        grids=tuple(firsts.values()),
        properties={"copies_differ": ", ".join(differing)} if differing else {},
        prose=_prose(before, tables),
    )


def _paragraphs(text: str) -> _Paragraphs:
    """Join the lines of a block; a form's heading stands alone even when its title follows at once."""
    found: _Paragraphs = []
    block: list[str] = []
    for number, line in enumerate([*re.split(r"\r\n|\n|\r", text), ""], start=1):
        is_heading = _form_name(line) is not None
        if block and (is_heading or not line.strip(" \t")):
            found.append(_Paragraph(number - len(block), "\n".join(block)))
            block = []
        if is_heading:
            found.append(_Paragraph(number, line))
        elif line.strip(" \t"):
            block.append(line)
    return found


def _form_name(text: str) -> str | None:
    match = _HEADING.fullmatch(one_line(text))
    return f"Biểu mẫu {match[1].lower()}" if match else None


def _split_forms(paragraphs: _Paragraphs) -> tuple[_Paragraphs, list[_Paragraphs]]:
    """Cut at the headings that a table follows; a heading without one is only a mention of the form."""
    headings = [i for i, p in enumerate(paragraphs) if _form_name(p.raw)]
    blocks = _blocks(paragraphs, headings)
    starts = [i for i, block in zip(headings, blocks, strict=True) if any(map(_is_stt, block))]
    return paragraphs[: min(starts, default=len(paragraphs))], _blocks(paragraphs, starts)


def _blocks(paragraphs: _Paragraphs, starts: list[int]) -> list[_Paragraphs]:
    return [paragraphs[i:j] for i, j in pairwise([*starts, len(paragraphs)])]


def _is_stt(paragraph: _Paragraph) -> bool:
    return fold(paragraph.raw) in ROW_NUMBER_HEADINGS


def _read_table(section: _Paragraphs) -> _Table:
    stt = next(i for i, p in enumerate(section) if _is_stt(p))
    body = next((i for i, p in enumerate(section) if i > stt and _is_row_number(p)), len(section))
    header, strangers = _read_header(section[stt:body])
    rows, after = _read_rows(section[body:])
    cells = [_cell(1, 1, section[:1]), *header, *_row_cells(rows)]
    title = [p for p in section[1:stt] if not p.is_blank]
    if title:
        cells.append(_cell(2, 1, title))
    by_place = {(cell.row, cell.column): cell for cell in cells}
    return _Table(Grid(_form_name(section[0].raw) or "", by_place), strangers + after)


def _read_header(paragraphs: _Paragraphs) -> tuple[list[Cell], _Paragraphs]:
    """The header's cells, and the paragraphs that are none (all the rest of a table without rows)."""
    cells: dict[int, Cell] = {}
    strangers = []
    for paragraph in paragraphs:
        words = fold(paragraph.raw)
        column = _HEADER_COLUMNS.get(words)
        if column and column not in cells:
            cells[column] = _cell(3, column, [paragraph])
        elif words and words != _HEADER_SPAN and not words.startswith("("):
            strangers.append(paragraph)
    return list(cells.values()), strangers


def _read_rows(paragraphs: _Paragraphs) -> tuple[list[list[_Paragraphs]], _Paragraphs]:
    """The rows, each as its five cells, and what stands between and after them."""
    rows, outside, at, strangers = [], [], 0, 0
    while at < len(paragraphs) and strangers < _STRANGERS_END_TABLE:
        paragraph = paragraphs[at]
        if _is_row_number(paragraph):
            row = _row_at(paragraphs, at)
            rows.append(row)
            at, strangers = at + sum(map(len, row)), 0
            continue
        if not paragraph.is_blank:
            outside.append(paragraph)
            strangers += 1
        at += 1
    return rows, outside + paragraphs[at:]


def _is_row_number(paragraph: _Paragraph) -> bool:
    return _is_automatic(paragraph) or bool(_TYPED_CODE.fullmatch(paragraph.text))


def _is_automatic(paragraph: _Paragraph) -> bool:
    return bool(_AUTOMATIC_NUMBER.fullmatch(paragraph.raw))


def _row_at(paragraphs: _Paragraphs, at: int) -> list[_Paragraphs]:
    """The five cells of the row whose number stands at `at`; cells that are not there are empty lists.

    Cells are told by their place, so a code-like figure in the value cell begins no row. An automatic
    number is never a figure: it begins its row even if cells of this one were lost.
    """
    body = list(takewhile(lambda p: not _is_automatic(p), paragraphs[at + 1 :]))
    unit, value = _unit_span(body)
    note = value + 1
    end = _note_end(body, note)
    return [[paragraphs[at]], body[:unit], body[unit:value], body[value:note], body[note:end]]


def _unit_span(body: _Paragraphs) -> tuple[int, int]:
    """Begin and end of the measure unit: the run of choices (`Có = 1`), else the second paragraph."""
    first = 1
    while first < len(body) and _may_be_label(body[first]):
        first += 1
    last = first
    while last < len(body) and _CHOICES.fullmatch(body[last].text):
        last += 1
    return (first, last) if last > first else (1, 2)


def _may_be_label(paragraph: _Paragraph) -> bool:
    # A blank cell or a figure ends the search: choices behind them are a note or the next row's.
    text = paragraph.text
    return bool(text) and not _FIGURE.fullmatch(text) and not _CHOICES.fullmatch(text)


def _note_end(body: _Paragraphs, at: int) -> int:
    """A note goes on to the next blank cell, row or footnote; a blank note is one cell."""
    if at < len(body) and body[at].is_blank:
        return at + 1
    end = at
    while end < len(body) and not body[end].is_blank and not _FOOTNOTE.match(body[end].text):
        if end > at and _is_row_number(body[end]):
            break
        end += 1
    return end


def _row_cells(rows: list[list[_Paragraphs]]) -> Iterator[Cell]:
    numbers = ListNumbers()
    for row, parts in enumerate(rows, start=_FIRST_ROW):
        number = parts[0][0]
        code = _code(number, numbers)
        yield Cell(row, 1, _address(number), code, code)
        for column, paragraphs in enumerate(parts[1:], start=2):
            # A cell that the text lost is looked up at its row's number.
            yield _cell(row, column, paragraphs) if paragraphs else Cell(row, column, _address(number))


def _code(number: _Paragraph, numbers: ListNumbers) -> str:
    """Two spaces of indent are one depth: it is all that the page kept of an automatic number."""
    automatic = _AUTOMATIC_NUMBER.fullmatch(number.raw)
    return numbers.automatic(len(automatic[1]) // 2) if automatic else numbers.typed(number.text)


def _cell(row: int, column: int, paragraphs: _Paragraphs) -> Cell:
    text = "\n".join(p.text for p in paragraphs)
    return Cell(row, column, _address(paragraphs[0]), text or None, text)


def _address(paragraph: _Paragraph) -> str:
    return f"dòng {paragraph.line}"


def _differences(first: Grid, later: Grid) -> Iterator[str]:
    """Where a copy differs from the first in more than white space, as places of the copy."""
    for place in sorted(first.cells.keys() | later.cells.keys()):
        if one_line(first.text_at(*place)) != one_line(later.text_at(*place)):
            cell = later.at(*place) or later.cells[1, 1]  # lost in the copy: its heading is the place
            yield f"{later.name} {cell.address}"


def _prose(before: _Paragraphs, tables: list[_Table]) -> tuple[str, ...]:
    """The lines outside the tables, of the first copy of the document only."""
    names = [table.grid.name for table in tables]
    repeated = next((i for i, name in enumerate(names) if name in names[:i]), None)
    if repeated is None:
        return tuple(_lines([*before, *(p for table in tables for p in table.outside)]))
    lines = list(_lines([*before, *(p for table in tables[: repeated - 1] for p in table.outside)]))
    # The copy has no heading of its own: it begins where the text says again what it has said before.
    rest = takewhile(lambda line: line not in lines, _lines(tables[repeated - 1].outside))
    return (*lines, *rest)


def _lines(paragraphs: _Paragraphs) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from filter(None, map(one_line, paragraph.raw.split("\n")))
