"""`check --previous` as a clerk meets it: explanations out of date in every format, last period's figures,
what is said where there is nothing to compare with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from cchc_excel.cli import main
from cchc_excel.errors import BrokenFile, WrongUsage

SAMPLES = Path(__file__).parents[2] / "samples" / "huyen-lac-duong-2025-Q1"
WRITTEN_FOR = "Giải trình «biệt phái 8 người» viết cho số liệu khác (dòng 2.2: trước là 32, nay là 34)"


def cchc(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")

    def write(name: str, staff: int, note: str = "biệt phái 8 người", period: str = "2025-Q1", **more: float):
        """A commune's workbook with more staff than the 24 granted, and the reason."""
        values = {"BM4:2.1": 24, **more}
        lines = [f"BM4:2.2,{staff},{note}", *(f"{i},{v}," for i, v in values.items())]
        source, path = folder / f"{name}.csv", folder / f"{name}.xlsx"
        source.write_text("id,value,note\n" + "\n".join(lines) + "\n", encoding="utf-8")
        done = cchc("fill", source, "--unit", "Xã Lát", "--period", period, "-o", path, "--force")
        assert done.exit_code == 0, done.output
        return path

    return write


@pytest.fixture(scope="module")
def sent_first(book):
    return book("first", 32)


@pytest.fixture(scope="module")
def sent_now(book):
    return book("now", 34)


def checked(*arguments) -> dict:
    (file,) = json.loads(cchc("check", *arguments, "--format", "json").stdout)["files"]
    return file


def test_an_explanation_whose_value_changed_since_is_stale(sent_first, sent_now):
    assert checked(sent_now)["counts"] == {"error": 0, "warning": 0, "info": 1}
    file = checked(sent_now, "--previous", sent_first)
    (found,) = file["findings"]
    assert (file["status"], file["counts"]) == ("warnings", {"error": 0, "warning": 1, "info": 0})
    assert (found["rule"], found["explained"], found["stale"]) == ("BM4-R01", False, True)
    assert found["explanation"] == "biệt phái 8 người"
    assert WRITTEN_FOR in found["message"]


def test_a_stale_explanation_counts_for_the_exit_code(sent_first, sent_now):
    assert cchc("check", sent_now, "--fail-on", "warning").exit_code == 0
    assert cchc("check", sent_now, "--previous", sent_first, "--fail-on", "warning").exit_code == 1
    assert cchc("check", sent_now, "--previous", sent_first).exit_code == 0


def test_an_explanation_written_anew_or_of_the_same_value_holds(book, sent_first):
    for now in (book("renewed", 34, "biệt phái 10 người"), book("unchanged", 32)):
        file = checked(now, "--previous", sent_first)
        assert [(f["explained"], f["stale"]) for f in file["findings"]] == [(True, False)]
        assert file["status"] == "clean"


def test_an_explanation_of_the_period_before_is_never_stale(book, sent_first):
    file = checked(book("half", 34, period="2025-H1"), "--previous", sent_first)
    assert [(f["explained"], f["stale"]) for f in file["findings"]] == [(True, False)]


