"""Which kind of file it is, and the files of a folder that are worth trying.

The content tells, whatever the name says; only where a text could be two kinds does the name help. A reader
is imported when a file of its kind comes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from cchc_excel.errors import BrokenFile, WrongUsage, finding
from cchc_excel.model.grids import SourceDocument
from cchc_excel.ooxml import DAMAGE, Package, broken, too_large
from cchc_excel.sources.listing import (
    looks_like_listing,
    looks_like_table,
    read_csv_sheet,
    read_csv_table,
    read_listing,
)
from cchc_excel.sources.own_results import is_result_of_ours
from cchc_excel.sources.published import looks_published, read_published
from cchc_excel.words import os_reason

_LARGEST_FILE, _LARGEST_TEXT, _LARGEST_REPORT = 100 << 20, 3 << 20, 512 << 10
"""Bytes of a file, of a list or table as text, and of a published report, which is a tenth of that."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_RECORDS = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
"""How an .xls begins where it comes without a compound file around it."""

_REFUSED_BY_SIGNATURE = (
    (re.compile(rb"\s{0,100}%PDF-"), "FILE-018", ""),
    (re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*"), "FILE-019", ""),
    (re.compile(rb"BM.{4}\x00{4}|RIFF.{4}WEBP|.{4}ftyp(?:hei|hev|mif|avif)", re.DOTALL), "FILE-019", ""),
    (re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh\d|\xfd7zXZ"), "FILE-020", ""),
    (re.compile(rb"\s{0,100}\{\\rtf"), "FILE-021", "RTF"),
    (re.compile(rb"ID;P"), "FILE-022", "SYLK"),
    (
        re.compile(rb"[^<]{0,9}<\?xml.{0,2000}(?:progid=.Excel\.Sheet|office:spreadsheet)\b", re.DOTALL),
        "FILE-022",
        "XML 2003",
    ),
    (re.compile(rb"[^<]{0,9}<\?xml.{0,9000}opendocument\.spreadsheet", re.DOTALL), "FILE-022", "FODS"),
)
"""What is no source, by how it begins; the third says which kind."""

_OF_CONTENT_TYPE = (
    ("spreadsheetml", "xlsx"),
    ("ms-excel.sheet.binary", "xlsb"),
    ("ms-excel", "xlsx"),
    ("wordprocessingml", "docx"),
    ("ms-word", "docx"),
)
_OF_MIMETYPE = (("opendocument.spreadsheet", "ods"), ("opendocument.text", "odt"))
_OF_STREAM = (
    ("EncryptedPackage", "encrypted"),
    ("EncryptedSummary", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
)
_OFFICE_FOLDERS = ("xl/", "word/", "ppt/")


def read_source(path: Path) -> SourceDocument:
    """Read any readable source into grids; raises BrokenFile with the reason for what is none."""
    from cchc_excel.sources.legacy_text import with_legacy_text_decoded
    from cchc_excel.sources.marked_text import with_marked_text_settled

    return with_legacy_text_decoded(with_marked_text_settled(_read(path, _content(path))))


def _read(path: Path, content: bytes) -> SourceDocument:
    if not content:
        raise BrokenFile(finding("FILE-002", file=str(path)))
    _refuse_by_signature(path, content)
    if kind := _kind_of_container(path, content):
        return _read_container(path, content, kind)
    from cchc_excel.sources.html import looks_like_html, read_html

    if looks_like_html(content):
        return read_html(path, content)
    if len(content) > _LARGEST_TEXT:
        raise too_large(path)
    if len(content) <= _LARGEST_REPORT and looks_published(content):
        return read_published(path, content)
    if looks_like_table(content):
        return read_csv_sheet(path, content)
    if looks_like_listing(path, content):
        return read_listing(path, content)
    if len(content) > _LARGEST_REPORT:
        raise too_large(path)
    raise BrokenFile(finding("FILE-003" if path.suffix.lower() == ".txt" else "FILE-001", file=str(path)))


def read_table(path: Path) -> SourceDocument:
    """Read a table that is no report (a list of units): a workbook or a CSV."""
    content = _content(path)
    kind = _kind_of_container(path, content)
    if not kind:
        return read_csv_table(path, content)
    from cchc_excel.sources.marked_text import with_marked_text_settled

    return with_marked_text_settled(_read_container(path, content, kind))


def files_in(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files that are meant: those named, and in folders (and theirs) all that are no lock files, no
    hidden ones and no reports of our own checks.

    A file in a folder whose kind is not read is given too, so that nobody wonders where it went.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not _is_passed_over(p, path))
        elif path.exists():
            yield path
        else:
            raise WrongUsage(finding("FILE-004", file=str(path)))


def _is_passed_over(path: Path, folder: Path) -> bool:
    names = path.relative_to(folder).parts
    is_of_the_system = any(n.startswith((".", "~$")) for n in names) or path.name in _SYSTEM_FILES
    return is_of_the_system or is_result_of_ours(path)


_SYSTEM_FILES = ("Thumbs.db", "desktop.ini")


def _content(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > _LARGEST_FILE:
            raise too_large(path)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BrokenFile(finding("FILE-004", file=str(path))) from error
    except OSError as error:
        raise BrokenFile(finding("FILE-007", file=str(path), reason=os_reason(error))) from error


def _refuse_by_signature(path: Path, content: bytes) -> None:
    for signature, code, kind in _REFUSED_BY_SIGNATURE:
        if signature.match(content):
            raise BrokenFile(finding(code, file=str(path), kind=kind))


def _kind_of_container(path: Path, content: bytes) -> str:
    """Which kind of package or compound file it is; empty for what is neither."""
    if content.startswith(_ZIP):
        return _kind_of_package(path, content)
    if content.startswith(_OLE):
        return _kind_of_compound(path, content)
    return "xls" if _BARE_RECORDS.match(content) else ""


def _kind_of_package(path: Path, content: bytes) -> str:
    package = Package.open(path, content)
    try:
        if "mimetype" in package.names:
            return _first(_OF_MIMETYPE, package.part("mimetype").decode("latin-1"))
        if not package.has_content_types:
            is_office = any(name.startswith(_OFFICE_FOLDERS) for name in package.names)
            return "damaged" if is_office else "archive"
        return _first(_OF_CONTENT_TYPE, package.content_type(package.main_part()))
    except DAMAGE as error:
        raise broken(path) from error


def _kind_of_compound(path: Path, content: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            streams = {entry[0] for entry in file.listdir()}
    except Exception as error:  # whatever olefile raises on damaged bytes
        raise broken(path) from error
    return next((kind for stream, kind in _OF_STREAM if stream in streams), "other")


def _first(kinds: tuple[tuple[str, str], ...], said: str) -> str:
    return next((kind for mark, kind in kinds if mark in said), "other")


def _read_container(path: Path, content: bytes, kind: str) -> SourceDocument:
    if kind in _REFUSED_CONTAINERS:
        code, name = _REFUSED_CONTAINERS[kind]
        raise BrokenFile(finding(code, file=str(path), kind=name))
    if kind == "damaged":
        raise broken(path)
    if kind == "xls":
        from cchc_excel.sources.xls import read_xls as read
    elif kind == "xlsb":
        from cchc_excel.sources.xlsb import read_xlsb as read
    elif kind == "ods":
        from cchc_excel.sources.ods import read_ods as read
    elif kind == "docx":
        from cchc_excel.sources.docx import read_docx as read
    else:
        from cchc_excel.sources.xlsx import read_xlsx as read
    return read(path, content)


_REFUSED_CONTAINERS = {
    "other": ("FILE-001", ""),
    "encrypted": ("FILE-005", ""),
    "archive": ("FILE-020", ""),
    "doc": ("FILE-021", "DOC"),
    "odt": ("FILE-021", "ODT"),
}
