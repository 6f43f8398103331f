"""The consolidated workbook: totals as live formulas over the leaf lines, and the sheets that say what
they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.errors import Finding
from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.forms import Catalogue, Indicator, Kind, Operator
from cchc_excel.model.reports import Refusal, Report, ReportedValue, State, is_applicable
from cchc_excel.model.verdicts import Result
from cchc_excel.output.book import Book, Content, new_book
from cchc_excel.output.checks import open_findings, write_checks
from cchc_excel.output.cover import annex_lines, write_cover
from cchc_excel.output.detail import Detail, write_detail
from cchc_excel.output.forms import Filling, formula_of, write_forms
from cchc_excel.output.overview import Overview, write_overview
from cchc_excel.output.plan import Plan
from cchc_excel.output.tables import Column, Value, write_table
from cchc_excel.output.template import cell_value, write_properties

_NOT_FROM_PARTS = "không lập được từ số của các đơn vị"
_NOT_REPORTED = "các đơn vị này không báo cáo"


@dataclass(frozen=True, slots=True)
class Made:
    """How one figure was made, as the coverage column tells it."""

    reported: int
    expected: int
    low: float | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """All that a consolidated file says beside its totals."""

    report: Report
    made: Mapping[str, Made]
    results: Sequence[Result]
    findings: Sequence[tuple[Report | None, Finding]]
    """Each finding with the leaf that it is of; None for what concerns the consolidation."""
    missing: Sequence[ReportingUnit]
    not_expected: Sequence[Report]
    parent_name: Callable[[ReportingUnit], str]


def write_consolidated(
    path: Path, catalogue: Catalogue, administration: Administration, account: Account
) -> None:
    """Write all sheets; every formula carries its computed result."""
    plan, leaves = Plan.of(catalogue), account.report.leaves
    detail = Detail.of(catalogue, len(leaves))
    with new_book(path) as book:
        write_cover(
            book,
            catalogue,
            administration,
            account.report.cover,
            "",
            open_findings(account.results),
            consolidated=True,
        )
        write_overview(book, catalogue, plan, _overview(account, catalogue))
        write_forms(
            book,
            plan,
            annex_lines(catalogue, account.report.cover),
            _filling(account, detail, plan, catalogue, administration),
        )
        write_checks(
            book,
            catalogue,
            plan,
            account.results,
            account.report,
            lambda check: detail.condition(check, catalogue),
        )
        write_detail(book, catalogue, administration, leaves)
        _write_findings(book, account)
        _write_status(book, account, administration)
        numbers = _write_sources(book, leaves)
        _write_bindings(book, numbers)
        _write_notes(book, leaves)
        write_properties(book, catalogue, account.report.cover)
        book.workbook.get_worksheet_by_name(sheets.OVERVIEW).activate()


def _filling(
    account: Account, detail: Detail, plan: Plan, catalogue: Catalogue, administration: Administration
) -> Filling:
    values, coverage = {}, {}
    for indicator in catalogue.indicators.values():
        formula = formula_of(indicator, plan) if indicator.is_calculated else detail.total(indicator)
        values[indicator.id] = Content(_result(account.report.values[indicator.id], indicator), formula)
        coverage[indicator.id] = _coverage(indicator, account.made[indicator.id], detail)
    greyed = frozenset(
        i.id
        for i in catalogue.indicators.values()
        if not is_applicable(i, account.report.cover, administration, below_too=True)
    )
    return Filling(values=values, coverage=coverage, greyed=greyed, locked=True)


def _result(value: ReportedValue, indicator: Indicator) -> float | str | None:
    if value.state is State.NUMBER:
        return cell_value(value.value, indicator)
    return value.text if value.state is State.TALLY else None


def _coverage(indicator: Indicator, made: Made, detail: Detail) -> Content:
    """The coverage formula with its result, or why a row has none."""
    if indicator.kind is Kind.HEADING:
        return Content()
    if indicator.consolidate is Operator.NONE:
        return Content(_NOT_FROM_PARTS)
    if not made.reported and not made.expected:
        return Content(_NOT_REPORTED)
    text = f"{made.reported}/{made.expected}"
    if indicator.consolidate is Operator.MAX and made.low is not None:
        text += f"; thấp nhất {made.low:g}"
    if indicator.consolidate is Operator.MEAN and made.reported:
        text += "; trung bình cộng"
    return Content(text, detail.coverage(indicator, made.expected))


def _overview(account: Account, catalogue: Catalogue) -> Overview:
    severities = [f.weight for _, f in account.findings]
    return Overview(
        account.report.cover,
        len(account.report.expected),
        len(account.report.leaves),
        tuple(u.name for u in account.missing),
        tuple(
            dict.fromkeys(
                r.reporting_unit.name if r.reporting_unit else r.file for r in account.report.refused
            )
        ),
        tuple(dict.fromkeys(r.name for r in account.not_expected)),
        {s: severities.count(s) for s in dict.fromkeys(severities)},
        tuple(
            (i, account.report.values[i.id], account.made[i.id].reported, account.made[i.id].expected)
            for i in catalogue.indicators.values()
            if i.kind is Kind.PERCENT and i.consolidate is not Operator.NONE
        ),
    )


def _write_findings(book: Book, account: Account) -> None:
    widths = (9, 20, 22, 10, 11, 11, 20, 24, 60, 11, 11, 11, 24)
    columns = [
        Column(name, width, "#,##0.####" if n in (9, 10, 11) else "@")
        for n, (name, width) in enumerate(zip(sheets.FINDING_COLUMNS, widths, strict=True))
    ]
    write_table(book, sheets.FINDINGS, columns, (_finding_line(leaf, f) for leaf, f in account.findings))


def _finding_line(leaf: Report | None, found: Finding) -> list[Value]:
    unit = leaf.cover.reporting_unit if leaf is not None else None
    return [
        unit.code if unit else None,
        leaf.name if leaf else None,
        leaf.source.file if leaf else None,
        found.severity.words.vi,
        found.code,
        found.rule,
        " ".join(found.ids),
        "; ".join(found.cells),
        found.message(),
        found.stated,
        found.computed,
        found.imbalance,
        found.explanation,
    ]


def _write_status(book: Book, account: Account, administration: Administration) -> None:
    widths = (10, 26, 10, 24, 15, 28, 13, 12, 60)
    columns = [Column(name, width, "@") for name, width in zip(sheets.STATUS_COLUMNS, widths, strict=True)]
    write_table(book, sheets.STATUS, columns, _status_lines(account, administration))


def _status_lines(account: Account, administration: Administration) -> Iterator[list[Value]]:
    """Each expected unit with what came of it, then what was refused of nobody known and what was not
    expected."""

    def line(
        unit: ReportingUnit | None,
        status: str,
        file: str = "",
        day: Value = None,
        code: str = "",
        reason: str = "",
    ) -> list[Value]:
        level = administration.level(unit.level).name.vi if unit and unit.level else None
        parent = account.parent_name(unit) if unit else None
        return [
            unit.code if unit else None,
            unit.name if unit else None,
            level,
            parent,
            status,
            file,
            day,
            code,
            reason,
        ]

    leaves = {_key(leaf.cover.reporting_unit): leaf for leaf in account.report.leaves}
    refusals: dict[str, list[Refusal]] = {}
    for refusal in account.report.refused:
        refusals.setdefault(_key(refusal.reporting_unit), []).append(refusal)
    for unit in account.report.expected:
        leaf = leaves.get(_key(unit))
        if leaf is not None:
            yield line(unit, sheets.RECEIVED, leaf.source.file, leaf.cover.report_date)
        for refusal in refusals.pop(_key(unit), ()):
            yield line(unit, sheets.REFUSED, refusal.file, None, refusal.code, refusal.reason)
        if any(_key(m) == _key(unit) for m in account.missing):
            yield line(unit, sheets.MISSING)
    for refusal in (r for group in refusals.values() for r in group):
        yield line(refusal.reporting_unit, sheets.REFUSED, refusal.file, None, refusal.code, refusal.reason)
    for report in account.not_expected:
        yield line(
            report.cover.reporting_unit, sheets.NOT_EXPECTED, report.source.file, report.cover.report_date
        )


def _key(reporting_unit: ReportingUnit | None) -> str:
    if reporting_unit is None:
        return ""
    return reporting_unit.code or reporting_unit.name.casefold()


Binding = tuple[tuple[str, tuple[str, str, str]], ...]


def _write_sources(book: Book, leaves: Sequence[Report]) -> dict[Binding, int]:
    """Write the sources; returns the number of each distinct binding."""
    numbers: dict[Binding, int] = {}
    lines = []
    for leaf in leaves:
        source, cover = leaf.source, leaf.cover
        number = numbers.setdefault(tuple(source.binding.items()), len(numbers) + 1)
        modified = source.modified.replace(tzinfo=None) if source.modified else None
        version = ".".join(part for part in (source.issue, source.version) if part)
        lines.append(
            [
                cover.reporting_unit.code,
                leaf.name,
                source.file,
                source.sha256,
                modified,
                version,
                number,
                cover.report_number,
                cover.report_date,
                cover.prepared_by,
                cover.phone,
            ]
        )
    widths = (10, 24, 28, 30, 17, 12, 9, 16, 13, 20, 15)
    columns = [
        Column(name, width, "0" if name == sheets.BINDING_NUMBER else "@")
        for name, width in zip(sheets.SOURCE_COLUMNS, widths, strict=True)
    ]
    write_table(book, sheets.SOURCES, columns, lines)
    return numbers


def _write_bindings(book: Book, numbers: Mapping[Binding, int]) -> None:
    columns = [
        Column(name, width, "0" if n == 0 else "@")
        for n, (name, width) in enumerate(zip(sheets.BINDING_COLUMNS, (10, 16, 24, 16, 14), strict=True))
    ]
    write_table(
        book,
        sheets.BINDINGS,
        columns,
        (
            [number, row_id, sheet, cell, sheets.BOUND_BY_WORDS[how]]
            for binding, number in numbers.items()
            for row_id, (sheet, cell, how) in binding
        ),
    )


def _write_notes(book: Book, leaves: Sequence[Report]) -> None:
    columns = [
        Column(name, width, "@")
        for name, width in zip(sheets.NOTE_COLUMNS, (10, 24, 14, 14, 40, 50, 10), strict=True)
    ]
    lines = (
        [
            leaf.cover.reporting_unit.code,
            leaf.name,
            v.id,
            sheets.STATE_WORDS[v.state.value],
            v.text,
            v.note,
            "x" if v.calculated else None,
        ]
        for leaf in leaves
        for v in leaf.values.values()
        if v.note or v.says_more or v.state is State.TALLY
    )
    write_table(book, sheets.NOTES, columns, lines)
