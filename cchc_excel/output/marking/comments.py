"""The comments of a sheet: ours beside those of others, and ours taken out again.

A cell has one comment. Where somebody else wrote it, ours stands behind theirs and the author stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cchc_excel.model.grids import cell_address, place_of
from cchc_excel.output.marking.marks import CellPlace
from cchc_excel.output.marking.wording import AUTHOR, OURS, SIGN, Remark, remembered_fill
from cchc_excel.output.package_edit.splicing import written_text
from cchc_excel.output.package_edit.xml_tree import (
    Node,
    Patch,
    appending,
    as_utf8,
    encoded_as,
    local,
    read_tree,
    with_patches,
)

_LOOK = '<{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/><{p}family val="2"/>'
_SMALL = '<{p}sz val="7"/><{p}color rgb="FF7F7F7F"/><{p}rFont val="Tahoma"/><{p}family val="2"/>'
_BOLD = "<{p}b/>" + _LOOK
_THREAD = "tc="
"""The author of the stand-in for a conversation, before the conversation's id."""


def blank_part(namespace: str) -> bytes:
    """A part without comments."""
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{declaration}<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode()


@dataclass(frozen=True)  # no slots: what is asked again and again is kept
class Comment:
    """A comment and the pieces of its text."""

    place: CellPlace
    node: Node
    author: str

    @cached_property
    def text_node(self) -> Node:
        found = self.node.child("text")
        if found is None:
            raise ValueError("a comment without a text")
        return found

    @cached_property
    def pieces(self) -> tuple[tuple[Node, Node], ...]:
        """Each run (or bare `t`) with the `t` that holds its text."""
        holders = self.text_node.named("t", "r")
        pairs = ((each, each if local(each.tag) == "t" else each.child("t")) for each in holders)
        return tuple((holder, t) for holder, t in pairs if t is not None)

    @cached_property
    def text(self) -> str:
        return "".join(t.text for _, t in self.pieces)

    @cached_property
    def left(self) -> str:
        """What stays of the text without our part."""
        return OURS.sub("", self.text, count=1)

    @property
    def is_marked(self) -> bool:
        return self.left != self.text or self.goes_with_mark

    @property
    def goes_with_mark(self) -> bool:
        """True for a comment of ours to which nobody added a word; LibreOffice saves it without its
        author."""
        is_ours = self.author == AUTHOR or (not self.author.strip() and self.left != self.text)
        return is_ours and (not self.left.strip() or SIGN in self.left)

    @property
    def is_thread(self) -> bool:
        return self.author.startswith(_THREAD)

    @property
    def fill(self) -> str:
        """The fill that our part remembers."""
        match = OURS.search(self.text)
        return remembered_fill(match["fill"]) if match else ""


