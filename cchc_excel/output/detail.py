"""The sheet `Chi tiết`: one line per leaf report, one column per row, and the formulas that make totals of
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Catalogue, Check, Indicator, Kind, Operator
from cchc_excel.model.grids import column_letters
from cchc_excel.model.reports import Correction, Report, ReportedValue, State
from cchc_excel.output.book import CORRECTED_FILL, GREY_FILL, HEADER_FILL, Book
from cchc_excel.output.reports.links import excel_link, relative_link
from cchc_excel.output.tables import LINK
from cchc_excel.output.template import content_of
from cchc_excel.words import one_line

_LABEL_LINE, _HEADING_LINE = 0, 1
_WIDTHS = (10, 24, 9, 24, 32, 14, 12, 12)
_VALUE_WIDTH = 13
_A_NUMBER = '">=-1E+300"'
_ANYTHING = '"<>#"'


@dataclass(frozen=True, slots=True)
class Detail:
    """Where the leaf lines stand, and each row's column."""

    columns: Mapping[str, int]
    count: int

    @classmethod
    def of(cls, catalogue: Catalogue, count: int) -> Detail:
        first = len(sheets.DETAIL_COLUMNS)
        return cls({i: first + n for n, i in enumerate(catalogue.indicators)}, count)

    def range(self, row_id: str) -> str:
        """`'Chi tiết'!$K$3:$K$8`."""
        letters, first = column_letters(self.columns[row_id] + 1), _HEADING_LINE + 2
        return f"'{sheets.DETAIL}'!${letters}${first}:${letters}${first + self.count - 1}"

    def total(self, indicator: Indicator) -> str | None:
        """The formula of a total; None where a row has none over the leaf lines."""
        leaves = self.range(indicator.id)
        if indicator.consolidate is Operator.TALLY:
            counts = '&" / "&'.join(
                f'COUNTIFS({leaves},{code})&" {word}"' for code, word in indicator.choices.items()
            )
            return f'IF(COUNT({leaves})=0,"",{counts})'
        function = {Operator.SUM: "SUM", Operator.MAX: "MAX", Operator.MEAN: "AVERAGE"}.get(
            indicator.consolidate
        )
        return f'IF(COUNT({leaves})=0,"",{function}({leaves}))' if function else None

    def coverage(self, indicator: Indicator, expected: int) -> str | None:
        """The formula of the coverage column: n/N, and how the figure was made where that must be said."""
        leaves = self.range(indicator.id)
        if indicator.consolidate is Operator.DERIVED:
            return f'{self.filled_together(references(indicator.equals))}&"/{expected}"'
        counted = f'COUNT({leaves})&"/{expected}"'
        if indicator.consolidate is Operator.MAX:
            return f'{counted}&IF(MIN({leaves})<>MAX({leaves}),"; thấp nhất "&MIN({leaves}),"")'
        if indicator.consolidate is Operator.MEAN:
            return f'{counted}&IF(COUNT({leaves})>0,"; trung bình cộng","")'
        return counted if indicator.consolidate in (Operator.SUM, Operator.TALLY) else None

    def filled_together(self, row_ids: Sequence[str], *, skip_empty: bool = False) -> str:
        """The number of leaves that filled all the rows; with `skip_empty` rows that no leaf filled are
        left out."""
        pairs = []
        for row_id in row_ids:
            leaves = self.range(row_id)
            wanted = f"IF(COUNT({leaves})=0,{_ANYTHING},{_A_NUMBER})" if skip_empty else _A_NUMBER
            pairs.append(f"{leaves},{wanted}")
        return f"COUNTIFS({','.join(pairs)})"

    def condition(self, check: Check, catalogue: Catalogue) -> str | None:
        """When a check may be judged on the totals: the same leaves filled all its rows. None: never."""
        if not catalogue.is_judged_on_totals(check):
            return None
        if len(check.ids) == 1:
            return "TRUE"
        counts = ",".join(f"COUNT({self.range(i)})" for i in check.ids)
        return f"MAX({counts})={self.filled_together(check.ids, skip_empty=check.rule.missing == 'zero')}"


