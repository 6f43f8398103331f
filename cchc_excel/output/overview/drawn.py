"""The charts by unit on `Tổng quan`, three side by side."""

from __future__ import annotations

from cchc_excel.model.forms import Catalogue
from cchc_excel.output.book import HIGHEST_ROW, text_height
from cchc_excel.output.charts import Block, Charts, caption, draw, height_of, is_drawn
from cchc_excel.output.overview.page import INDENT, THIRDS, WIDTHS, Page, width_of

_PAGE = 745
"""The points of an A4 page between the margins, as this sheet's width fills it."""


def draw_charts(page: Page, charts: Charts, catalogue: Catalogue) -> None:
    """Three charts side by side, each with a line under it; what cannot be drawn is said in its place."""
    for start in range(0, len(charts.blocks), len(THIRDS)):
        blocks = charts.blocks[start : start + len(THIRDS)]
        captions = [caption(block, catalogue) for block in blocks]
        low = (
            max(text_height(c, width_of(*t) - INDENT, size=9) for c, t in zip(captions, THIRDS, strict=False))
            + 2
        )
        needed = height_of(charts) if any(map(is_drawn, blocks)) else 60
        height = min(max(needed, min(_PAGE - page.height - low, needed * 2.2)), HIGHEST_ROW)
        for block, words, third in zip(blocks, captions, THIRDS, strict=False):
            _draw(page, block, words, third, height)
        page.end(height)
        for block, words, third in zip(blocks, captions, THIRDS, strict=False):
            shown = words if is_drawn(block) else None
            page.span(
                *third, shown, italic=True, font_size=9, align="left", indent=1, valign="top", text_wrap=True
            )
        page.end(low)


def _draw(page: Page, block: Block, words: str, third: tuple[int, int], height: float) -> None:
    """A chart over its columns of the line, or the sentence that there is nothing to draw."""
    if not is_drawn(block):
        page.span(*third, words, border=1, align="center", italic=True, text_wrap=True)
        return
    chart = draw(page.book, block, height)
    # It ends where the columns and the line end: nobody's digits are as wide as xlsxwriter takes them to be.
    width = page.book.pixels(WIDTHS[third[0] : third[1] + 1])
    chart.set_size({"width": width - _GAP, "height": int(height * 4 / 3) - _GAP})
    page.sheet.insert_chart(
        page.line, third[0], chart, {"object_position": 1, "x_offset": _GAP, "y_offset": _GAP}
    )


_GAP = 3
"""Pixels between charts."""
