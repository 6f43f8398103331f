"""What the name of a file or of its folder says: `PL_CCHC_6T_2025_TT Lac Duong (1).xlsx`.

A name is the weakest evidence: it fills gaps, and is compared with what the file itself says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cchc_excel.mapping.unit_names import Likeness, NameMatch, resolve_name
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.periods import PeriodMention, find_mention
from cchc_excel.words import fold, without_marks

_GENERIC_PHRASES = (
    "bao cao|bc|phu luc|pl|bieu mau|bieu|mau|bm|so lieu|sl|thong ke|cchc|cai cach hanh chinh|tthc|thu tuc"
    "|cong tac|ket qua|thuc hien|tinh hinh|ve viec|cua|kem theo|theo|dinh ky|gui|nop|lan|so|du thao|sua lai"
    "|sua|moi nhat|moi|ban cuoi|cuoi cung|cuoi|final|chinh thuc|copy|nhap|tong hop|file|excel|word|scan|ky so"
    "|signed|v|ubnd|uy ban nhan dan|nam|quy|thang|ngay|cap|don vi|danh sach|test|nhiem vu|hanh chinh"
)
_GENERIC = re.compile(rf"(?<![^\W_])(?:{_GENERIC_PHRASES}|\d+|[a-z]\d+)(?:\s*\d+)?(?![^\W_])")
"""What stands in names and names no unit, folded."""
_RECIPIENT = frozenset(("gui", "len", "kinh"))
"""What stands before the unit that a file is sent to."""

_DATE = re.compile(
    r"(?<!\d)\d{1,2}([._-])\d{1,2}\1(?:20)?\d\d(?!\d)|(?<!\d)20\d\d([._-]?)[01]\d\2[0-3]\d(?!\d)"
)
_BETWEEN_WORDS = re.compile(r"[\s_\-–.,;+&()\[\]{}#@~]+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZĐ][^\W\d_])")
_LONGEST_NAME, _FEWEST_LETTERS = 7, 3


@dataclass(frozen=True, slots=True)
class ReadName:
    """The words of a name without dates and period, and what it says of the period."""

    words: tuple[str, ...]
    period: PeriodMention


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit that a name names, as it is written there."""

    text: str
    match: NameMatch


@lru_cache(maxsize=256)
def read_name(name: str) -> ReadName:
    """Take a name (without the file's suffix) to words; `XaLat` is two."""
    spaced = _BETWEEN_WORDS.sub(" ", _DATE.sub(" ", unicodedata.normalize("NFC", name)))
    period, rest = find_mention(_CAMEL.sub(" ", spaced))
    return ReadName(tuple(rest.split()), period)


@lru_cache(maxsize=256)
def unit_in_name(
    name: ReadName, register: Register, on: date, level: str | None, within: ReportingUnit | None
) -> NamedUnit | None:
    """The one unit that a name names; nothing where it names none, or several that are not above each
    other."""
    typed = list(_typed_units(name.words, register, on, within))
    if not typed:
        return _bare_unit(name.words, register, on, level, within)
    if len(typed) == 1:
        return typed[0]
    lowest = [each for each in typed if not any(_stands_above(each, other, register, on) for other in typed)]
    if len({frozenset(each.match.candidates) for each in lowest}) != 1:
        return None
    return _below_others(lowest[0], typed, register, on)


def _typed_units(
    words: Sequence[str], register: Register, on: date, within: ReportingUnit | None
) -> Iterator[NamedUnit]:
    """Units behind a type word, each in its longest reading."""
    at = 0
    while at < len(words):
        length = _type_length(words, at, register.type_words)
        named = length and not (at and fold(words[at - 1]) in _RECIPIENT)
        found = _longest(words[at:], length, register, on, within) if named else None
        if found is not None:
            yield found[0]
        at += found[1] if found is not None else 1


def _longest(
    words: Sequence[str],
    type_length: int,
    register: Register,
    on: date,
    within: ReportingUnit | None,
) -> tuple[NamedUnit, int] | None:
    """The longest name that is one, with how many words it takes; a slip only among the units near by."""
    for length in range(min(len(words), type_length + _LONGEST_NAME), type_length - 1, -1):
        text = " ".join(words[:length])
        if any(register.find(text, day) for day in (on, *register.turning_days)):
            return NamedUnit(text, resolve_name(text, register, on, None, within)), length
    return _slip(words, type_length, register, on, within) if within is not None else None


def _slip(
    words: Sequence[str],
    type_length: int,
    register: Register,
    on: date,
    within: ReportingUnit,
) -> tuple[NamedUnit, int] | None:
    """A name with a slip in it, up to the next generic word; or one of another day."""
    text = _before_generic(" ".join(words), len(" ".join(words[:type_length])))
    match = resolve_name(text, register, on, None, within)
    if match.likeness in (Likeness.NEAR, Likeness.OTHER_DAY):
        return NamedUnit(text, match), len(text.split())
    return None


def _bare_unit(
    words: Sequence[str], register: Register, on: date, level: str | None, within: ReportingUnit | None
) -> NamedUnit | None:
    """A unit without its type word: all that is left of a name without its generic words. A single syllable
    only among the units near by."""
    text = _without_generic(" ".join(words))
    left = text.split()
    typed = any(_type_length(left, at, register.type_words) for at in range(len(left)))
    if typed or len(text) < _FEWEST_LETTERS:
        return None
    found = register.find(text, on, level, within) if within is not None else ()
    if not found and len(left) > 1:
        found = register.find(text, on, level)
    return NamedUnit(text, NameMatch(found, Likeness.FOLDED, 1.0)) if found else None


def _without_generic(text: str) -> str:
    for match in reversed(list(_GENERIC.finditer(without_marks(text).lower()))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return " ".join(text.split())


def _before_generic(text: str, start: int) -> str:
    match = _GENERIC.search(without_marks(text).lower(), start)
    return text[: match.start()].strip() if match else text


@lru_cache(maxsize=4)
def _type_spellings(type_words: tuple[str, ...]) -> frozenset[str]:
    """Type words folded, in full and as initials."""
    folded = {fold(word) for word in type_words}
    return frozenset(folded | {"".join(part[0] for part in word.split()) for word in folded})


def _type_length(words: Sequence[str], at: int, type_words: tuple[str, ...]) -> int:
    """How many words the type word takes that stands here; 0 where none does."""
    spellings = _type_spellings(type_words)
    for length in (2, 1):
        if fold(" ".join(words[at : at + length])) in spellings and at + length <= len(words):
            return length
    return 1 if re.fullmatch(r"[a-z]\d+", fold(words[at])) and fold(words[at])[0] in spellings else 0


def _stands_above(upper: NamedUnit, lower: NamedUnit, register: Register, on: date) -> bool:
    lines = (register.ancestors(each, on) for each in lower.match.candidates)
    return any(each in line for line in lines for each in upper.match.candidates)


def _below_others(unit: NamedUnit, others: Sequence[NamedUnit], register: Register, on: date) -> NamedUnit:
    """Of namesakes those below the other unit that the name names."""
    above = {each for other in others if other is not unit for each in other.match.candidates}
    below = tuple(u for u in unit.match.candidates if above & set(register.ancestors(u, on)))
    if not below or len(unit.match.candidates) == 1:
        return unit
    return NamedUnit(unit.text, NameMatch(below, unit.match.likeness, unit.match.score))
