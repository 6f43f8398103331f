"""Whose report it is and of which period: the cover's named cells, the file's properties, the title lines
of a text.

Covers are put together here cell by cell; the real published report and a listing go through their own
readers.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from cchc_excel.catalog.administration import load_administration
from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.identity import Given, identify
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.grids import Cell, Grid, SourceDocument, cell_address
from cchc_excel.model.periods import ReportingPeriod, parse_period
from cchc_excel.model.reports import Cover
from cchc_excel.sources import read_source
from cchc_excel.sources.shown import shown_text

PUBLISHED = Path(__file__).parents[2] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"
LAST_OF_THREE = date(2025, 6, 30)
Told = tuple[Cover, tuple[Finding, ...]]


@pytest.fixture(scope="module")
def small() -> Register:
    """A register small enough to read: two namesakes in two districts, and a commune that a merger
    ended."""

    def old(code: str, name: str, level: str, parent: str = "") -> ReportingUnit:
        return ReportingUnit(name, code, level, parent, valid_to=LAST_OF_THREE)

    return Register(
        (
            old("68", "Tỉnh Lâm Đồng", "province"),
            old("675", "Huyện Lạc Dương", "district", "68"),
            old("678", "Huyện Đức Trọng", "district", "68"),
            old("24850", "Xã Đưng KNớ", "commune", "675"),
            old("24862", "Xã Lát", "commune", "675"),
            old("24979", "Xã Tân Thành", "commune", "678"),
            old("24699", "Xã Tân Thành", "commune", "675"),
        ),
        load_administration().type_words,
    )


def cover_sheet(cells: dict[str, object], properties: dict[str, str] | None = None) -> SourceDocument:
    """A workbook with a cover: each named cell with what is stored in it."""
    places = {name: ("Bìa", row, 2) for row, name in enumerate(cells, start=6)}
    stored = {
        (row, 2): Cell(row, 2, f"B{row}", value, shown_text(value, "General"))
        for row, value in enumerate(cells.values(), start=6)
        if value is not None
    }
    names = places or {"CCHC_DON_VI": ("Bìa", 6, 2)}
    return SourceDocument(Path("lat.xlsx"), "xlsx", "", (Grid("Bìa", stored),), names, properties or {})


def text(*lines: str) -> SourceDocument:
    return SourceDocument(Path("lat.txt"), "published", "", (), prose=lines)


def told(document: SourceDocument, register: Register, **given: object) -> Told:
    return identify(document, load_administration(), register, Given(**given))


def codes(findings: Iterable[Finding]) -> list[str]:
    return [f.code for f in findings]


FULL = {
    "CCHC_DON_VI": "Xã Lát",
    "CCHC_MA_DON_VI": "24862",
    "CCHC_CAP": "Cấp xã",
    "CCHC_KY": "Quý I năm 2025",
    "CCHC_TU_NGAY": datetime(2024, 12, 11),
    "CCHC_DEN_NGAY": datetime(2025, 3, 10),
    "CCHC_SO_BAO_CAO": "31/BC-UBND",
    "CCHC_NGAY_BAO_CAO": datetime(2025, 3, 7),
    "CCHC_NGUOI_LAP": "K'Tuyết",
    "CCHC_DIEN_THOAI": "0263 3839 000",
    "CCHC_PHIEN_BAN": "2021.1",
}
LAT = {"CCHC_DON_VI": "Xã Lát", "CCHC_KY": "Quý I năm 2025"}
Q1 = ReportingPeriod.usual(2025, "Q1")


# The cover's cells


def test_a_full_cover_is_taken_as_it_stands(small):
    cover, findings = told(cover_sheet(FULL), small)
    assert findings == ()
    assert cover == Cover(
        small.with_code("24862", Q1.end),
        "commune",
        ReportingPeriod(2025, "Q1", date(2024, 12, 11), date(2025, 3, 10)),
        "31/BC-UBND",
        date(2025, 3, 7),
        "K'Tuyết",
        "0263 3839 000",
    )


def test_what_nobody_says_stays_empty_and_is_told(small):
    cover, findings = told(cover_sheet({}), small)
    assert cover == Cover(ReportingUnit(""), "", None)
    assert codes(findings) == ["UNIT-001", "PER-001"]


@pytest.mark.parametrize(
    "level",
    [
        "Cấp xã",
        "cấp xã",
        "CẤP XÃ",
        "commune",
        "UBND cấp xã",
        "xã",
        "Commune level",
        unicodedata.normalize("NFD", "Cấp xã"),
    ],
)
def test_the_level_is_read_as_word_or_code(small, level):
    cover, findings = told(cover_sheet(LAT | {"CCHC_CAP": level}), small)
    assert (cover.level, findings) == ("commune", ())


def test_a_level_that_is_none_is_told_and_the_unit_tells_its_own(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_CAP": "Cấp thôn"}), small)
    assert cover.level == "commune"
    assert codes(findings) == ["LEVEL-004"]
    assert "«Cấp thôn»" in findings[0].message()


def test_without_a_level_the_unit_tells_it(small):
    assert told(cover_sheet(LAT), small)[0].level == "commune"
    assert told(cover_sheet(LAT | {"CCHC_DON_VI": "Huyện Lạc Dương"}), small)[0].level == "district"


@pytest.mark.parametrize(
    "period",
    [
        "Quý I năm 2025",
        "2025-Q1",
        "QUÝ 1/2025",
        " quý i,  năm 2025 ",
        unicodedata.normalize("NFD", "Quý I năm 2025"),
    ],
)
def test_the_period_is_read_as_words_or_identifier_with_its_usual_dates(small, period):
    cover, findings = told(cover_sheet(LAT | {"CCHC_KY": period}), small)
    assert (cover.period, findings) == (Q1, ())


def test_a_period_that_is_none_is_told(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_KY": "Quý II năm 2025"}), small)
    assert cover.period is None
    assert "PER-008" in codes(findings)
    assert "«Quý II năm 2025»" in next(f for f in findings if f.code == "PER-008").message()


@pytest.mark.parametrize(
    "day", [datetime(2024, 12, 11), "11/12/2024", " 11-12-2024 ", "11.12.2024", "11/12/2024 "]
)
def test_dates_are_read_as_dates_or_as_they_are_written(small, day):
    cover, findings = told(cover_sheet(LAT | {"CCHC_TU_NGAY": day}), small)
    assert (cover.period, findings) == (Q1.dated(date(2024, 12, 11), None), ())


@pytest.mark.parametrize(
    "day", ["giữa tháng 12", "31/02/2025", "2024-12-11", "11/12", "11/13/2024", 45637, True]
)
def test_what_is_no_date_is_told_and_passed_over(small, day):
    cover, findings = told(cover_sheet(LAT | {"CCHC_TU_NGAY": day}), small)
    assert cover.period == Q1
    assert codes(findings) == ["PER-006"]
    assert findings[0].message().startswith(f"lat.xlsx: «Số liệu từ ngày» ghi «{shown_text(day, 'General')}»")
    assert findings[0].message("en").startswith("lat.xlsx: the first day says ")


def test_dates_in_the_wrong_order_are_told_and_the_usual_ones_used(small):
    cover, findings = told(
        cover_sheet(LAT | {"CCHC_TU_NGAY": "10/03/2025", "CCHC_DEN_NGAY": "11/12/2024"}), small
    )
    assert cover.period == Q1
    assert codes(findings) == ["PER-005"]
    assert "ngày bắt đầu 10/03/2025 sau ngày kết thúc 11/12/2024" in findings[0].message()


def test_a_period_of_one_day_is_in_order(small):
    cover, findings = told(
        cover_sheet(LAT | {"CCHC_TU_NGAY": "10/03/2025", "CCHC_DEN_NGAY": "10/03/2025"}), small
    )
    assert (cover.period.start, cover.period.end, findings) == (date(2025, 3, 10), date(2025, 3, 10), ())


@pytest.mark.parametrize("cells", [{"CCHC_TU_NGAY": "01/04/2025"}, {"CCHC_DEN_NGAY": "01/12/2024"}])
def test_one_date_beyond_the_usual_other_one_is_told(small, cells):
    cover, findings = told(cover_sheet(LAT | cells), small)
    assert cover.period.start <= cover.period.end
    assert codes(findings) == ["PER-005"]


def test_dates_in_the_wrong_order_are_told_for_a_given_period_too(small):
    cells = {"CCHC_DON_VI": "Xã Lát", "CCHC_TU_NGAY": "10/03/2025", "CCHC_DEN_NGAY": "11/12/2024"}
    cover, findings = told(cover_sheet(cells), small, period=Q1)
    assert cover.period == Q1
    assert "PER-005" in codes(findings)


# Whose report


@pytest.mark.parametrize(
    "name",
    ["Xã Lát", "xã lát", "XÃ  LÁT", "UBND xã Lát", "Lát", "X. Lát", unicodedata.normalize("NFD", "Xã Lát")],
)
def test_a_unit_is_known_by_its_name_and_keeps_it_as_it_is_written(small, name):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": name}), small)
    assert (cover.reporting_unit.code, cover.reporting_unit.level, findings) == ("24862", "commune", ())
    assert cover.reporting_unit.name == " ".join(unicodedata.normalize("NFC", name).split())


@pytest.mark.parametrize("name", ["Xã Đưng K’Nớ", "Xã Đưng K'Nớ", "XÃ ĐƯNG KʼNỚ", "Xã Đưng K' Nớ"])
def test_an_apostrophe_does_not_hide_a_unit(small, name):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": name}), small)
    assert (cover.reporting_unit.code, cover.reporting_unit.name, findings) == ("24850", name, ())


def test_a_code_alone_tells_the_unit(small):
    cover, findings = told(cover_sheet({"CCHC_MA_DON_VI": "24862", "CCHC_KY": "2025-Q1"}), small)
    assert cover.reporting_unit == small.with_code("24862", Q1.end)
    assert findings == ()


def test_a_code_that_was_stored_as_a_number_is_a_code(small):
    assert told(cover_sheet(LAT | {"CCHC_MA_DON_VI": 24862}), small)[0].reporting_unit.code == "24862"


def test_a_code_in_the_cell_of_the_name_is_a_code(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": "24862"}), small)
    assert (cover.reporting_unit.code, findings) == ("24862", ())


def test_a_code_tells_namesakes_apart(small):
    cover, findings = told(
        cover_sheet(LAT | {"CCHC_DON_VI": "Xã Tân Thành", "CCHC_MA_DON_VI": "24699"}), small
    )
    assert (cover.reporting_unit.code, cover.reporting_unit.parent_code, findings) == ("24699", "675", ())


def test_a_name_that_the_register_does_not_know_is_kept_and_told(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": "Xã Không Có"}), small)
    assert cover.reporting_unit == ReportingUnit("Xã Không Có", level="commune")
    assert cover.level == "commune"
    assert codes(findings) == ["UNIT-002"]
    assert findings[0].severity is Severity.WARNING
    assert "«Xã Không Có»" in findings[0].message()


def test_a_type_word_of_two_levels_tells_none(small):
    cover, _ = told(cover_sheet(LAT | {"CCHC_DON_VI": "Thành phố Không Có"}), small)
    assert (cover.reporting_unit.level, cover.level) == ("", "")


def test_a_name_of_several_units_is_told_with_all_of_them(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": "Xã Tân Thành"}), small)
    assert cover.reporting_unit == ReportingUnit("Xã Tân Thành", level="commune")
    assert codes(findings) == ["UNIT-003"]
    message = findings[0].message()
    assert "ứng với 2 đơn vị" in message
    assert "Xã Tân Thành, Huyện Đức Trọng – Tỉnh Lâm Đồng [24979]" in message
    assert "Xã Tân Thành, Huyện Lạc Dương – Tỉnh Lâm Đồng [24699]" in message


def test_of_several_units_the_given_one_is_meant(small):
    given = small.with_code("24699", Q1.end)
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": "Xã Tân Thành"}), small, reporting_unit=given)
    assert (cover.reporting_unit.code, findings) == ("24699", ())


def test_of_several_units_the_one_of_the_file_s_property_is_meant(small):
    document = cover_sheet(LAT | {"CCHC_DON_VI": "Xã Tân Thành"}, {"cchc_unit_code": "24699"})
    cover, findings = told(document, small)
    assert (cover.reporting_unit.code, findings) == ("24699", ())


def test_a_level_tells_a_district_from_its_namesake(register):
    cells = {"CCHC_DON_VI": "Lạc Dương", "CCHC_KY": "2025-Q1"}
    for level, code in (("Cấp huyện", "675"), ("Cấp xã", "24846")):
        cover, _ = told(cover_sheet(cells | {"CCHC_CAP": level}), register)
        assert cover.reporting_unit.code == code, level


def test_a_name_and_a_code_of_two_units_are_told_and_the_code_counts(small):
    cover, findings = told(
        cover_sheet(LAT | {"CCHC_DON_VI": "Xã Đưng KNớ", "CCHC_MA_DON_VI": "24862"}), small
    )
    assert (cover.reporting_unit.code, cover.reporting_unit.name) == ("24862", "Xã Đưng KNớ")
    assert codes(findings) == ["UNIT-006"]
    assert "mã «24862» là của «Xã Lát» nhưng sheet «Bìa» ghi «Xã Đưng KNớ»" in findings[0].message()


def test_a_code_that_the_register_does_not_know_is_told(small):
    _, findings = told(cover_sheet(LAT | {"CCHC_MA_DON_VI": "99999"}), small)
    assert any("99999" in f.message() for f in findings)


def test_the_register_of_the_period_counts(register):
    """Đưng K'Nớ is part of Đam Rông 4 from 1/7/2025, and 24853 was Đạ Tông before."""
    for period, name, code, found in (
        ("2025-Q1", "Xã Đưng K’Nớ", "24850", []),
        ("2026-Q1", "Xã Đưng K’Nớ", "", ["UNIT-016"]),
        ("2026-Q1", "Xã Đam Rông 4", "24853", []),
    ):
        cover, findings = told(cover_sheet({"CCHC_DON_VI": name, "CCHC_KY": period}), register)
        assert (cover.reporting_unit.code, codes(findings)) == (code, found), (period, name)


