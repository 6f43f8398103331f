"""How a report points at a file and at a cell in it: relative to where the report stands, as each format
spells it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from cchc_excel.on_disk import file_of

_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"}
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d*")
_LONGEST_LINK = 2000
"""Characters; Excel takes 2,080 for the path and as many for the place in it."""
_ESCAPED_BY_EXCEL = {ord(c): f"%{ord(c):02x}" for c in '%"#<>[]^`{} '}
"""Letters with marks stay as they are: Excel does not read them percent-encoded in the name of a file."""


def relative_link(path: Path | None, folder: Path) -> str:
    """The path of a file from the report's folder, with slashes; absolute from another drive; empty for no
    file. No link opens a file in a zip, so that it leads to the zip."""
    if path is None:
        return ""
    file = file_of(path)
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        return file.absolute().as_posix()


def path_in_zip(path: Path | None) -> str:
    """The path of a file in the zip in which it lies; empty for a file of its own."""
    return "" if path is None or file_of(path) == path else path.relative_to(file_of(path)).as_posix()


def uri(link: str) -> str:
    """The link as a URI, for html and SARIF; a name that looks like a scheme (`javascript:`) stays a name."""
    return Path(link).as_uri() if Path(link).is_absolute() else quote(link)


def excel_link(link: str, place: str = "") -> str | None:
    """The link as xlsxwriter takes it, to a cell (`Biểu mẫu 3!D18`) of a workbook or to the whole file;
    None where Excel would not take it."""
    target = link.translate(_ESCAPED_BY_EXCEL)
    if not Path(link).is_absolute():
        target = f"./{target}"  # the library stumbles over a name of one letter
    sheet, _, cell = place.rpartition("!")
    quoted = sheet.replace("'", "''")
    anchor = f"#'{quoted}'!{cell}" if opens_at(link, cell) else ""
    if not link or max(len(target), len(anchor)) > _LONGEST_LINK:
        return None
    return f"external:{target}{anchor}"


def opens_at(link: str, cell: str) -> bool:
    """True for the cell of a workbook; a document has no cells to open."""
    return Path(link).suffix.lower() in _WORKBOOKS and _CELL.fullmatch(cell) is not None
