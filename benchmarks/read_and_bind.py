"""How long it takes to read a workbook and find all rows in it, as ratios against pandas in the same run.

    python benchmarks/read_and_bind.py [COUNT]

The alternatives do less: `pandas.read_excel(sheet_name=None)` only loads the cells, with the openpyxl and
with the calamine engine; it gives no formats, formulas, names, merged or hidden cells, and finds nothing.
Three kinds are read, COUNT workbooks of each (40 if not given), every one with other figures: our template
as communes fill it, the same annex as offices type it (seven sheets, no names), and that one with every
label damaged. Rounds alternate over all workbooks, the median of the ratios is printed. `first` is the
first workbook of a kind in a process, before its labels are known.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from made_reports import damaged, write_filled, write_typed

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.mapping.binding import bind
from cchc_excel.sources import read_source

ROUNDS = 5


def ours(path: Path) -> int:
    """Read a workbook and bind its rows."""
    return len(bind(read_source(path), load_catalogue()).rows)


def pandas_openpyxl(path: Path) -> int:
    return len(pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl"))


def pandas_calamine(path: Path) -> int:
    return len(pd.read_excel(path, sheet_name=None, header=None, engine="calamine"))


def seconds(work: Callable[[Path], int], paths: list[Path]) -> float:
    start = time.perf_counter()
    for path in paths:
        work(path)
    return time.perf_counter() - start


def compare(name: str, paths: list[Path]) -> None:
    """Print the lines of one kind of workbook."""
    first = seconds(ours, paths[:1])
    times = {work: [] for work in (ours, pandas_openpyxl, pandas_calamine)}
    for _ in range(ROUNDS):
        for work, taken in times.items():
            taken.append(seconds(work, paths))
    own = statistics.median(times[ours]) / len(paths) * 1000
    print(f"{name}: {ours(paths[0])} rows bound, {paths[0].stat().st_size / 1024:.0f} kB")
    print(f"  ours {own:.1f} ms (first {first * 1000:.0f} ms)")
    for work in (pandas_openpyxl, pandas_calamine):
        ratios = [mine / other for mine, other in zip(times[ours], times[work], strict=True)]
        spread = f"({min(ratios):.2f}–{max(ratios):.2f})"
        print(f"  {statistics.median(ratios):.2f} times the time of {work.__name__} {spread}")


def main() -> None:
    """Print a block per kind."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as folder:
        compare("template as filled", write_filled(Path(folder), count))
        compare("typed by an office", write_typed(Path(folder), count))
        compare("every label damaged", write_typed(Path(folder), count, damaged))


if __name__ == "__main__":
    main()
