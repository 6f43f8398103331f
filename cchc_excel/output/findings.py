"""Findings as text for people and as JSON for programs; the JSON's fields are those of the interface."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.causes import Cause, Diagnosis
from cchc_excel.model.forms import OwnRules
from cchc_excel.model.reports import Report
from cchc_excel.output.own_rules_words import line_of, record_of
from cchc_excel.words import Words

STATUS_WORDS = {
    "empty": Words("để trống, chưa có số liệu", "empty, no figures yet"),
    "clean": Words("không có lỗi, không có cảnh báo", "no errors, no warnings"),
    "warnings": Words("có cảnh báo cần xem", "warnings to look at"),
    "errors": Words("có lỗi phải sửa", "errors to mend"),
    "unreadable": Words("không đọc được", "could not be read"),
}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}


@dataclass(frozen=True, slots=True)
class FileFindings:
    """A file as the reports of findings show it: `findings` stand the gravest first, in every format."""

    file: str
    report: Report | None
    status: str
    counts: dict[str, int]
    verdicts: dict[str, int]
    findings: Sequence[Finding]
    path: Path | None = None
    """Where the file lies, for links to it."""
    rule_verdicts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How the checks of each rule came out, by the rule's id; empty for an unreadable file."""
    diagnoses: Sequence[Diagnosis] = ()
    """The findings that have one cause, with the cells that may be it."""


def as_text(files: Iterable[FileFindings], lang: str) -> str:
    """Each file with its status and its findings, the gravest first."""
    blocks = []
    for each in files:
        lines = [f"{_title(each, lang)}: {STATUS_WORDS[each.status].in_(lang)}"]
        lines += [f"  {_MARKS[f.weight]} {text_of(f, lang)}" for f in each.findings]
        lines += [f"  → {d.said.message(lang)}" for d in each.diagnoses if d.said is not None]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def text_of(found: Finding, lang: str) -> str:
    """One finding on one line: code, message, and the note that explains it."""
    code = found.rule or found.code
    text = f"[{code}] {found.severity.words.in_(lang)}: {found.message(lang)}"
    if found.explained:
        text += f" ({Words('đã giải trình', 'explained').in_(lang)}: {found.explanation})"
    return text


def worded_causes(checked: FileFindings, lang: str) -> dict[tuple[str | None, tuple[str, ...]], str]:
    """The worded cause of each finding that has one, by its rule and rows."""
    return {
        (found.rule, found.ids): diagnosis.said.message(lang)
        for diagnosis in checked.diagnoses
        if diagnosis.said is not None
        for found in diagnosis.findings
    }


def totals_text(files: Sequence[FileFindings], lang: str, own: OwnRules | None = None) -> str:
    """One line that sums the batch up, and one that tells a province's own rules."""
    return "\n".join((_totals(files, lang), *([line_of(own, lang)] if own else ())))


def _totals(files: Sequence[FileFindings], lang: str) -> str:
    counts = summed(files, "counts")
    if lang == "en":
        return (
            f"{len(files)} file(s): {counts['error']} error(s), {counts['warning']} warning(s), "
            f"{counts['info']} note(s)."
        )
    return f"{len(files)} tệp: {counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['info']} lưu ý."


def summed(files: Sequence[FileFindings], name: str) -> dict[str, int]:
    """The counts of all files together."""
    return {s.value: sum(getattr(f, name)[s.value] for f in files) for s in Severity}


def as_json(files: Sequence[FileFindings], lang: str, own: OwnRules | None = None) -> str:
    """`check --format json`; with a province's own rules what they change."""
    totals = {"files": len(files), **summed(files, "counts")}
    return json.dumps(
        {
            "schema": 1,
            "files": [_file(f, lang) for f in files],
            "totals": totals,
            **({"own_rules": record_of(own)} if own else {}),
        },
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
        "stale": found.stale is not None,
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
        "causes": [
            _cause(number, cause, diagnosis, each, lang)
            for number, diagnosis in enumerate(each.diagnoses, start=1)
            for cause in diagnosis.causes
        ],
    }


def _cause(number: int, cause: Cause, diagnosis: Diagnosis, each: FileFindings, lang: str) -> dict[str, Any]:
    """One cause. Those of one `group` exclude each other; `findings` are places in the file's list."""
    explained = {(f.rule, f.ids) for f in diagnosis.findings}
    return {
        "group": number,
        "rank": cause.rank,
        "tied": sum(other.rank == cause.rank for other in diagnosis.causes) > 1,
        "findings": [n for n, f in enumerate(each.findings) if (f.rule, f.ids) in explained],
        "ids": list(cause.ids),
        "cells": list(cause.cells),
        "stated": list(cause.stated),
        "suggestions": [
            {"values": list(s.values), "slip": s.slip.name, "slip_words": s.slip.words.in_(lang)}
            for s in cause.suggestions
        ],
        "allowed": [[r.low, r.high] for r in cause.allowed],
        "only_value": cause.is_only_value,
        "before": list(cause.before),
        "message": diagnosis.said.message(lang) if diagnosis.said else None,
    }


def _title(each: FileFindings, lang: str) -> str:
    cover = each.report.cover if each.report else None
    if cover is None or not cover.reporting_unit.name:
        return each.file
    period = f", {cover.period.name.in_(lang)}" if cover.period else ""
    return f"{each.file} ({cover.reporting_unit.name}{period})"
