"""Which reports a consolidation uses: refused, doubled, not expected, missing; each with its reason.

A report with broken rules, or with other dates of the same period, is used. A leaf counts wherever it
comes from: in a file of its own or inside a consolidated one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cchc_excel.consolidation.operators import exact_sum
from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import NOTHING_EXPECTED, Expectation, Refusal, Report


@dataclass(frozen=True, slots=True)
class Target:
    """What is consolidated: for which unit, at which level, of which period."""

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
    not_expected: list[Refusal] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    set_aside: list[Refusal] = field(default_factory=list)
    """Files of a unit of which another one is used: an equal one, or a later one."""
    expected: tuple[ReportingUnit, ...] = ()
    expectations: Mapping[str, Expectation] = field(default_factory=dict)
    """Until when each expected unit must report and whom to call, by its key, where that is known."""
    missing: tuple[ReportingUnit, ...] = ()
    received: int = 0
    findings: list[Finding] = field(default_factory=list)
    period: ReportingPeriod | None = None
    """The target's, with the dates of most of the leaves that are used."""

    def refuse(self, file: str, reporting_unit: ReportingUnit | None, reason: Finding) -> None:
        """Record that a file is not used, and why."""
        self.refused.append(Refusal(file, reporting_unit, reason))
        if reason not in self.findings:
            self.findings.append(reason)

    def put_in_order(self) -> None:
        """An order that does not depend on that in which the files came, nor on how they were grouped."""
        for refusals in (self.refused, self.not_expected, self.set_aside):
            refusals.sort(key=lambda refusal: (refusal.key, refusal.file, refusal.finding.code))
        self.findings.sort(key=lambda found: (found.code, found.message()))


def select(
    reports: Sequence[Report],
    target: Target,
    listed: Sequence[ReportingUnit] | None,
    administration: Administration,
    register: Register,
    *,
    latest: bool,
    own: Report | Refusal | None = None,
    unread: Sequence[Refusal] = (),
) -> Selection:
    """Decide over the leaves of all reports. `listed` is the list given by the user; None takes the
    official table. `own` is the target's own report, one leaf more, or why it cannot be read;
    `unread` is what else could not."""
    chosen = Selection()
    for each in unread:
        chosen.refuse(each.file, each.reporting_unit, each.finding)
    usable = [r for r in reports if _may_be_used(r, target, administration, chosen)]
    leaves = [leaf for report in usable for leaf in (report.leaves or (report,))]
    for report in usable:
        chosen.refused += report.refused
        chosen.not_expected += report.not_expected
        chosen.set_aside += report.set_aside
        chosen.findings += report.carried
        chosen.findings += [f for f in report.findings if f.code in _OF_ALTERED_FILES]
    single = _without_duplicates(leaves, chosen, latest=latest)
    chosen.expected = _expected(single, target, listed, administration, register)
    if own is not None:
        single += _own_leaf(own, target, chosen)
        chosen.expected = _with(chosen.expected, replace(target.reporting_unit, level=target.level))
    for leaf in single:
        if leaf.cover.reporting_unit.key in {u.key for u in listed or ()}:
            chosen.expected = _with(chosen.expected, leaf.cover.reporting_unit)
    _keep_expected(single, chosen, target, register)
    _missing(chosen, target, register)
    chosen.findings += _counted_twice(chosen.leaves, target, register)
    chosen.period = usual_dates(chosen.leaves, target.period)
    chosen.findings += _other_dates(chosen.leaves, chosen.period)
    chosen.leaves.sort(key=_place)
    chosen.put_in_order()
    return chosen


def _place(leaf: Report) -> tuple[str, str]:
    """Where a leaf stands among others."""
    return leaf.cover.reporting_unit.code or "~", leaf.name


def _may_be_used(report: Report, target: Target, administration: Administration, chosen: Selection) -> bool:
    reason = _refusal(report, target, administration)
    if reason is not None:
        chosen.refuse(report.source.file, report.cover.reporting_unit if report.name else None, reason)
        return False
    return True


def _own_leaf(own: Report | Refusal, target: Target, chosen: Selection) -> list[Report]:
    """The target's own report as one leaf; none where it cannot be read, is not the target's, of another
    period, or a file that consolidates others already."""
    if isinstance(own, Refusal):
        chosen.refuse(own.file, own.reporting_unit, own.finding)
        return []
    chosen.received += 1
    reason = _refusal_of_own(own, target)
    if reason is not None:
        chosen.refuse(own.source.file, target.reporting_unit, reason)
        return []
    return [replace(own, is_own=True)]


def _refusal_of_own(own: Report, target: Target) -> Finding | None:
    cover, file = own.cover, own.source.file
    if cover.reporting_unit.key != target.reporting_unit.key:
        return finding("CONS-018", file=file, unit=own.name, target=target.reporting_unit.name)
    if own.leaves:
        return finding("CONS-019", file=file, unit=own.name)
    if cover.period is None:
        return finding("PER-001", file=file)
    if cover.period.id != target.period.id:
        return finding("PER-003", file=file, got=cover.period.name, wanted=target.period.name)
    return None


