"""The words that every report of a check shares: its sheets or sections, its headings, its verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cchc_excel.errors import Severity
from cchc_excel.words import Words

TITLE = Words("Kết quả kiểm tra số liệu cải cách hành chính", "Check of administrative-reform figures")
SUMMARY = Words("Tóm tắt", "Summary")
FINDINGS = {
    Severity.ERROR: Words("Lỗi cần sửa", "Errors"),
    Severity.WARNING: Words("Cảnh báo", "Warnings"),
    Severity.INFO: Words("Lưu ý", "Notes"),
}
"""The parts of a report that list findings, by the severity that counts."""
RULES, FILES = Words("Quy tắc", "Rules"), Words("Nộp báo cáo", "Files")

NUMBER, UNIT, UNIT_CODE = Words("STT", "No."), Words("Đơn vị", "Unit"), Words("Mã đơn vị", "Unit code")
PERIOD, FILE, STATUS = Words("Kỳ báo cáo", "Period"), Words("Tệp", "File"), Words("Kết quả", "Result")
REPORT_NUMBER, REPORT_DATE = Words("Số báo cáo", "Report number"), Words("Ngày báo cáo", "Report date")
REASON, SHA256 = Words("Lý do", "Reason"), Words("SHA-256", "SHA-256")
SEVERITY, CODE = Words("Mức độ", "Severity"), Words("Quy tắc", "Rule")
FORM, ROW, CELL = Words("Biểu mẫu", "Form"), Words("Dòng", "Row"), Words("Ô", "Cell")
OTHER_CELLS, MESSAGE = Words("Ô liên quan", "Other cells"), Words("Nội dung", "Message")
STATED, COMPUTED, IMBALANCE = (
    Words("Số nêu", "Stated"),
    Words("Số tính", "Computed"),
    Words("Chênh lệch", "Difference"),
)
CAUSE_OF = Words("Gợi ý cho phát hiện", "Suggestion for finding")
SUGGESTION, EXPLANATION = Words("Gợi ý", "Suggestion"), Words("Giải trình", "Explanation")
SENTENCE, REASON_OF_RULE = Words("Nội dung quy tắc", "What must hold"), Words("Lý do", "Reason")
VERDICTS = {
    "satisfied": Words("Đạt", "Satisfied"),
    "violated": Words("Không đạt", "Violated"),
    "not_evaluated": Words("Chưa đủ số liệu", "Not evaluated"),
}
WHERE = Words("Không đạt ở", "Violated by")

FILE_IN_SENTENCE = Words("tệp", "file(s):")
EXPLAINED = Words("{}, đã giải trình", "{}, explained")
STALE = Words("{}, giải trình đã cũ", "{}, explanation out of date")
ONE_OF_ROWS = Words(
    "(Ví dụ cho một trong {} dòng mà quy tắc áp dụng.)", "(Shown for one of the {} rows it holds for.)"
)
AND_OTHERS = Words(
    " và {} đơn vị khác (lọc mã quy tắc ở phần liệt kê phát hiện)",
    " and {} others (filter the findings by rule)",
)
UNKNOWN_UNIT = Words("chưa rõ đơn vị", "unit not known")
NONE_FOUND = Words("Không có.", "None.")

PARTS, FOUND, ALL = Words("Các phần", "Parts"), Words("Phát hiện", "Findings"), Words("tất cả", "all")
SEARCH, RESET = Words("Tìm", "Search"), Words("Bỏ lọc", "Reset")
SEARCH_HINT = Words("xã, chỉ tiêu, số, ô, mã quy tắc…", "unit, indicator, number, cell, rule…")
SHOWN = Words("Đang hiện {} trong {} phát hiện.", "Showing {} of {} findings.")

GRADES = {
    "good": Words("Đạt", "Passed"),
    "look": Words("Cần xem lại", "To be looked at"),
    "bad": Words("Chưa đạt", "Not passed"),
}
_GRADE_OF = {"errors": "bad", "unreadable": "bad", "empty": "look", "warnings": "look", "clean": "good"}


def grade_of(statuses: Iterable[str]) -> str:
    """What a run comes to: as bad as its worst file."""
    grades = {_GRADE_OF[status] for status in statuses}
    return next((grade for grade in ("bad", "look") if grade in grades), "good")


def totals_of(totals: Mapping[str, int], files: int, explained: int, lang: str) -> str:
    """`70 tệp: 3 lỗi, 2 cảnh báo, 9 lưu ý (trong đó 1 cảnh báo đã giải trình).`"""
    words = _TOTALS.in_(lang).format(files=files, **totals)
    return words + (_OF_WHICH_EXPLAINED.in_(lang).format(explained) if explained else "") + "."


_TOTALS = Words(
    "{files} tệp: {error} lỗi, {warning} cảnh báo, {info} lưu ý",
    "{files} file(s): {error} error(s), {warning} warning(s), {info} note(s)",
)
_OF_WHICH_EXPLAINED = Words(" (trong đó {} cảnh báo đã giải trình)", " (of which {} explained warning(s))")
