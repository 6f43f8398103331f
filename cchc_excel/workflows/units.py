"""The official units of a province on a day, and lists of units that a person keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cchc_excel.errors import Finding, WrongUsage, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_list import ListedUnit, read_unit_list
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.output.files import check_target, write_whole
from cchc_excel.output.unit_list import write_unit_list
from cchc_excel.sources import read_table
from cchc_excel.workflows.tools import Tools, unit_of


def official_units(province: str, on: date, tools: Tools) -> tuple[ReportingUnit, ...]:
    """A province (or district) and all units below it that are in force on the day, in the register's
    order."""
    unit = unit_of(tools, province, None, on)
    if not unit.code:
        raise WrongUsage(finding("UNIT-008", name=province, day=on))
    levels = [level for level in reversed(tools.administration.chain(on)) if level != unit.level]
    return (unit, *(u for level in levels for u in tools.register.below(unit, level, on)))


def write_units(units: Sequence[ReportingUnit], target: Path, tools: Tools, on: date, *, force: bool) -> None:
    """Write units as a list that `--units` takes."""
    check_target(target, force=force)
    lines = [(unit, tools.register.parent_of(unit, on)) for unit in units]
    write_whole(target, lambda path: write_unit_list(path, lines, tools.administration))


def listed_units(
    path: Path, tools: Tools, given: Given
) -> tuple[tuple[ListedUnit, ...], tuple[Finding, ...]]:
    """A list of units as a person keeps it; raises BrokenFile when it is none."""
    on = given.period.end if given.period else date.today()
    return read_unit_list(read_table(path), tools.register, on, given.level, None)
