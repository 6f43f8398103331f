"""Where results may be written: never over a file that came, in a folder that was named neither."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from cchc_excel.output.files import check_target
from cchc_excel.sources import is_made_by_us


def check_result(target: Path, paths: Sequence[Path], *, force: bool) -> None:
    """Refuse a target that is an input: a file that is named, or one that lies in a folder that is named and
    is no earlier result of ours; raises WrongUsage before any work is done."""
    inputs = [path for path in paths if path.is_file()]
    lies_there = any(path.is_dir() and _lies_in(target, path) for path in paths)
    if force and lies_there and not _is_ours(target):
        inputs.append(target)
    check_target(target, force=force, inputs=inputs)


def _lies_in(target: Path, folder: Path) -> bool:
    return target.is_file() and target.resolve().is_relative_to(folder.resolve())


def _is_ours(target: Path) -> bool:
    return is_made_by_us(target.name, partial(target.open, "rb"))
