"""The report of a check as a workbook: its sheets, links, filters, print set-up, and what an auditor says."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from checked import HOSTILE_FILE, HOSTILE_UNIT, checked, content, run

from cchc_excel.output.reports import workbook
from cchc_excel.output.reports.workbook import write_workbook

SHEETS = ["Tóm tắt", "Lỗi cần sửa", "Cảnh báo", "Lưu ý", "Quy tắc", "Nộp báo cáo"]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "r.xlsx"
    write_workbook(path, content())
    return path


@pytest.fixture(scope="module")
def book(report):
    return openpyxl.load_workbook(report)


def lines(sheet, heading_row=1):
    names = [c.value for c in sheet[heading_row]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=heading_row + 1)]


def test_the_sheets_and_the_verdict_first(book):
    assert book.sheetnames == SHEETS
    assert book["Tóm tắt"]["A2"].value.startswith("Chưa đạt: ")
    table = lines(book["Tóm tắt"], 5)
    assert [(row["Kết quả"].value, row["Lỗi"].value) for row in table] == [
        ("có lỗi phải sửa", 1),
        ("không có lỗi, không có cảnh báo", 0),
        ("để trống, chưa có số liệu", 0),
        ("không đọc được", 1),
        ("có lỗi phải sửa", 1),
        ("có lỗi phải sửa", 1),
    ]


def test_a_line_opens_the_very_cell(book):
    first, unread, hostile, text = (row["Ô"] for row in lines(book["Lỗi cần sửa"]))
    assert first.value == "Biểu mẫu 3!D19"
    assert (first.hyperlink.target, first.hyperlink.location) == ("xã\\Lát.xlsx", "'Biểu mẫu 3'!D19")
    assert (unread.hyperlink.target, unread.hyperlink.location) == ("xã\\hỏng.xlsx", None)
    assert hostile.hyperlink.target == "a%22b'%3cimg%20src=x%20onerror=alert(1)%3e.xlsx"
    assert (text.hyperlink.target, text.hyperlink.location) == ("Đạ%20Nhim.txt", None)


def test_filters_frozen_panes_and_print_titles_cover_the_table_exactly(book):
    for sheet in book:
        head = 5 if sheet.title == "Tóm tắt" else 1
        last = openpyxl.utils.get_column_letter(sheet.max_column)
        assert sheet.auto_filter.ref == f"A{head}:{last}{sheet.max_row}", sheet.title
        assert sheet.freeze_panes == f"A{head + 1}"
        assert sheet.print_title_rows == f"${head}:${head}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_rows_are_as_high_as_their_texts(book):
    for row in lines(book["Lỗi cần sửa"]):
        message = row["Nội dung"]
        least = len(message.value) / 54 * 14
        assert book["Lỗi cần sửa"].row_dimensions[message.row].height >= least


def test_names_are_texts_never_formulas_or_links(tmp_path):
    files = (checked("=cmd.xlsx", {"3.3.1": 1, "3.3.2": 2}, unit="=HYPERLINK(1)"),)
    write_workbook(tmp_path / "r.xlsx", content(files=files))
    for sheet in openpyxl.load_workbook(tmp_path / "r.xlsx"):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_files_have_their_fingerprint_and_the_reason_of_a_refusal(book):
    rows = lines(book["Nộp báo cáo"])
    assert [row["SHA-256"].value for row in rows].count("0" * 64) == 5
    assert "tệp rỗng" in rows[3]["Lý do"].value
    assert (rows[4]["Đơn vị"].value, rows[4]["Tệp"].value) == (HOSTILE_UNIT, HOSTILE_FILE)


def test_every_rule_in_force_is_listed(book, catalogue):
    assert [row["Quy tắc"].value for row in lines(book["Quy tắc"])] == [rule.id for rule in catalogue.rules]


def test_suggestions_and_long_texts_are_whole(tmp_path):
    first = run()[0]
    found = replace(first.findings[0], suggestions=("D18 = 72", "D19 = 71"), literal="dài " * 3000)
    write_workbook(tmp_path / "r.xlsx", content(files=(replace(first, findings=(found,), diagnoses=()),)))
    (row,) = lines(openpyxl.load_workbook(tmp_path / "r.xlsx")["Lỗi cần sửa"])
    assert row["Gợi ý"].value == "D18 = 72\nD19 = 71"
    assert row["Nội dung"].value == "dài " * 3000


def test_past_the_limit_of_links_lines_still_name_their_cell(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_MOST_LINKS", 2)
    write_workbook(tmp_path / "r.xlsx", content())
    cells = [row["Ô"] for row in lines(openpyxl.load_workbook(tmp_path / "r.xlsx")["Lỗi cần sửa"])]
    assert [cell.hyperlink is not None for cell in cells] == [True, True, False, False]
    assert cells[2].value == "Biểu mẫu 3!D19"


def test_an_auditor_finds_nothing(report):
    audit = str(Path(sys.executable).with_name("openxml-audit"))
    done = subprocess.run([audit, str(report)], capture_output=True, text=True, check=False)
    assert "no findings" in done.stdout, done.stdout


def test_libreoffice_finds_the_file_and_the_cell(tmp_path, save_as):
    files = (checked("thư mục #1/50%20 K'Nớ.xlsx", {"3.3.1": 1, "3.3.2": 2}),)
    write_workbook(tmp_path / "r.xlsx", content(files=files))
    with zipfile.ZipFile(save_as(tmp_path / "r.xlsx", "ods")) as package:
        links = re.findall(r'xlink:href="([^"]*#[^"]*)"', package.read("content.xml").decode("utf-8"))
    path, _, anchor = links[0].partition("#")
    assert path.endswith("/thư%20mục%20%231/50%2520%20K&apos;Nớ.xlsx")
    assert anchor == "&apos;Biểu%20mẫu%203&apos;!D19"