def test_a_name_borne_all_over_the_country_is_told(register):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": "Xã Tân Thành"}), register)
    assert cover.reporting_unit.code == ""
    assert codes(findings) == ["UNIT-003"]
    assert findings[0].fields["count"] > 10
    assert findings[0].fields["candidates"].count(";") == 5


# Cells against properties

PROPERTIES = {"cchc_unit_code": "24862", "cchc_level": "commune", "cchc_period": "2025-Q1"}


def test_properties_tell_what_the_cells_do_not(small):
    cover, findings = told(cover_sheet({"CCHC_DON_VI": None}, PROPERTIES), small)
    assert cover == Cover(small.with_code("24862", Q1.end), "commune", Q1)
    assert findings == ()


def test_a_word_in_a_cell_and_a_code_in_a_property_are_one(small):
    assert told(cover_sheet(FULL, PROPERTIES), small)[1] == ()


@pytest.mark.parametrize(
    ("cells", "field", "cell", "prop"),
    [
        ({"CCHC_KY": "6 tháng đầu năm 2025"}, "«Kỳ báo cáo»", "6 tháng đầu năm 2025", "2025-Q1"),
        ({"CCHC_MA_DON_VI": "24850", "CCHC_DON_VI": "Xã Đưng KNớ"}, "«Mã đơn vị»", "24850", "24862"),
        (
            {"CCHC_CAP": "Cấp huyện", "CCHC_MA_DON_VI": None, "CCHC_DON_VI": "Huyện Lạc Dương"},
            "«Cấp»",
            "Cấp huyện",
            "commune",
        ),
    ],
)
def test_where_cell_and_property_differ_the_cell_wins_and_it_is_said(small, cells, field, cell, prop):
    cover, findings = told(cover_sheet(FULL | cells, PROPERTIES), small)
    messages = [f.message() for f in findings if f.code == "UNIT-004"]
    said = f"{field} trên sheet «Bìa» là «{cell}» còn trong thuộc tính tệp là «{prop}»"
    assert sum(said in message for message in messages) == 1
    if "CCHC_KY" in cells:
        assert cover.period.id == "2025-H1"
    elif "CCHC_CAP" in cells:
        assert (cover.level, cover.reporting_unit.code) == ("district", "675")
    else:
        assert cover.reporting_unit.code == "24850"


