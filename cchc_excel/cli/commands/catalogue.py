"""What the product knows: `units`, `forms`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cchc_excel.cli import options, words
from cchc_excel.cli.commands.group import command
from cchc_excel.cli.telling import FINDINGS, check_output, give, give_table, tell
from cchc_excel.errors import WrongUsage, finding

if TYPE_CHECKING:
    from cchc_excel.model.forms import Catalogue, Form

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
@options.option(
    "format", "--format", "kind", type=click.Choice(["text", "csv", "json", "parquet"]), default="text"
)
@options.layout
@options.output
@options.force
@options.lang
def forms_command(
    form: str | None,
    rules: str | None,
    bind: Path | None,
    lint: Path | None,
    kind: str,
    layout: Path | None,
    output: Path | None,
    force: bool,
    lang: str,
) -> None:
    other = next(
        (f for f, v in (("--rules", rules), ("--bind", bind), ("--lint", lint)) if v is not None), ""
    )
    if kind != "text" and other:
        raise WrongUsage(finding("EXP-003", format=kind, option=other))
    if kind != "text":
        _give_codes(form, kind, output, force, lang)
    elif lint is not None:
        _lint(lint, lang)
    elif bind is not None:
        _bind(bind, layout, output, force, lang)
    else:
        check_output(output, [], force)
        give(_forms_text(form, rules, lang), output, lang)


def _give_codes(form: str | None, kind: str, output: Path | None, force: bool, lang: str) -> None:
    """The code list of the whole catalogue or of one form."""
    from cchc_excel.output import code_list
    from cchc_excel.workflows.exporting import check_parquet
    from cchc_excel.workflows.tools import load_tools

    if kind == "parquet":
        if output is None:
            raise WrongUsage(finding("OPT-004"))
        check_parquet()
    check_output(output, [], force)
    catalogue = load_tools().catalogue
    chosen = _form_called(form, catalogue)
    rows = code_list.code_records(catalogue, catalogue.forms if chosen is None else [chosen])
    give_table(rows, code_list.COLUMNS, kind, output, lang)


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


def _forms_text(form: str | None, rules: str | None, lang: str) -> str:
    from cchc_excel.output import catalogue_text
    from cchc_excel.workflows.tools import load_tools

    file = Path(rules) if rules else None
    if file is not None and form is None and not file.exists() and _is_form(rules):
        file, form = None, rules  # `forms --rules BM3`: the form, not a file
    tools = load_tools(rules=file)
    chosen = _form_called(form, tools.catalogue)
    if rules is not None:
        return catalogue_text.rules_text(tools.catalogue, chosen, lang)
    if chosen is not None:
        return catalogue_text.form_text(chosen, tools.administration, lang)
    return catalogue_text.forms_text(tools.catalogue, lang)


def _form_called(name: str | None, catalogue: Catalogue) -> Form | None:
    if name is None:
        return None
    known = {form.id.lower(): form for form in catalogue.forms}
    if name.lower() not in known:
        raise WrongUsage(finding("OPT-003", form=name, forms=tuple(form.id for form in catalogue.forms)))
    return known[name.lower()]


def _is_form(word: str) -> bool:
    from cchc_excel.catalog.loader import load_catalogue

    return word.lower() in (form.id.lower() for form in load_catalogue().forms)
