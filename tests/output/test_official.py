"""Writing into somebody else's workbook: what a formula reads, which bytes change, which results are still
true, what a cell's own format asks for."""

from __future__ import annotations

import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from cchc_excel.model.formulas import references_of, shifted
from cchc_excel.model.reports import ReportedValue, State
from cchc_excel.output.official.contents import CellContent, content_in
from cchc_excel.output.official.remarks import ranges_of
from cchc_excel.output.package_edit import CellEdit, EditableBook
from cchc_excel.output.package_edit.book import is_date, is_percent
from cchc_excel.output.package_edit.recalculation import TRUSTED
from cchc_excel.output.package_edit.repacking import changed_parts
from cchc_excel.output.package_edit.sheet_map import SheetMap
from cchc_excel.output.package_edit.splicing import spliced
from cchc_excel.output.package_edit.workbook_part import asking_for_calculation
from cchc_excel.sources import read_source

# ---- what a formula reads ----


def areas(text):
    return sorted(references_of(text, "Biểu 3").areas)


@pytest.mark.parametrize(
    ("formula", "read"),
    [
        ("D17/D16", [("biểu 3", (16, 4, 16, 4)), ("biểu 3", (17, 4, 17, 4))]),
        ("SUM($D$5:D9)", [("biểu 3", (5, 4, 9, 4))]),
        ("'Biểu mẫu 3'!$D$18", [("biểu mẫu 3", (18, 4, 18, 4))]),
        ("'O''Neil'!A1", [("o'neil", (1, 1, 1, 1))]),
        ("BM1!D5", [("bm1", (5, 4, 5, 4))]),
        ("SUM(D:D)", [("biểu 3", (1, 4, 1048576, 4))]),
        ("SUM(5:6)", [("biểu 3", (5, 1, 6, 16384))]),
        ('IF(A1="D99","D98",B2)', [("biểu 3", (1, 1, 1, 1)), ("biểu 3", (2, 2, 2, 2))]),
        ("LOG10(C3)*1.5E+3", [("biểu 3", (3, 3, 3, 3))]),
        ("'C:\\x\\[1]Biểu 3'!D18+[2]BM1!D5", []),
    ],
)
def test_the_areas_of_a_formula_are_told_from_its_text(formula, read):
    assert areas(formula) == read
    assert not references_of(formula, "S").unclear


@pytest.mark.parametrize(
    "formula",
    [
        "Bảng1[Số liệu]",
        "Sheet1:Sheet3!A1",
        "A1:INDEX(B:B,5)",
        "(A1):(A9)",
        'INDIRECT("A1")',
        "OFFSET(A1,1,1)",
        "A1#",
        "@A1:A9",
        "CUBEVALUE(A1,B1)",
    ],
)
def test_a_formula_that_does_not_tell_what_it_reads_may_read_anything(formula):
    assert references_of(formula, "S").unclear


def test_a_shared_formula_moves_with_its_cell_but_for_dollars_texts_and_functions():
    assert shifted("IF(D$16=0,\"A1\",SUM($D5:D9))+'A1'!B2+LOG10(C3)+BM3_1", 2, 1) == (
        "IF(E$16=0,\"A1\",SUM($D7:E11))+'A1'!C4+LOG10(D5)+BM3_1"
    )


# ---- which bytes change ----

OPEN, CLOSE = '<worksheet xmlns="x"><sheetData>', "</sheetData></worksheet>"


