"""Writing files: beside the target first, moved over it when whole, never over an input, an existing one
only when told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from cchc_excel.errors import BrokenFile, WrongUsage, finding
from cchc_excel.words import os_reason


def check_target(target: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Refuse a target that is an input, or that exists and may not be replaced; before any work is done."""
    if any(_same(target, source) for source in inputs):
        raise WrongUsage(finding("FILE-014", file=str(target)))
    if target.exists() and not force:
        raise WrongUsage(finding("FILE-010", file=str(target)))


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
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise BrokenFile(finding("FILE-011", file=str(target), reason=os_reason(error))) from error


def _same(a: Path, b: Path) -> bool:
    return a.exists() and b.exists() and a.samefile(b)
