"""Excel workbooks (.xlsx, .xlsm): stored values, shown texts, formats, formulas, named cells, custom
properties.

One pass over the package's XML gives all of it; what formats and date numbers mean is asked of openpyxl.
The file is only read; what its cells mean is the mapping's to say. Source: ECMA-376 part 1
(SpreadsheetML).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import Cell, Grid, SourceDocument, Stored, cell_address
from cchc_excel.ooxml import DAMAGE, Package, broken
from cchc_excel.sources.shown import shown_text

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_WORKBOOK = "xl/workbook.xml"
_CUSTOM = "docProps/custom.xml"


def read_xlsx(path: Path, content: bytes) -> SourceDocument:
    """Read a workbook; raises BrokenFile when it is another kind of package or damaged."""
    package = Package.open(path, content)
    if not {"[Content_Types].xml", _WORKBOOK} <= package.names:
        raise BrokenFile(finding("FILE-001", file=str(path)))
    try:
        package.xml("[Content_Types].xml")
        workbook = _Workbook.of(package)
        grids = tuple(workbook.grids())
        names, properties = workbook.names(), _properties(package)
    except DAMAGE as error:
        raise broken(path) from error
    digest, modified = hashlib.sha256(content).hexdigest(), _modified(path)
    return SourceDocument(path, "xlsx", digest, grids, names, properties, modified=modified)


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What all sheets share: the strings, the number format of each style, the calendar."""

    package: Package
    root: Element
    strings: tuple[str, ...]
    formats: tuple[str, ...]
    epoch: datetime

    @classmethod
    def of(cls, package: Package) -> _Workbook:
        root = package.xml(_WORKBOOK)
        kinds = dict(package.targets(_WORKBOOK).values())
        properties = root.find(f"{_MAIN}workbookPr")
        mac = properties is not None and _is_on(properties.get("date1904"))
        strings = _strings(package, kinds["sharedStrings"]) if "sharedStrings" in kinds else ()
        formats = _formats(package.xml(kinds["styles"])) if "styles" in kinds else ()
        return cls(package, root, strings, formats, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)

    def grids(self) -> Iterator[Grid]:
        targets = self.package.targets(_WORKBOOK)
        for sheet in self.root.iter(f"{_MAIN}sheet"):
            kind, part = targets[sheet.get(_RELATION, "")]
            if kind == "worksheet":
                yield self._grid(sheet, part)

    def names(self) -> dict[str, tuple[str, int, int]]:
        """The names that point at one cell of a sheet; one that lost its cell (#REF!) or means a range is
        none."""
        names = {}
        for defined in self.root.iter(f"{_MAIN}definedName"):
            match = _ONE_CELL.fullmatch(defined.text or "")
            if match and defined.get("localSheetId") is None:
                sheet = match["plain"] or match["quoted"].replace("''", "'")
                names[defined.get("name", "")] = (sheet, int(match["row"]), _column(match["column"]))
        return names

    def _grid(self, sheet: Element, part: str) -> Grid:
        cells: dict[tuple[int, int], Cell] = {}
        merged: list[tuple[int, int, int, int]] = []
        hidden_rows: set[int] = set()
        hidden_columns: set[int] = set()
        row = 0
        for element in self.package.elements(part, f"{_MAIN}row", f"{_MAIN}mergeCell", f"{_MAIN}col"):
            if element.tag == f"{_MAIN}mergeCell":
                merged.append(_area(element.get("ref", "")))
            elif element.tag == f"{_MAIN}col":
                hidden_columns.update(_hidden_columns(element))
            else:
                row = int(element.get("r") or row + 1)
                cells.update(self._row(element, row))
                if _is_on(element.get("hidden")):
                    hidden_rows.add(row)
        hidden = sheet.get("state", "visible") != "visible"
        return Grid(
            sheet.get("name", ""),
            cells,
            hidden,
            tuple(merged),
            frozenset(hidden_rows),
            frozenset(hidden_columns),
        )

    def _row(self, line: Element, row: int) -> Iterator[tuple[tuple[int, int], Cell]]:
        column = 0
        for element in line:
            column = _column_of(element.get("r"), column)
            if len(element) and (cell := self._cell(element, row, column)) is not None:
                yield (row, column), cell

    def _cell(self, element: Element, row: int, column: int) -> Cell | None:
        kind = element.get("t", "n")
        formula = _formula(element.find(f"{_MAIN}f"))
        stored = self._stored(element, kind)
        if stored is None and formula is None:
            return None
        style = int(element.get("s", 0))
        number_format = self.formats[style] if style < len(self.formats) else "General"
        if isinstance(stored, float):
            stored = self._as_date_or_number(stored, number_format)
        shown = shown_text(stored, number_format)
        address = element.get("r") or cell_address(row, column)
        return Cell(row, column, address, stored, shown, number_format, formula, is_error=kind == "e")

    def _stored(self, element: Element, kind: str) -> Stored:
        if kind == "inlineStr":
            inline = element.find(f"{_MAIN}is")
            return None if inline is None else _text(inline)
        value = element.find(f"{_MAIN}v")
        if value is None or (value.text is None and kind != "str"):
            return None
        text = value.text or ""
        if kind == "s":
            return self.strings[int(text)]
        if kind in ("str", "e"):
            return _unescaped(text)
        if kind == "b":
            return _is_on(text.strip())
        return datetime.fromisoformat(text) if kind == "d" else float(text)

    def _as_date_or_number(self, value: float, number_format: str) -> Stored:
        """A number under a date format is a day; whole numbers are given as such."""
        if is_date_format(number_format):
            try:
                day = from_excel(value, self.epoch)
            except (ValueError, OverflowError):
                return value
            if isinstance(day, time):
                return day.isoformat(timespec="minutes")
            return str(day) if isinstance(day, timedelta) else day
        return int(value) if value.is_integer() and abs(value) < _EXACT_INTEGERS else value


