"""Where the workbooks contradict themselves: `check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import (
    OK,
    OUR_FAULT,
    UNUSABLE_INPUT,
    check_output,
    code_of,
    give,
    progress,
    tell,
)
from cchc_excel.errors import Finding, WrongUsage, finding
from cchc_excel.model.forms import Catalogue
from cchc_excel.output import findings
from cchc_excel.output.files import write_whole

if TYPE_CHECKING:
    from cchc_excel.workflows.marking import MarkPlan
    from cchc_excel.workflows.parts import Parts
    from cchc_excel.workflows.reading import Progress
    from cchc_excel.workflows.tools import Tools

_CHECK_TEXTS = {
    "text": lambda checked, lang, own: (
        f"{findings.as_text(checked, lang)}\n\n{findings.totals_text(checked, lang, own)}"
    ),
    "json": findings.as_json,
}
_CHECK_FORMATS = [*_CHECK_TEXTS, "xlsx", "html", "sarif"]


@command("check")
@options.paths
@options.option("format", "--format", "form", type=click.Choice(_CHECK_FORMATS), default="text")
@options.output
@options.mark
@options.whose
@options.previous
@options.parts
@options.jobs
@options.fail_on
@options.layout
@options.rules
@options.force
@options.lang
def check_command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    mark: Path | None,
    unit: str | None,
    level: str | None,
    period: str | None,
    previous: Path | None,
    parts: Path | None,
    jobs: int | None,
    fail_on: str,
    layout: Path | None,
    rules: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.checking import check_files
    from cchc_excel.workflows.marking import plan_marking
    from cchc_excel.workflows.previous import read_previous
    from cchc_excel.workflows.tools import given, load_tools

    if form == "xlsx" and output is None:
        raise WrongUsage(finding("OPT-008"))
    tools = load_tools(layout, rules)
    read = tuple(p for p in (*paths, previous, parts) if p is not None)
    check_output(output, read, force)
    plan = plan_marking(mark, paths, read, force=force, output=output) if mark is not None else None
    without = plan.without if plan is not None else () if output is None else (output,)
    whose, shown = given(tools, unit, level, period), progress(lang, words.READING)
    earlier = read_previous(previous, tools, whose, shown, without) if previous is not None else None
    below = _read_parts(parts, tools, shown, without)
    compare = below.findings_of if below is not None else None
    checked = check_files(paths, tools, whose, shown, without, earlier, compare, jobs)
    unread = [fault for beside in (earlier, below) if beside is not None for fault in beside.unread]
    tell(unread, lang, to_stderr=True)
    code = _code_of(checked, unread, fail_on)
    _give(form, checked, tools.catalogue, output, lang, code)
    if plan is not None:
        code = max(code, _mark(checked, plan, lang))
    sys.exit(code)


def _read_parts(folder: Path | None, tools: Tools, shown: Progress, without: Sequence[Path]) -> Parts | None:
    if folder is None:
        return None
    from cchc_excel.workflows.parts import read_parts  # with it comes pandas

    return read_parts(folder, tools, shown, without)


def _code_of(checked: Sequence[findings.FileFindings], unread: Sequence[Finding], fail_on: str) -> int:
    """The exit code of the check; what could not be read of any file weighs most."""
    found = [f for each in checked if each.report is not None for f in each.findings]
    is_unread = bool(unread) or any(each.report is None for each in checked)
    return max(code_of(found, fail_on), UNUSABLE_INPUT if is_unread else OK)


def _mark(checked: Sequence[findings.FileFindings], plan: MarkPlan, lang: str) -> int:
    """Write the marked copies and say which, and which files have none; beside the result, which may be a
    program's to read. Returns the exit code of it."""
    from cchc_excel.workflows.marking import mark_files

    marking = mark_files(progress(lang, words.WRITING)(checked), plan, lang)
    for copy in marking.copies:
        line = (words.MARKED if copy.count else words.MARKS_REMOVED).in_(lang).format(copy.target, copy.count)
        if copy.unplaced:
            line += words.NOT_AT_A_CELL.in_(lang).format(copy.unplaced)
        click.echo(line, err=True)
    for said, files in ((words.NO_CELL_TO_MARK, marking.unplaced), (words.CLEAN, marking.clean)):
        if files:
            click.echo(said.in_(lang).format(len(files), "; ".join(files)), err=True)
    tell([*marking.findings, *marking.not_written, *marking.faults], lang, to_stderr=True)
    return OUR_FAULT if marking.faults else UNUSABLE_INPUT if marking.not_written else OK


def _give(
    form: str,
    checked: Sequence[findings.FileFindings],
    catalogue: Catalogue,
    output: Path | None,
    lang: str,
    code: int,
) -> None:
    if form in _CHECK_TEXTS:
        give(_CHECK_TEXTS[form](checked, lang, catalogue.own_rules), output, lang)
        return
    from cchc_excel.output.reports.content import content_of

    content = content_of(checked, catalogue, lang, output.parent if output is not None else Path())
    if form == "xlsx":
        from cchc_excel.output.reports.workbook import write_workbook

        write_whole(output, lambda path: write_workbook(path, content))
        click.echo(words.WRITTEN.in_(lang).format(output))
    elif form == "html":
        from cchc_excel.output.reports.page import as_page

        give(as_page(content), output, lang)
    else:
        from cchc_excel.output.reports.sarif import as_sarif

        give(as_sarif(content, code), output, lang)