def edited(sheet, edits):
    return spliced(SheetMap.of(sheet.encode()), edits).decode()


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        (
            '<row r="5"><c r="D5" s="3"/></row>',
            CellEdit(71),
            '<row r="5"><c r="D5" s="3"><v>71</v></c></row>',
        ),
        (
            '<row r="5"><c r="D5" s="3" t="s"><v>9</v></c></row>',
            CellEdit(0.9859),
            '<row r="5"><c r="D5" s="3"><v>0.9859</v></c></row>',
        ),
        (
            "<row r='5'><c r='D5' s='3' t='n' cm='1' vm='2'><v>1</v></c></row>",
            CellEdit("a<b & _x0041_\nc"),
            "<row r='5'><c r='D5' s='3' t=\"inlineStr\"><is>"
            '<t xml:space="preserve">a&lt;b &amp; _x005F_x0041_\nc</t></is></c></row>',
        ),
        (
            '<row r="5"><c r="D5" t="inlineStr"><is><r><t>đ</t></r><r><t xml:space="preserve"> m</t></r></is></c></row>',
            CellEdit(),
            '<row r="5"><c r="D5"/></row>',
        ),
        (
            '<row r="5"><c r="D5" t="str"><f>A1&amp;"x"</f><v>cũ</v></c></row>',
            CellEdit(keeps_formula=True),
            '<row r="5"><c r="D5"><f>A1&amp;"x"</f></c></row>',
        ),
        (
            '<row r="5"><c r="D5"><f ca="1">A1</f></c></row>',
            CellEdit("#DIV/0!", keeps_formula=True),
            '<row r="5"><c r="D5" t="e"><f ca="1">A1</f><v>#DIV/0!</v></c></row>',
        ),
        (
            '<row r="5"><c r="D5"><f t="shared" si="0"/><v>2</v></c></row>',
            CellEdit(formula="D4+1"),
            '<row r="5"><c r="D5"><f>D4+1</f><v>2</v></c></row>',
        ),
        (
            '<row r="5"><c r="D5"><f t="shared" si="0"/><v>2</v></c></row>',
            CellEdit(3, keeps_formula=True, formula="D4+1"),
            '<row r="5"><c r="D5"><f>D4+1</f><v>3</v></c></row>',
        ),
        # a cell that is not there yet, in its place and with the look of its row
        (
            '<row r="5" spans="1:3" s="7" customFormat="1"><c r="A5"/><c r="F5"/></row>',
            CellEdit(1),
            '<row r="5" spans="1:4" s="7" customFormat="1"><c r="A5"/><c r="D5" s="7"><v>1</v></c><c r="F5"/></row>',
        ),
        ('<row r="5" ht="20"/>', CellEdit(1), '<row r="5" ht="20"><c r="D5"><v>1</v></c></row>'),
        (
            '<row r="4"/><row r="6"/>',
            CellEdit(1),
            '<row r="4"/><row r="5"><c r="D5"><v>1</v></c></row><row r="6"/>',
        ),
        ("", CellEdit(1), '<row r="5"><c r="D5"><v>1</v></c></row>'),
        ('<row r="4"/>', CellEdit(), '<row r="4"/>'),
        # addresses that are left out are counted
        (
            "<row/><row/><row/><row/><row><c/><c/><c/><c><v>1</v></c></row>",
            CellEdit(2),
            "<row/><row/><row/><row/><row><c/><c/><c/><c><v>2</v></c></row>",
        ),
    ],
)
def test_only_the_bytes_of_the_cell_change(before, edit, after):
    assert edited(OPEN + before + CLOSE, {(5, 4): edit}) == OPEN + after + CLOSE


def test_prefix_bom_line_ends_and_what_stands_around_stay():
    head = (
        '\ufeff<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<!-- Sở -->\r\n'
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:mc="m" mc:Ignorable="y">\r\n'
        "<x:cols><x:col min='4' max='4' style='8'/></x:cols>"
    )
    tail = '\r\n<mc:AlternateContent><mc:Choice Requires="y"/></mc:AlternateContent><x:extLst/></x:worksheet>\r\n'
    assert edited(head + "<x:sheetData/>" + tail, {(2, 4): CellEdit("Có"), (1, 1): CellEdit(1)}) == (
        head
        + '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="D2" s="8"'
        ' t="inlineStr"><x:is><x:t xml:space="preserve">Có</x:t></x:is></x:c></x:row></x:sheetData>' + tail
    )


def test_a_part_in_utf_16_comes_back_in_utf_16():
    sheet = f'\ufeff<?xml version="1.0" encoding="UTF-16"?>{OPEN}<row r="5"><c r="D5"/></row>{CLOSE}'
    new = spliced(SheetMap.of(sheet.encode("utf-16-le")), {(5, 4): CellEdit("đủ")})
    assert new.decode("utf-16-le").startswith('\ufeff<?xml version="1.0" encoding="UTF-16"?>')
    assert '<t xml:space="preserve">đủ</t>' in new.decode("utf-16-le")


