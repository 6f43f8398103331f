"""Fill a template, ours or an official workbook, with the values of any readable source."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cchc_excel.errors import BrokenFile, CchcError, Finding, WrongUsage, finding
from cchc_excel.mapping.binding import Binding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_reports
from cchc_excel.mapping.stated_units import factor_of
from cchc_excel.mapping.values import interpret
from cchc_excel.model.decimals import times
from cchc_excel.model.grids import Cell, SourceDocument, Stored, cell_address
from cchc_excel.model.reports import Report, State
from cchc_excel.output.files import check_target, write_whole
from cchc_excel.output.filler import fill_template
from cchc_excel.output.official import FilledWorkbook, OfficialRow, Template, fill_official
from cchc_excel.sources import content_of, read_source
from cchc_excel.workflows.kinds import kind_in_words
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.templates import doubts_about, write_report
from cchc_excel.workflows.tools import Tools


def fill(
    source: Path,
    target: Path,
    tools: Tools,
    given: Given,
    *,
    force: bool,
    remark: str = "",
    template: Path | None = None,
) -> tuple[Finding, ...]:
    """Write the source's values into a template of ours, or into the official workbook `template`; raises
    BrokenFile when one of them cannot be read.

    `remark` stands on the cover of ours, as for figures that are made up.
    """
    check_target(target, force=force, inputs=[source] if template is None else [source, template])
    read = read_file(source, str(source), tools, given)
    if read.report is None:
        raise BrokenFile(read.fault)
    if template is None:
        filled = fill_template(read.report, tools.catalogue)
        write_report(tools, filled.report, target, remark)
        said = list(filled.findings)
    else:
        said = list(_fill_official(read.report, template, target, tools))
    said = [*read.report.findings, *said, *doubts_about(tools, read.report.cover)]
    if read.report.leaves:
        said.append(finding("FILL-008", file=read.file, count=len(read.report.leaves)))
    return tuple(said)


def _fill_official(report: Report, path: Path, target: Path, tools: Tools) -> tuple[Finding, ...]:
    document = read_source(path)
    if document.kind != "xlsx":
        raise WrongUsage(finding("FILL-009", file=str(path), kind=kind_in_words(document.kind)))
    own, binding = _bound(document, report, path, tools)
    rows = {
        i: OfficialRow(b.sheet, b.value, b.note, factor_of(b, tools.catalogue.indicators[i]))
        for i, b in binding.rows.items()
    }
    template = Template(path, content_of(path), document, own, rows)
    filled = fill_official(report, template, tools.catalogue, tools.administration)
    _check_suffix(filled, path, target)

    def write(beside: Path) -> None:
        beside.write_bytes(filled.content)
        if wrong := [*sorted(filled.strange_parts), *_wrong_cells(beside, template, filled, report, tools)]:
            raise CchcError(finding("FILL-020", file=str(target), places=tuple(wrong)))

    write_whole(target, write)
    return (*binding.findings, *filled.findings)


def _bound(document: SourceDocument, report: Report, path: Path, tools: Tools) -> tuple[Report, Binding]:
    """The template as the report that it held, and its cells; of many units side by side the column of the
    source's unit."""
    told = Given(period=report.cover.period)  # the units of that time, where the template names no period
    own = read_reports(document, tools.catalogue, tools.administration, tools.register, told, tools.layouts)
    if len(own) > 1:
        wanted = report.cover.reporting_unit.key
        units = tuple(each.name for each, _ in own)
        own = tuple(each for each in own if each[0].cover.reporting_unit.key == wanted)
        if len(own) != 1:
            raise BrokenFile(finding("BIND-016", file=str(path), units=units))
    if not own[0][1].rows:
        fault = next(iter(own[0][1].findings), finding("FILE-003", file=str(path)))
        raise BrokenFile(fault)
    return own[0]


def _check_suffix(filled: FilledWorkbook, path: Path, target: Path) -> None:
    """A workbook with macros keeps its extension, or Excel does not open it."""
    if not filled.suffix:
        raise WrongUsage(finding("FILL-009", file=str(path), kind=kind_in_words(path.suffix.lstrip("."))))
    if target.suffix.lower() != filled.suffix:
        raise WrongUsage(finding("FILL-010", file=str(path), suffix=filled.suffix))


def _wrong_cells(
    path: Path, template: Template, filled: FilledWorkbook, report: Report, tools: Tools
) -> Iterator[str]:
    """The cells of the written file that a reader does not find as they were meant, or as they were."""
    after = read_source(path)
    for old, new in zip(template.document.grids, after.grids, strict=True):
        meant = {key[1:]: value for key, value in filled.expected.items() if key[0] == old.name}
        for place in sorted(old.cells.keys() | new.cells.keys() | meant.keys()):
            cell, was = new.cells.get(place), old.cells.get(place)
            is_right = _holds(cell, meant[place]) if place in meant else cell == was
            if not is_right and not _is_shared_formula(cell, was):
                yield f"{old.name}!{cell_address(*place)}"
    yield from _misread(after, template, filled, report, tools)


def _holds(cell: Cell | None, expected: Stored) -> bool:
    stored = None if cell is None else cell.stored
    if isinstance(stored, datetime):
        stored = stored.date() if not isinstance(expected, (int, float)) else expected
    if isinstance(expected, (int, float)) and isinstance(stored, (int, float)):
        return math.isclose(stored, expected, rel_tol=1e-15)
    return stored == expected


def _is_shared_formula(new: Cell | None, old: Cell | None) -> bool:
    """True for a cell whose shared formula was written out; its result is as it was."""
    return new is not None and old is not None and old.formula == "=" and new.stored == old.stored


def _misread(
    after: SourceDocument, template: Template, filled: FilledWorkbook, report: Report, tools: Tools
) -> Iterator[str]:
    """The written numbers that mean another one when they are read."""
    for row_id, (sheet, row, column) in filled.values.items():
        value, cell = report.values[row_id], after.grid(sheet).at(row, column)
        if value.state is not State.NUMBER or cell is None or cell.formula is not None:
            continue  # what is not there at all was found before
        if (sheet, row, column) in filled.expected:
            read = interpret(cell, tools.catalogue.indicators[row_id]).value
            meant = None if read is None else times(read, template.rows[row_id].factor)
            if meant is None or not math.isclose(meant, value.value, rel_tol=1e-12, abs_tol=1e-12):
                yield f"{sheet}!{cell.address}"
