"""Whose report it is, as the title lines say: `TẠI UBND XÃ ĐƯNG K’NỚ`, `Quý I năm 2025`, `từ ngày … đến
ngày …`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.periods import ReportingPeriod, find_period
from cchc_excel.words import fold, one_line

_UNIT_LINE = re.compile(
    r"(?:tại|của)\s+(?:UBND|[ỦU][ỷy] ban nhân dân|Uỷ ban nhân dân)\s+(?:các\s+)?(.+?)[\s).;,]*$",
    re.IGNORECASE,
)
_DATES = re.compile(r"từ ngày\s+(\d+/\d+/\d{4})\s+đến(?:\s+hết)?\s+ngày\s+(\d+/\d+/\d{4})", re.IGNORECASE)
_NUMBER = re.compile(r"^Số\s*:\s*(\d+\s*/\s*BC-\w+)", re.IGNORECASE)
_REPORT_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


def read_titles(document: SourceDocument) -> tuple[dict[str, str], dict[str, date]]:
    """The fields of the cover that the annex's title lines say, and of a published report its letter head
    and its narrative: texts and days by the field's key."""
    texts: dict[str, str] = {}
    dates: dict[str, date] = {}
    lines = [one_line(line) for line in (*document.prose, *_cell_lines(document))]
    titles = [
        line for line in lines if any(w in fold(line) for w in ("bieu mau thong ke", "ban hanh kem theo"))
    ]
    if match := next((m for line in titles if (m := _UNIT_LINE.search(line))), None):
        texts["unit"] = _as_in_prose(match[1], lines)
    reports = [line for line in lines if "cai cach hanh chinh" in fold(line) or "bao cao" in fold(line)]
    period = next((p for line in reports if (p := find_period(line))), None)
    if period is not None:
        texts["period"] = period.id
        dates |= _dates_of(period, lines)
    if match := next((m for line in lines if (m := _NUMBER.search(line))), None):
        texts["number"] = re.sub(r"\s", "", match[1])
    if match := next((m for line in lines[:_LETTER_HEAD] if (m := _REPORT_DATE.search(line))), None):
        dates |= {"report_date": day} if (day := _calendar_day(match.groups())) else {}
    return texts, dates


_LETTER_HEAD = 40
"""The lines in which a report's own date stands."""


_USUAL_WITHIN = timedelta(days=45)
"""How far a locality's dates are from the usual ones at most; the dates of a training course are farther."""


def _dates_of(period: ReportingPeriod, lines: Sequence[str]) -> dict[str, date]:
    """The dates of the period: where a line names it beside them, else the first that are near the usual
    ones."""
    by_name = [line for line in lines if (found := find_period(line)) is not None and found.id == period.id]
    for line in (*by_name, *lines):
        match = _DATES.search(line)
        days = [as_day(text) for text in match.groups()] if match else [None]
        if None not in days and (line in by_name or _are_near(days, period)):
            return dict(zip(("start", "end"), days, strict=True))
    return {}


def _are_near(days: Iterable[date], period: ReportingPeriod) -> bool:
    pairs = zip(sorted(days), (period.start, period.end), strict=True)
    return all(abs(day - usual) <= _USUAL_WITHIN for day, usual in pairs)


def _cell_lines(document: SourceDocument) -> list[str]:
    if document.prose or document.kind == "listing":
        return []
    return [
        cell.shown
        for grid in document.grids
        if not grid.hidden
        for _, cell in sorted(grid.cells.items())
        if isinstance(cell.stored, str)
    ]


def _as_in_prose(name: str, lines: Iterable[str]) -> str:
    """A name printed in capitals (XÃ ĐƯNG K’NỚ), as the running text spells it (Xã Đưng K’Nớ)."""
    if name != name.upper():
        return name
    pattern = re.compile(re.escape(name), re.IGNORECASE)
    for line in lines:
        for match in pattern.finditer(line):
            if match[0] != match[0].upper():
                return match[0][0].upper() + match[0][1:]
    return name


def as_day(stored: object) -> date | None:
    """The day that a cell or a text (`11/12/2024`) means; None for anything else."""
    if isinstance(stored, datetime):
        return stored.date()
    if isinstance(stored, date):
        return stored
    match = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", str(stored))
    return _calendar_day(match.groups()) if match else None


def _calendar_day(parts: Iterable[str]) -> date | None:
    day, month, year = map(int, parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None
