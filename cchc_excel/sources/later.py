"""A sheet that is read only when one of its cells is asked for: the live checks of a workbook of ours are the
larger half of it, and mostly nobody asks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from cchc_excel.model.grids import Cell

Place = tuple[int, int]
_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f(?: [^>]*[^/])?>([^<]*)</f>')
_HIDDEN_ROW = re.compile(rb'<row [^>]*(?:hidden="(?:1|t)|ht="0+(?:\.0+)?")')
_COLUMN = re.compile(rb"<col ([^>]*)/>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


class LaterCells(Mapping[Place, Cell]):
    """The cells of a sheet by (row, column), read at the first question."""

    __slots__ = ("_found", "_read")

    def __init__(self, read: Callable[[], Mapping[Place, Cell]]) -> None:
        self._read, self._found = read, None

    @property
    def _cells(self) -> Mapping[Place, Cell]:
        if self._found is None:
            self._found = self._read()
        return self._found

    def __getitem__(self, place: Place) -> Cell:
        return self._cells[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


def may_wait(content: bytes) -> bool:
    """True for a sheet's part of which nothing but its cells has to be known: no merged cells, no hidden
    rows, and written so plainly that this can be told."""
    is_plain = content.count(b"<sheetData>") == 1 and b"<mergeCell" not in content
    return is_plain and _HIDDEN_ROW.search(content) is None


def columns_of(content: bytes) -> Iterator[dict[str, str]]:
    """The attributes of the declared columns of such a part."""
    for match in _COLUMN.finditer(content, 0, content.find(b"<sheetData>")):
        yield dict(_ATTRIBUTE.findall(match[1].decode("utf-8", "replace")))


def sign_of_formulas(content: bytes) -> str:
    """A sign of all formulas of a part and of the cells that hold them; empty where one of them is written
    otherwise than with its text in its own cell."""
    found = _FORMULA.findall(content)
    if len(found) != content.count(b"<f>") + content.count(b"<f "):
        return ""
    return hashlib.sha256(b"\n".join(chain.from_iterable(found))).hexdigest()
