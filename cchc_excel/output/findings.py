"""Findings as text for people and as JSON for programs; the JSON's fields are those of the interface."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.reports import Report
from cchc_excel.words import Words

_STATUS_WORDS = {
    "empty": Words("để trống, chưa có số liệu", "empty, no figures yet"),
    "clean": Words("không có lỗi, không có cảnh báo", "no errors, no warnings"),
    "warnings": Words("có cảnh báo cần xem", "warnings to look at"),
    "errors": Words("có lỗi phải sửa", "errors to mend"),
    "unreadable": Words("không đọc được", "could not be read"),
}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}


@dataclass(frozen=True, slots=True)
class FileFindings:
    """A file as the reports of findings show it."""

    file: str
    report: Report | None
    status: str
    counts: dict[str, int]
    verdicts: dict[str, int]
    findings: Sequence[Finding]


def as_text(files: Iterable[FileFindings], lang: str) -> str:
    """Each file with its status and its findings, the gravest first."""
    blocks = []
    for each in files:
        lines = [f"{_title(each, lang)}: {_STATUS_WORDS[each.status].in_(lang)}"]
        for severity in Severity:
            lines += [
                f"  {_MARKS[severity]} {text_of(f, lang)}" for f in each.findings if f.weight is severity
            ]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def text_of(found: Finding, lang: str) -> str:
    """One finding on one line: code, message, and the note that explains it."""
    code = found.rule or found.code
    text = f"[{code}] {found.severity.words.in_(lang)}: {found.message(lang)}"
    if found.explained:
        text += f" ({Words('đã giải trình', 'explained').in_(lang)}: {found.explanation})"
    return text


def totals_text(files: Sequence[FileFindings], lang: str) -> str:
    """One line that sums the batch up."""
    counts = _summed(files, "counts")
    if lang == "en":
        return (
            f"{len(files)} file(s): {counts['error']} error(s), {counts['warning']} warning(s), "
            f"{counts['info']} note(s)."
        )
    return f"{len(files)} tệp: {counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['info']} lưu ý."


def as_json(files: Sequence[FileFindings], lang: str) -> str:
    """`check --format json`."""
    totals = {"files": len(files), **_summed(files, "counts")}
    return json.dumps(
        {"schema": 1, "files": [_file(f, lang) for f in files], "totals": totals},
        ensure_ascii=False,
        indent=1,
    )


def finding_record(found: Finding, lang: str) -> dict[str, Any]:
    return {
        "code": found.code,
        "rule": found.rule,
        "severity": found.severity.value,
        "ids": list(found.ids),
        "cells": list(found.cells),
        "message": found.message(lang),
        "stated": found.stated,
        "computed": found.computed,
        "imbalance": found.imbalance,
        "explained": found.explained,
        "explanation": found.explanation,
        "suggestions": list(found.suggestions),
    }


def _file(each: FileFindings, lang: str) -> dict[str, Any]:
    cover = each.report.cover if each.report else None
    return {
        "file": each.file,
        "reporting_unit": cover.reporting_unit.name if cover else None,
        "reporting_unit_code": cover.reporting_unit.code if cover else None,
        "period": cover.period.id if cover and cover.period else None,
        "status": each.status,
        "counts": each.counts,
        "verdicts": each.verdicts,
        "findings": [finding_record(f, lang) for f in each.findings],
    }


def _title(each: FileFindings, lang: str) -> str:
    cover = each.report.cover if each.report else None
    if cover is None or not cover.reporting_unit.name:
        return each.file
    period = f", {cover.period.name.in_(lang)}" if cover.period else ""
    return f"{each.file} ({cover.reporting_unit.name}{period})"


def _summed(files: Sequence[FileFindings], name: str) -> dict[str, int]:
    return {s.value: sum(getattr(f, name)[s.value] for f in files) for s in Severity}
