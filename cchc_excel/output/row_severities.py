"""How grave the open findings of each row are, live: hidden columns of the sheet `Kiểm tra`, and the
conditional formats that colour the value cells by them.

A conditional format must not refer to another sheet in Excel 2007's part of the file format; through a
defined name it may, in every program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.model.expressions import Verdict, nested_call
from cchc_excel.model.forms import Catalogue, Check
from cchc_excel.model.grids import column_letters
from cchc_excel.model.reports import SAID_BY_US, Report, note_of_a_person
from cchc_excel.model.verdicts import Result
from cchc_excel.output.book import Book, Content
from cchc_excel.output.colours import SEVERITY_FILLS
from cchc_excel.output.plan import Plan

NAME = "MUC_NANG_NHAT"
"""The range of the gravities, one a row of the annex, in its order."""
GRAVITIES = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
EXPLAINED = 1
"""What a warning counts for that a note explains."""
_HEADINGS = {10: "Dòng", 11: "Mức nặng nhất", 12: "Có giải trình", 13: "Mức của quy tắc"}
_ROW, _GRAVITY, _NOTE, _OF_CHECK = _HEADINGS
"""The hidden columns: three with a line for each row of the annex, one beside each check."""
_VERDICT = 3


@dataclass(frozen=True, slots=True)
class Open:
    """The checks in their order on the sheet, with the report that says what a person notes."""

    results: Sequence[Result]
    report: Report

    def gravity(self, number: int) -> int:
        """What a check counts for now; 0 when it is not violated."""
        result = self.results[number]
        if result.judgement.verdict is not Verdict.VIOLATED:
            return 0
        severity = result.check.rule.severity
        is_explained = severity is Severity.WARNING and any(map(self.has_note, result.check.ids))
        return EXPLAINED if is_explained else GRAVITIES[severity]

    def has_note(self, row: str) -> bool:
        return bool(note_of_a_person(self.report.values[row].note))

    def count(self, severity: Severity) -> int:
        """The open findings of a severity."""
        return sum(self.gravity(n) == GRAVITIES[severity] for n in range(len(self.results)))


def write_row_severities(
    book: Book, sheet: Worksheet, catalogue: Catalogue, plan: Plan, opened: Open
) -> None:
    """Write the gravity of every check and of every row, and which rows have a note of a person."""
    plain, order = book.style(), list(catalogue.indicators)
    for column, heading in _HEADINGS.items():
        book.write(sheet, 0, column, heading, plain)
    naming: dict[str, list[int]] = {row: [] for row in order}
    for number, result in enumerate(opened.results):
        content = Content(opened.gravity(number), _of_check(number, result.check, order))
        book.write(sheet, number + 1, _OF_CHECK, content, plain)
        for row in result.check.ids:
            naming[row].append(number)
    for line, (row, numbers) in enumerate(naming.items(), start=1):
        gravest = max((opened.gravity(n) for n in numbers), default=0)
        cells = [gravity_cell(n) for n in numbers]
        book.write(sheet, line, _ROW, row, plain)
        book.write(sheet, line, _GRAVITY, Content(gravest, nested_call("MAX", ["0", *cells])), plain)
        noted = Content(int(opened.has_note(row)), _has_note(plan.note_reference(row)))
        book.write(sheet, line, _NOTE, noted, plain)
    sheet.set_column(_ROW, _OF_CHECK, None, None, {"hidden": True})
    book.name_range(NAME, sheet.name, (1, len(naming)), _GRAVITY)


def colour_by_severity(
    book: Book, sheet: Worksheet, lines: Mapping[str, int], column: int, rows: Iterable[str]
) -> None:
    """Colour the value cells that broken rules name, by the gravest; `lines` are those of a form's
    rows, `rows` all of the annex in its order."""
    place = {row: n for n, row in enumerate(rows, start=1)}
    for row, line in lines.items():
        for severity, gravity in GRAVITIES.items():
            sheet.conditional_format(
                line,
                column,
                line,
                column,
                {
                    "type": "formula",
                    "criteria": f"=INDEX({NAME},{place[row]})={gravity}",
                    "format": book.workbook.add_format({"bg_color": SEVERITY_FILLS[severity]}),
                },
            )


def gravity_cell(number: int) -> str:
    """The cell on the sheet that says what a check counts for now, by the check's number."""
    return _cell(_OF_CHECK, number)


def gravity_range(count: int) -> str:
    """The cells that say it of all checks."""
    return f"{_cell(_OF_CHECK, 0)}:{_cell(_OF_CHECK, max(count, 1) - 1)}"


def _of_check(number: int, check: Check, order: Sequence[str]) -> str:
    weight = str(GRAVITIES[check.rule.severity])
    if check.rule.severity is Severity.WARNING:
        notes = [_cell(_NOTE, order.index(row)) for row in check.ids]
        weight = f"IF({nested_call('SUM', notes)}>0,{EXPLAINED},{weight})"
    return f'IF({_cell(_VERDICT, number)}="{Verdict.VIOLATED.words.vi}",{weight},0)'


def _cell(column: int, number: int) -> str:
    return f"${column_letters(column + 1)}${number + 2}"


def _has_note(cell: str) -> str:
    """1 where a person wrote a note: it has a letter, and a part that this package did not write
    (`note_of_a_person`)."""
    text = f'TRIM(CLEAN(SUBSTITUTE({cell},"\N{NO-BREAK SPACE}"," ")))'
    ours = f"; {SAID_BY_US}"
    parts = f'LEN(SUBSTITUTE("; "&{text},"; ","; #"))>LEN(SUBSTITUTE("; "&{text},"{ours}","{ours}#"))'
    return f"IFERROR(IF(EXACT(UPPER({text}),LOWER({text})),0,IF({parts},1,0)),0)"