def test_a_name_that_is_not_the_property_s_unit_is_said(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_DON_VI": "Xã Đưng KNớ"}, PROPERTIES), small)
    assert cover.reporting_unit.code == "24850"
    assert codes(findings) == ["UNIT-004"]


# What the command gives


def test_the_command_tells_what_the_file_does_not(small):
    lat = small.with_code("24862", Q1.end)
    cover, findings = told(cover_sheet({}), small, reporting_unit=lat, period=Q1, level="commune")
    assert (cover, findings) == (Cover(lat, "commune", Q1), ())


def test_a_given_level_fills_in_for_a_unit_that_nobody_knows(small):
    cover, _ = told(cover_sheet({"CCHC_DON_VI": "Đơn vị lạ"}), small, period=Q1, level="district")
    assert cover.level == "district"


def test_given_dates_give_way_to_those_on_the_cover(small):
    cover, findings = told(
        cover_sheet({"CCHC_DON_VI": "Xã Lát", "CCHC_TU_NGAY": "11/12/2024"}), small, period=Q1
    )
    assert (cover.period, findings) == (Q1.dated(date(2024, 12, 11), None), ())


def test_where_file_and_command_differ_the_file_wins_and_it_is_said(small):
    given = small.with_code("24850", Q1.end)
    cover, findings = told(
        cover_sheet(LAT), small, reporting_unit=given, period=ReportingPeriod.usual(2025, "H1")
    )
    assert (cover.reporting_unit.code, cover.period) == ("24862", Q1)
    assert codes(findings) == ["UNIT-007", "UNIT-007"]
    assert (
        "theo sheet «Bìa», «Kỳ báo cáo» là «Quý I năm 2025» nhưng lệnh ghi «6 tháng năm 2025»"
        in findings[0].message()
    )
    assert (
        "theo sheet «Bìa», «Đơn vị báo cáo» là «Xã Lát» nhưng lệnh ghi «Xã Đưng KNớ»" in findings[1].message()
    )


def test_a_code_on_the_cover_is_compared_with_the_command_too(small):
    given = small.with_code("24850", Q1.end)
    cover, findings = told(cover_sheet(LAT | {"CCHC_MA_DON_VI": "24862"}), small, reporting_unit=given)
    assert cover.reporting_unit.code == "24862"
    assert codes(findings) == ["UNIT-007"]


def test_a_file_without_a_period_is_looked_up_on_the_day_that_is_given(small):
    nameless = {k: v for k, v in LAT.items() if k != "CCHC_KY"}
    cover, _ = told(cover_sheet(nameless), small, on=Q1.end)
    assert cover.reporting_unit.code == told(cover_sheet(LAT), small)[0].reporting_unit.code


# Title lines

TITLE = "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH TẠI UBND XÃ LÁT"
THIRD = "(Ban hành kèm theo Báo cáo số         /BC-UBND ngày       /3/2025 của UBND xã Lát)"


def test_the_published_report_tells_whose_it_is(register):
    cover, findings = told(read_source(PUBLISHED), register)
    assert findings == ()
    assert (cover.reporting_unit.code, cover.reporting_unit.name, cover.level) == (
        "24850",
        "Xã Đưng K’Nớ",
        "commune",
    )
    assert cover.period == Q1.dated(date(2024, 12, 11), date(2025, 3, 10))
    assert (cover.report_number, cover.report_date) == ("31/BC-UBND", date(2025, 3, 7))


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE,),
        (THIRD,),
        (unicodedata.normalize("NFD", TITLE),),
        (TITLE.replace("UBND", "ỦY BAN NHÂN DÂN"),),
        ("Công văn của UBND huyện Lạc Dương", TITLE),
        (THIRD.replace("UBND xã Lát", "Ủy ban nhân dân xã Lát."),),
    ],
)
def test_a_title_line_tells_the_unit(small, lines):
    cover, findings = told(text("Báo cáo cải cách hành chính Quý I năm 2025", *lines), small)
    assert (cover.reporting_unit.code, cover.level, findings) == ("24862", "commune", ())


