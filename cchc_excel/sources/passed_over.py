"""What among the files of a folder, or of a zip, is no input: what the system, office programs and our own
checks leave there."""

from __future__ import annotations

from collections.abc import Sequence

from cchc_excel.sources.own_results import Opener, is_result_of_ours

_OF_THE_SYSTEM = frozenset(("__macosx", "thumbs.db", "desktop.ini"))
_HIDDEN = (".", "~$")
"""How the names of hidden files begin, and of the locks of office programs."""


def is_passed_over(names: Sequence[str], opener: Opener) -> bool:
    """True for what is no input; `names` are the folders from the one that was named on, and the file."""
    return is_hidden(names) or is_result_of_ours(names[-1], opener)


def is_hidden(names: Sequence[str]) -> bool:
    """True where a file, or a folder above it, is one of the system's or hidden."""
    return any(name.startswith(_HIDDEN) or name.lower() in _OF_THE_SYSTEM for name in names)
