"""Which unit of the register a written name means: as it is spelled, as it is nearly spelled, or a unit of
another day; and what has to be said about it.

Where the name was written, the callers know; how names are spelled, `model/unit_spellings` knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.unit_spellings import NameIndex, name_spelling, positions
from cchc_excel.words import fold, one_line


class Likeness(StrEnum):
    """How a written name came to a unit: as it stands, but for marks left out, but for a slip, or only on
    another day."""

    EXACT = "exact"
    FOLDED = "folded"
    NEAR = "near"
    OTHER_DAY = "other_day"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The units that a name may mean (đơn vị có thể được nêu), the likeliest first.

    `score` is 1 for a name as it is spelled. A match that `is_doubtful` is a question even where it has one
    candidate only.
    """

    candidates: tuple[ReportingUnit, ...] = ()
    likeness: Likeness = Likeness.NONE
    score: float = 0.0
    is_doubtful: bool = False

    @property
    def unit(self) -> ReportingUnit | None:
        """The one unit that is meant on the day; None where there is none, or a question."""
        return self.candidates[0] if self._is_one and self.likeness is not Likeness.OTHER_DAY else None

    @property
    def former(self) -> ReportingUnit | None:
        """The one unit that bears the name, but on another day."""
        return self.candidates[0] if self._is_one and self.likeness is Likeness.OTHER_DAY else None

    @property
    def as_spelled(self) -> tuple[ReportingUnit, ...]:
        """The candidates that bear the name itself on the day."""
        spelled = self.likeness in (Likeness.EXACT, Likeness.FOLDED) and not self.is_doubtful
        return self.candidates if spelled else ()

    @property
    def _is_one(self) -> bool:
        return len(self.candidates) == 1 and not self.is_doubtful


@lru_cache(maxsize=1024)
def resolve_name(
    text: str, register: Register, on: date, level: str | None = None, within: ReportingUnit | None = None
) -> NameMatch:
    """Tell which unit a name or code means on a day: of those below `within` first, then of its province,
    then of all. `Xã Lát, huyện Lạc Dương` is looked for below Huyện Lạc Dương."""
    circles = _circles(register, on, within)
    return (
        _as_written(text, register, on, level, circles)
        or _below_upper(text, register, on, level, within)
        or _nearly(text, register, on, level, circles[:-1])
        or _on_another_day(text, register, on, level, circles[-1:])
        or _nearly(text, register, on, level, circles[-1:])
        or NameMatch()
    )


def unit_named(
    text: str,
    register: Register,
    on: date,
    level: str | None = None,
    within: ReportingUnit | None = None,
    file: str = "",
) -> tuple[ReportingUnit | None, tuple[Finding, ...]]:
    """The one unit that a name means (a column's heading, a line of a list), and what is to be said."""
    match = resolve_name(text, register, on, level, within)
    return match.unit, doubts(match, text, register, on, file)


def doubts(match: NameMatch, name: str, register: Register, on: date, file: str) -> tuple[Finding, ...]:
    """What is to be said of a name: nothing where it is one unit's as it is spelled."""
    if match.as_spelled and match.unit is not None:
        return ()
    candidates = match.candidates
    if match.likeness is Likeness.OTHER_DAY:
        return (_of_another_day(match, name, register, on, file),)
    if match.likeness is Likeness.NONE:
        return (finding("UNIT-002", file=file, name=name),)
    if match.unit is not None:
        return (finding("UNIT-014", file=file, name=name, meant=describe(match.unit, register, on)),)
    named = "; ".join(describe(each, register, on) for each in candidates[:_LISTED_AT_MOST])
    if match.as_spelled:
        return (finding("UNIT-003", file=file, name=name, count=len(candidates), candidates=named),)
    return (finding("UNIT-015", file=file, name=name, candidates=named),)


_LISTED_AT_MOST = 6


def describe(reporting_unit: ReportingUnit, register: Register, on: date) -> str:
    """A unit with the units above it and its code, to tell namesakes apart; one of another day as it was."""
    own_day = reporting_unit.valid_to or reporting_unit.valid_from or on
    day = on if reporting_unit.in_force(on) else own_day
    above = " – ".join(u.name for u in register.ancestors(reporting_unit, day))
    return f"{', '.join(filter(None, (reporting_unit.name, above)))} [{reporting_unit.code}]"


