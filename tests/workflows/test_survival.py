"""The same values survive: our filled template and an annex as an office types it, saved by LibreOffice as
xlsx, ods and xls, the annex as html too, are read as they were."""

from __future__ import annotations

from math import isclose
from pathlib import Path

import pytest
from corpus.cases import CASES, build

from cchc_excel.mapping.identity import Given
from cchc_excel.model.reports import Report
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import Tools, load_tools

SAMPLE = Path(__file__).parents[2] / "samples" / "bao-cao-cong-bo" / "bao-cao-cchc-dung-kno-2025-quy-1.xlsx"
KINDS = ("xlsx:Calc MS Excel 2007 XML", "ods", "xls", "html")
REAL = next(case for case in CASES if case.name == "real-stacked-one-heading")


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def said_by(path: Path, tools: Tools) -> Report:
    read = read_file(path, path.name, tools, Given())
    assert read.report is not None, read.fault
    return read.report


def differences(saved: Report, original: Report) -> dict[str, object]:
    """The rows whose number, state or note is another one; percents keep fifteen digits when saved."""
    return {
        row_id: (saved.values[row_id], value)
        for row_id, value in original.values.items()
        if saved.values[row_id].state is not value.state
        or not isclose(saved.values[row_id].value or 0, value.value or 0, rel_tol=1e-12)
        or saved.values[row_id].note != value.note
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_filled_template_says_the_same_in_every_kind(kind, save_as, tools):
    original, saved = said_by(SAMPLE, tools), said_by(save_as(SAMPLE, kind), tools)
    assert len(original.numbers) > 33
    assert differences(saved, original) == {}
    assert saved.cover.reporting_unit.code == original.cover.reporting_unit.code
    assert saved.cover.period == original.cover.period


@pytest.mark.parametrize("kind", KINDS)
def test_a_typed_annex_says_the_same_in_every_kind(kind, save_as, tools, tmp_path):
    built = build(REAL, tmp_path).path
    original, saved = said_by(built, tools), said_by(save_as(built, kind), tools)
    assert len(original.numbers) == 33
    assert differences(saved, original) == {}