def test_the_dimension_grows_only_for_a_cell_outside_it():
    sheet = f'<worksheet xmlns="x"><dimension ref="A1:C9"/><sheetData><row r="5"/>{CLOSE}'
    assert 'ref="A1:D9"' in edited(sheet, {(5, 4): CellEdit(1)})
    assert 'ref="A1:C9"' in edited(sheet, {(5, 2): CellEdit(1)})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<calcPr calcId="191029"/>', '<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
        (
            '<calcPr fullCalcOnLoad="0" calcMode="manual" />',
            '<calcPr calcMode="manual" fullCalcOnLoad="1" />',
        ),
        (
            "<definedNames><definedName/></definedNames>",
            '<definedNames><definedName/></definedNames><calcPr fullCalcOnLoad="1"/>',
        ),
        ("<oleSize/>", '<calcPr fullCalcOnLoad="1"/><oleSize/>'),
    ],
)
def test_the_workbook_is_asked_to_calculate_when_it_is_opened(before, after):
    start = "<workbook><sheets><sheet/></sheets>"
    assert asking_for_calculation((start + before).encode()).decode() == start + after


# ---- which results are still true ----


def book_of(path, cells, names=()):
    """A workbook of sheets, each a table of address → value or formula; every formula has the result 777."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, held in cells.items():
            sheet = book.add_worksheet(name)
            for address, value in held.items():
                if str(value).startswith("{"):
                    sheet.write_array_formula(*address.split("!"), value, None, 777)
                elif str(value).startswith("="):
                    sheet.write_formula(address, value, None, 777)
                else:
                    sheet.write(address, value)
        for name, text in names:
            book.define_name(name, text)
    return opened(path)


def opened(path):
    return EditableBook.open(path, path.read_bytes(), read_source(path))


def test_a_result_is_dropped_or_new_wherever_a_changed_cell_reaches(tmp_path):
    cells = {
        "S": {
            "D5": 1,
            "A1": "=D5+1",
            "A2": "=A1*2",
            "A3": "=SUM(D:D)",
            "A4": "=SoLieu",
            "A5": "=INDIRECT(B9)",
            "A6": "=A5+1",
            "A7": '=TEXT(D5,"0")',
            "A8": "=B1+1",
            "A9": "=khac!A1",
            "A10": "=VungDong+1",
        },
        "Khác": {"A1": "=S!A2+1", "A2": "=B2", "B2": 3},
    }
    book = book_of(tmp_path / "b.xlsx", cells, [("SoLieu", "=S!$D$5"), ("VungDong", "=OFFSET(S!$B$1,0,0)")])
    found = book.recomputed({("s", 5, 4): CellEdit(10)})
    assert found.results == {
        ("s", 1, 1): 11.0,
        ("s", 2, 1): 22.0,
        ("s", 3, 1): 10.0,
        ("s", 4, 1): 10.0,
        ("khác", 1, 1): 23.0,
    }
    assert found.dropped == {("s", row, 1) for row in (5, 6, 7, 10)}


def test_every_cell_of_an_array_formula_loses_its_result(tmp_path):
    book = book_of(tmp_path / "b.xlsx", {"S": {"D5": 1, "D6": 2, "A1:A2": "{=D5:D6*1}", "B1": "=A2"}})
    found = book.recomputed({("s", 6, 4): CellEdit(10)})
    assert found.dropped == {("s", 1, 1), ("s", 2, 1), ("s", 1, 2)}
    assert not found.results


def test_nothing_is_computed_where_the_workbook_calculates_as_displayed(tmp_path):
    path = tmp_path / "b.xlsx"
    book_of(path, {"S": {"D5": 1, "A1": "=D5+1"}})
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(b"<calcPr ", b'<calcPr fullPrecision="0" '))
    book = opened(path)
    assert book.recomputed({("s", 5, 4): CellEdit(2)}).dropped == {("s", 1, 1)}


def test_a_formula_over_cells_that_programs_take_differently_is_not_computed(tmp_path):
    cells = {"D5": 1, "D6": True, "A1": "=SUM(D5:D6)", "A2": "=D5&D7", "D7": "x", "A3": "=D5/3&D7"}
    book = book_of(tmp_path / "b.xlsx", {"S": cells})
    found = book.recomputed({("s", 5, 4): CellEdit(2)})
    assert found.results == {("s", 2, 1): "2x"}
    assert found.dropped == {("s", 1, 1), ("s", 3, 1)}


@pytest.mark.parametrize(
    "formula",
    ["=IF(D5:D6>0,1,0)", "=SUM(D5:D6*1)", "=ABS(D5:D6)", "=D5:D6+1", "=SUM((D5:D6,D7))", "=SUM(Vung*1)"],
)
def test_a_formula_whose_range_may_mean_one_cell_or_all_is_not_computed(formula, tmp_path):
    book = book_of(tmp_path / "b.xlsx", {"S": {"D5": 1, "D6": 2, "A5": formula}}, [("Vung", "=S!$D$5:$D$6")])
    found = book.recomputed({("s", 5, 4): CellEdit(2)})
    assert found.dropped == {("s", 5, 1)}


COMPUTED = (
    """
