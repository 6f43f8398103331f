"""Where the tables of the annex stand on the sheets of a source: the header, its columns, the form it
belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.words import fold

HEADINGS = {
    "code": ("stt", "tt", "so tt"),
    "label": ("chi tieu thong ke", "chi tieu"),
    "value": ("so lieu", "ket qua thong ke"),
    "note": ("ghi chu",),
}
"""How the columns are headed, folded; a bracket behind the heading does not count."""
_LONGEST_HEADING = 120
_FORM_NUMBER = re.compile(r"bieu(?:\s*mau)?(?:\s*so)?\s*(\d+[a-z]?)\b")


@dataclass(frozen=True, slots=True)
class FormTable:
    """A form's table: its number as printed (`2a`; empty where nobody says it), its columns by what they
    hold, and the rows that belong to it."""

    number: str
    grid: Grid
    columns: Mapping[str, int]
    first_row: int
    last_row: int

    def holds(self, row: int) -> bool:
        return self.first_row <= row <= self.last_row


def find_tables(document: SourceDocument) -> tuple[FormTable, ...]:
    """All tables of a source, those of hidden sheets too, in the order of the sheets."""
    return tuple(table for grid in document.grids for table in _tables(grid))


def _tables(grid: Grid) -> Iterator[FormTable]:
    rows = dict(grid.rows())
    headers = list(_headers(rows))
    for n, (row, columns) in enumerate(headers):
        before = headers[n - 1][0] if n else 0
        after = headers[n + 1][0] if n + 1 < len(headers) else max(rows) + 1
        yield FormTable(_number_above(grid, rows, row, before), grid, columns, row + 1, after - 1)


def _headers(rows: Mapping[int, Mapping[int, Cell]]) -> Iterator[tuple[int, dict[str, int]]]:
    """The rows that head a table: STT, Chỉ tiêu, and in them or one row below Số liệu."""
    for row, cells in rows.items():
        columns = _headed(cells)
        if {"code", "label"} <= columns.keys():
            columns |= _headed(rows.get(row + 1, {}))
            if "value" in columns:
                yield row, columns


def _headed(cells: Mapping[int, Cell]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, cell in cells.items():
        if isinstance(cell.stored, str) and len(cell.stored) < _LONGEST_HEADING:
            text = fold(cell.stored.partition("(")[0])
            for name, spellings in HEADINGS.items():
                if text in spellings:
                    columns.setdefault(name, column)
    return columns


def _number_above(grid: Grid, rows: Mapping[int, Mapping[int, Cell]], header: int, before: int) -> str:
    """The form that the nearest heading above a header names; else the sheet's name tells."""
    for row in range(header - 1, before, -1):
        for cell in rows.get(row, {}).values():
            if match := _FORM_NUMBER.match(fold(cell.shown)):
                return match[1]
    match = _FORM_NUMBER.match(fold(grid.name))
    return match[1] if match else ""
