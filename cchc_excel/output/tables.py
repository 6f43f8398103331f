"""Plain tables: a heading line, one line a record, frozen, filtered over the exact range, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cchc_excel.output.book import HEADER_FILL, Book, Content, text_height

Value = Content | float | str | date | None
_HEADING_HEIGHT = 34


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width, what it shows of a record, and how."""

    heading: str
    width: float
    value: Callable[[Any], Value]
    number_format: str = "@"


def write_table(book: Book, name: str, columns: Sequence[Column], records: Iterable[object]) -> Worksheet:
    """A landscape sheet with one table; texts are wrapped and lines as high as they need."""
    sheet = book.sheet(name, landscape=True)
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
    for n, column in enumerate(columns):
        sheet.set_column(n, n, column.width, book.style())
        book.write(sheet, 0, n, column.heading, head)
    last = 0
    for last, record in enumerate(records, start=1):
        _line(book, sheet, last, columns, record)
    sheet.set_row(0, _HEADING_HEIGHT)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    return sheet


def _line(book: Book, sheet: Worksheet, line: int, columns: Sequence[Column], record: object) -> None:
    height = 0.0
    for n, column in enumerate(columns):
        value = column.value(record)
        number_format = _DATE_FORMATS.get(type(value), column.number_format)
        style = book.style(border=1, text_wrap=True, valign="top", align="left", num_format=number_format)
        book.write(sheet, line, n, value, style)
        height = max(height, text_height(value if isinstance(value, str) else "", column.width))
    sheet.set_row(line, height)


_DATE_FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy"}
