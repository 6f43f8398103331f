"""The evidence that a line of a workbook is a row of the annex, as one table: lines down, rows across.

Every kind of evidence is a term of one sum: the label, the code, the unit of measure, the form that a
heading names, a named cell, a declared layout. None decides alone and none is a case of its own: what one
kind of damage takes away the others still say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from cchc_excel.mapping.columns import CODE, Rows, Table
from cchc_excel.mapping.labels import REACH, Labels, Likeness, code_before_label
from cchc_excel.model.grids import Cell
from cchc_excel.words import fold

LABEL_WEIGHT, CODE_WEIGHT, UNIT_WEIGHT, FORM_WEIGHT = 0.6, 0.5, 0.1, 0.05
PARENT_WEIGHT = 0.3
"""What a line adds that is numbered as a part of the row that it stands below."""
EXACT_WEIGHT = 0.25
"""What a text adds that is the label of one row, and of one only, word for word."""
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
_DISBELIEVED, _LONGEST_SECTION = 0.5, 12
_WORD_FOR_WORD = 0.97
"""From which likeness on a text is the label of one row, and the code of another before it is a slip."""
_PLAUSIBLE = 0.3
_DISTRUSTED, _TRUSTED = 0.45, 0.75
"""Share of the labels with which a column of codes agrees: below the first it counts numbers of its own,
from the second on it is the annex's."""

NamedCells = Mapping[tuple[str, int], Sequence[tuple[int, str]]]
"""By sheet and row, the named cells: their column and the row of the annex that each stands for."""
DeclaredLines = Mapping[tuple[str, int], str]
"""By sheet and row, the row of the annex that a layout declares to stand there."""


@dataclass(slots=True, eq=False)
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


@dataclass(slots=True)
class _Said:
    """What one line says, before it is weighed: vectors over the rows of the annex, and how far the codes
    of its table are trusted."""

    line: Line
    label: Likeness
    code: np.ndarray
    unit: np.ndarray
    form: np.ndarray | None
    named: np.ndarray
    declared: np.ndarray
    trust: float
    is_readable: bool


def gather(
    tables: Iterable[tuple[Table, Rows]], labels: Labels, names: NamedCells, declared: DeclaredLines
) -> Evidence:
    """Collect the evidence of the lines of some tables."""
    by_table = [_of_table(table, rows, labels, names, declared) for table, rows in tables]
    said = [each for found in by_table for each in found]
    parts = _weigh(said, labels)
    pointed = (parts["named"] + parts["declared"]).any(axis=1)
    kept = (parts["content"].max(axis=1, initial=0) >= _PLAUSIBLE) | pointed
    order = [-1] * REACH
    first = 0
    for found in by_table:
        order += [n for n in range(first, first + len(found)) if kept[n]] + [-1] * REACH
        first += len(found)
    lines = tuple(said[n].line if n >= 0 else None for n in order)
    nothing = np.zeros((1, labels.width), dtype=np.float32)
    return Evidence(lines, **{name: np.concatenate([part, nothing])[order] for name, part in parts.items()})


def _of_table(
    table: Table, rows: Rows, labels: Labels, names: NamedCells, declared: DeclaredLines
) -> list[_Said]:
    """The lines of one table that may be rows of the annex."""
    whole = {r: cells for r, cells in rows.items() if table.first_row <= r <= table.last_row}
    within = whole if table.is_alone else {r: inside(cells, table) for r, cells in whole.items()}
    columns = {column for cells in within.values() for column in cells}
    usable = frozenset(column for column in columns if table.may_hold_labels(column))
    found = {row: _label_in(cells, labels, usable) for row, cells in within.items() if cells}
    column, trust, coded = _codes(table, within, found, labels)
    is_readable = median([label.most for _, label, _ in found.values()] or [0]) >= _READABLE
    form = labels.of_form(table.number)
    said = []
    for row, (cell, label, _) in found.items():
        where = (table.grid.name, row)
        named = {row_id: c for c, row_id in names.get(where, ()) if table.holds(row, c)}
        units = _units(within[row].values(), labels)
        line = Line(table, row, within[row], cell, within[row].get(column), named, units)
        unit = labels.with_units(units.values())
        pointed = labels.ones(named) if named else labels.nothing
        placed = labels.ones([declared[where]]) if where in declared else labels.nothing
        code = coded.get(row, labels.nothing)
        said.append(_Said(line, label, code, unit, form, pointed, placed, trust, is_readable))
    return said


