"""Made-up reports for the benchmarks: consistent figures, and workbooks that hold them.

The figures are drawn evenly within what the rules allow; every report breaks none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import openpyxl

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.expressions import computed
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State
from cchc_excel.words import without_marks
from cchc_excel.workflows.templates import write_report
from cchc_excel.workflows.tools import load_tools
from cchc_excel.workflows.units import official_units

Numbers = dict[str, float]
PERIOD = parse_period("2025-Q1")


def consistent(rng: Random, size: int) -> Numbers:
    """The typed figures of a report that breaks no rule."""
    numbers: Numbers = {"BM1:1": rng.randint(1, 9) * size}
    for part, whole in (("BM1:2.2", "BM1:2.1"), ("BM1:3.2.2", "BM1:3.2.1")):
        numbers |= share(rng, part, whole, rng.randint(3, 30) * size)
    assigned = rng.randint(5, 40) * size
    in_time, late = rng.randint(0, assigned), 0
    late = rng.randint(0, assigned - in_time)
    numbers |= {"BM1:4.1": assigned, "BM1:4.2": in_time, "BM1:4.3": late}
    numbers |= {"BM1:4.4": rng.randint(0, assigned - in_time - late)}
    numbers |= {"BM1:5": 1, "BM1:5.1": rng.randint(20, 200) * size, "BM1:5.2": rng.randint(0, 2), "BM1:6": 1}
    issued = rng.randint(1, 9) * size
    numbers |= {"BM2a:1": issued, "BM2a:1.2": issued}
    for part, whole in (("BM2a:2.2.2", "BM2a:2.2.1"), ("BM2a:3.2.2", "BM2a:3.2.1")):
        numbers |= share(rng, part, whole, rng.randint(1, 9) * size)
    return {**numbers, **procedures(rng, size), **people(rng, size), **money(rng, size)}


def procedures(rng: Random, size: int) -> Numbers:
    settled = rng.randint(60, 900) * size + rng.randint(0, size)
    received = settled + rng.randint(0, settled // 5)
    return {
        **{"BM3:1": (known := rng.randint(120, 240)), "BM3:1.1": rng.randint(0, known)},
        **{"BM3:1.2": rng.randint(0, 9), "BM3:1.3": rng.randint(0, 9)},
        **share(rng, "BM3:3.3.2", "BM3:3.3.1", settled),
        **share(rng, "BM7:3.2", "BM7:3.1", received),
        **{"BM7:1": 1, "BM7:2.2": rng.randint(500, 1000) / 10},
    }


def people(rng: Random, size: int) -> Numbers:
    bands = [rng.randint(0, 5) * size + rng.randint(0, size) for _ in range(3)]
    groups = [rng.randint(0, 9) * size + rng.randint(0, size) for _ in range(3)]
    total = sum(bands) + sum(groups)
    return {
        **share(rng, "BM4:2.2", "BM4:2.1", rng.randint(15, 40) * size),
        **share(rng, "BM4:3.2", "BM4:3.1", rng.randint(30, 150) * size),
        **{"BM4:1.2": total, "BM5:1.2": rng.randint(0, total), "BM4:2.3": rng.randint(0, 3) * size},
        **{"BM6:2.1": total, "BM6:2.4": sum(bands)},
        **dict(zip(("BM6:2.2", "BM6:2.3", "BM6:2.5"), groups, strict=True)),
        **dict(zip(("BM6:2.4.1", "BM6:2.4.2", "BM6:2.4.3"), bands, strict=True)),
        **{"BM5:4": (punished := rng.randint(1, 9) * size), "BM5:4.3": rng.randint(0, punished)},
    }


def money(rng: Random, size: int) -> Numbers:
    plan = 50 * rng.randint(12, 200) * size
    return {"BM6:1.1": plan, "BM6:1.2": rng.randint(0, 10 * plan) / 10}


def share(rng: Random, part: str, whole: str, value: int) -> Numbers:
    return {whole: value, part: rng.randint(value // 2, value)}


def percents(numbers: Mapping[str, float], catalogue: Catalogue, decimals: int | None) -> Numbers:
    """The computed percents, as formulas give them or rounded as a person types them."""
    found = {}
    for row in catalogue.indicators.values():
        if row.is_calculated and (value := computed(row.equals, numbers)) is not None:
            found[row.id] = value * 100 if decimals is None else round(value * 100, decimals)
    return found


def report_of(numbers: Mapping[str, float], catalogue: Catalogue, formulas: bool) -> Report:
    values = {i: ReportedValue(i, bound_by="name") for i in catalogue.indicators}
    for i, number in numbers.items():
        calculated = formulas and catalogue.indicators[i].is_calculated
        values[i] = ReportedValue(i, State.NUMBER, float(number), calculated=calculated, bound_by="name")
    return Report(Cover(ReportingUnit("Xã Thử", level="commune"), "commune", None), values, SourceFile(""))


# ---- Workbooks that hold them ----


def figures(n: int, catalogue: Catalogue) -> Numbers:
    """What the nth report states."""
    numbers = consistent(Random(n), 1)
    return numbers | percents(numbers, catalogue, decimals=None)


def write_filled(folder: Path, count: int) -> list[Path]:
    """Our template, each as another commune of a district fills it."""
    tools = load_tools()
    units = [u for u in official_units("Tỉnh Nghệ An", PERIOD.end, tools) if u.level == "commune"][:count]
    paths = []
    for n, unit in enumerate(units):
        values = report_of(figures(n, tools.catalogue), tools.catalogue, formulas=True).values
        cover = Cover(unit, "commune", PERIOD)
        paths.append(folder / f"{n:04} {unit.name}.xlsx")
        write_report(tools, Report(cover, values, SourceFile("")), paths[-1])
    return paths


def write_typed(folder: Path, count: int, spell: Callable[[str], str] = str) -> list[Path]:
    """The annex as offices type it, seven sheets and no names, the labels spelled in some way."""
    return [_typed(folder / f"{spell.__name__} {n:04}.xlsx", n, spell) for n in range(count)]


def _typed(path: Path, n: int, spell: Callable[[str], str]) -> Path:
    catalogue = load_catalogue()
    numbers = figures(n, catalogue)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for form in catalogue.forms:
        sheet = book.create_sheet(f"Biểu {form.id[2:]}")
        sheet.append([form.title])
        sheet.append(["STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"])
        for row in form.indicators:
            sheet.append([row.code, spell(row.label), row.measure_unit, numbers.get(row.id), None])
    book.save(path)
    return path


def damaged(label: str) -> str:
    """Without marks, in capitals, every eleventh letter lost."""
    return "".join(c for n, c in enumerate(without_marks(label).upper()) if n % 11 != 7)
