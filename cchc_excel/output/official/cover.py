"""The named fields of an official workbook's cover: written where they are blank or say another report.

A workbook without such fields has a title of its own, which is never touched; where it names another unit or
period that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Administration
from cchc_excel.model.cover_fields import COVER_FIELDS
from cchc_excel.model.grids import Cell
from cchc_excel.model.reports import Cover
from cchc_excel.output.cover import cover_values
from cchc_excel.output.package_edit import CellEdit, Place
from cchc_excel.output.package_edit.book import is_date
from cchc_excel.words import LANGUAGES, Words, fold_keeping_marks, one_line

if TYPE_CHECKING:
    from cchc_excel.output.official.filling import Filling

_EPOCHS = {True: date(1904, 1, 1), False: date(1899, 12, 30)}
_DAY = "%d/%m/%Y"


def cover_edits(filling: Filling, administration: Administration) -> dict[Place, CellEdit]:
    """The cover's fields that must say something else; what is done to them, or what the workbook's own
    title says instead, is added to the findings."""
    ours, theirs = filling.source.cover, filling.template.report.cover
    values = cover_values(filling.catalogue, administration, ours)
    document, others = filling.template.document, list(_other_report(ours, theirs))
    edits: dict[Place, CellEdit] = {}
    told: list[Words] = []
    for each in COVER_FIELDS:
        cell = document.cell_named(each.cell_name)
        if cell is None or cell.formula is not None or each.key == "version":
            continue
        value = values[each.key]
        if _says(cell, value) or (not value and (cell.is_blank or not others)):
            continue
        place = filling.top_left(document.names[each.cell_name][0], cell)
        edits[place] = CellEdit(_content(filling, place, value))
        told.append(Words(*(f"{each.label.in_(lang)} «{_shown(value)}»" for lang in LANGUAGES)))
        if isinstance(value, date) and isinstance(edits[place].value, int):
            filling.days[filling.book.names[place[0]], *place[1:]] = value
    if told:
        filling.findings.append(finding("FILL-022", fields=tuple(told), file=document.path.name))
    elif not any(each.cell_name in document.names for each in COVER_FIELDS):
        filling.findings += others_named(others, document.path.name)
    return edits


def others_named(others: list[tuple[Words, str, str]], file: str) -> Iterator[Finding]:
    """What the title of the workbook says and the source does not."""
    for field, title, given in others:
        yield finding("FILL-021", file=file, field=field, title=title, given=given)


def _other_report(ours: Cover, theirs: Cover) -> Iterator[tuple[Words, str, str]]:
    """The unit and the period, where the two covers say different ones: field, theirs, ours."""
    words = {each.key: Words(f"«{each.label.vi}»", each.label.en) for each in COVER_FIELDS}
    unit, other = ours.reporting_unit, theirs.reporting_unit
    is_same = (
        unit.code == other.code if unit.code and other.code else _folded(unit.name) == _folded(other.name)
    )
    if unit.name and other.name and not is_same:
        yield words["unit"], other.name, unit.name
    if ours.period and theirs.period and ours.period.id != theirs.period.id:
        yield words["period"], theirs.period.name.vi, ours.period.name.vi


def _folded(name: str) -> str:
    return fold_keeping_marks(name)


def _says(cell: Cell, value: str | date | None) -> bool:
    """True where the field says the same already."""
    if not isinstance(value, date):
        return one_line(cell.shown) == one_line(value or "")
    stored = cell.stored.date() if isinstance(cell.stored, datetime) else cell.stored
    return stored == value or cell.shown.strip() == value.strftime(_DAY)


def _content(filling: Filling, place: Place, value: str | date | None) -> str | int | None:
    """A field as its cell holds it: a day is a number under a date format, else a text."""
    if not isinstance(value, date):
        return value or None
    if not is_date(filling.book.format_of(*place)):
        return value.strftime(_DAY)
    starts_1904 = filling.book.settings.get("date1904") in ("1", "true")
    return (value - _EPOCHS[starts_1904]).days


def _shown(value: str | date | None) -> str:
    return value.strftime(_DAY) if isinstance(value, date) else value or ""
