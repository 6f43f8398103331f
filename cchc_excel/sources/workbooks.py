"""What the readers of all kinds of workbooks share: numbers that are dates, texts without control characters,
how many cells an annex can have, and the document that is made of the grids.

No kind of file is known here.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.model.grids import (
    EXACT_INTEGERS,
    LAST_COLUMN,
    LAST_ROW,
    NOTHING_LINKED,
    Grid,
    Linked,
    SourceDocument,
    Stored,
)
from cchc_excel.ooxml import too_large
from cchc_excel.sources.inputs import modified_of

MOST_CELLS = 300_000
"""Filled cells and merged areas of one file; an annex has a few thousand."""
_MOST_DIGITS = 300
# Line ends and tabs are typed; the others cannot be, and a terminal takes some of them for orders.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

Place = tuple[str, int, int]


@dataclass(slots=True)
class Allowance:
    """How many cells may still be read of a file; raises BrokenFile when they are used up."""

    path: Path
    left: int = MOST_CELLS

    def take(self, cells: int = 1) -> None:
        self.left -= cells
        if self.left < 0:
            raise too_large(self.path)

    def check(self, content: bytes, *ends: bytes) -> None:
        """Refuse what will be too much, by how its cells mostly end, before it is parsed."""
        if sum(map(content.count, ends)) > self.left:
            raise too_large(self.path)


def document_of(
    path: Path,
    kind: str,
    content: bytes,
    grids: tuple[Grid, ...],
    names: Iterable[tuple[str, Place]] = (),
    properties: dict[str, str] | None = None,
    notices: tuple[Finding, ...] = (),
    *,
    linked: Linked = NOTHING_LINKED,
    has_pictures: bool = False,
) -> SourceDocument:
    """The document of a workbook; raises BrokenFile where it holds pictures and not one filled cell.

    A name that stands for two cells is none, and is told: which was meant cannot be known.
    """
    if has_pictures and not any(grid.cells for grid in grids):
        raise BrokenFile(finding("FILE-024", file=str(path)))
    single, doubled = _single(names)
    if doubled:
        notices = (*notices, finding("FILE-026", file=path.name, names=doubled))
    return SourceDocument(
        path,
        kind,
        hashlib.sha256(content).hexdigest(),
        grids,
        single,
        properties or {},
        modified=modified_of(path),
        notices=notices,
        linked=linked,
    )


def exact_number(text: str) -> Stored:
    """The number that a file writes as text; a whole one keeps every digit, and one that no cell could hold
    stays the text that was written."""
    if "_" in text:  # which Python takes and no workbook has
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        return text
    bare = text.strip().lstrip("+-")
    return int(text) if bare.isdecimal() and len(bare) < _MOST_DIGITS else value


def date_or_number(value: Stored, number_format: str, *, mac: bool = False) -> Stored:
    """A number under a date format is a day; whole numbers are given as such."""
    if isinstance(value, (int, float)) and is_date(number_format):
        return _day(float(value), mac=mac)
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT_INTEGERS:
        return int(value)
    return value


@lru_cache(maxsize=1000)
def is_date(number_format: str) -> bool:
    """True for formats that show a number as a date or a time."""
    from openpyxl.styles.numbers import is_date_format

    return is_date_format(number_format)


def clock(length: timedelta) -> str:
    """A time of day as people write it; more than a day is a length of time."""
    if timedelta(0) <= length < timedelta(days=1):
        return (datetime.min + length).time().isoformat(timespec="minutes")
    return str(length)


def plain(text: str) -> str:
    """The text without control characters, which nobody sees, and without halves of characters."""
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text if text.isprintable() else _CONTROL.sub("", text)


def within(row: int, column: int) -> tuple[int, int]:
    """The place if a sheet has it; raises ValueError."""
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise ValueError(f"no sheet has a row {row} or a column {column}")
    return row, column


def up_to_last(hidden: Iterable[range], cells: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The hidden rows among those that a sheet uses; below them a million may be hidden."""
    last = max((row for row, _ in cells), default=0)
    return frozenset(row for rows in hidden for row in range(rows.start, min(rows.stop, last + 1)))


def _single(names: Iterable[tuple[str, Place]]) -> tuple[dict[str, Place], tuple[str, ...]]:
    """The names that stand for one cell, and those that stand for several; capitals do not tell two apart."""
    spelled: dict[str, dict[Place, str]] = {}
    for name, place in names:
        spelled.setdefault(name.casefold(), {}).setdefault(place, name)
    single = {name: place for found in spelled.values() if len(found) == 1 for place, name in found.items()}
    return single, tuple(next(iter(found.values())) for found in spelled.values() if len(found) > 1)


def _day(value: float, *, mac: bool) -> Stored:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    try:
        day = from_excel(value, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
    except (ValueError, OverflowError):
        return value
    if isinstance(day, time):
        return day.isoformat(timespec="minutes")
    return str(day) if isinstance(day, timedelta) else day
