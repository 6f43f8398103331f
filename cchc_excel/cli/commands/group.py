"""The group `cchc`, and how a command joins it."""

from __future__ import annotations

from collections.abc import Callable

import click

from cchc_excel.cli import options, words


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


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    return main.command(
        name, help=words.COMMANDS[name].in_(options.HELP_LANG), options_metavar=options.OPTIONS_METAVAR
    )
