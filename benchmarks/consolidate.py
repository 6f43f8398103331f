"""How long it takes to consolidate filled workbooks, as ratios against plain scripts in the same run.

    python benchmarks/consolidate.py [COUNT]

COUNT workbooks (100 if not given) of our template are made, each of another commune, and consolidated into
one file: read, bound, judged, selected, added up, written with live formulas, read back and reconciled. The
alternatives do a part of that: `with_openpyxl` opens each workbook once for its results, adds up the named
cells and saves the sums into a copy of the first workbook; `with_calamine` loads all sheets by pandas with
the calamine engine, adds up the rows by their codes and writes one table. Both add percents and choices as
if they were counts, and say nothing of who is missing. Rounds alternate, the median of the ratios is
printed; the peak memory is that of the whole process. What the alternatives alone need is imported where it
is used: our other processes would import it too, as no command does.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.tools import Given, load_tools


def ours(paths: list[Path], target: Path) -> None:
    consolidate_files(Request(paths, target, Given(), "Tỉnh Nghệ An", force=True), load_tools())


def with_openpyxl(paths: list[Path], target: Path) -> None:
    """A plain script: named cells and sums."""
    import openpyxl

    names = {i.cell_name for i in load_catalogue().indicators.values()}
    sums: dict[str, float] = {}
    for path in paths:
        book = openpyxl.load_workbook(path, data_only=True)
        for name, defined in book.defined_names.items():
            if name in names:
                ((sheet, reference),) = defined.destinations
                value = book[sheet][reference.replace("$", "")].value
                sums[name] = sums.get(name, 0) + (value if isinstance(value, (int, float)) else 0)
    book = openpyxl.load_workbook(paths[0])
    for name, total in sums.items():
        ((sheet, reference),) = book.defined_names[name].destinations
        book[sheet][reference.replace("$", "")].value = total
    book.save(target)


def with_calamine(paths: list[Path], target: Path) -> None:
    """All sheets as tables, the rows by their codes, and sums."""
    import pandas as pd

    forms = {form.short for form in load_catalogue().forms}
    tables = []
    for path in paths:
        sheets = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
        tables += [t.assign(form=name)[["form", 0, 3]] for name, t in sheets.items() if name in forms]
    together = pd.concat(tables).rename(columns={0: "code", 3: "value"})
    together["value"] = pd.to_numeric(together["value"], errors="coerce")
    together.groupby(["form", "code"], sort=False)["value"].sum().to_excel(target)


def main() -> None:
    from made_reports import write_filled
    from ratios import print_ratios

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        paths = write_filled(Path(folder), count)
        works = {
            work.__name__: partial(work, paths, Path(folder, f"{work.__name__}.xlsx"))
            for work in (ours, with_openpyxl, with_calamine)
        }
        print_ratios(count, works.pop("ours"), works)


if __name__ == "__main__":
    main()
