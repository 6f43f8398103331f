"""The running text of a page while it is read: its paragraphs, its lists, what is set apart in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cchc_excel.sources.flow import Block
from cchc_excel.sources.html.tables import OpenTable
from cchc_excel.sources.numbering import ListMark, written_ordinal

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SPACE, _SPACES, _AROUND_BREAK = re.compile(r"[ \t\r\n\f]+"), re.compile(" {2,}"), re.compile(r" *\n *")
_WHOLE = re.compile(r"\s*(-?\d{1,6})")


@dataclass(slots=True)
class ListState:
    """An open list: the ordinal of its next item, and whether the page tells it."""

    style: str
    next: int
    step: int
    is_told: bool


@dataclass(slots=True)
class Marked:
    """An open element whose text is raised, lowered or struck, and the first piece that is its own."""

    element: Element
    mark: Callable[[str], str]
    first: int

    def close(self, pieces: list[str]) -> None:
        if self.first < len(pieces):
            pieces[self.first :] = [self.mark("".join(pieces[self.first :]))]


@dataclass(slots=True)
class Flow:
    """Running text that is being read: the page's, a cell's, or that of an element that nobody sees."""

    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    lists: list[ListState] = field(default_factory=list)
    tables: list[OpenTable] = field(default_factory=list)
    mark: ListMark | None = None
    cell: Element | None = None
    """The cell whose text this is."""
    marked: list[Marked] = field(default_factory=list)
    """The open elements whose text is set apart, from the outermost in."""

    def add(self, text: str) -> None:
        """Go on with a piece of text, its white space as a page shows it; NBSP stays."""
        self.pieces.append(_SPACE.sub(" ", text))

    def end_paragraph(self) -> None:
        if not self.pieces:
            return
        for marked in reversed(self.marked):
            marked.close(self.pieces)
            marked.first = 0
        text = _collapsed("".join(self.pieces))
        self.pieces.clear()
        if text.strip():
            number = self.mark.shown if self.mark else ""
            self.blocks.append(f"{number} {text}" if number else text)
            self.mark = None

    def begin_item(self, value: str | None) -> None:
        if self.lists:
            of = self.lists[-1]
            told = whole(value)
            of.next, of.is_told = (of.next, of.is_told) if told is None else (told, True)
            number = written_ordinal(of.next, of.style)
            path = tuple((each.next, each.is_told) for each in self.lists)
            self.mark = ListMark(path, number and f"{number}.")

    def end_item(self) -> None:
        of = self.lists[-1] if self.lists else None
        if self.mark is not None:
            self.blocks.append(self.mark if of and of.style == "decimal" else self.mark.shown)
            self.mark = None
        if of is not None:
            of.next += of.step


def whole(text: str | None) -> int | None:
    match = _WHOLE.match(text) if text else None
    return int(match[1]) if match else None


def _collapsed(text: str) -> str:
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip(" \n")
