"""What was altered in a workbook of ours: its locked formulas, set against those of a blank template.

A formula is compared by what it says (`model.formulas.sense_of`), the cells of rows by the rows that they
hold: inserted lines, renamed sheets and the ways of other programs to write a formula alter nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.consolidated import holds_leaves
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.model.cover_fields import CHECKS_MARK
from cchc_excel.model.expressions import computed
from cchc_excel.model.expressions.functions import agrees
from cchc_excel.model.forms import Catalogue, Indicator
from cchc_excel.model.formulas import moved, sense_of
from cchc_excel.model.grids import Area, Cell, Grid, SourceDocument, cell_address
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import Report, note_of_a_person
from cchc_excel.model.sheets import CHECKS
from cchc_excel.words import Words, format_number, one_line

Place = tuple[str, int, int]
Rows = Mapping[str, BoundRow]
_UNKNOWN = "="
"""The formula of a cell whose source cannot tell its text."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A formula of the template and where it stands there."""

    sheet: str
    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a blank template, each with what tells its place where lines were moved: a row of
    the annex, the nearest row of the form and how far above it, or the first text of its line."""

    places: Mapping[str, Place]
    """Where the template has each row; by it its formulas name them."""
    of_rows: Mapping[str, Locked]
    above: tuple[tuple[str, int, Locked], ...]
    """With the first row of a form, and how many lines above it."""
    of_lines: Mapping[str, Mapping[_Line, tuple[Locked, ...]]]
    """By sheet, and by the line's first text and how often it stood before; lines without one are none."""
    lines: _Lines
    mark: str
    """The sign of the formulas on the cover and of the live checks."""
    first: Mapping[str, Mapping[int, str]]
    """What stands in the first line of those sheets."""
    right: set[tuple[str, str]]
    """Signs of all formulas of a sheet that were found to be the template's, by the sheet: most workbooks of
    one program have the same."""

    @classmethod
    def of(cls, document: SourceDocument, rows: Rows) -> Formulas:
        """Take them from a template as it was read and bound."""
        places = {i: (b.sheet, b.value.row, b.value.column) for i, b in rows.items()}
        of_rows = {i: _locked(b.sheet, b.value) for i, b in rows.items() if b.value.formula is not None}
        above: list[tuple[str, int, Locked]] = []
        of_lines = {}
        for grid in document.grids:
            formulas = [_locked(grid.name, c) for c in grid.cells.values() if c.formula is not None]
            inside = [(row, i) for i, (sheet, row, _) in places.items() if sheet == grid.name]
            if inside:
                top, first = min(inside)
                above += [(first, top - each.row, each) for each in formulas if each.row < top]
            else:
                lines = {row: key for key, row in _numbered(grid)}
                of_lines[grid.name] = {
                    key: own
                    for row, key in lines.items()
                    if (own := tuple(each for each in formulas if each.row == row))
                }
        mark = document.properties.get(CHECKS_MARK, "")
        right = {(grid.name, grid.formulas) for grid in document.grids if grid.formulas}
        first = {grid.name: _first_line(grid) for grid in document.grids if grid.name in of_lines}
        return cls(places, of_rows, tuple(above), of_lines, _lines_by_place(places), mark, first, right)


_Line = tuple[str, int]
_Lines = Mapping[tuple[str, int], tuple[str, int]]
"""By sheet and line, the row of the annex and the column of its value."""


def _locked(sheet: str, cell: Cell) -> Locked:
    return Locked(sheet, cell.row, cell.column, cell.formula or "")


def _numbered(grid: Grid) -> Iterator[tuple[_Line, int]]:
    """The lines of a sheet by their first text, those of one text numbered; what is computed is none."""
    before: Counter[str] = Counter()
    for row, cells in grid.rows():
        if 1 in cells:
            text = cells[1].shown.strip() if cells[1].formula is None else ""
            yield (text, before[text]), row
            before[text] += 1


def altered(
    document: SourceDocument,
    rows: Rows,
    report: Report,
    template: Formulas,
    catalogue: Catalogue,
    *,
    same: bool,
    same_checks: bool,
) -> Iterator[Finding]:
    """A finding for each row whose locked formula was replaced or changed, and one for each sheet on which
    others were. `same` is true for a workbook that was made with this version of the template, `same_checks`
    for one with its live checks; what was made with others is not compared."""
    book = _Book.of(document, rows, template)
    consolidated = holds_leaves(document)
    for row_id, locked in template.of_rows.items():
        bound = rows.get(row_id)
        if bound is None or (row_id in report.replaced_formulas and bound.value.formula is None):
            continue
        if bound.value.formula is None and not consolidated:
            yield _replaced(row_id, book, report, catalogue)
        elif same and bound.value.formula and not book.says(bound.sheet, bound.value, locked):
            yield _changed(row_id, book, report, catalogue)
    if same and not consolidated:
        if same_checks:
            yield from _on_own_sheets(document, book)
        yield from _above_forms(book)


