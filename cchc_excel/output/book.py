"""The one door to xlsxwriter: styles made once, every write checked, page set-up, text heights.

The look is that of the official annex (Nghị định 30/2020/NĐ-CP, Phụ lục I): A4, Times New Roman, black.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MARGINS = {"left": 30 / 25.4, "right": 15 / 25.4, "top": 20 / 25.4, "bottom": 20 / 25.4}
"""Inches; Nghị định 30/2020: left 30–35 mm, right 15–20, top and bottom 20–25."""
PROTECTION = {"format_columns": True, "format_rows": True}
INPUT_FILL, GREY_FILL, HEADER_FILL = "#FFFDE7", "#D9D9D9", "#EDEDED"
CORRECTED_FILL = "#FCE4D6"
COMMENT = {"author": "cchc", "x_scale": 2, "font_name": "Times New Roman", "font_size": 10}
_BASE = {"font_name": "Times New Roman", "font_size": 12, "font_color": "black", "valign": "vcenter"}


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: a value, or a formula with its computed result (None is an empty text)."""

    value: float | str | date | None = None
    formula: str | None = None


class _EmptyResult(str):
    """An empty text as the result of a formula. xlsxwriter leaves the type away where a result equals
    `""`, and a reader could not tell it from a formula that nobody has calculated yet; so this one equals
    nothing."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


_EMPTY_RESULT = _EmptyResult()
LONGEST_TEXT = 32_767
"""Characters that an Excel cell holds."""


def fitting(text: str) -> str:
    """The text as a cell can hold it: cut where it is too long, and that shows; without half characters."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


class _ExactWorksheet(Worksheet):
    """A sheet whose numbers are read back as they were: the library writes sixteen digits, of which some
    numbers need seventeen (0.1 + 0.2, 10^15 + 0.3)."""

    def _xml_number_element(self, number: float, attributes: Iterable[tuple[str, object]] = ()) -> None:
        super()._xml_number_element(_SeventeenDigits(number), attributes)


class _SeventeenDigits(float):
    """A number that takes a seventeenth digit where sixteen say another one."""

    __slots__ = ()

    def __format__(self, specification: str) -> str:
        text = float.__format__(self, specification)
        return text if float(text) == self else repr(float(self))


@dataclass(slots=True)
class Book:
    """A workbook being written."""

    workbook: xlsxwriter.Workbook
    styles: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)
    formulas: dict[tuple[str, int, int], str] = field(default_factory=dict)
    """All that were written, by sheet, line and column, both from 0."""

    def style(self, **properties: Any) -> Format:
        """A cell format; equal properties give one format."""
        key = tuple(sorted(properties.items()))
        if key not in self.styles:
            self.styles[key] = self.workbook.add_format(_BASE | properties)
        return self.styles[key]

    def sheet(self, name: str, *, landscape: bool = False) -> Worksheet:
        """A new A4 sheet with the official margins and page numbers centred in the top margin."""
        sheet = self.workbook.add_worksheet(name, _ExactWorksheet)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(**MARGINS)
        sheet.set_header('&C&"Times New Roman,Regular"&13&P', {"margin": 10 / 25.4})
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def write(
        self,
        sheet: Worksheet,
        line: int,
        column: int,
        content: Content | float | str | date | None,
        style: Format,
    ) -> None:
        """Write one cell; a refusal of the library is a fault of ours."""
        content = content if isinstance(content, Content) else Content(content)
        value = content.value
        if isinstance(value, str):
            value = fitting(value)
        elif value == 0:
            value = 0  # a sum of floats may be -0.0
        if content.formula is not None:
            result = _EMPTY_RESULT if value is None or value == "" else value
            self.formulas[sheet.name, line, column] = content.formula
            done = sheet.write_formula(line, column, "=" + content.formula, style, result)
        elif value is None or value == "":
            done = sheet.write_blank(line, column, None, style)
        elif isinstance(value, date):
            done = sheet.write_datetime(line, column, value, style)
        elif isinstance(value, str):
            done = sheet.write_string(line, column, value, style)
        else:
            done = sheet.write_number(line, column, value, style)
        assert done == 0, f"{sheet.name}: cell {line}, {column} was not written ({done})"

    def write_line(
        self, sheet: Worksheet, line: int, cells: Iterable[tuple[Content | float | str | date | None, Format]]
    ) -> None:
        """Write the cells of a line from its first column on."""
        for column, (content, style) in enumerate(cells):
            self.write(sheet, line, column, content, style)

    def merge(
        self, sheet: Worksheet, line: int, first: int, last: int, content: Content | str, style: Format
    ) -> None:
        """One text over several columns of a line."""
        done = sheet.merge_range(line, first, line, last, "", style)
        assert done in (0, None), f"{sheet.name}: line {line} was not merged ({done})"
        self.write(sheet, line, first, content, style)

    def pixels(self, widths: Iterable[float]) -> int:
        """How wide columns are together as xlsxwriter reckons, which anchors drawings by it."""
        digit, padding = self.workbook.max_digit_width, self.workbook.cell_padding
        return sum(int(width * digit + 0.5) + padding for width in widths)

    def name(self, name: str, sheet: str, line: int, column: int) -> None:
        """Name a cell."""
        place = xlsxwriter.utility.xl_rowcol_to_cell(line, column, row_abs=True, col_abs=True)
        self._define(name, f"='{sheet}'!{place}")

    def name_range(self, name: str, sheet: str, lines: tuple[int, int], column: int) -> None:
        """Name the cells of a column from one line to another."""
        first, last = (
            xlsxwriter.utility.xl_rowcol_to_cell(line, column, row_abs=True, col_abs=True) for line in lines
        )
        self._define(name, f"='{sheet}'!{first}:{last}")

    def _define(self, name: str, text: str) -> None:
        done = self.workbook.define_name(name, text)
        assert done in (0, None), f"the name {name} was refused"


