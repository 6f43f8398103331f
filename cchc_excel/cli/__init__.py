"""The command line. A command converts its options, calls one workflow, prints, and exits."""

from __future__ import annotations

import os
import sys
import traceback

import click

from cchc_excel.cli import words
from cchc_excel.cli.commands import main
from cchc_excel.cli.options import asked_language
from cchc_excel.cli.telling import OUR_FAULT, UNUSABLE_INPUT, USAGE, tell
from cchc_excel.errors import BrokenDeclaration, BrokenFile, CchcError, WrongUsage

__all__ = ["main", "run"]


def run() -> None:
    """The entry point: every way to end is an exit code and a message, never a bare traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    lang = asked_language(sys.argv[1:])
    try:
        main(prog_name="cchc")
    except BrokenFile as broken:
        tell([*broken.earlier, broken.finding], lang, to_stderr=True)
        sys.exit(UNUSABLE_INPUT)
    except WrongUsage as wrong:
        tell([*wrong.earlier, wrong.finding], lang, to_stderr=True)
        sys.exit(USAGE)
    except CchcError as error:
        tell([error.finding], lang, to_stderr=True)
        sys.exit(OUR_FAULT)
    except BrokenDeclaration as broken:
        click.echo(str(broken), err=True)
        sys.exit(OUR_FAULT)
    except Exception as fault:  # the last resort of the program: say it in one line, keep the trace for us
        if os.environ.get("CCHC_TRACE"):
            traceback.print_exc()
        click.echo(words.OUR_FAULT.in_(lang).format(f"{type(fault).__name__}: {fault}"), err=True)
        sys.exit(OUR_FAULT)
