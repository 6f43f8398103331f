"""Which earlier reports a report is compared with: those of its own unit, never of one that is merely alike.

Of the same period it tells which explanations are old, of a period before which figures are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Register
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Report
from cchc_excel.model.unit_spellings import name_spelling
from cchc_excel.words import Words


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier files say of one report's unit: in the same period, and in the nearest period before."""

    same: Report | None = None
    before: Report | None = None
    findings: tuple[Finding, ...] = ()
    """Why there is nothing to compare with, where there is not."""


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True, slots=True)
class EarlierReports:
    """Earlier reports by the key of their unit. `place` is the file or folder as it was named; `unread` says
    which files of it could not be read."""

    place: str
    by_unit: Mapping[str, Sequence[Report]]
    register: Register
    unread: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls, place: str, reports: Iterable[Report], register: Register, unread: Iterable[Finding] = ()
    ) -> EarlierReports:
        """Index reports by unit; one that consolidates others gives those too."""
        by_unit: dict[str, list[Report]] = {}
        for report in reports:
            for each in (report, *report.leaves):
                if each.name:
                    by_unit.setdefault(_unit_of(each, register), []).append(each)
        return cls(place, by_unit, register, tuple(unread))

    def beside(self, report: Report) -> Earlier:
        """What stands here of a report's unit."""
        period = report.cover.period
        if not report.name or period is None:
            what = Words("đơn vị", "its unit") if not report.name else Words("kỳ báo cáo", "its period")
            said = finding("PREV-004", file=report.source.file, what=what, previous=self.place)
            return Earlier(findings=(said,))
        known = self.by_unit.get(_unit_of(report, self.register), ())
        if not known:
            return Earlier(findings=(finding("PREV-001", previous=self.place, unit=report.name),))
        others = [each for each in known if not _is_the_file_itself(each, report)]
        if not others:
            said = finding("PREV-007", previous=self.place, file=report.source.file)
            return Earlier(findings=(said,))
        same = _distinct(each for each in others if _period_of(each) == period.id)
        before = _nearest(others, period)
        if others and not same and not before:
            return Earlier(findings=(self._of_other_periods(report, period, others),))
        asked = tuple(self._ambiguous(group) for group in (same, before) if len(group) > 1)
        return Earlier(_only(same), _only(before), asked)

    def _of_other_periods(self, report: Report, period: ReportingPeriod, others: Sequence[Report]) -> Finding:
        periods = dict.fromkeys(p.name if (p := r.cover.period) else _NO_PERIOD for r in others)
        return finding(
            "PREV-002", previous=self.place, unit=report.name, periods=tuple(periods), period=period.name
        )

    def _ambiguous(self, group: Sequence[Report]) -> Finding:
        return finding(
            "PREV-003",
            previous=self.place,
            unit=group[0].name,
            count=len(group),
            period=group[0].cover.period.name,
            files=tuple(report.source.file for report in group),
        )


_NO_PERIOD = Words("kỳ không rõ", "a period not said")


def _unit_of(report: Report, register: Register) -> str:
    """The key of the unit, and what the register calls it then: codes of 2025 were given anew."""
    unit, period = report.cover.reporting_unit, report.cover.period
    known = register.with_code(unit.code, period.end) if unit.code and period is not None else None
    return f"{unit.key} {name_spelling((known or unit).name)}"


def _is_the_file_itself(earlier: Report, report: Report) -> bool:
    """True where the folder of earlier files holds the very file that is checked."""
    return bool(report.source.sha256) and earlier.source.sha256 == report.source.sha256


def _period_of(report: Report) -> str:
    return report.cover.period.id if report.cover.period is not None else ""


def _nearest(reports: Iterable[Report], period: ReportingPeriod) -> list[Report]:
    """The reports of the nearest period before one."""
    dated = [r for r in reports if (p := r.cover.period) and p.precedes(period)]
    nearest = max(map(_days_of, dated), default=None)
    return _distinct(r for r in dated if _days_of(r) == nearest)


def _days_of(report: Report) -> tuple[date, date]:
    period = report.cover.period.as_usual
    return period.end, period.start


def _distinct(reports: Iterable[Report]) -> list[Report]:
    """Reports that say the same with the same notes are one."""
    found = {tuple((v.said, v.note) for v in report.values.values()): report for report in reports}
    return list(found.values())


def _only(group: Sequence[Report]) -> Report | None:
    return group[0] if len(group) == 1 else None
