"""Where the tables of the annex stand on a grid, and what each of their columns holds.

A column is told by its own heading, all lines of it together, read against the headings that the annex
declares; never by its position alone. Where two columns may hold the figures, both are given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from cchc_excel.mapping.units_of_measure import without_money
from cchc_excel.model.forms import Catalogue, Heading
from cchc_excel.model.grids import LAST_COLUMN, Cell, Grid
from cchc_excel.words import fold

Rows = Mapping[int, Mapping[int, Cell]]
ReadHeading = Callable[[str], Heading | None]

VALUE, NOTE, CODE, LABEL, MEASURE_UNIT, OTHER = "value", "note", "code", "label", "measure_unit", "other"
_LONGEST_HEADING = 160
_MOST_HEADER_LINES = 4
_MISSPELT = 86
"""From which likeness on a heading is a known one misspelt."""
_FORM_NUMBER = re.compile(r"(?:bieu\s*mau|bieu|bm|phu luc|pl|mau|b)[\s._-]*(?:so)?[\s._-]*0?(\d+[a-z]?)\b")


@dataclass(frozen=True, slots=True)
class Known:
    """What headings may name beside what the annex declares: reporting units, and periods, of which one is
    the report's own (None for what is no period)."""

    is_unit: Callable[[str], bool] = lambda text: False
    is_own_period: Callable[[str], bool | None] = lambda text: None


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """A stretch of rows under one heading, between two columns of a grid.

    `columns` tells what each column holds; `values` the columns that may hold the figures, the best first
    and alone where it is told; `units` the reporting unit that heads each of several such columns;
    `number` the form as printed above it (`2a`).
    """

    grid: Grid
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    number: str = ""
    header_row: int = 0
    """The first line of the heading; 0 where there is none."""
    columns: Mapping[str, int] | None = None
    values: tuple[int, ...] = ()
    units: Mapping[int, str] | None = None
    one_heading: bool = False
    """True where one heading is merged over the columns of `values`."""
    is_one_text: bool = False
    """True where the columns of `values` are headed alike."""
    known: frozenset[int] = frozenset()
    """Columns whose heading says that they do not hold the figures."""
    foreign: frozenset[int] = frozenset()
    """Of a table whose labels are headed, the columns that are headed as notes or as something else."""
    headed: frozenset[int] = frozenset()
    """The columns over which any heading stands, known or not."""

    def holds(self, row: int, column: int) -> bool:
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    @property
    def is_alone(self) -> bool:
        """True where no other table stands beside it."""
        return self.first_column == 1 and self.last_column >= self.grid.last_column

    def column(self, role: str) -> int | None:
        return (self.columns or {}).get(role)

    @property
    def merged_down(self) -> tuple[tuple[int, int, int, int], ...]:
        """The merged areas of its rows that reach over several rows."""
        return tuple(
            m for m in self.grid.merged if m[0] < m[2] and self.first_row <= m[2] and m[0] <= self.last_row
        )

    def may_hold_labels(self, column: int) -> bool:
        """False where notes stand, and right of the figures of a table whose labels are headed left of
        them."""
        label, figures = self.column(LABEL), self.values or tuple(self.units or ())
        is_beyond = bool(label and figures and label < min(figures) and column > max(figures))
        return not is_beyond and column not in self.foreign


def find_tables(grid: Grid, rows: Rows, catalogue: Catalogue, known: Known) -> Iterator[Table]:
    """Cut a grid into tables: one under each header, side by side where a header repeats its columns; what
    stands above the first header is one without."""
    read = _reader(catalogue)
    headers = list(_headers(rows, read))
    end = max(rows, default=0)
    starts = [lines[0] for lines in headers]
    if first := [row for row in rows if not starts or row < starts[0]]:
        yield _whole(grid, first[0], first[-1], _number(grid, rows, first[-1] + 1, first[0] - 1))
    for n, lines in enumerate(headers):
        last = starts[n + 1] - 1 if n + 1 < len(starts) else end
        before = starts[n - 1] if n else 0
        number = _number(grid, rows, lines[0], before)
        texts = _heading_texts(grid, rows, lines)
        for first_column, last_column in _blocks(texts, read):
            table = replace(
                _whole(grid, lines[-1] + 1, last, number),
                first_column=first_column,
                last_column=last_column,
                header_row=lines[0],
            )
            yield _with_columns(table, texts, read, known)


def _whole(grid: Grid, first: int, last: int, number: str) -> Table:
    return Table(grid, first, last, 1, grid.last_column, number)


def _headers(rows: Rows, read: ReadHeading) -> Iterator[list[int]]:
    """The lines of each header: one that names two kinds of columns, and what belongs to it above and
    below."""
    numbers = list(rows)
    taken = 0
    for n, row in enumerate(numbers):
        if row <= taken or not _heads_a_table(rows[row], read):
            continue
        kept = _kept(rows[row], read)
        lines = [row]
        for below in numbers[n + 1 : n + _MOST_HEADER_LINES]:
            if below != lines[-1] + 1 or not _goes_on(rows[below], kept):
                break
            lines.append(below)
        above = numbers[n - 1] if n else 0
        if above == row - 1 > taken and len(rows[above]) > 1 and _goes_on(rows[above], kept):
            lines.insert(0, above)
        taken = lines[-1]
        yield lines


