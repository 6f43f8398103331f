"""Web pages (.html, .mht, and those that programs name .xls): every table as a grid, the rest as prose.

A page is read as a browser shows it, broken markup too; nothing is fetched and no script is run. STT cells
that are list items get their row numbers by counting. Nothing here knows a form. Source: the HTML standard
(WHATWG), 4.4.5 (lists) and 4.9.12 (forming a table).
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import SourceDocument, Stored
from cchc_excel.ooxml import too_large
from cchc_excel.sources.encodings import marked_encoding
from cchc_excel.sources.flow import DEEPEST_TABLE, Block, Box, Table, arrange
from cchc_excel.sources.legacy_text import holds_legacy_text
from cchc_excel.sources.marked_text import lowered, raised, struck
from cchc_excel.sources.numbering import ListMark, written_ordinal

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEAD = 4096
_MOST_BYTES, _MOST_CHARACTERS, _MOST_ELEMENTS = 64 * 1024 * 1024, 4_000_000, 75_000
_MOST_COLUMNS, _LARGEST_AREA = 1000, 1_000_000
_FIRST_TAG = re.compile(
    r"(?>\s|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|(?:html|head|body|meta|title|style|link|table|tr|div"
    r"|p|center|font|span|h\d|b|form|script)\b)",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_EMBEDDED = re.compile(r"data:[\w/+.;=-]*;base64,[\w/+=\s]*")  # pictures within the page
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_WESTERN = ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii")  # what browsers read as windows-1252

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
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment", re.IGNORECASE)
_COMMENT_MARK = "msocomanchor"  # the class of `[1]`, by which Excel and Word refer to a comment
_MARKED = {"sup": raised, "sub": lowered, "del": struck, "s": struck, "strike": struck}
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;}]*line-through", re.IGNORECASE)
_SCRIPT = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_COLUMNS_SPANNED, _MOST_ROWS_SPANNED = 1000, 65_534  # as the standard clamps them


def looks_like_html(content: bytes) -> bool:
    """Tell a web page, or one saved in a single file (.mht), by its first tag."""
    head = content[:_HEAD]
    mark = marked_encoding(head)
    return _is_mail(head) or bool(_FIRST_TAG.match(head.decode(mark or "latin-1", "replace")))


def read_html(path: Path, content: bytes) -> SourceDocument:
    """Read a web page (trang web); raises BrokenFile when it is too large, or only a frame for others."""
    if len(content) > _MOST_BYTES:
        raise too_large(path)
    try:
        grids, prose = arrange(_blocks(content))
    except _TooLarge as error:
        raise too_large(path) from error
    if not grids and b"<frameset" in content.lower():
        raise BrokenFile(finding("FILE-032", file=str(path)))
    return SourceDocument(path, "html", hashlib.sha256(content).hexdigest(), grids, prose=prose)


class _TooLarge(Exception):
    """A page with far more in it than any annex, or nested too deeply."""


def _blocks(content: bytes) -> list[Block]:
    """The blocks of all pages that a file holds, which together are no larger than one may be."""
    pages = [(kind, _EMBEDDED.sub("", text)) for kind, text in _pages(content)]
    whole = "".join(text for _, text in pages)
    if len(whole) > _MOST_CHARACTERS or whole.count("<") - whole.count("</") > _MOST_ELEMENTS:
        raise _TooLarge
    styles = "".join(text for kind, text in pages if kind == "css")
    return [block for kind, text in pages if kind == "html" for block in _read_page(text, styles)]


def _is_mail(content: bytes) -> bool:
    return bool(_MAIL.match(content[:_HEAD])) and b"html" in content[:_HEAD].lower()


def _pages(content: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a page as (`html` or `css`, text): one, or all that a single-file page holds."""
    if not _is_mail(content):
        yield "html", _decoded(content)
        return
    for part in email.message_from_bytes(content.lstrip()).walk():
        kind = part.get_content_type()
        if kind in ("text/html", "text/css"):
            payload = part.get_payload(decode=True) or b""
            yield kind.removeprefix("text/"), _decoded(payload, part.get_content_charset())


