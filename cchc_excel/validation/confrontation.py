"""Confront a report with every rule: a verdict a check, a finding for each that is violated.

A consolidated report is judged on its totals only where the same leaves filled all rows of the rule; what
the leaves themselves broke is theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from cchc_excel.errors import Finding, Severity, fill_in
from cchc_excel.model.expressions import Judgement, Verdict, judge, to_sentence
from cchc_excel.model.forms import Catalogue, Check
from cchc_excel.model.places import places_of, row_name
from cchc_excel.model.reports import Report, State, note_of_a_person
from cchc_excel.model.verdicts import Confrontation, Result
from cchc_excel.words import Words, format_number

NOT_ADDED = Words("dòng không cộng được từ các đơn vị", "a row that cannot be made from the parts")
NOT_SAME_LEAVES = Words(
    "các dòng không do cùng những đơn vị báo cáo", "its rows were not filled by the same units"
)
_MISSING, _UNREAD = Words("«trống»", "«blank»"), Words("«không đọc được»", "«not readable»")


def confront(report: Report, catalogue: Catalogue) -> Confrontation:
    """Judge every check of the catalogue on one report."""
    numbers = report.numbers
    leaves = _filled_by(report.leaves) if report.leaves else None
    results = tuple(_result(check, numbers, leaves, catalogue) for check in catalogue.checks)
    violated = (r for r in results if r.judgement.verdict is Verdict.VIOLATED)
    return Confrontation(results, tuple(_finding(r, report, catalogue) for r in violated))


def status_of(findings: Iterable[Finding], *, is_empty: bool) -> str:
    """A file's status: the gravest finding, explained warnings counting as info."""
    weights = {f.weight for f in findings}
    if Severity.ERROR in weights:
        return "errors"
    if is_empty:
        return "empty"
    return "warnings" if Severity.WARNING in weights else "clean"


def severity_counts(findings: Iterable[Finding]) -> dict[str, int]:
    counts = Counter(f.weight for f in findings)
    return {severity.value: counts[severity] for severity in Severity}


def _filled_by(leaves: Iterable[Report]) -> dict[str, frozenset[int]]:
    """For each row the leaves that filled it, by their position."""
    filled: dict[str, set[int]] = {}
    for n, leaf in enumerate(leaves):
        for row_id in leaf.numbers:
            filled.setdefault(row_id, set()).add(n)
    return {row_id: frozenset(leaves) for row_id, leaves in filled.items()}


def _result(
    check: Check,
    numbers: Mapping[str, float],
    leaves: Mapping[str, frozenset[int]] | None,
    catalogue: Catalogue,
) -> Result:
    reason = None if leaves is None else _why_not(check, leaves, catalogue)
    if reason is not None:
        return Result(check, Judgement(Verdict.NOT_EVALUATED), reason)
    return Result(check, judge(check.node, numbers, check.rule.missing))


def _why_not(check: Check, leaves: Mapping[str, frozenset[int]], catalogue: Catalogue) -> Words | None:
    if not catalogue.is_judged_on_totals(check):
        return NOT_ADDED
    filled = [leaves.get(i, frozenset()) for i in check.ids]
    if check.rule.missing == "zero":
        filled = [f for f in filled if f]
    return NOT_SAME_LEAVES if len(set(filled)) > 1 else None


def _finding(result: Result, report: Report, catalogue: Catalogue) -> Finding:
    check, judgement = result.check, result.judgement
    rows = [report.values[i] for i in check.ids]
    place = places_of(
        [(catalogue.indicators[r.id], r.place) for r in (rows[:1] if check.row else rows)], catalogue
    )
    notes = [note for r in rows if (note := note_of_a_person(r.note))]
    explanation = "; ".join(notes) if check.rule.severity is Severity.WARNING else ""
    fault = Words(
        _own_words(result, report) if check.rule.message else _fault(result, report, catalogue, "vi"),
        _fault(result, report, catalogue, "en"),
    )
    remedy = Words(check.rule.remedy, "Check these cells.")
    return Finding(
        "RULE-001",
        check.rule.severity,
        {"place": place, "fault": fault, "remedy": remedy},
        check.rule.id,
        check.ids,
        tuple(r.place for r in rows if r.place),
        judgement.left,
        judgement.right,
        judgement.imbalance,
        explanation,
    )


def _own_words(result: Result, report: Report) -> str:
    """The rule's own message with the numbers filled in."""
    check, judgement = result.check, result.judgement
    imbalance = None if judgement.imbalance is None else abs(judgement.imbalance)
    fields: dict[str, object] = dict(check.words)
    fields |= {i: _number_of(i, report, "vi") for i in check.ids}
    fields |= {"row": fields.get(check.row or "", ""), "left": _shown(judgement.left, "vi")}
    fields |= {"right": _shown(judgement.right, "vi"), "computed": _shown(judgement.right, "vi")}
    fields["imbalance"] = _shown(imbalance, "vi")
    return fill_in(check.rule.message, fields, "vi")


_FAULT = Words("Không đúng quy tắc «{0}» ({1}).", "This does not hold: «{0}» ({1}).")
_SIDES = Words(
    " Vế trái là {0}, vế phải là {1} (chênh lệch {2}).", " Here {0} stands against {1} (difference {2})."
)
_COMPUTED = Words(" Tính ra: {0}.", " Computed: {0}.")


def _fault(result: Result, report: Report, catalogue: Catalogue, lang: str) -> str:
    """The rule as a sentence, with the numbers of its rows and of its two sides."""
    check, judgement = result.check, result.judgement
    names = {i: row_name(i, check, catalogue) for i in check.ids}
    sentence = to_sentence(check.node, names.__getitem__, lang).rstrip(".")
    rows = ", ".join(f"{name.in_(lang)}: {_of_row(i, report, catalogue, lang)}" for i, name in names.items())
    sides = ""
    if judgement.imbalance is not None:
        shown = (_shown(x, lang) for x in (judgement.left, judgement.right, judgement.imbalance))
        sides = _SIDES.in_(lang).format(*shown)
    elif judgement.right is not None:
        sides = _COMPUTED.in_(lang).format(_shown(judgement.right, lang))
    return _FAULT.in_(lang).format(sentence, rows) + sides


def _of_row(row_id: str, report: Report, catalogue: Catalogue, lang: str) -> str:
    """A row's number as a person reads it, a percent with its sign."""
    is_percent = catalogue.indicators[row_id].scale != 1 and report.values[row_id].value is not None
    return _number_of(row_id, report, lang) + (" %" if is_percent else "")


def _number_of(row_id: str, report: Report, lang: str) -> str:
    """A row's number; one that was typed and cannot be read is not called blank, lest it be typed over."""
    value = report.values[row_id]
    is_unread = value.state in (State.TEXT, State.ERROR)
    return _UNREAD.in_(lang) if is_unread else _shown(value.value, lang)


def _shown(value: float | None, lang: str) -> str:
    return _MISSING.in_(lang) if value is None else format_number(value, lang)
