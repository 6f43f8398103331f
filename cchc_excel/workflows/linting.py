"""Check a declaration that a user writes: a layout, or rules of one's own."""

from __future__ import annotations

from pathlib import Path

from cchc_excel.catalog.declarations import Problems, read_toml
from cchc_excel.catalog.layouts import LAYOUT_KEYS, read_layout
from cchc_excel.catalog.own_rules import FILE_KEYS, read_own_rules
from cchc_excel.errors import BrokenDeclaration, WrongUsage, finding
from cchc_excel.workflows.tools import Tools

_KINDS = ((LAYOUT_KEYS, read_layout), (FILE_KEYS, read_own_rules))
"""What a file of each kind may hold, and what reads it."""


def faults_of(path: Path, tools: Tools) -> tuple[str, ...]:
    """The faults of a layout's or a rules file, each with its place; nothing for a right one."""
    if not path.is_file():
        raise WrongUsage(finding("FILE-037" if path.is_dir() else "FILE-004", file=str(path)))
    problems = Problems(is_of_one_file=True)
    table = read_toml(path, problems)
    if not problems and not table:
        problems.add(path.name, "tệp trống: cần [[tables]] (bố cục) hoặc [[changes]], [[rules]] (quy tắc)")
    if problems:
        return tuple(problems.found)
    _, read = max(_KINDS, key=lambda kind: len(kind[0].keys() & table.keys()))
    try:
        read(path, tools.catalogue)
    except BrokenDeclaration as broken:
        return broken.problems
    return ()
