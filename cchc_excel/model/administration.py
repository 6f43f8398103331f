"""Who reports to whom: administrative levels, their chain on a day, reporting units and their register.

Which levels and units exist, `catalog/` declares; which of several a file means, `mapping/` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter

from cchc_excel.model.unit_spellings import NameIndex, Positions, name_spelling, positions
from cchc_excel.words import Words, fold, one_line


@dataclass(frozen=True, slots=True)
class ReportingUnit:
    """One reporting unit (đơn vị báo cáo) as the register knows it between two days.

    A code alone is no key: codes of 2025 were given anew. The key is code and day.
    """

    name: str
    code: str = ""
    level: str = ""
    parent_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor_codes: tuple[str, ...] = ()

    def in_force(self, on: date) -> bool:
        return _covers(self.valid_from, self.valid_to, on, on)

    @property
    def key(self) -> str:
        """What tells whether two are one unit: the code, or the name where there is no code."""
        return self.code or f"«{name_spelling(self.name)}»"


@dataclass(frozen=True, slots=True)
class Level:
    """One administrative level (cấp hành chính); `unit_prefixes`: the type words of its units; `template`:
    the file of its blank template, empty where it does not report."""

    id: str
    name: Words
    short: Words
    rank: int
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    unit_prefixes: tuple[str, ...] = ()
    template: str = ""

    def in_force(self, on: date) -> bool:
        return _covers(self.valid_from, self.valid_to, on, on)

    def spellings(self) -> tuple[str, ...]:
        """Every way to name the level, folded."""
        named = (self.id, self.name.vi, self.name.en, self.short.vi, self.short.en)
        return tuple(map(fold, named + self.aliases))


@dataclass(frozen=True, slots=True)
class Administration:
    """The levels (các cấp hành chính) of the country, whenever they were in force."""

    levels: tuple[Level, ...]

    @property
    def reporting_levels(self) -> tuple[Level, ...]:
        """The levels whose units report."""
        return tuple(level for level in self.levels if level.template)

    def level(self, level_id: str) -> Level:
        """Give the level with this id; KeyError when none is declared."""
        for level in self.levels:
            if level.id == level_id:
                return level
        raise KeyError(level_id)

    def level_named(self, text: str) -> Level | None:
        """Find a level by id, name or alias, in either language and any spelling."""
        wanted = fold(text)
        return next((level for level in self.levels if wanted in level.spellings()), None)

    def chain(self, on: date) -> tuple[str, ...]:
        """List the ids of the levels in force on a day, from the lowest up."""
        ordered = sorted(self.levels, key=attrgetter("rank"))
        return tuple(level.id for level in ordered if level.in_force(on))

    def above(self, level_id: str, on: date) -> str | None:
        """Name the next level up that is in force on a day, None above the highest."""
        return next((upper for upper in self.chain(on) if self.is_below(level_id, upper)), None)

    def is_below(self, level_id: str, other_id: str) -> bool:
        return self.level(level_id).rank < self.level(other_id).rank

    def existed_within(self, level_id: str, start: date, end: date) -> bool:
        """True when the level existed on any day of the period: only then its rows have a subject."""
        level = self.level(level_id)
        return _covers(level.valid_from, level.valid_to, start, end)

    @property
    def type_words(self) -> tuple[str, ...]:
        """The type words (loại đơn vị) of all levels, each once: `Thành phố` stands at two levels."""
        return tuple(dict.fromkeys(word for level in self.levels for word in level.unit_prefixes))


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The register of reporting units (danh mục đơn vị báo cáo) of all times, in its own order.

    Every look-up names a day, and a unit that is not in force on that day has no relatives on it.
    """

    reporting_units: tuple[ReportingUnit, ...]
    type_words: tuple[str, ...]
    _by_code: Positions = field(init=False, repr=False)
    _by_parent: Positions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for attribute, key in (("_by_code", "code"), ("_by_parent", "parent_code")):
            object.__setattr__(self, attribute, positions(map(attrgetter(key), self.reporting_units)))

    def with_code(self, code: str, on: date) -> ReportingUnit | None:
        """Give the unit that bears an official code (mã đơn vị, always text) on a day."""
        return next(iter(self._at(self._in_force(self._by_code.get(code, ()), on))), None)

    def children(self, reporting_unit: ReportingUnit, on: date) -> tuple[ReportingUnit, ...]:
        """List the units directly below one (đơn vị trực thuộc) on a day, in register order."""
        return self._at(self._positions_under(reporting_unit, on))

    def below(self, reporting_unit: ReportingUnit, level_id: str, on: date) -> tuple[ReportingUnit, ...]:
        """List all units of one level under one unit on a day, at any depth, in register order."""
        return tuple(each for each in self.all_below(reporting_unit, on) if each.level == level_id)

    def all_below(self, reporting_unit: ReportingUnit, on: date) -> tuple[ReportingUnit, ...]:
        """List all units of any level under one unit on a day, in register order."""
        found, waiting = [], self._positions_under(reporting_unit, on)
        while waiting:
            position = waiting.pop()
            found.append(position)
            waiting += self._positions_under(self.reporting_units[position], on)
        return self._at(sorted(found))

    def ancestors(self, reporting_unit: ReportingUnit, on: date) -> tuple[ReportingUnit, ...]:
        """List the units above one on a day, from its parent upwards."""
        found: list[ReportingUnit] = []
        lowest = reporting_unit if reporting_unit.in_force(on) else None
        while lowest and (lowest := self.with_code(lowest.parent_code, on)) and lowest not in found:
            found.append(lowest)
        return tuple(found)

    def line_of(self, reporting_unit: ReportingUnit, on: date) -> tuple[ReportingUnit, ...]:
        """List the units above the one that bears this one's code on a day; nothing where the register
        knows none."""
        known = self.with_code(reporting_unit.code, on) if reporting_unit.code else None
        return self.ancestors(known, on) if known is not None else ()

    def stands_below(self, reporting_unit: ReportingUnit, upper: ReportingUnit, on: date) -> bool:
        """True where the unit that bears one's code on a day stands, at any depth, below another."""
        return any(each.key == upper.key for each in self.line_of(reporting_unit, on))

    def parent_of(self, reporting_unit: ReportingUnit, on: date) -> ReportingUnit | None:
        """Give the unit directly above the one that bears this one's code on a day."""
        return next(iter(self.line_of(reporting_unit, on)), None)

    def nearest_above(self, reporting_units: Iterable[ReportingUnit], on: date) -> ReportingUnit | None:
        """Give the lowest unit that stands above every one of several on a day."""
        lines = [self.ancestors(each, on) for each in reporting_units] or [()]
        return next((upper for upper in lines[0] if all(upper in line for line in lines)), None)

    def find(
        self, text: str, on: date, level_id: str | None = None, within: ReportingUnit | None = None
    ) -> tuple[ReportingUnit, ...]:
        """List every unit that a written code or name may mean on a day, in one unit or level if given.

        A missing mark is forgiven where the spelling as it stands names nothing, a different one never. A
        name written with marks that a unit elsewhere bears is not taken for a unit here.
        """
        if coded := self._narrowed(self._by_code.get(one_line(text), ()), on, level_id, within):
            return coded
        names, written = self.names, name_spelling(text)
        spelled = names.bearers_of(written, forgiving=False)
        found = self._narrowed(spelled, on, level_id, within)
        if found or (spelled and written != fold(written)):
            return found
        return self._narrowed(names.bearers_of(written, forgiving=True), on, level_id, within)

    @property
    def names(self) -> NameIndex:
        """All names, whenever they were borne; what stands at a position is `reporting_units`."""
        return _name_index(self)

    @property
    def turning_days(self) -> tuple[date, ...]:
        """The first and last days of units, the latest first: between them no unit begins or ends."""
        return _turning_days(self)

    def _narrowed(
        self, places: Sequence[int], on: date, level_id: str | None, within: ReportingUnit | None
    ) -> tuple[ReportingUnit, ...]:
        found = self._at(self._in_force(places, on))
        if level_id is not None:
            found = tuple(each for each in found if each.level == level_id)
        if within is not None:
            found = tuple(each for each in found if within in (each, *self.ancestors(each, on)))
        return found

    def _positions_under(self, reporting_unit: ReportingUnit, on: date) -> list[int]:
        if not reporting_unit.in_force(on):
            return []
        return self._in_force(self._by_parent.get(reporting_unit.code, ()), on)

    def _in_force(self, places: Iterable[int], on: date) -> list[int]:
        return [position for position in places if self.reporting_units[position].in_force(on)]

    def _at(self, places: Iterable[int]) -> tuple[ReportingUnit, ...]:
        return tuple(self.reporting_units[position] for position in places)


def _covers(valid_from: date | None, valid_to: date | None, start: date, end: date) -> bool:
    return (valid_from is None or valid_from <= end) and (valid_to is None or start <= valid_to)


@lru_cache(maxsize=4)
def _name_index(register: Register) -> NameIndex:
    """Index the names once, when the first is looked for."""
    names = positions(each.name for each in register.reporting_units)
    return NameIndex.of(names, register.type_words)


@lru_cache(maxsize=4)
def _turning_days(register: Register) -> tuple[date, ...]:
    days = {day for each in register.reporting_units for day in (each.valid_from, each.valid_to)}
    return tuple(sorted(days - {None}, reverse=True))
