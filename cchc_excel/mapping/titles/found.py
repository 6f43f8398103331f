"""What the title lines of a source say, as it is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cchc_excel.mapping.titles.days import are_near, two_days
from cchc_excel.model.periods import ReportingPeriod, find_period
from cchc_excel.words import Words


@dataclass(slots=True)
class Titles:
    """What the title lines say. `units` are names of units, the plainest first; `above` those over the
    issuing one in a letter head; `likely_units` names only where the register knows them; `unreported`
    periods for which there is no report."""

    lines: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    likely_units: list[str] = field(default_factory=list)
    periods: list[ReportingPeriod] = field(default_factory=list)
    unreported: list[Words] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)

    def dates_of(self, period: ReportingPeriod) -> dict[str, date]:
        """The dates of the period: where a line names it beside them, else the first that are near the usual
        ones."""
        dated = [(line, days) for line in self.lines if (days := two_days(line)) is not None]
        named = [days for line, days in dated if (p := find_period(line)) is not None and p.id == period.id]
        near = [days for _, days in dated if are_near(days, period)]
        return dict(zip(("start", "end"), (named + near)[0], strict=True)) if named or near else {}
