"""Workbooks as Excel, LibreOffice and other programs leave them: what is read out of them, and what is
refused and why.

Each workbook is made here; `changed` alters the parts of its package as a damage on the way would.
"""

import hashlib
import io
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import IntProperty, StringProperty
from openpyxl.workbook.defined_name import DefinedName
from sources.office_files import MAIN, xlsx

from cchc_excel.errors import BrokenFile, WrongUsage
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources import files_in, read_source

SHEET = "xl/worksheets/sheet1.xml"


def document(workbook: Workbook, tmp_path: Path) -> SourceDocument:
    path = tmp_path / "bao-cao.xlsx"
    workbook.save(path)
    return read_source(path)


def grid_of(tmp_path: Path, **cells: object) -> Grid:
    """The first sheet of a workbook that openpyxl wrote; a pair is a value and its number format."""
    workbook = Workbook()
    for address, content in cells.items():
        value, number_format = content if isinstance(content, tuple) else (content, "General")
        workbook.active[address] = value
        workbook.active[address].number_format = number_format
    return document(workbook, tmp_path).grids[0]


def first_cell(tmp_path: Path, content: object) -> Cell | None:
    return grid_of(tmp_path, A1=content).at(1, 1)


def plain_workbook(path: Path) -> Path:
    workbook = Workbook()
    workbook.active["A1"] = "STT"
    workbook.save(path)
    return path


