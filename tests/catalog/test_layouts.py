"""Declared layouts: every fault of a file named at once, and what a layout that was written down promises."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support import edit, figures_of, form_lines, write_book

from cchc_excel.catalog import layouts
from cchc_excel.catalog.layouts import load_layouts, read_layout
from cchc_excel.errors import BrokenDeclaration, BrokenFile, Severity, WrongUsage
from cchc_excel.mapping.identity import Given
from cchc_excel.model.layouts import DeclaredRow, DeclaredTable, Layout
from cchc_excel.workflows.layouts import found_layout
from cchc_excel.workflows.linting import faults_of
from cchc_excel.workflows.reading import read_file, read_files
from cchc_excel.workflows.tools import load_tools

RIGHT = """
id = "huyen-lac-duong"
title = "Bố cục của huyện Lạc Dương"

[[tables]]
sheet = "Biểu 3"
value = "D"
note = "AA"
rows = [
  {id = "BM3:1.1", row = 5, label = "Số TTHC đã được phê duyệt phương án đơn giản hóa"},
  {id = "bm3:1.2", row = 6, label = "Số TTHC công bố mới"},
]

[[tables]]
sheet = "Các xã"
units = { D = "Xã Lát", E = "Xã Đạ Sar" }
rows = [{id = "BM3:1.3", row = 7, label = "Số TTHC bãi bỏ, thay thế"}]
"""


@pytest.fixture(scope="module")
def tools():
    return load_tools()


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    path = tmp_path / "bo-cuc.toml"
    path.write_text(RIGHT, encoding="utf-8")
    return path


def faults(path: Path, catalogue, *changes: tuple[str, str]) -> tuple[str, ...]:
    for old, new in changes:
        edit(path, old, new)
    with pytest.raises(BrokenDeclaration) as caught:
        read_layout(path, catalogue)
    return caught.value.problems


# The file


def test_a_layout_says_which_row_stands_on_which_line_of_which_sheet(declared, catalogue):
    one, many = read_layout(declared, catalogue).tables
    assert one == DeclaredTable(
        "Biểu 3",
        (
            DeclaredRow("BM3:1.1", 5, "Số TTHC đã được phê duyệt phương án đơn giản hóa"),
            DeclaredRow("BM3:1.2", 6, "Số TTHC công bố mới"),
        ),
        value=4,
        note=27,
    )
    assert (many.units, many.value, many.first_row, many.last_row) == (
        {4: "Xã Lát", 5: "Xã Đạ Sar"},
        None,
        7,
        7,
    )


def test_the_built_in_layouts_are_right():
    assert all(isinstance(layout, Layout) for layout in load_layouts())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "huyen-lac-duong"\n', "", "bo-cuc.toml: thiếu khóa «id»"),
        ('title = "Bố', 'name = "x"\ntitle = "Bố', "bo-cuc.toml: khóa lạ «name» (được dùng: id, title, tables)"),
        ('value = "D"\n', "", "bo-cuc.toml, tables[1]: phải có đúng một trong hai khóa «value» (cột số liệu) và «units»"),
        ('value = "D"\n', 'value = "D"\nunits = {E = "Xã Lát"}\n', "bo-cuc.toml, tables[1]: phải có đúng một trong"),
        ('value = "D"', 'value = "4"', "bo-cuc.toml, tables[1]: cột «4» phải ghi bằng chữ như trong Excel"),
        ('note = "AA"', 'note = "ABCD"', "bo-cuc.toml, tables[1]: cột «ABCD» phải ghi bằng chữ"),
        ("{ D = ", "{ D1 = ", "bo-cuc.toml, tables[2]: cột «D1» phải ghi bằng chữ"),
        ('"BM3:1.1"', '"BM3:9"', "bo-cuc.toml, tables[1], rows[1]: không có dòng «BM3:9» trong danh mục chỉ tiêu"),
        ("row = 5", "row = 0", "bo-cuc.toml, tables[1], rows[1]: «row» là 0, hàng của sheet đếm từ 1"),
        ("row = 6", 'row = "6"', "bo-cuc.toml, tables[1], rows[2]: «row» phải là một số nguyên"),
        ('"Số TTHC công bố mới"', '" "', "bo-cuc.toml, tables[1], rows[2]: «label» trống"),
        (", row = 7", "", "bo-cuc.toml, tables[2], rows[1]: thiếu khóa «row»"),
        ('"bm3:1.2"', '"BM3:1.1"', "bo-cuc.toml: dòng BM3:1.1 được khai báo 2 lần"),
        ("row = 6", "row = 5", "bo-cuc.toml: hàng 5 của sheet «Biểu 3» được khai báo cho 2 dòng"),
        ('[{id = "BM3:1.3", row = 7, label = "Số TTHC bãi bỏ, thay thế"}]', "[]", "bo-cuc.toml, tables[2]: «rows» không có dòng nào"),
        ('id = "huyen-lac-duong"', "id = huyen", "bo-cuc.toml: không phải TOML hợp lệ"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_place(declared, catalogue, old, new, fault):
    (found,) = faults(declared, catalogue, (old, new))
    assert without_line(found).startswith(fault)


def test_a_fault_is_pointed_at_in_the_text(declared, catalogue):
    (found,) = faults(declared, catalogue, ("row = 5", "row = 0"))
    said, line, mark = found.split("\n")
    assert re.search(r"\(dòng \d+, cột \d+\)", said)
    assert line[mark.index("^") :].startswith("0")


def without_line(fault: str) -> str:
    return re.sub(r" \(dòng \d+, cột \d+\)", "", fault.partition("\n")[0])


def test_all_faults_of_a_file_are_named_at_once(declared, catalogue):
    changes = [('value = "D"', 'value = "D4"'), ('"BM3:1.1"', '"BM3:9"'), ("row = 7", "row = -1")]
    places = [without_line(each).partition(": ")[0] for each in faults(declared, catalogue, *changes)]
    assert sorted(places) == [
        "bo-cuc.toml, tables[1]",
        "bo-cuc.toml, tables[1], rows[1]",
        "bo-cuc.toml, tables[2], rows[1]",
    ]


def test_a_layout_without_a_table_is_none(tmp_path, catalogue):
    path = tmp_path / "bo-cuc.toml"
    path.write_text('id = "a"\ntitle = "b"\ntables = []\n', encoding="utf-8")
    assert [without_line(each) for each in faults(path, catalogue)] == [
        "bo-cuc.toml: không khai báo bảng nào ([[tables]])"
    ]


@pytest.mark.parametrize("content", ["tables = 3", "tables = [3]", "[[tables]]\nrows = [3]"])
def test_a_file_of_something_else_is_refused_without_breaking_down(tmp_path, catalogue, content):
    path = tmp_path / "bo-cuc.toml"
    path.write_text(f'id = "a"\ntitle = "b"\n{content}\n', encoding="utf-8")
    assert faults(path, catalogue)


def test_the_faults_are_listed_for_whoever_asks_and_none_for_a_right_file(declared, tools):
    assert faults_of(declared, tools) == ()
    edit(declared, "row = 5", "row = 0")
    assert len(faults_of(declared, tools)) == 1
    with pytest.raises(WrongUsage):
        faults_of(declared.with_name("khong-co.toml"), tools)


def test_a_layout_that_a_user_brings_is_refused_with_all_its_faults(declared):
    edit(declared, "row = 5", "row = 0")
    edit(declared, 'value = "D"', 'value = "4"')
    with pytest.raises(WrongUsage) as caught:
        load_tools(declared)
    assert caught.value.finding.code == "OPT-007"
    assert caught.value.finding.message().count("\n  bo-cuc.toml, tables[1]") == 2


# Written down from a workbook, and used again


FORMS = ("BM1", "BM3", "BM7")
FIGURES = {i: v for form in FORMS for i, v in figures_of(form).items()}


def write(path: Path, change=None) -> Path:
    lines = {f"Biểu {form[2:]}": form_lines(form) for form in FORMS}
    if change:
        change(lines)
    return write_book(path, lines)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(tmp_path / "Quý I - Lạc Dương.xlsx")


@pytest.fixture
def kept(book: Path, tools) -> Path:
    """The layout that was found in the workbook, as a file."""
    path = book.with_name("bo-cuc.toml")
    path.write_text(found_layout(book, tools)[0], encoding="utf-8")
    return path


def read(path: Path, layout: Path):
    (found,) = read_files([path], load_tools(layout), Given())
    return found.report


def bound_by(report) -> dict[str, str]:
    return {i: v.bound_by for i, v in report.values.items() if v.cell}


def figures(report) -> dict[str, str]:
    """What stands in the bound cells, as shown: percents are read in points."""
    return {i: v.text for i, v in report.values.items() if v.cell}


SHOWN = {i: str(v) for i, v in FIGURES.items()}


def test_a_layout_that_was_written_down_is_right_and_names_file_and_rows(book, kept, tools, catalogue):
    layout = read_layout(kept, catalogue)
    assert faults_of(kept, tools) == ()
    assert layout.id == "quy-i-lac-duong"
    assert {row.id for table in layout.tables for row in table.rows} == set(FIGURES)
    assert {(t.sheet, t.value, t.note) for t in layout.tables} == {
        (f"Biểu {n}", 4, 5) for n in ("1", "3", "7")
    }


def test_what_was_not_found_is_listed_for_the_person_who_reviews_it(kept):
    text = kept.read_text(encoding="utf-8")
    assert "# Chưa tìm thấy, tự thêm nếu có trong tệp:" in text
    assert "#   BM6:1.1  Kế hoạch được giao" in text
    assert "BM3:3.3.1" not in text.partition("# Chưa tìm thấy")[2]
    assert "# gắn theo" in text
    assert "độ chắc" in text


def test_a_layout_binds_the_cells_from_which_it_was_written(book, kept, tools):
    report = read(book, kept)
    plain = read_file(book, book.name, tools, Given()).report
    assert {v.place for v in report.values.values()} == {v.place for v in plain.values.values()}
    assert set(bound_by(report).values()) == {"layout"}
    assert figures(report) == SHOWN
    assert not [f for f in report.findings if f.code == "BIND-014"]


def test_a_layout_says_the_column_where_headings_do_not(book, kept, tmp_path):
    def two_columns(lines):
        for sheet in lines.values():
            sheet[2] = ["STT", "Chỉ tiêu", "ĐVT", "Dự thảo", "Chính thức"]
            for line in sheet[3:]:
                line[4] = line[3] + 5000

    other = write(tmp_path / "hai-cot.xlsx", two_columns)
    report = read(other, kept)
    assert figures(report) == SHOWN
    assert not [f for f in report.findings if f.code == "BIND-008"]
    edit_all(kept, 'value = "D"', 'value = "E"')
    assert figures(read(other, kept)) == {i: str(v + 5000) for i, v in FIGURES.items()}


def edit_all(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_rows_below_one_that_was_inserted_are_found_again(kept, tmp_path):
    def insert(lines):
        lines["Biểu 3"].insert(6, [None, "Số TTHC được sửa đổi, bổ sung", "Thủ tục", 9, None])

    report = read(write(tmp_path / "chen.xlsx", insert), kept)
    assert figures(report) == SHOWN
    assert bound_by(report)["BM3:1.1"] == "layout"
    assert report.values["BM3:3.3.1"].place == "Biểu 3!D17"


def test_a_line_that_reads_otherwise_is_looked_for_like_any_other(kept, tmp_path):
    def exchange(lines):
        sheet = lines["Biểu 3"]
        sheet[4], sheet[5] = sheet[5], sheet[4]

    report = read(write(tmp_path / "doi-cho.xlsx", exchange), kept)
    assert figures(report) == SHOWN
    assert {bound_by(report)[i] for i in ("BM3:1.1", "BM3:1.2")} == {"code"}


def test_a_label_that_the_declaration_changes_is_no_label_of_the_annex_but_of_that_line(tmp_path, book, kept):
    """A province words a row in its own way: only the layout knows what it means."""
    words = "Chỉ số riêng của tỉnh về dịch vụ công"

    def reword(lines):
        lines["Biểu 3"][5][:2] = [None, words]

    other = write(tmp_path / "tu-khac.xlsx", reword)
    assert "BM3:1.2" not in figures(read_file(other, other.name, load_tools(), Given()).report)
    edit(kept, 'label = "Số TTHC công bố mới"', f'label = "{words}"')
    report = read(other, kept)
    assert figures(report) == SHOWN
    assert bound_by(report)["BM3:1.2"] == "layout"


def test_a_layout_of_another_workbook_is_told_and_the_rows_are_found_as_usual(kept, tmp_path):
    other = tmp_path / "khac.xlsx"
    workbook = load_workbook(write(other))
    for sheet in workbook.worksheets:
        sheet.title = f"{sheet.title} mới"
    workbook.save(other)
    report = read(other, kept)
    assert figures(report) == SHOWN
    (found,) = [f for f in report.findings if f.code == "BIND-014"]
    assert found.severity is Severity.WARNING
    assert found.message().startswith("khac.xlsx: không đúng bố cục đã khai báo (quy-i-lac-duong)")
    assert set(bound_by(report).values()) == {"code"}


def test_a_built_in_layout_that_does_not_fit_is_no_news(book, kept, tools, catalogue):
    built_in = replace(tools, layouts=(Layout("khac", "Khác", read_layout(kept, catalogue).tables[:1]),))
    workbook = load_workbook(book)
    workbook["Biểu 1"].title = "Khác"
    workbook.save(book)
    report = read_file(book, book.name, built_in, Given()).report
    assert not [f for f in report.findings if f.code == "BIND-014"]


def test_the_layout_of_many_units_side_by_side_names_each_column(tmp_path, tools, catalogue):
    lines = form_lines("BM3", ["STT", "Chỉ tiêu", "ĐVT", "Xã Lát", "Xã Đạ Sar"])
    lines[0] = ["BIỂU MẪU CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2025 HUYỆN LẠC DƯƠNG"]
    for line in lines[3:]:
        line[4] = line[3] + 5000
    path = write_book(tmp_path / "xa.xlsx", {"Biểu 3": lines})
    kept = tmp_path / "xa.toml"
    kept.write_text(found_layout(path, tools)[0], encoding="utf-8")
    (table,) = read_layout(kept, catalogue).tables
    assert (table.units, table.value) == ({4: "Xã Lát", 5: "Xã Đạ Sar"}, None)
    read = read_files([path], load_tools(kept), Given())
    found = {
        r.report.name: (r.report.values["BM3:1.2"].value, r.report.values["BM3:1.2"].bound_by) for r in read
    }
    figure = figures_of("BM3")["BM3:1.2"]
    assert found == {"Xã Lát": (figure, "layout"), "Xã Đạ Sar": (figure + 5000, "layout")}


def test_a_file_without_a_form_has_no_layout(tmp_path, tools):
    path = write_book(tmp_path / "luong.xlsx", {"Lương": [["Họ tên", "Lương"], ["An", 5]]})
    with pytest.raises(BrokenFile) as caught:
        found_layout(path, tools)
    assert caught.value.finding.code == "FILE-003"


def test_a_package_without_any_layout_of_its_own_has_none(monkeypatch, tmp_path):
    (tmp_path / "catalog").mkdir()
    monkeypatch.setattr(layouts, "files", lambda package: tmp_path / "catalog")
    layouts.load_layouts.cache_clear()
    try:
        assert layouts.load_layouts() == ()
    finally:
        layouts.load_layouts.cache_clear()
