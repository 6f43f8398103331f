"""From the published report to a workbook and back: 33 of 33 values, whoever opened and saved the file between."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cchc_excel.mapping.identity import Given
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import given, load_tools

PUBLISHED = Path(__file__).parents[2] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"


@pytest.fixture(scope="module")
def tools():
    return load_tools()


def report_in(path, tools):
    return read_file(path, path.name, tools, Given()).report


@pytest.fixture(scope="module")
def filled(tools, tmp_path_factory):
    target = tmp_path_factory.mktemp("filled") / "dk.xlsx"
    return target, fill(PUBLISHED, target, tools, Given(), force=False)


def test_33_of_33_published_values_come_back(filled, tools):
    stated = report_in(PUBLISHED, tools)
    assert len(stated.numbers) == 33
    back = report_in(filled[0], tools)
    assert {i: back.numbers.get(i) for i in stated.numbers} == stated.numbers
    assert back.values["BM7:2.2"].note == "Trừ văn bản mật"
    assert back.cover == stated.cover


def test_they_come_back_after_libreoffice_has_recalculated_and_saved_the_file(filled, tools, recalculate):
    stated = report_in(PUBLISHED, tools)
    saved = report_in(recalculate([filled[0]])["dk.xlsx"], tools)
    assert {i: saved.numbers.get(i) for i in stated.numbers} == stated.numbers
    assert saved.cover == stated.cover
    assert {f.code for f in saved.findings} == set()


def test_the_two_blank_percents_are_computed_and_said(filled, tools):
    found = {f.ids: f.message() for f in filled[1] if f.code == "FILL-004"}
    assert set(found) == {("BM1:2",), ("BM7:3",)}
    assert "57,14 %" in found["BM1:2",]
    assert "98,59 %" in found["BM7:3",]
    numbers = report_in(filled[0], tools).numbers
    assert numbers["BM1:2"] == pytest.approx(800 / 14)
    assert numbers["BM7:3"] == pytest.approx(7000 / 71)


def test_a_program_that_cannot_calculate_sees_every_value(filled):
    book = openpyxl.load_workbook(filled[0], data_only=True)
    assert book["Biểu mẫu 1"]["D11"].value == pytest.approx(8 / 14)
    assert book["Biểu mẫu 3"]["D17"].value == 1
    assert book["Bìa"]["B18"].value == 0


@pytest.mark.parametrize(
    ("lines", "shown", "note", "code"),
    [
        (["BM3:3.3.1,207030", "BM3:3.3.2,204847", "BM3:3.3,98.94%"], 204847 / 2070.30, "98,94%", "FILL-005"),
        (["BM3:3.3.1,71", "BM3:3.3.2,70", "BM3:3.3,100%"], 100, "", "FILL-002"),
        (["BM3:3.3,100%"], 100, "", "FILL-001"),
        (["BM3:3.3.1,0", "BM3:3.3.2,0", "BM3:3.3,100%"], 100, "", "FILL-001"),
    ],
)
def test_a_stated_percent_gives_way_to_its_parts_or_replaces_the_formula(
    lines, shown, note, code, tools, tmp_path
):
    source, target = tmp_path / "v.csv", tmp_path / "v.xlsx"
    source.write_text("\n".join(["id,value", *lines]), encoding="utf-8")
    said = fill(source, target, tools, given(tools, "Xã Lát", "commune", "2025-Q1"), force=False)
    assert code in {f.code for f in said}
    value = report_in(target, tools).values["BM3:3.3"]
    assert value.value == pytest.approx(shown, abs=1e-9)
    assert note in value.note
    is_formula = str(openpyxl.load_workbook(target)["Biểu mẫu 3"]["D17"].value).startswith("=")
    assert is_formula is (code == "FILL-005")


def test_a_value_that_has_no_cell_is_said(tools, tmp_path):
    (tmp_path / "v.json").write_text('{"BM3:1": 173, "BM9:1": 5}', encoding="utf-8")
    said = fill(
        tmp_path / "v.json", tmp_path / "v.xlsx", tools, given(tools, "Xã Lát", None, "2025-Q1"), force=False
    )
    assert "«BM9:1» (giá trị «5»)" in next(f for f in said if f.code == "BIND-006").message()
