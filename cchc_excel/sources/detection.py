"""Which kind of file it is, and the files of a folder that are worth trying."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cchc_excel.errors import BrokenFile, WrongUsage, finding
from cchc_excel.model.grids import SourceDocument
from cchc_excel.sources.listing import looks_like_listing, read_csv_table, read_listing
from cchc_excel.sources.published import looks_published, read_published
from cchc_excel.sources.xlsx import read_xlsx
from cchc_excel.words import os_reason

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_source(path: Path) -> SourceDocument:
    """Read any readable source into grids; raises BrokenFile with the reason for what is none."""
    content = _content(path)
    if not content:
        raise BrokenFile(finding("FILE-002", file=str(path)))
    if content.startswith(b"PK\x03\x04"):
        return read_xlsx(path, content)
    if content.startswith(_OLE):
        code = "FILE-005" if _ENCRYPTED in content else "FILE-001"
        raise BrokenFile(finding(code, file=str(path)))
    if looks_published(content):
        return read_published(path, content)
    if looks_like_listing(path, content):
        return read_listing(path, content)
    raise BrokenFile(finding("FILE-003" if path.suffix.lower() == ".txt" else "FILE-001", file=str(path)))


def read_table(path: Path) -> SourceDocument:
    """Read a table that is no report (a list of units): a workbook or a CSV."""
    content = _content(path)
    return read_xlsx(path, content) if content.startswith(b"PK\x03\x04") else read_csv_table(path, content)


def files_in(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files that are meant: those named, and in folders (and theirs) all that are no lock files or
    hidden ones.

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
    return any(n.startswith((".", "~$")) for n in names) or path.name in ("Thumbs.db", "desktop.ini")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BrokenFile(finding("FILE-004", file=str(path))) from error
    except OSError as error:
        raise BrokenFile(finding("FILE-007", file=str(path), reason=os_reason(error))) from error
