"""Reading back a consolidated file: its leaf reports line by line, with their notes, findings, sources and
bindings.

A consolidated file that is consolidated again contributes these leaves, so that grouping cannot change a
figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar

from cchc_excel.errors import MESSAGES, BrokenFile, Finding, Severity, finding
from cchc_excel.mapping.faults import fault
from cchc_excel.mapping.values import Reading, interpret
from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.cover_fields import LEAVES
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import (
    NOTHING_EXPECTED,
    Correction,
    Cover,
    Expectation,
    Refusal,
    Report,
    ReportedValue,
    SourceFile,
    State,
    is_applicable,
)

Record = Mapping[str, Cell]
_Key = tuple[str, str]
_Coded = TypeVar("_Coded")
_STATES = {word: State(code) for code, word in sheets.STATE_WORDS.items()}
_HOWS = {word: code for code, word in sheets.BOUND_BY_WORDS.items()}
_SEVERITIES = {severity.words.vi: severity for severity in Severity}


def read_consolidated(
    document: SourceDocument, report: Report, catalogue: Catalogue, administration: Administration
) -> Report:
    """The report with the leaves that its file holds; an ordinary report comes back as it is."""
    detail = document.grid(sheets.DETAIL)
    if not holds_leaves(document):
        _compare_count(document, ())
    if detail is None or report.cover.period is None or not holds_leaves(document):
        return report
    sheet = {name: _by_unit(document, name) for name in (sheets.NOTES, sheets.FINDINGS, sheets.SOURCES)}
    bindings = _bindings(document)
    leaves = []
    for record in _leaf_records(detail, catalogue):
        notes, findings, sources = (sheet[name].pop(_key(record), []) for name in sheet)
        leaf = _leaf(record, report.cover.period, catalogue, administration)
        leaf = _with_notes(leaf, notes)
        source = next(iter(sources), {})
        leaf = _with_source(leaf, source, bindings)
        mark = _text(source, sheets.MARK)
        leaf = replace(leaf, is_altered=bool(mark) and mark != leaf.figures_mark)
        told = {f.ids for f in map(_finding, findings)}
        odd = (f for f in _cell_faults(record, leaf, catalogue) if f.ids not in told)
        leaves.append(replace(leaf, findings=(*map(_finding, findings), *odd)))
    _compare_count(document, leaves)
    carried = [f for f in map(_finding, sheet[sheets.FINDINGS].pop(("", ""), ())) if _is_of_files(f)]
    status = list(_records(document.grid(sheets.STATUS)))
    received = (sheets.RECEIVED, sheets.MISSING, sheets.REFUSED)
    return replace(
        report,
        findings=(*report.findings, *_left_over(sheet), *_altered(leaves, document)),
        leaves=tuple(leaves),
        expected=_units_with(status, administration, received),
        missing=_units_with(status, administration, (sheets.MISSING,)),
        refused=_refusals(status, (sheets.REFUSED, sheets.REFUSED_STRANGER), administration),
        not_expected=_refusals(status, (sheets.NOT_EXPECTED,), administration),
        set_aside=_refusals(status, (sheets.SET_ASIDE,), administration),
        expectations=_expectations(status, administration),
        carried=tuple(carried),
    )


def holds_leaves(document: SourceDocument) -> bool:
    """True for a consolidated file with its leaf lines; a sheet `Chi tiết` of somebody's own is not meant."""
    detail = document.grid(sheets.DETAIL)
    if detail is None:
        return False
    texts = {cell.shown for cell in detail.cells.values() if isinstance(cell.stored, str)}
    return LEAVES in document.properties or set(sheets.DETAIL_COLUMNS) <= texts


