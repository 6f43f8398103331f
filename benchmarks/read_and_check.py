"""How long it takes to read and check workbooks, as ratios against named alternatives in the same run.

    python benchmarks/read_and_check.py [COUNT]

The alternatives do less: `openpyxl` loads each workbook twice (formulas, results) and applies three
hand-written ifs; `pandas` reads all sheets with the openpyxl engine. Rounds alternate, the median of the
ratios is printed; peak memory is of the whole process.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd

from cchc_excel.validation.confrontation import confront
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import Given, load_tools

SAMPLES = Path(__file__).parents[1] / "samples" / "huyen-lac-duong-2025-Q1"
ROUNDS = 5


def ours(paths: list[Path]) -> int:
    """Read, bind, and judge every check of every file."""
    tools = load_tools()
    reports = [read_file(path, path.name, tools, Given()).report for path in paths]
    return sum(len(confront(report, tools.catalogue).findings) for report in reports)


def with_openpyxl(paths: list[Path]) -> int:
    """A plain script: named cells, three ifs."""
    broken = 0
    for path in paths:
        openpyxl.load_workbook(path)
        book = openpyxl.load_workbook(path, data_only=True)
        values = {}
        for name, defined in book.defined_names.items():
            ((sheet, reference),) = defined.destinations
            values[name] = book[sheet][reference.replace("$", "")].value
        for part, whole in (("BM1_2.2", "BM1_2.1"), ("BM3_3.3.2", "BM3_3.3.1"), ("BM7_3.2", "BM7_3.1")):
            if values[part] is not None and values[whole] is not None and values[part] > values[whole]:
                broken += 1
    return broken


def with_pandas(paths: list[Path]) -> int:
    """All sheets as tables, nothing checked."""
    return sum(len(pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")) for path in paths)


def seconds(work: Callable[[list[Path]], int], paths: list[Path]) -> float:
    start = time.perf_counter()
    work(paths)
    return time.perf_counter() - start


def main() -> None:
    """Print one line per alternative."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    found = sorted(SAMPLES.glob("*.xlsx"))
    paths = [found[n % len(found)] for n in range(count)]
    ours(paths[:1])
    times = {work: [] for work in (ours, with_openpyxl, with_pandas)}
    for _ in range(ROUNDS):
        for work, taken in times.items():
            taken.append(seconds(work, paths))
    own = statistics.median(times[ours]) / count * 1000
    print(f"{count} workbooks, {ROUNDS} rounds; ours: {own:.1f} ms a workbook")
    for work in (with_openpyxl, with_pandas):
        ratios = [other / mine for mine, other in zip(times[ours], times[work], strict=True)]
        spread = f"({min(ratios):.1f}–{max(ratios):.1f})"
        print(f"{work.__name__}: {statistics.median(ratios):.1f} times as long {spread}")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
