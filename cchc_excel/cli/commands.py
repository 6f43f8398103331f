"""The commands, one per workflow.

A command imports its workflow when it runs, so that `cchc` and its help need not wait for the libraries of
the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.telling import (
    FINDINGS,
    OK,
    UNUSABLE_INPUT,
    check_output,
    code_of,
    give,
    give_parquet,
    progress,
    tell,
)
from cchc_excel.errors import WrongUsage, finding
from cchc_excel.model.forms import Catalogue
from cchc_excel.output import findings
from cchc_excel.output.files import write_whole


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return main.command(
        name, help=words.COMMANDS[name].in_(options.HELP_LANG), options_metavar=options.OPTIONS_METAVAR
    )


@click.group(
    cls=options.BilingualGroup,
    invoke_without_command=True,
    help=words.GROUP.in_(options.HELP_LANG),
    options_metavar=options.OPTIONS_METAVAR,
    subcommand_metavar=options.COMMAND_METAVAR,
)
@options.lang
@click.version_option(package_name="cchc_excel", prog_name="cchc")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    if context.invoked_subcommand is None:
        click.echo(words.FIRST_STEPS.in_(lang))


@_command("template")
@options.unit
@options.option("units", "--units", "unit_list", type=click.Path(path_type=Path), metavar="DANH-SÁCH")
@options.option("all_levels", "--all-levels", is_flag=True)
@options.level
@options.period
@options.option("from", "--from", "start", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="NGÀY")
@options.option("to", "--to", "end", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="NGÀY")
@options.option("output", "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="TỆP")
@options.force
@options.lang
def template_command(
    unit: str | None,
    unit_list: Path | None,
    all_levels: bool,
    level: str | None,
    period: str | None,
    start: datetime | None,
    end: datetime | None,
    output: Path,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.templates import make_blank_templates, make_template, make_templates
    from cchc_excel.workflows.tools import given, load_tools
    from cchc_excel.workflows.units import listed_units

    tools = load_tools()
    told = given(tools, unit, level, period, start and start.date(), end and end.date())
    if all_levels:
        written = make_blank_templates(tools, output, force=force)
        click.echo(words.WRITTEN_MANY.in_(lang).format(len(written), output))
    elif unit_list is not None:
        listed, odd = listed_units(unit_list, tools, told)
        shown = progress(lang, words.WRITING)
        written = make_templates(tools, listed, told, output, force=force, progress=shown)
        click.echo(words.WRITTEN_MANY.in_(lang).format(len(written), output))
        tell(odd, lang)
    elif unit or level:
        said = make_template(tools, told, output, force=force)
        click.echo(words.WRITTEN.in_(lang).format(output))
        tell(said, lang)
    else:
        raise WrongUsage(finding("OPT-001"))


@_command("fill")
@click.argument("source", type=click.Path(path_type=Path), metavar="NGUỒN")
@options.option("template", "--template", type=click.Path(path_type=Path), metavar="MẪU")
@options.option("output", "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="TỆP")
@options.whose
@options.layout
@options.force
@options.lang
def fill_command(
    source: Path,
    template: Path | None,
    output: Path,
    unit: str | None,
    level: str | None,
    period: str | None,
    layout: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.filling import fill
    from cchc_excel.workflows.tools import given, load_tools

    tools = load_tools(layout)
    told = given(tools, unit, level, period)
    said = fill(source, output, tools, told, force=force, template=template)
    click.echo(words.WRITTEN.in_(lang).format(output))
    tell(said, lang)
    sys.exit(code_of(said, "error"))


@_command("read")
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
    from cchc_excel.workflows.reading import read_files
    from cchc_excel.workflows.tools import given, load_tools

    if form == "parquet" and output is None:
        raise WrongUsage(finding("OPT-004"))
    tools = load_tools(layout)
    check_output(output, paths, force)
    read = read_files(
        paths,
        tools,
        given(tools, unit, level, period),
        without=output,
        progress=progress(lang, words.READING),
    )
    reports = [r.report for r in read if r.report is not None]
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
    faults = [r.fault for r in read if r.fault is not None]
    tell([*faults, *(f for report in reports for f in report.findings)], lang, to_stderr=True)
    sys.exit(UNUSABLE_INPUT if faults else OK)


_CHECK_TEXTS = {
    "text": lambda checked, lang: (
        f"{findings.as_text(checked, lang)}\n\n{findings.totals_text(checked, lang)}"
    ),
    "json": findings.as_json,
}
_CHECK_FORMATS = [*_CHECK_TEXTS, "xlsx", "html", "sarif"]


@_command("check")
@options.paths
@options.option("format", "--format", "form", type=click.Choice(_CHECK_FORMATS), default="text")
@options.output
@options.whose
@options.fail_on
@options.layout
@options.force
@options.lang
def check_command(
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    unit: str | None,
    level: str | None,
    period: str | None,
    fail_on: str,
    layout: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.checking import check_files
    from cchc_excel.workflows.tools import given, load_tools

    if form == "xlsx" and output is None:
        raise WrongUsage(finding("OPT-008"))
    tools = load_tools(layout)
    check_output(output, paths, force)
    checked = check_files(
        paths, tools, given(tools, unit, level, period), progress(lang, words.READING), without=output
    )
    unreadable = any(each.report is None for each in checked)
    found = [f for each in checked if each.report is not None for f in each.findings]
    code = max(code_of(found, fail_on), UNUSABLE_INPUT if unreadable else OK)
    if form in ("text", "json"):
        give(_CHECK_TEXTS[form](checked, lang), output, lang)
    else:
        _give_report(form, checked, tools.catalogue, output, lang, code)
    sys.exit(code)


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


@_command("consolidate")
@options.paths
@options.output
@options.whose
@options.option("units", "--units", "unit_list", type=click.Path(path_type=Path), metavar="DANH-SÁCH")
@options.option("on_duplicate", "--on-duplicate", type=click.Choice(["error", "latest"]), default="error")
@options.option("format", "--format", "form", type=click.Choice(["text", "json"]), default="text")
@options.option("dry_run", "--dry-run", is_flag=True)
@options.option("jobs", "--jobs", type=click.IntRange(min=1), default=1, metavar="N")
@options.fail_on
@options.layout
@options.force
@options.lang
def consolidate_command(
    paths: tuple[Path, ...],
    output: Path | None,
    unit: str | None,
    level: str | None,
    period: str | None,
    unit_list: Path | None,
    on_duplicate: str,
    form: str,
    dry_run: bool,
    jobs: int,
    fail_on: str,
    layout: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.output import consolidation_summary
    from cchc_excel.workflows.consolidating import Request, consolidate_files, summary_of
    from cchc_excel.workflows.tools import given, load_tools

    if output is None and not dry_run:
        raise WrongUsage(finding("OPT-006"))
    tools = load_tools(layout)
    request = Request(
        paths,
        None if dry_run else output,
        given(tools, None, level, period),
        unit,
        unit_list,
        latest=on_duplicate == "latest",
        force=force,
        jobs=jobs,
    )
    outcome = consolidate_files(request, tools, progress(lang, words.READING))
    summary = summary_of(outcome, request, tools)
    if form == "json":
        click.echo(consolidation_summary.as_json(summary, lang))
    else:
        click.echo(consolidation_summary.as_text(summary, lang))
        if dry_run or summary.output:
            written = (
                words.NOT_WRITTEN.in_(lang) if dry_run else words.WRITTEN.in_(lang).format(summary.output)
            )
            click.echo(f"\n{written}")
    unusable = bool(summary.refused or summary.not_expected or outcome.consolidated is None)
    sys.exit(max(code_of([f for _, f in outcome.findings], fail_on), UNUSABLE_INPUT if unusable else OK))


@_command("explain")
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


@_command("units")
@options.option("province", "--province", required=True, metavar="TÊN")
@options.option("date", "--date", "day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="NGÀY")
@options.output
@options.force
@options.lang
def units_command(province: str, day: datetime | None, output: Path | None, force: bool, lang: str) -> None:
    from cchc_excel.workflows.tools import load_tools
    from cchc_excel.workflows.units import official_units, write_units

    tools = load_tools()
    on = day.date() if day else date.today()
    units = official_units(province, on, tools)
    if output is not None:
        write_units(units, output, tools, on, force=force)
        click.echo(words.WRITTEN.in_(lang).format(output))
        return
    for each in units:
        click.echo(f"{each.code:<6} {tools.administration.level(each.level).name.in_(lang):<9} {each.name}")


@_command("forms")
@click.argument("form", required=False, metavar="[BIỂU]")
@options.option("rules", "--rules", is_flag=True)
@options.option("bind", "--bind", type=click.Path(path_type=Path), metavar="TỆP")
@options.option("lint", "--lint", type=click.Path(path_type=Path), metavar="TỆP")
@options.layout
@options.output
@options.force
@options.lang
def forms_command(
    form: str | None,
    rules: bool,
    bind: Path | None,
    lint: Path | None,
    layout: Path | None,
    output: Path | None,
    force: bool,
    lang: str,
) -> None:
    if lint is not None:
        _lint(lint, lang)
    elif bind is not None:
        _bind(bind, layout, output, force, lang)
    else:
        _show_forms(form, rules, lang)


def _lint(file: Path, lang: str) -> None:
    from cchc_excel.workflows.layouts import faults_of
    from cchc_excel.workflows.tools import load_tools

    faults = faults_of(file, load_tools())
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(FINDINGS)
    click.echo(words.NO_FAULT.in_(lang).format(file))


def _bind(file: Path, layout: Path | None, output: Path | None, force: bool, lang: str) -> None:
    from cchc_excel.workflows.layouts import found_layout
    from cchc_excel.workflows.tools import load_tools

    check_output(output, [file], force)
    text, said = found_layout(file, load_tools(layout))
    give(text, output, lang)
    tell(said, lang, to_stderr=True)


def _show_forms(form: str | None, rules: bool, lang: str) -> None:
    from cchc_excel.catalog.administration import load_administration
    from cchc_excel.catalog.loader import load_catalogue
    from cchc_excel.output import catalogue_text

    catalogue = load_catalogue()
    known = {f.id.lower(): f for f in catalogue.forms}
    if form is not None and form.lower() not in known:
        raise WrongUsage(finding("OPT-003", form=form, forms=tuple(f.id for f in catalogue.forms)))
    chosen = known[form.lower()] if form else None
    if rules:
        click.echo(catalogue_text.rules_text(catalogue, chosen, lang))
    elif chosen is not None:
        click.echo(catalogue_text.form_text(chosen, load_administration(), lang))
    else:
        click.echo(catalogue_text.forms_text(catalogue, lang))
