"""The cells that may be the cause, each weighed by the slips that explain what it states."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from cchc_excel.model.causes import Range, Slip, Suggestion
from cchc_excel.model.forms import Indicator, Kind, Time
from cchc_excel.model.reports import State
from cchc_excel.validation.causes import slips
from cchc_excel.validation.causes.before import PeriodBefore
from cchc_excel.validation.causes.ranges import allowed, nearest, size
from cchc_excel.validation.causes.slips import Guess, chance_of, decimals_of
from cchc_excel.validation.causes.statement import Statement

ALIKE = 2.0
"""Weights within this factor are not told apart: values of one cell, and causes."""
SUGGESTED_AT_MOST = 3
_TRIED_OF_THE_FIRST = 4
"""How many guesses of one cell are tried while another is wrong too."""
_WIDE = 1.0
"""How far a stated percent may lie from the exact one when it is rounded to whole points."""

# How often the slips that leave no digits happen, beside the weights of `slips`.
_EXCHANGED, _PREVIOUS, _PREVIOUS_STOCK, _NEIGHBOUR, _RECOMPUTED, _SUSPECTED = 3.0, 4.0, 0.2, 1.0, 0.5, 30.0
_CHOICE, _SURPLUS, _OMITTED, _UNREADABLE, _OTHER = 3.0, 0.5, 0.3, 10.0, 0.2
_OTHER_NEGATIVE = 0.02
# `_PREVIOUS`: a workbook copied from the last one keeps every figure that was not typed over, so this is as
# frequent as the commonest slips of digits; a state is mostly the same for good reasons.
_TELLING = 10
"""A figure below this is the same as another's by chance."""
_TELLING_AT_MOST = 10.0
"""How much more a copied figure speaks for its cell than any other: figures are alike for good reasons."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """One cell, or some cells together, under whose change every failed check holds."""

    ids: tuple[str, ...]
    weight: float
    suggestions: tuple[Suggestion, ...] = ()
    allowed: tuple[Range, ...] = ()

    @property
    def is_certain(self) -> bool:
        """True when no other value will do."""
        return len(self.ids) == 1 and size(self.allowed) == 1 and len(self.suggestions) == 1


@dataclass(frozen=True, slots=True)
class _Judged:
    """What may have been meant in a cell. `unknown` weighs the slips that leave no trace of the number."""

    guesses: tuple[Guess, ...]
    unknown: float
    allowed: tuple[Range, ...]

    @property
    def weight(self) -> float:
        return sum(g.weight for g in self.guesses) + self.unknown


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A statement, and what the period before says where it is known."""

    statement: Statement
    before: PeriodBefore

    def single(self, row: str) -> Suspect | None:
        """The cell as the only wrong one; None where no value of it will do."""
        judged = self._judged(self.statement, row)
        if judged is None:
            return None
        made = [((g.value,), g.slip, g.weight) for g in judged.guesses]
        return Suspect((row,), judged.weight, self._likeliest((row,), made, judged.unknown), judged.allowed)

    def exchanged(self, one: str, other: str) -> Suspect | None:
        """Two cells of one kind whose numbers were typed into each other's place."""
        statement = self.statement
        first, second = statement.numbers.get(one), statement.numbers.get(other)
        own, its = statement.indicator(one), statement.indicator(other)
        if None in (first, second) or first == second or (own.kind, own.form) != (its.kind, its.form):
            return None
        if not statement.holds({one: second, other: first}):
            return None
        ranges = allowed(statement.with_({one: second}), other)
        fit = slips.fitness(ranges, first, first, is_whole=its.kind is Kind.COUNT)
        fit *= self.before.prefers(own, second, first) * self.before.prefers(its, first, second)
        suggestion = Suggestion((second, first), slips.EXCHANGED)
        return Suspect((one, other), _EXCHANGED * fit, (suggestion,)) if fit else None

    def pair(self, one: str, other: str) -> Suspect | None:
        """Two cells that are wrong at once, each in its own way."""
        statement = self.statement
        both = (one, other)
        first = self._judged(statement, one, besides=statement.touched([other]))
        made, unknown = [], 0.0
        for guess in _heaviest(first.guesses if first else ()):
            second = self._judged(statement.with_({one: guess.value}), other)
            if second is None:
                continue
            unknown += guess.weight * second.unknown
            made += [((guess.value, g.value), guess.slip, guess.weight * g.weight) for g in second.guesses]
        made = [m for m in made if statement.holds(dict(zip(both, m[0], strict=True)))]
        weight = sum(m[2] for m in made) + unknown
        return Suspect(both, weight, self._likeliest(both, made, unknown)) if weight else None

    def _judged(self, statement: Statement, row: str, besides: Collection[int] = ()) -> _Judged | None:
        ranges = allowed(statement, row, besides)
        surplus = _may_be_surplus(statement, row) and statement.holds({row: None}, besides)
        if not ranges and not surplus:
            return None
        guesses, unknown = [], 0.0
        if surplus:
            guesses.append(Guess(None, slips.SURPLUS, _SURPLUS))
        if ranges:
            guesses += self._of_digits(statement, row, ranges, besides)
            guesses += self._suspected(statement, row, besides)
            values = _few(statement, row, ranges)
            for slip, weight, chance in self._of_any_number(statement, row):
                fits = [weight * chance * self._likeness(statement, row, v) for v in values]
                guesses += [Guess(v, slip, fit / len(values)) for v, fit in zip(values, fits, strict=True)]
                telling = min(chance / chance_of(statement.numbers.get(row)), _TELLING_AT_MOST)
                unknown += 0.0 if values else weight * telling
            guesses += self._derived(statement, row, values)
        return self._beside_before(_Judged(tuple(guesses), unknown, ranges), row)

    def _beside_before(self, judged: _Judged, row: str) -> _Judged:
        """The weights in the light of the period before; what may be anything is taken as near it as it may
        be."""
        indicator, stated = self.statement.indicator(row), self.statement.numbers.get(row)
        near = nearest(judged.allowed, self.before.expected(indicator))
        guesses = (
            replace(g, weight=g.weight * self.before.prefers(indicator, g.value, stated))
            for g in judged.guesses
        )
        unknown = judged.unknown * self.before.prefers(indicator, near, stated)
        return _Judged(tuple(guesses), unknown, judged.allowed)

    def _of_digits(
        self, statement: Statement, row: str, ranges: Sequence[Range], besides: Collection[int]
    ) -> Iterator[Guess]:
        indicator, stated = statement.indicator(row), statement.numbers.get(row)
        if stated is None or indicator.choices:
            return iter(())
        return slips.guesses(stated, _fits(statement, indicator, stated, ranges, besides))

    def _suspected(self, statement: Statement, row: str, besides: Collection[int]) -> Iterator[Guess]:
        """What reading the cell suggested, where it holds."""
        for found in statement.report.findings:
            for text in found.suggestions if found.ids[:1] == (row,) else ():
                if statement.holds({row: float(text)}, besides):
                    yield Guess(float(text), slips.SUSPECTED, _SUSPECTED)

    def _derived(self, statement: Statement, row: str, values: Sequence[float]) -> Iterator[Guess]:
        """The parts were added or divided wrongly. A percent of many decimals is hardly made up."""
        stated = statement.numbers.get(row)
        if stated is not None and statement.indicator(row).equals is not None:
            weight = _RECOMPUTED * 10.0 ** -decimals_of(stated)
            yield from (Guess(value, slips.RECOMPUTED, weight / len(values)) for value in values)

    def _likeness(self, statement: Statement, row: str, value: float) -> float:
        is_code = bool(statement.indicator(row).choices)
        return 1.0 if is_code else slips.likeness(value, statement.numbers.get(row))

    def _of_any_number(self, statement: Statement, row: str) -> Iterator[tuple[Slip, float, float]]:
        """The slips after which nothing of the right number is left in the cell: each with its weight, and
        the chance that it leaves just what is stated."""
        indicator, stated = statement.indicator(row), statement.numbers.get(row)
        if stated is None:
            is_blank = statement.report.values[row].state is State.BLANK
            yield (slips.OMITTED, _OMITTED, 1.0) if is_blank else (slips.UNREADABLE, _UNREADABLE, 1.0)
            return
        if indicator.choices:
            yield slips.CHOICE, _CHOICE, 1.0
            return
        yield slips.OTHER, _OTHER if stated >= 0 else _OTHER_NEGATIVE, chance_of(stated)
        if abs(stated) < _TELLING:
            return
        if stated in (statement.numbers.get(i) for i in _neighbours(statement, indicator)):
            yield slips.NEIGHBOUR, _NEIGHBOUR, 1.0
        if stated == self.before.numbers.get(row):
            weight = _PREVIOUS_STOCK if indicator.time is Time.STOCK else _PREVIOUS
            yield slips.PREVIOUS, weight, 1.0

    def _likeliest(
        self,
        ids: tuple[str, ...],
        made: Iterable[tuple[tuple[float | None, ...], Slip, float]],
        unknown: float,
    ) -> tuple[Suggestion, ...]:
        """The values that stand out: few, and together more likely than all others."""
        weights: dict[tuple[float | None, ...], float] = {}
        slip_of: dict[tuple[float | None, ...], tuple[float, Slip]] = {}
        for values, slip, weight in made:
            weights[values] = weights.get(values, 0.0) + weight
            telling = 0.0 if slip is slips.SUSPECTED else weight  # it says that, not how it came about
            if telling >= slip_of.get(values, (0.0, slip))[0]:
                slip_of[values] = telling, slip
        if not weights:
            return ()
        best = max(weights.values())
        chosen = sorted((v for v in weights if weights[v] * ALIKE >= best), key=lambda v: -weights[v])
        share = sum(weights[v] for v in chosen) / (sum(weights.values()) + unknown)
        holds = all(self.statement.holds(dict(zip(ids, values, strict=True))) for values in chosen)
        if len(chosen) > SUGGESTED_AT_MOST or share * ALIKE < 1 or not holds:
            return ()
        return tuple(Suggestion(v, slip_of[v][1]) for v in chosen)


