"""The Python rendering: a verdict over the values of a report (kết quả kiểm tra).

A row is filled when it is in the table of values; else it is missing. Under `zero` a missing row counts as
0, but a side of a comparison that names rows, none of them filled, is unknown. Two sides are compared by
their difference rounded to 6 decimals, here and in the sheet alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from cchc_excel.memory import Memory
from cchc_excel.model.expressions.functions import FUNCTIONS, ZERO
from cchc_excel.model.expressions.nodes import (
    Arithmetic,
    Call,
    Comparison,
    Logic,
    Node,
    Number,
    Row,
    is_with_tolerance,
    references,
)
from cchc_excel.words import Words


class Verdict(StrEnum):
    """What confronting a report with a rule gives."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    NOT_EVALUATED = "not_evaluated"

    @property
    def words(self) -> Words:
        return _VERDICT_WORDS[self]


_VERDICT_WORDS = {
    Verdict.SATISFIED: Words("đạt", "satisfied"),
    Verdict.VIOLATED: Words("không đạt", "violated"),
    Verdict.NOT_EVALUATED: Words("chưa đủ số liệu", "not evaluated"),
}
_VERDICTS = {True: Verdict.SATISFIED, False: Verdict.VIOLATED, None: Verdict.NOT_EVALUATED}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the numbers of the two sides, where the rule compares two (percent points for
    percents)."""

    verdict: Verdict
    left: float | None = None
    right: float | None = None

    @property
    def imbalance(self) -> float | None:
        """Left minus right, noise below the sixth decimal taken off."""
        if self.left is None or self.right is None:
            return None
        return round(self.left - self.right, 6) + 0.0


def judge(node: Node, values: Mapping[str, float], missing: str = "skip") -> Judgement:
    """Confront one expression with the filled rows of a report; `missing` is `skip` or `zero`."""
    ready = _ready(node, missing)
    left, right = (side(values) for side in ready.sides)
    return Judgement(_VERDICTS[ready.verdict(values)], left, right)


def computed(node: Node, values: Mapping[str, float], missing: str = "skip") -> float | None:
    """The number that an expression gives; None where it would divide by zero, where a row is missing, or
    under `zero` every row."""
    return _ready(node, missing).side(values)


def sides(node: Node) -> tuple[Node | None, Node | None]:
    """The two sides that a rule compares (vế trái, vế phải); (None, None) where it compares nothing as a
    whole."""
    if isinstance(node, Comparison):
        return node.left, node.right
    if isinstance(node, Call):
        if (
            node.function == "where"
        ):  # the condition's own comparison (a denominator with 0) is not what is judged
            condition, consequence = node.arguments
            found = sides(consequence)
            return found if any(found) or not isinstance(condition, Call) else sides(condition)
        return FUNCTIONS[node.function].sides(node.arguments)
    if is_with_tolerance(node):
        return sides(node.left)
    return None, None


Values = Mapping[str, float]
Numeric = Callable[[Values], float | None]
Logical = Callable[[Values], bool | None]


@dataclass
class _Ready:
    """An expression made ready to be judged many times: a function over the values for each question."""

    node: Node
    missing: str

    @cached_property
    def side(self) -> Numeric:
        return _side(self.node, self.missing)

    @cached_property
    def verdict(self) -> Logical:
        return _verdict(self.node, self.missing)

    @cached_property
    def sides(self) -> tuple[Numeric, ...]:
        """Those of the two sides that the rule compares; of a side that there is not, nothing."""
        both = sides(self.node)
        return tuple(_nothing if side is None else _ready(side, self.missing).side for side in both)


_READY: Memory[tuple[int, str], _Ready] = Memory(5_000)
"""By the identity of its tree, which is kept; the trees of a catalogue are few and live as long as it."""


def _ready(node: Node, missing: str) -> _Ready:
    key = (id(node), missing)
    return _READY.get(key) or _READY.keep(key, _Ready(node, missing))


def _nothing(values: Values) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Table:
    """What the functions of the language may ask of the values."""

    values: Values
    missing: str

    def is_filled(self, row_id: str) -> bool:
        return row_id in self.values

    def side(self, node: Node) -> float | None:
        return _ready(node, self.missing).side(self.values)

    def verdict(self, node: Node) -> bool | None:
        return _ready(node, self.missing).verdict(self.values)


def _number(node: Node, missing: str) -> Numeric:
    if isinstance(node, Number):
        return lambda values: node.value
    if isinstance(node, Row):
        row_id, otherwise = node.id, 0.0 if missing == "zero" else None
        return lambda values: values.get(row_id, otherwise)
    assert isinstance(node, Arithmetic)
    left, right, operator = _number(node.left, missing), _number(node.right, missing), node.operator

    def number(values: Values) -> float | None:
        a, b = left(values), right(values)
        return None if a is None or b is None else _calculate(operator, a, b)

    return number


def _side(node: Node, missing: str) -> Numeric:
    number, rows = _number(node, missing), references(node)
    if not rows:
        return number
    return lambda values: number(values) if any(row in values for row in rows) else None


def _verdict(node: Node, missing: str) -> Logical:
    if isinstance(node, Comparison):
        return _comparison(node, missing)
    if isinstance(node, Logic):
        left, right = _ready(node.left, missing).verdict, _ready(node.right, missing).verdict
        joined = _LOGIC[node.operator]
        return lambda values: joined(left(values), right(values))
    assert isinstance(node, Call)
    judged, arguments = FUNCTIONS[node.function].judge, node.arguments
    return lambda values: judged(arguments, _Table(values, missing))


def _comparison(node: Comparison, missing: str) -> Logical:
    left, right = _ready(node.left, missing).side, _ready(node.right, missing).side
    operator, tolerance = node.operator, node.tolerance
    holds = _HOLDS["<=" if operator == "=" and tolerance else operator]

    def verdict(values: Values) -> bool | None:
        a, b = left(values), right(values)
        if a is None or b is None:
            return None
        excess = _beyond(a - b, operator, tolerance)
        return holds(0.0 if abs(excess) < ZERO else excess)

    return verdict


_HOLDS: Mapping[str, Callable[[float], bool]] = {
    "=": lambda excess: excess == 0,
    "<>": lambda excess: excess != 0,
    "<": lambda excess: excess < 0,
    "<=": lambda excess: excess <= 0,
    ">": lambda excess: excess > 0,
    ">=": lambda excess: excess >= 0,
}
"""What a difference of two sides must be, noise taken off and the tolerance granted."""


def _calculate(operator: str, left: float, right: float) -> float | None:
    """The result; None for a division by zero, and where the result is too large to be a number."""
    if operator == "/":
        result = left / right if right else math.inf
    else:
        result = left + right if operator == "+" else left - right if operator == "-" else left * right
    return result if math.isfinite(result) else None


def _beyond(difference: float, operator: str, tolerance: float) -> float:
    """What is left of a difference of two sides when the tolerance has been granted: 0 decides."""
    if not tolerance:
        return difference
    if operator == "=":
        return abs(difference) - tolerance
    return difference + tolerance if operator in (">", ">=") else difference - tolerance


def _and(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _not(a: bool | None) -> bool | None:
    return None if a is None else not a


def _or(a: bool | None, b: bool | None) -> bool | None:
    return _not(_and(_not(a), _not(b)))


_LOGIC = {"and": _and, "or": _or, "=>": lambda a, b: _or(_not(a), b)}
