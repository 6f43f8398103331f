"""Consolidate: read a folder, infer what was not said, select, add up, write one auditable file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cchc_excel.consolidation.consolidate import Consolidated, consolidate
from cchc_excel.consolidation.selection import Selection, Target, select
from cchc_excel.errors import BrokenFile, Finding, WrongUsage, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_list import ListedUnit, read_unit_list
from cchc_excel.mapping.unit_names import unit_named
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover, Report
from cchc_excel.output.consolidated import Account, Made, write_consolidated
from cchc_excel.output.consolidation_summary import ConsolidationSummary
from cchc_excel.output.files import check_target, write_whole
from cchc_excel.sources import read_table
from cchc_excel.validation.confrontation import confront
from cchc_excel.words import Words
from cchc_excel.workflows.checking import findings_of, has_figures
from cchc_excel.workflows.reading import Progress, ReadFile, read_files, split
from cchc_excel.workflows.templates import doubts_about
from cchc_excel.workflows.tools import Tools, unit_of


@dataclass(frozen=True, slots=True)
class Request:
    """What a consolidation was asked for; what is None is inferred."""

    paths: Sequence[Path]
    target: Path | None
    given: Given
    unit: str | None = None
    """The unit as it was typed, where it is not given: which one it is depends on the period's end."""
    unit_list: Path | None = None
    latest: bool = False
    force: bool = False
    jobs: int | None = None
    tables: Sequence[Path] = ()
    """Tables of the result that are written beside it: never inputs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `consolidated` is None when no leaf was left; `inferred` says what the command told
    itself."""

    target: Target
    selection: Selection
    consolidated: Consolidated | None
    findings: tuple[tuple[Report | None, Finding], ...]
    inferred: tuple[Words, ...] = ()


def consolidate_files(request: Request, tools: Tools, progress: Progress = iter) -> Outcome:
    """Do the whole job; the file is written unless `request.target` is None (a dry run).

    Raises WrongUsage for what cannot be inferred, and BrokenFile when nothing at all could be read.
    """
    if request.target is not None:
        inputs = [p for p in request.paths if p.is_file()]
        check_target(request.target, force=request.force, inputs=inputs)
    read = read_files(
        request.paths,
        tools,
        _to_read_with(request, tools),
        without=[*request.tables, *([] if request.target is None else [request.target])],
        progress=progress,
        jobs=request.jobs,
    )
    target, inferred, doubts = _target(request, read, tools)
    listed, odd = _listed(request, target, tools)
    selection = _selected(request, read, listed, target, tools)
    selection.findings += (*doubts, *odd)
    consolidated = None
    if selection.leaves:
        consolidated = consolidate(selection, target, tools.catalogue, tools.administration)
    else:
        selection.findings.append(finding("CONS-007"))
    return _written(Outcome(target, selection, consolidated, (), inferred), request, tools)


def _selected(
    request: Request,
    read: Sequence[ReadFile],
    listed: Sequence[ListedUnit] | None,
    target: Target,
    tools: Tools,
) -> Selection:
    """The leaves that are used, each with its findings, and what became of the other files."""
    reports = [as_expected(r.report, listed, target, tools) for r in read if r.report is not None]
    units = None if listed is None else [each.reporting_unit for each in listed]
    selection = select(reports, target, units, tools.administration, tools.register, latest=request.latest)
    for each in read:
        if each.report is None:
            selection.refuse(each.file, None, each.fault)
    selection.leaves[:] = [_with_findings(leaf, tools) for leaf in selection.leaves]
    return selection


def _written(outcome: Outcome, request: Request, tools: Tools) -> Outcome:
    """The outcome with all its findings, its file written."""
    selection, made = outcome.selection, outcome.consolidated
    found: list[tuple[Report | None, Finding]] = [
        (leaf, f) for leaf in selection.leaves for f in leaf.findings
    ]
    found += [(None, f) for f in selection.findings]
    if made is None:
        return replace(outcome, findings=tuple(found))
    confrontation = confront(made.report, tools.catalogue)
    found += [(None, f) for f in (*made.report.findings, *confrontation.findings)]
    account = Account(
        made.report,
        {i: Made(f.coverage.reported, f.coverage.expected, f.low) for i, f in made.figures.items()},
        confrontation.results,
        found,
        lambda unit: parent_name(unit, tools, outcome.target),
    )
    if request.target is not None:
        write_whole(
            request.target,
            lambda path: write_consolidated(path, tools.catalogue, tools.administration, account),
        )
    return replace(outcome, findings=tuple(found))


def _to_read_with(request: Request, tools: Tools) -> Given:
    """What helps to read the files: they must say themselves whose they are and of which period."""
    given = request.given
    on = given.period.end if given.period else None
    return Given(on=on, target=given.reporting_unit or _named_target(request, on, tools))


def _named_target(request: Request, on: date | None, tools: Tools) -> ReportingUnit | None:
    """The unit that was asked for; nothing where only the period will tell which it is."""
    try:
        return unit_of(tools, request.unit, request.given.level, on) if request.unit is not None else None
    except WrongUsage:
        return None


