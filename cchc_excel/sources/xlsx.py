"""Excel workbooks (.xlsx, .xlsm): stored values, shown texts, formats, formulas, named cells, custom
properties.

One pass over each part of the package gives all of it; what formats and date numbers mean is asked of
openpyxl. The file is only read; what its cells mean is the mapping's to say. Source: ECMA-376 part 1
(SpreadsheetML, transitional and strict).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from cchc_excel.model.cover_fields import VERSION
from cchc_excel.model.formulas import other_books
from cchc_excel.model.grids import (
    LAST_COLUMN,
    Cell,
    Grid,
    Linked,
    SourceDocument,
    area_of,
    column_number,
)
from cchc_excel.model.sheets import CHECKS
from cchc_excel.ooxml import DAMAGE, Package, broken, relationship_of
from cchc_excel.sources.later import LaterCells, columns_of, may_wait, sign_of_formulas
from cchc_excel.sources.marked_text import set_apart
from cchc_excel.sources.sheet_part import Tags, read_sheet, read_strings
from cchc_excel.sources.workbooks import (
    MOST_CELLS,
    Allowance,
    Place,
    document_of,
    plain,
    up_to_last,
)
from cchc_excel.sources.xlsx_rows import RowMaker, is_on, unescaped

_PROPERTIES = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property",
    "{http://purl.oclc.org/ooxml/officeDocument/customProperties}property",
)
_LINKED = ("externalLinkPath", "xlPathMissing")
"""How the part of a link names its workbook; the second where Excel did not find it any more."""
_CUSTOM, _MEDIA = "docProps/custom.xml", "xl/media/"
_MOST_STYLES, _LONG_END = 100_000, 1 << 20
_OURS_MAY_BE_LARGER = 2
"""A file that this package made holds a line for each commune of the country."""
_ONE_CELL = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)"
)


def read_xlsx(path: Path, content: bytes) -> SourceDocument:
    """Read a workbook; raises BrokenFile when it is damaged, too large, or holds nothing but pictures."""
    package = Package.open(path, content)
    try:
        properties = _properties(package)
        workbook = _Workbook.of(package, is_ours=VERSION in properties)
        grids, names = tuple(workbook.grids()), list(workbook.names())
        linked = workbook.linked()
    except DAMAGE as error:
        raise broken(path) from error
    has_pictures = any(name.startswith(_MEDIA) for name in package.names)
    return document_of(
        path, "xlsx", content, grids, names, properties, linked=linked, has_pictures=has_pictures
    )


@dataclass(frozen=True, slots=True)
class _Tags:
    """The tags of SpreadsheetML in one of its two namespaces, transitional or strict."""

    part: Tags
    text: str
    run: str
    looks: str
    script: str
    strike: str
    number_format: str
    cell_styles: str
    sheet: str
    name: str
    workbook_properties: str
    external_reference: str

    @classmethod
    def like(cls, root: Element) -> _Tags:
        space = root.tag.rpartition("}")[0] + "}"
        names = "t r rPr vertAlign strike numFmt cellXfs sheet definedName workbookPr externalReference"
        return cls(Tags.of(space), *(space + name for name in names.split()))


@lru_cache(maxsize=5_000)
def _place_of_name(text: str) -> Place | None:
    """The cell that a name's text means; None for what is none, or more than one."""
    match = _ONE_CELL.fullmatch(text)
    if match is None:
        return None
    sheet = match["plain"] or match["quoted"].replace("''", "'")
    return sheet, int(match["row"]), column_number(match["column"])


