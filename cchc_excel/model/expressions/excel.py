"""The Excel rendering: a verdict as 1 (đạt), 0 (không đạt) or 0.5 (chưa đủ số liệu), a value as a number
or an empty text.

`and` is MIN, `or` is MAX, `a => b` is MAX(1-a, b). Only functions on which Excel 2010, LibreOffice 7 and
WPS agree are used. Formulas are written in English with commas, as the file format stores them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cchc_excel.model.expressions.functions import FUNCTIONS
from cchc_excel.model.expressions.judge import sides
from cchc_excel.model.expressions.nodes import (
    Arithmetic,
    Call,
    Comparison,
    Logic,
    Node,
    Number,
    Row,
    chain_of,
    references,
    walk,
)
from cchc_excel.words import exact_text

FUNCTIONS_USED = frozenset(
    {"AVERAGE", "CHOOSE", "COUNT", "COUNTBLANK", "COUNTIFS", "IF", "IFERROR", "INT", "ISNUMBER", "MAX", "MIN"}
    | {"ROUND", "SIGN", "SUM", "SUMIFS"}
    | {"DAY", "MONTH", "UPPER", "YEAR"}  # for the annex's title lines
    # for colours, and for notes that explain a warning
    | {"CLEAN", "EXACT", "INDEX", "LEN", "LOWER", "SUBSTITUTE", "TRIM"}
)
"""The declared list: every formula of ours uses these and no others."""
_CHAINS = {"and": "MIN", "or": "MAX"}
_MOST_ARGUMENTS = 250
"""Of a function: Excel takes 255."""


@dataclass(frozen=True, slots=True)
class ExcelCell:
    """Where a row's value stands; `scale` is 100 for a percent cell, which stores 0.9859 for 98.59."""

    address: str
    scale: int = 1


CellOf = Callable[[str], ExcelCell]


def to_excel(node: Node, missing: str, cell_of: CellOf) -> str:
    """Write an expression as a formula (without `=`) whose result is 1, 0 or 0.5."""
    return _Sheet(cell_of, missing).verdict(node)


def value_as_excel(node: Node, cell_of: CellOf, blank: str = '""') -> str:
    """Write a number expression as a formula that stays blank where a row is missing or it would divide by
    zero."""
    sheet = _Sheet(cell_of, "skip")
    return sheet.guarded(node, sheet.number(node), blank)


def sides_as_excel(node: Node, missing: str, cell_of: CellOf) -> tuple[str | None, str | None]:
    """The two sides of a rule as formulas, blank where they cannot be told; None where there is no such
    side."""
    sheet = _Sheet(cell_of, missing)
    left, right = sides(node)
    return tuple(None if s is None else sheet.guarded(s, sheet.number(s), '""') for s in (left, right))


def nested_call(function: str, parts: Sequence[str]) -> str:
    """A call of MIN, MAX or SUM over any number of parts; of more than a function takes in calls of calls."""
    while len(parts) > _MOST_ARGUMENTS:
        groups = [parts[n : n + _MOST_ARGUMENTS] for n in range(0, len(parts), _MOST_ARGUMENTS)]
        parts = [f"{function}({','.join(group)})" for group in groups]
    return f"{function}({','.join(parts)})"


def nesting(formula: str) -> int:
    """How deep the brackets of a formula without texts are nested; Excel takes 64 levels."""
    depth = deepest = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


@dataclass(frozen=True, slots=True)
class _Sheet:
    cell_of: CellOf
    missing: str

    def address(self, row: Row) -> str:
        return self.cell_of(row.id).address

    def number(self, node: Node) -> str:
        if isinstance(node, Number):
            return exact_text(node.value)
        if isinstance(node, Row):
            cell = self.cell_of(node.id)
            scaled = cell.address if cell.scale == 1 else f"({cell.address}*{cell.scale})"
            return scaled if self.missing == "skip" else f"IF(ISNUMBER({cell.address}),{scaled},0)"
        assert isinstance(node, Arithmetic)
        return f"({self.number(node.left)}{node.operator}{self.number(node.right)})"

    def guarded(self, node: Node, formula: str, otherwise: str) -> str:
        """The formula where the node's rows are there (all under skip, one under zero) and it divides by
        no zero."""
        rows = [self.cell_of(r).address for r in references(node)]
        if any(isinstance(n, Arithmetic) and n.operator == "/" for n in walk(node)):
            formula = f"IFERROR({formula},{otherwise})"
        if not rows:
            return formula
        condition = f"COUNT({','.join(rows)})" + (f"={len(rows)}" if self.missing == "skip" else ">0")
        return f"IF({condition},{formula},{otherwise})"

    def comparison(self, node: Comparison) -> str:
        """The difference of two sides against 0, what the tolerance grants taken off."""
        left, right = self.number(node.left), self.number(node.right)
        granted, operator = exact_text(node.tolerance), node.operator
        if not node.tolerance:
            return f"ROUND({left}-{right},6){operator}0"
        if operator == "=":
            return f"ROUND(MAX({left}-{right},{right}-{left})-{granted},6)<=0"
        sign = "+" if operator in (">", ">=") else "-"
        return f"ROUND({left}-{right}{sign}{granted},6){operator}0"

    def verdict(self, node: Node) -> str:
        if isinstance(node, Comparison):
            test = f"IF({self.comparison(node)},1,0)"
            return self.guarded(node.left, self.guarded(node.right, test, "0.5"), "0.5")
        if isinstance(node, Logic) and node.operator in _CHAINS:
            parts = [self.verdict(part) for part in chain_of(node)]
            return nested_call(_CHAINS[node.operator], parts)
        if isinstance(node, Logic):
            return f"MAX(1-({self.verdict(node.left)}),{self.verdict(node.right)})"
        assert isinstance(node, Call)
        return FUNCTIONS[node.function].excel(node.arguments, self)
