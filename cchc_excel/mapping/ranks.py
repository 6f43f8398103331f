"""How likely the lines and sheets of a workbook are to be of the report itself, before it is known which rows
they are: what stands under headings and in sight before what may be a copy, an older issue or a guide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cchc_excel.mapping.columns import Known, Rows, Table, is_figure
from cchc_excel.mapping.evidence import Evidence, Line

_HEADED, _UNHEADED, _HIDDEN_ROW, _EMPTY, COPY, _HIDDEN_SHEET, NOTHING = range(7)
_SHARE_OF_FIGURES = 0.15


def ranks_of(evidence: Evidence) -> list[int]:
    """How likely each line is to be of the report itself, the likeliest 0."""
    lines: dict[Table, list[Line]] = {}
    for line in evidence.lines:
        if line is not None:
            lines.setdefault(line.table, []).append(line)
    of_table = {table: _rank(table, found) for table, found in lines.items()}
    return [NOTHING if line is None else _of_line(line, of_table[line.table]) for line in evidence.lines]


def _rank(table: Table, lines: Sequence[Line]) -> int:
    if table.grid.hidden:
        return _HIDDEN_SHEET
    headed = {*table.values, *(table.units or {}), *(c for line in lines for c in line.names.values())}
    if headed:
        is_filled = any(c in line.cells and not line.cells[c].is_blank for line in lines for c in headed)
        return _HEADED if is_filled else _EMPTY
    figures = sum(
        any(is_figure(c) and c.column not in table.known for c in line.after_label()) for line in lines
    )
    return _UNHEADED if figures >= _SHARE_OF_FIGURES * len(lines) else COPY


def _of_line(line: Line, rank: int) -> int:
    return max(rank, _HIDDEN_ROW) if line.row in line.table.grid.hidden_rows else rank


def is_of_period(name: str, tables: Sequence[tuple[Table, Rows]], known: Known) -> bool | None:
    """True for a sheet whose name or title names the report's period, False where they name another one
    only. A title names it with its year: `(dùng cho kỳ báo cáo quý, 6 tháng, năm)` names none."""
    header = min((table.header_row for table, _ in tables if table.header_row), default=0)
    above = (cells for row, cells in (tables[0][1] if tables else {}).items() if row < header)
    titles = (c.stored for cells in above for c in cells.values() if isinstance(c.stored, str))
    named = {known.is_own_period(name), *(known.is_own_period(t) for t in titles if _WITH_YEAR.search(t))}
    return True if True in named else False if False in named else None


_WITH_YEAR = re.compile(r"\b20\d\d\b")
