"""`check FILE --parts FOLDER`: a district's file held against the workbooks of its communes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from cchc_excel.cli import main

DISTRICT = Path(__file__).parents[2] / "samples/huyen-lac-duong-2025-Q1"


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def checked(*arguments):
    done = run("check", *arguments, "--format", "json")
    return done.exit_code, json.loads(done.stdout)["files"]


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory):
    path = tmp_path_factory.mktemp("huyen") / "huyen.xlsx"
    assert run("consolidate", DISTRICT, "-o", path).exit_code == 0
    return path


@pytest.fixture
def communes(tmp_path):
    return Path(shutil.copytree(DISTRICT, tmp_path / "xa"))


def typed_in(consolidated, target, **cells):
    """A district's workbook as somebody would type it: its figures and no leaf lines."""
    workbook = openpyxl.load_workbook(consolidated, data_only=True)
    for sheet in workbook.sheetnames:
        if not sheet.startswith(("Bìa", "Biểu")):
            del workbook[sheet]
    for name in [*workbook.custom_doc_props.names]:
        del workbook.custom_doc_props[name]
    for place, value in cells.items():
        workbook["Bìa"][place] = value
    workbook["Biểu mẫu 3"]["D18"] = 2000
    workbook.save(target)
    return target


def codes(file):
    return [found["code"] for found in file["findings"] if found["code"].startswith("PART")]


def test_a_consolidated_file_is_what_its_parts_give(consolidated, communes):
    code, (file,) = checked(consolidated, "--parts", communes)
    assert (code, codes(file)) == (0, ["PART-003"])
    assert "với báo cáo của 6 trong 6 đơn vị" in file["findings"][-1]["message"]


def test_a_commune_that_sent_another_figure_since_is_named(consolidated, communes):
    lat = communes / "Xã Lát 2025-Q1.xlsx"
    workbook = openpyxl.load_workbook(lat)
    workbook["Biểu mẫu 3"]["D8"] = 20
    workbook.save(lat)
    code, (file,) = checked(consolidated, "--parts", communes)
    (found,) = [f for f in file["findings"] if f["code"] == "PART-001"]
    assert (code, found["ids"], found["computed"]) == (1, ["BM3:1.2"], 20)
    assert "tệp này cộng 0 của Xã Lát, báo cáo của đơn vị ghi 20" in found["message"]


def test_a_missing_commune_makes_it_a_warning_and_is_named(consolidated, communes):
    (communes / "Xã Lát 2025-Q1.xlsx").unlink()
    code, (file,) = checked(consolidated, "--parts", communes)
    told = [f for f in file["findings"] if f["code"] == "PART-002"]
    assert code == 0
    assert told
    assert all("chưa dùng được báo cáo của Xã Lát" in f["message"] for f in told)


def test_a_folder_without_its_units_and_a_part_that_cannot_be_read_are_said(consolidated, communes, tmp_path):
    (tmp_path / "khac").mkdir()
    shutil.copy(consolidated, tmp_path / "khac" / "huyen.xlsx")
    _, (file,) = checked(consolidated, "--parts", tmp_path / "khac")
    assert codes(file) == ["PART-004"]
    (communes / "hong.xlsx").write_bytes(b"PK\x03\x04")
    done = run("check", consolidated, "--parts", communes)
    assert done.exit_code == 3
    assert "hong.xlsx" in done.stderr


def test_two_different_reports_of_a_commune_are_not_guessed_between(consolidated, communes):
    lat = communes / "Xã Lát 2025-Q1.xlsx"
    workbook = openpyxl.load_workbook(lat)
    workbook["Biểu mẫu 3"]["D18"] = 182
    workbook.save(communes / "Xã Lát (sửa).xlsx")
    _, (file,) = checked(consolidated, "--parts", communes)
    assert "CONS-001" in [found["code"] for found in file["findings"]]
    assert set(codes(file)) <= {"PART-002", "PART-003"}


def test_a_district_beside_its_own_communes_is_no_ground_to_blame_the_province(consolidated, communes):
    """What the parts give cannot be told: the same figures may stand in both."""
    typed_in(consolidated, communes / "huyen.xlsx")
    province = communes.parent / "tinh.xlsx"
    run("consolidate", DISTRICT, "-o", province, "--unit", "Tỉnh Lâm Đồng")
    _, (file,) = checked(province, "--parts", communes)
    assert [f["code"] for f in file["findings"] if f["code"][:4] in ("CONS", "PART")] == ["CONS-016"]


def test_a_commune_has_nobody_below_it(communes):
    _, (file,) = checked(communes / "Xã Lát 2025-Q1.xlsx", "--parts", communes)
    assert codes(file) == []


def test_what_else_lies_in_the_folder_excuses_nothing(consolidated, communes):
    """The district's own file, one of another district, and another period of a commune that is there."""
    district = typed_in(consolidated, communes.parent / "huyen.xlsx")
    code, (alone,) = checked(district, "--parts", communes)
    assert (code, "PART-001" in codes(alone)) == (1, True)
    shutil.copy(district, communes / "huyen.xlsx")
    typed_in(consolidated, communes / "dam-rong.xlsx", B6="Huyện Đam Rông", B7=None)
    workbook = openpyxl.load_workbook(communes / "Xã Lát 2025-Q1.xlsx")
    workbook["Bìa"]["B9"] = "6 tháng năm 2025"
    workbook.save(communes / "Xã Lát 2025-H1.xlsx")
    code, (beside,) = checked(district, "--parts", communes)
    assert (code, beside["findings"]) == (1, alone["findings"])
