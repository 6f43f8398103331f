"""The command line as a clerk meets it: exit codes, where results go, both names, both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support import edit, figures_of, form_lines, write_book

from cchc_excel.cli.words import COMMANDS, VIETNAMESE_NAMES

PUBLISHED = Path(__file__).parents[2] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"


def cchc(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "cchc_excel", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli") / "dk.xlsx"
    done = cchc("fill", PUBLISHED, "-o", path)
    assert done.returncode == 0, done.stderr
    assert "57,14 %" in done.stdout
    assert "98,59 %" in done.stdout
    return path


def test_without_a_command_five_lines_say_what_to_type_first():
    done = cchc()
    assert done.returncode == 0
    assert len(done.stdout.strip().splitlines()) == 5


@pytest.mark.parametrize("english", VIETNAMESE_NAMES)
def test_every_command_answers_to_both_names_with_help_and_an_example(english):
    helps = [cchc(name, "--help") for name in (english, VIETNAMESE_NAMES[english])]
    assert [h.returncode for h in helps] == [0, 0]
    assert f"cchc {VIETNAMESE_NAMES[english]}" in helps[0].stdout
    assert english in COMMANDS


def test_the_check_of_the_published_text_finds_the_five_infos_and_exits_0():
    done = cchc("check", PUBLISHED, "--format", "json")
    file = json.loads(done.stdout)["files"][0]
    assert done.returncode == 0
    assert file["status"] == "clean"
    assert file["counts"] == {"error": 0, "warning": 0, "info": 5}
    assert sorted((f["rule"], f["ids"][0]) for f in file["findings"]) == [
        ("ALL-R05", "BM1:2"),
        ("ALL-R05", "BM7:3"),
        ("ALL-R08", "BM2a:2"),
        ("ALL-R08", "BM2a:3"),
        ("ALL-R08", "BM4:3"),
    ]
    assert all(f["cells"][0].startswith("Biểu mẫu ") for f in file["findings"])


def test_read_gives_all_95_rows_and_the_33_values(filled):
    rows = json.loads(cchc("read", filled, "--format", "json").stdout)
    assert len(rows) == 95
    published = json.loads(cchc("read", PUBLISHED, "--format", "json").stdout)
    stated = {r["id"]: r["value"] for r in published if r["value"] is not None}
    assert len(stated) == 33
    assert {r["id"]: r["value"] for r in rows if r["id"] in stated} == stated


def test_an_existing_file_is_replaced_only_with_force(filled):
    before = filled.read_bytes()
    assert cchc("fill", PUBLISHED, "-o", filled).returncode == 2
    assert filled.read_bytes() == before
    assert cchc("fill", PUBLISHED, "-o", filled, "--force").returncode == 0


def test_errors_exit_1_and_never_fails_when_told_not_to(tmp_path):
    values, book = tmp_path / "v.csv", tmp_path / "b.xlsx"
    values.write_text("id,value,note\nBM3:3.3.1,71,\nBM3:3.3.2,72,\n", encoding="utf-8")
    assert cchc("fill", values, "--unit", "Xã Lát", "--period", "2025-Q1", "-o", book).returncode == 0
    done = cchc("check", book)
    assert done.returncode == 1
    assert "[BM3-R03] Lỗi: Biểu mẫu 3, ô D19 và D18 (dòng 3.3.2 và 3.3.1): 72 hồ sơ" in done.stdout
    assert cchc("check", book, "--fail-on", "never").returncode == 0


def test_the_rest_of_the_batch_is_done_when_a_file_cannot_be_read(filled, tmp_path):
    (tmp_path / "hong.xlsx").write_bytes(b"PK\x03\x04 cut")
    (tmp_path / "rong.xlsx").write_bytes(b"")
    done = cchc("check", tmp_path, filled, "--format", "json")
    files = json.loads(done.stdout)["files"]
    assert done.returncode == 3
    assert [f["status"] for f in files] == ["unreadable", "unreadable", "clean"]
    assert [f["findings"][0]["code"] for f in files[:2]] == ["FILE-006", "FILE-002"]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "khong-co.xlsx"], "không có tệp"),
        (["template", "--unit", "Xã Lát", "--period", "2025-Q5", "-o", "x.xlsx"], "2025-Q1"),
        (["template", "--unit", "Xã Tân Thành", "--period", "2025-Q1", "-o", "x.xlsx"], "mã đơn vị"),
        (["template", "-o", "x.xlsx"], "--unit"),
        (["consolidate", "."], "không có tệp nào"),
        (["explain", str(PUBLISHED), "BM9:1"], "cchc bieu-mau"),
        (["read", str(PUBLISHED), "--format", "parquet"], "-o"),
        (["check", "--no-such-option"], "Không có tùy chọn"),
        (["check", str(PUBLISHED), "--format", "xlsx"], "-o TỆP.xlsx"),
        (["chek"], "check"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_do(arguments, words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "cchc_excel", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert not list(tmp_path.iterdir())


def test_english_by_option_and_by_variable():
    assert "errors" in cchc("check", PUBLISHED, "--lang", "en").stdout
    assert "Row 2 is blank" in cchc("check", PUBLISHED, CCHC_LANG="en").stdout
    assert "Consolidate the reports" in cchc("--help", CCHC_LANG="en").stdout
    assert "Cách dùng" in cchc("check", "--help").stdout


def test_csv_and_parquet_have_the_columns_of_the_json(filled, tmp_path):
    import pandas as pd

    rows = json.loads(cchc("read", filled, "--format", "json").stdout)
    assert cchc("read", filled, "--format", "csv", "-o", tmp_path / "v.csv").returncode == 0
    assert cchc("read", filled, "--format", "parquet", "-o", tmp_path / "v.parquet").returncode == 0
    for frame in (pd.read_csv(tmp_path / "v.csv"), pd.read_parquet(tmp_path / "v.parquet")):
        assert list(frame.columns) == list(rows[0])
        assert frame["value"].sum() == pytest.approx(sum(r["value"] or 0 for r in rows))


def test_what_read_exports_can_be_filled_in_again(filled, tmp_path):
    for form in ("csv", "json"):
        cchc("read", filled, "--format", form, "-o", tmp_path / f"v.{form}")
        assert cchc("fill", tmp_path / f"v.{form}", "-o", tmp_path / f"{form}.xlsx").returncode == 0
        first, again = (
            json.loads(cchc("read", p, "--format", "json").stdout)
            for p in (filled, tmp_path / f"{form}.xlsx")
        )
        keys = ("id", "value", "state", "note", "reporting_unit", "reporting_unit_code", "period")
        assert [{k: r[k] for k in keys} for r in first] == [{k: r[k] for k in keys} for r in again]


def test_units_writes_a_list_that_template_takes(tmp_path):
    done = cchc("units", "--province", "Huyện Lạc Dương", "--date", "2025-03-10", "-o", tmp_path / "ds.csv")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "ds.csv").read_text(encoding="utf-8-sig").splitlines()
    (tmp_path / "xa.csv").write_text("\n".join([lines[0], *lines[2:4]]), encoding="utf-8")
    done = cchc("template", "--units", tmp_path / "xa.csv", "--period", "2025-Q1", "-o", tmp_path / "mau")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "mau").glob("*.xlsx"))) == 2


def test_a_unit_that_nobody_knows_is_said_by_every_command(tmp_path):
    (tmp_path / "v.csv").write_text("id,value,note\nbm1:1,5,\n", encoding="utf-8")
    said = cchc(
        "fill", tmp_path / "v.csv", "--unit", "Xã Không Có", "--period", "2025-Q1", "-o", tmp_path / "a.xlsx"
    )
    assert "UNIT-002" in said.stdout
    said = cchc(
        "fill", tmp_path / "v.csv", "--unit", "24850", "--period", "2026-Q1", "-o", tmp_path / "b.xlsx"
    )
    assert (said.returncode, "UNIT-011" in said.stderr) == (2, True)
    said = cchc(
        "fill",
        tmp_path / "v.csv",
        "--unit",
        "Xã Lát",
        "--level",
        "commune",
        "--period",
        "2025-Q1",
        "-o",
        tmp_path / "c.xlsx",
    )
    assert said.returncode == 0
    rows = json.loads(cchc("read", tmp_path / "c.xlsx", "--format", "json").stdout)
    assert next(r["value"] for r in rows if r["id"] == "BM1:1") == 5, "an id is taken in any case"


def test_filling_from_a_consolidated_file_says_that_the_leaves_stay_behind(tmp_path):
    folder = PUBLISHED.parents[1] / "huyen-lac-duong-2025-Q1"
    assert cchc("consolidate", folder, "-o", tmp_path / "kq.xlsx").returncode == 0
    assert "FILL-008" in cchc("fill", tmp_path / "kq.xlsx", "-o", tmp_path / "phang.xlsx").stdout
    heading = cchc("explain", tmp_path / "kq.xlsx", "bm2a_2").stdout
    assert "Dòng tiêu đề" in heading


def test_english_output_holds_no_vietnamese_but_names(tmp_path):
    (tmp_path / "x.json").write_text('[{"id": "BM1:1", "value": 5}, 7]', encoding="utf-8")
    said = cchc("check", tmp_path / "x.json", CCHC_LANG="en")
    assert "entry 2 must look like" in said.stdout
    assert "57.1429" in cchc("check", PUBLISHED, CCHC_LANG="en").stdout
    said = cchc("read", tmp_path / "none.xlsx", CCHC_LANG="en")
    assert "no such file or folder" in said.stderr


def test_a_list_of_which_no_line_can_be_used_says_why(tmp_path):
    (tmp_path / "v.json").write_text(
        json.dumps([{"id": "BM3:1.1", "value": n} for n in (5, 6)]), encoding="utf-8"
    )
    said = cchc(
        "fill", tmp_path / "v.json", "--unit", "Xã Lát", "--period", "2025-Q1", "-o", tmp_path / "o.xlsx"
    )
    assert (said.returncode, "«BM3:1.1» có trong danh sách 2 lần" in said.stderr) == (3, True)


# Layouts: written down, checked, used by every command that reads


@pytest.fixture
def two_columns(tmp_path):
    """A workbook in which two columns may hold the figures, and the layout that says which does."""
    head = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]
    sure = write_book(tmp_path / "mau.xlsx", {"Biểu 3": form_lines("BM3", head)})
    layout = tmp_path / "bo-cuc.toml"
    done = cchc("forms", "--bind", sure, "-o", layout)
    assert done.returncode == 0, done.stderr
    assert "BIND-001" in done.stderr, "what is to be said of the file does not get into the layout"
    sure.unlink()
    lines = form_lines("BM3", [*head[:3], "Dự thảo", "Chính thức"])
    lines[0] = ["BIỂU MẪU CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2025 TẠI UBND XÃ LÁT"]
    for line in lines[3:]:
        line[4] = line[3] + 5000
    (tmp_path / "den").mkdir()
    return write_book(tmp_path / "den" / "xa-lat.xlsx", {"Biểu 3": lines}), layout


def settled(records):
    (found,) = [(r["value"], r["bound_by"]) for r in records if r["id"] == "BM3:3.3.1"]
    return found


def test_a_layout_is_printed_or_written_and_found_right(two_columns, tmp_path):
    book, layout = two_columns
    done = cchc("bieu-mau", "--lint", layout)
    assert (done.returncode, done.stdout.strip()) == (0, f"{layout}: không có lỗi.")
    printed = cchc("forms", "--bind", book, "--layout", layout)
    assert printed.returncode == 0
    assert tomllib.loads(printed.stdout)["tables"][0]["value"] == "D"


def test_every_fault_of_a_layout_is_told_and_exits_1(two_columns):
    _, layout = two_columns
    edit(layout, 'value = "D"', 'value = "4"')
    edit(layout, 'id = "BM3:1.2"', 'id = "BM3:9"')
    done = cchc("forms", "--lint", layout)
    assert done.returncode == 1
    places = [line.partition(" (dòng")[0] for line in done.stdout.splitlines() if "): " in line]
    assert places == ["bo-cuc.toml, tables[1], rows[3]", "bo-cuc.toml, tables[1]"]


OWN_RULES = PUBLISHED.parents[1] / "quy-tac-rieng.toml"


def test_rules_of_ones_own_are_in_force_with_rules_in_every_command(filled, tmp_path):
    def checked(*options):
        done = cchc("check", filled, "--format", "json", *options)
        return json.loads(done.stdout)

    rules = tmp_path / "tinh.toml"
    text = 'id = "t"\ntitle = "Tỉnh"\n[[changes]]\nrule = "ALL-R08"\noff = true\nreason = "x"\n'
    rules.write_text(text + '[[rules]]\nid = "T1"\nexpect = "BM3:[3.3.1] > 71"\n', encoding="utf-8")
    found = checked("--rules", rules)
    said = {finding["rule"] for finding in found["files"][0]["findings"]}
    assert ("T1" in said, "ALL-R08" in said) == (True, False)
    assert "ALL-R08" in {finding["rule"] for finding in checked()["files"][0]["findings"]}
    assert found["own_rules"] == {
        "id": "t", "title": "Tỉnh", "file": "tinh.toml", "off": ["ALL-R08"], "changed": [], "added": ["T1"]
    }  # fmt: skip
    assert (
        "Quy tắc riêng «Tỉnh» (tinh.toml): tắt ALL-R08; thêm T1."
        in cchc("check", filled, "--rules", rules).stdout
    )
    summary = cchc("consolidate", filled, "--dry-run", "--rules", rules, "--unit", "Huyện Lạc Dương")
    assert "Quy tắc riêng «Tỉnh»" in summary.stdout


def test_the_rules_in_force_are_listed_with_where_they_come_from_and_what_was_changed():
    listed = cchc("forms", "--rules", OWN_RULES).stdout
    assert "TINH-R01  Cảnh báo  BM3:[3.3.2] >= BM3:[3.3.1] * 0.9   [quy-tac-rieng.toml]" in listed
    assert "» Cho phép lệch 0,1 (quy-tac-rieng.toml). Lý do: " in listed
    assert "BM3-R04   tắt       BM3:[1.1] <= BM3:[1]   [forms/BM3.toml]" in listed
    assert "Quy tắc riêng" not in cchc("forms", "--rules").stdout
    of_one_form = cchc("forms", "--rules", "bm7").stdout
    assert ("BM7-R" in of_one_form, "BM5-R" in of_one_form) == (True, False)


def test_a_rules_file_is_linted_and_refused_with_the_character_that_is_wrong(filled, tmp_path):
    rules = tmp_path / "tinh.toml"
    rules.write_text('id = "t"\ntitle = "T"\n[[rules]]\nid = "T1"\nexpect = "BM3:[3.3.1] >> 71"\n', "utf-8")
    assert cchc("bieu-mau", "--lint", OWN_RULES).stdout.strip() == f"{OWN_RULES}: không có lỗi."
    linted = cchc("bieu-mau", "--lint", rules)
    assert linted.returncode == 1
    assert linted.stdout.splitlines()[1:] == [
        '    expect = "BM3:[3.3.1] >> 71"',
        "                           ^",
    ]
    refused = cchc("check", filled, "--rules", rules)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "[OPT-009]" in refused.stderr
    assert "(dòng 5, cột 24)" in refused.stderr


def test_read_reads_by_a_layout_what_could_not_be_decided_without(two_columns):
    book, layout = two_columns
    undecided = cchc("read", book, "--format", "json")
    assert (json.loads(undecided.stdout), "BIND-008" in undecided.stderr) == ([], True)
    done = cchc("read", book, "--layout", layout, "--format", "json")
    figure = figures_of("BM3")["BM3:3.3.1"]
    assert settled(json.loads(done.stdout)) == (figure, "layout")


def test_check_fill_and_consolidate_take_a_layout_too(two_columns, tmp_path):
    book, layout = two_columns
    found = json.loads(cchc("check", book, "--format", "json").stdout)["files"][0]["findings"]
    assert "BIND-008" in {f["code"] for f in found}
    checked = cchc("check", book, "--layout", layout, "--format", "json")
    assert "BIND-008" not in {f["code"] for f in json.loads(checked.stdout)["files"][0]["findings"]}
    figure = figures_of("BM3")["BM3:3.3.1"]
    filled = cchc("fill", book, "--layout", layout, "-o", tmp_path / "day.xlsx")
    assert filled.returncode < 2, filled.stderr
    assert settled(json.loads(cchc("read", tmp_path / "day.xlsx", "--format", "json").stdout))[0] == figure
    told = ("--unit", "Huyện Lạc Dương", "--period", "2025-Q1")
    done = cchc(
        "consolidate", book.parent, *told, "--layout", layout, "-o", tmp_path / "kq.xlsx", "--format", "json"
    )
    assert json.loads(done.stdout)["used"] == 1, done.stderr
    result = cchc("read", tmp_path / "kq.xlsx", "--format", "json")
    assert settled(json.loads(result.stdout))[0] == figure


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["read", str(PUBLISHED), "--layout", "khong-co.toml"], 2, "không có tệp"),
        (["forms", "--lint", "khong-co.toml"], 2, "không có tệp"),
        (["forms", "--bind", "khong-co.xlsx"], 3, "khong-co.xlsx"),
        (["check", str(PUBLISHED), "--layout", str(PUBLISHED)], 2, "OPT-007"),
    ],
)
def test_a_layout_that_cannot_be_used_is_refused(arguments, status, words):
    done = cchc(*arguments)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("html", b"<!doctype html>"), ("sarif", b"{")])
def test_a_check_gives_each_report_with_the_exit_code_of_the_text(form, start, tmp_path):
    (tmp_path / "rong.xlsx").write_bytes(b"")
    report = tmp_path / "ket-qua" / f"kiem-tra.{form}"
    arguments = ["check", tmp_path / "rong.xlsx", PUBLISHED, "--format", form, "-o", report]
    done = cchc(*arguments)
    assert (done.returncode, done.stdout.strip()) == (3, f"Đã ghi {report}")
    assert report.read_bytes().startswith(start)
    before = report.read_bytes()
    assert cchc(*arguments).returncode == 2
    assert report.read_bytes() == before
    assert cchc(*arguments, "--force").returncode == 3


def test_a_page_and_sarif_are_printed_where_no_file_is_named():
    page = cchc("check", PUBLISHED, "--format", "html", "--lang", "en")
    assert (page.returncode, page.stdout.lstrip()[:15]) == (0, "<!doctype html>")
    assert '<html lang="en">' in page.stdout
    log = json.loads(cchc("check", PUBLISHED, "--format", "sarif").stdout)
    (location,) = log["runs"][0]["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"].endswith(PUBLISHED.name)
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
