"""What is said of a filled workbook as a whole: which cells were touched, what was cleared, what could not be
written, which results of formulas are new or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cchc_excel.errors import Finding, finding
from cchc_excel.model.grids import cell_address, column_letters
from cchc_excel.model.reports import ReportedValue, State
from cchc_excel.output.official.contents import stated_text
from cchc_excel.output.package_edit import Place, Recomputed
from cchc_excel.words import LANGUAGES, Words

if TYPE_CHECKING:
    from cchc_excel.output.official.filling import Filling

_SAYING = (State.NUMBER, State.TEXT, State.ERROR, State.TALLY)


def remarks_on(filling: Filling, recomputed: Recomputed) -> Iterator[Finding]:
    """The findings on the whole workbook, what was lost first. What was lost or cleared is named in full,
    however long the list."""
    file = filling.template.path.name
    if missing := list(_missing(filling)):
        rows = Words(*("; ".join(said.in_(lang) for _, said in missing) for lang in LANGUAGES))
        yield finding("FILL-011", file=file, rows=rows, ids=tuple(i for i, _ in missing))
    if filling.stale:
        cells = tuple(cell for cell, _ in filling.stale)
        shown = ", ".join(f"{cell} «{text}»" for cell, text in filling.stale)
        yield finding("FILL-013", file=file, stale=shown, cells=cells)
    yield from _touched(filling)
    yield from _formulas(filling, recomputed)
    charts, pivots = filling.book.echoes_of([*filling.edits, *recomputed.results, *recomputed.dropped])
    copies = [Words(f"{charts} biểu đồ", f"{charts} charts")] if charts else []
    copies += [Words(f"{pivots} PivotTable", f"{pivots} pivot tables")] if pivots else []
    if copies:
        yield finding("FILL-023", file=file, copies=tuple(copies))
    if filling.book.is_signed and filling.edits:
        yield finding("FILL-024", file=file)


def ranges_of(cells: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Cells written short: `D5:D9`, `D12`, column by column."""
    short: list[tuple[int, int, int]] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if short and short[-1][0] == column and short[-1][2] == row - 1:
            short[-1] = (column, short[-1][1], row)
        else:
            short.append((column, row, row))
    return tuple(
        cell_address(first, column) + ("" if first == last else f":{column_letters(column)}{last}")
        for column, first, last in short
    )


def _missing(filling: Filling) -> Iterator[tuple[str, Words]]:
    """The rows that say something and have no cell in the workbook, each with what it says."""
    for row_id, value in filling.source.values.items():
        if row_id not in filling.template.rows and _says_something(value):
            stated = stated_text(value, filling.catalogue.indicators[row_id])
            vi, en = ("; ".join(filter(None, (said, value.note))) for said in (stated.vi, stated.en))
            yield row_id, Words(f"{row_id} ({vi})", f"{row_id} ({en})")


def _says_something(value: ReportedValue) -> bool:
    return value.state in _SAYING or bool(value.note)


def _touched(filling: Filling) -> Iterator[Finding]:
    places = [place for place, edit in filling.edits.items() if edit.formula is None]
    for sheet, cells in _by_sheet(filling, places):
        yield finding("FILL-012", sheet=sheet, count=len(cells), cells_written=", ".join(ranges_of(cells)))
    if not places:
        yield finding("FILL-028", file=filling.template.path.name)


def _formulas(filling: Filling, recomputed: Recomputed) -> Iterator[Finding]:
    if recomputed.results:
        sheets = _by_sheet(filling, recomputed.results)
        shown = tuple(f"{name} ({len(cells)})" for name, cells in sheets)
        yield finding("FILL-017", count=len(recomputed.results), sheets=shown)
    if recomputed.dropped:
        shown = tuple(_named(filling, recomputed.dropped))
        yield finding("FILL-027", count=len(recomputed.dropped), cells_dropped=shown)


def _named(filling: Filling, places: Iterable[Place]) -> Iterator[str]:
    for sheet, cells in _by_sheet(filling, places):
        yield from (f"{sheet}!{each}" for each in ranges_of(cells))


def _by_sheet(filling: Filling, places: Iterable[Place]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The cells of each sheet, in the workbook's order."""
    found = set(places)
    for folded, name in filling.book.names.items():
        if cells := [(row, column) for sheet, row, column in found if sheet == folded]:
            yield name, cells
