"""Whose report it is and of which period: from the cover's named cells, else the file's properties, else
the title lines, else the name of the file or its folder, else what the command says.

The first that says it is used, and the cover tells where it was found; where another is at odds with it,
that is said. A source that merely says less is not at odds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cchc_excel.errors import Finding
from cchc_excel.mapping.cover_cells import cover_cells
from cchc_excel.mapping.file_names import read_name
from cchc_excel.mapping.said import Given, Said, field_words, words_of_other
from cchc_excel.mapping.titles import Titles, as_day, read_titles
from cchc_excel.mapping.whose_report import Search, whose_report
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.cover_fields import (
    BY_KEY,
    CELL,
    COVER_FIELDS,
    FILE,
    FOLDER,
    FOUND_WORDS,
    OPTION,
    PROPERTY,
    TITLE,
)
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.model.periods import PeriodMention, ReportingPeriod, parse_period
from cchc_excel.model.reports import Cover
from cchc_excel.words import one_line


def identify(
    document: SourceDocument, administration: Administration, register: Register, given: Given
) -> tuple[Cover, tuple[Finding, ...]]:
    """Tell the cover of a report (bìa) and what is odd about it; what nobody says stays empty."""
    said = Said(document.path.name)
    folder = document.path.parent.name.removesuffix(".zip")  # which is a folder to what lies in it
    names = {FILE: read_name(document.path.stem), FOLDER: read_name(folder)}
    titles = read_titles(document, register.type_words)
    cells, found_again = cover_cells(document)
    _from_cells(cells, said)
    _compare_properties(document, administration, said)
    said.add(TITLE, titles.texts, {})
    period = _period(said, titles, {source: name.period for source, name in names.items()}, given)
    level = _level(said, administration, given)
    on = period.end if period else given.on or said.dates.get("report_date") or date.today()
    search = Search(
        register, on, level, given.target, is_day_known=period is not None or given.on is not None
    )
    reporting_unit = whose_report(said, titles, names, search, administration, given)
    if not reporting_unit.name:
        said.note("UNIT-001")
    if period is None and titles.unreported:
        said.note("PER-012", text=titles.unreported[0])
    elif period is None:
        said.note("PER-001")
    level = _level_of(reporting_unit, level, said, administration) or given.level or ""
    cover = Cover(
        reporting_unit,
        level,
        period,
        said.texts.get("number", ""),
        said.dates.get("report_date"),
        said.texts.get("prepared_by", ""),
        said.texts.get("phone", ""),
        {key: source for key, source in said.found.items() if key in BY_KEY},
    )
    return cover, (*found_again, *said.findings)


def _from_cells(cells: Mapping[str, Cell], said: Said) -> None:
    for each in COVER_FIELDS:
        cell = cells.get(each.key)
        if cell is None or cell.is_blank:
            continue
        if not each.is_day:
            said.add(CELL, {each.key: one_line(cell.shown)}, {})
        elif (day := as_day(cell.stored)) is not None:
            said.add(CELL, {}, {each.key: day})
        else:
            said.note("PER-006", field=field_words(each.key), text=cell.shown)


_PROPERTIES = {each.key: each.property for each in COVER_FIELDS if each.property}
_LISTING_PROPERTIES = {
    "unit": "reporting_unit",
    "unit_code": "reporting_unit_code",
    "level": "level",
    "period": "period",
}


def _compare_properties(document: SourceDocument, administration: Administration, said: Said) -> None:
    """What the file's properties say, where no cell says it; where the two differ the cell wins and it is
    said."""
    keys = _LISTING_PROPERTIES if document.kind == "listing" else _PROPERTIES
    for name, key in keys.items():
        stated = document.properties.get(key, "").strip()
        cell = said.texts.get(name, "")
        if stated and not cell:
            said.add(PROPERTY, {"property_code" if name == "unit_code" else name: stated}, {})
        elif stated and _code_of(name, cell, administration) is None:
            said.texts[f"unreadable_{name}"], said.texts[name] = cell, stated
            said.found[name] = PROPERTY
        elif stated and _code_of(name, cell, administration) != _code_of(name, stated, administration):
            said.note("UNIT-004", field=field_words(name), cell=cell, prop=stated)


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


# ---- The period ----


def _period(
    said: Said, titles: Titles, names: Mapping[str, PeriodMention], given: Given
) -> ReportingPeriod | None:
    """The period of the first source that says one whole, with the dates that the source says."""
    text = said.texts.get("period", "")
    stated = parse_period(text) if text else None
    if unreadable := said.texts.get("unreadable_period", "" if stated else text):
        said.note("PER-008", text=unreadable)
    said_in = [(said.found["period"], stated)] if stated is not None else []
    said_in += [(TITLE, each) for each in titles.periods]
    said_in += _period_of_names(names)
    if not said_in:
        if given.period:
            said.found["period"] = OPTION
            _note_unreported(said, given.period, titles)
        return _dated(given.period, titles, said)
    source, period = said_in[0]
    said.found["period"] = source
    if source in names and not titles.unreported:
        said.note("PER-010", source=FOUND_WORDS[source], period=period.name)
    _note_unreported(said, period, titles)
    _compare_periods(said, period, titles, names)
    if given.period and given.period.id != period.id:
        said.note_given("period", period.name, given.period.name)
    return _dated(period, titles, said)


def _note_unreported(said: Said, used: ReportingPeriod, titles: Titles) -> None:
    """Say which other periods the title lines name, for which there is no report."""
    for other in dict.fromkeys(titles.unreported):
        source = said.found["period"]
        said.note(
            "PER-011",
            other_source=words_of_other(TITLE, source),
            other=other,
            source=FOUND_WORDS[source],
            used=used.name,
        )


def _period_of_names(names: Mapping[str, PeriodMention]) -> Iterator[tuple[str, ReportingPeriod]]:
    file, folder = names[FILE], names[FOLDER]
    period = file.completed_by(folder).period
    if period is not None:
        yield FILE if file.says_a_kind else FOLDER, period


def _compare_periods(
    said: Said, used: ReportingPeriod, titles: Titles, names: Mapping[str, PeriodMention]
) -> None:
    source = said.found["period"]
    less = f"{used.year}-Y"
    at_odds = [(TITLE, each.name) for each in titles.periods if each.id not in (used.id, less)]
    at_odds += [
        (name, mention.name)
        for name, mention in names.items()
        if name != source and mention.is_at_odds(used) and (name != FOLDER or mention.says_a_kind)
    ]
    for where, other in dict.fromkeys(at_odds):
        said.note(
            "PER-009",
            source=FOUND_WORDS[source],
            used=used.name,
            other_source=words_of_other(where, source),
            other=other,
        )


def _dated(period: ReportingPeriod | None, titles: Titles, said: Said) -> ReportingPeriod | None:
    """The period with the dates that the source says, unless it would end before it starts."""
    said.add(TITLE, {}, titles.dates)
    if period is None:
        return None
    if "start" not in said.dates and "end" not in said.dates:
        said.add(TITLE, {}, titles.dates_of(period))
    dated = period.dated(said.dates.get("start"), said.dates.get("end"))
    if dated.start <= dated.end:
        return dated
    said.note("PER-005", start=dated.start, end=dated.end)
    return period


# ---- The level ----


def _level(said: Said, administration: Administration, given: Given) -> str | None:
    text = said.texts.get("level", "")
    level = administration.level_named(text) if text else None
    if unreadable := said.texts.get("unreadable_level", "" if level else text):
        said.note("LEVEL-004", text=unreadable)
    if level and given.level and given.level != level.id:
        other = administration.level(given.level)
        said.note_given("level", level.name, other.name)
    return level.id if level else None


def _level_of(
    reporting_unit: ReportingUnit, level: str | None, said: Said, administration: Administration
) -> str | None:
    """The level of the unit; where another one is written, it is that of the register and it is said."""
    own = reporting_unit.level
    if not reporting_unit.code or level in (None, own):
        if level is None and own and "unit" in said.found:
            said.found["level"] = said.found["unit"]
        return level or own
    stated = administration.level(level).name
    said.note("LEVEL-005", text=stated, name=reporting_unit.name, level=administration.level(own).name)
    return own
