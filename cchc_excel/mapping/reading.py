"""From a source to a report: binding, identity and values put together, every oddity a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.binding import Binding, bind_each
from cchc_excel.mapping.columns import Known
from cchc_excel.mapping.consolidated import holds_leaves
from cchc_excel.mapping.faults import faults
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.identity import Given, identify
from cchc_excel.mapping.linked import links
from cchc_excel.mapping.made_with import another_template
from cchc_excel.mapping.settling import percents_off_by_a_hundred, recalculate, settle_percents
from cchc_excel.mapping.side_by_side import UnitSearch
from cchc_excel.mapping.stated_units import in_own_units
from cchc_excel.mapping.suspicions import suspicions
from cchc_excel.mapping.values import Reading, interpret
from cchc_excel.model.administration import Administration, Register
from cchc_excel.model.cover_fields import ISSUE, STATED, VERSION
from cchc_excel.model.forms import Catalogue, Indicator, Kind, Operator
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.layouts import Layout
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State, is_applicable
from cchc_excel.words import Words, format_number


def read_report(
    document: SourceDocument,
    catalogue: Catalogue,
    administration: Administration,
    register: Register,
    given: Given,
) -> tuple[Report, Binding]:
    """Read the report of a source that holds one; of several, the first."""
    return read_reports(document, catalogue, administration, register, given)[0]


def read_reports(
    document: SourceDocument,
    catalogue: Catalogue,
    administration: Administration,
    register: Register,
    given: Given,
    layouts: Sequence[Layout] = (),
) -> tuple[tuple[Report, Binding], ...]:
    """Read the reports of a source: one, or one for each reporting unit that has a column of its own. The
    binding is empty when the source holds no form of the annex."""
    cover, odd = identify(document, administration, register, given)
    search = UnitSearch(register, cover, given)
    reports = []
    for binding in bind_each(document, catalogue, Known(search.is_unit, search.is_own_period), layouts):
        own, said = search.cover_of(binding.heading, document.path.name, odd)
        reports.append((_report(document, binding, own, said, catalogue, administration), binding))
    return tuple(reports)


def _report(
    document: SourceDocument,
    binding: Binding,
    cover: Cover,
    odd: Sequence[Finding],
    catalogue: Catalogue,
    administration: Administration,
) -> Report:
    consolidated = holds_leaves(document)
    readings, doubts = _readings(document, binding, catalogue)

    def applies(indicator: Indicator) -> bool:
        return is_applicable(indicator, cover, administration, below_too=consolidated)

    values = {
        i: _value(i, binding.rows.get(i), readings.get(i), applies=applies(indicator))
        for i, indicator in catalogue.indicators.items()
    }
    findings = (
        *document.notices,
        *another_template(document, catalogue),
        *links(document, binding.rows),
        *binding.findings,
        *odd,
        *_copies(document),
        *faults(readings, binding.rows, catalogue),
        *doubts,
        *_strangers(values, catalogue, applies, cover, administration),
        *(_overwritten(values, catalogue) if consolidated else ()),
    )
    stated = frozenset(document.properties.get(STATED, "").split())
    source = _source_file(document, binding)
    return Report(cover, values, source, findings, replaced_formulas=stated)


def _readings(
    document: SourceDocument, binding: Binding, catalogue: Catalogue
) -> tuple[dict[str, Reading], list[Finding]]:
    """What each bound cell means, percents told apart and missing results computed; and what of it may be
    otherwise."""
    points = document.kind == "listing"
    first = {i: interpret(b.value, catalogue.indicators[i], points=points) for i, b in binding.rows.items()}
    own, doubts = in_own_units(first, binding.rows, catalogue)
    settled, more = settle_percents(own, binding.rows, catalogue)
    doubts += more
    readings = recalculate(settled, binding.rows, catalogue)
    doubts += suspicions(readings, binding.rows, catalogue)
    doubts += percents_off_by_a_hundred(readings, binding.rows, catalogue)
    return readings, doubts


def _value(row_id: str, bound: BoundRow | None, reading: Reading | None, *, applies: bool) -> ReportedValue:
    state = reading.state if reading else State.BLANK
    if state is State.BLANK and not applies:
        state = State.NOT_APPLICABLE
    if bound is None or reading is None:
        return ReportedValue(row_id, state)
    return ReportedValue(
        row_id,
        state,
        reading.value,
        text=bound.value.shown,
        note=bound.note.shown.strip() if bound.note is not None else "",
        sheet=bound.sheet,
        cell=bound.value.address,
        bound_by=bound.how,
        confidence=bound.confidence,
        tally=reading.tally,
        calculated=bound.value.formula is not None,
    )


def _strangers(
    values: Mapping[str, ReportedValue],
    catalogue: Catalogue,
    applies: Callable[[Indicator], bool],
    cover: Cover,
    administration: Administration,
) -> Iterator[Finding]:
    """Numbers in rows that the unit's level does not report: kept, and said."""
    for value in values.values():
        indicator = catalogue.indicators[value.id]
        if value.state is State.NUMBER and not applies(indicator):
            yield finding(
                "VAL-004",
                place=place_of(indicator, catalogue, value.place),
                value=Words(_with_sign(value, indicator, "vi"), _with_sign(value, indicator, "en")),
                level=administration.level(cover.level).short,
                ids=(value.id,),
                cells=(value.place,),
            )


def _with_sign(value: ReportedValue, indicator: Indicator, lang: str) -> str:
    return format_number(value.value, lang) + (" %" if indicator.kind is Kind.PERCENT else "")


def _overwritten(values: Mapping[str, ReportedValue], catalogue: Catalogue) -> Iterator[Finding]:
    """Totals of a consolidated file that are no formulas any more."""
    for value in values.values():
        indicator = catalogue.indicators[value.id]
        is_total = indicator.consolidate not in (None, Operator.NONE)
        if is_total and value.state is State.NUMBER and not value.calculated:
            place = place_of(indicator, catalogue, value.place)
            yield finding("CONS-015", place=place, ids=(value.id,), cells=(value.place,))


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
