"""A province's own rules in words: what its file changes, and why; the same in every report and list."""

from __future__ import annotations

from typing import Any

from cchc_excel.model.forms import OwnRules, Rule, RuleChange
from cchc_excel.words import Words, format_number

OFF = Words("tắt", "off")
NAME = Words("Quy tắc riêng", "Own rules")
_CHANGED, _ADDED = Words("đổi", "changed"), Words("thêm", "added")
_SEVERITY = Words("mức độ: {} → {}", "severity: {} → {}")
_GRANTED = Words("cho phép lệch {}", "may be off by {}")
_NOT_GRANTED = Words("không cho phép lệch", "may not be off")
_REASON = Words("Lý do", "Reason")


def line_of(own: OwnRules, lang: str) -> str:
    """`Quy tắc riêng «…» (tinh.toml): tắt BM5-R01; đổi ALL-R04; thêm LD-R01.`"""
    return f"{NAME.in_(lang)} {told_of(own, lang)}"


def told_of(own: OwnRules, lang: str) -> str:
    """The same without the first words, for a table that has them as a heading."""
    groups = (
        (OFF, [change.before.id for change in own.switched_off]),
        (_CHANGED, list(own.changed)),
        (_ADDED, own.added),
    )
    told = "; ".join(f"{words.in_(lang)} {', '.join(ids)}" for words, ids in groups if ids)
    return f"«{own.title}» ({own.file}): {told}."


def change_of(change: RuleChange, own: OwnRules, lang: str) -> str:
    """What was changed of one rule, by which file and why: `mức độ: lỗi → cảnh báo (tinh.toml). Lý do: …`"""
    what = (
        OFF.in_(lang) if change.after is None else "; ".join(_differences(change.before, change.after, lang))
    )
    return f"{what[:1].upper()}{what[1:]} ({own.file}). {_REASON.in_(lang)}: {change.reason}"


def record_of(own: OwnRules) -> dict[str, Any]:
    """The own rules as JSON tells them."""
    return {
        "id": own.id,
        "title": own.title,
        "file": own.file,
        "off": [change.before.id for change in own.switched_off],
        "changed": list(own.changed),
        "added": list(own.added),
    }


def _differences(before: Rule, after: Rule, lang: str) -> list[str]:
    told = []
    if before.severity is not after.severity:
        severities = (before.severity.words.in_(lang), after.severity.words.in_(lang))
        told.append(_SEVERITY.in_(lang).format(*severities))
    if before.tolerance != after.tolerance:
        granted = _GRANTED.in_(lang).format(format_number(after.tolerance, lang))
        told.append(granted if after.tolerance else _NOT_GRANTED.in_(lang))
    return told
