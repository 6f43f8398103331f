"""The form sheets as the official annex prints them: header, rows, drop-downs, limits, named cells,
protection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xlsxwriter.worksheet import Worksheet

from cchc_excel.model.expressions import value_as_excel
from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.grids import cell_address
from cchc_excel.output.book import (
    COMMENT,
    GREY_FILL,
    HEADER_FILL,
    INPUT_FILL,
    PROTECTION,
    Book,
    Content,
    text_height,
)
from cchc_excel.output.plan import (
    CODE,
    COVERAGE,
    HEADER_LINES,
    LABEL,
    MEASURE_UNIT,
    NOTE,
    VALUE,
    FormPlan,
    Plan,
)
from cchc_excel.output.row_severities import colour_by_severity
from cchc_excel.words import format_number

_WIDTHS = {CODE: 6.5, LABEL: 35, MEASURE_UNIT: 12.5, VALUE: 12.5, NOTE: 11.5, COVERAGE: 32}
_ANNEX_WIDTH = sum(width for column, width in _WIDTHS.items() if column != COVERAGE)
_NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.AMOUNT: "#,##0",
    Kind.PERCENT: "0.00%",
    Kind.CHOICE: "0",
    Kind.HEADING: "#,##0",
}
_FRACTION_FORMAT = "#,##0.0##"


@dataclass(frozen=True, slots=True)
class Filling:
    """What the value, note and coverage cells hold, by row id; a row that is not named is blank, or its
    own formula."""

    values: Mapping[str, Content] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    coverage: Mapping[str, Content] | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Which units have no figure in a row, as the comment of its coverage cell."""
    greyed: frozenset[str] = frozenset()
    grey_reason: str = ""
    locked: bool = False
    """True in a consolidated file, whose totals are not typed."""


@dataclass(frozen=True, slots=True)
class AnnexLines:
    """The three lines above the first form, each a formula over the cover with its result."""

    title: Content
    third: Content


def formula_of(indicator: Indicator, plan: Plan) -> str:
    """The formula of a percent whose parts stand on the form; blank while it cannot be computed."""
    return value_as_excel(indicator.equals, plan.local)


def write_forms(book: Book, plan: Plan, annex: AnnexLines, filling: Filling) -> None:
    """Write one sheet per form."""
    for form_plan in plan.forms:
        sheet = book.sheet(form_plan.sheet)
        _columns(book, sheet, filling)
        if form_plan.first_line:
            _annex_lines(book, sheet, annex)
        _header(book, sheet, form_plan, filling)
        for indicator in form_plan.form.indicators:
            _row(book, sheet, form_plan.lines[indicator.id], indicator, filling, plan)
        _fractions_show(book, sheet, form_plan)
        colour_by_severity(book, sheet, form_plan.lines, VALUE, plan.places)
        sheet.freeze_panes(form_plan.header_line + HEADER_LINES, 0)
        sheet.repeat_rows(form_plan.header_line, form_plan.header_line + HEADER_LINES - 1)
        # What is printed and signed is the annex; the coverage column is for the screen.
        sheet.print_area(0, 0, form_plan.last_line, NOTE)
        sheet.protect("", PROTECTION)


def _columns(book: Book, sheet: Worksheet, filling: Filling) -> None:
    for column, width in _WIDTHS.items():
        if column != COVERAGE or filling.coverage is not None:
            sheet.set_column(column, column, width, book.style())


def _annex_lines(book: Book, sheet: Worksheet, annex: AnnexLines) -> None:
    """Nghị định 30/2020: `Phụ lục` 14 bold, title 13 bold capitals, third line italic, all centred; no
    page number."""
    centred = {"align": "center", "text_wrap": True}
    book.merge(sheet, 0, CODE, NOTE, "Phụ lục", book.style(bold=True, font_size=14, **centred))
    book.merge(sheet, 1, CODE, NOTE, annex.title, book.style(bold=True, font_size=13, **centred))
    book.merge(sheet, 2, CODE, NOTE, annex.third, book.style(italic=True, font_size=13, **centred))
    width = _ANNEX_WIDTH
    for line, content, bold in ((1, annex.title, True), (2, annex.third, False)):
        sheet.set_row(
            line, text_height(str(content.value), width, size=13, bold=bold, least=2 if bold else 1)
        )
    sheet.set_header("")
    sheet.set_start_page(1)


