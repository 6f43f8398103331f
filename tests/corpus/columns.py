"""The columns of a table, and what stands in them for a row of the annex."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from cchc_excel.model.forms import Indicator, Kind

from .book import Cell, Figure
from .layouts import Layout
from .values import ROWS, Report


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `report` is the one whose figures stand in it, None where it is of none."""

    role: str
    header: str = ""
    over: str = ""
    hidden: bool = False
    wide: int = 1
    report: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """What every piece of one workbook is laid out from."""

    layout: Layout
    columns: tuple[Column, ...]
    reports: tuple[Report, ...]
    prior: tuple[Report, ...]
    year_ago: tuple[Report, ...]
    rng: Random
    official: bool = True


def columns_of(layout: Layout, reports: Sequence[Report]) -> Iterator[Column]:
    for part in layout.columns.split("|"):
        if part.strip() != "units":
            yield _column(part, 0)
            continue
        for number, report in enumerate(reports):
            for each in layout.per_unit.split("|"):
                yield _column(each.format(unit=report.unit.written), number)


def _column(text: str, report: int) -> Column:
    role, _, heading = text.partition(":")
    role, _, wide = role.strip().partition("*")
    over, _, header = heading.strip(" ").rpartition(" > ")
    return Column(role.rstrip("!"), header, over, role.endswith("!"), int(wide or 1), report)


# ---- what stands in a column ----


def typed(row: Indicator, number: float | None) -> tuple[object, str]:
    """A figure as a careful clerk types it: percents under a percent format, amounts with thousands."""
    if number is None:
        return None, "General"
    if row.kind is Kind.PERCENT:
        return round(number / 100, 6), "0%" if float(number).is_integer() else "0.00%"
    return number, "#,##0" if row.kind is Kind.AMOUNT else "General"


def _figure(row: Indicator, number: float | None, role: str = "other") -> Cell:
    value, number_format = typed(row, number)
    return Cell(value, role, number_format=number_format)


def content(ground: Ground, row: Indicator, column: Column, serial: int) -> Cell:
    if column.role in _FROM_ROW:
        role, text = _FROM_ROW[column.role](row)
        return Cell(text, role)
    if column.role in _FROM_REPORTS:
        return _figure(row, _FROM_REPORTS[column.role](ground, row.id, column.report))
    if column.role == "value":
        number = ground.reports[column.report].values[row.id]
        cell = _figure(row, number, "value")
        if ground.official:
            cell.figure, cell.report = Figure.of(number), column.report
        return cell
    if column.role == "note":
        return Cell(ground.reports[column.report].notes.get(row.id), "note", report=column.report)
    return Cell(_OTHER[column.role](ground.rng, serial))


_FROM_ROW: Mapping[str, Callable[[Indicator], tuple[str, str | None]]] = {
    "code": lambda row: ("code", row.code),
    "label": lambda row: ("label", row.label),
    "unit": lambda row: ("unit", row.measure_unit or None),
    "coded_label": lambda row: ("label", f"{row.code}. {row.label}"),
    "label_and_unit": lambda row: (
        "label",
        f"{row.label} ({row.measure_unit})" if row.measure_unit else row.label,
    ),
    "label1": lambda row: ("label", row.label) if row.depth == 1 else ("other", None),
    "label2": lambda row: ("label", row.label) if row.depth == 2 else ("other", None),
    "label3": lambda row: ("label", row.label) if row.depth >= 3 else ("other", None),
}
"""Columns that repeat what the annex prints."""


def _sum(ground: Ground, row: str, _: int) -> float | None:
    found = [r.values[row] for r in ground.reports if r.values[row] is not None]
    if not found or ROWS[row].kind in (Kind.CHOICE, Kind.HEADING):
        return None
    return round(sum(found) / len(found), 2) if ROWS[row].kind is Kind.PERCENT else sum(found)


def _with(combine: Callable[[float, float], float]) -> Callable[[Ground, str, int], float | None]:
    def of(ground: Ground, row: str, report: int) -> float | None:
        mine, old = ground.reports[report].values[row], ground.prior[report].values[row]
        return None if mine is None or old is None else round(combine(mine, old), 2)

    return of


_FROM_REPORTS: Mapping[str, Callable[[Ground, str, int], float | None]] = {
    "prior": lambda ground, row, n: ground.prior[n].values[row],
    "year_ago": lambda ground, row, n: ground.year_ago[n].values[row],
    "plan": lambda ground, row, n: ground.year_ago[n].values[row],
    "cumulative": _with(lambda mine, old: mine + old),
    "change": _with(lambda mine, old: mine - old),
    "compare": _with(lambda mine, old: 100 * mine / old if old else 0),
    "total": _sum,
}
"""Columns of other figures beside the reported ones."""
_OFFICES = ("Văn phòng - Thống kê", "Tư pháp - Hộ tịch", "Tài chính - Kế toán", "Địa chính - Xây dựng")
_BASES = ("Nghị quyết số 76/NQ-CP", "Nghị định số 61/2018/NĐ-CP", "Quyết định số 468/QĐ-TTg", "")
_REMARKS = ("Đạt", "Đạt 100% kế hoạch", "Tăng 2 so với quý trước", "Đề nghị rà soát lại", "", "")
_OTHER: Mapping[str, Callable[[Random, int], object]] = {
    "serial": lambda rng, serial: serial,
    "id_code": lambda rng, serial: f"CCHC.{serial:03}",
    "office": lambda rng, serial: rng.choice(_OFFICES),
    "basis": lambda rng, serial: rng.choice(_BASES) or None,
    "remark": lambda rng, serial: rng.choice(_REMARKS) or None,
    "points": lambda rng, serial: rng.choice((0.5, 1, 1.5, 2)),
    "future": lambda rng, serial: None,
    "blank": lambda rng, serial: None,
}
"""Columns that have nothing to do with the figures."""
