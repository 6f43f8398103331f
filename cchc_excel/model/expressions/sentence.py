"""The sentence rendering: a rule in words, Vietnamese or English."""

from __future__ import annotations

from collections.abc import Callable

from cchc_excel.model.expressions.functions import FUNCTIONS
from cchc_excel.model.expressions.nodes import (
    Arithmetic,
    Call,
    Comparison,
    Logic,
    Node,
    Number,
    Row,
    is_with_tolerance,
)
from cchc_excel.words import Words, format_number

_COMPARISON = {
    "=": Words("bằng", "equals"),
    "<>": Words("khác", "differs from"),
    "<": Words("nhỏ hơn", "is less than"),
    "<=": Words("không lớn hơn", "is at most"),
    ">": Words("lớn hơn", "is greater than"),
    ">=": Words("không nhỏ hơn", "is at least"),
}
_LOGIC = {
    "and": Words("{0} và {1}", "{0} and {1}"),
    "or": Words("{0} hoặc {1}", "{0} or {1}"),
    "=>": Words("nếu {0} thì {1}", "if {0} then {1}"),
}
_GRANTED = Words(" (cho phép lệch {})", " (off by at most {})")
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def to_sentence(node: Node, name_of: Callable[[str], Words], lang: str = "vi") -> str:
    """Write an expression as a sentence; `name_of` gives a row's name (`dòng 3.3.2`)."""
    text = _phrase(node, name_of, lang)
    start = 1 if text.startswith("(") else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :] + "."


def _phrase(node: Node, name_of: Callable[[str], Words], lang: str) -> str:
    if isinstance(node, Number):
        return format_number(node.value, lang)
    if isinstance(node, Row):
        return name_of(node.id).in_(lang)
    if isinstance(node, Call):
        parts = [_operand(node, a, name_of, lang) for a in node.arguments]
        return FUNCTIONS[node.function].phrase.in_(lang).format(*parts)
    if is_with_tolerance(node):
        return _phrase(node.left, name_of, lang) + _granted(node.right, lang)
    left, right = _operand(node, node.left, name_of, lang), _operand(node, node.right, name_of, lang)
    if isinstance(node, Logic):
        return _LOGIC[node.operator].in_(lang).format(left, right)
    if isinstance(node, Comparison):
        return f"{left} {_COMPARISON[node.operator].in_(lang)} {right}{_granted(node, lang)}"
    return f"{left} {_SIGNS[node.operator]} {right}"


def _granted(node: Comparison, lang: str) -> str:
    return _GRANTED.in_(lang).format(format_number(node.tolerance, lang)) if node.tolerance else ""


def _operand(parent: Node, node: Node, name_of: Callable[[str], Words], lang: str) -> str:
    """An operand, in parentheses where the sentence would else be read otherwise."""
    text = _phrase(node, name_of, lang)
    return f"({text})" if _is_read_otherwise(parent, node) else text


def _is_read_otherwise(parent: Node, node: Node) -> bool:
    """True where the words alone would bind otherwise: a sum in a product, an `or` in an `and`, an inner
    `nếu … thì`."""
    if isinstance(parent, Arithmetic) and isinstance(node, Arithmetic):
        return parent.operator in "*/" or (parent.operator == "-" and node is parent.right)
    if isinstance(parent, Call):
        return parent.function == "where" and _is_conditional(node)
    if isinstance(parent, Logic):
        alternative = isinstance(node, Logic) and (parent.operator, node.operator) == ("and", "or")
        is_pair = isinstance(node, Call) and node.function == "pair"
        return _is_conditional(node) or alternative or is_pair
    return False


def _is_conditional(node: Node) -> bool:
    """True for `a => b` and `where(a, b)`."""
    return (isinstance(node, Logic) and node.operator == "=>") or (
        isinstance(node, Call) and node.function == "where"
    )
