"""The old workbook sent again: forms whose every filled cell is what it was in the period before.

Many rows do not change from period to period (staff, plans, blanks, zeros); only figures of events within the
period tell. A figure n is by chance n again about once in n + 1, so forms are named when the different
figures among them are, together, less likely to be all the same again than once in a thousand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from cchc_excel.errors import Finding, finding
from cchc_excel.model.forms import Catalogue, Form, Kind, Time
from cchc_excel.model.places import places_of
from cchc_excel.model.reports import Report, State
from cchc_excel.validation.causes.slips import chance_of
from cchc_excel.validation.previous.explanations import is_new_note, note_said, says_the_same
from cchc_excel.words import Words

_LEAST_CHANCE = 1e-3
_LEAST_FIGURES = 3
"""Two figures are often one event seen twice: settled, and settled in time."""
_ALL = Words("Toàn bộ báo cáo", "The whole report")


def sent_again(report: Report, before: Report, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Say which forms hold the figures of the period before; one finding for all of them. A note that was
    written since beside one of its rows explains it."""
    kept = [form for form in catalogue.forms if _is_kept(form, report, before, catalogue)]
    filled = [form for form in catalogue.forms if any(_is_filled(i.id, report) for i in form.indicators)]
    is_whole = bool(filled) and all(form in kept for form in filled)
    named = kept if is_whole else [f for f in kept if _is_telling(_telling([f], report), report)]
    rows = _telling(named, report)
    if not _is_telling(rows, report):
        return ()
    count = sum(_is_filled(i.id, report) for form in named for i in form.indicators)
    said = finding(
        "PREV-006",
        forms=_ALL if is_whole else tuple(form.short for form in named),
        count=count,
        places=places_of([(catalogue.indicators[i], report.values[i].place) for i in rows], catalogue),
        period=before.cover.period.name,
        file=before.source.file,
        ids=rows,
        cells=[place for i in rows if (place := report.values[i].place)],
    )
    return (_explained(said, report, before),)


def _is_kept(form: Form, report: Report, before: Report, catalogue: Catalogue) -> bool:
    """True where every row says what it said; what is computed from others says nothing of its own."""
    rows = (i for i in form.indicators if i.equals is None)
    return all(says_the_same(before.values[i.id], report.values[i.id], catalogue) for i in rows)


def _is_filled(row_id: str, report: Report) -> bool:
    return report.values[row_id].state is State.NUMBER


def _telling(forms: Sequence[Form], report: Report) -> list[str]:
    """The rows whose figures are of events: not codes, not states on a day, not computed from others."""
    numbers = report.numbers
    return [
        i.id
        for form in forms
        for i in form.indicators
        if i.time in (Time.FLOW, Time.CUMULATIVE) and i.kind is not Kind.CHOICE and i.equals is None
        if numbers.get(i.id)
    ]


def _is_telling(rows: Sequence[str], report: Report) -> bool:
    figures = {report.numbers[i] for i in rows}
    return len(figures) >= _LEAST_FIGURES and math.prod(map(chance_of, figures)) <= _LEAST_CHANCE


def _explained(said: Finding, report: Report, before: Report) -> Finding:
    written = [note_said(v) for i in said.ids if is_new_note(v := report.values[i], before.values[i])]
    return replace(said, explanation="; ".join(written))
