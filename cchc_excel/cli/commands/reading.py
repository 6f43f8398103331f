"""What stands in the workbooks: `read`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import OK, UNUSABLE_INPUT, check_output, give, give_parquet, progress, tell
from cchc_excel.errors import WrongUsage, finding
from cchc_excel.output.files import write_whole


@command("read")
@options.paths
@options.option(
    "format", "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table"
)
@options.output
@options.whose
@options.layout
@options.force
@options.lang
def read_command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    unit: str | None,
    level: str | None,
    period: str | None,
    layout: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.output import values_table
    from cchc_excel.workflows.reading import read_files, split
    from cchc_excel.workflows.tools import given, load_tools

    if form == "parquet" and output is None:
        raise WrongUsage(finding("OPT-004"))
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
    records = [record for report in reports for record in values_table.value_records(report, tools.catalogue)]
    if form == "parquet":
        write_whole(output, lambda path: give_parquet(records, path))
        click.echo(words.WRITTEN.in_(lang).format(output))
    else:
        texts = {
            "table": lambda: values_table.as_text(reports, tools.catalogue, lang),
            "csv": lambda: values_table.as_csv(records),
            "json": lambda: values_table.as_json(records),
        }
        give(texts[form](), output, lang)
    tell([*faults, *(f for report in reports for f in report.findings)], lang, to_stderr=True)
    sys.exit(UNUSABLE_INPUT if faults else OK)
