"""One rule text, two engines beside Python: expression × cell state, the verdict, the two sides and the
value.

Every line of one sheet holds the states of a few cells and the formulas of one expression over them.
LibreOffice and
IronCalc compute the formulas; Python judges what a reader of the sheet would have: numeric cells are
filled, all others
are not.

Three states are left out, since there the live sheet and a reading may differ by design (interface, "The
rule
language"): a number typed as text and a word such as `Không có` are numbers to a reader and texts to a
formula, a date
is a number to a formula and a doubt to a reader, and a boolean is a number to some programs in some cells
(TRUE in a
`#,##0` cell becomes 1 in LibreOffice). Numbers whose difference matters only beyond their fifteenth digit
(1e9 and
1e9 + 1e-6) are left out too: LibreOffice takes them for equal, Excel does in some places.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import ironcalc
import openpyxl
from support import SYMBOLS

from cchc_excel.mapping.values import percent_points
from cchc_excel.model.expressions import (
    FUNCTIONS_USED,
    ExcelCell,
    Judgement,
    Node,
    Verdict,
    computed,
    judge,
    nesting,
    parse_logic,
    parse_number,
    references,
    sides_as_excel,
    to_excel,
    value_as_excel,
    with_tolerance,
)
from cchc_excel.model.expressions.functions import FUNCTIONS
from cchc_excel.model.expressions.nodes import Arithmetic, Call, Logic, Number, Row
from cchc_excel.output.plan import Plan

RULES = (  # rows 1 to 5 store what they say, row 9 is a percent and stores a hundredth of it
    "[1] = [2]",
    "[1] <> [2]",
    "[1] < [2]",
    "[1] <= [2]",
    "[1] > [2]",
    "[1] >= [2]",
    "[1] >= 0",
    "[9] >= 0 and [9] <= 100",
    "[9] <= 100",
    "1 = 1",
    "1 / 0 = 1",
    "0 <= [1]",
    "[1] = 0 or [1] = 1",
    "[1] = 0 or [1] = 1 or [1] = 71",
    "[2] + [3] + [4] <= [1]",
    "[1] = [2] + [3]",
    "[1] >= [2] + [3] + [4]",
    "[1] - ([2] - [3]) = 0",
    "[1] - [2] - [3] = 0",
    "[1] * [2] > [3] / 2",
    "[1] / [2] <= 1",
    "[1] / ([2] - [3]) > 0",
    "[1] / [2] = [3] / [4]",
    "-[1] < [2] * -1",
    "[1] = 0 => blank([2]) or [2] = 0",
    "[1] = 0 => blank([2])",
    "[1] = 1 => filled([2]) and filled([3])",
    "[1] = 71 => [2] = 71 => [3] = 71",
    "([1] > 0 => [2] > 0) or [3] > 0",
    "[1] = [2] and [3] = [4] or [5] = 0",
    "blank([1])",
    "filled([1])",
    "filled([9]) => [1] < [2]",
    "pair([1], [2])",
    "pair([1], [2]) and pair([2], [3])",
    "whole([1]) and [1] >= 0",
    "whole([2])",
    "whole([9])",
    "agrees([9], [2] / [1] * 100)",
    "agrees([9], [2])",
    "agrees([1], [2])",
    "agrees([9], ([2] + [3]) / ([4] - [1]) * 100)",
    "where(computable([2] / [1] * 100), filled([9]))",
    "where([1] = 0, blank([9]))",
    "where(filled([2]) or filled([3]), filled([1]))",
    "where(filled([2]) or filled([3]) or filled([4]), filled([1]))",
    "where([1] <= [2], pair([3], [4]))",
    "computable([1] / [2])",
    "computable([1] + [2])",
    "computable([9]) and blank([1])",
    "[9] = [2] / [1] * 100",
    "[9] > [1]",
    "[1] / [9] <= [2]",
    "[1] - [9] - [2] * [9] <= 0",
    "pair([1], [2]) and [1] >= [2]",
    "agrees([9], [2]) or [9] = [2]",
)
TOLERANT = (  # what `with_tolerance` makes of a rule: its text and the tolerance that a province grants
    ("[1] = [2]", 1),
    ("[1] = [2] + [3]", 0.5),
    ("[1] <= [2]", 1),
    ("[1] < [2]", 1),
    ("[1] >= [2] - [3]", 2),
    ("[1] > [2]", 0.01),
    ("[1] <> [2]", 1),
    ("[1] = [2] => [3] = [4]", 1),
    ("[1] = [2] and ([3] <= 71 or filled([4]))", 1),
    ("where([1] = 71, [2] = [3])", 1),
    ("agrees([9], [2] / [1] * 100)", 0.5),
    ("where(filled([3]), agrees([9], [2] / [1] * 100))", 0.01),
)
FORMULAS = (
    "[1] + [2]",
    "[2] / [1]",
    "[1] - [2] * [3]",
    "[2] / ([1] + [3])",
    "[9] * 2",
    "[1] / [2] / [3]",
    "-[1]",
)
BLANK, EMPTY_FORMULA, ERROR = None, '=""', "#N/A"
STATES = (BLANK, 0, 1, 71, 71.0000001, 0.5, -1, 2700.5, 1e9, "tám", " ", "-", ERROR, EMPTY_FORMULA)
"""What may stand in a cell; a percent cell stores the number as a fraction too (0.5 is 50 %, 71 is 7,100
%)."""
NEAR = (
    0.9859,
    0.5714,
    0.57143,
    0.98591549,
    8,
    14,
    70,
    72,
    2,
    3,
    1 / 3,
    0.6666,
    0.67,
    0.99,
    104,
    105,
    -0.5,
    71.000001,
)
"""Numbers near which verdicts turn; tallied with the states above."""
COLUMNS = {"1": "A", "2": "B", "3": "C", "4": "D", "5": "E", "9": "F"}
VERDICT, LEFT, RIGHT = 8, 9, 10
NUMBERS_OF = {1: Verdict.SATISFIED, 0: Verdict.VIOLATED, 0.5: Verdict.NOT_EVALUATED}

State = float | str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet: an expression, what its cells hold, and its formulas."""

    row: int
    text: str
    missing: str
    node: Node
    states: dict[str, State]

    def cell(self, row_id: str) -> ExcelCell:
        code = row_id.partition(":")[2]
        return ExcelCell(f"{COLUMNS[code]}{self.row}", 100 if code == "9" else 1)

    @property
    def formulas(self) -> dict[int, str]:
        if self.missing == "value":
            return {VERDICT: value_as_excel(self.node, self.cell)}
        left, right = sides_as_excel(self.node, self.missing, self.cell)
        found = {VERDICT: to_excel(self.node, self.missing, self.cell), LEFT: left, RIGHT: right}
        return {column: formula for column, formula in found.items() if formula is not None}

    @property
    def expected(self) -> dict[int, object]:
        numbers = {
            f"BM9:{code}": percent_points(float(state)) if code == "9" else float(state)
            for code, state in self.states.items()
            if isinstance(state, int | float)
        }
        if self.missing == "value":
            return {VERDICT: computed(self.node, numbers)}
        judgement: Judgement = judge(self.node, numbers, self.missing)
        found = {VERDICT: judgement.verdict, LEFT: judgement.left, RIGHT: judgement.right}
        return {column: found[column] for column in self.formulas}

    def got(self, column: int, value: object) -> object:
        """An engine's result in the words of Python; what is neither a verdict nor a number shows as it
        is."""
        if column == VERDICT and self.missing != "value":
            return NUMBERS_OF.get(value, value)
        return None if value in ("", None) else value

    def differs(self, column: int, value: object) -> bool:
        expected, got = self.expected[column], self.got(column, value)
        if isinstance(expected, float) and isinstance(got, int | float):
            return not math.isclose(expected, got, rel_tol=1e-9, abs_tol=1e-9)
        return expected is not got


