"""The styles of a marked workbook: for each style that a marked cell has, one with our fill and all else as
it was; and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cchc_excel.errors import Severity
from cchc_excel.output.colours import SEVERITY_FILLS
from cchc_excel.output.marking.wording import COLOUR
from cchc_excel.output.package_edit.xml_tree import (
    Node,
    appending,
    as_utf8,
    encoded_as,
    read_tree,
    with_attributes,
    with_patches,
    without_attributes,
)

_COLOUR = re.compile(COLOUR)
_OURS = {f"rgb=FF{colour[1:]}" for colour in SEVERITY_FILLS.values()}
_OTHER = "?"
"""A fill that is not one plain colour: it cannot be written down in a few letters."""


def blank_styles(namespace: str) -> bytes:
    """The least styles part that Excel takes."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
        '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
        '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
        'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
        'borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
        'builtinId="0"/></cellStyles></styleSheet>'
    ).encode()


@dataclass(slots=True)
class Styles:
    """A styles part to which fills and styles are added; what is there already is used again."""

    content: bytes
    codec: str
    fills: Node
    formats: Node
    read: tuple[int, int]
    """How many fills and styles the part had."""
    written_fills: list[str] = field(default_factory=list)
    """Every fill, written down, those that are added too."""
    fill_numbers: dict[str, int] = field(default_factory=dict)
    own_formats: list[bytes] = field(default_factory=list)
    """Every `xf` of a cell, those that are added too."""
    format_numbers: dict[bytes, int] = field(default_factory=dict)
    """The number of each; of equal ones the first."""

    @classmethod
    def of(cls, part: bytes) -> Styles:
        """Read a styles part; raises ValueError for one that lacks what every one has."""
        content, codec = as_utf8(part)
        root = read_tree(content, 5)
        fills, formats = root.child("fills"), root.child("cellXfs")
        if fills is None or formats is None or not formats.children:
            raise ValueError("no cell styles")
        found = cls(content, codec, fills, formats, (len(fills.children), len(formats.children)))
        for each in fills.children:
            found._add_fill(_written_down(each))
        for each in formats.children:
            found._add_format(content[each.start : each.end])
        return found

    def marked(self, style: str, severity: Severity) -> str:
        """The style with the colour of a severity."""
        return self._filled(style, f"rgb=FF{SEVERITY_FILLS[severity][1:]}")

    def restored(self, style: str, fill: str) -> str:
        """A style of ours with the fill that was there before, as `fill_of` wrote it down; a style that has
        another fill by now keeps it."""
        return self._filled(style, fill) if self.fill_of(style) in _OURS else style

    def fill_of(self, style: str) -> str:
        """A style's fill, written down: `rgb=FFFFFDE7`, `theme=4 tint=0.6`; empty for none."""
        number = _attribute(_tag(self._format(style)), "fillId") or "0"
        is_there = number.isdigit() and int(number) < len(self.written_fills)
        return self.written_fills[int(number)] if is_there else ""

    def theirs(self, style: str) -> str:
        """The fill to remember of a style: one of our colours stayed behind when a comment was deleted."""
        fill = self.fill_of(style)
        return "" if fill in _OURS else fill

    @property
    def is_changed(self) -> bool:
        return len(self.own_formats) > self.read[1]

    def written(self) -> bytes:
        """The part with what was added."""
        fills = [_fill_element(self.fills.prefix, each) for each in self.written_fills[self.read[0] :]]
        formats = self.own_formats[self.read[1] :]
        patches = [
            *appending(self.content, self.fills, b"".join(fills), len(fills)),
            *appending(self.content, self.formats, b"".join(formats), len(formats)),
        ]
        return encoded_as(with_patches(self.content, patches), self.codec)

    def _format(self, style: str) -> bytes:
        number = int(style) if style.isdigit() else 0
        return self.own_formats[number if number < len(self.own_formats) else 0]

    def _filled(self, style: str, fill: str) -> str:
        own = self._format(style)
        tag, colour = _tag(own), "" if fill == _OTHER else fill
        if colour not in self.fill_numbers:
            self._add_fill(colour)
        wanted = {"fillId": str(self.fill_numbers[colour])}
        new = with_attributes(tag, wanted | ({"applyFill": "1"} if colour else {}))
        if not colour:
            new = without_attributes(new, "applyFill")
        new += own[len(tag) :]
        if new not in self.format_numbers:
            self._add_format(new)
        return str(self.format_numbers[new])

    def _add_fill(self, written: str) -> None:
        self.fill_numbers.setdefault(written, len(self.written_fills))
        self.written_fills.append(written)

    def _add_format(self, written: bytes) -> None:
        self.format_numbers.setdefault(written, len(self.own_formats))
        self.own_formats.append(written)


def _tag(element: bytes) -> bytes:
    return element[: element.index(b">") + 1]


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rb"\s" + name.encode() + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return "" if match is None else match[1].decode()


def _written_down(fill: Node) -> str:
    pattern = fill.child("patternFill")
    kind = "" if pattern is None else pattern.attributes.get("patternType", "none")
    if kind == "none":
        return ""
    colour = pattern.child("fgColor") if pattern is not None and kind == "solid" else None
    if colour is None:
        return _OTHER
    named = _named(colour.attributes.items())
    return " ".join(named) if any(not each.startswith("tint") for each in named) else _OTHER


def _named(attributes: Iterable[tuple[str, str]]) -> list[str]:
    return sorted(f"{key}={value}" for key, value in attributes if _COLOUR.fullmatch(f"{key}={value}"))


def _fill_element(prefix: str, colour: str) -> bytes:
    named = "".join(' {}="{}"'.format(*each.split("=")) for each in _COLOUR.findall(colour))
    p = prefix
    inner = (
        f'<{p}patternFill patternType="solid"><{p}fgColor{named}/><{p}bgColor indexed="64"/></{p}patternFill>'
    )
    kept = inner if named else f'<{p}patternFill patternType="none"/>'
    return f"<{p}fill>{kept}</{p}fill>".encode()
