"""Reporting periods: the spellings that are read, the usual dates, what contains what, periods inside a
line."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.model.periods import (
    ReportingPeriod,
    find_mention,
    find_period,
    find_unreported,
    names_period,
    parse_period,
)
from cchc_excel.words import Words


def id_of(period: ReportingPeriod | None) -> str | None:
    return period.id if period else None


def usual(text: str) -> ReportingPeriod:
    year, _, kind = text.partition("-")
    return ReportingPeriod.usual(int(year), kind)


# Spellings

SPELLINGS = [
    ("2025-Q1", "2025-Q1"),
    ("2025-H1", "2025-H1"),
    ("2025-Q3", "2025-Q3"),
    ("2025-9M", "2025-9M"),
    ("2025-Y", "2025-Y"),
    ("2025-q1", "2025-Q1"),
    (" 2025-9m ", "2025-9M"),
    ("Quý I năm 2025", "2025-Q1"),
    ("Quý 1/2025", "2025-Q1"),
    ("quý I, năm 2025", "2025-Q1"),
    ("Quý I/2025", "2025-Q1"),
    ("Quý I - 2025", "2025-Q1"),
    ("QUÝ\xa0I  NĂM 2025", "2025-Q1"),
    ("quy i nam 2025", "2025-Q1"),
    ("QUÝ III NĂM 2025", "2025-Q3"),
    ("Quý 3 năm 2025", "2025-Q3"),
    ("Quý III/2025", "2025-Q3"),
    ("6 tháng đầu năm 2025", "2025-H1"),
    ("6 tháng năm 2025", "2025-H1"),
    ("Sáu tháng đầu năm 2025", "2025-H1"),
    ("6 tháng/2025", "2025-H1"),
    ("9 tháng năm 2025", "2025-9M"),
    ("9 tháng đầu năm 2025", "2025-9M"),
    ("chín tháng năm 2025", "2025-9M"),
    ("Năm 2025", "2025-Y"),
    ("NĂM 2025", "2025-Y"),
    ("cả năm 2025", "2025-Y"),
    ("năm\n2025", "2025-Y"),
]


@pytest.mark.parametrize(("text", "period"), SPELLINGS)
def test_a_period_is_read_in_every_usual_spelling(text, period):
    assert id_of(parse_period(text)) == period
    assert id_of(parse_period(unicodedata.normalize("NFD", text))) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2025",
        "Q1",
        "2025-Q2",
        "2025-Q4",
        "2025-H2",
        "25-Q1",
        "Quý I",
        "Quý II năm 2025",
        "Quý 2/2025",
        "Quý IV năm 2025",
        "Quý 13 năm 2025",
        "12 tháng năm 2025",
        "16 tháng năm 2025",
        "6 tháng cuối năm 2025",
        "Năm 25",
        "tháng 3 năm 2025",
        "ngày 07 tháng 3 năm 2025",
        "07/3/2025",
        "Quý I năm 2025 và năm 2026",
        "Báo cáo Quý I năm 2025",
    ],
)
def test_what_is_no_period_is_none(text):
    assert parse_period(text) is None


def test_a_quarter_spelled_with_i_is_a_quarter():
    assert id_of(parse_period("Quí I năm 2025")) == "2025-Q1"


@pytest.mark.parametrize("text", ["Năm 0000", "0000-Q1", "0001-H1"])
def test_a_year_before_the_calendar_is_no_period(text):
    assert parse_period(text) is None


KINDS = ("Q1", "H1", "Q3", "9M", "Y")


@given(st.integers(2000, 2999), st.sampled_from(KINDS), st.sampled_from(["NFC", "NFD"]))
def test_what_we_write_we_read(year, kind, form):
    period = ReportingPeriod.usual(year, kind)
    assert parse_period(period.id) == period
    assert parse_period(unicodedata.normalize(form, period.name.vi)) == period


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading(text):
    parse_period(text)
    find_period(text)


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        ("2025-Q1", "Quý I năm 2025", "Quarter I, 2025"),
        ("2025-H1", "6 tháng năm 2025", "Six months, 2025"),
        ("2025-Q3", "Quý III năm 2025", "Quarter III, 2025"),
        ("2025-9M", "9 tháng năm 2025", "Nine months, 2025"),
        ("2025-Y", "Năm 2025", "Year 2025"),
    ],
)
def test_a_period_has_a_name_in_both_languages(period, vietnamese, english):
    assert usual(period).name == Words(vietnamese, english)
    assert usual(period).id == period


# Dates


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2025-Q1", date(2024, 12, 15), date(2025, 3, 14)),
        ("2025-H1", date(2024, 12, 15), date(2025, 6, 14)),
        ("2025-Q3", date(2025, 6, 15), date(2025, 9, 14)),
        ("2025-9M", date(2024, 12, 15), date(2025, 9, 14)),
        ("2025-Y", date(2024, 12, 15), date(2025, 12, 14)),
    ],
)
def test_the_usual_dates_cut_off_on_the_14th(period, start, end):
    assert (usual(period).start, usual(period).end) == (start, end)


def test_own_dates_replace_the_usual_ones_and_the_period_stays():
    first, last = date(2024, 12, 11), date(2025, 3, 10)
    quarter = usual("2025-Q1")
    assert quarter.dated(first, last) == ReportingPeriod(2025, "Q1", first, last)
    assert quarter.dated(None, last) == ReportingPeriod(2025, "Q1", quarter.start, last)
    assert quarter.dated(first, None) == ReportingPeriod(2025, "Q1", first, quarter.end)
    assert quarter.dated(None, None) == quarter


# Inclusion

INCLUSIONS = {
    "Q1": set(),
    "Q3": set(),
    "H1": {"Q1"},
    "9M": {"Q1", "H1", "Q3"},
    "Y": {"Q1", "H1", "Q3", "9M"},
}


@pytest.mark.parametrize("outer", KINDS)
@pytest.mark.parametrize("inner", KINDS)
def test_a_longer_period_contains_the_shorter_ones_of_its_year(outer, inner):
    contains = inner in INCLUSIONS[outer]
    assert usual(f"2025-{outer}").contains(usual(f"2025-{inner}")) is contains
    assert not usual(f"2025-{outer}").contains(usual(f"2024-{inner}"))


@pytest.mark.parametrize("outer", KINDS)
def test_what_is_contained_lies_within_the_usual_dates(outer):
    longer = usual(f"2025-{outer}")
    for inner in INCLUSIONS[outer]:
        shorter = usual(f"2025-{inner}")
        assert longer.start <= shorter.start and shorter.end <= longer.end


def test_other_dates_do_not_change_what_is_contained():
    quarter = usual("2025-Q1").dated(date(2024, 12, 11), date(2025, 3, 10))
    assert usual("2025-H1").contains(quarter)


@pytest.mark.parametrize(
    ("earlier", "period"),
    [
        ("2024-Y", "2025-Q1"),
        ("2025-Q1", "2025-H1"),
        ("2025-H1", "2025-Q3"),
        ("2025-H1", "2025-9M"),
        ("2025-9M", "2025-Y"),
        ("2024-Q1", "2025-Q1"),
    ],
)
def test_a_period_precedes_what_began_no_earlier_and_ends_later(earlier, period):
    assert usual(earlier).precedes(usual(period))
    assert not usual(period).precedes(usual(earlier))


@pytest.mark.parametrize(
    ("one", "other"), [("2025-Q1", "2025-Q1"), ("2025-Q3", "2025-9M"), ("2025-Q3", "2025-Y")]
)
def test_the_last_quarter_of_a_longer_period_does_not_precede_it(one, other):
    assert not usual(one).precedes(usual(other))
    assert not usual(other).precedes(usual(one))


def test_a_locality_s_own_days_and_a_wrong_day_change_nothing_in_the_order():
    quarter = usual("2025-Q1").dated(date(2024, 12, 11), date(2025, 3, 10))
    assert usual("2024-Y").precedes(quarter)
    assert not usual("2025-Q1").precedes(usual("2025-Q1").dated(None, date(2025, 3, 31)))
    assert usual("2025-Q1").dated(date(2026, 12, 15), None).precedes(usual("2025-H1"))


def test_periods_are_as_long_as_their_usual_dates_say():
    assert usual("2025-H1").times_as_long_as(usual("2025-Q1")) == pytest.approx(2, abs=0.05)
    assert usual("2025-Q1").times_as_long_as(usual("2024-Y")) == pytest.approx(1 / 4, abs=0.01)
    since = usual("2025-Q3").since_year_began.times_as_long_as(usual("2025-H1"))
    assert since == pytest.approx(1.5, abs=0.05)


# Inside a line


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Kết quả công tác cải cách hành chính Quý I năm 2025", "2025-Q1"),
        ("BÁO CÁO KẾT QUẢ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH QUÝ III NĂM 2025", "2025-Q3"),
        ("(Sử dụng trong kỳ báo cáo Quý I/2025)", "2025-Q1"),
        ("Báo cáo công tác CCHC 6 tháng đầu năm 2025 của UBND xã Lát", "2025-H1"),
        ("Báo cáo công tác CCHC 9 tháng năm 2025", "2025-9M"),
        ("Báo cáo công tác cải cách hành chính năm 2025", "2025-Y"),
        ("Báo cáo CCHC Quý I năm 2025 và phương hướng nhiệm vụ 6 tháng đầu năm 2025", "2025-Q1"),
        ("Báo cáo CCHC 6 tháng đầu năm 2025, nhiệm vụ Quý III năm 2025", "2025-H1"),
        ("Báo cáo CCHC năm 2024 và phương hướng nhiệm vụ năm 2025", "2024-Y"),
        ("Kế hoạch năm 2025; báo cáo Quý I năm 2025", "2025-Q1"),
        ("Báo cáo ngày 07 tháng 3 năm 2025 về CCHC Quý I năm 2025", "2025-Q1"),
    ],
)
def test_the_first_period_of_a_line_is_found(line, period):
    assert id_of(find_period(line)) == period
    assert id_of(find_period(unicodedata.normalize("NFD", line))) == period


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Đưng K’Nớ, ngày 07 tháng 3 năm 2025",
        "ngày 7 tháng 12 năm 2025",
        "tháng 3 năm 2025",
        "Căn cứ Quyết định số 65/QĐ-UBND ngày 16/01/2025",
        "Báo cáo số 31/BC-UBND",
        "Quý I và Quý II",
        "trong 6 tháng qua",
        "có 16 tháng",
        "Số 2025 của năm",
    ],
)
def test_a_date_or_a_number_is_no_period(line):
    assert find_period(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "(Kèm theo Báo cáo số      /BC-UBND ngày     tháng     năm 2025 của UBND xã Lát)",
        "Lát, ngày … tháng … năm 2025",
    ],
)
def test_a_date_that_was_left_open_is_no_period(line):
    assert find_period(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Kết quả công tác cải cách hành chính Quý II năm 2025",
        "Báo cáo công tác CCHC Quý IV năm 2025",
        "Phương hướng nhiệm vụ 6 tháng cuối năm 2025",
    ],
)
def test_a_period_of_another_kind_is_not_taken_for_the_year(line):
    assert find_period(line) is None


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Báo cáo CCHC Quý I, phương hướng nhiệm vụ Quý II năm 2025", "2025-Q1"),
        ("Báo cáo CCHC 6 tháng đầu năm, phương hướng nhiệm vụ 6 tháng cuối năm 2025", "2025-H1"),
    ],
)
def test_two_periods_may_share_their_year(line, period):
    assert id_of(find_period(line)) == period


# In the name of a file or folder


@pytest.mark.parametrize(
    ("words", "period", "rest"),
    [
        ("BM CCHC Q1 2025 xa Lat", "2025-Q1", "BM CCHC xa Lat"),
        ("2025 Q1", "2025-Q1", ""),
        ("xã đưng k'nớ quý I 2025", "2025-Q1", "xã đưng k'nớ"),
        ("quý III năm 2025", "2025-Q3", "năm"),
        ("q32025", "2025-Q3", ""),
        ("PL 6T 2025 TT Lac Duong", "2025-H1", "PL TT Lac Duong"),
        ("6 tháng đầu năm 2025", "2025-H1", "năm"),
        ("6thang2025", "2025-H1", ""),
        ("2025 H1", "2025-H1", ""),
        ("9T 2024", "2024-9M", ""),
        ("ca nam 2025", "2025-Y", ""),
        ("2025 Y", "2025-Y", ""),
        ("CCHC nam 2025", "2025-Y", "CCHC nam"),
        ("Quý II 2025", None, ""),
        ("quy 4 2025", None, ""),
        ("6 thang cuoi nam 2025", None, "nam"),
        ("Q1", None, ""),
        ("2025", None, ""),
        ("Q1 va 6T 2025", None, "va"),
        ("16T 2025", None, "16T"),
        ("bao cao", None, "bao cao"),
    ],
)
def test_a_name_mentions_a_period_and_the_rest_is_left(words, period, rest):
    mentioned, left = find_mention(words)
    assert (id_of(mentioned.period), " ".join(left.split())) == (period, rest)


@pytest.mark.parametrize(
    ("file", "folder", "period"),
    [
        ("Q1", "2025", "2025-Q1"),
        ("Q1", "nam 2025", "2025-Q1"),
        ("bm", "2025 Q1", "2025-Q1"),
        ("2025", "Q1", "2025-Q1"),
        ("bm", "nam 2025", None),  # a folder of the year is not the year's report
        ("bm", "2025", None),
    ],
)
def test_a_folder_completes_what_a_file_s_name_says(file, folder, period):
    assert id_of(find_mention(file)[0].completed_by(find_mention(folder)[0]).period) == period


@pytest.mark.parametrize(
    ("words", "is_at_odds"),
    [
        ("Q1 2025", False),
        ("Q1", False),
        ("2025", False),
        ("nam 2025", False),
        ("xa Lat", False),
        ("Q2 2025", True),
        ("Q2", True),
        ("6T 2025", True),
        ("2024", True),
        ("ca nam 2025", True),
    ],
)
def test_a_mention_is_at_odds_where_it_says_another_kind_or_year(words, is_at_odds):
    assert find_mention(words)[0].is_at_odds(usual("2025-Q1")) is is_at_odds


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        ("Q1", True),
        ("Q.1", True),
        ("Q 1", True),
        ("Quý 1", True),
        ("Quý I", True),
        ("Quý I/2025", True),
        ("Q2", False),
        ("Quý IV", False),
        ("Q.4", False),
        ("Quý IV năm 2024", False),
        ("Quý I năm 2024", False),
        ("Số liệu năm 2024", False),
        ("Số liệu năm 2025", None),
        ("6 tháng", False),
        ("Tháng 2", False),
        ("I", None),
        ("III", None),
        ("Số liệu", None),
    ],
)
def test_a_heading_names_the_period_or_another_or_none(heading, named):
    assert names_period(heading, usual("2025-Q1")) is named


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Quý II năm 2025", "Quý II năm 2025"),
        ("QUÝ 4/2024", "Quý IV năm 2024"),
        ("Tháng 04 năm 2025", "Tháng 4 năm 2025"),
        ("tháng 12/2024", "Tháng 12 năm 2024"),
        ("6 tháng cuối năm 2025", "6 tháng cuối năm 2025"),
        ("Quý I và phương hướng Quý II năm 2025", None),
        ("Quý II", None),
        ("ngày 7 tháng 4 năm 2025", None),
        ("6 tháng 2025", None),
        ("Năm 2025", None),
    ],
)
def test_a_period_without_a_report_is_found(line, name):
    found = find_unreported(line)
    assert (found and found.vi) == name
