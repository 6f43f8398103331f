"""The page that a chairman reads: one A4 page, plain words, last period beside this one."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import openpyxl
import pytest
from accounts import account_of, before, leaf, on_time, shapes, written

from cchc_excel.output.overview import Punctuality


def page_of(account, tmp_path):
    return openpyxl.load_workbook(written(tmp_path / "t.xlsx", account), data_only=True)["Tổng quan"]


def texts_of(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def told(sheet):
    """The lines that say who reported, by their headings."""
    return {
        row[0]: row[1] for row in sheet.iter_rows(min_row=6, max_col=2, values_only=True) if row[0] and row[1]
    }


def percents(sheet):
    """The table of percents as a person reads it: its headings, and each row's values by its id."""
    rows = [[v for v in row if v is not None] for row in sheet.iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(rows) if row[:1] == ["Tỷ lệ chính"])
    lines = [row for row in rows[start + 1 :] if row and "(BM" in str(row[0])]
    return rows[start], {row[0].rpartition("(")[2].rstrip(")"): row[1:] for row in lines}


ON_TIME = "BM3:3.3"
LEAVES = [on_time("Xã A", 200, 190), on_time("Xã B", 100, 80)]


def test_the_page_stays_one_a4_page_whatever_is_missing(save_as, tmp_path):
    for name, account in shapes().items():
        path = written(tmp_path / name, account)
        sheet = openpyxl.load_workbook(path)["Tổng quan"]
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}, (
            "1 is what is left out"
        )
        assert sheet.page_setup.orientation != "landscape"
        text = subprocess.run(
            ["pdftotext", str(save_as(path, "pdf")), "-"], capture_output=True, text=True, check=True
        ).stdout
        pages = text.split("\f")
        first = next(n for n, page in enumerate(pages) if "TỔNG HỢP SỐ LIỆU" in page)
        assert "Phát hiện" in pages[first] and "Ô trống là chưa có số liệu" in pages[first], name
        assert pages[first + 1].startswith("Phụ lục"), name


def test_the_verdict_says_whether_all_reported_and_how_many_errors_there_are(tmp_path):
    assert page_of(account_of(LEAVES), tmp_path)["A4"].value == "Đủ 2/2 đơn vị phải báo cáo. Không có lỗi."
    wrong = page_of(account_of([*LEAVES, on_time("Xã C", 10, 999)], ["Xã D"]), tmp_path)["A4"].value
    assert wrong.startswith("Mới có 3/4 đơn vị phải báo cáo (75%). Có 2 lỗi phải xem trước khi dùng số liệu")


def test_nearly_all_is_not_100_percent(tmp_path):
    leaves = [on_time(f"Xã {n}", 100, 90) for n in range(299)]
    assert "299/300 đơn vị phải báo cáo (99%)" in page_of(account_of(leaves, ["Xã C"]), tmp_path)["A4"].value


def test_without_an_earlier_file_no_column_speaks_of_one(tmp_path):
    heads, rows = percents(page_of(account_of(LEAVES), tmp_path))
    assert heads == ["Tỷ lệ chính", "Quý I năm 2025", "Đơn vị có số liệu"]
    assert rows[ON_TIME] == [0.9, "2/2"]


def test_the_earlier_value_of_the_same_units_and_the_change_stand_beside_the_value(tmp_path):
    account = account_of(LEAVES, ["Xã C"], before=before({ON_TIME: 90.25}, {ON_TIME: 91.5}))
    heads, rows = percents(page_of(account, tmp_path))
    assert heads == [
        "Tỷ lệ chính",
        "Quý I năm 2025",
        "Năm 2024, mọi đơn vị",
        "Năm 2024, các đơn vị đã nộp kỳ này",
        "Tăng, giảm (điểm)",
        "Đơn vị có số liệu",
    ]
    assert rows[ON_TIME] == [0.9, 0.9025, 0.915, -1.5, "2/3"]


def test_where_the_units_are_the_same_one_earlier_column_is_enough(tmp_path):
    account = account_of(LEAVES, before=before({ON_TIME: 89}, {ON_TIME: 89}))
    heads, rows = percents(page_of(account, tmp_path))
    assert heads == ["Tỷ lệ chính", "Quý I năm 2025", "Năm 2024", "Tăng, giảm (điểm)", "Đơn vị có số liệu"]
    assert rows[ON_TIME] == [0.9, 0.89, 1, "2/2"]


def test_an_earlier_file_of_the_same_period_is_called_one(tmp_path):
    same = replace(before({ON_TIME: 89}, {ON_TIME: 89}), period=LEAVES[0].cover.period)
    heads, _ = percents(page_of(account_of(LEAVES, before=same), tmp_path))
    assert heads[1:3] == ["Quý I năm 2025", "Quý I năm 2025, tệp trước"]


def test_without_one_of_the_two_values_there_is_no_difference(tmp_path):
    account = account_of(LEAVES, ["Xã C"], before=before({"BM7:3": 50, ON_TIME: 90}, {"BM7:3": 40}))
    _, rows = percents(page_of(account, tmp_path))
    assert rows["BM7:3"] == [0.5, 0.4, "0/3"], "a value of then, none of now"
    assert rows[ON_TIME] == [0.9, 0.9, "2/3"], "none of then of the same units"


def test_a_row_that_nobody_reports_is_left_out_unless_the_earlier_file_had_it(tmp_path):
    _, rows = percents(page_of(account_of(LEAVES), tmp_path))
    assert "BM3:2.1" not in rows
    assert "BM1:2" in rows
    account = account_of(LEAVES, before=before({"BM3:2.1": 99}, {"BM3:2.1": 99}))
    assert percents(page_of(account, tmp_path))[1]["BM3:2.1"] == [0.99, "0/0"]


def test_punctuality_corrections_and_the_reconciliation_are_told_where_they_are_known(tmp_path):
    sentence = "Đã đối chiếu 20 số liệu: 20 khớp."
    late = Punctuality(1, ["Xã A"], ["Xã B"])
    account = account_of(LEAVES, punctuality=late, corrected=3, reconciliation=sentence)
    lines = told(page_of(account, tmp_path))
    assert lines["Thời hạn"] == "1 đúng hạn; 1 muộn (Xã A); 1 không rõ ngày báo cáo (Xã B)"
    assert lines["Đính chính"].startswith("3 số liệu")
    assert lines["Đối soát"] == sentence
    assert (
        told(page_of(account_of(LEAVES), tmp_path)).keys().isdisjoint({"Thời hạn", "Đính chính", "Đối soát"})
    )


def test_long_lists_name_the_first_and_count_the_others(tmp_path):
    missing = [f"Thị trấn Nông trường số {n}" for n in range(124)]
    lines = told(page_of(account_of(LEAVES, missing, refused=60), tmp_path))
    assert lines["Chưa nộp"].startswith("124 đơn vị: Thị trấn Nông trường số 0, ")
    assert lines["Chưa nộp"].endswith(" đơn vị khác (xem sheet «Tình trạng nộp»)")
    named = lines["Chưa nộp"].count("Thị trấn")
    assert f" và {124 - named} đơn vị khác" in lines["Chưa nộp"]
    assert lines["Bị từ chối"].startswith("60 trường hợp: ")
    assert max(map(len, lines.values())) < 400


@pytest.mark.parametrize("name", ["X" * 5000, "="])
def test_a_name_that_is_no_name_breaks_no_page(name, tmp_path):
    sheet = page_of(account_of([leaf(name, {"BM3:3.3.1": 1})], [name, "Xã B"]), tmp_path)
    assert any("Xã B" in text for text in texts_of(sheet))
