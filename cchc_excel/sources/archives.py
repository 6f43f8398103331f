"""Zip files among the inputs, as e-mail attachments arrive. A member is an input under the path of the zip
with its own path after it: `thu.zip/Xã Lát.xlsx`.

No member is ever unpacked onto the disk: it is read into memory when its turn comes, so that nothing is left
behind and no name can lead anywhere. No more is inflated than a zip declares, which may be a lie. A zip
that cannot be used, or of which something is to be said, is itself an input: reading it tells the reason.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import IO
from unicodedata import normalize

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.on_disk import file_of, why_refused
from cchc_excel.ooxml import CONTENT_TYPES, UNREADABLE, too_large
from cchc_excel.sources.archive_names import Parts, name_of, parts_of
from cchc_excel.sources.own_results import ENOUGH, is_result_of_ours
from cchc_excel.sources.passed_over import is_hidden
from cchc_excel.words import Words

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MOST_MEMBERS, _MOST_BYTES, _MOST_OF_MEMBER = 2_000, 1 << 30, 64 << 20
"""Files of a zip and of those in it; bytes of all of them, unpacked; bytes of one."""
_FEW_BYTES, _MOST_TIMES = 64 << 20, 20
"""Up to how many bytes it does not matter how many times its packed size a zip is."""
_DEEPEST = 3
"""Zips in one another."""
_MOST_OF_DIRECTORY, _LONGEST_END, _END_64 = 4 << 20, 20 + 22 + 65_535, 56
"""Bytes of the list of members, and of what stands after it."""
_FIXED_HEADER, _LONGEST_NAME = 30, 300
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE, _ENCRYPTED = 1 << 16, 0x1
_OFFICE_NAMES = (CONTENT_TYPES, "mimetype")
_OFFICE_PART = re.compile(r"(?:xl|word|ppt|_rels|docProps|customXml)/.*\.(?:xml|rels|bin)")

_CUT_OFF = Words("tệp bị cắt cụt hoặc hỏng", "it is cut off or damaged")
_UNKNOWN_METHOD = Words("kiểu nén lạ", "an uncommon way of packing")


def is_archive(file: IO[bytes]) -> bool:
    """True for a zip of files, a damaged one too; false for an office package and for what is no zip."""
    file.seek(0)
    beginning = file.read(_FIXED_HEADER + _LONGEST_NAME)
    if not beginning.startswith(SIGNATURES):
        return False
    try:
        names = _first_name(beginning) if _is_directory_too_large(file) else zipfile.ZipFile(file).namelist()
    except UNREADABLE:
        names = _first_name(beginning)
        return bool(names) and not is_office(names)
    return not is_office(names)


def members_in(path: Path) -> tuple[Path, ...]:
    """The files that an input stands for: those in it where it is a zip, else itself. A zip of which
    something is to be said stands among them."""
    try:
        return tuple(_walk(path, _Allowance(), _depth_of(path))) or (path,)
    except (BrokenFile, _TooMuch):
        return (path,)


def refusal_of(path: Path) -> BrokenFile:
    """Why a zip is no source itself."""
    try:
        depth = _depth_of(path)
        members = tuple(_walk(path, _Allowance(), depth))
        archive = _archive(path, _stamp(path))
    except _TooMuch:
        return BrokenFile(finding("FILE-043", file=str(path)))
    except BrokenFile as refused:
        return refused
    if archive is not None and archive.unsafe:
        return BrokenFile(finding("FILE-044", file=str(path), names=archive.unsafe))
    if not members:
        return BrokenFile(finding("FILE-045", file=str(path)))
    if depth >= _DEEPEST:
        return BrokenFile(finding("FILE-046", file=str(path), most=_DEEPEST))
    return BrokenFile(finding("FILE-047", file=str(path), example=str(members[0])))


def read_member(path: Path) -> bytes:
    """The bytes of a file in a zip; raises BrokenFile for one that cannot be read."""
    member = _member_at(path)
    return member.archive.read(path, member.info)


def modified_of_member(path: Path) -> datetime | None:
    """When a file in a zip was changed; a zip has no time zone, so that it is taken for the one here."""
    try:
        return datetime(*_member_at(path).info.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


class _TooMuch(Exception):
    """A zip holds more than reports ever do."""


@dataclass(slots=True)
class _Allowance:
    """What a zip may still hold, those in it included."""

    members: int = _MOST_MEMBERS
    size: int = _MOST_BYTES

    def take(self, archive: _Archive) -> None:
        size = sum(info.file_size for info in archive.members.values())
        self.members -= len(archive.members)
        self.size -= size
        if min(self.members, self.size) < 0 or size > max(_FEW_BYTES, _MOST_TIMES * archive.packed):
            raise _TooMuch


@dataclass(frozen=True, slots=True)
class _Archive:
    """A zip: its files by their paths, the names that lead out of it, its own size, and where its bytes are,
    on the disk or here."""

    members: Mapping[Parts, zipfile.ZipInfo]
    unsafe: tuple[str, ...]
    packed: int
    source: Path | bytes

    @classmethod
    def of(cls, path: Path, file: IO[bytes], source: Path | bytes) -> _Archive:
        """Raises BrokenFile for a damaged one, and _TooMuch."""
        if _is_directory_too_large(file):
            raise _TooMuch
        try:
            with zipfile.ZipFile(file) as opened:
                infos = [info for info in opened.infolist() if not info.orig_filename.endswith(("/", "\\"))]
        except UNREADABLE as error:
            raise _broken(path, _CUT_OFF) from error
        if len(infos) > _MOST_MEMBERS:
            raise _TooMuch
        members: dict[Parts, zipfile.ZipInfo] = {}
        for info in infos:
            if parts := parts_of(info):
                members[_unlike(parts, members)] = info
        unsafe = tuple(name_of(info)[:_LONGEST_NAME] for info in infos if not parts_of(info))
        return cls(members, unsafe, file.seek(0, io.SEEK_END), source)

    def read(self, path: Path, info: zipfile.ZipInfo) -> bytes:
        """The bytes of a member; raises BrokenFile where it cannot be unpacked or is too large."""
        if info.file_size > _MOST_OF_MEMBER:
            raise too_large(path)
        return self.beginning(path, info, _MOST_OF_MEMBER)

    def beginning(self, path: Path, info: zipfile.ZipInfo, most: int) -> bytes:
        """The first bytes of a member."""
        if info.flag_bits & _ENCRYPTED:
            raise BrokenFile(finding("FILE-041", file=str(path)))
        if info.compress_type not in _READABLE:
            raise _broken(path, _UNKNOWN_METHOD)
        try:
            with (
                io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source.open("rb") as file
            ):
                return _unpacked(file, info, min(most, info.file_size))
        except UNREADABLE as error:
            raise _broken(path, _CUT_OFF) from error


def _unpacked(file: IO[bytes], info: zipfile.ZipInfo, size: int) -> bytes:
    """The first bytes of a member, and never more, whatever is packed there."""
    file.seek(info.header_offset)
    header = file.read(_FIXED_HEADER)
    if not header.startswith(SIGNATURES[0]):
        raise zipfile.BadZipFile
    file.seek(sum(struct.unpack_from("<HH", header, 26)), io.SEEK_CUR)
    content = file.read(size) if info.compress_type == zipfile.ZIP_STORED else _inflated(file, size)
    is_whole = size == info.file_size
    if len(content) < size or (is_whole and zlib.crc32(content) != info.CRC):
        raise zipfile.BadZipFile
    return content


def _inflated(file: IO[bytes], size: int) -> bytes:
    content, inflater = bytearray(), zlib.decompressobj(-zlib.MAX_WBITS)
    while len(content) < size and not inflater.eof:
        piece = inflater.unconsumed_tail or file.read(_PIECE)
        if not piece:
            break
        content += inflater.decompress(piece, size - len(content))
    return bytes(content)


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in a zip, and in how many zips it lies."""

    archive: _Archive
    info: zipfile.ZipInfo
    depth: int


