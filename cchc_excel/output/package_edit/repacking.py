"""The archive of a workbook with some parts replaced, left out or added; every other entry is packed as it
was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

from cchc_excel.ooxml import Package, too_large

_PIECE, _MOST_BYTES = 1 << 20, 1 << 29
"""Of all parts that are copied unread: pictures, macros."""
_ANY_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of parts that are added: the same workbook gives the same bytes."""


def repacked(package: Package, new: Mapping[str, bytes | None]) -> bytes:
    """The archive with some parts replaced (None: left out), the same entries in the same order; parts that
    it has not come behind them."""
    target, copied = io.BytesIO(), 0
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = package.archive.comment
        for info in package.archive.infolist():
            if info.filename in new and new[info.filename] is None:
                continue
            with archive.open(_as_it_was(info), "w") as entry, _reader(package, info, new) as old:
                while piece := old.read(_PIECE):
                    copied += len(piece)
                    if copied > _MOST_BYTES:
                        raise too_large(package.path)
                    entry.write(piece)
        for info, content in _added(package, new):
            archive.writestr(info, content)
    return target.getvalue()


def changed_parts(before: bytes, after: bytes) -> frozenset[str]:
    """The parts that two packages do not share byte for byte (by size and checksum)."""
    old, new = _checksums(before), _checksums(after)
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _reader(package: Package, info: zipfile.ZipInfo, new: Mapping[str, bytes | None]) -> IO[bytes]:
    return io.BytesIO(new[info.filename]) if info.filename in new else package.archive.open(info)


def _as_it_was(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(info.filename, info.date_time)
    copy.compress_type, copy.external_attr = info.compress_type, info.external_attr
    copy.create_system, copy.comment = info.create_system, info.comment
    return copy


def _added(package: Package, new: Mapping[str, bytes | None]) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    for name, content in new.items():
        if name not in package.names and content is not None:
            info = zipfile.ZipInfo(name, _ANY_DAY)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            yield info, content


def _checksums(content: bytes) -> dict[str, tuple[int, int]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: (info.CRC, info.file_size) for info in archive.infolist()}
