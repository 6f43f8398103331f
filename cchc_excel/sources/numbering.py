"""Row numbers of lists: rebuilt by counting where a document shows `1.` or nothing, and how a number is
written.

What lives here knows depths, ordinals and codes only: no form, no file, no way in which a document shows a
depth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TYPED_CODE = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?")


@dataclass(frozen=True, slots=True)
class ListMark:
    """The number before a list item that shows its own ordinal alone (`1.`), however deep it stands.

    `path` gives the ordinals from the outermost list in, each with whether the document tells it: an item
    that is the first of a list of its own may be any.
    """

    path: tuple[tuple[int, bool], ...]
    shown: str


def column_codes(column: Sequence[ListMark | str]) -> list[str]:
    """The row codes of a column of bare list numbers and typed texts, from top to bottom; a number that is
    the code already stays as it is shown.

    An ordinal is believed where the document tells one at that depth of the column; where all items are the
    first of a list of their own, they are counted, and go on from codes that were typed.
    """
    paths = [item.path for item in column if isinstance(item, ListMark)]
    has_typed = any(isinstance(item, str) and _is_code(item) for item in column)
    unused = 0 if has_typed else _unused_depths(paths)
    told = {len(path) for path in paths if path[-1][1]}
    numbers = ListNumbers()
    codes = []
    for item in column:
        if isinstance(item, ListMark):
            code = numbers.at(_ordinals(item.path, told)[unused:])
            codes.append(item.shown if item.shown.rstrip(".") == code else code)
        else:
            codes.append(item)
            if _is_code(item):
                numbers.typed(item)
    return codes


def _is_code(text: str) -> bool:
    return _TYPED_CODE.fullmatch(text.strip()) is not None


def _unused_depths(paths: Sequence[tuple[tuple[int, bool], ...]]) -> int:
    """How many outer depths no item stands at and nobody tells an ordinal of: a list may begin deep."""
    unused = 0
    while paths and all(len(path) > unused + 1 and not path[unused][1] for path in paths):
        unused += 1
    return unused


def _ordinals(path: tuple[tuple[int, bool], ...], told: set[int]) -> list[int | None]:
    *outer, (last, _) = path
    believed = [ordinal if is_told else None for ordinal, is_told in outer]
    return [*believed, last if len(path) in told else None]


class ListNumbers:
    """The running numbers of one numbered list (mã số), automatic and typed ones mixed."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: list[int] = []

    def automatic(self, depth: int) -> str:
        """Count one automatic number at `depth` (from 1) and give its code: `1`, `2.1`, `3.2.1`.

        A depth that was skipped counts as if its first item had stood there: depth 2 first is `1.1`.
        """
        if depth < 1:
            raise ValueError(f"depth {depth} is not a depth of a list")
        return self.at([None] * depth)

    def at(self, ordinals: Sequence[int | None]) -> str:
        """Go on to an item whose ordinal the document tells at some depths, and give its code; where it tells
        none (None) the last depth is counted and the others stay as they are."""
        counts: list[int] = []
        for depth, told in enumerate(ordinals, start=1):
            is_under_way = len(self._counts) >= depth and self._counts[: depth - 1] == counts
            running = self._counts[depth - 1] if is_under_way else 0
            counted = running + 1 if depth == len(ordinals) else running or 1
            counts.append(counted if told is None else told)
        self._counts = counts
        return ".".join(map(str, counts))

    def typed(self, code: str) -> str:
        """Go on counting from a typed code (`2.1.1`, `3.2.1.`) and give it without its last dot.

        Raises ValueError for anything but whole numbers with dots between them.
        """
        bare = code.strip().removesuffix(".")
        self._counts = [int(part) for part in bare.split(".")]
        return bare


def written_ordinal(ordinal: int, style: str) -> str:
    """Write an ordinal in a list style, named as OOXML names it: `decimal`, `lowerLetter`, `upperRoman`…;
    `none` and `bullet` write nothing, a style that is not known is decimal."""
    write = _STYLES.get(style, str)
    return write(ordinal) if ordinal > 0 or style in _SILENT else str(ordinal)


def _letters(ordinal: int) -> str:
    """a … z, then aa, bb, as word processors count on."""
    return chr(97 + (ordinal - 1) % 26) * min((ordinal - 1) // 26 + 1, _MOST_LETTERS)


def _roman(ordinal: int) -> str:
    if ordinal > _LARGEST_ROMAN:
        return str(ordinal)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (ordinal // value)
        ordinal %= value
    return text


_MOST_LETTERS, _LARGEST_ROMAN = 10, 3999
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SILENT = ("bullet", "none")
_STYLES = {
    "lowerLetter": _letters,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "decimalZero": lambda n: f"{n:02}",
    **dict.fromkeys(_SILENT, lambda n: ""),
}
