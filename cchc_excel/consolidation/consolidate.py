"""The consolidated report (báo cáo tổng hợp): figures, coverage and findings over the leaves that are
used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cchc_excel.consolidation.operators import Figure, LeafTable, consolidate_rows
from cchc_excel.consolidation.selection import Selection, Target
from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Administration
from cchc_excel.model.forms import Catalogue, Operator
from cchc_excel.model.reports import (
    Cover,
    Report,
    ReportedValue,
    SourceFile,
    State,
    is_applicable,
    is_reported_at,
)


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A consolidated report with its figures; `report` is what a reader of its forms will find, leaves
    included."""

    report: Report
    figures: Mapping[str, Figure]
    selection: Selection
    target: Target


def consolidate(
    selection: Selection, target: Target, catalogue: Catalogue, administration: Administration
) -> Consolidated:
    """Make one report out of the selected leaves."""
    target = replace(target, period=selection.period or target.period)
    selection.put_in_order()  # files that could not be read were refused after the others
    figures = consolidate_rows(
        LeafTable.of(selection.leaves, catalogue),
        _expected_counts(selection, target, catalogue, administration),
        catalogue,
    )
    cover = Cover(target.reporting_unit, target.level, target.period)
    values = {i: _value(f, cover, catalogue, administration) for i, f in figures.items()}
    report = Report(
        cover,
        values,
        SourceFile(""),
        tuple(_findings(figures, catalogue)),
        leaves=tuple(selection.leaves),
        expected=selection.expected,
        missing=selection.missing,
        refused=tuple(selection.refused),
        not_expected=tuple(selection.not_expected),
        set_aside=tuple(selection.set_aside),
        expectations=selection.expectations,
    )
    return Consolidated(report, figures, selection, target)


def tally_text(figure: Figure, choices: Mapping[int, str]) -> str:
    """`4 Có / 2 Không`, in the order of the form."""
    return " / ".join(f"{figure.tally[code]} {word}" for code, word in choices.items())


def _expected_counts(
    selection: Selection, target: Target, catalogue: Catalogue, administration: Administration
) -> dict[str, int]:
    """For each row the expected units whose level reports it; a row of a level that did not exist expects
    none."""
    levels = Counter(u.level for u in selection.expected)
    return {
        indicator.id: sum(
            count
            for level, count in levels.items()
            if is_reported_at(level, target.period, indicator, administration)
        )
        for indicator in catalogue.indicators.values()
    }


def _value(
    figure: Figure, cover: Cover, catalogue: Catalogue, administration: Administration
) -> ReportedValue:
    indicator = catalogue.indicators[figure.id]
    if figure.tally is not None:
        return ReportedValue(
            figure.id, State.TALLY, None, tally_text(figure, indicator.choices), tally=figure.tally
        )
    if figure.value is not None:
        return ReportedValue(figure.id, State.NUMBER, figure.value, calculated=True)
    applies = is_applicable(indicator, cover, administration, below_too=True)
    return ReportedValue(figure.id, State.BLANK if applies else State.NOT_APPLICABLE)


def _findings(figures: Mapping[str, Figure], catalogue: Catalogue) -> Iterator[Finding]:
    for figure in figures.values():
        named = catalogue.named(figure.id)
        if figure.partial:
            yield finding("CONS-004", units=figure.partial, ids=(figure.id,), **named)
        if figure.unadded_tallies:
            yield finding("CONS-005", files=figure.unadded_tallies, ids=(figure.id,), **named)
        if figure.operator is Operator.MAX and figure.low is not None:
            yield finding("CONS-006", low=figure.low, high=figure.value, ids=(figure.id,), **named)
