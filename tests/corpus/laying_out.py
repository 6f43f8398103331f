"""Lay reports out by an entry of the table of layouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from cchc_excel.model.forms import Indicator

from .book import Book, Cell, Line, Sheet
from .columns import Column, Ground, columns_of, content
from .layouts import ROMAN, Layout, Part
from .surroundings import OTHER_SHEETS, foot, head
from .values import FORMS, ROWS_OF, TITLES, Report, earlier


def lay_out(layout: Layout, reports: Sequence[Report], seed: str) -> Book:
    """Lay reports out: one report, or as many as the layout has units."""
    prior = tuple(earlier(r, f"{seed} prior") for r in reports)
    year_ago = tuple(earlier(r, f"{seed} year ago") for r in reports)
    columns = tuple(columns_of(layout, reports))
    ground = Ground(layout, columns, tuple(reports), prior, year_ago, Random(seed))
    sheets = _sheets(ground)
    if layout.old_copy:
        old = replace(ground, reports=prior, prior=year_ago, official=False)
        copies = [replace(s, name=f"{s.name} (cũ)", hidden=True) for s in _sheets(old)]
        sheets = copies + sheets if layout.old_copy == "before" else sheets + copies
    return Book([*sheets, *(OTHER_SHEETS[name](ground) for name in layout.other_sheets)])


def _sheets(ground: Ground) -> list[Sheet]:
    layout, serial, sheets = ground.layout, 0, []
    for number, (name, parts) in enumerate(layout.sheets):
        lines = head(ground) if number == 0 else []
        for first in range(0, len(parts), layout.beside):
            blocks = []
            for offset, part in enumerate(parts[first : first + layout.beside]):
                with_header = layout.header == "each" or (layout.header == "first" and first + offset == 0)
                blocks.append(_block(ground, part, offset, serial, with_header))
                serial += len(_rows(part))
            lines += _side_by_side(blocks)
        lines += foot(ground)
        above = [Line() for _ in range(layout.first[0] - 1)]
        sheets.append(Sheet(name, above + lines, hidden_columns=_hiddencolumns_of(ground)))
    return sheets


def _rows(part: Part) -> tuple[Indicator, ...]:
    form, first, last = part
    return ROWS_OF[form][first:last]


def _first_column(ground: Ground, offset: int) -> int:
    width = sum(c.wide for c in ground.columns)
    return ground.layout.first[1] + offset * (width + 1)


def _placed(ground: Ground, offset: int = 0) -> Iterator[tuple[int, Column]]:
    at = _first_column(ground, offset)
    for column in ground.columns:
        yield at, column
        at += column.wide


def _hiddencolumns_of(ground: Ground) -> set[int]:
    return {at for n in range(ground.layout.beside) for at, column in _placed(ground, n) if column.hidden}


def _side_by_side(blocks: Sequence[list[Line]]) -> list[Line]:
    longest = max(len(b) for b in blocks)
    lines = [Line() for _ in range(longest)]
    for block in blocks:
        for line, other in zip(lines, block, strict=False):
            line.cells |= other.cells
    return lines


# ---- one form ----


def _block(ground: Ground, part: Part, offset: int, serial: int, with_header: bool) -> list[Line]:
    layout = ground.layout
    header = _header(ground, offset) if with_header else []
    above = _title_lines(ground, part, offset) if layout.titles == "lines" else []
    inside = _section(ground, part, offset) if layout.titles in ("sections", "bands") else []
    lines = []
    for number, row in enumerate(_rows(part)):
        if layout.page_break and number and number % layout.page_break == 0:
            lines += _header(ground, offset)
        lines.append(_line(ground, row, offset, serial + number + 1))
    if layout.units_merged:
        _merge_units(lines)
    gap = [Line()] if layout.titles == "lines" else []
    return [*above, *header, *inside, *lines, *gap]


def _title_lines(ground: Ground, part: Part, offset: int) -> list[Line]:
    at = _first_column(ground, offset)
    more = " (tiếp theo)" if part[1] else ""
    words = (f"Biểu mẫu {part[0][2:]}{more}", TITLES[part[0]])
    width = sum(c.wide for c in ground.columns)
    return [Line({at: Cell(text, "title", span=(1, width))}) for text in words]


def _section(ground: Ground, part: Part, offset: int) -> list[Line]:
    at, title = _first_column(ground, offset), TITLES[part[0]].upper()
    roman = ROMAN[FORMS.index(part[0])]
    if ground.layout.titles == "bands":
        width = sum(c.wide for c in ground.columns)
        return [Line({at: Cell(f"{roman}. {title}", "header", span=(1, width))})]
    words = {"code": roman, "label": title}
    return [Line({at: Cell(words.get(column.role), "header") for at, column in _placed(ground, offset)})]


def _header(ground: Ground, offset: int) -> list[Line]:
    placed = list(_placed(ground, offset))
    deep = any(column.over for _, column in placed)
    upper, lower = Line(), Line()
    for number, (at, column) in enumerate(placed):
        if not column.over:
            upper.cells[at] = Cell(column.header, "header", span=(2 if deep else 1, column.wide))
            continue
        lower.cells[at] = Cell(column.header, "header", span=(1, column.wide))
        if number == 0 or placed[number - 1][1].over != column.over:
            upper.cells[at] = Cell(column.over, "header", span=(1, _width_under(placed[number:])))
    lines = [upper, lower] if deep else [upper]
    return [*lines, *([_numbers(placed)] if ground.layout.numbered else [])]


def _width_under(placed: Sequence[tuple[int, Column]]) -> int:
    width = 0
    for _, column in placed:
        if column.over != placed[0][1].over:
            break
        width += column.wide
    return width


def _numbers(placed: Sequence[tuple[int, Column]]) -> Line:
    """The line `A | B | 1 | 2 | 3` under a heading, as official statistics have it."""
    words = {"code": "A", "label": "B"}
    at_number = 0
    line = Line()
    for at, column in placed:
        at_number += column.role not in words
        line.cells[at] = Cell(words.get(column.role, at_number), "header", span=(1, column.wide))
    return line


def _line(ground: Ground, row: Indicator, offset: int, serial: int) -> Line:
    line = Line()
    for at, column in _placed(ground, offset):
        cell = content(ground, row, column, serial)
        cell.row = row.id
        cell.span = (1, column.wide)
        line.cells[at] = cell
    if ground.layout.headings_merged and not row.measure_unit:
        _merge_heading(line)
    return line


def _merge_heading(line: Line) -> None:
    at = next(at for at, cell in line.cells.items() if cell.role == "label")
    if line.cells[at + 1].role == "unit":
        line.cells[at].span = (1, 2)
        del line.cells[at + 1]


def _merge_units(lines: Sequence[Line]) -> None:
    """Merge equal units of measure of neighbouring rows into one cell."""
    top: Cell | None = None
    for line in lines:
        at = next((at for at, cell in line.cells.items() if cell.role == "unit"), None)
        cell = line.cells.get(at) if at else None
        if cell is None or not cell.value or top is None or top.value != cell.value:
            top = cell if cell is not None and cell.value else None
            continue
        top.span = (top.span[0] + 1, 1)
        del line.cells[at]
