"""What an Excel number format says of a figure, whoever reads or writes it: `0.00%`, `#,##0,`."""

from __future__ import annotations

import re
from functools import lru_cache

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_LEFT_OUT = re.compile(r"[0#?](?P<behind>,+)(?:\.[0#?]*)?(?=[^0#?,.]*$)|[0#?]\.[0#?]+(?P<decimals>,+)")


def without_literals(number_format: str) -> str:
    """A format without what it shows as it stands: quoted text, an escaped sign, a colour, a space."""
    return _LITERAL.sub("", number_format)


@lru_cache(maxsize=1000)
def left_out(number_format: str) -> int:
    """How many digits before the decimal sign a format leaves out of sight: 3 for `#,##0,` and `0.0,`, 6 for
    `#,##0,,`, 0 for `#,##0`. The format of positive numbers counts."""
    match = _LEFT_OUT.search(without_literals(number_format.partition(";")[0]))
    return 3 * len(match["behind"] or match["decimals"]) if match else 0
