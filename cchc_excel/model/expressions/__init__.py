"""The rule language: one parsed tree, three renderings (a verdict, an Excel formula, a sentence); and its
own text again.

The language is that of the interface: rows `[3.3.2]` and `BM7:[3.1]`, arithmetic, comparison, `and`, `or`,
`=>`, functions. Three values, Kleene's logic: True (đạt), False (không đạt), None (chưa đủ số liệu).
"""

from cchc_excel.model.expressions.excel import (
    FUNCTIONS_USED,
    ExcelCell,
    nested_call,
    nesting,
    sides_as_excel,
    to_excel,
    value_as_excel,
)
from cchc_excel.model.expressions.judge import Judgement, Verdict, computed, judge, sides
from cchc_excel.model.expressions.nodes import Node, denominator, references, with_tolerance
from cchc_excel.model.expressions.parser import ExpressionError, parse_logic, parse_number, row_places
from cchc_excel.model.expressions.sentence import to_sentence
from cchc_excel.model.expressions.text import to_text

__all__ = [
    "FUNCTIONS_USED",
    "ExcelCell",
    "ExpressionError",
    "Judgement",
    "Node",
    "Verdict",
    "computed",
    "denominator",
    "judge",
    "nested_call",
    "nesting",
    "parse_logic",
    "parse_number",
    "references",
    "row_places",
    "sides",
    "sides_as_excel",
    "to_excel",
    "to_sentence",
    "to_text",
    "value_as_excel",
    "with_tolerance",
]
