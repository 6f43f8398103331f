"""What came of matching a workbook, recalled for the next one of its layout.

Workbooks of a batch mostly differ in nothing but figures, notes and the cover, and no figure decides which
line is which row. So a workbook is matched as an earlier one was where every cell is the same but those
that could not have changed anything: the figures and notes of lines that were given to rows, right of their
labels, in tables whose columns are headed, and of the texts among these only such as say nothing of their
own. What title lines say is weighed again, and whatever else the matching asked (which headings name units
or the period) is asked again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cchc_excel.mapping.columns import NOTE, Known, Rows, Table, heading_of, names_form, role_columns
from cchc_excel.mapping.evidence import Line, gather, inside
from cchc_excel.mapping.labels import Labels, code_before_label
from cchc_excel.mapping.ranks import is_of_period, ranks_of
from cchc_excel.mapping.remarks import Matched
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.words import fold

_MOST_REMEMBERED = 8
_MOST_CELLS = 2_500
"""Larger workbooks are not remembered: no text of a smaller one is ever left out of sight."""
_LEAST_ROWS = 10
"""Nor are those in which hardly a row was found."""
_Place = tuple[int, int]


@dataclass(slots=True)
class Asked:
    """What a matching asked of `known`, with the answers."""

    known: Known
    units: dict[str, bool] = field(default_factory=dict)
    periods: dict[str, bool | None] = field(default_factory=dict)

    @property
    def recording(self) -> Known:
        return Known(self._is_unit, self._is_own_period)

    def answers_alike(self, known: Known) -> bool:
        """True where another one gives the same answers."""
        return all(known.is_own_period(t) is answer for t, answer in self.periods.items()) and all(
            known.is_unit(t) is answer for t, answer in self.units.items()
        )

    def _is_unit(self, text: str) -> bool:
        return self.units.setdefault(text, self.known.is_unit(text))

    def _is_own_period(self, text: str) -> bool | None:
        return self.periods.setdefault(text, self.known.is_own_period(text))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of a workbook that was matched: the places whose content decided nothing, filled or not, and
    those of title lines, of which only what is asked again is of weight."""

    grid: Grid
    last_column: int
    free: Mapping[_Place, float]
    """Each with how like a label a text there may be, and still be less like one than the line's own."""
    titles: frozenset[_Place]
    is_of_period: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class _Remembered:
    """A workbook that was matched, and what came of it."""

    sheets: tuple[_Sheet, ...]
    names: Mapping[str, tuple[str, int, int]]
    catalogue: Catalogue
    asked: Asked
    matched: Matched
    ranks: Sequence[int]
    of_titles: _Said

    @property
    def labels(self) -> Labels:
        return self.matched.labels


_REMEMBERED: deque[_Remembered] = deque(maxlen=_MOST_REMEMBERED)
"""The one used last first."""


def forget() -> None:
    """Forget all workbooks."""
    _REMEMBERED.clear()


def remember(
    document: SourceDocument, own: Sequence[str], catalogue: Catalogue, asked: Asked, matched: Matched
) -> None:
    """Keep what came of matching a workbook; `own` are its sheets that hold no form."""
    grids = _sheets_of_forms(document, own)
    if matched.long or len(matched.given) < _LEAST_ROWS or sum(len(g.cells) for g in grids) > _MOST_CELLS:
        return
    tables = _by_sheet(matched)
    free = _free_places(matched, catalogue)
    sheets = tuple(
        _Sheet(
            grid,
            grid.last_column,
            free.get(grid.name, {}),
            frozenset(_places_of_titles(tables.get(grid.name, ()), catalogue)),
            is_of_period(grid.name, tables.get(grid.name, ()), asked.known),
        )
        for grid in grids
    )
    ranks = ranks_of(matched.evidence)
    said = _said_by_titles(matched)
    _REMEMBERED.appendleft(_Remembered(sheets, document.names, catalogue, asked, matched, ranks, said))


