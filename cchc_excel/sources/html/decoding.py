"""The texts of a web page, or of all that a single-file page (.mht) holds, in whatever encoding they are."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import suppress

from cchc_excel.sources.encodings import marked_encoding
from cchc_excel.sources.legacy_text import holds_legacy_text

_HEAD = 4096
_FIRST_TAG = re.compile(
    r"(?>\s|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|(?:html|head|body|meta|title|style|link|table|tr|div"
    r"|p|center|font|span|h\d|b|form|script)\b)",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_WESTERN = ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii")  # what browsers read as windows-1252


def looks_like_html(content: bytes) -> bool:
    """Tell a web page, or one saved in a single file (.mht), by its first tag."""
    head = content[:_HEAD]
    mark = marked_encoding(head)
    return is_mail(head) or bool(_FIRST_TAG.match(head.decode(mark or "latin-1", "replace")))


def is_mail(content: bytes) -> bool:
    return bool(_MAIL.match(content[:_HEAD])) and b"html" in content[:_HEAD].lower()


def decoded_pages(content: bytes) -> Iterator[tuple[str, str]]:
    """The texts of a page as (`html` or `css`, text): one, or all that a single-file page holds."""
    if not is_mail(content):
        yield "html", _decoded(content)
        return
    for part in email.message_from_bytes(content.lstrip()).walk():
        kind = part.get_content_type()
        if kind in ("text/html", "text/css"):
            payload = part.get_payload(decode=True) or b""
            yield kind.removeprefix("text/"), _decoded(payload, part.get_content_charset())


def _decoded(content: bytes, charset: str | None = None) -> str:
    """The text by its mark; else as UTF-8 where it is, whatever the page says of itself; else as it says;
    else as windows-1258, or as windows-1252 where that shows a legacy encoding."""
    mark = marked_encoding(content)
    if mark is not None:
        return content.decode(mark, "replace")
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8")
    declared = _CHARSET.search(content[:_HEAD])
    charset = (charset or (declared[1].decode() if declared else "")).lower()
    try:
        return content.decode("cp1252" if charset in _WESTERN else charset or "?", "replace")
    except LookupError:
        western = content.decode("cp1252", "replace")
        return western if holds_legacy_text(western) else content.decode("cp1258", "replace")
