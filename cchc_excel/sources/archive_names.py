"""What the members of a zip are called.

A zip says of few names how they are written. Windows wrote the bytes of the machine's code page for decades
(1258 where it speaks Vietnamese, 437 elsewhere), macOS and Linux write UTF-8 and do not always say so; some
programs add the name in UTF-8 beside it. Source: PKWARE APPNOTE 4.4.4, 4.6.9, appendix D.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from unicodedata import normalize

from cchc_excel.words import without_marks

Parts = tuple[str, ...]
"""A member's path in its archive, folder by folder."""
_SAID_UTF_8, _UNICODE_PATH = 0x800, 0x7075
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST = 1000


def parts_of(info: zipfile.ZipInfo) -> Parts:
    """The path of a member; empty for one that leads out of the archive, or is no path at all."""
    name = normalize("NFC", name_of(info)).replace("\\", "/")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    leads_out = name.startswith("/") or ".." in parts or any(map(_DRIVE.match, parts))
    return () if leads_out or len(name) > _LONGEST else parts


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member as the one who packed it read it."""
    name = info.orig_filename
    if not info.flag_bits & _SAID_UTF_8:
        raw = name.encode("cp437")  # by which the library took it to text
        name = _beside(info.extra, raw) or _decoded(raw)
    return name.partition("\0")[0]


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "cp1258"):
        try:
            name = normalize("NFC", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _is_vietnamese(name):
            return name
    return raw.decode("cp437")


def _is_vietnamese(name: str) -> bool:
    """True where all letters are those of Vietnamese, with or without marks."""
    return all(c.isascii() or (c.isalpha() and without_marks(c).isascii()) for c in name)


def _beside(extra: bytes, raw: bytes) -> str:
    """The name in UTF-8 that stands in an extra field, if it is that of this very name."""
    for kind, content in _fields(extra):
        if kind == _UNICODE_PATH and content[:1] == b"\1":
            is_current = int.from_bytes(content[1:5], "little") == zlib.crc32(raw)
            return content[5:].decode("utf-8", "ignore") if is_current else ""
    return ""


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:
        kind, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]