def _kept(cells: Mapping[int, Cell], read: ReadHeading) -> frozenset[int]:
    return frozenset(c for c, cell in cells.items() if _role_of_cell(cell, read) in (CODE, LABEL))


def _role_of_cell(cell: Cell, read: ReadHeading) -> str | None:
    text = cell.stored if isinstance(cell.stored, str) and len(cell.stored) < _LONGEST_HEADING else ""
    heading = read(text)
    return heading.role if heading is not None else None


def _heads_a_table(cells: Mapping[int, Cell], read: ReadHeading) -> bool:
    roles = {_role_of_cell(cell, read) for cell in cells.values()} - {None}
    return len(roles) > 1 and bool(roles & {CODE, LABEL})


def _goes_on(cells: Mapping[int, Cell], kept: Set[int]) -> bool:
    """True for a further line of a header: the numbers of the columns, or words without a figure that
    leave the columns of codes and labels free."""
    texts = [t for c in cells.values() if (t := c.shown.strip())]
    if all(_COLUMN_NUMBER.fullmatch(t) for t in texts):
        return len(texts) > 1
    return not kept & cells.keys() and not any(is_figure(cell) for cell in cells.values())


_COLUMN_NUMBER = re.compile(r"\(?[\dA-Ea-e]\)?(?:\s*=.*)?")


def heading_of(text: str, catalogue: Catalogue) -> Heading | None:
    """The declared heading that a text is: as its words say, else misspelt."""
    return _reader(catalogue)(text)


@lru_cache(maxsize=4)
def _reader(catalogue: Catalogue) -> ReadHeading:
    """`heading_of` for one catalogue, remembering: headings repeat from workbook to workbook."""

    patterns = [(heading, re.compile(heading.pattern)) for heading in catalogue.headings]
    phrases = {
        p: heading for heading in reversed(catalogue.headings) for p in heading.words if len(p) > _SHORT
    }

    @lru_cache(maxsize=20_000)
    def read(text: str) -> Heading | None:
        folded = " ".join(re.findall(r"[a-z0-9]+", without_money(fold(text))))
        if not folded or len(folded) > _LONGEST_HEADING:
            return None
        said = next((heading for heading, pattern in patterns if pattern.search(folded)), None)
        if said is not None:
            return said
        near = process.extractOne(folded, phrases.keys(), scorer=fuzz.ratio, score_cutoff=_MISSPELT)
        return phrases[near[0]] if near is not None else None

    return read


_SHORT = 5


def _heading_texts(grid: Grid, rows: Rows, lines: Sequence[int]) -> dict[int, list[str]]:
    """The heading of each column, line by line; what is merged over several columns heads them all."""
    texts: dict[int, list[str]] = {}
    for row in lines:
        for column, cell in rows[row].items():
            if isinstance(cell.stored, str) and not _COLUMN_NUMBER.fullmatch(cell.shown.strip()):
                for covered in _covered(grid, row, column):
                    texts.setdefault(covered, []).append(cell.stored)
    return dict(sorted(texts.items()))


def _covered(grid: Grid, row: int, column: int) -> range:
    """The columns over which a cell is merged."""
    for first_row, first, _, last in grid.merged:
        if (first_row, first) == (row, column):
            return range(first, min(last, first + _WIDEST_HEADING) + 1)
    return range(column, column + 1)


_WIDEST_HEADING = 200


def _blocks(texts: Mapping[int, Sequence[str]], read: ReadHeading) -> Iterator[tuple[int, int]]:
    """Where tables stand side by side: each begins where the first one's first column is headed again."""
    roles = {c: h.role for c, t in texts.items() if (h := read(" ".join(t))) is not None}
    labels = _runs([column for column, role in roles.items() if role == LABEL])
    starts = [1]
    for before, label in pairwise(labels):
        codes = [c for c, role in roles.items() if role == CODE and before < c < label]
        starts.append(codes[0] if codes else label)
    for n, start in enumerate(starts):
        yield start, starts[n + 1] - 1 if n + 1 < len(starts) else LAST_COLUMN


def _runs(columns: Sequence[int]) -> list[int]:
    """The first of each run of neighbouring columns: a heading may be merged over several."""
    return [c for n, c in enumerate(columns) if not n or c != columns[n - 1] + 1]


