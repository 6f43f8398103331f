"""Consolidated files made by hand, for what they look like: leaves with a few figures, units that are missing,
an earlier file to stand beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from support import report_of

from cchc_excel.catalog.administration import load_administration
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.consolidation.consolidate import consolidate
from cchc_excel.consolidation.selection import Selection, Target
from cchc_excel.errors import finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Refusal, Report
from cchc_excel.output.consolidated import Account, Made, write_consolidated
from cchc_excel.output.overview import Before, Punctuality
from cchc_excel.validation.confrontation import confront

LAST_YEAR = parse_period("2024-Y")


def leaf(
    name: str,
    values: Mapping[str, float | str | None],
    above: str = "Huyện A",
    level: str = "commune",
    code: str = "",
) -> Report:
    """A leaf report of some rows, named by their ids."""
    report = report_of("BM3", values, unit=name, unit_code=code, level=level, file=f"{name}.xlsx")
    return replace(report, parent_name=above)


def on_time(name: str, settled: float, in_time: float, above: str = "Huyện A") -> Report:
    return leaf(name, {"BM3:3.3.1": settled, "BM3:3.3.2": in_time}, above)


def account_of(
    leaves: Sequence[Report],
    missing: Sequence[str] = (),
    *,
    unit: str = "Huyện A",
    level: str = "district",
    refused: int = 0,
    catalogue: Catalogue | None = None,
    **more: object,
) -> Account:
    """What a consolidation of the leaves says, some units missing and some files refused."""
    catalogue = catalogue or load_catalogue()
    gone = tuple(ReportingUnit(name, level="commune") for name in missing)
    selection = Selection()
    selection.leaves += leaves
    selection.expected = (*(leaf.cover.reporting_unit for leaf in leaves), *gone)
    selection.missing = gone
    selection.refused += [_refused(n) for n in range(refused)]
    target = Target(ReportingUnit(unit, level=level), level, leaves[0].cover.period)
    made = consolidate(selection, target, catalogue, load_administration())
    confrontation = confront(made.report, catalogue)
    return Account(
        made.report,
        {i: Made(f.coverage.reported, f.coverage.expected, f.low) for i, f in made.figures.items()},
        confrontation.results,
        [(None, f) for f in (*made.report.findings, *confrontation.findings)],
        lambda unit: "Huyện A",
        **more,
    )


def _refused(n: int) -> Refusal:
    file = f"Báo cáo gửi lại lần thứ {n}.xlsx"
    return Refusal(file, None, finding("FILE-002", file=file))


def written(path: Path, account: Account, catalogue: Catalogue | None = None) -> Path:
    write_consolidated(path, catalogue or load_catalogue(), load_administration(), account)
    return path


def figures(n: int) -> dict[str, float]:
    """The parts of the three percents that are drawn, and a typed one; every fifth unit has no plan."""
    plan = {} if n % 5 == 4 else {"BM6:1.1": 1000.5 + n, "BM6:1.2": 10.25 * n}
    return {
        "BM3:3.3.1": 100 + n,
        "BM3:3.3.2": 97 - n % 40,
        "BM7:3.1": 200 + n,
        "BM7:3.2": 3 * n % 200,
        "BM7:2.2": 60 + n % 30 + 0.25,
        **plan,
    }


def before(all_units: Mapping[str, float], same_units: Mapping[str, float]) -> Before:
    return Before(LAST_YEAR, all_units, same_units)


def shapes() -> dict[str, Account]:
    """The shapes that a file may have: few units and some of them missing, districts, one province of many
    communes, many missing and refused, next to nothing."""
    few = [leaf(f"Xã {n}", figures(n)) for n in range(4)]
    earlier = before({"BM3:3.3": 90.25, "BM7:3": 50, "BM1:2": 70}, {"BM3:3.3": 91.5, "BM7:3": 40})
    districts = [leaf(f"Xã {n}", figures(n), f"Huyện {n % 7}") for n in range(60)]
    own = {
        "BM3:3.2.1": 500,
        "BM3:3.2.2": 499,
        "BM6:1.1": 90_000,
        "BM6:1.2": 45_000,
        "BM7:3.1": 7,
        "BM7:3.2": 7,
    }
    districts.append(leaf("Huyện 3", own, "Tỉnh B", "district"))
    communes = [leaf(f"Phường {n}", figures(n), "Tỉnh B") for n in range(124)]
    many = [f"Thị trấn Nông trường số {n}" for n in range(124)]
    punctual = Punctuality(1, ["Xã 1"], ["Xã 2", "Xã 3"])
    told = {"punctuality": punctual, "corrected": 3, "reconciliation": "Đã đối chiếu 20 số liệu: 20 khớp."}
    return {
        "it.xlsx": account_of(few, ["Xã Thiếu", "Xã Vắng"], before=earlier, **told),
        "huyen.xlsx": account_of(districts, unit="Tỉnh B", level="province"),
        "nhieu.xlsx": account_of(communes, unit="Tỉnh B", level="province"),
        "thieu.xlsx": account_of(few, many, refused=60, before=earlier, **told),
        "trong.xlsx": account_of([leaf("Xã 1", {"BM1:1": 4})]),
    }
