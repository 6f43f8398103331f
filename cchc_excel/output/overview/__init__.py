"""The sheet `Tổng quan`: who reported, what is missing, what is wrong, the key percents beside those of the
earlier file, and the charts by unit, on one page."""

from __future__ import annotations

from cchc_excel.model import sheets
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import Cover
from cchc_excel.output.book import Book, text_height
from cchc_excel.output.charts import Charts
from cchc_excel.output.overview.account import Before, Overview, Punctuality
from cchc_excel.output.overview.drawn import draw_charts
from cchc_excel.output.overview.page import LAST, WIDTHS, Page, width_of
from cchc_excel.output.overview.percents import write_percents
from cchc_excel.output.overview.received import write_received, write_verdict
from cchc_excel.output.plan import Plan

__all__ = ["Before", "Overview", "Punctuality", "write_overview"]


def write_overview(book: Book, catalogue: Catalogue, plan: Plan, overview: Overview, charts: Charts) -> None:
    """Write the page; the percents are links to the forms' cells, the charts are drawn of `Biểu đồ`."""
    page = Page(book, book.sheet(sheets.OVERVIEW))
    page.sheet.set_header("")
    for column, width in enumerate(WIDTHS):
        page.sheet.set_column(column, column, width, book.style())
    _title(page, overview.cover)
    write_verdict(page, overview)
    write_received(page, overview, catalogue.own_rules)
    page.skip(8)
    write_percents(page, plan, overview)
    page.skip(8)
    draw_charts(page, charts, catalogue)
    page.sheet.print_area(0, 0, page.line - 1, LAST)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.center_horizontally()


def _title(page: Page, cover: Cover) -> None:
    centred = {"align": "center", "text_wrap": True}
    name = f"{cover.reporting_unit.name} – {cover.period.name.vi}"
    dates = f"Số liệu từ {cover.period.start:%d/%m/%Y} đến {cover.period.end:%d/%m/%Y}"
    page.span(0, LAST, "TỔNG HỢP SỐ LIỆU CẢI CÁCH HÀNH CHÍNH", bold=True, font_size=14, **centred)
    page.end(24)
    page.span(0, LAST, name, bold=True, font_size=14, **centred)
    page.end(text_height(name, width_of(0, LAST), size=14, bold=True))
    page.span(0, LAST, dates, italic=True, **centred)
    page.end(20)
