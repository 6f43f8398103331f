"""Tables that a person keeps beside the reports (a list of units, of corrections): one line a record, each
column told by its heading in any of the spellings that are in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.mapping.titles.days import as_day
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.words import Words, fold, visible

_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)
"""The numbers under which Excel stores the days of 2000 to 2099."""
Headings = Mapping[str, Sequence[str]]
"""Each field with the spellings of its heading, however they are marked and capitalised."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line below the headings: its row, and the cells of the fields whose columns are there."""

    row: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        return visible(self.cells[name].shown) if name in self.cells else ""

    def day(self, name: str) -> date | None:
        """The day that a cell holds, as a date, its number, or `12/3/2025`; None for a blank and for anything
        else."""
        cell = self.cells.get(name)
        if cell is None or cell.is_blank:
            return None
        if isinstance(cell.stored, (int, float)) and cell.stored in _SERIALS:
            return _DAY_ZERO + timedelta(days=int(cell.stored))
        try:
            return as_day(cell.stored) or date.fromisoformat(visible(cell.shown))
        except ValueError:
            return None

    @property
    def is_blank(self) -> bool:
        return all(cell.is_blank for cell in self.cells.values())


def kept_lines(
    document: SourceDocument, headings: Headings, wanted: Sequence[Sequence[str]], code: str
) -> Iterator[KeptLine]:
    """The lines of the first table whose headings name one field of each group of `wanted`; raises
    BrokenFile, with the message `code`, where none does."""
    for grid in document.grids:
        columns: dict[int, str] = {}
        for row, cells in grid.rows():
            if columns:
                line = KeptLine(row, {name: cells[c] for c, name in columns.items() if c in cells})
                if not line.is_blank:
                    yield line
            else:
                columns = _columns(cells, headings, wanted)
        if columns:
            return
    lacking = " + ".join("/".join(f"«{headings[name][0]}»" for name in group) for group in wanted)
    raise unusable(code, document, Words(f"không thấy cột {lacking}", f"no column {lacking}"))


def unusable(code: str, document: SourceDocument, reason: Words) -> BrokenFile:
    return BrokenFile(finding(code, file=document.path.name, reason=reason))


def unread_day(line: KeptLine, name: str, file: str) -> Finding | None:
    """What is to be said of a cell that should hold a day and holds something else."""
    cell = line.cells.get(name)
    has_no_result = cell is not None and cell.formula is not None and cell.stored is None
    if line.day(name) is not None or not (line.text(name) or has_no_result):
        return None
    is_cell = cell.address[:1].isascii()  # a line of a CSV has none
    place = Words(f"ô {cell.address}", f"cell {cell.address}") if is_cell else _row(line.row)
    return finding("LIST-001", file=file, place=place, text=line.text(name) or cell.formula)


def _row(number: int) -> Words:
    return Words(f"hàng {number}", f"row {number}")


def _columns(
    cells: Mapping[int, Cell], headings: Headings, wanted: Sequence[Sequence[str]]
) -> dict[int, str]:
    """The columns of a heading line; nothing unless it names what is wanted."""
    found: dict[int, str] = {}
    for column, cell in cells.items():
        spelled = fold(cell.shown)
        for name, spellings in headings.items():
            if name not in found.values() and spelled in map(fold, spellings):
                found[column] = name
                break
    named = set(found.values())
    return found if all(named & set(group) for group in wanted) else {}
