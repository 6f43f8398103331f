"""Layouts (bố cục tệp): where the rows of the annex stand in a workbook that comes again and again.

A layout is declared once, in a file of its own, and read in `catalog`; which workbooks it fits, `mapping`
tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """A row of the annex on a line of a sheet; `label` is the text by which the line is known again."""

    id: str
    row: int
    label: str


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """Rows on one sheet with the column of their figures and notes (from 1); of many reporting units side
    by side, the column of each."""

    sheet: str
    rows: tuple[DeclaredRow, ...]
    value: int | None = None
    note: int | None = None
    units: Mapping[int, str] = field(default_factory=dict)

    @property
    def first_row(self) -> int:
        return min(each.row for each in self.rows)

    @property
    def last_row(self) -> int:
        return max(each.row for each in self.rows)


@dataclass(frozen=True, slots=True)
class Layout:
    """A declared layout."""

    id: str
    title: str
    tables: tuple[DeclaredTable, ...]
    is_brought: bool = False
    """True for one that the user brings: where it fits no table of a file, that is said."""
