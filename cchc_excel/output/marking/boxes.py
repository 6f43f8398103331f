"""Where the box of a comment stands and how large it is: its text must be readable without being opened."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable

from cchc_excel.model.grids import LAST_COLUMN, LAST_ROW
from cchc_excel.output.package_edit.sheet_map import SheetMap

_NARROW, _WIDE, _LONG = 360, 520, 900
"""Pixels; a text of more characters than the third gets the wider box."""
_CHARACTER, _LINE, _EDGE = 6.2, 15, 14
"""Pixels of Tahoma 9 at 96 dots an inch; a line's height; both edges of the box."""
_USUAL_WIDTH, _USUAL_HEIGHT = 64, 20
_MOST_STEPS = 400
"""Columns or rows under a box; hidden ones take no room."""


def anchor_of(sheet: SheetMap, row: int, column: int, text: str) -> str:
    """The anchor of a comment's box, right of its cell: the column and row in which it begins and ends, from
    0, each with pixels into it."""
    width = _WIDE if len(text) > _LONG else _NARROW
    left = min(column, LAST_COLUMN - 12)
    top = min(max(row - 2, 0), LAST_ROW - _MOST_STEPS)
    right, into_right = _reach(left, 15 + width, lambda n: _column_width(sheet, n + 1))
    bottom, into_bottom = _reach(top, 10 + _height(text, width), lambda n: _row_height(sheet, n + 1))
    return f"{left}, 15, {top}, 10, {right}, {into_right}, {bottom}, {into_bottom}"


def _height(text: str, width: int) -> int:
    room = (width - _EDGE) / _CHARACTER
    lines = sum(max(math.ceil(len(line) * 1.08 / room), 1) for line in text.split("\n"))
    return lines * _LINE + _EDGE


def _reach(start: int, length: int, size: Callable[[int], int]) -> tuple[int, int]:
    """Which column (or row) stands so many pixels behind the beginning of another, and how far into it."""
    for at in range(start, start + _MOST_STEPS):
        own = size(at)
        if length < own:
            return at, length
        length -= own
    return start + _MOST_STEPS, 0


def _column_width(sheet: SheetMap, column: int) -> int:
    at = bisect_right(sheet.widths, column, key=lambda each: each[0]) - 1
    if at >= 0 and column <= sheet.widths[at][1] and sheet.widths[at][2] is not None:
        return _pixels_of_width(sheet.widths[at][2])
    usual = sheet.usual.get("defaultColWidth")
    return _pixels_of_width(float(usual)) if usual else _USUAL_WIDTH


def _pixels_of_width(characters: float) -> int:
    return int(characters * 7 + 5) if characters > 0 else 0


def _row_height(sheet: SheetMap, row: int) -> int:
    line = sheet.rows.get(row)
    own = line.element.attributes if line is not None else {}
    if own.get("hidden") in ("1", "true"):
        return 0
    points = own.get("ht") or sheet.usual.get("defaultRowHeight")
    return int(float(points) * 4 / 3) if points else _USUAL_HEIGHT
