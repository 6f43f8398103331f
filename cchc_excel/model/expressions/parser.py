"""From the text of a rule to its tree; a text that is wrong is refused with the position of the fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cchc_excel.model.expressions.functions import FUNCTIONS
from cchc_excel.model.expressions.nodes import NUMERIC, Arithmetic, Call, Comparison, Logic, Node, Number, Row

_TOKEN = re.compile(
    r"\s*(?:(?P<row>(?:BM\w+:)?\[[^\]\s]+\])|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_]+)"
    r"|(?P<sign>=>|<=|>=|<>|[-+*/()=<>,]))"
)
_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


class ExpressionError(ValueError):
    """A rule text that does not parse: the fault, and the position of its character from 0."""

    def __init__(self, fault: str, text: str, position: int) -> None:
        super().__init__(f"{fault} (ký tự {position + 1}: «{text[position : position + 12] or 'hết dòng'}»)")
        self.fault, self.position = fault, position


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_logic(text: str, form: str | None) -> Node:
    """Parse an expression that holds or does not hold; `form` is the form that a bare `[code]` belongs to."""
    node = _Parser(text, form).whole()
    if isinstance(node, NUMERIC):
        raise ExpressionError("quy tắc phải là một so sánh hoặc điều kiện, không phải một con số", text, 0)
    return node


def parse_number(text: str, form: str | None) -> Node:
    """Parse an expression that gives a number (an `equals`)."""
    node = _Parser(text, form).whole()
    if not isinstance(node, NUMERIC):
        raise ExpressionError("cần một phép tính ra con số, không phải một điều kiện", text, 0)
    return node


def row_places(text: str, form: str | None) -> tuple[tuple[str, int], ...]:
    """The rows that a text names with the positions at which they stand; raises ExpressionError for a text
    with a character that is none of the language's."""
    rows = (token for token in _tokens(text) if token.kind == "row")
    return tuple((_row_id(token.text, form or ""), token.position) for token in rows)


def _row_id(text: str, form: str) -> str:
    """`BM3:3.1` of `BM3:[3.1]`; of a bare `[3.1]` with the form that it belongs to."""
    named, _, code = text.rpartition("[")
    return f"{named.rstrip(':') or form}:{code.rstrip(']')}"


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise ExpressionError("ký tự không thuộc ngôn ngữ quy tắc", text, start)
        tokens.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        position = match.end()
    return [*tokens, _Token("end", "", len(text))]


class _Parser:
    """Recursive descent; arithmetic binds closest, then comparison, `and`, `or`, `=>`."""

    def __init__(self, text: str, form: str | None) -> None:
        self.text, self.form, self.tokens, self.index = text, form, _tokens(text), 0

    def whole(self) -> Node:
        node = self.implication()
        if self.next.kind != "end":
            self.fail("thừa ở cuối quy tắc")
        return node

    @property
    def next(self) -> _Token:
        return self.tokens[self.index]

    def fail(self, fault: str, token: _Token | None = None) -> None:
        raise ExpressionError(fault, self.text, (token or self.next).position)

    def take(self, *texts: str) -> _Token | None:
        token = self.next
        if token.kind in ("sign", "word") and token.text in texts:
            self.index += 1
            return token
        return None

    def expect(self, text: str) -> None:
        if not self.take(text):
            self.fail(f"thiếu «{text}»")

    def implication(self) -> Node:
        left = self.disjunction()
        if token := self.take("=>"):
            return Logic("=>", self.logical(left, token), self.logical(self.implication(), token))
        return left

    def disjunction(self) -> Node:
        return self.logic_chain("or", lambda: self.logic_chain("and", self.comparison))

    def logic_chain(self, word: str, part: Callable[[], Node]) -> Node:
        node = part()
        while token := self.take(word):
            node = Logic(word, self.logical(node, token), self.logical(part(), token))
        return node

    def comparison(self) -> Node:
        left = self.sum()
        if token := self.take(*_COMPARISONS):
            return Comparison(token.text, self.numeric(left, token), self.numeric(self.sum(), token))
        return left

    def sum(self) -> Node:
        return self.arithmetic_chain(("+", "-"), lambda: self.arithmetic_chain(("*", "/"), self.atom))

    def arithmetic_chain(self, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        node = part()
        while token := self.take(*signs):
            node = Arithmetic(token.text, self.numeric(node, token), self.numeric(part(), token))
        return node

    def atom(self) -> Node:
        token = self.next
        if self.take("("):
            node = self.implication()
            self.expect(")")
            return node
        if sign := self.take("-"):
            return Arithmetic("-", Number(0.0), self.numeric(self.atom(), sign))
        self.index += 1
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "row":
            return self.row(token)
        if token.kind == "word":
            return self.call(token)
        self.fail("chờ một dòng như [3.1], một con số hoặc một hàm", token)

    def row(self, token: _Token) -> Row:
        row_id = _row_id(token.text, self.form or "")
        if self.form is None and row_id.startswith(":"):
            self.fail("dòng phải kèm tên biểu, ví dụ BM3:[3.1]", token)
        return Row(row_id)

    def call(self, token: _Token) -> Call:
        function = FUNCTIONS.get(token.text)
        if function is None:
            self.fail(f"không có hàm «{token.text}»", token)
        self.expect("(")
        arguments = [self.implication()]
        while self.take(","):
            arguments.append(self.implication())
        self.expect(")")
        self.check_arguments(token, function.takes, arguments)
        return Call(token.text, tuple(arguments))

    def check_arguments(self, token: _Token, takes: tuple[str, ...], given: list[Node]) -> None:
        if len(takes) != len(given):
            self.fail(f"hàm «{token.text}» cần {len(takes)} tham số, có {len(given)}", token)
        for kind, node in zip(takes, given, strict=True):
            if kind == "row" and not isinstance(node, Row):
                self.fail(f"tham số của «{token.text}» phải là một dòng như [3.1]", token)
            elif kind == "number":
                self.numeric(node, token)
            elif kind == "logic":
                self.logical(node, token)

    def numeric(self, node: Node, token: _Token) -> Node:
        if not isinstance(node, NUMERIC):
            self.fail(f"«{token.text}» cần con số, không phải điều kiện", token)
        return node

    def logical(self, node: Node, token: _Token) -> Node:
        if isinstance(node, NUMERIC):
            self.fail(f"«{token.text}» cần điều kiện, không phải con số", token)
        return node
