"""The tree of an expression and the questions that need no values: which rows it names, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form, by its id (`BM3:3.3.2`)."""

    id: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`operator` is + - * or /."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """`operator` is = <> < <= > or >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    """`operator` is and, or, =>."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `functions.FUNCTIONS` with its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Row | Arithmetic | Comparison | Logic | Call
NUMERIC = (Number, Row, Arithmetic)


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, (Arithmetic, Comparison, Logic)):
        return (node.left, node.right)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    yield node
    for child in children(node):
        yield from walk(child)


def references(node: Node) -> tuple[str, ...]:
    """The ids of the rows that the expression names, each once, in the order of its text."""
    return tuple(dict.fromkeys(n.id for n in walk(node) if isinstance(n, Row)))


def denominator(node: Node) -> Node | None:
    """What the outermost division divides by; None when the expression is no ratio."""
    if isinstance(node, Arithmetic):
        if node.operator == "/":
            return node.right
        return denominator(node.left) or denominator(node.right)
    return None
