"""Reporting periods (kỳ báo cáo): their identifiers, names, usual dates, and which contains which.

Source of the usual dates: công văn 581/BNV-CCHC (cut-off on the 14th). Localities differ, so a period
carries its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from cchc_excel.words import Words, fold, without_marks


@dataclass(frozen=True, slots=True)
class _Kind:
    name: Words
    spelling: str
    """Pattern over folded text."""
    short: str
    """Pattern over the folded words of a file's name."""
    start: tuple[int, int, int]
    """Usual first day as (years before, month, day)."""
    end: tuple[int, int]
    contains: tuple[str, ...] = ()


_KINDS = {
    "Q1": _Kind(
        Words("Quý I", "Quarter I"),
        r"qu[yi]\s*(?:i|1)|(?:3|ba)\s*thang\s*dau",
        r"q(?:u[yi])?\s?(?:i|1)",
        (1, 12, 15),
        (3, 14),
    ),
    "H1": _Kind(
        Words("6 tháng", "Six months"),
        r"(?:6|sau)\s*thang(?:\s*dau)?",
        r"(?:6|sau)\s?t(?:hang)?|h1",
        (1, 12, 15),
        (6, 14),
        ("Q1",),
    ),
    "Q3": _Kind(
        Words("Quý III", "Quarter III"),
        r"qu[yi]\s*(?:iii|3)",
        r"q(?:u[yi])?\s?(?:iii|3)",
        (0, 6, 15),
        (9, 14),
    ),
    "9M": _Kind(
        Words("9 tháng", "Nine months"),
        r"(?:9|chin)\s*thang(?:\s*dau)?",
        r"(?:9|chin)\s?t(?:hang)?|9m",
        (1, 12, 15),
        (9, 14),
        ("Q1", "H1", "Q3"),
    ),
    "Y": _Kind(
        Words("Năm", "Year"), r"", r"ca nam|(?<=\d{4} )y", (1, 12, 15), (12, 14), ("Q1", "H1", "Q3", "9M")
    ),
}

_UNREPORTED = {
    Words("Quý II", "Quarter II"): r"q(?:u[yi])?\s?(?:ii|2)",
    Words("Quý IV", "Quarter IV"): r"q(?:u[yi])?\s?(?:iv|4)",
    Words("6 tháng cuối năm", "The last six months"): r"(?:6|sau)\s?t(?:hang)? cuoi",
}
"""What a name may say for which there is no report."""
_MONTHS = {Words(f"Tháng {n}", f"Month {n}"): rf"(?<!\d )(?<!\d)thang 0?{n}" for n in range(1, 13)}
_PART_OF_A_DATE = re.compile(r"\b(?:ngay|tu|den|het)\b.*\bthang\b")


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

    @property
    def as_usual(self) -> ReportingPeriod:
        """The period with its usual dates, by which periods are put in order: a locality's own days, or a
        wrong day on a cover, change nothing in that."""
        return ReportingPeriod.usual(self.year, self.kind)

    def precedes(self, other: ReportingPeriod) -> bool:
        """True when it begins no later and ends earlier: the quarter before, Quý I before 6 tháng."""
        own, its = self.as_usual, other.as_usual
        return own.start <= its.start and own.end < its.end

    def times_as_long_as(self, other: ReportingPeriod) -> float:
        """How long it is beside another: 6 tháng are about twice Quý I."""
        own, its = self.as_usual, other.as_usual
        return ((own.end - own.start).days + 1) / ((its.end - its.start).days + 1)

    @property
    def since_year_began(self) -> ReportingPeriod:
        """The period from the year's beginning to its end: Quý III ends with 9 tháng."""
        return replace(self, kind="9M").as_usual if self.kind == "Q3" else self


_FIRST_YEAR = 1900


def parse_period(text: str) -> ReportingPeriod | None:
    """Read `2025-Q1`, `Quý I năm 2025`, `Quý 1/2025`, `6 tháng đầu năm 2025`, `Năm 2025`; None for
    anything else."""
    folded = fold(text)
    if match := re.fullmatch(r"(\d{4})-(q1|h1|q3|9m|y)", folded):
        return _usual(match[1], match[2].upper())
    for kind, k in _KINDS.items():
        pattern = rf"(?:{k.spelling})[\s,/-]*(?:nam\s*)?(\d{{4}})" if k.spelling else r"(?:ca )?nam\s*(\d{4})"
        if match := re.fullmatch(pattern, folded):
            return _usual(match[1], kind)
    return None


def find_period(text: str) -> ReportingPeriod | None:
    """The first reporting period that a line of text names (`… cải cách hành chính Quý I năm 2025`).

    Its year is the first that follows it. A line that names only a year is the year's, unless it is a date
    or names a period for which there is no report (Quý II, 6 tháng cuối năm).
    """
    folded = fold(text)
    for _, end, kind in _named_kinds(folded):
        if year := _YEAR.search(folded, end):
            return _usual(year[0], kind)
    if re.search(r"\bqu[yi] |thang\b", folded):
        return None
    match = re.search(r"\bnam (\d{4})\b", folded)
    return _usual(match[1], "Y") if match else None


