"""The key percents beside those of the earlier file, as live formulas."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cchc_excel.model.forms import Indicator, Operator
from cchc_excel.model.grids import cell_address
from cchc_excel.model.reports import ReportedValue
from cchc_excel.output.book import HEADER_FILL, Content, text_height
from cchc_excel.output.overview.account import Before, Overview
from cchc_excel.output.overview.page import INDENT, LAST, Page, width_of
from cchc_excel.output.plan import Plan
from cchc_excel.output.template import cell_value
from cchc_excel.words import one_line


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of the percents stand, each from and to; None for one that there is no need of."""

    label: tuple[int, int]
    now: tuple[int, int]
    before: tuple[int, int] | None
    same: tuple[int, int] | None
    change: tuple[int, int] | None
    coverage: tuple[int, int]

    @classmethod
    def of(cls, overview: Overview) -> _Columns:
        before = overview.before
        if before is None:
            return cls((0, 3), (4, 5), None, None, None, (6, 7))
        if dict(before.all_units) == dict(before.same_units) and not overview.missing:
            return cls((0, 3), (4, 4), (5, 5), None, (6, 6), (7, 7))
        return cls((0, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7))


def write_percents(page: Page, plan: Plan, overview: Overview) -> None:
    columns = _Columns.of(overview)
    _headings(page, columns, overview)
    for indicator, value, reported, expected in overview.percents:
        if reported or expected or _earlier(overview, indicator.id) is not None:
            _percent(page, columns, plan, overview.before, indicator, value, f"{reported}/{expected}")
    words = _HOW_TO_READ if overview.before is None else f"{_HOW_TO_READ} {_HOW_TO_COMPARE}"
    page.span(0, LAST, words, italic=True, font_size=10, align="left", text_wrap=True)
    page.end(text_height(words, width_of(0, LAST), size=10))


_HOW_TO_READ = "Ô trống là chưa có số liệu, không phải 0 %."
_HOW_TO_COMPARE = (
    "Tăng, giảm: số kỳ này trừ số trước đó của cùng các đơn vị, tính bằng điểm phần trăm; "
    "thiếu một trong hai số thì không tính."
)


def _earlier(overview: Overview, row_id: str) -> float | None:
    return overview.before.all_units.get(row_id) if overview.before is not None else None


def _earlier_name(overview: Overview) -> str:
    """The earlier period; of this same period it is an earlier file."""
    period = overview.before.period
    return f"{period.name.vi}, tệp trước" if period.id == overview.cover.period.id else period.name.vi


def _headings(page: Page, columns: _Columns, overview: Overview) -> None:
    named = [(columns.label, "Tỷ lệ chính"), (columns.now, overview.cover.period.name.vi)]
    if overview.before is not None:
        earlier = _earlier_name(overview)
        all_units = f"{earlier}, mọi đơn vị" if columns.same else earlier
        named += [(columns.before, all_units), (columns.change, "Tăng, giảm (điểm)")]
    if columns.same:
        named.append((columns.same, f"{earlier}, các đơn vị đã nộp kỳ này"))
    named.append((columns.coverage, "Đơn vị có số liệu"))
    head = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": HEADER_FILL}
    for place, words in named:
        page.span(*place, words, font_size=10, **head)
    page.end(max(text_height(words, width_of(*place), size=10, bold=True) for place, words in named) + 2)


def _percent(
    page: Page,
    columns: _Columns,
    plan: Plan,
    before: Before | None,
    indicator: Indicator,
    value: ReportedValue,
    coverage: str,
) -> None:
    """One row: what it is now, what it was, and by how much it changed."""
    label = _label(indicator)
    percent = {"border": 1, "align": "right", "indent": 1, "num_format": "0.00%"}
    now = None if value.value is None else cell_value(value.value, indicator)
    reference = plan.reference(indicator.id)
    page.span(*columns.label, label, border=1, align="left", indent=1, text_wrap=True, font_size=11)
    page.span(*columns.now, Content(now, f'IF(ISNUMBER({reference}),{reference},"")'), bold=True, **percent)
    if before is not None:
        old = _cells_of(indicator, before)
        page.span(*columns.before, old[0], **percent)
        if columns.same:
            page.span(*columns.same, old[1], **percent)
        compared = columns.same or columns.before
        change = _change(now, old[1], page.line, columns.now[0], compared[0])
        page.span(*columns.change, change, border=1, align="center", num_format=_SIGNED)
    page.span(*columns.coverage, coverage, border=1, align="center")
    page.end(max(text_height(label, width_of(*columns.label) - INDENT, size=11) + 2, 19))


_SIGNED = "+0.00;-0.00;0.00"


def _label(indicator: Indicator) -> str:
    """The row's label and where it stands; that a figure is a plain mean is said."""
    label = one_line(indicator.label).partition(" (")[0]
    mean = "; trung bình cộng" if indicator.consolidate is Operator.MEAN else ""
    return f"{label} ({indicator.id}{mean})"


def _cells_of(indicator: Indicator, before: Before) -> tuple[float | None, float | None]:
    """The earlier values as cells store them: of all units, and of those that reported now."""
    values = (before.all_units.get(indicator.id), before.same_units.get(indicator.id))
    return tuple(None if v is None else cell_value(v, indicator) for v in values)


def _change(now: float | None, old: float | None, line: int, now_column: int, old_column: int) -> Content:
    """In percentage points; nothing where either is missing."""
    new, earlier = (cell_address(line + 1, column + 1) for column in (now_column, old_column))
    formula = f'IF(COUNT({new},{earlier})=2,ROUND(({new}-{earlier})*100,4),"")'
    if now is None or old is None:
        return Content(None, formula)
    points = Decimal(repr((now - old) * 100)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return Content(float(points), formula)
