"""The way of an explanation: typed beside a row, kept through fill, read, check and consolidate, listed in the
district's file and in the province's; it explains a warning, never an error."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest
from click.testing import CliRunner
from official_books import rich_book

from cchc_excel.cli import main
from cchc_excel.model import sheets

WHY = "- Biệt phái 8 người; có quyết định\nsố 12/QĐ"
"""As people write: a dash first, a semicolon, a second line."""
NOT_SO = "= đúng như sổ"
NOTES = {"BM4:2.2": WHY, "BM3:3.3.2": NOT_SO, "BM7:2.2": "Trừ văn bản mật"}
VALUES = {"BM4:2.1": 24, "BM4:2.2": 32, "BM3:3.3.1": 71, "BM3:3.3.2": 72, "BM7:2.2": 90}
"""More staff than granted is a warning, more settled in time than at all an error."""


def cchc(*arguments):
    done = CliRunner().invoke(main, list(map(str, arguments)))
    assert done.exit_code in (0, 1), (done.output, done.exception)
    return done


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    """A list of values, our template filled with it, and an official workbook filled with that."""
    folder = tmp_path_factory.mktemp("way")
    values, ours, official = (folder / name for name in ("so-lieu.csv", "ours.xlsx", "official.xlsx"))
    with values.open("w", encoding="utf-8", newline="") as file:
        lines = [(i, value, NOTES.get(i, "")) for i, value in VALUES.items()]
        csv.writer(file).writerows([("id", "value", "note"), *lines])
    cchc("fill", values, "--unit", "Xã Lát", "--period", "2025-Q1", "-o", ours)
    template = rich_book(folder / "mau.xlsx", unit="XÃ LÁT")
    cchc("fill", ours, "--template", template, "-o", official)
    return {"ours": ours, "official": official}


@pytest.fixture(scope="module")
def consolidated(books, tmp_path_factory):
    """A district's file of each, and a province's file of that."""
    folder, made = tmp_path_factory.mktemp("up"), {}
    for name, book in books.items():
        district, province = folder / f"huyen-{name}.xlsx", folder / f"tinh-{name}.xlsx"
        cchc("consolidate", book, "--unit", "Huyện Lạc Dương", "-o", district)
        cchc("consolidate", district, "--unit", "Tỉnh Lâm Đồng", "-o", province)
        made[name] = (district, province)
    return made


def lines_of(path, sheet):
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("name", ["ours", "official"])
def test_read_gives_every_note_as_it_was_typed(books, name):
    rows = json.loads(cchc("read", books[name], "--format", "json").stdout)
    assert {r["id"]: r["note"] for r in rows if r["note"]} == NOTES


@pytest.mark.parametrize("name", ["ours", "official"])
def test_check_takes_it_for_the_warning_and_never_for_the_error(books, name):
    (file,) = json.loads(cchc("check", books[name], "--format", "json").stdout)["files"]
    found = {f["rule"]: (f["severity"], f["explained"], f["explanation"]) for f in file["findings"]}
    assert found["BM4-R01"] == ("warning", True, WHY)
    assert found["BM3-R03"] == ("error", False, "")
    assert (file["status"], file["counts"]["warning"]) == ("errors", 0)


@pytest.mark.parametrize("name", ["ours", "official"])
@pytest.mark.parametrize("level", [0, 1], ids=["district", "province"])
def test_the_consolidated_files_list_it_with_the_warning_of_its_commune(consolidated, name, level):
    path = consolidated[name][level]
    found = {
        line[sheets.RULE]: line[sheets.EXPLANATION]
        for line in lines_of(path, sheets.FINDINGS)
        if line[sheets.UNIT_CODE] == "24862" and line[sheets.RULE] in ("BM4-R01", "BM3-R03")
    }
    assert found == {"BM4-R01": WHY, "BM3-R03": None}
    notes = {line[sheets.ROW]: line[sheets.NOTE] for line in lines_of(path, sheets.NOTES)}
    assert {i: note for i, note in notes.items() if note} == NOTES


@pytest.mark.parametrize("level", [0, 1], ids=["district", "province"])
def test_explain_shows_it_beside_the_part_of_its_commune(consolidated, level):
    told = json.loads(cchc("explain", consolidated["ours"][level], "BM4:2.2", "--format", "json").stdout)
    assert [(p["unit"], p["value"], p["note"]) for p in told["parts"]] == [("Xã Lát", 32.0, WHY)]


def test_beside_a_consolidated_file_of_the_same_period_it_is_stale_when_its_value_changed(
    books, consolidated, tmp_path
):
    """What the district added up first is the earlier file of what the commune sends again."""
    again = tmp_path / "again.xlsx"
    book = openpyxl.load_workbook(books["ours"])
    ((sheet, cell),) = book.defined_names["BM4_2.2"].destinations
    book[sheet][cell.replace("$", "")].value = 34
    book.save(again)
    done = cchc("check", again, "--previous", consolidated["ours"][0], "--format", "json")
    found = {f["rule"]: f for f in json.loads(done.stdout)["files"][0]["findings"]}["BM4-R01"]
    assert (found["explained"], found["stale"], found["explanation"]) == (False, True, WHY)
    assert "trước là 32, nay là 34" in found["message"]
