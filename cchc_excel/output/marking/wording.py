"""The words of a comment, and how they are found again: our part of a comment stands between two lines that
begin with `[cchc]`, the last of which remembers the fill that the cell had."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cchc_excel.output.marking.marks import Mark
from cchc_excel.words import Words

AUTHOR = "cchc"
SIGN = "[cchc]"
"""Before the first and the last line of our part."""
_HEADING = Words("Ô này cần xem lại:", "This cell is to be looked at:")
_FORMER = Words("Màu nền cũ: {}", "Former fill: {}")
_NO_FILL = Words("không có", "none")
_MORE = Words(
    "… và {} phát hiện nữa, xem kết quả kiểm tra.", "… and {} more findings, see the result of the check."
)
_TINT = r"tint=-?[0-9]{1,3}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?"
COLOUR = rf"(?:rgb=[0-9A-Fa-f]{{8}}|(?:theme|indexed)=[0-9]{{1,3}}|{_TINT})"
"""A colour as a comment remembers it, as the file format writes it."""
_TOLD_AT_MOST = 8
"""Findings in one comment; with more nobody reads it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Our part of a comment: a heading, what is said, and a line for the next marking."""

    heading: str
    body: str
    memory: str

    @property
    def text(self) -> str:
        return f"{self.heading}\n{self.body}\n{self.memory}"


OURS = re.compile(
    r"\n?"
    + re.escape(SIGN)
    + f" (?:{re.escape(_HEADING.vi)}|{re.escape(_HEADING.en)})"
    + r"(?:(?!\[cchc\]).)*"
    + re.escape(SIGN)
    + rf" (?:{_FORMER.vi[:-4]}|{_FORMER.en[:-4]}): "
    + rf"(?P<fill>{_NO_FILL.vi}|{_NO_FILL.en}|\?|{COLOUR}(?: {COLOUR})*)",
    re.DOTALL,
)
"""Our part in the text of a comment, in either language; what somebody typed behind it is theirs."""


def remark_of(mark: Mark, fill: str, lang: str) -> Remark:
    """Word a mark; `fill` is how the cell's own fill is written down, empty where it has none."""
    told, rest = mark.findings[:_TOLD_AT_MOST], len(mark.findings) - _TOLD_AT_MOST
    lines = [*told, *([_MORE.in_(lang).format(rest)] if rest > 0 else [])]
    lines += [f"→ {each}" for each in mark.suggestions[:_TOLD_AT_MOST]]
    body = "\n".join(lines).replace(SIGN, AUTHOR)
    former = _FORMER.in_(lang).format(fill or _NO_FILL.in_(lang))
    return Remark(f"{SIGN} {_HEADING.in_(lang)}", body, f"{SIGN} {former}")


def remembered_fill(written: str) -> str:
    """The fill that a comment remembers, as it was written down; empty for none."""
    written = written.strip()
    return "" if written in (_NO_FILL.vi, _NO_FILL.en) else written
