"""Days as title lines and cells say them, and from when to when they say a report is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cchc_excel.model.periods import ReportingPeriod

DAY = r"(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
_DATES = re.compile(
    rf"\btừ\s+(?:ngày\s+)?{DAY}\s*(?:đến|tới|-|–)(?:\s+hết)?\s+(?:ngày\s+)?{DAY}", re.IGNORECASE
)
_USUAL_WITHIN = timedelta(days=45)
"""How far a locality's dates are from the usual ones at most; the dates of a training course are farther."""


def two_days(line: str) -> tuple[date, date] | None:
    match = _DATES.search(line) if "20" in line else None
    first, last = map(as_day, match.groups()) if match else (None, None)
    return None if first is None or last is None else (first, last)


def are_near(days: Iterable[date], period: ReportingPeriod) -> bool:
    pairs = zip(sorted(days), (period.start, period.end), strict=True)
    return all(abs(day - usual) <= _USUAL_WITHIN for day, usual in pairs)


_WRITTEN_DAY = re.compile(
    r"\s*(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})\s*", re.IGNORECASE
)


def as_day(stored: object) -> date | None:
    """The day that a cell or a text (`11/12/2024`) means; None for anything else."""
    if isinstance(stored, datetime):
        return stored.date()
    if isinstance(stored, date):
        return stored
    match = _WRITTEN_DAY.fullmatch(str(stored))
    if match is None:
        return None
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
