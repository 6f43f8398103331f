"""What the period before says of a figure: what it was then, and what may be expected of it now."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cchc_excel.model.forms import Indicator, Kind, Time
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Report
from cchc_excel.validation.causes.slips import resemblance


@dataclass(frozen=True, slots=True)
class PeriodBefore:
    """The numbers of the period before. `lengths` says how many times as long the period is now: a quarter
    has about a quarter of a year's events."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    lengths: Mapping[Time, float] = field(default_factory=dict)

    @classmethod
    def of(cls, before: Report, period: ReportingPeriod) -> PeriodBefore:
        """The earlier report, as seen from a later period."""
        then = before.cover.period
        flow = period.times_as_long_as(then)
        cumulative = period.since_year_began.times_as_long_as(then.since_year_began)
        return cls(before.numbers, {Time.FLOW: flow, Time.CUMULATIVE: cumulative})

    def of_rows(self, rows: Iterable[str]) -> tuple[float | None, ...]:
        """What some rows said; nothing where the period before is not known."""
        return tuple(map(self.numbers.get, rows)) if self.numbers else ()

    def prefers(self, indicator: Indicator, meant: float | None, stated: float | None) -> float:
        """How much better one number fits the period before than another; 1 where that is not known."""
        if not self.numbers or indicator.choices:
            return 1.0
        before = self.expected(indicator)
        is_state = indicator.time is Time.STOCK
        own, other = (resemblance(number, before, is_state=is_state) for number in (meant, stated))
        return own / other

    def expected(self, indicator: Indicator) -> float | None:
        """About how much there may be now; None where the row was blank."""
        number = self.numbers.get(indicator.id)
        if number is None or indicator.kind is Kind.PERCENT:
            return number
        return min(number * self.lengths.get(indicator.time, 1.0), sys.float_info.max)


NOTHING_BEFORE = PeriodBefore()
