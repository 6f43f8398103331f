"""Corrections applied to the leaves that were sent: each says what became of it, and the leaf keeps what the
unit had sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.corrections import CorrectionOutcome, ListedCorrection, Standing, says_the_same
from cchc_excel.model.expressions import computed, references
from cchc_excel.model.forms import Catalogue, Indicator
from cchc_excel.model.reports import Correction, Report, ReportedValue, State
from cchc_excel.words import Words, format_number, format_value

FindUnits = Callable[[str], Sequence[ReportingUnit]]
"""The units that a name or code of the list may mean here."""


def corrected(
    leaves: Sequence[Report],
    listed: Sequence[ListedCorrection],
    units: FindUnits,
    catalogue: Catalogue,
    elsewhere: FindUnits = lambda text: (),
) -> tuple[list[Report], list[CorrectionOutcome]]:
    """The leaves with the figures of the list in place of those that were sent, in the list's order, and what
    became of each line. A line whose old figure is not what the unit sends now changes nothing; one of a unit
    that stands `elsewhere` is of another consolidation."""
    by_key = {leaf.cover.reporting_unit.key: leaf for leaf in leaves}
    outcomes = []
    for line in listed:
        meant = units(line.unit_text)
        others = elsewhere(line.unit_text) if not meant else ()
        outcome, leaf = (
            (_of_others(line, others), None) if others else _applied(line, meant, by_key, catalogue)
        )
        outcomes.append(outcome)
        if leaf is not None:
            by_key[leaf.cover.reporting_unit.key] = leaf
    return [by_key[leaf.cover.reporting_unit.key] for leaf in leaves], outcomes


def _of_others(line: ListedCorrection, units: Sequence[ReportingUnit]) -> CorrectionOutcome:
    said = finding("CORR-010", place=line.place, unit=units[0].name, id=line.id)
    return CorrectionOutcome(line, Standing.NOT_APPLIED, said, units[0])


def _applied(
    line: ListedCorrection,
    units: Sequence[ReportingUnit],
    leaves: dict[str, Report],
    catalogue: Catalogue,
) -> tuple[CorrectionOutcome, Report | None]:
    unit = units[0] if len(units) == 1 and units[0].key in leaves else None
    if line.fault is not None:
        return CorrectionOutcome(line, Standing.NOT_APPLIED, line.fault, unit), None
    if unit is None:
        code = "CORR-003" if len(units) < 2 else "CORR-009"
        said = finding(
            code, place=line.place, unit=line.unit_text, count=len(units), id=line.id, ids=(line.id,)
        )
        return CorrectionOutcome(line, Standing.NOT_APPLIED, said), None
    leaf = leaves[unit.key]
    standing, code = _standing(line, leaf.values[line.id], catalogue)
    made = _with_correction(leaf, line, catalogue) if standing is Standing.APPLIED else None
    return CorrectionOutcome(line, standing, _said(code, line, leaf, catalogue), unit), made


def _standing(line: ListedCorrection, sent: ReportedValue, catalogue: Catalogue) -> tuple[Standing, str]:
    indicator = catalogue.indicators[line.id]
    if line.new is None:
        return Standing.NOT_APPLIED, "CORR-007"
    if says_the_same(line.old, sent, indicator):
        return Standing.APPLIED, "CORR-001"
    if says_the_same(line.new, sent, indicator):
        return Standing.ALREADY_SENT, "CORR-006"
    return Standing.NOT_APPLIED, "CORR-002"


def _said(code: str, line: ListedCorrection, leaf: Report, catalogue: Catalogue) -> Finding:
    sent = leaf.values[line.id]
    return finding(
        code,
        ids=(line.id,),
        cells=(sent.place,) if sent.place else (),
        place=line.place,
        unit=leaf.name,
        sent=shown(sent),
        old=shown(line.old),
        new=shown(line.new) if line.new is not None else "",
        why=_why(line),
        **catalogue.named(line.id),
    )


def _why(line: ListedCorrection) -> Words:
    """`; lý do: …; người báo: …; ngày …`, of what the list tells."""
    told = (
        ("lý do: ", "reason: ", line.reason),
        ("người báo: ", "told by: ", line.by),
        ("ngày ", "on ", format_value(line.on)),
    )
    parts = [Words(f"; {vi}{text}", f"; {en}{text}") for vi, en, text in told if text]
    return Words("".join(p.vi for p in parts), "".join(p.en for p in parts))


def shown(value: ReportedValue) -> Words:
    """A figure as a message names it; a blank by its word."""
    if value.state is State.NUMBER:
        return Words(format_number(value.value), format_number(value.value, "en"))
    return Words(f"«{value.text}»", f"«{value.text}»") if value.text else Words("ô trống", "a blank")


def _with_correction(leaf: Report, line: ListedCorrection, catalogue: Catalogue) -> Report:
    """The leaf with the new figure; percents that followed from the figure that was sent are made anew."""
    sent = leaf.values[line.id]
    earlier = sent.correction
    reasons = (earlier.reason if earlier is not None else "", line.reason)
    note = Correction(
        earlier.sent if earlier is not None else shown(sent).vi,
        "; ".join(dict.fromkeys(filter(None, reasons))),
        line.by,
        line.on,
    )
    new = replace(
        sent,
        state=line.new.state,
        value=line.new.value,
        text=line.new.text,
        tally=None,
        calculated=False,
        correction=note,
    )
    made = replace(leaf, values={**leaf.values, line.id: new})
    again = {
        i.id: _made_again(made.values[i.id], computed(i.equals, made.numbers), i.scale)
        for i in catalogue.indicators.values()
        if i.is_calculated and line.id in references(i.equals) and _was_right(leaf, i)
    }
    return replace(made, values={**made.values, **again})


def _was_right(leaf: Report, percent: Indicator) -> bool:
    """True for a percent that follows from the parts as they were sent, by a formula or as it was typed."""
    stands, ratio = leaf.values[percent.id], computed(percent.equals, leaf.numbers)
    if stands.calculated or stands.state is not State.NUMBER or ratio is None:
        return stands.calculated
    exact = ReportedValue(percent.id, State.NUMBER, ratio * percent.scale)
    return says_the_same(stands, exact, percent)


def _made_again(stands: ReportedValue, ratio: float | None, scale: int) -> ReportedValue:
    if ratio is None:
        return replace(stands, state=State.BLANK, value=None, text="")
    return replace(stands, state=State.NUMBER, value=ratio * scale, text="")
