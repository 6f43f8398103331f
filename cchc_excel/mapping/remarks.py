"""What is to be said about a binding: rows not found, found twice, found in spite of damage, figures out of
sight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.columns import NOTE, OTHER, Rows, Table, is_figure, is_number
from cchc_excel.mapping.evidence import Evidence, Line
from cchc_excel.mapping.figures import BoundRow, Figures
from cchc_excel.mapping.labels import Labels
from cchc_excel.mapping.made_with import is_of_a_template
from cchc_excel.mapping.matching import Match
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Cell, SourceDocument, cell_address, column_letters

Claims = Mapping[str, Sequence[BoundRow]]
_TABLE_OF_ROWS = 3
"""From as many matched lines on a table is one of the annex."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The lines of a source that were given to rows, by id, before their figures are read."""

    labels: Labels
    evidence: Evidence
    given: Mapping[str, Match]
    undecided: Mapping[str, tuple[int, ...]]
    titles: frozenset[int] = frozenset()
    """The lines that are a form's title."""
    long: tuple[str, ...] = ()
    """The sheets of which only the first lines were looked at."""
    tables: Sequence[tuple[Table, Rows]] = ()
    """All that was looked at, matched or not."""

    def column(self, row_id: str) -> int:
        return self.labels.position[row_id]

    def line(self, row_id: str) -> Line:
        return self.evidence.lines[self.given[row_id].lines[0]]

    def spare_lines(self) -> list[int]:
        """The lines that were given to nothing."""
        taken = self.titles.union(*(each.lines for each in self.given.values()))
        return [n for n, line in enumerate(self.evidence.lines) if line is not None and n not in taken]