def _leaf_records(detail: Grid, catalogue: Catalogue) -> Iterator[Record]:
    """The leaf lines. A line that holds figures must name its unit, and no column may be gone: what is not
    read here is lost on the way up."""
    shown = Counter(cell.shown for cell in detail.cells.values() if isinstance(cell.stored, str))
    if twice := [row_id for row_id in catalogue.indicators if shown[row_id] > 1]:
        raise _changed(sheets.DETAIL, "–", ", ".join(twice[:5]))
    gone = [row_id for row_id in catalogue.indicators if row_id not in shown]
    if gone or not set(sheets.DETAIL_COLUMNS) <= shown.keys():
        raise _changed(sheets.DETAIL, "–", ", ".join(gone[:5]) or sheets.UNIT_NAME)
    for record in _records(detail):
        if _text(record, sheets.UNIT_NAME):
            yield record
        elif figures := [record[i] for i in catalogue.indicators if i in record and not record[i].is_blank]:
            raise _changed(sheets.DETAIL, figures[0].address, f"{sheets.UNIT_NAME}: –")


def _compare_count(document: SourceDocument, leaves: Sequence[Report]) -> None:
    """A consolidated file says how many leaf lines it was written with."""
    written = document.properties.get(LEAVES, "")
    if written.isdigit() and int(written) != len(leaves):
        raise _changed(sheets.DETAIL, "–", f"{len(leaves)} / {written} {sheets.UNIT_NAME.lower()}")


def _changed(sheet: str, cell: str, text: str) -> BrokenFile:
    return BrokenFile(finding("CONS-012", file="", sheet=sheet, cell=cell, text=text))


def _cell_faults(record: Record, leaf: Report, catalogue: Catalogue) -> Iterator[Finding]:
    """Cells of a leaf line that cannot be used and of which nothing was said when the file was made."""
    for row_id, indicator in catalogue.indicators.items():
        cell = record.get(row_id)
        reading = interpret(cell, indicator) if cell is not None else None
        if reading is not None and (code := _code_of(reading)):
            place = f"{sheets.DETAIL}!{cell.address}"
            found = fault(code, reading, cell.shown, indicator)
            fields = {"place": place_of(indicator, catalogue, place), **found.fields}
            yield replace(found, fields=fields, cells=(leaf.values[row_id].place or place,))


def _code_of(reading: Reading) -> str | None:
    return "VAL-005" if reading.ambiguous else reading.fault or reading.remark


def _is_of_files(found: Finding) -> bool:
    """True for what was found about the files that came: it cannot be found again from the leaves. What was
    said of that run's own lists and earlier file concerns nobody above."""
    return not found.ids and not found.code.startswith(_OF_ONE_RUN)


_OF_ONE_RUN = ("CONS-010", "PER-004", "LIST-", "CORR-", "PREV-", "UNIT-019")


def _altered(leaves: Sequence[Report], document: SourceDocument) -> Iterator[Finding]:
    """Leaf lines whose figures are no more those that the units had sent."""
    for leaf in leaves:
        if leaf.is_altered:
            yield finding("CONS-023", file=document.path.name, unit=leaf.name)


def _left_over(sheet: Mapping[str, Mapping[_Key, object]]) -> Iterator[Finding]:
    """Lines of the other sheets whose unit has no line in `Chi tiết` any more: names were changed by hand."""
    for name, units in sheet.items():
        for code, unit in units:
            yield finding("CONS-013", sheet=name, unit=f"{unit} [{code}]" if code else unit)


def _records(grid: Grid | None) -> Iterator[Record]:
    """The lines below the heading line, as heading → cell."""
    headings: dict[int, str] = {}
    for _, cells in grid.rows() if grid is not None else ():
        if headings:
            yield {name: cells[column] for column, name in headings.items() if column in cells}
        elif {sheets.UNIT_CODE, sheets.UNIT_NAME} <= {c.shown for c in cells.values()} or (
            sheets.BINDING_NUMBER in {c.shown for c in cells.values()}
        ):
            headings = {column: cell.shown for column, cell in cells.items()}


