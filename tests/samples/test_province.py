"""The made-up province: its truth is found, per district and for the province, on both ways alike."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from recalculated import different_results

from cchc_excel.errors import Severity
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.tools import given, load_tools

SAMPLES = Path(__file__).parents[2] / "samples"
PROVINCE, PERIOD = "Tỉnh Lâm Đồng", "2025-Q1"
DISTRICTS = ("Huyện Đơn Dương", "Huyện Đức Trọng", "Huyện Lâm Hà")
FATES = {
    **{"missing": 3, "late": 3, "sent twice alike": 1, "sent twice differing": 1, "wrong period": 1},
    **{"damaged": 1, "explained": 2, "error": 2, "corrected": 1, "correction of another figure": 1},
}


@pytest.fixture(scope="module")
def tools():
    return load_tools()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("province")
    subprocess.run([sys.executable, str(SAMPLES / "make_province.py"), str(made), "--small"], check=True)
    return made


@pytest.fixture(scope="module")
def truth(folder):
    """What each unit does, as name → fate; and the names of a fate."""
    with (folder / "dap-an.csv").open(encoding="utf-8-sig", newline="") as file:
        return {line["unit"]: line["what"] for line in csv.DictReader(file)}


def of_fate(truth, *fates):
    return {unit for unit, fate in truth.items() if fate in fates}


@pytest.fixture(scope="module")
def districts(folder, tools):
    """Each district consolidated, with its own report where it sent one."""
    made = {}
    for name in DISTRICTS:
        own = folder / "bao-cao-cua-huyen" / f"{name} {PERIOD}.xlsx"
        told = given(tools, name, "district", PERIOD)
        inbox, target = folder / "bao-cao" / PROVINCE / name, folder / "tong-hop" / f"{name}.xlsx"
        request = Request([inbox], target, told, own=own if own.exists() else None, jobs=1)
        made[name] = consolidate_files(request, tools)
    return made


@pytest.fixture(scope="module")
def province(folder, tools):
    """The province out of all files at once, with the lists and the period before."""
    request = Request(
        [folder / "bao-cao"],
        folder / "tinh.xlsx",
        given(tools, PROVINCE, "province", PERIOD),
        unit_list=folder / "danh-sach.xlsx",
        corrections=folder / "dinh-chinh.csv",
        previous=folder / "ky-truoc",
        jobs=1,
    )
    return consolidate_files(request, tools)


def test_the_truth_names_as_many_units_of_each_fate_as_were_asked_for(truth):
    fates = Counter(truth.values())
    assert fates.pop("good") == len(DISTRICTS)
    assert fates == FATES


def test_who_is_missing_refused_or_sent_twice_is_found(province, truth):
    selection = province.selection
    assert len(selection.expected) == len(truth)
    # a file that cannot be read is of the unit that its name names
    assert {u.name for u in selection.missing} == of_fate(truth, "missing")
    refused = Counter(r.finding.code for r in selection.refused)
    assert (refused["PER-003"], refused["CONS-001"]) == (1, 2)
    assert sum(refused.values()) == 4
    assert {d.reporting_unit.name for d in selection.duplicates} == of_fate(truth, "sent twice differing")
    not_used = of_fate(truth, "missing", "damaged", "wrong period", "sent twice differing")
    assert {leaf.name for leaf in selection.leaves} == truth.keys() - not_used
    assert selection.not_expected == []


def test_who_was_late_is_found(province, truth):
    told = province.selection.expectations
    days = {
        leaf.name: told[leaf.cover.reporting_unit.key].days_late(leaf.cover.report_date)
        for leaf in province.selection.leaves
    }
    assert {name for name, late in days.items() if late} == of_fate(truth, "late")
    assert None not in days.values()


def test_errors_are_found_and_explained_warnings_count_no_more(province, truth):
    found = {
        (leaf.name, f.rule): f
        for leaf in province.selection.leaves
        for f in leaf.findings
        if f.rule is not None
    }
    errors = {unit for (unit, rule), f in found.items() if rule == "BM3-R03"}
    assert errors == of_fate(truth, "error")
    explained = {unit for (unit, rule), f in found.items() if rule == "BM6-R01" and f.explanation}
    assert explained == of_fate(truth, "explained")
    assert {f.weight for (_, rule), f in found.items() if rule == "BM6-R01"} == {Severity.INFO}


def test_one_correction_is_applied_and_the_other_changes_nothing(province, truth):
    said = {f.code: leaf for leaf, f in province.findings if f.code in ("CORR-001", "CORR-002")}
    assert said.keys() == {"CORR-001", "CORR-002"}
    assert {said["CORR-001"].name} == of_fate(truth, "corrected")
    corrected = {
        leaf.name
        for leaf in province.selection.leaves
        for v in leaf.values.values()
        if v.correction is not None
    }
    assert corrected == of_fate(truth, "corrected")


def test_the_period_before_stands_beside_the_figures(province):
    assert province.before is not None
    assert province.before.beside(province.selection).period.id == "2024-Y"


def test_each_district_says_the_same_of_its_own_units(districts, truth, folder):
    with (folder / "dap-an.csv").open(encoding="utf-8-sig", newline="") as file:
        district_of = {line["unit"]: line["district"] for line in csv.DictReader(file)}
    for name, outcome in districts.items():
        its_own = {unit for unit, district in district_of.items() if district == name}
        missing = {u.name for u in outcome.selection.missing}
        assert of_fate(truth, "missing") & its_own <= missing
        assert not missing & (its_own - of_fate(truth, "missing"))


def test_the_district_s_own_report_is_one_leaf_more(districts):
    own = [leaf for o in districts.values() for leaf in o.selection.leaves if leaf.is_own]
    assert [leaf.name for leaf in own] == [DISTRICTS[0]]
    figure = districts[DISTRICTS[0]].consolidated.figures["BM3:3.2.1"]
    assert (figure.value, figure.coverage.reported) == (2150, 1)


def test_the_province_out_of_its_districts_is_the_province_out_of_all_files(districts, folder, tools):
    told = given(tools, PROVINCE, "province", PERIOD)
    own = sorted((folder / "bao-cao-cua-huyen").iterdir())
    inboxes = [folder / "bao-cao" / PROVINCE / name for name in DISTRICTS]
    flat = consolidate_files(Request([*inboxes, *own], None, told, jobs=1), tools)
    made = sorted((folder / "tong-hop").iterdir())
    nested = consolidate_files(Request(made, None, told, jobs=1), tools)
    assert nested.consolidated.figures == flat.consolidated.figures
    assert nested.selection.missing == flat.selection.missing
    assert [r.finding.message() for r in nested.selection.refused] == [
        r.finding.message() for r in flat.selection.refused
    ]


def test_every_file_says_that_it_is_made_up(folder):
    said = "Số liệu minh họa"
    for path in [*(folder / "bao-cao").rglob("*.xlsx"), *(folder / "ky-truoc").rglob("*.xlsx")][::7]:
        if path.stat().st_size > 3000:
            cover = openpyxl.load_workbook(path)["Bìa"]
            assert any(said in str(c.value) for row in cover.iter_rows() for c in row), path.name
    book = openpyxl.load_workbook(folder / "danh-sach.xlsx")
    assert said in book["Ghi chú"]["A1"].value
    assert (folder / "dinh-chinh.csv").read_text(encoding="utf-8-sig").count(said) == 2


def test_libreoffice_computes_what_is_stored_in_every_file(districts, province, recalculate):
    made = [outcome.written for outcome in (*districts.values(), province)]
    again = recalculate(made)
    for path in made:
        different, count = different_results(path, again[path.name])
        assert different == []
        assert count > 400


def test_every_figure_that_was_sent_is_found_again(districts, province):
    for outcome in (*districts.values(), province):
        assert outcome.reconciliation.lost == ()