@dataclass(frozen=True, slots=True)
class _Workbook:
    """A workbook and what all its sheets share."""

    package: Package
    part: str
    root: Element
    tags: _Tags
    rows: RowMaker
    allowance: Allowance
    is_ours: bool

    @classmethod
    def of(cls, package: Package, *, is_ours: bool) -> _Workbook:
        times = _OURS_MAY_BE_LARGER if is_ours else 1
        package.allow_more(times)
        part = package.main_part()
        root = package.xml(part)
        tags, kinds = _Tags.like(root), dict(package.targets(part).values())
        strings = _strings(package, kinds["sharedStrings"], tags) if "sharedStrings" in kinds else ()
        formats = _formats(package, kinds["styles"], tags) if "styles" in kinds else {}
        properties = root.find(tags.workbook_properties)
        is_mac = properties is not None and is_on(properties.get("date1904"))
        rows = RowMaker(strings, formats, is_mac)
        return cls(package, part, root, tags, rows, Allowance(package.path, times * MOST_CELLS), is_ours)

    def grids(self) -> Iterator[Grid]:
        targets = self.package.targets(self.part)
        for sheet in self.root.iter(self.tags.sheet):
            kind, part = targets[relationship_of(sheet)]
            if kind == "worksheet":
                yield self._later(sheet, part) or self._grid(sheet, part)

    def names(self) -> Iterator[tuple[str, Place]]:
        """The names that point at one cell of a sheet; one that lost its cell (#REF!) or means a range is
        none."""
        for defined in self.root.iter(self.tags.name):
            place = _place_of_name(defined.text or "")
            if place is not None and defined.get("localSheetId") is None:
                yield defined.get("name", ""), place

    def linked(self) -> Linked:
        """The workbooks that formulas call [1], [2] …, and the names that stand for a place in one."""
        targets = self.package.targets(self.part)
        links = self.root.iter(self.tags.external_reference)
        books = tuple(self._linked_book(targets[relationship_of(each)][1]) for each in links)
        texts = {e.get("name", ""): e.text or "" for e in self.root.iter(self.tags.name)} if books else {}
        names = {name: found for name, text in texts.items() if (found := tuple(other_books(text)))}
        return Linked(books, names)

    def _linked_book(self, part: str) -> str:
        """The name of a linked workbook without its folder; what is no file (DDE) has none."""
        found = self.package.targets(part).values()
        target = next((target for kind, target in found if kind in _LINKED), "")
        return plain(unquote(target)).replace("\\", "/").rpartition("/")[2]

    def _later(self, sheet: Element, part: str) -> Grid | None:
        """The live checks of a workbook of ours, to be read when they are asked for."""
        content = self.package.part(part) if self.is_ours and sheet.get("name") == CHECKS else b""
        if not may_wait(content):
            return None
        return Grid(
            CHECKS,
            LaterCells(lambda: self._cells(sheet, part)),
            sheet.get("state", "visible") != "visible",
            hidden_columns=frozenset(n for each in columns_of(content) for n in _hidden_columns(each)),
            formulas=sign_of_formulas(content),
        )

    def _cells(self, sheet: Element, part: str) -> Mapping[tuple[int, int], Cell]:
        try:
            return self._grid(sheet, part).cells
        except DAMAGE as error:
            raise broken(self.package.path) from error

    def _grid(self, sheet: Element, part: str) -> Grid:
        cells: dict[tuple[int, int], Cell] = {}
        hidden_rows: list[range] = []
        content = self.package.part(part)
        self.allowance.check(content, b"</v>", b"</is>", b"<mergeCell ")
        found = read_sheet(self.package, _without_blank_end(content), self.tags.part, self._text_of)
        row, masters = 0, {}
        for line in found.rows:
            row = int(line.number or row + 1)
            before = len(cells)
            cells.update(self.rows.cells_of(line, row, masters))
            self.allowance.take(len(cells) - before)
            if is_on(line.hidden):
                hidden_rows.append(range(row, row + 1))
        self.allowance.take(len(found.merged))
        return Grid(
            plain(sheet.get("name", "")),
            cells,
            sheet.get("state", "visible") != "visible",
            tuple(map(area_of, found.merged)),
            up_to_last(hidden_rows, cells),
            frozenset(column for each in found.columns for column in _hidden_columns(each)),
        )

    def _text_of(self, item: Element) -> str:
        return _text(item, self.tags)


def _without_blank_end(content: bytes) -> bytes:
    """A sheet's part without the rows below its last filled cell, where they are many: a sheet that was
    formatted down to its last row has a million of them."""
    last = max(content.rfind(end) for end in (b"</v>", b"</is>", b"<f", b"<sheetData>"))
    start, end = content.find(b"</row>", last), content.rfind(b"</sheetData>")
    if min(last, start) < 0 or end - start < _LONG_END:
        return content
    tags = sum(content.count(tag, start, end) for tag in (b"<row", b"<c ", b"</row>", b"</c>"))
    is_blank = tags == content.count(b">", start, end)
    return content[: start + len(b"</row>")] + content[end:] if is_blank else content


def _strings(package: Package, part: str, tags: _Tags) -> tuple[str, ...]:
    allowance, content = Allowance(package.path), package.part(part)
    allowance.check(content, b"</si>")
    texts = read_strings(package, content, tags.part, lambda item: _text(item, tags))
    strings = tuple(map(unescaped, texts))
    allowance.take(len(strings))
    return strings


def _text(item: Element, tags: _Tags) -> str:
    """The text of a string item, its runs joined; phonetic guides are not part of it."""
    texts = (t.text or "" for t in item.iterfind(tags.text))
    return "".join([*texts, *(_run_text(run, tags) for run in item.iter(tags.run))])


def _run_text(run: Element, tags: _Tags) -> str:
    """The text of a run, marked where it is raised, lowered or struck out."""
    text = "".join(t.text or "" for t in run.iterfind(tags.text))
    looks = run.find(tags.looks)
    if looks is None:
        return text
    script, strike = looks.find(tags.script), looks.find(tags.strike)
    kind = "" if script is None else script.get("val", "")
    is_struck = strike is not None and is_on(strike.get("val", "1"))
    return set_apart(text, kind, is_struck=is_struck)


def _formats(package: Package, part: str, tags: _Tags) -> Mapping[str, str]:
    """The number format of each cell style, by the style's number; a cell that names none has the first."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    allowance, own, numbers = Allowance(package.path, _MOST_STYLES), {}, []
    for element in package.elements_in_any_order(package.part(part), tags.number_format, tags.cell_styles):
        allowance.take(len(element))
        if element.tag == tags.number_format:
            own[int(element.get("numFmtId", 0))] = element.get("formatCode", "General")
        else:
            numbers = [int(style.get("numFmtId", 0)) for style in element]
    return _by_style(tuple(own.get(n) or BUILTIN_FORMATS.get(n, "General") for n in numbers))


@lru_cache(maxsize=32)
def _by_style(formats: tuple[str, ...]) -> Mapping[str, str]:
    return {"": formats[0], **{str(n): each for n, each in enumerate(formats)}} if formats else {}


def _hidden_columns(columns: Mapping[str, str]) -> range:
    """The columns that one `col` element hides, or gives no width; a sheet has no more than 16,384."""
    if not is_on(columns.get("hidden")) and float(columns.get("width", 1)) != 0:
        return range(0)
    return range(int(columns.get("min", 1)), min(int(columns.get("max", 1)), LAST_COLUMN) + 1)


def _properties(package: Package) -> dict[str, str]:
    if _CUSTOM not in package.names:
        return {}
    root = package.xml(_CUSTOM)
    found = {p.get("name", ""): "".join(p.itertext()) for tag in _PROPERTIES for p in root.iter(tag)}
    return {name: plain(value) for name, value in found.items() if value}