def _lines() -> list[Line]:
    """Seeded random states for every expression, both ways of taking a missing row; every state stands in
    every row."""
    chance, lines = random.Random(20250314), []
    cases = [(text, missing, parse_logic(text, "BM9")) for text in RULES for missing in ("skip", "zero")]
    cases += [
        (f"{text} ± {off}", missing, with_tolerance(parse_logic(text, "BM9"), off))
        for text, off in TOLERANT
        for missing in ("skip", "zero")
    ]
    cases += [(text, "value", parse_number(text, "BM9")) for text in FORMULAS]
    for text, missing, node in cases:
        codes = [row.partition(":")[2] for row in references(node)]
        for states in (*_states(codes, chance), *_stated_percents(node, chance)):
            lines.append(Line(len(lines) + 1, text, missing, node, states))
    return lines


def _states(codes: list[str], chance: random.Random) -> Iterator[dict[str, State]]:
    for code in codes:  # every state in this row beside numbers in the others
        for state in STATES:
            yield {c: state if c == code else chance.choice((0, 1, 71, *NEAR)) for c in codes}
    for pool, count in ((STATES, 16), (NEAR, 10), ((BLANK, 0, 1, 71), 14)):
        for _ in range(count if codes else 1):
            yield {c: chance.choice(pool) for c in codes}


