"""Which files are meant and under which unit each counts: the folder's, those of the options beside it, the
lists of units and of corrections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cchc_excel.consolidation.corrections import FindUnits
from cchc_excel.consolidation.selection import Target
from cchc_excel.errors import Finding
from cchc_excel.mapping.correction_list import read_correction_list
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_list import ListedUnit, read_unit_list
from cchc_excel.mapping.unit_names import unit_named
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.corrections import ListedCorrection
from cchc_excel.model.reports import NOTHING_EXPECTED, Expectation, Report
from cchc_excel.sources import read_table
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
        listed = {each.reporting_unit.key: each.expectation for each in self.units or ()}
        return {key: told for key, told in listed.items() if told != NOTHING_EXPECTED}


def read_inputs(request: Request, tools: Tools, progress: Progress) -> list[ReadFile]:
    """Read all files that are to be consolidated: they must say themselves whose they are and of which
    period."""
    given = request.given
    on = given.period.end if given.period else None
    told = Given(on=on, target=given.reporting_unit or named_target(request, on, tools))
    return read_files(
        request.paths, tools, told, without=request.beside, progress=progress, jobs=request.jobs
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
    if request.corrections is not None:
        corrections, strange = read_correction_list(read_table(request.corrections), tools.catalogue)
        odd = (*odd, *strange)
    return Lists(units, corrections, odd)


def finder_of_units(leaves: Sequence[Report], lists: Lists, target: Target, tools: Tools) -> FindUnits:
    """Who is meant by the name or the code of a correction: a unit that reported under it, else one of the
    list, else the one below the target that the register knows by it."""

    def meant(text: str) -> Sequence[ReportingUnit]:
        here = [leaf.cover.reporting_unit for leaf in leaves]
        called = [u for u in here if text in (u.code, u.name)]
        if called or not text:
            return called
        return _called(ReportingUnit(text), lists.units, target, tools, "")[0]

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
