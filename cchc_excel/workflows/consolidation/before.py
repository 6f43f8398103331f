"""What the file of `--previous` says of the target: how its rows stood in the period before, over all its
units and over those of them that reported now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.consolidation.consolidate import Consolidated, consolidate
from cchc_excel.consolidation.selection import Selection, Target, select
from cchc_excel.errors import Finding, finding
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Report
from cchc_excel.output.overview import Before
from cchc_excel.validation.previous import EarlierReports
from cchc_excel.workflows.tools import Tools


@dataclass(frozen=True, slots=True)
class TargetBefore:
    """The target's consolidation of the period before, made anew from the leaves of then."""

    selection: Selection
    made: Consolidated
    tools: Tools

    @property
    def by_unit(self) -> Mapping[str, Report]:
        """The report of each unit then, by the unit's key."""
        return {leaf.cover.reporting_unit.key: leaf for leaf in self.selection.leaves}

    def beside(self, selection: Selection) -> Before:
        """How the rows stood then, also over the units alone that reported now."""
        now = {(leaf.cover.reporting_unit.key, leaf.name) for leaf in selection.leaves}
        same = [x for x in self.selection.leaves if (x.cover.reporting_unit.key, x.name) in now]
        return Before(self.made.target.period, self.made.report.numbers, self._numbers_of(same))

    def _numbers_of(self, leaves: list[Report]) -> Mapping[str, float]:
        if not leaves:
            return {}
        part = Selection(leaves=leaves, expected=self.selection.expected)
        tools = self.tools
        return consolidate(part, self.made.target, tools.catalogue, tools.administration).report.numbers


def target_before(
    earlier: EarlierReports, target: Target, tools: Tools
) -> tuple[TargetBefore | None, tuple[Finding, ...]]:
    """The target in the nearest period before that the file knows; else why there is none, which needs no
    saying of a file of the very period."""
    reports = [each for group in earlier.by_unit.values() for each in group]
    leaves = [each for each in reports if not each.leaves]
    periods = {p.id: p for each in leaves if (p := each.cover.period) and p.precedes(target.period)}
    for period in sorted(periods.values(), key=_ends, reverse=True):
        then = Target(target.reporting_unit, target.level, period)
        own = next((x for x in leaves if _is_own(x, then)), None)
        parts = [x for x in leaves if x is not own]
        chosen = select(parts, then, None, tools.administration, tools.register, latest=False, own=own)
        _only_below(chosen, then, tools)
        if chosen.leaves:
            made = consolidate(chosen, then, tools.catalogue, tools.administration)
            return TargetBefore(chosen, made, tools), ()
    if any(x.cover.period is not None and x.cover.period.id == target.period.id for x in leaves):
        return None, ()
    return None, (finding("PREV-008", previous=earlier.place, unit=target.reporting_unit.name),)


def _ends(period: ReportingPeriod) -> tuple[object, object]:
    usual = period.as_usual
    return usual.end, usual.start


def _is_own(report: Report, then: Target) -> bool:
    return report.cover.reporting_unit.key == then.reporting_unit.key and (
        report.cover.period is not None and report.cover.period.id == then.period.id
    )


def _only_below(chosen: Selection, then: Target, tools: Tools) -> None:
    """Leave out the units that do not stand below the target, where the register knows the target."""
    known = tools.register.with_code(then.reporting_unit.code, then.period.end)
    if known is None:
        return
    chosen.leaves[:] = [
        leaf
        for leaf in chosen.leaves
        if leaf.is_own or tools.register.stands_below(leaf.cover.reporting_unit, known, then.period.end)
    ]