def _decoded(content: bytes, charset: str | None = None) -> str:
    """The text by its mark; else as UTF-8 where it is, whatever the page says of itself; else as it says;
    else as windows-1258, or as windows-1252 where that shows a legacy encoding."""
    mark = marked_encoding(content)
    if mark is not None:
        return content.decode(mark, "replace")
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8")
    declared = _CHARSET.search(content[:_HEAD])
    charset = (charset or (declared[1].decode() if declared else "")).lower()
    try:
        return content.decode("cp1252" if charset in _WESTERN else charset or "?", "replace")
    except LookupError:
        western = content.decode("cp1252", "replace")
        return western if holds_legacy_text(western) else content.decode("cp1258", "replace")


def _read_page(text: str, styles: str) -> list[Block]:
    from lxml import etree  # heavy, and most files are no pages

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if any("RESOURCE_LIMIT" in error.type_name for error in parser.error_log):
        raise _TooLarge  # the parser leaves out what lies deeper than it goes
    if root is None:
        return []
    styles += "".join("".join(style.itertext()) for style in root.iter("style"))
    page = _Page(_number_formats(styles), _struck_classes(styles))
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            page.end(element)
        elif not page.start(element):
            walker.skip_subtree()
    return page.blocks()


@dataclass(slots=True)
class _List:
    """An open list: the ordinal of its next item, and whether the page tells it."""

    style: str
    next: int
    step: int
    is_told: bool


@dataclass(slots=True)
class _OpenTable:
    """A table that is being formed: its boxes, and what reaches down into the next row from above."""

    hidden_rows: set[int] = field(default_factory=set)
    boxes: list[Box] = field(default_factory=list)
    row: int = 0
    _column: int = 1
    _width: int = 1
    _reaching: list[tuple[int, int, int]] = field(default_factory=list)
    """Areas of cells of earlier rows as (first column, last column, last row), in order of columns."""
    _passed: int = 0

    def next_row(self) -> None:
        self.row += 1
        if self.row * self._width > _LARGEST_AREA:
            raise _TooLarge
        self._reaching = sorted(area for area in self._reaching if area[2] >= self.row)
        self._column, self._passed = 1, 0

    def place(self, rows: int, columns: int) -> tuple[int, int, int, int]:
        """The area of the row's next box, which spans so many rows and columns, at its next free place."""
        if not self.row:
            self.next_row()
        while self._passed < len(self._reaching) and self._reaching[self._passed][0] <= self._column:
            self._column = max(self._column, self._reaching[self._passed][1] + 1)
            self._passed += 1
        first, last = self._column, self._column + columns - 1
        if last > _MOST_COLUMNS:
            raise _TooLarge
        if rows > 1:
            self._reaching.insert(self._passed, (first, last, self.row + rows - 1))
            self._passed += 1
        self._column, self._width = last + 1, max(self._width, last)
        return self.row, first, self.row + rows - 1, last

    def closed(self) -> Table:
        """The table, its spans cut off at its last row."""
        boxes = (box if box.last_row <= self.row else replace(box, last_row=self.row) for box in self.boxes)
        return Table(tuple(boxes), frozenset(self.hidden_rows))


@dataclass(slots=True)
class _Marked:
    """An open element whose text is raised, lowered or struck, and the first piece that is its own."""

    element: Element
    mark: Callable[[str], str]
    first: int

    def close(self, pieces: list[str]) -> None:
        if self.first < len(pieces):
            pieces[self.first :] = [self.mark("".join(pieces[self.first :]))]


