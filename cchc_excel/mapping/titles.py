"""Whose report it is, as its title lines say: `TẠI UBND XÃ ĐƯNG K’NỚ`, a letter head, `Đơn vị báo cáo: …`,
`Quý I năm 2025`, `từ ngày … đến ngày …`.

Only what the lines say is found here; which unit a name means is told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from cchc_excel.model.cover_fields import COVER_FIELDS
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.model.periods import (
    ReportingPeriod,
    begins_with_period,
    find_period,
    find_unreported,
    parse_period,
)
from cchc_excel.model.sheets import OWN_SHEETS
from cchc_excel.words import Words, fold, one_line


@dataclass(slots=True)
class Titles:
    """What the title lines say. `units` are names of units, the plainest first; `above` those over the
    issuing one in a letter head; `likely_units` names only where the register knows them; `unreported`
    periods for which there is no report."""

    lines: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    likely_units: list[str] = field(default_factory=list)
    periods: list[ReportingPeriod] = field(default_factory=list)
    unreported: list[Words] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)

    def dates_of(self, period: ReportingPeriod) -> dict[str, date]:
        """The dates of the period: where a line names it beside them, else the first that are near the usual
        ones."""
        dated = [(line, days) for line in self.lines if (days := _two_days(line)) is not None]
        named = [days for line, days in dated if (p := find_period(line)) is not None and p.id == period.id]
        near = [days for _, days in dated if _are_near(days, period)]
        return dict(zip(("start", "end"), (named + near)[0], strict=True)) if named or near else {}


def read_titles(document: SourceDocument, type_words: tuple[str, ...]) -> Titles:
    """What is said above the tables of the annex, and in a document by its letter head and narrative."""
    titles, words = Titles(), _Words.of(type_words)
    if document.kind == "listing":
        return titles
    covers = {document.names[name][0] for name in _COVER_CELLS & document.names.keys()}
    skipped = {*covers, *(OWN_SHEETS if document.is_ours else ())}
    blocks = [_title_rows(grid) for grid in document.grids if not grid.hidden and grid.name not in skipped]
    for row in (row for block in blocks for row in block if not covers):
        _read_labels(row, titles, words)
    columns = [_by_columns(block) for block in blocks]
    in_cells = [line for lines in columns for line in lines]
    prose = [line for text in document.prose for line in _split(text)]
    titles.lines = prose + in_cells
    _read_unit_lines(prose, in_cells, titles, words)
    for head in (prose[:_LETTER_HEAD], *columns):
        _read_letter_head(head, titles, words)
    above = {_without_authority(name) for name in titles.above}
    titles.likely_units += (name for name in _likely_units(prose, blocks, words) if name not in above)
    titles.periods += _periods(prose, in_cells)
    head = () if titles.periods else prose[:_LETTER_HEAD]  # narrative also speaks of what is to come
    titles.unreported += _unreported((*head, *in_cells))
    _read_number_and_day(prose, in_cells, titles)
    return titles


_COVER_CELLS = frozenset(each.cell_name for each in COVER_FIELDS)
"""On a sheet with these nothing else is read: they say it."""
_LETTER_HEAD = 40
"""The first lines of a document, in which a report's own head, date and title stand."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns in which type words stand."""

    typed: re.Pattern[str]
    """A line that begins with a type word or an authority, and goes on."""
    at_unit: re.Pattern[str]
    """`tại UBND xã Lát`, `của xã Lát`: the name."""
    label: re.Pattern[str]
    """`UBND xã` before a colon."""

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, type_words: tuple[str, ...]) -> _Words:
        kinds = "|".join(re.escape(one_line(word)) for word in sorted(type_words, key=len, reverse=True))
        return cls(
            re.compile(rf"(?:{_AUTHORITY}|{kinds})\s+(?!các\b|cấp\b)\S.*", re.IGNORECASE),
            re.compile(
                rf"\b(?:tại|của)\s+((?:{_AUTHORITY}\s+)?(?:{kinds})\s+(?!này\b)\S.*|{_AUTHORITY}\s+(?!các\b|cấp\b)\S.*)",
                re.IGNORECASE,
            ),
            re.compile(rf"(?:{_AUTHORITY}\s+)?(?:{kinds})", re.IGNORECASE),
        )


