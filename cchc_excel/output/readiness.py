"""How far a workbook is, live on the cover: open errors and warnings, the cells that are still blank, and
whether it may be sent.

A blank cell is no fault: a row without figures stays blank. So blanks are counted and hold nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.output.book import Book, Content
from cchc_excel.output.colours import RIGHT, SEVERITY_FILLS
from cchc_excel.output.plan import CHECK_SHEET, FormPlan, Plan

_LABELS = {Severity.ERROR: "Số lỗi phải sửa", Severity.WARNING: "Số cảnh báo cần xem"}
_HINTS = {
    Severity.ERROR: f"Xem sheet «{CHECK_SHEET}»",
    Severity.WARNING: "Không đếm cảnh báo đã có giải trình ở cột Ghi chú",
}
READY, READY_BUT = "ĐƯỢC GỬI", "ĐƯỢC GỬI, còn cảnh báo chưa giải trình"
_NONE = Content(0, "0")


@dataclass(frozen=True, slots=True)
class FormProgress:
    """The cells of a form that this unit fills, and how many of them are blank; `ranges` are the cells."""

    sheet: str
    cells: int
    blank: int
    ranges: tuple[str, ...]

    @classmethod
    def of(cls, form: FormPlan, plan: Plan, typed: Mapping[str, bool]) -> FormProgress:
        """`typed` are the rows that this unit fills, by id, each with whether its cell is blank."""
        rows = [row for row in form.lines if row in typed]
        return cls(
            form.sheet, len(rows), sum(typed[row] for row in rows), tuple(_ranges(rows, form.lines, plan))
        )

    @property
    def formula(self) -> str:
        return "+".join(f"COUNTBLANK({area})" for area in self.ranges) or "0"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the cover says: the counts of open findings by severity, and how to count them; in a template
    also the progress of each form, how many checks meet a cell that holds a text, and which required
    fields of the cover are blank."""

    counts: Mapping[Severity, int]
    formulas: Mapping[Severity, str]
    forms: tuple[FormProgress, ...] = ()
    texts: Content = _NONE
    missing_fields: Content = _NONE

    def reasons(self, cells: Mapping[str, str]) -> Iterator[tuple[bool, str, str]]:
        """Why the workbook may not be sent yet, the first that holds counts: whether it holds now, as a
        formula, and in words. `cells` are the cover's cells with the counts."""
        fields, texts = self.missing_fields, self.texts
        figures = sum(form.cells - form.blank for form in self.forms)
        cells_in_all = sum(form.cells for form in self.forms)
        yield (
            bool(fields.value),
            f"{fields.formula}>0",
            "CHƯA: trang bìa còn thiếu đơn vị, cấp, kỳ hoặc ngày của kỳ báo cáo",
        )
        yield figures == 0, f"SUM({cells['blank']})={cells_in_all}", "CHƯA: chưa có số liệu nào"
        yield (
            bool(texts.value),
            f"{texts.formula}>0",
            f"CHƯA: có ô ghi chữ, xem cột Lưu ý của «{CHECK_SHEET}»",
        )
        yield self.counts[Severity.ERROR] > 0, f"{cells['error']}>0", "CHƯA: còn lỗi phải sửa"
        yield self.counts[Severity.WARNING] > 0, f"{cells['warning']}>0", READY_BUT

    def verdict(self, cells: Mapping[str, str]) -> Content:
        """Whether it may be sent, now and as a formula."""
        reasons = list(self.reasons(cells))
        now = next((words for holds, _, words in reasons if holds), READY)
        formula = f'"{READY}"'
        for _, condition, words in reversed(reasons):
            formula = f'IF({condition},"{words}",{formula})'
        return Content(now, formula)


def write_readiness(book: Book, sheet: Worksheet, line: int, readiness: Readiness) -> int:
    """Write the lines from a line on; returns the line below them."""
    first = line + (1 if readiness.forms else 0)
    cells = {
        "error": f"B{first + 1}",
        "warning": f"B{first + 2}",
        "blank": f"B{first + 3}:B{first + 2 + len(readiness.forms)}",
    }
    if readiness.forms:
        _verdict(book, sheet, line, readiness.verdict(cells))
    for severity, label in _LABELS.items():
        count = Content(readiness.counts[severity], readiness.formulas[severity])
        _line(book, sheet, first, (label, count, _HINTS[severity]), f"internal:'{CHECK_SHEET}'!A1")
        _colour(book, sheet, first, ">", 0, SEVERITY_FILLS[severity])
        first += 1
    for form in readiness.forms:
        words = f"ô còn trống trong {form.cells} ô ghi số liệu"
        content = Content(form.blank, form.formula)
        _line(book, sheet, first, (form.sheet, content, words), f"internal:'{form.sheet}'!A1")
        first += 1
    return first


def _verdict(book: Book, sheet: Worksheet, line: int, verdict: Content) -> None:
    style = book.style(bold=True, border=1, align="left", text_wrap=True)
    book.write(sheet, line, 0, "Gửi được chưa?", style)
    book.merge(sheet, line, 1, 2, verdict, style)
    sheet.set_row(line, 24)
    for words, fill in ((READY, RIGHT), (READY_BUT, SEVERITY_FILLS[Severity.WARNING])):
        _colour(book, sheet, line, "==", f'"{words}"', fill)
    _colour(book, sheet, line, "!=", '""', SEVERITY_FILLS[Severity.ERROR])


def _line(book: Book, sheet: Worksheet, line: int, cells: tuple[str, Content, str], target: str) -> None:
    """A label that links to where the count comes from, the count, and what it counts."""
    box = {"border": 1, "align": "left"}
    label, count, words = cells
    sheet.write_url(line, 0, target, book.style(bold=True, font_color="#0563C1", underline=1, **box), label)
    book.write(sheet, line, 1, count, book.style(num_format="0", **box))
    book.write(
        sheet, line, 2, words, book.style(italic=True, font_color="#595959", font_size=11, text_wrap=True)
    )
    sheet.set_row(line, 20 if len(words) < 40 else 32)


def _colour(book: Book, sheet: Worksheet, line: int, sign: str, value: object, fill: str) -> None:
    look = book.workbook.add_format({"bg_color": fill})
    sheet.conditional_format(
        line,
        1,
        line,
        1,
        {"type": "cell", "criteria": sign, "value": value, "format": look, "stop_if_true": True},
    )


def _ranges(rows: Iterable[str], lines: Mapping[str, int], plan: Plan) -> Iterator[str]:
    """The rows' cells as ranges of neighbours: `'Biểu mẫu 3'!$D$8:$D$10`."""
    numbered = ((lines[row] - n, row) for n, row in enumerate(rows))
    for _, group in groupby(numbered, key=lambda each: each[0]):
        neighbours = [row for _, row in group]
        first, last = plan.reference(neighbours[0]), plan.reference(neighbours[-1])
        yield f"{first}:{last.rpartition('!')[2]}"
