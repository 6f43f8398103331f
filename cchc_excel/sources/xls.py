"""Excel workbooks of before 2007 (.xls): stored values, shown texts, formats, named cells, custom properties.

xlrd reads the cells and olefile the properties. What xlrd cannot tell is looked up in the workbook's records
before: whether there is a password, which cells are formulas (their text stays unknown), and whether it would
cost too much to go on. Source: [MS-XLS].

LibreOffice (7.4, at least) writes the result 0 for a formula whose result is an empty text, so that a 0 there
tells nothing: such a cell is given as a formula without a stored result.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.model.grids import Cell, Grid, SourceDocument, Stored, cell_address
from cchc_excel.ooxml import broken, too_large
from cchc_excel.sources.marked_text import set_apart
from cchc_excel.sources.shown import shown_text
from cchc_excel.sources.workbooks import Allowance, Place, date_or_number, document_of, plain, up_to_last

if TYPE_CHECKING:
    import olefile
    from xlrd.book import Book
    from xlrd.sheet import Sheet

STREAMS = ("Workbook", "Book")
"""Where a compound file keeps its workbook."""
_USER_DEFINED = "\x05DocumentSummaryInformation"
_WRITER, _LIBREOFFICE = "\x01CompObj", b"Microsoft Excel 97-Tabelle"
_MOST_RECORDED = 500_000
"""Cells of any kind, those that are only formatted too: xlrd keeps each of them."""

_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)  # the kinds of cells in xlrd
_REFERENCE = -1  # the kind of a name in xlrd that is a place
_SCRIPTS = {1: "superscript", 2: "subscript"}
"""The escapements of a font."""
_UNKNOWN_FORMULA = "="

_BOF = (0x0809, 0x0409, 0x0209, 0x0009)
_BOUND_SHEET, _PASSWORD, _PICTURES = 0x0085, 0x002F, 0x00EB
_FORMULAS = (0x0006, 0x0206, 0x0406)
_ONE_CELL = {*_FORMULAS, 0x0203, 0x0003, 0x0204, 0x0004, 0x0205, 0x0005, 0x027E, 0x00FD, 0x00D6, 0x0201}
_CELLS_OF_SIZE = {0x00BD: 6, 0x00BE: 2}
"""Records of several cells: the bytes that each takes."""


def read_xls(path: Path, content: bytes) -> SourceDocument:
    """Read a workbook of the old kind; raises BrokenFile when it has a password, is damaged or too large."""
    try:
        found = _look_over(path, content)
        grids = tuple(_grids(found, Allowance(path)))
        names = list(_names(found.book))
    except BrokenFile:
        raise
    except Exception as error:  # whatever the two libraries raise on damaged bytes
        raise broken(path) from error
    return document_of(
        path,
        "xls",
        content,
        grids,
        names,
        found.properties,
        tuple(_notices(path, found, grids)),
        has_pictures=found.records.has_pictures,
    )


@dataclass(frozen=True, slots=True)
class _Opened:
    """A workbook as both libraries opened it."""

    book: Book
    records: _Records
    properties: dict[str, str]
    writes_0_for_text: bool


def _look_over(path: Path, content: bytes) -> _Opened:
    import olefile

    if not content.startswith(olefile.MAGIC):  # the bare records, as some programs write them
        records = _Records.of(path, content)
        return _Opened(_book(content), records, {}, False)
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        stream = next(name for name in STREAMS if file.exists(name))
        records = _Records.of(path, file.openstream(stream).read())
        by_libreoffice = file.exists(_WRITER) and _LIBREOFFICE in file.openstream(_WRITER).read()
        return _Opened(_book(content), records, _properties(file), by_libreoffice)


def _notices(path: Path, found: _Opened, grids: tuple[Grid, ...]) -> Iterator[Finding]:
    """What cannot be known of a workbook with formulas."""
    formulas = [cell for grid in grids for cell in grid.cells.values() if cell.formula is not None]
    if formulas:
        yield finding("FILE-016", file=path.name)
    if unknown := sum(cell.stored is None for cell in formulas):
        yield finding("FILE-027", file=path.name, count=unknown)


@dataclass(slots=True)
class _Records:
    """What the records of a workbook tell: the formula cells of each worksheet, by where it begins."""

    formulas: dict[int, set[tuple[int, int]]] = field(default_factory=dict)
    has_pictures: bool = False
    cells: int = 0

    @classmethod
    def of(cls, path: Path, stream: bytes) -> _Records:
        found, sheet, at = cls(), -1, 0
        while at + 4 <= len(stream):
            kind, size = struct.unpack_from("<HH", stream, at)
            if kind in _BOF:
                sheet = at if at in found.formulas else sheet
            elif kind == _PASSWORD:
                raise BrokenFile(finding("FILE-005", file=str(path)))
            else:
                found._note(kind, stream[at + 4 : at + 4 + size], sheet)
            if found.cells > _MOST_RECORDED:
                raise too_large(path)
            at += 4 + size
        return found

    def _note(self, kind: int, record: bytes, sheet: int) -> None:
        if kind in _ONE_CELL:
            self.cells += 1
            if kind in _FORMULAS and sheet in self.formulas:
                row, column = struct.unpack_from("<HH", record)
                self.formulas[sheet].add((row + 1, column + 1))
        elif kind in _CELLS_OF_SIZE:
            self.cells += (len(record) - 6) // _CELLS_OF_SIZE[kind]
        elif kind == _BOUND_SHEET and record[5] == 0:  # a worksheet, no chart and no macro
            self.formulas[struct.unpack_from("<I", record)[0]] = set()
        self.has_pictures = self.has_pictures or kind == _PICTURES


def _properties(file: olefile.OleFileIO) -> dict[str, str]:
    """The properties that a program or a person added."""
    if not file.exists(_USER_DEFINED):
        return {}
    try:
        found = file.get_userdefined_properties([_USER_DEFINED])
    except Exception:  # whatever olefile raises on damaged properties; the cells are as good as they were
        return {}
    return {p["property_name"]: text for p in found if (text := _property_text(p["value"]))}


def _property_text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return "" if value is None else plain(str(value)).strip()


def _book(content: bytes) -> Book:
    import xlrd

    return xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )


def _grids(found: _Opened, allowance: Allowance) -> Iterator[Grid]:
    formulas = [*found.records.formulas.values(), *[set()] * found.book.nsheets]
    for sheet, of_sheet in zip(found.book.sheets(), formulas, strict=False):
        cells = dict(_cells(found, sheet, of_sheet, allowance))
        merged = tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
        allowance.take(len(merged))
        rows = [
            range(n + 1, n + 2) for n, line in sheet.rowinfo_map.items() if line.hidden or not line.height
        ]
        columns = frozenset(n + 1 for n, each in sheet.colinfo_map.items() if each.hidden or not each.width)
        hidden = sheet.visibility != 0
        yield Grid(plain(sheet.name), cells, hidden, merged, up_to_last(rows, cells), columns)


def _cells(
    found: _Opened, sheet: Sheet, formulas: set[tuple[int, int]], allowance: Allowance
) -> Iterator[tuple[tuple[int, int], Cell]]:
    for row in range(sheet.nrows):
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
            place = (row + 1, column + 1)
            if kind in (_EMPTY, _BLANK) or (value == "" and place not in formulas):
                continue
            allowance.take()
            number_format = _format(found.book, sheet.cell_xf_index(row, column))
            if kind == _TEXT and (runs := sheet.rich_text_runlist_map.get((row, column))):
                value = _marked(found.book, str(value), runs)
            stored, formula = _stored(found.book, kind, value, number_format), None
            if place in formulas:
                formula = _UNKNOWN_FORMULA
                stored = None if found.writes_0_for_text and kind == _NUMBER and value == 0 else stored
            shown, address = shown_text(stored, number_format), cell_address(*place)
            yield place, Cell(*place, address, stored, shown, number_format, formula, kind == _ERROR)


def _format(book: Book, style: int) -> str:
    if not 0 <= style < len(book.xf_list):
        return "General"
    number_format = book.format_map.get(book.xf_list[style].format_key)
    return number_format.format_str if number_format else "General"


def _marked(book: Book, text: str, runs: Sequence[tuple[int, int]]) -> str:
    """A text whose runs, each from a character on in a font, are marked where they are raised, lowered or
    struck out."""
    ends = [start for start, _ in runs[1:]] + [len(text)]
    parts = [text[: runs[0][0]]]
    for (start, number), end in zip(runs, ends, strict=True):
        font = book.font_list[number]
        script = _SCRIPTS.get(font.escapement, "")
        parts.append(set_apart(text[start:end], script, is_struck=bool(font.struck_out)))
    return "".join(parts)


def _stored(book: Book, kind: int, value: str | float, number_format: str) -> Stored:
    if kind == _TEXT:
        return plain(str(value))
    if kind == _BOOLEAN:
        return bool(value)
    if kind == _ERROR:
        from xlrd import error_text_from_code

        return error_text_from_code.get(int(value), "#N/A")
    return date_or_number(float(value), number_format, mac=book.datemode == 1)


def _names(book: Book) -> Iterator[tuple[str, Place]]:
    """The names of the whole workbook that mean one cell."""
    sheets = book.sheet_names()
    for name in book.name_obj_list:
        places = name.result.value if name.result is not None and name.result.kind == _REFERENCE else ()
        if name.scope == -1 and not name.builtin and len(places or ()) == 1:
            first, last, top, bottom, left, right = places[0].coords
            if (last - first, bottom - top, right - left) == (1, 1, 1) and 0 <= first < len(sheets):
                yield name.name, (sheets[first], top + 1, left + 1)
