"""What a person sees in a cell: a stored value under its number format, as a Vietnamese Excel writes it.

General, 0, 0.00, #,##0, `#,##0,`, percents and dates are rendered; under any other format the value is given
as stored.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from cchc_excel.model.grids import Stored
from cchc_excel.model.number_formats import left_out, section_for
from cchc_excel.words import exact_text

_WIDE = Context(prec=400)
_GENERAL_DIGITS, _SHOWN_EXACTLY_BELOW = 10, 1e-6
_VIETNAMESE = str.maketrans(",.", ".,")
_FIXED = re.compile(r"(?P<group>#,##)?0,*(?:\.(?P<decimals>0+),*)?(?P<percent>%)?")

_LOOKS = re.compile(r"\[(?!\$[^-\]])[^\]]*\]|[_*].")
"""Colours, conditions and languages, and the spaces that line figures up: nothing that is read."""


def shown_text(stored: Stored, number_format: str) -> str:
    """The text of a cell: 0.9859 under `0.00%` is `98,59%`, 2700 under `#,##0` is `2.700`."""
    if stored is None:
        return ""
    if isinstance(stored, bool):
        return "TRUE" if stored else "FALSE"
    if isinstance(stored, (int, float)):
        return _number(stored, number_format)
    if isinstance(stored, (date, datetime)):
        return _date(stored)
    if isinstance(stored, time):
        return stored.isoformat(timespec="minutes")
    return str(stored)


def _number(value: float, number_format: str) -> str:
    section = section_for(number_format, value) if math.isfinite(value) else ""
    match = _fixed(section)
    if match is None:
        return _general(value)
    number = Decimal(repr(value)) * (100 if match["percent"] else 1)
    number = number.scaleb(-left_out(section), context=_WIDE)
    decimals = len(match["decimals"] or "")
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)
    text = f"{rounded:,f}"
    if not match["group"]:
        text = text.replace(",", "")
    return text.translate(_VIETNAMESE) + (match["percent"] or "")


@lru_cache(maxsize=1000)
def _fixed(section: str) -> re.Match[str] | None:
    return _FIXED.fullmatch(_LOOKS.sub("", section).strip("-() "))


def _general(value: float) -> str:
    """Under General a person sees about ten digits; noise behind them (0,30000000000000004) is not shown."""
    if math.isfinite(value) and value != int(value) and abs(value) >= _SHOWN_EXACTLY_BELOW:
        value = float(f"{value:.{_GENERAL_DIGITS}g}")
    return exact_text(value).replace(".", ",")


def _date(value: date) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y")
