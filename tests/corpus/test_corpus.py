"""The corpus is read: nothing wrong, little unsure; and the corpus itself is what it says it is."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from corpus.cases import ABSENT, CASES, Case, RowTruth, Truth, build
from corpus.damage import DAMAGES
from corpus.judge import Score, judge
from corpus.layouts import LAYOUTS
from corpus.reading import score
from corpus.values import ROWS

MOST_UNSURE = {"intact": 0.01, "some": 0.01, "every": 0.05}
"""The share of unsure cells over all cases whose labels are so damaged."""
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("name", BY_NAME)
def test_no_cell_is_wrong_and_nothing_typed_is_lost(name: str, scores: Callable[[Case], Score]):
    result = scores(BY_NAME[name])
    assert (result.wrong, result.lost) == (0, 0), "\n".join(result.faults)


@pytest.mark.parametrize("labels", MOST_UNSURE)
def test_few_cells_are_unsure(labels: str, scores: Callable[[Case], Score]):
    total = sum((scores(case) for case in CASES if case.labels == labels), Score())
    assert total.unsure < MOST_UNSURE[labels] * total.cells, "\n".join(total.faults)


# ---- the corpus itself ----


def test_every_layout_and_every_damage_has_a_case():
    assert {case.layout for case in CASES} == LAYOUTS.keys()
    assert {name for case in CASES for name in case.damages} == DAMAGES.keys()


def test_the_readme_names_every_layout_and_every_damage():
    text = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    assert [name for name in (*LAYOUTS, *DAMAGES) if f"| `{name}` |" not in text] == []


def test_every_case_has_a_name_of_its_own():
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []


@pytest.mark.parametrize("name", [case.name for case in CASES if case.kind == "labels"])
def test_a_case_says_rightly_how_many_labels_are_damaged(name: str, tmp_path):
    built = build(BY_NAME[name], tmp_path)
    workbook = openpyxl.load_workbook(built.path)
    texts = {str(c.value) for sheet in workbook for line in sheet.iter_rows() for c in line}
    intact = sum(row.label in texts for row in ROWS.values())
    assert intact == 0 if BY_NAME[name].labels == "every" else 0 < intact < len(ROWS)


@pytest.mark.parametrize("name", ["layout-official", "rows-blank-lines", "layout-units-6", "rows-moved"])
def test_the_truth_is_what_openpyxl_finds_in_the_cell(name: str, tmp_path):
    built = build(BY_NAME[name], tmp_path)
    workbook = openpyxl.load_workbook(built.path, data_only=True)
    for truth in built.truth:
        for row, right in truth.rows.items():
            stored = workbook[right.sheet][right.cell].value
            scale = 100 if ROWS[row].kind == "percent" else 1
            assert (None if stored is None else pytest.approx(stored * scale)) == right.figure.number


def test_the_same_case_is_built_alike_twice(tmp_path):
    case = BY_NAME["labels-careless"]
    (tmp_path / "again").mkdir()
    assert build(case, tmp_path).truth == build(case, tmp_path / "again").truth


RIGHT = RowTruth("S", "D4", note="")
CELL = {"sheet": "S", "cell": "D4", "value": 71.0, "state": "number", "text": "71", "note": ""}


@pytest.mark.parametrize(
    "change, named, verdict",
    [
        ({}, False, "right"),
        ({"cell": "D5"}, False, "wrong"),
        ({"cell": "D5"}, True, "wrong"),
        ({"value": 72.0}, False, "wrong"),
        ({"value": None, "state": "blank"}, False, "wrong"),
        ({"cell": "", "value": None, "state": "blank"}, True, "unsure"),
        ({"cell": "", "value": None, "state": "blank"}, False, "wrong"),
    ],
)
def test_the_judge_tells_right_unsure_and_wrong_apart(change: dict, named: bool, verdict: str):
    case = BY_NAME["layout-official"]
    figure = type(RIGHT.figure).of(71)
    truth = Truth(None, None, {"BM1:1": RowTruth("S", "D4", figure, "")})
    record = {"id": "BM1:1", "period": "", "reporting_unit": "", "reporting_unit_code": ""} | CELL | change
    result = judge(case, [truth], [record], {"BM1:1"} if named else set())
    assert (result.cells, getattr(result, verdict)) == (1, 1)


def test_a_cell_for_a_deleted_row_is_wrong():
    truth = Truth(None, None, {"BM1:1": ABSENT})
    record = {"id": "BM1:1", "period": "", "reporting_unit": "", "reporting_unit_code": ""} | CELL
    assert judge(BY_NAME["layout-official"], [truth], [record], set()).wrong == 1


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Case], Score]:
    """The score of a case. Each workbook is made and read once: the workers of a parallel run share them."""
    own = tmp_path_factory.mktemp("corpus")
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "corpus-scores"
    shared.mkdir(exist_ok=True)

    def of(case: Case) -> Score:
        known = shared / case.name
        if not known.exists():
            kept = own / f"{case.name}.score"
            kept.write_bytes(pickle.dumps(score(case, own)))
            kept.replace(known)
        return pickle.loads(known.read_bytes())

    return of
