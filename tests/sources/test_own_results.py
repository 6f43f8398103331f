"""What `check` and `consolidate` wrote into the folder that they read is no report of a unit."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cchc_excel.cli import main
from cchc_excel.sources import files_in
from cchc_excel.sources.own_results import is_result_of_ours

SAMPLES = Path(__file__).parents[2] / "samples"
REPORT = SAMPLES / "huyen-lac-duong-2025-Q1/Xã Lát 2025-Q1.xlsx"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(REPORT, tmp_path / "xa-lat.xlsx")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_reports_of_a_check_in_the_folder_are_not_checked_again(folder):
    for form in ("xlsx", "html", "json", "sarif"):
        assert run("check", folder, "--format", form, "-o", folder / f"kiem-tra.{form}").exit_code == 0
    (folder / "tong-hop.json").write_text(
        run("consolidate", folder, "--dry-run", "--format", "json").stdout, encoding="utf-8"
    )
    assert len(list(folder.iterdir())) == 6
    checked = run("check", folder, "--format", "json")
    assert checked.exit_code == 0
    assert [each["file"] for each in json.loads(checked.stdout)["files"]] == ["xa-lat.xlsx"]


def test_reports_consolidated_files_and_lists_are_read(folder):
    assert run("consolidate", folder, "-o", folder / "huyen.xlsx", "--unit", "Huyện Lạc Dương").exit_code == 0
    (folder / "so-lieu.json").write_text('[{"id": "BM3:3.3.1", "value": 3}]', encoding="utf-8")
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04 hong")
    names = [path.name for path in files_in((folder,))]
    assert names == ["hong.xlsx", "huyen.xlsx", "so-lieu.json", "xa-lat.xlsx"]


def test_a_report_that_is_named_itself_is_not_passed_over_in_silence(folder):
    report = folder / "kiem-tra.xlsx"
    run("check", folder, "--format", "xlsx", "-o", report)
    assert is_result_of_ours(report.name, lambda: report.open("rb"))
    assert run("check", report).exit_code == 3


def test_a_file_that_is_damaged_inside_is_told_and_the_others_are_checked(folder):
    part = "docProps/custom.xml"
    with zipfile.ZipFile(REPORT) as archive:
        start = archive.getinfo(part).header_offset + 30 + len(part)
    content = bytearray(REPORT.read_bytes())
    content[start : start + 40] = b"\xff" * 40
    (folder / "hong-ben-trong.xlsx").write_bytes(content)
    checked = {
        each["file"]: each for each in json.loads(run("check", folder, "--format", "json").stdout)["files"]
    }
    assert [found["code"] for found in checked["hong-ben-trong.xlsx"]["findings"]] == ["FILE-006"]
    assert checked["xa-lat.xlsx"]["status"] != "unreadable"
