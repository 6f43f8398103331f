"""openpyxl reads what our own reader reads: on every workbook of the repository both give the same cells."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from parity import differences

from cchc_excel.errors import BrokenFile

ROOT = Path(__file__).parents[2]
WORKBOOKS = sorted([*ROOT.glob("samples/**/*.xlsx"), *ROOT.glob("workbook_templates/*.xlsx")])


@pytest.mark.parametrize("path", WORKBOOKS, ids=[p.name for p in WORKBOOKS])
def test_both_readers_give_the_same_cells(path):
    try:
        found = differences(path)
    except BrokenFile:
        with pytest.raises(Exception):  # noqa: B017  whatever openpyxl raises on a broken package
            openpyxl.load_workbook(path)
        return
    assert found == {}
