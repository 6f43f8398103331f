"""Which reports a consolidation uses: refused, doubled, not expected, missing; each with its reason.

A report with broken rules, or with other dates of the same period, is used. A leaf counts wherever it
comes from: in a file
of its own or inside a consolidated one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Refusal, Report


@dataclass(frozen=True, slots=True)
class Target:
    """What is consolidated: for which unit, at which level, of which period; `as_it_says` when dates were
    not given."""

    reporting_unit: ReportingUnit
    level: str
    period: ReportingPeriod


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One unit with several reports; `used` is the file that was used, None where none was."""

    reporting_unit: ReportingUnit
    files: tuple[str, ...]
    used: str | None


@dataclass(slots=True)
class Selection:
    """The leaves that are used, and what became of everything else."""

    leaves: list[Report] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    not_expected: list[Report] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    expected: tuple[ReportingUnit, ...] = ()
    missing: tuple[ReportingUnit, ...] = ()
    received: int = 0
    findings: list[Finding] = field(default_factory=list)


def select(
    reports: Sequence[Report],
    target: Target,
    expected: Sequence[ReportingUnit] | None,
    administration: Administration,
    register: Register,
    *,
    latest: bool,
) -> Selection:
    """Decide over the leaves of all reports. `expected` is a list given by the user; None takes the
    official table."""
    chosen = Selection()
    usable = [r for r in reports if _may_be_used(r, target, administration, chosen)]
    leaves = [leaf for report in usable for leaf in (report.leaves or (report,))]
    for report in usable:
        chosen.refused += report.refused
    single = _without_duplicates(leaves, chosen, latest=latest)
    chosen.expected = _expected(single, target, expected, register)
    _keep_expected(single, chosen, target, register)
    _missing(chosen, target, register)
    chosen.leaves.sort(key=lambda leaf: (leaf.cover.reporting_unit.code or "~", leaf.name))
    return chosen


def same_unit(a: ReportingUnit, b: ReportingUnit) -> bool:
    """Two units are one when their codes are; where one has no code, when their names are spelled alike."""
    return key_of(a) == key_of(b)


def key_of(reporting_unit: ReportingUnit) -> str:
    return reporting_unit.code or f"«{reporting_unit.name.casefold()}»"


def _may_be_used(report: Report, target: Target, administration: Administration, chosen: Selection) -> bool:
    reason = _refusal(report, target, administration)
    if reason is not None:
        refuse(chosen, report, reason)
        return False
    period = report.cover.period
    for leaf in report.leaves or (report,):
        period = leaf.cover.period
        if period is not None and (period.start, period.end) != (target.period.start, target.period.end):
            chosen.findings.append(
                finding(
                    "PER-004",
                    file=leaf.source.file,
                    period=period.name,
                    start=period.start,
                    end=period.end,
                    wanted_start=target.period.start,
                    wanted_end=target.period.end,
                )
            )
    return True


def _refusal(report: Report, target: Target, administration: Administration) -> Finding | None:
    cover, file = report.cover, report.source.file
    if not cover.reporting_unit.name:
        return finding("UNIT-001", file=file)
    if cover.period is None:
        return finding("PER-001", file=file)
    if cover.period.id != target.period.id:
        return finding("PER-003", file=file, got=cover.period.name, wanted=target.period.name)
    if cover.level and not administration.is_below(cover.level, target.level):
        return finding(
            "LEVEL-002",
            file=file,
            got=administration.level(cover.level).short,
            wanted=target.reporting_unit.name,
        )
    return None


def refuse(chosen: Selection, report: Report, reason: Finding) -> None:
    """Record why a report is not used."""
    unit = report.cover.reporting_unit if report.name else None
    chosen.refused.append(Refusal(report.source.file, unit, reason.code, reason.message()))
    chosen.findings.append(reason)


def _without_duplicates(leaves: Iterable[Report], chosen: Selection, *, latest: bool) -> list[Report]:
    by_unit: dict[str, list[Report]] = {}
    for leaf in leaves:
        by_unit.setdefault(key_of(leaf.cover.reporting_unit), []).append(leaf)
    chosen.received = len(by_unit)
    kept = []
    for group in by_unit.values():
        one = group[0] if len(group) == 1 else _settle(group, chosen, latest=latest)
        if one is not None:
            kept.append(one)
    return kept


