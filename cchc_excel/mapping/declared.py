"""Declared layouts: which workbook one fits, and what it then says of lines and columns.

A layout is believed line by line: a line that does not read as declared is looked for like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from cchc_excel.mapping.columns import NOTE, Table
from cchc_excel.model.grids import Grid, SourceDocument
from cchc_excel.model.layouts import DeclaredRow, DeclaredTable, Layout
from cchc_excel.words import fold

_SAME_TEXT = 85
_FITS = 0.6
"""The share of its lines that must read as declared."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a layout says of a workbook: the rows of its lines by sheet and row, and its tables."""

    rows: Mapping[tuple[str, int], str] = field(default_factory=dict)
    tables: tuple[DeclaredTable, ...] = ()

    def put_on(self, table: Table) -> Table:
        """The table with the columns that the layout declares for it; a column that is headed as something
        else in this workbook is not the declared one any more, and the headings count."""
        found = next((t for t in self.tables if _is_within(t, table)), None)
        if found is None or table.known & {found.value, *found.units}:
            return table
        columns = dict(table.columns or {}) | ({NOTE: found.note} if found.note else {})
        values = (found.value,) if found.value else ()
        return replace(table, columns=columns, values=values, units=found.units or None, one_heading=True)


NOTHING_DECLARED = Declared()


def fitting(document: SourceDocument, layouts: Iterable[Layout]) -> Declared:
    """What the first layout says that fits a workbook; nothing where none does."""
    for layout in layouts:
        grids = {fold(grid.name): grid for grid in document.grids}
        found = {
            (grid.name, each.row): each.id
            for table in layout.tables
            if (grid := grids.get(fold(table.sheet))) is not None
            for each in table.rows
            if _reads_so(grid, each)
        }
        if len(found) >= _FITS * sum(len(table.rows) for table in layout.tables):
            return Declared(found, layout.tables)
    return NOTHING_DECLARED


def _reads_so(grid: Grid, declared: DeclaredRow) -> bool:
    texts = (c.stored for c in grid.row(declared.row).values() if isinstance(c.stored, str))
    wanted = fold(declared.label)
    return any(fuzz.ratio(fold(text), wanted) >= _SAME_TEXT for text in texts)


def _is_within(declared: DeclaredTable, table: Table) -> bool:
    same_sheet = fold(declared.sheet) == fold(table.grid.name)
    return same_sheet and declared.first_row <= table.last_row and table.first_row <= declared.last_row
