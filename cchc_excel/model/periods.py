"""Reporting periods (kỳ báo cáo): their identifiers, names, usual dates, and which contains which.

Source of the usual dates: công văn 581/BNV-CCHC (cut-off on the 14th). Localities differ, so a period
carries its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from cchc_excel.words import Words, fold


@dataclass(frozen=True, slots=True)
class _Kind:
    name: Words
    spelling: str
    """Pattern over folded text."""
    start: tuple[int, int, int]
    """Usual first day as (years before, month, day)."""
    end: tuple[int, int]
    contains: tuple[str, ...] = ()


_KINDS = {
    "Q1": _Kind(Words("Quý I", "Quarter I"), r"qu[yi]\s*(?:i|1)", (1, 12, 15), (3, 14)),
    "H1": _Kind(
        Words("6 tháng", "Six months"), r"(?:6|sau)\s*thang(?:\s*dau)?", (1, 12, 15), (6, 14), ("Q1",)
    ),
    "Q3": _Kind(Words("Quý III", "Quarter III"), r"qu[yi]\s*(?:iii|3)", (0, 6, 15), (9, 14)),
    "9M": _Kind(
        Words("9 tháng", "Nine months"),
        r"(?:9|chin)\s*thang(?:\s*dau)?",
        (1, 12, 15),
        (9, 14),
        ("Q1", "H1", "Q3"),
    ),
    "Y": _Kind(Words("Năm", "Year"), r"", (1, 12, 15), (12, 14), ("Q1", "H1", "Q3", "9M")),
}


@dataclass(frozen=True, slots=True, order=True)
class ReportingPeriod:
    """One reporting period with its own start and end dates (both included)."""

    year: int
    kind: str
    start: date
    end: date

    @classmethod
    def usual(cls, year: int, kind: str) -> ReportingPeriod:
        """The period with the usual dates of công văn 581/BNV-CCHC."""
        k = _KINDS[kind]
        return cls(year, kind, date(year - k.start[0], *k.start[1:]), date(year, *k.end))

    @property
    def id(self) -> str:
        """`2025-Q1`."""
        return f"{self.year}-{self.kind}"

    @property
    def name(self) -> Words:
        """`Quý I năm 2025`; the year's own is `Năm 2025`."""
        words = _KINDS[self.kind].name
        if self.kind == "Y":
            return Words(f"{words.vi} {self.year}", f"{words.en} {self.year}")
        return Words(f"{words.vi} năm {self.year}", f"{words.en}, {self.year}")

    def dated(self, start: date | None, end: date | None) -> ReportingPeriod:
        """The same period with other dates; a date that is not given stays."""
        return replace(self, start=start or self.start, end=end or self.end)

    def contains(self, other: ReportingPeriod) -> bool:
        """True when every event of the other period is also one of this: 6 tháng contains Quý I."""
        return self.year == other.year and other.kind in _KINDS[self.kind].contains


_FIRST_YEAR = 1900


def parse_period(text: str) -> ReportingPeriod | None:
    """Read `2025-Q1`, `Quý I năm 2025`, `Quý 1/2025`, `6 tháng đầu năm 2025`, `Năm 2025`; None for
    anything else."""
    folded = fold(text)
    if match := re.fullmatch(r"(\d{4})-(q1|h1|q3|9m|y)", folded):
        return _usual(match[1], match[2].upper())
    for kind, k in _KINDS.items():
        pattern = rf"{k.spelling}[\s,/-]*(?:nam\s*)?(\d{{4}})" if k.spelling else r"(?:ca )?nam\s*(\d{4})"
        if match := re.fullmatch(pattern, folded):
            return _usual(match[1], kind)
    return None


def find_period(text: str) -> ReportingPeriod | None:
    """The first reporting period that a line of text names (`… cải cách hành chính Quý I năm 2025`).

    Its year is the first that follows it. A line that names only a year is the year's, unless it is a date
    or names a period for which there is no report (Quý II, 6 tháng cuối năm).
    """
    folded = fold(text)
    named = [
        (m.start(), m.end(), kind)
        for kind, k in _KINDS.items()
        if k.spelling
        for m in re.finditer(rf"\b(?:{k.spelling})\b(?! cuoi)", folded)
    ]
    for _, end, kind in sorted(named):
        if year := re.search(r"\b(\d{4})\b", folded[end:]):
            return _usual(year[1], kind)
    if re.search(r"\bqu[yi] |thang\b", folded):
        return None
    match = re.search(r"\bnam (\d{4})\b", folded)
    return _usual(match[1], "Y") if match else None


def _usual(year: str, kind: str) -> ReportingPeriod | None:
    return ReportingPeriod.usual(int(year), kind) if int(year) > _FIRST_YEAR else None
