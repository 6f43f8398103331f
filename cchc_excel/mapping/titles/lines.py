"""The lines in which a title can stand: of a text, and of the rows above a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cchc_excel.model.grids import Cell, Grid
from cchc_excel.words import ROW_NUMBER_HEADINGS, fold, one_line

LETTER_HEAD = 40
"""The first lines of a document, in which a report's own head, date and title stand."""
NOTHING_SAID = re.compile(r"[.…_\s\[\]<>()-]*")
OTHER_PAPERS = re.compile(
    r"kem theo (?!bao cao)(?:quyet dinh|cong van|ke hoach|thong tu|huong dan|nghi quyet)"
)
_MOTTO = re.compile(r"(?:C[ỘộOo][Nn][Gg] H[ÒòOo][ÀàAa] X[ÃãAa] H|Độc lập [-–]).*$")


@lru_cache(maxsize=4096)
def split(text: str) -> tuple[str, ...]:
    """The lines of a text, each in one line; the national motto beside a letter head goes."""
    lines = (one_line(line) for line in re.split(r"[\n\t]", text))
    return tuple(left for line in lines if (left := _MOTTO.sub("", line).strip()))


_TITLE_ROWS, _TITLE_COLUMNS = 25, 8
_TABLE_HEADINGS = frozenset(
    (*ROW_NUMBER_HEADINGS, "ma so", "noi dung", "chi tieu", "don vi tinh", "dvt", "noi dung bao cao")
)
Row = list[Cell]


def title_rows(grid: Grid) -> list[Row]:
    """The rows of text above the first table of a sheet."""
    rows: list[Row] = []
    for at in range(1, _TITLE_ROWS + 1):
        row = [c for column in range(1, _TITLE_COLUMNS + 1) if (c := grid.at(at, column)) and not c.is_blank]
        if any(fold(cell.shown) in _TABLE_HEADINGS for cell in row):
            break
        if row:
            rows.append(row)
    return rows


def by_columns(rows: Iterable[Row]) -> list[str]:
    """The lines of the rows, column by column: a letter head stands beside the national motto."""
    cells = sorted((cell for row in rows for cell in row), key=lambda cell: (cell.column, cell.row))
    return [line for cell in cells if isinstance(cell.stored, str) for line in split(cell.stored)]
