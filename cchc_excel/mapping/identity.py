"""Whose report it is and of which period: from the cover's named cells, else the file's properties, else
the title lines.

Where two of them differ the cell wins, and it is said. What none of them says may be given with the
command.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.titles import as_day, read_titles
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.cover_fields import BY_KEY, COVER_FIELDS
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.periods import ReportingPeriod, parse_period
from cchc_excel.model.reports import Cover
from cchc_excel.words import Words, fold_keeping_marks, one_line


@dataclass(frozen=True, slots=True)
class Given:
    """What the command says, used where the source does not. `on` is the day on which the register is
    asked where nobody says a period."""

    reporting_unit: ReportingUnit | None = None
    level: str | None = None
    period: ReportingPeriod | None = None
    on: date | None = None


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
    if any(each.cell_name in document.names for each in COVER_FIELDS):
        _from_cells(document, said)
    else:
        texts, dates = read_titles(document)
        said.texts |= texts
        said.dates |= dates
    _compare_properties(document, administration, said)
    period = _period(said, given)
    level = _level(said, administration, given)
    on = period.end if period else given.on or said.dates.get("report_date") or date.today()
    search = _Search(register, on, level)
    reporting_unit = _reporting_unit(said, search, administration, given)
    if not reporting_unit.name:
        said.note("UNIT-001")
    if period is None:
        said.note("PER-001")
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


def _words(key: str) -> Words:
    """How a message names a field of the cover, as it is labelled there: `«Kỳ báo cáo»`."""
    label = BY_KEY[key].label
    return Words(f"«{label.vi}»", label.en)


def _from_cells(document: SourceDocument, said: _Said) -> None:
    for each in COVER_FIELDS:
        cell = document.cell_named(each.cell_name)
        if cell is None or cell.is_blank:
            continue
        if not each.is_day:
            said.texts[each.key] = one_line(cell.shown)
        elif (day := as_day(cell.stored)) is not None:
            said.dates[each.key] = day
        else:
            said.note("PER-006", field=_words(each.key), text=cell.shown)


_PROPERTIES = {each.key: each.property for each in COVER_FIELDS if each.property}
_LISTING_PROPERTIES = {
    "unit": "reporting_unit",
    "unit_code": "reporting_unit_code",
    "level": "level",
    "period": "period",
}


def _compare_properties(document: SourceDocument, administration: Administration, said: _Said) -> None:
    """What the file's properties say, where no cell says it; where the two differ the cell wins and it is
    said."""
    keys = _LISTING_PROPERTIES if document.kind == "listing" else _PROPERTIES
    for name, key in keys.items():
        stated = document.properties.get(key, "").strip()
        cell = said.texts.get(name, "")
        if stated and not cell:
            said.texts["property_code" if name == "unit_code" else name] = stated
        elif stated and _code_of(name, cell, administration) is None:
            said.texts[f"unreadable_{name}"], said.texts[name] = cell, stated
        elif stated and _code_of(name, cell, administration) != _code_of(name, stated, administration):
            said.note("UNIT-004", field=_words(name), cell=cell, prop=stated)


def _code_of(name: str, text: str, administration: Administration) -> str | None:
    """A level or period by its code, so that `Cấp xã` and `commune` compare as one; None where it is
    neither."""
    if name == "level":
        level = administration.level_named(text)
        return level.id if level else None
    if name == "period":
        period = parse_period(text)
        return period.id if period else None
    return text


def _period(said: _Said, given: Given) -> ReportingPeriod | None:
    text = said.texts.get("period", "")
    period = parse_period(text) if text else None
    if unreadable := said.texts.get("unreadable_period", "" if period else text):
        said.note("PER-008", text=unreadable)
    if period is None:
        return _dated(given.period, said)
    if given.period and given.period.id != period.id:
        said.note("UNIT-007", field=_words("period"), cell=period.name, given=given.period.name)
    return _dated(period, said)


def _dated(period: ReportingPeriod | None, said: _Said) -> ReportingPeriod | None:
    """The period with the dates that the source says, unless it would end before it starts."""
    if period is None:
        return None
    dated = period.dated(said.dates.get("start"), said.dates.get("end"))
    if dated.start <= dated.end:
        return dated
    said.note("PER-005", start=dated.start, end=dated.end)
    return period


def _level(said: _Said, administration: Administration, given: Given) -> str | None:
    text = said.texts.get("level", "")
    level = administration.level_named(text) if text else None
    if unreadable := said.texts.get("unreadable_level", "" if level else text):
        said.note("LEVEL-004", text=unreadable)
    if level and given.level and given.level != level.id:
        other = administration.level(given.level)
        said.note("UNIT-007", field=_words("level"), cell=level.name, given=other.name)
    return level.id if level else None


@dataclass(frozen=True, slots=True)
class _Search:
    """Where and when a unit is looked for."""

    register: Register
    on: date
    level: str | None

    def named(self, text: str) -> tuple[ReportingUnit, ...]:
        return self.register.find(text, self.on, self.level)

    def coded(self, code: str) -> ReportingUnit | None:
        """The unit of a code; Excel takes the zeros off one that is typed as a number."""
        spellings = (code, *(code.zfill(n) for n in _CODE_LENGTHS if code.isdigit()))
        return next((u for c in spellings if c and (u := self.register.with_code(c, self.on))), None)


_CODE_LENGTHS = (5, 3, 2)


def _reporting_unit(
    said: _Said, search: _Search, administration: Administration, given: Given
) -> ReportingUnit:
    """The unit with the name as the source spells it and the register's code; a name it does not know
    stays a name."""
    name, code = said.texts.get("unit", ""), said.texts.get("unit_code", "")
    unit = _by_code(said, search, name, code) or _by_name(said, search, name or code, given)
    if unit is None and not name and not code:
        told = given.reporting_unit
        if told is not None and not told.code:
            said.note("UNIT-002", name=told.name)
        return told or ReportingUnit("", level=search.level or "")
    if unit is None:
        level = search.level or _level_by_name(name, administration)
        return ReportingUnit(name or code, level=level)
    _compare_given(said, name or unit.name, unit, given)
    return replace(unit, name=name or unit.name)


def _by_code(said: _Said, search: _Search, name: str, code: str) -> ReportingUnit | None:
    """The unit of the code on the cover, or of the file's property where the cover says nothing."""
    unit = search.coded(code or ("" if name else said.texts.get("property_code", "")))
    if code and unit is None:
        said.note("UNIT-009", unit_code=code)
    if unit is not None and name and unit not in search.register.find(name, search.on):
        said.note("UNIT-006", unit_code=unit.code, register_name=unit.name, name=name)
    return unit


def _by_name(said: _Said, search: _Search, name: str, given: Given) -> ReportingUnit | None:
    """The one unit that a name can mean; the file's own property, or the command, tells namesakes apart."""
    found = search.named(name) if name else ()
    if not found:
        if name:
            said.note("UNIT-002", name=name)
        return None
    hint = search.coded(said.texts.get("property_code", ""))
    if hint is not None and hint not in found:
        said.note("UNIT-004", field=_words("unit"), cell=name, prop=f"{hint.name} [{hint.code}]")
    if len(found) == 1:
        return found[0]
    told = next((u for u in (hint, given.reporting_unit) if u is not None and u in found), None)
    if told is None:
        candidates = "; ".join(describe(u, search.register, search.on) for u in found[:6])
        said.note("UNIT-003", name=name, count=len(found), candidates=candidates)
    return told


def _compare_given(said: _Said, name: str, found: ReportingUnit, given: Given) -> None:
    told = given.reporting_unit
    if told is not None and told.code and told.code != found.code:
        said.note("UNIT-007", field=_words("unit"), cell=name, given=told.name)


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
