"""A check as a workbook: the verdict first, then a line per finding with a link that opens the very cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.cover_fields import CHECK_REPORT
from cchc_excel.output.book import Book, new_book, text_height
from cchc_excel.output.colours import RIGHT, SEVERITY_FILLS
from cchc_excel.output.reports import wording
from cchc_excel.output.reports.content import Content, FileLine, FindingLine, RuleLine
from cchc_excel.output.reports.links import excel_link
from cchc_excel.output.tables import Column, write_lines, write_table

_MOST_LINKS = 65_530
"""Links that Excel takes on a sheet; the lines after them name their cell without one."""
_COLOURS = {
    "bad": SEVERITY_FILLS[Severity.ERROR],
    "look": SEVERITY_FILLS[Severity.WARNING],
    "good": RIGHT,
}
_CENTRED = {"align": "center"}
_TITLE_LINES = 4
"""Above the table of the first sheet: title, verdict, totals, and a blank."""


def write_workbook(path: Path, content: Content) -> None:
    """Write the report; nothing in it is shortened."""
    with new_book(path) as book:
        book.workbook.set_custom_property(CHECK_REPORT, "1", "text")
        _write_summary(book, content)
        for severity, words in wording.FINDINGS.items():
            columns = _finding_columns(severity, content.lang)
            write_table(book, words.in_(content.lang), columns, content.of(severity))
        write_table(book, wording.RULES.in_(content.lang), _rule_columns(content.lang), content.rules)
        write_table(book, wording.FILES.in_(content.lang), _file_columns(content.lang), content.files)


def _write_summary(book: Book, content: Content) -> None:
    """The verdict, the totals, and a line per report."""
    sheet = book.sheet(wording.SUMMARY.in_(content.lang), landscape=True)
    columns = _summary_columns(content.lang)
    width, last = sum(column.width for column in columns), len(columns) - 1
    verdict = {"bold": True, "font_size": 14, "text_wrap": True, "border": 1, "align": "left", "indent": 1}
    above = (
        (wording.TITLE.in_(content.lang).upper(), {"bold": True, "font_size": 14, "align": "center"}),
        (content.headline, verdict | {"bg_color": _COLOURS[content.grade]}),
        (content.totals_line, _LEFT),
    )
    for line, (text, properties) in enumerate(above):
        book.merge(sheet, line, 0, last, text, book.style(**properties))
        sheet.set_row(line, text_height(text, width, size=properties.get("font_size", 12), bold=True) + 6)
    write_lines(book, sheet, _TITLE_LINES, columns, content.files)


_LEFT = {"align": "left", "text_wrap": True}


def _summary_columns(lang: str) -> Sequence[Column]:
    return (
        _number(lang),
        Column(wording.UNIT.in_(lang), 28, lambda line: line.unit or wording.UNKNOWN_UNIT.in_(lang)),
        Column(wording.PERIOD.in_(lang), 18, lambda line: line.period),
        _file(lang, 34),
        _status(lang, 28),
        *(
            Column(severity.words.in_(lang), 10, _count_of(severity), "0", style=lambda line: _CENTRED)
            for severity in Severity
        ),
    )


def _count_of(severity: Severity) -> Callable[[FileLine], int]:
    return lambda line: line.counts[severity.value]


def _finding_columns(severity: Severity, lang: str) -> Sequence[Column]:
    links = iter(range(_MOST_LINKS))
    how = Column(wording.SEVERITY.in_(lang), 12, lambda line: line.severity_words)
    why = Column(wording.EXPLANATION.in_(lang), 24, lambda line: line.finding.explanation)
    mixed = severity is Severity.INFO
    return (
        _number(lang),
        Column(wording.UNIT.in_(lang), 19, lambda line: line.file.title),
        *([how] if mixed else ()),
        Column(wording.FORM.in_(lang), 11, lambda line: ", ".join(line.forms)),
        Column(wording.ROW.in_(lang), 9, lambda line: line.rows),
        Column(wording.MESSAGE.in_(lang), 50, lambda line: line.message),
        _figure(wording.STATED.in_(lang), lambda found: found.stated),
        _figure(wording.COMPUTED.in_(lang), lambda found: found.computed),
        _figure(wording.IMBALANCE.in_(lang), lambda found: found.imbalance),
        Column(wording.SUGGESTION.in_(lang), 46, lambda line: "\n".join(line.suggestions)),
        *([why] if mixed else ()),
        Column(
            wording.CELL.in_(lang),
            17,
            lambda line: line.place or line.file.checked.file,
            link=lambda line: _cell_link(line) if next(links, None) is not None else None,
        ),
        Column(wording.OTHER_CELLS.in_(lang), 17, lambda line: "\n".join(line.finding.cells[1:])),
        Column(wording.CODE.in_(lang), 11, lambda line: line.code),
        Column(wording.PERIOD.in_(lang), 12, lambda line: line.file.period),
        Column(wording.FILE.in_(lang), 22, lambda line: line.file.checked.file),
    )


def _figure(heading: str, value: Callable[[Finding], float | None]) -> Column:
    """Right-aligned; a whole number without the decimal sign that `#,##0.####` leaves behind."""

    def style(line: FindingLine) -> Mapping[str, Any]:
        number = value(line.finding)
        is_whole = number is None or float(number).is_integer()
        return {"align": "right", "indent": 1, "num_format": "#,##0" if is_whole else "#,##0.####"}

    return Column(heading, 11, lambda line: value(line.finding), style=style)


def _cell_link(line: FindingLine) -> str | None:
    return excel_link(line.file.link, "" if line.file.member else line.place)


def _rule_columns(lang: str) -> Sequence[Column]:
    def count(verdict: str) -> Column:
        heading = wording.VERDICTS[verdict].in_(lang)
        return Column(heading, 11, lambda line: line.counts[verdict], "#,##0", style=lambda line: _CENTRED)

    return (
        Column(wording.CODE.in_(lang), 12, lambda line: line.rule.id, style=_as_rule),
        Column(wording.SEVERITY.in_(lang), 11, lambda line: line.severity_words),
        Column(wording.SENTENCE.in_(lang), 52, lambda line: line.sentence),
        Column(wording.REASON_OF_RULE.in_(lang), 32, lambda line: line.reason),
        *(count(verdict) for verdict in wording.VERDICTS),
        Column(wording.WHERE.in_(lang), 40, lambda line: line.where),
    )


def _as_rule(line: RuleLine) -> Mapping[str, Any]:
    return {"bg_color": _COLOURS["bad"]} if line.counts["violated"] else {}


def _file_columns(lang: str) -> Sequence[Column]:
    return (
        _number(lang),
        Column(wording.UNIT.in_(lang), 24, lambda line: line.unit or wording.UNKNOWN_UNIT.in_(lang)),
        Column(wording.UNIT_CODE.in_(lang), 10, lambda line: line.unit_code),
        Column(wording.PERIOD.in_(lang), 16, lambda line: line.period),
        Column(wording.REPORT_NUMBER.in_(lang), 15, lambda line: line.report_number),
        Column(wording.REPORT_DATE.in_(lang), 13, lambda line: line.report_date),
        _file(lang, 28),
        _status(lang, 22),
        Column(wording.REASON.in_(lang), 44, lambda line: line.reason),
        Column(wording.SHA256.in_(lang), 36, lambda line: line.sha256),
    )


def _number(lang: str) -> Column:
    return Column(wording.NUMBER.in_(lang), 6, lambda line: line.number, "0", style=lambda line: _CENTRED)


def _file(lang: str, width: float) -> Column:
    return Column(
        wording.FILE.in_(lang), width, lambda line: line.checked.file, link=lambda line: excel_link(line.link)
    )


def _status(lang: str, width: float) -> Column:
    return Column(wording.STATUS.in_(lang), width, lambda line: line.status_words, style=_as_status)


def _as_status(line: FileLine) -> Mapping[str, Any]:
    return {"bg_color": _COLOURS[line.grade]}
