"""Plain tables: a heading line, one line a record, frozen, filtered over the exact range, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cchc_excel.output.book import HEADER_FILL, Book, Content, text_height

Value = Content | float | str | date | None
_HEADING_HEIGHT = 34


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width, what it shows of a record, and how.

    `style` gives the cell of a record properties of its own, `link` a target as xlsxwriter takes it.
    """

    heading: str
    width: float
    value: Callable[[Any], Value]
    number_format: str = "@"
    style: Callable[[Any], Mapping[str, Any]] = lambda record: _PLAIN
    link: Callable[[Any], str | None] = lambda record: None


_PLAIN: Mapping[str, Any] = {}
LINK = {"font_color": "#0563C1", "underline": 1}


def write_table(book: Book, name: str, columns: Sequence[Column], records: Iterable[object]) -> Worksheet:
    """A landscape sheet with one table; texts are wrapped and lines as high as they need."""
    sheet = book.sheet(name, landscape=True)
    write_lines(book, sheet, 0, columns, records)
    return sheet


def write_lines(
    book: Book, sheet: Worksheet, heading_line: int, columns: Sequence[Column], records: Iterable[object]
) -> None:
    """The table's heading and lines on a sheet; what stands above them stays in sight and is printed once
    only."""
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
    for n, column in enumerate(columns):
        sheet.set_column(n, n, column.width, book.style())
        book.write(sheet, heading_line, n, column.heading, head)
    last = heading_line
    for last, record in enumerate(records, start=heading_line + 1):
        _line(book, sheet, last, columns, record)
    sheet.set_row(heading_line, _HEADING_HEIGHT)
    sheet.freeze_panes(heading_line + 1, 0)
    sheet.repeat_rows(heading_line)
    sheet.autofilter(heading_line, 0, last, len(columns) - 1)


def _line(book: Book, sheet: Worksheet, line: int, columns: Sequence[Column], record: object) -> None:
    height = 0.0
    for n, column in enumerate(columns):
        value, target = column.value(record), column.link(record)
        number_format = _DATE_FORMATS.get(type(value), column.number_format)
        properties = {"border": 1, "text_wrap": True, "valign": "top", "align": "left"}
        properties |= {"num_format": number_format, **(LINK if target else _PLAIN), **column.style(record)}
        style = book.style(**properties)
        if target:
            sheet.write_url(line, n, target, style, str(value))
        else:
            book.write(sheet, line, n, value, style)
        height = max(height, text_height(value if isinstance(value, str) else "", column.width))
    sheet.set_row(line, height)


_DATE_FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy"}
