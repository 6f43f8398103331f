"""What a person typed: from a cell to a number, a choice, a tally, a blank, a text or an error.

Each spelling has one meaning, which depends on the row's kind (docs/so-lieu.md has the table). What cannot
be understood stays text and is reported; nothing is changed in silence. One cell is read by itself here;
what other cells tell of it lives in `settling` and `suspicions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from cchc_excel.mapping.numerals import (
    PERCENT_WORDS,
    has_raised_digits,
    may_be_grouped,
    parse_number,
    plain,
    says_nothing,
    says_zero,
    without_marks_behind,
)
from cchc_excel.mapping.units_of_measure import money_worth
from cchc_excel.model.decimals import times
from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.number_formats import left_out, section_for, without_literals
from cchc_excel.model.reports import State
from cchc_excel.words import fold

_PERCENT_DECIMALS = 10
_LARGEST_EXPONENT = 15
"""Beyond 10^15 a double has no decimals to round."""

_TOO_LARGE = 1e100
"""No figure of a report; sums of such could not be written."""

_BEFORE_COMPUTERS = 1950
"""A date before it is a plain number under a date format: 71 is 11/3/1900."""

_LEAP_DAY_OF_1900 = date(1900, 3, 1)
"""Excel counts a 29/2/1900 that there was not."""

_WITH_WORDS = re.compile(r"(?P<number>[+-]?\d[\d.,\s]*?)\s*(?P<rest>%|[^\d\s.,+-].*)?")
_TALLY = re.compile(r"(\d+)\s+([^/\d]+?)\s*(?:/|$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell means for its row. `ambiguous` marks a percent that may be a fraction or percent points."""

    state: State
    value: float | None = None
    tally: dict[int, int] | None = None
    ambiguous: bool = False
    fault: str | None = None
    """The code of the message that says what is wrong with the cell."""
    remark: str | None = None
    """The code of the message that says how a number came to be what it is."""
    likely: float | None = None
    """The number that was probably meant, where the spelling tells it."""


_BLANK = Reading(State.BLANK)


def interpret(cell: Cell, indicator: Indicator, *, points: bool = False) -> Reading:
    """Read one value cell. With `points` a bare number of a percent row is percent points, as in CSV and
    JSON."""
    if cell.is_error:
        return Reading(State.ERROR, fault="VAL-002")
    if cell.stored is None and cell.formula is not None:
        return Reading(State.BLANK, fault="VAL-003")
    if cell.is_blank:
        return _BLANK
    if isinstance(cell.stored, (date, datetime)):
        return Reading(State.TEXT, fault="VAL-006", likely=_typed_as_date(cell, indicator))
    if isinstance(cell.stored, bool):
        return Reading(State.TEXT, fault="VAL-001")
    if isinstance(cell.stored, (int, float)):
        return _stored_number(float(cell.stored), cell.number_format, indicator, points)
    return _typed(str(cell.stored), indicator, points)


def percent_points(fraction: float) -> float:
    """What a percent cell stores, as percent points: 0.9859 is 98.59; noise beyond ten decimals is taken
    off."""
    return _without_noise(Decimal(repr(fraction)) * 100)


def _stated_points(points: float) -> float:
    """Percent points as they were stated."""
    return _without_noise(Decimal(repr(points)))


def _without_noise(points: Decimal) -> float:
    """Percent points with at most ten decimals, so that a cell which stores them as a fraction gives them
    back."""
    if not points.is_finite() or points.adjusted() > _LARGEST_EXPONENT:
        return float(points)
    return float(round(points, _PERCENT_DECIMALS))


def _stored_number(value: float, number_format: str, indicator: Indicator, points: bool) -> Reading:
    if not abs(value) < _TOO_LARGE:
        return Reading(State.TEXT, fault="VAL-007")
    if indicator.kind in (Kind.COUNT, Kind.AMOUNT):
        return _in_sight(value, left_out(number_format, value))
    if indicator.kind is not Kind.PERCENT:
        return Reading(State.NUMBER, value)
    if points:
        return Reading(State.NUMBER, _stated_points(value))
    section = section_for(number_format, value)
    if "%" in without_literals(section):
        return Reading(State.NUMBER, percent_points(value))
    return _bare_percent(value, shows_sign="%" in section)


