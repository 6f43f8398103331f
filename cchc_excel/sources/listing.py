"""A list of values as other programs give it: CSV or JSON with the columns `id`, `value`, `note`.

The list that `read` exports is one too: it has a column `state`, and its numbers are written with a
decimal point. What the ids mean is not decided here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cchc_excel.errors import BrokenFile, finding
from cchc_excel.model.grids import Cell, Grid, SourceDocument, Stored, cell_address
from cchc_excel.sources.encodings import decoded
from cchc_excel.sources.workbooks import Allowance, plain
from cchc_excel.words import ROW_NUMBER_HEADINGS, Words, exact_text, fold, one_line

COLUMNS = ("id", "value", "note")
_DELIMITERS, _HEAD_OF_TABLE = ",;\t", 20_000
_COVER_FIELDS = ("reporting_unit", "reporting_unit_code", "level", "period")


def looks_like_listing(path: Path, content: bytes) -> bool:
    """True for what calls itself CSV or JSON, for a JSON list, and for text whose first line names a
    column `id`."""
    if path.suffix.lower() in (".csv", ".json"):
        return True
    text = content[:4096].decode("utf-8-sig", errors="replace").lstrip()
    first = text.partition("\n")[0].lower().replace(";", ",").replace("\t", ",")
    return text.startswith("[") or "id" in (name.strip().strip('"') for name in first.split(","))


def looks_like_table(content: bytes) -> bool:
    """True for a sheet that was saved as CSV: text with a line that heads a column of row numbers, STT."""
    try:
        return bool(_delimiter_of_table(_decoded(content)))
    except UnicodeDecodeError:
        return False


def read_listing(path: Path, content: bytes) -> SourceDocument:
    """One grid with a line per value: id, value, note; the cover fields of an exported list as properties.
    Raises BrokenFile when it is no such list."""
    try:
        text = _decoded(content)
        lines = _json_lines(text) if text.lstrip().startswith(("[", "{")) else _csv_lines(text)
        _refuse_several_units(lines)
        cells = dict(_cells(lines))
    except UnicodeDecodeError as error:
        raise BrokenFile(finding("FILE-036", file=str(path))) from error
    except (ValueError, csv.Error, RecursionError) as error:
        raise BrokenFile(finding("FILE-008", file=str(path), reason=_reason(error))) from error
    properties = {f: one_line(str(lines[0][1][f])) for f in _COVER_FIELDS if lines and lines[0][1].get(f)}
    return SourceDocument(
        path, "listing", hashlib.sha256(content).hexdigest(), (Grid(path.name, cells),), properties=properties
    )


def read_csv_table(path: Path, content: bytes) -> SourceDocument:
    """Any CSV as one grid, its first line in row 1; raises BrokenFile when it is no text."""
    cells = {}
    try:
        text = _decoded(content)
        Allowance(path).take(max(map(text.count, _DELIMITERS)))
        for row, line in enumerate(_csv_reader(text), start=1):
            for column, value in enumerate(map(plain, line), start=1):
                cells[row, column] = Cell(row, column, f"hàng {row}", value or None, value)
    except UnicodeDecodeError as error:
        raise BrokenFile(finding("FILE-036", file=str(path))) from error
    except csv.Error as error:
        raise BrokenFile(finding("FILE-009", file=str(path), reason=_reason(error))) from error
    return SourceDocument(path, "csv", hashlib.sha256(content).hexdigest(), (Grid(path.name, cells),))


def read_csv_sheet(path: Path, content: bytes) -> SourceDocument:
    """A sheet that was saved as CSV: its cells are called as in a workbook, and blank ones are none."""
    table = read_csv_table(path, content)
    filled = {
        place: replace(cell, address=cell_address(*place))
        for grid in table.grids
        for place, cell in grid.cells.items()
        if cell.stored is not None
    }
    return replace(table, grids=(Grid(path.stem, filled),))


def _decoded(content: bytes) -> str:
    """The text without Excel's `sep=;`."""
    text = decoded(content)
    return text.partition("\n")[2] if text.lower().startswith("sep=") else text


