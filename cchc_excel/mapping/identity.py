"""Whose report it is and of which period: from the cover's named cells, else the file's properties, else
the title lines.

Where two of them differ the cell wins, and it is said. What none of them says may be given with the
command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.model.periods import ReportingPeriod, find_period, parse_period
from cchc_excel.model.reports import Cover
from cchc_excel.words import Words, fold, fold_keeping_marks, one_line

COVER_CELLS = (
    "CCHC_DON_VI",
    "CCHC_MA_DON_VI",
    "CCHC_CAP",
    "CCHC_KY",
    "CCHC_TU_NGAY",
    "CCHC_DEN_NGAY",
    "CCHC_SO_BAO_CAO",
    "CCHC_NGAY_BAO_CAO",
    "CCHC_NGUOI_LAP",
    "CCHC_DIEN_THOAI",
    "CCHC_PHIEN_BAN",
)
_FIELD_WORDS = {
    "unit": Words("đơn vị báo cáo", "the reporting unit"),
    "unit_code": Words("mã đơn vị", "the unit's code"),
    "level": Words("cấp hành chính", "the level"),
    "period": Words("kỳ báo cáo", "the period"),
    "start": Words("ngày bắt đầu kỳ", "the first day"),
    "end": Words("ngày kết thúc kỳ", "the last day"),
    "report_date": Words("ngày báo cáo", "the report's date"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What the command says, used where the source does not; `within` is the unit below which the source's
    must be."""

    reporting_unit: ReportingUnit | None = None
    level: str | None = None
    period: ReportingPeriod | None = None
    within: ReportingUnit | None = None


@dataclass(slots=True)
class _Said:
    """The fields as the source spells them, and what was odd about them."""

    file: str
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, **fields: object) -> None:
        self.findings.append(finding(code, file=self.file, **fields))


def identify(
    document: SourceDocument, administration: Administration, register: Register, given: Given
) -> tuple[Cover, tuple[Finding, ...]]:
    """Tell the cover of a report (bìa) and what is odd about it; what nobody says stays empty."""
    said = _Said(document.path.name)
    if any(name in document.names for name in COVER_CELLS):
        _from_cells(document, said)
    else:
        _from_titles(document, said)
    _compare_properties(document, administration, said)
    period = _period(said, given)
    level = _level(said, administration)
    reporting_unit = _reporting_unit(said, register, administration, period, level, given)
    level = level or reporting_unit.level or given.level or ""
    cover = Cover(
        reporting_unit,
        level,
        period,
        said.texts.get("number", ""),
        said.dates.get("report_date"),
        said.texts.get("prepared_by", ""),
        said.texts.get("phone", ""),
    )
    return cover, tuple(said.findings)


def resolve(
    text: str, register: Register, on: date, level: str | None = None, within: ReportingUnit | None = None
) -> tuple[ReportingUnit, ...]:
    """The units of the register that a name or code may mean; the nearest answer below `within` comes
    first."""
    if within is not None and (found := register.find(text, on, level, within)):
        return found
    return register.find(text, on, level)


def _from_cells(document: SourceDocument, said: _Said) -> None:
    texts = {
        "unit": "CCHC_DON_VI",
        "unit_code": "CCHC_MA_DON_VI",
        "level": "CCHC_CAP",
        "period": "CCHC_KY",
        "number": "CCHC_SO_BAO_CAO",
        "prepared_by": "CCHC_NGUOI_LAP",
        "phone": "CCHC_DIEN_THOAI",
    }
    for name, cell_name in texts.items():
        cell = document.cell_named(cell_name)
        if cell is not None and not cell.is_blank:
            said.texts[name] = one_line(cell.shown)
    days = {"start": "CCHC_TU_NGAY", "end": "CCHC_DEN_NGAY", "report_date": "CCHC_NGAY_BAO_CAO"}
    for name, cell_name in days.items():
        cell = document.cell_named(cell_name)
        if cell is not None and not cell.is_blank:
            _read_day(name, cell, said)


def _read_day(name: str, cell: Cell, said: _Said) -> None:
    day = _day(cell.stored)
    if day is None:
        said.note("PER-006", field=_FIELD_WORDS[name], text=cell.shown)
    else:
        said.dates[name] = day


def _day(stored: object) -> date | None:
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


_UNIT_LINE = re.compile(
    r"(?:tại|của)\s+(?:UBND|Ủy ban nhân dân)\s+(?:(?:các)\s+)?(.+?)[\s).;,]*$", re.IGNORECASE
)
_DATES = re.compile(r"từ ngày\s+(\d+/\d+/\d{4})\s+đến(?:\s+hết)?\s+ngày\s+(\d+/\d+/\d{4})", re.IGNORECASE)
_NUMBER = re.compile(r"^Số\s*:\s*(\d+\s*/\s*BC-\w+)", re.IGNORECASE)
_REPORT_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


def _from_titles(document: SourceDocument, said: _Said) -> None:
    """The annex's title lines, and of a published report its letter head and its narrative."""
    lines = [one_line(line) for line in (*document.prose, *_cell_lines(document))]
    titles = [
        line for line in lines if any(w in fold(line) for w in ("bieu mau thong ke", "ban hanh kem theo"))
    ]
    if match := next((m for line in titles if (m := _UNIT_LINE.search(line))), None):
        said.texts["unit"] = _as_in_prose(match[1], lines)
    reports = [line for line in lines if "cai cach hanh chinh" in fold(line) or "bao cao" in fold(line)]
    if period := next((p for line in reports if (p := find_period(line))), None):
        said.texts["period"] = period.id
    if match := next((m for line in lines if (m := _DATES.search(line))), None):
        days = dict(zip(("start", "end"), map(_day, match.groups()), strict=True))
        said.dates |= {name: day for name, day in days.items() if day}
    if match := next((m for line in lines if (m := _NUMBER.search(line))), None):
        said.texts["number"] = re.sub(r"\s", "", match[1])
    if match := next((m for line in lines[:40] if (m := _REPORT_DATE.search(line))), None):
        said.dates |= {"report_date": day} if (day := _calendar_day(match.groups())) else {}


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


