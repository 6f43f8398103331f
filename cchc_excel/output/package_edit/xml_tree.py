"""Where the elements of an XML part stand in its bytes, and how some of those bytes become others.

Expat tells the offsets; names are compared without their prefix. Parts come in and go out in whatever
encoding they have; in between they are UTF-8.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

Patch = tuple[int, int, bytes]
"""The bytes from one offset to another, and what stands there instead."""


@dataclass(slots=True)
class Element:
    """An element by its bytes: where it starts, where its start tag ends, where its content ends, where it
    ends."""

    tag: str
    attributes: dict[str, str]
    start: int
    tag_end: int
    content_end: int = 0
    end: int = 0
    text: str = ""

    @property
    def is_empty_tag(self) -> bool:
        """True for `<row/>`."""
        return self.end == self.tag_end


@dataclass(slots=True)
class Node(Element):
    """An element with those inside it."""

    children: list[Node] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """`x:` where it is written `x:row`."""
        return self.tag.removesuffix(local(self.tag))

    def child(self, name: str) -> Node | None:
        return next(self.named(name), None)

    def named(self, *names: str) -> Iterator[Node]:
        """The children of some names."""
        return (each for each in self.children if local(each.tag) in names)

    def within(self, name: str) -> Iterator[Node]:
        """The elements of a name at any depth, in their order."""
        waiting = [*reversed(self.children)]
        while waiting:
            node = waiting.pop()
            if local(node.tag) == name:
                yield node
            waiting += reversed(node.children)


def read_tree(content: bytes, depth: int = 1_000) -> Node:
    """The elements of a part in UTF-8 down to a depth (1: the root alone); raises ExpatError for what is no
    XML or brings a document type."""
    return _Reading(content, depth).root()


def as_utf8(part: bytes) -> tuple[bytes, str]:
    """A part in UTF-8, and the encoding that it must be given back in."""
    codec = next((name for mark, name in _BOMS if part.startswith(mark)), "")
    declared = _DECLARED.match(part)
    codec = codec or (codecs.lookup(declared[1].decode()).name if declared else "utf-8")
    return (part if codec == "utf-8" else part.decode(codec).encode("utf-8")), codec


def encoded_as(content: bytes, codec: str) -> bytes:
    """UTF-8 in another encoding."""
    return content if codec == "utf-8" else content.decode("utf-8").encode(codec, "xmlcharrefreplace")


def local(tag: str) -> str:
    """A name without its prefix."""
    return tag.rpartition(":")[2]


def start_tag_end(content: bytes, start: int) -> int:
    """Where the start tag ends that starts at an offset."""
    return _TAG.match(content, start).end()


def with_patches(content: bytes, patches: Iterable[Patch]) -> bytes:
    """The bytes with some of them replaced."""
    pieces, at = [], 0
    for start, end, new in sorted(patches, key=lambda patch: patch[:2]):
        pieces += [content[at:start], new]
        at = end
    return b"".join([*pieces, content[at:]])


def appending(content: bytes, element: Element, new: bytes, counted: int = 0) -> Iterator[Patch]:
    """What puts elements at the end of another; its `count`, where it has one, grows by `counted`."""
    tag = content[element.start : element.tag_end]
    if "count" in element.attributes and counted:
        tag = with_attributes(tag, {"count": str(int(element.attributes["count"]) + counted)})
    if element.is_empty_tag:
        opened = tag.rstrip(b"/> \t\r\n") + b">"
        yield element.start, element.end, opened + new + f"</{element.tag}>".encode()
        return
    yield element.start, element.tag_end, tag
    yield element.content_end, element.content_end, new


def with_attributes(tag: bytes, wanted: Mapping[str, str]) -> bytes:
    """A start tag in which some attributes have these values."""
    for name, value in wanted.items():
        written = f"{name}={quoteattr(value)}".encode()
        pattern = rb"(?<=\s)" + re.escape(name).encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
        tag, found = re.subn(pattern, lambda _, new=written: new, tag, count=1)
        if not found:
            body = tag.rstrip(b"/> \t\r\n")
            tag = body + b" " + written + (b"/>" if tag.endswith(b"/>") else b">")
    return tag


_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class _Reading:
    """One pass of expat over a part."""

    def __init__(self, content: bytes, depth: int) -> None:
        self.content, self.depth = content, depth
        self.open: list[Node] = []
        self.level = 0
        self.first: Node | None = None
        self.parser = ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def root(self) -> Node:
        self.parser.Parse(self.content, True)
        return self.first

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.level += 1
        if self.level > self.depth:
            return
        start = self.parser.CurrentByteIndex
        node = Node(tag, attributes, start, start_tag_end(self.content, start))
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.first = node
        self.open.append(node)

    def _end(self, tag: str) -> None:
        self.level -= 1
        if self.level >= self.depth:
            return
        node, here = self.open.pop(), self.parser.CurrentByteIndex
        if self.content[node.tag_end - 2 : node.tag_end] == b"/>":
            node.content_end = node.end = node.tag_end
        else:
            node.content_end, node.end = here, self.content.index(b">", here) + 1

    def _text(self, text: str) -> None:
        if self.level <= self.depth and self.open:
            self.open[-1].text += text

    def _refuse(self, *_: object) -> NoReturn:
        raise ExpatError("a document type is not allowed in a package")
