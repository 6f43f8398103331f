"""Writing files: beside the target first, moved over it when whole, never over an input or a file that is
open, an existing one only when told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from cchc_excel.errors import BrokenFile, Finding, WrongUsage, finding
from cchc_excel.on_disk import are_same, is_held, lock_of, why_refused


def check_target(target: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Refuse a target that is an input, that exists and may not be replaced, or that is open; before any work
    is done."""
    if any(are_same(target, source) for source in inputs):
        raise WrongUsage(finding("FILE-014", file=str(target)))
    if target.exists() and not force:
        raise WrongUsage(finding("FILE-010", file=str(target)))
    if told := _told_open(target):
        raise WrongUsage(told)


def write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make the file under another name beside the target, then move it there."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".dang-ghi-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        beside = Path(name)
        try:
            write(beside)
            beside.chmod(0o644)
            if told := _told_open(target):
                raise BrokenFile(told)
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise BrokenFile(finding("FILE-011", file=str(target), reason=why_refused(error, target))) from error


def _told_open(target: Path) -> Finding | None:
    """Say that a target is open, by the lock that an office program keeps beside it, or because Windows lets
    nobody write it."""
    if not target.is_file():
        return None
    if lock := lock_of(target):
        return finding("FILE-048", file=str(target), holder=lock.holder, lock=lock.path.name)
    try:
        target.open("r+b").close()
    except OSError as error:
        if is_held(error):
            return finding("FILE-049", file=str(target))
    return None
