"""The package of an office file (OOXML or OpenDocument): its parts, their relationships, and the limits that
keep a hostile one harmless.

Knows nothing of sheets. Parts are inflated in pieces and counted as they come, since what a package declares
about its own size may be a lie; no part may bring entities of its own. Source: ECMA-376 part 2 (Open
Packaging Conventions).
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, ParseError, XMLPullParser, fromstring
from xml.parsers.expat import ExpatError, ParserCreate

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.memory import remembered
from cchc_excel.words import Words

_MOST_BYTES = 64 * 1024 * 1024
"""Inflated bytes of all parts that are read; those of a report are a few hundred kilobytes."""
_MOST_TAGS, _MOST_TAGS_OF_TREE, _MOST_TAGS_OF_SMALL_TREE = 1_500_000, 600_000, 100_000
"""Tags of all parts that are read, and of one that is kept as a tree."""
_DEEPEST = 100_000
"""Elements that are open at once; counted roughly, so that it stands far above what a part needs."""
_MOST_PARTS, _PIECE, _PIECE_OF_PROLOG = 20_000, 1 << 16, 1 << 9
_ENTRY = b"PK\x01\x02"
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_DAMAGED = Words("cấu trúc bên trong không đúng", "its inner structure is wrong")
_CUT_OFF = Words("tệp bị cắt cụt", "it is cut off")
_OWN_ENTITIES = Words(
    "có khai báo DTD, thứ mà tệp văn phòng không bao giờ có", "it brings a DTD, which no office file has"
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
CONTENT_TYPES = "[Content_Types].xml"
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ExpatError,
    ParseError,
    LookupError,
    ValueError,
    OverflowError,
    EOFError,
    NotImplementedError,
)
"""What reading raises on packages that Excel would offer to repair."""
UNREADABLE = (*DAMAGE, RuntimeError, OSError)
"""What opening and reading any zip may raise: also a password, an unknown way of packing, the disk."""


def relationships_of(part: str) -> str:
    """The part that holds the relationships of a part, or of the package itself."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def relationship_of(element: Element) -> str:
    """The id of the relationship by which an element leads to its part; empty where it names none."""
    return next((value for key, value in element.items() if key.endswith("}id")), "")


def elements_called(root: Element, *names: str) -> Iterator[Element]:
    """The elements of some local names at any depth, whatever their namespace."""
    return (
        each for each in root.iter() if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in names
    )