def test_a_title_line_with_the_other_place_of_the_tone_tells_the_unit(small):
    cover, _ = told(
        text("Báo cáo CCHC Quý I năm 2025", THIRD.replace("UBND xã Lát", "Uỷ ban nhân dân xã Lát")), small
    )
    assert cover.reporting_unit.code == "24862"


def test_a_name_in_capitals_is_written_as_the_text_writes_it(small):
    period = "Báo cáo cải cách hành chính Quý I năm 2025"
    assert told(text(period, TITLE, THIRD), small)[0].reporting_unit.name == "Xã Lát"
    assert told(text(period, TITLE), small)[0].reporting_unit.name == "XÃ LÁT"


def test_a_unit_named_in_the_narrative_alone_is_not_taken(small):
    lines = "Báo cáo cải cách hành chính Quý I năm 2025", "Kế hoạch của UBND xã Lát về việc kiểm tra"
    cover, _ = told(text(*lines), small)
    assert cover.reporting_unit.name == ""


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Kết quả công tác cải cách hành chính Quý I năm 2025", "2025-Q1"),
        ("BÁO CÁO CẢI CÁCH HÀNH CHÍNH 6 THÁNG ĐẦU NĂM 2025", "2025-H1"),
        ("Báo cáo năm 2025", "2025-Y"),
        ("Đưng K’Nớ, ngày 07 tháng 3 năm 2025", None),
        ("Căn cứ kế hoạch Quý I năm 2025", None),  # neither a report nor the reform
    ],
)
def test_the_period_is_that_of_the_report_s_lines(small, line, period):
    cover, _ = told(text(line), small)
    assert (cover.period.id if cover.period else None) == period


def test_an_open_date_in_the_third_line_is_no_period(small):
    cover, _ = told(
        text(
            "(Kèm theo Báo cáo số …/BC-UBND ngày … tháng … năm 2025 của UBND xã Lát)",
            "Kết quả công tác cải cách hành chính Quý I năm 2025",
        ),
        small,
    )
    assert cover.period == Q1


@pytest.mark.parametrize(
    "line",
    [
        "Trong Quý I năm 2025 (từ ngày 11/12/2024 đến ngày 10/3/2025), UBND xã tiếp nhận 71 hồ sơ",
        "Số liệu tính từ ngày 11/12/2024 đến hết ngày 10/03/2025",
    ],
)
def test_the_dates_of_the_period_are_read_from_the_text(small, line):
    cover, _ = told(text("Báo cáo CCHC Quý I năm 2025", line), small)
    assert (cover.period.start, cover.period.end) == (date(2024, 12, 11), date(2025, 3, 10))