def _settle(group: list[Report], chosen: Selection, *, latest: bool) -> Report | None:
    """One of several reports of a unit: equal ones are one; else the latest when that was asked for, or
    none."""
    unit, files = group[0].cover.reporting_unit, tuple(leaf.source.file for leaf in group)
    if all(_says(leaf) == _says(group[0]) for leaf in group):
        chosen.findings.append(finding("CONS-011", unit=unit.name, count=len(group), files=files))
        return group[0]
    newest = _latest(group) if latest else None
    chosen.duplicates.append(Duplicate(unit, files, newest.source.file if newest else None))
    if newest is not None:
        others = tuple(leaf.source.file for leaf in group if leaf is not newest)
        chosen.findings.append(finding("CONS-002", unit=unit.name, count=len(group), files=others))
        return newest
    reason = finding("CONS-001", unit=unit.name, count=len(group), files=files)
    chosen.findings.append(reason)
    chosen.refused += [Refusal(leaf.source.file, unit, reason.code, reason.message()) for leaf in group]
    return None


def _says(leaf: Report) -> dict[str, tuple[object, ...]]:
    return {i: (v.state, v.value, v.text if v.value is None else "") for i, v in leaf.values.items()}


def _latest(group: Sequence[Report]) -> Report | None:
    """The report with the one latest date on its cover; None where that cannot be told."""
    dated = [
        (leaf.cover.report_date, n) for n, leaf in enumerate(group) if leaf.cover.report_date is not None
    ]
    if len(dated) < len(group):
        return None
    days = sorted(day for day, _ in dated)
    return group[max(dated)[1]] if days[-1] != days[-2] else None


def _expected(
    leaves: Sequence[Report], target: Target, listed: Sequence[ReportingUnit] | None, register: Register
) -> tuple[ReportingUnit, ...]:
    """The list given; else those of the official table below the target, at the level of the leaves that
    arrived."""
    if listed is not None:
        return tuple(listed)
    on = target.period.end
    levels = {leaf.cover.level for leaf in leaves if leaf.cover.level}
    known = register.with_code(target.reporting_unit.code, on) if target.reporting_unit.code else None
    if known is not None and levels:
        below = [u for level in sorted(levels) for u in register.below(known, level, on)]
        if below:
            return tuple(below)
    return tuple(leaf.cover.reporting_unit for leaf in leaves)


def _keep_expected(leaves: Iterable[Report], chosen: Selection, target: Target, register: Register) -> None:
    keys = {key_of(u) for u in chosen.expected}
    for leaf in leaves:
        if _is_expected(leaf.cover.reporting_unit, keys, target.period.end, register):
            chosen.leaves.append(leaf)
        else:
            chosen.not_expected.append(leaf)
            chosen.findings.append(finding("CONS-003", file=leaf.source.file, unit=leaf.name))


def _is_expected(reporting_unit: ReportingUnit, keys: set[str], on: date, register: Register) -> bool:
    """True when the unit or one above it is on the list."""
    if key_of(reporting_unit) in keys:
        return True
    known = register.with_code(reporting_unit.code, on) if reporting_unit.code else None
    return known is not None and any(key_of(above) in keys for above in register.ancestors(known, on))


def _missing(chosen: Selection, target: Target, register: Register) -> None:
    """Expected units of which nothing came; one that was refused is not missing."""
    on = target.period.end
    came: set[str] = set()
    units = [leaf.cover.reporting_unit for leaf in chosen.leaves]
    units += [r.reporting_unit for r in chosen.refused if r.reporting_unit is not None]
    for unit in units:
        came.add(key_of(unit))
        known = register.with_code(unit.code, on) if unit.code else None
        came |= {key_of(above) for above in (register.ancestors(known, on) if known else ())}
    chosen.missing = tuple(u for u in chosen.expected if key_of(u) not in came)
    chosen.findings += [finding("CONS-010", unit=u.name) for u in chosen.missing]
