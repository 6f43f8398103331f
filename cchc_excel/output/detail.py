"""The sheet `Chi tiết`: one line per leaf report, one column per row, and the formulas that make totals of
them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cchc_excel.model import sheets
from cchc_excel.model.administration import Administration
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Catalogue, Check, Indicator, Kind, Operator
from cchc_excel.model.grids import column_letters
from cchc_excel.model.reports import Correction, Report, ReportedValue, State
from cchc_excel.output.book import COMMENT, CORRECTED_FILL, GREY_FILL, HEADER_FILL, Book, text_height
from cchc_excel.output.reports.links import excel_link, relative_link
from cchc_excel.output.tables import LINK
from cchc_excel.output.template import content_of
from cchc_excel.words import format_value, one_line

_FORM_LINE, _LABEL_LINE, _HEADING_LINE = 0, 1, 2
_FIRST = _HEADING_LINE + 1
_WIDTHS = (10, 22, 10, 22, 32, 14, 12, 12)
_VALUE_WIDTH = 15
_LABEL_SIZE = 10
A_NUMBER = '">=-1E+300"'
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
        """`'Chi tiết'!$K$4:$K$9`."""
        return self._lines(self.columns[row_id], 0, self.count - 1)

    def cell(self, row_id: str, n: int) -> str:
        """The cell of the nth leaf, from 0: `'Chi tiết'!$K$4`."""
        return self._line(self.columns[row_id], n)

    def known_range(self, heading: str) -> str:
        """What is known of all leaves under one of `sheets.DETAIL_COLUMNS`."""
        return self._lines(sheets.DETAIL_COLUMNS.index(heading), 0, self.count - 1)

    def known_cell(self, heading: str, n: int) -> str:
        return self._line(sheets.DETAIL_COLUMNS.index(heading), n)

    def _line(self, column: int, n: int) -> str:
        return f"'{sheets.DETAIL}'!{_absolute(column, n)}"

    def _lines(self, column: int, first: int, last: int) -> str:
        return f"{self._line(column, first)}:{_absolute(column, last)}"

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
            wanted = f"IF(COUNT({leaves})=0,{_ANYTHING},{A_NUMBER})" if skip_empty else A_NUMBER
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


def _absolute(column: int, n: int) -> str:
    """The address of a column's cell in the nth leaf line."""
    return f"${column_letters(column + 1)}${_FIRST + n + 1}"


def write_detail(
    book: Book, catalogue: Catalogue, administration: Administration, leaves: Sequence[Report], folder: Path
) -> None:
    """Write the leaf lines, each with a link to its file, as it is found from `folder`; a value that is no
    number stands there as its text, a corrected one with what the unit had sent."""
    sheet = book.sheet(sheets.DETAIL, landscape=True)
    detail = Detail.of(catalogue, len(leaves))
    _headings(book, sheet, catalogue, detail)
    looks = _Looks(book, _starts(catalogue))
    for line, leaf in enumerate(leaves, start=_FIRST):
        _known(book, sheet, line, leaf, administration)
        _link(book, sheet, line, leaf, folder)
        for row_id, column in detail.columns.items():
            value, indicator = leaf.values[row_id], catalogue.indicators[row_id]
            book.write(sheet, line, column, content_of(value, indicator), looks.of(value, indicator))
            if value.correction is not None:
                sheet.write_comment(line, column, _told_of(value.correction), COMMENT)
    sheet.freeze_panes(_FIRST, _FROZEN)
    last_line, last_column = _HEADING_LINE + len(leaves), max(detail.columns.values())
    sheet.autofilter(_HEADING_LINE, 0, last_line, last_column)
    _print_form_by_form(sheet, catalogue, detail)


def _starts(catalogue: Catalogue) -> frozenset[str]:
    """The first row of each form: a line on its left sets the form off."""
    return frozenset(form.indicators[0].id for form in catalogue.forms)


def _print_form_by_form(sheet: Worksheet, catalogue: Catalogue, detail: Detail) -> None:
    """Every form begins on a page of its own, beside the names of the units."""
    sheet.repeat_rows(_FORM_LINE, _HEADING_LINE)
    sheet.repeat_columns(0, _FROZEN - 1)
    sheet.set_print_scale(_PRINT_SCALE)
    sheet.set_v_pagebreaks([detail.columns[form.indicators[0].id] for form in catalogue.forms])


_PRINT_SCALE = 70


