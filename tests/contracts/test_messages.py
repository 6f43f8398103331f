"""Every message is used, every code that is used has a message, and the reference of messages is up to
date."""

from __future__ import annotations

import re
from pathlib import Path

from cchc_excel.errors import MESSAGES

ROOT = Path(__file__).parents[2]
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "cchc_excel").rglob("*.py"))
USED = set(re.findall(r'"([A-Z]+-\d{3})"', SOURCE)) - {"SHA-256"}


def test_every_message_is_raised_somewhere():
    assert set(MESSAGES) - USED == set()


def test_every_code_that_is_raised_has_a_message():
    assert USED - set(MESSAGES) == set()


def test_the_reference_of_messages_names_each_with_its_words():
    reference = (ROOT / "docs" / "thong-bao.md").read_text(encoding="utf-8")
    for code, message in MESSAGES.items():
        assert f"| {code} |" in reference, code
        assert message.words.vi.replace("|", "\\|") in reference, code
