"""For whom and for which period: what was asked for, else what the files agree on, else it is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path

from cchc_excel.consolidation.selection import Target, usual_dates
from cchc_excel.errors import BrokenFile, Finding, WrongUsage, finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover, Report
from cchc_excel.words import Words
from cchc_excel.workflows.consolidation.request import Request
from cchc_excel.workflows.reading import ReadFile, split
from cchc_excel.workflows.templates import doubts_about
from cchc_excel.workflows.tools import Tools, unit_of


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """The target, what the command told itself of it, and what is doubtful about it."""

    target: Target
    inferred: tuple[Words, ...]
    doubts: tuple[Finding, ...]


def named_target(request: Request, on: date | None, tools: Tools) -> ReportingUnit | None:
    """The unit that was asked for; nothing where only the period will tell which it is."""
    try:
        return unit_of(tools, request.unit, request.given.level, on) if request.unit is not None else None
    except WrongUsage:
        return None


def output_of(request: Request, target: Target) -> Path | None:
    """Where the file goes: as it was asked, or named after the unit and the period, with a number where a
    file has that name already and may not be replaced; None for nowhere."""
    if not request.names_target:
        return request.target
    unit = re.sub(r'[\\/:*?"<>|]', "-", target.reporting_unit.name)
    name = f"Tổng hợp {unit} {target.period.id}"
    names = chain([f"{name}.xlsx"], (f"{name} ({n}).xlsx" for n in count(2)))
    return next(Path(each) for each in names if request.force or not Path(each).exists())


def found_target(request: Request, read: Sequence[ReadFile], tools: Tools) -> FoundTarget:
    """The unit, level and period that were asked for, or those that the files agree on.

    Raises WrongUsage for what must be asked, BrokenFile when no file could be read.
    """
    given, inferred = request.given, []
    reports, faults = split(read)
    is_told = request.unit is not None or given.reporting_unit is not None
    if not reports and (given.period is None or not is_told):
        raise BrokenFile(finding("CONS-007"), earlier=faults)
    period = given.period or _period(reports, faults)
    if given.period is None:
        inferred.append(Words(f"kỳ báo cáo: {period.name.vi}", f"the period: {period.name.en}"))
    leaves = [leaf for r in reports for leaf in (r.leaves or (r,))]
    of_period = [x for x in leaves if x.cover.period is not None and x.cover.period.id == period.id]
    period = usual_dates(of_period, period)
    if request.unit is not None:
        unit = unit_of(tools, request.unit, given.level, period.end)
    elif given.reporting_unit is not None:
        unit = given.reporting_unit
    else:
        unit = _unit_above(reports, period, faults, tools)
        inferred.append(Words(f"đơn vị tổng hợp: {unit.name}", f"the unit: {unit.name}"))
    level = given.level or unit.level
    if not level:
        raise WrongUsage(finding("CONS-009"), earlier=faults)
    target = Target(unit, level, period)
    if request.names_target:
        output = output_of(request, target)
        inferred.append(Words(f"tên tệp kết quả: {output}", f"the name of the result: {output}"))
    return FoundTarget(target, tuple(inferred), tuple(_doubts(target, request, tools)))


def _doubts(target: Target, request: Request, tools: Tools) -> Iterator[Finding]:
    """A unit that the register does not know, so that nobody can say who is missing; a level of the past."""
    if not target.reporting_unit.code and request.unit_list is None:
        yield finding("CONS-014", name=target.reporting_unit.name)
    yield from doubts_about(tools, Cover(target.reporting_unit, target.level, target.period))


def _period(reports: Sequence[Report], faults: Sequence[Finding]) -> ReportingPeriod:
    periods = Counter(r.cover.period.id for r in reports if r.cover.period is not None)
    if len(periods) != 1:
        most = max(periods, key=lambda name: (periods[name], name), default="2025-Q1")
        asked = finding("CONS-008", periods=tuple(sorted(periods)) or ("–",), example=most)
        raise WrongUsage(asked, earlier=faults)
    return next(r.cover.period for r in reports if r.cover.period is not None)


def _unit_above(
    reports: Sequence[Report], period: ReportingPeriod, faults: Sequence[Finding], tools: Tools
) -> ReportingUnit:
    """The nearest unit above all units of the lowest level that reported: a district's own file among
    those of its communes does not make it a province's."""
    codes = {leaf.cover.reporting_unit.code for r in reports for leaf in (r.leaves or (r,))} - {""}
    known = [u for code in sorted(codes) if (u := tools.register.with_code(code, period.end)) is not None]
    lowest = min((tools.administration.level(u.level).rank for u in known), default=0)
    of_lowest = [u for u in known if tools.administration.level(u.level).rank == lowest]
    above = tools.register.nearest_above(of_lowest, period.end)
    own = {r.cover.reporting_unit.key for r in reports if r.leaves}
    while above is not None and above.key in own:  # what is consolidated already goes one level up
        above = tools.register.parent_of(above, period.end)
    if above is None:
        raise WrongUsage(finding("CONS-009"), earlier=faults)
    return above
