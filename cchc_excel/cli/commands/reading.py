"""What stands in the workbooks: `read`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import OK, UNUSABLE_INPUT, check_output, give, give_table, progress, tell
from cchc_excel.errors import WrongUsage, finding

if TYPE_CHECKING:
    from cchc_excel.model.reports import Report
    from cchc_excel.workflows.tools import Tools


@command("read")
@options.paths
@options.option(
    "format", "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table"
)
@options.option("leaves", "--leaves", is_flag=True)
@options.output
@options.whose
@options.layout
@options.force
@options.lang
def read_command(
    paths: tuple[Path, ...],
    form: str,
    leaves: bool,
    output: Path | None,
    unit: str | None,
    level: str | None,
    period: str | None,
    layout: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.exporting import check_parquet, with_leaves
    from cchc_excel.workflows.reading import read_files, split
    from cchc_excel.workflows.tools import given, load_tools

    if form == "parquet":
        if output is None:
            raise WrongUsage(finding("OPT-004"))
        check_parquet()
    tools = load_tools(layout)
    check_output(output, paths, force)
    read = read_files(
        paths,
        tools,
        given(tools, unit, level, period),
        without=[] if output is None else [output],
        progress=progress(lang, words.READING),
    )
    reports, faults = split(read)
    _give(with_leaves(reports) if leaves else reports, tools, form, output, lang)
    tell([*faults, *(f for report in reports for f in report.findings)], lang, to_stderr=True)
    sys.exit(UNUSABLE_INPUT if faults else OK)


def _give(reports: Sequence[Report], tools: Tools, form: str, output: Path | None, lang: str) -> None:
    from cchc_excel.output import values_table
    from cchc_excel.workflows.exporting import table_of

    if form == "table":
        give(values_table.as_text(reports, tools.catalogue, lang), output, lang)
    else:
        give_table(table_of(reports, tools), values_table.COLUMNS, form, output, lang)
