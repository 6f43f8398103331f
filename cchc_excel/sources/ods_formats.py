"""The number formats of OpenDocument, written as Excel writes them: `0.00%`, `#,##0`, `dd/mm/yyyy`.

Styles are collected as a document gives them and resolved when a cell asks. Source: OpenDocument 1.3 part 3,
sections 16.29 and 19.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from cchc_excel.sources.marked_text import lowered, raised, struck

NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_KINDS = ("number", "percentage", "currency", "date", "time", "boolean", "text")
STYLE_TAGS = (f"{STYLE}style", *(f"{NUMBER}{kind}-style" for kind in _KINDS))
_LONGEST_CHAIN, _MOST_DECIMALS = 20, 20
_BARE_PERCENT = re.compile(r'%(?=(?:[^"]*"[^"]*")*[^"]*$)')
"""A sign that is not quoted: in any format but a percent's it is only shown."""
_THOUSANDS = re.compile(r"1((?:000)+)(?:\.0*)?")
"""A factor by which a format divides what it shows."""
_UNQUOTED = frozenset(" -/():%.,+")


@dataclass(slots=True)
class Styles:
    """The styles of a document: the number format of cells, and which sheets are not displayed."""

    hidden_tables: set[str] = field(default_factory=set)
    _texts: dict[str, tuple[Callable[[str], str], ...]] = field(default_factory=dict)
    _cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _sections: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        """Take one of `STYLE_TAGS`."""
        name = element.get(f"{STYLE}name", "")
        if element.tag != f"{STYLE}style":
            self._codes[name] = _code(element)
            maps = element.findall(f"{STYLE}map")
            self._sections[name] = tuple(m.get(f"{STYLE}apply-style-name", "") for m in maps)
        elif element.get(f"{STYLE}family") == "table-cell":
            parent = element.get(f"{STYLE}parent-style-name", "")
            self._cells[name] = (element.get(f"{STYLE}data-style-name", ""), parent)
        elif element.get(f"{STYLE}family") == "text":
            self._texts[name] = _looks(element)
        elif any(p.get(f"{_TABLE}display") == "false" for p in element):
            self.hidden_tables.add(name)

    def format_of(self, style: str) -> str:
        """The number format of a cell style, or of the nearest one that it is derived from."""
        for _ in range(_LONGEST_CHAIN):
            number_format, parent = self._cells.get(style, ("", ""))
            if number_format in self._codes:
                return self._with_sections(number_format)
            style = parent
        return "General"

    def marked(self, text: str, style: str) -> str:
        """A text in a text style, marked where it is raised, lowered or struck out."""
        for mark in self._texts.get(style, ()):
            text = mark(text)
        return text

    def _with_sections(self, name: str) -> str:
        """Excel puts the conditions of a format first, its remainder last."""
        parts = [self._codes[s] for s in self._sections[name][:3] if s in self._codes]
        return ";".join([*parts, self._codes[name]])


def _looks(style: Element) -> tuple[Callable[[str], str], ...]:
    """How a text style sets its text apart: `super 58%`, `-33% 58%`, a line through it."""
    marks: list[Callable[[str], str]] = []
    for properties in style.iterfind(f"{STYLE}text-properties"):
        position = properties.get(f"{STYLE}text-position", "").partition(" ")[0]
        if position == "sub" or position.startswith("-"):
            marks.append(lowered)
        elif position.strip("0%+."):
            marks.append(raised)
        lines = {properties.get(f"{STYLE}text-line-through-{kind}") for kind in ("style", "type")} - {None}
        if lines and "none" not in lines:  # LibreOffice gives one or both
            marks.append(struck)
    return tuple(marks)


def _code(style: Element) -> str:
    code = "".join(_PARTS[part.tag](part) for part in style if part.tag in _PARTS) or "General"
    return code if style.tag == f"{NUMBER}percentage-style" else _BARE_PERCENT.sub('"%"', code)


def _digits(part: Element) -> str:
    """`#,##0.00`; a number that does not say how many decimals it has is shown as it is."""
    whole = _leading_zeros(part)
    if part.get(f"{NUMBER}grouping") == "true":
        whole = "#,##" + whole if len(whole) < len("000") else "#," + whole
    factor = _THOUSANDS.fullmatch(part.get(f"{NUMBER}display-factor", ""))
    whole += "," * (len(factor[1]) // 3 if factor else 0)
    decimals = part.get(f"{NUMBER}decimal-places")
    if decimals is None:
        return "General" if whole == "0" else whole
    always = int(part.get(f"{NUMBER}min-decimal-places", decimals))
    places = "0" * min(always, _MOST_DECIMALS) + "#" * min(int(decimals) - always, _MOST_DECIMALS)
    return f"{whole}.{places}" if places else whole


def _leading_zeros(part: Element) -> str:
    return "0" * min(int(part.get(f"{NUMBER}min-integer-digits", "1")), _MOST_DECIMALS) or "#"


def _literal(part: Element) -> str:
    text = part.text or ""
    return text if set(text) <= _UNQUOTED else f'"{text}"'


def _symbol(part: Element) -> str:
    return f"[${part.text}]" if part.text else ""


def _short_or_long(short: str, long: str) -> Callable[[Element], str]:
    return lambda part: long if part.get(f"{NUMBER}style") == "long" else short


def _month(part: Element) -> str:
    is_name = part.get(f"{NUMBER}textual") == "true"
    return _short_or_long("mmm", "mmmm")(part) if is_name else _short_or_long("m", "mm")(part)


_PARTS: dict[str, Callable[[Element], str]] = {
    f"{NUMBER}number": _digits,
    f"{NUMBER}text": _literal,
    f"{NUMBER}currency-symbol": _symbol,
    f"{NUMBER}scientific-number": lambda part: f"{_digits(part)}E+00",
    f"{NUMBER}fraction": lambda _: "# ?/?",
    f"{NUMBER}text-content": lambda _: "@",
    f"{NUMBER}day": _short_or_long("d", "dd"),
    f"{NUMBER}month": _month,
    f"{NUMBER}year": _short_or_long("yy", "yyyy"),
    f"{NUMBER}day-of-week": _short_or_long("ddd", "dddd"),
    f"{NUMBER}hours": _short_or_long("h", "hh"),
    f"{NUMBER}minutes": _short_or_long("m", "mm"),
    f"{NUMBER}seconds": _short_or_long("s", "ss"),
    f"{NUMBER}am-pm": lambda _: "AM/PM",
}
