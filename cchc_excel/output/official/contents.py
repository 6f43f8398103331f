"""What a reported value becomes in a cell of somebody else's: the cell's own format and list decide.

A percent is a fraction where the format has a `%`, else percent points. A choice is its code, or its word
where the cell's list, or a text format, asks for words. A number is a number under a text format too, so
that formulas go on reading it; under a date format it would show as a day, so there it is written as text.
"""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.reports import ReportedValue, State
from cchc_excel.output.package_edit.book import is_date, is_percent, is_text
from cchc_excel.output.template import cell_value
from cchc_excel.words import LANGUAGES, Words, exact_text, fold, format_number

_TEXT_STATES = (State.TEXT, State.ERROR, State.TALLY)


@dataclass(frozen=True, slots=True)
class CellContent:
    """What is written, and the code of what must be said of it."""

    value: float | str | None
    code: str = ""


def content_in(
    value: ReportedValue, indicator: Indicator, number_format: str | int, choices: tuple[str, ...]
) -> CellContent:
    """What a value cell of this format and with this list holds; nothing for a blank row."""
    if value.state in _TEXT_STATES:
        return CellContent(value.text)
    if value.state is not State.NUMBER or value.value is None:
        return CellContent(None)
    content = _number(value.value, indicator, number_format, choices)
    if is_date(number_format) and not isinstance(content.value, str):
        sign = "%" if indicator.kind is Kind.PERCENT else ""
        return CellContent(exact_text(value.value).replace(".", ",") + sign, "FILL-018")
    return content


def stated_text(value: ReportedValue, indicator: Indicator) -> Words:
    """A value as the report says it: 2.700, 98,59%, `2 Có / 4 Không`."""
    if value.state is not State.NUMBER or value.value is None:
        return Words(value.text, value.text)
    return _number_text(value.value, indicator, decimals=4)


def computed_text(value: float, indicator: Indicator) -> Words:
    """A formula's result as a person reads it."""
    return _number_text(value, indicator, decimals=2 if indicator.kind is Kind.PERCENT else 4)


def _number_text(value: float, indicator: Indicator, decimals: int) -> Words:
    sign = "%" if indicator.kind is Kind.PERCENT else ""
    return Words(*(format_number(value, lang, decimals) + sign for lang in LANGUAGES))


def _number(
    value: float, indicator: Indicator, number_format: str | int, choices: tuple[str, ...]
) -> CellContent:
    if indicator.kind is Kind.CHOICE:
        return _choice(value, indicator, number_format, choices)
    if indicator.kind is Kind.PERCENT and is_percent(number_format):
        return CellContent(cell_value(value, indicator))
    return CellContent(value)


def _choice(
    value: float, indicator: Indicator, number_format: str | int, choices: tuple[str, ...]
) -> CellContent:
    word = indicator.choices.get(int(value), "") if float(value).is_integer() else ""
    spelled = {fold(choice): choice for choice in choices}
    code = format_number(value)
    if code in spelled or not word:
        return CellContent(value, "" if code in spelled or not choices else "FILL-026")
    if fold(word) in spelled:
        return CellContent(spelled[fold(word)])
    if not choices and is_text(number_format):
        return CellContent(word)
    return CellContent(value, "FILL-026" if choices else "")
