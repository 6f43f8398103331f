"""Numbers as people write them in Vietnamese: grouping, decimal signs, words for nothing.

What lives here knows spellings only. What a spelling means for a row is told in `values`. Babel's data say
the same of the signs (tests hold both together), but its parser refuses `2 700` and `2.7` or takes `2.7`
for 27, so a few patterns read what people type.
"""

from __future__ import annotations

import re
import unicodedata

from cchc_excel.words import ZERO_SPELLINGS, fold, visible

PERCENT_WORDS = frozenset({"%", "phan tram"})

_NO_FIGURE_WORDS = frozenset({"n/a", "khong ap dung"})
_NOTHING = re.compile(r"[-‐–—―─_./\\\s]*")
_APOSTROPHES = "'’‘"
_MINUS = str.maketrans({"\u2212": "-"})
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?P<sign>[. ])[0-9]{3}(?:(?P=sign)[0-9]{3})*(?:,[0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:,[0-9]+)?|(?:0|[1-9][0-9]*)\.[0-9]+)")
_ENGLISH = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_ENGLISH_OR_DECIMAL = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_MARKS = re.compile(r"\s*(?:[.,;:*†]|[(\[](?:[0-9]|\*+)[)\]])+")


def parse_number(text: str, *, dot_is_decimal: bool = False) -> float | None:
    """Read a number as a Vietnamese writes it: `2.700`, `2 700`, `2.700,5`, `98,59`; `98.59` too. None for
    no number.

    Three digits after a dot are thousands, but in a percent (`dot_is_decimal`), where they are decimals.
    """
    text = text.strip()
    if dot_is_decimal and re.fullmatch(r"[+-]?[0-9]+\.[0-9]+", text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"[. ]", "", text).replace(",", "."))
    if _PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    return None


def may_be_grouped(text: str) -> bool:
    """True for `2,700`: 2,7 in Vietnamese, two thousand seven hundred in English."""
    return bool(_ENGLISH_OR_DECIMAL.fullmatch(text))


def plain(text: str) -> str:
    """What was typed in plain signs: full-width digits, spaces that do not break, the minus sign, an
    apostrophe before a number."""
    text = visible(unicodedata.normalize("NFKC", text).translate(_MINUS))
    return text.lstrip(_APOSTROPHES).strip()


def has_raised_digits(text: str) -> bool:
    """True for `71¹`, `71①`, `½`: signs that NFKC would make digits of."""
    return any(unicodedata.category(c) == "No" for c in text)


def without_marks_behind(text: str) -> str | None:
    """`71` of `71*`, `71(1)`, `71¹`, `71.`; None where no footnote mark and no stray point stands behind."""
    bare = text.rstrip("".join(c for c in text if unicodedata.category(c) == "No")).rstrip()
    if bare != text.rstrip():
        return None if has_raised_digits(bare) else plain(bare)
    match = re.fullmatch(rf"(?P<bare>.*?\w){_MARKS.pattern}", plain(text))
    return match["bare"] if match else None


def says_nothing(text: str) -> bool:
    """True for dashes, dots, underscores, and words for `no figure` (N/A, không áp dụng)."""
    return bool(_NOTHING.fullmatch(text)) or fold(text) in _NO_FIGURE_WORDS


def says_zero(text: str, units: frozenset[str]) -> bool:
    """True for `không`, `không có`, `không phát sinh`, also with a unit of measure behind: `không có hồ
    sơ`."""
    folded = fold(text)
    ends = (folded.removesuffix(f" {unit}") for unit in units)
    return folded in ZERO_SPELLINGS or any(end in ZERO_SPELLINGS for end in ends)
