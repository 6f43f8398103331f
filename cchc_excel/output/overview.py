"""The sheet `Tổng quan`: who reported, what is missing, what is wrong, and the key percents, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.model import sheets
from cchc_excel.model.forms import Catalogue, Indicator, Operator, OwnRules
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover, ReportedValue
from cchc_excel.output.book import HEADER_FILL, Book, Content, text_height
from cchc_excel.output.own_rules_words import NAME, told_of
from cchc_excel.output.plan import Plan
from cchc_excel.output.template import cell_value
from cchc_excel.words import one_line

_WIDTHS = (17, 36, 11, 14)


@dataclass(frozen=True, slots=True)
class Before:
    """How the rows stood in the earlier file of the same unit (`--previous`), as id → value in the row's
    unit: over all units of that file, and over those of them that reported now too, which is what the totals
    of now may be compared with where units are missing."""

    period: ReportingPeriod
    all_units: Mapping[str, float]
    same_units: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How the reports that came stand to their due dates: how many were on time, the names of those that
    were late, and of those of which no date is known."""

    on_time: int
    late: Sequence[str]
    undated: Sequence[str]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page tells; `percents` are rows with their value, and of how many expected units they are
    made. `punctuality` is None where no due date is known, `before` where no earlier file was given."""

    cover: Cover
    expected: int
    used: int
    missing: Sequence[str]
    refused: Sequence[str]
    not_expected: Sequence[str]
    findings: Mapping[Severity, int]
    percents: Sequence[tuple[Indicator, ReportedValue, int, int]]
    punctuality: Punctuality | None = None
    before: Before | None = None
    corrected: int = 0
    """How many figures were corrected after they were sent."""
    reconciliation: str = ""
    """What came of holding every figure that was sent against this file (đối soát), in a sentence."""


def write_overview(book: Book, catalogue: Catalogue, plan: Plan, overview: Overview) -> None:
    """Write the page; the percents are links to the forms' cells."""
    sheet = book.sheet(sheets.OVERVIEW)
    sheet.set_header("")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, book.style())
    line = _title(book, sheet, overview.cover)
    line = _received(book, sheet, line, overview, catalogue.own_rules)
    line = _percents(book, sheet, line + 1, catalogue, plan, overview)
    sheet.print_area(0, 0, line, len(_WIDTHS) - 1)


def _title(book: Book, sheet: Worksheet, cover: Cover) -> int:
    title = book.style(bold=True, font_size=14, align="center", text_wrap=True)
    book.merge(sheet, 0, 0, 3, "TỔNG HỢP SỐ LIỆU CẢI CÁCH HÀNH CHÍNH", title)
    book.merge(sheet, 1, 0, 3, f"{cover.reporting_unit.name} – {cover.period.name.vi}", title)
    dates = f"Số liệu từ {cover.period.start:%d/%m/%Y} đến {cover.period.end:%d/%m/%Y}"
    book.merge(sheet, 2, 0, 3, dates, book.style(italic=True, align="center"))
    for line, height in ((0, 26), (1, 24), (2, 20)):
        sheet.set_row(line, height)
    return 4


def _received(book: Book, sheet: Worksheet, line: int, overview: Overview, own: OwnRules | None) -> int:
    """Who reported and what is wrong."""
    rate = f" ({overview.used / overview.expected:.0%})" if overview.expected else ""
    lines = [
        ("Đã tổng hợp", f"{overview.used} trong {overview.expected} đơn vị phải báo cáo{rate}"),
        ("Chưa nộp", _some(overview.missing)),
        ("Bị từ chối", _some(overview.refused)),
        ("Ngoài danh sách", _some(overview.not_expected)),
        ("Phát hiện", _findings(overview.findings)),
        *([(NAME.vi, told_of(own, "vi"))] if own else ()),
    ]
    label = book.style(bold=True, border=1, align="left", text_wrap=True, bg_color=HEADER_FILL)
    text = book.style(border=1, align="left", text_wrap=True)
    for name, words in lines:
        book.write(sheet, line, 0, name, label)
        book.merge(sheet, line, 1, 3, words, text)
        sheet.set_row(line, text_height(words, sum(_WIDTHS[1:])) + 3)
        line += 1
    return line


_NAMED_AT_MOST = 40


def _some(names: Sequence[str]) -> str:
    """The names, or how many and the first of them with where to find the others: the page stays one page."""
    if not names:
        return "không có"
    if len(names) <= _NAMED_AT_MOST:
        return ", ".join(names)
    shown = ", ".join(names[:_NAMED_AT_MOST])
    others = len(names) - _NAMED_AT_MOST
    return f"{len(names)} đơn vị: {shown} và {others} đơn vị khác (xem sheet «{sheets.STATUS}»)"


def _findings(findings: Mapping[Severity, int]) -> str:
    counts = [f"{findings.get(s, 0)} {s.words.vi.lower()}" for s in Severity]
    return ", ".join(counts) + f" (xem sheet «{sheets.FINDINGS}»)"


def _percents(
    book: Book, sheet: Worksheet, line: int, catalogue: Catalogue, plan: Plan, overview: Overview
) -> int:
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
    for column, name in enumerate(("Biểu mẫu", "Tỷ lệ", "Số liệu", "Đơn vị có số liệu")):
        book.write(sheet, line, column, name, head)
    sheet.set_row(line, 34)
    text = book.style(border=1, align="left", text_wrap=True)
    percent = book.style(border=1, align="right", indent=1, num_format="0.00%")
    centred = book.style(border=1, align="center", text_wrap=True)
    for indicator, value, reported, expected in overview.percents:
        line += 1
        label = one_line(indicator.label).partition(" (")[0]
        book.write(sheet, line, 0, f"{catalogue.form_of(indicator.id).short}, {indicator.code}", text)
        book.write(sheet, line, 1, label, text)
        shown = Content(
            None if value.value is None else cell_value(value.value, indicator),
            f'IF(ISNUMBER({plan.reference(indicator.id)}),{plan.reference(indicator.id)},"")',
        )
        book.write(sheet, line, 2, shown, percent)
        words = f"{reported}/{expected}" if reported or expected else "–"
        if indicator.consolidate is Operator.MEAN and reported:
            words += "\ntrung bình cộng"
        book.write(sheet, line, 3, words, centred)
        sheet.set_row(line, max(text_height(label, _WIDTHS[1]), text_height(words, _WIDTHS[3])))
    return line
