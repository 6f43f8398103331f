"""Explanations that were written for other figures: since the earlier file of the same period a value that
the warning names has changed, and no note beside its rows has."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cchc_excel.errors import Finding, finding
from cchc_excel.model.forms import Catalogue, Kind
from cchc_excel.model.reports import Report, ReportedValue, State, note_of_a_person
from cchc_excel.words import LANGUAGES, Words, format_number, one_line

_SHOWN_ALIKE = 0.005 + 1e-9
"""Percents that two decimals cannot tell apart."""
_SAVED_ALIKE = 1e-12
"""Programs save a computed number with 15 to 17 digits."""
_BLANK = Words("trống", "blank")


def with_stale(
    findings: Iterable[Finding], report: Report, earlier: Report, catalogue: Catalogue
) -> tuple[Finding, ...]:
    """The findings, those whose explanation is out of date marked so.

    One note that was written since is enough: whoever wrote it saw the figures as they are now.
    """
    return tuple(_marked(found, report, earlier, catalogue) for found in findings)


def says_the_same(one: ReportedValue, other: ReportedValue, catalogue: Catalogue) -> bool:
    """True when two cells of a row say the same; a percent is also the same with two decimals or more."""
    if State.NUMBER not in (one.state, other.state) or one.state is not other.state:
        return one.said == other.said
    if catalogue.indicators[one.id].kind is Kind.PERCENT:
        return math.isclose(one.value, other.value, rel_tol=0, abs_tol=_SHOWN_ALIKE)
    return math.isclose(one.value, other.value, rel_tol=_SAVED_ALIKE)


def note_said(value: ReportedValue) -> str:
    """The note as a person wrote it, however it is broken into lines."""
    return one_line(note_of_a_person(value.note))


def is_new_note(now: ReportedValue, then: ReportedValue) -> bool:
    """True for a note that did not stand there before."""
    return note_said(now) not in ("", note_said(then))


def _marked(found: Finding, report: Report, earlier: Report, catalogue: Catalogue) -> Finding:
    rows = [i for i in found.ids if i in report.values and i in earlier.values]
    changed = [i for i in rows if not says_the_same(earlier.values[i], report.values[i], catalogue)]
    is_fresh = any(is_new_note(report.values[i], earlier.values[i]) for i in rows)
    if not found.explained or not changed or is_fresh:
        return found
    changes = [
        _change(earlier.values[i], report.values[i], _row_name(i, rows, catalogue), catalogue)
        for i in changed
    ]
    words = Words(*("; ".join(change.in_(lang) for change in changes) for lang in LANGUAGES))
    return replace(found, stale=finding("PREV-005", explanation=found.explanation, changes=words))


def _row_name(row_id: str, rows: Sequence[str], catalogue: Catalogue) -> str:
    """`2.2`, with its form where the rows are of several."""
    code = catalogue.indicators[row_id].code
    is_one_form = len({catalogue.form_of(i).id for i in rows}) == 1
    return code if is_one_form else f"{code} ({catalogue.form_of(row_id).short})"


def _change(then: ReportedValue, now: ReportedValue, name: str, catalogue: Catalogue) -> Words:
    """`dòng 2.2: trước là 32, nay là 34`."""
    sign = " %" if catalogue.indicators[now.id].kind is Kind.PERCENT else ""
    old, new = (Words(*(_shown(v, sign, lang) for lang in LANGUAGES)) for v in (then, now))
    return Words(
        f"dòng {name}: trước là {old.vi}, nay là {new.vi}", f"row {name}: {old.en} then, {new.en} now"
    )


def _shown(value: ReportedValue, sign: str, lang: str) -> str:
    if value.state is State.NUMBER:
        return format_number(value.value, lang) + sign
    return f"«{value.text.strip()}»" if value.text.strip() else _BLANK.in_(lang)
