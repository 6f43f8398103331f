"""Where everything stands in the XML of a sheet: the bytes of its rows, cells, values and formulas.

Expat tells the offsets; names are taken without their prefix, so that transitional and strict workbooks and
any prefix (`x:row`) read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from cchc_excel.model.grids import Area, area_of, place_of
from cchc_excel.output.package_edit.xml_tree import (
    Element,
    Pass,
    as_utf8,
    encoded_as,
    local,
    start_tag_end,
)


@dataclass(slots=True)
class MappedCell:
    """A cell of the sheet with the bytes of its value and its formula."""

    row: int
    column: int
    element: Element
    parts: list[Element] = field(default_factory=list)
    """What stands in it: `f`, `v`, `is`."""

    def part(self, name: str) -> Element | None:
        return next((p for p in self.parts if local(p.tag) == name), None)

    @property
    def formula(self) -> Element | None:
        return self.part("f")

    @property
    def kind(self) -> str:
        return self.element.attributes.get("t", "n")


@dataclass(slots=True)
class MappedRow:
    """A row and its cells by column, in their order."""

    number: int
    element: Element
    cells: dict[int, MappedCell] = field(default_factory=dict)


@dataclass(slots=True)
class SheetMap:
    """The bytes of one sheet (UTF-8) and where its cells stand in them."""

    content: bytes
    codec: str
    sheet_data: Element | None = None
    dimension: Element | None = None
    rows: dict[int, MappedRow] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    columns: list[tuple[int, int, str]] = field(default_factory=list)
    """First and last column and style of each `col`."""
    widths: list[tuple[int, int, float | None]] = field(default_factory=list)
    """First and last column and width of each `col`, in characters; 0 where it is hidden."""
    usual: dict[str, str] = field(default_factory=dict)
    """`sheetFormatPr`: the height of rows and the width of columns that have none of their own."""
    validations: list[Validation] = field(default_factory=list)

    @classmethod
    def of(cls, part: bytes) -> SheetMap:
        """Map a sheet; raises ExpatError for what is no XML, ValueError for addresses that are none."""
        content, codec = as_utf8(part)
        found = cls(content, codec)
        _Scan(found).run()
        return found

    @property
    def prefix(self) -> str:
        """`x:` where the sheet writes `x:row`."""
        return self.sheet_data.tag.removesuffix("sheetData") if self.sheet_data is not None else ""

    def cell(self, row: int, column: int) -> MappedCell | None:
        line = self.rows.get(row)
        return line.cells.get(column) if line else None

    def cells(self) -> Iterator[MappedCell]:
        for row in self.rows.values():
            yield from row.cells.values()

    def style(self, row: int, column: int) -> str:
        """The style of a cell, of its row or its column where it has none of its own."""
        cell, line = self.cell(row, column), self.rows.get(row)
        if cell is not None:
            return cell.element.attributes.get("s", "")
        if line is not None and line.element.attributes.get("customFormat") in ("1", "true"):
            return line.element.attributes.get("s", "")
        return next((s for first, last, s in self.columns if first <= column <= last), "")

    def merged_at(self, row: int, column: int) -> Area | None:
        """The merged area that a cell lies in."""
        return next((a for a in self.merged if holds(a, row, column)), None)

    def encoded(self, content: bytes) -> bytes:
        """A part in the encoding that it came in."""
        return encoded_as(content, self.codec)


@dataclass(slots=True)
class Validation:
    """A list that a cell may be chosen from: its areas, and the formula that names the list."""

    areas: list[Area]
    formula: str


def holds(area: Area, row: int, column: int) -> bool:
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]


def areas_of(text: str) -> list[Area]:
    """The areas of `A1:B2 D5`."""
    return [area_of(each) for each in text.split()]


_WANTED = {"sheetData", "dimension", "row", "c", "f", "v", "is"}
_WITH_TEXT = {"f", "v", "formula1", "sqref"}


def _areas_among(references: Iterable[str]) -> Iterator[Area]:
    """The areas among some references; a whole column (`A:A`) is none."""
    for reference in references:
        with suppress(ValueError):
            yield area_of(reference)


class _Scan(Pass):
    """One pass over a sheet."""

    def __init__(self, sheet: SheetMap) -> None:
        super().__init__(sheet.content)
        self.sheet = sheet
        self.open: list[Element] = []

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        name, start = local(tag), self.here
        tag_end = start_tag_end(self.content, start) if name in _WANTED else start
        element = Element(tag, attributes, start, tag_end)
        parent = local(self.open[-1].tag) if self.open else ""
        self.open.append(element)
        if begin := _STARTS.get((parent, name)):
            begin(self.sheet, element)

    def on_end(self, tag: str) -> None:
        element, name = self.open.pop(), local(tag)
        if name in _WANTED:
            self.close(element)
        if name in ("formula1", "sqref") and self.open:
            self._hand_up(name, element.text)
        elif name == "f" and self.open and local(self.open[-1].tag) == "formula1":
            self.open[-1].text = element.text
        if name == "dataValidation":
            _add_validation(self.sheet, element)

    def _hand_up(self, name: str, text: str) -> None:
        """A list's formula and its areas, kept with the validation they stand in."""
        self.open[-1].attributes = {**self.open[-1].attributes, name: text}

    def on_text(self, text: str) -> None:
        if self.open and local(self.open[-1].tag) in _WITH_TEXT:
            self.open[-1].text += text


