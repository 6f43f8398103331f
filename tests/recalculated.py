"""What a real spreadsheet program makes of our formulas, held against the results that we stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest


def different_results(path: Path, recalculated: Path) -> tuple[list[tuple[str, str, object, object]], int]:
    """The formula cells whose stored result is not what the program computed, as sheet, cell, ours, theirs; and
    how many formulas there are."""
    books = [
        openpyxl.load_workbook(each, data_only=only)
        for each, only in ((path, True), (recalculated, True), (path, False))
    ]
    pairs = list(_results(*books))
    return [each for each in pairs if not _is_same(each[2], each[3])], len(pairs)


def _results(stored: openpyxl.Workbook, computed: openpyxl.Workbook, formulas: openpyxl.Workbook) -> Iterator:
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    ours, theirs = (b[sheet.title][cell.coordinate].value for b in (stored, computed))
                    yield sheet.title, cell.coordinate, ours, theirs


def _is_same(ours: object, theirs: object) -> bool:
    """An empty text and a blank are one; numbers are saved with fifteen digits."""
    return (ours or "") == (theirs or "") or ours == theirs or ours == pytest.approx(theirs, rel=1e-12)
