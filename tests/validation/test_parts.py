"""A district's figures against those of its communes: what differs, by how much, and which part explains it."""

from __future__ import annotations

import pytest
from support import report_of

from cchc_excel.consolidation.consolidate import consolidate
from cchc_excel.consolidation.selection import Target, select
from cchc_excel.errors import Severity
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import parse_period
from cchc_excel.validation.parts import against_parts

PERIOD = parse_period("2025-Q1")
COMMUNES = {"Xã Lát": "24862", "Xã Đạ Sar": "24853", "Xã Đạ Nhim": "24856"}
CODES = {**COMMUNES, "Xã Đạ Chais": "24847"}
SETTLED = {"Xã Lát": 181, "Xã Đạ Sar": 135, "Xã Đạ Nhim": 254}


@pytest.fixture
def compare(catalogue, administration, register):
    """Compare what a district states with three communes, each given as the rows of one form."""

    def run(stated, communes, form="BM3", absent=(), leaves=()):
        reports = [
            report_of(form, rows, unit=name, unit_code=COMMUNES.get(name, ""), file=f"{name}.xlsx")
            for name, rows in communes.items()
        ]
        district = ReportingUnit("Huyện Thử", level="district")
        target = Target(district, "district", PERIOD)
        listed = [r.cover.reporting_unit for r in reports] + [
            ReportingUnit(name, code=CODES.get(name, "")) for name in absent
        ]
        selection = select(reports, target, listed, administration, register, latest=False)
        made = consolidate(selection, target, catalogue, administration)
        report = report_of(form, stated, unit="Huyện Thử", level="district")
        if leaves:
            object.__setattr__(report, "leaves", tuple(leaves))
        return against_parts(report, made.report, catalogue)

    return run


def settled(**changes):
    return {name: {"3.3.1": value} for name, value in (SETTLED | changes).items()}


def only(comparison):
    (found,) = comparison.findings
    return found


def test_what_the_parts_give_is_right_and_counted(compare):
    compared = compare({"3.3.1": 570}, settled())
    assert (compared.rows, compared.findings) == (1, ())


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        (570 - 135, "chênh lệch đúng bằng số của Xã Đạ Sar (135), có thể chưa cộng đơn vị này"),
        (570 + 254, "chênh lệch đúng bằng số của Xã Đạ Nhim (254), có thể cộng đơn vị này hai lần"),
        (750, "số nêu có thể ghi nhầm (hai chữ số đổi chỗ)"),
        (5700, "số nêu có thể ghi nhầm (số ghi lớn gấp 10 lần)"),
        (570 - 181 + 811, "số của Xã Lát có thể được cộng là 811 thay cho 181 (hai chữ số đổi chỗ)"),
        (570 + 9 * 135, "số của Xã Đạ Sar có thể được cộng là 1.350 thay cho 135 (số ghi lớn gấp 10 lần)"),
    ],
)
def test_a_difference_is_explained_by_the_part_that_makes_it(compare, stated, why):
    found = only(compare({"3.3.1": stated}, settled()))
    assert (found.code, found.severity) == ("PART-001", Severity.ERROR)
    assert (found.stated, found.computed, found.imbalance) == (stated, 570, stated - 570)
    assert (found.ids, found.cells) == (("BM3:3.3.1",), ("Biểu mẫu 3!D18",))
    assert why in found.message("vi")


def test_a_difference_that_no_single_unit_explains_says_so(compare):
    assert "Không một đơn vị nào giải thích được" in only(compare({"3.3.1": 600}, settled())).message("vi")


def test_a_blank_total_over_parts_that_have_figures_is_told(compare):
    found = only(compare({"3.3.1": None}, settled()))
    assert (found.stated, found.computed) == (None, 570)
    assert "số nêu là trống, các đơn vị cấp dưới cho 570." in found.message("vi")


def test_where_parts_are_missing_it_is_a_warning_that_names_them(compare):
    communes = {name: {"3.3.1": n, "3.3.2": n - 10, "3.3": 90} for name, n in SETTLED.items()}
    stated = {"3.3": 95.8, "3.3.1": 600, "3.3.2": 575}
    found = only(compare(stated, communes, absent=("Xã Đạ Chais",)))
    assert (found.code, found.severity) == ("PART-002", Severity.WARNING)
    assert found.ids == ("BM3:3.3", "BM3:3.3.1", "BM3:3.3.2")
    assert "3 dòng chưa so được hết vì chưa dùng được báo cáo của Xã Đạ Chais" in found.message("vi")


