"""What a person typed: the table of kind × cell → state and value, one line a spelling."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.mapping.numerals import parse_number
from cchc_excel.mapping.values import Reading, interpret, percent_points
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
WORD = Reading(State.TEXT, fault="VAL-001")
NO_NUMBER = Reading(State.TEXT, fault="VAL-014")
OTHER_UNIT = Reading(State.TEXT, fault="VAL-015")
NO_CHOICE = Reading(State.TEXT, fault="VAL-016")
DATE = Reading(State.TEXT, fault="VAL-006")
NO_RESULT = Reading(State.BLANK, fault="VAL-003")
ERROR = Reading(State.ERROR, fault="VAL-002")


def number(value: float) -> Reading:
    return Reading(State.NUMBER, float(value))


def grouped(value: float, likely: float) -> Reading:
    """A number whose comma may be an English sign of thousands."""
    return Reading(State.NUMBER, float(value), likely=float(likely))


def converted(value: float, likely: float | None = None) -> Reading:
    return Reading(State.NUMBER, float(value), remark="VAL-012", likely=likely)


def marked(likely: float) -> Reading:
    return Reading(State.TEXT, fault="VAL-013", likely=float(likely))


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
        ("98,59%", OTHER_UNIT, OTHER_UNIT, number(98.59)),
        ("98,59 %", OTHER_UNIT, OTHER_UNIT, number(98.59)),
        ("98.59%", OTHER_UNIT, OTHER_UNIT, number(98.59)),
        ("100%", OTHER_UNIT, OTHER_UNIT, number(100)),
        ("0,5%", OTHER_UNIT, OTHER_UNIT, number(0.5)),
        ("１００％", OTHER_UNIT, OTHER_UNIT, number(100)),
        ("0,9859", number(0.9859), number(0.9859), unsure(0.9859)),
        ("1", number(1), number(1), unsure(1)),
        ("-0,25", number(-0.25), number(-0.25), unsure(-0.25)),
        ("71 hồ sơ", number(71), OTHER_UNIT, OTHER_UNIT),
        ("71 HỒ SƠ", number(71), OTHER_UNIT, OTHER_UNIT),
        ("71hồ sơ", number(71), OTHER_UNIT, OTHER_UNIT),
        ("71 ho so", number(71), OTHER_UNIT, OTHER_UNIT),
        ("2.700 triệu đồng", OTHER_UNIT, number(2700), OTHER_UNIT),
        ("2,7 tỷ", OTHER_UNIT, converted(2700), OTHER_UNIT),
        ("71 người", OTHER_UNIT, OTHER_UNIT, OTHER_UNIT),
        ("không", number(0), number(0), WORD),
        ("Không có", number(0), number(0), WORD),
        ("KHÔNG CÓ", number(0), number(0), WORD),
        ("không biết", WORD, WORD, WORD),
        ("'71", number(71), number(71), number(71)),
        ("７１", number(71), number(71), number(71)),
        (" 71\n", number(71), number(71), number(71)),
        ("\xa071\xa0", number(71), number(71), number(71)),
        ("x", WORD, WORD, WORD),
        ("khoảng 71", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71 + 2", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71/72", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("07/3/2025", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("1 2", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("2.70.0", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("12.34.567", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71.", marked(71), marked(71), marked(71)),
        ("1e3", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("nan", WORD, WORD, WORD),
        ("#DIV/0!", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("01", number(1), number(1), unsure(1)),
        ("2\u2009700", number(2700), number(2700), number(2700)),
        ("2,700", grouped(2.7, 2700), grouped(2.7, 2700), number(2.7)),
        ("2,700 triệu đồng", OTHER_UNIT, grouped(2.7, 2700), OTHER_UNIT),
        ("2.70", number(2.7), number(2.7), number(2.7)),
        ("1 234,5", number(1234.5), number(1234.5), number(1234.5)),
        ("1234,567", number(1234.567), number(1234.567), number(1234.567)),
        ("0,125", number(0.125), number(0.125), unsure(0.125)),
        ("01.234", NO_NUMBER, NO_NUMBER, number(1.234)),
        ("01,5", number(1.5), number(1.5), number(1.5)),
        ("−5", number(-5), number(-5), number(-5)),
        ("–5", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("(5)", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("5.", marked(5), marked(5), marked(5)),
        (",5", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71;", marked(71), marked(71), marked(71)),
        ("71*", marked(71), marked(71), marked(71)),
        ("71 (*)", marked(71), marked(71), marked(71)),
        ("71(1)", marked(71), marked(71), marked(71)),
        ("71[1]", marked(71), marked(71), marked(71)),
        ("71 (12)", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71¹", marked(71), marked(71), marked(71)),
        ("71①", marked(71), marked(71), marked(71)),
        ("½", WORD, WORD, WORD),
        ("71 hồ sơ*", marked(71), OTHER_UNIT, OTHER_UNIT),
        ("~70", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        (">70", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("70-75", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71/71", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("70/71 hồ sơ", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("71 hồ sơ.", number(71), OTHER_UNIT, OTHER_UNIT),
        ("100 %", OTHER_UNIT, OTHER_UNIT, number(100)),
        ("98,59 phần trăm", OTHER_UNIT, OTHER_UNIT, number(98.59)),
        ("2.700 tr", OTHER_UNIT, number(2700), OTHER_UNIT),
        ("2.700 trđ", OTHER_UNIT, number(2700), OTHER_UNIT),
        ("2.700 triệu", OTHER_UNIT, number(2700), OTHER_UNIT),
        ("2.7 tỉ đồng", OTHER_UNIT, converted(2700), OTHER_UNIT),
        ("2,700 tỷ", OTHER_UNIT, converted(2700, 2700000), OTHER_UNIT),
        ("2.700.000.000 đồng", OTHER_UNIT, converted(2700), OTHER_UNIT),
        ("2.700.000.000đ", OTHER_UNIT, converted(2700), OTHER_UNIT),
        ("500 nghìn đồng", OTHER_UNIT, converted(0.5), OTHER_UNIT),
        ("500k", OTHER_UNIT, OTHER_UNIT, OTHER_UNIT),
        ("1 tỷ 200 triệu", NO_NUMBER, NO_NUMBER, NO_NUMBER),
        ("2.700 USD", OTHER_UNIT, OTHER_UNIT, OTHER_UNIT),
        ("Không phát sinh", number(0), number(0), WORD),
        ("Ko", number(0), number(0), WORD),
        ("ko có", number(0), number(0), WORD),
        ("không có hồ sơ", number(0), WORD, WORD),
        ("không hồ sơ nào", WORD, WORD, WORD),
        ("K", WORD, WORD, WORD),
        ("chưa có", WORD, WORD, WORD),
        ("’71", number(71), number(71), number(71)),
        ("71 trong đó 3 quá hạn", NO_NUMBER, NO_NUMBER, NO_NUMBER),
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
        "./.",
        "……",
        "_____",
        "−",
        "‑",
        "N/A",
        "n/a",
        "Không áp dụng",
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
    assert read(typed, HEADING) == WORD
    assert read(typed, BARE_COUNT) == number(0)
    assert read(typed, PERCENT) == WORD


def test_a_unit_that_the_form_does_not_print_but_means_is_understood():
    assert read("173 thủ tục", BARE_COUNT) == number(173)
    assert read("173 hồ sơ", BARE_COUNT) == OTHER_UNIT


def test_a_number_on_a_heading_is_read_as_one():
    assert read("0", HEADING) == number(0)
    assert read("2.700", HEADING) == number(2700)
    assert read("có", HEADING) == WORD


@pytest.mark.parametrize("typed", ["71¹", "71²"])
def test_a_footnote_mark_is_no_digit(typed):
    assert read(typed, COUNT) == marked(71)


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
        (98.59, '0.00"%"', number(98.59), number(98.59)),  # a sign that is only shown
        (0.9859, '0.00"%"', number(0.9859), number(0.9859)),
        (0.9859, "0.00\\%", number(0.9859), number(0.9859)),
        (0.9859, '0.00%" (tạm tính)"', number(0.9859), number(98.59)),
        (45123, "General", number(45123), number(45123)),  # never taken for a date
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
        (cell(True), WORD),
        (cell(False), WORD),
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


@pytest.mark.parametrize(
    ("day", "number_format", "count", "amount_or_percent"),
    [
        (date(2025, 5, 3), "d-mmm", None, 3.5),
        (datetime(2025, 2, 1), "dd/mm", None, 1.2),
        (date(1959, 12, 1), "mmm-yy", None, 12.59),
        (date(2005, 7, 1), "mmm-yy", None, 7.05),
        (date(1900, 3, 11), "dd/mm/yyyy", 71, 71),
        (date(1900, 3, 11), "d-mmm", 71, 71),
        (date(1900, 1, 5), "dd/mm/yyyy", 5, 5),
        (datetime(1900, 1, 2, 16, 48), "dd/mm/yyyy", None, 2.7),
        (date(1907, 5, 23), "[$-42A]dd/mm/yyyy", 2700, 2700),
        (date(2025, 5, 3), "dd/mm/yyyy", None, None),
        (date(2025, 5, 3), "yyyy-mm-dd", None, None),
        (date(1890, 5, 3), "dd/mm/yyyy", None, None),
    ],
)
def test_the_number_behind_a_date_is_told_where_the_format_tells_it(
    day, number_format, count, amount_or_percent
):
    for indicator, likely in ((COUNT, count), (AMOUNT, amount_or_percent), (PERCENT, amount_or_percent)):
        assert interpret(cell(day, number_format), indicator) == replace(DATE, likely=likely)


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
        ("1 (Có)", number(1)),
        ("Có 1", number(1)),
        ("Không (0)", number(0)),
        ("Có.", number(1)),
        (" Có\xa0", number(1)),
        ("Có (0)", NO_CHOICE),
        ("0 = Có", NO_CHOICE),
        ("Có = 1; Không = 0", NO_CHOICE),
        ("Không có", NO_CHOICE),
        ("Ko", NO_CHOICE),
        ("Đã có", NO_CHOICE),
        ("Chưa có", NO_CHOICE),
        ("Trực tuyến", NO_CHOICE),
        ("1 = Có, 0 = Không", NO_CHOICE),
        ("1*", NO_CHOICE),
        ("x", NO_CHOICE),
        ("Có và không", NO_CHOICE),
        ("100%", NO_CHOICE),
        ("2 Có", NO_CHOICE),
        (2, number(2)),
        ("3", number(3)),  # no choice of the row: a rule says so
        ("4 Có / 2 Không", tally(_1=4, _0=2)),
        ("4 có/2 không", tally(_1=4, _0=2)),
        ("2 Không / 4 Có", tally(_1=4, _0=2)),
        ("6 Có / 0 Không", tally(_1=6, _0=0)),
        ("4 Có / 2 Khác", NO_CHOICE),
        ("4 Có / 2 Không / 1 Khác", NO_CHOICE),
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
        ("Phát phiếu = 2", NO_CHOICE),
        ("trực tuyến và phát phiếu", NO_CHOICE),
        ("Có", NO_CHOICE),
        ("Không", NO_CHOICE),
        ("Trực tuyến, Phát phiếu", NO_CHOICE),
        ("1 Trực tuyến / 2 Phát phiếu / 3 Kết hợp", tally(_0=1, _1=2, _2=3)),
        ("1 Trực tuyến / 2 Phát phiếu", NO_CHOICE),
    ],
)
def test_a_choice_of_three_goes_by_the_words_of_its_row(typed, wanted):
    assert read(typed, THREE) == wanted


def test_a_tally_is_ordered_by_code():
    assert list(read("4 Có / 2 Không", CHOICE).tally) == [0, 1]


def test_a_tally_is_one_only_in_a_row_of_choices():
    assert read("4 Có / 2 Không", COUNT) == NO_NUMBER


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
        assert read("chưa có số liệu", indicator).state is State.TEXT, indicator.id


# The tables of the page

PAGE = (Path(__file__).parents[2] / "docs" / "so-lieu.md").read_text(encoding="utf-8")


def lines_after(marker: str) -> list[list[str]]:
    lines = PAGE.partition(f"<!-- {marker} -->\n")[2].partition("\n\n")[0].splitlines()[2:]
    assert lines
    return [[part.strip() for part in line.strip("|").split(" |")] for line in lines]


def in_words(reading: Reading, indicator: Indicator) -> str:
    if reading.value is None:
        return f"chữ {reading.fault}" if reading.fault else "trống"
    return format_number(reading.value) + (" %" if indicator.kind is Kind.PERCENT else "")


@pytest.mark.parametrize("line", lines_after("invisible"), ids=lambda line: line[0])
def test_what_nobody_sees_means_what_the_page_says(line, catalogue):
    escaped, _, *meanings = line
    typed = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), escaped.strip("`"))
    rows = [catalogue.indicators[i] for i in ("BM3:3.3.1", "BM6:1.1", "BM3:3.3")]
    assert [in_words(read(typed, row), row) for row in rows] == meanings


@pytest.mark.parametrize("line", lines_after("choices"), ids=lambda line: line[0])
def test_a_choice_means_what_the_page_says(line, catalogue):
    typed, *meanings = line
    rows = [catalogue.indicators[i] for i in ("BM1:5", "BM1:5.2", "BM7:1")]
    assert [in_words(read(typed.strip("`"), row), row) for row in rows] == meanings


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


@pytest.mark.parametrize("typed", [400 / 7, "57,142857142857146", "57,142857142857146 %"])
def test_a_percent_has_ten_decimals_however_it_was_typed(typed, catalogue):
    """So a consolidated file, which stores it as a fraction, gives back the same number."""
    cell = Cell(1, 1, "A1", typed, str(typed))
    for points in (False, True):
        reading = interpret(cell, catalogue.indicators["BM7:2.2"], points=points)
        assert reading.value == 57.1428571429
        assert percent_points(reading.value / 100) == reading.value
