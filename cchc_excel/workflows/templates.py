"""Make templates: for a unit, for a list of units, and the blank ones that the package ships."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cchc_excel.errors import Finding, WrongUsage, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_list import ListedUnit
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.reports import Cover, Report
from cchc_excel.output.files import check_target, write_whole
from cchc_excel.output.template import blank_report, write_template
from cchc_excel.validation.confrontation import confront
from cchc_excel.words import Words
from cchc_excel.workflows.tools import Tools


def make_template(tools: Tools, given: Given, target: Path, *, force: bool) -> tuple[Finding, ...]:
    """Write the template of one unit (or one with an empty cover); returns what is worth saying of it."""
    check_target(target, force=force)
    write_report(tools, blank_report(tools.catalogue, _cover(given)), target)
    return _remarks(tools, given)


def make_templates(
    tools: Tools,
    listed: Sequence[ListedUnit],
    given: Given,
    folder: Path,
    *,
    force: bool,
    progress: Callable[[Sequence[ListedUnit]], Iterator[ListedUnit]] = iter,
) -> list[Path]:
    """Write a template for each unit of a list into a folder; nothing is written when one of the files
    exists."""
    targets = _targets(listed, given, folder)
    for target in targets.values():
        check_target(target, force=force)
    for each in progress(listed):
        unit = each.reporting_unit
        its_own = replace(given, reporting_unit=unit, level=unit.level or given.level)
        write_report(tools, blank_report(tools.catalogue, _cover(its_own)), targets[unit])
    return list(targets.values())


def make_blank_templates(tools: Tools, folder: Path, *, force: bool) -> list[Path]:
    """Build the blank templates of all levels that report (`workbook_templates/`)."""
    targets = {level.id: folder / level.template for level in tools.administration.reporting_levels}
    for target in targets.values():
        check_target(target, force=force)
    for level, target in targets.items():
        write_report(tools, blank_report(tools.catalogue, _cover(Given(level=level))), target)
    return list(targets.values())


def write_report(tools: Tools, report: Report, target: Path, remark: str = "") -> None:
    """Write a workbook that holds a report, its checks judged as they stand."""
    results = confront(report, tools.catalogue).results
    write_whole(
        target,
        lambda path: write_template(path, tools.catalogue, tools.administration, report, results, remark),
    )


def _cover(given: Given) -> Cover:
    unit = given.reporting_unit or ReportingUnit("", level=given.level or "")
    return Cover(unit, unit.level or given.level or "", given.period)


def _targets(listed: Sequence[ListedUnit], given: Given, folder: Path) -> dict[ReportingUnit, Path]:
    """One file name per unit: its name and period, with its code where two units are named alike."""
    names = [each.reporting_unit.name for each in listed]
    period = f" {given.period.id}" if given.period else ""
    targets: dict[ReportingUnit, Path] = {}
    for each in listed:
        unit = each.reporting_unit
        code = f" {unit.code}" if names.count(unit.name) > 1 and unit.code else ""
        target = folder / f"{unit.name.replace('/', '-')}{code}{period}.xlsx"
        if target in targets.values():
            raise WrongUsage(
                finding(
                    "FILE-009",
                    file=str(folder),
                    reason=Words(
                        f"«{unit.name}» có hai lần, không kèm mã",
                        f"«{unit.name}» stands twice, without a code",
                    ),
                )
            )
        targets[unit] = target
    return targets


def doubts_about(tools: Tools, cover: Cover) -> tuple[Finding, ...]:
    """A level that did not exist on any day of the period."""
    period = cover.period
    if not cover.level or period is None:
        return ()
    level = tools.administration.level(cover.level)
    if tools.administration.existed_within(level.id, period.start, period.end):
        return ()
    return (finding("LEVEL-003", period=period.name, level=level.name, day=level.valid_to),)


def _remarks(tools: Tools, given: Given) -> tuple[Finding, ...]:
    """A unit that the register does not know, or a level that no longer exists in the period."""
    unit = given.reporting_unit
    unknown = unit is not None and not unit.code
    said = (finding("UNIT-002", file="--unit", name=unit.name),) if unknown else ()
    return (*said, *doubts_about(tools, _cover(given)))
