"""The encoding of a text by the mark that it begins with.

What a text without a mark is in is its reader's to say.
"""

from __future__ import annotations

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def marked_encoding(content: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)


def decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one (what Excel and Notepad call Unicode); raises
    UnicodeDecodeError for anything else."""
    return content.decode(marked_encoding(content) or "utf-8")
