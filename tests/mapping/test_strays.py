"""Numbers that stand in no row's cell: told, one finding a sheet, and no others."""

from __future__ import annotations

import pytest
from support import HEAD, document_of, form_lines, grid_of, line_of

from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.binding import bind
from cchc_excel.model.grids import Cell, Grid, cell_address

FORM = "BM3"


def told(*grids: Grid, **more: object) -> list[Finding]:
    from cchc_excel.catalog.loader import load_catalogue

    findings = bind(document_of(*grids, **more), load_catalogue()).findings
    return [f for f in findings if f.code == "BIND-021"]


def lines_with(*below: list[object]) -> list[list[object]]:
    return [*form_lines(FORM), *below]


def last_row() -> int:
    return len(form_lines(FORM))


def test_a_sheet_of_a_form_alone_has_none():
    assert told(grid_of(form_lines(FORM))) == []


def test_a_number_below_the_table_is_told():
    (found,) = told(grid_of(lines_with([], [None, None, None, 71])))
    assert (found.severity, found.cells) == (Severity.WARNING, (f"Sheet1!D{last_row() + 2}",))


def test_a_number_right_of_the_table_is_told():
    lines = form_lines(FORM)
    line_of(lines, "1.1").extend([None, 71])
    (found,) = told(grid_of(lines))
    assert found.cells == (f"Sheet1!G{lines.index(line_of(lines, '1.1')) + 1}",)


def test_a_number_in_a_line_that_was_inserted_without_a_label_is_told():
    lines = form_lines(FORM)
    at = lines.index(line_of(lines, "1.2"))
    lines.insert(at, [None, None, None, 71])
    (found,) = told(grid_of(lines))
    assert found.cells == (f"Sheet1!D{at + 1}",)


def test_a_number_typed_over_a_unit_of_measure_is_told():
    lines = form_lines(FORM)
    line_of(lines, "1.1")[2] = 71
    (found,) = told(grid_of(lines))
    assert found.cells == (f"Sheet1!C{lines.index(line_of(lines, '1.1')) + 1}",)


def test_all_of_a_sheet_are_told_in_one_finding():
    (found,) = told(grid_of(lines_with([None, None, None, None, None, None, 1], [], [2], ["3"])))
    assert len(found.cells) == 3


@pytest.mark.parametrize("typed", ["71", "2.700", "98,59%", "'5"])
def test_a_number_typed_as_text_is_told_too(typed):
    assert len(told(grid_of(lines_with([], [None, None, None, typed])))) == 1


def test_a_column_of_another_heading_accounts_for_its_numbers_in_the_lines_of_rows():
    lines = form_lines(FORM, (*HEAD, "Số liệu kỳ trước", "Chỉ số riêng của xã"))
    for line in lines[3:]:
        line.extend([7, 8])
    assert told(grid_of(lines)) == []


def test_words_account_for_the_numbers_of_a_line_that_is_no_row():
    below = (["", "Cộng", None, 71], [], [None, None, None, "Người lập biểu", 2025])
    assert told(grid_of(lines_with(*below))) == []


def test_titles_and_numbers_of_columns_are_no_figures():
    lines = form_lines(FORM)
    lines.insert(3, ["A", "B", 1, 2, 3])
    assert told(grid_of([["Số:", 31], *lines])) == []


def test_what_is_computed_is_no_figure():
    grid = grid_of(form_lines(FORM))
    row = last_row() + 2
    grid.cells[row, 4] = Cell(row, 4, cell_address(row, 4), 71, "71", formula="=SUM(D4:D9)")
    assert told(grid) == []


def test_a_sheet_without_a_form_may_hold_any_numbers():
    assert told(grid_of(form_lines(FORM)), grid_of([[1, 2, 3], [4]], "Tính nháp")) == []


def test_a_cell_that_is_told_of_already_is_not_told_twice():
    lines = form_lines(FORM)
    line_of(lines, "1.1")[3:] = [None, None, 71]  # BIND-017: beside a blank value cell
    assert told(grid_of(lines)) == []
