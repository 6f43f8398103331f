"""The rule language in Python: how a text is read, what a verdict is, how a rule reads as a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import SYMBOLS

from cchc_excel.model.expressions import (
    ExpressionError,
    Judgement,
    computed,
    denominator,
    judge,
    parse_logic,
    parse_number,
    references,
    to_sentence,
)
from cchc_excel.model.expressions.functions import agrees
from cchc_excel.words import Words

FORM = "BM9"


def judged(text: str, missing: str = "skip", **rows: float) -> Judgement:
    """Judge a rule of form BM9; `r3_1=5` fills row 3.1."""
    filled = {f"{FORM}:{name[1:].replace('_', '.')}": float(value) for name, value in rows.items()}
    return judge(parse_logic(text, FORM), filled, missing)


def verdict(text: str, missing: str = "skip", **rows: float) -> str:
    """The verdict as a truth table writes it: T, F or ?."""
    found = judged(text, missing, **rows).verdict
    return next(symbol for symbol, each in SYMBOLS.items() if each is found)


def number(text: str, **rows: float) -> float | None:
    return computed(
        parse_number(text, FORM), {f"{FORM}:{name[1:].replace('_', '.')}": v for name, v in rows.items()}
    )


def refused(text: str, form: str | None = FORM) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_logic(text, form)
    return caught.value


# Parsing


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 3", 2),
        ("8 / 2 / 2", 2),
        ("8 / 2 * 4", 16),
        ("1 - 2 + 3", 2),
        ("-2 * 3", -6),
        ("2 - -1", 3),
        ("-(1 + 2)", -3),
        ("2.5 * 2", 5),
        ("- - 4", 4),
        ("(((5)))", 5),
    ],
)
def test_arithmetic_binds_as_in_school_and_from_the_left(text, result):
    assert number(text) == result


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("[1] + 1 <= [2] * 2", "([1] + 1) <= ([2] * 2)"),
        ("[1] = 1 and [2] = 2 or [3] = 3", "([1] = 1 and [2] = 2) or [3] = 3"),
        ("[1] = 1 or [2] = 2 and [3] = 3", "[1] = 1 or ([2] = 2 and [3] = 3)"),
        ("[1] = 1 or [2] = 2 => [3] = 3 or [4] = 4", "([1] = 1 or [2] = 2) => ([3] = 3 or [4] = 4)"),
        ("[1] = 1 => [2] = 2 => [3] = 3", "[1] = 1 => ([2] = 2 => [3] = 3)"),
        ("[1]=1 and [2]=2 and [3]=3", "([1]=1 and [2]=2) and [3]=3"),
    ],
)
def test_arithmetic_binds_closest_then_comparison_and_or_implication(text, grouped):
    assert parse_logic(text, FORM) == parse_logic(grouped, FORM)


def test_white_space_does_not_matter():
    assert parse_logic(" [1]<=[2]and[3]=0 ", FORM) == parse_logic("[1]  <=\n[2] and [3] = 0", FORM)


def test_a_bare_row_is_of_the_rules_own_form_and_codes_are_text():
    assert references(parse_logic("[1.1] < [1.10]", "BM2a")) == ("BM2a:1.1", "BM2a:1.10")
    assert references(parse_logic("BM7:[3.1] = [1]", "BM3")) == ("BM7:3.1", "BM3:1")


def test_rows_are_named_once_in_the_order_of_the_text():
    text = "[5] = 0 => blank([5.1]) or BM7:[2] + [1] = [5] / [5.1]"
    assert references(parse_logic(text, FORM)) == ("BM9:5", "BM9:5.1", "BM7:2", "BM9:1")


@pytest.mark.parametrize(
    ("text", "position", "fault"),
    [
        ("[1] <= ", 7, "chờ một dòng"),
        ("", 0, "chờ một dòng"),
        ("[1] <= [2] [3]", 11, "thừa ở cuối"),
        ("1 < 2 < 3", 6, "thừa ở cuối"),
        ("[1] == [2]", 5, "chờ một dòng"),
        ("[1] & [2]", 4, "không thuộc ngôn ngữ"),
        ("[1] <= [2", 7, "không thuộc ngôn ngữ"),
        ("3.3.2 <= 71", 3, "không thuộc ngôn ngữ"),
        ("[1 2] = 0", 0, "không thuộc ngôn ngữ"),
        ("([1] = 0", 8, "thiếu «)»"),
        ("[1] = 0)", 7, "thừa ở cuối"),
        ("blank [1]", 6, "thiếu «(»"),
        ("pair([1] [2])", 9, "thiếu «)»"),
        ("sum([1]) = 0", 0, "không có hàm «sum»"),
        ("not [1] = 0", 0, "không có hàm «not»"),
        ("[1] = 0 and empty([2])", 12, "không có hàm «empty»"),
    ],
)
def test_a_text_that_does_not_parse_is_refused_at_the_fault(text, position, fault):
    error = refused(text)
    assert (error.position, fault in str(error)) == (position, True), str(error)
    assert f"ký tự {position + 1}:" in str(error)


@pytest.mark.parametrize(
    ("text", "position", "fault"),
    [
        ("[1] + [2]", 0, "không phải một con số"),
        ("[1] and [2] = 0", 4, "«and» cần điều kiện"),
        ("[1] = 0 or [2]", 8, "«or» cần điều kiện"),
        ("[1] => [2] = 0", 4, "«=>» cần điều kiện"),
        ("([1] = 0) + 1 = 1", 10, "«+» cần con số"),
        ("([1] = 0) = 1", 10, "«=» cần con số"),
        ("1 * blank([1]) = 0", 2, "«*» cần con số"),
        ("-blank([1]) = 0", 0, "«-» cần con số"),
        ("blank(1)", 0, "phải là một dòng"),
        ("pair([1], [2] + 1)", 0, "phải là một dòng"),
        ("pair([1])", 0, "cần 2 tham số, có 1"),
        ("filled([1], [2])", 0, "cần 1 tham số, có 2"),
        ("agrees([1], [2] = 0)", 0, "cần con số"),
        ("where([1], [2] = 0)", 0, "cần điều kiện"),
        ("computable([1] = 0)", 0, "cần con số"),
    ],
)
def test_a_number_where_a_condition_belongs_is_refused_and_the_reverse(text, position, fault):
    error = refused(text)
    assert (error.position, fault in str(error)) == (position, True), str(error)


def test_a_formula_must_give_a_number():
    with pytest.raises(ExpressionError, match="cần một phép tính ra con số"):
        parse_number("[1] = [2]", FORM)


def test_a_bare_row_outside_a_form_is_refused():
    error = refused("BM3:[3.1] = [1]", form=None)
    assert (error.position, "phải kèm tên biểu" in str(error)) == (12, True)


@given(st.text(alphabet="[]()123.,+-*/=<> andorblkpi:BM\n«ế", max_size=30))
def test_any_text_either_parses_or_is_refused_with_a_position_in_it(text):
    position = 0
    try:
        parse_logic(text, FORM)
    except ExpressionError as error:
        position = error.position
    assert 0 <= position <= len(text)


# Verdicts

TRUE, FALSE, UNKNOWN = "1 = 1", "1 = 2", "[9] = 1"
KLEENE = [  # a, b, a and b, a or b, a => b
    (TRUE, TRUE, "T", "T", "T"),
    (TRUE, FALSE, "F", "T", "F"),
    (TRUE, UNKNOWN, "?", "T", "?"),
    (FALSE, TRUE, "F", "T", "T"),
    (FALSE, FALSE, "F", "F", "T"),
    (FALSE, UNKNOWN, "F", "?", "T"),
    (UNKNOWN, TRUE, "?", "T", "T"),
    (UNKNOWN, FALSE, "F", "?", "?"),
    (UNKNOWN, UNKNOWN, "?", "?", "?"),
]


@pytest.mark.parametrize(("a", "b", "both", "either", "implies"), KLEENE)
def test_and_or_implication_follow_kleene(a, b, both, either, implies):
    assert (verdict(f"{a} and {b}"), verdict(f"{a} or {b}"), verdict(f"{a} => {b}")) == (
        both,
        either,
        implies,
    )


@pytest.mark.parametrize(
    ("operator", "less", "equal", "greater"),
    [
        ("=", "F", "T", "F"),
        ("<>", "T", "F", "T"),
        ("<", "T", "F", "F"),
        ("<=", "T", "T", "F"),
        (">", "F", "F", "T"),
        (">=", "F", "T", "T"),
    ],
)
def test_two_sides_compare_by_their_difference_at_six_decimals(operator, less, equal, greater):
    text = f"[1] {operator} [2]"
    assert [verdict(text, r1=70, r2=71), verdict(text, r1=71, r2=71), verdict(text, r1=72, r2=71)] == [
        less,
        equal,
        greater,
    ]
    assert verdict(text, r1=0.1 + 0.2, r2=0.3) == equal
    assert verdict(text, r1=71.0000001, r2=71) == verdict(text, r1=70.9999999, r2=71) == equal
    assert verdict(text, r1=71.000001, r2=71) == greater
    assert verdict(text, r1=70.999999, r2=71) == less


@pytest.mark.parametrize(
    ("text", "skip", "zero"),
    [  # row 1 is 5, rows 2 and 3 are missing
        ("[1] >= [1] + [2]", "?", "T"),
        ("[1] <= [2]", "?", "?"),  # the right side names rows, none of them filled
        ("[2] <= [1]", "?", "?"),
        ("[2] = [3]", "?", "?"),
        ("[1] - [2] > 5", "?", "F"),
        ("[1] * [2] = 0", "?", "T"),
        ("[2] = 0", "?", "?"),
        ("[1] >= 0", "T", "T"),
        ("[1] / [2] > 0", "?", "?"),  # zero: division by zero
        ("[2] / [1] = 0", "?", "T"),
        ("[1] = [2] + 5", "?", "?"),
        ("[1] + [2] = 5 and [2] = 0", "?", "?"),
        ("whole([2])", "?", "?"),
        ("agrees([2], [1])", "?", "?"),
        ("agrees([1], [2] + [1])", "?", "T"),
        ("computable([1] + [2])", "F", "T"),
        ("computable([2])", "F", "F"),
    ],
)
def test_a_missing_row_is_unknown_under_skip_and_zero_under_zero(text, skip, zero):
    assert (verdict(text, "skip", r1=5), verdict(text, "zero", r1=5)) == (skip, zero)


@pytest.mark.parametrize("missing", ["skip", "zero"])
def test_blank_and_filled_are_never_unknown_and_zero_is_filled(missing):
    assert [verdict("blank([1])", missing), verdict("blank([1])", missing, r1=0)] == ["T", "F"]
    assert [verdict("filled([1])", missing), verdict("filled([1])", missing, r1=0)] == ["F", "T"]


@pytest.mark.parametrize("missing", ["skip", "zero"])
def test_a_pair_is_both_filled_and_unknown_when_none_is(missing):
    text = "pair([1], [2])"
    assert [
        verdict(text, missing, r1=0, r2=0),
        verdict(text, missing, r1=0),
        verdict(text, missing, r2=5),
        verdict(text, missing),
    ] == ["T", "F", "F", "?"]


@pytest.mark.parametrize("missing", ["skip", "zero"])
def test_division_by_zero_is_unknown(missing):
    assert verdict("[1] / [2] <= 1", missing, r1=5, r2=0) == "?"
    assert verdict("[1] / ([2] - 3) <= 1", missing, r1=5, r2=3) == "?"
    assert verdict("1 / 0 = 1", missing) == "?"
    assert verdict("[1] / [2] <= 1 or blank([3])", missing, r1=5, r2=0) == "T"
    assert number("[1] / [2]", r1=0.0, r2=0.0) is None


def test_a_result_beyond_all_numbers_is_unknown():
    assert verdict("[1] / [2] <= 1", r1=1e300, r2=1e-300) == "?"
    assert verdict("agrees([9], [2] / [1] * 100)", r9=98.94, r2=1e300, r1=1e-300) == "?"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (71, "T"),
        (0, "T"),
        (-1, "T"),
        (1e9, "T"),
        (71.0000001, "T"),
        (71.5, "F"),
        (2700.5, "F"),
        (-0.5, "F"),
        (71.000001, "F"),
        (207.03, "F"),
    ],
)
def test_a_whole_number_has_no_fraction_at_six_decimals(value, expected):
    assert verdict("whole([1])", r1=value) == expected


@pytest.mark.parametrize("value", [70.9999999, (0.1 + 0.7) * 10, -1e-9])
def test_noise_just_below_a_whole_number_is_no_fraction(value):
    assert verdict("whole([1])", r1=value) == "T"


def test_computable_wants_all_rows_and_a_divisor():
    text = "computable([1] / [2])"
    assert [
        verdict(text, r1=8, r2=14),
        verdict(text, r1=0, r2=14),
        verdict(text, r1=8),
        verdict(text, r1=8, r2=0),
    ] == ["T", "T", "F", "F"]


@pytest.mark.parametrize(
    ("condition", "then", "expected"),
    [
        (TRUE, TRUE, "T"),
        (TRUE, FALSE, "F"),
        (TRUE, UNKNOWN, "?"),
        (FALSE, TRUE, "?"),
        (FALSE, FALSE, "?"),
        (UNKNOWN, TRUE, "?"),
        (UNKNOWN, FALSE, "?"),
    ],
)
def test_where_judges_only_where_its_condition_is_true(condition, then, expected):
    assert verdict(f"where({condition}, {then})") == expected


# Percents as stated

OF_LAM_DONG = 204847 / 207030 * 100  # 98.9456


@pytest.mark.parametrize(
    ("stated", "exact", "right"),
    [
        (98.94, OF_LAM_DONG, True),
        (98.95, OF_LAM_DONG, True),
        (98.93, OF_LAM_DONG, False),
        (98.96, OF_LAM_DONG, False),
        (98.9, OF_LAM_DONG, True),
        (99, OF_LAM_DONG, True),
        (98, OF_LAM_DONG, True),
        (97, OF_LAM_DONG, False),
        (98.8, OF_LAM_DONG, False),
        (99.0, OF_LAM_DONG, True),
        (98.945, OF_LAM_DONG, True),
        (98.946, OF_LAM_DONG, True),
        (98.9455, OF_LAM_DONG, True),
        (98.9456, OF_LAM_DONG, True),
        (98.9457, OF_LAM_DONG, False),
        (100, 104 / 105 * 100, False),
        (99, 104 / 105 * 100, True),
        (100, 99.5, True),
        (100, 99.49, False),
        (0, 0.4, True),
        (1, 0.4, False),
        (0, 0.0, True),
        (0.9859, 70 / 71 * 100, False),
        (57.14, 8 / 14 * 100, True),
        (100, 100.0, True),
        (33.33, 100 / 3, True),
        (33.34, 100 / 3, False),
        (66.66, 200 / 3, True),
        (66.67, 200 / 3, True),
    ],
)
def test_a_stated_percent_is_the_computed_one_rounded_or_cut_off_at_its_own_decimals(stated, exact, right):
    assert agrees(stated, exact) is right


def test_a_percent_with_more_than_four_decimals_must_be_the_computed_one():
    assert agrees(OF_LAM_DONG, OF_LAM_DONG)
    assert agrees(OF_LAM_DONG + 9e-10, OF_LAM_DONG)
    assert not agrees(OF_LAM_DONG + 2e-9, OF_LAM_DONG)
    assert not agrees(98.94557, OF_LAM_DONG)
    assert not agrees(98.94556, OF_LAM_DONG)  # the computed one at five decimals, 98.94556 of 98.945563…


def test_a_huge_percent_saved_with_fifteen_digits_is_still_the_computed_one():
    exact = 207030 / 3.5 * 100
    assert agrees(float(f"{exact:.15g}"), exact)


@pytest.mark.parametrize(
    ("stated", "exact", "right"),
    [
        (-3.2, -3.25, True),
        (-3.3, -3.25, True),
        (-3.25, -3.25, True),
        (-3, -3.25, True),
        (-4, -3.25, False),
        (3.25, -3.25, False),
        (-3.1, -3.25, False),
        (0, -0.4, True),
        (-1, -0.4, False),
        (-1, -0.5, True),
    ],
)
def test_a_negative_percent_is_rounded_away_from_zero_and_cut_off_towards_it(stated, exact, right):
    assert agrees(stated, exact) is right


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_what_a_person_rounds_or_cuts_off_agrees_and_a_step_further_does_not(part, whole, decimals):
    exact, step = part / whole * 100, 10.0**-decimals
    cut_off = part * 100 * 10**decimals // whole / 10**decimals
    rounded = (part * 200 * 10**decimals + whole) // (2 * whole) / 10**decimals
    assert agrees(cut_off, exact)
    assert agrees(rounded, exact)
    if decimals and round(rounded + step, decimals - 1) != round(rounded + step, decimals):
        assert not agrees(round(rounded + step, decimals), exact)


# The two sides


def test_a_judgement_carries_both_sides_and_their_imbalance():
    judgement = judged("[1] + [2] <= [3]", "zero", r1=8, r3=7.9)
    assert (judgement.left, judgement.right, judgement.imbalance) == (8, 7.9, 0.1)


def test_a_side_with_a_missing_row_is_none_and_so_is_the_imbalance():
    judgement = judged("[1] <= [2]", r1=8)
    assert (judgement.left, judgement.right, judgement.imbalance) == (8, None, None)


def test_noise_makes_no_imbalance_not_even_a_negative_zero():
    assert str(judged("[1] = [2]", r1=0.3, r2=0.1 + 0.2).imbalance) == "0.0"


def test_a_rule_that_compares_nothing_as_a_whole_has_no_sides():
    for text in ("pair([1], [2])", "[1] = 0 => [2] = 0", "blank([1])", "whole([1])"):
        judgement = judged(text, r1=1, r2=2)
        assert (judgement.left, judgement.right) == (None, None), text


def test_the_sides_of_a_stated_percent_are_what_is_stated_and_what_is_computed():
    judgement = judged("agrees([1], [2] / [3] * 100)", r1=100, r2=104, r3=105)
    assert (judgement.left, judgement.right) == (100, 104 / 105 * 100)
    judgement = judged("where(computable([2] / [3] * 100), filled([1]))", r2=1, r3=4)
    assert (judgement.left, judgement.right) == (None, 25)


# Denominators


@pytest.mark.parametrize(
    ("text", "divisor"),
    [
        ("[2] / [1]", "[1]"),
        ("[2] / ([1] + [3])", "[1] + [3]"),
        ("[2] / [1] * 100", "[1]"),
        ("100 * ([2] / [1])", "[1]"),
        ("([2] - [1]) / [1]", "[1]"),
        ("[3] / [2] / [1]", "[1]"),
        ("[2] + [1]", None),
        ("[2]", None),
    ],
)
def test_the_denominator_is_what_the_outermost_division_divides_by(text, divisor):
    assert denominator(parse_number(text, FORM)) == (None if divisor is None else parse_number(divisor, FORM))


# Sentences


@pytest.mark.parametrize(
    ("text", "vi", "en"),
    [
        ("[3.3.2] <= [3.3.1]", "Dòng 3.3.2 không lớn hơn dòng 3.3.1.", "Row 3.3.2 is at most row 3.3.1."),
        (
            "[4.2] + [4.3] <> [4.1]",
            "Dòng 4.2 + dòng 4.3 khác dòng 4.1.",
            "Row 4.2 + row 4.3 differs from row 4.1.",
        ),
        (
            "[5] = 0 => blank([5.1]) or [5.1] = 0",
            "Nếu dòng 5 bằng 0 thì dòng 5.1 để trống hoặc dòng 5.1 bằng 0.",
            "If row 5 equals 0 then row 5.1 is blank or row 5.1 equals 0.",
        ),
        (
            "pair([1], [2])",
            "Dòng 1 và dòng 2 cùng có số liệu hoặc cùng để trống.",
            "Row 1 and row 2 are both filled or both blank.",
        ),
        (
            "whole([1]) and [1] >= 0",
            "Dòng 1 là số nguyên và dòng 1 không nhỏ hơn 0.",
            "Row 1 is a whole number and row 1 is at least 0.",
        ),
        (
            "[1] > 2700.5 and [1] < 1000000",
            "Dòng 1 lớn hơn 2.700,5 và dòng 1 nhỏ hơn 1.000.000.",
            "Row 1 is greater than 2,700.5 and row 1 is less than 1,000,000.",
        ),
        (
            "agrees([1], [2] / [3] * 100)",
            "Dòng 1 bằng (dòng 2 ÷ dòng 3) × 100, được làm tròn hoặc cắt bớt phần lẻ.",
            "Row 1 equals (row 2 ÷ row 3) × 100, rounded or cut off.",
        ),
        (
            "where(computable([1]), filled([2]))",
            "Khi tính được dòng 1 thì dòng 2 có số liệu.",
            "Where row 1 can be computed, row 2 is filled.",
        ),
        ("[1] - ([2] - [3]) = 0", "Dòng 1 − (dòng 2 − dòng 3) bằng 0.", "Row 1 − (row 2 − row 3) equals 0."),
        (
            "[1] = 1 and ([2] = 2 or [3] = 3)",
            "Dòng 1 bằng 1 và (dòng 2 bằng 2 hoặc dòng 3 bằng 3).",
            "Row 1 equals 1 and (row 2 equals 2 or row 3 equals 3).",
        ),
    ],
)
def test_a_rule_reads_as_a_sentence_in_both_languages(text, vi, en):
    node = parse_logic(text, FORM)
    assert (to_sentence(node, _row), to_sentence(node, _row, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[1]=1 and ([2]=2 or [3]=3)", "[1]=1 and [2]=2 or [3]=3"),
        ("([1]=1 => [2]=2) => [3]=3", "[1]=1 => ([2]=2 => [3]=3)"),
        ("([1]=1 => [2]=2) or [3]=3", "[1]=1 => ([2]=2 or [3]=3)"),
        ("where([1]=1, [2]=2) and [3]=3", "where([1]=1, [2]=2 and [3]=3)"),
        ("([1]=1 => [2]=2) and [3]=3", "[1]=1 => ([2]=2 and [3]=3)"),
        ("[1] - ([2] + [3]) = 0", "[1] - [2] + [3] = 0"),
        ("[1] * ([2] + [3]) = 0", "[1] * [2] + [3] = 0"),
        ("[1] / ([2] * [3]) = 0", "[1] / [2] * [3] = 0"),
    ],
)
def test_two_rules_that_differ_do_not_read_as_one_sentence(one, other):
    sentences = {
        to_sentence(parse_logic(text, FORM), _row, lang) for text in (one, other) for lang in ("vi", "en")
    }
    assert len(sentences) == 4


def _row(row_id: str) -> Words:
    code = row_id.partition(":")[2]
    return Words(f"dòng {code}", f"row {code}")
