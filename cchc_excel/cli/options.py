"""What all commands share: the language of the help, the group with its two names a command, the options."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from cchc_excel.cli import translation, words
from cchc_excel.words import LANGUAGES

T = TypeVar("T")


def asked_language(arguments: Sequence[str]) -> str:
    """The language of the help, told before the options are parsed."""
    asked = os.environ.get("CCHC_LANG", "vi")
    for n, word in enumerate(arguments):
        if word == "--lang" and n + 1 < len(arguments):
            asked = arguments[n + 1]
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
    return asked if asked in LANGUAGES else "vi"


HELP_LANG = asked_language(sys.argv[1:])
translation.speak(HELP_LANG)  # before the commands are declared: click words some of their help then


class BilingualGroup(click.Group):
    """Commands that answer to their Vietnamese name too; the help lists both, in the order of the work."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        english = {vi: en for en, vi in words.VIETNAMESE_NAMES.items()}
        return super().get_command(ctx, english.get(cmd_name, cmd_name))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in words.VIETNAMESE_NAMES if name in self.commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            both = f"{words.VIETNAMESE_NAMES[name]}, {name}"
            rows.append((both, self.commands[name].get_short_help_str(90)))
        with formatter.section("Lệnh" if HELP_LANG == "vi" else "Commands"):
            formatter.write_dl(rows)


def option(name: str, *flags: str, **settings: Any) -> Callable[[T], T]:
    return click.option(*flags, help=words.OPTIONS[name].in_(HELP_LANG), **settings)


lang = option("lang", "--lang", type=click.Choice(LANGUAGES), envvar="CCHC_LANG", default=lambda: HELP_LANG)
unit = option("unit", "--unit", metavar="TÊN")
level = option("level", "--level", metavar="CẤP")
period = option("period", "--period", metavar="KỲ")
output = option("output", "-o", "--output", type=click.Path(path_type=Path), metavar="TỆP")
layout = option("layout", "--layout", type=click.Path(path_type=Path), metavar="BỐ-CỤC")
rules = option("own_rules", "--rules", "rules", type=click.Path(path_type=Path), metavar="QUY-TẮC")
mark = option("mark", "--mark", type=click.Path(path_type=Path), metavar=words.METAVAR_FOLDER.in_(HELP_LANG))
previous = option("previous", "--previous", type=click.Path(path_type=Path), metavar="TỆP")
jobs = option("jobs", "--jobs", type=click.IntRange(min=1), metavar="N")
parts = option("parts", "--parts", type=click.Path(path_type=Path), metavar="THƯ-MỤC")
force = option("force", "--force", is_flag=True)
fail_on = option("fail_on", "--fail-on", type=click.Choice(["error", "warning", "never"]), default="error")
paths = click.argument(
    "paths",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar=words.METAVAR_PATHS.in_(HELP_LANG),
)


OPTIONS_METAVAR = words.METAVAR_OPTIONS.in_(HELP_LANG)
COMMAND_METAVAR = words.METAVAR_COMMAND.in_(HELP_LANG)


def whose(command: T) -> T:
    """`--unit --level --period`: whose report it is, where the source does not say."""
    return unit(level(period(command)))
