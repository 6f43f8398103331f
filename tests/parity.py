"""openpyxl as the oracle of our own reader: what both give of a workbook, in one shape."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import openpyxl

from cchc_excel.sources.xlsx import read_xlsx

Read = tuple[dict[tuple[str, str], Any], set[str], dict[str, Any], dict[str, Any]]
"""Cells by sheet and address, names, merged areas by sheet, what is hidden by sheet."""


def ours(path: Path) -> Read:
    """What our reader gives."""
    document = read_xlsx(path, path.read_bytes())
    cells = {
        (g.name, c.address): (c.stored or None, c.number_format, c.formula is not None)
        for g in document.grids
        for c in g.cells.values()
    }
    merged = {g.name: set(g.merged) for g in document.grids}
    return cells, set(document.names), merged, {g.name: _hidden(g) for g in document.grids}


def _hidden(grid):
    """Whether the sheet is hidden, its hidden columns, and the hidden rows down to its last filled one."""
    return grid.hidden, grid.hidden_columns, grid.hidden_rows


def theirs(path: Path) -> Read:
    """What openpyxl gives."""
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
    one_cell = re.compile(r"[^:#(]+!\$?[A-Z]+\$?\d+")
    names = {n for n, d in typed.defined_names.items() if one_cell.fullmatch(d.attr_text)}
    merged = {
        s.title: {(m.min_row, m.min_col, m.max_row, m.max_col) for m in s.merged_cells.ranges} for s in typed
    }
    return cells, names, merged, {s.title: _hidden_of(s) for s in typed}


def _hidden_of(sheet):
    columns = {n for d in sheet.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)}
    last = max((c.row for row in sheet.iter_rows() for c in row if c.value is not None), default=0)
    rows = {n for n, d in sheet.row_dimensions.items() if d.hidden and n <= last}
    return sheet.sheet_state != "visible", columns, rows


def differences(path: Path) -> dict[Any, Any]:
    """Where the two differ; nothing where they agree."""
    own, other = ours(path), theirs(path)
    found = {
        place: (own[0].get(place), other[0].get(place))
        for place in own[0].keys() | other[0].keys()
        if own[0].get(place) != other[0].get(place)
    }
    named = zip(("names", "merged", "hidden"), own[1:], other[1:], strict=True)
    return found | {name: (mine, theirs) for name, mine, theirs in named if mine != theirs}
