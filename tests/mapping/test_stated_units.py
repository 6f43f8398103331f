"""Another unit of measure than the annex's: beside a figure, in its label, over its column, above its table.
The figure is brought to the row's own unit and told; where the sheet contradicts itself it is told and
stays."""

from collections.abc import Callable

import pytest

from cchc_excel.catalog.administration import load_administration, load_register
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_report
from cchc_excel.model.reports import Report

from ..support import document_of, form_lines, grid_of, line_of

PLAN, DONE, SETTLED = "BM6:1.1", "BM6:1.2", "BM3:3.3.1"
Lines = list[list[object]]


def read(form: str, change: Callable[[Lines], None]) -> Report:
    lines = form_lines(form)
    change(lines)
    document = document_of(grid_of(lines, f"Biểu {form}"))
    return read_report(document, load_catalogue(), load_administration(), load_register(), Given())[0]


def told(report: Report) -> list[tuple[str, str]]:
    return [(f.code, f.ids[0]) for f in report.findings if f.code.startswith("VAL-")]


def money(unit: str, plan: object, done: object = 0) -> Callable[[Lines], None]:
    def change(lines: Lines) -> None:
        for code, figure in (("1.1", plan), ("1.2", done)):
            line_of(lines, code)[2:4] = [unit, figure]

    return change


@pytest.mark.parametrize(
    ("unit", "typed", "own"),
    [
        ("Nghìn đồng", 2_700_000, 2700),
        ("ngàn đồng", "2.700.000", 2700),
        ("đồng", 2_700_000_000, 2700),
        ("Tỷ đồng", 2.7, 2700),
        ("tỷ", "2,7", 2700),
        ("ĐVT: tỷ đồng", 12, 12000),
        ("Nghìn đ", 2_700_000, 2700),
        ("1000 đồng", 2_700_000, 2700),
        ("1.000đ", 2_700_000, 2700),
        ("Nghìn VNĐ", 2_700_000, 2700),
        ("nghìn", 2_700_000, 2700),
        ("Ng. đồng", 2_700_000, 2700),
        ("Trăm triệu đồng", 27, 2700),
        ("10 triệu đồng", 270, 2700),
        ("Nghìn tỷ đồng", 0.0027, 2700),
    ],
)
def test_an_amount_is_brought_from_the_unit_beside_it_to_the_rows(unit, typed, own):
    report = read("BM6", money(unit, typed))
    assert report.numbers[PLAN] == own
    assert told(report) == [("VAL-019", PLAN)]


@pytest.mark.parametrize("unit", ["Triệu đồng", "triệu", "Tr.đ", "Tr.VNĐ", "", "Đơn vị", "Dự án"])
def test_what_states_no_other_unit_changes_nothing(unit):
    report = read("BM6", money(unit, 2700))
    assert report.numbers[PLAN] == 2700
    assert "VAL-019" not in dict(told(report)) and "VAL-020" not in dict(told(report))


def test_the_finding_names_both_cells_and_both_numbers():
    report = read("BM6", money("Nghìn đồng", 2_700_000))
    found = next(f for f in report.findings if f.code == "VAL-019")
    assert found.severity is Severity.WARNING and found.suggestions == ("2700",)
    assert [c.partition("!")[2] for c in found.cells] == [report.values[PLAN].cell, "C5"]
    text = found.message()
    assert "số 2.700.000 được đổi thành 2.700 Triệu đồng" in text
    assert "ô C5 ghi đơn vị tính là «Nghìn đồng»" in text


@pytest.mark.parametrize("unit", ["Nghìn hồ sơ", "1000 hồ sơ", "1.000 hồ sơ"])
def test_a_count_in_thousands_is_brought_to_its_unit(unit):
    def change(lines: Lines) -> None:
        line_of(lines, "3.3.1")[2:4] = [unit, 0.65]

    report = read("BM3", change)
    assert report.numbers[SETTLED] == 650
    assert told(report) == [("VAL-019", SETTLED)]


def over_the_column(lines: Lines) -> None:
    lines[2][3] = "Số liệu (nghìn đồng)"


