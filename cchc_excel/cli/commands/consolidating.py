"""Many workbooks to one, and where its figures come from: `consolidate`, `explain`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import OK, UNUSABLE_INPUT, code_of, progress

if TYPE_CHECKING:
    from cchc_excel.output.consolidation_summary import ConsolidationSummary


@command("consolidate")
@options.paths
@options.output
@options.whose
@options.option("units", "--units", "unit_list", type=click.Path(path_type=Path), metavar="DANH-SÁCH")
@options.option("due", "--due", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="NGÀY")
@options.option("own", "--own", type=click.Path(path_type=Path), metavar="TỆP")
@options.option("corrections", "--corrections", type=click.Path(path_type=Path), metavar="DANH-SÁCH")
@options.previous
@options.option("on_duplicate", "--on-duplicate", type=click.Choice(["error", "latest"]), default="error")
@options.option("format", "--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.option(
    "export", "--export", "exports", type=click.Path(path_type=Path), multiple=True, metavar="TỆP"
)
@options.option("dry_run", "--dry-run", is_flag=True)
@options.jobs
@options.fail_on
@options.layout
@options.rules
@options.force
@options.lang
def consolidate_command(
    paths: tuple[Path, ...],
    output: Path | None,
    unit: str | None,
    level: str | None,
    period: str | None,
    unit_list: Path | None,
    due: datetime | None,
    own: Path | None,
    corrections: Path | None,
    previous: Path | None,
    on_duplicate: str,
    form: str,
    exports: tuple[Path, ...],
    dry_run: bool,
    jobs: int | None,
    fail_on: str,
    layout: Path | None,
    rules: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.consolidating import Request, consolidate_files, summary_of
    from cchc_excel.workflows.exporting import check_tables, export_consolidated
    from cchc_excel.workflows.tools import given, load_tools

    named = (*paths, *(p for p in (unit_list, own, corrections, previous) if p is not None))
    check_tables(exports, output, force=force, inputs=named)
    tools = load_tools(layout, rules)
    request = Request(
        paths,
        None if dry_run else output,
        given(tools, None, level, period),
        unit,
        unit_list,
        own,
        corrections,
        previous,
        due.date() if due else None,
        latest=on_duplicate == "latest",
        force=force,
        jobs=jobs,
        names_target=output is None and not dry_run,
        tables=exports,
    )
    outcome = consolidate_files(request, tools, progress(lang, words.READING))
    summary = summary_of(outcome, tools)
    _give_summary(summary, form, lang, dry_run=dry_run)
    if summary.output:
        export_consolidated(Path(summary.output), exports, tools)
        _tell_written(exports, form, lang)
    unusable = bool(summary.refused or summary.not_expected or outcome.consolidated is None)
    sys.exit(max(code_of([f for _, f in outcome.findings], fail_on), UNUSABLE_INPUT if unusable else OK))


def _give_summary(summary: ConsolidationSummary, form: str, lang: str, *, dry_run: bool) -> None:
    from cchc_excel.output import consolidation_summary

    if form == "json":
        click.echo(consolidation_summary.as_json(summary, lang))
        return
    click.echo(consolidation_summary.as_text(summary, lang))
    if dry_run or summary.output:
        written = words.NOT_WRITTEN.in_(lang) if dry_run else words.WRITTEN.in_(lang).format(summary.output)
        click.echo(f"\n{written}")


def _tell_written(tables: tuple[Path, ...], form: str, lang: str) -> None:
    for table in tables if form == "text" else ():
        click.echo(words.WRITTEN.in_(lang).format(table))


@command("explain")
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")
@click.argument("row_id", metavar="MÃ")
@options.option("format", "--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.lang
def explain_command(file: Path, row_id: str, form: str, lang: str) -> None:
    from cchc_excel.output import explanation
    from cchc_excel.workflows.explaining import explain
    from cchc_excel.workflows.tools import load_tools

    explained = explain(file, row_id, load_tools())
    click.echo(explanation.as_json(explained) if form == "json" else explanation.as_text(explained, lang))
