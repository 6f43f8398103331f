"""Tables for other programs: `consolidate --export`, `read --leaves`, `forms --format`; a folder of periods."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from cchc_excel.cli import main
from cchc_excel.errors import WrongUsage
from cchc_excel.output.code_list import COLUMNS as CODE_COLUMNS
from cchc_excel.output.values_table import COLUMNS
from cchc_excel.workflows import exporting

PAGE = Path(__file__).parents[2] / "docs" / "du-lieu.md"
UNITS = {"Xã Lát": 71, "Xã Đạ Sar": 29}
PERIODS = ("2025-Q1", "2025-H1")


def cchc(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def snippet(name):
    """The block of the page after a marker."""
    text = PAGE.read_text(encoding="utf-8")
    return re.search(rf"<!-- {name} -->\n```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture(scope="module")
def periods(tmp_path_factory):
    """Two periods of two communes, consolidated, with their tables in folders of their own."""
    folder = tmp_path_factory.mktemp("periods")
    for n, period in enumerate(PERIODS, start=1):
        (folder / period).mkdir()
        for unit, value in UNITS.items():
            lines = [
                {"id": "BM3:3.3.1", "value": value * n, "note": "một\nhai"},
                {"id": "BM3:3.3.2", "value": value * n - 1},
                {"id": "BM1:6", "value": 1},
            ]
            (folder / "v.json").write_text(json.dumps(lines), encoding="utf-8")
            target = folder / period / f"{unit}.xlsx"
            done = cchc("fill", folder / "v.json", "--unit", unit, "--period", period, "-o", target)
            assert done.exit_code == 0, done.output
        made = folder / "tong-hop" / f"{period}.xlsx"
        tables = [folder / "so-lieu" / f"{period}.parquet", folder / "so-lieu-csv" / f"{period}.csv"]
        exports = [word for table in tables for word in ("--export", table)]
        done = cchc("consolidate", folder / period, "--unit", "Huyện Lạc Dương", "-o", made, *exports)
        assert done.exit_code == 0, done.output
        assert all(str(table) in done.output for table in tables)
    assert cchc("forms", "--format", "csv", "-o", folder / "ma-chi-tieu.csv").exit_code == 0
    return folder


def test_the_table_holds_the_total_and_every_report_used(periods):
    table = pd.read_parquet(periods / "so-lieu" / "2025-Q1.parquet")
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == 95 * 3
    row = table[table["id"] == "BM3:3.3.1"]
    assert [
        (r.reporting_unit, r.level, r.value, r.consolidated, r.consolidated_in) for r in row.itertuples()
    ] == [
        ("Huyện Lạc Dương", "district", 100, True, ""),
        ("Xã Lát", "commune", 71, False, "2025-Q1.xlsx"),
        ("Xã Đạ Sar", "commune", 29, False, "2025-Q1.xlsx"),
    ]
    assert set(row["parent"]) == {"Tỉnh Lâm Đồng", "Huyện Lạc Dương"}
    assert list(row["note"]) == ["", "một\nhai", "một\nhai"]


def test_csv_and_parquet_say_the_same(periods):
    told = pd.read_parquet(periods / "so-lieu" / "2025-Q1.parquet")
    typed = pd.read_csv(
        periods / "so-lieu-csv" / "2025-Q1.csv", dtype={"code": str, "reporting_unit_code": str}
    )
    for name in told.columns:
        if name not in ("period_start", "period_end"):
            one, other = (
                frame[name].astype(object).where(frame[name].notna(), "") for frame in (told, typed)
            )
            assert one.tolist() == other.tolist(), name


def test_reading_the_consolidated_file_with_its_leaves_gives_the_same_table(periods, tmp_path):
    target = tmp_path / "a.csv"
    file = periods / "tong-hop" / "2025-Q1.xlsx"
    assert cchc("read", file.parent, "--leaves", "--format", "csv", "-o", target).exit_code == 0
    read, exported = (
        pd.read_csv(path, dtype=str) for path in (target, periods / "so-lieu-csv" / "2025-Q1.csv")
    )
    pd.testing.assert_frame_equal(read[read["period"] == "2025-Q1"].reset_index(drop=True), exported)
    assert len(read) == 2 * len(exported)


def test_without_leaves_a_consolidated_file_gives_its_95_rows(periods):
    file = periods / "tong-hop" / "2025-Q1.xlsx"
    rows = json.loads(cchc("read", file, "--format", "json").output)
    assert len(rows) == 95
    assert {row["consolidated"] for row in rows} == {True}
    assert list(rows[0]) == list(COLUMNS)
    shown = cchc("read", file, "--leaves").output
    assert all(unit in shown for unit in UNITS)


def test_the_pandas_snippets_of_the_page_read_a_folder_of_periods(periods, monkeypatch):
    monkeypatch.chdir(periods)
    found: dict = {}
    exec(snippet("pandas"), found)
    assert found["theo_ky"].loc[("Huyện Lạc Dương", "Xã Lát")].tolist() == [71, 142]
    assert found["dung_han"].loc[("2025-Q1", "Huyện Lạc Dương")] == pytest.approx(98)
    exec(snippet("pandas csv"), found)
    table = found["bang"]
    assert len(table) == 2 * 95 * 3
    assert set(table.loc[table["id"] == "BM3:3.3.1", "consolidate"]) == {"sum"}
    assert "BM5:2.1" in set(table["id"])
    assert {"1.1", "1.2"} <= set(table["code"])
    assert table["period_end"].max() == pd.Timestamp("2025-06-14")


def test_the_page_names_every_column_of_the_table():
    columns = re.search(r"## Các cột\n(.*?)\n\n", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    named = re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in columns.splitlines()))
    assert sorted(named) == sorted(COLUMNS)


def test_the_code_list_is_the_same_in_all_formats(tmp_path):
    listed = json.loads(cchc("forms", "--format", "json").output)
    for name in ("csv", "parquet"):
        assert cchc("forms", "--format", name, "-o", tmp_path / f"a.{name}").exit_code == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    typed = pd.read_csv(tmp_path / "a.csv", dtype=str, keep_default_na=False)
    told = pd.read_parquet(tmp_path / "a.parquet")
    assert list(typed.columns) == list(told.columns) == list(CODE_COLUMNS) == list(listed[0])
    for name in ("id", "code", "equals", "parent", "valid_from"):
        assert typed[name].tolist() == told[name].astype(str).tolist() == [row[name] for row in listed]
    assert json.loads(typed.set_index("id").loc["BM1:6", "choices"]) == {"0": "Không", "1": "Có"}
    one_form = json.loads(cchc("forms", "bm3", "--format", "json").output)
    assert one_form == [row for row in listed if row["form"] == "BM3"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["consolidate", ".", "-o", "a.xlsx", "--export", "b.ods"], "EXP-001"),
        (["consolidate", ".", "-o", "a.xlsx", "--export", "b.csv", "--export", "./b.csv"], "EXP-002"),
        (["consolidate", ".", "-o", "a.csv", "--export", "a.csv"], "EXP-002"),
        (["consolidate", ".", "-o", "a.xlsx", "--export", "co.csv"], "FILE-010"),
        (["consolidate", ".", "--units", "co.csv", "--export", "co.csv", "--force"], "FILE-014"),
        (["forms", "--format", "parquet"], "OPT-004"),
        (["forms", "--format", "csv", "--rules"], "EXP-003"),
        (["forms", "BM9", "--format", "csv"], "OPT-003"),
        (["forms", "--format", "csv", "-o", "co.csv"], "FILE-010"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_written(arguments, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "co.csv").write_text("của người khác", encoding="utf-8")
    done = cchc(*arguments)
    assert isinstance(done.exception, WrongUsage), done.output
    assert done.exception.finding.code == code
    assert [p.name for p in tmp_path.iterdir()] == ["co.csv"]


def test_without_pyarrow_it_is_told_what_to_install(periods, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "find_spec", lambda name: None)
    done = cchc(
        "consolidate", periods / "2025-Q1", "-o", tmp_path / "a.xlsx", "--export", tmp_path / "a.parquet"
    )
    assert isinstance(done.exception, WrongUsage), done.output
    assert done.exception.finding.code == "OPT-005"
    assert not list(tmp_path.iterdir())


def test_a_dry_run_writes_no_table(periods, tmp_path):
    done = cchc("consolidate", periods / "2025-Q1", "--dry-run", "--export", tmp_path / "a.csv")
    assert done.exit_code == 0, done.output
    assert not list(tmp_path.iterdir())


def test_the_tables_of_a_run_are_no_inputs_of_the_same_run_again(periods, tmp_path):
    (tmp_path / "Xã Lát.xlsx").write_bytes((periods / "2025-Q1" / "Xã Lát.xlsx").read_bytes())
    command = ["consolidate", tmp_path, "-o", tmp_path / "kq.xlsx", "--export", tmp_path / "kq.csv"]
    assert cchc(*command).exit_code == 0
    before = (tmp_path / "kq.csv").read_bytes()
    assert cchc(*command, "--force").exit_code == 0
    assert (tmp_path / "kq.csv").read_bytes() == before


def test_the_summary_as_json_stays_json(periods, tmp_path):
    done = cchc(
        "consolidate",
        periods / "2025-Q1",
        "-o",
        tmp_path / "a.xlsx",
        "--export",
        tmp_path / "a.csv",
        "--format",
        "json",
    )
    assert json.loads(done.stdout)["used"] == 2
    assert (tmp_path / "a.csv").exists()
