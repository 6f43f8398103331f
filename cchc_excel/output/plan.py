"""Where everything stands in a workbook of ours: sheet names, the columns of a form, the cell of every
row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.model import sheets
from cchc_excel.model.expressions import ExcelCell
from cchc_excel.model.forms import Catalogue, Form
from cchc_excel.model.grids import column_letters

COVER_SHEET, CHECK_SHEET = sheets.COVER, sheets.CHECKS
CODE, LABEL, MEASURE_UNIT, VALUE, NOTE, COVERAGE = range(6)
"""The columns of a form sheet, from 0."""
ANNEX_LINES = 4
"""Lines above the first form: Phụ lục, title, third line, and a blank."""
FORM_LINES = 3
"""Lines of a form above its header: its name, its title, and a blank."""
HEADER_LINES = 2


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form's sheet: its first line (0-based), and the line of each row by id."""

    form: Form
    first_line: int
    lines: Mapping[str, int]

    @property
    def sheet(self) -> str:
        return self.form.short

    @property
    def header_line(self) -> int:
        return self.first_line + FORM_LINES

    @property
    def last_line(self) -> int:
        return max(self.lines.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """The form sheets of a workbook, and the cell of every row."""

    forms: tuple[FormPlan, ...]
    places: Mapping[str, tuple[str, int]]
    """The sheet and the 0-based line of each row, by id."""
    cells: Mapping[str, ExcelCell]
    """How each row is written in a formula on another sheet."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> Plan:
        """Lay the forms out, one a sheet, the annex's title lines above the first."""
        plans = []
        for n, form in enumerate(catalogue.forms):
            first = ANNEX_LINES if n == 0 else 0
            start = first + FORM_LINES + HEADER_LINES
            plans.append(FormPlan(form, first, {i.id: start + k for k, i in enumerate(form.indicators)}))
        places = {row_id: (plan.sheet, line) for plan in plans for row_id, line in plan.lines.items()}
        cells = {
            row_id: ExcelCell(f"'{sheet}'!${_VALUE_LETTER}${line + 1}", catalogue.indicators[row_id].scale)
            for row_id, (sheet, line) in places.items()
        }
        return cls(tuple(plans), places, cells)

    def address(self, row_id: str) -> str:
        """`D18`."""
        return f"{_VALUE_LETTER}{self.places[row_id][1] + 1}"

    def reference(self, row_id: str) -> str:
        """`'Biểu mẫu 3'!$D$18`."""
        return self.cells[row_id].address

    def note_reference(self, row_id: str) -> str:
        """`'Biểu mẫu 3'!$E$18`."""
        sheet, line = self.places[row_id]
        return f"'{sheet}'!${_NOTE_LETTER}${line + 1}"

    def local(self, row_id: str) -> ExcelCell:
        """How a row is written in a formula on its own sheet: `D18`."""
        return ExcelCell(self.address(row_id), self.cells[row_id].scale)

    def named(self, row_id: str) -> str:
        """`Biểu mẫu 3!D18`, as a finding names it."""
        return f"{self.places[row_id][0]}!{self.address(row_id)}"


_VALUE_LETTER, _NOTE_LETTER = column_letters(VALUE + 1), column_letters(NOTE + 1)
