"""The catalogue for people: the forms, the rows of one, the rules in force."""

from __future__ import annotations

from cchc_excel.model.administration import Administration
from cchc_excel.model.expressions import to_sentence
from cchc_excel.model.forms import EVERY_LEVEL, Catalogue, Form, Indicator, OwnRules, Rule
from cchc_excel.output.own_rules_words import OFF, change_of, line_of
from cchc_excel.words import Words, one_line


def forms_text(catalogue: Catalogue, lang: str) -> str:
    """A line per form."""
    rows = Words("chỉ tiêu", "rows").in_(lang)
    return "\n".join(f"{f.id:<5} {f.short} – {f.title} ({len(f.indicators)} {rows})" for f in catalogue.forms)


def form_text(form: Form, administration: Administration, lang: str) -> str:
    """A line per row: code, label, unit of measure, how it is consolidated."""
    lines = [f"{form.short} – {form.title}"]
    return "\n".join(lines + [_row(i, administration, lang) for i in form.indicators])


def rules_text(catalogue: Catalogue, form: Form | None, lang: str) -> str:
    """The rules in force: id, severity, text, sentence, where it is declared, legal basis; then those that a
    province's own file switches off."""
    own = catalogue.own_rules
    lines = [line_of(own, lang), ""] if own else []
    for rule in catalogue.rules:
        lines += _rule(rule, catalogue, form, rule.severity.words.in_(lang), lang)
    for change in own.switched_off if own else ():
        lines += _rule(change.before, own.declared, form, OFF.in_(lang), lang, own)
    return "\n".join(lines)


def _rule(
    rule: Rule, catalogue: Catalogue, form: Form | None, how: str, lang: str, own: OwnRules | None = None
) -> list[str]:
    """The lines of one rule, none where it does not touch the form; `own` where they changed it."""
    checks = [c for c in catalogue.checks if c.rule.id == rule.id]
    if form is not None and form.id not in {catalogue.form_of(i).id for c in checks for i in c.ids}:
        return []
    own = own or catalogue.own_rules
    changes = {change.before.id: change for change in own.changes} if own else {}
    sentence = to_sentence(checks[0].node, _name, lang) + _repeated(len(checks), lang)
    why = (Words("Căn cứ", "Legal basis"), rule.legal), (Words("Lý do", "Reason"), rule.reason)
    return [
        f"{rule.id:<9} {how:<9} {rule.expect}   [{rule.origin}]",
        f"{'':<9} {sentence}",
        *(f"{'':<9} {name.in_(lang)}: {text}" for name, text in why if text),
        *([f"{'':<9} » {change_of(changes[rule.id], own, lang)}"] if rule.id in changes else ()),
    ]


def _row(indicator: Indicator, administration: Administration, lang: str) -> str:
    parts = []
    if indicator.consolidate is not None:
        parts.append(indicator.consolidate.words.in_(lang))
    if indicator.reported_by != EVERY_LEVEL:
        level = administration.level(indicator.reported_by).name
        parts.append(Words(f"{level.vi.lower()} báo cáo", f"reported at {level.en.lower()}").in_(lang))
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