_AUTHORITY = r"(?:UBND|[ỦU][ỷy]\s+ban\s+nhân\s+dân|Uỷ\s+ban\s+nhân\s+dân)"
_NOTHING_SAID = re.compile(r"[.…_\s\[\]<>()-]*")
_NAME_ENDS = re.compile(
    r"\s*[(\[]?\b(?:quý\s+[IV\d]|[69]\s+tháng|(?:trong\s+)?năm\s+\d|kỳ\s+báo|từ\s+ngày|ngày\s+\d|ban\s+hành|về\s+việc)"
    r".*$",
    re.IGNORECASE,
)
_MOTTO = re.compile(r"(?:C[ỘộOo][Nn][Gg] H[ÒòOo][ÀàAa] X[ÃãAa] H|Độc lập [-–]).*$")


@lru_cache(maxsize=4096)
def _split(text: str) -> tuple[str, ...]:
    """The lines of a text, each in one line; the national motto beside a letter head goes."""
    lines = (one_line(line) for line in re.split(r"[\n\t]", text))
    return tuple(left for line in lines if (left := _MOTTO.sub("", line).strip()))


# ---- The rows above a table ----

_TITLE_ROWS, _TITLE_COLUMNS = 25, 8
_TABLE_HEADINGS = frozenset(
    ("stt", "tt", "so tt", "ma so", "noi dung", "chi tieu", "don vi tinh", "dvt", "noi dung bao cao")
)
_Row = list[Cell]


def _title_rows(grid: Grid) -> list[_Row]:
    """The rows of text above the first table of a sheet."""
    rows: list[_Row] = []
    for at in range(1, _TITLE_ROWS + 1):
        row = [c for column in range(1, _TITLE_COLUMNS + 1) if (c := grid.at(at, column)) and not c.is_blank]
        if any(fold(cell.shown) in _TABLE_HEADINGS for cell in row):
            break
        if row:
            rows.append(row)
    return rows


def _by_columns(rows: Iterable[_Row]) -> list[str]:
    """The lines of the rows, column by column: a letter head stands beside the national motto."""
    cells = sorted((cell for row in rows for cell in row), key=lambda cell: (cell.column, cell.row))
    return [line for cell in cells if isinstance(cell.stored, str) for line in _split(cell.stored)]


# ---- Labels: `Đơn vị báo cáo: Xã Lát`, `Kỳ báo cáo | Quý I năm 2025` ----

_LABELS = {fold(each.label.vi): each.key for each in COVER_FIELDS} | {
    "ten don vi": "unit",
    "ten don vi bao cao": "unit",
    "co quan bao cao": "unit",
    "don vi gui bao cao": "unit",
    "don vi lap bao cao": "unit",
    "ky": "period",
    "cap hanh chinh": "level",
}
_HINTS = frozenset(each.hint for each in COVER_FIELDS if each.hint)
_DAYS = frozenset(each.key for each in COVER_FIELDS if each.is_day)


def _read_labels(row: _Row, titles: Titles, words: _Words) -> None:
    for at, cell in enumerate(row):
        label, colon, value = one_line(str(cell.shown)).partition(":")
        beside = row[at + 1] if at + 1 < len(row) else None
        stored: object = value.strip() if value.strip() else beside.stored if beside is not None else None
        shown = value.strip() or (one_line(beside.shown) if beside is not None else "")
        key = _LABELS.get(fold(label))
        if not shown or _NOTHING_SAID.fullmatch(shown) or shown in _HINTS:
            continue
        if key in _DAYS:
            titles.dates |= {key: day} if (day := as_day(stored)) is not None else {}
        elif key == "unit" or (colon and fold(label) == "don vi" and words.typed.fullmatch(shown)):
            titles.units.append(shown)
        elif key is not None:
            titles.texts.setdefault(key, shown)
        elif colon and words.label.fullmatch(label.strip()):
            titles.units.append(f"{label.strip()} {shown}")


# ---- Title lines ----

_TITLE_WORDS = ("bieu mau", "phu luc", "thong ke", "kem theo")
_CELL_WORDS = (*_TITLE_WORDS, "bao cao", "ket qua", "so lieu", "bieu ")
_AT_LEVEL = re.compile(r"\b(?:tai|cua) (?:ubnd |uy ban nhan dan )?(cap (?:xa|huyen|tinh))\b")
_OTHER_PAPERS = re.compile(
    r"kem theo (?!bao cao)(?:quyet dinh|cong van|ke hoach|thong tu|huong dan|nghi quyet)"
)


