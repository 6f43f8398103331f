"""Where the elements of an XML part stand in its bytes, and how some of those bytes become others.

Expat tells the offsets; names are compared without their prefix. Parts come in and go out in whatever
encoding they have; in between they are UTF-8.
"""

from __future__ import annotations

import codecs
import re
from abc import ABC, abstractmethod
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
        yield element.start, element.end, opened(tag) + new + f"</{element.tag}>".encode()
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
            tag = unclosed(tag) + b" " + written + (b"/>" if tag.endswith(b"/>") else b">")
    return tag


def without_attributes(tag: bytes, *names: str) -> bytes:
    """A start tag without some attributes."""
    pattern = rb"\s+(?:" + "|".join(names).encode() + rb""")\s*=\s*(?:"[^"]*"|'[^']*')"""
    return re.sub(pattern, b"", tag)


def unclosed(tag: bytes) -> bytes:
    """A start tag without its end: `<row r="1"`."""
    return tag.rstrip(b"/> \t\r\n")


def opened(tag: bytes) -> bytes:
    """A start tag behind which a content may stand, `<row>` for `<row/>`."""
    return unclosed(tag) + b">"


_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Pass(ABC):
    """One pass of expat over a part in UTF-8; raises ExpatError for what is no XML or brings a document
    type."""

    def __init__(self, content: bytes) -> None:
        self.content, self.parser = content, ParserCreate("UTF-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.on_start
        self.parser.EndElementHandler = self.on_end
        self.parser.CharacterDataHandler = self.on_text
        self.parser.StartDoctypeDeclHandler = _refuse

    def run(self) -> None:
        self.parser.Parse(self.content, True)

    @property
    def here(self) -> int:
        """The offset of what is told just now."""
        return self.parser.CurrentByteIndex

    def close(self, element: Element) -> None:
        """Write down where an element ends that ends just now."""
        if self.content[element.tag_end - 2 : element.tag_end] == b"/>":
            element.content_end = element.end = element.tag_end
        else:
            element.content_end, element.end = self.here, self.content.index(b">", self.here) + 1

    @abstractmethod
    def on_start(self, tag: str, attributes: dict[str, str]) -> None: ...

    @abstractmethod
    def on_end(self, tag: str) -> None: ...

    @abstractmethod
    def on_text(self, text: str) -> None: ...


def _refuse(*_: object) -> NoReturn:
    raise ExpatError("a document type is not allowed in a package")


class _Reading(Pass):
    """The elements of a part down to a depth."""

    def __init__(self, content: bytes, depth: int) -> None:
        super().__init__(content)
        self.depth, self.level = depth, 0
        self.open: list[Node] = []
        self.first: Node | None = None

    def root(self) -> Node:
        self.run()
        return self.first

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        self.level += 1
        if self.level > self.depth:
            return
        node = Node(tag, attributes, self.here, start_tag_end(self.content, self.here))
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.first = node
        self.open.append(node)

    def on_end(self, tag: str) -> None:
        self.level -= 1
        if self.level < self.depth:
            self.close(self.open.pop())

    def on_text(self, text: str) -> None:
        if self.level <= self.depth and self.open:
            self.open[-1].text += text
