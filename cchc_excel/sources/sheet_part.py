"""The rows, merged areas and columns of a worksheet's part, and the items of its shared strings.

Nearly every program writes these in one plain way, which a few expressions read several times as fast as a
parser does. They must account for every character; whatever is written otherwise is left to the parser, so
that nothing is ever taken for what it is not. Source: ECMA-376 part 1, sections 18.3 and 18.4.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from cchc_excel.memory import remembered
from cchc_excel.ooxml import Package


class RawCell(NamedTuple):
    """A cell as it is written: its reference (empty where none is), the number of its style, its type, the
    text of its value, of its formula (None where there is none) and of its inline string, and the number of
    the shared formula that it takes part in (empty where it takes part in none)."""

    reference: str
    style: str
    kind: str
    value: str | None
    formula: str | None
    inline: str | None
    shared: str = ""


class RawRow(NamedTuple):
    """A row as it is written; `number` is empty where none is."""

    number: str
    hidden: str
    cells: list[RawCell]
    """Empty ones too, where a cell without a reference stands right of the one before it."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What is read of a worksheet's part. The merged areas and the attributes of its columns are complete
    when all rows were taken."""

    rows: Iterator[RawRow]
    merged: list[str]
    columns: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of SpreadsheetML in one of its two namespaces, transitional or strict."""

    space: str
    worksheet: str
    data: str
    row: str
    cell: str
    value: str
    formula: str
    inline: str
    merged: str
    columns: str
    string: str
    strings: str

    @classmethod
    def of(cls, space: str) -> Tags:
        names = "worksheet sheetData row c v f is mergeCell col si sst"
        return cls(space, *(space + name for name in names.split()))


TextOf = Callable[[Element], str]
"""The text of a string item, its runs joined."""

_ATTRIBUTES = r'(?: (?:x14ac:)?[A-Za-z][A-Za-z0-9]*="[^"<&]*")*'
_TEXT = r'<t(?: xml:space="preserve")?>([^<]*)</t>'
_TOKEN = re.compile(
    r'\s*(?:<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?(?:/>|>'
    rf"(?:<f({_ATTRIBUTES})(?:/>|>([^<]*)</f>))?(?:<v>([^<]*)</v>|<v ?/>|<is>{_TEXT}</is>)?</c>)"
    rf"|(<row)({_ATTRIBUTES})( ?/)?>|(.))",
    re.DOTALL,
)
_STRING = re.compile(rf"\s*(?:<si>(?:{_TEXT}|<t ?/>)</si>|<si ?/>|(<si>.*?</si>)|(.))", re.DOTALL)
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_REFUSED = bytes(range(0x20)).translate(None, b"\t\n")
"""Signs that a parser refuses, and a line end that it changes."""
_NO_SIGNS = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""What else it refuses in a text: the end of a section, and U+FFFE and U+FFFF."""
_REFERENCE = re.compile(r"#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos)")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_OPEN, _CLOSE, _END_OF_ROW = b"<sheetData>", b"</sheetData>", "</row>"
_FIRST_ITEM, _END_OF_ITEM, _LAST_END = b"<si", "</si>", b"</sst>"
_LONGEST_PROLOG = 200
_SHORT = 4_000
"""Most rows and texts of a workbook stand in the next one of its layout too; not the longer ones."""
_MOST_TAGS = 400_000
"""Of what is read plainly, since all of it is kept until its end was seen."""


def read_sheet(package: Package, content: bytes, tags: Tags, text_of: TextOf) -> SheetPart:
    """Read a worksheet's part; raises what the parser raises on a damaged one."""
    with suppress(_NotPlain):
        return _plain_sheet(package, content, tags)
    return _parsed_sheet(package, content, tags, text_of)


def read_strings(package: Package, content: bytes, tags: Tags, text_of: TextOf) -> Iterator[str]:
    """The items of the shared strings, in order."""
    with suppress(_NotPlain):
        return iter(_plain_strings(package, content, tags, text_of))
    return (text_of(item) for item in package.elements_in_any_order(content, tags.string))


class _NotPlain(Exception):
    """A part is written otherwise than the expressions here can tell."""


def _plain_sheet(package: Package, content: bytes, tags: Tags) -> SheetPart:
    """A part whose rows are all written plainly; raises _NotPlain for any other."""
    inner, shell = _taken_apart(package, content, content.find(_OPEN) + len(_OPEN), content.rfind(_CLOSE))
    is_bound = "x14ac:" not in inner or b" xmlns:x14ac=" in content[: content.find(_OPEN)]
    if shell.tag != tags.worksheet or len(shell.findall(tags.data)) != 1 or not is_bound:
        raise _NotPlain
    rows = list(_plain_rows(inner))
    merged = [each.get("ref", "") for each in shell.iter(tags.merged)]
    return SheetPart(iter(rows), merged, [dict(each.attrib) for each in shell.iter(tags.columns)])


def _plain_strings(package: Package, content: bytes, tags: Tags, text_of: TextOf) -> list[str]:
    inner, shell = _taken_apart(package, content, content.find(_FIRST_ITEM), content.rfind(_LAST_END))
    if shell.tag != tags.strings:
        raise _NotPlain
    *items, rest = inner.split(_END_OF_ITEM)
    strings: list[str] = []
    for each in (*(item + _END_OF_ITEM for item in items), rest):
        for text, is_in_runs in _strings_in(each):
            if is_in_runs:
                wrapped = _parsed(package, f'<sst xmlns="{tags.space[1:-1]}">{text}</sst>'.encode())
                text = text_of(wrapped[0])
            strings.append(text)
    return strings


