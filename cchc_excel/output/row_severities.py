"""How grave the open findings of each row are, live: hidden columns of the sheet `Kiểm tra`, and the
conditional formats that colour the value cells by them.

A conditional format must not refer to another sheet in Excel 2007's part of the file format; through a
defined name it may, in every program.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import cell_address
from cchc_excel.model.verdicts import Result
from cchc_excel.output.book import Book, Content
from cchc_excel.output.colours import SEVERITY_FILLS

NAME = "MUC_NANG_NHAT"
"""The range of the gravities, one a row of the annex, in its order."""
GRAVITIES = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
_ROW, _GRAVITY = 10, 11
"""The hidden columns."""


@dataclass(frozen=True, slots=True)
class Open:
    """The checks in their order on the sheet, and the numbers of those whose warning a note explains."""

    results: Sequence[Result]
    explained: Collection[int]

    def gravity(self, number: int) -> int:
        """What a check counts for now; 0 when it is not violated."""
        result = self.results[number]
        if result.judgement.verdict is not Verdict.VIOLATED:
            return 0
        return 1 if number in self.explained else GRAVITIES[result.check.rule.severity]

    def count(self, severity: Severity) -> int:
        """The open findings of a severity."""
        return sum(self.gravity(n) == GRAVITIES[severity] for n in range(len(self.results)))


def write_row_severities(
    book: Book, sheet: Worksheet, catalogue: Catalogue, opened: Open, gravity_of: Callable[[int], str]
) -> None:
    """Write the gravity of every row; `gravity_of` gives the formula of a check's, by its number."""
    naming: dict[str, list[int]] = {row: [] for row in catalogue.indicators}
    for number, result in enumerate(opened.results):
        for row in result.check.ids:
            naming[row].append(number)
    plain = book.style()
    for column, heading in ((_ROW, "Dòng"), (_GRAVITY, "Mức nặng nhất")):
        book.write(sheet, 0, column, heading, plain)
    for line, (row, numbers) in enumerate(naming.items(), start=1):
        formula = f"MAX(0,{','.join(map(gravity_of, numbers))})" if numbers else "0"
        value = max((opened.gravity(n) for n in numbers), default=0)
        book.write(sheet, line, _ROW, row, plain)
        book.write(sheet, line, _GRAVITY, Content(value, formula), plain)
    sheet.set_column(_ROW, _GRAVITY, None, None, {"hidden": True})
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


def gravity_formula(line: int, severity: Severity, columns: tuple[int, int], explained: str) -> str:
    """What a check on a line counts for; `columns` are those of its verdict and of the remark, in which
    `explained` stands where a note explains it."""
    verdict, remark = (f"${cell_address(line + 1, c + 1)[:1]}${line + 1}" for c in columns)
    weight = str(GRAVITIES[severity])
    if severity is Severity.WARNING:
        weight = f'IF({remark}="{explained}",1,{weight})'
    return f'IF({verdict}="{Verdict.VIOLATED.words.vi}",{weight},0)'
