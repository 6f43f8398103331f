"""The same cells survive: what LibreOffice saves of a workbook as xlsx, ods and xls is read as the workbook was."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources import read_source

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "huyen-lac-duong-2025-Q1" / "Xã Lát 2025-Q1.xlsx"
FILLED, BLANK = SAMPLE, ROOT / "workbook_templates" / "mau-cap-xa.xlsx"
FORMATS = ("General", "0", "0.00", "#,##0", "#,##0.00", "0%", "0.00%", "dd/mm/yyyy")
SAVED_DIGITS = 1e-12
KINDS = ("xlsx:Calc MS Excel 2007 XML", "ods", "xls")


@pytest.fixture(scope="module")
def odd_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of value under every known format; hidden rows, columns and sheets; merged areas; names."""
    path = tmp_path_factory.mktemp("odd") / "khac-thuong.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet, old = workbook.add_worksheet("Biểu mẫu 1"), workbook.add_worksheet("Bản 'cũ' 2024")
        old.write("B2", "bản cũ")
        old.hide()
        for column, number_format in enumerate(FORMATS):
            under = workbook.add_format({"num_format": number_format})
            # before 1 March 1900 the days of Excel and OpenDocument differ: no dates of then
            is_date = number_format.startswith("d")
            for row, value in enumerate(
                (45723, 45658.5) if is_date else (71, 2.7, 0.9859, 45723, -3, 2700.5)
            ):
                sheet.write_number(row, column, value, under)
            sheet.write_formula(
                6, column, "=45723*1" if is_date else "=1/4", under, 45723 if is_date else 0.25
            )
        sheet.write_column("K1", ["71 hồ sơ", "2.700", "a\nb", " hai  ", "1.10", "\xa0"])
        sheet.write_formula("K8", "=1/0", None, "#DIV/0!")
        sheet.write_formula("K9", '="Có"', None, "Có")
        sheet.write_boolean("K10", True)
        sheet.write_datetime(
            "K11", datetime(2025, 3, 7, 15, 2), workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        )
        sheet.merge_range("A20:E20", "Phụ lục")
        sheet.merge_range("A21:A23", 5)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("C:D", None, None, {"hidden": True})
        sheet.write("D30", 1)
        workbook.define_name("BM1_1", "='Biểu mẫu 1'!$A$1")
        workbook.define_name("CCHC_KY", "='Bản ''cũ'' 2024'!$B$2")
        workbook.set_custom_property("cchc_unit_code", "24862", "text")
    return path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", ["odd_workbook", FILLED, BLANK], ids=["odd", "filled", "blank"])
def test_a_workbook_that_libreoffice_saved_gives_the_same_cells(source, kind, save_as, request):
    path = source if isinstance(source, Path) else request.getfixturevalue(source)
    before, after = read_source(path), read_source(save_as(path, kind))
    assert after.kind == kind.partition(":")[0]
    assert [g.name for g in after.grids] == [g.name for g in before.grids]
    assert after.names == before.names
    assert before.properties.items() <= after.properties.items()
    for old, new in zip(before.grids, after.grids, strict=True):
        assert _shape(new) == _shape(old), old.name
        assert _differences(old, new, after) == {}, old.name


def _shape(grid: Grid) -> tuple[object, ...]:
    return grid.hidden, set(grid.merged), grid.hidden_rows, grid.hidden_columns


def _differences(old: Grid, new: Grid, saved: SourceDocument) -> dict[tuple[int, int], object]:
    pairs = {at: (old.at(*at), new.at(*at)) for at in old.cells.keys() | new.cells.keys()}
    return {at: pair for at, pair in pairs.items() if not _are_alike(*pair, saved.kind)}


def _are_alike(old: Cell | None, new: Cell | None, kind: str) -> bool:
    if old is None or new is None:
        return False
    if isinstance(old.stored, bool):  # LibreOffice makes `=TRUE()` of it, in an ods with the result 1
        return new.stored == old.stored
    if (old.address, old.is_error, old.formula is None) != (new.address, new.is_error, new.formula is None):
        return False
    if kind == "xls" and new.formula is not None and new.stored is None:
        return _may_be_0_in_an_xls(old)
    same_look = new.shown == old.shown and new.number_format == old.number_format
    return _are_equal(old.stored, new.stored) and (same_look or old.number_format not in FORMATS)


def _may_be_0_in_an_xls(cell: Cell) -> bool:
    """LibreOffice writes 0 for texts that formulas left, when it did not compute them itself."""
    return cell.stored in (0, None) or isinstance(cell.stored, str)


def _are_equal(old: object, new: object) -> bool:
    if isinstance(old, (int, float)) and isinstance(new, (int, float)):
        return type(old) is type(new) and math.isclose(old, new, rel_tol=SAVED_DIGITS)
    return old == new


def test_an_xls_says_what_it_cannot_tell(save_as):
    codes = [n.code for n in read_source(save_as(FILLED, "xls")).notices]
    assert codes == ["FILE-016", "FILE-027"]


def test_an_xls_without_formulas_has_nothing_to_say(save_as, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet().write("A1", 0)
    found = read_source(save_as(path, "xls"))
    assert (found.notices, found.grids[0].at(1, 1).stored) == ((), 0)
