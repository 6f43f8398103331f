"""A list of corrections as a clerk keeps it (xlsx, ods or CSV): unit, row, the figure that was sent, the
right one, why, who said so and when; told by its headings."""

from __future__ import annotations

from dataclasses import replace

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.kept_tables import KeptLine, kept_lines, unread_day, unusable
from cchc_excel.mapping.values import interpret
from cchc_excel.model.corrections import ListedCorrection
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Catalogue, Indicator, Operator
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.reports import ReportedValue, State
from cchc_excel.words import Words, fold

_HEADINGS = {
    "unit": ("Đơn vị", "mã đơn vị", "tên đơn vị", "mã", "tên", "unit", "unit code", "reporting_unit"),
    "id": ("Chỉ tiêu", "mã chỉ tiêu", "dòng", "id", "row"),
    "old": ("Số cũ", "số đã gửi", "số đơn vị gửi", "old value", "old"),
    "new": ("Số mới", "số đúng", "số sửa", "value", "new value", "new"),
    "reason": ("Lý do", "reason", "why"),
    "by": ("Người báo", "người báo tin", "ai báo", "who", "by"),
    "on": ("Ngày", "ngày báo", "when", "on", "date"),
}
_WANTED = (("unit",), ("id",), ("old",), ("new",))
_EMPTIED = ("trong", "bo trong", "de trong", "blank", "empty")
"""How a person writes, folded, that a cell should have been left blank."""


def read_correction_list(
    document: SourceDocument, catalogue: Catalogue
) -> tuple[tuple[ListedCorrection, ...], tuple[Finding, ...]]:
    """The corrections of a list in its order, and what is odd about it; raises BrokenFile when its headings
    are not there, or no line is."""
    listed, odd, file = [], [], document.path.name
    for line in kept_lines(document, _HEADINGS, _WANTED, "CORR-008"):
        listed.append(_correction(line, file, catalogue))
        odd += [found] if (found := unread_day(line, "on", file)) is not None else []
    if not listed:
        raise unusable("CORR-008", document, Words("không có dòng nào", "it holds no line"))
    return tuple(listed), tuple(odd)


def _correction(line: KeptLine, file: str, catalogue: Catalogue) -> ListedCorrection:
    unit, row_id = line.text("unit"), line.text("id")
    place = Words(f"{file}, hàng {line.row}", f"{file}, row {line.row}")
    told = ListedCorrection(
        place, unit, row_id, None, None, line.text("reason"), line.text("by"), line.day("on")
    )
    indicator = catalogue.find(row_id)
    if indicator is None or indicator.consolidate is None:
        return replace(told, fault=finding("CORR-004", place=place, id=row_id, unit=unit))
    if indicator.consolidate is Operator.DERIVED:
        parts = tuple(catalogue.indicators[i].code for i in references(indicator.equals))
        fault = finding("CORR-011", place=place, unit=unit, parts=parts, **catalogue.named(indicator.id))
        return replace(told, id=indicator.id, fault=fault)
    old, new = (_figure(line, name, indicator) for name in ("old", "new"))
    told = replace(told, id=indicator.id, old=old, new=new)
    if new is not None and new.state not in (State.NUMBER, State.BLANK):
        fault = finding("CORR-005", place=place, text=new.text, unit=unit, **catalogue.named(indicator.id))
        return replace(told, fault=fault)
    return told


def _figure(line: KeptLine, name: str, indicator: Indicator) -> ReportedValue | None:
    """A figure of the list, in the row's unit; a new one that is not filled in is not known yet."""
    cell = line.cells.get(name)
    is_blank = cell is None or cell.is_blank
    if is_blank or fold(cell.shown) in _EMPTIED:
        return None if is_blank and name == "new" else ReportedValue(indicator.id)
    reading = interpret(cell, indicator, points=True)
    return ReportedValue(indicator.id, reading.state, reading.value, cell.shown)
