"""The Python rendering: a verdict over the values of a report (kết quả kiểm tra).

A row is filled when it is in the table of values; else it is missing. Under `zero` a missing row counts as
0, but a side of a comparison that names rows, none of them filled, is unknown. Two sides are compared by
their difference rounded to 6 decimals, here and in the sheet alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
    table = _Table(values, missing)
    verdict = _VERDICTS[table.verdict(node)]
    left, right = (None if side is None else table.side(side) for side in sides(node))
    return Judgement(verdict, left, right)


def computed(node: Node, values: Mapping[str, float]) -> float | None:
    """The number that an expression gives; None where a row is missing or it would divide by zero."""
    return _Table(values, "skip").number(node)


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


@dataclass(frozen=True, slots=True)
class _Table:
    values: Mapping[str, float]
    missing: str

    def is_filled(self, row_id: str) -> bool:
        return row_id in self.values

    def number(self, node: Node) -> float | None:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Row):
            return self.values.get(node.id, 0.0 if self.missing == "zero" else None)
        assert isinstance(node, Arithmetic)
        left, right = self.number(node.left), self.number(node.right)
        return None if left is None or right is None else _calculate(node.operator, left, right)

    def side(self, node: Node) -> float | None:
        rows = references(node)
        if rows and not any(self.is_filled(r) for r in rows):
            return None
        return self.number(node)

    def verdict(self, node: Node) -> bool | None:
        if isinstance(node, Comparison):
            return _compare(node, self.side(node.left), self.side(node.right))
        if isinstance(node, Logic):
            return _LOGIC[node.operator](self.verdict(node.left), self.verdict(node.right))
        assert isinstance(node, Call)
        return FUNCTIONS[node.function].judge(node.arguments, self)


def _calculate(operator: str, left: float, right: float) -> float | None:
    """The result; None for a division by zero, and where the result is too large to be a number."""
    if operator == "/":
        result = left / right if right else math.inf
    else:
        result = left + right if operator == "+" else left - right if operator == "-" else left * right
    return result if math.isfinite(result) else None


def _compare(node: Comparison, left: float | None, right: float | None) -> bool | None:
    if left is None or right is None:
        return None
    excess = _beyond(left - right, node.operator, node.tolerance)
    sign = 0 if abs(excess) < ZERO else 1 if excess > 0 else -1
    return {
        "=": sign <= 0 if node.tolerance else sign == 0,
        "<>": sign != 0,
        "<": sign < 0,
        "<=": sign <= 0,
        ">": sign > 0,
        ">=": sign >= 0,
    }[node.operator]


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
