"""The text rendering: an expression as the rule language writes it, so that other programs can read it."""

from __future__ import annotations

from cchc_excel.model.expressions.nodes import Arithmetic, Node, Number, Row
from cchc_excel.words import exact_text


def to_text(node: Node) -> str:
    """Write what gives a number (`[3.3.2] / [3.3.1]`), its rows as within their form."""
    if isinstance(node, Number):
        return exact_text(node.value)
    if isinstance(node, Row):
        return f"[{node.id.partition(':')[2]}]"
    if not isinstance(node, Arithmetic):
        raise TypeError(f"{type(node).__name__} gives no number")
    return f"{_operand(node, node.left)} {node.operator} {_operand(node, node.right)}"


def _operand(parent: Arithmetic, node: Node) -> str:
    """An operand, in parentheses where it would else be read otherwise."""
    if not isinstance(node, Arithmetic):
        return to_text(node)
    is_sum_in_product = parent.operator in "*/" and node.operator in "+-"
    return f"({to_text(node)})" if is_sum_in_product or node is parent.right else to_text(node)
