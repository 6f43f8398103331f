"""The functions of the rule language: for each its meaning in Python, its Excel pattern, its phrase and its
truth table, side by side.

`blank`, `filled` and `pair` are the language's own; `whole`, `agrees`, `computable` and `where` serve the
rules that hold for every row of a kind (ALL-R01, R04, R05, R06, R09). A new function is one entry of
`FUNCTIONS`; its cases are judged in Python and in two spreadsheet programs by the tests, and printed in the
reference of the rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cchc_excel.model.expressions.nodes import Node, Row
from cchc_excel.words import Words

ZERO = 5e-7
"""Differences below this are 0: what ROUND(difference, 6) makes 0."""
_NEAR = 5e-10
"""Differences below this are 0 where ROUND(difference, 9) is compared."""
_STATED_DECIMALS = range(5)
_NOISE, _NOISE_RATIO = 1.5e-9, 1e-12
"""What a percent with more decimals may be off: 1e-9, and in huge ones the 15 digits that programs save."""


class Values(Protocol):
    """What a function may ask when it judges."""

    def is_filled(self, row_id: str) -> bool: ...
    def side(self, node: Node) -> float | None: ...
    def verdict(self, node: Node) -> bool | None: ...


class Cells(Protocol):
    """What a function may ask when it is written as an Excel formula; a verdict is 1, 0 or 0.5."""

    def address(self, row: Row) -> str: ...
    def number(self, node: Node) -> str: ...
    def guarded(self, node: Node, formula: str, otherwise: str) -> str: ...
    def verdict(self, node: Node) -> str: ...


Case = tuple[str, str, str]
"""A line of a truth table: the expression, what its rows hold (`[1]=71`, the others missing), and T (đạt), F
(không đạt) or ? (chưa đủ số liệu)."""


@dataclass(frozen=True, slots=True)
class Function:
    """`takes` names each argument's kind: row, number or logic. `phrase` has {0}, {1} for the arguments;
    `cases` is its truth table.

    `sides` picks the arguments that are the two sides of a comparison (stated, computed), where there are
    such.
    """

    takes: tuple[str, ...]
    judge: Callable[[tuple[Node, ...], Values], bool | None]
    excel: Callable[[tuple[Node, ...], Cells], str]
    phrase: Words
    cases: tuple[Case, ...]
    sides: Callable[[tuple[Node, ...]], tuple[Node | None, Node | None]] = lambda arguments: (None, None)


def _judge_pair(arguments: tuple[Node, ...], values: Values) -> bool | None:
    filled = sum(values.is_filled(a.id) for a in arguments)
    return (None, False, True)[filled]


def _judge_whole(arguments: tuple[Node, ...], values: Values) -> bool | None:
    number = values.side(arguments[0])
    return None if number is None else abs(number - round(number)) < ZERO


def _judge_agrees(arguments: tuple[Node, ...], values: Values) -> bool | None:
    stated, exact = (values.side(a) for a in arguments)
    return None if stated is None or exact is None else agrees(stated, exact)


def agrees(stated: float, exact: float) -> bool:
    """True when a percent stated with d decimals is the exact one rounded half up or cut off at d.

    d is the fewest decimals, 0 to 4, that write the stated number exactly; with more, the two may differ
    by 1e-9. Example: 98.94 and 98.95 are both right for 98.9456 (Lâm Đồng printed 98,94 % for 204.847 of
    207.030).
    """
    for decimals in _STATED_DECIMALS:
        if abs(stated - _rounded(stated, decimals)) < _NEAR:
            return (
                abs(stated - _rounded(exact, decimals)) < _NEAR
                or abs(stated - _cut_off(exact, decimals)) < _NEAR
            )
    return abs(stated - exact) <= max(_NOISE, abs(exact) * _NOISE_RATIO)


def _rounded(number: float, decimals: int) -> float:
    """Round half away from zero, as Excel's ROUND does."""
    scaled = round(abs(number) * 10**decimals, 6)
    return math.copysign(math.floor(scaled + 0.5), number) / 10**decimals


def _cut_off(number: float, decimals: int) -> float:
    return math.copysign(math.floor(round(abs(number) * 10**decimals, 6)), number) / 10**decimals


def _judge_where(arguments: tuple[Node, ...], values: Values) -> bool | None:
    return values.verdict(arguments[1]) if values.verdict(arguments[0]) is True else None


def _judge_computable(arguments: tuple[Node, ...], values: Values) -> bool:
    return values.side(arguments[0]) is not None


def _excel_is_filled(arguments: tuple[Node, ...], cells: Cells) -> str:
    return f"IF(ISNUMBER({cells.address(arguments[0])}),1,0)"


def _excel_is_blank(arguments: tuple[Node, ...], cells: Cells) -> str:
    return f"IF(ISNUMBER({cells.address(arguments[0])}),0,1)"


def _excel_pair(arguments: tuple[Node, ...], cells: Cells) -> str:
    return f"CHOOSE(1+COUNT({','.join(cells.address(a) for a in arguments)}),0.5,0,1)"


def _excel_whole(arguments: tuple[Node, ...], cells: Cells) -> str:
    x = cells.number(arguments[0])
    return cells.guarded(arguments[0], f"IF(ROUND({x}-ROUND({x},0),6)=0,1,0)", "0.5")


