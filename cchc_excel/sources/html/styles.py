"""What the styles of a page say: what is hidden, struck, a comment; the number format of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cchc_excel.sources.marked_text import lowered, raised, struck

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_COMMENT = re.compile(r"mso-element\s*:\s*comment", re.IGNORECASE)
_COMMENT_MARK = "msocomanchor"  # the class of `[1]`, by which Excel and Word refer to a comment
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;}]*line-through", re.IGNORECASE)
_SCRIPT = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_MARKED = {"sup": raised, "sub": lowered, "del": struck, "s": struck, "strike": struck}
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_NUMBER_FORMAT = re.compile(r"mso-number-format\s*:\s*(\"[^\"]*\"|'[^']*'|[^;}]+)")
_NAMED_FORMATS = {"Percent": "0.00%", "Standard": "#,##0.00", "Fixed": "0.00", "General": "General"}


@dataclass(frozen=True, slots=True)
class Styles:
    """What the classes of the style sheets of a page say, and with them the elements themselves."""

    number_formats: Mapping[str, str]
    """By class, as Excel's web pages declare them."""
    struck: frozenset[str]
    """The classes whose text is struck out."""

    @classmethod
    def of(cls, sheets: str) -> Styles:
        rules = _RULE.findall(sheets)
        formats = ((name, _NUMBER_FORMAT.search(body)) for name, body in rules)
        return cls(
            {name: _cleaned(match[1]) for name, match in formats if match},
            frozenset(name for name, body in rules if _STRUCK.search(body)),
        )

    def marks(self, element: Element) -> Iterator[Callable[[str], str]]:
        """How the text of an element is set apart, by its tag, its style, its class."""
        if element.tag in _MARKED:
            yield _MARKED[element.tag]
        if not element.attrib:
            return
        style = element.get("style", "")
        if script := _SCRIPT.search(style):
            yield raised if script[1].lower() == "super" else lowered
        if _STRUCK.search(style) or not self.struck.isdisjoint(element.get("class", "").split()):
            yield struck

    def number_format(self, element: Element) -> str:
        own = _NUMBER_FORMAT.search(element.get("style", ""))
        if own:
            return _cleaned(own[1])
        if "sdnum" in element.attrib:
            return element.get("sdnum", "").split(";", 2)[-1] or "General"
        classes = element.get("class", "").split()
        return next((self.number_formats[c] for c in classes if c in self.number_formats), "General")


def is_comment(element: Element) -> bool:
    return _COMMENT_MARK in element.get("class", "").split() or bool(
        _COMMENT.search(element.get("style", ""))
    )


def _cleaned(declared: str) -> str:
    bare = declared.strip().strip("\"'").replace("\\", "")
    return _NAMED_FORMATS.get(bare, bare)


def is_hidden(element: Element) -> bool:
    style = element.get("style")
    return (style is not None and bool(_HIDDEN.search(style))) or element.get("hidden") is not None
