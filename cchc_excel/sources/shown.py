"""What a person sees in a cell: a stored value under its number format, as a Vietnamese Excel writes it.

General, 0, 0.00, #,##0, percents and dates are rendered; under any other format the value is given as
stored.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from cchc_excel.model.grids import Stored
from cchc_excel.words import exact_text

_FIXED = re.compile(r"(?P<group>#,##)?0(?:\.(?P<decimals>0+))?(?P<percent>%)?")


def shown_text(stored: Stored, number_format: str) -> str:
    """The text of a cell: 0.9859 under `0.00%` is `98,59%`, 2700 under `#,##0` is `2.700`."""
    if stored is None:
        return ""
    if isinstance(stored, bool):
        return "TRUE" if stored else "FALSE"
    if isinstance(stored, (int, float)):
        return _number(float(stored), number_format)
    if isinstance(stored, (date, datetime)):
        return _date(stored)
    if isinstance(stored, time):
        return stored.isoformat(timespec="minutes")
    return str(stored)


def _number(value: float, number_format: str) -> str:
    section = number_format.partition(";")[0].strip()
    match = _FIXED.fullmatch(section)
    if match is None:
        return exact_text(value).replace(".", ",")
    decimals = len(match["decimals"] or "")
    if match["percent"]:
        value *= 100
    text = f"{round(value + 0.0, decimals + 6):,.{decimals}f}"
    if not match["group"]:
        text = text.replace(",", "")
    return text.translate(str.maketrans(",.", ".,")) + (match["percent"] or "")


def _date(value: date) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y")