def _stated_percents(node: Node, chance: random.Random) -> Iterator[dict[str, State]]:
    """For `agrees(x, e)`: x is e rounded, cut off, or a step beside it, at 0 to 6 decimals, negative
    numbers too."""
    if not isinstance(node, Call) or node.function != "agrees":
        return
    stated, exact = node.arguments
    codes = [row.partition(":")[2] for row in references(exact)]
    for n in range(140):
        parts = {
            c: chance.choice((1, -1, 1, 1)) * chance.randint(0, 10 ** chance.randint(1, 6)) for c in codes
        }
        value = computed(exact, {f"BM9:{c}": float(v) for c, v in parts.items()})
        if value is None:
            continue
        scale = 10 ** (n % 7)
        shown = chance.choice((round(value * scale), math.trunc(value * scale)))
        number = (shown + chance.choice((0, 0, 0, 0, 1, -1))) / scale
        code = stated.id.partition(":")[2]
        yield {**parts, code: float(Decimal(repr(number)) / 100) if code == "9" else number}


LINES = _lines()


CASES = [(name, *case) for name, function in FUNCTIONS.items() for case in function.cases]


def _given(text: str) -> dict[str, float]:
    """`[1]=71 [2]=0` as rows of form BM9."""
    rows = (part.partition("=") for part in text.split())
    return {f"BM9:{row.strip('[]')}": float(value) for row, _, value in rows}


def test_every_function_comes_out_in_python_and_in_a_sheet_as_its_truth_table_says():
    model = ironcalc.create("cases", "en", "UTC", "en")
    nodes = [parse_logic(text, "BM9") for _, text, _, _ in CASES]
    for line, (node, (_, _, given, _)) in enumerate(zip(nodes, CASES, strict=True), start=1):
        for row, value in _given(given).items():
            model.update_cell_with_number(0, line, ord(COLUMNS[row[-1]]) - 64, value)
        cell_of = lambda row, line=line: ExcelCell(f"{COLUMNS[row[-1]]}{line}")
        model.set_user_input(0, line, VERDICT, f"={to_excel(node, 'skip', cell_of)}")
    model.evaluate()
    for line, (node, (name, text, given, symbol)) in enumerate(zip(nodes, CASES, strict=True), start=1):
        assert text.startswith(f"{name}(")
        assert judge(node, _given(given)).verdict is SYMBOLS[symbol], (text, given)
        live = NUMBERS_OF[model.get_cell_value(0, line, VERDICT)]
        assert live is SYMBOLS[symbol], (text, given)


def test_the_truth_table_of_a_function_has_each_verdict_that_it_can_have():
    for name, function in FUNCTIONS.items():
        wanted = {"T", "F"} if name in ("blank", "filled", "computable") else {"T", "F", "?"}
        assert {symbol for _, _, symbol in function.cases} == wanted, name


def test_every_function_and_every_shape_of_a_rule_is_rendered(catalogue):
    used = " ".join(RULES)
    assert all(f"{name}(" in used for name in FUNCTIONS)
    shapes = {_shape(parse_logic(text, "BM9")) for text in RULES}
    assert {_shape(check.node) for check in catalogue.checks} <= shapes
    assert len(LINES) > 3000


def test_every_verdict_comes_out_somewhere_for_every_rule_that_can_have_it():
    seen = {text: {line.expected[VERDICT] for line in LINES if line.text == text} for text in RULES}
    two = {text for text, verdicts in seen.items() if len(verdicts) < 3}
    assert two == {
        "1 = 1",
        "1 / 0 = 1",
        "blank([1])",
        "filled([1])",
        "computable([1] / [2])",
        "computable([1] + [2])",
        "computable([9]) and blank([1])",
    }


