"""What click itself says (`Usage:`, `Missing option`), in the language of the command.

Click asks Python's gettext; its Vietnamese words lie beside this module, `messages.po` compiled to
`messages.mo`.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).with_name("locale")


def speak(lang: str) -> None:
    """Let click speak Vietnamese or English from now on."""
    gettext.bindtextdomain("messages", str(LOCALE))
    os.environ["LANGUAGE"] = lang