def test_dates_of_the_text_in_the_wrong_order_are_told(small):
    cover, findings = told(
        text("Báo cáo CCHC Quý I năm 2025", TITLE, "từ ngày 10/3/2025 đến ngày 11/12/2024"), small
    )
    assert (cover.period, codes(findings)) == (Q1, ["PER-005"])


def test_dates_of_something_else_are_not_those_of_the_period(small):
    cover, _ = told(
        text(
            "Báo cáo CCHC Quý I năm 2025",
            "UBND xã mở lớp tập huấn từ ngày 05/02/2025 đến ngày 07/02/2025",
            "Trong Quý I năm 2025 (từ ngày 11/12/2024 đến ngày 10/3/2025), UBND xã tiếp nhận 71 hồ sơ",
        ),
        small,
    )
    assert (cover.period.start, cover.period.end) == (date(2024, 12, 11), date(2025, 3, 10))


def test_number_and_date_of_the_letter_head_are_read(small):
    cover, _ = told(text("Số: 31  /BC-UBND", "Lát, ngày 07 tháng 3 năm 2025", "Số: 5/BC-UBND"), small)
    assert (cover.report_number, cover.report_date) == ("31/BC-UBND", date(2025, 3, 7))


def test_a_date_that_is_none_leaves_the_report_s_date_open(small):
    assert told(text("Lát, ngày 31 tháng 2 năm 2025"), small)[0].report_date is None


def test_the_title_lines_of_a_workbook_without_names_tell_it_too(small):
    lines = (TITLE, THIRD, "Báo cáo Quý I năm 2025", 5)
    cells = {(row, 1): Cell(row, 1, f"A{row}", line, str(line)) for row, line in enumerate(lines, start=1)}
    document = SourceDocument(Path("a.xlsx"), "xlsx", "", (Grid("Biểu mẫu 1", cells),))
    cover, findings = told(document, small)
    assert (cover.reporting_unit.code, cover.reporting_unit.name, cover.period, findings) == (
        "24862",
        "Xã Lát",
        Q1,
        (),
    )


def test_a_hidden_sheet_tells_nothing(small):
    cells = {(1, 1): Cell(1, 1, "A1", TITLE, TITLE)}
    document = SourceDocument(Path("a.xlsx"), "xlsx", "", (Grid("Cũ", cells, hidden=True),))
    assert told(document, small)[0].reporting_unit.name == ""


# Exported lists


def listing(**properties: str) -> SourceDocument:
    return SourceDocument(Path("a.csv"), "listing", "", (Grid("a.csv", {}),), properties=properties)


def test_an_exported_list_says_whose_it_is(small):
    cover, findings = told(
        listing(
            reporting_unit="Xã Đưng K’Nớ", reporting_unit_code="24850", level="commune", period="2025-Q1"
        ),
        small,
    )
    assert (cover.reporting_unit.code, cover.reporting_unit.name, cover.level) == (
        "24850",
        "Xã Đưng K’Nớ",
        "commune",
    )
    assert (cover.period, findings) == (Q1, ())


def test_the_code_of_an_exported_list_tells_namesakes_apart(small):
    cover, findings = told(
        listing(
            reporting_unit="Xã Tân Thành", reporting_unit_code="24699", level="commune", period="2025-Q1"
        ),
        small,
    )
    assert (cover.reporting_unit.code, findings) == ("24699", ())


def test_a_list_that_says_nothing_takes_what_is_given(small):
    cover, _ = told(
        listing(), small, period=parse_period("2025-Q1"), reporting_unit=small.with_code("24862", Q1.end)
    )
    assert (cover.reporting_unit.code, cover.level, cover.period) == ("24862", "commune", Q1)


# Where each field was found, and sources at odds


def book(*sheets: tuple[object, ...], path: str = "x/bm.xlsx") -> SourceDocument:
    """A workbook without a cover: sheets of rows; a row is a text, or texts of its columns."""
    heading = ("STT", "Nội dung", "Đơn vị tính", "Số liệu")
    grids = []
    for number, rows in enumerate(sheets, start=1):
        cells = {
            (at, column): Cell(at, column, cell_address(at, column), text, text)
            for at, row in enumerate((*rows, heading), start=1)
            for column, text in enumerate((row,) if isinstance(row, str) else row, start=1)
            if text
        }
        grids.append(Grid(f"BM{number}", cells))
    return SourceDocument(Path(path), "xlsx", "", tuple(grids))


def of_lat(*rows: object, **named: str) -> SourceDocument:
    return book(("BIỂU MẪU THỐNG KÊ TẠI UBND XÃ LÁT", "Quý I năm 2025", *rows), **named)


MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
HEADS = {
    "two rows": (("UBND HUYỆN LẠC DƯƠNG", "", MOTTO[0]), ("UBND XÃ LÁT", "", MOTTO[1])),
    "one cell": (("UBND HUYỆN LẠC DƯƠNG\nUBND XÃ LÁT", "", "\n".join(MOTTO)),),
    "in full": (("ỦY BAN NHÂN DÂN", MOTTO[0]), ("XÃ LÁT", MOTTO[1])),
    "district first": (("HUYỆN LẠC DƯƠNG",), ("UBND XÃ LÁT",)),
    "label": (("Đơn vị báo cáo: UBND xã Lát",),),
    "label beside": (("Đơn vị báo cáo", "Xã Lát"),),
    "labels of two": (("Xã: Lát", "Huyện: Lạc Dương"),),
    "title of form": ("BIỂU MẪU THỐNG KÊ SỐ LIỆU TẠI UBND XÃ LÁT QUÝ I NĂM 2025",),
    "attached": ("(Kèm theo Báo cáo số 31/BC-UBND ngày 07/3/2025 của UBND xã Lát)",),
    "with superiors": ("BIỂU MẪU TẠI UBND XÃ LÁT, HUYỆN LẠC DƯƠNG, TỈNH LÂM ĐỒNG",),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_lowest_unit_of_the_title_lines_is_the_reporter(register, head):
    cover, findings = told(book((*head, "Báo cáo CCHC Quý I/2025")), register)
    assert (cover.reporting_unit.code, codes(findings)) == ("24862", [])
    assert (cover.found["unit"], cover.found["period"]) == ("title", "title")


@pytest.mark.parametrize(
    "line",
    [
        "BIỂU MẪU THỐNG KÊ TẠI UBND CÁC XÃ",
        "BIỂU MẪU THỐNG KÊ TẠI UBND CÁC XÃ, THỊ TRẤN",
        "BIỂU MẪU THỐNG KÊ TẠI UBND CẤP XÃ",
        "BIỂU MẪU THỐNG KÊ TẠI UBND XÃ ………",
        "BIỂU MẪU THỐNG KÊ TẠI UBND XÃ ......",
        "Đơn vị báo cáo: ……………",
        "Đơn vị: Hồ sơ",
        "Đơn vị tính: Văn bản",
        "(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 01/02/2021 của UBND tỉnh Lâm Đồng)",
        "(Kèm theo Công văn số 12/UBND-NV ngày 01/02/2025 của UBND huyện Lạc Dương)",
        "Kính gửi: UBND huyện Lạc Dương",
    ],
)
def test_a_line_that_names_no_reporter_is_not_taken_for_one(register, line):
    cover, _ = told(book((line, "Báo cáo CCHC Quý I/2025")), register)
    assert cover.reporting_unit.name == ""
    assert "unit" not in cover.found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("CÔNG TÁC CHỈ ĐẠO ĐIỀU HÀNH CCHC TẠI UBND XÃ LÁT", "24862"),
        ("TẠI UBND XÃ LÁT", "24862"),
        ("CẢI CÁCH THỂ CHẾ CỦA UBND XÃ ĐẠ SAR", "24865"),
        ("ỦY BAN NHÂN DÂN THỊ TRẤN LẠC DƯƠNG", "24846"),
        ("UBND XÃ LÁT", "24862"),
        ("UBND TT Lạc Dương", "24846"),
        ("X. Lát", "24862"),
    ],
)
@pytest.mark.parametrize("before", [(), ("Biểu mẫu 1",)])
def test_a_title_line_that_ends_in_a_known_unit_names_the_reporter(register, line, code, before):
    cover, findings = told(book((*before, line, "Quý I năm 2025")), register)
    assert (cover.reporting_unit.code, cover.found["unit"], codes(findings)) == (code, "title", [])


@pytest.mark.parametrize(
    "line",
    [
        "Thực hiện nhiệm vụ của UBND huyện giao",
        "Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận",
        "UBND các xã",
        "Số văn bản do UBND xã ban hành",
        "Thực hiện Kế hoạch CCHC của UBND tỉnh Lâm Đồng",
    ],
)
def test_a_label_of_the_annex_above_a_heading_is_no_reporter(register, line):
    assert told(book((line, "Quý I năm 2025")), register)[0].reporting_unit.name == ""


def test_units_beside_each_other_above_a_table_are_no_reporter(register):
    cover, _ = told(book((("", "", "Xã Lát", "Xã Đạ Sar"), "Quý I năm 2025")), register)
    assert cover.reporting_unit.name == ""


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Quý I năm 2025 (từ 15/12/2024 đến 14/3/2025)", "2025-Q1"),
        ("Quý I năm 2025, so với Quý IV năm 2024", "2025-Q1"),
        ("Quý I và phương hướng nhiệm vụ Quý II năm 2025", "2025-Q1"),
        ("6 tháng đầu năm, phương hướng 6 tháng cuối năm 2025", "2025-H1"),
        ("3 tháng đầu năm 2025", "2025-Q1"),
        ("Quý I năm 2025 và lũy kế năm 2025", "2025-Q1"),
    ],
)
def test_a_line_that_begins_with_the_period_says_it(register, line, period):
    cover, findings = told(book(("UBND XÃ LÁT", line)), register)
    assert (cover.period.id, codes(findings)) == (period, [])


UNREPORTED = [
    ("Quý II năm 2025", "Quý II năm 2025"),
    ("(Quý IV năm 2024)", "Quý IV năm 2024"),
    ("Tháng 4 năm 2025", "Tháng 4 năm 2025"),
    ("BÁO CÁO CCHC QUÝ 2/2025", "Quý II năm 2025"),
    ("6 tháng cuối năm 2025", "6 tháng cuối năm 2025"),
]


@pytest.mark.parametrize(("line", "other"), UNREPORTED)
def test_a_title_of_a_period_without_report_is_at_odds_with_the_file_s_name(register, line, other):
    cover, (found,) = told(book(("UBND XÃ LÁT", line), path="x/Xã Lát 2025-Q1.xlsx"), register)
    assert (cover.period, found.code, found.severity) == (Q1, "PER-011", Severity.WARNING)
    assert f"tiêu đề trong tệp ghi kỳ báo cáo là «{other}»" in found.message()
    assert "tên tệp ghi «Quý I năm 2025»; đã dùng «Quý I năm 2025»" in found.message()


@pytest.mark.parametrize(("line", "other"), UNREPORTED)
def test_a_title_of_a_period_without_report_alone_is_an_error_that_names_it(register, line, other):
    cover, (found,) = told(book(("UBND XÃ LÁT", line)), register)
    assert (cover.period, found.code, found.severity) == (None, "PER-012", Severity.ERROR)
    assert f"«{other}»" in found.message()