@dataclass(slots=True)
class Comments:
    """The comments part of a sheet, and what becomes of it."""

    content: bytes
    codec: str
    root: Node
    by_place: dict[CellPlace, Comment] = field(default_factory=dict)

    @classmethod
    def of(cls, part: bytes) -> Comments:
        """Read a part; raises ValueError for one that lacks what every one has."""
        content, codec = as_utf8(part)
        found = cls(content, codec, read_tree(content))
        names = [each.text for each in found._authors.named("author")]
        for node in found._list.named("comment"):
            number = int(node.attributes.get("authorId", 0))
            place = place_of(node.attributes.get("ref", ""))
            found.by_place[place] = Comment(place, node, names[number] if number < len(names) else "")
        return found

    @property
    def marked(self) -> dict[CellPlace, str]:
        """The cells that an earlier marking marked, each with the fill that it had."""
        return {place: each.fill for place, each in self.by_place.items() if each.is_marked}

    def text_with(self, place: CellPlace, remark: Remark) -> str:
        """What a cell's comment says with our part in it."""
        kept = self._kept(place)
        return f"{kept.left}\n{remark.text}" if kept is not None else remark.text

    def written(self, remarks: Mapping[CellPlace, Remark]) -> bytes:
        """The part with these remarks as the only ones of ours."""
        patches, new = [], []
        for place, each in self.by_place.items():
            if each.goes_with_mark:
                patches.append((each.node.start, each.node.end, b""))
            else:
                patches += self._kept_patches(each, remarks.get(place))
        for place in sorted(remarks):
            if self._kept(place) is None:
                new.append(self._new(place, remarks[place]))
        if new and self._is_new_author:
            author = f"<{self._prefix}author>{AUTHOR}</{self._prefix}author>".encode()
            patches += appending(self.content, self._authors, author)
        if new:
            patches += appending(self.content, self._list, b"".join(new))
        return encoded_as(with_patches(self.content, patches), self.codec)

    def _kept(self, place: CellPlace) -> Comment | None:
        """The comment of somebody else at a cell."""
        found = self.by_place.get(place)
        return None if found is None or found.goes_with_mark else found

    @property
    def _prefix(self) -> str:
        return self.root.prefix

    @property
    def _authors(self) -> Node:
        return _needed(self.root, "authors")

    @property
    def _list(self) -> Node:
        return _needed(self.root, "commentList")

    @property
    def _is_new_author(self) -> bool:
        return all(each.text != AUTHOR for each in self._authors.named("author"))

    @property
    def _author_number(self) -> int:
        names = [each.text for each in self._authors.named("author")]
        return names.index(AUTHOR) if AUTHOR in names else len(names)

    def _new(self, place: CellPlace, remark: Remark) -> bytes:
        p = self._prefix
        tag = f'<{p}comment ref="{cell_address(*place)}" authorId="{self._author_number}" shapeId="0">'
        return f"{tag}<{p}text>{_runs(p, remark)}</{p}text></{p}comment>".encode()

    def _kept_patches(self, comment: Comment, remark: Remark | None) -> Iterator[Patch]:
        """Their comment without our earlier part, and with our new one."""
        cut = _cut(comment)
        for number, (holder, t) in enumerate(comment.pieces):
            kept = cut.get(number, t.text)
            if number in cut and not kept:
                yield holder.start, holder.end, b""
                continue
            if number in cut:
                yield t.start, t.end, _piece(self._prefix, kept).encode()
            if remark is not None and local(holder.tag) == "t":
                yield holder.start, holder.start, f"<{self._prefix}r>".encode()
                yield holder.end, holder.end, f"</{self._prefix}r>".encode()
        if remark is not None:
            yield from self._behind(comment, remark)

    def _behind(self, comment: Comment, remark: Remark) -> Iterator[Patch]:
        written, text = _runs(self._prefix, remark, "\n").encode(), comment.text_node
        if comment.pieces:
            last = comment.pieces[-1][0]
            yield last.end, last.end, written
        else:
            yield from appending(self.content, text, written)


def _needed(root: Node, name: str) -> Node:
    found = root.child(name)
    if found is None:
        raise ValueError(f"comments without {name}")
    return found


def _cut(comment: Comment) -> dict[int, str]:
    """The pieces that hold some of our part, each with what it holds of theirs."""
    cut: dict[int, str] = {}
    if (match := OURS.search(comment.text)) is None:
        return cut
    at = 0
    for number, (_, t) in enumerate(comment.pieces):
        first, last = max(match.start() - at, 0), min(match.end() - at, len(t.text))
        if first < last:
            cut[number] = t.text[:first] + t.text[last:]
        at += len(t.text)
    return cut


def _runs(prefix: str, remark: Remark, before: str = "") -> str:
    looks = ((_BOLD, f"{before}{remark.heading}\n"), (_LOOK, f"{remark.body}\n"), (_SMALL, remark.memory))
    return "".join(
        f"<{prefix}r><{prefix}rPr>{look.format(p=prefix)}</{prefix}rPr>{_piece(prefix, text)}</{prefix}r>"
        for look, text in looks
    )


def _piece(prefix: str, text: str) -> str:
    return f'<{prefix}t xml:space="preserve">{written_text(text)}</{prefix}t>'
