"""Running text and tables, as word-processor files and web pages hold them, to grids and prose.

What lives here knows no file format, no form and no label: paragraphs are texts, tables are boxes on a grid,
and a paragraph that holds nothing but a list number is a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cchc_excel.model.grids import Cell, Grid, Stored
from cchc_excel.sources.numbering import ListMark, column_codes
from cchc_excel.words import one_line

DEEPEST_TABLE = 32
"""Tables within tables; a web page that is laid out in tables has three or four."""
_TITLE_LINES = 20  # above a table stand its heading and title, not the narrative of the whole report
_FEW_BOXES = 2  # a letter head has two cells in a row, a title or a signature one or two


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a table: the area it covers, counted from 1, and its content.

    `stored` and the two behind it are given only where the document says more than the text.
    """

    row: int
    column: int
    last_row: int
    last_column: int
    content: tuple[Block, ...] = ()
    stored: Stored = None
    number_format: str = "General"
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `hidden` when nobody sees it."""

    boxes: tuple[Box, ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False

    @property
    def width(self) -> int:
        return max((box.last_column for box in self.boxes), default=0)

    @property
    def height(self) -> int:
        return max((box.last_row for box in self.boxes), default=0)


Block = str | ListMark | Table


def arrange(blocks: Iterable[Block]) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Give each table a grid (`Bảng 3`) with the title lines above it, and the running text as prose.

    A table that follows another with no text between and as many columns goes on with it (`Bảng 3–4`). A
    table that only frames others, or a single cell, is no table: what it holds is running text.
    """
    arrangement = _Arrangement()
    for block in _unframed(blocks):
        arrangement.add(block)
    return tuple(draft.grid() for draft in arrangement.drafts), tuple(arrangement.prose)


def _unframed(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Table) and _is_frame(block):
            for box in block.boxes:
                yield from _unframed(box.content)
        else:
            yield block


def _is_frame(table: Table) -> bool:
    return len(table.boxes) == 1 or _boxes_within(table) > len(table.boxes)


def _boxes_within(table: Table) -> int:
    """The boxes of all tables in a table's boxes."""
    inner = [block for box in table.boxes for block in box.content if isinstance(block, Table)]
    return sum(len(t.boxes) + _boxes_within(t) for t in inner)


class _Draft:
    """A grid that is being made: title lines, then one table or several that belong together."""

    __slots__ = ("lines", "tables")

    def __init__(self, lines: list[tuple[int, str]], number: int, table: Table) -> None:
        self.lines = lines
        self.tables = [(number, table)]

    def goes_on_with(self, table: Table) -> bool:
        _, last = self.tables[-1]
        return (last.width, last.hidden) == (table.width, table.hidden)

    def grid(self) -> Grid:
        cells = {(row, 1): _line_cell(row, *line) for row, line in enumerate(self.lines, start=1)}
        merged: list[tuple[int, int, int, int]] = []
        hidden_rows: set[int] = set()
        above = len(self.lines)
        for n, (number, table) in enumerate(self.tables):
            table_name = f"bảng {number}, " if n else ""
            codes = _codes(table)
            for box in table.boxes:
                text = codes.get((box.row, box.column)) or _text(box)
                cells[above + box.row, box.column] = _cell(box, text, above, table_name)
                if (box.last_row, box.last_column) != (box.row, box.column):
                    merged.append((above + box.row, box.column, above + box.last_row, box.last_column))
            hidden_rows.update(above + row for row in table.hidden_rows)
            above += table.height
        hidden = self.tables[0][1].hidden
        return Grid(self._name(), cells, hidden, tuple(merged), frozenset(hidden_rows))

    def _name(self) -> str:
        first, last = self.tables[0][0], self.tables[-1][0]
        return f"Bảng {first}" if first == last else f"Bảng {first}–{last}"


class _Arrangement:
    """The grids and the prose of a document so far."""

    __slots__ = ("_above", "_paragraphs", "_tables", "drafts", "prose")

    def __init__(self) -> None:
        self.drafts: list[_Draft] = []
        self.prose: list[str] = []
        self._above: list[tuple[int, str]] = []
        self._paragraphs = self._tables = 0

    def add(self, block: Block) -> None:
        if isinstance(block, Table):
            self._table(block)
        elif text := _shown(block):
            self._paragraphs += 1
            self._above.append((self._paragraphs, text))
            self.prose.extend(_lines(text))

    def _table(self, table: Table) -> None:
        self._tables += 1
        if self.drafts and not self._above and self.drafts[-1].goes_on_with(table):
            self.drafts[-1].tables.append((self._tables, table))
        else:
            self.drafts.append(_Draft(self._above[-_TITLE_LINES:], self._tables, table))
        self._above = []
        self.prose.extend(_running_text(table))
        for box in table.boxes:
            for inner in _unframed(box.content):
                if isinstance(inner, Table):
                    self._table(inner)


def _running_text(table: Table) -> Iterator[str]:
    """The lines of rows that are one or two boxes from edge to edge: titles, letter heads, signatures."""
    rows: dict[int, list[Box]] = {}
    for box in table.boxes:
        rows.setdefault(box.row, []).append(box)
    for row, boxes in rows.items():
        covered = sum(box.last_column - box.column + 1 for box in boxes)
        seen = not table.hidden and row not in table.hidden_rows
        if seen and len(boxes) <= _FEW_BOXES and covered == table.width:
            for box in boxes:
                yield from _lines(_text(box))


def _lines(text: str) -> Iterator[str]:
    yield from filter(None, map(one_line, text.split("\n")))


def _line_cell(row: int, paragraph: int, text: str) -> Cell:
    return Cell(row, 1, f"đoạn {paragraph}", text, text)


def _cell(box: Box, text: str, above: int, table_name: str) -> Cell:
    stored = (text or None) if box.stored is None else box.stored
    address = f"{table_name}hàng {box.row}, cột {box.column}"
    return Cell(above + box.row, box.column, address, stored, text, box.number_format, box.formula)


def _text(box: Box) -> str:
    paragraphs = (block for block in _unframed(box.content) if not isinstance(block, Table))
    return "\n".join(map(_shown, paragraphs)).strip()


def _shown(paragraph: str | ListMark) -> str:
    return (paragraph if isinstance(paragraph, str) else paragraph.shown).strip()


def _codes(table: Table) -> dict[tuple[int, int], str]:
    """The codes of cells that hold nothing but a list number, rebuilt column by column."""
    marked = {box.column for box in table.boxes if _is_mark(box)}
    codes = {}
    for column in marked:
        boxes = [box for box in table.boxes if box.column == column]
        found = column_codes([box.content[0] if _is_mark(box) else _text(box) for box in boxes])
        codes |= {(b.row, column): code for b, code in zip(boxes, found, strict=True) if _is_mark(b)}
    return codes


def _is_mark(box: Box) -> bool:
    return len(box.content) == 1 and isinstance(box.content[0], ListMark)
