"""The call list: which units to ask first, by how much their absence or their wrong cell moves the totals.

What a missing unit would have reported nobody knows; its report of the period before tells its weight, where
there is one, and is never put in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.consolidation.consolidate import Consolidated
from cchc_excel.consolidation.selection import Selection
from cchc_excel.errors import Finding, Severity
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.calls import Call, Effect, Reason
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Catalogue, Indicator, Operator, Time
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import NOTHING_EXPECTED, Cover, Report, refusals_by_unit


def call_list(
    selection: Selection, made: Consolidated, before: Mapping[str, Report], catalogue: Catalogue
) -> tuple[Call, ...]:
    """The units to ask, the weightiest first; `before` are their reports of the period before, by key."""
    totals = {i: f.value for i, f in made.figures.items() if f.value is not None}
    weights = _Weights(totals, before, made.target.period, catalogue)
    calls = (*_absent(selection, weights), *_wrong(selection, weights))
    order = list(Reason)
    return tuple(
        sorted(
            calls,
            key=lambda c: (-(c.effect.share if c.effect else 0), order.index(c.reason), c.reporting_unit.key),
        )
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    """What the totals are now, and what each unit reported before."""

    totals: Mapping[str, float]
    before: Mapping[str, Report]
    period: ReportingPeriod
    catalogue: Catalogue

    def of_absence(self, unit: ReportingUnit) -> Effect | None:
        """By the rows that the key percents of the overview are made of; where the unit has none of them, by
        those of any percent."""
        earlier = self.before.get(unit.key)
        if earlier is None:
            return None
        indicators = self.catalogue.indicators
        key = [indicators[row] for chart in self.catalogue.charts for row in chart.rows]
        return self._of_parts(key, earlier) or self._of_parts(indicators.values(), earlier)

    def _of_parts(self, percents: Iterable[Indicator], earlier: Report) -> Effect | None:
        equals = [i.equals for i in percents if i.is_calculated]
        parts = dict.fromkeys(row for each in equals for row in references(each) if self._is_summed(row))
        then = {row: earlier.numbers[row] for row in parts if earlier.numbers.get(row)}
        return _weightiest(
            Effect(row, amount, _share(abs(amount) / self._times(row, earlier), abs(self.totals.get(row, 0))))
            for row, amount in then.items()
        )

    def _times(self, row: str, earlier: Report) -> float:
        """How many times as long as the period of now that of then was, for a row that counts what happened
        in it."""
        is_flow = self.catalogue.indicators[row].time is Time.FLOW
        return earlier.cover.period.times_as_long_as(self.period) if is_flow and earlier.cover.period else 1

    def of_findings(self, findings: Iterable[Finding]) -> Effect | None:
        """By the imbalance of broken rules between summed rows; that of a percent is in another unit."""
        return _weightiest(
            Effect(row, abs(f.imbalance), min(1.0, abs(f.imbalance) / abs(self.totals[row])))
            for f in findings
            if f.imbalance and all(map(self._is_summed, f.ids))
            for row in f.ids
            if self.totals.get(row)
        )

    def _is_summed(self, row: str) -> bool:
        indicator = self.catalogue.indicators.get(row)
        return indicator is not None and indicator.consolidate is Operator.SUM


def _share(amount: float, others: float) -> float:
    return amount / (others + amount)


def _weightiest(effects: Iterable[Effect]) -> Effect | None:
    return max(effects, key=lambda effect: effect.share, default=None)


def _absent(selection: Selection, weights: _Weights) -> Iterator[Call]:
    """Units of which nothing came, or nothing that can be used."""
    used = {leaf.cover.reporting_unit.key for leaf in selection.leaves}
    refusals = refusals_by_unit(r for r in selection.refused if r.key and r.key not in used)
    expected = {unit.key for unit in selection.expected}
    others = [of_unit[0].reporting_unit for key, of_unit in refusals.items() if key not in expected]
    for unit in (*selection.expected, *others):
        if unit in selection.missing or unit.key in refusals:
            reasons = tuple({r.finding.message(): r.finding for r in refusals.get(unit.key, ())}.values())
            reason = Reason.REFUSED if reasons else Reason.MISSING
            earlier = weights.before.get(unit.key)
            told = selection.expectations.get(unit.key, NOTHING_EXPECTED)
            contact = told.contact or (_contact(earlier.cover) if earlier is not None else "")
            yield Call(unit, reason, reasons, weights.of_absence(unit), told, contact)


def _wrong(selection: Selection, weights: _Weights) -> Iterator[Call]:
    """Units whose report is used and has errors."""
    for leaf in selection.leaves:
        errors: Sequence[Finding] = [f for f in leaf.findings if f.weight is Severity.ERROR]
        if errors:
            unit = leaf.cover.reporting_unit
            told = selection.expectations.get(unit.key, NOTHING_EXPECTED)
            contact = told.contact or _contact(leaf.cover)
            yield Call(unit, Reason.ERRORS, tuple(errors), weights.of_findings(errors), told, contact)


def _contact(cover: Cover) -> str:
    return ", ".join(text for text in (cover.prepared_by, cover.phone) if text)
