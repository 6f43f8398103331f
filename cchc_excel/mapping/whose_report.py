"""Which unit's report it is: of all names that the sources say, the strongest source's; and what is odd.

What single names mean is told in `unit_names`, where they stand in `titles` and `file_names`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cchc_excel.mapping.file_names import ReadName, unit_in_name
from cchc_excel.mapping.said import Given, Said, field_words, words_of_other
from cchc_excel.mapping.titles import AGENCY, Titles
from cchc_excel.mapping.unit_names import Likeness, NameMatch, describe, doubts, resolve_name
from cchc_excel.model.administration import Administration, Register, ReportingUnit
from cchc_excel.model.cover_fields import CELL, FILE, FOLDER, FOUND_WORDS, OPTION, PROPERTY, TITLE
from cchc_excel.words import fold, fold_keeping_marks


@dataclass(frozen=True, slots=True)
class Search:
    """Where and when a unit is looked for."""

    register: Register
    on: date
    level: str | None
    within: ReportingUnit | None
    is_day_known: bool = True

    def named(self, text: str) -> NameMatch:
        """Units of the level that is written; where there is none, of any."""
        match = resolve_name(text, self.register, self.on, self.level, self.within)
        if self.level is not None and not match.as_spelled:
            other = resolve_name(text, self.register, self.on, None, self.within)
            match = other if other.as_spelled or not match.candidates else match
        return self.on_its_day(match)

    def on_its_day(self, match: NameMatch) -> NameMatch:
        """A unit of another day is meant where no period says the day."""
        is_meant = match.former is not None and not self.is_day_known
        return replace(match, likeness=Likeness.EXACT) if is_meant else match

    def bearers(self, text: str) -> tuple[ReportingUnit, ...]:
        """All units that a text may mean, wherever they are."""
        return (*self.register.find(text, self.on), *self.named(text).candidates)

    def coded(self, code: str) -> ReportingUnit | None:
        """The unit of a code; Excel takes the zeros off one that is typed as a number."""
        spellings = (code, *(code.zfill(n) for n in _CODE_LENGTHS if code.isdigit()))
        return next((u for c in spellings if c and (u := self.register.with_code(c, self.on))), None)

    def is_above(self, upper: ReportingUnit, lower: ReportingUnit) -> bool:
        return upper in self.register.ancestors(lower, self.on)


_CODE_LENGTHS = (5, 3, 2)


@dataclass(frozen=True, slots=True)
class _Naming:
    """A name of a unit, where it stands, and what it may mean."""

    source: str
    text: str
    match: NameMatch


def whose_report(
    said: Said,
    titles: Titles,
    names: Mapping[str, ReadName],
    search: Search,
    administration: Administration,
    given: Given,
) -> ReportingUnit:
    """The unit with the name as the source spells it and the register's code; a name it does not know
    stays a name."""
    search = _near_by(titles, names, search, administration)
    name, code = said.texts.get("unit", ""), said.texts.get("unit_code", "")
    namings = list(_namings(said, titles, names, search, administration))
    unit = _by_code(said, search, name, code)
    if unit is None and namings:
        unit = _by_name(said, search, namings, given)
    elif unit is not None and not name:
        source = said.found.get("unit_code", PROPERTY)
        namings.insert(0, _Naming(source, unit.name, NameMatch((unit,), Likeness.EXACT, 1.0)))
    if unit is None and not namings:
        return _given_unit(said, search, given)
    used = namings[0]
    said.found["unit"] = used.source
    _compare_namings(said, used, namings[1:], unit, search)
    if unit is None:
        return ReportingUnit(used.text, level=search.level or _level_by_name(used.text, administration))
    _compare_given(said, used.text, unit, given)
    return replace(unit, name=unit.name if used.source in names else used.text)


def _given_unit(said: Said, search: Search, given: Given) -> ReportingUnit:
    told = given.reporting_unit
    if told is None:
        return ReportingUnit("", level=search.level or "")
    said.found["unit"] = OPTION
    if not told.code:
        said.note("UNIT-002", name=told.name)
    return told


def _near_by(
    titles: Titles, names: Mapping[str, ReadName], search: Search, administration: Administration
) -> Search:
    """Look first below the target, else below the unit that stands above in a letter head or that the
    folder is named after."""
    if search.within is not None:
        return search
    for text in reversed(titles.above):
        if (above := search.register.find(text, search.on)) and len(above) == 1:
            return replace(search, within=above[0])
    folder = unit_in_name(names[FOLDER], search.register, search.on, None, None)
    unit = folder.match.unit if folder is not None else None
    is_upper = unit is not None and unit.level != administration.chain(search.on)[0]
    return replace(search, within=unit) if is_upper else search


def _namings(
    said: Said,
    titles: Titles,
    names: Mapping[str, ReadName],
    search: Search,
    administration: Administration,
) -> Iterator[_Naming]:
    """Every name of a unit that a source says, the strongest source first."""
    if text := said.texts.get("unit") or said.texts.get("unit_code"):
        yield _Naming(said.found.get("unit", CELL), text, search.named(text))
    yield from _in_titles(titles, search)
    for source, name in names.items():
        named = unit_in_name(name, search.register, search.on, search.level, search.within)
        if named is not None and _is_a_reporter(source, named.match, search, administration):
            yield _Naming(source, named.text, search.on_its_day(named.match))


def _is_a_reporter(source: str, match: NameMatch, search: Search, administration: Administration) -> bool:
    """A folder named after a unit that has units below it holds their reports; and a file that is named
    after the unit it goes to, or one above that, is not its report."""
    units = match.candidates
    if source == FOLDER and any(each.level != administration.chain(search.on)[0] for each in units):
        return False
    within = search.within
    return within is None or not any(u.code == within.code or search.is_above(u, within) for u in units)


def _in_titles(titles: Titles, search: Search) -> Iterator[_Naming]:
    """The units of the title lines, those that are known first; one that stands above another is not the
    report's."""
    texts: dict[str, str] = {}
    for text in titles.units:
        texts.setdefault(fold_keeping_marks(text), text)
    named = [_Naming(TITLE, text, search.named(text)) for text in texts.values()]
    likely = (_Naming(TITLE, text, search.named(text)) for text in dict.fromkeys(titles.likely_units))
    known = [each for each in (*named, *likely) if each.match.as_spelled]
    above = {
        upper
        for each in known
        for unit in each.match.candidates
        for upper in search.register.ancestors(unit, search.on)
    }
    lowest = [each for each in known if not above & set(each.match.candidates)]
    yield from lowest
    yield from sorted((n for n in named if n not in known), key=lambda n: not n.match.candidates)


