"""A second copy of a form in sight: which one was read, and where the other says something else."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.mapping.binding import bind
from cchc_excel.sources import read_source

LAT = Path(__file__).parents[2] / "samples/huyen-lac-duong-2025-Q1/Xã Lát 2025-Q1.xlsx"


def told(path):
    findings = bind(read_source(path), load_catalogue()).findings
    return [f for f in findings if f.code == "BIND-022"]


@pytest.fixture
def with_copy(tmp_path):
    """A filled template in which form 3 was copied, and the copy changed."""

    def made(change):
        workbook = openpyxl.load_workbook(LAT)
        copy = workbook.copy_worksheet(workbook["Biểu mẫu 3"])
        copy.title = "Biểu mẫu 3 (2)"
        change(copy)
        workbook.save(tmp_path / "m.xlsx")
        return tmp_path / "m.xlsx"

    return made


def test_a_copy_with_other_figures_is_told_with_its_cells_and_the_sheet_that_was_read(with_copy):
    def change(copy):
        copy["D18"], copy["D19"] = 999, 990

    (found,) = told(with_copy(change))
    assert found.cells == ("Biểu mẫu 3 (2)!D18", "Biểu mẫu 3 (2)!D19")
    assert "số liệu được đọc ở sheet «Biểu mẫu 3»" in found.message()
    assert "D18 «999»" in found.message()


def test_a_copy_that_says_the_same_or_is_out_of_sight_is_not(with_copy):
    assert told(with_copy(lambda copy: None)) == []

    def hide(copy):
        copy["D18"], copy.sheet_state = 999, "hidden"

    assert told(with_copy(hide)) == []


def test_a_few_rows_repeated_elsewhere_are_no_copy(with_copy):
    def cut(copy):
        copy["D18"] = 999
        copy.delete_rows(6, 10)

    assert told(with_copy(cut)) == []
