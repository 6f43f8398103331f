"""Links of reports open the file that is meant, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_excel.output.reports.links import excel_link, relative_link, uri


@pytest.mark.parametrize(
    ("path", "folder", "link"),
    [
        ("nop/Xã Lát.xlsx", ".", "nop/Xã Lát.xlsx"),
        ("nop/Xã Lát.xlsx", "nop", "Xã Lát.xlsx"),
        ("nop/a.xlsx", "ket-qua", "../nop/a.xlsx"),
    ],
)
def test_a_link_starts_where_the_report_stands(path, folder, link):
    assert relative_link(Path(path), Path(folder)) == link


@pytest.mark.parametrize(
    ("link", "place", "target"),
    [
        ("Xã Lát.xlsx", "Biểu mẫu 3!D18", "external:./Xã%20Lát.xlsx#'Biểu mẫu 3'!D18"),
        ("a.xlsx", "K'Nớ!D1", "external:./a.xlsx#'K''Nớ'!D1"),
        ("a#1 50%20.xlsx", "S!A1", "external:./a%231%2050%2520.xlsx#'S'!A1"),
        ("a.txt", "Biểu mẫu 3!dòng 631", "external:./a.txt"),
        ("a.docx", "Bảng 1!hàng 2, cột 3", "external:./a.docx"),
        ("a.xlsx", "", "external:./a.xlsx"),
        ("a", "", "external:./a"),
        ("", "", None),
        ("x" * 3000 + ".xlsx", "S!A1", None),
    ],
)
def test_excel_opens_the_cell_of_a_workbook_and_the_file_of_anything_else(link, place, target):
    assert excel_link(link, place) == target


def test_a_name_that_looks_like_a_scheme_is_a_name():
    assert uri("javascript:alert(1).xlsx") == "javascript%3Aalert%281%29.xlsx"