def test_libreoffice_gives_the_verdicts_sides_and_values_of_python(recalculate, tmp_path):
    file = tmp_path / "renderings.xlsx"
    _write(file)
    workbook = openpyxl.load_workbook(recalculate([file])[file.name], data_only=True)
    sheet = workbook.active
    results = {
        (r, c): sheet.cell(r, c).value for r in range(1, len(LINES) + 1) for c in (VERDICT, LEFT, RIGHT)
    }
    workbook.close()
    assert _differences(results) == []


def test_ironcalc_gives_the_verdicts_sides_and_values_of_python():
    model = ironcalc.create("renderings", "en", "UTC", "en")
    for line in LINES:
        for code, state in line.states.items():
            _set(model, line.row, ord(COLUMNS[code]) - 64, state)
        for column, formula in line.formulas.items():
            model.set_user_input(0, line.row, column, f"={formula}")
    model.evaluate()
    results = {
        (line.row, column): model.get_cell_value(0, line.row, column)
        for line in LINES
        for column in line.formulas
    }
    assert _differences(results) == []


def test_formulas_use_only_the_declared_functions_and_fit_a_cell(catalogue):
    cells = Plan.of(catalogue).cells
    formulas = [to_excel(c.node, c.rule.missing, cells.__getitem__) for c in catalogue.checks]
    formulas += [
        f for c in catalogue.checks for f in sides_as_excel(c.node, c.rule.missing, cells.__getitem__) if f
    ]
    formulas += [
        value_as_excel(i.equals, cells.__getitem__) for i in catalogue.indicators.values() if i.equals
    ]
    formulas += [f for line in LINES for f in line.formulas.values()]
    assert {name for f in formulas for name in re.findall(r"([A-Z]+)\(", f)} <= FUNCTIONS_USED
    assert max(map(len, formulas)) < 8192  # Excel's limit
    assert max(map(nesting, formulas)) <= 64  # Excel's limit of nesting


def test_a_missing_row_shows_an_empty_text_and_never_an_error():
    formulas = [f for line in LINES for f in line.formulas.values()]
    assert not any(
        isinstance(value, str) and value.startswith("#") for value in _evaluated_on_an_empty_sheet(formulas)
    )


def _shape(node: Node) -> str:
    """An expression without its rows, numbers and repetitions: `R = R + R` and `R = R + R + R` are one
    shape."""
    if isinstance(node, Number | Row):
        return "N" if isinstance(node, Number) else "R"
    if isinstance(node, Call):
        return f"{node.function}({', '.join(map(_shape, node.arguments))})"
    if node.operator in ("+", "and", "or"):
        return f" {node.operator} ".join(
            dict.fromkeys(f"({_shape(part)})" for part in _chain(node, node.operator))
        )
    return f"({_shape(node.left)}) {node.operator} ({_shape(node.right)})"


def _chain(node: Node, operator: str) -> list[Node]:
    if isinstance(node, Arithmetic | Logic) and node.operator == operator:
        return [*_chain(node.left, operator), *_chain(node.right, operator)]
    return [node]


def _write(file: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for line in LINES:
        for code, state in line.states.items():
            if state is not BLANK:
                sheet[f"{COLUMNS[code]}{line.row}"] = state
        for column, formula in line.formulas.items():
            sheet.cell(line.row, column).value = f"={formula}"
    workbook.save(file)


def _set(model: ironcalc.Model, row: int, column: int, state: State) -> None:
    if isinstance(state, int | float):
        model.update_cell_with_number(0, row, column, float(state))
    elif state in (ERROR, EMPTY_FORMULA):
        model.set_user_input(0, row, column, "=NA()" if state == ERROR else state)
    elif state is not BLANK:
        model.update_cell_with_text(0, row, column, state)


def _differences(results: dict[tuple[int, int], object]) -> list[str]:
    """The lines on which an engine and Python differ, readable."""
    return [
        f"{line.text} ({line.missing}) {line.states} column {column}: {results[line.row, column]!r}, "
        f"Python {line.expected[column]!r}"
        for line in LINES
        for column in line.formulas
        if line.differs(column, results[line.row, column])
    ]


def _evaluated_on_an_empty_sheet(formulas: list[str]) -> list[object]:
    model = ironcalc.create("empty", "en", "UTC", "en")
    for n, formula in enumerate(formulas, start=1):
        model.set_user_input(0, n, 20, f"={formula}")
    model.evaluate()
    return [model.get_cell_value(0, n, 20) for n in range(1, len(formulas) + 1)]
