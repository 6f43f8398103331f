"""Build the sample workbooks (tệp mẫu): python samples/make_samples.py [FOLDER]

Real are only the figures of xã Đưng K'Nớ, filled from the text that it published. All others are made up
by `figures.py` and say so in the file. The mistakes of `loi-co-chu-y` are those that `mistakes.py`
declares.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from figures import MADE_UP_UNITS, PERIOD, REAL_UNIT, Figures, made_up_cover, made_up_figures
from mistakes import JUNK, MISTAKES, Junk, Mistake
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cchc_excel.mapping.identity import Given
from cchc_excel.model.expressions import computed
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State
from cchc_excel.output.filler import fill_template
from cchc_excel.output.plan import Plan
from cchc_excel.output.template import cell_value
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.templates import write_report
from cchc_excel.workflows.tools import Tools, load_tools

HERE = Path(__file__).parent
PUBLISHED = Path("bao-cao-cong-bo", "bao-cao-cchc-dung-kno-2025-quy-1.txt")
DISTRICT_FOLDER, MISTAKES_FOLDER, TRUTH = "huyen-lac-duong-2025-Q1", "loi-co-chu-y", "loi-co-chu-y.csv"
TRUTH_COLUMNS = ("file", "command", "code", "rule", "ids", "cells", "entails", "mistake")
MADE_UP = "Số liệu minh họa do chương trình sinh ra, không phải số liệu thật."
ON_PURPOSE = f"{MADE_UP} Tệp này có một lỗi cố ý."
ANNEX_SHEET = "Phụ lục"
_HEADERS = ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]
_CODE, _LABEL, _UNIT, _VALUE = range(1, 5)
_ANNEX_WIDTHS = {"A": 8, "B": 62, "C": 20, "D": 14, "E": 24}
_LINE = 54
"""Letters that fit on a line of a label."""


def main(folder: Path) -> None:
    """Write all samples into a folder, over those that stand there."""
    tools = load_tools()
    write_published(folder, tools)
    write_district(folder / DISTRICT_FOLDER, tools)
    write_mistakes(folder, tools)


def write_published(folder: Path, tools: Tools) -> None:
    """Fill the published report into two workbooks: beside the text, and in the district's folder."""
    in_district = folder / DISTRICT_FOLDER / f"{REAL_UNIT} {PERIOD.id}.xlsx"
    for target in ((folder / PUBLISHED).with_suffix(".xlsx"), in_district):
        fill(HERE / PUBLISHED, target, tools, Given(), force=True)


def write_district(folder: Path, tools: Tools) -> None:
    """Write the made-up reports of the other five communes."""
    for unit in MADE_UP_UNITS:
        report = report_of(made_up_cover(unit, tools), made_up_figures(unit), tools.catalogue)
        write_filled(folder / f"{unit} {PERIOD.id}.xlsx", report, tools, MADE_UP)


def write_mistakes(folder: Path, tools: Tools) -> None:
    """Write every seeded mistake, and beside the folder what must be found in each file."""
    (folder / MISTAKES_FOLDER).mkdir(parents=True, exist_ok=True)
    places = {m.file: write_mistake(folder / MISTAKES_FOLDER / m.file, m, tools) for m in MISTAKES}
    for junk in JUNK:
        write_junk(folder / MISTAKES_FOLDER / junk.file, junk)
    with (folder / TRUTH).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, TRUTH_COLUMNS)
        writer.writeheader()
        truths = [truth_of(m, places.get(m.file, {})) for m in (*MISTAKES, *JUNK)]
        writer.writerows(sorted(truths, key=itemgetter("file")))


def report_of(cover: Cover, figures: Figures, catalogue: Catalogue) -> Report:
    """A report that holds numbers; what is no number is left blank."""
    numbers = {i: float(v) for i, v in figures.items() if isinstance(v, (int, float))}
    values = {
        i: ReportedValue(i, State.NUMBER, numbers[i]) if i in numbers else ReportedValue(i)
        for i in catalogue.indicators
    }
    return Report(cover, values, SourceFile(""))


def write_filled(path: Path, report: Report, tools: Tools, remark: str) -> None:
    """Write a report into the package's template, percents as formulas."""
    write_report(tools, fill_template(report, tools.catalogue).report, path, remark)