def recall(
    document: SourceDocument, own: Sequence[str], labels: Labels, catalogue: Catalogue, known: Known
) -> Matched | None:
    """What came of matching a workbook that differs from this one in nothing that matters, with the cells of
    this one; None where none is remembered."""
    grids = _sheets_of_forms(document, own)
    for each in tuple(_REMEMBERED):
        if each.labels is labels and each.catalogue is catalogue and _is_alike(each, grids, document):
            matched = _on_other_cells(each.matched, grids)
            if each.asked.answers_alike(known) and _says_the_same(each, matched, known):
                _REMEMBERED.remove(each)
                _REMEMBERED.appendleft(each)
                return matched
    return None


def _sheets_of_forms(document: SourceDocument, own: Sequence[str]) -> tuple[Grid, ...]:
    return tuple(grid for grid in document.grids if grid.name not in own)


def _by_sheet(matched: Matched) -> dict[str, list[tuple[Table, Rows]]]:
    found: dict[str, list[tuple[Table, Rows]]] = {}
    for table, rows in matched.tables:
        found.setdefault(table.grid.name, []).append((table, rows))
    return found


def _free_places(matched: Matched, catalogue: Catalogue) -> dict[str, dict[_Place, float]]:
    """By sheet the places of figures and notes whose content decides nothing; none in a line directly above
    the heading of another table, which might be taken for a part of it."""
    found: dict[str, dict[_Place, float]] = {}
    above_headings = {(table.grid.name, table.header_row - 1) for table, _ in matched.tables}
    keeping = {table: role_columns(table, rows, catalogue) for table, rows in matched.tables}
    for row_id, each in matched.given.items():
        for n in each.lines:
            line = matched.evidence.lines[n]
            if (line.sheet, line.row) not in above_headings:
                places = _free_in_line(line, row_id, keeping[line.table], matched.labels, catalogue)
                found.setdefault(line.sheet, {}).update(places)
    return found


def _free_in_line(
    line: Line, row_id: str, keeping: frozenset[int], labels: Labels, catalogue: Catalogue
) -> Iterator[tuple[_Place, float]]:
    """The figures and notes of a line, where headings say which columns hold these, and a cell left of them
    keeps the line from being taken for a heading."""
    table, label = line.table, line.label
    if (
        not table.header_row
        or label is None
        or not any(c in line.cells for c in keeping if c <= label.column)
    ):
        return
    columns = {*table.values, *(table.units or {}), line.names.get(row_id, 0)}
    note = table.column(NOTE)
    if note is not None and note in table.foreign:
        columns.add(note)
    for column in columns:
        cell = line.cells.get(column)
        most = _likeness(label, labels) if table.may_hold_labels(column) else 1.0
        if column > label.column and (cell is None or _says_nothing(cell, most, labels, catalogue)):
            yield (line.row, column), most


def _likeness(cell: Cell, labels: Labels) -> float:
    return labels.likeness(code_before_label(cell.stored)[1]).most


def _says_nothing(cell: Cell, most: float, labels: Labels, catalogue: Catalogue) -> bool:
    """True for a figure, and for a text that nobody could take for a heading, a title, a unit of measure or,
    being liker to one than `most`, for the line's label."""
    text = cell.stored
    if not isinstance(text, str):
        return True
    if heading_of(text, catalogue) is not None or names_form(text) or fold(text) in labels.units:
        return False
    return most >= 1 or _likeness(cell, labels) <= most


def _places_of_titles(tables: Sequence[tuple[Table, Rows]], catalogue: Catalogue) -> Iterator[_Place]:
    """The texts above the first heading of a sheet, without a line that may belong to the heading."""
    header = min((table.header_row for table, _ in tables if table.header_row), default=0)
    for row, cells in tables[0][1].items() if header else ():
        if row < header - 1 or (row == header - 1 and len(cells) == 1):
            yield from ((row, column) for column in cells if _may_be_title(cells, column, catalogue))