def _with_columns(table: Table, texts: Mapping[int, Sequence[str]], read: ReadHeading, known: Known) -> Table:
    own = {c: t for c, t in texts.items() if table.first_column <= c <= table.last_column}
    roles = {c: role for c, lines in own.items() if (role := _role(lines, read, known)) is not None}
    columns: dict[str, int] = {}
    for column, (role, weight) in roles.items():
        if role not in columns or weight > roles[columns[role]][1]:
            columns[role] = column
    others = frozenset(roles) - _with_role(roles, VALUE)
    if LABEL in columns:
        table = replace(table, foreign=_with_role(roles, NOTE, OTHER))
    headed = frozenset(own)
    fewest = _FEWEST_UNITS if VALUE in columns else 1
    if units := _units(own, read, known, columns.get(LABEL, 0), fewest):
        return replace(table, columns=columns, units=units, known=others, headed=headed)
    values = _best({c: weight for c, (role, weight) in roles.items() if role == VALUE}, table.grid)
    one = any(set(values) <= {*span} for span in _spans(table))
    alike = len({tuple(own[c]) for c in values}) == 1
    found = {"columns": columns, "values": values, "known": others, "headed": headed}
    return replace(table, one_heading=one, is_one_text=alike, **found)


def _spans(table: Table) -> Iterator[range]:
    """The columns over which each heading of a table is merged."""
    for first_row, first, last_row, last in table.grid.merged:
        if first_row < table.first_row and last_row >= table.first_row - _MOST_HEADER_LINES:
            yield range(first, min(last, first + _WIDEST_HEADING) + 1)


def _with_role(roles: Mapping[int, tuple[str, int]], *wanted: str) -> frozenset[int]:
    return frozenset(column for column, (role, _) in roles.items() if role in wanted)


def _role(lines: Sequence[str], read: ReadHeading, known: Known) -> tuple[str, int] | None:
    """What a column holds and how clearly its heading says it; None where it says nothing known."""
    text = " ".join(lines)
    heading = read(text)
    if heading is not None and heading.role != VALUE:
        return heading.role, heading.weight
    is_own = known.is_own_period(text)
    if is_own is not None:
        return (VALUE, _OWN_PERIOD) if is_own else (OTHER, 1)
    return (VALUE, heading.weight) if heading is not None else None


_OWN_PERIOD = 4
"""A heading that names the report's own period says it more clearly than any declared one."""


def _units(
    texts: Mapping[int, Sequence[str]], read: ReadHeading, known: Known, label: int, fewest: int
) -> dict[int, str]:
    """The columns that are headed by reporting units, where so many at least are; a heading among them that
    nobody knows is taken for a unit too, and said to be unknown by whoever looks it up. Of several columns
    of one unit the one that is headed as figures most clearly."""
    named: dict[int, tuple[str, int]] = {}
    unknown: dict[int, str] = {}
    for column, lines in texts.items():
        names = [line for line in lines if read(line) is None]
        role = _role([line for line in lines if line not in names], read, known) or (VALUE, 0)
        if column <= label or not names or role[0] != VALUE:
            continue
        unit = next((name for name in names if known.is_unit(name)), None)
        if unit is not None:
            named[column] = (unit, role[1])
        else:
            unknown[column] = names[-1]
    if len({name for name, _ in named.values()}) < fewest:
        return {}
    clearest = {name: max(w for n, w in named.values() if n == name) for name, _ in named.values()}
    found = {column: name for column, (name, weight) in named.items() if weight == clearest[name]}
    return dict(sorted((found | unknown).items()))


_FEWEST_UNITS = 2
"""Beside a column that is headed as figures a single name may be anything."""


def _best(figures: Mapping[int, float], grid: Grid) -> tuple[int, ...]:
    """The columns that are headed as figures most clearly; hidden ones only where no other is."""
    visible = {c: w for c, w in figures.items() if c not in grid.hidden_columns} or figures
    return tuple(c for c, weight in visible.items() if weight == max(visible.values()))


def is_figure(cell: Cell) -> bool:
    """True for a number, a formula, and a text that begins with a number."""
    if isinstance(cell.stored, str):
        return bool(re.match(r"\s*'?[\d.,]+\s*%?", cell.stored)) and any(c.isdigit() for c in cell.stored)
    return cell.stored is not None or cell.formula is not None


def is_number(cell: Cell) -> bool:
    """True for a number and for a text that is nothing else."""
    if isinstance(cell.stored, str):
        return bool(re.fullmatch(r"\s*'?\d[\d.,]*\s*%?\s*", cell.stored))
    return isinstance(cell.stored, (int, float)) and not isinstance(cell.stored, bool)


def role_columns(table: Table, rows: Rows, catalogue: Catalogue) -> frozenset[int]:
    """The columns that the first line of a table's heading heads as codes or labels: a line with a cell in
    one of them is no further line of the heading."""
    read = _reader(catalogue)
    for row in range(table.header_row, table.first_row):
        if row in rows and _heads_a_table(rows[row], read):
            return _kept(rows[row], read)
    return frozenset()


def names_form(text: str) -> bool:
    """True for a text that names a form at its beginning: `Biểu mẫu 3`."""
    return _FORM_NUMBER.match(fold(text)) is not None


def _number(grid: Grid, rows: Rows, header: int, before: int) -> str:
    """The form that the nearest heading above a header names; else the sheet's name tells."""
    for row in sorted((r for r in rows if before < r < header), reverse=True):
        for cell in rows[row].values():
            if isinstance(cell.stored, str) and (match := _FORM_NUMBER.match(fold(cell.stored))):
                return match[1]
    match = _FORM_NUMBER.match(fold(grid.name))
    return match[1] if match else ""
