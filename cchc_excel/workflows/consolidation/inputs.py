"""Which files are meant and under which unit each counts: the folder's, those of the options beside it, the
lists of units and of corrections."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cchc_excel.consolidation.corrections import FindUnits
from cchc_excel.consolidation.selection import Selection, Target
from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.correction_list import read_correction_list
from cchc_excel.mapping.file_names import read_name, unit_in_name
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_list import ListedUnit, read_unit_list
from cchc_excel.mapping.unit_names import unit_named
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.corrections import ListedCorrection
from cchc_excel.model.reports import NOTHING_EXPECTED, Expectation, Refusal, Report
from cchc_excel.sources import read_table
from cchc_excel.words import fold_keeping_marks
from cchc_excel.workflows.consolidation.request import Request
from cchc_excel.workflows.consolidation.target import named_target
from cchc_excel.workflows.reading import Progress, ReadFile, read_file, read_files
from cchc_excel.workflows.tools import Tools


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists that a clerk keeps: the units (None: the official ones), the corrections, and what is odd
    about them."""

    units: tuple[ListedUnit, ...] | None = None
    corrections: tuple[ListedCorrection, ...] = ()
    odd: tuple[Finding, ...] = ()

    @property
    def reporting_units(self) -> tuple[ReportingUnit, ...] | None:
        return None if self.units is None else tuple(each.reporting_unit for each in self.units)

    @property
    def expectations(self) -> dict[str, Expectation]:
        """Of a unit that stands there twice what either line tells, the first before the second."""
        told: dict[str, Expectation] = {}
        for each in self.units or ():
            key, new = each.reporting_unit.key, each.expectation
            old = told.get(key, NOTHING_EXPECTED)
            told[key] = Expectation(old.due or new.due, old.contact or new.contact)
        return {key: each for key, each in told.items() if each != NOTHING_EXPECTED}


def read_inputs(request: Request, tools: Tools, progress: Progress) -> list[ReadFile]:
    """Read all files that are to be consolidated: they must say themselves whose they are and of which
    period."""
    given = request.given
    on = given.period.end if given.period else None
    told = Given(on=on, target=given.reporting_unit or named_target(request, on, tools))
    return read_files(
        request.paths, tools, told, without=request.beside, progress=progress, jobs=request.jobs
    )


def without_earlier_results(read: Sequence[ReadFile]) -> tuple[list[ReadFile], list[Finding]]:
    """The files but for those that an earlier run made of the others: a consolidated file, each leaf of which
    is of a file that lies here too; with what is said of them."""
    sent = {
        (Path(each.file).name, each.report.cover.reporting_unit.key)
        for each in read
        if each.report is not None and not each.report.leaves
    }
    results = [each for each in read if each.report is not None and _is_made_of(each.report, sent)]
    told = [finding("CONS-022", file=each.file, count=len(each.report.leaves)) for each in results]
    return [each for each in read if each not in results], told


def _is_made_of(report: Report, sent: Collection[tuple[str, str]]) -> bool:
    leaves = [x for x in report.leaves if not x.is_own]
    return bool(leaves) and all(
        (Path(x.source.file).name, x.cover.reporting_unit.key) in sent for x in leaves
    )


def read_own(request: Request, target: Target, tools: Tools) -> ReadFile | None:
    """Read the target's own report; where it does not say whose it is, it is the target's."""
    if request.own is None:
        return None
    told = Given(target.reporting_unit, target.level, target.period)
    return read_file(request.own, str(request.own), tools, told)


def read_lists(request: Request, target: Target, tools: Tools) -> Lists:
    """Read the lists of units and of corrections; raises BrokenFile for one that is none."""
    units, corrections, odd = None, (), ()
    if request.unit_list is not None:
        within = target.reporting_unit if target.reporting_unit.code else None
        units, odd = read_unit_list(
            read_table(request.unit_list), tools.register, target.period.end, None, within
        )
        units, others = _of_target(units, target, tools)
        odd = (*odd, *_told_of_others(request.unit_list, others, target))
    if request.corrections is not None:
        corrections, strange = read_correction_list(read_table(request.corrections), tools.catalogue)
        odd = (*odd, *strange)
    return Lists(units, corrections, odd)