def _may_be_title(cells: Mapping[int, Cell], column: int, catalogue: Catalogue) -> bool:
    """True for a text that is no part of a heading, which a text alone in its row cannot be, and names no
    form."""
    text = cells[column].stored
    if not isinstance(text, str) or names_form(text):
        return False
    return len(cells) == 1 or heading_of(text, catalogue) is None


def _is_alike(remembered: _Remembered, grids: Sequence[Grid], document: SourceDocument) -> bool:
    if len(remembered.sheets) != len(grids) or remembered.names != document.names:
        return False
    return all(
        _is_same_sheet(old, new, remembered) for old, new in zip(remembered.sheets, grids, strict=True)
    )


def _is_same_sheet(sheet: _Sheet, new: Grid, remembered: _Remembered) -> bool:
    old = sheet.grid
    if any(getattr(old, look) != getattr(new, look) for look in _LOOKS):
        return False
    if not sheet.free.keys() >= old.cells.keys() - new.cells.keys():
        return False
    before = old.cells.get
    for place, cell in new.cells.items():
        was = before(place)
        if was is cell:
            continue
        if place in sheet.free:
            may_differ = _says_nothing(cell, sheet.free[place], remembered.labels, remembered.catalogue)
        elif place in sheet.titles:
            may_differ = _may_be_title(new.row(place[0]), place[1], remembered.catalogue)
        else:
            may_differ = was == cell and type(was.stored) is type(cell.stored)
        if not may_differ:
            return False
    return new.last_column == sheet.last_column


_LOOKS = ("name", "hidden", "merged", "hidden_rows", "hidden_columns")


def _says_the_same(remembered: _Remembered, matched: Matched, known: Known) -> bool:
    """What depends on the cells that may differ, judged anew."""
    tables = _by_sheet(matched)
    return (
        ranks_of(matched.evidence) == remembered.ranks
        and all(
            is_of_period(sheet.grid.name, tables.get(sheet.grid.name, ()), known) is sheet.is_of_period
            for sheet in remembered.sheets
        )
        and _said_by_titles(matched) == remembered.of_titles
    )


_Said = tuple[tuple[object, ...], ...]


def _said_by_titles(matched: Matched) -> _Said:
    """What the lines without a heading over them say, as evidence: each that may be a row or a title."""
    above = [(table, rows) for table, rows in matched.tables if not table.header_row]
    evidence = gather(above, matched.labels, {}, {})
    return tuple(
        (
            (line.sheet, line.row, line.label and line.label.column, line.code and line.code.column),
            tuple(line.measure_units),
            evidence.content[n].tobytes(),
            evidence.code[n].tobytes(),
        )
        for n, line in enumerate(evidence.lines)
        if line is not None
    )


def _on_other_cells(matched: Matched, grids: Sequence[Grid]) -> Matched:
    """A matching with the cells of other grids in place of its own."""
    by_name = {grid.name: grid for grid in grids}
    rows: dict[str, Rows] = {name: dict(grid.rows()) for name, grid in by_name.items()}
    tables = {table: replace(table, grid=by_name[table.grid.name]) for table, _ in matched.tables}
    are_alone = {table for table in tables if table.is_alone}
    lines = tuple(
        None
        if line is None
        else _on_other_table(line, tables[line.table], rows[line.sheet][line.row], line.table in are_alone)
        for line in matched.evidence.lines
    )
    return replace(
        matched,
        evidence=replace(matched.evidence, lines=lines),
        tables=[(table, rows[table.grid.name]) for table in tables.values()],
    )


def _on_other_table(line: Line, table: Table, whole: Mapping[int, Cell], is_alone: bool) -> Line:
    cells = whole if is_alone else inside(whole, table)
    label = cells[line.label.column] if line.label is not None else None
    code = cells[line.code.column] if line.code is not None else None
    return Line(table, line.row, cells, label, code, line.names, line.measure_units)
