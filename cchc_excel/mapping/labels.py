"""What a text says of the rows of the annex: how like it is to each label, and which code stands in it.

Labels are compared folded, with abbreviations written out, so that what a clerk, a mail program or an old
font does to them (marks lost, letters lost, NFD, capitals, a cut at thirty characters) lowers a number
instead of breaking a match. Nothing here knows where a text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Stored
from cchc_excel.words import fold, one_line, without_marks

REACH = 3
"""How many rows before and after a row count as its context; as many empty columns part two forms."""
_LONGEST_LABEL = 700
_FEWEST_LETTERS = 3
_CUT_LABEL = 12
"""A text of as many letters may be the beginning of a label that was cut off."""
_ALIAS, _OTHER_READING = 0.9, 0.8
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}
_CODE = r"\d{1,2}(?:\s?[.,]\s?\d{1,2})*"
_CODE_CELL = re.compile(rf"(?:[^\W\d]{{1,8}}\s+)?[.\-–+*('\s]*({_CODE})[.,):\s]*")
_CODE_BEFORE_LABEL = re.compile(rf"\s*({_CODE})\s*[.):/-]?\s+(?=[^\W\d])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a text is to each label, from 0 to 1, and the greatest of it. In `sharp` a label loses the
    faster the more another one is like the same text: the labels of a form resemble each other."""

    of: np.ndarray
    most: float
    sharp: np.ndarray

    @classmethod
    def measured(cls, of: np.ndarray) -> Likeness:
        most = float(of.max())
        return cls(of, most, of**2 * (of / most) ** _sharpness(most) if most else of)


_DAMAGED, _SHARPNESS, _SHARPEST = 0.95, 4, 20


def _sharpness(most: float) -> float:
    """How fast the other labels lose: what is one row's label word for word is no other's, though a single
    word may tell them apart; a damaged text may be either's."""
    return float(np.interp(most, (_DAMAGED, 1), (_SHARPNESS, _SHARPEST)))


