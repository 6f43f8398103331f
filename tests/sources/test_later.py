"""The live checks of a workbook of ours are read when they are asked for, and are then what they always
were."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from cchc_excel.errors import BrokenFile
from cchc_excel.mapping.identity import Given
from cchc_excel.model.sheets import CHECKS
from cchc_excel.sources import read_source
from cchc_excel.sources.later import LaterCells, may_wait, sign_of_formulas
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.tools import load_tools

DISTRICT = Path(__file__).parents[2] / "samples/huyen-lac-duong-2025-Q1"
LAT, SAR = DISTRICT / "Xã Lát 2025-Q1.xlsx", DISTRICT / "Xã Đạ Sar 2025-Q1.xlsx"


def part_of(path, name="xl/worksheets/sheet9.xml"):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def with_part(path, target, change, name="xl/worksheets/sheet9.xml"):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info.filename)
            new.writestr(info.filename, change(content) if info.filename == name else content)
    return target


def test_the_cells_are_those_that_openpyxl_sees_and_hidden_columns_are_known():
    grid = read_source(LAT).grid(CHECKS)
    assert isinstance(grid.cells, LaterCells)
    assert grid.hidden_columns == {11, 12, 13, 14}
    sheet = openpyxl.load_workbook(LAT, data_only=True)[CHECKS]
    filled = {
        (c.row, c.column): c.value for row in sheet.iter_rows() for c in row if c.value not in (None, "")
    }
    assert {p: c.stored for p, c in grid.cells.items() if c.stored not in (None, "")} == filled
    assert len(grid.cells) == len(list(grid.cells)) > 900


def test_checking_does_not_ask_for_them(monkeypatch):
    tools, asked = load_tools(), []
    check_files([SAR], tools, Given())  # the blank template of the process is read now
    before = LaterCells.__getitem__, LaterCells.__iter__
    monkeypatch.setattr(
        LaterCells, "__getitem__", lambda self, place: asked.append(place) or before[0](self, place)
    )
    monkeypatch.setattr(LaterCells, "__iter__", lambda self: asked.append("all") or before[1](self))
    (checked,) = check_files([LAT], tools, Given())
    assert (checked.status, asked) == ("clean", [])


def test_the_sign_is_of_formulas_and_places_alone():
    one, other = (part_of(path) for path in (LAT, SAR))
    assert one != other
    assert sign_of_formulas(one) == sign_of_formulas(other) != ""
    formula = b"<f>CHOOSE(1+2*"
    assert sign_of_formulas(one.replace(formula, b"<f>CHOOSE(3-2*", 1)) != sign_of_formulas(one)
    assert sign_of_formulas(one.replace(b'<c r="D2"', b'<c r="D3"', 1)) != sign_of_formulas(one)
    assert sign_of_formulas(one.replace(b"<f>", b'<f t="shared" si="0"/><f>', 1)) == ""


def test_what_must_be_known_of_a_sheet_is_not_put_off():
    content = part_of(LAT)
    assert may_wait(content)
    assert not may_wait(content.replace(b'<row r="5"', b'<row r="5" hidden="1"', 1))
    assert not may_wait(content.replace(b"</sheetData>", b'</sheetData><mergeCell ref="A1:B1"/>', 1))
    assert not may_wait(content.replace(b"<sheetData>", b"<x:sheetData>", 1))


def test_a_verdict_typed_over_is_told_all_the_same(tmp_path):
    workbook = openpyxl.load_workbook(LAT)
    workbook[CHECKS]["D9"] = "đạt"
    workbook.save(tmp_path / "sua.xlsx")
    (checked,) = check_files([tmp_path / "sua.xlsx"], load_tools(), Given())
    (found,) = [f for f in checked.findings if f.code == "STRUCT-003"]
    assert found.cells == (f"{CHECKS}!D9",)


def test_a_damaged_part_is_a_broken_file_when_it_is_asked_for(tmp_path):
    path = with_part(LAT, tmp_path / "hong.xlsx", lambda content: content.replace(b"</row>", b"</rov>", 1))
    grid = read_source(path).grid(CHECKS)
    with pytest.raises(BrokenFile):
        len(grid.cells)


def test_a_workbook_of_somebody_else_is_read_at_once(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = CHECKS
    workbook.active["A1"] = 1
    workbook.save(tmp_path / "khac.xlsx")
    assert isinstance(read_source(tmp_path / "khac.xlsx").grid(CHECKS).cells, dict)
