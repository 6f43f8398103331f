"""What a consolidating clerk must be able to answer for: who was late, whom to call, what was corrected, what
the unit itself reported, how it stood before, and that nothing was lost."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from cchc_excel.errors import WrongUsage
from cchc_excel.model import sheets
from cchc_excel.model.reconciliation import Whereabouts
from cchc_excel.model.reports import Expectation
from cchc_excel.output import consolidation_summary
from cchc_excel.workflows.consolidating import Request, consolidate_files, summary_of
from cchc_excel.workflows.consolidation import reconciling
from cchc_excel.workflows.explaining import explain
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.templates import write_report
from cchc_excel.workflows.tools import given, load_tools

COMMUNES = {"Xã Lát": (100, 90), "Xã Đạ Sar": (60, 66), "Xã Đạ Nhim": (40, 40)}
"""Settled and in time; xã Đạ Sar says more in time than settled."""


@pytest.fixture(scope="module")
def tools():
    return load_tools()


def write(folder, tools, unit, values, *, period="2025-Q1", level="commune", day=None):
    """A filled template, with the date of the report on its cover."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / "so-lieu.json", folder / f"{unit}.xlsx"
    source.write_text(json.dumps([{"id": i, "value": v} for i, v in values.items()]), encoding="utf-8")
    fill(source, target, tools, given(tools, unit, level, period), force=True)
    source.unlink()
    if day is not None:
        report = read_file(target, "x", tools, given(tools, None, None, None)).report
        write_report(tools, replace(report, cover=replace(report.cover, report_date=day)), target)
    return target


@pytest.fixture(scope="module")
def inbox(tools, tmp_path_factory):
    """Three of the six communes of a district; the first was late, the third gives no date."""
    folder = tmp_path_factory.mktemp("nop")
    for n, (unit, (settled, in_time)) in enumerate(COMMUNES.items()):
        values = {"BM3:3.3.1": settled, "BM3:3.3.2": in_time, "BM6:1.1": 1000.1, "BM6:1.2": 0.2}
        write(folder, tools, unit, values, day=(date(2025, 3, 14), date(2025, 3, 12), None)[n])
    return folder


def run(tools, inbox, target=None, **options):
    request = Request([inbox], target, given(tools, "Huyện Lạc Dương", "district", "2025-Q1"), **options)
    return consolidate_files(request, tools)


def read_back(path, tools):
    return read_file(path, path.name, tools, given(tools, None, None, None)).report


def kept(path, *lines):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def column_of(book, sheet, heading):
    """The texts of a column of a list, by the unit's name."""
    rows = [[cell.value for cell in row] for row in book[sheet].iter_rows()]
    name, wanted = rows[0].index(sheets.UNIT_NAME), rows[0].index(heading)
    return {row[name]: row[wanted] for row in rows[1:]}


# ---- due dates ----


@pytest.fixture
def dated(tools, inbox, tmp_path):
    listing = kept(
        tmp_path / "ds.csv",
        ("Mã", "Tên", "Mã đơn vị cấp trên", "Thời hạn", "Liên hệ"),
        ("24862", "Xã Lát", "675", "12/03/2025", "Chị Hoa, 0912"),
        ("", "Xã Đạ Sar", "", "2025-03-12", ""),
        ("", "Xã Đạ Nhim", "999", "12.3.2025", ""),
        ("", "Xã Đạ Chais", "", "sớm", "Anh Tư"),
    )
    path = tmp_path / "huyen.xlsx"
    return run(tools, inbox, path, unit_list=listing, due=date(2025, 3, 20)), path


def test_late_and_on_time_are_told_from_the_due_date_and_the_report_s_own_date(dated, tools):
    outcome, path = dated
    punctuality = summary_of(outcome, tools).punctuality
    assert (punctuality.on_time, punctuality.late, punctuality.undated) == (1, ["Xã Lát"], ["Xã Đạ Nhim"])
    book = openpyxl.load_workbook(path)
    assert column_of(book, sheets.STATUS, sheets.PUNCTUALITY) == {
        "Xã Lát": "trễ 2 ngày",
        "Xã Đạ Sar": "đúng hạn",
        "Xã Đạ Nhim": "chưa rõ ngày báo cáo",
        "Xã Đạ Chais": None,
    }
    assert column_of(book, sheets.STATUS, sheets.DUE)["Xã Đạ Chais"].date() == date(2025, 3, 20)


