"""Binary Excel workbooks (.xlsb): stored values, shown texts, formats, merged areas, what is hidden.

calamine reads the values. What it does not give is looked up in the sheets' records: formats, errors and
which cells are formulas. The text of formulas and the named cells stay unknown, and a notice says so.
calamine lays a sheet out as a full rectangle, so that its size is looked up first. Source: [MS-XLSB].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import LAST_COLUMN, Cell, Grid, SourceDocument, Stored, cell_address
from cchc_excel.ooxml import Package, broken, too_large
from cchc_excel.sources.shown import shown_text
from cchc_excel.sources.workbooks import (
    Allowance,
    clock,
    date_or_number,
    document_of,
    plain,
    up_to_last,
    within,
)

_MEDIA = "xl/media/"
_LARGEST_SHEET = 2_000_000
"""Cells of the rectangle around all cells of a sheet."""
_UNKNOWN_FORMULA = "="

# records, by their numbers in [MS-XLSB] 2.3
_ROW, _VALUES, _FORMULAS, _ERRORS = 0, range(2, 12), range(8, 12), (3, 11)
_FORMAT, _STYLE, _BEGIN_CELL_STYLES, _END_CELL_STYLES = 44, 47, 617, 618
_COLUMNS, _SHEET, _MERGED = 60, 156, 176
_ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def read_xlsb(path: Path, content: bytes) -> SourceDocument:
    """Read a binary workbook; raises BrokenFile when it is damaged, too large, or holds only pictures."""
    package = Package.open(path, content)
    try:
        grids = tuple(_grids(package, content))
    except BrokenFile:
        raise
    except Exception as error:  # whatever calamine raises on damaged bytes
        raise broken(path) from error
    has_pictures = any(name.startswith(_MEDIA) for name in package.names)
    notices = (finding("FILE-017", file=path.name),)
    return document_of(path, "xlsb", content, grids, notices=notices, has_pictures=has_pictures)


@dataclass(slots=True)
class _Sheet:
    """What the records of a sheet tell: of each cell its style, which are formulas, which are errors."""

    styles: dict[tuple[int, int], int] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, records: Iterator[tuple[int, bytes]], allowance: Allowance) -> _Sheet:
        sheet, row = cls(), 0
        for kind, record in records:
            if kind == _ROW:
                row = struct.unpack_from("<I", record)[0] + 1
                if record[11] & 0x10:
                    sheet.hidden_rows.append(range(row, row + 1))
            elif kind in _VALUES:
                allowance.take()
                sheet._note_cell(kind, record, row)
            elif kind == _COLUMNS and record[16] & 1:
                first, last = struct.unpack_from("<II", record)
                sheet.hidden_columns.update(range(first + 1, min(last + 1, LAST_COLUMN) + 1))
            elif kind == _MERGED:
                allowance.take()
                top, bottom, left, right = (corner + 1 for corner in struct.unpack_from("<IIII", record))
                sheet.merged.append((top, left, bottom, right))
        return sheet

    def _note_cell(self, kind: int, record: bytes, row: int) -> None:
        column, style = struct.unpack_from("<II", record)
        place = within(row, column + 1)
        self.styles[place] = style & 0xFFFFFF
        if kind in _FORMULAS:
            self.formulas.add(place)
        if kind in _ERRORS:
            self.errors[place] = _ERROR_TEXTS.get(record[8], "#N/A")

    @property
    def rectangle(self) -> int:
        rows, columns = zip(*self.styles, strict=True) if self.styles else ((0,), (0,))
        return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _grids(package: Package, content: bytes) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook

    part, allowance = package.main_part(), Allowance(package.path)
    targets = package.targets(part)
    kinds = dict(targets.values())
    formats = _formats(package, kinds["styles"]) if "styles" in kinds else []
    sheets = {}
    for hidden, name, relation in _sheets(package, part):
        kind, target = targets[relation]
        if kind == "worksheet":
            sheets[name] = (hidden, _Sheet.of(_records(package.part(target)), allowance))
    if any(sheet.rectangle > _LARGEST_SHEET for _, sheet in sheets.values()):
        raise too_large(package.path)
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for name, (hidden, sheet) in sheets.items():
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            cells = dict(_cells(rows, sheet, formats))
            hidden_rows = up_to_last(sheet.hidden_rows, cells)
            columns = frozenset(sheet.hidden_columns)
            yield Grid(plain(name), cells, hidden, tuple(sheet.merged), hidden_rows, columns)


def _cells(
    rows: list[list[object]], sheet: _Sheet, formats: list[str]
) -> Iterator[tuple[tuple[int, int], Cell]]:
    for place, style in sheet.styles.items():
        row, column = place
        number_format = formats[style] if style < len(formats) else "General"
        is_error, is_formula = place in sheet.errors, place in sheet.formulas
        value = sheet.errors[place] if is_error else rows[row - 1][column - 1]
        if value == "" and not is_formula:
            continue
        stored = _stored(value, number_format)
        shown, formula = shown_text(stored, number_format), _UNKNOWN_FORMULA if is_formula else None
        address = cell_address(row, column)
        yield place, Cell(row, column, address, stored, shown, number_format, formula, is_error)


def _stored(value: object, number_format: str) -> Stored:
    """A value of calamine's as the other readers give it."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        return clock(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return date_or_number(value, number_format)


def _sheets(package: Package, part: str) -> Iterator[tuple[bool, str, str]]:
    """Of each sheet whether it is hidden, its name, and the relationship to its part."""
    for kind, record in _records(package.part(part)):
        if kind == _SHEET:
            relation, end = _wide_text(record, 8)
            name, _ = _wide_text(record, end)
            yield record[0] != 0, name, relation


def _formats(package: Package, part: str) -> list[str]:
    """The number format of each cell style, by its number."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    own: dict[int, str] = {}
    numbers: list[int] = []
    of_cells = False
    for kind, record in _records(package.part(part)):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", record)[0]] = _wide_text(record, 2)[0]
        elif kind in (_BEGIN_CELL_STYLES, _END_CELL_STYLES):
            of_cells = kind == _BEGIN_CELL_STYLES
        elif kind == _STYLE and of_cells:
            numbers.append(struct.unpack_from("<H", record, 2)[0])
    return [own.get(n) or BUILTIN_FORMATS.get(n, "General") for n in numbers]


def _wide_text(record: bytes, at: int) -> tuple[str, int]:
    """A text that says its length first, and where it ends."""
    (length,) = struct.unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le"), end


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part; their numbers and sizes are written seven bits a byte."""
    at = 0
    while at < len(content):
        kind, at = _seven_bits_a_byte(content, at, most=2)
        size, at = _seven_bits_a_byte(content, at, most=4)
        yield kind, content[at : at + size]
        at += size


def _seven_bits_a_byte(content: bytes, at: int, *, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        number |= (content[at + place] & 0x7F) << 7 * place
        if content[at + place] < 0x80:
            return number, at + place + 1
    return number, at + most
