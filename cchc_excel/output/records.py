"""Tables of records for other programs: CSV, JSON and Parquet with the same columns and stable types."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]
"""One line, plain values by column; a day is ISO text, a mapping stays one in JSON only."""
Columns = Mapping[str, type]
"""The columns in their order, each `str`, `float`, `int`, `bool`, `date` or `dict` (JSON where cells hold
texts)."""
SUFFIXES = (".csv", ".parquet")
_MARK = "\ufeff"
"""By which Excel takes a CSV file for UTF-8."""


def as_json(records: Sequence[Record]) -> str:
    return json.dumps(list(records), ensure_ascii=False, indent=1)


def as_csv(records: Iterable[Record], columns: Columns) -> str:
    """CSV with a decimal point, `true` and `false`, days as 2025-03-10."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _in_csv(r[name]) for name in columns} for r in records)
    return text.getvalue()


def write_csv(records: Iterable[Record], columns: Columns, path: Path) -> None:
    """A CSV file in UTF-8 with a mark, so that Excel shows Vietnamese rightly."""
    path.write_text(_MARK + as_csv(records, columns), encoding="utf-8", newline="")


def write_parquet(records: Iterable[Record], columns: Columns, path: Path) -> None:
    """A Parquet file whose types do not depend on what is filled, so that files of several periods can be
    read as one; needs pyarrow (the extra `parquet`)."""
    import pyarrow as pa  # only here: it is an extra, and slow to load
    from pyarrow import parquet

    types = {
        **{str: pa.string(), dict: pa.string(), float: pa.float64()},
        **{int: pa.int64(), bool: pa.bool_(), date: pa.date32()},
    }
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    lines = [{name: _in_parquet(r[name], kind) for name, kind in columns.items()} for r in records]
    parquet.write_table(pa.Table.from_pylist(lines, schema), path)


def _in_csv(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _flat(value)


def _in_parquet(value: object, kind: type) -> object:
    if kind is date:
        return date.fromisoformat(value) if value else None
    return _flat(value)


def _flat(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value
