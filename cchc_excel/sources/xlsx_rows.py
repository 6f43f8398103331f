"""The cells of a row of an Excel workbook, from what is written there and what all its sheets share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cchc_excel.memory import Memory, remembered
from cchc_excel.model.formulas import shifted
from cchc_excel.model.grids import Cell, Stored, cell_address, place_of
from cchc_excel.sources.sheet_part import RawRow
from cchc_excel.sources.shown import shown_text
from cchc_excel.sources.workbooks import date_or_number, exact_number, plain, within

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHORT = 2_000
"""What is longer is not remembered."""
_FEW_CELLS = 20
"""Nor are rows of as many cells."""

Cells = Mapping[tuple[int, int], Cell]
Masters = dict[str, tuple[int, int, str]]
"""The shared formulas of a sheet by their numbers: the first cell of each and its text there."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The cells of a row as they were made before; of the shared strings, those that it takes."""

    line: RawRow
    formats: Mapping[str, str]
    is_mac: bool
    texts: tuple[tuple[int, str], ...]
    cells: Cells

    def holds(self, line: RawRow, maker: RowMaker) -> bool:
        """True where the same row would be made alike again."""
        strings = maker.strings
        is_alike = self.line is line and self.formats is maker.formats and self.is_mac is maker.is_mac
        return is_alike and all(at < len(strings) and strings[at] == text for at, text in self.texts)


_MADE: Memory[int, _Made] = Memory(4_000)
"""By the identity of the row as it is written, which is remembered too where it repeats."""


@dataclass(slots=True)
class RowMaker:
    """What all rows of a workbook share: its strings, the number format of each style, the calendar, and how
    many characters of shared formulas may still be written out."""

    strings: tuple[str, ...]
    formats: Mapping[str, str]
    is_mac: bool
    characters_left: int = 1_000_000

    def cells_of(self, line: RawRow, row: int, masters: Masters) -> Cells:
        """The filled cells of a row by their places; raises ValueError or LookupError for what no program
        writes."""
        known = _MADE.get(id(line))
        if known is not None and known.holds(line, self):
            return known.cells
        return self._made(line, row, masters)

    def _made(self, line: RawRow, row: int, masters: Masters) -> Cells:
        found: dict[tuple[int, int], Cell] = {}
        column, texts, is_alone = 0, [], bool(line.number)
        for reference, style, kind, value, formula, inline, shared in line.cells:
            own, column = place_of(reference) if reference else (row, column + 1)
            if own != row:
                raise ValueError(f"{reference} stands in row {row}")
            if inline is not None:
                kind, value = "is", inline
            elif value and kind == "s":
                at = _index(value)
                value = self.strings[at]
                texts.append((at, value))
            elif kind == "s":
                value = None
            if value is None and formula is None:
                continue
            if shared:
                is_alone = False
                formula = self._shared_formula(masters, shared, formula or "", row, column)
            number_format = self.formats.get(style) or self.formats.get(str(int(style or 0)), "General")
            address = reference or cell_address(row, column)
            is_short = len(value or "") + len(formula or "") < _SHORT
            make = _remembered_cell if is_short else _cell
            cell = make(row, column, address, number_format, kind, value, formula, self.is_mac)
            if cell is not None:
                found[row, column] = cell
        if is_alone and len(line.cells) < _FEW_CELLS:
            _MADE.keep(id(line), _Made(line, self.formats, self.is_mac, tuple(texts), found))
        return found

    def _shared_formula(self, masters: Masters, number: str, formula: str, row: int, column: int) -> str:
        """A shared formula as it stands in one of its cells; empty where its first cell is lost, and where
        a workbook has more of them than any annex."""
        if formula:
            masters[number] = (row, column, formula)
            return formula
        first_row, first_column, text = masters.get(number, (row, column, ""))
        self.characters_left -= len(text)
        return shifted(text, row - first_row, column - first_column) if self.characters_left > 0 else ""


def _cell(
    row: int,
    column: int,
    address: str,
    number_format: str,
    kind: str,
    value: str | None,
    formula: str | None,
    is_mac: bool,
) -> Cell | None:
    """What one cell holds; None where it is empty."""
    stored = None if value is None else _stored(value, kind)
    if stored is None and formula is None:
        return None
    if kind == "n" and not isinstance(stored, str):
        stored = date_or_number(stored, number_format, mac=is_mac)
    shown = stored if isinstance(stored, str) else shown_text(stored, number_format)
    text = None if formula is None else "=" + formula
    return Cell(*within(row, column), address, stored, shown, number_format, text, kind == "e")


_remembered_cell = lru_cache(maxsize=50_000)(_cell)
"""Most cells of a workbook stand in the next one of its layout too."""


def _stored(text: str, kind: str) -> Stored:
    if kind == "s":
        return text
    if kind in ("str", "e", "is"):
        return unescaped(text)
    if not text:
        return None
    if kind == "b":
        return is_on(text.strip())
    return datetime.fromisoformat(text).replace(tzinfo=None) if kind == "d" else exact_number(text)


@remembered(most=10_000, shorter_than=_SHORT)
def unescaped(text: str) -> str:
    """A text without control characters; `_x000D_` is how the file format writes one."""
    return plain(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text)


def _index(text: str) -> int:
    if text.startswith("-"):
        raise IndexError(text)
    return int(text)


def is_on(flag: str | None) -> bool:
    return flag in ("1", "true")