def _excel_agrees(arguments: tuple[Node, ...], cells: Cells) -> str:
    stated, exact = (cells.number(a) for a in arguments)
    off = f"MAX({stated}-({exact}),({exact})-{stated})"
    formula = f"IF({off}<=MAX({_NOISE:.10f},SIGN({exact})*({exact})*{_NOISE_RATIO:.12f}),1,0)"
    for decimals in reversed(_STATED_DECIMALS):
        scale = 10**decimals
        scaled = f"SIGN({exact})*({exact})*{scale}"
        rounded = f"SIGN({exact})*INT(ROUND({scaled},6)+0.5)/{scale}"
        cut_off = f"SIGN({exact})*INT(ROUND({scaled},6))/{scale}"
        right = f"IF(ROUND({stated}-{rounded},9)=0,1,IF(ROUND({stated}-{cut_off},9)=0,1,0))"
        formula = f"IF(ROUND({stated}-ROUND({stated},{decimals}),9)=0,{right},{formula})"
    return cells.guarded(arguments[0], cells.guarded(arguments[1], formula, "0.5"), "0.5")


def _excel_computable(arguments: tuple[Node, ...], cells: Cells) -> str:
    return cells.guarded(arguments[0], f"IF(ISNUMBER({cells.number(arguments[0])}),1,0)", "0")


def _excel_where(arguments: tuple[Node, ...], cells: Cells) -> str:
    return f"IF({cells.verdict(arguments[0])}=1,{cells.verdict(arguments[1])},0.5)"


FUNCTIONS: dict[str, Function] = {
    "blank": Function(
        ("row",),
        lambda a, v: not v.is_filled(a[0].id),
        _excel_is_blank,
        Words("{0} để trống", "{0} is blank"),
        (
            ("blank([1])", "", "T"),
            ("blank([1])", "[1]=0", "F"),
            ("blank([1])", "[1]=71", "F"),
        ),
    ),
    "filled": Function(
        ("row",),
        lambda a, v: v.is_filled(a[0].id),
        _excel_is_filled,
        Words("{0} có số liệu", "{0} is filled"),
        (
            ("filled([1])", "", "F"),
            ("filled([1])", "[1]=0", "T"),
        ),
    ),
    "pair": Function(
        ("row", "row"),
        _judge_pair,
        _excel_pair,
        Words("{0} và {1} cùng có số liệu hoặc cùng để trống", "{0} and {1} are both filled or both blank"),
        (
            ("pair([1], [2])", "[1]=71 [2]=0", "T"),
            ("pair([1], [2])", "[1]=71", "F"),
            ("pair([1], [2])", "[2]=0", "F"),
            ("pair([1], [2])", "", "?"),
        ),
    ),
    "whole": Function(
        ("row",),
        _judge_whole,
        _excel_whole,
        Words("{0} là số nguyên", "{0} is a whole number"),
        (
            ("whole([1])", "[1]=-3", "T"),
            ("whole([1])", "[1]=71.0000001", "T"),
            ("whole([1])", "[1]=2.7", "F"),
            ("whole([1])", "", "?"),
        ),
    ),
    "agrees": Function(
        ("row", "number"),
        _judge_agrees,
        _excel_agrees,
        Words("{0} bằng {1}, được làm tròn hoặc cắt bớt phần lẻ", "{0} equals {1}, rounded or cut off"),
        (
            ("agrees([1], [2] / [3] * 100)", "[1]=98.94 [2]=204847 [3]=207030", "T"),
            ("agrees([1], [2] / [3] * 100)", "[1]=98.95 [2]=204847 [3]=207030", "T"),
            ("agrees([1], [2] / [3] * 100)", "[1]=98.9 [2]=204847 [3]=207030", "T"),
            ("agrees([1], [2] / [3] * 100)", "[1]=98.96 [2]=204847 [3]=207030", "F"),
            ("agrees([1], [2])", "[1]=100 [2]=99.05", "F"),
            ("agrees([1], [2])", "[1]=99 [2]=99.05", "T"),
            ("agrees([1], [2] / [3] * 100)", "[1]=100 [2]=1 [3]=0", "?"),
            ("agrees([1], [2])", "[1]=100", "?"),
        ),
        sides=lambda a: (a[0], a[1]),
    ),
    "computable": Function(
        ("number",),
        _judge_computable,
        _excel_computable,
        Words("tính được {0}", "{0} can be computed"),
        (
            ("computable([1] / [2])", "[1]=1 [2]=2", "T"),
            ("computable([1] / [2])", "[1]=1 [2]=0", "F"),
            ("computable([1] / [2])", "[1]=1", "F"),
        ),
        sides=lambda a: (None, a[0]),
    ),
    "where": Function(
        ("logic", "logic"),
        _judge_where,
        _excel_where,
        Words("khi {0} thì {1}", "where {0}, {1}"),
        (
            ("where([1] = 1, [2] = 2)", "[1]=1 [2]=2", "T"),
            ("where([1] = 1, [2] = 2)", "[1]=1 [2]=3", "F"),
            ("where([1] = 1, [2] = 2)", "[1]=1", "?"),
            ("where([1] = 1, [2] = 2)", "[1]=0 [2]=2", "?"),
            ("where([1] = 1, [2] = 2)", "[2]=2", "?"),
        ),
    ),
}
