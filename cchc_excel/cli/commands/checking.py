"""Where the workbooks contradict themselves: `check`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import OK, UNUSABLE_INPUT, check_output, code_of, give, progress, tell
from cchc_excel.errors import WrongUsage, finding
from cchc_excel.model.forms import Catalogue
from cchc_excel.output import findings
from cchc_excel.output.files import write_whole

if TYPE_CHECKING:
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
    from cchc_excel.workflows.previous import read_previous
    from cchc_excel.workflows.tools import given, load_tools

    if form == "xlsx" and output is None:
        raise WrongUsage(finding("OPT-008"))
    tools = load_tools(layout, rules)
    check_output(output, [p for p in (*paths, previous, parts) if p is not None], force)
    whose, shown = given(tools, unit, level, period), progress(lang, words.READING)
    earlier = read_previous(previous, tools, whose, shown, output) if previous is not None else None
    below = _read_parts(parts, tools, shown, output) if parts is not None else None
    compare = below.findings_of if below is not None else None
    checked = check_files(paths, tools, whose, shown, output, earlier, compare, jobs)
    unread = [fault for beside in (earlier, below) if beside is not None for fault in beside.unread]
    tell(unread, lang, to_stderr=True)
    unreadable = bool(unread) or any(each.report is None for each in checked)
    found = [f for each in checked if each.report is not None for f in each.findings]
    code = max(code_of(found, fail_on), UNUSABLE_INPUT if unreadable else OK)
    if form in ("text", "json"):
        give(_CHECK_TEXTS[form](checked, lang, tools.catalogue.own_rules), output, lang)
    else:
        _give_report(form, checked, tools.catalogue, output, lang, code)
    sys.exit(code)


def _read_parts(folder: Path, tools: Tools, shown: Progress, output: Path | None) -> Parts:
    from cchc_excel.workflows.parts import read_parts  # with it comes pandas

    return read_parts(folder, tools, shown, output)


def _give_report(
    form: str,
    checked: Sequence[findings.FileFindings],
    catalogue: Catalogue,
    output: Path | None,
    lang: str,
    code: int,
) -> None:
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
