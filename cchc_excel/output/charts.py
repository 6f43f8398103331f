"""The charts by unit (biểu đồ): the sheet `Biểu đồ`, where their numbers stand as live formulas, and the
native charts that are drawn of it. Which bars there are is decided in `bars`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cchc_excel.model import sheets
from cchc_excel.model.forms import Catalogue, Indicator, Operator
from cchc_excel.model.grids import column_letters
from cchc_excel.model.reports import Report
from cchc_excel.output import bars as made
from cchc_excel.output.bars import Bar, Bars, Leaves
from cchc_excel.output.book import HEADER_FILL, Book, Content, text_height
from cchc_excel.words import one_line

_NAME, _ROW, _PERCENT, _LABEL, _PARTS = 0, 1, 2, 3, 4
_WIDTHS = (28, 15, 10, 28)
_PART_WIDTH = 18
_FIRST_BLOCK = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A chart's numbers and where they stand: the line of its title, then its headings, then its bars."""

    bars: Bars
    line: int

    @property
    def first(self) -> int:
        return self.line + 2

    @property
    def last(self) -> int:
        return self.first + len(self.bars.shown) - 1

    def column(self, column: int) -> str:
        """A column of the bars as a formula names it."""
        letters = column_letters(column + 1)
        return f"='{sheets.CHARTS}'!${letters}${self.first + 1}:${letters}${self.last + 1}"


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts of a file."""

    blocks: tuple[Block, ...]
    leaves: Leaves

    @classmethod
    def of(cls, report: Report, leaves: Leaves) -> Charts:
        """The charts that are declared, over the leaves of a consolidated report."""
        bunches = made.bunches_of(leaves, report.cover, _absent(report))
        blocks, line = [], _FIRST_BLOCK
        for chart in leaves.catalogue.charts:
            bars = made.bars_of(chart, bunches, leaves)
            blocks.append(Block(bars, line))
            line = blocks[-1].last + 2
        return cls(tuple(blocks), leaves)


def _absent(report: Report) -> tuple[str, ...]:
    """The expected units that no report was used of."""
    used = {leaf.cover.reporting_unit.key for leaf in report.leaves}
    gone = {u.key for u in report.missing} | {r.key for r in report.refused}
    return tuple(u.name for u in report.expected if u.key in gone and u.key not in used)


# ---- The sheet ----


def write_charts(book: Book, charts: Charts) -> None:
    """Write `Biểu đồ`: for each chart its bars, from the lowest up, with what they are computed from."""
    if not charts.blocks:
        return
    sheet = book.sheet(sheets.CHARTS)
    counts = [len(made.part_names(block.bars.rows[0], charts.leaves.catalogue)) for block in charts.blocks]
    last = _PARTS + max(counts) - 1
    for column, width in enumerate((*_WIDTHS, *(_PART_WIDTH for _ in range(max(counts))))):
        sheet.set_column(column, column, width, book.style())
    title = book.style(bold=True, font_size=13, align="center")
    book.merge(sheet, 0, 0, last, "SỐ LIỆU CỦA CÁC BIỂU ĐỒ", title)
    note = book.style(italic=True, align="left", text_wrap=True)
    book.merge(sheet, 1, 0, last, _NOTE, note)
    sheet.set_row(1, text_height(_NOTE, sum(_WIDTHS) + _PART_WIDTH * max(counts)))
    for block in charts.blocks:
        _write_block(book, sheet, block, charts.leaves)
    sheet.print_area(0, 0, max(block.last for block in charts.blocks), last)


_NOTE = (
    f"Các biểu đồ ở sheet «{sheets.OVERVIEW}» vẽ theo những số này; mỗi số là công thức trên sheet "
    f"«{sheets.DETAIL}». Đơn vị được chọn và xếp thứ tự khi lập tệp. «–» là chưa có số liệu, không phải 0 %."
)


def _write_block(book: Book, sheet: Worksheet, block: Block, leaves: Leaves) -> None:
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL, font_size=11)
    book.write(sheet, block.line, _NAME, block.bars.chart.title, book.style(bold=True, align="left"))
    headings = (
        "Đơn vị",
        "Chỉ tiêu",
        "Tỷ lệ",
        "Tên trên biểu đồ",
        *_part_headings(block.bars, leaves.catalogue),
    )
    book.write_line(sheet, block.line + 1, ((heading, head) for heading in headings))
    widths = (*_WIDTHS, *(_PART_WIDTH for _ in headings[_PARTS:]))
    pairs = zip(headings, widths, strict=True)
    sheet.set_row(block.line + 1, max(text_height(text, width, size=11, bold=True) for text, width in pairs))
    text = book.style(border=1, align="left", text_wrap=True)
    percent = book.style(border=1, align="right", indent=1, num_format="0.00%")
    number = book.style(border=1, align="right", indent=1, num_format="#,##0.##")
    for line, bar in enumerate(block.bars.shown, start=block.first):
        name, parts = made.name_of(bar, leaves), made.parts_of(bar, f"$A${line + 1}", leaves)
        cells = [f"{column_letters(_PARTS + n + 1)}{line + 1}" for n in range(len(parts))]
        value, label = made.percent_of(bar, cells, leaves), Content(_shown_name(bar), _shown_formula(line))
        known = [(name, text), (bar.row.id, text), (value, percent), (label, text)]
        book.write_line(sheet, line, [*known, *((part, number) for part in parts)])
        sheet.set_row(line, text_height(_shown_name(bar), _WIDTHS[_NAME]))


def _shown_name(bar: Bar) -> str:
    """A bar's name on the chart: that of a unit without a value says so."""
    return bar.bunch.name if bar.value is not None else f"{bar.bunch.name} (–)"