@dataclass(slots=True)
class _Flow:
    """Running text that is being read: the page's, a cell's, or that of an element that nobody sees."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    tables: list[_OpenTable] = field(default_factory=list)
    mark: ListMark | None = None
    cell: Element | None = None
    """The cell whose text this is."""
    marked: list[_Marked] = field(default_factory=list)
    """The open elements whose text is set apart, from the outermost in."""

    def end_paragraph(self) -> None:
        if not self.pieces:
            return
        for marked in reversed(self.marked):
            marked.close(self.pieces)
            marked.first = 0
        text = _collapsed("".join(self.pieces))
        self.pieces.clear()
        if text.strip():
            number = self.mark.shown if self.mark else ""
            self.blocks.append(f"{number} {text}" if number else text)
            self.mark = None

    def begin_item(self, value: str | None) -> None:
        if self.lists:
            of = self.lists[-1]
            told = _whole(value)
            of.next, of.is_told = (of.next, of.is_told) if told is None else (told, True)
            number = written_ordinal(of.next, of.style)
            path = tuple((each.next, each.is_told) for each in self.lists)
            self.mark = ListMark(path, number and f"{number}.")

    def end_item(self) -> None:
        of = self.lists[-1] if self.lists else None
        if self.mark is not None:
            self.blocks.append(self.mark if of and of.style == "decimal" else self.mark.shown)
            self.mark = None
        if of is not None:
            of.next += of.step


class _Page:
    """Reads a page element by element; nothing of it is kept but blocks."""

    __slots__ = ("_flows", "_formats", "_hiding", "_struck", "_tables")

    def __init__(self, formats: Mapping[str, str], struck_classes: frozenset[str]) -> None:
        self._formats = formats
        self._struck = struck_classes
        self._flows = [_Flow()]
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
        if element.attrib and _is_comment(element):
            return False
        if tag != "tr" and _is_hidden(element):
            self._hiding.append(element)
            self._flows.append(_Flow())
        flow = self._flows[-1]
        if tag in _BLOCKS:
            flow.end_paragraph()
        begin = _BEGINNINGS.get(tag)
        if begin is not None:
            begin(self, element, flow)
        flow = self._flows[-1]
        flow.marked.extend(_Marked(element, mark, len(flow.pieces)) for mark in self._marks(element))
        if element.text:
            self._flows[-1].pieces.append(_spaced(element.text))
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
            self._flows[-1].pieces.append(_spaced(element.tail))

    def begin_table(self, element: Element, flow: _Flow) -> None:
        self._tables += 1
        if self._tables > DEEPEST_TABLE:
            raise _TooLarge
        flow.tables.append(_OpenTable())

    def end_table(self, element: Element, flow: _Flow) -> None:
        self._tables -= 1
        table = flow.tables.pop().closed()
        if table.boxes:
            flow.blocks.append(table)

    def begin_row(self, element: Element, flow: _Flow) -> None:
        if flow.tables:
            flow.tables[-1].next_row()
            if _is_hidden(element):
                flow.tables[-1].hidden_rows.add(flow.tables[-1].row)

    def begin_cell(self, element: Element, flow: _Flow) -> None:
        if flow.tables:
            around = [_Marked(m.element, m.mark, 0) for m in flow.marked]
            self._flows.append(_Flow(cell=element, marked=around))

    def end_cell(self, element: Element, flow: _Flow) -> None:
        if flow.cell is not element:
            return
        self._flows.pop()
        table = self._flows[-1].tables[-1]
        rows = min(max(_whole(element.get("rowspan")) or 1, 1), _MOST_ROWS_SPANNED)
        columns = min(max(_whole(element.get("colspan")) or 1, 1), _MOST_COLUMNS_SPANNED)
        stored, number_format, formula = self._number(element)
        area = table.place(rows, columns)
        table.boxes.append(Box(*area, tuple(flow.blocks), stored, number_format, formula))

    def begin_list(self, element: Element, flow: _Flow) -> None:
        if element.tag == "ul":
            flow.lists.append(_List("bullet", 1, 1, is_told=False))
            return
        start = _whole(element.get("start"))
        is_reversed = "reversed" in element.attrib
        first = (len(element.findall("li")) if is_reversed else 1) if start is None else start
        style = _LIST_STYLES.get(element.get("type", ""), "decimal")
        step = -1 if is_reversed else 1
        flow.lists.append(_List(style, first, step, is_told=start is not None or is_reversed))

    def end_list(self, element: Element, flow: _Flow) -> None:
        if flow.lists:
            flow.lists.pop()

    def begin_item(self, element: Element, flow: _Flow) -> None:
        flow.begin_item(element.get("value"))

    def end_item(self, element: Element, flow: _Flow) -> None:
        flow.end_item()

    def line_break(self, element: Element, flow: _Flow) -> None:
        flow.pieces.append("\n")

    def field(self, element: Element, flow: _Flow) -> None:
        """What is typed in a form's field is text of the page."""
        if element.get("type", "text").lower() in ("text", "number"):
            flow.pieces.append(element.get("value", ""))

    def _marks(self, element: Element) -> Iterator[Callable[[str], str]]:
        """How the text of an element is set apart, by its tag, its style, its class."""
        if element.tag in _MARKED:
            yield _MARKED[element.tag]
        if not element.attrib:
            return
        style = element.get("style", "")
        if script := _SCRIPT.search(style):
            yield raised if script[1].lower() == "super" else lowered
        if _STRUCK.search(style) or not self._struck.isdisjoint(element.get("class", "").split()):
            yield struck

    def _number(self, element: Element) -> tuple[Stored, str, str | None]:
        """What a spreadsheet program wrote beside the text of a cell: number, number format, formula."""
        if not element.attrib:
            return None, "General", None
        text = element.get("x:num") or element.get("sdval")
        number_format = self._number_format(element)
        formula = element.get("x:fmla")
        if text is None or _DATE_FORMAT.search(number_format):
            return None, "General", formula
        try:
            number = float(text)
        except ValueError:
            return None, "General", formula
        return (int(number) if number.is_integer() else number), number_format, formula

    def _number_format(self, element: Element) -> str:
        own = _NUMBER_FORMAT.search(element.get("style", ""))
        if own:
            return _cleaned(own[1])
        if "sdnum" in element.attrib:
            return element.get("sdnum", "").split(";", 2)[-1] or "General"
        named = (self._formats[c] for c in element.get("class", "").split() if c in self._formats)
        return next(named, "General")


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
_SPACE, _SPACES, _AROUND_BREAK = re.compile(r"[ \t\r\n\f]+"), re.compile(" {2,}"), re.compile(r" *\n *")
_WHOLE = re.compile(r"\s*(-?\d{1,6})")
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_NUMBER_FORMAT = re.compile(r"mso-number-format\s*:\s*(\"[^\"]*\"|'[^']*'|[^;}]+)")
_DATE_FORMAT = re.compile(r"[dmyhs]", re.IGNORECASE)
_NAMED_FORMATS = {"Percent": "0.00%", "Standard": "#,##0.00", "Fixed": "0.00", "General": "General"}


