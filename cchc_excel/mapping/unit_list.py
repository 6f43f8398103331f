"""A list of reporting units as a person keeps it: code, name, other names, the unit above, until when it must
report and whom to call; told by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.kept_tables import KeptLine, kept_lines, unread_day, unusable
from cchc_excel.mapping.unit_names import unit_named
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.reports import NOTHING_EXPECTED, Expectation
from cchc_excel.words import Words, fold

_HEADINGS = {
    "code": ("Mã", "mã đơn vị", "code", "unit code", "mã ĐVHC", "reporting_unit_code"),
    "name": ("Tên", "tên đơn vị", "đơn vị", "name", "unit", "reporting_unit"),
    "other": ("Tên khác", "other names", "other name", "tên gọi khác", "aliases"),
    "parent": ("Mã đơn vị cấp trên", "mã cấp trên", "parent code", "parent_code"),
    "due": ("Thời hạn", "hạn nộp", "hạn gửi", "thời hạn gửi", "thời hạn nộp", "due date", "due"),
    "contact": ("Liên hệ", "người liên hệ", "điện thoại", "đầu mối", "contact", "phone"),
}
_WANTED = (("code", "name"),)


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit of the list, with the register's code where it is known, the other names it goes by, and what
    is expected of it."""

    reporting_unit: ReportingUnit
    other_names: tuple[str, ...] = ()
    expectation: Expectation = NOTHING_EXPECTED

    def is_called(self, name: str) -> bool:
        return fold(name) in {fold(n) for n in (self.reporting_unit.name, *self.other_names)}


def read_unit_list(
    document: SourceDocument, register: Register, on: date, level: str | None, within: ReportingUnit | None
) -> tuple[tuple[ListedUnit, ...], tuple[Finding, ...]]:
    """The units of a list in its order, and what is odd about it; raises BrokenFile when it has no heading
    for a code or a name."""
    listed, odd, file = [], [], document.path.name
    for line in kept_lines(document, _HEADINGS, _WANTED, "FILE-009"):
        if not line.text("code") and (not line.text("name") or _is_footer(line.text("name"))):
            continue
        unit, said = _unit(line, register, on, level, within, file)
        other = tuple(n.strip() for n in re.split(r"[;|\n]", line.text("other")) if n.strip())
        listed.append(ListedUnit(unit, other, Expectation(line.day("due"), line.text("contact"))))
        odd += [_at(line, f, file) for f in (*said, *_odd(line, unit, register, on, file))]
    odd += _twice(listed, file)
    if not listed:
        raise unusable("FILE-009", document, Words("không có đơn vị nào", "it names no unit"))
    return tuple(listed), tuple(odd)


def _at(line: KeptLine, found: Finding, file: str) -> Finding:
    """What is odd about a line, with its place in the list."""
    place = Words(f"{file}, hàng {line.row}", f"{file}, row {line.row}")
    return found if found.code == "LIST-001" else replace(found, fields={**found.fields, "file": place})


_FOOTERS = ("tong cong", "tong so", "cong", "nguoi lap", "lap bieu", "ghi chu", "ngay", "thu truong")
"""How lines below a list begin, folded, that name no unit."""


def _is_footer(name: str) -> bool:
    return re.match(rf"(?:{'|'.join(_FOOTERS)})(?!\w)", fold(name)) is not None


def _unit(
    line: KeptLine,
    register: Register,
    on: date,
    level: str | None,
    within: ReportingUnit | None,
    file: str,
) -> tuple[ReportingUnit, tuple[Finding, ...]]:
    """The unit of the register that a line means, under the list's own name for it."""
    code, name = line.text("code"), line.text("name")
    unit, said = (register.with_code(code, on) if code else None), ()
    if unit is None:
        unit, said = unit_named(name or code, register, on, level, within, file)
    elif name and unit not in register.find(name, on):
        said = (finding("LIST-004", file=file, unit_code=code, register_name=unit.name, name=name),)
    if unit is None:
        return ReportingUnit(name or code, code, level or "", line.text("parent")), said
    return replace(unit, name=name or unit.name), said


def _twice(listed: Sequence[ListedUnit], file: str) -> Iterator[Finding]:
    """Units that stand there twice with two due dates: the first counts."""
    days: dict[str, date] = {}
    for each in listed:
        due, unit = each.expectation.due, each.reporting_unit
        if due is not None and days.setdefault(unit.key, due) != due:
            yield finding("LIST-003", file=file, unit=unit.name, first=days[unit.key], second=due)


def _odd(line: KeptLine, unit: ReportingUnit, register: Register, on: date, file: str) -> Iterator[Finding]:
    """A due date that is none, and another unit above than the register's."""
    if (found := unread_day(line, "due", file)) is not None:
        yield found
    parent, above = line.text("parent"), register.parent_of(unit, on)
    if parent and above is not None and parent != above.code:
        yield finding(
            "UNIT-019", file=file, unit=unit.name, parent=parent, above=above.name, above_code=above.code
        )