ABS(A1-A2)|AND(A1>A6,A2>A6)|AVERAGE(A1:A6)|CHOOSE(1+2*A6,"a","b","c")|CONCATENATE(A1," hồ sơ")|COUNT(A1:A6)
COUNTA(A1:A6)|COUNTBLANK(A1:A6)|COUNTIFS(A1:A6,">60")|COUNTIFS(A1:A6,"chữ")|DAY(A7)|MONTH(A7)|YEAR(A7)
IF(A3="","trống",A3)|IF(A3=0,1,2)|IFERROR(A1/A3,"–")|INT(-A6)|ISBLANK(A3)|ISNUMBER(A4)|LEFT(A4,2)|RIGHT(A4,2)
MID(A4,2,1)|LEN(A4)|LEN(A3)|MAX(A1:A6)|MIN(A1:A6)|NOT(A1>A2)|OR(A1<0,A2>A1)|ROUND(A1/A2,4)|ROUND(A6*10,0)
ROUND(-A6*10,0)|ROUNDDOWN(A1/A2,2)|ROUNDUP(A1/A2,2)|SIGN(A1-A2)|SUM(A1:A6)|SUM(A1,A4)|SUM(A9:A10)|TRIM(A4)
UPPER(A8)|LOWER(A8)|N(A1)|N(A3)|N(A4)|SUMIFS(A1:A6,A1:A6,">60")|PRODUCT(A1:A2)|MOD(A1,3)|TRUNC(A1/A2,3)
CLEAN(A4)|IFNA(A1,0)|ISTEXT(A4)|SUBSTITUTE(A4,"h","k")|EXACT(A4,"chữ ")|A1&" / "&A2|A6&""|A1%|-A1^2|A4&A3|A1=A2
A4="CHỮ "|A1>A4|A1/A3|A4+1|ISERROR(A1/A3)|A3+1|A3&"x"|A3=""|AVERAGE(A9:A10)|MAX(A9:A10)|ROUND(A4,1)
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def test_what_is_computed_here_is_what_libreoffice_computes(tmp_path, recalculate):
    """Each trusted function at least once, over numbers, a blank, a text and a day."""
    assert {f for text in COMPUTED for f in re.findall(r"([A-Z]+)\(", text)} == TRUSTED
    stored = {"A1": 1, "A2": 1, "A4": "x", "A6": 1, "A7": 1, "A8": "x"}
    formulas = {f"B{n}": f"={f}".replace("IFNA", "_xlfn.IFNA") for n, f in enumerate(COMPUTED, 1)}
    book = book_of(tmp_path / "b.xlsx", {"S": stored | formulas})
    given = {1: 70, 2: 71.5, 3: None, 4: "chữ ", 6: 0.25, 7: 45724, 8: "xã Đưng K’nớ", 9: None}
    edits = {("s", row, 1): CellEdit(value) for row, value in given.items()}
    found = book.recomputed(edits)
    assert not found.dropped
    (tmp_path / "c.xlsx").write_bytes(book.written(edits | found.edits))
    told = openpyxl.load_workbook(tmp_path / "c.xlsx", data_only=True)["S"]
    oracle = openpyxl.load_workbook(recalculate([tmp_path / "c.xlsx"])["c.xlsx"], data_only=True)["S"]
    for n, formula in enumerate(COMPUTED, 1):
        ours, theirs = told.cell(n, 2).value, oracle.cell(n, 2).value
        assert ours == (pytest.approx(theirs) if isinstance(theirs, float) else theirs), formula


