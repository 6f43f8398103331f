"""Units of measure as people write them: how many of what (`nghìn đồng`, `1.000đ`, `nghìn hồ sơ`), and where
in a text one stands.

What lives here knows spellings only, all folded. What a unit means for a row is told in `values` and
`stated_units`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import prod

from cchc_excel.words import fold, one_line

_POWERS = {
    **{"chuc": 10, "tram": 10**2, "nghin": 10**3, "ngan": 10**3, "ng": 10**3},
    **{"trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9},
}
_OF_MONEY = ("dong", "d", "vnd", "vn dong")
_SAY_MONEY_ALONE = {"nghin", "ngan", "trieu", "tr", "ty", "ti"}
"""In a row of money these need no `đồng` behind them."""
_FIGURE = r"1(?:00?|(?:[. ]?000)+)(?![\d.,])"
_WORD = "|".join(sorted(_POWERS, key=len, reverse=True))
_SCALED = re.compile(
    rf"(?P<figure>{_FIGURE})?\s*(?P<words>(?:(?:{_WORD})(?:[. ]+|(?=(?:d|vnd)?$)))*)(?P<unit>.*)"
)
_SMALL_FIGURE = re.compile(r"10{1,2}(?!\d|[. ]?000)")
_IN_FULL = re.compile(
    rf"(?<![a-z0-9.])(?:(?:{_FIGURE})\s*)?(?:(?:{_WORD})[. ]+)*(?:dong|vnd)(?=\)|$)"
    rf"|(?<![a-z0-9.])(?:{_FIGURE}|(?:{_WORD})[. ]*)\s*d(?=\)|$)"
)
_INTRODUCED = re.compile(
    r".*?\b(?:don vi(?: tinh| tien(?: te)?)?|dvt|dv(?: tinh)?)\b\.?\s*[:–-]?\s*(?P<unit>.+)"
)
_AT_THE_END = re.compile(r".*(?:\s[–-]|,)\s(?P<unit>[^–,-]+)")
_ENDS = " .,;:"


def scaled(text: str) -> tuple[int, str]:
    """How many of what a unit is: `nghin ho so` is (1000, `ho so`), `trieu` (1000000, ``)."""
    match = _SCALED.fullmatch(text.strip(_ENDS))
    words = re.findall(_WORD, match["words"])
    figure = re.sub(r"\D", "", match["figure"] or "1")
    return int(figure) * prod(_POWERS[word] for word in words), match["unit"].strip(_ENDS)


def money_worth(text: str) -> int | None:
    """What a unit of money is worth in đồng; None for what is none."""
    many, unit = scaled(text)
    if unit in _OF_MONEY:
        return many
    says_it = not unit and not _SAY_MONEY_ALONE.isdisjoint(re.findall(_WORD, text))
    return many if says_it else None


def without_money(text: str) -> str:
    """A heading without the unit of money that it gives its figures: `so lieu (trieu dong)`."""
    return _IN_FULL.sub(" ", text)


@lru_cache(maxsize=20_000)
def units_said_in(text: str) -> tuple[str, ...]:
    """What a text may say to be a unit, as it is written: in parentheses, behind `Đơn vị tính`, behind the
    last dash or comma. A small figure before it counts things (`10 triệu`)."""
    found = []
    for piece in (*re.findall(r"\(([^()]*)\)", text), re.sub(r"\([^()]*\)", " ", text)):
        whole, is_aside = one_line(piece), f"({piece})" in text
        folded = fold(whole)
        match = _INTRODUCED.fullmatch(folded) or _AT_THE_END.fullmatch(f" {folded}")
        said = match["unit"] if match is not None else folded if is_aside else ""
        found += [_as_written(each, whole) for each in re.split(r"[,;]", said) if _may_be_one(each)]
    return tuple(found)


def _may_be_one(text: str) -> bool:
    return bool(text.strip(_ENDS)) and not _SMALL_FIGURE.match(text.strip())


def _as_written(folded: str, text: str) -> str:
    """The stretch of a text that a folded one is of, where folding kept its length."""
    at = fold(text).find(folded.strip())
    is_same_length = len(fold(text)) == len(text)
    return text[at : at + len(folded.strip())] if is_same_length and at >= 0 else folded.strip()
