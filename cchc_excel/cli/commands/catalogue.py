"""What the product knows: `units`, `forms`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import FINDINGS, check_output, give, tell
from cchc_excel.errors import WrongUsage, finding

_NO_FILE = ""
"""What `--rules` is without a file after it."""


@command("units")
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


@command("forms")
@click.argument("form", required=False, metavar="[BIỂU]")
@options.option("rules", "--rules", is_flag=False, flag_value=_NO_FILE, metavar="[QUY-TẮC]")
@options.option("bind", "--bind", type=click.Path(path_type=Path), metavar="TỆP")
@options.option("lint", "--lint", type=click.Path(path_type=Path), metavar="TỆP")
@options.layout
@options.output
@options.force
@options.lang
def forms_command(
    form: str | None,
    rules: str | None,
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
    from cchc_excel.workflows.linting import faults_of
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


def _show_forms(form: str | None, rules: str | None, lang: str) -> None:
    from cchc_excel.output import catalogue_text
    from cchc_excel.workflows.tools import load_tools

    file = Path(rules) if rules else None
    if file is not None and form is None and not file.exists() and _is_form(rules):
        file, form = None, rules  # `forms --rules BM3`: the form, not a file
    tools = load_tools(rules=file)
    known = {f.id.lower(): f for f in tools.catalogue.forms}
    if form is not None and form.lower() not in known:
        raise WrongUsage(finding("OPT-003", form=form, forms=tuple(f.id for f in tools.catalogue.forms)))
    chosen = known[form.lower()] if form else None
    if rules is not None:
        click.echo(catalogue_text.rules_text(tools.catalogue, chosen, lang))
    elif chosen is not None:
        click.echo(catalogue_text.form_text(chosen, tools.administration, lang))
    else:
        click.echo(catalogue_text.forms_text(tools.catalogue, lang))


def _is_form(word: str) -> bool:
    from cchc_excel.catalog.loader import load_catalogue

    return word.lower() in (form.id.lower() for form in load_catalogue().forms)