def test_a_title_of_a_period_without_report_is_at_odds_with_the_command_and_the_other_sheets(register):
    odd = ("UBND XÃ LÁT", "Quý II năm 2025")
    assert codes(told(book(odd), register, period=Q1)[1]) == ["PER-011"]
    cover, findings = told(book(("UBND XÃ LÁT", "Quý I năm 2025"), odd), register)
    assert (cover.period, codes(findings)) == (Q1, ["PER-011"])


@pytest.mark.parametrize(
    "line",
    [
        "Lát, ngày … tháng 4 năm 2025",
        "Số liệu từ tháng 12 năm 2024 đến tháng 3 năm 2025",
        "Phương hướng Quý II năm 2025",
    ],
)
def test_a_date_or_a_plan_is_no_period_at_odds(register, line):
    assert codes(told(of_lat(line), register)[1]) == []


def test_who_is_written_to_is_not_the_reporter(register):
    head = ("UBND HUYỆN LẠC DƯƠNG", MOTTO[0], "UBND XÃ LÁT", MOTTO[1], "Số: 12/BC-UBND")
    rest = ("Báo cáo CCHC Quý I năm 2025", "Kính gửi: UBND huyện Đức Trọng", "- UBND tỉnh Lâm Đồng;")
    cover, findings = told(text(*head, *rest), register)
    assert (cover.reporting_unit.code, cover.report_number, codes(findings)) == ("24862", "12/BC-UBND", [])


def test_an_agency_below_in_the_letter_head_is_the_reporter(register):
    head = (("UBND TỈNH LÂM ĐỒNG",), ("SỞ NỘI VỤ",), "Báo cáo CCHC Quý I/2025")
    cover, findings = told(book(head), register)
    assert (cover.reporting_unit.name, cover.reporting_unit.code) == ("SỞ NỘI VỤ", "")
    assert codes(findings) == ["UNIT-002"]


def test_the_unit_above_in_the_letter_head_tells_namesakes_apart(register):
    cover, findings = told(book(("UBND HUYỆN ĐỨC TRỌNG", "UBND XÃ TÂN THÀNH", "Quý I năm 2025")), register)
    assert (cover.reporting_unit.code, codes(findings)) == ("24979", [])


def test_the_target_tells_namesakes_apart(register):
    namesake = book(("BIỂU MẪU TẠI UBND XÃ TÂN THÀNH", "Quý I năm 2025"))
    assert codes(told(namesake, register)[1]) == ["UNIT-003"]
    cover, findings = told(namesake, register, target=register.with_code("678", Q1.end))
    assert (cover.reporting_unit.code, codes(findings)) == ("24979", [])


def test_the_file_s_name_tells_namesakes_apart(register):
    document = book(
        ("BIỂU MẪU TẠI UBND XÃ TÂN THÀNH", "Quý I năm 2025"), path="x/xa Tan Thanh huyen Duc Trong.xlsx"
    )
    assert told(document, register)[0].reporting_unit.code == "24979"


@pytest.mark.parametrize(
    ("path", "unit", "period", "found"),
    [
        ("x/BM CCHC Q1-2025 xa Lat.xlsx", "24862", "2025-Q1", ("file", "file")),
        ("2025-Q1/Xa Da Chais.xlsx", "24847", "2025-Q1", ("file", "folder")),
        ("Xa Lat/BM3 Q1-2025.xlsx", "24862", "2025-Q1", ("folder", "file")),
        ("Nam 2025/quy 1 xa Lat.xlsx", "24862", "2025-Q1", ("file", "file")),
        ("huyen-lac-duong-2025-Q1/lat.xlsx", "24862", "2025-Q1", ("file", "folder")),
        ("x/xã-đưng-k'nớ_quý-I-2025.xls", "24850", "2025-Q1", ("file", "file")),
    ],
)
def test_the_names_of_file_and_folder_fill_gaps_and_it_is_said(register, path, unit, period, found):
    cover, findings = told(book((), path=path), register)
    assert (cover.reporting_unit.code, cover.period.id) == (unit, period)
    assert (cover.found["unit"], cover.found["period"]) == found
    assert codes(findings) == ["PER-010", "UNIT-013"]
    assert {f.severity for f in findings} == {Severity.INFO}
    assert cover.reporting_unit.name == register.with_code(unit, Q1.end).name


def test_a_folder_of_a_district_names_no_reporter(register):
    cover, findings = told(book((), path="huyen-lac-duong-2025-Q1/BM3.xlsx"), register)
    assert (cover.reporting_unit.name, codes(findings)) == ("", ["PER-010", "UNIT-001"])


def test_a_file_named_after_the_target_names_no_reporter(register):
    target = register.with_code("675", Q1.end)
    cover, _ = told(book((), path="x/huyen Lac Duong Q1-2025.xlsx"), register, target=target)
    assert cover.reporting_unit.name == ""


@pytest.mark.parametrize(
    "path",
    [
        "x/xa Lat.xlsx",
        "x/XÃ LÁT q1.xlsx",
        "2025/bm.xlsx",
        "Nam 2025/huyen Lac Duong.xlsx",
        "huyen-lac-duong-2025-Q1/Xã Lát 2025-Q1.xlsx",
        "Xa Lat/gui huyen Lac Duong 07.3.2025.xlsx",
    ],
)
def test_a_source_that_says_less_is_not_at_odds(register, path):
    cover, findings = told(of_lat(path=path), register)
    assert (cover.reporting_unit.code, cover.period, codes(findings)) == ("24862", Q1, [])


