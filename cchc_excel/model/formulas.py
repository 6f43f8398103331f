"""Formulas as text: what one refers to, what it says however it is spelled, how it reads elsewhere.

Formulas are stored in English with commas. Nothing is computed here; in doubt a formula may refer to
anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from cchc_excel.model.grids import LAST_COLUMN, LAST_ROW, Area, column_letters, column_number

_CORNER = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_TOKEN = re.compile(
    r"""
      (?P<string>"(?:[^"]|"")*")
    | (?P<other_book>(?:'[^'\[\]]*\[[^'\[\]]+\](?:[^']|'')*'|\[[1-9][0-9]*\][\w.]*)!)
    | (?:'(?P<quoted>(?:[^'\[\]:]|'')+)'!|(?P<plain>[^\W\d][\w.]*)!)?
      (?P<area>CORNER(?::CORNER)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.(!:])
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]+)?)(?![\w.:!])
    | (?P<function>[^\W\d][\w.]*)\(
    | (?:'(?P<quoted_owner>(?:[^'\[\]:]|'')+)'!|(?P<plain_owner>[^\W\d][\w.]*)!)?
      (?P<name>[^\W\d][\w.\\?]*)(?![!\[(])
    | (?P<fault>\#[A-Z0-9/]+[!?]?)
    | (?P<unclear>[:\[\]!'@\#\\]|[\w.]+)
    | (?P<sign>.)
    """.replace("CORNER", _CORNER),
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_TRUTH = {"TRUE", "FALSE"}
_REACHING = {"INDIRECT", "OFFSET", "CELL", "INFO", "GETPIVOTDATA", "EVALUATE", "RTD", "CALL"}
"""Functions whose arguments do not tell which cells they read."""


@dataclass(frozen=True, slots=True)
class References:
    """The areas that a formula names, each with its sheet, and its defined names and functions. `unclear`
    is true where the text does not tell all cells that it reads."""

    areas: frozenset[tuple[str, Area]]
    names: frozenset[tuple[str, str]]
    functions: frozenset[str]
    unclear: bool


def references_of(text: str, sheet: str) -> References:
    """Read a formula (without its `=`) that stands on a sheet; sheets and names are folded to lower case,
    as Excel compares them."""
    areas, names, functions, unclear = set(), set(), set(), False
    skip = False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "area" and not skip:
            areas.add((_owner(token["plain"], token["quoted"], sheet), _area(token["area"])))
        elif kind == "name" and not skip and token["name"].upper() not in _TRUTH:
            owner = _owner(token["plain_owner"], token["quoted_owner"], sheet)
            names.add((owner, token["name"].casefold()))
        elif kind == "function":
            functions.add(token["function"].upper().removeprefix("_XLFN.").removeprefix("_XLWS."))
        unclear = unclear or kind == "unclear"
        skip = kind == "other_book"
    unclear = unclear or any(f in _REACHING or f.startswith("CUBE") for f in functions)
    return References(frozenset(areas), frozenset(names), frozenset(functions), unclear)


Sense = tuple[str | tuple[str, Area], ...]
"""A formula's words, signs and areas, each area with its sheet."""


@lru_cache(maxsize=20_000)
def sense_of(text: str, sheet: str) -> Sense:
    """What a formula that stands on a sheet says: alike for all spellings of one formula, whichever program
    saved it (capitals, spaces, `$`, its own sheet's name, `_xlfn.`, how a number is written)."""
    return tuple(_sense(token, sheet) for token in _TOKEN.finditer(text) if not token[0].isspace())


def _sense(token: re.Match[str], sheet: str) -> str | tuple[str, Area]:
    kind = token.lastgroup
    if kind == "area":
        return _owner(token["plain"], token["quoted"], sheet), _area(token["area"])
    if kind == "number":
        return f"{float(token[0]):.12g}"
    if kind == "string":
        return token[0]
    if kind == "name":
        return token["name"].upper()
    return token[0].upper().removeprefix("_XLFN.").removeprefix("_XLWS.")


def moved(text: str, sheet: str, place_of: Callable[[str, Area], str | None]) -> str:
    """A formula that stands on a sheet with its areas named anew; where nothing is given, one stays."""

    def name(token: re.Match[str]) -> str:
        if token.lastgroup != "area":
            return token[0]
        owner = _owner(token["plain"], token["quoted"], sheet)
        return place_of(owner, _area(token["area"])) or token[0]

    return "".join(map(name, _TOKEN.finditer(text)))


def other_books(text: str) -> Iterator[str]:
    """What a formula calls the other workbooks that it takes values from: a number, or a name."""
    if "[" in text:
        for token in _TOKEN.finditer(text):
            if token.lastgroup == "other_book":
                yield token[0].partition("[")[2].partition("]")[0]


def gives_ranges_only_to(functions: Set[str], text: str) -> bool:
    """True when every range of several cells is by itself an argument of one of the functions. Elsewhere
    (`IF(D6:D9>0,1,0)`) programs do not agree whether one cell of it is meant or all."""
    callers: list[str] = []
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "function":
            callers.append(token["function"].upper())
        elif token[0] == "(":
            callers.append("")
        elif token[0] == ")" and callers:
            callers.pop()
        elif token.lastgroup == "area" and ":" in token["area"]:
            before, after = text[: token.start()].rstrip()[-1:], text[token.end() :].lstrip()[:1]
            if not callers or callers[-1] not in functions or before not in "(," or after not in "),":
                return False
    return True


def shifted(text: str, rows: int, columns: int) -> str:
    """A shared formula as it stands some rows and columns farther on; `$` holds a coordinate."""
    return "".join(_shifted(token, rows, columns) for token in _TOKEN.finditer(text))


def with_names(found: References, names: Mapping[tuple[str, str], References]) -> References:
    """The references with what their defined names mean; a name that nobody knows may mean anything."""
    areas, functions, unclear = set(found.areas), set(found.functions), found.unclear
    waiting, seen = list(found.names), set()
    while waiting:
        owner, name = waiting.pop()
        meaning = names.get((owner, name)) or names.get(("", name))
        if meaning is None:
            unclear = True
        elif name not in seen:
            seen.add(name)
            areas |= meaning.areas
            functions |= meaning.functions
            unclear = unclear or meaning.unclear
            waiting += meaning.names
    used = {key for key in names if key[1] in seen}
    return References(frozenset(areas), found.names | used, frozenset(functions), unclear)


def _owner(plain: str | None, quoted: str | None, sheet: str) -> str:
    return (plain or (quoted or "").replace("''", "'") or sheet).casefold()


def _area(text: str) -> Area:
    first, _, last = text.replace("$", "").partition(":")
    corners = [list(_coordinates(each)) for each in (first, last or first)]
    rows = sorted((corners[0][0] or 1, corners[1][0] or LAST_ROW))
    columns = sorted((corners[0][1] or 1, corners[1][1] or LAST_COLUMN))
    return rows[0], columns[0], rows[1], columns[1]


def _coordinates(corner: str) -> Iterator[int]:
    letters = corner.rstrip("0123456789")
    yield int(corner[len(letters) :] or 0)
    yield column_number(letters.upper())


_COORDINATE = re.compile(r"(?P<fixed>\$?)(?:(?P<letters>[A-Z]{1,3})|(?P<digits>[0-9]+))", re.IGNORECASE)


def _shifted(token: re.Match[str], rows: int, columns: int) -> str:
    if token.lastgroup != "area":
        return token[0]
    whole, area = token[0], token["area"]

    def move(match: re.Match[str]) -> str:
        if match["fixed"]:
            return match[0]
        if match["letters"]:
            return column_letters((column_number(match["letters"].upper()) + columns - 1) % LAST_COLUMN + 1)
        return str((int(match["digits"]) + rows - 1) % LAST_ROW + 1)

    return whole[: len(whole) - len(area)] + _COORDINATE.sub(move, area)
