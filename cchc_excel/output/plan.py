"""Where everything stands in a workbook of ours: sheet names, the columns of a form, the cell of every
row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cchc_excel.model.expressions import ExcelCell
from cchc_excel.model.forms import Catalogue, Form
from cchc_excel.model.grids import column_letters

COVER_SHEET, CHECK_SHEET = "Bìa", "Kiểm tra"
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
    """The form sheets of a workbook."""

    forms: tuple[FormPlan, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Plan:
        plans = []
        for n, form in enumerate(catalogue.forms):
            first = ANNEX_LINES if n == 0 else 0
            start = first + FORM_LINES + HEADER_LINES
            plans.append(FormPlan(form, first, {i.id: start + k for k, i in enumerate(form.indicators)}))
        return cls(tuple(plans))

    def place(self, row_id: str) -> tuple[str, int]:
        """The sheet and the 0-based line of a row."""
        for plan in self.forms:
            if row_id in plan.lines:
                return plan.sheet, plan.lines[row_id]
        raise KeyError(row_id)

    def address(self, row_id: str) -> str:
        """`D18`."""
        return f"{column_letters(VALUE + 1)}{self.place(row_id)[1] + 1}"

    def reference(self, row_id: str) -> str:
        """`'Biểu mẫu 3'!$D$18`."""
        sheet, line = self.place(row_id)
        return f"'{sheet}'!${column_letters(VALUE + 1)}${line + 1}"

    def cells(self, catalogue: Catalogue) -> Mapping[str, ExcelCell]:
        """How each row is written in a formula."""
        return {i.id: ExcelCell(self.reference(i.id), i.scale) for i in catalogue.indicators.values()}
