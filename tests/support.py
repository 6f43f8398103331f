"""What tests build again and again: a report of a few rows, what the rules make of it, a form as lines of a
sheet. Fixtures live in conftest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Severity
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.grids import Cell, Grid, SourceDocument, cell_address
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Cover, Report, ReportedValue, SourceFile, State
from cchc_excel.output.plan import Plan
from cchc_excel.validation.confrontation import confront
from cchc_excel.words import exact_text

T, F, U = Verdict.SATISFIED, Verdict.VIOLATED, Verdict.NOT_EVALUATED
SYMBOLS = {"T": T, "F": F, "?": U}
"""Verdicts as a truth table writes them."""


def report_of(
    form: str,
    values: Mapping[str, float | str | None],
    *,
    notes: Mapping[str, str] | None = None,
    unit: str = "Xã Thử",
    unit_code: str = "",
    level: str = "commune",
    period: str = "2025-Q1",
    file: str = "",
) -> Report:
    """A report whose cells stand where our template has them: `report_of("BM3", {"3.3.1": 71, "3.3.2":
    72})`.

    A bare code is a row of `form`, `BM7:3.1` one of another. A text is a cell that holds text, None a
    blank one.
    """
    catalogue = load_catalogue()
    plan = Plan.of(catalogue)
    given = {_id(form, code): value for code, value in values.items()}
    said = {_id(form, code): note for code, note in (notes or {}).items()}
    unknown = (given.keys() | said.keys()) - catalogue.indicators.keys()
    assert not unknown, f"no such rows: {sorted(unknown)}"
    cells = {i: _value(i, given.get(i), said.get(i, ""), plan) for i in catalogue.indicators}
    cover = Cover(ReportingUnit(unit, code=unit_code, level=level), level, parse_period(period))
    return Report(cover, cells, SourceFile(file))


def violated(report: Report, severity: Severity | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """The rules that a report breaks, each with its rows, in the catalogue's order."""
    findings = confront(report, load_catalogue()).findings
    return [(f.rule, f.ids) for f in findings if severity in (None, f.severity)]


def edit(file: Path, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file.name}: «{old}» stands {text.count(old)} times"
    file.write_text(text.replace(old, new), encoding="utf-8")


def _id(form: str, code: str) -> str:
    return code if ":" in code else f"{form}:{code}"


def _value(row_id: str, value: float | str | None, note: str, plan: Plan) -> ReportedValue:
    state = State.BLANK if value is None else State.TEXT if isinstance(value, str) else State.NUMBER
    number = float(value) if state is State.NUMBER else None
    text = "" if value is None else value if isinstance(value, str) else exact_text(number)
    return ReportedValue(
        row_id, state, number, text, note, plan.places[row_id][0], plan.address(row_id), "name"
    )


HEAD = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
"""The header of an official form."""


def figures_of(form: str) -> dict[str, int]:
    """A figure for every row of a form, each another: whose it is can be told wherever it comes up."""
    ids = list(load_catalogue().indicators)
    return {i: 100 + n for n, i in enumerate(ids) if i.startswith(f"{form}:")}


def form_lines(form: str, head: Sequence[object] = HEAD) -> list[list[object]]:
    """A form as an office prints it: name, title and header on lines 1 to 3, from line 4 on a line a row."""
    found = next(f for f in load_catalogue().forms if f.id == form)
    figures = figures_of(form)
    rows = [[i.code, i.label, i.measure_unit, figures[i.id], None] for i in found.indicators]
    return [[found.short], [found.title], list(head), *rows]


def line_of(lines: Sequence[Sequence[object]], code: str) -> list[object]:
    """The line of a row's code, to be changed in place."""
    return next(line for line in lines[3:] if line and line[0] == code)


def grid_of(lines: Sequence[Sequence[object]], name: str = "Sheet1", **looks: object) -> Grid:
    """A sheet of lines of cells; None is an empty cell."""
    cells = {
        (row, column): Cell(row, column, cell_address(row, column), content, str(content))
        for row, line in enumerate(lines, start=1)
        for column, content in enumerate(line, start=1)
        if content is not None
    }
    return Grid(name, cells, **looks)


def document_of(*grids: Grid, file: str = "bao-cao.xlsx", **more: object) -> SourceDocument:
    """A workbook of some sheets."""
    return SourceDocument(Path(file), "xlsx", "0" * 64, grids, **more)


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook of sheets of lines, as openpyxl saves it."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, lines in sheets.items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(line)
    workbook.save(path)
    return path
