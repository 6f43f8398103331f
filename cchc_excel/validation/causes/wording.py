"""How a diagnosis is said to a person: the cell, what may have been meant, and what that mends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from cchc_excel.errors import Finding, finding
from cchc_excel.model.causes import Cause, Range, Suggestion
from cchc_excel.model.forms import Catalogue, Kind
from cchc_excel.model.places import places_of
from cchc_excel.validation.causes.statement import Statement
from cchc_excel.words import Words, format_number

_TOLD_AT_MOST = 4
"""So many causes that cannot be told apart still help; more would only repeat the rules' own cells."""
_BLANK = Words("ô trống", "blank")
_WAS = Words(" (kỳ trước: {})", " (in the period before: {})")
_AS_IT_WAS = Words(" (đúng bằng kỳ trước)", " (as in the period before)")


def said(findings: Sequence[Finding], causes: Sequence[Cause], statement: Statement) -> Finding | None:
    """Word the likeliest causes; None where that would say no more than the findings do."""
    first = [cause for cause in causes if cause.rank == 1]
    is_news = len(findings) > 1 or any(cause.suggestions or cause.is_left for cause in first)
    if not is_news or len(first) > _TOLD_AT_MOST:
        return None
    code = "CAUSE-003" if len(first) > 1 else "CAUSE-002" if len(first[0].ids) > 1 else "CAUSE-001"
    told = [_told(cause, statement.catalogue) for cause in first]
    return finding(
        code,
        ids=dict.fromkeys(i for cause in first for i in cause.ids),
        cells=dict.fromkeys(cell for cause in first for cell in cause.cells),
        causes=Words("; hoặc ".join(t.vi for t in told), "; or ".join(t.en for t in told)),
        count=len(first) if len(first) > 1 else len(first[0].ids),
        outcome=_outcome(findings),
        follows=_follows(first, statement),
        others=_others(len(causes) - len(first)),
    )


def _outcome(findings: Sequence[Finding]) -> Words:
    rules = list(dict.fromkeys(f.rule or f.code for f in findings))
    if len(findings) == 1:
        return Words(f"quy tắc {rules[0]} đạt", f"rule {rules[0]} holds")
    named = ", ".join(rules)
    return Words(
        f"{len(findings)} chỗ không đạt ({named}) đều đạt",
        f"the {len(findings)} broken checks ({named}) hold",
    )


def _follows(causes: Sequence[Cause], statement: Statement) -> Words:
    """That a percent typed by hand does not change with its parts: the findings go only when it does."""
    rows = statement.typed_after(i for cause in causes for i in cause.ids)
    if not rows:
        return Words("", "")
    lines = [(statement.indicator(row), statement.report.values[row].place) for row in rows]
    place = places_of(lines, statement.catalogue)
    return Words(
        f" Số gõ tay ở {place.vi} không tự đổi theo: tính lại rồi ghi lại.",
        f" What is typed at {place.en} does not change by itself: compute and enter it anew.",
    )


def _others(count: int) -> Words:
    if not count:
        return Words("", "")
    return Words(f" Còn {count} khả năng khác, ít hơn.", f" {count} other cause(s) are less likely.")


def _told(cause: Cause, catalogue: Catalogue) -> Words:
    """`Biểu mẫu 3, ô D19 (dòng 3.3.2) – 182 (kỳ trước: 131) thành 128 (hai chữ số đổi chỗ)`."""
    indicators = [catalogue.indicators[i] for i in cause.ids]
    cells = cause.cells if len(cause.cells) == len(indicators) else [""] * len(indicators)
    place = places_of(zip(indicators, cells, strict=True), catalogue)
    units = [" %" if i.kind is Kind.PERCENT else "" for i in indicators]
    return Words(*(f"{place.in_(lang)} – {_change(cause, units, lang)}" for lang in ("vi", "en")))


def _change(cause: Cause, units: Sequence[str], lang: str) -> str:
    becomes, either = Words(" thành ", " becomes ").in_(lang), Words(" hoặc ", " or ").in_(lang)
    meant = either.join(_suggested(cause.suggestions, units, lang))
    meant = meant or either.join(_range(r, units[0], lang) for r in cause.allowed)
    meant = meant or Words("số khác", "another number").in_(lang)
    return _numbers(cause.stated, units, lang) + _before(cause, units, lang) + becomes + meant


def _before(cause: Cause, units: Sequence[str], lang: str) -> str:
    if all(number is None for number in cause.before):
        return ""
    return (_AS_IT_WAS if cause.is_left else _WAS).in_(lang).format(_numbers(cause.before, units, lang))


def _suggested(suggestions: Sequence[Suggestion], units: Sequence[str], lang: str) -> Iterator[str]:
    """Each with its slip; the slip behind the last of those that have it in common."""
    for suggestion, following in zip_longest(suggestions, suggestions[1:]):
        is_last = following is None or following.slip != suggestion.slip
        slip = f" ({suggestion.slip.words.in_(lang)})" if is_last else ""
        yield _numbers(suggestion.values, units, lang) + slip


def _numbers(values: Sequence[float | None], units: Sequence[str], lang: str) -> str:
    shown = (
        _BLANK.in_(lang) if value is None else format_number(value, lang) + unit
        for value, unit in zip(values, units, strict=True)
    )
    return Words(" và ", " and ").in_(lang).join(shown)


def _range(allowed: Range, unit: str, lang: str) -> str:
    low, high = (None if b is None else format_number(b, lang) + unit for b in (allowed.low, allowed.high))
    if low == high:
        return low or Words("số khác", "another number").in_(lang)
    if low is None:
        return Words(f"số không quá {high}", f"a number of at most {high}").in_(lang)
    if high is None:
        return Words(f"số từ {low} trở lên", f"a number of {low} or more").in_(lang)
    return Words(f"số từ {low} đến {high}", f"a number from {low} to {high}").in_(lang)
