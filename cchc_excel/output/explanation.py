"""Where a figure comes from: its parts with file, sheet and cell, as text and as JSON with the interface's
fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cchc_excel.model.forms import Operator
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Correction
from cchc_excel.words import Words, format_number, format_value

HEADING = "heading"
"""In place of an operator: the row is a heading."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one leaf contributes."""

    unit: str
    unit_code: str
    parent: str
    file: str
    sheet: str
    cell: str
    value: float | None
    state: str
    text: str
    note: str
    id: str
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A consolidated figure and its parts; `missing` are expected units, as code, name and parent."""

    id: str
    label: str
    reporting_unit: str
    period: ReportingPeriod | None
    operator: str
    value: float | None
    text: str
    sign: str
    """What stands behind the value: `%` for a percent."""
    reported: int
    expected: int
    parts: Sequence[Part]
    missing: Sequence[dict[str, str]]


def as_json(explanation: Explanation) -> str:
    """`explain --format json`."""
    return json.dumps(
        {
            "schema": 1,
            "id": explanation.id,
            "label": explanation.label,
            "reporting_unit": explanation.reporting_unit,
            "period": explanation.period.id if explanation.period else None,
            "operator": Operator.NONE if explanation.operator == HEADING else explanation.operator,
            "value": explanation.value,
            "coverage": {"reported": explanation.reported, "expected": explanation.expected},
            "parts": [_record(p) for p in explanation.parts],
            "missing": list(explanation.missing),
        },
        ensure_ascii=False,
        indent=1,
    )


def as_text(explanation: Explanation, lang: str) -> str:
    """The figure, how it was made, a line a part."""
    if explanation.operator == HEADING:
        return f"{explanation.id} – {explanation.label}\n{_IS_HEADING.in_(lang)}"
    value = explanation.text
    if explanation.value is not None:
        value = f"{format_number(explanation.value, lang)} {explanation.sign}".strip()
    period = explanation.period.name.in_(lang) if explanation.period else "–"
    made = Operator(explanation.operator).words.in_(lang)
    lines = [
        f"{explanation.id} – {explanation.label}",
        f"{explanation.reporting_unit}, {period}: {value or '–'} ({made})",
        _COVERAGE.in_(lang).format(explanation.reported, explanation.expected),
    ]
    lines += [
        f"  {_shown(p, lang):>14}  {p.unit}  {p.id}  {p.file}  {p.sheet}!{p.cell}"
        + (f"  «{p.note}»" if p.note else "")
        + _corrected(p, lang)
        for p in explanation.parts
    ]
    if explanation.missing:
        lines.append(
            f"{_MISSING.in_(lang)}: " + ", ".join(_named(u, explanation) for u in explanation.missing)
        )
    return "\n".join(lines)


def _record(part: Part) -> dict[str, Any]:
    """A part with the fields of the interface; of a corrected figure also what had been sent and why."""
    told = part.correction
    on = told.on.isoformat() if told is not None and told.on else None
    return asdict(part) | {"correction": None if told is None else asdict(told) | {"on": on}}


def _corrected(part: Part, lang: str) -> str:
    if part.correction is None:
        return ""
    told = part.correction
    why = "; ".join(text for text in (told.reason, told.by, format_value(told.on)) if text)
    return "  " + _CORRECTED.in_(lang).format(told.sent) + (f" ({why})" if why else "")


_CORRECTED = Words("đã đính chính, đơn vị gửi {}", "corrected, the unit sent {}")
_COVERAGE = Words(
    "Có số liệu của {} trong {} đơn vị phải báo cáo dòng này:",
    "Filled by {} of the {} units that should report this row:",
)
_MISSING = Words("Chưa nộp", "Missing")
_IS_HEADING = Words("Dòng tiêu đề, không mang số liệu.", "A heading; it holds no figure.")


def _named(unit: dict[str, str], explanation: Explanation) -> str:
    """A missing unit, with the unit above it where two are named alike."""
    alike = sum(u["name"] == unit["name"] for u in explanation.missing) > 1
    return f"{unit['name']} ({unit['parent']})" if alike and unit["parent"] else unit["name"]


def _shown(part: Part, lang: str) -> str:
    return part.text or "–" if part.value is None else format_number(part.value, lang)
