"""Filling (điền): what a report becomes when it is put into a template whose percents are formulas.

A stated percent that its parts bear out gives way to the formula; one that they do not replaces it, and
that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cchc_excel.errors import Finding, finding
from cchc_excel.model.expressions import computed
from cchc_excel.model.expressions.functions import agrees
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import SAID_BY_US, Report, ReportedValue, State
from cchc_excel.output.book import LONGEST_TEXT
from cchc_excel.output.plan import Plan
from cchc_excel.words import ZERO_SPELLINGS, fold, format_number

_SHOWN_DECIMALS = 2
"""What the template's percent format shows."""
_DECIMALS_KEPT = 10


@dataclass(frozen=True, slots=True)
class Filled:
    """The report as the filled template will say it, and what was said while filling."""

    report: Report
    findings: tuple[Finding, ...]


def fill_template(report: Report, catalogue: Catalogue) -> Filled:
    """Settle every value and note of a template filled with a report; formulas carry their computed
    results."""
    plan, numbers = Plan.of(catalogue), report.numbers
    values, findings, replaced = {}, [], set()
    for indicator in catalogue.indicators.values():
        value = report.values[indicator.id]
        if indicator.is_calculated:
            value, said, keeps_formula = _percent(value, indicator, numbers, plan, catalogue)
            findings += said
            if not keeps_formula:
                replaced.add(indicator.id)
        sheet, _ = plan.places[indicator.id]
        note = with_addition(value.note, typed_words(value, indicator))
        if max(len(note), len(value.text)) > LONGEST_TEXT:
            cell = plan.named(indicator.id)
            place = place_of(indicator, catalogue, cell)
            findings.append(finding("FILL-007", place=place, count=LONGEST_TEXT))
        values[indicator.id] = replace(
            value, sheet=sheet, cell=plan.address(indicator.id), note=note, bound_by="name"
        )
    return Filled(replace(report, values=values, replaced_formulas=frozenset(replaced)), tuple(findings))


def _percent(
    value: ReportedValue, indicator: Indicator, numbers: Mapping[str, float], plan: Plan, catalogue: Catalogue
) -> tuple[ReportedValue, list[Finding], bool]:
    """The percent as the template will show it, what to say of it, and whether its formula stays."""
    ratio = computed(indicator.equals, numbers)
    exact = None if ratio is None else round(ratio * 100, _DECIMALS_KEPT)
    cell = plan.named(indicator.id)
    at = {"place": place_of(indicator, catalogue, cell), "ids": (indicator.id,), "cells": (cell,)}
    if value.state is State.TEXT:
        return value, [], False
    if value.state is not State.NUMBER:
        said = [] if exact is None else [finding("FILL-004", computed=shown_percent(exact), **at)]
        return _calculated(value, exact), said, True
    if exact is None:
        return value, [finding("FILL-001", stated=value.value, **at)], False
    if not agrees(value.value, exact):
        return value, [finding("FILL-002", stated=value.value, computed=exact, **at)], False
    if shown_percent(value.value) == shown_percent(exact):
        return _calculated(value, exact), [], True
    note = with_addition(value.note, f"{SAID_BY_US}đơn vị nêu {format_number(value.value)}%")
    said = finding("FILL-005", stated=f"{format_number(value.value)} %", computed=shown_percent(exact), **at)
    return replace(_calculated(value, exact), note=note), [said], True


def _calculated(value: ReportedValue, exact: float | None) -> ReportedValue:
    if exact is None:
        return replace(
            value,
            state=State.BLANK if value.state is State.ERROR else value.state,
            value=None,
            text="",
            calculated=True,
        )
    return replace(value, state=State.NUMBER, value=exact, text=f"{shown_percent(exact)}%", calculated=True)


def shown_percent(percent: float) -> str:
    """A percent with the decimals that a template shows."""
    return format_number(percent, decimals=_SHOWN_DECIMALS)


def typed_words(value: ReportedValue, indicator: Indicator) -> str:
    """Words typed beside a number (`71 hồ sơ`), kept in the note since the cell will hold the number
    alone."""
    if value.state is not State.NUMBER or indicator.kind is Kind.CHOICE or not value.says_more:
        return ""
    if fold(value.text) in ZERO_SPELLINGS:
        return ""
    return f"{SAID_BY_US}đơn vị gõ «{value.text.strip()}»"


def with_addition(note: str, addition: str) -> str:
    """A note with one more part."""
    return "; ".join(part for part in (note, addition) if part)
