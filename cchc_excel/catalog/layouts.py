"""From the files of layouts to layouts, every fault of a file named.

A layout is a TOML file: `id`, `title`, and one `[[tables]]` for each stretch of rows with a column of
figures. `cchc forms --bind` writes one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from cchc_excel.catalog.declarations import Key, Problems, check_keys, read_toml
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.catalog.toml_places import Path
from cchc_excel.errors import BrokenDeclaration
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import column_number
from cchc_excel.model.layouts import DeclaredRow, DeclaredTable, Layout

LAYOUT_KEYS = {"id": Key(str), "title": Key(str), "tables": Key(list)}
_TABLE_KEYS = {
    "sheet": Key(str),
    "rows": Key(list),
    "value": Key(str, required=False),
    "note": Key(str, required=False),
    "units": Key(dict, required=False),
}
_ROW_KEYS = {"id": Key(str), "row": Key(int), "label": Key(str)}


@lru_cache(maxsize=1)
def load_layouts() -> tuple[Layout, ...]:
    """The layouts that are built into the package; raises BrokenDeclaration with every fault found."""
    folder = files("cchc_excel.catalog") / "layouts"
    declared = [f for f in folder.iterdir() if f.name.endswith(".toml")] if folder.is_dir() else []
    found = sorted(declared, key=lambda file: file.name)
    return tuple(read_layout(file, load_catalogue()) for file in found)


def read_layout(file: Traversable, catalogue: Catalogue) -> Layout:
    """Read the file of one layout; raises BrokenDeclaration with every fault found."""
    problems = Problems(is_of_one_file=True)
    table = read_toml(file, problems)
    tables: tuple[DeclaredTable, ...] = ()
    if not problems and check_keys(table, LAYOUT_KEYS, file.name, problems):
        tables = tuple(_tables(table["tables"], catalogue, file.name, problems))
        _check_once(tables, file.name, problems)
    if problems:
        raise BrokenDeclaration(problems.found)
    return Layout(table["id"], table["title"], tables)


def _entries(
    lines: list[Any],
    path: Path,
    keys: Mapping[str, Key],
    none: str,
    place: str,
    problems: Problems,
) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """The entries of the list that a path leads to which have the keys they must have, each with its place
    in words (`tables[2], rows[14]`) and its path; `none` is what is said of an empty list."""
    if not lines:
        problems.add(place, none, path)
    for n, line in enumerate(lines):
        where, there = f"{place}, {path[-1]}[{n + 1}]", (*path, n)
        if check_keys(line, keys, where, problems, there):
            yield where, there, line


def _tables(lines: list[Any], catalogue: Catalogue, name: str, problems: Problems) -> Iterator[DeclaredTable]:
    none = "không khai báo bảng nào ([[tables]])"
    for place, at, line in _entries(lines, ("tables",), _TABLE_KEYS, none, name, problems):
        if ("value" in line) == ("units" in line):
            problems.add(
                place,
                "phải có đúng một trong hai khóa «value» (cột số liệu) và «units» (mỗi đơn vị một cột)",
                at,
            )
        rows = tuple(_rows(line["rows"], catalogue, place, (*at, "rows"), problems))
        units = {
            _column(letters, place, (*at, "units", letters), problems): str(unit)
            for letters, unit in line.get("units", {}).items()
        }
        value, note = (
            _column(line[k], place, (*at, k), problems) if k in line else None for k in ("value", "note")
        )
        if rows:
            yield DeclaredTable(line["sheet"], rows, value, note, units)


def _rows(
    lines: list[Any], catalogue: Catalogue, place: str, path: Path, problems: Problems
) -> Iterator[DeclaredRow]:
    none = "«rows» không có dòng nào"
    for where, at, line in _entries(lines, path, _ROW_KEYS, none, place, problems):
        if catalogue.find(line["id"]) is None:
            problems.add(where, f"không có dòng «{line['id']}» trong danh mục chỉ tiêu", (*at, "id"), 0)
        elif line["row"] < 1:
            problems.add(where, f"«row» là {line['row']}, hàng của sheet đếm từ 1", (*at, "row"), 0)
        elif not line["label"].strip():
            problems.add(where, "«label» trống: cần chữ của dòng để nhận lại dòng ấy", (*at, "label"), 0)
        else:
            yield DeclaredRow(catalogue.find(line["id"]).id, line["row"], line["label"])


def _column(letters: str, place: str, path: Path, problems: Problems) -> int:
    if _LETTERS.fullmatch(letters) is None:
        problems.add(place, f"cột «{letters}» phải ghi bằng chữ như trong Excel, ví dụ E", path, 0)
        return 0
    return column_number(letters.upper())


_LETTERS = re.compile("[A-Za-z]{1,3}")


def _check_once(tables: tuple[DeclaredTable, ...], name: str, problems: Problems) -> None:
    """No row of the annex twice, and no line for two rows."""
    ids = Counter(row.id for table in tables for row in table.rows)
    places: Mapping[tuple[str, int], int] = Counter((t.sheet, row.row) for t in tables for row in t.rows)
    for row_id, count in ids.items():
        if count > 1:
            problems.add(name, f"dòng {row_id} được khai báo {count} lần")
    for (sheet, row), count in places.items():
        if count > 1:
            problems.add(name, f"hàng {row} của sheet «{sheet}» được khai báo cho {count} dòng")
