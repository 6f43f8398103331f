"""What a person typed: the table of kind × cell → state and value, one line a spelling."""

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.mapping.values import Reading, interpret, parse_number, percent_points
from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.reports import State
from cchc_excel.words import format_number

HEADING = Indicator("BM1", "3", "Kiểm tra CCHC", "", Kind.HEADING)
COUNT = Indicator("BM3", "3.3.1", "Tổng số hồ sơ TTHC đã giải quyết xong", "Hồ sơ", Kind.COUNT)
BARE_COUNT = Indicator("BM3", "1", "Thống kê TTHC", "", Kind.COUNT, implied_unit="Thủ tục")
AMOUNT = Indicator("BM6", "1.1", "Kế hoạch được giao", "Triệu đồng", Kind.AMOUNT)
PERCENT = Indicator("BM7", "2.2", "Tỷ lệ sử dụng văn bản điện tử", "%", Kind.PERCENT)
CHOICE = Indicator(
    "BM1", "5", "Khảo sát sự hài lòng", "Có = 1; Không = 0", Kind.CHOICE, choices={1: "Có", 0: "Không"}
)
THREE = Indicator(
    "BM1",
    "5.2",
    "Hình thức khảo sát",
    "Trực tuyến = 0\nPhát phiếu = 1\nKết hợp = 2",
    Kind.CHOICE,
    choices={0: "Trực tuyến", 1: "Phát phiếu", 2: "Kết hợp"},
)
EVERY = (HEADING, COUNT, AMOUNT, PERCENT, CHOICE)

BLANK = Reading(State.BLANK)
TEXT = Reading(State.TEXT, fault="VAL-001")
DATE = Reading(State.TEXT, fault="VAL-006")
NO_RESULT = Reading(State.BLANK, fault="VAL-003")
ERROR = Reading(State.ERROR, fault="VAL-002")


def number(value: float) -> Reading:
    return Reading(State.NUMBER, float(value))


def unsure(value: float) -> Reading:
    return Reading(State.NUMBER, float(value), ambiguous=True)


def tally(**counts: int) -> Reading:
    return Reading(State.TALLY, tally={int(code[1:]): count for code, count in counts.items()})


def cell(
    stored: object, number_format: str = "General", formula: str | None = None, is_error: bool = False
) -> Cell:
    return Cell(18, 4, "D18", stored, "" if stored is None else str(stored), number_format, formula, is_error)


def read(stored: object, indicator: Indicator, **how: object) -> Reading:
    return interpret(cell(stored), indicator, **how)


# Typed text


