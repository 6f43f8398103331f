"""From the abstract workbook to a file: by xlsxwriter (as an exporting program would), or by openpyxl."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Border, Font, Side

from .book import Book, Cell, ErrorValue, Formula, Sheet

_CREATED = datetime(2025, 3, 7, 8, 0)
_FONT = "Times New Roman"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def write_with_xlsxwriter(book: Book, path: Path) -> None:
    """Shared strings, stored results, styled blanks."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        formats: dict[tuple[object, ...], object] = {}
        workbook.set_properties({"created": _CREATED})
        shown = next(s for s in book.sheets if not s.hidden)
        for sheet in book.sheets:
            worksheet = workbook.add_worksheet(sheet.name)
            if sheet is shown:
                worksheet.activate()
                worksheet.set_first_sheet()
            if sheet.hidden:
                worksheet.hide()
            _fill_worksheet(workbook, worksheet, sheet, formats)


def _fill_worksheet(workbook: xlsxwriter.Workbook, worksheet, sheet: Sheet, formats: dict) -> None:
    for column in sheet.hidden_columns:
        worksheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    for number, line in enumerate(sheet.lines, 1):
        if line.hidden:
            worksheet.set_row(number - 1, None, None, {"hidden": True})
    for row, column, cell in sheet.placed():
        look = _properties(cell)
        form = formats.setdefault(tuple(look.items()), None) or workbook.add_format(look)
        formats[tuple(look.items())] = form
        if cell.span != (1, 1):
            worksheet.merge_range(
                row - 1, column - 1, row + cell.span[0] - 2, column + cell.span[1] - 2, "", form
            )
        _write(worksheet, row - 1, column - 1, cell, form)


def _properties(cell: Cell) -> dict[str, object]:
    properties: dict[str, object] = {"font_name": cell.font or _FONT, "num_format": cell.number_format}
    if cell.role != "title":
        properties |= {"border": 1, "text_wrap": True}
    if cell.apostrophe:
        properties["quote_prefix"] = True
    return properties


def _write(worksheet, row: int, column: int, cell: Cell, form) -> None:
    value = cell.value
    if value is None:
        worksheet.write_blank(row, column, None, form)
    elif isinstance(value, Formula):
        worksheet.write_formula(row, column, value.text, form, "" if value.result is None else value.result)
    elif isinstance(value, ErrorValue):
        worksheet.write_formula(row, column, f"={value.code}", form, value.code)
    elif isinstance(value, str):
        worksheet.write_string(row, column, value, form)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, form)
    else:
        worksheet.write_number(row, column, value, form)


def write_with_openpyxl(book: Book, path: Path) -> None:
    """Formulas without a stored result; dates and merges as openpyxl writes them."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.created = _CREATED
    for sheet in book.sheets:
        worksheet = workbook.create_sheet(sheet.name)
        worksheet.sheet_state = "hidden" if sheet.hidden else "visible"
        _fill_openpyxl(worksheet, sheet)
    workbook.active = next(n for n, s in enumerate(book.sheets) if not s.hidden)
    workbook.save(path)


def _fill_openpyxl(worksheet, sheet: Sheet) -> None:
    for row, column, cell in sheet.placed():
        target = worksheet.cell(row, column)
        if cell.font:
            target.font = Font(name=cell.font)
        target.number_format = cell.number_format
        if cell.value is None:
            target.border = _BORDER  # else openpyxl writes no cell
        target.quotePrefix = cell.apostrophe
        _set(target, cell.value)
        if cell.span != (1, 1):
            worksheet.merge_cells(
                start_row=row,
                start_column=column,
                end_row=row + cell.span[0] - 1,
                end_column=column + cell.span[1] - 1,
            )
    for column in sheet.hidden_columns:
        worksheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True
    for number, line in enumerate(sheet.lines, 1):
        if line.hidden:
            worksheet.row_dimensions[number].hidden = True


def _set(target, value: object) -> None:
    if isinstance(value, Formula):
        target.value = value.text
    elif isinstance(value, ErrorValue):
        target.value, target.data_type = value.code, "e"
    elif isinstance(value, str):
        target.value = value
        target.data_type = "s"  # a note that begins with «=» is no formula
    elif value is not None:
        kept = target.number_format
        target.value = value
        target.number_format = kept  # openpyxl gives a date a format of its own


WRITERS: dict[str, Callable[[Book, Path], None]] = {
    "xlsxwriter": write_with_xlsxwriter,
    "openpyxl": write_with_openpyxl,
}