def _by_unit(document: SourceDocument, name: str) -> dict[_Key, list[Record]]:
    found: dict[_Key, list[Record]] = {}
    for record in _records(document.grid(name)):
        found.setdefault(_key(record), []).append(record)
    return found


def _key(record: Record) -> _Key:
    return _text(record, sheets.UNIT_CODE), _text(record, sheets.UNIT_NAME)


def _text(record: Record, name: str) -> str:
    return record[name].shown.strip() if name in record else ""


def _as_written(record: Record, name: str) -> str:
    """What a unit wrote, with the white space around it."""
    return record[name].shown if name in record else ""


def _coded(record: Record, name: str, codes: Mapping[str, _Coded], sheet: str) -> _Coded:
    """What a word of ours stands for; a word that is not ours means that the sheet was changed by hand."""
    word = _text(record, name)
    if word not in codes:
        cell = record[name].address if name in record else "?"
        raise _changed(sheet, cell, word)
    return codes[word]


def _number(record: Record, name: str) -> float | None:
    stored = record[name].stored if name in record else None
    return float(stored) if isinstance(stored, (int, float)) and not isinstance(stored, bool) else None


def _day(record: Record, name: str) -> date | None:
    stored = record[name].stored if name in record else None
    if isinstance(stored, datetime):
        return stored.date()
    return stored if isinstance(stored, date) else None


def _unit(record: Record, administration: Administration) -> ReportingUnit:
    level = administration.level_named(_text(record, sheets.LEVEL))
    return ReportingUnit(
        _text(record, sheets.UNIT_NAME), _text(record, sheets.UNIT_CODE), level.id if level else ""
    )


def _leaf(
    record: Record, period: ReportingPeriod, catalogue: Catalogue, administration: Administration
) -> Report:
    unit = _unit(record, administration)
    dated = period.dated(_day(record, sheets.START), _day(record, sheets.END))
    cover = Cover(unit, unit.level, dated)
    values = {}
    for row_id, indicator in catalogue.indicators.items():
        cell = record.get(row_id)
        reading = interpret(cell, indicator) if cell is not None else None
        if reading is not None and reading.state is not State.BLANK:
            values[row_id] = ReportedValue(
                row_id, reading.state, reading.value, cell.shown, tally=reading.tally
            )
        else:
            applies = is_applicable(indicator, cover, administration)
            values[row_id] = ReportedValue(row_id, State.BLANK if applies else State.NOT_APPLICABLE)
    source = SourceFile(_text(record, sheets.FILE), _text(record, sheets.SHA256))
    return Report(cover, values, source, parent_name=_text(record, sheets.PARENT), from_consolidated=True)


def _with_notes(leaf: Report, records: Sequence[Record]) -> Report:
    """The leaf with its notes, and with the texts that say more than the detail line; a figure that was
    changed there since keeps what stands there."""
    values = dict(leaf.values)
    for record in records:
        row_id = _text(record, sheets.ROW)
        if row_id not in values:
            continue
        correction = _correction(record)
        value = replace(values[row_id], note=_as_written(record, sheets.NOTE), correction=correction)
        state = _coded(record, sheets.STATE, _STATES, sheets.NOTES)
        if (state is State.NUMBER) == (value.state is State.NUMBER):
            calculated = bool(_text(record, sheets.FORMULA))
            value = replace(value, state=state, text=_as_written(record, sheets.TEXT), calculated=calculated)
        values[row_id] = value
    return replace(leaf, values=values)


def _correction(record: Record) -> Correction | None:
    if not (sent := _text(record, sheets.SENT)):
        return None
    on = _day(record, sheets.TOLD_ON)
    return Correction(sent, _text(record, sheets.WHY_CORRECTED), _text(record, sheets.TOLD_BY), on)


