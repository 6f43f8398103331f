"""The evidence that a line of a workbook is a row of the annex, as one table: lines down, rows across.

Every kind of evidence is a term of one sum: the label, the code, the unit of measure, the form that a
heading names, a named cell, a declared layout. None decides alone and none is a case of its own: what one
kind of damage takes away the others still say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cchc_excel.mapping.columns import CODE, Rows, Table
from cchc_excel.mapping.labels import REACH, Labels, code_before_label, codes_in
from cchc_excel.model.grids import Cell
from cchc_excel.words import fold

LABEL_WEIGHT, CODE_WEIGHT, UNIT_WEIGHT, FORM_WEIGHT = 0.6, 0.5, 0.1, 0.05
NAME_WEIGHT, LAYOUT_WEIGHT = 0.7, 1.0
_OTHER_CODE = 0.2
"""What a code that is readable and another row's takes away."""
_OTHER_FORM = 0.5
"""How much a code still says under the heading of another form."""
_FAINT = 0.3
"""A likeness below it is none: any two texts have some letters in common."""
_READABLE = 0.7
_UNLIKE, _LIKE, _CODE_ALONE = 0.45, 0.65, 0.1
"""Where labels are readable, a code that stands before a label unlike its own says no more than this: rows
of the office's own are numbered in between, and all behind them anew."""
_SHARPNESS = 4
"""How fast a label loses when another one is more like the same text: labels of one form resemble each
other."""
_PLAUSIBLE = 0.3
_DISTRUSTED, _TRUSTED = 0.45, 0.75
"""Share of the labels with which a column of codes agrees: below the first it counts numbers of its own,
from the second on it is the annex's."""

NamedCells = Mapping[tuple[str, int], Sequence[tuple[int, str]]]
"""By sheet and row, the named cells: their column and the row of the annex that each stands for."""
DeclaredLines = Mapping[tuple[str, int], str]
"""By sheet and row, the row of the annex that a layout declares to stand there."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one table: its cells by column, the one that is like a label and the one with a code."""

    table: Table
    row: int
    cells: Mapping[int, Cell]
    label: Cell | None = None
    code: Cell | None = None
    names: Mapping[str, int] = field(default_factory=dict)
    """The rows whose named cells stand in the line, each with the column."""
    measure_units: Mapping[int, str] = field(default_factory=dict)
    """The columns in which a unit of measure stands, each with it."""

    @property
    def sheet(self) -> str:
        return self.table.grid.name

    def after_label(self) -> Iterator[Cell]:
        """The cells right of the label."""
        start = self.label.column if self.label is not None else 0
        return (cell for column, cell in self.cells.items() if column > start)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each line says, a line a row and a row of the annex a column.

    `content` is what stands in the line; `own` adds to it the named cells and declared lines. `label`,
    `code`, `named` and `declared` are the parts, from 0 to 1. Between two tables stand REACH empty lines
    (None), so that no line is the neighbour of another table's.
    """

    lines: tuple[Line | None, ...]
    label: np.ndarray
    code: np.ndarray
    content: np.ndarray
    named: np.ndarray
    declared: np.ndarray

    @property
    def own(self) -> np.ndarray:
        return self.content + NAME_WEIGHT * self.named + LAYOUT_WEIGHT * self.declared


def gather(
    tables: Iterable[tuple[Table, Rows]], labels: Labels, names: NamedCells, declared: DeclaredLines
) -> Evidence:
    """Collect the evidence of the lines of some tables."""
    found = [_of_table(table, rows, labels, names, declared) for table, rows in tables]
    apart = np.zeros((REACH, labels.width), dtype=np.float32)
    lines: list[Line | None] = []
    parts: dict[str, list[np.ndarray]] = {name: [apart] for name in _PARTS}
    for each in found:
        lines += [*each.lines, *[None] * REACH]
        for name in _PARTS:
            parts[name] += [getattr(each, name), apart]
    return Evidence((*[None] * REACH, *lines), **{name: np.concatenate(part) for name, part in parts.items()})


_PARTS = ("label", "code", "content", "named", "declared")


def _of_table(
    table: Table, rows: Rows, labels: Labels, names: NamedCells, declared: DeclaredLines
) -> Evidence:
    """The lines of one table that may be rows of the annex."""
    inside = {r: _inside(cells, table) for r, cells in rows.items() if table.first_row <= r <= table.last_row}
    inside = {row: cells for row, cells in inside.items() if cells}
    found = {row: _label_in(cells, labels) for row, cells in inside.items()}
    column, trust, coded = _codes(table, inside, found, labels)
    lines = []
    for row, (label, _, _) in found.items():
        where = (table.grid.name, row)
        named = {row_id: c for c, row_id in names.get(where, ()) if table.holds(row, c)}
        units = _units(inside[row].values(), labels)
        lines.append(Line(table, row, inside[row], label, inside[row].get(column), named, units))
    said = _weigh(
        _stacked([likeness for _, likeness, _ in found.values()], labels),
        _stacked([coded.get(row, labels.nothing) for row in found], labels),
        _stacked([labels.with_units(line.measure_units.values()) for line in lines], labels),
        labels.of_form(table.number),
        trust,
    )
    named = _stacked([labels.ones(line.names) for line in lines], labels)
    placed = _stacked([labels.ones([declared.get((ln.sheet, ln.row), "")]) for ln in lines], labels)
    kept = np.flatnonzero((said[2].max(axis=1, initial=0) >= _PLAUSIBLE) | (named + placed).any(axis=1))
    return Evidence(tuple(lines[n] for n in kept), *(part[kept] for part in (*said, named, placed)))


def _stacked(vectors: Sequence[np.ndarray], labels: Labels) -> np.ndarray:
    return np.array(vectors, dtype=np.float32).reshape(len(vectors), labels.width)


def _weigh(
    label: np.ndarray, code: np.ndarray, unit: np.ndarray, form: np.ndarray | None, trust: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What stands in the lines, as one sum; and its parts label and code, as far as each is believed."""
    if form is not None:
        code = np.where(form > 0, code, code * _OTHER_FORM)
    code = code * trust
    readable = code.any(axis=1, keepdims=True)
    best = label.max(axis=1, keepdims=True, initial=0)
    if np.median(best) >= _READABLE:
        code = code * np.clip((label - _UNLIKE) / (_LIKE - _UNLIKE), _CODE_ALONE, 1)
    sharp = label**2 * np.divide(label, best, out=np.zeros_like(label), where=best > 0) ** _SHARPNESS
    content = LABEL_WEIGHT * sharp + CODE_WEIGHT * code + UNIT_WEIGHT * unit
    content -= _OTHER_CODE * trust * (readable & (code == 0)) * (1 - sharp)
    return label, code, content if form is None else content + FORM_WEIGHT * form