def _compare_properties(document: SourceDocument, administration: Administration, said: _Said) -> None:
    """What the file's properties say, where no cell says it; where the two differ the cell wins and it is
    said."""
    keys = (
        {"unit": "reporting_unit", "unit_code": "reporting_unit_code", "level": "level", "period": "period"}
        if document.kind == "listing"
        else {"unit_code": "cchc_unit_code", "level": "cchc_level", "period": "cchc_period"}
    )
    for name, key in keys.items():
        stated = document.properties.get(key, "").strip()
        cell = said.texts.get(name, "")
        if stated and not cell:
            if name != "unit_code" or "unit" not in said.texts:
                said.texts[name] = stated
            elif document.kind != "listing":
                said.texts["property_code"] = stated
        elif stated and _code_of(name, cell, administration) != _code_of(name, stated, administration):
            said.note("UNIT-004", field=_FIELD_WORDS[name], cell=cell, prop=stated)


def _code_of(name: str, text: str, administration: Administration) -> str:
    """A level or period by its code, so that `Cấp xã` and `commune` compare as one."""
    if name == "level":
        level = administration.level_named(text)
        return level.id if level else text
    if name == "period":
        period = parse_period(text)
        return period.id if period else text
    return text


def _period(said: _Said, given: Given) -> ReportingPeriod | None:
    text = said.texts.get("period", "")
    period = parse_period(text) if text else None
    if text and period is None:
        said.note("PER-002", text=text)
    if period is None:
        return given.period.dated(said.dates.get("start"), said.dates.get("end")) if given.period else None
    if given.period and given.period.id != period.id and given.within is None:
        said.note("UNIT-007", field=_FIELD_WORDS["period"], cell=period.name, given=given.period.name)
    start, end = said.dates.get("start"), said.dates.get("end")
    if start and end and start > end:
        said.note("PER-005", start=start, end=end)
        return period
    return period.dated(start, end)


def _level(said: _Said, administration: Administration) -> str | None:
    text = said.texts.get("level", "")
    level = administration.level_named(text) if text else None
    if text and level is None:
        said.note("LEVEL-001", text=text)
    return level.id if level else None


def _reporting_unit(
    said: _Said,
    register: Register,
    administration: Administration,
    period: ReportingPeriod | None,
    level: str | None,
    given: Given,
) -> ReportingUnit:
    """The unit with the name as the source spells it and the register's code; a name it does not know
    stays a name."""
    on = period.end if period else date.today()
    name, code = said.texts.get("unit", ""), said.texts.get("unit_code", "")
    if not name and not code:
        return given.reporting_unit or ReportingUnit("", level=level or "")
    by_code = register.with_code(code, on) if code else None
    if by_code is not None:
        _compare_name(said, name, by_code, register, on)
        return replace(by_code, name=name or by_code.name)
    found = resolve(name or code, register, on, level, given.within)
    found = _as_in_property(found, said.texts.get("property_code"))
    if len(found) == 1:
        _compare_given(said, name, found[0], given)
        return replace(found[0], name=name)
    if len(found) > 1 and given.reporting_unit in found:
        return replace(given.reporting_unit, name=name)
    if len(found) > 1:
        candidates = tuple(describe(u, register, on) for u in found[:6])
        said.note("UNIT-003", name=name, count=len(found), candidates=candidates)
    else:
        said.note("UNIT-002", name=name or code)
    return ReportingUnit(
        name or code,
        code="" if by_code is None else code,
        level=level or _level_by_name(name, administration),
    )


def _as_in_property(found: tuple[ReportingUnit, ...], code: str | None) -> tuple[ReportingUnit, ...]:
    """The candidate that the file's own property names, where the name alone leaves several."""
    return tuple(u for u in found if u.code == code) or found


def _compare_name(said: _Said, name: str, by_code: ReportingUnit, register: Register, on: date) -> None:
    if name and by_code not in register.find(name, on):
        said.note("UNIT-006", unit_code=by_code.code, register_name=by_code.name, name=name)


def _compare_given(said: _Said, name: str, found: ReportingUnit, given: Given) -> None:
    if given.reporting_unit and given.reporting_unit.code and given.reporting_unit.code != found.code:
        said.note("UNIT-007", field=_FIELD_WORDS["unit"], cell=name, given=given.reporting_unit.name)


def describe(reporting_unit: ReportingUnit, register: Register, on: date) -> str:
    """A unit with the units above it and its code, to tell namesakes apart."""
    above = " – ".join(u.name for u in register.ancestors(reporting_unit, on))
    return f"{reporting_unit.name}, {above} [{reporting_unit.code}]"


def _level_by_name(name: str, administration: Administration) -> str:
    """The level that a name's type word tells, where only one level has it."""
    spelled = fold_keeping_marks(name)
    levels = {
        level.id
        for level in administration.levels
        for word in level.unit_prefixes
        if spelled.startswith(fold_keeping_marks(word) + " ")
    }
    return levels.pop() if len(levels) == 1 else ""
