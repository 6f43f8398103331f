"""An abstract workbook: lines of cells that know what they are, until they are written.

A figure carries its truth with it, so rows may be moved, deleted and inserted and the truth is read off
where the cells come to stand. How a layout places cells and what damage does to them is not decided here,
nor is how a file is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from cchc_excel.model.grids import cell_address


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the result stored beside it; None is a formula that no program has computed yet."""

    text: str
    result: float | str | None = None


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An error that stands in a cell: `#REF!`."""

    code: str


Typed = None | str | int | float | date | Formula | ErrorValue


@dataclass(frozen=True, slots=True)
class Figure:
    """What is right to read from a value cell.

    `states` are the states that the interface allows for it, `number` the value where it is a number.
    `text` is what was typed where it was typed as text; None where it is not asked for.
    """

    number: float | None = None
    states: tuple[str, ...] = ("blank", "not_applicable")
    text: str | None = None

    @classmethod
    def of(cls, number: float | None, text: str | None = None) -> Figure:
        return cls(text=text) if number is None else cls(number, ("number",), text)


@dataclass(slots=True)
class Cell:
    """One cell. `role` says what it is to a clerk: `code label unit value note`, or `other`, `header`, `title`.

    `row` is the row of the annex that it belongs to. Only the official value cell has a `figure`; figures
    of another period, a plan or a total have none. `report` tells whose it is where many units stand side
    by side. `span` is the rows and columns that it is merged over.
    """

    value: Typed = None
    role: str = "other"
    row: str = ""
    number_format: str = "General"
    span: tuple[int, int] = (1, 1)
    figure: Figure | None = None
    report: int = 0
    font: str = ""
    apostrophe: bool = False


@dataclass(slots=True)
class Line:
    """One line of a sheet: its cells by column, from 1."""

    cells: dict[int, Cell] = field(default_factory=dict)
    hidden: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the annex that stand on it: one, or two where forms stand side by side."""
        return tuple(dict.fromkeys(c.row for c in self.cells.values() if c.row))

    @property
    def row(self) -> str:
        return self.rows[0] if len(self.rows) == 1 else ""

    def role(self, role: str) -> Cell | None:
        return next((c for c in self.cells.values() if c.role == role), None)


@dataclass(slots=True)
class Sheet:
    name: str
    lines: list[Line] = field(default_factory=list)
    hidden: bool = False
    hidden_columns: set[int] = field(default_factory=set)

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with its row and column."""
        for number, line in enumerate(self.lines, 1):
            for column, cell in sorted(line.cells.items()):
                yield number, column, cell


@dataclass(slots=True)
class Book:
    sheets: list[Sheet] = field(default_factory=list)

    def cells(self, *roles: str) -> Iterator[Cell]:
        """The cells of some roles, of all sheets, in the order of reading."""
        for sheet in self.sheets:
            for _, _, cell in sheet.placed():
                if not roles or cell.role in roles:
                    yield cell

    def figures(self) -> Iterator[Cell]:
        """The official value cells."""
        return (c for c in self.cells("value") if c.figure is not None)

    def lines(self) -> Iterator[tuple[Sheet, Line]]:
        for sheet in self.sheets:
            for line in list(sheet.lines):
                yield sheet, line

    def replace_figures(self, one: Cell, *others: Cell) -> None:
        """Mark cells as claiming one row: which of them is meant cannot be known."""
        for cell in (one, *others):
            cell.figure = Figure(states=("ambiguous",))

    def places(self) -> Iterator[tuple[Cell, str, str, Cell | None]]:
        """Each official value cell with its sheet, its address, and the note beside it."""
        for sheet in self.sheets:
            for row, column, cell in sheet.placed():
                if cell.figure is not None:
                    beside = (c for c in sheet.lines[row - 1].cells.values() if c.row == cell.row)
                    note = next((c for c in beside if c.role == "note"), None)
                    yield cell, sheet.name, cell_address(row, column), note
