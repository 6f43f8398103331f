"""What a clerk gets to fill in: `template`, `fill`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import code_of, progress, tell
from cchc_excel.errors import WrongUsage, finding


@command("template")
@options.unit
@options.option("units", "--units", "unit_list", type=click.Path(path_type=Path), metavar="DANH-SÁCH")
@options.option("all_levels", "--all-levels", is_flag=True)
@options.level
@options.period
@options.option("from", "--from", "start", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="NGÀY")
@options.option("to", "--to", "end", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), metavar="NGÀY")
@options.option("output", "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="TỆP")
@options.rules
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
    rules: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.templates import make_blank_templates, make_template, make_templates
    from cchc_excel.workflows.tools import given, load_tools
    from cchc_excel.workflows.units import listed_units

    tools = load_tools(rules=rules)
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


@command("fill")
@click.argument("source", type=click.Path(path_type=Path), metavar="NGUỒN")
@options.option("template", "--template", type=click.Path(path_type=Path), metavar="MẪU")
@options.option("output", "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="TỆP")
@options.whose
@options.layout
@options.rules
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
    rules: Path | None,
    force: bool,
    lang: str,
) -> None:
    from cchc_excel.workflows.filling import fill
    from cchc_excel.workflows.tools import given, load_tools

    tools = load_tools(layout, rules)
    told = given(tools, unit, level, period)
    said = fill(source, output, tools, told, force=force, template=template)
    click.echo(words.WRITTEN.in_(lang).format(output))
    tell(said, lang)
    sys.exit(code_of(said, "error"))
