"""What a message calls a file that a command cannot write into."""

from __future__ import annotations

from cchc_excel.words import Words

_KINDS = {
    "listing": Words("một danh sách số liệu", "a list of values"),
    "published": Words("một văn bản", "a text"),
}


def kind_in_words(kind: str) -> Words:
    """The kind of a source (or an extension without its dot) as a message says it."""
    return _KINDS.get(kind, Words(f"tệp .{kind}", f"a .{kind} file"))