def _of_another_day(match: NameMatch, name: str, register: Register, on: date, file: str) -> Finding:
    """A unit that ended, with what it became; or one that does not exist yet."""
    unit = match.candidates[0]
    if unit.valid_to is None or unit.valid_to >= on:
        return finding("UNIT-017", file=file, name=name, first_day=unit.valid_from, day=on)
    first_day = unit.valid_to + timedelta(days=1)
    known = {
        u for each in match.candidates for code in each.successor_codes if (u := register.with_code(code, on))
    }
    named = "; ".join(sorted(describe(each, register, on) for each in known)[:_LISTED_AT_MOST])
    if not named:
        return finding("UNIT-018", file=file, name=name, last_day=unit.valid_to)
    return finding("UNIT-016", file=file, name=name, first_day=first_day, successors=named)


def _as_spelled(name: str, found: Sequence[ReportingUnit]) -> NameMatch:
    written = name_spelling(name)
    exact = any(name_spelling(each.name).endswith(written) or each.code == one_line(name) for each in found)
    return NameMatch(tuple(dict.fromkeys(found)), Likeness.EXACT if exact else Likeness.FOLDED, 1.0)


def _as_written(
    name: str, register: Register, on: date, level: str | None, circles: _Circles
) -> NameMatch | None:
    """The units of the name itself. One that ended near by is meant rather than a namesake elsewhere."""
    for circle in circles:
        if found := register.find(name, on, level, circle):
            return _as_spelled(name, found)
        if circle is not None and (ended := _on_another_day(name, register, on, level, (circle,))):
            return ended
    return None


def _below_upper(
    text: str, register: Register, on: date, level: str | None, within: ReportingUnit | None
) -> NameMatch | None:
    """The unit of a text that names the one above it too; doubtful where that one has no such unit."""
    for name, upper in _name_and_upper(text, register.type_words):
        above = register.find(upper, on)
        below = [u for each in above for u in register.find(name, on, level, each) if u != each]
        if below:
            return _as_spelled(name, below)
        elsewhere = resolve_name(name, register, on, level, within)
        if elsewhere.candidates and (above or elsewhere.likeness is not Likeness.NEAR):
            return replace(elsewhere, is_doubtful=bool(above))
    return None


_Circles = tuple[ReportingUnit | None, ...]


def _circles(register: Register, on: date, within: ReportingUnit | None) -> _Circles:
    """Where to look, the nearest first: below the unit, in its province, everywhere (None)."""
    here = register.with_code(within.code, on) if within is not None else None
    if here is None:
        return (None,)
    return tuple(dict.fromkeys((here, *register.ancestors(here, on)[-1:], None)))


def _on_another_day(
    name: str, register: Register, on: date, level: str | None, circles: _Circles
) -> NameMatch | None:
    """The units that bear the name on the nearest other day on which any in the circle does."""
    days = sorted(register.turning_days, key=lambda day: abs(day - on))
    for circle, day in product(circles, days):
        there = register.with_code(circle.code, day) if circle is not None else None
        if (circle is None or there is not None) and (found := register.find(name, day, level, there)):
            return NameMatch(found, Likeness.OTHER_DAY, 1.0)
    return None


# Names that are only like another. A slip is a letter or a mark more, less, other, or two in changed order.