def _header(book: Book, sheet: Worksheet, form_plan: FormPlan, filling: Filling) -> None:
    first, line = form_plan.first_line, form_plan.header_line
    title = book.style(bold=True, font_size=13, align="center", text_wrap=True)
    book.merge(sheet, first, CODE, NOTE, form_plan.form.short, title)
    book.merge(sheet, first + 1, CODE, NOTE, form_plan.form.title, title)
    sheet.set_row(first + 1, text_height(form_plan.form.title, _ANNEX_WIDTH, size=13, bold=True))
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
    label = "Chỉ tiêu thống kê\n(Sử dụng trong kỳ báo cáo hàng quý, 6 tháng, năm)"
    upright = [(CODE, "STT"), (LABEL, label), (NOTE, "Ghi chú")]
    if filling.coverage is not None:
        upright.append((COVERAGE, "Mức độ đầy đủ\n(đã nộp / phải nộp)"))
    for column, text in upright:
        sheet.merge_range(line, column, line + 1, column, "", head)
        book.write(sheet, line, column, text, head)
    book.merge(sheet, line, MEASURE_UNIT, VALUE, "Kết quả thống kê", head)
    book.write(sheet, line + 1, MEASURE_UNIT, "Đơn vị tính", head)
    book.write(sheet, line + 1, VALUE, "Số liệu", head)
    sheet.set_row(line, 24)
    sheet.set_row(line + 1, 28)


@dataclass(frozen=True, slots=True)
class _Part:
    """One cell of a row: what it holds and how it looks beside the row's own look."""

    column: int
    content: Content
    look: Mapping[str, object]

    @property
    def height(self) -> float:
        text = self.content.value if isinstance(self.content.value, str) else ""
        size, bold = self.look.get("font_size", 12), bool(self.look.get("bold"))
        return text_height(text, _WIDTHS[self.column], size=size, bold=bold)


def _row(book: Book, sheet: Worksheet, line: int, indicator: Indicator, filling: Filling, plan: Plan) -> None:
    greyed = indicator.id in filling.greyed
    look = {"border": 1, "text_wrap": True} | ({"bg_color": GREY_FILL} if greyed else {})
    parts = [_Part(p.column, p.content, look | p.look) for p in _parts(indicator, filling, plan, greyed)]
    for part in parts:
        book.write(sheet, line, part.column, part.content, book.style(**part.look))
    sheet.set_row(line, max(p.height for p in parts))
    if lacking := filling.lacking.get(indicator.id):
        sheet.write_comment(line, COVERAGE, lacking, COMMENT)
    book.name(indicator.cell_name, plan.places[indicator.id][0], line, VALUE)
    if is_typed(indicator, filling):
        _limits(sheet, line, indicator, filling.grey_reason if greyed else "")


def _parts(indicator: Indicator, filling: Filling, plan: Plan, greyed: bool) -> Iterator[_Part]:
    """The cells of a row, from left to right."""
    bold = {"bold": True} if indicator.kind is Kind.HEADING or indicator.depth == 1 else {}
    yield _Part(CODE, Content(indicator.code), {"align": "center", "num_format": "@"} | bold)
    yield _Part(LABEL, Content(indicator.label), {"align": "left"} | bold)
    yield _Part(MEASURE_UNIT, Content(indicator.measure_unit), {"align": "center"})
    yield _Part(VALUE, _content(indicator, filling, plan), _value_look(indicator, filling, greyed))
    note = filling.notes.get(indicator.id, "")
    yield _Part(NOTE, Content(note), {"align": "left", "locked": False})
    if filling.coverage is not None:
        yield _Part(COVERAGE, filling.coverage[indicator.id], {"align": "center", "font_size": 11})


def is_typed(indicator: Indicator, filling: Filling) -> bool:
    """True for a row whose cell a clerk fills: no heading, no formula, nothing in a consolidated file."""
    return not (indicator.kind is Kind.HEADING or indicator.is_calculated or filling.locked)


