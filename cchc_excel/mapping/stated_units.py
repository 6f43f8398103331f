"""The unit of measure that a sheet states for a figure, where it is not the annex's: beside the figure, in
its label, over its column, above its table.

What a cell says of itself (`2,7 tỷ`, the format `#,##0,`) is read in `values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.columns import MEASURE_UNIT, Table, is_number
from cchc_excel.mapping.evidence import Line
from cchc_excel.mapping.figures import BoundRow, beside
from cchc_excel.mapping.units_of_measure import money_worth, scaled, units_said_in
from cchc_excel.mapping.values import Reading, has_words, unit_words, worth_of
from cchc_excel.model.decimals import times
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import State, note_of_a_person
from cchc_excel.words import exact_text, fold

_TITLE_LINES = 5
"""How many lines above a heading may say the unit of the whole table."""


@dataclass(frozen=True, slots=True)
class StatedUnit:
    """Another unit than the row's, as it is written in a cell; `factor` is one of it in the row's own:
    0.001 for nghìn đồng in a row of triệu đồng. It is disputed where another cell states the row's own, or a
    third."""

    words: str
    cell: str
    factor: Decimal
    is_disputed: bool


def stated_unit(bound: BoundRow, indicator: Indicator) -> StatedUnit | None:
    """The unit that the sheet states for a row's figure; None where it states the row's own, or none."""
    if bound.line is None or indicator.kind not in (Kind.COUNT, Kind.AMOUNT):
        return None
    stated = [
        (cell, words, factor)
        for cell, words in _statements(bound, bound.line)
        if (factor := _in_own_unit(words, indicator)) is not None
    ]
    cell, words, factor = next((s for s in stated if s[2] != 1), (None, "", Decimal(1)))
    if cell is None:
        return None
    return StatedUnit(words, cell.address, factor, len({f for _, _, f in stated}) > 1)


def factor_of(bound: BoundRow, indicator: Indicator) -> Decimal:
    """What one of the unit that the sheet states undisputed is in the row's own; 1 where it states none."""
    stated = stated_unit(bound, indicator)
    return Decimal(1) if stated is None or stated.is_disputed else stated.factor


def in_own_units(
    readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
) -> tuple[dict[str, Reading], list[Finding]]:
    """The readings with each figure in its row's unit of measure, where the sheet states another and nothing
    there disputes it; a disputed one is told and stays."""
    done, findings = dict(readings), []
    for row_id, reading in readings.items():
        bound, indicator = rows[row_id], catalogue.indicators[row_id]
        if reading.state is not State.NUMBER or not reading.value or has_words(bound.value):
            continue
        stated = stated_unit(bound, indicator)
        if stated is None:
            continue
        own = times(reading.value, stated.factor)
        if not stated.is_disputed:
            likely = None if reading.likely is None else times(reading.likely, stated.factor)
            done[row_id] = replace(reading, value=own, likely=likely)
        findings.append(_told(stated, reading.value, own, bound, catalogue, indicator))
    return done, findings


def _told(
    stated: StatedUnit,
    value: float,
    own: float,
    bound: BoundRow,
    catalogue: Catalogue,
    indicator: Indicator,
) -> Finding:
    found = finding(
        "VAL-020" if stated.is_disputed else "VAL-019",
        place=place_of(indicator, catalogue, bound.place),
        value=value,
        likely=own,
        words=stated.words,
        cell=stated.cell,
        unit=indicator.measure_unit or indicator.implied_unit,
        ids=(indicator.id,),
        cells=(bound.place, f"{bound.sheet}!{stated.cell}"),
    )
    note = bound.note if bound.note is not None and bound.note.address != stated.cell else None
    explanation = note_of_a_person(note.shown.strip()) if note is not None else ""
    return replace(found, suggestions=(exact_text(own),), explanation=explanation)


def _statements(bound: BoundRow, line: Line) -> Iterator[tuple[Cell, str]]:
    """The cells that state a unit for a figure, the nearest first, each with the words."""
    note = bound.note.column if bound.note is not None else None
    for cell in line.cells.values():
        if isinstance(cell.stored, str) and cell is not line.code and cell.column != bound.value.column:
            said = _said_by(cell, (cell.stored,))
            yield from ((c, words) for c, words in said if cell.column != note or not _has_digits(words))
    yield from _over(line.table, bound.value.column)


@lru_cache(maxsize=100)
def _over(table: Table, column: int) -> tuple[tuple[Cell, str], ...]:
    """What states a unit over a column of a table: its heading, that of the units of measure, the lines
    above. Remembered: every row of the table asks."""
    grid = table.grid
    if not table.header_row:
        return ()
    said: list[tuple[Cell, str]] = []
    for each in dict.fromkeys((column, table.column(MEASURE_UNIT) or column)):
        for row in range(table.header_row, table.first_row):
            said += _said_by(beside(grid, row, each))
    for row in range(table.header_row - 1, max(0, table.header_row - _TITLE_LINES - 1), -1):
        cells = [cell for at, cell in grid.row(row).items() if at <= table.last_column]
        if any(is_number(cell) for cell in cells):
            break
        for cell in cells:
            said += _said_by(cell, (cell.shown,))
    return tuple(said)


def _has_digits(words: str) -> bool:
    """In a note `1.000 triệu đồng` is a sum, no unit."""
    return any(c.isdigit() for c in words)


def _said_by(cell: Cell, whole: tuple[str, ...] = ()) -> Iterator[tuple[Cell, str]]:
    if isinstance(cell.stored, str):
        yield from ((cell, words) for words in (*whole, *units_said_in(cell.stored)))


def _in_own_unit(words: str, indicator: Indicator) -> Decimal | None:
    """What one of a stated unit is in the row's own; None for what is no unit, or another kind of it."""
    return _in_unit(words, unit_words(indicator), worth_of(indicator))


@lru_cache(maxsize=5_000)
def _in_unit(words: str, own: frozenset[str], worth: int | None) -> Decimal | None:
    folded = fold(words).strip(" .,;:")
    if folded in own:
        return Decimal(1)
    if worth is not None:
        stated = money_worth(folded)
        return None if stated is None else Decimal(stated) / worth
    many, unit = scaled(folded)
    return Decimal(many) if unit in own else None
