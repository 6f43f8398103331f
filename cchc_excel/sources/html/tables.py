"""The table of a page while it is formed. Source: the HTML standard (WHATWG), 4.9.12."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cchc_excel.sources.flow import Box, Table

_MOST_COLUMNS, _LARGEST_AREA = 1000, 1_000_000


class TooLarge(Exception):
    """A page with far more in it than any annex, or nested too deeply."""


@dataclass(slots=True)
class OpenTable:
    """A table that is being formed: its boxes, and what reaches down into the next row from above."""

    hidden_rows: set[int] = field(default_factory=set)
    boxes: list[Box] = field(default_factory=list)
    row: int = 0
    _column: int = 1
    _width: int = 1
    _reaching: list[tuple[int, int, int]] = field(default_factory=list)
    """Areas of cells of earlier rows as (first column, last column, last row), in order of columns."""
    _passed: int = 0

    def next_row(self) -> None:
        self.row += 1
        if self.row * self._width > _LARGEST_AREA:
            raise TooLarge
        self._reaching = sorted(area for area in self._reaching if area[2] >= self.row)
        self._column, self._passed = 1, 0

    def place(self, rows: int, columns: int) -> tuple[int, int, int, int]:
        """The area of the row's next box, which spans so many rows and columns, at its next free place."""
        if not self.row:
            self.next_row()
        while self._passed < len(self._reaching) and self._reaching[self._passed][0] <= self._column:
            self._column = max(self._column, self._reaching[self._passed][1] + 1)
            self._passed += 1
        first, last = self._column, self._column + columns - 1
        if last > _MOST_COLUMNS:
            raise TooLarge
        if rows > 1:
            self._reaching.insert(self._passed, (first, last, self.row + rows - 1))
            self._passed += 1
        self._column, self._width = last + 1, max(self._width, last)
        return self.row, first, self.row + rows - 1, last

    def closed(self) -> Table:
        """The table, its spans cut off at its last row."""
        boxes = (box if box.last_row <= self.row else replace(box, last_row=self.row) for box in self.boxes)
        return Table(tuple(boxes), frozenset(self.hidden_rows))
