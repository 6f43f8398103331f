"""Which kind of file it is.

The content tells, whatever the name says; only where a text could be two kinds does the name help. A reader
is imported when a file of its kind comes.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import SourceDocument
from cchc_excel.on_disk import lock_of
from cchc_excel.ooxml import DAMAGE, Package, broken, too_large
from cchc_excel.sources.archives import SIGNATURES, is_archive, is_office, refusal_of
from cchc_excel.sources.inputs import content_of
from cchc_excel.sources.listing import (
    looks_like_listing,
    looks_like_table,
    read_csv_sheet,
    read_csv_table,
    read_listing,
)
from cchc_excel.sources.published import looks_published, read_published

_LARGEST_TEXT, _LARGEST_REPORT = 3 << 20, 512 << 10
"""Bytes of a list or table as text, and of a published report, which is a tenth of that."""
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


def read_source(path: Path) -> SourceDocument:
    """Read any readable source into grids; raises BrokenFile with the reason for what is none."""
    from cchc_excel.sources.legacy_text import with_legacy_text_decoded
    from cchc_excel.sources.marked_text import with_marked_text_settled

    document = with_legacy_text_decoded(with_marked_text_settled(_read(path, content_of(path))))
    lock = lock_of(path)
    if lock is None:
        return document
    told = finding("FILE-040", file=path.name, holder=lock.holder, lock=lock.path.name)
    return replace(document, notices=(*document.notices, told))


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
    content = content_of(path)
    kind = _kind_of_container(path, content)
    if not kind:
        return read_csv_table(path, content)
    from cchc_excel.sources.marked_text import with_marked_text_settled

    return with_marked_text_settled(_read_container(path, content, kind))


def _refuse_by_signature(path: Path, content: bytes) -> None:
    for signature, code, kind in _REFUSED_BY_SIGNATURE:
        if signature.match(content):
            raise BrokenFile(finding(code, file=str(path), kind=kind))


def _kind_of_container(path: Path, content: bytes) -> str:
    """Which kind of package or compound file it is; empty for what is neither."""
    if content.startswith(SIGNATURES):
        return _kind_of_package(path, content)
    if content.startswith(_OLE):
        return _kind_of_compound(path, content)
    return "xls" if _BARE_RECORDS.match(content) else ""


def _kind_of_package(path: Path, content: bytes) -> str:
    try:
        package = Package.open(path, content)
    except BrokenFile:
        if is_archive(io.BytesIO(content)):
            return "archive"
        raise
    if not is_office(package.names):
        return "archive"
    try:
        if "mimetype" in package.names:
            return _first(_OF_MIMETYPE, package.part("mimetype").decode("latin-1"))
        if not package.has_content_types:
            return "damaged"
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
    if kind == "archive":
        raise refusal_of(path)
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
    "doc": ("FILE-021", "DOC"),
    "odt": ("FILE-021", "ODT"),
}
