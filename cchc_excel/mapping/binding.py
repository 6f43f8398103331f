"""Binding (gắn ô): which cell of a source holds which row, and how that is known.

By named cell; else by the header and the code column of a form's table. A row that two cells claim is
reported, never chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.tables import FormTable, find_tables
from cchc_excel.model.cover_fields import VERSION
from cchc_excel.model.forms import Catalogue, Form, Indicator
from cchc_excel.model.grids import Cell, Grid, SourceDocument, cell_address
from cchc_excel.words import one_line


@dataclass(frozen=True, slots=True)
class BoundRow:
    """A row's cells in a source: its value and, where there is one, its note; `how` is `name` or `code`
    (of a list: its id)."""

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


def bind(document: SourceDocument, catalogue: Catalogue) -> Binding:
    """Find every row of the catalogue in a source; a source that holds no form at all gives an empty
    binding."""
    if document.kind == "listing":
        return _bind_listing(document, catalogue)
    tables = find_tables(document)
    claims = _by_name(document, tables, catalogue)
    for row_id, bound in _by_code(tables, catalogue):
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


def _by_name(
    document: SourceDocument, tables: Sequence[FormTable], catalogue: Catalogue
) -> dict[str, list[BoundRow]]:
    """The rows of named cells; a name that came to stand beside another row's code is not believed."""
    claims: dict[str, list[BoundRow]] = {}
    for form in catalogue.forms:
        codes = _codes(form)
        for indicator in form.indicators:
            cell = document.cell_named(indicator.cell_name)
            if cell is None:
                continue
            sheet = document.names[indicator.cell_name][0]
            table = next((t for t in tables if t.grid.name == sheet and t.holds(cell.row)), None)
            code = table and table.grid.at(cell.row, table.columns["code"])
            if codes.get(_code_text(code), indicator) is indicator:
                note = table.columns.get("note") if table else cell.column + 1
                claims[indicator.id] = [
                    BoundRow(sheet, cell, _beside(document.grid(sheet), cell, note), "name")
                ]
    return claims


def _codes(form: Form) -> dict[str, Indicator]:
    return {code: i for i in form.indicators for code in (i.code, *i.aliases)}


def _beside(grid: Grid, cell: Cell, column: int | None) -> Cell | None:
    """The cell of a column in the row of another, a blank one where nothing stands."""
    if column is None:
        return None
    column = grid.first_of_merged(cell.row, column)
    return grid.at(cell.row, column) or Cell(cell.row, column, cell_address(cell.row, column))


def _by_code(tables: Sequence[FormTable], catalogue: Catalogue) -> Iterator[tuple[str, BoundRow]]:
    """The rows that the tables of visible sheets show by their code, each with its id."""
    forms = {form.short.split()[-1].lower(): _codes(form) for form in catalogue.forms}
    for table in tables:
        codes = forms.get(table.number, {})
        for row, cells in table.grid.rows() if codes and not table.grid.hidden else ():
            code = cells.get(table.columns["code"])
            indicator = codes.get(_code_text(code))
            if indicator is not None and table.holds(row):
                value = _beside(table.grid, code, table.columns["value"])
                note = _beside(table.grid, code, table.columns.get("note"))
                yield indicator.id, BoundRow(table.grid.name, value, note, "code")


def _code_text(cell: Cell | None) -> str:
    """The code in a cell, without its last dot; a code stored as a number is read as far as it can be."""
    if cell is None or cell.stored is None or isinstance(cell.stored, bool):
        return ""
    if isinstance(cell.stored, (int, float)):
        return f"{cell.stored:g}"
    return one_line(str(cell.stored)).rstrip(".").strip()


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
    if VERSION not in document.properties and not any(b.how == "name" for b in rows.values()):
        return
    for form in catalogue.forms:
        count = sum(rows[i.id].how == "code" for i in form.indicators if i.id in rows)
        if count:
            yield finding("BIND-004", form=form.short, count=count)


def _bind_listing(document: SourceDocument, catalogue: Catalogue) -> Binding:
    """A list of values: each line names its row by id. An id that stands twice and does not say the same
    is not chosen; one that is no row is told."""
    grid, file = document.grids[0], document.path.name
    lines: dict[str, list[BoundRow]] = {}
    findings = []
    for _, cells in grid.rows():
        row_id, value, note = cells[1].shown.strip(), cells[2], _beside(grid, cells[1], 3)
        if (indicator := catalogue.find(row_id)) is not None:
            lines.setdefault(indicator.id, []).append(BoundRow(grid.name, value, note, "code"))
        else:
            unknown = {"place": value.address, "id": row_id, "value": value.shown}
            findings.append(finding("BIND-006", file=file, **unknown))
    for row_id, bound in lines.items():
        if len({(b.value.shown, b.note.shown) for b in bound}) > 1:
            values = tuple(b.value.shown for b in bound)
            findings.append(
                finding("FILL-006", file=file, id=row_id, count=len(bound), values=values, ids=(row_id,))
            )
    doubled = {row_id for f in findings for row_id in f.ids}
    return Binding({i: b[0] for i, b in lines.items() if i not in doubled}, tuple(findings))