def _read_unit_lines(prose: Sequence[str], in_cells: Sequence[str], titles: Titles, words: _Words) -> None:
    """Names behind `tại` and `của`. What another paper (Quyết định của UBND tỉnh) is attached to says
    nothing: it is the form's, not the report's."""
    for lines, wanted in ((in_cells, _CELL_WORDS), (prose, _TITLE_WORDS)):
        for line in lines:
            folded = fold(line)
            if not any(word in folded for word in wanted) or _OTHER_PAPERS.search(folded):
                continue
            if match := _AT_LEVEL.search(folded):
                titles.texts.setdefault("level", match[1])
            if (match := words.at_unit.search(line)) and (name := _name_of(match[1])):
                titles.units.append(_as_in_prose(name, titles.lines))


def _name_of(text: str) -> str:
    name = _NAME_ENDS.sub("", text).strip(" ).;,:-–")
    bare = re.sub(_AUTHORITY, "", name, flags=re.IGNORECASE)
    return (
        ""
        if _NOTHING_SAID.fullmatch(re.sub(r"^\s*\w+\s*", "", bare)) or "…" in name or ".." in name
        else name
    )


def _as_in_prose(name: str, lines: Iterable[str]) -> str:
    """A name printed in capitals (XÃ ĐƯNG K’NỚ), as the running text spells it (Xã Đưng K’Nớ)."""
    name = _without_authority(name)
    if name != name.upper():
        return name
    pattern = re.compile(re.escape(name), re.IGNORECASE)
    for line in lines:
        for match in pattern.finditer(line):
            if match[0] != match[0].upper():
                return match[0][0].upper() + match[0][1:]
    return name


# ---- Lines that are a name, or end in one ----

_ABBREVIATED = re.compile(
    rf"(?:(?:TẠI|CỦA)\s+)?((?:{_AUTHORITY}\s+)?(?:X|P|TT|TX|TP|H|Q|T)\b\.?\s*[^\W\d]{{2}}.*)", re.IGNORECASE
)
_LONGEST_NAME = 80
_PAPERS = re.compile(
    r"\b(?:quyet dinh|cong van|ke hoach|thong tu|huong dan|nghi quyet|chi thi|van ban|kinh gui|noi nhan)\b"
)


def _likely_units(prose: Sequence[str], blocks: Iterable[Iterable[_Row]], words: _Words) -> Iterator[str]:
    """What may be the name of the report's unit, whatever line it stands in. Several in one row head
    columns; in running text only a line of its own in capitals counts."""
    rows = [[line] for line in prose if line == line.upper()]
    rows += [
        [line for cell in row if isinstance(cell.stored, str) for line in _split(cell.stored)]
        for block in blocks
        for row in block
    ]
    for row in rows:
        names = [name for line in row if (name := _likely_name(line, words))]
        if len(names) == 1:
            yield names[0]


def _likely_name(line: str, words: _Words) -> str:
    if _PAPERS.search(fold(line)):
        return ""
    match = words.at_unit.search(line) or _ABBREVIATED.fullmatch(line)
    name = match[1] if match else line if words.typed.fullmatch(line) else ""
    return _name_of(_without_authority(name)) if len(name) < _LONGEST_NAME else ""


def _without_authority(name: str) -> str:
    return re.sub(rf"^{_AUTHORITY}\s+", "", name, flags=re.IGNORECASE)


# ---- The letter head ----

AGENCY = re.compile(r"(?:so|ban|phong|van phong|chi cuc|trung tam|thanh tra|cong an)\s")
"""How the name of an agency begins, folded: no unit of the register."""
_HEAD_ENDS = re.compile(r"(?:kinh gui|noi nhan|bieu mau|phu luc|can cu|thuc hien)\b")


def _read_letter_head(lines: Iterable[str], titles: Titles, words: _Words) -> None:
    """The names of a letter head from the top: the lowest issued the report, the others stand above it."""
    names: list[str] = []
    authority = False
    for line in lines:
        folded = fold(line)
        if _HEAD_ENDS.match(folded):
            break
        if folded in ("uy ban nhan dan", "ubnd"):
            authority = True
        elif line == line.upper() and (
            (words.typed.fullmatch(line) and (authority or names or re.match(_AUTHORITY, line)))
            or (names and AGENCY.match(folded))
        ):
            names.append(line)
            authority = False
    named = [name for line in names if (name := _name_of(line))]
    titles.above += named[:-1]
    titles.units += [_as_in_prose(name, titles.lines) for name in named[-1:]]


