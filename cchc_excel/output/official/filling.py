"""The rows of a report into the cells that they were bound to: values, formulas that stay or give way,
notes.

A formula of the template stays when it gives what was stated; the stated number replaces one that does not,
and that is said, as in a template of ours. What the template held of an earlier report is cleared.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import Administration
from cchc_excel.model.decimals import times
from cchc_excel.model.expressions import computed
from cchc_excel.model.expressions.functions import agrees
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.grids import Cell, SourceDocument, Stored
from cchc_excel.model.number_formats import left_out
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import SAID_BY_US, Report, State
from cchc_excel.output.book import LONGEST_TEXT
from cchc_excel.output.filler import shown_percent, typed_words, with_addition
from cchc_excel.output.official import cover as official_cover
from cchc_excel.output.official import remarks
from cchc_excel.output.official.contents import computed_text, content_in, stated_text
from cchc_excel.output.package_edit import CellEdit, EditableBook, Place, Recomputed
from cchc_excel.output.package_edit.book import is_percent
from cchc_excel.output.package_edit.repacking import changed_parts
from cchc_excel.words import Words, format_number

_NEAR = 1e-6
_HIDDEN_DIGITS = (0, 3, 6, 9)
"""How many a number format may leave out of sight."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What nobody types into a cell."""


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """A row's cells in the official workbook: its value and, where there is one, its note.

    `factor` is what one of the workbook's unit of measure is in the row's: 0.001 where it prints Nghìn đồng
    in a row of Triệu đồng.
    """

    sheet: str
    value: Cell
    note: Cell | None
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Template:
    """The official workbook as it came: its bytes, its cells, what it reported already, where the rows
    stand."""

    path: Path
    content: bytes
    document: SourceDocument
    report: Report
    rows: Mapping[str, OfficialRow]


@dataclass(frozen=True, slots=True)
class FilledWorkbook:
    """The bytes of the filled workbook, what each written cell must read as, and what is to be said."""

    content: bytes
    suffix: str
    """The extension that it must have; empty where it is a kind of workbook that cannot be written."""
    strange_parts: frozenset[str]
    """Parts that differ from the template's though nothing was written into them; there must be none."""
    expected: Mapping[tuple[str, int, int], Stored]
    """By sheet, row and column; a formula's new result too, None where it was dropped."""
    values: Mapping[str, tuple[str, int, int]]
    """The cell of each row that was written or stood so already."""
    findings: tuple[Finding, ...]


def fill_official(
    source: Report, template: Template, catalogue: Catalogue, administration: Administration
) -> FilledWorkbook:
    """Fill an official workbook with a report; raises BrokenFile when its package is damaged."""
    book = EditableBook.open(template.path, template.content, template.document)
    filling = Filling(source, template, catalogue, book)
    filling.write_values()
    filling.settle_formulas()
    filling.write_notes()
    filling.edits |= official_cover.cover_edits(filling, administration)
    recomputed = book.recomputed(filling.edits)
    edits = dict(filling.edits)
    for place, edit in recomputed.edits.items():
        text = edits[place].formula if place in edits else None
        edits[place] = replace(edit, formula=text)
    said = [*filling.findings, *remarks.remarks_on(filling, recomputed)]
    content = book.written(edits) if edits else template.content
    strange = changed_parts(template.content, content) - book.allowed_to_change(edits)
    return FilledWorkbook(
        content,
        book.suffix,
        strange,
        _expected(book, edits) | filling.days,
        {row_id: (book.names[s], r, c) for row_id, (s, r, c) in filling.places.items()},
        tuple(said),
    )


def _expected(book: EditableBook, edits: Mapping[Place, CellEdit]) -> dict[tuple[str, int, int], Stored]:
    return {
        (book.names[sheet], row, column): edit.value
        for (sheet, row, column), edit in edits.items()
        if edit.formula is None or edit.keeps_formula
    }


