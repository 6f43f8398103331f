"""What a report says and what the rules make of it, asked again with some cells changed.

Computed rows follow their parts: a percent that agrees with its parts, and a total whose formula does, are
recomputed with every change, so they are never a cause themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.expressions import Node, Verdict, computed, judge, references
from cchc_excel.model.expressions.functions import FUNCTIONS, agrees
from cchc_excel.model.expressions.nodes import Arithmetic, Call, Comparison, walk
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.reports import Report, State
from cchc_excel.model.verdicts import Confrontation

Changes = Mapping[str, float | None]
"""New values by row; None empties the cell."""

_FIXED = (State.TALLY, State.NOT_APPLICABLE)
"""Cells that no clerk of this unit fills."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides that a check compares, and the rows in them; `rounds` where the left one is the right one
    rounded or cut off."""

    left: Node
    difference: Node
    rounds: bool
    rows: tuple[str, ...]

    @classmethod
    def of(cls, left: Node, right: Node, *, rounds: bool) -> Sides:
        difference = Arithmetic("-", left, right)
        return cls(left, difference, rounds, references(difference))


@dataclass(frozen=True, slots=True)
class Index:
    """What can be told of the catalogue's checks without a report, each check by its number; `naming` are
    the checks that name a row."""

    ids: tuple[tuple[str, ...], ...]
    sides: tuple[tuple[Sides, ...], ...]
    naming: Mapping[str, tuple[int, ...]]
    order: Mapping[str, int]


@lru_cache(maxsize=4)
def index_of(catalogue: Catalogue) -> Index:
    """Index the checks of a catalogue."""
    ids = tuple(check.ids for check in catalogue.checks)
    naming: dict[str, list[int]] = {}
    for number, rows in enumerate(ids):
        for row in rows:
            naming.setdefault(row, []).append(number)
    sides = tuple(tuple(filter(None, map(_sides, walk(check.node)))) for check in catalogue.checks)
    order = {row: n for n, row in enumerate(catalogue.indicators)}
    return Index(ids, sides, {row: tuple(numbers) for row, numbers in naming.items()}, order)


def _sides(node: Node) -> Sides | None:
    if isinstance(node, Comparison):
        return Sides.of(node.left, node.right, rounds=False)
    left, right = FUNCTIONS[node.function].sides(node.arguments) if isinstance(node, Call) else (None, None)
    return None if left is None or right is None else Sides.of(left, right, rounds=True)


@dataclass(frozen=True, slots=True)
class Follower:
    """A computed row and the rows that it is computed from."""

    indicator: Indicator
    parts: frozenset[str]

    @property
    def id(self) -> str:
        return self.indicator.id


@dataclass(frozen=True, slots=True)
class Statement:
    """A report's numbers and verdicts. `failed` are the checks that a cause must mend, each with its
    finding; info rules, and warnings that a note explains, may stay as they are."""

    report: Report
    catalogue: Catalogue
    numbers: Mapping[str, float]
    failed: Mapping[int, Finding]
    violated: frozenset[int]
    following: tuple[Follower, ...]
    _touched: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, report: Report, confrontation: Confrontation, catalogue: Catalogue) -> Statement:
        violated = [n for n, r in enumerate(confrontation.results) if r.judgement.verdict is Verdict.VIOLATED]
        found = zip(violated, confrontation.findings, strict=True)
        failed = {n: f for n, f in found if f.weight is not Severity.INFO}
        following = tuple(_following(report, catalogue)) if failed else ()
        return cls(report, catalogue, report.numbers, failed, frozenset(violated), following)

    @property
    def index(self) -> Index:
        return index_of(self.catalogue)

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each row in the annex."""
        return self.index.order

    def indicator(self, row: str) -> Indicator:
        return self.catalogue.indicators[row]

    def suspects(self, check: int) -> frozenset[str]:
        """The cells that may make a check fail: those it names, the parts in place of what follows them."""
        rows = chain.from_iterable(self._free(row) for row in self.index.ids[check])
        return frozenset(row for row in rows if self._may_be_wrong(row))

    def touched(self, rows: Iterable[str]) -> tuple[int, ...]:
        """The checks that a change of the rows may turn, those that failed first."""
        numbers = dict.fromkeys(chain.from_iterable(self._touched_by(row) for row in rows))
        return tuple(sorted(numbers, key=lambda n: n not in self.failed))

    def bound_to(self, row: str) -> frozenset[str]:
        """The other cells that a check names together with a row."""
        return frozenset(chain.from_iterable(self.suspects(n) for n in self.touched([row]))) - {row}

    def with_(self, changes: Changes) -> Statement:
        """The statement as it would be with some cells changed; what it must mend stays the same."""
        return replace(self, numbers=self.changed(changes))

    def changed(self, changes: Changes) -> dict[str, float]:
        """The numbers with some cells changed and what follows them recomputed."""
        numbers: dict[str, float | None] = {**self.numbers, **changes}
        moved = set(changes)
        filled = {row: value for row, value in numbers.items() if value is not None}
        for follower in self.following:
            if moved.isdisjoint(follower.parts):
                continue
            moved.add(follower.id)
            value = derived(follower.indicator, filled)
            filled.pop(follower.id, None)
            if value is not None:
                filled[follower.id] = value
        return filled

    def typed_after(self, rows: Iterable[str]) -> tuple[str, ...]:
        """The typed rows that the clerk has to compute anew when others change; a formula does so itself."""
        moved = set(rows)
        after = []
        for follower in self.following:
            if not moved.isdisjoint(follower.parts):
                moved.add(follower.id)
                if follower.id in self.numbers and not self.report.values[follower.id].calculated:
                    after.append(follower.id)
        return tuple(after)

    def holds(self, changes: Changes, besides: Collection[int] = ()) -> bool:
        """True when the changes satisfy every failed check that they touch and break none that held.

        A check that no longer applies is satisfied too, but none is by taking a number away.
        """
        numbers = self.changed(changes)
        enough = {Verdict.SATISFIED} if None in changes.values() else {*Verdict} - {Verdict.VIOLATED}
        for n in self.touched(changes):
            if n in besides or (n in self.violated and n not in self.failed):
                continue
            check = self.catalogue.checks[n]
            verdict = judge(check.node, numbers, check.rule.missing).verdict
            if verdict is Verdict.VIOLATED or (n in self.failed and verdict not in enough):
                return False
        return True

    def _free(self, row: str) -> Iterable[str]:
        follower = next((f for f in self.following if f.id == row), None)
        if follower is None:
            return (row,)
        return chain.from_iterable(self._free(part) for part in follower.parts)

    def _may_be_wrong(self, row: str) -> bool:
        value = self.report.values[row]
        return value.state not in _FIXED and self.indicator(row).kind is not Kind.HEADING

    def _touched_by(self, row: str) -> tuple[int, ...]:
        if row not in self._touched:
            moved = [row]
            for follower in self.following:
                if not follower.parts.isdisjoint(moved):
                    moved.append(follower.id)
            numbers = dict.fromkeys(n for r in moved for n in self.index.naming.get(r, ()))
            self._touched[row] = tuple(n for n in numbers if not self._is_met_by_recomputing(n))
        return self._touched[row]

    def _is_met_by_recomputing(self, check: int) -> bool:
        row = self.catalogue.checks[check].row
        is_about_agreement = any(sides.rounds for sides in self.index.sides[check])
        return is_about_agreement and any(row == follower.id for follower in self.following)


def derived(indicator: Indicator, numbers: Mapping[str, float]) -> float | None:
    """What a row's parts give: a percent where all of them are there, a total of those that are."""
    if indicator.kind is Kind.PERCENT:
        share = computed(indicator.equals, numbers)
        return None if share is None else share * 100
    return computed(indicator.equals, numbers, "zero")


def _following(report: Report, catalogue: Catalogue) -> Iterable[Follower]:
    """The rows that follow their parts, inner totals first. A percent that agrees with its parts was
    computed, by whomever, and one that is blank for want of a part will be; a total is the clerk's own
    statement unless its cell holds a formula."""
    numbers = report.numbers
    for indicator in sorted(catalogue.indicators.values(), key=lambda i: -i.depth):
        if indicator.equals is None:
            continue
        is_percent, stated = indicator.kind is Kind.PERCENT, numbers.get(indicator.id)
        if is_percent or report.values[indicator.id].calculated:
            value = derived(indicator, numbers)
            is_waiting = is_percent and stated is None and value is None
            if is_waiting or (None not in (stated, value) and agrees(stated, value)):
                yield Follower(indicator, frozenset(references(indicator.equals)))
