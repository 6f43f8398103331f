"""Formulas of OpenDocument spreadsheets, written as Excel writes them.

Source: OpenDocument 1.3 part 4 (OpenFormula), sections 5.8 and 5.10; what Excel would not understand stays
as it is written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_SHEET = r"\$?(?:'(?:[^']|'')+'|[^\]\[.'#:;]+)"
_CORNER = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    r"""
      (?P<string>"(?:[^"]|"")*")
    | (?P<array>\{[^{}]*\})
    | \[ (?:'(?P<file>(?:[^']|'')+)'\#)? (?P<sheet>SHEET)?
          \.(?P<first>CORNER) (?: :(?:SHEET)?\.(?P<last>CORNER) )? \]
    | (?P<separator>;)
    | (?P<other>.)
    """.replace("SHEET", _SHEET).replace("CORNER", _CORNER),
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=20_000)
def as_excel_writes(formula: str) -> str:
    """`IF([.D18]>0;[$'Biểu mẫu 3'.$D$17];"")` as `IF(D18>0,'Biểu mẫu 3'!$D$17,"")`."""
    return "".join(map(_written, _TOKEN.finditer(formula)))


def _written(token: re.Match[str]) -> str:
    if token["separator"]:
        return ","
    if not token["first"]:
        return token[0]
    area = token["first"] + (f":{token['last']}" if token["last"] else "")
    return _owner(token["file"], token["sheet"]) + area


def _owner(file: str | None, sheet: str | None) -> str:
    name = (sheet or "").removeprefix("$")
    bare = name[1:-1] if name.startswith("'") else name
    if file:
        book = unquote(file).replace("\\", "/").rpartition("/")[2].replace("[", "(").replace("]", ")")
        return f"'[{book}]{bare}'!"
    return f"'{bare}'!" if bare else ""
