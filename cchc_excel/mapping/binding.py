"""Binding (gắn ô): which cell of a source holds which row, and how that is known.

By named cell; else by the header and the code column of a form's table. A row that two cells claim is
reported, never chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cchc_excel.errors import Finding, finding
from cchc_excel.model.forms import Catalogue, Form, Indicator
from cchc_excel.model.grids import Cell, Grid, SourceDocument, cell_address
from cchc_excel.words import fold, one_line

_HEADERS = {
    "code": ("stt", "tt", "so tt"),
    "label": ("chi tieu thong ke", "chi tieu"),
    "value": ("so lieu", "ket qua thong ke"),
    "note": ("ghi chu",),
}
_FORM_HEADING = re.compile(r"bieu(?:\s*mau)?(?:\s*so)?\s*([1-7]a?)\b")


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row's cells in a source: its value and, where there is one, its note; `how` is `name` or `code`."""

    sheet: str
    value: Cell
    note: Cell | None
    how: str

    @property
    def place(self) -> str:
        """`Biểu mẫu 3!D18`."""
        return f"{self.sheet}!{self.value.address}"


@dataclass(frozen=True, slots=True)
class Binding:
    """The bound rows by id, and what could not be bound."""

    rows: Mapping[str, BoundRow]
    findings: tuple[Finding, ...] = ()
    unknown_ids: tuple[tuple[str, str], ...] = ()
    """Of a list of values: ids that are no row, each with the value that stands there."""


def bind(document: SourceDocument, catalogue: Catalogue) -> Binding:
    """Find every row of the catalogue in a source; a source that holds no form at all gives an empty
    binding."""
    if document.kind == "listing":
        return _bind_listing(document, catalogue)
    claims = _by_name(document, catalogue)
    for form in catalogue.forms:
        for row_id, bound in _by_code(document, form):
            _claim(claims, row_id, bound)
    rows = {row_id: bound[0] for row_id, bound in claims.items() if len(bound) == 1}
    findings = list(_doubtful(claims, catalogue))
    if rows:
        findings += _gaps(document, catalogue, claims)
        findings += _repaired(document, catalogue, rows)
    return Binding(rows, tuple(findings))


def _claim(claims: dict[str, list[BoundRow]], row_id: str, bound: BoundRow) -> None:
    """Add a cell that claims a row, unless it is claimed already by itself or by one that says the same."""
    said = [(b.sheet, b.value.address) for b in claims.get(row_id, ())]
    same = [(b.value.shown, b.note and b.note.shown) for b in claims.get(row_id, ())]
    if (bound.sheet, bound.value.address) not in said and (
        bound.value.shown,
        bound.note and bound.note.shown,
    ) not in same:
        claims.setdefault(row_id, []).append(bound)


def _by_name(document: SourceDocument, catalogue: Catalogue) -> dict[str, list[BoundRow]]:
    """The rows of named cells; a name that came to stand beside another row's code is not believed."""
    claims: dict[str, list[BoundRow]] = {}
    for form in catalogue.forms:
        codes = _codes(form)
        for indicator in form.indicators:
            cell = document.cell_named(indicator.cell_name)
            grid = document.grid(document.names[indicator.cell_name][0]) if cell is not None else None
            if cell is None or grid is None:
                continue
            beside = codes.get(_code_text(_code_cell_beside(grid, cell)))
            if beside is None or beside is indicator:
                claims[indicator.id] = [BoundRow(grid.name, cell, _note_beside(grid, cell), "name")]
    return claims


def _codes(form: Form) -> dict[str, Indicator]:
    return {code: i for i in form.indicators for code in (i.code, *i.aliases)}


def _code_cell_beside(grid: Grid, value: Cell) -> Cell | None:
    """The code cell in the row of a value: in the nearest column headed STT above it."""
    above = [place for place in _headed_cells(grid, "code") if place[0] < value.row]
    return grid.at(value.row, max(above)[1]) if above else None


def _note_beside(grid: Grid, value: Cell) -> Cell:
    """The note cell of a named value: in the column headed `Ghi chú`, else the next one."""
    above = [place for place in _headed_cells(grid, "note") if place[0] < value.row]
    column = max(above)[1] if above else value.column + 1
    return _cell_at(grid, value.row, column)


def _headed_cells(grid: Grid, name: str) -> list[tuple[int, int]]:
    """Where a heading stands on a sheet."""
    return [
        place
        for place, cell in grid.cells.items()
        if isinstance(cell.stored, str) and len(cell.stored) < 20 and fold(cell.stored) in _HEADERS[name]
    ]


def _cell_at(grid: Grid, row: int, column: int) -> Cell:
    return grid.at(row, column) or Cell(row, column, cell_address(row, column))


@dataclass(frozen=True, slots=True)
class _Table:
    """A form's table on a sheet: the columns by what they hold, and the rows that belong to it."""

    grid: Grid
    columns: Mapping[str, int]
    first_row: int
    last_row: int


