"""What the door to the writing library adds: numbers come back as they were, every book has the same look."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.output.book import new_book


def written(path, *values):
    with new_book(path) as book:
        sheet = book.sheet("A")
        for line, value in enumerate(values):
            book.write(sheet, line, 0, value, book.style(border=1))
    return path


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e15 + 0.3, 1 / 3, 400 / 7 / 100, 1e-9, 1e22, -71.0, 0.0])
def test_a_number_is_read_back_as_it_was(value, tmp_path):
    assert openpyxl.load_workbook(written(tmp_path / "a.xlsx", value))["A"]["A1"].value == value


@given(st.lists(st.floats(-1e99, 1e99), min_size=1, max_size=50))
def test_every_number_is_read_back_as_it_was(tmp_path_factory, values):
    sheet = openpyxl.load_workbook(written(tmp_path_factory.mktemp("b") / "a.xlsx", *values))["A"]
    assert [cell.value for cell in sheet["A"]] == values


def test_short_numbers_are_written_short(tmp_path):
    with zipfile.ZipFile(written(tmp_path / "a.xlsx", 71.0, 0.1)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    assert b"<v>71</v>" in part
    assert b"<v>0.1</v>" in part


def test_no_font_gives_way_to_the_theme_s_and_every_book_of_a_run_is_the_same(tmp_path):
    """A font with a scheme is shown as the theme's (Calibri), whatever its name."""
    parts = []
    for n in range(3):
        with zipfile.ZipFile(written(tmp_path / f"{n}.xlsx", "Xã Lát")) as archive:
            parts.append(archive.read("xl/styles.xml"))
    assert b"<scheme" not in parts[0]
    assert b"Times New Roman" in parts[0]
    assert parts[0] == parts[1] == parts[2]
