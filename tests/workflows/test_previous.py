"""Earlier reports out of real files: one report, a consolidated file, many units side by side, a folder."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from support import form_lines, write_book

from cchc_excel.errors import BrokenFile, WrongUsage
from cchc_excel.mapping.identity import Given
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.previous import read_previous
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import given, load_tools

STAFF = {"Xã Lát": 32, "Xã Đạ Sar": 30}


@pytest.fixture(scope="module")
def tools():
    return load_tools()


def commune(tools, folder: Path, unit: str, staff: int, period: str = "2025-Q1", note: str = "biệt phái"):
    """A commune's workbook: more staff than the 24 that were granted, and why."""
    source, path = folder / f"{unit}.csv", folder / f"{unit} {period}.xlsx"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("id", "value", "note"), ("BM4:2.1", 24, ""), ("BM4:2.2", staff, note), ("BM3:3.3.1", 71, "")]
        )
    fill(source, path, tools, given(tools, unit, "commune", period), force=True)
    source.unlink()
    return path


@pytest.fixture(scope="module")
def first(tools, tmp_path_factory):
    """What two communes sent first."""
    folder = tmp_path_factory.mktemp("first")
    for unit, staff in STAFF.items():
        commune(tools, folder, unit, staff)
    return folder


@pytest.fixture(scope="module")
def checked(tools, tmp_path_factory):
    path = commune(tools, tmp_path_factory.mktemp("now"), "Xã Lát", 34)
    return read_file(path, path.name, tools, Given()).report


def test_a_report_of_the_unit_itself(tools, first, checked):
    same = read_previous(first / "Xã Lát 2025-Q1.xlsx", tools, Given()).beside(checked).same
    assert same.numbers["BM4:2.2"] == 32


def test_a_folder_of_reports(tools, first, checked):
    same = read_previous(first, tools, Given()).beside(checked).same
    assert (same.source.file, same.numbers["BM4:2.2"]) == ("Xã Lát 2025-Q1.xlsx", 32)


def test_the_leaf_of_a_consolidated_file_with_its_note(tools, first, checked, tmp_path):
    path = tmp_path / "huyen.xlsx"
    consolidate_files(Request([first], path, Given()), tools)
    same = read_previous(path, tools, Given()).beside(checked).same
    assert (same.numbers["BM4:2.2"], same.values["BM4:2.2"].note) == (32, "biệt phái")


def test_the_unit_s_column_of_many_side_by_side(tools, checked, tmp_path):
    title = "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2025 HUYỆN LẠC DƯƠNG"
    lines = [[title], ["Biểu mẫu 4"], ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", *STAFF]]
    lines += [[c, label, unit, *STAFF.values()] for c, label, unit, *_ in form_lines("BM4")[3:]]
    path = write_book(tmp_path / "ca-huyen.xlsx", {"Biểu mẫu 4": lines})
    same = read_previous(path, tools, Given()).beside(checked).same
    assert same.numbers["BM4:2.2"] == 32


def test_a_file_that_does_not_say_whose_it_is_is_the_given_unit_s(tools, checked, tmp_path):
    source = tmp_path / "so-lieu quý I 2025.csv"
    source.write_text("id,value,note\nBM4:2.2,32,\n", encoding="utf-8")
    told = given(tools, "Xã Lát", "commune", "2025-Q1")
    assert read_previous(source, tools, told).beside(checked).same.numbers["BM4:2.2"] == 32
    assert read_previous(source, tools, Given()).beside(checked).same is None


def test_the_files_of_a_folder_that_cannot_be_read_are_named_and_the_others_used(
    tools, first, checked, tmp_path
):
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 cut")
    (tmp_path / "lat.xlsx").write_bytes((first / "Xã Lát 2025-Q1.xlsx").read_bytes())
    read = read_previous(tmp_path, tools, Given())
    assert [f.code for f in read.unread] == ["FILE-006"]
    assert read.beside(checked).same is not None


def test_what_is_not_there_or_cannot_be_read_at_all_is_raised(tools, tmp_path):
    with pytest.raises(WrongUsage) as missing:
        read_previous(tmp_path / "khong-co.xlsx", tools, Given())
    assert missing.value.finding.code == "FILE-004"
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(BrokenFile) as broken:
        read_previous(tmp_path / "hong.xlsx", tools, Given())
    assert broken.value.finding.code == "FILE-006"
