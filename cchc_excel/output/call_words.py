"""The words of the call list: why a unit is asked, how much hangs on it, and a message ready to be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cchc_excel.errors import Finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.words import Words, format_number

_SHOWN_FINDINGS = 3
REASONS = {
    "missing": Words("chưa nộp", "missing"),
    "refused": Words("tệp không dùng được", "its file cannot be used"),
    "errors": Words("số liệu có lỗi", "its figures have errors"),
}


_NO_ROW = Words("", "")


@dataclass(frozen=True, slots=True)
class CallLine:
    """A line of the call list: whom to ask, why (a key of `REASONS`), what hangs on it. `row` is the row that
    may move, as a message names it, by `amount`, which is `share` of its total (0 to 1); None where nothing
    tells that."""

    reporting_unit: ReportingUnit
    parent: str
    reason: str
    findings: tuple[Finding, ...]
    due: date | None
    contact: str
    row_id: str | None = None
    row: Words = _NO_ROW
    amount: float = 0
    share: float | None = None

    @property
    def weight(self) -> Words:
        """What hangs on the unit, in words."""
        if self.share is None:
            if self.reason == "errors":
                return Words("không làm đổi tổng nào đo được", "moves no total that could be measured")
            return Words("chưa rõ (không có số kỳ trước)", "not known (no earlier figures)")
        vi, en = (format_number(self.amount, lang) for lang in ("vi", "en"))
        percent = tuple(format_number(self.share * 100, lang, 1) for lang in ("vi", "en"))
        if self.reason == "errors":
            return Words(
                f"{self.row.vi}: lệch {vi}, bằng {percent[0]} % của tổng",
                f"{self.row.en}: {en} off, {percent[1]} % of the total",
            )
        return Words(
            f"{self.row.vi}: kỳ trước {vi}, cỡ {percent[0]} % của tổng",
            f"{self.row.en}: {en} last time, about {percent[1]} % of the total",
        )


def message_of(line: CallLine, target: ReportingUnit, period: ReportingPeriod) -> str:
    """A message in Vietnamese, ready to be sent to the unit."""
    report = f"số liệu cải cách hành chính {period.name.vi}"
    if line.reason == "missing":
        due = f" (hạn gửi {line.due:%d/%m/%Y})" if line.due else ""
        return (
            f"Kính gửi {line.reporting_unit.name}: {target.name} chưa nhận được {report} của đơn vị{due}. "
            "Đề nghị đơn vị gửi sớm; nếu đã gửi, xin cho biết gửi ngày nào, tên tệp là gì."
        )
    told = [_told(f, line.reason) for f in line.findings[:_SHOWN_FINDINGS]]
    listed = "\n".join(f"{n}. {text}" for n, text in enumerate(told, start=1))
    others = len(line.findings) - len(told)
    more = f"\nVà {others} điểm khác." if others else ""
    if line.reason == "refused":
        return (
            f"Kính gửi {line.reporting_unit.name}: {target.name} đã nhận tệp {report} nhưng chưa dùng được:\n"
            f"{listed}{more}\nĐề nghị đơn vị gửi lại một tệp đúng."
        )
    return (
        f"Kính gửi {line.reporting_unit.name}: {report} của đơn vị có {len(line.findings)} lỗi cần xem lại:\n"
        f"{listed}{more}\nĐề nghị đơn vị báo số đúng hoặc gửi lại tệp."
    )


def _told(found: Finding, reason: str) -> str:
    """What is told to the unit: of a wrong figure all, of a file that is not used and of a correction only
    what is wrong, since the rest tells the clerk of the consolidating unit what to do."""
    message = found.message()
    is_for_the_clerk = reason == "refused" or found.code.startswith("CORR-")
    return _first_sentence(message) if is_for_the_clerk else message


def _first_sentence(text: str) -> str:
    ends = (m.start() + 1 for m in re.finditer(r"\.\s+", text) if text[m.end() : m.end() + 1].isupper())
    return text[: next(ends, len(text))]