def _shown_formula(line: int) -> str:
    name, value = (f"{column_letters(column + 1)}{line + 1}" for column in (_NAME, _PERCENT))
    return f'{name}&IF(ISNUMBER({value}),""," (–)")'


def _part_headings(bars: Bars, catalogue: Catalogue) -> Iterator[str]:
    """What the parts of the bars are called; where units are shown by different rows all their codes."""
    names = [made.part_names(row, catalogue) for row in bars.rows]
    for alike in zip(*names, strict=False):
        yield " / ".join(dict.fromkeys(one_line(name) for name in alike))


# ---- What is drawn ----

_COLOUR, _EDGE, _GRID = "#7F9DB9", "#3F5468", "#D9D9D9"
_FONT = {"name": "Times New Roman", "color": "black"}
_AXIS_END = 1.5
"""What exceeds its plan is shown up to 150 %."""


def draw(book: Book, block: Block, height: float) -> Any:
    """A native bar chart so many points high, from the highest down; a unit without a value has no bar."""
    bars, chart = block.bars, book.workbook.add_chart({"type": "bar"})
    values = [bar.value for bar in bars.shown]
    names = [_shown_name(bar) for bar in bars.shown]
    small = {**_FONT, "size": 7.5 if len(names) > _FEW else 8}
    end = axis_end(values)
    chart.add_series(
        {
            "name": bars.chart.title,
            "categories": block.column(_LABEL),
            "values": block.column(_PERCENT),
            "categories_data": names,
            "values_data": values,
            "fill": {"color": _COLOUR},
            "border": {"color": _EDGE, "width": 0.5},
            "gap": 40,
            "data_labels": _labels(block, small),
        }
    )
    chart.set_title(
        {"name": bars.chart.title, "name_font": {**_FONT, "size": 10, "bold": True}, "overlay": False}
    )
    chart.set_legend({"none": True})
    line = {"color": _EDGE, "width": 0.5}
    chart.set_y_axis({"num_font": small, "line": line, "major_tick_mark": "none", "interval_unit": 1})
    chart.set_x_axis(
        {
            "min": 0,
            "max": end,
            "major_unit": 0.5,
            "minor_unit": 0.25,
            "num_format": "0%",
            "num_font": {**_FONT, "size": 8},
            "line": line,
            "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.5}},
        }
    )
    chart.set_plotarea({"layout": _plot(height)})
    chart.set_chartarea({"border": {"color": _GRID}})
    chart.show_blanks_as("gap")
    return chart


_FEW = 12
"""So many bars stand far apart, with names in larger letters."""
_TITLE, _AXIS = 30, 26
"""The points that the title and the axis take."""


def _plot(height: float) -> dict[str, float]:
    """Where the bars stand, in parts of the chart: names on their left, values on their right have room."""
    return {"x": 0.43, "y": _TITLE / height, "width": 0.41, "height": (height - _TITLE - _AXIS) / height}


def axis_end(values: Sequence[float | None]) -> float:
    """Where the axis ends: at 100 %, and further where a plan was exceeded."""
    highest = max((value for value in values if value is not None), default=0)
    return min(max(1.0, ceil(highest * 2) / 2), _AXIS_END)


def _labels(block: Block, font: dict[str, object]) -> dict[str, object]:
    """The values beside their bars; a missing one shows what its cell says, now and later."""
    letters = column_letters(_PERCENT + 1)
    cells = [f"='{sheets.CHARTS}'!${letters}${line + 1}" for line in range(block.first, block.last + 1)]
    custom = [
        None if bar.value is not None else {"value": cell}
        for bar, cell in zip(block.bars.shown, cells, strict=True)
    ]
    labels = {"value": True, "num_format": "0.0%", "font": font, "position": "outside_end"}
    return labels | ({"custom": custom} if any(custom) else {})


def height_of(charts: Charts) -> float:
    """The points that the charts need for all their bars to be told apart."""
    most = max((len(block.bars.shown) for block in charts.blocks), default=0)
    return _TITLE + _AXIS + max(most, 4) * (13.5 if most > _FEW else 18)


def is_drawn(block: Block) -> bool:
    return block.bars.with_value > 0


# ---- What is said of it ----


def caption(block: Block, catalogue: Catalogue) -> str:
    """Of which rows a chart is, and what is not on it."""
    bars = block.bars
    if not is_drawn(block):
        return f"Chưa có đơn vị nào có số liệu để vẽ biểu đồ «{bars.chart.title}»."
    said = [_rows(bars.rows, catalogue)]
    if bars.is_grouped:
        said.append(_GROUPED[bars.rows[0].consolidate is Operator.MEAN])
    if bars.is_cut:
        without = f"; {bars.without} đơn vị chưa có số liệu không vẽ" if bars.without else ""
        said.append(f"{len(bars.shown)} thấp nhất trong {bars.with_value} đơn vị có số liệu{without}")
    elif bars.without:
        said.append("«–» là chưa có số liệu")
    if max(bar.value or 0 for bar in bars.shown) > _AXIS_END:
        said.append(f"trục chỉ vẽ đến {_AXIS_END:.0%}")
    return "; ".join(said) + "."


_GROUPED = {
    False: "gộp theo đơn vị cấp trên, tính lại từ tổng số liệu thành phần",
    True: "gộp theo đơn vị cấp trên, lấy trung bình cộng vì biểu mẫu không có số liệu thành phần",
}


def _rows(rows: Sequence[Indicator], catalogue: Catalogue) -> str:
    """`Biểu mẫu 3, dòng 3.3`; of several rows each unit has that of its level."""
    named = [catalogue.named(row.id) for row in rows]
    said = ", ".join(f"{n['form']}, dòng {n['code']}" for n in named)
    return f"{said} (mỗi đơn vị theo dòng của cấp mình)" if len(rows) > 1 else said
