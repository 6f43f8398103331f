"""What a consolidation tells its clerk: as text, and as JSON with the fields of the interface."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.calls import Call
from cchc_excel.model.corrections import CorrectionOutcome, Standing
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reconciliation import Reconciliation
from cchc_excel.model.reports import Refusal, Report
from cchc_excel.output.call_words import REASONS, message_of, weight_of
from cchc_excel.output.findings import text_of
from cchc_excel.output.overview import Punctuality
from cchc_excel.output.own_rules_words import line_of, record_of
from cchc_excel.output.reconciliation_words import record_of as record_of_reconciliation
from cchc_excel.output.reconciliation_words import sentence_of
from cchc_excel.words import Words, format_number


@dataclass(frozen=True, slots=True)
class ConsolidationSummary:
    """The outcome in numbers and names; `output` is None where no file was written."""

    output: str | None
    reporting_unit: ReportingUnit
    level: str
    period: ReportingPeriod
    expected: int
    received: int
    used: int
    missing: Sequence[ReportingUnit]
    refused: Sequence[Refusal]
    duplicates: Sequence[tuple[ReportingUnit, Sequence[str], str | None]]
    not_expected: Sequence[Refusal]
    findings: Sequence[tuple[Report | None, Finding]]
    inferred: Sequence[Words]
    parent_name: Callable[[ReportingUnit], str]
    catalogue: Catalogue
    corrections: Sequence[CorrectionOutcome] = ()
    punctuality: Punctuality | None = None
    calls: Sequence[Call] = ()
    reconciliation: Reconciliation | None = None

    @property
    def counts(self) -> dict[str, int]:
        return {s.value: sum(f.weight is s for _, f in self.findings) for s in Severity}


def as_json(summary: ConsolidationSummary, lang: str) -> str:
    """`consolidate --format json`."""

    def unit(each: ReportingUnit | None) -> dict[str, str] | None:
        if each is None:
            return None
        return {"code": each.code, "name": each.name, "parent": summary.parent_name(each)}

    record: dict[str, Any] = {
        "schema": 1,
        "output": summary.output,
        "unit": unit(summary.reporting_unit),
        "level": summary.level,
        "period": summary.period.id,
        "expected": summary.expected,
        "received": summary.received,
        "used": summary.used,
        "missing": [unit(u) for u in summary.missing],
        "rejected": [
            {"file": r.file, "unit": unit(r.reporting_unit), **_why(r.finding, lang)} for r in summary.refused
        ],
        "duplicates": [
            {"unit": unit(u), "files": list(files), "used": used} for u, files, used in summary.duplicates
        ],
        "not_expected": [{"file": r.file, "unit": unit(r.reporting_unit)} for r in summary.not_expected],
        "corrections": [_correction(each, unit, lang) for each in summary.corrections],
        "punctuality": _punctuality(summary.punctuality),
        "calls": [_call(each, unit, summary) for each in summary.calls],
        "reconciliation": _reconciliation(summary.reconciliation),
        "findings": summary.counts,
        **({"own_rules": record_of(summary.catalogue.own_rules)} if summary.catalogue.own_rules else {}),
    }
    return json.dumps(record, ensure_ascii=False, indent=1)


def _why(reason: Finding, lang: str) -> dict[str, str]:
    return {"code": reason.code, "reason": reason.message(lang)}


def _correction(
    outcome: CorrectionOutcome, unit: Callable[[ReportingUnit | None], Any], lang: str
) -> dict[str, Any]:
    listed = outcome.listed
    return {
        "unit": unit(outcome.reporting_unit) or {"code": "", "name": listed.unit_text, "parent": ""},
        "id": listed.id,
        "old": listed.old.value if listed.old is not None else None,
        "value": listed.new.value if listed.new is not None else None,
        "reason": listed.reason,
        "by": listed.by,
        "on": listed.on.isoformat() if listed.on else None,
        "standing": outcome.standing.value,
        "message": outcome.finding.message(lang),
    }


def _call(
    call: Call, unit: Callable[[ReportingUnit | None], Any], summary: ConsolidationSummary
) -> dict[str, Any]:
    effect, due = call.effect, call.expectation.due
    return {
        "unit": unit(call.reporting_unit),
        "reason": call.reason.value,
        "id": effect.id if effect else None,
        "amount": effect.amount if effect else None,
        "share": effect.share if effect else None,
        "due": due.isoformat() if due else None,
        "contact": call.contact,
        "message": message_of(call, summary.reporting_unit, summary.period),
    }


def _reconciliation(reconciliation: Reconciliation | None) -> dict[str, Any] | None:
    return record_of_reconciliation(reconciliation) if reconciliation is not None else None


def _punctuality(punctuality: Punctuality | None) -> dict[str, Any] | None:
    if punctuality is None:
        return None
    return {
        "expected": punctuality.expected,
        "on_time": punctuality.on_time,
        "late": list(punctuality.late),
        "undated": list(punctuality.undated),
    }


def as_text(summary: ConsolidationSummary, lang: str) -> str:
    """The outcome for people: the figures first, then who is missing, then what to mend."""
    lines = [f"{_HEAD.in_(lang)}: {summary.reporting_unit.name} – {summary.period.name.in_(lang)}"]
    lines += [f"  {_INFERRED.in_(lang)} {words.in_(lang)}" for words in summary.inferred]
    lines.append("  " + _RECEIVED.in_(lang).format(summary.used, summary.expected))
    lines += _punctuality_lines(summary, lang)
    if summary.catalogue.own_rules:
        lines.append("  " + line_of(summary.catalogue.own_rules, lang))
    if summary.missing:
        names = _names(summary.missing, summary.parent_name)
        lines.append(f"  {_MISSING.in_(lang)} ({len(summary.missing)}): {names}")
    reasons = dict.fromkeys(refusal.finding.message(lang) for refusal in summary.refused)
    lines += [f"  {_REFUSED.in_(lang)}: {reason}" for reason in reasons]
    told_above = {r.finding.message() for r in summary.refused}
    told = [(leaf, f) for leaf, f in summary.findings if leaf is not None or f.message() not in told_above]
    for severity in (Severity.ERROR, Severity.WARNING):
        group = [(leaf, f) for leaf, f in told if f.weight is severity]
        if group:
            lines += ["", f"{severity.words.in_(lang)} ({len(group)}):"]
            lines += [f"  {_of(leaf, f, lang)}{text_of(f, lang)}" for leaf, f in group]
    applied = [c.finding.message(lang) for c in summary.corrections if c.standing is Standing.APPLIED]
    if applied:
        lines += ["", f"{_CORRECTED.in_(lang)} ({len(applied)}):", *(f"  {text}" for text in applied)]
    lines += _call_lines(summary, lang)
    if summary.reconciliation is not None:
        lines += ["", f"{_RECONCILED.in_(lang)}: {sentence_of(summary.reconciliation, lang)}"]
    if summary.output:
        lines += ["", _TOTALS.in_(lang).format(**summary.counts)]
    return "\n".join(lines)


def _punctuality_lines(summary: ConsolidationSummary, lang: str) -> list[str]:
    """How many were on time, and who was late."""
    told = summary.punctuality
    if told is None:
        return []
    rate = _percent(told.on_time, told.expected, lang)
    lines = [f"  {_ON_TIME.in_(lang)}: {told.on_time}{rate}."]
    for words, names in ((_LATE, told.late), (_UNDATED, told.undated)):
        if names:
            lines.append(f"  {words.in_(lang)} ({len(names)}): {', '.join(names)}")
    return lines


def _percent(part: int, whole: int, lang: str) -> str:
    return f" ({format_number(part / whole * 100, lang, 1)} %)" if whole else ""


_CALLS_SHOWN = 5


def _call_lines(summary: ConsolidationSummary, lang: str) -> list[str]:
    """Whom to ask first."""
    if not summary.calls:
        return []
    shown = summary.calls[:_CALLS_SHOWN]
    lines = ["", f"{_CALLS.in_(lang)} ({len(summary.calls)}):"]
    for n, call in enumerate(shown, start=1):
        contact = f"; {call.contact}" if call.contact else ""
        why = f"{REASONS[call.reason].in_(lang)}; {weight_of(call, summary.catalogue).in_(lang)}"
        lines.append(f"  {n}. {call.reporting_unit.name}: {why}{contact}")
    if len(summary.calls) > len(shown):
        lines.append("  " + _MORE_CALLS.in_(lang).format(len(summary.calls) - len(shown)))
    return lines


_CORRECTED = Words("Đã đính chính", "Corrected")
_ON_TIME = Words("Đúng hạn", "On time")
_LATE = Words("Trễ hạn", "Late")
_UNDATED = Words("Chưa rõ ngày báo cáo", "No report date")
_CALLS = Words("Cần liên hệ, theo thứ tự", "To be asked, in this order")
_MORE_CALLS = Words(
    "… và {} đơn vị khác, xem sheet «Cần liên hệ».", "… and {} more, see the sheet «Cần liên hệ»."
)
_RECONCILED = Words("Đối soát", "Reconciled")
_HEAD = Words("Tổng hợp", "Consolidated")
_INFERRED = Words("Tự suy ra", "Inferred")
_RECEIVED = Words(
    "Đã dùng báo cáo của {} trong {} đơn vị phải nộp.", "Used the reports of {} of {} expected units."
)
_MISSING = Words("Chưa nộp", "Missing")
_REFUSED = Words("Từ chối", "Refused")
_TOTALS = Words(
    "Tất cả có {error} lỗi, {warning} cảnh báo, {info} lưu ý; xem sheet «Phát hiện» của tệp kết quả.",
    "In all {error} error(s), {warning} warning(s), {info} note(s); see the sheet «Phát hiện» of the result.",
)
_OF_TOTAL = Words("Số tổng hợp", "The totals")


def _of(leaf: Report | None, found: Finding, lang: str) -> str:
    """Whose finding it is: a leaf's with its file, or one of the totals."""
    if leaf is not None:
        return f"{leaf.name} ({leaf.source.file}): "
    is_of_total = found.rule is not None or found.code in _SAID_OF_TOTALS
    return f"{_OF_TOTAL.in_(lang)}: " if is_of_total else ""


_SAID_OF_TOTALS = ("CONS-004", "CONS-005", "CONS-006")
"""What is found in how a total was made."""


def _names(units: Sequence[ReportingUnit], parent_name: Callable[[ReportingUnit], str]) -> str:
    """Units by name, with the unit above those that are named alike."""
    alike = Counter(u.name for u in units)
    named = (f"{u.name} ({parent_name(u)})" if alike[u.name] > 1 else u.name for u in units)
    return ", ".join(named)