def summary_of(outcome: Outcome, request: Request, tools: Tools) -> ConsolidationSummary:
    """The outcome as it is told to the clerk."""
    selection, target = outcome.selection, outcome.target
    written = outcome.consolidated is not None and request.target is not None
    return ConsolidationSummary(
        str(request.target) if written else None,
        target.reporting_unit,
        target.level,
        target.period,
        len(selection.expected),
        selection.received,
        len(selection.leaves),
        selection.missing,
        selection.refused,
        [(d.reporting_unit, d.files, d.used) for d in selection.duplicates],
        selection.not_expected,
        outcome.findings,
        outcome.inferred,
        lambda unit: parent_name(unit, tools, target),
        tools.catalogue.own_rules,
    )


def parent_name(reporting_unit: ReportingUnit, tools: Tools, target: Target) -> str:
    """The name of the unit above one, as the register has it on the period's end."""
    parent = tools.register.parent_of(reporting_unit, target.period.end)
    return parent.name if parent else ""


def _target(
    request: Request, read: Sequence[ReadFile], tools: Tools
) -> tuple[Target, tuple[Words, ...], tuple[Finding, ...]]:
    """The unit, level and period that were asked for, or those that the files agree on; else it is asked.

    With it what was inferred, and what is doubtful about it.
    """
    given, inferred = request.given, []
    reports, faults = split(read)
    is_told = request.unit is not None or given.reporting_unit is not None
    if not reports and (given.period is None or not is_told):
        raise BrokenFile(finding("CONS-007"), earlier=faults)
    period = given.period or _period(reports, faults)
    if given.period is None:
        inferred.append(Words(f"kỳ báo cáo: {period.name.vi}", f"the period: {period.name.en}"))
    period = _with_usual_dates(period, reports)
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
    return target, tuple(inferred), tuple(_doubts(target, request, tools))


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


def _with_usual_dates(period: ReportingPeriod, reports: Sequence[Report]) -> ReportingPeriod:
    """The dates that most of the reports of the period have: localities cut off on other days."""
    leaves = [leaf for r in reports for leaf in (r.leaves or (r,))]
    dates = Counter((p.start, p.end) for leaf in leaves if (p := leaf.cover.period) and p.id == period.id)
    most = sorted(dates.items(), key=lambda item: (-item[1], item[0]))
    return period.dated(*most[0][0]) if most else period


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


def _listed(
    request: Request, target: Target, tools: Tools
) -> tuple[tuple[ListedUnit, ...] | None, tuple[Finding, ...]]:
    if request.unit_list is None:
        return None, ()
    document = read_table(request.unit_list)
    within = target.reporting_unit if target.reporting_unit.code else None
    return read_unit_list(document, tools.register, target.period.end, None, within)


def as_expected(report: Report, listed: Sequence[ListedUnit] | None, target: Target, tools: Tools) -> Report:
    """A report whose unit bears no code of the register, under the code of the list's unit that goes by
    its name, or of the one unit below the target that does; and with the name of the unit above it."""
    leaves = tuple(as_expected(leaf, listed, target, tools) for leaf in report.leaves)
    unit, on, findings = report.cover.reporting_unit, target.period.end, report.findings
    if unit.name and (not unit.code or tools.register.with_code(unit.code, on) is None):
        found, said = _called(unit, listed, target, tools, report.source.file)
        if len(found) == 1:
            unit = replace(found[0], name=unit.name)
            findings = (*(f for f in findings if f.code not in _OF_UNKNOWN_NAMES), *said)
    return replace(
        report,
        leaves=leaves,
        findings=findings,
        cover=replace(report.cover, reporting_unit=unit, level=report.cover.level or unit.level),
        parent_name=report.parent_name or parent_name(unit, tools, target),
    )


_OF_UNKNOWN_NAMES = frozenset(f"UNIT-{n:03}" for n in (2, 3, 14, 15, 16, 17, 18))
"""What is said of a name until it is known whose it is."""


def _called(
    unit: ReportingUnit, listed: Sequence[ListedUnit] | None, target: Target, tools: Tools, file: str
) -> tuple[Sequence[ReportingUnit], Sequence[Finding]]:
    """The units that a name may mean here, of the list, else the one of those below the target; and what is
    to be said of it."""
    called = [each.reporting_unit for each in listed or () if each.is_called(unit.name)]
    on = target.period.end
    within = tools.register.with_code(target.reporting_unit.code, on)
    if called or within is None:
        return called, ()
    named, said = unit_named(unit.name, tools.register, on, unit.level or None, within, file)
    below = named is not None and within in (named, *tools.register.ancestors(named, on))
    return ((named,), said) if below else ((), ())


def _with_findings(leaf: Report, tools: Tools) -> Report:
    """A leaf of a file of its own is confronted with the rules; one out of a consolidated file brings its
    findings."""
    if leaf.from_consolidated:
        return leaf
    empty = () if has_figures(leaf) else (finding("CONS-017", file=leaf.source.file, unit=leaf.name),)
    return replace(leaf, findings=(*findings_of(leaf, tools), *empty))
