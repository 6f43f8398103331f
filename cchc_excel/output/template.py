"""Templates and filled workbooks: cover, forms, live checks, the named cells and properties that a reader
relies on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from cchc_excel.model.administration import Administration
from cchc_excel.model.cover_fields import BY_KEY, CHECKS_MARK, ISSUE, LEAVES, OWN_RULES, STATED, VERSION
from cchc_excel.model.forms import Catalogue, Indicator
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State, is_applicable
from cchc_excel.model.verdicts import Result
from cchc_excel.output.book import Book, Content, new_book
from cchc_excel.output.checks import readiness_of, write_checks
from cchc_excel.output.cover import annex_lines, write_cover
from cchc_excel.output.forms import Filling, formula_of, is_typed, write_forms
from cchc_excel.output.plan import CHECK_SHEET, COVER_SHEET, Plan


def write_template(
    path: Path,
    catalogue: Catalogue,
    administration: Administration,
    report: Report,
    results: Sequence[Result],
    remark: str = "",
) -> None:
    """Write a workbook for one unit; `report` is what the value cells hold (all blank in a blank
    template)."""
    plan = Plan.of(catalogue)
    filling = Filling(
        values=_contents(report, plan, catalogue),
        notes={i: v.note for i, v in report.values.items() if v.note},
        greyed=frozenset(
            i.id for i in catalogue.indicators.values() if not is_applicable(i, report.cover, administration)
        ),
        grey_reason=_grey_reason(report.cover, administration),
    )
    readiness = readiness_of(results, report, plan, _typed(filling, catalogue))
    with new_book(path) as book:
        write_cover(book, catalogue, administration, report.cover, remark, readiness)
        write_forms(book, plan, annex_lines(catalogue, report.cover), filling)
        write_checks(book, catalogue, plan, results, report)
        stated = sorted(report.replaced_formulas)
        write_properties(book, catalogue, report.cover, stated=stated, mark=_checks_mark(book))


def _checks_mark(book: Book) -> str:
    """A sign of all formulas on the cover and of the live checks: a reader that makes another one knows
    other formulas, and cannot tell an altered one."""
    own = sorted(item for item in book.formulas.items() if item[0][0] in (COVER_SHEET, CHECK_SHEET))
    return sha256(repr(own).encode()).hexdigest()[:16]


def write_properties(
    book: Book,
    catalogue: Catalogue,
    cover: Cover,
    stated: Sequence[str] = (),
    leaves: int | None = None,
    mark: str = "",
) -> None:
    """The custom properties that hold codes, where the cover's cells hold what a clerk reads."""
    properties = {
        BY_KEY["unit_code"].property: cover.reporting_unit.code,
        BY_KEY["level"].property: cover.level,
        BY_KEY["period"].property: cover.period.id if cover.period else "",
        ISSUE: catalogue.issue,
        VERSION: catalogue.version,
        STATED: " ".join(stated),
        LEAVES: "" if leaves is None else str(leaves),
        CHECKS_MARK: mark,
        OWN_RULES: catalogue.own_rules.name if catalogue.own_rules else "",
    }
    for name, value in properties.items():
        if value:
            book.workbook.set_custom_property(name, value, "text")
    book.workbook.set_properties({"title": catalogue.title, "company": cover.reporting_unit.name})


def cell_value(value: float, indicator: Indicator) -> float:
    """A reported value as a cell stores it: 98.59 in a percent row is 0.9859."""
    return float(Decimal(repr(value)) / indicator.scale)


def _contents(report: Report, plan: Plan, catalogue: Catalogue) -> Mapping[str, Content]:
    contents = {}
    for indicator in catalogue.indicators.values():
        value = report.values[indicator.id]
        content = content_of(value, indicator)
        if indicator.is_calculated and indicator.id not in report.replaced_formulas:
            content = Content(content.value, formula_of(indicator, plan))
        contents[indicator.id] = content
    return contents


def _typed(filling: Filling, catalogue: Catalogue) -> dict[str, bool]:
    """The rows that the unit fills by hand, each with whether its cell is blank."""
    rows = (i for i in catalogue.indicators.values() if is_typed(i, filling) and i.id not in filling.greyed)
    return {i.id: filling.values[i.id].value in (None, "") for i in rows}


def content_of(value: ReportedValue, indicator: Indicator) -> Content:
    """What a value cell holds: the number as a cell stores it, else the text that was typed."""
    if value.state is State.NUMBER:
        return Content(cell_value(value.value, indicator))
    return Content(value.text if value.state in (State.TEXT, State.ERROR, State.TALLY) else None)


def _grey_reason(cover: Cover, administration: Administration) -> str:
    if not cover.level:
        return ""
    name = administration.level(cover.level).name.vi
    return f"{name} không báo cáo dòng này trong kỳ; để trống."


def blank_report(catalogue: Catalogue, cover: Cover) -> Report:
    """A report with nothing in it: what a blank template holds."""
    return Report(cover, {i: ReportedValue(i) for i in catalogue.indicators}, SourceFile(""))