@pytest.mark.parametrize(
    ("path", "code", "other_source", "other"),
    [
        ("x/xa Da Sar.xlsx", "UNIT-012", "tên tệp", "Xã Đạ Sar"),
        ("Xa Da Sar/bm.xlsx", "UNIT-012", "tên thư mục", "Xã Đạ Sar"),
        ("x/xa Lat Q2-2025.xlsx", "PER-009", "tên tệp", "Quý II 2025"),
        ("x/xa Lat 6T 2025.xlsx", "PER-009", "tên tệp", "6 tháng 2025"),
        ("x/xa Lat Q1-2024.xlsx", "PER-009", "tên tệp", "Quý I 2024"),
        ("2025-H1/xa Lat.xlsx", "PER-009", "tên thư mục", "6 tháng 2025"),
    ],
)
def test_title_and_name_at_odds_are_said_and_the_title_counts(register, path, code, other_source, other):
    cover, findings = told(of_lat(path=path), register)
    assert (cover.reporting_unit.code, cover.period) == ("24862", Q1)
    assert [(f.code, f.severity) for f in findings] == [(code, Severity.WARNING)]
    assert "tiêu đề trong tệp ghi" in findings[0].message()
    assert f"{other_source} ghi «{other}»" in findings[0].message()


def test_title_lines_of_two_sheets_at_odds_are_said(register):
    other = ("BIỂU MẪU THỐNG KÊ TẠI UBND XÃ ĐẠ SAR", "6 tháng đầu năm 2025")
    cover, findings = told(book(("BIỂU MẪU TẠI UBND XÃ LÁT", "Quý I năm 2025"), other), register)
    assert (cover.reporting_unit.code, cover.period) == ("24862", Q1)
    assert codes(findings) == ["PER-009", "UNIT-012"]
    assert all("một tiêu đề khác ghi" in f.message() for f in findings)


def test_cover_and_title_at_odds_are_said_and_the_cover_counts(register):
    cells = cover_sheet(LAT)
    form = of_lat().grids[0]
    title = Cell(1, 1, "A1", "BIỂU MẪU TẠI UBND XÃ ĐẠ SAR", "BIỂU MẪU TẠI UBND XÃ ĐẠ SAR")
    document = replace(cells, grids=(*cells.grids, replace(form, cells={**form.cells, (1, 1): title})))
    cover, findings = told(document, register)
    assert (cover.reporting_unit.code, cover.found["unit"], codes(findings)) == (
        "24862",
        "cell",
        ["UNIT-012"],
    )
    assert (
        "sheet «Bìa» ghi đơn vị là «Xã Lát» nhưng tiêu đề trong tệp ghi «Xã Đạ Sar»" in findings[0].message()
    )


def test_an_option_is_found_as_one(small):
    lat = small.with_code("24862", Q1.end)
    cover, _ = told(cover_sheet({}), small, reporting_unit=lat, period=Q1)
    assert (cover.found["unit"], cover.found["period"]) == ("option", "option")


def test_a_level_at_odds_with_the_unit_is_said_and_the_register_counts(small):
    cover, findings = told(cover_sheet(LAT | {"CCHC_CAP": "Cấp huyện"}), small)
    assert (cover.reporting_unit.code, cover.level, codes(findings)) == ("24862", "commune", ["LEVEL-005"])
    assert "«Cấp huyện» nhưng «Xã Lát» thuộc Cấp xã" in findings[0].message()


def test_a_cover_that_lost_its_names_is_read_by_its_labels(register):
    rows = (
        ("Đơn vị báo cáo", "Xã Lát"),
        ("Mã đơn vị", "24862"),
        ("Cấp", "Cấp xã"),
        ("Kỳ báo cáo", "Quý I năm 2025"),
        ("Số liệu từ ngày", "11/12/2024"),
        ("Số liệu đến ngày", "10/03/2025"),
        ("Số báo cáo", "31/BC-UBND"),
        ("Người lập biểu", "K'Tuyết"),
    )
    cover, findings = told(book(rows), register)
    assert (cover.reporting_unit.code, cover.level, codes(findings)) == ("24862", "commune", [])
    assert cover.period == Q1.dated(date(2024, 12, 11), date(2025, 3, 10))
    assert (cover.report_number, cover.prepared_by) == ("31/BC-UBND", "K'Tuyết")


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("từ ngày 11/12/2024 đến ngày 10/3/2025", date(2024, 12, 11), date(2025, 3, 10)),
        ("(Từ 11/12/2024 đến hết ngày 10/3/2025)", date(2024, 12, 11), date(2025, 3, 10)),
        (
            "từ ngày 15 tháng 12 năm 2024 đến ngày 14 tháng 3 năm 2025",
            date(2024, 12, 15),
            date(2025, 3, 14),
        ),
    ],
)
def test_the_title_lines_tell_the_dates(register, line, start, end):
    cover, findings = told(of_lat(line), register)
    assert (cover.period.start, cover.period.end, cover.report_date) == (start, end, None)
    assert (cover.found["start"], cover.found["end"], codes(findings)) == ("title", "title", [])


def test_number_and_day_of_the_report_that_it_is_attached_to_are_read(register):
    cover, _ = told(of_lat("(Kèm theo Báo cáo số 31/BC-UBND ngày 07/3/2025 của UBND xã Lát)"), register)
    assert (cover.report_number, cover.report_date) == ("31/BC-UBND", date(2025, 3, 7))


def test_a_year_beside_a_quarter_says_less(register):
    rows = ("UBND XÃ LÁT", "BÁO CÁO CÔNG TÁC CCHC NĂM 2025", "(Quý I năm 2025)")
    assert told(book(rows), register)[0].period == Q1


def test_without_a_period_a_unit_of_another_day_is_known(register):
    cover, findings = told(of_lat_without_period(), register)
    assert (cover.reporting_unit.code, codes(findings)) == ("24862", ["PER-001"])


def of_lat_without_period() -> SourceDocument:
    return book(("BIỂU MẪU THỐNG KÊ TẠI UBND XÃ LÁT",))
