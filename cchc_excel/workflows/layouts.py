"""Layouts: write down the binding that was found in a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.mapping.binding import Binding
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_reports
from cchc_excel.model.layouts import DeclaredRow, DeclaredTable, Layout
from cchc_excel.output.layout_text import layout_text
from cchc_excel.sources import read_source
from cchc_excel.words import without_marks
from cchc_excel.workflows.tools import Tools


def found_layout(path: Path, tools: Tools) -> tuple[str, tuple[Finding, ...]]:
    """The binding of a file as the text of a layout, with what is to be said of it; raises BrokenFile for a
    file without any form."""
    document = read_source(path)
    read = read_reports(
        document, tools.catalogue, tools.administration, tools.register, Given(), tools.layouts
    )
    bindings = [binding for _, binding in read]
    bound = bindings[0].rows
    if not bound or document.kind == "listing":
        raise BrokenFile(finding("FILE-003", file=str(path)))
    layout = Layout(_id(path), f"Bố cục của tệp {path.name}", tuple(_tables(bindings)))
    how = {row_id: (each.how, each.confidence) for row_id, each in bound.items()}
    missing = [row_id for row_id in tools.catalogue.indicators if row_id not in bound]
    text = layout_text(layout, path.name, how, tools.catalogue, missing)
    return text, bindings[0].findings


def _id(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", without_marks(path.stem).lower()).strip("-") or "bo-cuc"


def _tables(bindings: Sequence[Binding]) -> list[DeclaredTable]:
    """The bound rows by sheet, table and columns; of many units side by side with the column of each."""
    first = bindings[0]
    groups: dict[tuple[object, int, int | None], list[tuple[str, BoundRow]]] = {}
    for row_id, each in first.rows.items():
        note = each.note.column if each.note is not None else None
        groups.setdefault((each.line.table, each.value.column, note), []).append((row_id, each))
    return [_table(key, rows, bindings) for key, rows in groups.items()]


def _table(
    key: tuple[object, int, int | None], rows: Sequence[tuple[str, BoundRow]], bindings: Sequence[Binding]
) -> DeclaredTable:
    _, value, note = key
    declared = tuple(DeclaredRow(row_id, each.line.row, _label(each)) for row_id, each in rows)
    if len(bindings) == 1:
        return DeclaredTable(rows[0][1].sheet, declared, value, note)
    row_id = rows[0][0]
    units = {b.rows[row_id].value.column: b.heading for b in bindings if row_id in b.rows}
    return DeclaredTable(rows[0][1].sheet, declared, note=note, units=units)


def _label(bound: BoundRow) -> str:
    """The words by which the line is known again: its label, else the longest text in it."""
    if bound.line.label is not None:
        return bound.line.label.shown
    texts = [cell.shown for cell in bound.line.cells.values() if cell is not bound.value]
    return max(texts, key=len, default="")
