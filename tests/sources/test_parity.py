"""openpyxl reads what our own reader reads: on every workbook of the repository both give the same cells."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest

from cchc_excel.errors import BrokenFile
from cchc_excel.sources.xlsx import read_xlsx

ROOT = Path(__file__).parents[2]
WORKBOOKS = sorted([*ROOT.glob("samples/**/*.xlsx"), *ROOT.glob("workbook_templates/*.xlsx")])


def ours(path):
    document = read_xlsx(path, path.read_bytes())
    cells = {
        (g.name, c.address): (c.stored or None, c.number_format, c.formula is not None)
        for g in document.grids
        for c in g.cells.values()
    }
    merged = {g.name: set(g.merged) for g in document.grids}
    return cells, document.names.keys(), merged, {g.name: _hidden(g) for g in document.grids}


def _hidden(grid):
    """Whether the sheet is hidden, its hidden columns, and the hidden rows down to its last filled one."""
    return grid.hidden, grid.hidden_columns, grid.hidden_rows


def theirs(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        typed, results = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    cells = {
        (s.title, c.coordinate): (
            results[s.title][c.coordinate].value or None,
            c.number_format,
            c.data_type == "f",
        )
        for s in typed
        for row in s.iter_rows()
        for c in row
        if c.value is not None
    }
    names = {n for n, d in typed.defined_names.items() if "#REF" not in d.attr_text}
    merged = {
        s.title: {(m.min_row, m.min_col, m.max_row, m.max_col) for m in s.merged_cells.ranges} for s in typed
    }
    return cells, names, merged, {s.title: _hidden_of(s) for s in typed}


def _hidden_of(sheet):
    columns = {n for d in sheet.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)}
    last = max((c.row for row in sheet.iter_rows() for c in row if c.value is not None), default=0)
    rows = {n for n, d in sheet.row_dimensions.items() if d.hidden and n <= last}
    return sheet.sheet_state != "visible", columns, rows


@pytest.mark.parametrize("path", WORKBOOKS, ids=[p.name for p in WORKBOOKS])
def test_both_readers_give_the_same_cells(path):
    try:
        own = ours(path)
    except BrokenFile:
        with pytest.raises(Exception):  # noqa: B017  whatever openpyxl raises on a broken package
            openpyxl.load_workbook(path)
        return
    cells, names, merged, hidden = theirs(path)
    assert {
        k: (own[0].get(k), cells.get(k))
        for k in own[0].keys() | cells.keys()
        if own[0].get(k) != cells.get(k)
    } == {}
    assert own[1] == names
    assert own[2] == merged
    assert own[3] == hidden