_EXACT_INTEGERS = 2**53
_LAST_COLUMN = 16_384
_ONE_CELL = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _strings(package: Package, part: str) -> tuple[str, ...]:
    return tuple(_text(item) for item in package.elements(part, f"{_MAIN}si"))


def _text(item: Element) -> str:
    """The text of a string item, its runs joined; phonetic guides are not part of it."""
    runs = [item.find(f"{_MAIN}t"), *(run.find(f"{_MAIN}t") for run in item.iter(f"{_MAIN}r"))]
    return _unescaped("".join(t.text or "" for t in runs if t is not None))


def _unescaped(text: str) -> str:
    """`_x000D_` is how the file format writes a control character."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _formats(styles: Element) -> tuple[str, ...]:
    """The number format of each cell style, by its number."""
    own = {int(f.get("numFmtId", 0)): f.get("formatCode", "General") for f in styles.iter(f"{_MAIN}numFmt")}
    cells = styles.find(f"{_MAIN}cellXfs")
    numbers = [int(xf.get("numFmtId", 0)) for xf in cells] if cells is not None else []
    return tuple(own.get(n) or BUILTIN_FORMATS.get(n, "General") for n in numbers)


def _formula(element: Element | None) -> str | None:
    """The formula with its `=`; of a shared one only the first cell has the text, the others are just `=`."""
    return None if element is None else "=" + (element.text or "")


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true")


def _hidden_columns(element: Element) -> range:
    """The columns that one `col` element hides; a sheet has no more than 16,384."""
    if not _is_on(element.get("hidden")):
        return range(0)
    return range(int(element.get("min", 1)), min(int(element.get("max", 1)), _LAST_COLUMN) + 1)


def _column_of(reference: str | None, before: int) -> int:
    return _column(reference.rstrip("0123456789")) if reference else before + 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _area(reference: str) -> tuple[int, int, int, int]:
    """`A1:B2` as first row, first column, last row, last column."""
    corners = [re.fullmatch(r"([A-Z]+)(\d+)", corner) for corner in reference.split(":")]
    (first, last) = (corners[0], corners[-1])
    return int(first[2]), _column(first[1]), int(last[2]), _column(last[1])


def _properties(package: Package) -> Mapping[str, str]:
    if _CUSTOM not in package.names:
        return {}
    found = {p.get("name", ""): "".join(p.itertext()) for p in package.xml(_CUSTOM).iter(_PROPERTY)}
    return {name: value for name, value in found.items() if value}


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).replace(microsecond=0)
