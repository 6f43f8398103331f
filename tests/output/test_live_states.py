"""Thousands of states of cells, typed into the template and computed by a second engine: every live verdict
is Python's, but in the states that the interface excuses.
"""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import ironcalc
import openpyxl
import pytest

from cchc_excel.mapping.values import interpret, percent_points
from cchc_excel.model.expressions import Verdict, judge
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.output.plan import CHECK_SHEET, VALUE, Plan
from cchc_excel.sources import read_source

TEMPLATE = Path(__file__).parents[2] / "workbook_templates/mau-cap-xa.xlsx"
ROUNDS = 60
BLANK, EMPTY_FORMULA, ERROR = None, '=""', "=NA()"
NUMBERS = (0, 0, 1, 1, 2, 3, 8, 14, 70, 71, 72, 71.0000001, 71.000001, 0.5, -1, 2700.5, 1e9, 204847, 207030)
PERCENTS = (0, 0.5, 0.5714, 0.57142857, 0.9859, 1, 1.0000001, 1.00000001, 9.859, -0.01, 0.989456, 0.9894)
ODD = (BLANK, BLANK, BLANK, "tám", " ", "-", "x", ERROR, EMPTY_FORMULA)

EXCUSED = (
    ("71", "một số gõ thành chữ là số với người đọc, là chữ với công thức"),
    ("2.700", "một số gõ thành chữ là số với người đọc, là chữ với công thức"),
    ("Không có", "từ có nghĩa là số (0) với người đọc, là chữ với công thức"),
    (datetime.date(2025, 3, 3), "ngày là số với công thức, là điều phải hỏi với người đọc"),
    (True, "TRUE là số ở một số chương trình, là chữ ở chương trình khác"),
)
"""The states in which a live check and a reading may differ, each with its reason; the interface, «The rule
language», names these and no others."""

State = float | str | None


def test_every_live_verdict_in_thousands_of_states_is_pythons(catalogue):
    model = ironcalc.load_from_xlsx(str(TEMPLATE), "en", "UTC", "en")
    sheets = {p["name"]: n for n, p in enumerate(model.get_worksheets_properties())}
    cells = _cells(catalogue, sheets)
    chance, differences, typed, seen = random.Random(20261130), [], 0, set()
    for _ in range(ROUNDS):
        states = _states(catalogue, chance)
        typed += len(states)
        _type(model, cells, states, catalogue)
        model.evaluate()
        numbers = {i: _number(s, catalogue.indicators[i]) for i, s in states.items() if _is_number(s)}
        for line, check in enumerate(catalogue.checks, start=2):
            expected = judge(check.node, numbers, check.rule.missing).verdict
            live = model.get_cell_value(sheets[CHECK_SHEET], line, 4)
            seen.add((check.rule.id, expected))
            if live != expected.words.vi:
                differences.append((check.rule.id, check.ids, [states[i] for i in check.ids], live, expected))
    assert differences == []
    assert typed > 5_000
    assert {rule for rule, verdict in seen if verdict is Verdict.VIOLATED} == {r.id for r in catalogue.rules}


@pytest.mark.parametrize(("state", "reason"), EXCUSED)
def test_an_excused_state_is_read_otherwise_than_a_formula_takes_it(catalogue, tmp_path, state, reason):
    """So that none is excused for nothing: the reader's number, and what ISNUMBER says of the cell."""
    row = catalogue.indicators["BM3:3.3.1"]
    workbook = openpyxl.load_workbook(TEMPLATE)
    cell = workbook["Biểu mẫu 3"]["D18"]
    cell.value = state
    workbook.save(tmp_path / "m.xlsx")
    read = read_source(tmp_path / "m.xlsx").grid("Biểu mẫu 3").at(18, 4)
    is_number_to_us = interpret(read, row).value is not None
    is_number_to_a_formula = not isinstance(state, str)
    assert reason
    assert is_number_to_us is not is_number_to_a_formula


def _cells(catalogue: Catalogue, sheets: dict[str, int]) -> dict[str, tuple[int, int, int]]:
    """Where the value cells stand, as the engine counts them."""
    places = Plan.of(catalogue).places
    return {row: (sheets[sheet], line + 1, VALUE + 1) for row, (sheet, line) in places.items()}


def _states(catalogue: Catalogue, chance: random.Random) -> dict[str, State]:
    """A state for every row; in one round of three small numbers, so that sums meet and zeros divide."""
    numbers = chance.choice((NUMBERS, (0, 1, 2, 3), (0, 70, 71, 72)))
    odd = chance.choice((0.05, 0.15, 0.4))
    pools = {Kind.PERCENT: PERCENTS, Kind.CHOICE: (0, 1, 2, 3, 0.5), Kind.HEADING: (BLANK, BLANK, 0)}
    return {
        i.id: chance.choice(ODD if chance.random() < odd else pools.get(i.kind, numbers))
        for i in catalogue.indicators.values()
    }


def _type(model, cells, states: dict[str, State], catalogue: Catalogue) -> None:
    for row, state in states.items():
        place = cells[row]
        model.clear_cell_contents(*place)
        if isinstance(state, str) and state.startswith("="):
            model.set_user_input(*place, state)
        elif isinstance(state, str):
            model.update_cell_with_text(*place, state)
        elif state is not None:
            model.update_cell_with_number(*place, float(state))


def _is_number(state: State) -> bool:
    return isinstance(state, int | float)


def _number(state: float, indicator: Indicator) -> float:
    return percent_points(float(state)) if indicator.kind is Kind.PERCENT else float(state)


def test_the_template_calculates_at_once(catalogue):
    """No function that looks at whole columns or at volatile things: what a keystroke costs is bounded."""
    workbook = openpyxl.load_workbook(TEMPLATE)
    formulas = [
        c.value for sheet in workbook for line in sheet.iter_rows() for c in line if c.data_type == "f"
    ]
    assert 400 < len(formulas) < 2_000
    assert not any(
        name in f for f in formulas for name in ("OFFSET(", "INDIRECT(", "NOW(", "TODAY(", "RAND(")
    )
    assert max(map(len, formulas)) < 5_000
