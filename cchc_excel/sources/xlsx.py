"""Excel workbooks (.xlsx, .xlsm): stored values, shown texts, formats, formulas, named cells, custom
properties.

The file is only read; what its cells mean is the mapping's to say.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import Cell, Grid, SourceDocument, Stored
from cchc_excel.sources.shown import shown_text
from cchc_excel.words import Words

_DAMAGED = Words("cấu trúc bên trong không đúng", "its inner structure is wrong")
_CUT_OFF = Words("tệp bị cắt cụt", "it is cut off")
_DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What openpyxl raises on packages that Excel would offer to repair."""


def read_xlsx(path: Path, content: bytes) -> SourceDocument:
    """Read a workbook; raises BrokenFile when it is another kind of package or damaged."""
    _refuse_other_packages(path, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of what it would lose when saving; nothing is saved
            formulas = load_workbook(io.BytesIO(content))
            results = load_workbook(io.BytesIO(content), data_only=True)
            grids = tuple(_grid(ws, results[ws.title]) for ws in formulas.worksheets)
            names, properties = _names(formulas), _properties(formulas)
    except _DAMAGE as error:
        raise BrokenFile(finding("FILE-006", file=str(path), reason=_DAMAGED)) from error
    return SourceDocument(
        path, "xlsx", hashlib.sha256(content).hexdigest(), grids, names, properties, modified=_modified(path)
    )


def _refuse_other_packages(path: Path, content: bytes) -> None:
    try:
        parts = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile as error:
        raise BrokenFile(finding("FILE-006", file=str(path), reason=_CUT_OFF)) from error
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= parts:
        raise BrokenFile(finding("FILE-001", file=str(path)))


def _grid(formulas: Worksheet, results: Worksheet) -> Grid:
    # The cells that exist are walked, not the dimension: a stray character in row 1,048,576 costs nothing.
    cells = {
        place: cell for place in formulas._cells if (cell := _cell(formulas, results, place)) is not None
    }
    merged = tuple((r.min_row, r.min_col, r.max_row, r.max_col) for r in formulas.merged_cells.ranges)
    return Grid(formulas.title, cells, hidden=formulas.sheet_state != "visible", merged=merged)


def _cell(formulas: Worksheet, results: Worksheet, place: tuple[int, int]) -> Cell | None:
    typed, result = formulas._cells[place], results._cells.get(place)
    if typed.value is None:
        return None
    stored = _stored(result.value if result is not None else None)
    formula = _formula(typed.value) if typed.data_type == "f" else None
    if stored is None and formula is not None and result is not None and result.data_type == "str":
        stored = ""  # a formula whose result is an empty text has been calculated
    number_format = typed.number_format or "General"
    return Cell(
        *place,
        typed.coordinate,
        stored,
        shown_text(stored, number_format),
        number_format,
        formula,
        is_error=result is not None and result.data_type == "e",
    )


def _stored(value: object) -> Stored:
    if isinstance(value, (bool, int, float, str, datetime, date)) or value is None:
        return value
    return value.isoformat(timespec="minutes") if isinstance(value, time) else str(value)


def _formula(value: object) -> str:
    if isinstance(value, ArrayFormula):
        return value.text or "="
    return "=" if isinstance(value, DataTableFormula) else str(value)


_ONE_CELL = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)"
)


def _names(workbook: Workbook) -> dict[str, tuple[str, int, int]]:
    """The names that point at one cell of a sheet; a name that lost its cell (#REF!) or means a range is
    none."""
    names = {}
    for name, defined in workbook.defined_names.items():
        if match := _ONE_CELL.fullmatch(defined.attr_text or ""):
            sheet = match["plain"] or match["quoted"].replace("''", "'")
            names[name] = (sheet, int(match["row"]), column_index_from_string(match["column"]))
    return names


def _properties(workbook: Workbook) -> Mapping[str, str]:
    return {p.name: str(p.value) for p in workbook.custom_doc_props.props if p.value is not None}


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).replace(microsecond=0)