def remarks(
    matched: Matched, figures: Figures, claims: Claims, document: SourceDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    """All that is to be said, the gravest first; nothing where no row was found at all."""
    if not matched.given:
        return
    yield from _claimed_twice(claims, catalogue)
    yield from figures.doubts({matched.column(i): each.lines[0] for i, each in matched.given.items()})
    for table in figures.without():
        yield finding("BIND-018", sheet=table.grid.name, column=column_letters(table.column(OTHER)))
    yield from _undecided(matched, figures, catalogue)
    yield from _gaps(matched, figures, document, catalogue)
    rows = {row_id: bound[0] for row_id, bound in claims.items() if len(bound) == 1}
    yield from _out_of_sight(rows)
    yield from _merged_down(rows, catalogue)
    yield from _beside(rows, matched, catalogue)
    yield from _repaired(rows, document, catalogue)
    yield from _renumbered(rows, matched, catalogue)
    yield from _strangers(matched, figures)
    for sheet in matched.long:
        yield finding("BIND-015", sheet=sheet)


def _claimed_twice(claims: Claims, catalogue: Catalogue) -> Iterator[Finding]:
    for row_id, bound in claims.items():
        if len(bound) > 1:
            places = tuple(b.place for b in bound)
            yield finding("BIND-003", places=places, cells=places, ids=(row_id,), **catalogue.named(row_id))


def _undecided(matched: Matched, figures: Figures, catalogue: Catalogue) -> Iterator[Finding]:
    """Rows for which several lines come near and none surely, where one of these holds a figure."""
    for row_id, lines in matched.undecided.items():
        cells = _filled(row_id, lines, matched, figures)
        if cells:
            yield finding("BIND-007", places=cells, cells=cells, ids=(row_id,), **catalogue.named(row_id))


def _filled(row_id: str, lines: Sequence[int], matched: Matched, figures: Figures) -> tuple[str, ...]:
    found = []
    for n in lines:
        line = matched.evidence.lines[n]
        for cell in figures.candidates(line, matched.column(row_id)):
            if not cell.is_blank:
                found.append(f"{line.sheet}!{cell.address}")
    return tuple(dict.fromkeys(found))


def _gaps(
    matched: Matched, figures: Figures, document: SourceDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    """A form, or a row of a form, that is not in the source, or has no cell for this report in it."""
    for form in catalogue.forms:
        ids = [i.id for i in form.indicators if not _has_cell(i.id, matched, figures)]
        if len(ids) == len(form.indicators):
            yield finding("BIND-001", form=form.short, file=document.path.name)
        elif ids:
            yield finding("BIND-002", form=form.short, codes=_codes(ids), ids=ids)


def _has_cell(row_id: str, matched: Matched, figures: Figures) -> bool:
    return row_id in matched.given and bool(figures.candidates(matched.line(row_id), matched.column(row_id)))


def _codes(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(row_id.partition(":")[2] for row_id in ids)


def _out_of_sight(rows: Mapping[str, BoundRow]) -> Iterator[Finding]:
    """Figures in hidden rows, hidden columns and on hidden sheets: read, and said."""
    hidden: dict[str, list[str]] = {}
    for row_id, bound in rows.items():
        grid = bound.line.table.grid
        cell = bound.value
        is_hidden = cell.row in grid.hidden_rows or cell.column in grid.hidden_columns or grid.hidden
        if is_hidden and not cell.is_blank:
            hidden.setdefault(bound.sheet, []).append(row_id)
    for sheet, ids in hidden.items():
        cells = tuple(rows[i].place for i in ids)
        code = "BIND-009" if rows[ids[0]].line.table.grid.hidden else "BIND-010"
        yield finding(
            code, sheet=sheet, places=tuple(rows[i].value.address for i in ids), cells=cells, ids=ids
        )


def _merged_down(rows: Mapping[str, BoundRow], catalogue: Catalogue) -> Iterator[Finding]:
    """A figure whose cell is merged over the rows below it: it counts for the first only."""
    areas = {table: table.merged_down for table in {bound.line.table for bound in rows.values()}}
    for row_id, bound in rows.items():
        for first_row, first, last_row, last in areas[bound.line.table]:
            if first_row < bound.value.row <= last_row and first <= bound.value.column <= last:
                place = cell_address(first_row, first)
                cells = (f"{bound.sheet}!{place}",)
                yield finding("BIND-011", place=place, cells=cells, ids=(row_id,), **catalogue.named(row_id))


def _beside(rows: Mapping[str, BoundRow], matched: Matched, catalogue: Catalogue) -> Iterator[Finding]:
    """A number that stands beside a blank value cell in a column that is not headed as something else, or
    in the line below, where a label goes on."""
    taken = {(b.sheet, b.line.row) for b in rows.values()}
    for row_id, bound in rows.items():
        table = bound.line.table
        if not bound.value.is_blank or bound.value.formula is not None or table.units:
            continue
        under = () if (bound.sheet, bound.line.row + 1) in taken else _number_under(bound)
        for cell in (*_numbers_in(bound), *under):
            fields = {"place": bound.value.address, "other": cell.address, "value": cell.shown.strip()}
            cells = (bound.place, f"{bound.sheet}!{cell.address}")
            yield finding("BIND-017", cells=cells, ids=(row_id,), **catalogue.named(row_id), **fields)


def _numbers_in(bound: BoundRow) -> Iterator[Cell]:
    """The numbers right of a row's label, but for those in columns of another heading."""
    table = bound.line.table
    for cell in bound.line.after_label():
        is_other = cell.column in table.foreign and cell.column != table.column(NOTE)
        if is_number(cell) and not is_other and cell.column != bound.value.column:
            yield cell


def _number_under(bound: BoundRow) -> tuple[Cell, ...]:
    """The number below a value cell, in a line that has no code of its own."""
    table, row = bound.line.table, bound.line.row + 1
    label = bound.line.label.column if bound.line.label is not None else bound.value.column
    coded = any(c.row == row and c.column < label for c in table.grid.row(row).values())
    cell = table.grid.at(row, bound.value.column)
    return (cell,) if cell is not None and not coded and is_number(cell) and row <= table.last_row else ()


def _repaired(
    rows: Mapping[str, BoundRow], document: SourceDocument, catalogue: Catalogue
) -> Iterator[Finding]:
    """A template of ours whose named cells are lost or point elsewhere, found again."""
    if not is_of_a_template(document, rows):
        return
    for form in catalogue.forms:
        bound = {i.cell_name: (i.id, rows[i.id]) for i in form.indicators if i.id in rows}
        lost = {name: each for name, each in bound.items() if name not in document.names}
        if lost:
            said = {"names": tuple(lost), "count": len(lost)}
            yield finding("BIND-004", form=form.short, **said, **_where(lost.values()))
        places = {name: document.names[name] for name in bound if name not in lost}
        moved = {name: place for name, place in places.items() if not _is_at(bound[name][1], place)}
        if moved:
            names = tuple(_moved_name(name, place, bound[name][1]) for name, place in moved.items())
            yield finding("BIND-019", form=form.short, names=names, **_where(bound[name] for name in moved))


def _where(found: Iterable[tuple[str, BoundRow]]) -> dict[str, list[str]]:
    pairs = list(found)
    return {"ids": [row_id for row_id, _ in pairs], "cells": [bound.place for _, bound in pairs]}


def _is_at(bound: BoundRow, place: tuple[str, int, int]) -> bool:
    sheet, row, column = place
    grid = bound.line.table.grid
    here = (bound.sheet, bound.value.row, bound.value.column)
    return here == place or here == (sheet, row, grid.first_of_merged(row, column))


def _moved_name(name: str, place: tuple[str, int, int], bound: BoundRow) -> str:
    return f"{name} → {place[0]}!{cell_address(*place[1:])} ({bound.value.address})"


def _renumbered(rows: Mapping[str, BoundRow], matched: Matched, catalogue: Catalogue) -> Iterator[Finding]:
    """Rows whose own code is another row's: their label, order and unit of measure say otherwise."""
    for form in catalogue.forms:
        found = [i.id for i in form.indicators if i.id in rows and _says_another_code(i.id, matched)]
        if found:
            places = tuple(f"{rows[i].line.code.shown.strip()} → {i.partition(':')[2]}" for i in found)
            cells = tuple(rows[i].place for i in found)
            yield finding("BIND-013", form=form.short, places=places, cells=cells, ids=found)


def _says_another_code(row_id: str, matched: Matched) -> bool:
    n = matched.given[row_id].lines[0]
    said = matched.evidence.code[n]
    return bool(said.any() and said[matched.column(row_id)] == 0 and matched.evidence.lines[n].code)


def _strangers(matched: Matched, figures: Figures) -> Iterator[Finding]:
    """Lines between the rows of a form that hold a figure and are no row of the annex."""
    spans: dict[object, list[int]] = {}
    for each in matched.given.values():
        for n in each.lines:
            line = matched.evidence.lines[n]
            spans.setdefault(line.table, []).append(line.row)
    for n in matched.spare_lines():
        line = matched.evidence.lines[n]
        rows = spans.get(line.table, ())
        if len(rows) < _TABLE_OF_ROWS or not min(rows) < line.row < max(rows):
            continue
        for column in figures.columns.get(line.table, ())[:1]:
            cell = line.cells.get(column)
            if cell is not None and is_figure(cell) and not cell.is_blank:
                words = line.label.shown.strip() if line.label is not None else "–"
                place = f"{line.sheet}!{cell.address}"
                yield finding("BIND-012", place=place, label=words, value=cell.shown, cells=(place,))
