"""What an Excel number format says of a figure, whoever reads or writes it: `0.00%`, `#,##0,`.

Source: ECMA-376 part 1, 18.8.31 (numFmts): up to four sections, the first two with conditions if any.
"""

from __future__ import annotations

import operator
import re
from functools import lru_cache

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])*')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\]")
_HOLDS = {
    **{"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge},
    **{"=": operator.eq, "<>": operator.ne},
}
_LEFT_OUT = re.compile(r"[0#?](?P<behind>,+)(?:\.[0#?]*)?(?=[^0#?,.]*$)|[0#?]\.[0#?]+(?P<decimals>,+)")


def without_literals(number_format: str) -> str:
    """A format without what it shows as it stands: quoted text, an escaped sign, a colour, a space."""
    return _LITERAL.sub("", number_format)


def section_for(number_format: str, value: float) -> str:
    """The section of a format that shows a number: by its conditions, else by its sign."""
    sections, conditions = _sections(number_format)
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _HOLDS[condition[0]](value, condition[1]):
                return section
        return sections[-1]
    which = 0 if value > 0 or len(sections) == 1 else 1 if value < 0 else 2
    return sections[which if which < len(sections) else 0]


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> tuple[tuple[str, ...], tuple[tuple[str, float] | None, ...]]:
    found, at = [], 0
    while at <= len(number_format):
        match = _SECTION.match(number_format, at)
        found.append(match[0])
        at = match.end() + 1
    numbers = found[:3]  # the fourth is for texts
    matches = [_CONDITION.search(section) for section in numbers]
    return tuple(numbers), tuple((m[1], float(m[2])) if m else None for m in matches)


def left_out(number_format: str, value: float = 1) -> int:
    """How many digits before the decimal sign a format leaves out of sight of a number: 3 for `#,##0,` and
    `0.0,`, 6 for `#,##0,,`, 0 for `#,##0`."""
    return _left_out_in(section_for(number_format, value))


@lru_cache(maxsize=1000)
def _left_out_in(section: str) -> int:
    match = _LEFT_OUT.search(without_literals(section))
    return 3 * len(match["behind"] or match["decimals"]) if match else 0