class _NotAList(ValueError):
    """Why a text is no list of values, in both languages."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.vi)
        self.reason = reason


_JSON_SHAPE = Words('phải có dạng {"id": …, "value": …}', 'must look like {"id": …, "value": …}')


def _reason(error: Exception) -> Words:
    if isinstance(error, _NotAList):
        return error.reason
    if isinstance(error, json.JSONDecodeError):
        return Words(f"sai cú pháp JSON ở dòng {error.lineno}", f"wrong JSON in line {error.lineno}")
    return Words("sai cú pháp", "wrong syntax")


def _cells(lines: list[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[tuple[int, int], Cell]]:
    for row, (place, line) in enumerate(lines, start=1):
        for column, name in enumerate(COLUMNS, start=1):
            stored = _stored(name, line)
            yield (row, column), Cell(row, column, place, stored, _shown(stored))


def _refuse_several_units(lines: list[tuple[str, Mapping[str, Any]]]) -> None:
    """An exported list may hold the reports of several units; it is no report of one."""
    units = {str(line.get("reporting_unit") or "") + str(line.get("file") or "") for _, line in lines}
    if len(units) > 1:
        names = sorted({str(line.get("reporting_unit") or "?") for _, line in lines})
        shown = ", ".join(names[:5])
        many = Words(
            f"có số liệu của {len(units)} báo cáo ({shown}…); tách mỗi báo cáo một tệp",
            f"it holds {len(units)} reports ({shown}…); make a file of each",
        )
        raise _NotAList(many)


def _csv_reader(text: str) -> Iterator[list[str]]:
    delimiter = _delimiter_of_table(text) or _delimiter(text)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _json_lines(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    found = json.loads(text, parse_int=_finite, parse_float=_finite, parse_constant=str)
    if isinstance(found, dict):
        found = [{"id": key, "value": value} for key, value in found.items()]
    if not isinstance(found, list):
        raise _NotAList(_JSON_SHAPE)
    for n, line in enumerate(found, start=1):
        if not isinstance(line, dict) or "id" not in line:
            raise _NotAList(Words(f"mục {n} {_JSON_SHAPE.vi}", f"entry {n} {_JSON_SHAPE.en}"))
    return [(f"mục {n}", line) for n, line in enumerate(found, start=1)]


def _finite(text: str) -> float | int | str:
    """A JSON number; one that no cell could hold stays what was written."""
    if not math.isfinite(float(text)):
        return text
    return float(text) if set(text) & set(".eE") else int(text)


def _csv_lines(text: str) -> list[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    reader.fieldnames = [one_line(name).lower() for name in reader.fieldnames or ()]
    if not {"id", "value"} <= set(reader.fieldnames):
        raise _NotAList(
            Words("thiếu cột «id» hoặc «value» ở dòng đầu", "no column «id» or «value» in the first line")
        )
    return [(f"hàng {reader.line_num}", line) for line in reader if one_line(line.get("id") or "")]


def _delimiter(text: str) -> str:
    """Comma, semicolon (what a Vietnamese Excel writes) or tab, as the first line has it."""
    return max(_DELIMITERS, key=text.partition("\n")[0].count)


def _delimiter_of_table(text: str) -> str:
    """What separates the headings of a table whose rows are numbered; empty where there is none."""
    lines = io.StringIO(text[:_HEAD_OF_TABLE], newline=None)
    split = ((delimiter, line.split(delimiter)) for line in lines for delimiter in _DELIMITERS)
    return next((delimiter for delimiter, names in split if _heads_numbers(names)), "")


def _heads_numbers(names: list[str]) -> bool:
    return len(names) > 1 and any(fold(name.strip(' "\n')) in ROW_NUMBER_HEADINGS for name in names)


def _stored(name: str, line: Mapping[str, Any]) -> Stored:
    value = line.get(name)
    if value is None or value == "":
        return _text_of_no_number(line) if name == "value" else None
    if name == "value" and line.get("state") == "number" and isinstance(value, str):
        return _machine_number(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, (bool, int, float)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _machine_number(text: str) -> Stored:
    """A number as `read` writes it, with a decimal point; anything else stays as it was typed."""
    return float(text) if re.fullmatch(r"-?\d{1,300}(\.\d+)?(e[-+]\d{1,2})?", text) else text


def _text_of_no_number(line: Mapping[str, Any]) -> Stored:
    """An exported line that is no number keeps what was typed."""
    return line.get("text") or None if line.get("state") in ("text", "error", "tally") else None


def _shown(stored: Stored) -> str:
    if isinstance(stored, (int, float)) and not isinstance(stored, bool):
        return exact_text(float(stored)).replace(".", ",")
    return "" if stored is None else str(stored)