@contextmanager
def new_book(path: Path) -> Iterator[Book]:
    """Open a workbook for writing; the library's warnings are errors, and what the disk refuses is an
    OSError."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=UserWarning)
        # A copy: the library writes into it, and every later font would say that it is the theme's.
        options = {"default_format_properties": dict(_BASE), "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(str(path), options)
        yield Book(workbook)
        try:
            workbook.close()
        except FileCreateError as error:
            inner = error.args[0] if error.args else None
            raise (inner if isinstance(inner, OSError) else OSError(str(error))) from error


def text_height(text: str, width: float, *, size: float = 12, bold: bool = False, least: int = 1) -> float:
    """The height in points that a wrapped text needs in a column of that width (rows do not grow by
    themselves)."""
    room = (width * _DIGIT_PIXELS - 4) / (size * 4 / 3) / (1.08 if bold else 1.02)
    lines = sum(_lines(part.split(" "), room) for part in text.split("\n"))
    return min(max(lines, least) * size * 1.3 + 3, HIGHEST_ROW)


HIGHEST_ROW = 409
"""Points: Excel's rows are no higher."""
_DIGIT_PIXELS = 8
"""The width of a digit of Times New Roman 12, the unit of column widths."""


def _lines(words: list[str], room: float) -> int:
    """How many lines the words take when a line holds `room` ems."""
    lines, used = 1, 0.0
    for word in words:
        wide = sum(_ems(c) for c in word)
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        lines += int(wide / room)
        used += wide + _ems(" ")
    return lines


_WIDTHS_OF = {
    250: " .,",
    278: "ijlt/:;",
    333: "frI()-[]|!",
    389: "sJ",
    444: "acez?",
    500: "bdghknopquvxy0123456789$–",
    556: "FPSươ",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYw=+<>≤≥−×÷",
    778: "mƯƠ",
    889: "M%",
    944: "W",
}
"""Widths of Times New Roman's characters in thousandths of an em; the font's own metrics."""
_WIDTH_OF = {character: width / 1000 for width, characters in _WIDTHS_OF.items() for character in characters}
_OTHER = 0.6


def _ems(character: str) -> float:
    """A character's width in ems; a letter with marks is as wide as its base letter."""
    if character in _WIDTH_OF:
        return _WIDTH_OF[character]
    base = unicodedata.normalize("NFD", character)[0].replace("đ", "d").replace("Đ", "D")
    return _WIDTH_OF.get(base, _OTHER)
