"""Many reporting units in one workbook, a column each: as many reports, and each has its own figures."""

from __future__ import annotations

import json

import openpyxl
import pytest
from click.testing import CliRunner
from support import document_of, form_lines, grid_of, write_book

from cchc_excel.cli import main
from cchc_excel.errors import Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_reports
from cchc_excel.mapping.side_by_side import UnitSearch
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Cover
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.reading import read_file, read_files
from cchc_excel.workflows.tools import given, load_tools

COMMUNES = {"Xã Lát": "24862", "Xã Đạ Sar": "24865", "Xã Đạ Nhim": "24848"}
TITLE = "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2025 HUYỆN LẠC DƯƠNG"
SETTLED = "BM3:3.3.1"
SETTLED_OF = {"Xã Lát": 71, "Xã Đạ Sar": 50, "Xã Đạ Nhim": 30}


@pytest.fixture(scope="module")
def tools():
    return load_tools()


def lines_of(*heads, below=(), figure=lambda head, code: SETTLED_OF.get(head, 999)):
    """Form 3 with a column for each heading; the figure stands in the rows of settled files."""
    found = [[TITLE], ["Biểu mẫu 3"], ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", *heads]]
    found += [[None] * 3 + list(below)] if below else []
    for code, label, unit, *_ in form_lines("BM3")[3:]:
        row = [figure(head, code) if code in ("3.3.1", "3.3.2") else None for head in heads]
        found.append([code, label, unit, *row])
    return found


@pytest.fixture
def reports(tools):
    def of(lines, **looks):
        document = document_of(grid_of(lines, "Biểu mẫu 3", **looks))
        read = read_reports(document, tools.catalogue, tools.administration, tools.register, Given())
        return [report for report, _ in read]

    return of


def settled(reports):
    return {r.cover.reporting_unit.name: r.values[SETTLED].value for r in reports}


# Which columns are units


def test_each_unit_s_column_is_a_report_of_its_own(reports):
    found = reports(lines_of(*COMMUNES))
    assert settled(found) == SETTLED_OF
    assert {r.cover.reporting_unit.name: r.cover.reporting_unit.code for r in found} == COMMUNES
    assert {(r.cover.level, r.cover.period.id) for r in found} == {("commune", "2025-Q1")}
    assert [r.values[SETTLED].cell for r in found] == ["D16", "E16", "F16"]


@pytest.mark.parametrize("total", ["Tổng cộng", "Toàn huyện", "Cộng", "Tổng số"])
@pytest.mark.parametrize("place", [0, 3])
def test_the_column_of_the_total_is_nobody_s_report(reports, total, place):
    heads = list(COMMUNES)
    heads.insert(place, total)
    assert settled(reports(lines_of(*heads))) == SETTLED_OF


def test_a_unit_that_nobody_knows_among_others_is_read_and_told(reports):
    found = reports(lines_of("Xã Lát", "Xã Không Có", "Xã Đạ Sar"))
    assert settled(found) == {"Xã Lát": 71, "Xã Không Có": 999, "Xã Đạ Sar": 50}
    odd = [[f for f in r.findings if f.code.startswith("UNIT-")] for r in found]
    assert [len(each) for each in odd] == [0, 1, 0]
    assert odd[1][0].code == "UNIT-002"
    assert "Xã Không Có" in odd[1][0].message()


def test_under_each_unit_the_column_of_this_period_is_read(reports):
    heads = ["Xã Lát", None, "Xã Đạ Sar", None]
    lines = lines_of(*heads, below=["Kỳ trước", "Kỳ này"] * 2)
    for line in lines[4:]:
        line[3:] = [1, 2, 3, 4]
    found = reports(lines, merged=((3, 4, 3, 5), (3, 6, 3, 7)))
    assert settled(found) == {"Xã Lát": 2, "Xã Đạ Sar": 4}


def test_a_heading_above_the_units_does_not_hide_them(reports):
    lines = lines_of(*COMMUNES)
    lines[2:3] = [["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu"], [None] * 3 + list(COMMUNES)]
    assert settled(reports(lines, merged=((3, 4, 3, 6),))) == SETTLED_OF


def test_periods_as_headings_are_no_units_and_the_report_s_own_is_read(reports):
    quarters = {"Quý I": 71, "Quý II": 80, "Quý III": 90, "Quý IV": 95}
    lines = lines_of(*quarters, figure=lambda head, code: quarters[head])
    (found,) = reports(lines)
    assert found.values[SETTLED].value == 71
    lines[0] = [TITLE.replace("QUÝ I ", "QUÝ III ")]
    (found,) = reports(lines)
    assert found.values[SETTLED].value == 90


@pytest.mark.parametrize(
    "heads", [("Q1", "Q2", "Q3", "Q4"), ("Q.1", "Q.2", "Q.3", "Q.4"), ("Quý 1", "Quý 2", "Quý 3", "Quý 4")]
)
@pytest.mark.parametrize("title", [TITLE, "BIỂU MẪU TẠI UBND XÃ LÁT QUÝ I NĂM 2025"])
def test_quarters_in_short_are_periods_and_no_districts(reports, heads, title):
    lines = lines_of(*heads, figure=lambda head, code: 70 + heads.index(head))
    lines[0] = [title]
    (found,) = reports(lines)
    assert found.values[SETTLED].value == 70


@pytest.mark.parametrize("title", [TITLE, "BIỂU MẪU TẠI UBND XÃ LÁT QUÝ I NĂM 2025"])
def test_bare_numerals_are_no_units(reports, title):
    lines = lines_of("I", "II", "III", "IV")
    lines[0] = [title]
    (found,) = reports(lines)
    assert found.cover.reporting_unit.name not in ("I", "II", "III", "IV")


@pytest.mark.parametrize(
    ("own", "heading", "is_unit"),
    [
        ("", "Xã Lát", True),
        ("", "Q1", False),
        ("", "Phường 1", True),
        ("24862", "Xã Đạ Sar", False),  # a commune has no units below it
        ("675", "Xã Đạ Sar", True),
        ("675", "P.1", False),
        ("672", "P.1", True),  # Đà Lạt has one
        ("672", "P1", True),
        ("79", "Q1", True),
        ("675", "Quận Ba Đình", False),  # of another province
        ("675", "Xã Tân Thành", True),
    ],
)
def test_a_heading_is_a_unit_where_the_source_s_own_unit_may_hold_it(tools, own, heading, is_unit):
    period = parse_period("2025-Q1")
    unit = tools.register.with_code(own, period.end) or ReportingUnit("")
    cover = Cover(unit, unit.level, period, found={"unit": "title"} if own else {})
    assert UnitSearch(tools.register, cover, Given()).is_unit(heading) is is_unit


def test_a_number_is_a_unit_below_the_target(tools):
    period = parse_period("2025-Q1")
    cover = Cover(ReportingUnit(""), "", period)
    target = tools.register.with_code("672", period.end)
    assert UnitSearch(tools.register, cover, Given(target=target)).is_unit("P.1")


def test_a_row_that_a_unit_left_blank_is_blank_in_its_report_alone(reports):
    found = reports(lines_of(*COMMUNES, figure=lambda head, code: None if head == "Xã Lát" else 5))
    assert settled(found) == {"Xã Lát": None, "Xã Đạ Sar": 5, "Xã Đạ Nhim": 5}


def test_a_form_in_which_a_unit_has_no_column_is_told_in_its_report_alone(tools):
    three = grid_of(lines_of(*COMMUNES), "Biểu mẫu 3")
    heads = ["STT", "Chỉ tiêu", "ĐVT", "Xã Lát", "Xã Đạ Sar"]
    seven = grid_of([*form_lines("BM7", heads)], "Biểu mẫu 7")
    read = read_reports(
        document_of(three, seven), tools.catalogue, tools.administration, tools.register, Given()
    )
    told = {
        report.name: [f.fields["form"] for f in report.findings if f.code == "BIND-001"] for report, _ in read
    }
    assert {name: "Biểu mẫu 7" in forms for name, forms in told.items()} == {
        "Xã Lát": False,
        "Xã Đạ Sar": False,
        "Xã Đạ Nhim": True,
    }


# Through the use cases


@pytest.fixture
def book(tmp_path):
    def figure(head, code):
        late = head == "Xã Đạ Sar" and code == "3.3.2"
        return SETTLED_OF[head] + late

    return write_book(tmp_path / "tong-hop.xlsx", {"Biểu mẫu 3": lines_of(*COMMUNES, figure=figure)})


def test_a_file_of_many_units_is_read_as_many_reports(book, tools):
    read = read_files([book], tools, Given())
    assert settled(r.report for r in read) == SETTLED_OF
    assert {r.file for r in read} == {str(book)}


def test_each_unit_is_checked_with_its_own_figures(book, tools):
    checked = check_files([book], tools, Given())
    broken = {c.report.name: [f.cells for f in c.findings if f.rule == "BM3-R03"] for c in checked}
    assert broken == {
        "Xã Lát": [],
        "Xã Đạ Sar": [("Biểu mẫu 3!E17", "Biểu mẫu 3!E16")],
        "Xã Đạ Nhim": [],
    }


def test_the_units_of_one_file_are_consolidated_as_leaves(book, tools, tmp_path):
    told = given(tools, "Huyện Lạc Dương", None, "2025-Q1")
    outcome = consolidate_files(Request([book], tmp_path / "kq.xlsx", told), tools)
    assert {leaf.name for leaf in outcome.selection.leaves} == {*COMMUNES}
    assert outcome.consolidated.report.values[SETTLED].value == sum(SETTLED_OF.values())
    assert openpyxl.load_workbook(tmp_path / "kq.xlsx").sheetnames


def test_where_one_report_is_wanted_the_unit_must_be_said(book, tools):
    read = read_file(book, book.name, tools, Given())
    assert read.report is None
    assert (read.fault.code, read.fault.severity) == ("BIND-016", Severity.ERROR)
    assert read.fault.message().startswith(
        "tong-hop.xlsx: tệp có số liệu của nhiều đơn vị (Xã Lát, Xã Đạ Sar, Xã Đạ Nhim)"
    )
    read = read_file(book, book.name, tools, given(tools, "Xã Đạ Sar", None, "2025-Q1"))
    assert read.report.values[SETTLED].value == 50


def test_read_gives_the_rows_of_each_unit(book):
    records = json.loads(CliRunner().invoke(main, ["read", str(book), "--format", "json"]).stdout)
    found = {r["reporting_unit"]: r["value"] for r in records if r["id"] == SETTLED}
    assert found == SETTLED_OF
