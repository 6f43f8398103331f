"""The words of the call list: why a unit is asked, how much hangs on it, and a message ready to be sent."""

from __future__ import annotations

import re

from cchc_excel.errors import Finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.calls import Call, Reason
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.words import LANGUAGES, Words, format_number

_SHOWN_FINDINGS = 3
REASONS = {
    Reason.MISSING: Words("chưa nộp", "missing"),
    Reason.REFUSED: Words("tệp không dùng được", "its file cannot be used"),
    Reason.ERRORS: Words("số liệu có lỗi", "its figures have errors"),
}
_UNKNOWN = {
    True: Words("không làm đổi tổng nào đo được", "moves no total that could be measured"),
    False: Words("chưa rõ (không có số kỳ trước)", "not known (no earlier figures)"),
}
"""By whether figures came, which have errors."""
_KNOWN = {
    True: Words("{}, dòng {}: lệch {}, bằng {} % của tổng", "{}, row {}: {} off, {} % of the total"),
    False: Words(
        "{}, dòng {}: kỳ trước {}, cỡ {} % của tổng", "{}, row {}: {} last time, about {} % of the total"
    ),
}


def weight_of(call: Call, catalogue: Catalogue) -> Words:
    """What hangs on a unit, in words."""
    came, effect = call.reason is Reason.ERRORS, call.effect
    if effect is None:
        return _UNKNOWN[came]
    named = catalogue.named(effect.id)

    def words(lang: str) -> str:
        amount, percent = format_number(effect.amount, lang), format_number(effect.share * 100, lang, 1)
        return _KNOWN[came].in_(lang).format(named["form"], named["code"], amount, percent)

    return Words(*map(words, LANGUAGES))


def message_of(call: Call, target: ReportingUnit, period: ReportingPeriod) -> str:
    """A message in Vietnamese, ready to be sent to the unit."""
    report = f"số liệu cải cách hành chính {period.name.vi}"
    if call.reason is Reason.MISSING:
        due = f" (hạn gửi {call.expectation.due:%d/%m/%Y})" if call.expectation.due else ""
        return (
            f"Kính gửi {call.reporting_unit.name}: {target.name} chưa nhận được {report} của đơn vị{due}. "
            "Đề nghị đơn vị gửi sớm; nếu đã gửi, xin cho biết gửi ngày nào, tên tệp là gì."
        )
    told = [_told(f, call.reason) for f in call.findings[:_SHOWN_FINDINGS]]
    listed = "\n".join(f"{n}. {text}" for n, text in enumerate(told, start=1))
    others = len(call.findings) - len(told)
    more = f"\nVà {others} điểm khác." if others else ""
    if call.reason is Reason.REFUSED:
        return (
            f"Kính gửi {call.reporting_unit.name}: {target.name} đã nhận tệp {report} nhưng chưa dùng được:\n"
            f"{listed}{more}\nĐề nghị đơn vị gửi lại một tệp đúng."
        )
    return (
        f"Kính gửi {call.reporting_unit.name}: {report} của đơn vị có {len(call.findings)} lỗi cần xem lại:\n"
        f"{listed}{more}\nĐề nghị đơn vị báo số đúng hoặc gửi lại tệp."
    )


def _told(found: Finding, reason: Reason) -> str:
    """What is told to the unit: of a wrong figure all, of a file that is not used and of a correction only
    what is wrong, since the rest tells the clerk of the consolidating unit what to do."""
    message = found.message()
    is_for_the_clerk = reason is Reason.REFUSED or found.code.startswith("CORR-")
    return _first_sentence(message) if is_for_the_clerk else message


def _first_sentence(text: str) -> str:
    ends = (m.start() + 1 for m in re.finditer(r"\.\s+", text) if text[m.end() : m.end() + 1].isupper())
    return text[: next(ends, len(text))]
