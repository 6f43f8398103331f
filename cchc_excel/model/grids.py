"""Grids: a sheet as any source gives it, before anybody asks what its cells mean.

Nothing here knows a form, a file library or a rule.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from cchc_excel.errors import Finding
from cchc_excel.model.cover_fields import VERSION
from cchc_excel.words import visible

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last ones that a sheet has (Excel 2007 and later)."""
EXACT_INTEGERS = 2**53
"""Below it a workbook's number, a double, holds every whole number."""
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, all from 1."""
Stored = None | float | int | str | bool | datetime | date


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what is stored, what a person sees, and where it stands.

    `address` is what a person would look up: `D18` in a workbook, `dòng 631` in a text. `formula` is the
    formula's text with its `=`, None for a typed cell; `stored` is then its stored result.
    """

    row: int
    column: int
    address: str
    stored: Stored = None
    shown: str = ""
    number_format: str = "General"
    formula: str | None = None
    is_error: bool = False

    @property
    def is_blank(self) -> bool:
        """True when nothing is stored, or only white space (NBSP too)."""
        return self.stored is None or (isinstance(self.stored, str) and not visible(self.stored))


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet (or one table of a document): its cells by (row, column), both from 1."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    formulas: str = field(default="", compare=False)
    """A sign of all formulas and the cells that hold them; empty where the source gives none."""
    _merged_in_rows: dict[int, list[tuple[int, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The first and last columns of what is merged within one row, by row; made when first asked for."""
    _rows: dict[int, dict[int, Cell]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The cells by row and column, both in order; made when first asked for."""
    _last_column: list[int] = field(default_factory=list, init=False, repr=False, compare=False)
    """The last column that holds a cell; made when first asked for."""

    @property
    def line_count(self) -> int:
        """How many rows hold a cell."""
        return len(self._by_row())

    @property
    def last_column(self) -> int:
        """The last column that holds a cell; 1 where none does."""
        if not self._last_column:
            self._last_column.append(max((column for _, column in self.cells), default=1))
        return self._last_column[0]

    def at(self, row: int, column: int) -> Cell | None:
        return self.cells.get((row, column))

    def first_of_merged(self, row: int, column: int) -> int:
        """The column in which a cell's content stands: the first where cells of its row are merged. Cells
        merged over several rows are left as they are, or one number would stand in two rows."""
        if not self.merged:
            return column
        spans = self._spans().get(row, ())
        at = bisect_right(spans, column, key=lambda span: span[0]) - 1
        return spans[at][0] if at >= 0 and column <= spans[at][1] else column

    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        if self.merged and not self._merged_in_rows:
            self._merged_in_rows[0] = []  # no row has this number: the index is made, even if it stays empty
            for first_row, first, last_row, last in sorted(self.merged):
                if first_row == last_row:
                    self._merged_in_rows.setdefault(first_row, []).append((first, last))
        return self._merged_in_rows

    def row(self, row: int) -> dict[int, Cell]:
        """The cells of one row by column."""
        return self._by_row().get(row, {})

    def text_at(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return "" if cell is None else cell.shown.strip()

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Each row that holds a cell, in order, with its cells by column."""
        yield from self._by_row().items()

    def _by_row(self) -> dict[int, dict[int, Cell]]:
        if self.cells and not self._rows:
            for row, column in sorted(self.cells):
                self._rows.setdefault(row, {})[column] = self.cells[row, column]
        return self._rows


@dataclass(frozen=True, slots=True)
class Linked:
    """The other workbooks that a workbook takes values from.

    `books` are those that its formulas call [1], [2] …; `names` gives for each defined name that stands for
    places in other workbooks what its text calls them.
    """

    books: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def book(self, called: str) -> str:
        """The workbook that a formula calls by its number, or by its name already."""
        is_number = called.isdecimal() and 0 < int(called) <= len(self.books)
        return (self.books[int(called) - 1] or called) if is_number else called


NOTHING_LINKED = Linked()


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as its source read it.

    `kind` is what it was read as (`xlsx`, `xls`, `ods`, `xlsb`, `docx`, `html`, `published`, `listing`,
    `csv`); `names` gives the named cells as (sheet, row, column); `prose` is the running text of a document
    (title lines included), empty for a workbook. `notices` is what the source itself has to say: a legacy
    encoding that was converted, what this kind of file cannot tell.
    """

    path: Path
    kind: str
    sha256: str
    grids: tuple[Grid, ...]
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    prose: tuple[str, ...] = ()
    modified: datetime | None = None
    notices: tuple[Finding, ...] = ()
    linked: Linked = NOTHING_LINKED

    @property
    def is_ours(self) -> bool:
        """True for a workbook that this package made: it carries the version of its template."""
        return VERSION in self.properties

    def grid(self, name: str) -> Grid | None:
        return next((g for g in self.grids if g.name == name), None)

    def cell_named(self, name: str) -> Cell | None:
        """The cell that a workbook name points at; a cell that holds nothing is given as a blank one."""
        place = self.names.get(name)
        grid = self.grid(place[0]) if place else None
        if grid is None:
            return None
        return grid.at(place[1], place[2]) or Cell(place[1], place[2], cell_address(place[1], place[2]))


def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """A is 1, AA is 27; nothing is 0. The letters are capitals."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_address(row: int, column: int) -> str:
    """(18, 4) is D18."""
    return f"{column_letters(column)}{row}"


_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@lru_cache(maxsize=50_000)
def place_of(address: str) -> tuple[int, int]:
    """D18 is (18, 4), `$d$18` too; raises ValueError for what is no address."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"{address} is no address")
    return int(match[2]), column_number(match[1].upper())


def area_of(reference: str) -> Area:
    """A1:B2 is (1, 1, 2, 2), whichever corners are named; raises ValueError for what is no area."""
    first, colon, last = reference.partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last if colon else first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