def _walk(path: Path, allowance: _Allowance, depth: int) -> Iterator[Path]:
    """The inputs that a file stands for; where names in a zip lead out of it, the zip itself too."""
    archive = _archive(path, _stamp(path)) if depth < _DEEPEST else None
    if archive is None:
        yield path
        return
    allowance.take(archive)
    wanted = {parts: archive.members[parts] for parts in sorted(archive.members) if not is_hidden(parts)}
    if wanted and all(info.flag_bits & _ENCRYPTED for info in wanted.values()):
        raise BrokenFile(finding("FILE-041", file=str(path)))
    if archive.unsafe:
        yield path
    for parts in wanted:
        try:
            yield from _walk_member(path.joinpath(*parts), parts, archive, allowance, depth + 1)
        except BrokenFile:
            yield path.joinpath(*parts)


def _walk_member(
    path: Path, parts: Parts, archive: _Archive, allowance: _Allowance, depth: int
) -> Sequence[Path]:
    """The inputs that a member stands for: none where it is a result of ours."""
    info = archive.members[parts]
    content = archive.beginning(path, info, ENOUGH)
    if content.startswith(SIGNATURES):
        content = archive.read(path, info)
    if is_result_of_ours(parts[-1], partial(io.BytesIO, content)):
        return ()
    return (is_archive(io.BytesIO(content)) and tuple(_walk(path, allowance, depth))) or (path,)