def test_what_is_odd_about_the_list_is_told(dated):
    outcome, _ = dated
    said = {f.code: f.message() for _, f in outcome.findings}
    assert "«sớm» không phải là ngày" in said["LIST-001"]
    assert "Xã Đạ Nhim thuộc đơn vị mã 999" in said["UNIT-019"]


def test_due_dates_and_contacts_travel_up(dated, tools, tmp_path):
    _, path = dated
    province = tmp_path / "tinh.xlsx"
    consolidate_files(Request([path], province, given(tools, "Tỉnh Lâm Đồng", None, "2025-Q1")), tools)
    assert read_back(province, tools).expectations["24862"] == Expectation(date(2025, 3, 12), "Chị Hoa, 0912")


def test_a_district_on_the_list_gives_its_date_to_its_communes(tools, inbox, tmp_path):
    listing = kept(tmp_path / "ds.csv", ("Tên", "Thời hạn"), ("Huyện Lạc Dương", "13/03/2025"))
    request = Request([inbox], None, given(tools, "Tỉnh Lâm Đồng", "province", "2025-Q1"), unit_list=listing)
    punctuality = summary_of(consolidate_files(request, tools), tools).punctuality
    assert (punctuality.on_time, punctuality.late) == (1, ["Xã Lát"])


def test_without_a_due_date_nobody_is_late(tools, inbox):
    assert summary_of(run(tools, inbox), tools).punctuality is None


# ---- the unit's own report ----

OWN = {"BM3:3.2.1": 400, "BM3:3.2.2": 390, "BM6:1.1": 5000, "BM6:1.2": 900}


def test_the_unit_s_own_report_is_one_leaf_more_and_stays_it_one_level_up(tools, inbox, tmp_path):
    own = write(tmp_path, tools, "Huyện Lạc Dương", OWN, level="district")
    path = tmp_path / "huyen-ket-qua.xlsx"
    outcome = run(tools, inbox, path, own=own)
    figures = outcome.consolidated.figures
    assert figures["BM3:3.2.1"].value == 400
    assert figures["BM6:1.1"].value == 8000.3
    assert (figures["BM6:1.1"].coverage.reported, figures["BM6:1.1"].coverage.expected) == (4, 7)
    assert (figures["BM3:3.2.1"].coverage.reported, figures["BM3:3.2.1"].coverage.expected) == (1, 1)
    assert not [f.code for _, f in outcome.findings if f.code in ("CONS-016", "CONS-020", "LEVEL-002")]
    assert [leaf.is_own for leaf in read_back(path, tools).leaves if leaf.name == "Huyện Lạc Dương"] == [True]
    parts = {p.unit: p.value for p in explain(path, "BM6:1.2", tools).parts}
    assert parts["Huyện Lạc Dương"] == 900


