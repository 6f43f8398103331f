"""What is written beside the sheets: the request to compute all formulas when the file is opened, and the
end of a calculation chain that names a formula no more there.
"""

from __future__ import annotations

import re

from cchc_excel.output.package_edit.xml_tree import as_utf8, encoded_as, unclosed, without_attributes

_CALC = re.compile(rb"""<(?:[\w.-]+:)?calcPr\b(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_BEFORE = ("definedNames", "externalReferences", "functionGroups", "sheets")
"""What stands before `calcPr` in a workbook part, the last first."""


def asking_for_calculation(part: bytes) -> bytes:
    """The workbook part with `fullCalcOnLoad`; all else keeps its bytes."""
    content, codec = as_utf8(part)
    return encoded_as(_with_request(content), codec)


def _with_request(part: bytes) -> bytes:
    request = b' fullCalcOnLoad="1"'
    if match := _CALC.search(part):
        tag = without_attributes(match[0], "fullCalcOnLoad")
        body = unclosed(tag)
        return part[: match.start()] + body + request + tag[len(body) :] + part[match.end() :]
    for name in _BEFORE:
        ends = list(re.finditer(rb"</([\w.-]+:)?" + name.encode() + rb"\s*>", part)) or list(
            re.finditer(rb"<([\w.-]+:)?" + name.encode() + rb"\b[^>]*/>", part)
        )
        if ends:
            at, prefix = ends[-1].end(), ends[-1][1] or b""
            return part[:at] + b"<" + prefix + b"calcPr" + request + b"/>" + part[at:]
    return part


def without_part(part: bytes, name: str) -> bytes:
    """The content types, or a part's relationships, without the one line that names a part."""
    content, codec = as_utf8(part)
    line = (
        rb"""<(?:[\w.-]+:)?(?:Override|Relationship)\s[^>]*["'/]"""
        + re.escape(name).encode()
        + rb"""["'][^>]*?"""
    )
    return encoded_as(re.sub(line + rb"(?:/>|>\s*</[^>]*>)", b"", content), codec)
