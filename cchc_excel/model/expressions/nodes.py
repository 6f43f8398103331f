"""The tree of an expression and the questions that need no values: which rows it names, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


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
    """`operator` is = <> < <= > or >=; it holds too where a difference up to the tolerance decides."""

    operator: str
    left: Node
    right: Node
    tolerance: float = 0.0


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


def chain_of(node: Logic) -> tuple[Node, ...]:
    """The parts of `a and b and c`, whichever way they are grouped; of one operator only."""
    parts = (
        chain_of(p) if isinstance(p, Logic) and p.operator == node.operator else (p,) for p in children(node)
    )
    return tuple(part for each in parts for part in each)


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


def with_tolerance(node: Node, tolerance: float) -> Node:
    """The rule that also holds where two sides miss each other by no more than the tolerance (dung sai).

    Only what must hold is loosened: not the condition of `=>` and `where`, nor `<>`. Where nothing can be,
    the node comes back as it was.
    """
    if isinstance(node, Comparison):
        return node if node.operator == "<>" else replace(node, tolerance=tolerance)
    if isinstance(node, Logic):
        left = node.left if node.operator == "=>" else with_tolerance(node.left, tolerance)
        return replace(node, left=left, right=with_tolerance(node.right, tolerance))
    if isinstance(node, Call) and node.function == "where":
        condition, consequence = node.arguments
        return replace(node, arguments=(condition, with_tolerance(consequence, tolerance)))
    if isinstance(node, Call) and node.function == "agrees":
        return Logic("or", node, Comparison("=", *node.arguments, tolerance))
    return node


def is_with_tolerance(node: Node) -> bool:
    """True for what `with_tolerance` makes of `agrees`: it, or the same two sides near enough."""
    if not isinstance(node, Logic) or node.operator != "or":
        return False
    call, near = node.left, node.right
    is_pair = isinstance(call, Call) and call.function == "agrees" and isinstance(near, Comparison)
    return is_pair and near == Comparison("=", *call.arguments, near.tolerance) and near.tolerance > 0