@dataclass(slots=True)
class _Meter:
    """What has been read of a package so far."""

    path: Path
    bytes_left: int = _MOST_BYTES
    tags_left: int = _MOST_TAGS

    def count_bytes(self, piece: bytes) -> None:
        self.bytes_left -= len(piece)
        if self.bytes_left < 0:
            raise too_large(self.path)

    def count_tags(self, content: bytes) -> None:
        self.tags_left -= content.count(b"<")
        if self.tags_left < 0:
            raise too_large(self.path)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package; every fault is raised as BrokenFile with the file's name."""

    path: Path
    archive: zipfile.ZipFile
    names: frozenset[str]
    _meter: _Meter = field(repr=False)

    @classmethod
    def open(cls, path: Path, content: bytes) -> Package:
        if content.count(_ENTRY) > _MOST_PARTS:
            raise too_large(path)
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGE as error:
            raise broken(path, _CUT_OFF) from error
        return cls(path, archive, frozenset(archive.namelist()), _Meter(path))

    def allow_more(self, times: int) -> None:
        """Widen the limits for a package that may be larger than a report."""
        self._meter.bytes_left *= times
        self._meter.tags_left *= times

    def count_tags(self, content: bytes) -> None:
        """Count the tags of what is read of a part; raises BrokenFile when they are too many in all."""
        self._meter.count_tags(content)

    def part(self, name: str) -> bytes:
        """The bytes of a part."""
        return b"".join(self._pieces(name))

    def xml(self, name: str) -> Element:
        """The root element of a part that is small enough to be kept whole."""
        content = self.part(name)
        if content.count(b"<") > _MOST_TAGS_OF_TREE:
            raise too_large(self.path)
        return self.tree(content)

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """The elements of some tags as they are read; each is emptied once it was given, so that a large
        part costs little memory."""
        yield from self.elements_in(self.part(name), *tags)

    def elements_in_any_order(self, content: bytes, *tags: str) -> Iterator[Element]:
        """The elements of some tags of a part that was read: of a small part faster than in their order."""
        if content.count(b"<") > _MOST_TAGS_OF_SMALL_TREE:
            yield from self.elements_in(content, *tags)
        else:
            root = self.tree(content)
            for tag in tags:
                yield from root.iter(tag)

    def elements_in(self, content: bytes, *tags: str) -> Iterator[Element]:
        """The elements of some tags of a part that was read."""
        self._meter.count_tags(content)
        _Prolog(self.path).check(content)
        wanted, parser, still_open = frozenset(tags), XMLPullParser(), 0
        for at in range(0, len(content), _PIECE):
            piece = content[at : at + _PIECE]
            parser.feed(piece)
            still_open += piece.count(b"<") - piece.count(b"</")
            for _, element in parser.read_events():
                still_open -= 1
                if element.tag in wanted:
                    yield element
                    element.clear()
            if still_open > _DEEPEST:
                raise broken(self.path)
        parser.close()

    def targets(self, part: str = "") -> dict[str, tuple[str, str]]:
        """The relationships of a part, or of the package itself: id → (the last word of its type, the part
        it points at)."""
        folder, rels = posixpath.dirname(part), relationships_of(part)
        found = {}
        for each in self.xml(rels).iter(_RELATIONSHIP) if rels in self.names else ():
            target = posixpath.normpath(posixpath.join("/" + folder, each.get("Target", ""))).lstrip("/")
            found[each.get("Id", "")] = (each.get("Type", "").rpartition("/")[2], target)
        return found

    def main_part(self) -> str:
        """The part that the package is about (its workbook, its document); empty where it names none."""
        return next((target for kind, target in self.targets().values() if kind == "officeDocument"), "")

    @property
    def has_content_types(self) -> bool:
        return CONTENT_TYPES in self.names

    @property
    def is_signed(self) -> bool:
        """True for a package with a digital signature."""
        return any(name.startswith("_xmlsignatures/") for name in self.names)

    def content_type(self, part: str) -> str:
        """What the package says a part is; empty where it says nothing."""
        types = self.xml(CONTENT_TYPES)
        overrides = {t.get("PartName", "").lstrip("/"): t for t in types.iter(f"{_TYPES}Override")}
        defaults = {t.get("Extension", "").lower(): t for t in types.iter(f"{_TYPES}Default")}
        found = overrides.get(part, defaults.get(part.rpartition(".")[2].lower()))
        return "" if found is None else found.get("ContentType", "")

    def tree(self, content: bytes) -> Element:
        """The root element of a part that was read and is small; nobody may change it."""
        self.count_tags(content)
        _Prolog(self.path).check(content)
        return _tree(content)

    def _pieces(self, name: str) -> Iterator[bytes]:
        info = self.archive.getinfo(name)
        if info.flag_bits & 0x1:
            raise BrokenFile(finding("FILE-005", file=str(self.path)))
        if info.compress_type not in _READABLE:
            raise broken(self.path)
        with self.archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                self._meter.count_bytes(piece)
                yield piece


@dataclass(slots=True)
class _Prolog:
    """What stands before the first element of a part: no office file has a DTD there, so that one is refused
    before its entities are looked at."""

    path: Path
    has_ended: bool = False
    _parser: Any = None

    def check(self, piece: bytes) -> None:
        for at in range(0, len(piece), _PIECE_OF_PROLOG):
            if self.has_ended:
                return
            self._read(piece[at : at + _PIECE_OF_PROLOG])

    def _read(self, piece: bytes) -> None:
        if self._parser is None:
            self._parser = ParserCreate()
            self._parser.StartElementHandler = self._end
            self._parser.StartDoctypeDeclHandler = self._refuse
        try:
            self._parser.Parse(piece)
        except _FirstElement:
            self.has_ended, self._parser = True, None

    def _end(self, *_: object) -> NoReturn:
        raise _FirstElement

    def _refuse(self, *_: object) -> NoReturn:
        raise broken(self.path, _OWN_ENTITIES)


class _FirstElement(Exception):
    """The prolog of a part is over."""


_tree = remembered(most=128, shorter_than=16_000)(fromstring)
"""Styles, relationships and what stands around the rows of a sheet are the same in the next workbook of a
layout."""


def broken(path: Path, reason: Words = _DAMAGED) -> BrokenFile:
    """The exception for a damaged file."""
    return BrokenFile(finding("FILE-006", file=str(path), reason=reason))


def too_large(path: Path) -> BrokenFile:
    """The exception for a file that holds far more than any annex."""
    return BrokenFile(finding("FILE-023", file=str(path)))