def test_every_format_shows_a_stale_explanation(sent_first, sent_now, tmp_path):
    def given(form: str) -> Path:
        path = tmp_path / f"r.{form}"
        done = cchc("check", sent_now, "--previous", sent_first, "--format", form, "-o", path)
        assert done.exit_code == 0, done.output
        return path

    text = given("text").read_text(encoding="utf-8")
    assert "  ! [BM4-R01] Cảnh báo: " in text and WRITTEN_FOR in text and "đã giải trình" not in text
    page = given("html").read_text(encoding="utf-8")
    assert WRITTEN_FOR in page and "Cảnh báo, giải trình đã cũ" in page
    warnings = openpyxl.load_workbook(given("xlsx"))["Cảnh báo"]
    assert any(WRITTEN_FOR in str(cell.value) for row in warnings for cell in row)
    (result,) = json.loads(given("sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert (result["level"], result["suppressions"]) == ("warning", [])
    assert WRITTEN_FOR in result["message"]["text"]
    assert (result["properties"]["stale"], result["properties"]["explanation"]) == (True, "biệt phái 8 người")


def test_english_says_it_too(sent_first, sent_now):
    said = cchc("check", sent_now, "--previous", sent_first, "--lang", "en").stdout
    assert "was written for other figures (row 2.2: 32 then, 34 now)" in said


def test_the_figure_of_the_period_before_is_named_as_the_cause(book):
    before = book("q1", 23, "", **{"BM3:3.3.1": 140, "BM3:3.3.2": 131})
    now = book("h1", 22, "", "2025-H1", **{"BM3:3.3.1": 130, "BM3:3.3.2": 131})
    alone = checked(now)["causes"]
    assert len([c for c in alone if c["rank"] == 1]) > 1
    first, *_ = checked(now, "--previous", before)["causes"]
    assert (first["ids"], first["rank"], first["tied"]) == (["BM3:3.3.2"], 1, False)


def test_the_old_workbook_sent_again_is_a_warning(tmp_path):
    old, new = tmp_path / "quy-1.xlsx", tmp_path / "6-thang.xlsx"
    shutil.copy(SAMPLES / "Xã Đưng KNớ 2025-Q1.xlsx", old)
    workbook = openpyxl.load_workbook(old)
    sheet, cell = next(iter(workbook.defined_names["CCHC_KY"].destinations))
    workbook[sheet][cell.replace("$", "")].value = "6 tháng năm 2025"
    for name in ("CCHC_TU_NGAY", "CCHC_DEN_NGAY"):
        sheet, cell = next(iter(workbook.defined_names[name].destinations))
        workbook[sheet][cell.replace("$", "")].value = None
    workbook.save(new)
    file = checked(new, "--previous", old)
    (again,) = [f for f in file["findings"] if f["code"] == "PREV-006"]
    assert (file["period"], file["status"], again["severity"]) == ("2025-H1", "warnings", "warning")
    assert again["message"].startswith("Toàn bộ báo cáo: cả 35 ô có số đều giống hệt Quý I năm 2025")
    assert "Biểu mẫu 3!D18" in again["cells"]


def test_a_unit_or_a_period_that_the_earlier_file_does_not_hold_is_said(sent_first, book):
    sar = SAMPLES / "Xã Đạ Sar 2025-Q1.xlsx"
    assert [f["code"] for f in checked(sar, "--previous", sent_first)["findings"]] == ["PREV-001"]
    later = book("later", 20, "", "2025-H1")
    assert "PREV-002" in [f["code"] for f in checked(sent_first, "--previous", later)["findings"]]


def test_a_folder_of_earlier_files_goes_by_unit(sent_now):
    files = json.loads(cchc("check", SAMPLES, sent_now, "--previous", SAMPLES, "--format", "json").stdout)
    told = {f["code"] for file in files["files"] for f in file["findings"] if f["code"].startswith("PREV")}
    assert told == {"PREV-007"}  # a folder beside itself


def test_an_earlier_file_that_is_not_there_is_wrong_usage(sent_now, tmp_path):
    done = cchc("check", sent_now, "--previous", tmp_path / "khong-co.xlsx")
    assert isinstance(done.exception, WrongUsage)


def test_an_earlier_file_that_cannot_be_read_stops_the_check_one_of_a_folder_is_named(
    sent_first, sent_now, tmp_path
):
    broken = tmp_path / "hong.xlsx"
    broken.write_bytes(b"PK\x03\x04 cut")
    assert isinstance(cchc("check", sent_now, "--previous", broken).exception, BrokenFile)
    shutil.copy(sent_first, tmp_path)
    done = cchc("check", sent_now, "--previous", tmp_path)
    assert done.exit_code == 3
    assert "hong.xlsx" in done.stderr
    assert WRITTEN_FOR in done.stdout


def test_the_result_never_replaces_the_earlier_file(sent_first, sent_now):
    before = sent_first.read_bytes()
    done = cchc("check", sent_now, "--previous", sent_first, "-o", sent_first, "--force")
    assert isinstance(done.exception, WrongUsage)
    assert sent_first.read_bytes() == before
