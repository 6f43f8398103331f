"""OpenDocument spreadsheets (.ods): stored values, shown texts, formats, formulas, named cells, custom
properties.

One pass over the package's XML gives all of it, whoever saved the file. What is repeated is counted before it
is spread out. Source: OpenDocument 1.3 part 3, sections 9 and 19.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import (
    LAST_COLUMN,
    Cell,
    Grid,
    SourceDocument,
    Stored,
    cell_address,
    column_number,
)
from cchc_excel.ooxml import DAMAGE, Package, broken
from cchc_excel.sources.ods_formats import STYLE_TAGS, Styles
from cchc_excel.sources.ods_formulas import as_excel_writes
from cchc_excel.sources.shown import shown_text
from cchc_excel.sources.workbooks import (
    Allowance,
    Place,
    clock,
    date_or_number,
    document_of,
    exact_number,
    plain,
    up_to_last,
    within,
)

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _META = (f"{{{_SPACE}{name}:1.0}}" for name in ("office", "table", "text", "meta"))
_KIND = f"{_OFFICE}value-type"
_KIND_OF_ERRORS = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PICTURES, _MANIFEST = "Pictures/", "META-INF/manifest.xml"
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
_ONE_CELL = re.compile(
    r"\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'.]+))\.\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)"
)
_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_SPACES = re.compile(r" *[\t\r\n][ \t\r\n]*")
"""White space of the file's own lay-out; LibreOffice writes spaces as they are, however many."""
_DEEPEST_TEXT, _MOST_SPACES = 40, 100
_COLLAPSED = ("collapse", "filter")

_Area = tuple[int, int, int, int]


def read_ods(path: Path, content: bytes) -> SourceDocument:
    """Read an OpenDocument spreadsheet; raises BrokenFile when it has a password, is damaged or too large."""
    package = Package.open(path, content)
    try:
        _refuse_password(package)
        reading = _Reading(Allowance(path))
        for part in ("styles.xml", "content.xml"):
            reading.read(package, part)
        properties = _properties(package)
    except DAMAGE as error:
        raise broken(path) from error
    has_pictures = any(name.startswith(_PICTURES) for name in package.names)
    return document_of(
        path, "ods", content, tuple(reading.grids), reading.names, properties, has_pictures=has_pictures
    )


@dataclass(slots=True)
class _Sheet:
    """A sheet that is being read: how far it has come, and what it holds so far."""

    row: int = 1
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[_Area] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: list[str] = field(default_factory=list)
    """The default style of each column, from the first."""
    is_of_another_file: bool = False

    def style_of(self, column: int) -> str:
        return self.column_styles[column - 1] if column <= len(self.column_styles) else ""


