"""Plain tables: a heading line, one line a record, frozen, filtered over the exact range, ready to
print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter.worksheet import Worksheet

from cchc_excel.output.book import HEADER_FILL, Book, Content, text_height

Value = Content | float | str | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width, how its cells are shown."""

    heading: str
    width: float
    number_format: str = "General"
    align: str = "left"


def write_table(
    book: Book, name: str, columns: Sequence[Column], lines: Iterable[Sequence[Value]]
) -> Worksheet:
    """A landscape sheet with one table; texts are wrapped and lines as high as they need."""
    sheet = book.sheet(name, landscape=True)
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
    for n, column in enumerate(columns):
        sheet.set_column(n, n, column.width, book.style())
        book.write(sheet, 0, n, column.heading, head)
    last = 0
    for last, values in enumerate(lines, start=1):
        height = 0.0
        for n, (column, value) in enumerate(zip(columns, values, strict=True)):
            book.write(sheet, last, n, value, cell_style(book, column, value))
            height = max(height, text_height(value if isinstance(value, str) else "", column.width))
        sheet.set_row(last, min(height, 400))
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    return sheet


def cell_style(book: Book, column: Column, value: Value) -> object:
    number_format = column.number_format
    if isinstance(value, datetime):
        number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        number_format = "dd/mm/yyyy"
    return book.style(border=1, text_wrap=True, valign="top", align=column.align, num_format=number_format)