def _with(units: tuple[ReportingUnit, ...], unit: ReportingUnit) -> tuple[ReportingUnit, ...]:
    """A consolidating unit with a report of its own is expected too, and so is a unit of the list that stands
    there for those below it."""
    return units if unit.key in {u.key for u in units} else (*units, unit)


_OF_ALTERED_FILES = ("CONS-013", "CONS-015", "CONS-023")
"""What is said of a consolidated file that was changed by hand; of its totals nothing else is, since they are
made anew."""


def usual_dates(leaves: Sequence[Report], period: ReportingPeriod) -> ReportingPeriod:
    """The dates that most of some leaves of a period have, of two the earlier: localities cut off on other
    days."""
    dates = Counter((p.start, p.end) for leaf in leaves if (p := leaf.cover.period) is not None)
    most = sorted(dates.items(), key=lambda item: (-item[1], item[0]))
    return period.dated(*most[0][0]) if most else period


def _other_dates(leaves: Sequence[Report], wanted: ReportingPeriod) -> Iterator[Finding]:
    """Leaves whose period has the same label and other dates: used, though flagged."""
    for leaf in leaves:
        period = leaf.cover.period
        if period is not None and (period.start, period.end) != (wanted.start, wanted.end):
            yield finding(
                "PER-004",
                file=leaf.source.file,
                period=period.name,
                start=period.start,
                end=period.end,
                wanted_start=wanted.start,
                wanted_end=wanted.end,
            )


def _refusal(report: Report, target: Target, administration: Administration) -> Finding | None:
    cover, file = report.cover, report.source.file
    if not cover.reporting_unit.name:
        return finding("UNIT-001", file=file)
    namesakes = next((f for f in report.findings if f.code == "UNIT-003"), None)
    if namesakes is not None and not cover.reporting_unit.code:
        return namesakes  # a question, not an answer
    if cover.period is None:
        return finding("PER-001", file=file)
    if cover.period.id != target.period.id:
        return finding("PER-003", file=file, got=cover.period.name, wanted=target.period.name)
    if cover.level and not administration.is_below(cover.level, target.level):
        got = administration.level(cover.level).short
        return finding("LEVEL-002", file=file, got=got, wanted=target.reporting_unit.name)
    return None


def _without_duplicates(leaves: Iterable[Report], chosen: Selection, *, latest: bool) -> list[Report]:
    by_unit: dict[str, list[Report]] = {}
    for leaf in leaves:
        by_unit.setdefault(leaf.cover.reporting_unit.key, []).append(leaf)
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
    group = sorted(group, key=lambda leaf: (leaf.source.file, leaf.source.sha256))
    unit, files = group[0].cover.reporting_unit, tuple(leaf.source.file for leaf in group)
    distinct = [
        leaf for n, leaf in enumerate(group) if all(not _are_equal(leaf, other) for other in group[:n])
    ]
    if len(distinct) < len(group):
        same = finding("CONS-011", unit=unit.name, count=len(group), files=files)
        chosen.findings.append(same)
    newest = _latest(distinct) if latest and len(distinct) > 1 else None
    if newest is not None or len(distinct) == 1:
        copies = [leaf for leaf in group if all(leaf is not one for one in distinct)]
        _set_aside(copies, same if copies else None, chosen)
    if len(distinct) == 1:
        return distinct[0]
    chosen.duplicates.append(Duplicate(unit, files, newest.source.file if newest else None))
    if newest is not None:
        others = tuple(leaf.source.file for leaf in distinct if leaf is not newest)
        older = finding("CONS-002", unit=unit.name, count=len(distinct), files=others)
        chosen.findings.append(older)
        _set_aside([leaf for leaf in distinct if leaf is not newest], older, chosen)
        return newest
    reason = finding("CONS-001", unit=unit.name, count=len(distinct), files=files)
    for leaf in group:
        chosen.refuse(leaf.source.file, unit, reason)
    return None


def _set_aside(leaves: Iterable[Report], reason: Finding, chosen: Selection) -> None:
    chosen.set_aside += [Refusal(x.source.file, x.cover.reporting_unit, reason) for x in leaves]


def _are_equal(one: Report, other: Report) -> bool:
    """True when two reports say the same in all rows: the same numbers, and the same texts where no number
    is."""
    return all(v.said == other.values[i].said for i, v in one.values.items())


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
    leaves: Sequence[Report],
    target: Target,
    listed: Sequence[ReportingUnit] | None,
    administration: Administration,
    register: Register,
) -> tuple[ReportingUnit, ...]:
    """The units of the list, or those of the official table below the target, at the level of the leaves
    that arrived; where nobody knows, those that arrived. A list of units of the target's own level, itself
    among them, says nothing of those below it."""
    on = target.period.end
    levels = sorted({leaf.cover.level for leaf in leaves if leaf.cover.level}, key=_ranks(administration))
    if listed is not None:
        others = [u for u in listed if not u.level or administration.is_below(u.level, target.level)]
        others = [u for u in others if u.key != target.reporting_unit.key]
        units = (u for each in others for u in _at_leaf_level(each, levels, on, administration, register))
        if others or all(u.key != target.reporting_unit.key for u in listed):
            return tuple({u.key: u for u in units}.values())
    known = register.with_code(target.reporting_unit.code, on) if target.reporting_unit.code else None
    below = [u for level in levels for u in register.below(known, level, on)] if known is not None else []
    return tuple(below) or tuple(leaf.cover.reporting_unit for leaf in sorted(leaves, key=_place))


