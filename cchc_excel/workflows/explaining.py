"""Explain a figure of a consolidated file by the leaves that it was made of."""

from __future__ import annotations

from pathlib import Path

from cchc_excel.errors import BrokenFile, WrongUsage, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.reports import Report, State, is_reported_at
from cchc_excel.output.explanation import HEADING, Explanation, Part
from cchc_excel.words import one_line
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import Tools


def explain(path: Path, row_id: str, tools: Tools) -> Explanation:
    """The parts of one figure; raises WrongUsage for an id that is no row, BrokenFile for a file that
    cannot be read."""
    indicator = tools.catalogue.find(row_id)
    if indicator is None:
        raise WrongUsage(finding("OPT-002", id=row_id))
    read = read_file(path, str(path), tools, Given())
    if read.report is None:
        raise BrokenFile(read.fault)
    report = read.report
    ids = indicator.made_of
    leaves = report.leaves or (report,)
    parts = [_part(leaf, i) for i in ids for leaf in leaves if _contributes(leaf, i)]
    value, period = report.values[indicator.id], report.cover.period
    reported = sum(all(leaf.values[i].state is State.NUMBER for i in ids) for leaf in leaves)
    return Explanation(
        indicator.id,
        one_line(indicator.label),
        report.name,
        period,
        indicator.consolidate.value if indicator.consolidate else HEADING,
        value.value,
        value.text,
        "%" if indicator.kind is Kind.PERCENT else "",
        reported,
        _expected(report, indicator, tools),
        parts,
        _missing(report, indicator, tools),
    )


def _contributes(leaf: Report, row_id: str) -> bool:
    value = leaf.values[row_id]
    return value.state in (State.NUMBER, State.TEXT, State.ERROR, State.TALLY) or bool(value.note)


def _part(leaf: Report, row_id: str) -> Part:
    value = leaf.values[row_id]
    return Part(
        leaf.name,
        leaf.cover.reporting_unit.code,
        leaf.parent_name,
        leaf.source.file,
        value.sheet,
        value.cell,
        value.value,
        value.state.value,
        value.text,
        value.note,
        row_id,
        value.correction,
    )


def _expected(report: Report, indicator: Indicator, tools: Tools) -> int:
    if not report.leaves:
        return 1
    return sum(
        is_reported_at(u.level, report.cover.period, indicator, tools.administration) for u in report.expected
    )


def _missing(report: Report, indicator: Indicator, tools: Tools) -> list[dict[str, str]]:
    period = report.cover.period
    found = []
    for unit in report.missing:
        if is_reported_at(unit.level, period, indicator, tools.administration):
            parent = tools.register.parent_of(unit, period.end) if period else None
            found.append({"code": unit.code, "name": unit.name, "parent": parent.name if parent else ""})
    return found