def _inside(cells: Mapping[int, Cell], table: Table) -> dict[int, Cell]:
    return {c: cell for c, cell in cells.items() if table.first_column <= c <= table.last_column}


def _label_in(cells: Mapping[int, Cell], labels: Labels) -> tuple[Cell | None, np.ndarray, str]:
    """The cell of a line that is most like a label, its likeness, and a code typed before its words."""
    best, likeness, typed, most = None, labels.nothing, "", _FAINT
    for cell in cells.values():
        if isinstance(cell.stored, str):
            code, text = code_before_label(cell.stored)
            found, greatest = labels.likeness(text)
            if greatest > most:
                best, likeness, typed, most = cell, found, code, greatest
    return best, likeness, typed


def _codes(
    table: Table,
    inside: Mapping[int, Mapping[int, Cell]],
    found: Mapping[int, tuple[Cell | None, np.ndarray, str]],
    labels: Labels,
) -> tuple[int, float, dict[int, np.ndarray]]:
    """The column of the codes (0 where they are typed before the labels), how far it is trusted, and what
    each row's code means. Of several columns the one that agrees best with the labels."""
    columns: dict[int, dict[int, np.ndarray]] = {}
    for row, (label, _, typed) in found.items():
        end = label.column if label is not None else (table.column(CODE) or 0) + 1
        for column, cell in inside[row].items():
            if column < end and (coded := labels.coded(codes_in(cell))) is not None:
                columns.setdefault(column, {})[row] = coded
        if typed and (coded := labels.coded([(typed, 1.0)])) is not None:
            columns.setdefault(0, {})[row] = coded
    headed = table.column(CODE)
    best = (headed or 0, 0.0, {})
    most = 0.0
    for column, coded in columns.items():
        likeness = {row: found[row][1] ** 2 for row in coded}
        agreed = sum(float((coded[row] * likeness[row]).max()) for row in coded)
        possible = sum(float(each.max()) for each in likeness.values())
        share = agreed / possible if possible else 1.0
        told = agreed + (len(coded) * _FAINT if column == headed else 0)
        if told > most:
            trust = min(1.0, max(0.0, (share - _DISTRUSTED) / (_TRUSTED - _DISTRUSTED)))
            most, best = told, (column, trust, coded)
    return best


def _units(cells: Iterable[Cell], labels: Labels) -> dict[int, str]:
    """The columns in which a unit of measure stands, each with it."""
    return {
        cell.column: unit
        for cell in cells
        if isinstance(cell.stored, str) and (unit := fold(cell.stored)) in labels.units
    }