def _ranks(administration: Administration) -> Callable[[str], int]:
    return lambda level: administration.level(level).rank


def _at_leaf_level(
    listed: ReportingUnit,
    levels: Sequence[str],
    on: date,
    administration: Administration,
    register: Register,
) -> tuple[ReportingUnit, ...]:
    """A unit of the list; one above the leaves stands for all units below it at the leaves' lowest level."""
    known = register.with_code(listed.code, on) if listed.code else None
    if known is None or not levels or not administration.is_below(levels[0], known.level):
        return (listed,)
    return register.below(known, levels[0], on) or (listed,)


def _keep_expected(leaves: Iterable[Report], chosen: Selection, target: Target, register: Register) -> None:
    keys = {u.key for u in chosen.expected}
    for leaf in leaves:
        unit = leaf.cover.reporting_unit
        above = register.line_of(unit, target.period.end)
        if unit.key in keys or any(u.key in keys for u in above):
            chosen.leaves.append(leaf)
        else:
            reason = finding("CONS-003", file=leaf.source.file, unit=leaf.name)
            chosen.not_expected.append(Refusal(leaf.source.file, unit, reason))
            chosen.findings.append(reason)


def _missing(chosen: Selection, target: Target, register: Register) -> None:
    """Expected units of which nothing came; one that was refused, or set aside lower down, or whose file may
    stand within one that was refused, is not missing."""
    units = [leaf.cover.reporting_unit for leaf in chosen.leaves]
    units += [
        r.reporting_unit for r in (*chosen.refused, *chosen.not_expected) if r.reporting_unit is not None
    ]
    came = {u.key for u in units}
    came |= {above.key for u in units for above in register.line_of(u, target.period.end)}
    refused = {r.key for r in chosen.refused} - {"", target.reporting_unit.key}
    chosen.missing = tuple(
        u for u in chosen.expected if u.key not in came and not refused & _keys_above(u, target, register)
    )
    chosen.findings += [finding("CONS-010", unit=u.name) for u in chosen.missing]


def expectations_of(
    units: Iterable[ReportingUnit],
    known: Mapping[str, Expectation],
    due: date | None,
    register: Register,
    on: date,
) -> dict[str, Expectation]:
    """What is expected of each unit: what is known of itself, else of the nearest unit above it of which
    something is known; `due` where no due date is."""
    found = {}
    for unit in units:
        line = (unit, *register.line_of(unit, on))
        its_own = next((known[u.key] for u in line if u.key in known), NOTHING_EXPECTED)
        told = replace(its_own, due=its_own.due or due)
        if told != NOTHING_EXPECTED:
            found[unit.key] = told
    return found


def _keys_above(unit: ReportingUnit, target: Target, register: Register) -> set[str]:
    return {upper.key for upper in register.line_of(unit, target.period.end)}


def _counted_twice(leaves: Sequence[Report], target: Target, register: Register) -> Iterator[Finding]:
    """Reports of upper units without leaf lines, where units below them reported the same rows. What the
    consolidating unit itself reports is one leaf more, unless it says what the others say together."""
    below: dict[str, list[Report]] = {}
    for leaf in leaves:
        for above in register.line_of(leaf.cover.reporting_unit, target.period.end):
            below.setdefault(above.key, []).append(leaf)
    for leaf in leaves:
        lower = below.get(leaf.cover.reporting_unit.key, ())
        rows = set(leaf.numbers) & {row for other in lower for row in other.numbers}
        said = {"file": leaf.source.file, "unit": leaf.name, "count": len(lower)}
        if rows and not leaf.is_own:
            yield finding("CONS-016", **said, rows=len(rows))
        elif sums := _sums_among(rows, leaf, lower):
            yield finding("CONS-020", **said, rows=len(sums), ids=sums)


_FEW = 3
"""Fewer rows than these may agree with a sum by chance: 2 is 1 and 1."""


def _sums_among(rows: Iterable[str], leaf: Report, lower: Sequence[Report]) -> tuple[str, ...]:
    """The rows in which a report says exactly what several units below it say together, where that is the
    rule in it."""
    several = {
        row: parts
        for row in sorted(rows)
        if len(parts := [other.numbers[row] for other in lower if other.numbers.get(row)]) > 1
    }
    sums = tuple(row for row, parts in several.items() if exact_sum(parts) == leaf.numbers[row])
    return sums if len(sums) >= _FEW and 2 * len(sums) >= len(several) else ()
