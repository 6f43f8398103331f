"""Read a corpus workbook through the command line, in this process, as any user would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.cli import main

from .cases import Case, build
from .judge import Score, judge, rows_named

FORM_NAMES = {form.id: form.short for form in load_catalogue().forms}


@dataclass(frozen=True, slots=True)
class Read:
    """What `read` and `check` say of a workbook; without records it could not be read."""

    records: Sequence[dict[str, Any]]
    findings: Sequence[dict[str, Any]]


def read(path: Path) -> Read:
    """The rows of a workbook and all that was found in it."""
    records = _command("read", path)
    checked = _command("check", path)
    return Read(records, [f for file in checked["files"] for f in file["findings"]])


def score(case: Case, folder: Path) -> Score:
    """Build a case's workbook, read it, judge it; where reading breaks down every cell is wrong."""
    built = build(case, folder)
    try:
        found = read(built.path)
    except Exception as fault:  # one workbook must not hide the others
        cells = sum(len(truth.rows) for truth in built.truth)
        return Score(wrong=cells, faults=(f"{case.name}: {fault!r}",))
    return judge(case, built.truth, found.records, rows_named(found.findings, FORM_NAMES))


def _command(name: str, path: Path) -> Any:
    done = CliRunner().invoke(main, [name, str(path), "--format", "json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return json.loads(done.stdout or "null")