@pytest.mark.parametrize(
    ("typed", "count", "amount", "percent"),
    [
        # typed          count            amount           percent
        ("71", number(71), number(71), number(71)),
        ("0", number(0), number(0), number(0)),
        ("-5", number(-5), number(-5), number(-5)),
        ("+5", number(5), number(5), number(5)),
        ("2.700", number(2700), number(2700), number(2.7)),
        ("2700", number(2700), number(2700), number(2700)),
        ("2 700", number(2700), number(2700), number(2700)),
        ("2\xa0700", number(2700), number(2700), number(2700)),
        ("2\u202f700", number(2700), number(2700), number(2700)),
        ("2.700,5", number(2700.5), number(2700.5), number(2700.5)),
        ("2 700,5", number(2700.5), number(2700.5), number(2700.5)),
        ("2,700.5", number(2700.5), number(2700.5), number(2700.5)),
        ("1.234.567", number(1234567), number(1234567), number(1234567)),
        ("1,234,567", number(1234567), number(1234567), number(1234567)),
        ("2,7", number(2.7), number(2.7), number(2.7)),
        ("2.7", number(2.7), number(2.7), number(2.7)),
        ("98,59", number(98.59), number(98.59), number(98.59)),
        ("98.59", number(98.59), number(98.59), number(98.59)),
        ("98.591", number(98591), number(98591), number(98.591)),
        ("98,59%", TEXT, TEXT, number(98.59)),
        ("98,59 %", TEXT, TEXT, number(98.59)),
        ("98.59%", TEXT, TEXT, number(98.59)),
        ("100%", TEXT, TEXT, number(100)),
        ("0,5%", TEXT, TEXT, number(0.5)),
        ("１００％", TEXT, TEXT, number(100)),
        ("0,9859", number(0.9859), number(0.9859), unsure(0.9859)),
        ("1", number(1), number(1), unsure(1)),
        ("-0,25", number(-0.25), number(-0.25), unsure(-0.25)),
        ("71 hồ sơ", number(71), TEXT, TEXT),
        ("71 HỒ SƠ", number(71), TEXT, TEXT),
        ("71hồ sơ", number(71), TEXT, TEXT),
        ("71 ho so", number(71), TEXT, TEXT),
        ("2.700 triệu đồng", TEXT, number(2700), TEXT),
        ("2,7 tỷ", TEXT, TEXT, TEXT),
        ("71 người", TEXT, TEXT, TEXT),
        ("không", number(0), number(0), TEXT),
        ("Không có", number(0), number(0), TEXT),
        ("KHÔNG CÓ", number(0), number(0), TEXT),
        ("không biết", TEXT, TEXT, TEXT),
        ("'71", number(71), number(71), number(71)),
        ("７１", number(71), number(71), number(71)),
        (" 71\n", number(71), number(71), number(71)),
        ("\xa071\xa0", number(71), number(71), number(71)),
        ("x", TEXT, TEXT, TEXT),
        ("khoảng 71", TEXT, TEXT, TEXT),
        ("71 + 2", TEXT, TEXT, TEXT),
        ("71/72", TEXT, TEXT, TEXT),
        ("07/3/2025", TEXT, TEXT, TEXT),
        ("1 2", TEXT, TEXT, TEXT),
        ("2.70.0", TEXT, TEXT, TEXT),
        ("12.34.567", TEXT, TEXT, TEXT),
        ("71.", TEXT, TEXT, TEXT),
        ("1e3", TEXT, TEXT, TEXT),
        ("nan", TEXT, TEXT, TEXT),
        ("#DIV/0!", TEXT, TEXT, TEXT),
    ],
)
def test_typed_text_has_one_meaning_for_its_kind(typed, count, amount, percent):
    for indicator, wanted in ((COUNT, count), (AMOUNT, amount), (PERCENT, percent)):
        assert read(typed, indicator) == wanted, indicator.kind
        assert read(unicodedata.normalize("NFD", typed), indicator) == wanted, indicator.kind


@pytest.mark.parametrize(
    "typed",
    [
        None,
        "",
        " ",
        "\xa0",
        "\xa0 \n",
        "\u3000",
        "-",
        "--",
        "–",
        "—",
        "…",
        "...",
        ".",
        "/",
        " - ",
        "'",
        "' ",
    ],
)
def test_what_says_nothing_is_blank_in_every_kind(typed):
    for indicator in EVERY:
        assert read(typed, indicator) == BLANK, indicator.kind


@pytest.mark.parametrize("typed", ["không", "Không có"])
def test_a_word_for_nothing_is_zero_only_where_things_are_counted(typed):
    assert read(typed, HEADING) == TEXT
    assert read(typed, BARE_COUNT) == number(0)
    assert read(typed, PERCENT) == TEXT


def test_a_unit_that_the_form_does_not_print_but_means_is_understood():
    assert read("173 thủ tục", BARE_COUNT) == number(173)
    assert read("173 hồ sơ", BARE_COUNT) == TEXT


def test_a_number_on_a_heading_is_read_as_one():
    assert read("0", HEADING) == number(0)
    assert read("2.700", HEADING) == number(2700)
    assert read("có", HEADING) == TEXT


@pytest.mark.parametrize("typed", ["71¹", "71²"])
def test_a_footnote_mark_is_no_digit(typed):
    assert read(typed, COUNT) in (TEXT, number(71))


