"""The catalogue's codes as a code list (danh mục mã chỉ tiêu): one line a row of the annex, for other
programs to join with the long table by `id`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from cchc_excel.model.expressions import to_text
from cchc_excel.model.forms import Catalogue, Form, Indicator
from cchc_excel.words import one_line

COLUMNS = {
    "id": str,
    "position": int,
    "form": str,
    "form_title": str,
    "code": str,
    "label": str,
    "measure_unit": str,
    "kind": str,
    "consolidate": str,
    "time": str,
    "reported_by": str,
    "parent": str,
    "equals": str,
    "range_low": float,
    "range_high": float,
    "choices": dict,
    "remark": str,
    "valid_from": date,
    "issue": str,
    "version": str,
}
"""`position` counts the rows of the annex from 1; `parent` is the row above in the numbering of the form;
`equals` gives the row from others of its form; a percent's range is in percent points."""


def code_records(catalogue: Catalogue, forms: Iterable[Form]) -> list[dict[str, Any]]:
    """The rows of the forms in the annex's order."""
    positions = {row_id: n for n, row_id in enumerate(catalogue.indicators, start=1)}
    return [
        _record(indicator, form, positions[indicator.id], catalogue)
        for form in forms
        for indicator in form.indicators
    ]


def _record(indicator: Indicator, form: Form, position: int, catalogue: Catalogue) -> dict[str, Any]:
    bounds = indicator.range
    return {
        "id": indicator.id,
        "position": position,
        "form": form.id,
        "form_title": form.title,
        "code": indicator.code,
        "label": one_line(indicator.label),
        "measure_unit": one_line(indicator.measure_unit or indicator.implied_unit),
        "kind": indicator.kind.value,
        "consolidate": indicator.consolidate.value if indicator.consolidate else "",
        "time": indicator.time.value if indicator.time else "",
        "reported_by": indicator.reported_by,
        "parent": _parent(indicator, form),
        "equals": to_text(indicator.equals) if indicator.equals is not None else "",
        "range_low": bounds.low if bounds else None,
        "range_high": bounds.high if bounds else None,
        "choices": {str(code): word for code, word in indicator.choices.items()} or None,
        "remark": indicator.remark,
        "valid_from": form.valid_from.isoformat(),
        "issue": catalogue.issue,
        "version": catalogue.version,
    }


def _parent(indicator: Indicator, form: Form) -> str:
    """The nearest row above in the numbering, by the printed code or, where the print skips it (3.2 of Biểu
    mẫu 3), by another spelling of it."""
    codes = {other.code for other in form.indicators}
    for code in (indicator.code, *indicator.aliases):
        while "." in code:
            code = code.rpartition(".")[0]
            if code in codes:
                return f"{form.id}:{code}"
    return ""
