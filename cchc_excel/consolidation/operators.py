"""The operators (cách tổng hợp): how one row of many leaf reports becomes one figure. Sums are exact.

Everything is computed from leaf reports, at every level, so that grouping cannot change a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from cchc_excel.model.expressions import computed, references
from cchc_excel.model.forms import Catalogue, Indicator, Operator
from cchc_excel.model.reports import Report, State


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many leaves filled a row, of how many expected units whose level reports it (mức độ đầy đủ)."""

    reported: int
    expected: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A consolidated row. `value` is in the row's unit (percent points for percents); None where there is
    none.

    `low` is the lowest value of a `max` row. `partial` names the leaves that filled only one part of a
    `derived` one.
    """

    id: str
    operator: Operator | None
    value: float | None
    coverage: Coverage
    tally: Mapping[int, int] | None = None
    low: float | None = None
    partial: tuple[str, ...] = ()
    corrected: int = 0
    """How many leaves hold a corrected figure in the row, or in a part of it."""
    unadded_tallies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeafTable:
    """The values of the leaves: a line a leaf, a column a row; NaN where a row is not filled."""

    leaves: Sequence[Report]
    table: pd.DataFrame

    @classmethod
    def of(cls, leaves: Sequence[Report], catalogue: Catalogue) -> LeafTable:
        frame = pd.DataFrame(
            [leaf.numbers for leaf in leaves],
            index=range(len(leaves)),
            columns=list(catalogue.indicators),
            dtype="float64",
        )
        return cls(leaves, frame)

    def filled(self, row_id: str) -> list[float]:
        return self.table[row_id].dropna().tolist()

    def corrected(self, indicator: Indicator) -> int:
        """How many leaves hold a corrected figure in a row, or in a part of a percent."""
        return sum(
            any(leaf.values[i].correction is not None for i in indicator.made_of) for leaf in self.leaves
        )


def consolidate_rows(
    table: LeafTable, expected: Mapping[str, int], catalogue: Catalogue
) -> dict[str, Figure]:
    """Make every row of the catalogue; `expected` is the number of units whose level reports it, by row
    id."""
    figures: dict[str, Figure] = {}
    counts = table.table.count()
    for indicator in catalogue.indicators.values():
        coverage = Coverage(int(counts[indicator.id]), expected[indicator.id])
        figures[indicator.id] = _MAKERS[indicator.consolidate](indicator, table, coverage)
    numbers = {i: f.value for i, f in figures.items() if f.value is not None}
    for indicator in catalogue.indicators.values():
        if indicator.consolidate is Operator.DERIVED:
            figures[indicator.id] = _derived(indicator, table, numbers, expected)
    return {i: replace(f, corrected=table.corrected(catalogue.indicators[i])) for i, f in figures.items()}


def exact_sum(values: Sequence[float]) -> float:
    """The sum of the decimal numbers as they are written, so that their order never matters."""
    return float(sum((Decimal(repr(v)) for v in values), Decimal(0)))


def _sum(indicator: Indicator, table: LeafTable, coverage: Coverage) -> Figure:
    values = table.filled(indicator.id)
    return Figure(indicator.id, Operator.SUM, exact_sum(values) if values else None, coverage)


def _max(indicator: Indicator, table: LeafTable, coverage: Coverage) -> Figure:
    values = table.filled(indicator.id)
    if not values:
        return Figure(indicator.id, Operator.MAX, None, coverage)
    low, high = min(values), max(values)
    return Figure(indicator.id, Operator.MAX, high, coverage, low=low if low != high else None)


def _mean(indicator: Indicator, table: LeafTable, coverage: Coverage) -> Figure:
    values = [Fraction(repr(v)) for v in table.filled(indicator.id)]
    mean = float(sum(values) / len(values)) if values else None
    return Figure(indicator.id, Operator.MEAN, mean, coverage)


def _tally(indicator: Indicator, table: LeafTable, coverage: Coverage) -> Figure:
    values = table.filled(indicator.id)
    counts = Counter(int(v) for v in values if v in indicator.choices)
    unadded = tuple(leaf.name for leaf in table.leaves if leaf.values[indicator.id].state is State.TALLY)
    tally = {code: counts[code] for code in indicator.choices} if values else None
    return Figure(indicator.id, Operator.TALLY, None, coverage, tally=tally, unadded_tallies=unadded)


def _none(indicator: Indicator, table: LeafTable, coverage: Coverage) -> Figure:
    return Figure(indicator.id, indicator.consolidate, None, coverage)


def _derived(
    indicator: Indicator,
    table: LeafTable,
    numbers: Mapping[str, float],
    expected: Mapping[str, int],
) -> Figure:
    """A percent of the consolidated parts; its coverage is that of the leaves that filled all parts."""
    parts = list(references(indicator.equals))
    ratio = computed(indicator.equals, numbers)
    filled = table.table[parts].notna()
    both, some = filled.all(axis=1), filled.any(axis=1)
    partial = tuple(table.leaves[n].name for n in table.table.index[some & ~both])
    return Figure(
        indicator.id,
        Operator.DERIVED,
        None if ratio is None else ratio * indicator.scale,
        Coverage(int(both.sum()), expected[indicator.id]),
        partial=partial,
    )


_MAKERS: dict[Operator | None, Callable[[Indicator, LeafTable, Coverage], Figure]] = {
    Operator.SUM: _sum,
    Operator.MAX: _max,
    Operator.MEAN: _mean,
    Operator.TALLY: _tally,
    Operator.DERIVED: _none,
    Operator.NONE: _none,
    None: _none,
}
