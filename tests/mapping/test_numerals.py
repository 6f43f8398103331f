"""Spellings of numbers; Babel's data for Vietnamese are the oracle."""

from decimal import Decimal

import pytest
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.mapping.numerals import has_raised_digits, parse_number, without_marks_behind
from cchc_excel.model.decimals import times
from cchc_excel.words import format_number

NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3)


@given(NUMBERS)
def test_what_babel_writes_in_vietnamese_is_read_back(number):
    written = format_decimal(number, locale="vi_VN")
    assert parse_number(written) == float(number)


@given(NUMBERS, st.sampled_from([0, 1, 2, 3]))
def test_we_write_as_babel_does(number, decimals):
    rounded = float(round(number, decimals)) + 0.0  # no -0
    assert format_number(rounded, decimals=decimals) == format_decimal(rounded, locale="vi_VN")


@given(st.text(alphabet="0123456789.,+- ", max_size=12))
def test_what_babel_is_sure_of_is_read_alike_or_not_at_all(text):
    try:
        expected = parse_decimal(text, locale="vi_VN", strict=True)
    except NumberFormatError:
        return
    assert parse_number(text) in (float(expected), None)


@pytest.mark.parametrize("text", ["2.700", "2700", "2.700,5", "1.234.567", "98,59", "-5", "0"])
def test_babel_and_we_agree_on_what_the_annex_prints(text):
    assert parse_number(text) == float(parse_decimal(text, locale="vi_VN", strict=True))


@pytest.mark.parametrize(("text", "meant"), [("2 700", 2700), ("2.7", 2.7), ("2,700.5", 2700.5)])
def test_babel_refuses_what_people_type(text, meant):
    """The reason for patterns of our own: this fails on the day that Babel can do it."""
    with pytest.raises(NumberFormatError):
        parse_decimal(text, locale="vi_VN", strict=True)
    assert parse_number(text) == meant


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("71*", "71"),
        ("71 (*)", "71"),
        ("71(1)", "71"),
        ("71[2]", "71"),
        ("71.", "71"),
        ("71¹", "71"),
        ("71①", "71"),
        ("2.700 tr.", "2.700 tr"),
        ("71", None),
        ("71 (12)", None),
        ("7¹1", None),
        ("7¹1²", None),
        ("*71", None),
    ],
)
def test_footnote_marks_and_stray_points_stand_behind(text, bare):
    assert without_marks_behind(text) == bare


@pytest.mark.parametrize(("text", "raised"), [("71", False), ("７１", False), ("71²", True), ("½", True)])
def test_raised_digits_are_told_from_digits(text, raised):
    assert has_raised_digits(text) is raised


def test_a_number_is_multiplied_exactly():
    assert times(207.03, 1000) == 207030
    assert times(2.7, Decimal(10**9) / 10**6) == 2700