def _begin_data(sheet: SheetMap, element: Element) -> None:
    sheet.sheet_data = element


def _begin_dimension(sheet: SheetMap, element: Element) -> None:
    sheet.dimension = element


def _begin_row(sheet: SheetMap, element: Element) -> None:
    number = int(element.attributes.get("r") or max(sheet.rows, default=0) + 1)
    if number in sheet.rows:
        raise ValueError(number)  # Excel would repair the file, by a guess
    sheet.rows[number] = MappedRow(number, element)


def _begin_cell(sheet: SheetMap, element: Element) -> None:
    line = sheet.rows[next(reversed(sheet.rows))]
    reference = element.attributes.get("r")
    column = place_of(reference)[1] if reference else max(line.cells, default=0) + 1
    if column in line.cells:
        raise ValueError(reference)
    line.cells[column] = MappedCell(line.number, column, element)


def _begin_part(sheet: SheetMap, element: Element) -> None:
    line = sheet.rows[next(reversed(sheet.rows))]
    line.cells[next(reversed(line.cells))].parts.append(element)


def _begin_merge(sheet: SheetMap, element: Element) -> None:
    sheet.merged += areas_of(element.attributes.get("ref", ""))


def _begin_column(sheet: SheetMap, element: Element) -> None:
    found = element.attributes
    first, last = int(found.get("min", 1)), int(found.get("max", 1))
    sheet.columns.append((first, last, found.get("style", "")))
    is_hidden, width = found.get("hidden") in ("1", "true"), found.get("width")
    sheet.widths.append((first, last, 0.0 if is_hidden else None if width is None else float(width)))


def _begin_usual(sheet: SheetMap, element: Element) -> None:
    sheet.usual = element.attributes


_STARTS = {
    ("worksheet", "sheetData"): _begin_data,
    ("worksheet", "dimension"): _begin_dimension,
    ("sheetData", "row"): _begin_row,
    ("row", "c"): _begin_cell,
    ("c", "f"): _begin_part,
    ("c", "v"): _begin_part,
    ("c", "is"): _begin_part,
    ("mergeCells", "mergeCell"): _begin_merge,
    ("cols", "col"): _begin_column,
    ("worksheet", "sheetFormatPr"): _begin_usual,
}


def _add_validation(sheet: SheetMap, element: Element) -> None:
    found = element.attributes
    if found.get("type") == "list" and found.get("formula1"):
        areas = [*_areas_among(found.get("sqref", "").split())]
        sheet.validations.append(Validation(areas, found["formula1"].strip()))
