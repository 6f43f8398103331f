"""The lists of a consolidated file: findings, who reported, sources, bindings, notes. Their headings are
those of `model/sheets`, where the reader finds them too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cchc_excel.errors import Finding
from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.calls import Call
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import (
    NOTHING_EXPECTED,
    Correction,
    Cover,
    Expectation,
    Refusal,
    Report,
    ReportedValue,
    State,
    refusals_by_unit,
)
from cchc_excel.output.book import Book
from cchc_excel.output.call_words import REASONS, message_of, weight_of
from cchc_excel.output.tables import Column, write_table

_NUMBER = "#,##0.####"
_OfLeaf = tuple[Report | None, Finding]


def write_findings(book: Book, findings: Iterable[_OfLeaf]) -> None:
    """`Phát hiện`: each finding with the leaf that it is of."""
    write_table(book, sheets.FINDINGS, _FINDING_COLUMNS, findings)


def _of_leaf(value: Callable[[Report], str]) -> Callable[[_OfLeaf], str | None]:
    return lambda pair: value(pair[0]) if pair[0] is not None else None


_FINDING_COLUMNS = (
    Column(sheets.UNIT_CODE, 8, _of_leaf(lambda leaf: leaf.cover.reporting_unit.code)),
    Column(sheets.UNIT_NAME, 16, _of_leaf(lambda leaf: leaf.name)),
    Column(sheets.FILE, 18, _of_leaf(lambda leaf: leaf.source.file)),
    Column(sheets.SEVERITY, 9, lambda pair: pair[1].severity.words.vi),
    Column(sheets.MESSAGE_CODE, 9, lambda pair: pair[1].code),
    Column(sheets.RULE, 9, lambda pair: pair[1].rule),
    Column(sheets.ROWS, 14, lambda pair: " ".join(pair[1].ids)),
    Column(sheets.CELLS, 18, lambda pair: "; ".join(pair[1].cells)),
    Column(sheets.MESSAGE, 52, lambda pair: pair[1].message()),
    Column(sheets.STATED, 11, lambda pair: pair[1].stated, _NUMBER),
    Column(sheets.COMPUTED, 11, lambda pair: pair[1].computed, _NUMBER),
    Column(sheets.IMBALANCE, 11, lambda pair: pair[1].imbalance, _NUMBER),
    Column(sheets.EXPLANATION, 18, lambda pair: pair[1].explanation),
    Column(sheets.STALE, 8, lambda pair: "x" if pair[1].stale is not None else None),
)


@dataclass(frozen=True, slots=True)
class _Status:
    """A line of `Tình trạng nộp`."""

    reporting_unit: ReportingUnit | None
    status: str
    file: str = ""
    report_date: date | None = None
    finding: Finding | None = None
    expectation: Expectation = NOTHING_EXPECTED

    @property
    def punctuality(self) -> str | None:
        """How a report that came stands to its due date."""
        if self.status != sheets.RECEIVED or self.expectation.due is None:
            return None
        days = self.expectation.days_late(self.report_date)
        return "chưa rõ ngày báo cáo" if days is None else f"trễ {days} ngày" if days else "đúng hạn"


def write_status(
    book: Book,
    report: Report,
    administration: Administration,
    parent_name: Callable[[ReportingUnit], str],
) -> None:
    """`Tình trạng nộp`: each expected unit with what came of it, then what else was not used."""

    def of_unit(value: Callable[[ReportingUnit], str]) -> Callable[[_Status], str | None]:
        return lambda line: value(line.reporting_unit) if line.reporting_unit is not None else None

    def level(unit: ReportingUnit) -> str:
        return administration.level(unit.level).name.vi if unit.level else ""

    columns = (
        Column(sheets.UNIT_CODE, 8, of_unit(lambda u: u.code)),
        Column(sheets.UNIT_NAME, 19, of_unit(lambda u: u.name)),
        Column(sheets.LEVEL, 9, of_unit(level)),
        Column(sheets.PARENT, 18, of_unit(parent_name)),
        Column(sheets.STATUS_OF, 12, lambda line: line.status),
        Column(sheets.FILE, 24, lambda line: line.file),
        Column(sheets.DUE, 11, lambda line: line.expectation.due),
        Column(sheets.REPORT_DATE, 11, lambda line: line.report_date),
        Column(sheets.PUNCTUALITY, 11, lambda line: line.punctuality),
        Column(sheets.CONTACT, 18, lambda line: line.expectation.contact),
        Column(sheets.MESSAGE_CODE, 10, lambda line: line.finding.code if line.finding else None),
        Column(sheets.REASON, 36, lambda line: line.finding.message() if line.finding else None),
    )
    told = report.expectations
    lines = (
        replace(line, expectation=told.get(line.reporting_unit.key, NOTHING_EXPECTED))
        if line.reporting_unit
        else line
        for line in _statuses(report)
    )
    write_table(book, sheets.STATUS, columns, lines)


def _statuses(report: Report) -> Iterator[_Status]:
    leaves = {leaf.cover.reporting_unit.key: leaf for leaf in report.leaves}
    missing = {unit.key for unit in report.missing}
    refusals, doubles = refusals_by_unit(report.refused), refusals_by_unit(report.set_aside)
    for unit in report.expected:
        if unit.key in leaves:
            yield _received(leaves.pop(unit.key), unit)
        for refusal in refusals.pop(unit.key, ()):
            yield _Status(unit, sheets.REFUSED, refusal.file, finding=refusal.finding)
        for double in doubles.pop(unit.key, ()):
            yield _Status(unit, sheets.SET_ASIDE, double.file, finding=double.finding)
        if unit.key in missing:
            yield _Status(unit, sheets.MISSING)
    for leaf in leaves.values():
        yield _received(leaf, leaf.cover.reporting_unit)
    for status, group in (
        (sheets.SET_ASIDE, _flat(doubles)),
        (sheets.REFUSED_STRANGER, _flat(refusals)),
        (sheets.NOT_EXPECTED, report.not_expected),
    ):
        for each in sorted(group, key=lambda r: (r.key, r.file)):
            yield _Status(each.reporting_unit, status, each.file, finding=each.finding)


def _received(leaf: Report, unit: ReportingUnit) -> _Status:
    return _Status(unit, sheets.RECEIVED, leaf.source.file, leaf.cover.report_date)


def _flat(groups: Mapping[str, list[Refusal]]) -> list[Refusal]:
    return [refusal for group in groups.values() for refusal in group]


Binding = tuple[tuple[str, tuple[str, str, str]], ...]


def write_sources(book: Book, leaves: Sequence[Report]) -> None:
    """`Nguồn`, a line a leaf, and `Gắn ô`, a line a row of each distinct binding."""
    numbers: dict[Binding, int] = {}
    for leaf in leaves:
        numbers.setdefault(_binding(leaf), len(numbers) + 1)
    number = Column(sheets.BINDING_NUMBER, 9, lambda leaf: numbers[_binding(leaf)], "0")
    columns = [number if c.heading == sheets.BINDING_NUMBER else c for c in _SOURCE_COLUMNS]
    write_table(book, sheets.SOURCES, columns, leaves)
    lines = [(n, row_id, *place) for binding, n in numbers.items() for row_id, place in binding]
    write_table(book, sheets.BINDINGS, _BINDING_COLUMNS, lines)


def _binding(leaf: Report) -> Binding:
    return tuple(leaf.source.binding.items())


def _modified(leaf: Report) -> datetime | None:
    return leaf.source.modified.replace(tzinfo=None) if leaf.source.modified else None


_SOURCE_COLUMNS = (
    Column(sheets.UNIT_CODE, 10, lambda leaf: leaf.cover.reporting_unit.code),
    Column(sheets.UNIT_NAME, 24, lambda leaf: leaf.name),
    Column(sheets.FILE, 28, lambda leaf: leaf.source.file),
    Column(sheets.SHA256, 30, lambda leaf: leaf.source.sha256),
    Column(sheets.MODIFIED, 17, _modified),
    Column(sheets.ISSUE, 12, lambda leaf: ".".join(p for p in (leaf.source.issue, leaf.source.version) if p)),
    Column(sheets.BINDING_NUMBER, 9, lambda leaf: None),
    Column(sheets.REPORT_NUMBER, 16, lambda leaf: leaf.cover.report_number),
    Column(sheets.REPORT_DATE, 13, lambda leaf: leaf.cover.report_date),
    Column(sheets.PREPARED_BY, 20, lambda leaf: leaf.cover.prepared_by),
    Column(sheets.PHONE, 15, lambda leaf: leaf.cover.phone),
    Column(sheets.MARK, 15, lambda leaf: leaf.figures_mark),
    Column(sheets.OWN, 10, lambda leaf: "x" if leaf.is_own else None),
)
_BINDING_COLUMNS = (
    Column(sheets.BINDING_NUMBER, 10, lambda line: line[0], "0"),
    Column(sheets.ROW, 16, lambda line: line[1]),
    Column(sheets.SHEET, 24, lambda line: line[2]),
    Column(sheets.CELL, 16, lambda line: line[3]),
    Column(sheets.HOW, 14, lambda line: sheets.BOUND_BY_WORDS[line[4]]),
)
_OfValue = tuple[Report, ReportedValue]


def _of_correction(
    value: Callable[[Correction], str | date | None],
) -> Callable[[_OfValue], str | date | None]:
    return lambda pair: value(pair[1].correction) if pair[1].correction is not None else None


_NOTE_COLUMNS = (
    Column(sheets.UNIT_CODE, 10, lambda pair: pair[0].cover.reporting_unit.code),
    Column(sheets.UNIT_NAME, 24, lambda pair: pair[0].name),
    Column(sheets.ROW, 14, lambda pair: pair[1].id),
    Column(sheets.STATE, 14, lambda pair: sheets.STATE_WORDS[pair[1].state.value]),
    Column(sheets.TEXT, 40, lambda pair: pair[1].text),
    Column(sheets.NOTE, 50, lambda pair: pair[1].note),
    Column(sheets.FORMULA, 10, lambda pair: "x" if pair[1].calculated else None),
    Column(sheets.SENT, 14, _of_correction(lambda c: c.sent)),
    Column(sheets.WHY_CORRECTED, 30, _of_correction(lambda c: c.reason)),
    Column(sheets.TOLD_BY, 18, _of_correction(lambda c: c.by)),
    Column(sheets.TOLD_ON, 13, _of_correction(lambda c: c.on)),
)


def write_notes(book: Book, leaves: Sequence[Report]) -> None:
    """`Ghi chú`: the leaf cells that have a note, whose text says more than their number, or that were
    corrected."""
    write_table(book, sheets.NOTES, _NOTE_COLUMNS, _noted(leaves))


def _noted(leaves: Sequence[Report]) -> Iterator[_OfValue]:
    for leaf in leaves:
        for value in leaf.values.values():
            if value.note or value.says_more or value.correction or value.state is State.TALLY:
                yield leaf, value


def write_calls(
    book: Book,
    calls: Sequence[Call],
    cover: Cover,
    catalogue: Catalogue,
    parent_name: Callable[[ReportingUnit], str],
) -> None:
    """`Cần liên hệ`: whom to ask first, and a message ready to be sent."""
    columns = (
        Column(_ORDER, 6, lambda pair: pair[0], "0"),
        Column(sheets.UNIT_CODE, 8, lambda pair: pair[1].reporting_unit.code),
        Column(sheets.UNIT_NAME, 18, lambda pair: pair[1].reporting_unit.name),
        Column(sheets.PARENT, 16, lambda pair: parent_name(pair[1].reporting_unit)),
        Column(_WHY, 12, lambda pair: REASONS[pair[1].reason].vi),
        Column(_WEIGHT, 22, lambda pair: weight_of(pair[1], catalogue).vi),
        Column(sheets.CONTACT, 16, lambda pair: pair[1].contact),
        Column(_MESSAGE, 60, lambda pair: message_of(pair[1], cover.reporting_unit, cover.period)),
    )
    write_table(book, sheets.CALLS, columns, enumerate(calls, start=1))


_ORDER, _WHY, _WEIGHT, _MESSAGE = "Thứ tự", "Vì sao", "Ảnh hưởng đến số tổng hợp", "Tin nhắn soạn sẵn"
