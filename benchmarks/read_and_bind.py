"""How long it takes to read a workbook and find all rows in it, as ratios against pandas in the same run.

    python benchmarks/read_and_bind.py [COUNT]

The alternatives do less: `pandas.read_excel(sheet_name=None)` only loads the cells, with the openpyxl and
with the calamine engine; it gives no formats, formulas, names, merged or hidden cells, and finds nothing.
Three workbooks are read: our template as a commune fills it, the same annex as an office types it (seven
sheets, no names), and that one with every label damaged. Rounds alternate, the median of the ratios is
printed. `first` is the first workbook of a kind in a process, before its labels are known.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.mapping.binding import bind
from cchc_excel.sources import read_source
from cchc_excel.words import without_marks

SAMPLE = next((Path(__file__).parents[1] / "samples" / "huyen-lac-duong-2025-Q1").glob("Xã Lát*.xlsx"))
ROUNDS = 5


def ours(path: Path) -> int:
    """Read a workbook and bind its rows."""
    return len(bind(read_source(path), load_catalogue()).rows)


def pandas_openpyxl(path: Path) -> int:
    return len(pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl"))


def pandas_calamine(path: Path) -> int:
    return len(pd.read_excel(path, sheet_name=None, header=None, engine="calamine"))


def plain(path: Path, spell: Callable[[str], str] = str) -> Path:
    """The annex as an office types it, its labels spelled in some way."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for form in load_catalogue().forms:
        sheet = book.create_sheet(f"Biểu {form.id[2:]}")
        sheet.append([form.title])
        sheet.append(["STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"])
        for n, indicator in enumerate(form.indicators):
            sheet.append([indicator.code, spell(indicator.label), indicator.measure_unit, n, None])
    book.save(path)
    return path


def damaged(label: str) -> str:
    """Without marks, in capitals, every eleventh letter lost."""
    return "".join(c for n, c in enumerate(without_marks(label).upper()) if n % 11 != 7)


def seconds(work: Callable[[Path], int], path: Path, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        work(path)
    return time.perf_counter() - start


def compare(name: str, path: Path, count: int) -> None:
    """Print the line of one workbook."""
    first = seconds(ours, path, 1)
    times = {work: [] for work in (ours, pandas_openpyxl, pandas_calamine)}
    for _ in range(ROUNDS):
        for work, taken in times.items():
            taken.append(seconds(work, path, count))
    own = statistics.median(times[ours]) / count * 1000
    print(f"{name}: {ours(path)} rows bound, {path.stat().st_size / 1024:.0f} kB")
    print(f"  ours {own:.1f} ms (first {first * 1000:.0f} ms)")
    for work in (pandas_openpyxl, pandas_calamine):
        ratios = [mine / other for mine, other in zip(times[ours], times[work], strict=True)]
        spread = f"({min(ratios):.2f}–{max(ratios):.2f})"
        print(f"  {statistics.median(ratios):.2f} times the time of {work.__name__} {spread}")


def main() -> None:
    """Print a block per workbook."""
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        compare("template as filled", SAMPLE, count)
        compare("typed by an office", plain(Path(folder) / "plain.xlsx"), count)
        compare("every label damaged", plain(Path(folder) / "damaged.xlsx", damaged), count)


if __name__ == "__main__":
    main()