@dataclass(slots=True)
class _Reading:
    """What has been read of a document: its styles, its finished sheets, the names of the whole document."""

    allowance: Allowance
    styles: Styles = field(default_factory=Styles)
    grids: list[Grid] = field(default_factory=list)
    names: list[tuple[str, Place]] = field(default_factory=list)
    sheet: _Sheet = field(default_factory=_Sheet)

    def read(self, package: Package, part: str) -> None:
        handlers: dict[str, Callable[[Element], None]] = {
            f"{_TABLE}table-column": self._columns,
            f"{_TABLE}table-row": self._rows,
            f"{_TABLE}table-source": self._source,
            f"{_TABLE}table": self._finish,
            f"{_TABLE}named-range": self._name,
            **dict.fromkeys(STYLE_TAGS, self.styles.add),
        }
        if part not in package.names and part != "content.xml":
            return
        content = package.part(part)
        self.allowance.check(content, b" office:value-type=")
        for element in package.elements_in(content, *handlers):
            handlers[element.tag](element)

    def _columns(self, element: Element) -> None:
        first = len(self.sheet.column_styles) + 1
        count = min(_repeated(element, "columns"), LAST_COLUMN + 1 - first)
        self.sheet.column_styles += [element.get(f"{_TABLE}default-cell-style-name", "")] * count
        if element.get(f"{_TABLE}visibility") in _COLLAPSED:
            self.sheet.hidden_columns.update(range(first, first + count))

    def _rows(self, element: Element) -> None:
        """One row, or many that are alike."""
        sheet, count = self.sheet, _repeated(element, "rows")
        rows = range(sheet.row, sheet.row + count)
        if element.get(f"{_TABLE}visibility") in _COLLAPSED:
            sheet.hidden_rows.append(rows)
        own_style = element.get(f"{_TABLE}default-cell-style-name", "")
        column = 1
        for part in element:
            if part.tag in _CELLS:
                columns = range(column, column + _repeated(part, "columns"))
                self._cells(part, rows, columns, own_style)
                column = columns.stop
        sheet.row = rows.stop

    def _cells(self, element: Element, rows: range, columns: range, row_style: str) -> None:
        self._merge(element, rows.start, columns.start)
        style = element.get(f"{_TABLE}style-name") or row_style or self.sheet.style_of(columns.start)
        cell = _cell(element, self.styles, style) if _is_filled(element) else None
        if cell is None:
            return
        self.allowance.take(len(rows) * len(columns))
        within(rows[-1], columns[-1])
        for row in rows:
            for column in columns:
                self.sheet.cells[row, column] = cell.at(row, column)

    def _merge(self, element: Element, row: int, column: int) -> None:
        down, right = _span(element, "rows"), _span(element, "columns")
        if (down, right) != (1, 1):
            self.allowance.take()
            self.sheet.merged.append((row, column, row + down - 1, column + right - 1))

    def _source(self, _: Element) -> None:
        self.sheet.is_of_another_file = True

    def _finish(self, element: Element) -> None:
        """A sheet ends; what a document keeps of other files' sheets is none of its own."""
        sheet, self.sheet = self.sheet, _Sheet()
        self.names.clear()  # those of a single sheet; the document's own stand after its sheets
        if sheet.is_of_another_file:
            return
        self.grids.append(
            Grid(
                plain(element.get(f"{_TABLE}name", "")),
                sheet.cells,
                element.get(f"{_TABLE}style-name", "") in self.styles.hidden_tables,
                tuple(sheet.merged),
                up_to_last(sheet.hidden_rows, sheet.cells),
                frozenset(sheet.hidden_columns),
            )
        )

    def _name(self, element: Element) -> None:
        match = _ONE_CELL.fullmatch(element.get(f"{_TABLE}cell-range-address", ""))
        if match:
            sheet = match["plain"] or match["quoted"].replace("''", "'")
            place = (sheet, int(match["row"]), column_number(match["column"]))
            self.names.append((element.get(f"{_TABLE}name", ""), place))


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands in a cell, wherever it stands."""

    stored: Stored
    shown: str
    number_format: str
    formula: str | None
    is_error: bool

    def at(self, row: int, column: int) -> Cell:
        return Cell(
            row,
            column,
            cell_address(row, column),
            self.stored,
            self.shown,
            self.number_format,
            self.formula,
            self.is_error,
        )


def _is_filled(element: Element) -> bool:
    return element.get(_KIND) is not None or element.get(f"{_TABLE}formula") is not None or len(element) > 0


def _cell(element: Element, styles: Styles, style: str) -> _Content | None:
    number_format, formula = styles.format_of(style), _formula(element)
    paragraphs = [plain(_text(p, styles)) for p in element.iterfind(f"{_TEXT}p")]
    text = "\n".join(paragraphs)
    kind = element.get(_KIND, "string" if paragraphs else "")  # LibreOffice's empty text has no kind
    if element.get(_KIND_OF_ERRORS) == "error" or (formula is not None and _ERROR.fullmatch(text)):
        return _Content(text, text, number_format, formula, True)
    stored = _STORED[kind](element, text) if kind in _STORED else None
    if stored is None and formula is None:
        return None
    if kind == "percentage" and "%" not in number_format:
        number_format = "0.00%"
    if stored == "" and formula is None:
        return None
    return _Content(stored, shown_text(stored, number_format), number_format, formula, False)


def _formula(element: Element) -> str | None:
    """The formula with its `=`, as Excel writes it."""
    written = element.get(f"{_TABLE}formula")
    if written is None:
        return None
    dialect, _, formula = written.partition("=")
    return "=" + (as_excel_writes(formula) if dialect in _OPEN_FORMULA else formula)


_OPEN_FORMULA = ("of:", "oooc:")
"""The marks of the standard, and of OpenOffice before it."""


def _number(element: Element, _: str) -> Stored:
    written = element.get(f"{_OFFICE}value")
    return None if written is None else date_or_number(exact_number(written), "General")


def _date(element: Element, text: str) -> Stored:
    written = element.get(f"{_OFFICE}date-value", "")
    try:
        return datetime.fromisoformat(written).replace(tzinfo=None)
    except ValueError:  # a year that no calendar of ours has
        return written or text


def _time(element: Element, text: str) -> Stored:
    match = _LENGTH.fullmatch(element.get(f"{_OFFICE}time-value", ""))
    if match is None:
        return text
    hours, minutes, seconds = (min(int(part or 0), 10**8) for part in match.groups())
    return clock(timedelta(hours=hours, minutes=minutes, seconds=seconds))


def _words(element: Element, text: str) -> Stored:
    return plain(element.get(f"{_OFFICE}string-value") or "") or text


_STORED: dict[str, Callable[[Element, str], Stored]] = {
    "float": _number,
    "percentage": _number,
    "currency": _number,
    "date": _date,
    "time": _time,
    "boolean": lambda element, _: element.get(f"{_OFFICE}boolean-value") == "true",
    "string": _words,
}


def _text(paragraph: Element, styles: Styles) -> str:
    return "".join(_pieces(paragraph, styles, 0))


def _pieces(element: Element, styles: Styles, depth: int) -> Iterator[str]:
    """The text of a paragraph: a line end of the file is a space, a typed one is an element."""
    if depth > _DEEPEST_TEXT:
        raise ValueError("texts within texts")
    yield _SPACES.sub(" ", element.text or "")
    for child in element:
        if child.tag in _TYPED:
            yield _TYPED[child.tag](child)
        elif child.tag not in _ASIDE:
            text = "".join(_pieces(child, styles, depth + 1))
            yield styles.marked(text, child.get(f"{_TEXT}style-name", ""))
        yield _SPACES.sub(" ", child.tail or "")


_TYPED: dict[str, Callable[[Element], str]] = {
    f"{_TEXT}s": lambda child: " " * min(int(child.get(f"{_TEXT}c", 1)), _MOST_SPACES),
    f"{_TEXT}tab": lambda _: "\t",
    f"{_TEXT}line-break": lambda _: "\n",
}
_ASIDE = (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text")


def _repeated(element: Element, what: str) -> int:
    count = int(element.get(f"{_TABLE}number-{what}-repeated", 1))
    if count < 1:
        raise ValueError(f"repeated {count} times")
    return count


def _span(element: Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-spanned", 1))


def _refuse_password(package: Package) -> None:
    if _MANIFEST in package.names and b"encryption-data" in package.part(_MANIFEST):
        raise BrokenFile(finding("FILE-005", file=str(package.path)))


def _properties(package: Package) -> dict[str, str]:
    if "meta.xml" not in package.names:
        return {}
    found = package.xml("meta.xml").iter(f"{_META}user-defined")
    named = {p.get(f"{_META}name", ""): plain("".join(p.itertext())) for p in found}
    return {name: value for name, value in named.items() if value}