# ---- Period, number, day ----

_PERIOD_WORDS = ("cai cach hanh chinh", "cchc", "bao cao", "ky ", "bieu mau", "so lieu")


def _periods(prose: Sequence[str], in_cells: Sequence[str]) -> Iterator[ReportingPeriod]:
    """The periods that the title lines name, in order; those of the year only where no other is named: it
    says less. Of a document's narrative only where its head names none."""
    head = list(_named_periods(prose[:_LETTER_HEAD])) or list(_named_periods(prose))[:1]
    found = list(dict.fromkeys((*head[:1], *_named_periods(in_cells))))
    parts = [each for each in found if each.kind != "Y"]
    yield from parts or found


def _named_periods(lines: Iterable[str]) -> Iterator[ReportingPeriod]:
    return (period for line in lines if (period := _period_of_title(line)) is not None)


@lru_cache(maxsize=4096)
def _period_of_title(line: str) -> ReportingPeriod | None:
    """The period that a line is, or that a line about the report names."""
    if len(line) < _ALONE and (alone := parse_period(line.strip(" ()[]."))) is not None:
        return alone
    return find_period(line) if _is_about_a_period(line) else None


def _is_about_a_period(line: str) -> bool:
    """True for a line about the report, and a short one that says a period first."""
    folded = fold(line)
    named = any(word in folded for word in _PERIOD_WORDS) and not _OTHER_PAPERS.search(folded)
    return named or (len(folded) < _PERIOD_LINE and begins_with_period(line))


def _unreported(lines: Iterable[str]) -> Iterator[Words]:
    """What the lines give for a period, where there is no report of it; plans and comparisons are none."""
    about = (line for line in dict.fromkeys(lines) if _is_about_a_period(line))
    yield from (
        name for line in about if not _OTHER_TIME.search(fold(line)) and (name := find_unreported(line))
    )


_OTHER_TIME = re.compile(r"\b(?:so (?:voi|sanh)|phuong huong|cung ky|ky truoc|ke hoach|trong tam|luy ke)\b")
_PERIOD_LINE = 120


_ALONE = 40
"""Longer lines are no period alone."""
_DAY = r"(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
_DATES = re.compile(
    rf"\btừ\s+(?:ngày\s+)?{_DAY}\s*(?:đến|tới|-|–)(?:\s+hết)?\s+(?:ngày\s+)?{_DAY}", re.IGNORECASE
)
_NUMBER = re.compile(r"^Số\s*:\s*(\d+\s*/\s*BC-\w+)", re.IGNORECASE)
_REPORT_DATE = re.compile(
    r"(?<!từ )(?<!đến )(?<!hết )ngày\s+(\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE
)
_ATTACHED = re.compile(
    rf"kèm\s+theo\s+báo\s+cáo\s+số\s*:?\s*(\d+\s*/\s*BC-[\wĐ]+)(?:\s+ngày\s+{_DAY})?", re.IGNORECASE
)


def _read_number_and_day(prose: Sequence[str], in_cells: Sequence[str], titles: Titles) -> None:
    attached = _first(_ATTACHED.search, (*prose, *in_cells))
    number = _first(_NUMBER.search, (*prose, *in_cells)) or attached
    if number is not None:
        titles.texts.setdefault("number", re.sub(r"\s", "", number[1]))
    dated = _first(_REPORT_DATE.search, (*prose[:_LETTER_HEAD], *in_cells))
    written = dated[1] if dated is not None else attached[2] if attached is not None else None
    if written and (day := as_day(written)) is not None:
        titles.dates.setdefault("report_date", day)


def _first(search: Callable[[str], re.Match[str] | None], lines: Iterable[str]) -> re.Match[str] | None:
    return next((match for line in lines if (match := search(line))), None)


_USUAL_WITHIN = timedelta(days=45)
"""How far a locality's dates are from the usual ones at most; the dates of a training course are farther."""


def _two_days(line: str) -> tuple[date, date] | None:
    match = _DATES.search(line) if "20" in line else None
    first, last = map(as_day, match.groups()) if match else (None, None)
    return None if first is None or last is None else (first, last)


def _are_near(days: Iterable[date], period: ReportingPeriod) -> bool:
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