@pytest.mark.parametrize(
    ("typed", "wanted"), [("\u200b", BLANK), ("\u200b71", number(71)), ("71\ufeff", number(71))]
)
def test_characters_without_width_do_not_count(typed, wanted):
    assert read(typed, COUNT) == wanted


# Stored numbers


@pytest.mark.parametrize(
    ("stored", "number_format", "count", "percent"),
    [
        (71, "General", number(71), number(71)),
        (0, "General", number(0), number(0)),
        (2700.0, "#,##0", number(2700), number(2700)),
        (2.7, "General", number(2.7), number(2.7)),
        (98.59, "General", number(98.59), number(98.59)),
        (98.59, "0.00", number(98.59), number(98.59)),
        (0.9859, "General", number(0.9859), unsure(0.9859)),
        (1, "General", number(1), unsure(1)),
        (0.9859, "0.00%", number(0.9859), number(98.59)),
        (0.9859, "0%", number(0.9859), number(98.59)),
        (0.57, "0.00%", number(0.57), number(57)),
        (1, "0%", number(1), number(100)),
        (0, "0.00%", number(0), number(0)),
        (98.59, "0.00%", number(98.59), number(9859)),
        (-0.0525, "0.00%", number(-0.0525), number(-5.25)),
    ],
)
def test_a_stored_number_is_read_under_its_format(stored, number_format, count, percent):
    assert interpret(cell(stored, number_format), COUNT) == count
    assert interpret(cell(stored, number_format), PERCENT) == percent


@pytest.mark.parametrize(
    ("stored", "points"),
    [
        (0.9859, 98.59),
        (0.57, 57.0),
        (0.07, 7.0),
        (1, 100.0),
        (0.29, 29.0),
        (70 / 71, 98.5915492958),
        (0.1 + 0.2, 30.0),
    ],
)
def test_percent_points_carry_no_binary_noise(stored, points):
    assert percent_points(stored) == points


@given(st.decimals(min_value=-1000, max_value=1000, places=4))
def test_every_percent_of_four_decimals_comes_back_as_it_was_typed(points):
    assert percent_points(float(points / 100)) == float(points)


def test_in_a_list_of_values_a_bare_percent_is_percent_points():
    assert read(0.9859, PERCENT, points=True) == number(0.9859)
    assert read("0,9859", PERCENT, points=True) == number(0.9859)
    assert read("0.9859", PERCENT, points=True) == number(0.9859)
    assert read("98,59%", PERCENT, points=True) == number(98.59)
    assert interpret(cell(0.5, "0%"), PERCENT, points=True) == number(0.5)


# What is no number


@pytest.mark.parametrize("indicator", EVERY, ids=lambda i: i.kind)
@pytest.mark.parametrize(
    ("given_cell", "wanted"),
    [
        (cell(date(2025, 7, 2)), DATE),
        (cell(datetime(2025, 7, 2, 8, 30)), DATE),
        (cell("08:30"), TEXT),
        (cell(True), TEXT),
        (cell(False), TEXT),
        (cell("#DIV/0!", is_error=True), ERROR),
        (cell("#N/A", formula="=VLOOKUP(1,A:B,2)", is_error=True), ERROR),
        (cell(None, formula="=D10+D11"), NO_RESULT),
        (cell(71, formula="=70+1"), number(71)),
        (cell(None), BLANK),
    ],
    ids=repr,
)
def test_what_is_no_number_is_told_in_every_kind(indicator, given_cell, wanted):
    result = interpret(given_cell, indicator)
    assert result == wanted


def test_a_formula_whose_result_is_an_empty_text_is_blank():
    for indicator in EVERY:
        assert interpret(cell("", formula='=IF(D10="","",D11/D10)'), indicator) == BLANK


