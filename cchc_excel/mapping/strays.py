"""Numbers on the sheets of forms that stand in no cell of a row: below the table, right of it, in a line
without a label. One of them may be a figure in the wrong place.

A number is accounted for by a heading over it in the line of a row (units of measure are words), by words in
a line that is no row's, and left of a label as a code. What is computed from others is no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.columns import MEASURE_UNIT, Rows, Table, is_number
from cchc_excel.mapping.evidence import Line
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.remarks import Matched
from cchc_excel.model.grids import Cell


def strays(matched: Matched, rows: Mapping[str, BoundRow], told: Collection[str]) -> Iterator[Finding]:
    """A finding for each sheet with such numbers, without the cells that are `told` of already."""
    lines = {(line.table, line.row): line for line in _given(matched)}
    forms = {bound.sheet for bound in rows.values()}
    taken = {
        (b.sheet, cell.row, cell.column)
        for b in rows.values()
        for cell in (b.value, b.note)
        if cell is not None
    }
    found: dict[str, dict[str, None]] = {}
    for table, cells_by_row in matched.tables:
        sheet = table.grid.name
        if sheet not in forms:
            continue
        for cell in _unaccounted(table, cells_by_row, lines):
            place = f"{sheet}!{cell.address}"
            if (sheet, cell.row, cell.column) not in taken and place not in told:
                found.setdefault(sheet, {})[cell.address] = None
    for sheet, places in found.items():
        cells = [f"{sheet}!{address}" for address in places]
        yield finding("BIND-021", sheet=sheet, places=tuple(places), cells=cells)


def _given(matched: Matched) -> Iterator[Line]:
    for each in matched.given.values():
        for n in each.lines:
            yield matched.evidence.lines[n]


def _unaccounted(table: Table, rows: Rows, lines: Mapping[tuple[Table, int], Line]) -> Iterator[Cell]:
    accounted = table.headed - {table.column(MEASURE_UNIT)}
    for row, cells in rows.items():
        if not table.first_row <= row <= table.last_row:
            continue
        line = lines.get((table, row))
        label = line.label.column if line is not None and line.label is not None else 0
        skipped = accounted if line is not None else ()
        found = [c for at, c in cells.items() if at > label and at not in skipped and _is_typed_number(c)]
        own = [c for c in found if table.first_column <= c.column <= table.last_column]
        if line is not None or (own and not any(map(_is_word, cells.values()))):
            yield from own


def _is_typed_number(cell: Cell) -> bool:
    may_be = not isinstance(cell.stored, str) or not cell.stored[:1].isalpha()
    return may_be and cell.formula is None and is_number(cell)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell.stored, str) and any(map(str.isalpha, cell.stored))