def test_an_own_report_in_the_folder_is_read_once(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    own = write(folder, tools, "Huyện Lạc Dương", OWN, level="district")
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    outcome = run(tools, folder, own=own)
    assert len(outcome.selection.leaves) == 4
    assert outcome.selection.refused == []


@pytest.mark.parametrize(
    ("unit", "period", "code"),
    [
        ("Huyện Đơn Dương", "2025-Q1", "CONS-018"),
        ("Huyện Lạc Dương", "2025-H1", "PER-003"),
    ],
)
def test_an_own_report_of_another_is_refused(unit, period, code, tools, inbox, tmp_path):
    own = write(tmp_path, tools, unit, OWN, level="district", period=period)
    outcome = run(tools, inbox, own=own)
    assert [r.finding.code for r in outcome.selection.refused] == [code]
    assert len(outcome.selection.leaves) == 3


def test_a_consolidated_file_is_no_own_report(tools, inbox, tmp_path):
    run(tools, inbox, tmp_path / "huyen.xlsx")
    outcome = run(tools, inbox, own=tmp_path / "huyen.xlsx")
    assert [r.finding.code for r in outcome.selection.refused] == ["CONS-019"]


def test_an_own_report_that_holds_the_sum_of_the_others_is_told(tools, inbox, tmp_path):
    sums = {"BM3:3.3.1": 200, "BM3:3.3.2": 196, "BM6:1.1": 3000.3, "BM6:1.2": 0.6}
    own = write(tmp_path, tools, "Huyện Lạc Dương", sums, level="district")
    found = {f.code: f for _, f in run(tools, inbox, own=own).findings}
    assert set(found["CONS-020"].ids) == sums.keys()
    assert "4 dòng" in found["CONS-020"].message()


# ---- corrections ----


@pytest.fixture
def corrections(tmp_path):
    return kept(
        tmp_path / "dinh-chinh.csv",
        ("Đơn vị", "Chỉ tiêu", "Số cũ", "Số mới", "Lý do", "Người báo", "Ngày"),
        ("Xã Đạ Sar", "BM3:3.3.2", "66", "56", "ghi nhầm", "Chị Lan", "15/03/2025"),
        ("24862", "BM3:3.3.2", "80", "85", "", "", ""),
        ("Xã Ka Đô", "BM3:3.3.2", "1", "2", "", "", ""),
        ("Xã Đạ Chais", "BM3:3.3.2", "1", "2", "", "", ""),
    )


@pytest.fixture
def mended(tools, inbox, tmp_path, corrections):
    path = tmp_path / "huyen.xlsx"
    sent = {each.name: each.read_bytes() for each in inbox.iterdir()}
    outcome = run(tools, inbox, path, corrections=corrections)
    assert {each.name: each.read_bytes() for each in inbox.iterdir()} == sent
    return outcome, path


def test_a_corrected_figure_stands_in_the_total_marked_and_explained(mended, tools):
    outcome, path = mended
    assert outcome.consolidated.figures["BM3:3.3.2"].value == 186
    assert not [f for leaf, f in outcome.findings if leaf is not None and f.rule == "BM3-R03"]
    book = openpyxl.load_workbook(path, data_only=True)
    assert "1 số đã đính chính" in [c.value for c in book["Biểu mẫu 3"]["F"] if c.value][-1]
    heading = {c.value: c.column for c in book[sheets.DETAIL][3]}
    line = next(c.row for c in book[sheets.DETAIL]["B"] if c.value == "Xã Đạ Sar")
    cell = book[sheets.DETAIL].cell(line, heading["BM3:3.3.2"])
    assert cell.value == 56
    assert "Đơn vị đã gửi: 66" in cell.comment.text
    messages = column_of(book, sheets.FINDINGS, sheets.MESSAGE)
    assert "đã sửa 66 thành 56" in messages["Xã Đạ Sar"]
    part = next(p for p in explain(path, "BM3:3.3.2", tools).parts if p.unit == "Xã Đạ Sar")
    assert (part.value, part.correction.sent, part.correction.by) == (56, "66", "Chị Lan")


def test_a_correction_of_another_figure_than_is_sent_is_reported_not_applied(mended, tools):
    outcome, _ = mended
    told = json.loads(consolidation_summary.as_json(summary_of(outcome, tools), "vi"))["corrections"]
    assert [(c["unit"]["name"], c["old"], c["value"], c["standing"]) for c in told] == [
        ("Xã Đạ Sar", 66, 56, "applied"),
        ("Xã Lát", 80, 85, "not_applied"),
        ("Xã Ka Đô", 1, 2, "not_applied"),
        ("Xã Đạ Chais", 1, 2, "not_applied"),
    ]
    assert outcome.consolidated.figures["BM3:3.3.2"].coverage.reported == 3
    codes = sorted(f.code for _, f in outcome.findings)
    assert [c for c in codes if c.startswith("CORR")] == ["CORR-001", "CORR-002", "CORR-003", "CORR-010"]


def test_what_was_corrected_is_known_one_level_up(mended, tools, tmp_path):
    _, path = mended
    province = tmp_path / "tinh.xlsx"
    outcome = consolidate_files(
        Request([path], province, given(tools, "Tỉnh Lâm Đồng", None, "2025-Q1")), tools
    )
    assert outcome.consolidated.figures["BM3:3.3.2"].corrected == 1
    leaf = next(leaf for leaf in read_back(province, tools).leaves if leaf.name == "Xã Đạ Sar")
    assert leaf.values["BM3:3.3.2"].correction.reason == "ghi nhầm"
    assert "CORR-001" in [f.code for f in leaf.findings]


def test_a_leaf_line_that_was_changed_by_hand_is_told_and_judged_again(tools, inbox, tmp_path):
    path = tmp_path / "huyen.xlsx"
    run(tools, inbox, path)
    book = openpyxl.load_workbook(path)
    sheet = book[sheets.DETAIL]
    column = next(c.column for c in sheet[3] if c.value == "BM3:3.3.2")
    line = next(c.row for c in sheet["B"] if c.value == "Xã Lát")
    sheet.cell(line, column).value = 999
    book.save(path)
    told = given(tools, "Tỉnh Lâm Đồng", None, "2025-Q1")
    outcome = consolidate_files(Request([path], tmp_path / "tinh.xlsx", told), tools)
    found = [(leaf.name if leaf else "", f.code, f.rule) for leaf, f in outcome.findings]
    assert [f for f in found if f[1] == "CONS-023"] == [("", "CONS-023", None)]
    assert ("Xã Lát", "RULE-001", "BM3-R03") in found


@pytest.mark.parametrize(
    ("text", "of"),
    [("Xã Tân Thành", "Xã Tân Thành"), ("Xã Tân Thanh", "Xã Tân Thanh"), ("xã tân thanh", "Xã Tân Thanh")],
)
def test_a_correction_is_meant_for_the_unit_whose_very_name_it_gives(text, of, tools, tmp_path):
    """Two communes of one province whose names differ in one mark; the first has sent nothing."""
    folder = tmp_path / "nop"
    write(folder, tools, "24907", {"BM3:3.3.1": 302})
    told = given(tools, "Tỉnh Lâm Đồng", "province", "2025-Q1")
    lines = kept(
        tmp_path / "dc.csv", ("Đơn vị", "Chỉ tiêu", "Số cũ", "Số mới"), (text, "BM3:3.3.1", 302, 9302)
    )
    outcome = consolidate_files(Request([folder], None, told, corrections=lines), tools)
    total = outcome.consolidated.figures["BM3:3.3.1"].value
    assert total == (9302 if of == "Xã Tân Thanh" else 302)


def test_a_name_that_two_units_bear_is_nobody_s(tools, tmp_path):
    folder = tmp_path / "nop"
    write(folder, tools, "24820", {"BM3:3.3.1": 302})  # phường 1 of Bảo Lộc; Đà Lạt has one too
    told = given(tools, "Tỉnh Lâm Đồng", "province", "2025-Q1")
    lines = kept(
        tmp_path / "dc.csv", ("Đơn vị", "Chỉ tiêu", "Số cũ", "Số mới"), ("Phường 1", "BM3:3.3.1", 302, 1)
    )
    outcome = consolidate_files(Request([folder], None, told, corrections=lines), tools)
    assert outcome.corrections[0].finding.code == "CORR-009"
    assert outcome.consolidated.figures["BM3:3.3.1"].value == 302


def test_a_percent_that_is_made_of_parts_is_corrected_by_its_parts(tools, inbox, tmp_path):
    lines = kept(
        tmp_path / "dc.csv", ("Đơn vị", "Chỉ tiêu", "Số cũ", "Số mới"), ("Xã Lát", "BM3:3.3", "90", "91")
    )
    outcome = run(tools, inbox, corrections=lines)
    assert [c.finding.code for c in outcome.corrections] == ["CORR-011"]


# ---- the period before ----


@pytest.fixture(scope="module")
def before(tools, tmp_path_factory):
    """The consolidated file of the year before, of four communes."""
    folder = tmp_path_factory.mktemp("truoc")
    values = {
        "Xã Lát": (400, 300),
        "Xã Đạ Sar": (240, 240),
        "Xã Đạ Nhim": (160, 160),
        "Xã Đạ Chais": (800, 0),
    }
    for unit, (settled, in_time) in values.items():
        write(folder, tools, unit, {"BM3:3.3.1": settled, "BM3:3.3.2": in_time}, period="2024-Y")
    path = folder / "huyen.xlsx"
    consolidate_files(Request([folder], path, given(tools, "Huyện Lạc Dương", "district", "2024-Y")), tools)
    return path


@pytest.fixture
def compared(tools, inbox, before, tmp_path):
    return run(tools, inbox, tmp_path / "huyen.xlsx", previous=before)


def test_the_period_before_is_told_over_all_units_and_over_those_that_reported_now(compared):
    told = compared.before.beside(compared.selection)
    assert told.period.id == "2024-Y"
    assert told.all_units["BM3:3.3"] == 43.75
    assert told.same_units["BM3:3.3"] == 87.5


def test_the_period_before_never_fills_a_gap(compared, tools, inbox):
    alone = run(tools, inbox)
    assert compared.consolidated.figures == alone.consolidated.figures
    assert compared.selection.missing == alone.selection.missing


def test_a_folder_of_communes_of_the_period_before_says_the_same(compared, tools, inbox, before, tmp_path):
    folder = tmp_path / "truoc"
    folder.mkdir()
    for each in before.parent.glob("Xã*.xlsx"):
        (folder / each.name).write_bytes(each.read_bytes())
    told = run(tools, inbox, previous=folder)
    assert told.before.beside(told.selection) == compared.before.beside(compared.selection)


def test_a_file_without_the_unit_is_told(tools, inbox, tmp_path):
    other = write(tmp_path, tools, "Xã Ka Đô", {"BM3:3.3.1": 5}, period="2024-Y")
    outcome = run(tools, inbox, previous=other)
    assert outcome.before is None
    assert "PREV-008" in [f.code for _, f in outcome.findings]


@pytest.fixture
def explained(tools, inbox, tmp_path):
    """The folder and the consolidated file of a first round, in which xã Lát explained a warning; its figures
    have changed since, its note has not."""
    folder, first = tmp_path / "nop", tmp_path / "lan-mot.xlsx"
    folder.mkdir()
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    note = {"id": "BM4:2.2", "value": 21, "note": "Tăng theo quyết định của huyện"}
    for used, out in ((22, first), (23, None)):
        (tmp_path / "so-lieu.json").write_text(
            json.dumps([{"id": "BM4:2.1", "value": 20}, {**note, "value": used}]), encoding="utf-8"
        )
        told = given(tools, "Xã Lát", "commune", "2025-Q1")
        fill(tmp_path / "so-lieu.json", folder / "Xã Lát.xlsx", tools, told, force=True)
        if out is not None:
            run(tools, folder, out)
    return folder, first


def warned(outcome):
    of_leaves = [f for leaf, f in outcome.findings if leaf is not None and f.rule == "BM4-R01"]
    return [(f.rule, f.explained, f.stale is not None) for f in of_leaves]


def test_an_explanation_of_other_figures_is_stale_also_one_level_up(explained, tools, tmp_path):
    folder, first = explained
    assert warned(run(tools, folder)) == [("BM4-R01", True, False)]
    again = tmp_path / "lan-hai.xlsx"
    assert warned(run(tools, folder, again, previous=first)) == [("BM4-R01", False, True)]
    told = given(tools, "Tỉnh Lâm Đồng", None, "2025-Q1")
    province = consolidate_files(Request([again], tmp_path / "tinh.xlsx", told), tools)
    assert warned(province) == [("BM4-R01", False, True)]
    said = [f.message() for _, f in province.findings if f.rule == "BM4-R01"]
    assert said[0].count("trước là 22, nay là 23") == 1
    # and where the file that was consolidated did not know of it
    run(tools, folder, again, force=True)
    province = consolidate_files(Request([again], None, told, previous=first), tools)
    assert warned(province) == [("BM4-R01", False, True)]


# ---- the call list ----


def test_the_call_list_begins_with_whoever_moves_the_totals_most(compared, tools):
    calls = [(c.reporting_unit.name, c.reason.value, c.effect and c.effect.id) for c in compared.calls]
    assert calls[0] == ("Xã Đạ Chais", "missing", "BM3:3.3.1")
    assert ("Xã Đạ Sar", "errors", "BM3:3.3.2") in calls
    assert compared.calls[0].effect.share == pytest.approx(200 / 400, abs=0.01)  # a quarter of 800
    lines = consolidation_summary.as_text(summary_of(compared, tools), "vi")
    assert "1. Xã Đạ Chais: chưa nộp; Biểu mẫu 3, dòng 3.3.1: kỳ trước 800, cỡ 49,6 % của tổng" in lines


def test_each_unit_to_be_asked_has_a_message_ready(compared, tools, tmp_path):
    book = openpyxl.load_workbook(tmp_path / "huyen.xlsx")
    messages = column_of(book, sheets.CALLS, "Tin nhắn soạn sẵn")
    assert messages["Xã Đạ Chais"].startswith("Kính gửi Xã Đạ Chais: Huyện Lạc Dương chưa nhận được số liệu")
    assert "66 hồ sơ giải quyết đúng hạn lớn hơn 60" in messages["Xã Đạ Sar"]
    assert "Xã Lát" not in messages


def test_each_total_names_the_units_that_have_no_figure_in_it(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    (folder / "Xã Lát.xlsx").unlink()
    write(folder, tools, "Xã Lát", {"BM6:1.1": 5, "BM3:3.3.1": "chưa rõ"})
    write(folder, tools, "Xã Đạ Chais", {"BM3:3.3.1": 5}, period="2025-H1")
    run(tools, folder, tmp_path / "huyen.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "huyen.xlsx", data_only=True)["Biểu mẫu 3"]
    comment = next(row[5].comment.text for row in sheet.iter_rows() if row[0].value == "3.3.1")
    assert comment.startswith("Chưa có số: ")
    assert set(comment.removeprefix("Chưa có số: ").rstrip(".").split(", ")) == {
        "Xã Lát (ghi chữ)",
        "Xã Đạ Chais (tệp không dùng được)",
        "Thị trấn Lạc Dương (chưa nộp)",
        "Xã Đưng KNớ (chưa nộp)",
    }


def test_a_unit_whose_file_cannot_be_read_has_sent_something(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    (folder / "BC CCHC Đạ Chais quý 1.xlsx").write_bytes(b"PK\x03\x04 cut off")
    outcome = run(tools, folder, tmp_path / "huyen.xlsx")
    assert "Xã Đạ Chais" not in [u.name for u in outcome.selection.missing]
    messages = column_of(openpyxl.load_workbook(tmp_path / "huyen.xlsx"), sheets.CALLS, "Tin nhắn soạn sẵn")
    assert "nhưng chưa dùng được:\n1. BC CCHC Đạ Chais quý 1.xlsx: tệp bị hỏng" in messages["Xã Đạ Chais"]
    assert "chạy lại lệnh" not in messages["Xã Đạ Chais"]  # that is the consolidating clerk's to do


def test_a_province_s_list_serves_each_of_its_districts(tools, inbox, tmp_path):
    listing = kept(
        tmp_path / "ds.csv", ("Tên",), ("Xã Lát",), ("Xã Đạ Sar",), ("Xã Ka Đô",), ("Tổ đặc biệt",)
    )
    outcome = run(tools, inbox, unit_list=listing)
    assert [u.name for u in outcome.selection.expected] == ["Xã Lát", "Xã Đạ Sar", "Tổ đặc biệt"]
    assert "LIST-002" in [f.code for _, f in outcome.findings]


def test_a_district_of_the_list_brings_its_own_report_and_stands_for_its_communes(tools, inbox, tmp_path):
    own = write(tmp_path, tools, "Huyện Lạc Dương", OWN, level="district")
    run(tools, inbox, tmp_path / "huyen-ket-qua.xlsx", own=own)
    listing = kept(tmp_path / "ds.csv", ("Tên",), ("Huyện Lạc Dương",))
    told = given(tools, "Tỉnh Lâm Đồng", None, "2025-Q1")
    outcome = consolidate_files(
        Request([tmp_path / "huyen-ket-qua.xlsx"], None, told, unit_list=listing), tools
    )
    assert outcome.selection.not_expected == []
    assert outcome.consolidated.figures["BM3:3.2.1"].value == 400
    assert outcome.consolidated.figures["BM3:3.2.1"].coverage.expected == 1


# ---- reconciliation ----


def test_every_figure_that_came_is_found_again(tools, inbox, tmp_path, corrections):
    folder = tmp_path / "nop"
    folder.mkdir()
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    (folder / "Xã Lát (1).xlsx").write_bytes((inbox / "Xã Lát.xlsx").read_bytes())
    write(folder, tools, "Xã Ka Đô", {"BM3:3.3.1": 5})
    write(folder, tools, "Xã Đạ Chais", {"BM3:3.3.1": 5, "BM3:3.3.2": 5}, period="2025-H1")
    told = run(tools, folder, tmp_path / "huyen.xlsx", corrections=corrections).reconciliation
    assert told.lost == ()
    assert told.files == 6
    counts = {where.value: n for where, n in told.figures.items()}
    # a report: two figures and their percent in form 3, the same in form 6
    assert counts == {"detail": 16, "corrected": 2, "set_aside": 6, "not_expected": 1, "refused": 3}


def test_a_figure_that_is_nowhere_is_named(tools, inbox):
    outcome = run(tools, inbox)
    made = outcome.consolidated.report
    lat = next(leaf for leaf in made.leaves if leaf.name == "Xã Lát")
    wrong = {**lat.values, "BM3:3.3.1": replace(lat.values["BM3:3.3.1"], value=99.0)}
    changed = [replace(leaf, values=wrong) if leaf is lat else leaf for leaf in made.leaves]
    read = [read_file(path, path.name, tools, given(tools, None, None, None)) for path in inbox.iterdir()]
    told = reconciling.reconcile(read, replace(made, leaves=tuple(changed)), tools.catalogue)
    assert told.lost == ("Xã Lát.xlsx: BM3:3.3.1",)
    without = reconciling.reconcile(read, replace(made, leaves=tuple(changed[:1])), tools.catalogue)
    assert without.figures[Whereabouts.LOST] == 12


def test_a_file_that_does_not_hold_what_was_made_is_never_given_out(tools, inbox, tmp_path, monkeypatch):
    whole = reconciling.read_back
    monkeypatch.setattr(
        "cchc_excel.workflows.consolidating.read_back",
        lambda *given: replace(whole(*given), leaves=whole(*given).leaves[:-1]),
    )
    with pytest.raises(AssertionError, match="not what was made"):
        run(tools, inbox, tmp_path / "huyen.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_report_of_a_unit_counts_once_however_often_it_comes(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    once = run(tools, folder, folder / "kq.xlsx").reconciliation
    again = run(tools, folder, tmp_path / "kq2.xlsx")
    assert again.reconciliation == once
    assert [f.code for _, f in again.findings if f.code == "CONS-022"] == ["CONS-022"]
    both = consolidate_files(
        Request([folder / "kq.xlsx", *inbox.iterdir()], None, given(tools, "Tỉnh Lâm Đồng", None, "2025-Q1")),
        tools,
    )
    assert both.reconciliation.figures[Whereabouts.DETAIL] == once.figures[Whereabouts.DETAIL]


def test_white_space_in_the_name_of_a_file_is_no_loss(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    names = iter((" Xã Lát  .xlsx", "Xã\tĐạ\nSar.xlsx", "xa\u00a0dạ nhim .xlsx"))
    for each in inbox.iterdir():
        (folder / next(names)).write_bytes(each.read_bytes())
    (folder / " hỏng \t.xlsx").write_bytes(b"PK")
    outcome = run(tools, folder, tmp_path / "huyen.xlsx")
    assert outcome.reconciliation.lost == ()
    assert outcome.written.exists()


def test_what_is_no_figure_is_said_beside_the_account(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    write(folder, tools, "Xã Lát", {"BM3:3.3.1": "khoảng 150"})
    (folder / "Xã Đạ Sar.xlsx").write_bytes(b"")
    told = run(tools, folder).reconciliation
    assert (told.unread_files, told.unread_places) == (1, 1)


def test_a_file_that_came_is_never_written_over(tools, inbox, tmp_path):
    folder = tmp_path / "nop"
    folder.mkdir()
    for each in inbox.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    before = (folder / "Xã Lát.xlsx").read_bytes()
    with pytest.raises(WrongUsage, match="trùng với một tệp đầu vào"):
        run(tools, folder, folder / "Xã Lát.xlsx", force=True)
    assert (folder / "Xã Lát.xlsx").read_bytes() == before
    run(tools, folder, folder / "kq.xlsx")
    run(tools, folder, folder / "kq.xlsx", force=True)  # an earlier result may be


def test_a_result_that_is_no_workbook_by_its_name_is_refused(tools, inbox, tmp_path):
    with pytest.raises(WrongUsage, match=r"\.xlsx"):
        run(tools, inbox, tmp_path / "kq.pdf")


# ---- the name of the result ----


def test_a_result_that_is_not_named_is_named_after_the_unit_and_the_period(
    tools, inbox, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    outcome = run(tools, inbox, names_target=True)
    assert outcome.written.name == "Tổng hợp Huyện Lạc Dương 2025-Q1.xlsx"
    assert (tmp_path / outcome.written).exists()
    assert "tên tệp kết quả" in outcome.found.inferred[-1].vi


def test_a_result_of_an_earlier_run_keeps_its_name_and_the_next_gets_a_number(
    tools, inbox, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    names = [run(tools, inbox, names_target=True).written.name for _ in range(3)]
    assert names == [f"Tổng hợp Huyện Lạc Dương 2025-Q1{n}.xlsx" for n in ("", " (2)", " (3)")]


def test_the_result_is_no_input_of_the_next_run(tools, inbox, tmp_path, monkeypatch):
    for each in inbox.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        outcome = run(tools, tmp_path, names_target=True, force=True)
        assert (len(outcome.selection.leaves), outcome.selection.refused) == (3, [])