def altered_totals(
    document: SourceDocument, rows: Rows, template: Formulas, totals: Mapping[str, str]
) -> Iterator[Finding]:
    """A finding for the totals of a consolidated file whose formulas are not `totals`, by id, any more; one
    that is no formula at all is told elsewhere."""
    book, cells = _Book.of(document, rows, template), []
    for row_id, bound in rows.items():
        if row_id in totals and bound.value.formula is not None:
            locked = Locked(*template.places[row_id], "=" + totals[row_id])
            if not book.says(bound.sheet, bound.value, locked):
                cells.append(row_id)
    if cells:
        places = tuple(rows[i].place for i in cells)
        yield finding("STRUCT-010", places=places, cells=places, ids=cells)


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook of ours beside its template: which row each cell of both holds."""

    rows: Rows
    template: Formulas
    is_as_made: bool
    """True where every row stands where the template has it."""
    own: _Lines
    theirs: _Lines

    @classmethod
    def of(cls, document: SourceDocument, rows: Rows, template: Formulas) -> _Book:
        places = {i: (b.sheet, b.value.row, b.value.column) for i, b in rows.items()}
        is_as_made = places == template.places
        own = template.lines if is_as_made else _lines_by_place(places)
        return cls(rows, template, is_as_made, own, template.lines)

    def is_known_right(self, grid: Grid) -> bool:
        """True for a sheet whose formulas, all of them, were found to be the template's before."""
        return self.is_as_made and (grid.name, grid.formulas) in self.template.right

    def says(self, sheet: str, cell: Cell | None, locked: Locked) -> bool:
        """True where a cell holds a formula of the template; what its source cannot tell, it may."""
        text = None if cell is None else cell.formula
        if text is None or text == _UNKNOWN or (self.is_as_made and text == locked.text):
            return text is not None
        if not self._can_be_told(locked):
            return True
        return _sense(text, sheet, cell.row, self.own) == _sense(
            locked.text, locked.sheet, locked.row, self.theirs
        )

    def _can_be_told(self, locked: Locked) -> bool:
        """False for a formula that names a row which is not in the workbook."""
        areas = (part for part in sense_of(locked.text, locked.sheet) if not isinstance(part, str))
        return all(row_id in self.rows for area in areas for row_id in _held(area, self.theirs)[0])

    def formula_of(self, row_id: str) -> str:
        """The template's formula of a row as it reads in this workbook."""
        own_sheet, locked = self.rows[row_id].sheet, self.template.of_rows[row_id]

        def here(owner: str, area: Area) -> str | None:
            ids, *beside = _held((owner, area), self.theirs)
            bound = self.rows.get(ids[0]) if len(ids) == 1 and beside == [0, 0] else None
            if bound is None:
                return None
            name = bound.sheet.replace("'", "''")
            return bound.value.address if bound.sheet == own_sheet else f"'{name}'!{bound.value.address}"

        return moved(locked.text, locked.sheet, here)


def _lines_by_place(places: Mapping[str, Place]) -> _Lines:
    return {(sheet.casefold(), row): (i, column) for i, (sheet, row, column) in places.items()}


def _sense(formula: str, sheet: str, line: int, lines: _Lines) -> tuple[object, ...]:
    """What a formula of a line says of rows, of cells of its own sheet by how far they are, and of others by
    their place."""
    said: list[object] = []
    for part in sense_of(formula, sheet):
        if isinstance(part, str):
            said.append(part)
        elif (held := _held(part, lines))[0]:
            said.append(held)
        else:
            owner, (top, left, bottom, right) = part
            is_own = owner == sheet.casefold()
            said.append((top - line, left, bottom - line, right) if is_own else part)
    return tuple(said)


def _held(part: tuple[str, Area], lines: _Lines) -> tuple[tuple[str, ...], int, int]:
    """The rows through which an area goes, and how far it begins and ends right of their values: an inserted
    line makes it longer, and says nothing else."""
    owner, (top, left, bottom, right) = part
    if top == bottom:
        found = [lines[owner, top]] if (owner, top) in lines else []
    else:
        found = [held for (sheet, row), held in lines.items() if sheet == owner and top <= row <= bottom]
    column = found[0][1] if found else 0
    return tuple(sorted(row_id for row_id, _ in found)), left - column, right - column


def _replaced(row_id: str, book: _Book, report: Report, catalogue: Catalogue) -> Finding:
    cell = book.rows[row_id].value
    typed = one_line(cell.shown)
    became = (
        Words(f"đã bị thay bằng «{typed}»", f"was replaced by «{typed}»")
        if typed
        else Words("đã bị xóa", "was deleted")
    )
    return _of_row("STRUCT-001", row_id, book, report, catalogue, became=became)


def _changed(row_id: str, book: _Book, report: Report, catalogue: Catalogue) -> Finding:
    text = book.rows[row_id].value.formula
    return _of_row("STRUCT-002", row_id, book, report, catalogue, changed=text)


