"""Numbers, dates and names as people write them, and the spellings in which two of them are one."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.words import (
    LANGUAGES,
    Words,
    exact_text,
    fold,
    fold_keeping_marks,
    format_number,
    format_value,
    one_line,
    visible,
    without_marks,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


def test_vietnamese_comes_first_and_is_the_default():
    assert LANGUAGES == ("vi", "en")
    assert Words("dòng", "row").in_("vi") == "dòng"
    assert Words("dòng", "row").in_("en") == "row"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (0, "0", "0"),
        (71, "71", "71"),
        (2700, "2.700", "2,700"),
        (2700.5, "2.700,5", "2,700.5"),
        (1234567.25, "1.234.567,25", "1,234,567.25"),
        (98.59, "98,59", "98.59"),
        (98.59154929577466, "98,5915", "98.5915"),
        (57.0, "57", "57"),
        (100, "100", "100"),
        (-1, "-1", "-1"),
        (-0.00001, "0", "0"),
        (0.1 + 0.2, "0,3", "0.3"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(value, vietnamese, english):
    assert format_number(value) == vietnamese
    assert format_number(value, "en") == english


@pytest.mark.parametrize(
    ("decimals", "text"), [(0, "1.235"), (1, "1.234,6"), (2, "1.234,57"), (6, "1.234,5678")]
)
def test_decimals_are_at_most_as_many_as_asked_for(decimals, text):
    assert format_number(1234.5678, decimals=decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (71, "71"),
        (71.0, "71"),
        (2700.5, "2700.5"),
        (1e21, "1" + "0" * 21),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-2.50, "-2.5"),
        (100, "100"),
    ],
)
def test_an_exact_text_has_every_digit_and_no_exponent(value, text):
    assert exact_text(value) == text


@given(FINITE)
def test_an_exact_text_is_the_number_and_nothing_else(value):
    assert float(exact_text(value)) == value
    assert "e" not in exact_text(value).lower()


@given(st.floats(-1e9, 1e9))
def test_a_formatted_number_is_the_number_to_four_decimals(value):
    plain = format_number(value).replace(".", "").replace(",", ".")
    assert abs(Decimal(plain) - Decimal(repr(value))) <= Decimal("0.0000500001")


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (None, "", ""),
        ("Biểu mẫu 3", "Biểu mẫu 3", "Biểu mẫu 3"),
        (2700.5, "2.700,5", "2,700.5"),
        (True, "True", "True"),
        (date(2025, 3, 7), "07/03/2025", "07/03/2025"),
        (datetime(2025, 3, 7, 15, 2), "07/03/2025 15:02", "07/03/2025 15:02"),
        (Words("xã", "commune"), "xã", "commune"),
        (("a", 2700, Words("xã", "commune")), "a, 2.700, xã", "a, 2,700, commune"),
        ([], "", ""),
    ],
)
def test_a_value_in_a_message_is_written_in_the_message_s_language(value, vietnamese, english):
    assert format_value(value) == vietnamese
    assert format_value(value, "en") == english


@pytest.mark.parametrize(
    "text",
    [
        "Xã Đưng K'Nớ",
        "  Xã  Đưng\nK'Nớ ",
        "Xã\xa0Đưng\tK'Nớ",
        unicodedata.normalize("NFD", "Xã Đưng K'Nớ"),
    ],
)
def test_one_line_is_composed_and_has_single_spaces(text):
    assert one_line(text) == "Xã Đưng K'Nớ"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Đạ Sar", "Da Sar"),
        ("xã Đưng K’Nớ", "xa Dung K’No"),
        ("nǎm", "nam"),
        (unicodedata.normalize("NFD", "Quý III năm"), "Quy III nam"),
    ],
)
def test_marks_are_taken_off_and_letters_stay(text, bare):
    assert without_marks(text) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã Đưng K'Nớ", "XÃ ĐƯNG K’NỚ"),
        ("Xã Đưng K'Nớ", "xa dung kno"),
        ("Ủy ban", "Uỷ ban"),
        ("hóa", "hoá"),
        ("Tỷ lệ", unicodedata.normalize("NFD", "TỶ LỆ")),
        ("Số  liệu\xa0", "số\nliệu"),
    ],
)
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_a_folded_tone_is_gone_but_its_letter_is_not():
    assert fold("Tỷ lệ") != fold("Tỉ lệ")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Đưng K’Nớ", "đưng knớ", True),
        ("Đưng K'Nớ", unicodedata.normalize("NFD", "ĐƯNG KʼNỚ"), True),
        ("Xã Lát", "Xã Lạt", False),
        ("Xã Lát", "Xa Lat", False),
    ],
)
def test_a_folding_that_keeps_marks_tells_names_apart(one, other, alike):
    assert (fold_keeping_marks(one) == fold_keeping_marks(other)) is alike


@given(st.text(alphabet="aăâáàảãạđĐÊếƠờ ÝỷKN’'\xa0\n", max_size=30))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold_keeping_marks(fold_keeping_marks(text)) == fold_keeping_marks(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("mark", list("\u200b\u200e\u200f\u202a\u202c\u202e\u2066\u2069\u00ad"))
def test_marks_that_nobody_sees_are_no_text(mark):
    assert (visible(mark), visible(f" {mark}71{mark}")) == ("", "71")
