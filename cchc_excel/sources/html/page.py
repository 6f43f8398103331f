"""A page read element by element, from the markup to blocks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cchc_excel.model.grids import Stored
from cchc_excel.sources.flow import DEEPEST_TABLE, Block, Box, Table
from cchc_excel.sources.html.running_text import Flow, ListState, Marked, whole
from cchc_excel.sources.html.styles import Styles, is_comment, is_hidden
from cchc_excel.sources.html.tables import OpenTable, TooLarge

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BLOCKS = frozenset((
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre",
    "center", "section", "article", "header", "footer", "main", "nav", "aside", "form", "fieldset", "legend",
    "address", "hr", "figure", "figcaption", "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th",
))  # fmt: skip
_NOT_TEXT = frozenset((
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "datalist",
    "comment",  # how LibreOffice writes the comment of a cell
))  # fmt: skip
_CELLS = ("td", "th")
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_COLUMNS_SPANNED, _MOST_ROWS_SPANNED = 1000, 65_534  # as the standard clamps them
_DATE_FORMAT = re.compile(r"[dmyhs]", re.IGNORECASE)


def read_page(text: str, styles: str) -> list[Block]:
    """Read a page and the style sheets that belong to it; raises TooLarge."""
    from lxml import etree  # heavy, and most files are no pages

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any("RESOURCE_LIMIT" in error.type_name for error in parser.error_log):
        raise TooLarge  # the parser leaves out what lies deeper than it goes
    if root is None:
        return []
    styles += "".join("".join(style.itertext()) for style in root.iter("style"))
    page = _Page(Styles.of(styles))
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            page.end(element)
        elif not page.start(element):
            walker.skip_subtree()
    return page.blocks()


class _Page:
    """Reads a page element by element; nothing of it is kept but blocks."""

    __slots__ = ("_flows", "_hiding", "_styles", "_tables")

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._flows = [Flow()]
        self._hiding: list[Element] = []
        self._tables = 0

    def blocks(self) -> list[Block]:
        self._flows[0].end_paragraph()
        return self._flows[0].blocks

    def start(self, element: Element) -> bool:
        """Begin an element; gives False when its content is no text of the page."""
        tag = element.tag
        if tag in _NOT_TEXT or (tag == "option" and "selected" not in element.attrib):
            return False
        if element.attrib and is_comment(element):
            return False
        if tag != "tr" and is_hidden(element):
            self._hiding.append(element)
            self._flows.append(Flow())
        flow = self._flows[-1]
        if tag in _BLOCKS:
            flow.end_paragraph()
        begin = _BEGINNINGS.get(tag)
        if begin is not None:
            begin(self, element, flow)
        flow = self._flows[-1]
        flow.marked.extend(Marked(element, mark, len(flow.pieces)) for mark in self._styles.marks(element))
        if element.text:
            self._flows[-1].add(element.text)
        return True

    def end(self, element: Element) -> None:
        tag, flow = element.tag, self._flows[-1]
        if tag in _BLOCKS:
            flow.end_paragraph()
        while flow.marked and flow.marked[-1].element is element:
            flow.marked.pop().close(flow.pieces)
        finish = _ENDINGS.get(tag)
        if finish is not None:
            finish(self, element, flow)
        if self._hiding and self._hiding[-1] is element:
            self._hiding.pop()
            unseen = self._flows.pop()
            tables = [replace(b, hidden=True) for b in unseen.blocks if isinstance(b, Table)]
            self._flows[-1].blocks.extend(tables)
        if element.tail:
            self._flows[-1].add(element.tail)

    def begin_table(self, element: Element, flow: Flow) -> None:
        self._tables += 1
        if self._tables > DEEPEST_TABLE:
            raise TooLarge
        flow.tables.append(OpenTable())

    def end_table(self, element: Element, flow: Flow) -> None:
        self._tables -= 1
        table = flow.tables.pop().closed()
        if table.boxes:
            flow.blocks.append(table)

    def begin_row(self, element: Element, flow: Flow) -> None:
        if flow.tables:
            flow.tables[-1].next_row()
            if is_hidden(element):
                flow.tables[-1].hidden_rows.add(flow.tables[-1].row)

    def begin_cell(self, element: Element, flow: Flow) -> None:
        if flow.tables:
            around = [Marked(m.element, m.mark, 0) for m in flow.marked]
            self._flows.append(Flow(cell=element, marked=around))

    def end_cell(self, element: Element, flow: Flow) -> None:
        if flow.cell is not element:
            return
        self._flows.pop()
        table = self._flows[-1].tables[-1]
        rows = min(max(whole(element.get("rowspan")) or 1, 1), _MOST_ROWS_SPANNED)
        columns = min(max(whole(element.get("colspan")) or 1, 1), _MOST_COLUMNS_SPANNED)
        stored, number_format, formula = self._number(element)
        area = table.place(rows, columns)
        table.boxes.append(Box(*area, tuple(flow.blocks), stored, number_format, formula))

    def begin_list(self, element: Element, flow: Flow) -> None:
        if element.tag == "ul":
            flow.lists.append(ListState("bullet", 1, 1, is_told=False))
            return
        start = whole(element.get("start"))
        is_reversed = "reversed" in element.attrib
        first = (len(element.findall("li")) if is_reversed else 1) if start is None else start
        style = _LIST_STYLES.get(element.get("type", ""), "decimal")
        step = -1 if is_reversed else 1
        flow.lists.append(ListState(style, first, step, is_told=start is not None or is_reversed))

    def end_list(self, element: Element, flow: Flow) -> None:
        if flow.lists:
            flow.lists.pop()

    def begin_item(self, element: Element, flow: Flow) -> None:
        flow.begin_item(element.get("value"))

    def end_item(self, element: Element, flow: Flow) -> None:
        flow.end_item()

    def line_break(self, element: Element, flow: Flow) -> None:
        flow.pieces.append("\n")

    def field(self, element: Element, flow: Flow) -> None:
        """What is typed in a form's field is text of the page."""
        if element.get("type", "text").lower() in ("text", "number"):
            flow.pieces.append(element.get("value", ""))

    def _number(self, element: Element) -> tuple[Stored, str, str | None]:
        """What a spreadsheet program wrote beside the text of a cell: number, number format, formula."""
        if not element.attrib:
            return None, "General", None
        text = element.get("x:num") or element.get("sdval")
        number_format = self._styles.number_format(element)
        formula = element.get("x:fmla")
        if text is None or _DATE_FORMAT.search(number_format):
            return None, "General", formula
        try:
            number = float(text)
        except ValueError:
            return None, "General", formula
        return (int(number) if number.is_integer() else number), number_format, formula


_BEGINNINGS = {
    "table": _Page.begin_table,
    "tr": _Page.begin_row,
    **dict.fromkeys(_CELLS, _Page.begin_cell),
    **dict.fromkeys(("ol", "ul"), _Page.begin_list),
    "li": _Page.begin_item,
    "br": _Page.line_break,
    "input": _Page.field,
}
_ENDINGS = {
    "table": _Page.end_table,
    **dict.fromkeys(_CELLS, _Page.end_cell),
    **dict.fromkeys(("ol", "ul"), _Page.end_list),
    "li": _Page.end_item,
}
