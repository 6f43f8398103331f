"""What cells tell of each other: percents told apart by their parts and by their like; a hundredfold."""

import pytest

from cchc_excel.errors import Severity
from cchc_excel.mapping.settling import percents_off_by_a_hundred, recalculate, settle_percents

from .bound import bound

ALONE, WITH_PARTS, OVER, UNDER = "BM7:2.2", "BM7:3", "BM7:3.2", "BM7:3.1"
FRACTION_BY_PARTS = {UNDER: 71, OVER: 70, WITH_PARTS: 0.9859}
POINTS_BY_PARTS = {UNDER: 200, OVER: 1, WITH_PARTS: 0.5}


@pytest.fixture
def settled(catalogue):
    def settle(contents):
        readings, rows = bound(contents, catalogue)
        done, findings = settle_percents(readings, rows, catalogue)
        return {i: r.value for i, r in done.items()}, findings

    return settle


def test_a_bare_percent_beside_fractions_is_a_fraction_and_told(settled):
    values, (found,) = settled({**FRACTION_BY_PARTS, ALONE: 0.9})
    assert (values[WITH_PARTS], values[ALONE]) == (98.59, 90)
    assert (found.code, found.severity, found.ids) == ("VAL-017", Severity.INFO, (ALONE,))
    assert "«0,9» được hiểu là 90 %, không phải 0,9 %" in found.message()


def test_the_sign_of_a_hundred_per_cent_is_told_by_the_others_too(settled):
    values, (found,) = settled({**FRACTION_BY_PARTS, ALONE: 1})
    assert (values[ALONE], found.code) == (100, "VAL-017")


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"BM4:2.5": 57.14},  # points, but 0.9 may still be a slip
        POINTS_BY_PARTS,
        {**FRACTION_BY_PARTS, "BM4:2.5": 57.14},  # written both ways
        {UNDER: 71, OVER: 70, WITH_PARTS: (0.9859, "0.00%")},  # another format says nothing
        {UNDER: 71, OVER: 70, WITH_PARTS: "0,9859"},  # a text beside a number neither
        {UNDER: 71, OVER: 70, WITH_PARTS: "98,59%"},
        {UNDER: 71, OVER: 0, WITH_PARTS: 0},
    ],
    ids=["alone", "points", "points-by-parts", "mixed", "format", "text", "sign", "zero"],
)
def test_a_bare_percent_is_ambiguous_where_the_others_do_not_tell(settled, others):
    values, found = settled({**others, ALONE: 0.9})
    assert values[ALONE] == 0.9
    assert [(f.code, f.ids, f.suggestions) for f in found] == [("VAL-005", (ALONE,), ("0.9", "90"))]


def test_texts_are_told_by_texts(settled):
    values, (found,) = settled({UNDER: 71, OVER: 70, WITH_PARTS: "0,9859", ALONE: "0,9"})
    assert (values[WITH_PARTS], values[ALONE], found.code) == (98.59, 90, "VAL-017")


@pytest.mark.parametrize(
    ("stated", "likely"),
    [
        ((98.59, "0.00%"), ("98.59",)),  # 9859 %
        (9859, ("98.59",)),
        ((0.009859, "0.00%"), ("98.59",)),
        ("0,99%", ("99",)),
        ((0.9859, "0.00%"), ()),
        ((0.5, "0.00%"), ()),
        (9000, ()),
        ((98.59, "0.00%", "=D10/D11*100"), ()),  # nobody typed it
    ],
)
def test_a_percent_a_hundred_times_off_its_parts_is_told(catalogue, stated, likely):
    readings, rows = bound({UNDER: 71, OVER: 70, WITH_PARTS: stated}, catalogue)
    found = list(percents_off_by_a_hundred(readings, rows, catalogue))
    assert tuple(s for f in found for s in f.suggestions) == likely
    assert all((f.code, f.ids, f.cells) == ("VAL-018", (WITH_PARTS,), ("Biểu mẫu 7!D12",)) for f in found)


def test_without_parts_a_percent_of_9859_is_left_to_its_rule(catalogue):
    readings, rows = bound({ALONE: (98.59, "0.00%")}, catalogue)
    assert list(percents_off_by_a_hundred(readings, rows, catalogue)) == []


def test_the_remedy_says_how_to_type_it(catalogue):
    readings, rows = bound({UNDER: 71, OVER: 70, WITH_PARTS: (98.59, "0.00%")}, catalogue)
    (found,) = percents_off_by_a_hundred(readings, rows, catalogue)
    assert "9.859 % lệch 100 lần so với 98,5915 %" in found.message()
    assert found.message().endswith("Gõ lại kèm dấu %, ví dụ 98,59%.")


@pytest.mark.parametrize(
    "formula", ["=D10/D11*100", "=", "=CCHC_A/CCHC_B", "=[.D10]/[.D11]", "='Biểu 7'!D10/3"]
)
def test_a_formula_that_may_be_the_declared_relation_is_computed(catalogue, formula):
    readings, rows = bound({UNDER: 200, OVER: 100, WITH_PARTS: (None, "0.00%", formula)}, catalogue)
    done = recalculate(readings, rows, catalogue)[WITH_PARTS]
    assert (done.value, done.fault) == (50, None)


@pytest.mark.parametrize("parts", [{UNDER: 200, OVER: 100}, {UNDER: None, OVER: None}])
@pytest.mark.parametrize(
    "formula", ["=5+5", "=0.4", "=1/0", "=9/10", "=1E5", "=#REF!", "=TRUE", "=ROUND(1/3,2)"]
)
def test_a_formula_that_names_no_cell_is_another_and_stays_without_a_result(catalogue, formula, parts):
    readings, rows = bound(parts | {WITH_PARTS: (None, "0.00%", formula)}, catalogue)
    assert recalculate(readings, rows, catalogue)[WITH_PARTS] == readings[WITH_PARTS]
    assert readings[WITH_PARTS].fault == "VAL-003"


def test_a_formula_that_is_the_same_sum_in_figures_is_computed(catalogue):
    readings, rows = bound({UNDER: 200, OVER: 100, WITH_PARTS: (None, "0.00%", "=100/200")}, catalogue)
    assert recalculate(readings, rows, catalogue)[WITH_PARTS].value == 50