# Choices


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (1, number(1)),
        (0, number(0)),
        (1.0, number(1)),
        ("1", number(1)),
        ("0", number(0)),
        ("０", number(0)),
        ("Có", number(1)),
        ("có", number(1)),
        ("CÓ", number(1)),
        ("co", number(1)),
        ("Không", number(0)),
        ("khong", number(0)),
        ("1 = Có", number(1)),
        ("Có = 1", number(1)),
        ("Có (1)", number(1)),
        ("1: Có", number(1)),
        ("1. Có", number(1)),
        ("0 = Không", number(0)),
        ("Không (0)", number(0)),
        ("Có.", number(1)),
        (" Có\xa0", number(1)),
        ("Có (0)", TEXT),
        ("0 = Có", TEXT),
        ("Có = 1; Không = 0", TEXT),
        ("Không có", TEXT),
        ("x", TEXT),
        ("Có và không", TEXT),
        ("100%", TEXT),
        ("2 Có", TEXT),
        (2, number(2)),
        ("3", number(3)),  # no choice of the row: a rule says so
        ("4 Có / 2 Không", tally(_1=4, _0=2)),
        ("4 có/2 không", tally(_1=4, _0=2)),
        ("2 Không / 4 Có", tally(_1=4, _0=2)),
        ("6 Có / 0 Không", tally(_1=6, _0=0)),
        ("4 Có / 2 Khác", TEXT),
        ("4 Có / 2 Không / 1 Khác", TEXT),
    ],
)
def test_a_choice_is_its_code_its_word_or_both(typed, wanted):
    assert read(typed, CHOICE) == wanted
    if isinstance(typed, str):
        assert read(unicodedata.normalize("NFD", typed), CHOICE) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Trực tuyến", number(0)),
        ("Phát phiếu", number(1)),
        ("kết hợp", number(2)),
        ("2 = Kết hợp", number(2)),
        ("Phát phiếu (1)", number(1)),
        ("Phát phiếu = 2", TEXT),
        ("Không", TEXT),
        ("Trực tuyến, Phát phiếu", TEXT),
        ("1 Trực tuyến / 2 Phát phiếu / 3 Kết hợp", tally(_0=1, _1=2, _2=3)),
        ("1 Trực tuyến / 2 Phát phiếu", TEXT),
    ],
)
def test_a_choice_of_three_goes_by_the_words_of_its_row(typed, wanted):
    assert read(typed, THREE) == wanted


def test_a_tally_is_ordered_by_code():
    assert list(read("4 Có / 2 Không", CHOICE).tally) == [0, 1]


def test_a_tally_is_one_only_in_a_row_of_choices():
    assert read("4 Có / 2 Không", COUNT) == TEXT


# Every row of the annex


def test_every_choice_of_the_annex_is_read_by_code_and_by_word(catalogue):
    rows = [i for i in catalogue.indicators.values() if i.kind is Kind.CHOICE]
    assert rows
    for indicator in rows:
        for code, word in indicator.choices.items():
            for typed in (code, str(code), word, word.upper(), f"{code} = {word}", f"{word} ({code})"):
                assert read(typed, indicator) == number(code), (indicator.id, typed)


def test_every_row_of_the_annex_takes_a_number_with_its_own_unit(catalogue):
    rows = [i for i in catalogue.indicators.values() if i.kind in (Kind.COUNT, Kind.AMOUNT)]
    for indicator in rows:
        unit = indicator.measure_unit or indicator.implied_unit
        assert read(f"2.700 {unit}".strip(), indicator) == number(2700), indicator.id


def test_no_row_of_the_annex_takes_a_text_for_a_number(catalogue):
    for indicator in catalogue.indicators.values():
        assert read("chưa có số liệu", indicator) == TEXT, indicator.id


# Numbers as such


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), st.sampled_from([0, 1, 2, 3]))
def test_a_number_that_we_format_is_read_back(value, decimals):
    shown = format_number(float(value), decimals=decimals)
    assert parse_number(shown) == pytest.approx(float(value), abs=0.5 * 10**-decimals * 1.001)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(text):
    for indicator in EVERY:
        result = read(text, indicator)
        assert (result.value is not None) == (result.state is State.NUMBER)
        assert (result.fault is not None) == (result.state in (State.TEXT, State.ERROR))
