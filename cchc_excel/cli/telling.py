"""What all commands do with their result: print it or write it, tell findings, show progress, exit."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cchc_excel.cli import words
from cchc_excel.errors import Finding, Severity
from cchc_excel.output import findings
from cchc_excel.output.files import write_whole

if TYPE_CHECKING:
    from cchc_excel.output.records import Columns, Record

OK, FINDINGS, USAGE, UNUSABLE_INPUT, OUR_FAULT = range(5)
"""The exit codes; a command exits with the highest that holds."""
_BAR_FROM = 3
T = TypeVar("T")


def progress(lang: str, words: words.Words) -> Callable[[Sequence[T]], Iterator[T]]:
    """A progress bar on stderr, only at a terminal and only for long work."""

    def over(items: Sequence[T]) -> Iterator[T]:
        if len(items) < _BAR_FROM or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=words.in_(lang), file=sys.stderr) as shown:
            yield from shown

    return over


def tell(said: Iterable[Finding], lang: str, *, to_stderr: bool = False) -> None:
    for found in said:
        click.echo(findings.text_of(found, lang), err=to_stderr)


def code_of(found: Iterable[Finding], fail_on: str) -> int:
    """1 when a finding is at or above the severity that was asked for."""
    counted = {"error": (Severity.ERROR,), "warning": (Severity.ERROR, Severity.WARNING), "never": ()}[
        fail_on
    ]
    return FINDINGS if any(f.weight in counted for f in found) else OK


def check_output(output: Path | None, paths: Sequence[Path], force: bool) -> None:
    if output is None:
        return
    from cchc_excel.workflows.targets import check_result

    check_result(output, paths, force=force)


def give(text: str, output: Path | None, lang: str) -> None:
    """Print the result, or write it to the file that was named."""
    if output is None:
        click.echo(text)
    else:
        write_whole(output, lambda path: path.write_text(text + "\n", encoding="utf-8"))
        click.echo(words.WRITTEN.in_(lang).format(output))


def give_table(rows: Sequence[Record], columns: Columns, form: str, output: Path | None, lang: str) -> None:
    """Print a table as CSV or JSON, or write it to the file that was named, as Parquet too."""
    from cchc_excel.output import records

    if output is None or form == "json":
        give(
            records.as_json(rows) if form == "json" else records.as_csv(rows, columns).rstrip("\n"),
            output,
            lang,
        )
        return
    write = records.write_parquet if form == "parquet" else records.write_csv
    write_whole(output, lambda path: write(rows, columns, path))
    click.echo(words.WRITTEN.in_(lang).format(output))