@dataclass(slots=True)
class Filling:
    """The work on one workbook: what is written so far and what is said of it."""

    source: Report
    template: Template
    catalogue: Catalogue
    book: EditableBook
    edits: dict[Place, CellEdit] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    """The value cells of the rows."""
    kept: dict[str, Place] = field(default_factory=dict)
    """The rows whose cell holds a formula that stays so far."""
    notes: dict[str, str] = field(default_factory=dict)
    stale: list[tuple[str, str]] = field(default_factory=list)
    """Cells that held something of an earlier report, each with what stood there."""
    days: dict[tuple[str, int, int], date] = field(default_factory=dict)

    def say(self, code: str, row_id: str, **fields: object) -> None:
        place = self.template.rows[row_id]
        cell = f"{place.sheet}!{place.value.address}"
        where = place_of(self.catalogue.indicators[row_id], self.catalogue, cell)
        self.findings.append(finding(code, ids=(row_id,), cells=(cell,), place=where, **fields))

    @property
    def was_filled(self) -> bool:
        """True when the workbook held a number of a report already: its texts are then a report's, too."""
        values = self.template.report.values
        return any(values[i].state is State.NUMBER and not values[i].calculated for i in self.template.rows)

    def write_values(self) -> None:
        taken: dict[Place, str] = {}
        for row_id, row in self.template.rows.items():
            value, place = self.source.values[row_id], self.top_left(row.sheet, row.value)
            other = taken.setdefault(place, row_id)
            if other != row_id:
                self._cannot_write(row_id, _MERGED)
                continue
            self.places[row_id] = place
            self.notes[row_id] = with_addition(
                value.note, typed_words(value, self.catalogue.indicators[row_id])
            )
            if place in self.book.formulas.at:
                self.kept[row_id] = place
            elif place in self.book.formulas.holders:
                self._cannot_write(row_id, _ARRAY)
            else:
                self._write_value(row_id, place)

    def top_left(self, sheet: str, cell: Cell) -> Place:
        """Where a cell's content stands: the first cell of a merged area."""
        area = self.book.sheets[sheet.casefold()].merged_at(cell.row, cell.column)
        return sheet.casefold(), *(area[:2] if area else (cell.row, cell.column))

    def stands_at(self, place: Place) -> Cell | None:
        return self.template.document.grid(self.book.names[place[0]]).at(*place[1:])

    def _write_value(self, row_id: str, place: Place) -> None:
        value, indicator = self.source.values[row_id], self.catalogue.indicators[row_id]
        sheet, row, column = self.book.names[place[0]], *place[1:]
        choices = self.book.choices_at(sheet, row, column)
        shown = value
        if value.state is State.NUMBER and (factor := self._factor(row_id, place)) != 1:
            shown = replace(value, value=times(value.value, 1 / factor))
        content = content_in(shown, indicator, self.book.format_of(sheet, row, column), choices)
        if isinstance(content.value, str) and len(content.value) > LONGEST_TEXT:
            self.say("FILL-007", row_id, count=LONGEST_TEXT)
        if content.code:
            self.say(content.code, row_id, stated=stated_text(value, indicator), choices=choices)
        if content.value is None:
            self._clear_stale(row_id, place)
        else:
            self._put(place, content.value)

    def _factor(self, row_id: str, place: Place) -> Decimal:
        """What one of the cell's unit of measure is in the row's own: as the workbook prints it, and as the
        cell's format leaves out thousands."""
        if self.catalogue.indicators[row_id].kind not in (Kind.COUNT, Kind.AMOUNT):
            return Decimal(1)
        value, factor = self.source.values[row_id].value or 0, self.template.rows[row_id].factor
        shown, number_format = times(value, 1 / factor), str(self.book.format_of(*place))
        zeros = [n for n in _HIDDEN_DIGITS if left_out(number_format, times(shown, 10**n)) == n]
        return factor.scaleb(-zeros[0]) if zeros else factor

    def _clear_stale(self, row_id: str, place: Place) -> None:
        """What an earlier report left in a row that the source leaves blank goes; what is printed in a blank
        workbook stays."""
        before, cell = self.template.report.values[row_id], self.stands_at(place)
        is_figure = before.state in (State.NUMBER, State.TALLY)
        is_word = before.state in (State.TEXT, State.ERROR) and self.was_filled
        if cell is not None and (is_figure or is_word):
            self.stale.append((f"{self.book.names[place[0]]}!{cell.address}", before.text.strip()))
            self.edits[place] = CellEdit()

    def _put(self, place: Place, content: float | str) -> None:
        """Write a cell, unless it holds the very same already."""
        if isinstance(content, str):
            content = _CONTROL.sub("", content.replace("\r\n", "\n"))
            content = content if len(content) <= LONGEST_TEXT else content[: LONGEST_TEXT - 1] + "…"
        cell = self.stands_at(place)
        if cell is None or cell.formula is not None or not _is_same(cell.stored, content):
            self.edits[place] = CellEdit(content)

    def _cannot_write(self, row_id: str, reason: Words) -> None:
        value = self.source.values[row_id]
        if value.state in (State.NUMBER, State.TEXT, State.ERROR, State.TALLY):
            stated = stated_text(value, self.catalogue.indicators[row_id])
            self.say("FILL-019", row_id, reason=reason, value=stated)

    def settle_formulas(self) -> None:
        """Let the stated numbers replace the formulas that do not give them; each replacement may change
        what other formulas give, so look again until all that stay agree."""
        asked = set(self.kept)
        while True:
            recomputed = self.book.recomputed(self.edits)
            giving_way = [i for i in self.kept if i in asked and not self._stays(i, recomputed)]
            if not giving_way:
                break
            for row_id in giving_way:
                asked.discard(row_id)
                self._replace_formula(row_id, recomputed)
        for row_id, place in self.kept.items():
            self._say_of_kept(row_id, self._result(place, recomputed))

    def _result(self, place: Place, recomputed: Recomputed) -> Stored:
        """What a formula gives now; None where that could not be computed."""
        if place in recomputed.results:
            return recomputed.results[place]
        cell = self.stands_at(place)
        return None if place in recomputed.dropped or cell is None else cell.stored

    def _stays(self, row_id: str, recomputed: Recomputed) -> bool:
        """True for a formula that gives what was stated, or beside which nothing was stated."""
        value, indicator = self.source.values[row_id], self.catalogue.indicators[row_id]
        if value.state is not State.NUMBER:
            return value.state not in (State.TEXT, State.TALLY)
        readings = self._readings(row_id, self._result(self.kept[row_id], recomputed))
        if not readings and indicator.equals is not None:
            exact = computed(indicator.equals, self.source.numbers)
            readings = [] if exact is None else [exact * indicator.scale]
        return any(_agrees(value.value, each, indicator) for each in readings)

    def _readings(self, row_id: str, result: Stored) -> list[float]:
        """What a formula's result may mean in the row's unit: a percent without its sign may be either."""
        if isinstance(result, bool) or not isinstance(result, (int, float)):
            return []
        if self.catalogue.indicators[row_id].kind is not Kind.PERCENT:
            return [times(float(result), self._factor(row_id, self.kept[row_id]))]
        return (
            [result * 100] if is_percent(self.book.format_of(*self.kept[row_id])) else [result * 100, result]
        )

    def _replace_formula(self, row_id: str, recomputed: Recomputed) -> None:
        """The stated value in place of a formula that does not give it."""
        place, value = self.kept[row_id], self.source.values[row_id]
        others = self.book.unshared(place)
        if others is None or set(self.book.formulas.at[place].results) != {place}:
            self._cannot_write(row_id, _ARRAY)
            return
        readings = self._readings(row_id, self._result(place, recomputed))
        stated = stated_text(value, self.catalogue.indicators[row_id])
        if readings:
            shown = computed_text(readings[0], self.catalogue.indicators[row_id])
            self.say("FILL-014", row_id, stated=stated, computed=shown)
        else:
            self.say("FILL-015", row_id, stated=stated)
        del self.kept[row_id]
        self.edits |= {p: e for p, e in others.items() if p not in self.edits}
        self._write_value(row_id, place)

    def _say_of_kept(self, row_id: str, result: Stored) -> None:
        value, indicator = self.source.values[row_id], self.catalogue.indicators[row_id]
        readings = self._readings(row_id, result)
        if readings and value.state is not State.NUMBER:
            self.say("FILL-016", row_id, computed=computed_text(readings[0], indicator))
        elif readings and indicator.kind is Kind.PERCENT:
            near = min(readings, key=lambda each: abs(each - value.value))
            if shown_percent(value.value) != shown_percent(near):
                stated = format_number(value.value)
                self.notes[row_id] = with_addition(self.notes[row_id], f"{SAID_BY_US}đơn vị nêu {stated}%")
                self.say("FILL-005", row_id, stated=f"{stated} %", computed=shown_percent(near))

    def write_notes(self) -> None:
        values = set(self.places.values())
        taken: dict[Place, str] = {}
        for row_id in self.places:
            row, note = self.template.rows[row_id], self.notes[row_id]
            place = self.top_left(row.sheet, row.note) if row.note is not None else None
            cannot = place is None or place in values or taken.setdefault(place, row_id) != row_id
            if cannot or place in self.book.formulas.at:
                if note:
                    self.say("FILL-025", row_id, note=note)
                continue
            if len(note) > LONGEST_TEXT:
                self.say("FILL-007", row_id, count=LONGEST_TEXT)
            self._write_note(place, note)

    def _write_note(self, place: Place, note: str) -> None:
        """A note of the source; beside it stays what is printed in a blank workbook, an earlier report's
        goes."""
        cell = self.stands_at(place)
        printed = "" if cell is None or self.was_filled else cell.shown.strip()
        if note and note != printed:
            self._put(place, with_addition(printed, note))
        elif not note and self.was_filled and cell is not None and not cell.is_blank:
            self.stale.append((f"{self.book.names[place[0]]}!{cell.address}", cell.shown.strip()))
            self.edits[place] = CellEdit()


_ARRAY = Words("ô thuộc một công thức mảng", "the cell is part of an array formula")
_MERGED = Words("ô gộp chung với ô của dòng khác", "the cell is merged with another row's")


def _agrees(stated: float, result: float, indicator: Indicator) -> bool:
    if indicator.kind is Kind.PERCENT:
        return agrees(stated, result)
    return math.isclose(stated, result, rel_tol=1e-9, abs_tol=_NEAR)


def _is_same(stored: Stored, content: float | str) -> bool:
    if isinstance(content, str) or isinstance(stored, (str, bool)):
        return type(stored) is type(content) and stored == content
    return stored == content