def test_a_shared_formula_survives_the_loss_of_its_first_cell(tmp_path):
    path = tmp_path / "b.xlsx"
    book_of(path, {"S": {"A1": 1, "A2": 2, "A3": 3, "B1": "=A1*2", "B2": "=A2*2", "B3": "=A3*2"}})
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n).decode("latin-1") for n in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace("<f>A1*2</f>", '<f t="shared" ref="B1:B3" si="0">A1*2</f>')
    parts["xl/worksheets/sheet1.xml"] = re.sub(r"<f>A[23]\*2</f>", '<f t="shared" si="0"/>', sheet)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.encode("latin-1"))
    book = opened(path)
    others = book.unshared(("s", 1, 2))
    assert others == {("s", 2, 2): CellEdit(formula="A2*2"), ("s", 3, 2): CellEdit(formula="A3*2")}
    assert book.unshared(("s", 2, 2)) == {}
    assert book.recomputed({("s", 3, 1): CellEdit(5)}).results == {("s", 3, 2): 10.0}


def test_parts_that_are_not_written_keep_their_bytes_and_their_order(tmp_path):
    book = book_of(tmp_path / "b.xlsx", {"S": {"D5": 1}, "Khác": {"A1": 1}})
    before = (tmp_path / "b.xlsx").read_bytes()
    after = book.written({("s", 5, 4): CellEdit(2)})
    assert changed_parts(before, after) == {"xl/worksheets/sheet1.xml"}
    (tmp_path / "c.xlsx").write_bytes(after)
    names = [zipfile.ZipFile(tmp_path / each).namelist() for each in ("b.xlsx", "c.xlsx")]
    assert names[0] == names[1]


# ---- what a cell's own format asks for ----


@pytest.mark.parametrize(
    ("row_id", "value", "number_format", "choices", "content"),
    [
        ("BM3:3.3", 98.59, "0.00%", (), CellContent(0.9859)),
        ("BM3:3.3", 98.59, 10, (), CellContent(0.9859)),
        ("BM3:3.3", 98.59, 0, (), CellContent(98.59)),
        ("BM3:3.3", 98.59, '0.00"%"', (), CellContent(98.59)),
        ("BM3:3.3", 98.59, "@", (), CellContent(98.59)),
        ("BM3:3.3.1", 71, 49, (), CellContent(71)),
        ("BM3:3.3.1", 2700, "dd/mm/yyyy", (), CellContent("2700", "FILL-018")),
        ("BM3:3.3", 98.59, 14, (), CellContent("98,59%", "FILL-018")),
        ("BM1:6", 1, 14, (), CellContent("1", "FILL-018")),
        ("BM1:6", 1, 14, ("Có", "Không"), CellContent("Có")),
        ("BM1:6", 1, 0, (), CellContent(1)),
        ("BM1:6", 1, 0, ("0", "1"), CellContent(1)),
        ("BM1:6", 1, 0, ("CÓ", "KHÔNG"), CellContent("CÓ")),
        ("BM1:6", 1, "@", (), CellContent("Có")),
        ("BM1:6", 1, 0, ("Đạt", "Không đạt"), CellContent(1, "FILL-026")),
    ],
)
def test_a_value_takes_the_form_of_its_cell(catalogue, row_id, value, number_format, choices, content):
    reported = ReportedValue(row_id, State.NUMBER, value)
    assert content_in(reported, catalogue.indicators[row_id], number_format, choices) == content


@pytest.mark.parametrize(
    ("number_format", "percent", "date"),
    [
        ("0%", True, False),
        ('0.0" %"', False, False),
        ("dd/mm/yyyy", False, True),
        (14, False, True),
        ("General", False, False),
        ("#,##0;[Red]-#,##0", False, False),
        ("[$-42A]dd mmmm", False, True),
        (9, True, False),
    ],
)
def test_percent_and_date_formats_are_told_by_their_own_letters(number_format, percent, date):
    assert (is_percent(number_format), is_date(number_format)) == (percent, date)


def test_cells_are_written_short():
    assert ranges_of([(5, 4), (6, 4), (7, 4), (9, 4), (6, 5)]) == ("D5:D7", "D9", "E6")