@lru_cache(maxsize=_DEEPEST)
def _archive(path: Path, stamp: tuple[int, int]) -> _Archive | None:
    """The zip that a file is, None for what is none; it is kept, since its members are read one by one."""
    if file_of(path) != path:
        content = read_member(path)
        file = io.BytesIO(content)
        return _Archive.of(path, file, content) if is_archive(file) else None
    try:
        with path.open("rb") as file:
            return _Archive.of(path, file, path) if is_archive(file) else None
    except OSError as error:
        raise BrokenFile(finding("FILE-007", file=str(path), reason=why_refused(error, path))) from error


def _stamp(path: Path) -> tuple[int, int]:
    """What changes with the file on the disk."""
    try:
        stat = file_of(path).stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size


def _member_at(path: Path) -> _Member:
    """The file in a zip that a path names; raises BrokenFile where there is none."""
    at, stamp = file_of(path), _stamp(path)
    for depth in range(1, _DEEPEST + 1):
        try:
            archive = _archive(at, stamp)
        except _TooMuch:
            raise BrokenFile(finding("FILE-043", file=str(at))) from None
        if archive is None:
            break
        wanted = tuple(normalize("NFC", part) for part in path.parts[len(at.parts) :])
        if wanted in archive.members:
            return _Member(archive, archive.members[wanted], depth)
        above = (wanted[:n] for n in range(1, len(wanted)))
        inner = next((parts for parts in above if parts in archive.members), None)
        if inner is None:
            break
        at = at.joinpath(*inner)
    raise BrokenFile(finding("FILE-004", file=str(path)))


def _depth_of(path: Path) -> int:
    """In how many zips a file lies."""
    return 0 if file_of(path) == path else _member_at(path).depth


def _broken(path: Path, reason: Words) -> BrokenFile:
    return BrokenFile(finding("FILE-042", file=str(path), reason=reason))


def _unlike(parts: Parts, taken: Collection[Parts]) -> Parts:
    """A path that no other member has: of two of one name the second gets a number."""
    name, number = PurePosixPath(parts[-1]), 1
    while parts in taken:
        number += 1
        parts = (*parts[:-1], f"{name.stem} ({number}){name.suffix}")
    return parts


def _first_name(beginning: bytes) -> list[str]:
    """The name of the first member, of a zip whose list of members is lost."""
    length = int.from_bytes(beginning[26:28], "little")
    name = beginning[_FIXED_HEADER : _FIXED_HEADER + length].decode("latin-1")
    return [name] if name and "\0" not in name and beginning.startswith(SIGNATURES[0]) else []


def is_office(names: Iterable[str]) -> bool:
    """True for the names of an office package's parts, where some are lost too."""
    return any(name in _OFFICE_NAMES or _OFFICE_PART.match(name) for name in names)


def _is_directory_too_large(file: IO[bytes]) -> bool:
    """True where the list of members alone would take long to read; false where there is none."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - _LONGEST_END - _END_64))
    tail = file.read()
    at = tail.rfind(SIGNATURES[1])
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    is_extended = at >= 20 + _END_64 and tail[at - 20 : at - 16] == b"PK\x06\x07"
    if is_extended:  # by one of 64 bits, which counts
        size = int.from_bytes(tail[at - 20 - _END_64 :][40:48], "little")
    return size > _MOST_OF_DIRECTORY
