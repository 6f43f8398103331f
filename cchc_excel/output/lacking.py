"""Which expected units have no figure in a row of a consolidated file, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.forms import Indicator
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Report, State, is_reported_at

_NAMED_AT_MOST = 30
_WHY = {
    State.BLANK: "để trống",
    State.NOT_APPLICABLE: "để trống",
    State.TEXT: "ghi chữ",
    State.ERROR: "ô lỗi",
    State.TALLY: "chỉ có số lượt",
}


@dataclass(frozen=True, slots=True)
class Lacking:
    """The expected units by level, with the leaf of each that reported."""

    period: ReportingPeriod
    by_level: Mapping[str, Sequence[ReportingUnit]]
    leaves: Mapping[str, Report]
    missing: frozenset[str]
    administration: Administration

    @classmethod
    def of(cls, report: Report, administration: Administration) -> Lacking:
        by_level: dict[str, list[ReportingUnit]] = {}
        for unit in report.expected:
            by_level.setdefault(unit.level, []).append(unit)
        leaves = {leaf.cover.reporting_unit.key: leaf for leaf in report.leaves}
        missing = frozenset(unit.key for unit in report.missing)
        return cls(report.cover.period, by_level, leaves, missing, administration)

    def told_of(self, indicator: Indicator) -> str:
        """`Chưa có số: Xã Lát (chưa nộp), Xã Đạ Sar (để trống)`; empty where every unit has a figure."""
        rows = indicator.made_of
        named = [
            f"{unit.name} ({why})"
            for level, units in self.by_level.items()
            if is_reported_at(level, self.period, indicator, self.administration)
            for unit in units
            if (why := self._why(unit, rows))
        ]
        if not named:
            return ""
        others = len(named) - _NAMED_AT_MOST
        more = f" và {others} đơn vị khác" if others > 0 else ""
        return f"Chưa có số: {', '.join(named[:_NAMED_AT_MOST])}{more}."

    def _why(self, unit: ReportingUnit, rows: Sequence[str]) -> str:
        """Why a unit has no figure in one of the rows; empty where it has."""
        leaf = self.leaves.get(unit.key)
        if leaf is None:
            return "chưa nộp" if unit.key in self.missing else "tệp không dùng được"
        states = (leaf.values[row].state for row in rows)
        return next((_WHY[state] for state in states if state is not State.NUMBER), "")