def changed(path: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Rewrite a package with one part changed, or left out where `change` gives None."""
    parts = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    assert part in parts.namelist()
    with zipfile.ZipFile(path, "w") as package:
        for name in parts.namelist():
            content = parts.read(name)
            content = change(content) if name == part else content
            if content is not None:
                package.writestr(name, content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BrokenFile) as raised:
        read_source(path)
    assert str(path) in str(raised.value)
    return raised.value.finding.code


# Cells


def test_a_cell_has_its_place_and_what_is_stored_and_shown(tmp_path):
    assert grid_of(tmp_path, D18=(0.9859, "0.00%")).at(18, 4) == Cell(18, 4, "D18", 0.9859, "98,59%", "0.00%")


@pytest.mark.parametrize(
    ("content", "stored", "shown"),
    [
        (71, 71, "71"),
        (2.7, 2.7, "2,7"),
        ((2700, "#,##0"), 2700, "2.700"),
        ("2.700", "2.700", "2.700"),
        ("'71", "'71", "'71"),
        ("\xa0", "\xa0", "\xa0"),
        ("dòng 1\ndòng 2", "dòng 1\ndòng 2", "dòng 1\ndòng 2"),
        (True, True, "TRUE"),
        ((datetime(2025, 3, 7, 15, 2), "dd/mm/yyyy hh:mm"), datetime(2025, 3, 7, 15, 2), "07/03/2025 15:02"),
        ((45723, "dd/mm/yyyy"), datetime(2025, 3, 7), "07/03/2025"),
        ((0.5, "h:mm"), "12:00", "12:00"),
        (("71", "@"), "71", "71"),
    ],
)
def test_values_keep_their_kind(tmp_path, content, stored, shown):
    cell = first_cell(tmp_path, content)
    assert (cell.stored, cell.shown) == (stored, shown)
    assert type(cell.stored) is type(stored)
    assert not cell.is_error and cell.formula is None


def test_an_empty_cell_with_a_format_is_no_cell(tmp_path):
    assert grid_of(tmp_path, A1=(None, "0.00%"), B1=1).cells.keys() == {(1, 2)}


def test_white_space_is_a_blank_cell(tmp_path):
    assert first_cell(tmp_path, " \xa0 ").is_blank


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"])
def test_an_error_value_is_known_as_one(tmp_path, error):
    cell = first_cell(tmp_path, error)
    assert (cell.is_error, cell.shown) == (True, error)


def test_the_same_letters_typed_as_text_are_text(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet().write_string("A1", "#DIV/0!")
    assert not read_source(path).grids[0].at(1, 1).is_error


# Formulas


@pytest.fixture
def formulas(tmp_path: Path) -> Grid:
    path = tmp_path / "cong-thuc.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet, percent = workbook.add_worksheet(), workbook.add_format({"num_format": "0.00%"})
        sheet.write_formula("A1", "=70/71", percent, 0.9859)
        sheet.write_formula("A2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A3", '="Có"', None, "Có")
        sheet.write_formula("A4", "=A1", None, "")
        sheet.write_array_formula("A5:A5", "{=SUM(A1:A1*2)}", None, 2)
    return read_source(path).grids[0]


def test_a_formula_is_known_by_its_text_and_its_stored_result(formulas):
    assert formulas.at(1, 1) == Cell(1, 1, "A1", 0.9859, "98,59%", "0.00%", "=70/71")
    assert formulas.at(3, 1) == Cell(3, 1, "A3", "Có", "Có", formula='="Có"')


def test_a_formula_that_failed_is_an_error(formulas):
    assert formulas.at(2, 1) == Cell(2, 1, "A2", "#DIV/0!", "#DIV/0!", formula="=1/0", is_error=True)


def test_an_array_formula_is_a_formula(formulas):
    assert (formulas.at(5, 1).stored, formulas.at(5, 1).formula) == (2, "=SUM(A1:A1*2)")


def test_a_formula_without_a_stored_result_has_none(tmp_path, formulas):
    assert (formulas.at(4, 1).stored, formulas.at(4, 1).formula) == (None, "=A1")
    assert first_cell(tmp_path, "=1+1") == Cell(1, 1, "A1", None, "", formula="=1+1")


SHARED = '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$2</f><v>2</v></c>'


@pytest.mark.parametrize("space", ["", " "], ids=["plainly", "by the parser"])
def test_a_shared_formula_is_known_in_each_of_its_cells(tmp_path, space):
    path = plain_workbook(tmp_path / "bao-cao.xlsx")
    follower = '<c r="B{0}"><f t="shared" si="0"{1}/><v>2</v></c>'
    rows = f'<row r="1">{SHARED}</row><row r="3">{follower.format(3, space)}</row>'
    data = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    grid = read_source(changed(path, "xl/worksheets/sheet1.xml", lambda _: data)).grids[0]
    assert (grid.at(1, 2).formula, grid.at(3, 2).formula) == ("=A1*$A$2", "=A3*$A$2")


def test_a_shared_formula_whose_first_cell_is_lost_is_a_formula_of_unknown_text(tmp_path):
    path = plain_workbook(tmp_path / "bao-cao.xlsx")
    rows = '<row r="3"><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>'
    data = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    cell = read_source(changed(path, "xl/worksheets/sheet1.xml", lambda _: data)).grids[0].at(3, 2)
    assert (cell.stored, cell.formula) == (2, "=")


def test_an_empty_text_that_a_formula_left_is_a_result(tmp_path):
    workbook = Workbook()
    workbook.active["A1"] = '=IF(B1="","",B1)'
    workbook.save(path := tmp_path / "a.xlsx")
    changed(
        path,
        SHEET,
        lambda xml: xml.replace(b'<c r="A1">', b'<c r="A1" t="str">').replace(b"<v />", b"<v></v>"),
    )
    assert read_source(path).grids[0].at(1, 1).stored == ""  # as Excel stores it: t="str", <v></v>


# Long numbers and what nobody sees


@pytest.mark.parametrize("digits", ["12345678901234567890", "9007199254740993", "-" + "9" * 40])
def test_a_whole_number_keeps_every_digit(tmp_path, digits):
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(f'<row r="1"><c r="A1"><v>{digits}</v></c></row>'))
    found = read_source(path).grids[0].at(1, 1)
    assert (found.stored, found.shown) == (int(digits), digits)


@pytest.mark.parametrize("written", ["9" * 400, "NaN", "INF", "1E999"])
def test_what_no_cell_could_hold_stays_as_it_was_written(tmp_path, written):
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(f'<row r="1"><c r="A1"><v>{written}</v></c></row>'))
    found = read_source(path).grids[0].at(1, 1)
    assert (found.stored, found.shown) == (written, written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7_x0007_1", "71"),
        ("_x001B_[31m71", "[31m71"),
        ("7&#x9b;1&#x7f;", "71"),
        ("a_x000A_b_x0009_c", "a\nb\tc"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("71_xD800_", "71\ufffd"),
        ("_xFFFE_71", "71"),
        ("_x005F_x0041_", "_x0041_"),
    ],
)
def test_control_characters_and_halves_of_characters_are_left_out(tmp_path, written, read):
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{written}</t></is></c></row>'))
    found = read_source(path).grids[0].at(1, 1)
    assert (found.stored, found.shown) == (read, read)
    found.stored.encode("utf-8")


# Sheets


def test_a_workbook_in_the_strict_spelling_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Biểu mẫu 3")
        sheet.write("A1", "STT")
        sheet.write("B1", 0.9859, workbook.add_format({"num_format": "0.00%"}))
        workbook.define_name("BM3_1", "='Biểu mẫu 3'!$B$1")
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    for part in ("xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/styles.xml"):
        changed(path, part, lambda xml: xml.replace(MAIN.encode(), strict))
    found = read_source(path)
    assert [(c.stored, c.shown) for c in found.grids[0].cells.values()] == [
        ("STT", "STT"),
        (0.9859, "98,59%"),
    ]
    assert found.cell_named("BM3_1").stored == 0.9859


def test_sheets_come_in_order_and_hidden_ones_are_known(tmp_path):
    workbook = Workbook()
    workbook.active.title = "Bìa"
    for title, state in (("Biểu mẫu 1", "visible"), ("Cũ", "hidden"), ("Danh mục", "veryHidden")):
        workbook.create_sheet(title).sheet_state = state
    grids = document(workbook, tmp_path).grids
    assert [(g.name, g.hidden) for g in grids] == [
        ("Bìa", False),
        ("Biểu mẫu 1", False),
        ("Cũ", True),
        ("Danh mục", True),
    ]


def test_rows_and_columns_that_nobody_sees_are_hidden(tmp_path):
    path = plain_workbook(tmp_path / "bao-cao.xlsx")
    columns = '<cols><col min="2" max="2" width="0" customWidth="1"/><col min="4" max="4" hidden="1"/></cols>'
    rows = '<row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    rows += '<row r="3" ht="15"><c r="A3"><v>3</v></c></row>'
    data = f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{rows}</sheetData></worksheet>'.encode()
    grid = read_source(changed(path, "xl/worksheets/sheet1.xml", lambda _: data)).grids[0]
    assert (grid.hidden_rows, grid.hidden_columns) == ({1, 2}, {2, 4})


def test_a_chart_sheet_is_no_grid(tmp_path):
    path = tmp_path / "bieu-do.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("Số liệu").write("A1", 1)
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "='Số liệu'!$A$1:$A$1"})
        workbook.add_chartsheet("Biểu đồ").set_chart(chart)
    assert [g.name for g in read_source(path).grids] == ["Số liệu"]


def test_merged_areas_are_known_and_only_their_first_cell_holds_a_value(tmp_path):
    workbook = Workbook()
    workbook.active["A1"] = "Phụ lục"
    workbook.active.merge_cells("A1:E1")
    workbook.active.merge_cells("A3:A4")
    grid = document(workbook, tmp_path).grids[0]
    assert sorted(grid.merged) == [(1, 1, 1, 5), (3, 1, 4, 1)]
    assert grid.cells.keys() == {(1, 1)}


def test_a_stray_cell_in_the_last_row_costs_nothing(tmp_path):
    workbook = Workbook()
    workbook.active["A1"] = "STT"
    workbook.active["XFD1048576"] = "."
    workbook.save(path := tmp_path / "a.xlsx")
    begun = time.perf_counter()
    grid = read_source(path).grids[0]
    assert grid.cells.keys() == {(1, 1), (1048576, 16384)}
    assert [row for row, _ in grid.rows()] == [1, 1048576]
    assert time.perf_counter() - begun < 10  # walking the sheet takes minutes


# Names and properties


def named(tmp_path: Path, name: str, target: str) -> SourceDocument:
    workbook = Workbook()
    workbook.active.title = "Biểu mẫu 3"
    workbook.active["D18"] = 71
    workbook.defined_names[name] = DefinedName(name, attr_text=target)
    return document(workbook, tmp_path)


def test_a_named_cell_is_known_by_sheet_and_place(tmp_path):
    found = named(tmp_path, "BM3_3.3.2", "'Biểu mẫu 3'!$D$18")
    assert found.names == {"BM3_3.3.2": ("Biểu mẫu 3", 18, 4)}
    assert found.cell_named("BM3_3.3.2").stored == 71


def test_a_name_of_an_empty_cell_gives_a_blank_one(tmp_path):
    found = named(tmp_path, "BM3_3.3.2", "'Biểu mẫu 3'!$D$19")
    assert found.cell_named("BM3_3.3.2") == Cell(19, 4, "D19")


def test_a_name_that_is_not_there_gives_nothing(tmp_path):
    assert named(tmp_path, "a", "'Biểu mẫu 3'!$D$18").cell_named("b") is None


@pytest.mark.parametrize(
    "target",
    [
        "'Biểu mẫu 3'!$A$1:$B$2",
        "'Biểu mẫu 3'!$A:$A",
        "'Biểu mẫu 3'!$3:$3",
        "5",
        '"Có"',
        "TRUE",
        "#REF!",
        "SUM('Biểu mẫu 3'!$A$1,3)",
        "OFFSET('Biểu mẫu 3'!$A$1,1,1)",
    ],
)
def test_a_name_of_something_else_is_passed_over(tmp_path, target):
    found = named(tmp_path, "khac", target)
    assert found.names == {}
    assert found.grids[0].at(18, 4).stored == 71


def test_a_name_whose_row_was_deleted_is_passed_over(tmp_path):
    found = named(tmp_path, "BM3_3.3.2", "'Biểu mẫu 3'!#REF!")
    assert (found.names, found.grids[0].at(18, 4).stored) == ({}, 71)


def test_a_name_of_a_table_s_column_is_passed_over(tmp_path):
    found = named(tmp_path, "cot", "Bảng1[Số liệu]")
    assert (found.names, found.grids[0].at(18, 4).stored) == ({}, 71)


def test_a_name_of_a_sheet_that_is_gone_gives_nothing(tmp_path):
    assert named(tmp_path, "BM3_3.3.2", "'Biểu mẫu 4'!$D$18").cell_named("BM3_3.3.2") is None


def test_a_name_of_two_cells_is_used_for_neither_and_is_told(tmp_path):
    names = "".join(
        f'<definedName name="{name}">Trang!{cell}</definedName>'
        for name, cell in (("BM3_1", "$A$1"), ("bm3_1", "$A$2"), ("BM3_2", "$A$1"), ("BM3_2", "$A$1"))
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(workbook=f"<definedNames>{names}</definedNames>"))
    found = read_source(path)
    assert found.names == {"BM3_2": ("Trang", 1, 1)}
    assert [(n.code, n.fields["names"]) for n in found.notices] == [("FILE-026", ("BM3_1",))]


def test_custom_properties_are_read_as_text(tmp_path):
    workbook = Workbook()
    workbook.custom_doc_props.append(StringProperty(name="cchc_unit_code", value="24850"))
    workbook.custom_doc_props.append(IntProperty(name="khac", value=7))
    assert document(workbook, tmp_path).properties == {"cchc_unit_code": "24850", "khac": "7"}


def test_a_document_knows_its_file(tmp_path):
    path = plain_workbook(tmp_path / "bao-cao.xlsx")
    found = read_source(path)
    assert (found.path, found.kind, found.prose) == (path, "xlsx", ())
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.modified.timestamp() == int(path.stat().st_mtime)


def test_reading_changes_nothing_in_the_file(tmp_path):
    path = plain_workbook(tmp_path / "bao-cao.xlsx")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_source(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_content_tells_the_kind_whatever_the_name_says(tmp_path):
    for name in ("bao-cao.xls", "bao-cao.xlsm", "bao-cao.txt", "bao-cao"):
        path = plain_workbook(tmp_path / "a.xlsx").rename(tmp_path / name)
        assert read_source(path).kind == "xlsx"


def test_openpyxl_reads_the_same_cells_from_the_template_of_this_package(tmp_path, catalogue, administration):
    from cchc_excel.model.administration import ReportingUnit
    from cchc_excel.model.reports import Cover
    from cchc_excel.output.template import blank_report, write_template

    path = tmp_path / "mau.xlsx"
    write_template(
        path, catalogue, administration, blank_report(catalogue, Cover(ReportingUnit(""), "", None)), ()
    )
    book = load_workbook(path, data_only=True)
    for grid in read_source(path).grids:
        for (row, column), cell in grid.cells.items():
            assert (cell.stored or None) == (book[grid.name].cell(row, column).value or None)


# What is refused


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "rong.xlsx"
    path.write_bytes(b"")
    assert refusal(path) == "FILE-002"


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    for name, content in (
        ("b.xlsx", b"\x00\x01\x02"),
        ("c.xlsx", "không phải bảng tính".encode()),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert refusal(path) == "FILE-001", name


def test_a_text_that_is_no_annex_is_refused(tmp_path):
    path = tmp_path / "thu.txt"
    path.write_text("Kính gửi UBND huyện Lạc Dương", encoding="utf-8")
    assert refusal(path) == "FILE-003"


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"},
        {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"},
    ],
)
def test_another_kind_of_package_is_refused(tmp_path, parts):
    path = tmp_path / "bao-cao.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert refusal(path) == "FILE-001"


def test_a_folder_in_place_of_a_file_cannot_be_read(tmp_path):
    assert refusal(tmp_path) == "FILE-007"


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_package_that_was_cut_off_is_damaged(tmp_path, keep):
    path = plain_workbook(tmp_path / "a.xlsx")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert refusal(path) == "FILE-006"


def test_a_package_with_a_flipped_byte_is_damaged(tmp_path):
    path = plain_workbook(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    at = content.index(SHEET.encode()) + len(SHEET) + 20
    content[at : at + 8] = bytes(b ^ 0xFF for b in content[at : at + 8])
    path.write_bytes(content)
    assert refusal(path) == "FILE-006"


def half(part: bytes) -> bytes:
    return part[: len(part) // 2]


@pytest.mark.parametrize("change", [half, lambda _: b"", lambda _: b"<a/>"], ids=["cut", "empty", "other"])
def test_a_damaged_sheet_is_told(tmp_path, change):
    path = changed(plain_workbook(tmp_path / "a.xlsx"), SHEET, change)
    try:
        grids = read_source(path).grids
    except BrokenFile as error:
        assert error.finding.code == "FILE-006"
    else:
        assert change(b"") == b"<a/>" and not grids[0].cells


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
def test_damage_in_any_part_is_told(tmp_path, part):
    pytest.importorskip("lxml")
    assert refusal(changed(plain_workbook(tmp_path / "a.xlsx"), part, half)) == "FILE-006"


def test_a_workbook_without_its_relationships_is_damaged(tmp_path):
    path = changed(plain_workbook(tmp_path / "a.xlsx"), "xl/_rels/workbook.xml.rels", lambda _: None)
    assert refusal(path) == "FILE-006"


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = plain_workbook(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag «encrypted» of every entry
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            content[at + offset] |= 1
    path.write_bytes(content)
    assert refusal(path) in ("FILE-005", "FILE-006")


def test_a_refusal_reads_the_same_in_both_languages_but_for_the_words(tmp_path):
    path = tmp_path / "rong.xlsx"
    path.write_bytes(b"")
    with pytest.raises(BrokenFile) as raised:
        read_source(path)
    assert "tệp rỗng" in raised.value.finding.message()
    assert "empty" in raised.value.finding.message("en")


# The files of a folder


def test_a_folder_gives_every_file_but_locks_and_hidden_ones(tmp_path):
    for name in (
        "b.xlsx",
        "a.csv",
        "~$b.xlsx",
        ".an.xlsx",
        "Thumbs.db",
        "c.pdf",
        "con/d.xlsx",
        ".git/e.xlsx",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [p.relative_to(tmp_path).as_posix() for p in files_in((tmp_path,))]
    assert found == ["a.csv", "b.xlsx", "c.pdf", "con/d.xlsx"]


def test_a_file_that_is_named_is_taken_whatever_it_is(tmp_path):
    (tmp_path / "~$b.xlsx").write_bytes(b"x")
    assert list(files_in((tmp_path / "~$b.xlsx",))) == [tmp_path / "~$b.xlsx"]


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(WrongUsage) as raised:
        list(files_in((tmp_path / "khong-co.xlsx",)))
    assert raised.value.finding.code == "FILE-004"
