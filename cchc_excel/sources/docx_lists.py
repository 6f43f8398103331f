"""The numbers that Word shows before paragraphs: rebuilt from numbering.xml and the styles.

The counters run as Word's do: one per list definition (abstractNum), whatever lists are made of it. Source:
ECMA-376 part 1, 17.9 (Numbering) and 17.7.2 (style inheritance).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from cchc_excel.sources.numbering import ListMark, written_ordinal

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACEHOLDER = re.compile(r"%([1-9])")
_ALONE = re.compile(r"[^\w%]*%[1-9][^\w%]*")
_TOP, _DEEPEST, _NO_LIST = 0, 8, "0"


@dataclass(frozen=True, slots=True)
class Label:
    """The number of one paragraph as Word shows it, and what parts it from the text.

    `mark` where the level shows its own number alone: `1.`, indented, under `2.`.
    """

    shown: str = ""
    gap: str = " "
    mark: ListMark | None = None


@dataclass(frozen=True, slots=True)
class _Level:
    text: str
    style: str
    start: int
    restarts_after: int | None
    is_legal: bool
    gap: str
    paragraph_style: str

    @property
    def shows_itself_alone(self) -> bool:
        return _ALONE.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class _List:
    """A list (num): its definition, the levels in force, and where it starts anew."""

    definition: str
    levels: Mapping[int, _Level]
    overrides: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str
    list_id: str | None
    level: int | None


@dataclass(slots=True)
class _Counter:
    """How far a definition has counted at each level, and which lists have begun at it."""

    counts: dict[int, int] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)


class WordLists:
    """The lists of one document; paragraphs must be asked for in their order."""

    __slots__ = ("_counters", "_default_style", "_lists", "_places", "_styles")

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = dict(_read_styles(styles)) if styles is not None else {}
        self._default_style = _default_style(styles) if styles is not None else ""
        self._lists = dict(_read_lists(numbering, self._styles)) if numbering is not None else {}
        self._counters: dict[str, _Counter] = {}
        self._places: dict[str, tuple[str | None, int]] = {}

    def label(self, properties: Element | None) -> Label:
        """Count a paragraph by its properties (pPr) and give its number, an empty one without a list."""
        list_id, level = self._place(properties)
        found = self._lists.get(list_id or _NO_LIST)
        if found is None or level not in found.levels:
            return Label()
        counter = self._counters.setdefault(found.definition, _Counter())
        _count(counter, found, list_id, level)
        return _label(counter, found, level)

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else of its style, else of the style's base."""
        own = properties.find(f"{_W}numPr") if properties is not None else None
        list_id, level = _number_properties(own)
        if list_id is not None:
            return list_id, level or _TOP
        style = (_value(properties, "pStyle") if properties is not None else None) or self._default_style
        list_id, of_style = self._place_of_style(style)
        return list_id, of_style if level is None else level

    def _place_of_style(self, name: str) -> tuple[str | None, int]:
        if name in self._places:
            return self._places[name]
        self._places[name] = self._find_place(name)
        return self._places[name]

    def _find_place(self, name: str) -> tuple[str | None, int]:
        level = None
        for style_name, style in _ancestry(name, self._styles):
            level = style.level if level is None else level
            if style.list_id is not None:
                linked = self._linked_level(style.list_id, style_name)
                return style.list_id, next((n for n in (linked, level) if n is not None), _TOP)
        return None, _TOP

    def _linked_level(self, list_id: str, style: str) -> int | None:
        levels = self._lists[list_id].levels if list_id in self._lists else {}
        return next((n for n, level in levels.items() if level.paragraph_style == style), None)


def _count(counter: _Counter, of: _List, list_id: str, level: int) -> None:
    counts = counter.counts
    if level in of.overrides and (list_id, level) not in counter.begun:
        counts[level] = of.overrides[level]
    else:
        counts[level] = counts[level] + 1 if level in counts else of.levels[level].start
    counter.begun.add((list_id, level))
    for upper in (n for n in of.levels if n < level):  # a level that was skipped counts as begun
        counts.setdefault(upper, of.levels[upper].start)
    for deeper in [n for n in counts if n > level]:
        after = of.levels[deeper].restarts_after if deeper in of.levels else None
        if after is None or level < after:
            del counts[deeper]


