"""What a person typed: from a cell to a number, a choice, a tally, a blank, a text or an error.

Each spelling has one meaning, which depends on the row's kind (docs/so-lieu.md has the table). What cannot
be understood stays text and is reported; nothing is changed in silence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.reports import State
from cchc_excel.words import ZERO_SPELLINGS, fold, visible

BLANK_SPELLINGS = frozenset({"", "-", "--", "–", "—", "…", "...", ".", "/"})
_PERCENT_DECIMALS = 10
_LARGEST_EXPONENT = 15
"""Beyond 10^15 a double has no decimals to round."""

_TOO_LARGE = 1e100
"""No figure of a report; sums of such could not be written."""
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?P<sign>[. ])[0-9]{3}(?:(?P=sign)[0-9]{3})*(?:,[0-9]+)?")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}")
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
        return Reading(State.TEXT, fault="VAL-006")
    if isinstance(cell.stored, bool):
        return Reading(State.TEXT, fault="VAL-001")
    if isinstance(cell.stored, (int, float)):
        return _stored_number(float(cell.stored), cell.number_format, indicator, points)
    return _typed(str(cell.stored), indicator, points)


def percent_points(fraction: float) -> float:
    """What a percent cell stores, as percent points: 0.9859 is 98.59; noise beyond ten decimals is taken
    off."""
    points = Decimal(repr(fraction)) * 100
    if not points.is_finite() or points.adjusted() > _LARGEST_EXPONENT:
        return float(points)
    return float(round(points, _PERCENT_DECIMALS))


def _stored_number(value: float, number_format: str, indicator: Indicator, points: bool) -> Reading:
    if not abs(value) < _TOO_LARGE:
        return Reading(State.TEXT, fault="VAL-007")
    if indicator.kind is not Kind.PERCENT or points:
        return Reading(State.NUMBER, value)
    if "%" in number_format:
        return Reading(State.NUMBER, percent_points(value))
    return _bare_percent(value)


def _bare_percent(value: float) -> Reading:
    """A percent without its sign: 98.59 is percent points, 0.9859 may be either."""
    return Reading(State.NUMBER, value, ambiguous=0 < abs(value) <= 1)


def _typed(text: str, indicator: Indicator, points: bool) -> Reading:
    if any(c in _RAISED for c in text):  # a footnote mark is no digit, which NFKC would make of it
        return Reading(State.TEXT, fault="VAL-001")
    text = visible(unicodedata.normalize("NFKC", text)).lstrip("'").strip()
    if fold(text) in BLANK_SPELLINGS:
        return _BLANK
    if indicator.kind is Kind.CHOICE:
        return _choice(text, indicator)
    if fold(text) in ZERO_SPELLINGS and indicator.kind in (Kind.COUNT, Kind.AMOUNT):
        return Reading(State.NUMBER, 0.0)
    number, sign = _number_with_words(text, indicator)
    if number is None:
        return Reading(State.TEXT, fault="VAL-001")
    if not abs(number) < _TOO_LARGE:
        return Reading(State.TEXT, fault="VAL-007")
    if indicator.kind is not Kind.PERCENT:
        return Reading(State.TEXT, fault="VAL-001") if sign else Reading(State.NUMBER, number)
    return Reading(State.NUMBER, number) if sign or points else _bare_percent(number)


def _choice(text: str, indicator: Indicator) -> Reading:
    """A choice by its code (`1`), its word (`Có`), or both (`1 = Có`, `Có (1)`); a tally of a consolidated
    file."""
    if tally := _tally(text, indicator):
        return Reading(State.TALLY, tally=tally)
    words = {fold(word): code for code, word in indicator.choices.items()}
    folded = fold(text)
    bare = re.sub(r"[\d=():.\s]+", " ", folded).strip()
    digits = re.findall(r"\d+", folded)
    if bare in words and (not digits or int(digits[0]) == words[bare]):
        return Reading(State.NUMBER, float(words[bare]))
    number = parse_number(text)
    return Reading(State.TEXT, fault="VAL-001") if number is None else Reading(State.NUMBER, number)


def _tally(text: str, indicator: Indicator) -> dict[int, int] | None:
    """`4 Có / 2 Không` as {1: 4, 0: 2}; None for anything else."""
    words = {fold(word): code for code, word in indicator.choices.items()}
    counts = {words.get(fold(word)): int(count) for count, word in _TALLY.findall(text)}
    complete = set(counts) == set(words.values())
    return dict(sorted(counts.items())) if complete else None


def _number_with_words(text: str, indicator: Indicator) -> tuple[float | None, bool]:
    """The number of `71`, `71 hồ sơ`, `98,59 %`, and whether a percent sign stood there."""
    match = _WITH_WORDS.fullmatch(text)
    if match is None:
        return None, False
    rest = match["rest"] or ""
    if rest and rest != "%" and fold(rest) not in _unit_words(indicator):
        return None, False
    dot_is_decimal = indicator.kind is Kind.PERCENT
    return parse_number(match["number"].strip(), dot_is_decimal=dot_is_decimal), rest == "%"


def _unit_words(indicator: Indicator) -> set[str]:
    """The unit of measure as it may follow a number: whole, or one of those that it names (`Cơ quan, đơn
    vị`)."""
    units = (fold(indicator.measure_unit), fold(indicator.implied_unit))
    return {word.strip() for unit in units for word in (unit, *unit.split(","))} - {""}


def parse_number(text: str, *, dot_is_decimal: bool = False) -> float | None:
    """Read a number as a Vietnamese writes it: `2.700`, `2 700`, `2.700,5`, `98,59`; `98.59` too. None for
    no number.

    Three digits after a dot are thousands, but in a percent (`dot_is_decimal`), where they are decimals.
    """
    text = text.strip()
    if dot_is_decimal and re.fullmatch(r"[+-]?\d+\.\d+", text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"[. ]", "", text).replace(",", "."))
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    return None
