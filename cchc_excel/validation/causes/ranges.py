"""Which values of one cell satisfy the rules: where a verdict may turn is solved for, the stretches between
are tried.

In one cell every side of a rule is linear, or a ratio of such: three probes tell where it is 0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

from cchc_excel.model.causes import Range
from cchc_excel.model.expressions import computed, references
from cchc_excel.model.forms import Kind
from cchc_excel.validation.causes.slips import decimals_of
from cchc_excel.validation.causes.statement import Sides, Statement

_PROBES = (1.0, 2.0, 4.0)
_NOISE = 1e-12
_NEAR = 1e-6
_STATED_DECIMALS = 4


def allowed(statement: Statement, row: str, besides: Collection[int] = ()) -> tuple[Range, ...]:
    """The numbers that may stand in a row, from low to high; `besides` are checks that do not count. The
    value stated is never among them when a failed check names the row."""
    indicator = statement.indicator(row)
    step = 1.0 if indicator.kind is Kind.COUNT else 0.0
    if indicator.choices:
        stretches = [(float(code), float(code)) for code in sorted(indicator.choices)]
    else:
        stretches = list(_stretches(_turning_points(statement, row, besides), step))
    held = [
        (low, high) for low, high in stretches if statement.holds({row: _within(low, high, step)}, besides)
    ]
    return tuple(_joined(held, step))


def size(ranges: Iterable[Range]) -> float:
    """How many whole numbers there are."""
    return sum(math.inf if None in (r.low, r.high) else r.high - r.low + 1 for r in ranges)


def nearest(ranges: Iterable[Range], number: float | None) -> float | None:
    """The number allowed that lies nearest to one; None where none is near or none was given."""
    if number is None:
        return None
    bounds = [min(max(number, _or(r.low, -math.inf)), _or(r.high, math.inf)) for r in ranges]
    return min(bounds, key=lambda each: abs(each - number), default=None)


def _or(bound: float | None, open_end: float) -> float:
    return open_end if bound is None else bound


def _turning_points(statement: Statement, row: str, besides: Collection[int]) -> list[float]:
    """Where the verdict of a check that the row touches may turn, in order."""
    probed = [statement.changed({row: x}) for x in _PROBES]
    points = {0.0}
    for n in statement.touched([row]):
        if n in besides:
            continue
        zero = statement.catalogue.checks[n].rule.missing == "zero"
        for sides in statement.index.sides[n]:
            shifts = _shifts(sides, row, statement)
            points.update(_roots(sides, shifts, probed, zero=zero))
    return sorted(p for p in points if math.isfinite(p))


def _roots(
    sides: Sides, shifts: Iterable[float], probed: list[dict[str, float]], *, zero: bool
) -> Iterator[float]:
    """Where the two sides are equal, or apart by one of the shifts."""
    values = [_difference(sides, numbers, zero=zero) for numbers in probed]
    if None in values or len(set(values)) == 1:
        return
    for shift in shifts:
        root = _root(*(value + shift for value in values))
        if root is not None:
            yield root


def _difference(sides: Sides, numbers: dict[str, float], *, zero: bool) -> float | None:
    filled = {**dict.fromkeys(sides.rows, 0.0), **numbers} if zero else numbers
    return computed(sides.difference, filled)


def _shifts(sides: Sides, row: str, statement: Statement) -> tuple[float, ...]:
    """How far the exact side may be from the stated one where that is rounded or cut off."""
    stated = computed(sides.left, statement.numbers) if sides.rounds else None
    if stated is None or row in references(sides.left):
        return (0.0,)
    step = 10.0 ** -min(decimals_of(stated), _STATED_DECIMALS)
    return (0.0, -step / 2, step / 2, step)


def _root(f1: float, f2: float, f4: float) -> float | None:
    """Where a function is 0 that is linear, or (p + qx)/(s + x), given at 1, 2 and 4."""
    bend = f4 + 2 * f1 - 3 * f2
    if abs(bend) <= _NOISE * max(abs(f1), abs(f2), abs(f4)):
        return None if f2 == f1 else 1 - f1 / (f2 - f1)
    s = (4 * f4 - 6 * f2 + 2 * f1) / -bend if bend else 0.0
    q = 2 * f2 - f1 + s * (f2 - f1)
    p = f1 + s * f1 - q
    return -p / q if q else None


def _stretches(points: list[float], step: float) -> Iterator[tuple[float, float]]:
    """The points, and the stretches between and beyond them, in order; `step` is 1 for whole numbers."""
    if step:
        near = (p if abs(p - round(p)) > _NEAR else round(p) for p in points)
        points = sorted({float(w) for p in near for w in (math.floor(p), math.ceil(p))})
    yield -math.inf, points[0] - step
    for low, high in zip(points, [*points[1:], math.inf], strict=True):
        yield low, low
        if high - low > step:
            yield low + step, high - step


def _within(low: float, high: float, step: float) -> float:
    """A number inside a stretch."""
    if low == -math.inf:
        return high - 1.0
    if high == math.inf:
        return low + 1.0
    return float((low + high) // 2) if step else (low + high) / 2


def _joined(stretches: list[tuple[float, float]], step: float) -> Iterator[Range]:
    """Stretches that touch as one range."""
    joined: list[list[float]] = []
    for low, high in stretches:
        if joined and low - joined[-1][1] <= step:
            joined[-1][1] = high
        else:
            joined.append([low, high])
    for low, high in joined:
        yield Range(None if low == -math.inf else low, None if high == math.inf else high)
