"""Web pages (.html, .mht, and those that programs name .xls): every table as a grid, the rest as prose.

A page is read as a browser shows it, broken markup too; nothing is fetched and no script is run. STT cells
that are list items get their row numbers by counting. Nothing here knows a form. Source: the HTML standard
(WHATWG), 4.4.5 (lists) and 4.9.12 (forming a table).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import SourceDocument
from cchc_excel.ooxml import too_large
from cchc_excel.sources.flow import Block, arrange
from cchc_excel.sources.html.decoding import decoded_pages, looks_like_html
from cchc_excel.sources.html.page import read_page
from cchc_excel.sources.html.tables import TooLarge

__all__ = ["looks_like_html", "read_html"]

_MOST_BYTES = 64 * 1024 * 1024
_MOST_CHARACTERS, _MOST_ELEMENTS = 4_000_000, 75_000
_EMBEDDED = re.compile(r"data:[\w/+.;=-]*;base64,[\w/+=\s]*")  # pictures within the page


def read_html(path: Path, content: bytes) -> SourceDocument:
    """Read a web page (trang web); raises BrokenFile when it is too large, or only a frame for others."""
    if len(content) > _MOST_BYTES:
        raise too_large(path)
    try:
        grids, prose = arrange(_blocks(content))
    except TooLarge as error:
        raise too_large(path) from error
    if not grids and b"<frameset" in content.lower():
        raise BrokenFile(finding("FILE-032", file=str(path)))
    return SourceDocument(path, "html", hashlib.sha256(content).hexdigest(), grids, prose=prose)


def _blocks(content: bytes) -> list[Block]:
    """The blocks of all pages that a file holds, which together are no larger than one may be."""
    pages = [(kind, _EMBEDDED.sub("", text)) for kind, text in decoded_pages(content)]
    whole = "".join(text for _, text in pages)
    if len(whole) > _MOST_CHARACTERS or whole.count("<") - whole.count("</") > _MOST_ELEMENTS:
        raise TooLarge
    styles = "".join(text for kind, text in pages if kind == "css")
    return [block for kind, text in pages if kind == "html" for block in read_page(text, styles)]
