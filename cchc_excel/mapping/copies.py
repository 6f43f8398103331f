"""A second copy of a form in sight, with other figures: the named cells decide which one is the report, and
that is said, for a clerk may have filled in the other one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.columns import Table, is_number
from cchc_excel.mapping.evidence import Line
from cchc_excel.mapping.figures import BoundRow, beside
from cchc_excel.mapping.remarks import Matched
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Cell

_IS_THE_ROW = 0.9
"""The content of a line whose label and code are both the row's: nearly all that a line can say."""
_SHARE_OF_FORM = 0.6


def copies(matched: Matched, rows: Mapping[str, BoundRow], catalogue: Catalogue) -> Iterator[Finding]:
    """A finding for each form of which another sheet in sight holds most rows, with other figures."""
    by_copy: dict[tuple[Table, str], dict[str, Cell | None]] = {}
    for n in matched.spare_lines():
        line, row_id = matched.evidence.lines[n], _row_of(n, matched)
        if row_id in rows and not line.table.grid.hidden and line.sheet != rows[row_id].sheet:
            key = (line.table, catalogue.form_of(row_id).id)
            by_copy.setdefault(key, {})[row_id] = _figure(line)
    sizes = Counter(catalogue.form_of(row_id).id for row_id in rows)
    for (table, form), held in by_copy.items():
        other = {i: c for i, c in held.items() if c is not None and _says_otherwise(c, rows[i].value)}
        if other and len(held) >= _SHARE_OF_FORM * sizes[form]:
            sheet = table.grid.name
            yield finding(
                "BIND-022",
                sheet=sheet,
                form=catalogue.form_by_id[form].short,
                read=next(rows[i].sheet for i in held),
                places=tuple(f"{cell.address} «{cell.shown.strip()}»" for cell in other.values()),
                ids=other,
                cells=[f"{sheet}!{cell.address}" for cell in other.values()],
            )


def _row_of(line: int, matched: Matched) -> str:
    """The row that a line says it is; empty where it says none for sure."""
    content = matched.evidence.content[line]
    best = int(np.argmax(content))
    is_sure = content[best] >= _IS_THE_ROW and best < len(matched.labels.ids) and matched.labels.is_row(best)
    return matched.labels.ids[best] if is_sure else ""


def _figure(line: Line) -> Cell | None:
    """What stands in the column that is headed as the figures', where one is."""
    columns = tuple(line.table.values)
    return beside(line.table.grid, line.row, columns[0]) if len(columns) == 1 else None


def _says_otherwise(copy: Cell, read: Cell) -> bool:
    return is_number(copy) and copy.stored != read.stored
