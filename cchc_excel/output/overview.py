"""The sheet `Tổng quan`: who reported, what is missing, what is wrong, the key percents beside those of the
earlier file, and the charts by unit, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.model import sheets
from cchc_excel.model.forms import Catalogue, Indicator, Operator, OwnRules
from cchc_excel.model.grids import cell_address
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover, ReportedValue
from cchc_excel.output.book import HEADER_FILL, Book, Content, text_height
from cchc_excel.output.charts import Block, Charts, caption, draw, height_of, is_drawn
from cchc_excel.output.colours import RIGHT, SEVERITY_FILLS
from cchc_excel.output.own_rules_words import NAME, told_of
from cchc_excel.output.plan import Plan
from cchc_excel.output.template import cell_value
from cchc_excel.words import one_line

_WIDTHS = (16, 9.5, 7.5, 9, 9, 9.5, 9, 9.5)
_LAST = len(_WIDTHS) - 1
_THIRDS = ((0, 1), (2, 4), (5, 7))
"""The columns that each chart takes: three stand side by side."""
_PAGE = 745
"""The points of an A4 page between the margins, as this sheet's width fills it."""


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


def write_overview(book: Book, catalogue: Catalogue, plan: Plan, overview: Overview, charts: Charts) -> None:
    """Write the page; the percents are links to the forms' cells, the charts are drawn of `Biểu đồ`."""
    page = _Page(book, book.sheet(sheets.OVERVIEW))
    page.sheet.set_header("")
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width, book.style())
    _title(page, overview.cover)
    _verdict(page, overview)
    _received(page, overview, catalogue.own_rules)
    page.skip(8)
    _percents(page, plan, overview)
    page.skip(8)
    _draw_charts(page, charts, catalogue)
    page.sheet.print_area(0, 0, page.line - 1, _LAST)
    page.sheet.fit_to_pages(1, 1)
    page.sheet.center_horizontally()


@dataclass(slots=True)
class _Page:
    """The sheet being written from the top down: the next line, and the height of what stands above it."""

    book: Book
    sheet: Worksheet
    line: int = 0
    height: float = 0

    def span(self, first: int, last: int, content: Content | float | str | None, **look: object) -> None:
        """A text over some columns of the line."""
        style = self.book.style(**look)
        if first == last:
            self.book.write(self.sheet, self.line, first, content, style)
        else:
            self.book.merge(self.sheet, self.line, first, last, content, style)

    def end(self, height: float) -> None:
        """The line is done, and so high."""
        self.sheet.set_row(self.line, height)
        self.line += 1
        self.height += height

    def skip(self, height: float) -> None:
        self.end(height)


def _width(first: int, last: int) -> float:
    return sum(_WIDTHS[first : last + 1])


def _title(page: _Page, cover: Cover) -> None:
    centred = {"align": "center", "text_wrap": True}
    name = f"{cover.reporting_unit.name} – {cover.period.name.vi}"
    dates = f"Số liệu từ {cover.period.start:%d/%m/%Y} đến {cover.period.end:%d/%m/%Y}"
    page.span(0, _LAST, "TỔNG HỢP SỐ LIỆU CẢI CÁCH HÀNH CHÍNH", bold=True, font_size=14, **centred)
    page.end(24)
    page.span(0, _LAST, name, bold=True, font_size=14, **centred)
    page.end(text_height(name, _width(0, _LAST), size=14, bold=True))
    page.span(0, _LAST, dates, italic=True, **centred)
    page.end(20)


# ---- Who reported, what is wrong ----


def _verdict(page: _Page, overview: Overview) -> None:
    """What a reader must know first, in a sentence or two."""
    errors = overview.findings.get(Severity.ERROR, 0)
    is_whole = overview.used >= overview.expected
    words = f"{_how_many(overview)} {_how_wrong(errors)}"
    fill = SEVERITY_FILLS[Severity.ERROR] if errors else SEVERITY_FILLS[Severity.WARNING]
    fill = RIGHT if is_whole and not errors else fill
    page.span(0, _LAST, words, bold=True, align="center", text_wrap=True, border=1, bg_color=fill)
    page.end(text_height(words, _width(0, _LAST), bold=True) + 6)
    page.skip(6)


