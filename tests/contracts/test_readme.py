"""What the documentation promises: its commands run, its links lead somewhere, its tables are what the program does."""

from __future__ import annotations

import datetime
import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from click.testing import CliRunner

from cchc_excel.cli import main, words
from cchc_excel.mapping.values import Reading, interpret
from cchc_excel.model.forms import Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.reports import State
from cchc_excel.words import format_number

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "samples" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
TABLE_ROWS = ("BM3:3.3.1", "BM6:1.1", "BM3:3.3", "BM1:5")
"""The rows that head the columns of the tables in docs/so-lieu.md: a count, an amount, a percent, a choice."""


def command_after(marker: str) -> str:
    """The only line of the fenced block that follows a marker."""
    match = re.search(rf"^{re.escape(marker)}\n```\w*\n(.+)\n```$", README, re.MULTILINE)
    assert match, f"README.md has no one-line command after {marker}"
    return match[1]


def quoted_commands() -> list[tuple[str, tuple[str, ...]]]:
    """Every `cchc …` on the pages with its arguments: lines of code blocks, code in the text, «cchc …» of messages."""
    found = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        prose = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        lines = [line for block in blocks for line in re.split(r"\n|&&|;", block)]
        lines += re.findall(r"`([^`\n]+)`", prose) + re.findall(r"«([^»\n]+)»", prose)
        for line in lines:
            if match := re.match(r"\s*(?:\$ )?(?:\S*[/\\])?cchc (\S.*)", line):
                found.add((page.name, tuple(shlex.split(match[1].replace("\\", "/"), comments=True))))
    return sorted(found)


def test_the_main_job_sets_up_and_consolidates_the_samples():
    assert "-m venv .venv" in command_after("<!-- main job -->")
    assert "pip install" in command_after("<!-- main job -->")


def test_the_consolidation_of_the_main_job_works(tmp_path, monkeypatch):
    """The last part of the first command, run on the samples; only the result goes elsewhere."""
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command_after("<!-- main job -->").rpartition("&&")[2])
    assert program == ".venv/bin/cchc"
    target = tmp_path / arguments[arguments.index("-o") + 1]
    arguments[arguments.index("-o") + 1] = str(target)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert target.exists()


def test_the_test_command_sets_up_and_runs_the_tests():
    command = command_after("<!-- tests -->")
    assert "-m venv .venv" in command
    assert "[test]" in command
    assert command.endswith("pytest")


def test_ci_runs_the_test_command_of_the_readme():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "<!-- tests -->" in ci
    assert "README.md" in ci
    assert ".venv/bin/pytest" not in ci, "CI has a test command of its own"


@pytest.mark.parametrize(("page", "arguments"), quoted_commands())
def test_every_command_that_is_quoted_parses(page, arguments):
    if arguments[0] in ("--help", "--version", "…") or arguments[0].isupper():
        return
    name, *rest = arguments
    command = main.get_command(click.Context(main), name)
    assert command is not None, f"{page}: there is no command {name}"
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
    if rest and "--help" not in rest:
        try:
            command.make_context(name, list(rest), parent=click.Context(main))
        except click.UsageError as error:
            pytest.fail(f"{page}: cchc {shlex.join(arguments)}: {error.format_message()}")


def test_commands_are_found_on_the_pages():
    assert len(quoted_commands()) > 30


@pytest.mark.parametrize("name", words.VIETNAMESE_NAMES)
def test_the_readme_names_every_command_in_both_languages(name):
    assert re.search(rf"\b{name}\b", README)
    assert re.search(rf"\b{words.VIETNAMESE_NAMES[name]}\b", README)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_and_picture_exists(page):
    text = re.sub(r"^```\w*\n.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    for link in links:
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = page.parent / unquote(path) if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors_of(target), f"{page.name}: {link}"


def anchors_of(page: Path) -> set[str]:
    """The anchors that headings give: lower case, without punctuation, spaces as dashes."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_pictures_are_used_and_small():
    pictures = list((ROOT / "docs" / "hinh").glob("*"))
    assert sum(p.stat().st_size for p in pictures) < 700_000
    for picture in pictures:
        assert picture.stat().st_size < 120_000, picture.name
        assert any(picture.name in page.read_text(encoding="utf-8") for page in PAGES), picture.name


def table_after(marker: str) -> list[list[str]]:
    """The lines of the table that follows a marker in docs/so-lieu.md, without its heading."""
    text = (ROOT / "docs" / "so-lieu.md").read_text(encoding="utf-8").partition(marker + "\n")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]


def in_words(reading: Reading, kind: Kind) -> str:
    """A reading as the tables write it."""
    if reading.state is State.TALLY:
        return "2 Có, 4 Không" if reading.tally == {0: 4, 1: 2} else str(reading.tally)
    if reading.value is None:
        return f"chữ {reading.fault}" if reading.fault else "trống"
    number = format_number(reading.value) + (" %" if kind is Kind.PERCENT else "")
    return f"{number} ?" if reading.ambiguous else number


@pytest.mark.parametrize("line", table_after("<!-- typed -->"), ids=lambda line: line[0])
def test_what_is_typed_means_what_the_page_says(line, catalogue):
    spelling, *meanings = line
    rows = [catalogue.indicators[row] for row in TABLE_ROWS]
    cell = Cell(1, 1, "A1", spelling.strip("`"), spelling.strip("`"))
    assert [in_words(interpret(cell, row), row.kind) for row in rows] == meanings


STORED = {
    "0,9859": 0.9859,
    "98,59": 98.59,
    "1": 1,
    "2.700.000": 2_700_000,
    "ngày 05/01/2025": datetime.datetime(2025, 1, 5),
    "TRUE": True,
}


@pytest.mark.parametrize("line", table_after("<!-- stored -->"), ids=lambda line: "-".join(line[:2]))
def test_what_is_stored_means_what_the_page_says(line, catalogue):
    stored, number_format, *meanings = line
    rows = [catalogue.indicators[row] for row in TABLE_ROWS]
    cell = Cell(1, 1, "A1", STORED[stored], stored, number_format=number_format.strip("`"))
    assert [in_words(interpret(cell, row), row.kind) for row in rows] == meanings