def _weigh(said: Sequence[_Said], labels: Labels) -> dict[str, np.ndarray]:
    """What stands in the lines as one sum, `content`, and its parts, as far as each is believed."""

    def stacked(vectors: Iterable[np.ndarray]) -> np.ndarray:
        return np.array([*vectors], dtype=np.float32).reshape(len(said), labels.width)

    label, sharp = stacked(s.label.of for s in said), stacked(s.label.sharp for s in said)
    form = stacked(labels.nothing if s.form is None else s.form for s in said)
    is_known = _down(s.form is not None for s in said)
    trust = _down(s.trust for s in said)
    code = stacked(s.code for s in said) * trust * (1 - (1 - _OTHER_FORM) * is_known * (1 - form))
    says_code = code.any(axis=1, keepdims=True)
    word_for_word = np.where(_down(s.label.most >= _WORD_FOR_WORD for s in said), sharp, 0)
    fits = _fitting(label, sharp, said)
    believed, parts = _renumbered(fits, code, word_for_word, said, labels)
    code *= believed
    content = LABEL_WEIGHT * sharp + CODE_WEIGHT * code + UNIT_WEIGHT * stacked(s.unit for s in said)
    is_label = word_for_word >= _WORD_FOR_WORD
    content += EXACT_WEIGHT * (is_label & (is_label.sum(axis=1, keepdims=True) == 1))
    content += (
        PARENT_WEIGHT * parts
        + FORM_WEIGHT * form
        - _OTHER_CODE * trust * (says_code & (code == 0)) * (1 - sharp)
    )
    return {
        "label": label,
        "code": code,
        "content": content,
        "named": stacked(s.named for s in said),
        "declared": stacked(s.declared for s in said),
    }


def _down(numbers: Iterable[float]) -> np.ndarray:
    """One number a line."""
    return np.array([*numbers], dtype=np.float32).reshape(-1, 1)


def _fitting(label: np.ndarray, sharp: np.ndarray, said: Sequence[_Said]) -> np.ndarray:
    """How far the label of a line lets it be each row, whatever code stands before it; 1 where labels are
    not readable."""
    fits = np.clip((label - _UNLIKE) / (_LIKE - _UNLIKE), _CODE_ALONE, 1)
    own_label = sharp / np.maximum(sharp.max(axis=1, keepdims=True), _FAINT)
    is_one = _down(s.label.most >= _WORD_FOR_WORD for s in said)
    fits = np.where(is_one, np.clip(own_label**2, _CODE_ALONE, fits), fits)
    return np.where(_down(s.is_readable for s in said) > 0, fits, 1)


def _renumbered(
    fits: np.ndarray, code: np.ndarray, label: np.ndarray, said: Sequence[_Said], labels: Labels
) -> tuple[np.ndarray, np.ndarray]:
    """How far each code is believed, no further than that of its parent, and 1 for the rows that a line's
    parent says it to be: where `3.2` stands before the label of 3.3, the lines below it that are numbered
    3.2.1 and 3.2.2 are the parts of 3.3."""
    believed, parts = fits.copy(), np.zeros_like(fits)
    for n in np.flatnonzero((code * fits).max(axis=1) < _DISBELIEVED * code.max(axis=1)).tolist():
        numbered = labels.below[np.flatnonzero(code[n])].max(axis=0)
        for child in range(n + 1, min(n + 1 + _LONGEST_SECTION, len(said))):
            if said[child].line.table is not said[n].line.table or not (code[child] * numbered).any():
                break
            believed[child] = np.where(
                numbered > 0, np.minimum(believed[child], _CODE_ALONE), believed[child]
            )
            parts[child] = labels.below[np.flatnonzero(label[n] >= _WORD_FOR_WORD)].max(axis=0, initial=0)
    return believed, parts


def inside(cells: Mapping[int, Cell], table: Table) -> dict[int, Cell]:
    """The cells of a row that stand between the columns of a table."""
    return {c: cell for c, cell in cells.items() if table.first_column <= c <= table.last_column}


def _label_in(
    cells: Mapping[int, Cell], labels: Labels, usable: frozenset[int]
) -> tuple[Cell | None, Likeness, str]:
    """The cell of a line that is most like a label, its likeness, and a code typed before its words; of the
    columns that may hold labels, since a note may quote that of another row."""
    best, likeness, typed = None, labels.unlike, ""
    most = _FAINT
    for column, cell in cells.items():
        if column in usable and isinstance(cell.stored, str):
            code, text = code_before_label(cell.stored)
            found = labels.likeness(text)
            if found.most > most:
                best, likeness, typed, most = cell, found, code, found.most
    return best, likeness, typed


def _codes(
    table: Table,
    inside: Mapping[int, Mapping[int, Cell]],
    found: Mapping[int, tuple[Cell | None, Likeness, str]],
    labels: Labels,
) -> tuple[int, float, dict[int, np.ndarray]]:
    """The column of the codes (0 where they are typed before the labels), how far it is trusted, and what
    each row's code means. Of several columns the one that agrees best with the labels."""
    columns: dict[int, dict[int, np.ndarray]] = {}
    headed = table.column(CODE) or 0
    for row, (label, _, typed) in found.items():
        end = label.column if label is not None else headed + 1
        for column, cell in inside[row].items():
            if column < end and (coded := labels.coded(cell.stored)) is not None:
                columns.setdefault(column, {})[row] = coded
        if typed and (coded := labels.coded(typed)) is not None:
            columns.setdefault(0, {})[row] = coded
    best = (headed, 0.0, {})
    most = 0.0
    for column, coded in columns.items():
        said = np.array([found[row][1].of for row in coded])
        agreed = float((np.array([*coded.values()]) * said**2).max(axis=1).sum())
        possible = sum(found[row][1].most ** 2 for row in coded)
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
