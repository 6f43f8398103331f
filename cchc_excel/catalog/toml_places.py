"""Where the values of a TOML file stand in its text: the standard parser gives values without places.

The file has been parsed before, so only its outline is followed here: headers, keys, strings, brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The keys and positions that lead to a value: `("rules", 2, "expect")`."""

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?P<a>(?:[^\\]|\\.)*?)"""(?!")|\'\'\'(?P<b>.*?)\'\'\'(?!\')|"(?P<c>(?:[^"\\\n]|\\.)*)"|\'(?P<d>[^\'\n]*)\'',
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_PLAIN = re.compile(r"[^\s,\]}#]+(?: \d[^\s,\]}#]*)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both from 1, and the text of the line."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Places:
    """The offset of every key and of every value (of a string: of its first character) in a text."""

    text: str
    keys: Mapping[Path, int]
    values: Mapping[Path, int]
    escaped: Set[Path] = frozenset()
    """The strings in which `\\n` and the like stand for one character."""

    def of(self, path: Path, offset: int | None = None) -> Place | None:
        """The place of a value, some characters into it; without an offset that of its key. Where the path
        leads nowhere the nearest thing around it."""
        if offset is not None and path in self.values:
            start = self.values[path]
            return self.at(
                start + (_as_written(self.text, start, offset) if path in self.escaped else offset)
            )
        for length in range(len(path), 0, -1):
            if path[:length] in self.keys:
                return self.at(self.keys[path[:length]])
        return None

    def at(self, offset: int) -> Place:
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        line = self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")
        return Place(self.text.count("\n", 0, offset) + 1, offset - start + 1, line)


def places_of(text: str) -> Places:
    """Find the places in a text that is TOML; a text that is none gives the places before its fault."""
    outline = _Outline(text)
    with suppress(_Lost, RecursionError):
        outline.follow()
    return Places(text, outline.keys, outline.values, outline.escaped)


_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n\s*|.)", re.DOTALL)


def _as_written(text: str, start: int, offset: int) -> int:
    """How many characters of the text stand for the first ones of a string."""
    at = start
    while offset > 0 and at < len(text):
        match = _ESCAPE.match(text, at)
        at = match.end() if match is not None else at + 1
        offset -= match is None or not match[0][1:].isspace()
    while (match := _ESCAPE.match(text, at)) is not None and match[0][1:].isspace():
        at = match.end()
    return at - start


class _Lost(Exception):
    """The outline cannot be followed any further."""


@dataclass(slots=True)
class _Outline:
    text: str
    at: int = 0
    keys: dict[Path, int] = field(default_factory=dict)
    values: dict[Path, int] = field(default_factory=dict)
    escaped: set[Path] = field(default_factory=set)
    tables: dict[Path, int] = field(default_factory=dict)
    """How many tables an array of tables has so far."""

    def follow(self) -> None:
        table: Path = ()
        while self.skip() < len(self.text):
            start = self.at
            if self.take("[["):
                table = self.next_table(self.dotted())
                self.expect("]]")
                self.keys[table] = start
            elif self.take("["):
                table = self.inside(self.dotted())
                self.expect("]")
                self.keys[table] = start
            else:
                self.pair(table)

    def skip(self) -> int:
        self.at = _BLANK.match(self.text, self.at).end()
        return self.at

    def take(self, sign: str) -> bool:
        self.skip()
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) * found
        return found

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise _Lost

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.skip()
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def dotted(self) -> Path:
        names: list[str | int] = [self.name()]
        while self.take("."):
            names.append(self.name())
        return tuple(names)

    def name(self) -> str:
        if found := self.match(_BARE_KEY):
            return found[0]
        if found := self.match(_STRING):
            return next(part for part in found.groups() if part is not None)
        raise _Lost

    def inside(self, path: Path) -> Path:
        """The path of a table whose name leads through arrays of tables: through the last one of each."""
        found: Path = ()
        for name in path:
            found = (*found, name)
            if found in self.tables:
                found = (*found, self.tables[found] - 1)
        return found

    def next_table(self, path: Path) -> Path:
        array = (*self.inside(path[:-1]), path[-1])
        self.tables[array] = self.tables.get(array, 0) + 1
        return (*array, self.tables[array] - 1)

    def pair(self, table: Path) -> None:
        self.skip()
        start = self.at
        path = (*table, *self.dotted())
        self.keys[path] = start
        self.expect("=")
        self.value(path)

    def value(self, path: Path) -> None:
        self.skip()
        self.keys.setdefault(path, self.at)
        self.values[path] = self.at
        if self.take("["):
            self.members(path, "]", lambda n: self.value((*path, n)))
        elif self.take("{"):
            self.members(path, "}", lambda n: self.pair(path))
        elif found := self.match(_STRING):
            first = found.start(found.lastgroup)
            if found.lastgroup in "ac" and "\\" in found[0]:
                self.escaped.add(path)
            is_long = found.lastgroup in "ab"  # the standard drops a line break right after the quotes
            self.values[path] = first + (is_long and self.text.startswith("\n", first))
        elif not self.match(_PLAIN):
            raise _Lost

    def members(self, path: Path, end: str, member: Callable[[int], None]) -> None:
        number = 0
        while not self.take(end):
            member(number)
            number += 1
            if not self.take(","):
                self.expect(end)
                return