@remembered(most=10_000, shorter_than=_SHORT)
def _strings_in(stretch: str) -> tuple[tuple[str, bool], ...]:
    """The texts of the items of a stretch; of one in runs all of it, and True."""
    found = (item.groups() for item in _all_of(stretch, _STRING))
    return tuple((runs, True) if runs else (_plain_text(text or ""), False) for text, runs, _ in found)


def _taken_apart(package: Package, content: bytes, start: int, end: int) -> tuple[str, Element]:
    """What stands between two places of a small part, as text with its references unresolved, and the rest,
    parsed."""
    prolog = content[:_LONGEST_PROLOG].partition(b"?>")[0].lower()
    is_utf8 = b"encoding=" not in prolog or b"utf-8" in prolog
    inner = content[start:end]
    if not (is_utf8 and 0 < start <= end and inner.count(b"<") <= _MOST_TAGS):
        raise _NotPlain
    package.count_tags(inner)
    if len(inner.translate(None, _REFUSED)) < len(inner) or any(each in inner for each in _NO_SIGNS):
        raise _NotPlain
    try:
        text = inner.decode()
    except UnicodeDecodeError:
        raise _NotPlain from None
    return text, _parsed(package, content[:start] + content[end:])


def _parsed(package: Package, content: bytes) -> Element:
    try:
        return package.tree(content)
    except ParseError:
        raise _NotPlain from None


def _all_of(text: str, expression: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of an expression, one behind the other; raises _NotPlain at what its last group takes,
    which is for whatever is none."""
    for match in expression.finditer(text.rstrip()):
        if match.lastindex == expression.groups:
            raise _NotPlain
        yield match


def _plain_rows(text: str) -> Iterator[RawRow]:
    *rows, rest = text.split(_END_OF_ROW)
    for each in rows:
        found, is_open = _rows_in(each)
        if not is_open:
            raise _NotPlain
        yield from found
    found, is_open = _rows_in(rest)
    if is_open:
        raise _NotPlain
    yield from found


@remembered(most=4_000, shorter_than=_SHORT)
def _rows_in(text: str) -> tuple[tuple[RawRow, ...], bool]:
    """The rows of a stretch, and whether the last one is still open at its end."""
    rows: list[RawRow] = []
    cells: list[RawCell] | None = None
    for token in _all_of(text, _TOKEN):
        reference, style, kind, looks, formula, value, inline, row, attributes, is_empty, _ = token.groups()
        if row is not None:
            found = _ATTRIBUTE.findall(attributes)
            named = dict(found)
            if cells is not None or len(named) != len(found) or any(n.startswith("xmlns") for n in named):
                raise _NotPlain
            opened: list[RawCell] = []
            cells = None if is_empty else opened
            rows.append(RawRow(named.get("r", ""), _hidden(named), opened))
        elif cells is None:
            raise _NotPlain
        elif value is not None or looks is not None or inline is not None:
            formula = None if looks is None else formula or ""
            value, formula, inline = [each and _plain_text(each) for each in (value, formula, inline)]
            shared = _shared(dict(_ATTRIBUTE.findall(looks))) if looks else ""
            cells.append(RawCell(reference, style or "", kind or "n", value, formula, inline, shared))
    return tuple(rows), cells is not None


def _hidden(attributes: Mapping[str, str]) -> str:
    """Whether a row is hidden, as it is written; one without height is too."""
    is_flat = "ht" in attributes and float(attributes["ht"]) == 0
    return "1" if is_flat else attributes.get("hidden", "")


def _shared(attributes: Mapping[str, str]) -> str:
    return attributes.get("si", "") if attributes.get("t") == "shared" else ""


def _plain_text(text: str) -> str:
    """A text with its references resolved; raises _NotPlain where one is none that XML has."""
    return _resolved(text) if "&" in text else text


@lru_cache(maxsize=10_000)
def _resolved(text: str) -> str:
    first, *others = text.split("&")
    found = [first]
    for each in others:
        reference, end, rest = each.partition(";")
        if not end:
            raise _NotPlain
        found += (_sign(reference), rest)
    return "".join(found)


@lru_cache(maxsize=5_000)
def _sign(reference: str) -> str:
    """The sign that a reference stands for, by what is between `&` and `;`."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise _NotPlain
    if match[3]:
        return _SIGNS[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    sign = chr(code) if code <= sys.maxunicode else ""
    is_control = sign < " " and sign not in ("\t", "\n", "\r")
    if is_control or "\ud800" <= sign <= "\udfff" or sign in ("\ufffe", "\uffff"):
        raise _NotPlain
    return sign


def _parsed_sheet(package: Package, content: bytes, tags: Tags, text_of: TextOf) -> SheetPart:
    part = SheetPart(iter(()), [], [])

    def rows() -> Iterator[RawRow]:
        for element in package.elements_in_any_order(content, tags.merged, tags.columns, tags.row):
            if element.tag == tags.merged:
                part.merged.append(element.get("ref", ""))
            elif element.tag == tags.columns:
                part.columns.append(dict(element.attrib))
            else:
                cells = [_parsed_cell(each, tags, text_of) for each in element]
                yield RawRow(element.get("r", ""), _hidden(element.attrib), cells)

    return replace(part, rows=rows())


def _parsed_cell(element: Element, tags: Tags, text_of: TextOf) -> RawCell:
    value = formula = inline = None
    shared = ""
    for child in element:
        if child.tag == tags.value:
            value = child.text or ""
        elif child.tag == tags.formula:
            formula, shared = child.text or "", _shared(child.attrib)
        elif child.tag == tags.inline:
            inline = text_of(child)
    get = element.get
    return RawCell(get("r", ""), get("s", ""), get("t", "n"), value, formula, inline, shared)
