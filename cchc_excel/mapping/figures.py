"""Which cells of a matched line hold its figure and its note: a named cell, else the column of figures of
its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.columns import MEASURE_UNIT, NOTE, OTHER, Table, is_figure, is_number
from cchc_excel.mapping.evidence import Evidence, Line
from cchc_excel.mapping.labels import Labels
from cchc_excel.model.grids import Cell, Grid, cell_address, column_letters
from cchc_excel.words import fold


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row's cells in a source: its value and, where there is one, its note.

    `how` is `name`, `layout`, `code` or `label` (of a list: `code`, its id); `confidence` is how far the
    best rival stays behind, from 0 to 1.
    """

    sheet: str
    value: Cell
    note: Cell | None
    how: str
    confidence: float = 1.0
    line: Line | None = None

    @property
    def place(self) -> str:
        """`Biểu mẫu 3!D18`."""
        return f"{self.sheet}!{self.value.address}"

    def says_the_same(self, other: BoundRow) -> bool:
        return _shown(self.value) == _shown(other.value) and _shown(self.note) == _shown(other.note)


def _shown(cell: Cell | None) -> str:
    return cell.shown.strip() if cell is not None else ""


def beside(grid: Grid, row: int, column: int) -> Cell:
    """The cell of a row in a column, a blank one where nothing stands."""
    column = grid.first_of_merged(row, column)
    return grid.at(row, column) or _blank(row, column)


@lru_cache(maxsize=10_000)
def _blank(row: int, column: int) -> Cell:
    return Cell(row, column, cell_address(row, column))


@dataclass(frozen=True, slots=True)
class Figures:
    """The column of figures of every table, for one report of a source."""

    evidence: Evidence
    labels: Labels
    columns: Mapping[Table, tuple[int, ...]]
    _cells: dict[tuple[Table, int, int | None], tuple[Cell, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, evidence: Evidence, given: Mapping[int, Sequence[int]], labels: Labels, heading: str
    ) -> Figures:
        """Tell the columns; `given` are the lines of each row, `heading` the reporting unit whose column is
        meant."""
        lines: dict[Table, list[tuple[int, Line]]] = {}
        for row, numbers in given.items():
            for n in numbers:
                lines.setdefault(evidence.lines[n].table, []).append((row, evidence.lines[n]))
        columns = {
            table: _columns(table, [line for _, line in found], _named(found, evidence, labels), heading)
            for table, found in lines.items()
        }
        return cls(evidence, labels, columns)

    def bound(self, row: int, n: int, confidence: float) -> BoundRow | None:
        """The cells of the line `n` for a row; None where its figure may stand in either of two columns, or
        the unit has no column in its table."""
        line, evidence = self.evidence.lines[n], self.evidence
        grid, cells = line.table.grid, self.candidates(line, row)
        if len(cells) != 1:
            return None
        parts = (("layout", evidence.declared), ("name", evidence.named), ("code", evidence.code))
        how = next((name for name, part in parts if part[n, row] > 0), "label")
        column = line.table.column(NOTE)
        if column is None and not line.table.columns:
            column = cells[0].column + 1
        note = beside(grid, line.row, column) if column is not None else None
        return BoundRow(line.sheet, cells[0], note, how, confidence, line)

    def candidates(self, line: Line, row: int) -> tuple[Cell, ...]:
        """The cells that may hold the figure of a line."""
        named = line.names.get(self.labels.ids[row])
        key = (line.table, line.row, named)
        if key not in self._cells:
            self._cells[key] = self._candidates(line, named)
        return self._cells[key]

    def _candidates(self, line: Line, named: int | None) -> tuple[Cell, ...]:
        told = self.columns.get(line.table, ())
        columns = (named,) if named and (named in told or not told) else told
        cells = (beside(line.table.grid, line.row, column) for column in columns)
        return tuple(c for c in cells if c.column not in line.table.known or c.is_blank or is_number(c))

    def without(self) -> Iterator[Table]:
        """The tables of which every column is headed as something else than the figures."""
        for table, columns in self.columns.items():
            if not columns and not table.units and OTHER in (table.columns or {}):
                yield table

    def doubts(self, rows: Mapping[int, int]) -> Iterator[Finding]:
        """The tables in which two columns may hold the figures, with their rows."""
        by_table: dict[Table, list[str]] = {}
        for row, n in rows.items():
            line = self.evidence.lines[n]
            if len(self.candidates(line, row)) > 1:
                by_table.setdefault(line.table, []).append(self.labels.ids[row])
        for table, ids in by_table.items():
            letters = tuple(column_letters(column) for column in self.columns[table])
            codes = tuple(i.partition(":")[2] for i in ids)
            yield finding("BIND-008", sheet=table.grid.name, columns=letters, codes=codes, ids=ids)


def _named(found: Sequence[tuple[int, Line]], evidence: Evidence, labels: Labels) -> Counter[int]:
    """How often each column holds the named cell of its line's row."""
    columns = (line.names.get(labels.ids[row]) for row, line in found)
    return Counter(column for column in columns if column is not None)


def _columns(table: Table, lines: Sequence[Line], named: Counter[int], heading: str) -> tuple[int, ...]:
    if heading:
        return tuple(c for c, name in (table.units or {}).items() if fold(name) == fold(heading))
    if named:
        return (named.most_common(1)[0][0],)
    if not table.values:
        return _unheaded(table, lines)
    values = _apart(table.values, table.grid, lines)
    filled = tuple(c for c in values if any(_shown(beside(table.grid, line.row, c)) for line in lines))
    if len(filled) == 1 and table.is_one_text:
        return filled
    if table.one_heading:
        return filled if len(filled) > 1 else values[:1]
    return values


def _apart(columns: tuple[int, ...], grid: Grid, lines: Sequence[Line]) -> tuple[int, ...]:
    """The columns without those that are merged into another one of them."""
    merged = {c for c in columns for line in lines if grid.first_of_merged(line.row, c) in set(columns) - {c}}
    return tuple(c for c in columns if c not in merged)


def _unheaded(table: Table, lines: Sequence[Line]) -> tuple[int, ...]:
    """The columns that may hold the figures where no heading says it: those right of the labels and of the
    units of measure that hold figures and are not headed as something else; where none holds any, the
    first free one."""
    start = max((line.label.column for line in lines if line.label is not None), default=0)
    start = max(start, table.column(MEASURE_UNIT) or 0)
    end = table.column(NOTE) or table.last_column + 1
    units = Counter(c for line in lines for c in line.measure_units)
    if units and not table.column(MEASURE_UNIT):
        start = max(start, units.most_common(1)[0][0])
    found: Counter[int] = Counter()
    for line in lines:
        for column, cell in line.cells.items():
            usable = start < column < end and column not in table.known | table.grid.hidden_columns
            if usable and is_figure(cell):
                found[table.grid.first_of_merged(line.row, column)] += 1
    if found:
        return tuple(sorted(found))
    free = tuple(c for c in range(start + 1, end) if c not in table.known)
    return free[:1] if free or start + 1 in table.known else (start + 1,)