def _content(indicator: Indicator, filling: Filling, plan: Plan) -> Content:
    if indicator.id in filling.values:
        return filling.values[indicator.id]
    return Content(None, formula_of(indicator, plan)) if indicator.is_calculated else Content()


def _value_look(indicator: Indicator, filling: Filling, greyed: bool) -> dict[str, object]:
    typed = is_typed(indicator, filling)
    fill = {"bg_color": INPUT_FILL} if typed and not greyed else {}
    align = {"align": "center"} if indicator.kind is Kind.CHOICE else {"align": "right", "indent": 1}
    size = {"font_size": 11} if indicator.kind is Kind.CHOICE and filling.locked else {}  # `4 Có / 2 Không`
    return {"locked": not typed, "num_format": _NUMBER_FORMATS[indicator.kind]} | align | size | fill


def _limits(sheet: Worksheet, line: int, indicator: Indicator, grey_reason: str) -> None:
    """Refuse what cannot be right while it is typed, and tell what the cell wants."""
    rule = {
        "ignore_blank": True,
        "input_title": f"Dòng {indicator.code}",
        "error_title": "Số liệu không hợp lệ",
    }
    wanted, limits = _LIMITS[indicator.kind](indicator)
    rule |= limits
    rule["error_message"] = f"{wanted} Không có số liệu thì để trống ô."
    rule["input_message"] = grey_reason or f"{wanted} Không có số liệu thì để trống."
    done = sheet.data_validation(line, VALUE, line, VALUE, rule)
    assert done in (0, None), f"{sheet.name}: validation of {indicator.id} was refused"


def _count_limits(indicator: Indicator) -> tuple[str, dict[str, object]]:
    return "Nhập số nguyên từ 0 trở lên.", {"validate": "integer", "criteria": ">=", "value": 0}


def _amount_limits(indicator: Indicator) -> tuple[str, dict[str, object]]:
    words = f"Nhập số {indicator.measure_unit.lower()} từ 0 trở lên."
    return words, {"validate": "decimal", "criteria": ">=", "value": 0}


def _percent_limits(indicator: Indicator) -> tuple[str, dict[str, object]]:
    low, high = indicator.range.low, indicator.range.high
    if low is not None and high is not None:
        words = f"Nhập tỷ lệ từ {format_number(low)} % đến {format_number(high)} %, kèm dấu %, ví dụ 98,59%."
        return words, {
            "validate": "decimal",
            "criteria": "between",
            "minimum": low / 100,
            "maximum": high / 100,
        }
    if high is not None:
        words = f"Nhập tỷ lệ không quá {format_number(high)} %, kèm dấu %, ví dụ 5,25%."
        return words, {"validate": "decimal", "criteria": "<=", "value": high / 100}
    return "Nhập tỷ lệ kèm dấu %, ví dụ 98,59%.", {
        "validate": "decimal",
        "criteria": ">=",
        "value": (low or 0) / 100,
    }


def _choice_limits(indicator: Indicator) -> tuple[str, dict[str, object]]:
    words = ", ".join(f"{code} = {word}" for code, word in indicator.choices.items())
    return f"Chọn mã: {words}.", {"validate": "list", "source": [str(c) for c in sorted(indicator.choices)]}


_LIMITS = {
    Kind.COUNT: _count_limits,
    Kind.AMOUNT: _amount_limits,
    Kind.PERCENT: _percent_limits,
    Kind.CHOICE: _choice_limits,
}


def _fractions_show(book: Book, sheet: Worksheet, form_plan: FormPlan) -> None:
    """A count or amount with a fraction shows it; a whole one has no comma behind it."""
    for indicator in form_plan.form.indicators:
        if indicator.kind in (Kind.COUNT, Kind.AMOUNT):
            line = form_plan.lines[indicator.id]
            cell = cell_address(line + 1, VALUE + 1)
            sheet.conditional_format(
                line,
                VALUE,
                line,
                VALUE,
                {
                    "type": "formula",
                    "criteria": f"=IF(ISNUMBER({cell}),{cell}<>INT({cell}),FALSE)",
                    "format": book.workbook.add_format({"num_format": _FRACTION_FORMAT}),
                },
            )
