"""How long it takes to check filled workbooks, as ratios against plain scripts in the same run.

    python benchmarks/read_and_check.py [COUNT]

COUNT workbooks (200 if not given) of our template are made, each with other figures, and checked: read,
bound, judged by every rule, causes asked. The alternatives do a part of that: `with_openpyxl` opens each
workbook once for its results, takes the named cells and applies some hand-written ifs; `with_calamine`
loads all sheets by pandas with the calamine engine, finds the rows by their codes and applies the same.
What they alone need is imported where it is used: our second process would import it too, as no command does.
Neither says where a figure stands, reads a typed text, or tells a blank from a zero. Rounds alternate, the
median of the ratios is printed; the peak memory is that of the whole process.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.tools import Given, load_tools

PARTS = (
    ("BM1:2.2", "BM1:2.1"),
    ("BM1:3.2.2", "BM1:3.2.1"),
    ("BM1:4.2", "BM1:4.1"),
    ("BM2a:2.2.2", "BM2a:2.2.1"),
    ("BM2a:3.2.2", "BM2a:3.2.1"),
    ("BM3:3.3.2", "BM3:3.3.1"),
    ("BM4:2.2", "BM4:2.1"),
    ("BM4:3.2", "BM4:3.1"),
    ("BM5:4.3", "BM5:4"),
    ("BM7:3.2", "BM7:3.1"),
)
"""Rows of which the first is a part of the second."""


def ours(paths: list[Path]) -> int:
    """How many findings all files have."""
    return sum(len(each.findings) for each in check_files(paths, load_tools(), Given()))


def broken(values: Mapping[str, object]) -> int:
    """The hand-written ifs."""
    count = 0
    for part, whole in PARTS:
        p, w = values.get(part), values.get(whole)
        if isinstance(p, (int, float)) and isinstance(w, (int, float)) and p > w:
            count += 1
    for value in values.values():
        if isinstance(value, (int, float)) and value < 0:
            count += 1
    return count


def with_openpyxl(paths: list[Path]) -> int:
    """A plain script: named cells and ifs."""
    import openpyxl

    ids = {i.cell_name: i.id for i in load_catalogue().indicators.values()}
    count = 0
    for path in paths:
        book = openpyxl.load_workbook(path, data_only=True)
        values = {}
        for name, defined in book.defined_names.items():
            if name in ids:
                ((sheet, reference),) = defined.destinations
                values[ids[name]] = book[sheet][reference.replace("$", "")].value
        count += broken(values)
    return count


def with_calamine(paths: list[Path]) -> int:
    """All sheets as tables, the rows by their codes, and ifs."""
    import pandas as pd

    forms = {form.short: form.id for form in load_catalogue().forms}
    count = 0
    for path in paths:
        values = {}
        for name, table in pd.read_excel(path, sheet_name=None, header=None, engine="calamine").items():
            if name in forms:
                for code, value in zip(table[0], table[3], strict=True):
                    values[f"{forms[name]}:{code}"] = value
        count += broken(values)
    return count


def main() -> None:
    from made_reports import write_filled
    from ratios import print_ratios

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        paths = write_filled(Path(folder), count)
        works = {work.__name__: partial(work, paths) for work in (ours, with_openpyxl, with_calamine)}
        print_ratios(count, works.pop("ours"), works)


if __name__ == "__main__":
    main()