_LIKE_ENOUGH = (0.80, 0.88)
"""The lowest score of a name that counts as another, among the units of a circle and among all."""
_FEWEST_LETTERS = (4, 7)
"""Shorter names are too like each other."""
_MARGIN = 0.08
"""How much likelier the meant unit must be than the next."""
_OTHER_TYPE = 0.1
"""What another type word (Xã for Thị trấn) takes off."""


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of the units that may be meant; `marked` spells them with marks as letters of their own and
    within their letters: a letter may be lost with its marks, or a mark alone."""

    units: Sequence[ReportingUnit]
    index: NameIndex
    marked: tuple[list[str], list[str]]


@lru_cache(maxsize=32)
def _names_in(register: Register, circle: ReportingUnit | None, on: date | None) -> _Names:
    units, index = register.reporting_units, register.names
    if circle is not None:
        units = (circle, *register.all_below(circle, on))
        index = NameIndex.of(positions(each.name for each in units), register.type_words)
    return _Names(units, index, (index.rests, list(map(_composed, index.rests))))


def _composed(spelled: str) -> str:
    return unicodedata.normalize("NFC", spelled)


@lru_cache(maxsize=4)
def _levels_of_types(register: Register) -> frozenset[tuple[str, str]]:
    """Each type word with each level that it stands at."""
    named = zip(register.names.types, register.names.bearers, strict=True)
    return frozenset((kind, register.reporting_units[p].level) for kind, places in named for p in places)


def _nearly(
    name: str, register: Register, on: date, level: str | None, circles: _Circles
) -> NameMatch | None:
    """The unit whose name is like the one written and clearly likelier than any other; else a question."""
    for circle in circles:
        names, scores = _names_in(register, circle, on if circle is not None else None), {}
        for unit, score in _alike(name_spelling(name), names, register, everywhere=circle is None):
            if unit.in_force(on) and level in (None, unit.level):
                scores[unit] = max(score, scores.get(unit, 0.0))
        best = max(scores.values(), default=0.0)
        if best >= _LIKE_ENOUGH[circle is None]:
            rivals = sorted((u for u in scores if scores[u] > best - _MARGIN), key=scores.get, reverse=True)
            other_number = _digits(name) != _digits(rivals[0].name)
            return NameMatch(tuple(rivals), Likeness.NEAR, best, is_doubtful=other_number)
    return None


def _alike(
    written: str, names: _Names, register: Register, everywhere: bool
) -> Iterator[tuple[ReportingUnit, float]]:
    """Units with how like their name is to the one written, down to what a rival must have."""
    index, levels, lowest = names.index, _levels_of_types(register), _LIKE_ENOUGH[everywhere] - _MARGIN
    for kind, rest in _readings(written, index, everywhere):
        for score, at in _similar(rest, names, lowest):
            is_other_type = kind not in ("", index.types[at])
            for unit in (names.units[position] for position in index.bearers[at]):
                if not is_other_type or (kind, unit.level) in levels:
                    yield unit, score - _OTHER_TYPE * is_other_type


def _readings(written: str, index: NameIndex, everywhere: bool) -> list[tuple[str, str]]:
    """Type words and rests that are long enough. Among all units a type word must have been written."""
    read = list(index.readings(written, forgiving=True))
    if fold(written) in {fold(word.key) for word in index.type_words}:
        return []
    read = read[1:] or ([] if everywhere else read)
    return [(kind, rest) for kind, rest in read if len(fold(rest)) >= _FEWEST_LETTERS[everywhere]]


def _similar(rest: str, names: _Names, lowest: float) -> Iterator[tuple[float, int]]:
    """How similar names are and where they stand in the index."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    as_marked = list(zip((rest, _composed(rest)), names.marked, strict=True))
    for query, rests in as_marked if rest != fold(rest) else [(rest, names.index.bare_rests)]:
        found = process.extract(
            query, rests, scorer=OSA.normalized_similarity, score_cutoff=lowest, limit=None
        )
        yield from ((score, at) for _, score, at in found)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", name_spelling(text))


# A name with the units above it: `UBND xã Lát, huyện Lạc Dương`, `P.1 - TP Đà Lạt`.


def _name_and_upper(text: str, type_words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """A name and the unit named directly behind it, at each place where the one may end."""
    line = one_line(text)
    for match in _upper_begins(type_words).finditer(line):
        name, upper = line[: match.start()].strip(" ,;(-–"), line[match.end() :].strip(" ,;()")
        upper = _upper_begins(type_words).split(upper)[0].strip(" ,;()-–")
        if name and upper:
            yield name, upper


@lru_cache(maxsize=4)
def _upper_begins(type_words: tuple[str, ...]) -> re.Pattern[str]:
    """Where the name of a unit above may begin: behind a comma, a bracket or a dash, before a type word."""
    words = "|".join(sorted(map(re.escape, {one_line(each) for each in type_words}), key=len, reverse=True))
    return re.compile(
        rf"\s*[,;(]\s*(?:thuộc\s+)?|\s+[-–—]\s+|\s+thuộc\s+|\s+(?=(?:UBND\s+)?(?:{words}|TP|TX|H|Q|T)\b\.?\s*\S)",
        re.IGNORECASE,
    )