def _by_code(document: SourceDocument, form: Form) -> Iterator[tuple[str, BoundRow]]:
    """The rows that a form's tables show by their code, each with its id."""
    codes = _codes(form)
    for table in _tables_of(document, form):
        for row, cells in table.grid.rows():
            indicator = codes.get(_code_text(cells.get(table.columns["code"])))
            if indicator is not None and table.first_row <= row <= table.last_row:
                note = table.columns.get("note")
                yield (
                    indicator.id,
                    BoundRow(
                        table.grid.name,
                        _cell_at(table.grid, row, table.columns["value"]),
                        _cell_at(table.grid, row, note) if note else None,
                        "code",
                    ),
                )


def _code_text(cell: Cell | None) -> str:
    """The code in a cell, without its last dot; a code stored as a number is read as far as it can be."""
    if cell is None or cell.stored is None or isinstance(cell.stored, bool):
        return ""
    if isinstance(cell.stored, (int, float)):
        return f"{cell.stored:g}"
    return one_line(str(cell.stored)).rstrip(".").strip()


def _tables_of(document: SourceDocument, form: Form) -> Iterator[_Table]:
    """The tables of one form: on a visible sheet whose nearest heading above the header, or whose name, is
    the form's."""
    for grid in document.grids:
        if grid.hidden:
            continue
        headers = list(_header_rows(grid))
        for n, (row, columns) in enumerate(headers):
            last = headers[n + 1][0] - 1 if n + 1 < len(headers) else max(r for r, _ in grid.cells)
            if _form_above(grid, row, headers[n - 1][0] if n else 0) == form.short.split()[-1]:
                yield _Table(grid, columns, row + 1, last)


def _header_rows(grid: Grid) -> Iterator[tuple[int, dict[str, int]]]:
    """The rows that head a table: STT, Chỉ tiêu, and at or one row below them Số liệu."""
    for row, cells in grid.rows():
        columns = _headed(cells)
        if {"code", "label"} <= columns.keys():
            below = {c: cell for (r, c), cell in grid.cells.items() if r == row + 1}
            columns = columns | _headed(below)
            if "value" in columns:
                yield row, columns


def _headed(cells: Mapping[int, Cell]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, cell in sorted(cells.items()):
        text = fold(cell.shown.partition("(")[0])
        for name, spellings in _HEADERS.items():
            if text in spellings:
                columns.setdefault(name, column)
    return columns


def _form_above(grid: Grid, header_row: int, after: int) -> str | None:
    """The number of the form that the nearest heading between two header rows names; else the sheet's name
    tells."""
    for row in range(header_row - 1, after, -1):
        for (r, _), cell in grid.cells.items():
            if r == row and (match := _FORM_HEADING.match(fold(cell.shown))):
                return match[1]
    match = _FORM_HEADING.match(fold(grid.name))
    return match[1] if match else None


def _doubtful(claims: Mapping[str, list[BoundRow]], catalogue: Catalogue) -> Iterator[Finding]:
    for row_id, bound in claims.items():
        if len(bound) > 1:
            places = tuple(b.place for b in bound)
            yield finding(
                "BIND-003",
                form=catalogue.form_of(row_id).short,
                code=row_id.partition(":")[2],
                places=places,
                cells=places,
                ids=(row_id,),
            )


def _gaps(
    document: SourceDocument, catalogue: Catalogue, claims: Mapping[str, list[BoundRow]]
) -> Iterator[Finding]:
    """A form, or a row of a form, that is not in the source."""
    for form in catalogue.forms:
        missing = [i for i in form.indicators if i.id not in claims]
        if len(missing) == len(form.indicators):
            yield finding("BIND-001", form=form.short, file=document.path.name)
        elif missing:
            yield finding(
                "BIND-002",
                form=form.short,
                codes=tuple(i.code for i in missing),
                ids=tuple(i.id for i in missing),
            )


def _repaired(
    document: SourceDocument, catalogue: Catalogue, rows: Mapping[str, BoundRow]
) -> Iterator[Finding]:
    """A template of ours whose named cells are lost, found again by code."""
    if "cchc_version" not in document.properties and not any(b.how == "name" for b in rows.values()):
        return
    for form in catalogue.forms:
        count = sum(rows[i.id].how == "code" for i in form.indicators if i.id in rows)
        if count:
            yield finding("BIND-004", form=form.short, count=count)


def _bind_listing(document: SourceDocument, catalogue: Catalogue) -> Binding:
    """A list of values: each line names its row by id. An id that stands twice with two values is not
    chosen."""
    grid = document.grids[0]
    lines: dict[str, list[BoundRow]] = {}
    unknown = []
    for row, cells in grid.rows():
        row_id = cells[1].shown.strip()
        if row_id in catalogue.indicators:
            lines.setdefault(row_id, []).append(BoundRow(grid.name, cells[2], _cell_at(grid, row, 3), "code"))
        else:
            unknown.append((row_id, cells[2].shown))
    rows, findings = {}, []
    for row_id, bound in lines.items():
        if len({b.value.shown for b in bound}) == 1:
            rows[row_id] = bound[0]
        else:
            findings.append(
                finding(
                    "FILL-006",
                    file=document.path.name,
                    id=row_id,
                    count=len(bound),
                    values=tuple(b.value.shown for b in bound),
                    ids=(row_id,),
                )
            )
    return Binding(rows, tuple(findings), tuple(unknown))
