"""The sheet `Kiểm tra`: every check live, with its sentence, the two sides, and a link to its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.model.expressions import Verdict, sides_as_excel, to_excel, to_sentence
from cchc_excel.model.forms import Catalogue, Check
from cchc_excel.model.grids import column_letters
from cchc_excel.model.places import row_name
from cchc_excel.model.reports import Report, State
from cchc_excel.model.verdicts import Result
from cchc_excel.output.book import HEADER_FILL, PROTECTION, Book, Content, text_height
from cchc_excel.output.colours import RIGHT, SEVERITY_FILLS
from cchc_excel.output.plan import CHECK_SHEET, Plan
from cchc_excel.output.readiness import FormProgress, Readiness
from cchc_excel.output.row_severities import (
    EXPLAINED,
    GRAVITIES,
    Open,
    gravity_cell,
    gravity_range,
    write_row_severities,
)

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
_HOLDS_TEXT, _EXPLAINED = "có ô không phải là số", "đã giải trình"
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
    opened = Open(results, report)
    for number in range(len(results)):
        _line(book, sheet, number, opened, catalogue, plan, condition)
    _colours(book, sheet, len(results))
    write_row_severities(book, sheet, catalogue, plan, opened)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(results), len(CHECK_COLUMNS) - 1)
    sheet.protect("", PROTECTION | {"autofilter": True})


def readiness_of(
    results: Sequence[Result], report: Report, plan: Plan, typed: Mapping[str, bool]
) -> Readiness:
    """What the cover of a template says; `typed` are the rows that the unit fills, each with whether its
    cell is blank."""
    forms = tuple(FormProgress.of(form, plan, typed) for form in plan.forms)
    texts = sum(_holds_text(result, report) for result in results)
    letter = column_letters(list(CHECK_COLUMNS).index("Lưu ý") + 1)
    remarks = f"'{CHECK_SHEET}'!${letter}$2:${letter}${max(len(results), 1) + 1}"
    counted = Content(texts, f'COUNTIFS({remarks},"{_HOLDS_TEXT}")')
    return replace(open_findings(results, report), forms=forms, texts=counted)


def open_findings(results: Sequence[Result], report: Report) -> Readiness:
    """How many errors and warnings are open, and how the cover counts them."""
    opened, cells = Open(results, report), f"'{CHECK_SHEET}'!{gravity_range(len(results))}"
    severities = (Severity.ERROR, Severity.WARNING)
    return Readiness(
        {severity: opened.count(severity) for severity in severities},
        {severity: f"COUNTIFS({cells},{GRAVITIES[severity]})" for severity in severities},
    )


def _holds_text(result: Result, report: Report) -> bool:
    return any(report.values[i].state in (State.TEXT, State.ERROR) for i in result.check.ids)


def _line(
    book: Book,
    sheet: Worksheet,
    number: int,
    opened: Open,
    catalogue: Catalogue,
    plan: Plan,
    condition: Condition | None,
) -> None:
    line, result = number + 1, opened.results[number]
    check, sentence = result.check, _sentence(result.check, catalogue)
    left, figures, centred, link = _styles(book)
    verdict = _verdict_formula(check, catalogue, plan, condition)
    sides = _sides(result, line + 1, catalogue, plan, condition)
    cells = [
        (check.rule.id, left),
        (check.rule.severity.words.vi, left),
        (sentence, left),
        (Content(result.judgement.verdict.words.vi, verdict), centred),
        *((side, figures) for side in sides),
    ]
    book.write_line(sheet, line, cells)
    target = "internal:" + plan.reference(check.ids[0]).replace("$", "")
    sheet.write_url(line, len(cells), target, link, _cells_text(check, plan))
    book.write(sheet, line, len(cells) + 1, _remark(number, opened, plan, condition), left)
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


def _remark(number: int, opened: Open, plan: Plan, condition: Condition | None) -> Content:
    """Why a total cannot be judged; that a note explains a warning; in a template, that a cell holds text,
    which the live check cannot count."""
    result = opened.results[number]
    if result.reason is not None:
        return Content(result.reason.vi)
    is_explained = opened.gravity(number) == EXPLAINED and result.check.rule.severity is Severity.WARNING
    text, formula = Content(), '""'
    if condition is None:
        cells = [plan.reference(i) for i in result.check.ids]
        blanks = "".join(f"+COUNTBLANK({c})" for c in cells)
        text = Content(_HOLDS_TEXT if _holds_text(result, opened.report) else None)
        formula = f'IF(COUNT({",".join(cells)}){blanks}<{len(cells)},"{_HOLDS_TEXT}","")'
    if result.check.rule.severity is Severity.WARNING:
        formula = f'IF({gravity_cell(number)}={EXPLAINED},"{_EXPLAINED}",{formula})'
    return Content() if formula == '""' else Content(_EXPLAINED if is_explained else text.value, formula)


def _colours(book: Book, sheet: Worksheet, count: int) -> None:
    for severity, colour in SEVERITY_FILLS.items():
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
