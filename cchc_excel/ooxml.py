"""The package of an Office Open XML file: its parts, their relationships, and the limits that keep a
hostile one harmless.

Knows nothing of sheets. Source: ECMA-376 part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.words import Words

_LARGEST_PART = 200 * 1024 * 1024
"""Bytes of an unpacked part; a report's largest is a few hundred kilobytes."""
_DAMAGED = Words("cấu trúc bên trong không đúng", "its inner structure is wrong")
_CUT_OFF = Words("tệp bị cắt cụt", "it is cut off")
_TOO_LARGE = Words("một phần của tệp lớn bất thường", "a part of it is unusually large")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    IndexError,
    EOFError,
    NotImplementedError,
)
"""What reading raises on packages that Excel would offer to repair."""


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package; every fault is raised as BrokenFile with the file's name."""

    path: Path
    archive: zipfile.ZipFile
    names: frozenset[str]

    @classmethod
    def open(cls, path: Path, content: bytes) -> Package:
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise broken(path, _CUT_OFF) from error
        return cls(path, archive, frozenset(archive.namelist()))

    def part(self, name: str) -> bytes:
        """The bytes of a part."""
        info = self.archive.getinfo(name)
        if info.flag_bits & 0x1:
            raise BrokenFile(finding("FILE-005", file=str(self.path)))
        if info.file_size > _LARGEST_PART:
            raise broken(self.path, _TOO_LARGE)
        return self.archive.read(info)

    def xml(self, name: str) -> Element:
        """The root element of a part."""
        return fromstring(self.part(name))

    def elements(self, name: str, *tags: str) -> Iterator[Element]:
        """The elements of some tags as they are read; each is emptied once it was given, so that a large
        part costs little memory."""
        for _, element in iterparse(io.BytesIO(self.part(name))):
            if element.tag in tags:
                yield element
                element.clear()

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """The relationships of a part: id → (the last word of its type, the part it points at)."""
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        found = {}
        for each in self.xml(rels).iter(_RELATIONSHIP) if rels in self.names else ():
            target = posixpath.normpath(posixpath.join("/" + folder, each.get("Target", ""))).lstrip("/")
            found[each.get("Id", "")] = (each.get("Type", "").rpartition("/")[2], target)
        return found


def broken(path: Path, reason: Words = _DAMAGED) -> BrokenFile:
    """The exception for a damaged file."""
    return BrokenFile(finding("FILE-006", file=str(path), reason=reason))