def _label(counter: _Counter, of: _List, level: int) -> Label:
    own = of.levels[level]

    def ordinal(match: re.Match[str]) -> str:
        n = int(match[1]) - 1
        if n not in of.levels:
            return ""
        style = "decimal" if own.is_legal else of.levels[n].style
        return written_ordinal(counter.counts.get(n, 0), style)

    shown = "" if own.style == "bullet" else _PLACEHOLDER.sub(ordinal, own.text)
    return Label(shown, own.gap, _mark(counter, of, level, shown) if own.shows_itself_alone else None)


def _mark(counter: _Counter, of: _List, level: int, shown: str) -> ListMark | None:
    """The place in the list, unless one of its levels is not decimal; a level that was never used, and the
    first of a list that has used no other, tell nothing."""
    used = {n for _, n in counter.begun}
    places = [n for n in sorted(of.levels) if n <= level]
    if any(of.levels[n].style != "decimal" for n in places if n in used):
        return None
    outer = [(counter.counts[n], n in used) for n in places[:-1]]
    is_told = counter.counts[level] > 1 or any(told for _, told in outer)
    return ListMark((*outer, (counter.counts[level], is_told)), shown)


def _ancestry(name: str, styles: Mapping[str, _Style]) -> Iterator[tuple[str, _Style]]:
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        yield name, styles[name]
        name = styles[name].based_on


def _read_styles(styles: Element) -> Iterator[tuple[str, _Style]]:
    for style in styles.iter(f"{_W}style"):
        list_id, level = _number_properties(style.find(f"{_W}pPr/{_W}numPr"))
        yield style.get(f"{_W}styleId", ""), _Style(_value(style, "basedOn") or "", list_id, level)


def _default_style(styles: Element) -> str:
    """The style of paragraphs that name none."""
    for style in styles.iter(f"{_W}style"):
        if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true", "on"):
            return style.get(f"{_W}styleId", "")
    return ""


def _read_lists(numbering: Element, styles: Mapping[str, _Style]) -> Iterator[tuple[str, _List]]:
    definitions = {d.get(f"{_W}abstractNumId", ""): d for d in numbering.findall(f"{_W}abstractNum")}
    levels_of = {name: dict(_levels(definition)) for name, definition in definitions.items()}
    of_list = {n.get(f"{_W}numId", ""): _value(n, "abstractNumId") or "" for n in numbering.iter(f"{_W}num")}
    for num in numbering.findall(f"{_W}num"):
        list_id = num.get(f"{_W}numId", "")
        definition = _linked_definition(of_list[list_id], definitions, of_list, styles)
        levels = dict(levels_of.get(definition, {}))
        overrides = {}
        for override in num.findall(f"{_W}lvlOverride"):
            levels |= dict(_levels(override))
            start = _value(override, "startOverride")
            if start is not None:
                overrides[int(override.get(f"{_W}ilvl", _TOP))] = int(start)
        yield list_id, _List(definition, levels, overrides)


def _linked_definition(
    name: str, definitions: Mapping[str, Element], of_list: Mapping[str, str], styles: Mapping[str, _Style]
) -> str:
    """A definition without levels of its own points at a list style, whose list has them."""
    definition = definitions.get(name)
    link = _value(definition, "numStyleLink") if definition is not None else None
    style = styles.get(link or "")
    return of_list.get(style.list_id or "", name) if style is not None else name


def _levels(parent: Element) -> Iterator[tuple[int, _Level]]:
    for lvl in parent.findall(f"{_W}lvl"):
        number = int(lvl.get(f"{_W}ilvl", _TOP))
        if number > _DEEPEST:
            continue
        restart = _value(lvl, "lvlRestart")
        level = _Level(
            text=_value(lvl, "lvlText") or "",
            style=_value(lvl, "numFmt") or "decimal",
            start=int(_value(lvl, "start") or 1),
            restarts_after=None if restart is None else int(restart),
            is_legal=lvl.find(f"{_W}isLgl") is not None,
            gap="" if _value(lvl, "suff") == "nothing" else " ",
            paragraph_style=_value(lvl, "pStyle") or "",
        )
        yield number, level


def _number_properties(properties: Element | None) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    level = _value(properties, "ilvl")
    return _value(properties, "numId"), None if level is None else int(level)


def _value(parent: Element, name: str) -> str | None:
    child = parent.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")
