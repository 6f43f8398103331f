"""What holds for every workbook that the commands write."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from accounts import shapes, written

from cchc_excel.catalog.administration import load_administration
from cchc_excel.model.expressions import FUNCTIONS_USED
from cchc_excel.model.forms import EVERY_LEVEL, Kind
from cchc_excel.output.plan import CHECK_SHEET, COVER_SHEET
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.templates import make_blank_templates
from cchc_excel.workflows.tools import given, load_tools

ROOT = Path(__file__).parents[2]
BLANK_TEMPLATES = {level.id: level.template for level in load_administration().reporting_levels}
FILLED = ROOT / "samples" / "huyen-lac-duong-2025-Q1"


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory):
    """A blank template of each level, a filled workbook, consolidated files: of the samples, and of every shape
    that the overview and its charts may have."""
    folder, tools = tmp_path_factory.mktemp("written"), load_tools()
    made = make_blank_templates(tools, folder, force=False)
    consolidate_files(Request([FILLED], folder / "huyen.xlsx", given(tools, None, None, None)), tools)
    shaped = [written(folder / f"hinh-{name}", account) for name, account in shapes().items()]
    return [*made, next(FILLED.glob("Xã Lát*.xlsx")), folder / "huyen.xlsx", *shaped]


def contents(path):
    """Everything of a workbook that a person could notice, by sheet and cell."""
    book = openpyxl.load_workbook(path)
    seen = {
        ("names",): {n: d.attr_text for n, d in book.defined_names.items()},
        ("properties",): {p.name: p.value for p in book.custom_doc_props.props},
    }
    for sheet in book:
        seen[sheet.title, "page"] = (
            sheet.page_setup.paperSize,
            sheet.page_setup.orientation,
            sheet.freeze_panes,
            sheet.print_title_rows,
            sheet.print_area,
            sheet.protection.sheet,
            sheet.page_margins.left,
            sheet.oddHeader.center.text,
        )
        seen[sheet.title, "limits"] = sorted(
            (str(v.sqref), v.type, v.operator, v.formula1, v.formula2, v.prompt, v.error)
            for v in sheet.data_validations.dataValidation
        )
        for row in sheet.iter_rows():
            for c in row:
                seen[sheet.title, c.coordinate] = (
                    c.value,
                    c.number_format,
                    c.protection.locked,
                    c.font.name,
                    c.font.sz,
                    c.font.b,
                    c.fill.fgColor.rgb,
                    c.alignment.wrap_text,
                )
    return seen


@pytest.mark.parametrize("name", BLANK_TEMPLATES.values())
def test_the_shipped_templates_are_what_the_command_builds(workbooks, name):
    built = next(p for p in workbooks if p.name == name)
    ours, shipped = contents(built), contents(ROOT / "workbook_templates" / name)
    assert ours.keys() == shipped.keys()
    assert {k: (ours[k], shipped[k]) for k in ours if ours[k] != shipped[k]} == {}


def test_every_workbook_is_clean_under_openxml_audit(workbooks):
    audit = str(Path(sys.executable).with_name("openxml-audit"))
    for path in workbooks:
        done = subprocess.run([audit, str(path)], capture_output=True, text=True, check=False)
        assert "no findings" in done.stdout, (path.name, done.stdout)


def test_formulas_use_only_the_declared_functions(workbooks):
    used = set()
    for path in workbooks:
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", cell.value)))
    assert used <= FUNCTIONS_USED
    assert used >= {"COUNT", "SUM", "MAX", "AVERAGE", "COUNTIFS", "CHOOSE"}


def test_every_formula_carries_its_result(workbooks):
    """A program that cannot calculate sees what Excel shows; a blank result is an empty text, never a 0."""
    for path in workbooks:
        formulas, results = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        blank_zero = [
            (s.title, c.coordinate)
            for s in formulas
            for row in s.iter_rows()
            for c in row
            if c.data_type == "f"
            and results[s.title][c.coordinate].value == 0
            and s.title.startswith("Biểu mẫu")
            and path.name in BLANK_TEMPLATES.values()
        ]
        assert blank_zero == []


def test_every_row_has_its_named_cell_limits_and_lock(workbooks, catalogue):
    book = openpyxl.load_workbook(workbooks[0])
    limited = {s.title: {str(v.sqref) for v in s.data_validations.dataValidation} for s in book}
    for indicator in catalogue.indicators.values():
        ((sheet, reference),) = book.defined_names[indicator.cell_name].destinations
        cell = book[sheet][reference.replace("$", "")]
        typed = indicator.kind is not Kind.HEADING and not indicator.is_calculated
        assert cell.protection.locked is not typed, indicator.id
        assert (cell.coordinate in limited[sheet]) is typed, indicator.id
        code, label, unit = (book[sheet].cell(cell.row, c) for c in (1, 2, 3))
        assert (code.value, code.data_type, label.value) == (indicator.code, "s", indicator.label)
        assert (unit.value or "") == indicator.measure_unit
        assert not book[sheet].cell(cell.row, 5).protection.locked, "notes are open"


def test_all_sheets_print_on_a4_with_the_official_margins_in_times_new_roman(workbooks):
    for path in workbooks:
        book = openpyxl.load_workbook(path)
        for sheet in book:
            assert sheet.page_setup.paperSize == 9, sheet.title
            assert sheet.page_margins.left * 25.4 == pytest.approx(30, abs=0.1)
            fonts = {c.font.name for row in sheet.iter_rows() for c in row if c.value is not None}
            assert fonts == {"Times New Roman"}, (path.name, sheet.title)


def test_templates_are_protected_without_a_password(workbooks):
    for path in workbooks[:3]:
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[0] == COVER_SHEET
        assert book.sheetnames[-1] == CHECK_SHEET
        for sheet in book:
            assert sheet.protection.sheet
            assert not sheet.protection.password


def test_rows_of_another_level_are_greyed_not_removed(workbooks, catalogue):
    commune = openpyxl.load_workbook(next(p for p in workbooks if p.name == BLANK_TEMPLATES["commune"]))
    grey = {
        i.id
        for i in catalogue.indicators.values()
        if commune[catalogue.form_of(i.id).short][_cell(commune, i)].fill.fgColor.rgb == "FFD9D9D9"
    }
    assert grey == {
        i.id for i in catalogue.indicators.values() if i.reported_by not in (EVERY_LEVEL, "commune")
    }


def _cell(book, indicator):
    ((_, reference),) = book.defined_names[indicator.cell_name].destinations
    return reference.replace("$", "")