@dataclass(frozen=True)
class Labels:
    """The rows of a catalogue as columns of a table of evidence, each form apart from the next by REACH
    empty ones."""

    ids: tuple[str, ...]
    """What each column is: the id of a row, or that of a form for its title (a title over a table must not
    be taken for a row); empty between two forms."""
    numbers: tuple[str, ...]
    """The form of each column as it is printed: `2a`."""
    codes: Mapping[str, tuple[tuple[int, float], ...]]
    """A code → the columns that it may mean and how surely: an alias says a little less."""
    units: Mapping[str, np.ndarray]
    """A unit of measure, folded → 1 where a row has it."""
    texts: tuple[str, ...]
    """All labels whole, then all without their brackets."""
    abbreviations: Mapping[str, str]
    position: Mapping[str, int]
    """The column of each id."""
    nothing: np.ndarray
    """Zero for every column; never written to."""
    unlike: Likeness
    """The likeness of a text that is like no label."""

    @property
    def width(self) -> int:
        return len(self.ids)

    @cached_property
    def below(self) -> np.ndarray:
        """1 where the row of the column stands below the row of the line: 3.2.1 below 3.2."""
        found = np.zeros((self.width, self.width), dtype=np.float32)
        for above, column in self.position.items():
            for row_id, other in self.position.items():
                found[column, other] = ":" in above and row_id.startswith(f"{above}.")
        return found

    def is_row(self, column: int) -> bool:
        return ":" in self.ids[column]

    def ones(self, ids: Iterable[str]) -> np.ndarray:
        """1 for some rows."""
        found = [self._alone[self.position[row_id]] for row_id in ids if row_id]
        return np.maximum.reduce(found) if len(found) > 1 else found[0] if found else self.nothing

    @cached_property
    def _alone(self) -> np.ndarray:
        return np.eye(self.width, dtype=np.float32)

    def with_units(self, units: Iterable[str]) -> np.ndarray:
        """1 for the rows that have one of some units of measure."""
        found = [self.units[unit] for unit in units]
        return np.maximum.reduce(found) if len(found) > 1 else found[0] if found else self.nothing

    def of_form(self, number: str) -> np.ndarray | None:
        """1 for the rows of a form, by its number as printed; None where there is no such form."""
        return self._of_form.get(number)

    @cached_property
    def _of_form(self) -> Mapping[str, np.ndarray]:
        numbers = {*self.numbers} - {""}
        return {n: np.array([n == each for each in self.numbers], dtype=np.float32) for n in numbers}

    @cached_property
    def likeness(self) -> Callable[[str], Likeness]:
        """How like a text is to the labels. Remembered: labels repeat from workbook to workbook."""
        return lru_cache(_REMEMBERED)(lambda text: Likeness.measured(self._measure(text)))

    @cached_property
    def coded(self) -> Callable[[Stored], np.ndarray | None]:
        """How surely a cell's content means each row as its code; None where it is the code of none."""
        return lru_cache(_REMEMBERED, typed=True)(self._code_of)

    def _code_of(self, stored: Stored) -> np.ndarray | None:
        readings = codes_in(stored)
        meant = [
            (column, weight * sure) for code, weight in readings for column, sure in self.codes.get(code, ())
        ]
        if not meant:
            return None
        found = self.nothing.copy()
        for column, sure in meant:
            found[column] = max(found[column], sure)
        return found

    def _measure(self, text: str) -> np.ndarray:
        spellings = spelled_out(text, self.abbreviations) if len(text) <= _LONGEST_LABEL else ()
        if not spellings:
            return self.nothing
        whole_and_bare = process.cdist(
            spellings, self.texts, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKE, dtype=np.float32
        ).max(axis=0)
        best = whole_and_bare.reshape(2, self.width).max(axis=0) / 100
        return np.maximum(best, self._as_beginning(spellings[0])) if best.max() < _CUT_SURELY else best

    def _as_beginning(self, text: str) -> np.ndarray:
        """The likeness of a text to the beginnings of the longer labels that begin alike."""
        if len(text) < _CUT_LABEL:
            return self.nothing
        found = self.nothing.copy()
        for column, label in self._by_beginning.get(text[:_BEGINS_ALIKE], ()):
            if len(label) > len(text):
                found[column] = _CUT * fuzz.ratio(text, label[: len(text)]) / 100
        return found

    @cached_property
    def _by_beginning(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for column, label in enumerate(self.texts[: self.width]):
            found.setdefault(label[:_BEGINS_ALIKE], []).append((column, label))
        return found


_REMEMBERED = 20_000
_LEAST_LIKE = 30
"""Percent below which a likeness is not measured any further."""
_CUT_SURELY, _CUT, _BEGINS_ALIKE = 0.85, 0.9, 3


@lru_cache(maxsize=4)
def labels_of(catalogue: Catalogue) -> Labels:
    """The labels of a catalogue, prepared once."""
    ids, numbers, texts, units = [], [], [], []
    for form in catalogue.forms:
        rows = [(form.id, form.title, ""), *((i.id, i.label, i.measure_unit) for i in form.indicators)]
        for row_id, label, unit in rows:
            ids.append(row_id)
            numbers.append(form.short.split()[-1].lower())
            texts.append(spelled_out(label, catalogue.abbreviations))
            units.append(fold(unit))
        for column in (ids, numbers, units):
            column.extend([""] * REACH)
        texts.extend([("",)] * REACH)
    codes: dict[str, list[tuple[int, float]]] = {}
    for column, row_id in enumerate(ids):
        if (indicator := catalogue.indicators.get(row_id)) is not None:
            codes.setdefault(indicator.code, []).append((column, 1.0))
            for alias in indicator.aliases:
                codes.setdefault(alias, []).append((column, _ALIAS))
    return Labels(
        tuple(ids),
        tuple(numbers),
        {code: tuple(columns) for code, columns in codes.items()},
        {u: np.array([u == each for each in units], dtype=np.float32) for u in {*units} - {""}},
        (*(t[0] for t in texts), *(t[-1] for t in texts)),
        catalogue.abbreviations,
        {row_id: n for n, row_id in enumerate(ids) if row_id},
        nothing := np.zeros(len(ids), dtype=np.float32),
        Likeness.measured(nothing),
    )


def spelled_out(text: str, abbreviations: Mapping[str, str]) -> tuple[str, ...]:
    """A text for comparison: folded, letters and digits only, abbreviations written out; whole, and
    without what stands in brackets. Nothing for a text without letters."""
    folded = fold(text)
    if sum(c.isalpha() for c in folded) < _FEWEST_LETTERS:
        return ()
    found = []
    for spelling in (folded, _BRACKETS.sub(" ", folded)):
        words = re.findall(r"[a-z]+|\d+", spelling)
        found.append(" ".join(abbreviations.get(word, word) for word in words))
    return tuple(dict.fromkeys(f for f in found if f)) or ()


def codes_in(stored: Stored) -> Iterator[tuple[str, float]]:
    """The row codes that a cell's content may be, each with how sure that reading is.

    `3.3.1.` is one; 1.1 stored as a number is 1.1; a day that Excel made of `1.2` is read back either way
    round, since only the Excel that made it knows whether days or months come first.
    """
    if isinstance(stored, (date, datetime)):
        yield from _codes_of_day(stored)
    elif isinstance(stored, (int, float)) and not isinstance(stored, bool):
        if abs(stored) < _LARGEST_CODE:
            yield f"{stored:g}", 1.0
    elif isinstance(stored, str):
        text = one_line(stored)
        if match := _CODE_CELL.fullmatch(text):
            yield _normal(match[1]), 1.0
        elif (roman := fold(text).strip(" .):")) in _ROMAN:
            yield _ROMAN[roman], _OTHER_READING


_LARGEST_CODE = 100


def _codes_of_day(day: date) -> Iterator[tuple[str, float]]:
    year = day.year % 100
    yield f"{day.day}.{day.month}", 1.0
    yield f"{day.month}.{day.day}", _OTHER_READING
    yield f"{day.day}.{day.month}.{year}", _OTHER_READING
    yield f"{day.month}.{day.day}.{year}", _OTHER_READING


def code_before_label(text: str) -> tuple[str, str]:
    """`3.3.1. Tổng số hồ sơ …` as its code and the rest; no code where none stands before the words."""
    match = _CODE_BEFORE_LABEL.match(text)
    return (_normal(match[1]), text[match.end() :]) if match else ("", text)


def _normal(code: str) -> str:
    return ".".join(str(int(part)) for part in re.findall(r"\d+", without_marks(code)))