def _number_formats(styles: str) -> dict[str, str]:
    """The number format of each style class, as Excel's web pages declare them."""
    rules = ((name, _NUMBER_FORMAT.search(body)) for name, body in _RULE.findall(styles))
    return {name: _cleaned(match[1]) for name, match in rules if match}


def _struck_classes(styles: str) -> frozenset[str]:
    return frozenset(name for name, body in _RULE.findall(styles) if _STRUCK.search(body))


def _is_comment(element: Element) -> bool:
    return _COMMENT_MARK in element.get("class", "").split() or bool(
        _COMMENT.search(element.get("style", ""))
    )


def _cleaned(declared: str) -> str:
    bare = declared.strip().strip("\"'").replace("\\", "")
    return _NAMED_FORMATS.get(bare, bare)


def _is_hidden(element: Element) -> bool:
    style = element.get("style")
    return (style is not None and bool(_HIDDEN.search(style))) or element.get("hidden") is not None


def _whole(text: str | None) -> int | None:
    match = _WHOLE.match(text) if text else None
    return int(match[1]) if match else None


def _spaced(text: str) -> str:
    """A piece of text with white space as a page shows it; NBSP stays."""
    return _SPACE.sub(" ", text)


def _collapsed(text: str) -> str:
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip(" \n")