def _of_target(
    units: Sequence[ListedUnit], target: Target, tools: Tools
) -> tuple[tuple[ListedUnit, ...], tuple[ListedUnit, ...]]:
    """The units of a list that may stand below the target, and those of which the register knows that they do
    not: a province's list serves each of its districts."""
    others = tuple(each for each in units if _stands_elsewhere(each.reporting_unit, target, tools))
    return tuple(each for each in units if each not in others), others


def _stands_elsewhere(unit: ReportingUnit, target: Target, tools: Tools) -> bool:
    """True where the register knows both, and neither stands above the other."""
    register, on = tools.register, target.period.end
    known, top = (register.with_code(u.code, on) if u.code else None for u in (unit, target.reporting_unit))
    if known is None or top is None or known == top:
        return False
    return top not in register.ancestors(known, on) and known not in register.ancestors(top, on)


def _told_of_others(path: Path, others: Sequence[ListedUnit], target: Target) -> Iterator[Finding]:
    if others:
        names = tuple(each.reporting_unit.name for each in others)
        yield finding(
            "LIST-002", file=path.name, count=len(others), unit=target.reporting_unit.name, names=names
        )


def unread(read: Sequence[ReadFile], target: Target, tools: Tools) -> list[Refusal]:
    """The files that could not be read, each of the unit below the target that its name names: such a unit
    has sent something."""
    return [
        Refusal(each.file, _named_in(each.file, target, tools), each.fault)
        for each in read
        if each.report is None
    ]


def _named_in(file: str, target: Target, tools: Tools) -> ReportingUnit | None:
    on = target.period.end
    within = tools.register.with_code(target.reporting_unit.code, on)
    if within is None:
        return None
    named = unit_in_name(read_name(Path(file).stem), tools.register, on, None, within)
    found = named.match.candidates if named is not None else ()
    below = [unit for unit in found if within in tools.register.ancestors(unit, on)]
    return below[0] if len(found) == len(below) == 1 else None


def finder_of_units(selection: Selection, lists: Lists, target: Target, tools: Tools) -> FindUnits:
    """Who is meant by the name or the code of a correction: by the code or the very name one of the units
    that reported or should have, or of the list; else whom the register knows by it below the target. Who
    did report decides nothing: of two units of a name neither is meant."""
    known = [leaf.cover.reporting_unit for leaf in selection.leaves]
    known += [*selection.expected, *(r.reporting_unit for r in selection.refused if r.reporting_unit)]
    listed = lists.units or ()
    within = tools.register.with_code(target.reporting_unit.code, target.period.end)

    def meant(text: str) -> Sequence[ReportingUnit]:
        if not text:
            return ()
        spelled = fold_keeping_marks(text)
        found = [u for u in known if text == u.code or spelled == fold_keeping_marks(u.name)]
        found = found or [each.reporting_unit for each in listed if each.is_called(text)]
        if not found and within is not None:
            found = list(tools.register.find(text, target.period.end, None, within))
        return tuple({unit.key: unit for unit in found}.values())

    return meant


def finder_elsewhere(target: Target, tools: Tools) -> FindUnits:
    """The unit that the register knows by a name or code, where it does not stand below the target."""
    register, on = tools.register, target.period.end

    def meant(text: str) -> Sequence[ReportingUnit]:
        found = register.find(text, on) if text else ()
        return () if any(register.stands_below(f, target.reporting_unit, on) for f in found) else found

    return meant


def parent_name(reporting_unit: ReportingUnit, tools: Tools, target: Target) -> str:
    """The name of the unit above one, as the register has it on the period's end; of a unit that it does not
    know, the one whose code the list gives."""
    on = target.period.end
    parent = tools.register.parent_of(reporting_unit, on)
    if parent is None and reporting_unit.parent_code:
        parent = tools.register.with_code(reporting_unit.parent_code, on)
    return parent.name if parent else ""


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
