"""What every use case needs: the catalogue, the levels, the register, and how a person's words for a unit
are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from cchc_excel.catalog.administration import load_administration, load_register
from cchc_excel.catalog.layouts import load_layouts, read_layout
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.catalog.own_rules import read_own_rules
from cchc_excel.errors import BrokenDeclaration, WrongUsage, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_names import describe, resolve_name
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.layouts import Layout
from cchc_excel.model.periods import ReportingPeriod, parse_period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brought:
    """The declarations that a user brings: enough for another process to load the same tools."""

    layouts: tuple[Layout, ...] = ()
    own_rules: Path | None = None

    def tools(self) -> Tools:
        return replace(load_tools(rules=self.own_rules), layouts=self.layouts)


@dataclass(frozen=True, slots=True)
class Tools:
    """The declarations that are in force."""

    catalogue: Catalogue
    administration: Administration
    register: Register
    layouts: tuple[Layout, ...] = ()
    rules_file: Path | None = None
    """The province's own rules that are in `catalogue`."""

    @property
    def brought(self) -> Brought:
        return Brought(self.layouts, self.rules_file)


def load_tools(layout: Path | None = None, rules: Path | None = None) -> Tools:
    """Load the declarations of the package, and the layout and the rules that the user brings; raises
    BrokenDeclaration when one of ours is wrong, WrongUsage for the user's."""
    catalogue, layouts = load_catalogue(), load_layouts()
    if layout is not None:
        found = _brought(layout, catalogue, read_layout, "OPT-007")
        layouts = (replace(found, is_brought=True), *layouts)
    if rules is not None:
        catalogue = _brought(rules, catalogue, read_own_rules, "OPT-009")
    return Tools(catalogue, load_administration(), load_register(), layouts, rules)


def _brought(path: Path, catalogue: Catalogue, read: Callable[[Path, Catalogue], T], code: str) -> T:
    """What a declaration of the user's says; `code` is the message for one that is not right."""
    if not path.is_file():
        raise WrongUsage(finding("FILE-037" if path.is_dir() else "FILE-004", file=str(path)))
    try:
        return read(path, catalogue)
    except BrokenDeclaration as broken:
        faults = "".join("\n  " + fault.replace("\n", "\n  ") for fault in broken.problems) + "\n"
        raise WrongUsage(finding(code, file=str(path), faults=faults)) from broken


def given(
    tools: Tools,
    unit: str | None,
    level: str | None,
    period: str | None,
    start: date | None = None,
    end: date | None = None,
) -> Given:
    """What a command's options say; raises WrongUsage for a period, a level or a unit that is none or
    several."""
    wanted = period_of(period, start, end)
    level_id = level_of(tools, level)
    reporting_unit = unit_of(tools, unit, level_id, wanted.end if wanted else None) if unit else None
    return Given(
        reporting_unit, level_id or (reporting_unit.level if reporting_unit else None) or None, wanted
    )


def period_of(text: str | None, start: date | None = None, end: date | None = None) -> ReportingPeriod | None:
    if not text:
        return None
    period = parse_period(text)
    if period is None:
        raise WrongUsage(finding("PER-002", text=text))
    dated = period.dated(start, end)
    if dated.start > dated.end:
        raise WrongUsage(finding("PER-007", start=dated.start, end=dated.end))
    return dated


def level_of(tools: Tools, text: str | None) -> str | None:
    if not text:
        return None
    level = tools.administration.level_named(text)
    if level is None:
        raise WrongUsage(
            finding(
                "LEVEL-001",
                text=text,
                levels=tuple(f"{v.id} ({v.short.vi})" for v in tools.administration.reporting_levels),
            )
        )
    return level.id


def unit_of(tools: Tools, text: str, level: str | None, day: date | None) -> ReportingUnit:
    """The unit that is meant; one that the register does not know is taken by its name, several are a
    question."""
    on = day or _day_of(text, level, tools.register)
    found = resolve_name(text, tools.register, on, level).as_spelled
    if len(found) > 1:
        candidates = "; ".join(describe(u, tools.register, on) for u in found[:8])
        raise WrongUsage(finding("UNIT-005", name=text, candidates=candidates, code=found[0].code))
    if found:
        return found[0]
    elsewhere = resolve_name(text, tools.register, on).as_spelled
    if elsewhere and level:
        names = "; ".join(describe(u, tools.register, on) for u in elsewhere[:4])
        raise WrongUsage(
            finding("UNIT-010", name=text, level=tools.administration.level(level).name, found=names)
        )
    if text.strip().isdigit():
        raise WrongUsage(finding("UNIT-011", unit_code=text, day=on))
    return ReportingUnit(text, level=level or "")


def _day_of(text: str, level: str | None, register: Register) -> date:
    """Today, or where no unit bears the name today, the last day on which one did."""
    ended = {u.valid_to for u in register.reporting_units if u.valid_to is not None}
    days = [date.today(), *sorted(ended, reverse=True)]
    return next((day for day in days if register.find(text, day, level)), days[0])