def _in_sight(value: float, zeros: int) -> Reading:
    """A number as a person sees it whose format leaves out its last digits: 2700000 under `#,##0,` is
    2.700."""
    if not zeros or not value:
        return Reading(State.NUMBER, value)
    return Reading(State.NUMBER, times(value, Decimal(1).scaleb(-zeros)), remark="VAL-021")


def _bare_percent(value: float, *, shows_sign: bool = False) -> Reading:
    """A percent that is not stored as a fraction: 98.59 is percent points, 0.9859 may be either, but where
    the cell shows a sign behind it (`0.00"%"`)."""
    return Reading(State.NUMBER, _stated_points(value), ambiguous=0 < abs(value) <= 1 and not shows_sign)


def _typed_as_date(cell: Cell, indicator: Indicator) -> float | None:
    """The number that was probably typed where Excel shows a date: `3.5` became 3 May, 71 became 11/3/1900.
    None where it cannot be told, or would be no count."""
    day, shown = cell.stored, without_literals(cell.number_format).lower()
    if day.day == 1 and "d" not in shown and "y" in shown:  # `mmm-yy`: 12.59 became December 1959
        number = float(f"{day.month}.{day.year % 100:02}")
    elif day.year < _BEFORE_COMPUTERS:
        number = _serial(day)
    elif "d" in shown and "m" in shown and "y" not in shown:
        number = float(f"{day.day}.{day.month}")
    else:
        return None
    fits = number.is_integer() or indicator.kind in (Kind.PERCENT, Kind.AMOUNT)
    return number if fits and number >= 0 else None


def _serial(day: date) -> float:
    """The number that Excel stores for a date."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    start = datetime(1899, 12, 30 if moment.date() >= _LEAP_DAY_OF_1900 else 31)
    return round((moment - start).total_seconds() / 86400, 6)


def _typed(text: str, indicator: Indicator, points: bool) -> Reading:
    if has_raised_digits(text):  # a footnote mark is no digit, which NFKC would make of it
        return _not_understood(text, indicator)
    typed = plain(text)
    if says_nothing(typed):
        return _BLANK
    if indicator.kind is Kind.CHOICE:
        return _choice(typed, indicator)
    if indicator.kind in (Kind.COUNT, Kind.AMOUNT) and says_zero(typed, unit_words(indicator)):
        return Reading(State.NUMBER, 0.0)
    reading = _number(typed, indicator, points)
    if reading is None:
        return _not_understood(typed, indicator)
    return reading if abs(reading.value) < _TOO_LARGE else Reading(State.TEXT, fault="VAL-007")


def _number(text: str, indicator: Indicator, points: bool) -> Reading | None:
    """`71`, `71 hồ sơ`, `98,59 %`, `2,7 tỷ`; None for what is not certainly one number in the row's unit."""
    match = _WITH_WORDS.fullmatch(text)
    if match is None:
        return None
    number, rest = match["number"].strip(), fold(match["rest"] or "")
    words = rest.rstrip(" .;,") or rest
    is_percent = indicator.kind is Kind.PERCENT
    value = parse_number(number, dot_is_decimal=is_percent)
    if value is None:
        return None
    if is_percent:
        return _percent(value, words, points)
    reading = Reading(State.NUMBER, value, likely=times(value, 1000) if may_be_grouped(number) else None)
    if not words or words in unit_words(indicator):
        return reading
    return _converted(reading, words, indicator)


def _percent(value: float, words: str, points: bool) -> Reading | None:
    if words in PERCENT_WORDS or (points and not words):
        return Reading(State.NUMBER, _stated_points(value))
    return None if words else _bare_percent(value)