def _bindings(document: SourceDocument) -> dict[str, dict[str, tuple[str, str, str]]]:
    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    for record in _records(document.grid(sheets.BINDINGS)):
        how = _coded(record, sheets.HOW, _HOWS, sheets.BINDINGS)
        place = (_text(record, sheets.SHEET), _text(record, sheets.CELL), how)
        found.setdefault(_text(record, sheets.BINDING_NUMBER), {})[_text(record, sheets.ROW)] = place
    return found


def _with_source(
    leaf: Report, record: Record, bindings: Mapping[str, Mapping[str, tuple[str, str, str]]]
) -> Report:
    binding = bindings.get(_text(record, sheets.BINDING_NUMBER), {})
    stored = record[sheets.MODIFIED].stored if sheets.MODIFIED in record else None
    modified = stored.replace(tzinfo=UTC) if isinstance(stored, datetime) else None
    issue, _, version = _text(record, sheets.ISSUE).partition(".")
    source = replace(leaf.source, modified=modified, issue=issue, version=version, binding=binding)
    cover = replace(
        leaf.cover,
        report_number=_text(record, sheets.REPORT_NUMBER),
        report_date=_day(record, sheets.REPORT_DATE),
        prepared_by=_text(record, sheets.PREPARED_BY),
        phone=_text(record, sheets.PHONE),
    )
    values = {
        i: replace(v, sheet=binding[i][0], cell=binding[i][1], bound_by=binding[i][2]) if i in binding else v
        for i, v in leaf.values.items()
    }
    is_own = bool(_text(record, sheets.OWN))
    return replace(leaf, source=source, cover=cover, values=values, is_own=is_own)


def _finding(record: Record) -> Finding:
    severity = _coded(record, sheets.SEVERITY, _SEVERITIES, sheets.FINDINGS)
    return Finding(
        _text(record, sheets.MESSAGE_CODE),
        severity,
        rule=_text(record, sheets.RULE) or None,
        ids=tuple(_text(record, sheets.ROWS).split()),
        cells=tuple(c for c in _text(record, sheets.CELLS).split("; ") if c),
        stated=_number(record, sheets.STATED),
        computed=_number(record, sheets.COMPUTED),
        imbalance=_number(record, sheets.IMBALANCE),
        explanation=_text(record, sheets.EXPLANATION),
        literal=_text(record, sheets.MESSAGE),
        stale=_STALE if _text(record, sheets.STALE) else None,
    )


_STALE = Finding("PREV-005", Severity.INFO, literal=" ")
"""Why an explanation holds no more stands in the message that was read back already."""


def _refusals(
    status: Sequence[Record], wanted: tuple[str, ...], administration: Administration
) -> tuple[Refusal, ...]:
    """The files that were not used, with the reason in the words of then."""
    found = []
    for record in status:
        if _text(record, sheets.STATUS_OF) in wanted:
            code = _text(record, sheets.MESSAGE_CODE)
            severity = MESSAGES[code].severity if code in MESSAGES else Severity.ERROR
            unit = _unit(record, administration) if _text(record, sheets.UNIT_NAME) else None
            reason = Finding(code, severity, literal=_text(record, sheets.REASON))
            found.append(Refusal(_text(record, sheets.FILE), unit, reason))
    return tuple(found)


def _expectations(status: Sequence[Record], administration: Administration) -> dict[str, Expectation]:
    """Until when each unit must report and whom to call, where the file says so."""
    told = {
        _unit(r, administration).key: Expectation(_day(r, sheets.DUE), _text(r, sheets.CONTACT))
        for r in status
        if _text(r, sheets.UNIT_NAME)
    }
    return {key: each for key, each in told.items() if each != NOTHING_EXPECTED}


def _units_with(
    status: Sequence[Record], administration: Administration, wanted: tuple[str, ...]
) -> tuple[ReportingUnit, ...]:
    """The units of the list that have one of the statuses, each once, in its order."""
    units = {
        _key(r): _unit(r, administration)
        for r in status
        if _text(r, sheets.STATUS_OF) in wanted and _text(r, sheets.UNIT_NAME)
    }
    return tuple(units.values())