def test_a_total_below_the_parts_that_are_there_is_wrong_whoever_is_missing(compare):
    found = only(compare({"3.3.1": 435}, settled(), absent=("Xã Đạ Chais",)))
    assert (found.code, found.imbalance) == ("PART-001", -135)


def test_what_a_consolidated_file_holds_of_an_absent_unit_is_known(compare):
    figures = {**SETTLED, "Xã Đạ Chais": 298}
    leaves = [report_of("BM3", {"3.3.1": n}, unit=name, unit_code=CODES[name]) for name, n in figures.items()]
    right = compare({"3.3.1": 868}, settled(), absent=("Xã Đạ Chais",), leaves=leaves)
    assert only(right).code == "PART-002"
    wrong = compare({"3.3.1": 878}, settled(), absent=("Xã Đạ Chais",), leaves=leaves)
    assert (only(wrong).code, only(wrong).imbalance) == ("PART-001", 308)


def test_a_percent_follows_from_its_parts_and_is_not_told_twice(compare):
    communes = {name: {"3.3.1": n, "3.3.2": n - 10} for name, n in SETTLED.items()}
    compared = compare({"3.3": 94.73, "3.3.1": 570, "3.3.2": 540}, communes)
    assert compared.findings == ()  # 540 / 570, cut off
    compared = compare({"3.3": 80, "3.3.1": 570, "3.3.2": 540}, communes)
    assert [f.ids for f in compared.findings] == [("BM3:3.3",)]
    compared = compare({"3.3": 80, "3.3.1": 57, "3.3.2": 540}, communes)
    assert [f.ids for f in compared.findings] == [("BM3:3.3.1",)]


def test_a_mean_may_be_stated_rounded_and_a_row_without_an_operator_is_passed_over(compare):
    communes = {"Xã Lát": {"2.2": 90, "1": 1}, "Xã Đạ Sar": {"2.2": 95, "1": 0}, "Xã Đạ Nhim": {"2.2": 100}}
    assert compare({"2.2": 95, "1": 1}, communes, form="BM7").findings == ()
    assert [f.ids for f in compare({"2.2": 93}, communes, form="BM7").findings] == [("BM7:2.2",)]


def test_a_consolidated_file_names_the_leaf_whose_report_says_something_else_now(compare):
    old = [
        report_of("BM3", rows, unit=n, unit_code=COMMUNES[n])
        for n, rows in settled(**{"Xã Lát": 171}).items()
    ]
    found = only(compare({"3.3.1": 560}, settled(), leaves=old))
    assert "tệp này cộng 171 của Xã Lát, báo cáo của đơn vị ghi 181" in found.message("vi")


def test_the_message_is_there_in_english_too(compare):
    message = only(compare({"3.3.1": 435}, settled())).message("en")
    assert "435 is stated, the units below give 570 (difference -135)." in message
    assert "which may have been left out" in message


def test_a_part_whose_cell_cannot_be_read_is_named_and_nothing_is_blamed_on_the_district(compare):
    found = only(compare({"3.3.1": 570}, settled(**{"Xã Lát": "hai trăm"})))
    assert (found.code, found.severity) == ("PART-002", Severity.WARNING)
    assert "Xã Lát (BM3:3.3.1: «hai trăm»)" in found.message("vi")


def test_a_figure_that_no_part_has_is_told(compare):
    communes = {name: {"3.3.1": n, "3.3.2": None} for name, n in SETTLED.items()}
    found = only(compare({"3.3.1": 570, "3.3.2": 5}, communes))
    assert (found.code, found.ids) == ("PART-006", ("BM3:3.3.2",))
    assert only(compare({"3.3.1": 570, "3.3.2": 5}, communes, absent=("Xã Đạ Chais",))).code == "PART-002"
    assert compare({"3.3.1": 570, "3.3.2": 0}, communes).findings == ()


def test_a_mean_is_said_to_be_one_and_a_rounded_total_to_be_rounded(compare):
    communes = {"Xã Lát": {"2.2": 90}, "Xã Đạ Sar": {"2.2": 95}}
    assert "cho 92,5 % (trung bình cộng)" in only(compare({"2.2": 80}, communes, form="BM7")).message("vi")
    communes = {"Xã Lát": {"1.2": 939.6}, "Xã Đạ Sar": {"1.2": 10}}
    assert "số nêu đã được làm tròn" in only(compare({"1.2": 950}, communes, form="BM6")).message("vi")