def _converted(reading: Reading, words: str, indicator: Indicator) -> Reading | None:
    """A sum of money in another unit than the row's, as one in the row's: `2,7 tỷ` is 2700 triệu đồng."""
    own, other = worth_of(indicator), money_worth(words)
    if own is None or other is None:
        return None
    factor = Decimal(other) / own
    likely = None if reading.likely is None else times(reading.likely, factor)
    remark = None if own == other else "VAL-012"
    return replace(reading, value=times(reading.value, factor), likely=likely, remark=remark)


def has_words(cell: Cell) -> bool:
    """True for a typed text with letters in it, which may say its own unit: `2,7 tỷ`."""
    return isinstance(cell.stored, str) and any(c.isalpha() for c in cell.stored)


def worth_of(indicator: Indicator) -> int | None:
    """What the row's unit of measure is worth in đồng; None where it is no unit of money."""
    return _worth(indicator.measure_unit) if indicator.kind is Kind.AMOUNT else None


@lru_cache(maxsize=1_000)
def _worth(measure_unit: str) -> int | None:
    return money_worth(fold(measure_unit))


def unit_words(indicator: Indicator) -> frozenset[str]:
    """The unit of measure as it may follow a number: whole, or one of those that it names (`Cơ quan, đơn
    vị`)."""
    return _unit_words(indicator.measure_unit, indicator.implied_unit)


@lru_cache(maxsize=1_000)
def _unit_words(*measure_units: str) -> frozenset[str]:
    units = tuple(map(fold, measure_units))
    return frozenset(word.strip() for unit in units for word in (unit, *unit.split(","))) - {""}


def _choice(text: str, indicator: Indicator) -> Reading:
    """A choice by its code (`1`), its word (`Có`), or both (`1 = Có`, `Có (1)`); a tally of a consolidated
    file."""
    if tally := _tally(text, indicator):
        return Reading(State.TALLY, tally=tally)
    words = {fold(word): code for code, word in indicator.choices.items()}
    folded = fold(text)
    bare = re.sub(r"[\d=():.\s]+", " ", folded).strip()
    digits = re.findall(r"\d+", folded)
    if bare in words and (not digits or [int(d) for d in digits] == [words[bare]]):
        return Reading(State.NUMBER, float(words[bare]))
    number = parse_number(text)
    return Reading(State.TEXT, fault="VAL-016") if number is None else Reading(State.NUMBER, number)


def _tally(text: str, indicator: Indicator) -> dict[int, int] | None:
    """`4 Có / 2 Không` as {1: 4, 0: 2}; None for anything else."""
    words = {fold(word): code for code, word in indicator.choices.items()}
    counts = {words.get(fold(word)): int(count) for count, word in _TALLY.findall(text)}
    complete = set(counts) == set(words.values())
    return dict(sorted(counts.items())) if complete else None


def _not_understood(text: str, indicator: Indicator) -> Reading:
    """A text, with the message whose remedy fits it best: a word, a number with a mark behind it, a number
    of something else, or what is not certainly one number."""
    if indicator.kind is Kind.CHOICE:
        return Reading(State.TEXT, fault="VAL-016")
    if not any(c.isdigit() for c in text):
        return Reading(State.TEXT, fault="VAL-001")
    bare = without_marks_behind(text)
    meant = _number(bare, indicator, points=False) if bare is not None else None
    if meant is not None:
        return Reading(State.TEXT, fault="VAL-013", likely=meant.value)
    return Reading(State.TEXT, fault="VAL-015" if _has_other_words(text, indicator) else "VAL-014")


def _has_other_words(text: str, indicator: Indicator) -> bool:
    """True for one number before words that are not the row's unit: `71 người` in a row of hồ sơ."""
    match = _WITH_WORDS.fullmatch(text)
    if match is None or not (indicator.measure_unit or indicator.implied_unit):
        return False
    words = match["rest"] or ""
    is_one_number = parse_number(match["number"].strip()) is not None and not re.search(r"\d", words)
    return is_one_number and (words[:1].isalpha() or words == "%")
