"""The files that a command is given, and what stands in them as bytes, on the disk or in a zip."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cchc_excel.errors import BrokenFile, WrongUsage, finding
from cchc_excel.on_disk import file_of, why_refused
from cchc_excel.ooxml import too_large
from cchc_excel.sources.archives import (
    is_archive,
    members_in,
    modified_of_member,
    read_member,
    refusal_of,
)
from cchc_excel.sources.passed_over import is_passed_over

_LARGEST_FILE = 100 << 20


def files_in(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files that are meant: those named, and in folders (and theirs) and zips all that are no lock files,
    no hidden ones and no reports of our own checks.

    A file whose kind is not read is given too, so that nobody wonders where it went. One in a zip is given
    by the path of the zip with its own after it.
    """
    for path in paths:
        if path.is_dir():
            for each in sorted(p for p in path.rglob("*") if p.is_file()):
                if not is_passed_over(each.relative_to(path).parts, partial(each.open, "rb")):
                    yield from members_in(each)
        elif file_of(path).is_file():
            yield from members_in(path)
        elif path.exists():
            yield path
        else:
            raise WrongUsage(finding("FILE-004", file=str(path)))


def content_of(path: Path) -> bytes:
    """The bytes of an input; raises BrokenFile where it cannot be read."""
    if file_of(path) != path:
        return read_member(path)
    try:
        if path.is_file() and path.stat().st_size > _LARGEST_FILE:
            raise _refusal_of_large(path)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BrokenFile(finding("FILE-004", file=str(path))) from error
    except OSError as error:
        raise BrokenFile(finding("FILE-007", file=str(path), reason=why_refused(error, path))) from error


def modified_of(path: Path) -> datetime | None:
    """When an input was last changed, to the second; None where a zip does not tell."""
    if file_of(path) != path:
        return modified_of_member(path)
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).replace(microsecond=0)


def _refusal_of_large(path: Path) -> BrokenFile:
    with path.open("rb") as file:
        return refusal_of(path) if is_archive(file) else too_large(path)
