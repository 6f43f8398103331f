"""The launcher for Windows, as far as it can be judged without Windows: how its file is written, and that it
asks of the command line only what that has."""

from __future__ import annotations

import re
from pathlib import Path

from cchc_excel.cli import main, words
from cchc_excel.cli.telling import FINDINGS, OK, OUR_FAULT, UNUSABLE_INPUT, USAGE

FOLDER = Path(__file__).parents[2] / "workbook_templates"
(FILE,) = FOLDER.glob("*.cmd")
CONTENT = FILE.read_bytes()
LINES = CONTENT.decode("utf-8").split("\r\n")
WORDS = [n for n, line in enumerate(LINES) if line.startswith("::")]
"""The numbers of the lines that are only looked up."""


def test_the_file_is_written_as_cmd_wants_it():
    assert FILE.name.isascii()
    assert CONTENT.count(b"\n") == CONTENT.count(b"\r\n") == CONTENT.count(b"\r")
    assert not CONTENT.startswith(b"\xef\xbb\xbf")
    assert CONTENT.endswith(b"\r\n")
    assert b"*.cmd -text" in (FOLDER / ".gitattributes").read_bytes()


def test_what_is_executed_is_ascii_and_stands_before_the_words():
    executed = LINES[: WORDS[0]]
    assert all(line.isascii() for line in executed)
    assert [n for n in range(WORDS[0], len(LINES)) if LINES[n]] == WORDS
    assert re.search(rf"skip={WORDS[0]} ", "\n".join(executed)), (
        "the words do not begin where they are looked up"
    )
    assert executed[-2].startswith("exit /b")


def test_every_word_that_is_said_stands_there_and_the_other_way_round():
    text = "\n".join(LINES[: WORDS[0]])
    said = set(re.findall(r"call :say (\w+)$", text, re.MULTILINE)) | {
        f"code{code}" for code in (OK, FINDINGS, USAGE, UNUSABLE_INPUT, OUR_FAULT)
    }
    assert "call :say code%code%" in text
    assert {LINES[n].split("|")[0].strip(":") for n in WORDS} == said
    for n in WORDS:
        assert len(LINES[n].split("|")) == 2, LINES[n]


def test_every_label_that_is_gone_to_is_there():
    text = "\n".join(LINES[: WORDS[0]])
    labels = set(re.findall(r"^:(\w+)$", text, re.MULTILINE))
    assert set(re.findall(r"(?:goto|call) :?(\w+)", text.replace("goto :", "goto "))) == labels


def test_it_calls_a_command_that_there_is_and_finds_the_result_in_what_it_prints():
    text = "\n".join(LINES[: WORDS[0]])
    (name, *rest) = re.search(r"^%cchc% (.+) >", text, re.MULTILINE)[1].split()
    english = {vietnamese: each for each, vietnamese in words.VIETNAMESE_NAMES.items()}[name]
    command = main.commands[english]
    assert rest == ["%items%"]
    assert [p.name for p in command.params if p.param_type_name == "argument"] == ["paths"]
    assert any(p.envvar == "CCHC_LANG" for p in command.params)
    assert 'if "%%A"=="ghi"' in text
    assert words.WRITTEN.vi.format("Huyện.xlsx").split(" ", 2) == ["Đã", "ghi", "Huyện.xlsx"]
