"""The catalogue for people: the forms, the rows of one, the rules in force."""

from __future__ import annotations

from cchc_excel.model.expressions import to_sentence
from cchc_excel.model.forms import Catalogue, Form, Indicator, Operator
from cchc_excel.words import Words, one_line

_OPERATORS = {
    Operator.SUM: Words("cộng", "sum"),
    Operator.MAX: Words("lấy số cao nhất", "highest"),
    Operator.MEAN: Words("trung bình cộng", "plain mean"),
    Operator.TALLY: Words("đếm lượt", "tally"),
    Operator.DERIVED: Words("tính lại từ số liệu thành phần", "recomputed from its parts"),
    Operator.NONE: Words("không tổng hợp được", "cannot be consolidated"),
}
_LEVELS = {
    "commune": Words("cấp xã báo cáo", "communes report it"),
    "district": Words("cấp huyện báo cáo", "districts report it"),
    "province": Words("cấp tỉnh báo cáo", "provinces report it"),
}


def forms_text(catalogue: Catalogue, lang: str) -> str:
    """A line per form."""
    rows = Words("chỉ tiêu", "rows").in_(lang)
    return "\n".join(f"{f.id:<5} {f.short} – {f.title} ({len(f.indicators)} {rows})" for f in catalogue.forms)


def form_text(form: Form, lang: str) -> str:
    """A line per row: code, label, unit of measure, how it is consolidated."""
    lines = [f"{form.short} – {form.title}"]
    return "\n".join(lines + [_row(i, lang) for i in form.indicators])


def rules_text(catalogue: Catalogue, form: Form | None, lang: str) -> str:
    """The rules in force: id, severity, text, sentence, where it is declared, legal basis."""
    lines = []
    for rule in catalogue.rules:
        checks = [c for c in catalogue.checks if c.rule is rule]
        touched = {i.partition(":")[0] for c in checks for i in c.ids}
        if form is not None and form.id not in touched:
            continue
        example = checks[0]
        sentence = to_sentence(example.node, lambda i: _name(i), lang)
        lines.append(f"{rule.id:<9} {rule.severity.words.in_(lang):<9} {rule.expect}   [{rule.origin}]")
        lines.append(f"{'':<9} {sentence}" + _repeated(len(checks), lang))
        if rule.legal:
            lines.append(f"{'':<9} {Words('Căn cứ', 'Legal basis').in_(lang)}: {rule.legal}")
    return "\n".join(lines)


def _row(indicator: Indicator, lang: str) -> str:
    parts = []
    if indicator.consolidate is not None:
        parts.append(_OPERATORS[indicator.consolidate].in_(lang))
    if indicator.reported_by in _LEVELS:
        parts.append(_LEVELS[indicator.reported_by].in_(lang))
    measure_unit = one_line(indicator.measure_unit or indicator.implied_unit)
    details = "; ".join(p for p in (measure_unit, *parts) if p)
    return f"  {indicator.code:<6} {one_line(indicator.label)}" + (f" [{details}]" if details else "")


def _name(row_id: str) -> Words:
    form, _, code = row_id.partition(":")
    return Words(f"dòng {code} ({form})", f"row {code} ({form})")


def _repeated(count: int, lang: str) -> str:
    if count == 1:
        return ""
    return " " + Words(
        f"(ví dụ cho một trong {count} dòng mà quy tắc áp dụng)",
        f"(shown for one of the {count} rows that it holds for)",
    ).in_(lang)