def write_mistake(path: Path, mistake: Mistake, tools: Tools) -> Mapping[str, str]:
    """Write one seeded file; gives the place where each row's value was written."""
    cover = replace(made_up_cover(mistake.unit, tools), **mistake.cover)
    figures = made_up_figures(mistake.unit) | mistake.figures
    if mistake.template:
        write_filled(path, report_of(cover, figures, tools.catalogue), tools, ON_PURPOSE)
        workbook = load_workbook(path)
        cells = template_cells(workbook, tools.catalogue)
    else:
        workbook = Workbook()
        cells = write_annex(workbook.active, cover, figures, tools.catalogue)
    places = {i: f"{cell.parent.title}!{cell.coordinate}" for i, cell in cells.items()}
    if mistake.edit is not None:
        mistake.edit(cells)
    if mistake.edit is not None or not mistake.template:  # else the template keeps its computed results
        workbook.save(path)
    return places


def template_cells(workbook: Workbook, catalogue: Catalogue) -> dict[str, Cell]:
    """The value cells by row id, the cover's cells by name."""
    plan = Plan.of(catalogue)
    cells = {i: workbook[plan.places[i][0]][plan.address(i)] for i in catalogue.indicators}
    for name, defined in workbook.defined_names.items():
        if name.startswith("CCHC_"):
            ((sheet, address),) = defined.destinations
            cells[name] = workbook[sheet][address.replace("$", "")]
    return cells


def write_annex(sheet: Worksheet, cover: Cover, figures: Figures, catalogue: Catalogue) -> dict[str, Cell]:
    """Write the annex as a clerk copies it: on one sheet, no names, no formulas; gives its value cells."""
    sheet.title = ANNEX_SHEET
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    for column, width in _ANNEX_WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for line in _title_lines(cover, catalogue):
        sheet.append([line])
    cells = {}
    for form in catalogue.forms:
        for line in (
            [form.short],
            [form.title],
            ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"],
        ):
            sheet.append(line)
            sheet.cell(sheet.max_row, _CODE).font = Font(bold=True)
        for indicator in form.indicators:
            cells[indicator.id] = _write_row(sheet, indicator, _typed(indicator, figures))
    return cells


def _title_lines(cover: Cover, catalogue: Catalogue) -> list[str]:
    name, day, period = cover.reporting_unit.name, cover.report_date, cover.period
    lines = [
        f"Số: {cover.report_number}",
        f"{catalogue.title} tại UBND {name}".upper(),
        f"(Kèm theo Báo cáo ngày {day:%d} tháng {day.month} năm {day.year} của UBND {name})",
        ON_PURPOSE,
    ]
    if period is not None:
        days = f"từ ngày {period.start:%d/%m/%Y} đến ngày {period.end:%d/%m/%Y}"
        lines.append(f"Báo cáo cải cách hành chính {period.name.vi}, số liệu {days}")
    return lines


def _typed(indicator: Indicator, figures: Figures) -> object:
    """What the clerk types: a percent that can be computed with two decimals, if nothing else is told."""
    if indicator.is_calculated and indicator.id not in figures:
        ratio = computed(indicator.equals, {i: v for i, v in figures.items() if v is not None})
        return None if ratio is None else round(ratio, 4)
    value = figures.get(indicator.id)
    return cell_value(float(value), indicator) if isinstance(value, (int, float)) else value


def _write_row(sheet: Worksheet, indicator: Indicator, value: object) -> Cell:
    sheet.append([f"{indicator.code}.", indicator.label, indicator.measure_unit])
    row = sheet.max_row
    for column in (_LABEL, _UNIT):
        sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    lines = max(len(indicator.label) // _LINE, indicator.measure_unit.count("\n")) + 1
    sheet.row_dimensions[row].height = 15 * lines
    cell = sheet.cell(row, _VALUE, value)
    if indicator.kind is Kind.PERCENT and isinstance(value, float):
        cell.number_format = "0.00%"
    return cell


def write_junk(path: Path, junk: Junk) -> None:
    """Write a file that is no report."""
    if junk.content is not None:
        path.write_bytes(junk.content)
        return
    workbook = Workbook()
    workbook.active.title = "Danh bạ"
    for line in (["Họ và tên", "Chức vụ"], ["Nguyễn Văn A", "Công chức văn phòng"], [MADE_UP]):
        workbook.active.append(line)
    workbook.save(path)


def truth_of(mistake: Mistake | Junk, places: Mapping[str, str]) -> dict[str, str]:
    """The line of the table of truths: what must be found in a file, where, and what follows from it."""
    is_rule = "-R" in mistake.found
    at = mistake.ids if mistake.at is None else mistake.at
    return {
        "file": mistake.file,
        "command": mistake.command,
        "code": "RULE-001" if is_rule else mistake.found,
        "rule": mistake.found if is_rule else "",
        "ids": " ".join(mistake.ids),
        "cells": "; ".join(places.get(i, i) for i in at),
        "entails": "; ".join(mistake.entails),
        "mistake": mistake.what,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
