"""Which reports a consolidation uses: refused, doubled, not expected, missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from support import report_of

from cchc_excel.consolidation.selection import Target, select
from cchc_excel.errors import finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import parse_period

PERIOD = parse_period("2025-Q1")
DISTRICT = ReportingUnit("Huyện Lạc Dương", "675", "district")
LAT, DA_SAR = ("Xã Lát", "24862"), ("Xã Đạ Sar", "24865")
TOWN, UNKNOWN = ("Thị trấn Lạc Dương", "24846"), ("Xã Nơi Khác", "")


@pytest.fixture
def choose(administration, register):
    def run(*reports, expected=None, latest=False, target=DISTRICT, level="district"):
        return select(
            reports, Target(target, level, PERIOD), expected, administration, register, latest=latest
        )

    return run


def report(unit, values=None, **cover):
    made = report_of("BM3", values or {"3.3.1": 71}, unit=unit[0], unit_code=unit[1], file=f"{unit[0]}.xlsx")
    return replace(made, cover=replace(made.cover, **cover))


def codes(selection):
    return sorted(f.code for f in selection.findings if f.code != "CONS-010")


def test_the_official_table_tells_who_is_missing(choose):
    chosen = choose(report(LAT), report(DA_SAR))
    assert [leaf.name for leaf in chosen.leaves] == ["Xã Lát", "Xã Đạ Sar"]
    assert {u.name for u in chosen.missing} == {
        "Thị trấn Lạc Dương",
        "Xã Đạ Nhim",
        "Xã Đạ Chais",
        "Xã Đưng KNớ",
    }
    assert len(chosen.expected) == 6


def test_another_period_is_refused_with_its_reason(choose):
    chosen = choose(report(LAT, period=parse_period("2025-H1")), report(DA_SAR))
    assert [(r.reporting_unit.name, r.finding.code) for r in chosen.refused] == [("Xã Lát", "PER-003")]
    assert "6 tháng năm 2025" in chosen.refused[0].finding.message()


def test_other_dates_of_the_same_period_are_used_and_flagged(choose):
    others = PERIOD.dated(date(2024, 12, 11), date(2025, 3, 10))
    chosen = choose(report(LAT, period=others), report(DA_SAR), report(TOWN))
    assert len(chosen.leaves) == 3
    assert codes(chosen) == ["PER-004"]
    assert chosen.period == PERIOD


def test_the_dates_of_the_total_are_those_of_most_reports_that_are_used(choose):
    others = PERIOD.dated(date(2024, 12, 11), date(2025, 3, 10))
    refused = [report(TOWN), report(TOWN, {"3.3.1": 5}), report(UNKNOWN)]
    chosen = choose(report(LAT, period=others), report(DA_SAR, period=others), *refused)
    assert chosen.period == others
    assert "PER-004" not in codes(chosen)


def test_neither_order_of_files_nor_of_refusals_shows(choose):
    files = [report(TOWN), report(TOWN, {"3.3.1": 5}), report(UNKNOWN), report(LAT), report(("", ""))]
    one, other = choose(*files), choose(*reversed(files))
    assert one.refused == other.refused
    assert one.findings == other.findings


def test_a_level_that_is_not_below_the_targets_is_refused(choose):
    chosen = choose(report(("Huyện Đơn Dương", "677"), level="district"), report(LAT))
    assert [r.finding.code for r in chosen.refused] == ["LEVEL-002"]


def test_a_report_of_nobody_is_refused(choose):
    assert [r.finding.code for r in choose(report(("", ""))).refused] == ["UNIT-001"]


def test_a_refused_unit_is_not_missing(choose):
    chosen = choose(report(LAT, period=parse_period("2025-Y")))
    assert "Xã Lát" not in {u.name for u in chosen.missing}


def test_two_different_reports_of_one_unit_are_both_refused(choose):
    chosen = choose(report(LAT), report(LAT, {"3.3.1": 72}), report(DA_SAR))
    assert [leaf.name for leaf in chosen.leaves] == ["Xã Đạ Sar"]
    assert [(d.reporting_unit.name, d.used) for d in chosen.duplicates] == [("Xã Lát", None)]
    assert [r.finding.code for r in chosen.refused] == ["CONS-001", "CONS-001"]


def test_the_latest_of_two_is_used_only_when_asked_for(choose):
    old = report(LAT, report_date=date(2025, 3, 7))
    new = replace(report(LAT, {"3.3.1": 72}, report_date=date(2025, 3, 12)))
    chosen = choose(old, new, latest=True)
    assert [leaf.numbers["BM3:3.3.1"] for leaf in chosen.leaves] == [72]
    assert chosen.refused == []
    assert codes(chosen) == ["CONS-002"]


@pytest.mark.parametrize("second", [None, date(2025, 3, 7)])
def test_without_one_latest_date_two_reports_stay_an_error(choose, second):
    chosen = choose(
        report(LAT, report_date=date(2025, 3, 7)), report(LAT, {"3.3.1": 1}, report_date=second), latest=True
    )
    assert chosen.leaves == []


def test_equal_reports_are_one(choose):
    chosen = choose(report(LAT), report(LAT))
    assert len(chosen.leaves) == 1
    assert codes(chosen) == ["CONS-011"]


def test_a_unit_that_is_not_on_the_list_is_not_added(choose):
    chosen = choose(report(LAT), report(UNKNOWN))
    assert [leaf.name for leaf in chosen.leaves] == ["Xã Lát"]
    assert [r.reporting_unit.name for r in chosen.not_expected] == ["Xã Nơi Khác"]


def test_a_list_given_by_the_user_decides_who_is_expected(choose):
    expected = [ReportingUnit(*LAT, "commune"), ReportingUnit(*TOWN, "commune")]
    chosen = choose(report(LAT), report(DA_SAR), expected=expected)
    assert [u.name for u in chosen.missing] == ["Thị trấn Lạc Dương"]
    assert [r.reporting_unit.name for r in chosen.not_expected] == ["Xã Đạ Sar"]


def test_where_the_table_does_not_know_the_target_those_that_arrived_are_expected(choose):
    chosen = choose(report(LAT), report(UNKNOWN), target=ReportingUnit("Sở Nội vụ", "", "district"))
    assert len(chosen.leaves) == 2
    assert chosen.missing == ()


def test_a_district_on_the_list_stands_for_all_its_communes(choose):
    chosen = choose(
        report(LAT),
        expected=[ReportingUnit("Huyện Lạc Dương", "675", "district")],
        target=ReportingUnit("Tỉnh Lâm Đồng", "68", "province"),
        level="province",
    )
    assert len(chosen.expected) == 6
    assert [leaf.name for leaf in chosen.leaves] == ["Xã Lát"]
    assert len(chosen.missing) == 5


def test_on_a_list_of_districts_the_target_stands_for_its_own_communes(choose):
    districts = [DISTRICT, ReportingUnit("Huyện Đơn Dương", "677", "district")]
    chosen = choose(report(LAT), report(DA_SAR), expected=districts)
    assert [leaf.name for leaf in chosen.leaves] == ["Xã Lát", "Xã Đạ Sar"]
    assert (len(chosen.expected), len(chosen.missing)) == (6, 4)


def test_what_is_odd_about_a_consolidated_file_is_told_when_it_is_consolidated_again(choose):
    odd = finding("CONS-013", sheet="Ghi chú", unit="Xã Khác")
    made = replace(report(("Huyện Đức Trọng", "678")), findings=(odd,), leaves=(report(LAT),))
    made = replace(made, cover=replace(made.cover, level="district"))
    province = ReportingUnit("Tỉnh Lâm Đồng", "68", "province")
    assert odd in choose(made, target=province, level="province").findings
