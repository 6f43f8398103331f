"""Results of this program that lie among its inputs: a report of a check written into the folder that was
checked is no report of a unit. (A consolidated file is: it is read again, one level up.)
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import IO

from cchc_excel.model.cover_fields import CHECK_REPORT, LEAVES
from cchc_excel.ooxml import UNREADABLE

Opener = Callable[[], IO[bytes]]
"""How a file is opened, on the disk or in an archive."""
_PROPERTIES = "docProps/custom.xml"
_SUFFIXES = (".xlsx", ".html", ".json", ".sarif")
_BEGINNINGS = re.compile(
    rb'<!doctype html>.{0,200}<meta name="generator" content="%b">' % CHECK_REPORT.encode()
    + rb'|\{\s*"schema": 1,\s*"(files|output)": '
    + rb'|\{"\$schema": "[^"]*sarif[^"]*", "version": "2\.1\.0", '
    + rb'"runs": \[\{"tool": \{"driver": \{"name": "cchc"',
    re.DOTALL,
)
ENOUGH = 600
"""How many bytes tell a result that is no workbook."""


def is_made_by_us(name: str, opener: Opener) -> bool:
    """True for what may be written over: a result of a check, a consolidated file, the tables of one."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".csv", ".parquet"):  # no report comes as the latter
        return suffix == ".parquet" or _is_table_of_consolidated(opener)
    return is_result_of_ours(name, opener) or _says(name, opener, f'name="{LEAVES}"')


def _is_table_of_consolidated(opener: Opener) -> bool:
    """True for the table of a consolidated file: its first line is one of the total."""
    try:
        with opener() as file:
            lines = file.read(ENOUGH * 4).decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return False
    return next(csv.DictReader(lines), {}).get("consolidated", "").lower() == "true"


def is_result_of_ours(name: str, opener: Opener) -> bool:
    """True for what `check` wrote in any format, and for the summary of `consolidate`."""
    return _says(name, opener, f'name="{CHECK_REPORT}"')


def _says(name: str, opener: Opener, property_name: str) -> bool:
    """True for a workbook with a property of ours, and for any other result of a check."""
    if PurePath(name).suffix.lower() not in _SUFFIXES:
        return False
    try:
        with opener() as file:
            beginning = file.read(ENOUGH)
            return (
                _has_property(file, property_name)
                if beginning.startswith(b"PK")
                else bool(_BEGINNINGS.match(beginning))
            )
    except UNREADABLE:
        return False  # whatever is wrong with it is said when it is read


def _has_property(file: IO[bytes], property_name: str) -> bool:
    with zipfile.ZipFile(file) as archive:
        if _PROPERTIES not in archive.namelist() or archive.getinfo(_PROPERTIES).file_size > 100_000:
            return False
        return property_name.encode() in archive.read(_PROPERTIES)