def write_detail(
    book: Book, catalogue: Catalogue, administration: Administration, leaves: Sequence[Report], folder: Path
) -> None:
    """Write the leaf lines, each with a link to its file, as it is found from `folder`; a value that is no
    number stands there as its text, a corrected one with what the unit had sent."""
    sheet = book.sheet(sheets.DETAIL, landscape=True)
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL, font_size=11)
    small = book.style(
        align="center", text_wrap=True, border=1, valign="bottom", font_size=9, bg_color=HEADER_FILL
    )
    detail = Detail.of(catalogue, len(leaves))
    for column, (heading, width) in enumerate(zip(sheets.DETAIL_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, book.style())
        book.write(sheet, _LABEL_LINE, column, None, small)
        book.write(sheet, _HEADING_LINE, column, heading, head)
    for row_id, column in detail.columns.items():
        sheet.set_column(column, column, _VALUE_WIDTH, book.style())
        label = one_line(catalogue.indicators[row_id].label)
        book.write(sheet, _LABEL_LINE, column, label if len(label) < 75 else label[:74] + "…", small)
        book.write(sheet, _HEADING_LINE, column, row_id, head)
    for line, leaf in enumerate(leaves, start=_HEADING_LINE + 1):
        _leaf(book, sheet, line, leaf, detail, catalogue, administration)
        _link(book, sheet, line, leaf, folder)
    last_column = max(detail.columns.values())
    sheet.set_row(_LABEL_LINE, 78)
    sheet.freeze_panes(_HEADING_LINE + 1, 2)
    sheet.repeat_rows(_LABEL_LINE, _HEADING_LINE)
    sheet.repeat_columns(0, 1)
    sheet.fit_to_pages(0, 0)
    sheet.autofilter(_HEADING_LINE, 0, _HEADING_LINE + len(leaves), last_column)


def _leaf(
    book: Book,
    sheet: object,
    line: int,
    leaf: Report,
    detail: Detail,
    catalogue: Catalogue,
    administration: Administration,
) -> None:
    cover, period = leaf.cover, leaf.cover.period
    level = administration.level(cover.level).name.vi if cover.level else ""
    text = book.style(border=1, num_format="@")
    day = book.style(border=1, num_format="dd/mm/yyyy", align="center")
    known = (
        cover.reporting_unit.code,
        leaf.name,
        level,
        leaf.parent_name,
        leaf.source.file,
        leaf.source.sha256,
    )
    for column, value in enumerate(known):
        book.write(sheet, line, column, value, text)
    for column, value in enumerate((period.start, period.end), start=len(known)):
        book.write(sheet, line, column, value, day)
    for row_id, column in detail.columns.items():
        value = leaf.values[row_id]
        book.write(
            sheet,
            line,
            column,
            content_of(value, catalogue.indicators[row_id]),
            _style(book, value, catalogue.indicators[row_id]),
        )
        if value.correction is not None:
            sheet.write_comment(line, column, _told_of(value.correction), _COMMENT)


_COMMENT = {"author": "cchc", "x_scale": 2, "font_name": "Times New Roman", "font_size": 10}


def _told_of(correction: Correction) -> str:
    """What was corrected, as the cell's comment says it."""
    on = f"{correction.on:%d/%m/%Y}" if correction.on else ""
    lines = (
        ("Đơn vị đã gửi", correction.sent),
        ("Lý do đính chính", correction.reason),
        ("Người báo", correction.by),
        ("Ngày", on),
    )
    return "\n".join(f"{name}: {text}" for name, text in lines if text)


def _link(book: Book, sheet: Worksheet, line: int, leaf: Report, folder: Path) -> None:
    target = excel_link(relative_link(leaf.source.location, folder))
    if target is not None and leaf.source.file:
        style = book.style(border=1, num_format="@", **LINK)
        sheet.write_url(line, sheets.DETAIL_COLUMNS.index(sheets.FILE), target, style, leaf.source.file)


def _style(book: Book, value: ReportedValue, indicator: Indicator) -> object:
    number_format = "0.00%" if indicator.kind is Kind.PERCENT else "#,##0"
    if value.state is State.NUMBER and indicator.kind is not Kind.PERCENT and value.value != int(value.value):
        number_format = "#,##0.0##"
    fill = {"bg_color": GREY_FILL} if value.state is State.NOT_APPLICABLE else {}
    if value.correction is not None:
        fill = {"bg_color": CORRECTED_FILL}
    return book.style(border=1, num_format=number_format, align="right", **fill)