def _named_kinds(folded: str) -> list[tuple[int, int, str]]:
    """Where each kind of report is named, in order."""
    return sorted(
        (m.start(), m.end(), kind)
        for kind, k in _KINDS.items()
        if k.spelling
        for m in re.finditer(rf"\b(?:{k.spelling})\b(?! cuoi)", folded)
    )


_YEAR = re.compile(r"\b\d{4}\b")


def find_unreported(text: str) -> Words | None:
    """The first period that a line names, where there is no report of it: `Quý II năm 2025`."""
    folded = fold(text)
    named = _UNREPORTED if _PART_OF_A_DATE.search(folded) else _UNREPORTED | _MONTHS
    found = [
        (m.start(), m.end(), name) for name, p in named.items() for m in re.finditer(rf"\b(?:{p})\b", folded)
    ]
    start, end, name = min(found, key=lambda each: each[0], default=(0, 0, None))
    year = _YEAR.search(folded, end)
    if name is None or year is None or any(at < start for at, *_ in _named_kinds(folded)):
        return None
    return Words(f"{name.vi} năm {year[0]}".replace("năm năm", "năm"), f"{name.en}, {year[0]}")


_PERIOD_FIRST = re.compile(r"[\W_]*(?:q(?:u[yi])?\b|(?:\d|ba|sau|chin) thang\b|thang \d)")


def begins_with_period(text: str) -> bool:
    """True for a line that says its period first: `Quý I năm 2025, so với Quý IV năm 2024`."""
    return bool(_PERIOD_FIRST.match(fold(text)))


_SHORT_QUARTER = re.compile(r"\bq(?:u[yi])?[\s.]*(iv|i{1,3}|[1-4])\b")


@lru_cache(maxsize=5_000)
def names_period(heading: str, period: ReportingPeriod) -> bool | None:
    """True for a heading that names the period, its year said or not (`Q.1`, `Quý I`), False for another
    period or year; None for one that names none, or only the year."""
    folded = _SHORT_QUARTER.sub(r"quy \1", fold(heading))
    for text in (folded, f"{folded} nam {period.year}"):
        if (named := find_period(text)) is not None:
            is_year_alone = named.kind == "Y" != period.kind and named.year == period.year
            return None if is_year_alone else named.id == period.id
        if find_unreported(text) is not None:
            return False
    return None


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """What the name of a file or folder says of the period, often a part only (`Q1`, `2025`).

    `kind` is empty where none is named or one for which there is no report; `names_year`: `nam 2025` stands
    there, which may be the year's report or no more than the year.
    """

    kind: str = ""
    year: int | None = None
    kind_name: Words | None = None
    names_year: bool = False

    @property
    def period(self) -> ReportingPeriod | None:
        """The period, where the whole is said."""
        kind = self.kind or ("Y" if self.names_year and self.kind_name is None else "")
        return ReportingPeriod.usual(self.year, kind) if self.year and kind else None

    @property
    def says_a_kind(self) -> bool:
        return self.kind_name is not None or self.names_year

    @property
    def name(self) -> Words:
        year, kind = str(self.year or ""), self.kind_name or Words("năm", "the year")
        return Words(f"{kind.vi} {year}".strip(), f"{kind.en} {year}".strip())

    def completed_by(self, other: PeriodMention) -> PeriodMention:
        """With what another name says where this one says nothing; a folder `Năm 2025` says the year."""
        kind, name = (self.kind, self.kind_name) if self.kind_name else (other.kind, other.kind_name)
        return PeriodMention(kind, self.year or other.year, name, self.names_year)

    def is_at_odds(self, period: ReportingPeriod) -> bool:
        """True when it says another kind or another year; saying less is none."""
        other_kind = self.kind_name is not None and self.kind != period.kind
        return other_kind or self.year not in (None, period.year)


def find_mention(words: str) -> tuple[PeriodMention, str]:
    """What the words of a name say of the period (`bm cchc q1 2025 xa lat`), and the words without it."""
    named = {(kind, k.name): k.short for kind, k in _KINDS.items()}
    named |= {("", name): pattern for name, pattern in _UNREPORTED.items()}
    rest, found = words, []
    for (kind, name), pattern in reversed(named.items()):  # `6 tháng cuối` before `6 tháng`
        pattern = rf"(?<![^\W_])(?:{pattern})(?: dau)?(?=(?:20\d\d)?(?![^\W_]))"
        if match := _search_folded(pattern, rest):
            found.append((kind, name))
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", rest)
    names_year = bool(_search_folded(r"(?<![^\W_])nam 20\d\d(?!\d)", rest))
    rest = re.sub(r"(?<!\d)20\d\d(?!\d)", " ", rest)
    kind, name = found[0] if len(found) == 1 else ("", None)
    year = int(years[0]) if len(set(years)) == 1 else None
    return PeriodMention(kind, year, name, names_year), rest


def _search_folded(pattern: str, text: str) -> re.Match[str] | None:
    """Where a pattern stands in a text in NFC, whose letters fold one by one."""
    return re.search(pattern, without_marks(text).lower())


def _usual(year: str, kind: str) -> ReportingPeriod | None:
    return ReportingPeriod.usual(int(year), kind) if int(year) > _FIRST_YEAR else None
