"""The long table of values: one line a row of a report, with the columns of the interface; and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cchc_excel.model.cover_fields import CELL, FOUND_WORDS
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import Cover, Report, State
from cchc_excel.words import Words, format_number, one_line

COLUMNS = {
    "file": str,
    "sheet": str,
    "cell": str,
    "form": str,
    "code": str,
    "id": str,
    "label": str,
    "measure_unit": str,
    "value": float,
    "state": str,
    "text": str,
    "note": str,
    "reporting_unit": str,
    "reporting_unit_code": str,
    "level": str,
    "period": str,
    "bound_by": str,
    "tally": dict,
    "confidence": float,
    "parent": str,
    "period_start": date,
    "period_end": date,
    "consolidated": bool,
    "consolidated_in": str,
}
"""`consolidated` is true for the figures that a consolidated file makes of its leaves; a leaf read out of
one says which file it was in `consolidated_in`."""
_STATES = {
    State.NUMBER: Words("", ""),
    State.BLANK: Words("trống", "blank"),
    State.TEXT: Words("chữ", "text"),
    State.ERROR: Words("lỗi", "error"),
    State.NOT_APPLICABLE: Words("không áp dụng", "not applicable"),
    State.TALLY: Words("", ""),
}


def value_records(reports: Iterable[Report], catalogue: Catalogue) -> list[dict[str, Any]]:
    """All rows of reports as plain objects, each report in the annex's order; a leaf of a consolidated file
    says which it was read out of."""
    found: list[dict[str, Any]] = []
    within = ""
    for report in reports:
        within = within if report.from_consolidated else report.source.file
        found += _records(report, catalogue, within if report.from_consolidated else "")
    return found


def _records(report: Report, catalogue: Catalogue, within: str) -> Iterator[dict[str, Any]]:
    of_report = _of_report(report, within)
    for i in catalogue.indicators.values():
        v = report.values[i.id]
        of_value = {
            "sheet": v.sheet,
            "cell": v.cell,
            "form": i.form,
            "code": i.code,
            "id": i.id,
            "label": i.label,
            "measure_unit": i.measure_unit,
            "value": v.value,
            "state": v.state.value,
            "text": v.text,
            "note": v.note,
            "bound_by": v.bound_by,
            "tally": None if v.tally is None else {str(code): n for code, n in v.tally.items()},
            "confidence": v.confidence if v.cell else None,
        }
        both = of_report | of_value
        yield {name: both[name] for name in COLUMNS}


def _of_report(report: Report, within: str) -> dict[str, Any]:
    cover, period = report.cover, report.cover.period
    return {
        "file": report.source.file,
        "reporting_unit": cover.reporting_unit.name,
        "reporting_unit_code": cover.reporting_unit.code,
        "level": cover.level,
        "period": period.id if period else "",
        "parent": report.parent_name,
        "period_start": period.start.isoformat() if period else None,
        "period_end": period.end.isoformat() if period else None,
        "consolidated": bool(report.leaves),
        "consolidated_in": within,
    }


def as_text(reports: Iterable[Report], catalogue: Catalogue, lang: str) -> str:
    """A table for people, form by form."""
    lines: list[str] = []
    for report in reports:
        lines += ["", f"{report.source.file}: {_whose(report.cover, lang)}"]
        for form in catalogue.forms:
            lines += ["", f"{form.short} – {form.title}"]
            lines += [_line(report, i.id, catalogue, lang) for i in form.indicators]
    return "\n".join(lines[1:])


def _whose(cover: Cover, lang: str) -> str:
    """`Xã Lát (theo tên tệp), Quý I năm 2025 (theo tiêu đề trong tệp)`; what the cover sheet says needs no
    source."""
    period = cover.period.name.in_(lang) if cover.period is not None else ""
    said = (("unit", cover.reporting_unit.name or "?"), ("period", period))
    return ", ".join(text + _found(cover.found.get(key, CELL), lang) for key, text in said if text)


def _found(source: str, lang: str) -> str:
    if source == CELL:
        return ""
    return f" ({Words('theo', 'from').in_(lang)} {FOUND_WORDS[source].in_(lang)})"


def _line(report: Report, row_id: str, catalogue: Catalogue, lang: str) -> str:
    indicator, value = catalogue.indicators[row_id], report.values[row_id]
    label = one_line(indicator.label)
    shown = value.text if value.value is None else format_number(value.value, lang)
    if value.value is not None and indicator.scale != 1:
        shown += " %"
    state = _STATES[value.state].in_(lang)
    shown = shown if not state else f"{shown} ({state})".strip()
    return f"  {indicator.code:<6} {label[:58]:<58} {shown:>16}  {value.cell}".rstrip()