def _of_row(
    code: str, row_id: str, book: _Book, report: Report, catalogue: Catalogue, **fields: object
) -> Finding:
    """The finding of a row's formula, with what the parts give; a note beside the row explains it."""
    indicator, bound, value = catalogue.indicators[row_id], book.rows[row_id], report.values[row_id]
    exact = _computed(indicator, report)
    found = finding(
        code,
        place=place_of(indicator, catalogue, bound.place),
        formula=book.formula_of(row_id),
        result=_result(value.value if bound.value.stored is not None else None, exact),
        ids=(row_id,),
        cells=(bound.place,),
        **fields,
    )
    note = note_of_a_person(value.note)
    return replace(found, stated=value.value, computed=exact, explanation=note)


def _computed(indicator: Indicator, report: Report) -> float | None:
    result = computed(indicator.equals, report.numbers) if indicator.equals is not None else None
    return None if result is None else round(result * indicator.scale, 10)


def _result(stated: float | None, exact: float | None) -> Words:
    """How the cell stands to what the formula would give."""
    if exact is None:
        return Words(
            "số liệu thành phần chưa đủ để công thức tính", "its parts do not suffice for the formula"
        )
    vi, en = (format_number(exact, lang) for lang in ("vi", "en"))
    if stated is not None and agrees(stated, exact):
        return Words(
            f"hiện vẫn khớp với kết quả của công thức ({vi} %)", f"now it still agrees with it ({en} %)"
        )
    return Words(f"công thức cho {vi} %", f"the formula gives {en} %")


def _on_own_sheets(document: SourceDocument, book: _Book) -> Iterator[Finding]:
    """The formulas of the cover and of the live checks that are not the template's any more."""
    gone = tuple(sheet for sheet in book.template.of_lines if _is_gone(sheet, document, book))
    if gone:
        yield finding("STRUCT-011", file=document.path.name, sheets=gone)
    if CHECKS in gone:
        return  # the cover counts on that sheet, wherever it is now
    for sheet, lines in book.template.of_lines.items():
        grid = document.grid(sheet)
        if sheet in gone or book.is_known_right(grid):
            continue
        found = _rows_of(lines, grid)
        standing = [
            (found[key], each) for key, formulas in lines.items() if key in found for each in formulas
        ]
        there = [(row, grid.at(row, each.column), each) for row, each in standing]
        other = [
            each
            for each in there
            if not book.is_as_made or each[1] is None or each[1].formula != each[2].text
        ]
        places = {
            cell_address(row, each.column): c for row, c, each in other if not book.says(sheet, c, each)
        }
        if places:
            cells = [f"{sheet}!{place}" for place in places]
            typed = tuple(_with_typed(place, cell) for place, cell in places.items())
            yield finding("STRUCT-003", sheet=sheet, count=len(places), places=typed, cells=cells)
        if lost := tuple(text for text, n in lines if (text, n) not in found):
            yield finding("STRUCT-004", sheet=sheet, lines=lost)
        if book.is_as_made and grid.formulas and not places and not lost:
            book.template.right.add((sheet, grid.formulas))


def _is_gone(sheet: str, document: SourceDocument, book: _Book) -> bool:
    """True for a sheet that is not there under its name, or whose first line is another: rows or columns
    were inserted."""
    grid = document.grid(sheet)
    if grid is None or book.is_known_right(grid):
        return grid is None
    return _first_line(grid) != book.template.first[sheet]


def _first_line(grid: Grid) -> dict[int, str]:
    return {column: cell.shown.strip() for column, cell in grid.row(1).items() if cell.shown.strip()}


def _with_typed(place: str, cell: Cell | None) -> str:
    """`D3 «đạt»`, what was typed in place of a formula."""
    typed = "" if cell is None or cell.formula is not None else one_line(cell.shown)
    return f"{place} «{typed}»" if typed else place


def _rows_of(lines: Mapping[_Line, Sequence[Locked]], grid: Grid) -> Mapping[_Line, int]:
    """Where a sheet has the lines of the template that hold formulas."""
    as_made = {key: formulas[0].row for key, formulas in lines.items()}
    if all(not text or grid.text_at(row, 1) == text for (text, _), row in as_made.items()):
        return as_made
    return {key: row for key, row in _numbered(grid) if key in as_made}


def _above_forms(book: _Book) -> Iterator[Finding]:
    """The title lines of the annex, where they are no formulas over the cover any more."""
    for first, lines_above, locked in book.template.above:
        bound = book.rows.get(first)
        if bound is None or bound.line is None:
            continue
        row = bound.value.row - lines_above
        cell = bound.line.table.grid.at(row, locked.column)
        if not book.says(bound.sheet, cell, locked):
            place = f"{bound.sheet}!{cell_address(max(row, 1), locked.column)}"
            yield finding("STRUCT-005", place=place, cells=(place,))