def _how_many(overview: Overview) -> str:
    used, expected = overview.used, overview.expected
    if used >= expected:
        return f"Đủ {used}/{expected} đơn vị phải báo cáo."
    return f"Mới có {used}/{expected} đơn vị phải báo cáo ({_rate(used, expected)})."


def _rate(used: int, expected: int) -> str:
    """In whole percents, cut off: what is not whole is never 100 %."""
    return f"{used * 100 // expected}%"


def _how_wrong(errors: int) -> str:
    if not errors:
        return "Không có lỗi."
    return f"Có {errors} lỗi phải xem trước khi dùng số liệu (sheet «{sheets.FINDINGS}»)."


def _received(page: _Page, overview: Overview, own: OwnRules | None) -> None:
    """Who reported and what is wrong."""
    for name, words in _told(overview, own):
        page.span(0, 0, name, bold=True, border=1, align="left", text_wrap=True, bg_color=HEADER_FILL)
        page.span(1, _LAST, words, border=1, align="left", text_wrap=True)
        page.end(text_height(words, _width(1, _LAST)) + 3)


def _told(overview: Overview, own: OwnRules | None) -> Iterator[tuple[str, str]]:
    """The lines, each with its heading; what did not happen is left out where nobody asks for it."""
    yield "Chưa nộp", _some(overview.missing, "đơn vị", _MOST_LETTERS)
    yield "Bị từ chối", _some(overview.refused, "trường hợp", _MOST_LETTERS // 2)
    if overview.not_expected:
        yield "Ngoài danh sách", _some(overview.not_expected, "trường hợp", _MOST_LETTERS // 2)
    if overview.punctuality is not None:
        yield "Thời hạn", _punctual(overview.punctuality)
    yield "Phát hiện", _findings(overview.findings)
    if overview.corrected:
        yield "Đính chính", f"{overview.corrected} số liệu được sửa sau khi đơn vị gửi báo cáo"
    if overview.reconciliation:
        yield "Đối soát", overview.reconciliation
    if own:
        yield NAME.vi, told_of(own, "vi")


_MOST_LETTERS = 300
"""Of the names in a line: what does not fit stands on the sheet of who reported, and this page stays one."""


def _some(names: Sequence[str], counted: str, letters: int) -> str:
    """The names, or how many and the first of them with where to find the others."""
    if not names:
        return "không có"
    whole = ", ".join(names)
    if len(whole) <= letters:
        return f"{len(names)} {counted}: {whole}" if len(names) > 1 else whole
    shown = _first_of(names, letters)
    others = len(names) - len(shown)
    more = f" và {others} {counted} khác (xem sheet «{sheets.STATUS}»)" if others else ""
    return f"{len(names)} {counted}: {', '.join(shown)}{more}"


def _first_of(names: Sequence[str], letters: int) -> list[str]:
    """The first names that take no more letters; a very long one is cut."""
    shown: list[str] = []
    for name in names:
        name = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        letters -= len(name) + 2
        if letters < 0 and shown:
            break
        shown.append(name)
    return shown


_LONGEST_NAME = 60


def _punctual(punctuality: Punctuality) -> str:
    """`4 đúng hạn; 1 muộn (Xã Lát); 1 không rõ ngày gửi (Xã Đạ Sar)`."""
    said = [f"{punctuality.on_time} đúng hạn"]
    for names, words in ((punctuality.late, "muộn"), (punctuality.undated, "không rõ ngày báo cáo")):
        if names:
            shown = _first_of(names, _MOST_LETTERS // 3)
            more = ", …" if len(shown) < len(names) else ""
            said.append(f"{len(names)} {words} ({', '.join(shown)}{more})")
    return "; ".join(said)


def _findings(findings: Mapping[Severity, int]) -> str:
    counts = [f"{findings.get(s, 0)} {s.words.vi.lower()}" for s in Severity]
    return ", ".join(counts) + f" (xem sheet «{sheets.FINDINGS}»)"


# ---- The key percents ----


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


def _percents(page: _Page, plan: Plan, overview: Overview) -> None:
    columns = _Columns.of(overview)
    _headings(page, columns, overview)
    for indicator, value, reported, expected in overview.percents:
        if reported or expected or _earlier(overview, indicator.id) is not None:
            _percent(page, columns, plan, overview.before, indicator, value, f"{reported}/{expected}")
    words = _HOW_TO_READ if overview.before is None else f"{_HOW_TO_READ} {_HOW_TO_COMPARE}"
    page.span(0, _LAST, words, italic=True, font_size=10, align="left", text_wrap=True)
    page.end(text_height(words, _width(0, _LAST), size=10))


_HOW_TO_READ = "Ô trống là chưa có số liệu, không phải 0 %."
_HOW_TO_COMPARE = (
    "Tăng, giảm: số kỳ này trừ số kỳ trước của cùng các đơn vị, tính bằng điểm phần trăm; "
    "thiếu một trong hai số thì không tính."
)


def _earlier(overview: Overview, row_id: str) -> float | None:
    return overview.before.all_units.get(row_id) if overview.before is not None else None


def _headings(page: _Page, columns: _Columns, overview: Overview) -> None:
    named = [(columns.label, "Tỷ lệ chính"), (columns.now, overview.cover.period.name.vi)]
    if overview.before is not None:
        earlier = overview.before.period.name.vi
        all_units = f"{earlier}, mọi đơn vị" if columns.same else earlier
        named += [(columns.before, all_units), (columns.change, "Tăng, giảm (điểm)")]
    if columns.same:
        named.append((columns.same, f"{earlier}, các đơn vị đã nộp kỳ này"))
    named.append((columns.coverage, "Đơn vị có số liệu"))
    head = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "bg_color": HEADER_FILL}
    for place, words in named:
        page.span(*place, words, font_size=10, **head)
    page.end(max(text_height(words, _width(*place), size=10, bold=True) for place, words in named) + 2)


def _percent(
    page: _Page,
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
    page.span(*columns.label, label, border=1, align="left", text_wrap=True, font_size=11)
    page.span(*columns.now, Content(now, f'IF(ISNUMBER({reference}),{reference},"")'), bold=True, **percent)
    if before is not None:
        old = _cells_of(indicator, before)
        page.span(*columns.before, old[0], **percent)
        if columns.same:
            page.span(*columns.same, old[1], **percent)
        compared = columns.same or columns.before
        change = _change(now, old[1], page.line, columns.now[0], compared[0])
        page.span(*columns.change, change, border=1, align="right", indent=1, num_format=_SIGNED)
    page.span(*columns.coverage, coverage, border=1, align="center")
    page.end(max(text_height(label, _width(*columns.label), size=11) + 2, 19))


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


# ---- The charts ----


def _draw_charts(page: _Page, charts: Charts, catalogue: Catalogue) -> None:
    """Three charts side by side, each with a line under it; what cannot be drawn is said in its place."""
    for start in range(0, len(charts.blocks), len(_THIRDS)):
        blocks = charts.blocks[start : start + len(_THIRDS)]
        captions = [caption(block, catalogue) for block in blocks]
        low = max(text_height(c, _width(*t), size=9) for c, t in zip(captions, _THIRDS, strict=False)) + 2
        needed = height_of(charts) if any(map(is_drawn, blocks)) else 60
        height = max(needed, min(_PAGE - page.height - low, needed * 2.2))
        for block, words, third in zip(blocks, captions, _THIRDS, strict=False):
            _draw(page, block, words, third, min(height, _HIGHEST))
        page.end(min(height, _HIGHEST))
        for block, words, third in zip(blocks, captions, _THIRDS, strict=False):
            shown = words if is_drawn(block) else None
            page.span(*third, shown, italic=True, font_size=9, align="left", valign="top", text_wrap=True)
        page.end(low)


_HIGHEST = 409


def _draw(page: _Page, block: Block, words: str, third: tuple[int, int], height: float) -> None:
    """A chart over its columns of the line, or the sentence that there is nothing to draw."""
    if not is_drawn(block):
        page.span(*third, words, border=1, align="center", italic=True, text_wrap=True)
        return
    chart = draw(page.book, block, height)
    # It ends where the columns and the line end: nobody's digits are as wide as xlsxwriter takes them to be.
    width = page.book.pixels(_WIDTHS[third[0] : third[1] + 1])
    chart.set_size({"width": width - _GAP, "height": int(height * 4 / 3) - _GAP})
    page.sheet.insert_chart(
        page.line, third[0], chart, {"object_position": 1, "x_offset": _GAP, "y_offset": _GAP}
    )


_GAP = 3
"""Pixels between charts."""
