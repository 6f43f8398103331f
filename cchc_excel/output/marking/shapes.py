"""The boxes of comments in a sheet's drawing of the older kind (VML), without which Excel shows no comment.

Office programs write this part as they please, at times as no XML at all: so it is searched as text, and
what is not ours stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from cchc_excel.output.marking.marks import CellPlace
from cchc_excel.output.package_edit.xml_tree import Patch, as_utf8, encoded_as, with_patches

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
_KIND = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BLANK = (
    f'<xml {_DECLARED}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
).encode()
_START, _END = re.compile(rb"<(?:[\w.-]+:)?shape[\s>]"), re.compile(rb"</(?:[\w.-]+:)?shape\s*>")
_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_ROW, _COLUMN = (re.compile(rb"<(?:[\w.-]+:)?" + n + rb">\s*(\d+)\s*<") for n in (b"Row", b"Column"))
_ANCHOR = re.compile(rb"(<(?:[\w.-]+:)?Anchor>)([^<]*)(<)")
_NUMBER = re.compile(rb"_s(\d+)")
_CLUSTERS = re.compile(rb"""(<(?:[\w.-]+:)?idmap\b[^>]*\bdata\s*=\s*["'])([^"']*)""")
_CLOSING = re.compile(rb"</(?:[\w.-]+:)?xml\s*>\s*\Z")
_IN_CLUSTER = 1024
"""Shapes are numbered in clusters of so many, and no two drawings share a cluster."""


def clusters_in(part: bytes) -> set[int]:
    """The clusters of numbers that a drawing uses."""
    content, _ = as_utf8(part)
    listed = {int(n) for match in _CLUSTERS.finditer(content) for n in match[2].split(b",") if n.isdigit()}
    return listed | {int(number) // _IN_CLUSTER for number in _NUMBER.findall(content)}


def with_boxes(
    part: bytes | None, anchors: Mapping[CellPlace, str], removed: Set[CellPlace], free_cluster: int
) -> bytes:
    """The drawing with a box for each of these comments and none for those that are gone; raises ValueError
    for what is no drawing."""
    content, codec = as_utf8(part) if part is not None else (_BLANK, "utf-8")
    boxes = {box.place: box for box in _boxes(content)}
    patches = [(box.start, box.end, b"") for place, box in boxes.items() if place in removed - anchors.keys()]
    for place in anchors.keys() & boxes.keys():
        patches += _moved(content, boxes[place], anchors[place])
    new = sorted(anchors.keys() - boxes.keys())
    if new:
        patches += _added(content, {place: anchors[place] for place in new}, free_cluster)
    return encoded_as(with_patches(content, patches), codec)


@dataclass(frozen=True, slots=True)
class _Box:
    place: CellPlace
    start: int
    end: int


def _boxes(content: bytes) -> Iterator[_Box]:
    """The boxes of comments, each with its cell."""
    at = 0
    while (start := _START.search(content, at)) and (end := _END.search(content, start.end())):
        at = end.end()
        row, column = (each.search(content, start.end(), at) for each in (_ROW, _COLUMN))
        if row and column and _NOTE.search(content, start.end(), at):
            yield _Box((int(row[1]) + 1, int(column[1]) + 1), start.start(), at)


def _moved(content: bytes, box: _Box, anchor: str) -> Iterator[Patch]:
    match = _ANCHOR.search(content, box.start, box.end)
    if match is not None and match[2].decode("ascii", "replace").strip() != anchor:
        yield match.start(2), match.end(2), anchor.encode()


def _added(content: bytes, anchors: Mapping[CellPlace, str], free_cluster: int) -> Iterator[Patch]:
    closing, clusters = _CLOSING.search(content), _CLUSTERS.search(content)
    if closing is None:
        raise ValueError("no drawing")
    root = content[: content.find(b">", max(content.find(b"<xml"), 0))]
    knows = all(f'xmlns:{prefix}="{name}"'.encode() in root for prefix, name in _NAMESPACES.items())
    declared = "" if knows else f" {_DECLARED}"
    kind = "" if b'id="_x0000_t202"' in content else _KIND.replace(" ", f"{declared} ", 1)
    first = free_cluster * _IN_CLUSTER + 1
    shapes = [
        _shape(first + n, place, anchor, declared)
        for n, (place, anchor) in enumerate((p, anchors[p]) for p in sorted(anchors))
    ]
    yield closing.start(), closing.start(), (kind + "".join(shapes)).encode()
    if clusters is not None:
        last = (first + len(shapes) - 1) // _IN_CLUSTER
        listed = [n for n in clusters[2].decode("ascii", "replace").split(",") if n]
        listed += map(str, range(free_cluster, last + 1))
        yield clusters.start(2), clusters.end(2), ",".join(listed).encode()


def _shape(number: int, place: CellPlace, anchor: str, declared: str) -> str:
    row, column = place
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
        'margin-left:60pt;margin-top:2pt;width:270pt;height:120pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
