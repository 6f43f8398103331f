"""The consolidated workbook: totals as live formulas over the leaf lines, and the sheets that say what
they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.errors import Finding
from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.calls import Call
from cchc_excel.model.forms import Catalogue, Indicator, Kind, Operator
from cchc_excel.model.reports import Refusal, Report, ReportedValue, State, is_applicable
from cchc_excel.model.verdicts import Result
from cchc_excel.output.bars import Leaves
from cchc_excel.output.book import Content, new_book
from cchc_excel.output.charts import Charts, write_charts
from cchc_excel.output.checks import open_findings, write_checks
from cchc_excel.output.cover import annex_lines, write_cover
from cchc_excel.output.detail import Detail, write_detail
from cchc_excel.output.forms import Filling, formula_of, write_forms
from cchc_excel.output.lacking import Lacking
from cchc_excel.output.lists import write_calls, write_findings, write_notes, write_sources, write_status
from cchc_excel.output.overview import Before, Overview, Punctuality, write_overview
from cchc_excel.output.plan import Plan
from cchc_excel.output.template import cell_value, write_properties
from cchc_excel.words import exact_text

_NOT_FROM_PARTS = "không lập được từ số của các đơn vị"
_NOT_REPORTED = "các đơn vị này không báo cáo"


@dataclass(frozen=True, slots=True)
class Made:
    """How one figure was made, as the coverage column tells it."""

    reported: int
    expected: int
    low: float | None = None
    corrected: int = 0
    """How many leaves hold a corrected figure in it."""


@dataclass(frozen=True, slots=True)
class Account:
    """All that a consolidated file says beside its totals."""

    report: Report
    made: Mapping[str, Made]
    results: Sequence[Result]
    findings: Sequence[tuple[Report | None, Finding]]
    """Each finding with the leaf that it is of; None for what concerns the consolidation."""
    parent_name: Callable[[ReportingUnit], str]
    punctuality: Punctuality | None = None
    before: Before | None = None
    corrected: int = 0
    reconciliation: str = ""
    calls: Sequence[Call] = ()
    folder: Path = Path()
    """Where the file will stand: links start from there."""


def write_consolidated(
    path: Path, catalogue: Catalogue, administration: Administration, account: Account
) -> None:
    """Write all sheets; every formula carries its computed result."""
    plan, leaves = Plan.of(catalogue), account.report.leaves
    detail = Detail.of(catalogue, len(leaves))
    charts = Charts.of(account.report, Leaves.of(leaves, detail, catalogue, administration))
    with new_book(path) as book:
        write_cover(
            book,
            catalogue,
            administration,
            account.report.cover,
            "",
            open_findings(account.results, account.report),
            consolidated=True,
        )
        write_overview(book, catalogue, plan, _overview(account, catalogue), charts)
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
        write_detail(book, catalogue, administration, leaves, account.folder)
        write_findings(book, account.findings)
        write_calls(book, account.calls, account.report.cover, catalogue, account.parent_name)
        write_status(book, account.report, administration, account.parent_name)
        write_sources(book, leaves)
        write_notes(book, leaves)
        write_charts(book, charts)
        write_properties(book, catalogue, account.report.cover, leaves=len(leaves))
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
    lacking = Lacking.of(account.report, administration)
    told = {i.id: lacking.told_of(i) for i in catalogue.indicators.values() if coverage[i.id].formula}
    return Filling(values=values, coverage=coverage, lacking=told, greyed=greyed, locked=True)


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
        text += f"; thấp nhất {exact_text(made.low)}"
    if indicator.consolidate is Operator.MEAN and made.reported:
        text += "; trung bình cộng"
    said = f"; {made.corrected} số đã đính chính" if made.corrected else ""
    formula = detail.coverage(indicator, made.expected)
    return Content(text + said, f'{formula}&"{said}"' if formula and said else formula)


def _overview(account: Account, catalogue: Catalogue) -> Overview:
    severities = [f.weight for _, f in account.findings]
    return Overview(
        account.report.cover,
        len(account.report.expected),
        len(account.report.leaves),
        tuple(u.name for u in account.report.missing),
        _named(account.report.refused),
        _named(account.report.not_expected),
        {s: severities.count(s) for s in dict.fromkeys(severities)},
        tuple(
            (i, account.report.values[i.id], account.made[i.id].reported, account.made[i.id].expected)
            for i in catalogue.indicators.values()
            if i.kind is Kind.PERCENT and i.consolidate is not Operator.NONE
        ),
        account.punctuality,
        account.before,
        account.corrected,
        account.reconciliation,
    )


def _named(refusals: Iterable[Refusal]) -> tuple[str, ...]:
    """Whose files were not used, each once; a file of nobody known by its own name."""
    return tuple(dict.fromkeys(r.reporting_unit.name if r.reporting_unit else r.file for r in refusals))