def above_the_table(lines: Lines) -> None:
    lines.insert(2, [None, None, None, "Đơn vị tính: Nghìn đồng"])


def in_parentheses_above(lines: Lines) -> None:
    lines.insert(2, [None, None, None, "(Đơn vị: nghìn đồng)"])


def bare_above(lines: Lines) -> None:
    lines.insert(2, [None, None, None, "Nghìn đồng"])


def without_a_colon_above(lines: Lines) -> None:
    lines.insert(2, [None, None, None, "Đơn vị tính 1.000 đồng, %"])


def over_the_units(lines: Lines) -> None:
    lines[2][2] = "Đơn vị tính: nghìn đồng"


def behind_the_label(lines: Lines) -> None:
    line_of(lines, "1.1")[1] += " - nghìn đồng"


def behind_a_comma(lines: Lines) -> None:
    line_of(lines, "1.1")[1] += ", nghìn đồng"


def as_a_sum_in_the_note(lines: Lines) -> None:
    line_of(lines, "1.1")[4] = "Bổ sung, 1.000 triệu đồng (10 tỷ đồng)"


def in_the_label(lines: Lines) -> None:
    line_of(lines, "1.1")[1] += " (nghìn đồng)"


def in_the_note(lines: Lines) -> None:
    line_of(lines, "1.1")[4] = "ĐVT: nghìn đồng"


def read_stated(where: Callable[[Lines], None], unit: str) -> Report:
    """What is read of 2.700.000 beside one unit where another is stated elsewhere."""

    def change(lines: Lines) -> None:
        money(unit, 2_700_000)(lines)
        where(lines)

    return read("BM6", change)


@pytest.mark.parametrize("where", [over_the_column, above_the_table, in_the_label, in_the_note])
def test_a_sheet_that_contradicts_itself_is_asked_about_and_its_figure_stays(where):
    report = read_stated(where, "Triệu đồng")
    assert report.numbers[PLAN] == 2_700_000
    found = next(f for f in report.findings if f.code == "VAL-020")
    assert found.ids == (PLAN,) and found.suggestions == ("2700",)
    assert "nghìn đồng" in found.message().casefold()


ELSEWHERE = [
    *(over_the_column, above_the_table, in_the_label, in_parentheses_above, bare_above),
    *(without_a_colon_above, over_the_units, behind_the_label, behind_a_comma),
]


@pytest.mark.parametrize("where", ELSEWHERE)
def test_alone_they_are_believed(where):
    report = read_stated(where, "")
    assert report.numbers[PLAN] == 2700
    assert ("VAL-019", PLAN) in told(report)


def test_a_sum_in_a_note_is_no_unit():
    report = read_stated(as_a_sum_in_the_note, "Triệu đồng")
    assert report.numbers[PLAN] == 2_700_000
    assert {"VAL-019", "VAL-020"}.isdisjoint(dict(told(report)))


def test_figures_of_other_kinds_are_not_touched_by_a_unit_of_money_above_them():
    def change(lines: Lines) -> None:
        above_the_table(lines)
        line_of(lines[1:], "1")[3] = 0.5

    report = read("BM6", change)
    changed = {i for _, i in told(report)}
    assert changed <= {PLAN, DONE}


def test_a_number_that_was_typed_with_its_unit_is_converted_once():
    report = read("BM6", money("Nghìn đồng", "2,7 tỷ"))
    assert report.numbers[PLAN] == 2700
    assert told(report) == [("VAL-012", PLAN)]


def test_the_title_of_the_table_before_says_nothing_of_the_next():
    amounts, settled = form_lines("BM6"), form_lines("BM3")
    amounts.insert(2, [None, None, None, "ĐVT: nghìn đồng"])
    document = document_of(grid_of([*amounts, *settled], "Tổng hợp"))
    report = read_report(document, load_catalogue(), load_administration(), load_register(), Given())[0]
    assert {i for code, i in told(report) if code in ("VAL-019", "VAL-020")} <= {PLAN, DONE}
