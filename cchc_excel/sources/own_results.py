"""Results of this program that lie among its inputs: a report of a check written into the folder that was
checked is no report of a unit. (A consolidated file is: it is read again, one level up.)
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cchc_excel.model.cover_fields import CHECK_REPORT

_PROPERTIES = "docProps/custom.xml"
_SUFFIXES = (".xlsx", ".html", ".json", ".sarif")
_BEGINNINGS = re.compile(
    rb'<!doctype html>.{0,200}<meta name="generator" content="%b">' % CHECK_REPORT.encode()
    + rb'|\{\s*"schema": 1,\s*"(files|output)": '
    + rb'|\{"\$schema": "[^"]*sarif[^"]*", "version": "2\.1\.0", '
    + rb'"runs": \[\{"tool": \{"driver": \{"name": "cchc"',
    re.DOTALL,
)
_ENOUGH = 600


def is_result_of_ours(path: Path) -> bool:
    """True for what `check` wrote in any format, and for the summary of `consolidate`."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        with path.open("rb") as file:
            beginning = file.read(_ENOUGH)
        return (
            _is_report_workbook(path) if beginning.startswith(b"PK") else bool(_BEGINNINGS.match(beginning))
        )
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return False  # whatever is wrong with it is said when it is read


def _is_report_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        if _PROPERTIES not in archive.namelist() or archive.getinfo(_PROPERTIES).file_size > 100_000:
            return False
        return f'name="{CHECK_REPORT}"'.encode() in archive.read(_PROPERTIES)