def _may_be_surplus(statement: Statement, row: str) -> bool:
    """False for a blank cell, and where a blank would only stand for 0."""
    checks = statement.catalogue.checks
    failed = [checks[n].rule for n in statement.touched([row]) if n in statement.failed]
    return row in statement.numbers and all(rule.missing != "zero" for rule in failed)


def _fits(
    statement: Statement,
    indicator: Indicator,
    stated: float,
    ranges: Sequence[Range],
    besides: Collection[int],
) -> Callable[[float], float]:
    """How well a number fits. A percent with parts fits when it is the exact one, rounded or cut off."""
    if indicator.kind is not Kind.PERCENT or indicator.equals is None:
        return lambda number: slips.fitness(ranges, number, stated, is_whole=indicator.kind is Kind.COUNT)
    wide = [Range(_moved(r.low, -_WIDE), _moved(r.high, _WIDE)) for r in ranges]
    return lambda number: float(
        slips.fitness(wide, number, stated, is_whole=False) > 0
        and statement.holds({indicator.id: number}, besides)
    )


def _moved(bound: float | None, by: float) -> float | None:
    return None if bound is None else bound + by


def _few(statement: Statement, row: str, ranges: Sequence[Range]) -> list[float]:
    """The numbers allowed, where they are few; none where they are many."""
    if size(ranges) > SUGGESTED_AT_MOST:
        return []
    if statement.indicator(row).kind is not Kind.COUNT:
        return [_tidy(statement, row, r.low) for r in ranges if r.low == r.high]
    return list(chain.from_iterable(map(float, range(int(r.low), int(r.high) + 1)) for r in ranges))


def _tidy(statement: Statement, row: str, number: float) -> float:
    """The number as a clerk would write it: with two decimals, or as many as stated, if that holds."""
    stated = statement.numbers.get(row)
    rounded = round(number, max(2, 0 if stated is None else min(decimals_of(stated), 4)))
    return rounded if statement.holds({row: rounded}) else number


def _neighbours(statement: Statement, indicator: Indicator) -> Iterator[str]:
    """The rows right above and below."""
    rows = statement.catalogue.form_of(indicator.id).indicators
    place = rows.index(indicator)
    return (rows[n].id for n in (place - 1, place + 1) if 0 <= n < len(rows))


def _heaviest(guesses: Iterable[Guess]) -> list[Guess]:
    heaviest: dict[float | None, Guess] = {}
    for guess in sorted(guesses, key=lambda g: -g.weight):
        heaviest.setdefault(guess.value, guess)
    return list(heaviest.values())[:_TRIED_OF_THE_FIRST]
