"""Where tables stand on a sheet and what each column holds: told by headings, never by position alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from support import HEAD, form_lines, grid_of

from cchc_excel.mapping.columns import Known, find_tables, heading_of, is_figure
from cchc_excel.model.grids import Cell

NOBODY = Known()
COMMUNES = Known(is_unit=lambda text: text.startswith("Xã "))
FIRST_QUARTER = Known(is_own_period=lambda text: {"Quý I": True, "Quý II": False}.get(text))


@pytest.fixture
def tables(catalogue):
    def of(lines, known=NOBODY, **looks):
        grid = grid_of(lines, **looks)
        return list(find_tables(grid, dict(grid.rows()), catalogue, known))

    return of


@pytest.fixture
def values(tables):
    """The columns of the figures under a heading of one line, or of several."""

    def of(*head, known=NOBODY, **looks):
        width = max(map(len, head))
        return tables([*head, ["1.1", "Số TTHC công bố mới", *[7] * (width - 2)]], known, **looks)[-1].values

    return of


# Headings


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Số liệu", "value"),
        ("SO LIEU", "value"),
        ("Số  liệu\n(đến ngày 10/3)", "value"),
        ("Số liệu kỳ này", "value"),
        ("Kết quả thực hiện", "value"),
        ("Số liêụ", "value"),
        ("Số liệu kỳ trước", "other"),
        ("Thực hiện cùng kỳ năm 2024", "other"),
        ("Kế hoạch năm", "other"),
        ("Lũy kế từ đầu năm", "other"),
        ("So với kỳ trước (%)", "other"),
        ("Đơn vị tính", "measure_unit"),
        ("ĐVT", "measure_unit"),
        ("STT", "code"),
        ("Số TT", "code"),
        ("Chỉ tiêu thống kê", "label"),
        ("Nội dung", "label"),
        ("Ghi chú", "note"),
        ("Giải trình số liệu", "note"),
        ("Tháng Giêng", None),
        ("", None),
        ("x " * 200, None),
    ],
)
def test_a_heading_tells_what_its_column_holds(catalogue, text, role):
    heading = heading_of(text, catalogue)
    assert (heading.role if heading else None) == role


@pytest.mark.parametrize(
    ("content", "is_one"),
    [(71, True), (0, True), ("2.700", True), ("98,59 %", True), ("'05", True), ("x", False), ("…", False)],
)
def test_what_begins_with_a_number_is_a_figure(content, is_one):
    assert is_figure(Cell(1, 1, "A1", content, str(content))) is is_one


def test_a_formula_without_a_result_is_a_figure_and_an_empty_cell_is_none():
    assert is_figure(Cell(1, 1, "A1", formula="=A2/A3"))
    assert not is_figure(Cell(1, 1, "A1"))


# Columns


def test_each_column_of_the_official_form_is_told(tables):
    title, table = tables(form_lines("BM3"))
    assert table.columns == {"code": 1, "label": 2, "measure_unit": 3, "value": 4, "note": 5}
    assert (table.values, table.first_row, table.last_row, table.number) == ((4,), 4, 17, "3")
    assert (title.first_row, title.last_row, title.columns) == (1, 2, None)


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (["STT", "Chỉ tiêu", "Số liệu kỳ trước", "Số liệu", "Ghi chú"], (4,)),
        (["STT", "Chỉ tiêu", "Số liệu", "Số liệu kỳ trước"], (3,)),
        (["STT", "Chỉ tiêu", "Kế hoạch", "Thực hiện", "Tỷ lệ"], (4,)),
        (["STT", "Chỉ tiêu", "Thực hiện", "Số liệu kỳ này"], (4,)),
        (["STT", "Chỉ tiêu", "Số liệu", "Số liệu"], (3, 4)),
        (["STT", "Chỉ tiêu", "Số liệu Quý I", "Số liệu Quý IV"], (3, 4)),
        (["STT", "Chỉ tiêu", "Tháng Giêng", "31/3/2025"], ()),
    ],
)
def test_the_figures_are_the_column_that_is_headed_so_most_clearly_or_all_that_are_alike(
    values, head, columns
):
    assert values(head) == columns


def test_a_heading_of_two_lines_is_read_as_one(values):
    head = [["STT", "Chỉ tiêu", "Số liệu", None], [None, None, "Kỳ trước", "Kỳ này"]]
    assert values(*head, merged=((1, 3, 1, 4),)) == (4,)


def test_the_numbers_of_the_columns_belong_to_the_heading(tables):
    (table,) = tables([HEAD, ["A", "B", "C", "1", "2"], ["1.1", "Số TTHC công bố mới", "Thủ tục", 7, None]])
    assert table.first_row == 3


def test_a_hidden_column_of_figures_is_left_out_where_another_is_in_sight(values):
    head = ["STT", "Chỉ tiêu", "Số liệu", "Số liệu"]
    assert values(head, hidden_columns=frozenset({3})) == (4,)
    assert values(head[:3], hidden_columns=frozenset({3})) == (3,)


def test_the_heading_that_names_the_report_s_own_period_is_that_of_the_figures(values):
    assert values(["STT", "Chỉ tiêu", "Quý I", "Quý II"], known=FIRST_QUARTER) == (3,)
    assert values(["STT", "Chỉ tiêu", "Số liệu", "Quý I"], known=FIRST_QUARTER) == (4,)


def test_units_that_head_columns_are_told_from_their_total_and_from_last_period(tables):
    head = ["STT", "Chỉ tiêu", "ĐVT", "Toàn huyện", "Xã Lát", "Xã Đạ Sar", "Xóm Mới", "Ghi chú"]
    (table,) = tables([head, ["1.1", "Số TTHC công bố mới", "Thủ tục", 3, 1, 1, 1]], COMMUNES)
    assert table.units == {5: "Xã Lát", 6: "Xã Đạ Sar", 7: "Xóm Mới"}
    assert table.values == ()


def test_of_two_columns_under_a_unit_the_one_of_this_period_counts(tables):
    head = [
        ["STT", "Chỉ tiêu", "Xã Lát", None, "Xã Đạ Sar", None],
        [None, None, "Kỳ trước", "Kỳ này", "Kỳ trước", "Kỳ này"],
    ]
    lines = [*head, ["1.1", "Số TTHC công bố mới", 1, 2, 3, 4]]
    (table,) = tables(lines, COMMUNES, merged=((1, 3, 1, 4), (1, 5, 1, 6)))
    assert table.units == {4: "Xã Lát", 6: "Xã Đạ Sar"}


def test_beside_a_column_of_figures_one_unit_alone_makes_no_table_of_units(tables):
    heads = ["STT", "Chỉ tiêu", "Số liệu", "Xã Lát"]
    (table,) = tables([heads, ["1.1", "Số TTHC công bố mới", 1, 2]], COMMUNES)
    assert not table.units
    (table,) = tables([["STT", "Chỉ tiêu", "Xã Lát"], ["1.1", "Số TTHC công bố mới", 1]], COMMUNES)
    assert table.units == {3: "Xã Lát"}


def test_no_label_stands_among_the_notes_or_right_of_the_figures(tables):
    _, table = tables(form_lines("BM3", ["Căn cứ", "Chỉ tiêu", "ĐVT", "Số liệu", "Ghi chú"]))
    assert [c for c in range(1, 9) if table.may_hold_labels(c)] == [2, 3, 4]


# Tables


def test_forms_below_each_other_are_tables_of_their_own_with_their_numbers(tables):
    found = tables([*form_lines("BM3"), [], *form_lines("BM4")])
    assert [(t.number, t.first_row, t.last_row) for t in found[1:]] == [("3", 4, 20), ("4", 22, 36)]


def test_forms_beside_each_other_are_parted_where_the_header_begins_again(tables):
    lines = [
        [*HEAD, None, *HEAD],
        ["1.1", "Số TTHC công bố mới", "Thủ tục", 7, None, None, "2.1", "Số", "", 9],
    ]
    first, second = tables(lines)
    assert (first.first_column, first.last_column, first.values) == (1, 6, (4,))
    assert (second.first_column, second.values) == (7, (10,))


def test_without_a_header_a_sheet_is_one_table_that_says_nothing_of_its_columns(tables):
    (table,) = tables(form_lines("BM3")[3:])
    assert (table.columns, table.values, table.first_row) == (None, (), 1)


@pytest.mark.parametrize(
    ("above", "sheet", "number"),
    [
        ("Biểu mẫu 2a", "Sheet1", "2a"),
        ("BM3", "Sheet1", "3"),
        ("Phụ lục số 04", "Sheet1", "4"),
        ("Báo cáo", "PL 5", "5"),
        ("Biểu 6", "Biểu mẫu 3", "6"),
        ("Báo cáo", "Sheet5", ""),
    ],
)
def test_the_form_s_number_is_told_by_the_line_above_else_by_the_sheet_s_name(tables, above, sheet, number):
    lines = [[above], [], HEAD, ["1.1", "Số TTHC công bố mới", "Thủ tục", 7, None]]
    assert tables(lines, name=sheet)[-1].number == number


def test_a_day_in_a_header_does_not_end_it_in_an_error(values):
    assert values(["STT", "Chỉ tiêu", datetime(2025, 3, 31), "Số liệu"]) == (4,)