def _headings(book: Book, sheet: Worksheet, catalogue: Catalogue, detail: Detail) -> None:
    """Three lines: the form, what the row is, its id."""
    head = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": HEADER_FILL}
    small = {"align": "center", "text_wrap": True, "border": 1, "font_size": _LABEL_SIZE}
    band = {"italic": True, "align": "center", "font_size": _LABEL_SIZE, "top": 1, "bg_color": HEADER_FILL}
    for column, (heading, width) in enumerate(zip(sheets.DETAIL_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, book.style())
        for line in (_FORM_LINE, _LABEL_LINE):
            book.write(sheet, line, column, None, book.style(bg_color=HEADER_FILL))
        book.write(sheet, _HEADING_LINE, column, heading, book.style(**head))
    # Beside the frozen names, not across them.
    how = book.style(italic=True, align="left", text_wrap=True, bg_color=HEADER_FILL)
    book.merge(sheet, _LABEL_LINE, _FROZEN, len(_WIDTHS) - 1, _HOW_TO_READ, how)
    for form in catalogue.forms:
        for n, row in enumerate(form.indicators):
            column, edge = detail.columns[row.id], {} if n else {"left": 2}
            sheet.set_column(column, column, _VALUE_WIDTH, book.style())
            # In every column: whatever is scrolled away, and on every printed page.
            book.write(sheet, _FORM_LINE, column, form.short, book.style(**band, **edge))
            book.write(sheet, _LABEL_LINE, column, _label(row), book.style(**small, **edge))
            book.write(sheet, _HEADING_LINE, column, row.id, book.style(**head, **edge))
    sheet.set_row(_FORM_LINE, 20)
    sheet.set_row(_LABEL_LINE, max(_label_height(_label(row)) for row in catalogue.indicators.values()))
    sheet.set_row(_HEADING_LINE, 36)


_FROZEN = 2
"""The columns that stay in sight: whose line it is."""
_HOW_TO_READ = (
    "Mỗi báo cáo của đơn vị một dòng, mỗi chỉ tiêu một cột; số tổng hợp ở các biểu mẫu là công thức trên "
    "những dòng này. Ô trống: đơn vị không có số liệu; ô xám: chỉ tiêu không thuộc cấp báo cáo "
    "ấy; ô cam: số đã đính chính."
)


def _label(row: Indicator) -> str:
    """The row's label without what only explains it, and its unit of measure."""
    label = one_line(row.label).partition(" (")[0] if len(row.label) > _LONG else one_line(row.label)
    label = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"
    measure_unit = row.measure_unit or row.implied_unit
    return f"{label} ({measure_unit})" if measure_unit else label


_LONG, _LONGEST = 60, 105


def _label_height(label: str) -> float:
    return text_height(label, _VALUE_WIDTH, size=_LABEL_SIZE)


def _known(book: Book, sheet: Worksheet, line: int, leaf: Report, administration: Administration) -> None:
    """Whose line it is, from which file, of which dates."""
    cover, period = leaf.cover, leaf.cover.period
    level = administration.level(cover.level).name.vi if cover.level else ""
    text = book.style(border=1, num_format="@", align="left")
    day = book.style(border=1, num_format="dd/mm/yyyy", align="center")
    unit, source = cover.reporting_unit, leaf.source
    known = (unit.code, leaf.name, level, leaf.parent_name, source.file, source.sha256)
    dates = (period.start, period.end)
    book.write_line(sheet, line, [*((value, text) for value in known), *((value, day) for value in dates)])


def _link(book: Book, sheet: Worksheet, line: int, leaf: Report, folder: Path) -> None:
    target = excel_link(relative_link(leaf.source.location, folder))
    if target is not None and leaf.source.file:
        style = book.style(border=1, num_format="@", align="left", **LINK)
        sheet.write_url(line, sheets.DETAIL_COLUMNS.index(sheets.FILE), target, style, leaf.source.file)


def _told_of(correction: Correction) -> str:
    """What was corrected, as the cell's comment says it."""
    lines = (
        ("Đơn vị đã gửi", correction.sent),
        ("Lý do đính chính", correction.reason),
        ("Người báo", correction.by),
        ("Ngày", format_value(correction.on)),
    )
    return "\n".join(f"{name}: {text}" for name, text in lines if text)


@dataclass(slots=True)
class _Looks:
    """How a value looks, made once for each of the few ways there are: a large file has 300,000 values."""

    book: Book
    starts: frozenset[str]
    made: dict[tuple[bool, str, str], Format] = field(default_factory=dict)

    def of(self, value: ReportedValue, indicator: Indicator) -> Format:
        key = (indicator.id in self.starts, _number_format(value, indicator), _fill(value))
        if key not in self.made:
            self.made[key] = self._style(*key)
        return self.made[key]

    def _style(self, is_start: bool, number_format: str, fill: str) -> Format:
        edge = {"left": 2} if is_start else {}
        filled = {"bg_color": fill} if fill else {}
        return self.book.style(border=1, num_format=number_format, align="right", **edge, **filled)


def _fill(value: ReportedValue) -> str:
    if value.correction is not None:
        return CORRECTED_FILL
    return GREY_FILL if value.state is State.NOT_APPLICABLE else ""


def _number_format(value: ReportedValue, indicator: Indicator) -> str:
    if indicator.kind is Kind.PERCENT:
        return "0.00%"
    is_whole = value.state is not State.NUMBER or value.value == int(value.value)
    return "#,##0" if is_whole else "#,##0.0##"
