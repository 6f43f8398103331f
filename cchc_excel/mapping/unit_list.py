"""A list of reporting units as a person keeps it: code, name, other names; told by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.mapping.unit_names import unit_named
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.words import Words, fold

_HEADINGS = {
    "code": ("ma", "ma don vi", "code", "unit code", "ma dvhc", "reporting_unit_code"),
    "name": ("ten", "ten don vi", "don vi", "name", "unit", "reporting_unit"),
    "other": ("ten khac", "other names", "other name", "ten goi khac", "aliases"),
}


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit of the list, with the register's code where it is known, and the other names it goes by."""

    reporting_unit: ReportingUnit
    other_names: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        return fold(name) in {fold(n) for n in (self.reporting_unit.name, *self.other_names)}


def read_unit_list(
    document: SourceDocument, register: Register, on: date, level: str | None, within: ReportingUnit | None
) -> tuple[tuple[ListedUnit, ...], tuple[Finding, ...]]:
    """The units of a list in its order; raises BrokenFile when it has no heading for a code or a name."""
    listed, odd = [], []
    for record in _records(document):
        code, name = (record[k].shown.strip() if k in record else "" for k in ("code", "name"))
        if not code and not name:
            continue
        unit, said = _unit(code, name, register, on, level, within, document.path.name)
        odd += said
        other = record["other"].shown if "other" in record else ""
        listed.append(ListedUnit(unit, tuple(n.strip() for n in re.split(r"[;|\n]", other) if n.strip())))
    if not listed:
        raise BrokenFile(
            finding(
                "FILE-009", file=document.path.name, reason=Words("không có đơn vị nào", "it names no unit")
            )
        )
    return tuple(listed), tuple(odd)


def _records(document: SourceDocument) -> Iterator[Mapping[str, Cell]]:
    for grid in document.grids:
        columns: dict[int, str] = {}
        for _, cells in grid.rows():
            if columns:
                yield {name: cells[column] for column, name in columns.items() if column in cells}
            else:
                columns = _columns(cells)
        if columns:
            return
    raise BrokenFile(
        finding(
            "FILE-009",
            file=document.path.name,
            reason=Words("không thấy cột «Mã» hoặc «Tên»", "no column «code» or «name»"),
        )
    )


def _columns(cells: Mapping[int, Cell]) -> dict[int, str]:
    """The columns of a heading line; nothing unless it heads a code or a name."""
    found: dict[int, str] = {}
    for column, cell in cells.items():
        for name, spellings in _HEADINGS.items():
            if fold(cell.shown) in spellings and name not in found.values():
                found[column] = name
    return found if {"code", "name"} & set(found.values()) else {}


def _unit(
    code: str,
    name: str,
    register: Register,
    on: date,
    level: str | None,
    within: ReportingUnit | None,
    file: str,
) -> tuple[ReportingUnit, tuple[Finding, ...]]:
    """The unit of the register that a line means, under the list's own name for it."""
    unit, said = (register.with_code(code, on) if code else None), ()
    if unit is None:
        unit, said = unit_named(name or code, register, on, level, within, file)
    elif name and unit not in register.find(name, on):
        said = (finding("UNIT-006", file=file, unit_code=code, register_name=unit.name, name=name),)
    if unit is None:
        return ReportingUnit(name or code, code, level or ""), said
    return replace(unit, name=name or unit.name), said
