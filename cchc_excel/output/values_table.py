"""The long table of values: one line a row of a file, with the columns of the interface; text, CSV, JSON,
Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cchc_excel.model.cover_fields import CELL, FOUND_WORDS
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import Cover, Report, State
from cchc_excel.words import Words, format_number, one_line

COLUMNS = (
    "file",
    "sheet",
    "cell",
    "form",
    "code",
    "id",
    "label",
    "measure_unit",
    "value",
    "state",
    "text",
    "note",
    "reporting_unit",
    "reporting_unit_code",
    "level",
    "period",
    "bound_by",
    "tally",
    "confidence",
)
_STATES = {
    State.NUMBER: Words("", ""),
    State.BLANK: Words("trống", "blank"),
    State.TEXT: Words("chữ", "text"),
    State.ERROR: Words("lỗi", "error"),
    State.NOT_APPLICABLE: Words("không áp dụng", "not applicable"),
    State.TALLY: Words("", ""),
}


def value_records(report: Report, catalogue: Catalogue) -> list[dict[str, Any]]:
    """All rows of one report as plain objects, in the annex's order."""
    cover = report.cover
    return [
        {
            "file": report.source.file,
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
            "reporting_unit": cover.reporting_unit.name,
            "reporting_unit_code": cover.reporting_unit.code,
            "level": cover.level,
            "period": cover.period.id if cover.period else "",
            "bound_by": v.bound_by,
            "tally": None if v.tally is None else {str(code): n for code, n in v.tally.items()},
            "confidence": v.confidence if v.cell else None,
        }
        for i in catalogue.indicators.values()
        for v in (report.values[i.id],)
    ]


def as_json(records: Sequence[dict[str, Any]]) -> str:
    return json.dumps(records, ensure_ascii=False, indent=1)


def as_csv(records: Sequence[dict[str, Any]]) -> str:
    """CSV with a decimal point; a tally is JSON in its column."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(_flat, records))
    return text.getvalue()


def write_parquet(records: Sequence[dict[str, Any]], path: Path) -> None:
    """A Parquet file; needs pyarrow (the extra `parquet`)."""
    import pyarrow as pa  # only here: it is an extra, and slow to load
    from pyarrow import parquet

    types = {"value": pa.float64(), "confidence": pa.float64()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in COLUMNS])
    parquet.write_table(pa.Table.from_pylist([_flat(r) for r in records], schema), path)


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    tally = record["tally"]
    return record | {"tally": None if tally is None else json.dumps(tally)}


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
