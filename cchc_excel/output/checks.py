"""The sheet `Kiểm tra`: every check live, with its sentence, the two sides, and a link to its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cchc_excel.model.expressions import Verdict, sides_as_excel, to_excel, to_sentence
from cchc_excel.model.forms import Catalogue, Check
from cchc_excel.model.places import row_name
from cchc_excel.model.reports import Report, State
from cchc_excel.model.verdicts import Result
from cchc_excel.output.book import HEADER_FILL, PROTECTION, Book, Content, text_height
from cchc_excel.output.colours import RIGHT, SEVERITY_COLOURS
from cchc_excel.output.cover import OpenFindings
from cchc_excel.output.plan import CHECK_SHEET, Plan

CHECK_COLUMNS = {
    "Mã quy tắc": 11,
    "Mức độ": 10,
    "Nội dung": 50,
    "Kết quả": 15,
    "Vế trái": 11,
    "Vế phải": 11,
    "Chênh lệch": 11.5,
    "Ô": 33,
    "Lưu ý": 16,
}
_NUMBER = "General"
_HOLDS_TEXT = "có ô không phải là số"
_VERDICT_COLOURS = {Verdict.SATISFIED: RIGHT, Verdict.NOT_EVALUATED: "#F2F2F2"}

Condition = Callable[[Check], str | None]
"""For a consolidated file: the formula that is true where a check may be judged on the totals; None where
it never may."""


def write_checks(
    book: Book,
    catalogue: Catalogue,
    plan: Plan,
    results: Sequence[Result],
    report: Report,
    condition: Condition | None = None,
) -> None:
    """Write one line per check, its verdict a formula that carries the verdict of now."""
    sheet = book.sheet(CHECK_SHEET, landscape=True)
    head = book.style(bold=True, align="center", text_wrap=True, border=1, bg_color=HEADER_FILL)
    for column, (name, width) in enumerate(CHECK_COLUMNS.items()):
        sheet.set_column(column, column, width, book.style())
        book.write(sheet, 0, column, name, head)
    for line, result in enumerate(results, start=1):
        _line(book, sheet, line, result, catalogue, plan, report, condition)
    _colours(book, sheet, len(results))
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(results), len(CHECK_COLUMNS) - 1)
    sheet.protect("", PROTECTION | {"autofilter": True})


def open_findings(results: Sequence[Result]) -> OpenFindings:
    """What the cover says of the checks."""
    counts = Counter(r.check.rule.severity for r in results if r.judgement.verdict is Verdict.VIOLATED)
    return OpenFindings(dict(counts), len(results) + 1)


def _line(
    book: Book,
    sheet: Worksheet,
    line: int,
    result: Result,
    catalogue: Catalogue,
    plan: Plan,
    report: Report,
    condition: Condition | None,
) -> None:
    check, sentence = result.check, _sentence(result.check, catalogue)
    left, number, centred, link = _styles(book)
    verdict = _verdict_formula(check, catalogue, plan, condition)
    sides = _sides(result, line + 1, catalogue, plan, condition)
    cells = [
        (check.rule.id, left),
        (check.rule.severity.words.vi, left),
        (sentence, left),
        (Content(result.judgement.verdict.words.vi, verdict), centred),
        *((side, number) for side in sides),
    ]
    book.write_line(sheet, line, cells)
    target = "internal:" + plan.reference(check.ids[0]).replace("$", "")
    sheet.write_url(line, len(cells), target, link, _cells_text(check, plan))
    book.write(sheet, line, len(cells) + 1, _remark(result, plan, report, condition), left)
    reason = result.reason.vi if result.reason else ""
    texts = {"Nội dung": sentence, "Lưu ý": reason}
    sheet.set_row(line, max(text_height(text, CHECK_COLUMNS[name]) for name, text in texts.items()))


def _styles(book: Book) -> tuple[Format, Format, Format, Format]:
    """Texts, numbers, verdicts, links."""
    box = {"border": 1, "text_wrap": True}
    return (
        book.style(align="left", **box),
        book.style(align="right", indent=1, num_format=_NUMBER, border=1),
        book.style(align="center", **box),
        book.style(align="left", font_color="#0563C1", underline=1, **box),
    )


def _sentence(check: Check, catalogue: Catalogue) -> str:
    sentence = to_sentence(check.node, lambda i: row_name(i, check, catalogue))
    forms = {i.partition(":")[0] for i in check.ids}
    return f"{catalogue.form_of(check.ids[0]).short}: {sentence}" if len(forms) == 1 else sentence


def _verdict_formula(check: Check, catalogue: Catalogue, plan: Plan, condition: Condition | None) -> str:
    verdict = to_excel(check.node, check.rule.missing, plan.cells.__getitem__)
    if condition is not None:
        may = condition(check)
        verdict = "0.5" if may is None else f"IF({may},{verdict},0.5)"
    words = ",".join(f'"{v.words.vi}"' for v in (Verdict.VIOLATED, Verdict.NOT_EVALUATED, Verdict.SATISFIED))
    return f"CHOOSE(1+2*{verdict},{words})"


def _sides(
    result: Result, row: int, catalogue: Catalogue, plan: Plan, condition: Condition | None
) -> list[Content]:
    """The two sides and their difference; blank where the rule compares nothing or cannot be judged."""
    check, judgement = result.check, result.judgement
    formulas = sides_as_excel(check.node, check.rule.missing, plan.cells.__getitem__)
    may = condition(check) if condition is not None else "TRUE"
    if may is None:
        return [Content()] * 3
    if may != "TRUE":
        formulas = tuple(f and f'IF({may},{f},"")' for f in formulas)
    left, right = (
        Content(value, formula) if formula else Content()
        for value, formula in zip((judgement.left, judgement.right), formulas, strict=True)
    )
    if None in (left.formula, right.formula):
        return [left, right, Content()]
    difference = f'IF(COUNT(E{row},F{row})=2,ROUND(E{row}-F{row},6),"")'
    return [left, right, Content(judgement.imbalance, difference)]


def _cells_text(check: Check, plan: Plan) -> str:
    by_sheet: dict[str, list[str]] = {}
    for row_id in check.ids:
        by_sheet.setdefault(plan.places[row_id][0], []).append(plan.address(row_id))
    return "; ".join(f"{sheet}!{', '.join(cells)}" for sheet, cells in by_sheet.items())


def _remark(result: Result, plan: Plan, report: Report, condition: Condition | None) -> Content:
    """Why a total cannot be judged; in a template, that a cell holds text, which the live check cannot
    count."""
    if condition is not None:
        return Content(result.reason.vi if result.reason else None)
    cells = [plan.reference(i) for i in result.check.ids]
    blanks = "".join(f"+COUNTBLANK({c})" for c in cells)
    holds_text = any(report.values[i].state in (State.TEXT, State.ERROR) for i in result.check.ids)
    return Content(
        _HOLDS_TEXT if holds_text else None,
        f'IF(COUNT({",".join(cells)}){blanks}<{len(cells)},"{_HOLDS_TEXT}","")',
    )


def _colours(book: Book, sheet: Worksheet, count: int) -> None:
    for severity, colour in SEVERITY_COLOURS.items():
        sheet.conditional_format(
            1,
            3,
            count,
            3,
            {
                "type": "formula",
                "format": book.workbook.add_format({"bg_color": colour, "bold": True}),
                "criteria": f'=IF($D2="{Verdict.VIOLATED.words.vi}",$B2="{severity.words.vi}",FALSE)',
            },
        )
    for verdict, colour in _VERDICT_COLOURS.items():
        sheet.conditional_format(
            1,
            3,
            count,
            3,
            {
                "type": "formula",
                "criteria": f'=$D2="{verdict.words.vi}"',
                "format": book.workbook.add_format({"bg_color": colour}),
            },
        )
