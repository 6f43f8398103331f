"""The sheets that a consolidated file adds, by their names and headings: written in `output/`, read back
in `mapping/`."""

from __future__ import annotations

OVERVIEW, DETAIL, FINDINGS, STATUS, SOURCES, BINDINGS, NOTES, CHARTS = (
    "Tổng quan",
    "Chi tiết",
    "Phát hiện",
    "Tình trạng nộp",
    "Nguồn",
    "Gắn ô",
    "Ghi chú",
    "Biểu đồ",
)

CALLS = "Cần liên hệ"
"""Whom to ask first, with a message ready to be sent; made anew each time, never read back."""

COVER, CHECKS = "Bìa", "Kiểm tra"
OWN_SHEETS = (
    COVER,
    CHECKS,
    OVERVIEW,
    DETAIL,
    FINDINGS,
    STATUS,
    SOURCES,
    BINDINGS,
    NOTES,
    CHARTS,
    CALLS,
)
"""The sheets of our workbooks that hold no form."""

UNIT_CODE, UNIT_NAME, LEVEL, PARENT = "Mã đơn vị", "Đơn vị", "Cấp", "Đơn vị cấp trên"
FILE, SHA256, START, END = "Tệp", "SHA-256", "Từ ngày", "Đến ngày"
DETAIL_COLUMNS = (UNIT_CODE, UNIT_NAME, LEVEL, PARENT, FILE, SHA256, START, END)
"""Before one column per row, headed by its id."""

SEVERITY, MESSAGE_CODE, RULE, ROWS, CELLS, MESSAGE = "Mức độ", "Mã", "Quy tắc", "Chỉ tiêu", "Ô", "Nội dung"
STATED, COMPUTED, IMBALANCE, EXPLANATION = "Số nêu", "Số tính", "Chênh lệch", "Giải trình"
STALE = "Giải trình cũ"
"""Marks an explanation that was written for other figures."""

STATUS_OF, REASON, REPORT_DATE = "Tình trạng", "Lý do", "Ngày báo cáo"
RECEIVED, MISSING, REFUSED, NOT_EXPECTED = "đã nộp", "chưa nộp", "bị từ chối", "ngoài danh sách"
SET_ASIDE = "trùng, để riêng"
"""A report of a unit of which another one is used."""
DUE, PUNCTUALITY, CONTACT = "Thời hạn", "Đúng hạn", "Liên hệ"
REFUSED_STRANGER = "bị từ chối, ngoài danh sách"
"""A refused file of a unit that was not expected, or of nobody known."""

MODIFIED, BINDING_NUMBER, ISSUE, REPORT_NUMBER = "Sửa lần cuối", "Số gắn ô", "Phiên bản mẫu", "Số báo cáo"
PREPARED_BY, PHONE, OWN = "Người lập", "Điện thoại", "Số liệu riêng"
MARK = "Dấu kiểm"
"""Of the figures of a leaf line, so that a change by hand is noticed."""

SHEET, CELL, HOW, ROW = "Sheet", "Ô", "Cách gắn", "Dòng"

STATE, TEXT, NOTE, FORMULA = "Trạng thái", "Nguyên văn", "Ghi chú", "Công thức"
SENT, WHY_CORRECTED, TOLD_BY, TOLD_ON = "Số đã gửi", "Lý do đính chính", "Người báo", "Ngày báo"
"""Of a corrected figure: what the unit had sent, why it was wrong, who said so and when."""

BOUND_BY_WORDS = {"name": "tên ô", "code": "cột STT", "label": "tên chỉ tiêu", "layout": "bố cục khai báo"}
"""How a row was bound, as `Gắn ô` says it."""
STATE_WORDS = {
    "number": "số",
    "blank": "trống",
    "text": "chữ",
    "error": "lỗi",
    "not_applicable": "không áp dụng",
    "tally": "đếm lượt",
}
"""A value's state, as `Ghi chú` says it."""
