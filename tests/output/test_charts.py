"""The charts by unit: which bars, of which rows, over which numbers; and that a blank is never a 0."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from accounts import account_of, figures, leaf, on_time, shapes, written

from cchc_excel.catalog.administration import load_administration
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.forms import Chart
from cchc_excel.output.bars import LOWEST, MOST, Leaves
from cchc_excel.output.charts import Charts, axis_end, caption
from cchc_excel.output.detail import Detail

ON_TIME = Chart("Đúng hạn", ("BM3:3.3", "BM3:3.2", "BM3:2.1"))
MEAN = Chart("Văn bản điện tử", ("BM7:2.2",))


def charts_of(account, *charts):
    catalogue = replace(load_catalogue(), charts=charts or (ON_TIME,))
    detail = Detail.of(catalogue, len(account.report.leaves))
    return Charts.of(
        account.report, Leaves.of(account.report.leaves, detail, catalogue, load_administration())
    )


def bars_of(account, *charts):
    """The bars of the first chart: name and value in whole thousandths of a percent, from the lowest up."""
    shown = charts_of(account, *charts).blocks[0].bars.shown
    return [(b.bunch.name, None if b.value is None else round(b.value * 100, 3)) for b in shown]


def said(account, *charts):
    made = charts_of(account, *charts)
    return caption(made.blocks[0], made.leaves.catalogue)


# Which bars


def test_a_unit_without_a_value_stands_there_without_a_value_and_is_no_zero():
    leaves = [on_time("Xã A", 100, 90), leaf("Xã B", {"BM3:3.3.1": 50}), on_time("Xã C", 10, 0)]
    account = account_of(leaves, ["Xã D"])
    assert bars_of(account) == [("Xã B", None), ("Xã D", None), ("Xã C", 0.0), ("Xã A", 90.0)]
    assert "«–» là chưa có số liệu" in said(account)


def test_a_unit_that_states_only_the_percent_is_shown_by_what_it_states():
    account = account_of([leaf("Xã A", {"BM3:3.3": 88.5}), on_time("Xã B", 100, 99)])
    assert bars_of(account) == [("Xã A", 88.5), ("Xã B", 99.0)]


def test_each_level_is_shown_by_the_row_that_it_reports():
    own = leaf("Huyện A", {"BM3:3.2.1": 40, "BM3:3.2.2": 30}, "Tỉnh B", "district")
    account = account_of([on_time("Xã A", 100, 90), own])
    assert bars_of(account) == [("Huyện A", 75.0), ("Xã A", 90.0)]
    assert "dòng 3.2, Biểu mẫu 3, dòng 3.3 (mỗi đơn vị theo dòng của cấp mình)" in said(account)


def test_a_commune_is_never_shown_by_a_row_of_a_level_above_it():
    assert bars_of(account_of([leaf("Xã A", {"BM3:3.2.1": 40, "BM3:3.2.2": 30})])) == [("Xã A", None)]


def test_a_typed_total_of_a_district_is_shown_by_its_communes_row_where_its_own_is_blank():
    district = leaf("Huyện A", {"BM3:3.3.1": 40, "BM3:3.3.2": 30}, "Tỉnh B", "district")
    assert bars_of(account_of([district], unit="Tỉnh B", level="province")) == [("Huyện A", 75.0)]


def test_namesakes_are_told_apart_by_the_unit_above_them():
    leaves = [on_time("Xã Tân Thành", 10, 9, "Huyện A"), on_time("Xã Tân Thành", 10, 8, "Huyện B")]
    names = [name for name, _ in bars_of(account_of(leaves, unit="Tỉnh B", level="province"))]
    assert names == ["Xã Tân Thành (Huyện B)", "Xã Tân Thành (Huyện A)"]


def test_more_than_25_units_are_grouped_and_their_percent_is_recomputed_not_averaged():
    large, small = on_time("Xã Lớn", 1000, 1000, "Huyện 1"), on_time("Xã Nhỏ", 10, 0, "Huyện 1")
    others = [on_time(f"Xã {n}", 100, 50, "Huyện 2") for n in range(MOST)]
    account = account_of([large, small, *others], unit="Tỉnh B", level="province")
    assert bars_of(account) == [("Huyện 2", 50.0), ("Huyện 1", 99.01)]
    assert "gộp theo đơn vị cấp trên, tính lại từ tổng số liệu thành phần" in said(account)


def test_a_district_s_own_report_stands_with_its_communes():
    parts = {"BM7:3.1": 100, "BM7:3.2": 100}
    communes = [leaf(f"Xã {n}", {"BM7:3.1": 10, "BM7:3.2": 0}, f"Huyện {n % 2}") for n in range(30)]
    own = leaf("HUYỆN 1", parts, "Tỉnh B", "district")
    account = account_of([*communes, own], unit="Tỉnh B", level="province")
    assert bars_of(account, Chart("Trực tuyến", ("BM7:3",))) == [("Huyện 0", 0.0), ("Huyện 1", 40.0)]


def test_a_plain_mean_of_groups_is_said_to_be_one():
    leaves = [leaf(f"Xã {n}", {"BM7:2.2": 50 + n % 2 * 10}, f"Huyện {n % 2}") for n in range(30)]
    account = account_of(leaves, unit="Tỉnh B", level="province")
    assert bars_of(account, MEAN) == [("Huyện 0", 50.0), ("Huyện 1", 60.0)]
    assert "lấy trung bình cộng vì biểu mẫu không có số liệu thành phần" in said(account, MEAN)


def test_of_too_many_bars_the_lowest_are_shown_and_the_rest_is_counted():
    leaves = [on_time(f"Xã {n}", 1000, n, "Tỉnh B") for n in range(50)]
    account = account_of([*leaves, leaf("Xã Trống", {}, "Tỉnh B")], unit="Tỉnh B", level="province")
    assert bars_of(account) == [(f"Xã {n}", n / 10) for n in range(LOWEST)]
    assert "20 thấp nhất trong 50 đơn vị có số liệu; 1 đơn vị chưa có số liệu không vẽ" in said(account)


def test_of_many_units_without_any_value_nothing_is_drawn():
    account = account_of([leaf(f"Xã {n}", {}, "Tỉnh B") for n in range(50)], unit="Tỉnh B", level="province")
    assert said(account).startswith("Chưa có đơn vị nào có số liệu")


def test_communes_of_the_whole_country_are_not_grouped_by_names_that_districts_share():
    leaves = [on_time(f"Xã {n}", 1000, n, f"Huyện {n % 3}") for n in range(50)]
    account = account_of(leaves, unit="Cả nước", level="national")
    assert len(bars_of(account)) == LOWEST


@pytest.mark.parametrize(("highest", "end"), [(None, 1), (0.2, 1), (1, 1), (1.02, 1.5), (98.6, 1.5)])
def test_the_axis_ends_at_100_percent_unless_a_plan_was_exceeded(highest, end):
    assert axis_end([None, highest]) == end


# As a workbook


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts")
    return {name: written(folder / name, account) for name, account in shapes().items()}


def parts_of(path, pattern):
    with zipfile.ZipFile(path) as package:
        return [package.read(n).decode() for n in sorted(package.namelist()) if re.fullmatch(pattern, n)]


def drawn(path):
    return parts_of(path, r"xl/charts/chart\d+\.xml")


def test_the_declared_charts_are_native_and_drawn_of_the_sheet_s_cells(files, catalogue):
    charts, sheet = drawn(files["it.xlsx"]), openpyxl.load_workbook(files["it.xlsx"])["Biểu đồ"]
    assert len(charts) == len(catalogue.charts) == 3
    for chart, declared in zip(charts, catalogue.charts, strict=True):
        assert declared.title in chart
        (first, last) = re.search(r"<c:val>.*?'Biểu đồ'!\$C\$(\d+):\$C\$(\d+)", chart).groups()
        assert [sheet[f"A{int(first) - 1}"].value, sheet[f"C{int(first) - 1}"].value] == ["Đơn vị", "Tỷ lệ"]
        assert int(last) - int(first) == 5, "four leaves and two missing units"
        assert re.search(r'<c:max val="1(\.0)?"/><c:min val="0"/>', chart)
        assert "<c:legend>" not in chart
        assert 'typeface="Times New Roman"' in chart


def test_a_missing_value_is_no_point_of_the_chart_and_its_name_says_so(files):
    chart = drawn(files["it.xlsx"])[0]
    values = re.search(r"<c:val>.*?</c:val>", chart)[0]
    assert '<c:ptCount val="6"/>' in values
    assert re.findall(r'<c:pt idx="(\d+)">', values) == ["2", "3", "4", "5"]
    names = re.findall(r"<c:v>([^<]+)</c:v>", re.search(r"<c:cat>.*?</c:cat>", chart)[0])
    assert names[:2] == ["Xã Thiếu (–)", "Xã Vắng (–)"]
    sheet = openpyxl.load_workbook(files["it.xlsx"], data_only=True)["Biểu đồ"]
    assert [sheet["C6"].value, sheet["D6"].value] == ["–", "Xã Thiếu (–)"]


def test_with_nothing_to_draw_a_sentence_stands_in_place_of_the_chart(files):
    assert drawn(files["trong.xlsx"]) == []
    cells = [
        c.value for row in openpyxl.load_workbook(files["trong.xlsx"])["Tổng quan"] for c in row if c.value
    ]
    sentences = [
        text for text in cells if str(text).startswith("Chưa có đơn vị nào có số liệu để vẽ biểu đồ")
    ]
    assert len(sentences) == 3


def test_libreoffice_computes_every_formula_to_what_is_stored(files, recalculate):
    again = recalculate(list(files.values()))
    counts = dict.fromkeys(files, 0)
    for name, path in files.items():
        formulas, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
        computed = openpyxl.load_workbook(again[name], data_only=True)
        for sheet in ("Tổng quan", "Biểu đồ"):
            for cell in (c for row in formulas[sheet].iter_rows() for c in row if c.data_type == "f"):
                ours, theirs = (book[sheet][cell.coordinate].value for book in (stored, computed))
                same = (ours or "") == (theirs or "") or ours == pytest.approx(theirs, rel=1e-12)
                assert same, (name, sheet, cell.coordinate, ours, theirs)
                counts[name] += 1
    assert min(counts.values()) >= 12
    assert counts["huyen.xlsx"] > 90


def test_a_changed_leaf_line_changes_its_bar_and_an_emptied_one_is_missing(files, recalculate, tmp_path):
    book = openpyxl.load_workbook(files["it.xlsx"])
    detail = book["Chi tiết"]
    heads = {cell.value: cell.column for cell in detail[3]}
    assert detail.cell(4, heads["Đơn vị"]).value == "Xã 0"
    detail.cell(4, heads["BM3:3.3.2"]).value = 50
    detail.cell(4, heads["BM7:3.1"]).value = None
    book.save(tmp_path / "sua.xlsx")
    sheet = openpyxl.load_workbook(recalculate([tmp_path / "sua.xlsx"])["sua.xlsx"], data_only=True)[
        "Biểu đồ"
    ]
    shown = {(row[1], row[3]): row[2] for row in sheet.iter_rows(max_col=4, values_only=True)}
    assert shown["BM3:3.3", "Xã 0"] == 0.5
    assert shown["BM7:3", "Xã 0 (–)"] == "–"


def test_the_order_in_which_reports_came_changes_no_bar():
    leaves = [leaf(f"Xã {n}", figures(n), f"Huyện {n % 7}") for n in range(40)]
    orders = [account_of(some, unit="Tỉnh B", level="province") for some in (leaves, leaves[::-1])]
    assert sorted(bars_of(orders[0])) == sorted(bars_of(orders[1]))
