"""The page of `Tổng quan` as it is written from the top down: columns, lines, and the height they take."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cchc_excel.output.book import Book, Content

WIDTHS = (16, 9.5, 7.5, 9, 9, 9.5, 9, 9.5)
LAST = len(WIDTHS) - 1
THIRDS = ((0, 1), (2, 4), (5, 7))
"""The columns that each chart takes: three stand side by side."""


@dataclass(slots=True)
class Page:
    """The sheet being written from the top down: the next line, and the height of what stands above it."""

    book: Book
    sheet: Worksheet
    line: int = 0
    height: float = 0

    def span(self, first: int, last: int, content: Content | float | str | None, **look: object) -> None:
        """A text over some columns of the line."""
        style = self.book.style(**look)
        if first == last:
            self.book.write(self.sheet, self.line, first, content, style)
        else:
            self.book.merge(self.sheet, self.line, first, last, content, style)

    def end(self, height: float) -> None:
        """The line is done, and so high."""
        self.sheet.set_row(self.line, height)
        self.line += 1
        self.height += height

    def skip(self, height: float) -> None:
        self.end(height)


INDENT = 1.5
"""What an indent takes of a column's width."""


def width_of(first: int, last: int) -> float:
    return sum(WIDTHS[first : last + 1])
