"""What is said of a single cell: code, row, cell, suggestion, and a message that is filled in."""

import re
from datetime import date

import pytest

from cchc_excel.errors import Severity
from cchc_excel.mapping.faults import faults

from .bound import bound

COUNT, AMOUNT, PERCENT, CHOICE = "BM3:3.3.1", "BM6:1.1", "BM7:2.2", "BM1:5.2"


@pytest.mark.parametrize(
    ("row_id", "content", "code", "suggestions", "words"),
    [
        (COUNT, "chưa có", "VAL-001", (), "ô số liệu chứa chữ «chưa có», không tính được"),
        (
            COUNT,
            (date(1900, 3, 11), "d-mmm"),
            "VAL-006",
            ("71",),
            "thay vì một con số; có lẽ đã gõ 71. Đặt lại",
        ),
        (PERCENT, (date(2025, 5, 3), "d-mmm"), "VAL-006", ("3.5",), "có lẽ đã gõ 3,5"),
        (COUNT, (date(2025, 5, 3), "d-mmm"), "VAL-006", (), "ô chứa ngày 03/05/2025 thay vì một con số. Đặt"),
        (COUNT, "1" * 120, "VAL-007", (), "lớn quá mức"),
        (
            AMOUNT,
            "2,7 tỷ",
            "VAL-012",
            (),
            "«2,7 tỷ» được đổi thành 2.700 theo đơn vị tính của dòng (Triệu đồng)",
        ),
        (COUNT, "71(1)", "VAL-013", ("71",), "Nếu là 71 thì chỉ ghi 71 trong ô"),
        (COUNT, "khoảng 70", "VAL-014", (), "không đọc chắc chắn được thành một con số"),
        (COUNT, "71 người", "VAL-015", (), "không phải là đơn vị tính của dòng (Hồ sơ)"),
        (CHOICE, "Có", "VAL-016", (), "Ghi một mã (0 = Trực tuyến, 1 = Phát phiếu, 2 = Kết hợp)"),
    ],
)
def test_a_cell_is_told_with_its_remedy(catalogue, row_id, content, code, suggestions, words):
    (found,) = faults(*bound({row_id: content}, catalogue), catalogue)
    assert (found.code, found.ids, found.suggestions) == (code, (row_id,), suggestions)
    assert found.cells == (f"{catalogue.form_of(row_id).short}!D10",)
    assert words in found.message()
    assert not re.search(r"[{}]", found.message("vi") + found.message("en"))


def test_a_converted_sum_is_a_note_and_what_is_not_understood_an_error(catalogue):
    told = {f.code: f.severity for f in faults(*bound({AMOUNT: "2,7 tỷ", COUNT: "x"}, catalogue), catalogue)}
    assert told == {"VAL-012": Severity.INFO, "VAL-001": Severity.ERROR}


def test_numbers_and_blanks_are_told_nothing(catalogue):
    assert not list(
        faults(*bound({COUNT: 71, AMOUNT: "2.700", PERCENT: "-", CHOICE: "Kết hợp"}, catalogue), catalogue)
    )
