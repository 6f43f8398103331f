"""What click says in Vietnamese: the compiled words are those of the source."""

from __future__ import annotations

import gettext
import re

from cchc_excel.cli.translation import LOCALE


def test_the_compiled_words_are_those_of_the_source():
    folder = LOCALE / "vi" / "LC_MESSAGES"
    source = (folder / "messages.po").read_text(encoding="utf-8")
    pairs = re.findall(
        r'^msgid "(.+)"\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? "(.+)"$', source, re.MULTILINE
    )
    with (folder / "messages.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(pairs) > 25
    for english, vietnamese in pairs:
        said = {compiled.gettext(english), compiled.ngettext(english, english, 2)}
        assert vietnamese in said, english
