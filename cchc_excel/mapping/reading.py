"""From a source to a report: binding, identity and values put together, every oddity a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.binding import Binding, BoundRow, bind
from cchc_excel.mapping.identity import Given, identify
from cchc_excel.mapping.values import Reading, interpret, percent_points
from cchc_excel.model.administration import Administration, Register
from cchc_excel.model.cover_fields import ISSUE, STATED, VERSION
from cchc_excel.model.expressions import computed, references
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State, is_applicable
from cchc_excel.words import format_number


def read_report(
    document: SourceDocument,
    catalogue: Catalogue,
    administration: Administration,
    register: Register,
    given: Given,
) -> tuple[Report, Binding]:
    """Read one report out of a source. The binding is empty when the source holds no form of the annex."""
    binding = bind(document, catalogue)
    cover, odd = identify(document, administration, register, given)
    readings = {
        row_id: interpret(bound.value, catalogue.indicators[row_id], points=document.kind == "listing")
        for row_id, bound in binding.rows.items()
    }
    readings, doubts = _settle_percents(readings, binding, catalogue)
    readings = _recalculate(readings, catalogue)
    values = {
        row_id: _value(
            row_id, binding.rows.get(row_id), readings.get(row_id), cover, catalogue, administration
        )
        for row_id in catalogue.indicators
    }
    findings = (
        *odd,
        *binding.findings,
        *_copies(document),
        *_faults(readings, binding, catalogue),
        *doubts,
        *_strangers(values, cover, catalogue, administration),
    )
    stated = document.properties.get(STATED, "").split()
    return Report(
        cover, values, _source_file(document, binding), findings, replaced_formulas=frozenset(stated)
    ), binding


def _value(
    row_id: str,
    bound: BoundRow | None,
    reading: Reading | None,
    cover: Cover,
    catalogue: Catalogue,
    administration: Administration,
) -> ReportedValue:
    state = reading.state if reading else State.BLANK
    if state is State.BLANK and not is_applicable(catalogue.indicators[row_id], cover, administration):
        state = State.NOT_APPLICABLE
    if bound is None or reading is None:
        return ReportedValue(row_id, state)
    note = bound.note.shown.strip() if bound.note is not None else ""
    return ReportedValue(
        row_id,
        state,
        reading.value,
        bound.value.shown,
        note,
        bound.sheet,
        bound.value.address,
        bound.how,
        reading.tally,
        bound.value.formula is not None,
    )


def _settle_percents(
    readings: Mapping[str, Reading], binding: Binding, catalogue: Catalogue
) -> tuple[dict[str, Reading], list[Finding]]:
    """A bare 0.9859 in a percent row is a fraction or percent points: told by its operands, else
    reported."""
    numbers = {i: r.value for i, r in readings.items() if r.value is not None and not r.ambiguous}
    settled, doubts = dict(readings), []
    for row_id, reading in readings.items():
        if not reading.ambiguous:
            continue
        indicator = catalogue.indicators[row_id]
        other = reading.value * 100
        ratio = computed(indicator.equals, numbers) if indicator.equals is not None else None
        if ratio is not None and abs(ratio * 100 - other) < abs(ratio * 100 - reading.value):
            settled[row_id] = replace(reading, value=percent_points(reading.value), ambiguous=False)
        elif ratio is None:
            bound = binding.rows[row_id]
            doubts.append(
                finding(
                    "VAL-005",
                    place=place_of(indicator, catalogue, bound.place),
                    text=bound.value.shown,
                    value=reading.value,
                    other=other,
                    ids=(row_id,),
                    cells=(bound.place,),
                )
            )
    return settled, doubts


def _recalculate(readings: Mapping[str, Reading], catalogue: Catalogue) -> dict[str, Reading]:
    """A formula without a stored result is computed where the row has `equals`, parts before totals; one
    that
    cannot be computed because a part has no result either stays a finding."""
    done = dict(readings)
    waiting = [
        i for i, r in readings.items() if r.fault == "VAL-003" and catalogue.indicators[i].equals is not None
    ]
    while ready := [i for i in waiting if not set(references(catalogue.indicators[i].equals)) & set(waiting)]:
        numbers = {i: r.value for i, r in done.items() if r.value is not None}
        for row_id in ready:
            indicator = catalogue.indicators[row_id]
            result = computed(indicator.equals, numbers)
            done[row_id] = (
                Reading(State.BLANK) if result is None else Reading(State.NUMBER, result * indicator.scale)
            )
        waiting = [i for i in waiting if i not in ready]
    return done


def _faults(readings: Mapping[str, Reading], binding: Binding, catalogue: Catalogue) -> Iterator[Finding]:
    for row_id, reading in readings.items():
        if reading.fault is not None:
            bound = binding.rows[row_id]
            place = place_of(catalogue.indicators[row_id], catalogue, bound.place)
            yield finding(
                reading.fault,
                place=place,
                text=bound.value.shown,
                value=bound.value.shown,
                ids=(row_id,),
                cells=(bound.place,),
            )


def _strangers(
    values: Mapping[str, ReportedValue], cover: Cover, catalogue: Catalogue, administration: Administration
) -> Iterator[Finding]:
    """Numbers in rows that the unit's level does not report: kept, and said."""
    if not cover.level:
        return
    for value in values.values():
        indicator = catalogue.indicators[value.id]
        if value.state is State.NUMBER and not is_applicable(
            indicator, cover, administration, below_too=True
        ):
            yield finding(
                "VAL-004",
                place=place_of(indicator, catalogue, value.place),
                value=format_number(value.value),
                level=administration.level(cover.level).short,
                ids=(value.id,),
                cells=(value.place,),
            )


def _copies(document: SourceDocument) -> Iterator[Finding]:
    if places := document.properties.get("copies_differ"):
        yield finding("BIND-005", places=places)


def _source_file(document: SourceDocument, binding: Binding) -> SourceFile:
    cells = {row_id: (b.sheet, b.value.address, b.how) for row_id, b in binding.rows.items()}
    return SourceFile(
        str(document.path),
        document.sha256,
        document.modified,
        document.properties.get(ISSUE, ""),
        document.properties.get(VERSION, ""),
        cells,
    )
