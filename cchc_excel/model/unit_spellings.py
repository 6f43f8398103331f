"""How names of reporting units are written: spellings for comparison, type words, the index of all names.

Which unit a name means on a day, `administration` tells; names that are only like another, `mapping/`
judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cchc_excel.words import fold, fold_keeping_marks

Positions = dict[str, list[int]]

# A key is decomposed (NFD), so that a mark is a character of its own that may be missing.
_TONES, _SHAPES, _STROKE = "\u0300\u0301\u0303\u0309\u0323", "\u0302\u0306\u031b", "\u0335"
_PUNCTUATION = re.compile(r"[ .,;:()/_–—-]+")
_SPACE = re.compile(r"(?<!\d) | (?!\d)")  # but `1 1` is not 11
_CONSONANTS = f"[bcdghklmnpqrstvx{_STROKE}]"
_ONE_SOUND = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (f"([{_TONES}])([aeiouy{_SHAPES}]+)", r"\2\1"),  # Hòa, Hoà: the tone stands after its vowels
        ("\u030c", "\u0306"),  # ǎ is a damaged ă
        (f"((?:{_CONSONANTS}|qu))y(?=[{_TONES}]?(?:[ |]|$))", r"\1i"),  # Mỹ, Mĩ; Quy, Qui
        ("a\u0306\u0301k\\b", "a\u0306k"),  # Đắk, Đăk
        (r"(?<!\d)0+(?=\d)", ""),  # Phường 01 is Phường 1
    )
)
"""What is written in several ways and is one name; a row a variation."""


def spelling(text: str) -> str:
    """Spell for comparison: marks kept, and of each variation one way of writing."""
    spaced = _PUNCTUATION.sub(" ", fold_keeping_marks(text)).strip()
    spelled = unicodedata.normalize("NFD", spaced).replace("đ", "d" + _STROKE)
    for pattern, written in _ONE_SOUND:
        spelled = pattern.sub(written, spelled)
    return spelled


def name_spelling(text: str) -> str:
    """Spell a name for comparison, without `UBND` before it."""
    return _AUTHORITY.sub("", spelling(text))


def compact(spelled: str) -> str:
    """A spelling without its spaces: Đưng K’ Nớ is Đưng KNớ."""
    return _SPACE.sub("", spelled)


def positions(keys: Iterable[str]) -> Positions:
    """Where each key stands; what has no key is not listed."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key:
            found[key].append(position)
    return dict(found)


@dataclass(frozen=True, slots=True)
class _TypeWord:
    """A type word, and what takes it off a key in full or as initials; `loose`: marks may miss."""

    key: str
    exact: re.Pattern[str]
    loose: re.Pattern[str]

    @classmethod
    def of(cls, word: str) -> _TypeWord:
        key = spelling(word)
        initials = " ?".join(re.findall(rf"(?:^| )(\w{_STROKE}?)", key))
        exact = rf"(?:{key}|{initials})(?: |(?=\d))(.+)"
        return cls(key, re.compile(exact), re.compile(_with_optional_marks(exact)))


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names by their spelling without the type word: the type, the rest with and without marks, who
    bears the name."""

    type_words: tuple[_TypeWord, ...]
    types: list[str]
    rests: list[str]
    bearers: list[list[int]]
    bare_rests: list[str]
    by_rest: Positions
    by_bare_rest: Positions

    @classmethod
    def of(cls, names: Positions, type_words: Iterable[str]) -> NameIndex:
        words = tuple(map(_TypeWord.of, type_words))
        leading = re.compile("(?:(" + "|".join(word.key for word in words) + ") )?(.*)")
        parts = [leading.fullmatch(key).groups("") for key in _each(spelling, names)]
        types, rests = [kind for kind, _ in parts], _each(compact, [rest for _, rest in parts])
        bare = _each(fold, rests)
        return cls(words, types, rests, list(names.values()), bare, positions(rests), positions(bare))

    def bearers_of(self, written: str, forgiving: bool) -> list[int]:
        """Positions of the units whose name is written so; forgiving: but for marks left out."""
        meant = {
            at
            for kind, rest in self.readings(written, forgiving)
            for at in self._with_rest(rest, forgiving)
            if kind in ("", self.types[at])
        }
        return sorted(position for at in meant for position in self.bearers[at])

    def readings(self, written: str, forgiving: bool) -> Iterator[tuple[str, str]]:
        """Type word and rest; the first reading takes nothing off: there is a Phường Phường Đúc."""
        yield "", compact(written)
        for word in self.type_words:
            if match := (word.loose if forgiving else word.exact).fullmatch(written):
                yield word.key, compact(match[1])

    def _with_rest(self, rest: str, forgiving: bool) -> Sequence[int]:
        if not forgiving:
            return self.by_rest.get(rest, ())
        return [at for at in self.by_bare_rest.get(fold(rest), ()) if _lacks(rest, self.rests[at])]


def _each(change: Callable[[str], str], texts: Iterable[str]) -> list[str]:
    """Change many short texts in one call, which is several times as fast."""
    return change("|".join(text.replace("|", " ") for text in texts)).split("|") if texts else []


def _with_optional_marks(pattern: str) -> str:
    return re.sub(f"([{_TONES}{_SHAPES}{_STROKE}])", r"\1?", pattern)


def _lacks(written: str, official: str) -> bool:
    """True when `written`, equal without marks, has no mark that `official` has not at its letter."""
    remaining = iter(official)
    return all(character in remaining for character in written)


_AUTHORITY = re.compile(_with_optional_marks(f"^(?:(?:u ?b ?n ?d|{spelling('Ủy ban nhân dân')}) )+"))