def _by_code(said: Said, search: Search, name: str, code: str) -> ReportingUnit | None:
    """The unit of the code on the cover, or of the file's property where the cover says nothing."""
    unit = search.coded(code or ("" if name else said.texts.get("property_code", "")))
    if code and unit is None:
        said.note("UNIT-009", unit_code=code)
    if unit is not None and name and unit not in search.bearers(name):
        said.note("UNIT-006", unit_code=unit.code, register_name=unit.name, name=name)
    return unit


def _by_name(said: Said, search: Search, namings: Sequence[_Naming], given: Given) -> ReportingUnit | None:
    """The one unit that a name can mean; the file's own property, the command, or a weaker source tells
    namesakes apart."""
    naming, match = namings[0], namings[0].match
    hint = search.coded(said.texts.get("property_code", ""))
    if hint is not None and match.candidates and hint not in match.candidates:
        said.note("UNIT-004", field=field_words("unit"), cell=naming.text, prop=f"{hint.name} [{hint.code}]")
    if len(match.as_spelled) > 1:
        hints = [{hint}, {given.reporting_unit}, *(set(other.match.as_spelled) for other in namings[1:])]
        told = (meant for each in hints if len(meant := each & set(match.as_spelled)) == 1)
        match = replace(match, candidates=tuple(next(told, match.candidates)))
    if naming.source in (FILE, FOLDER) and match.as_spelled and (unit := match.unit) is not None:
        said.note(
            "UNIT-013", source=FOUND_WORDS[naming.source], name=describe(unit, search.register, search.on)
        )
    said.findings += doubts(match, naming.text, search.register, search.on, said.file)
    return match.unit


def _compare_namings(
    said: Said, used: _Naming, others: Sequence[_Naming], unit: ReportingUnit | None, search: Search
) -> None:
    """Say which sources name another unit than the one that is used."""
    meant = {unit} if unit is not None else set()
    meant |= set(used.match.candidates)
    told: set[ReportingUnit] = set()
    for other in others:
        units = set(other.match.as_spelled)
        if not units or units & (meant | told) or not _is_comparable(used, meant):
            continue
        if any(search.is_above(upper, lower) for upper in units for lower in meant):  # says less
            continue
        told |= units
        said.note(
            "UNIT-012",
            source=FOUND_WORDS[used.source],
            used=used.text,
            other_source=words_of_other(other.source, used.source),
            other=other.match.candidates[0].name,
        )


def _is_comparable(used: _Naming, meant: set[ReportingUnit]) -> bool:
    """False for an agency (Sở Nội vụ): it is no unit of the register, and may be that unit's own."""
    return bool(meant) or not AGENCY.match(fold(used.text))


def _compare_given(said: Said, name: str, found: ReportingUnit, given: Given) -> None:
    told = given.reporting_unit
    if told is not None and told.code and told.code != found.code:
        said.note_given("unit", name, told.name)


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
