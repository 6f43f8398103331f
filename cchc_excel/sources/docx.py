"""Word documents (.docx): every table as a grid, the running text as prose, list numbers as Word shows them.

Tracked changes are read as if all were accepted. What stands in headers, footers, notes and text boxes is
prose. Nothing here knows a form. Source: ECMA-376 part 1 (WordprocessingML).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from cchc_excel.errors import BrokenFile, Finding, finding
from cchc_excel.model.grids import SourceDocument
from cchc_excel.ooxml import DAMAGE, Package, broken, too_large
from cchc_excel.sources.docx_lists import Label, WordLists
from cchc_excel.sources.flow import DEEPEST_TABLE, Block, Box, Table, arrange
from cchc_excel.sources.marked_text import set_apart
from cchc_excel.sources.numbering import ListMark, written_ordinal

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_TRACKED = frozenset(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
_NOT_TEXT = frozenset(
    [_FALLBACK]  # says again what stands beside it, for older programs
    + [f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "sectPr")]
)
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTES = {
    f"{_W}footnoteReference": ("footnotes", "decimal"),
    f"{_W}endnoteReference": ("endnotes", "lowerRoman"),
}
_MOST_PARAGRAPHS = 50_000
"""Every cell has one; an annex with a column for each of 168 communes has 17,000."""
_STRIKES = ("strike", "dstrike")
_MARGINS = ("header", "footer")


def read_docx(path: Path, content: bytes) -> SourceDocument:
    """Read a Word document (văn bản Word); raises BrokenFile when it is damaged or holds only pictures.

    A document without any table gives no grid.
    """
    package = Package.open(path, content)
    try:
        document = _Document.of(package)
        if sum(1 for _ in document.root.iter(f"{_W}p")) > _MOST_PARAGRAPHS:
            raise too_large(path)
        grids, prose = arrange(document.body())
        prose += tuple(document.notes()) + tuple(document.margins())
    except (*DAMAGE, RecursionError) as error:
        raise broken(path) from error
    pictures = sum(1 for tag in _PICTURES for _ in document.root.iter(tag))
    if pictures and not grids:
        raise BrokenFile(finding("FILE-030", file=str(path), count=pictures))
    digest = hashlib.sha256(content).hexdigest()
    return SourceDocument(path, "docx", digest, grids, prose=prose, notices=document.notices(path))


@dataclass(frozen=True, slots=True)
class _Document:
    """The main part, and what the other parts say about it."""

    package: Package
    parts: tuple[tuple[str, str], ...]
    root: Element
    story: _Story

    @classmethod
    def of(cls, package: Package) -> _Document:
        main = package.main_part()
        parts = tuple(package.targets(main).values())
        named = dict(parts)
        numbering, styles = (_part(package, named.get(kind)) for kind in ("numbering", "styles"))
        return cls(package, parts, package.xml(main), _Story(WordLists(numbering, styles)))

    def body(self) -> Iterator[Block]:
        for body in self.root.iter(f"{_W}body"):
            yield from self.story.blocks(body)

    def notes(self) -> Iterator[str]:
        """The notes that the text refers to, in its order: `[1] …`."""
        for kind, marks in self.story.marks.items():
            root = _part(self.package, dict(self.parts).get(kind))
            notes = {n.get(f"{_W}id", ""): n for n in root} if root is not None else {}
            for note_id, mark in marks.items():
                if note_id in notes:
                    yield f"{mark} {' '.join(self._lines(notes[note_id]))}".strip()

    def margins(self) -> Iterator[str]:
        """The lines of headers and footers, each once; page numbers are none."""
        roots = [self.package.xml(part) for kind, part in self.parts if kind in _MARGINS]
        lines = dict.fromkeys(line for root in roots for line in self._lines(root))
        yield from (line for line in lines if any(c.isalpha() for c in line))

    def notices(self, path: Path) -> tuple[Finding, ...]:
        count = sum(1 for element in self.root.iter() if element.tag in _TRACKED)
        return (finding("FILE-031", file=path.name, count=count),) if count else ()

    def _lines(self, root: Element) -> Iterator[str]:
        grids, prose = arrange(self.story.blocks(root))
        yield from prose
        for grid in grids:
            yield from (cell.shown for cell in grid.cells.values() if cell.shown not in prose)


def _part(package: Package, name: str | None) -> Element | None:
    return package.xml(name) if name in package.names else None


@dataclass(slots=True)
class _OpenBox:
    """A box that may still grow downwards or to the right."""

    row: int
    column: int
    last_row: int
    last_column: int
    content: tuple[Block, ...]

    def closed(self) -> Box:
        return Box(self.row, self.column, self.last_row, self.last_column, self.content)


@dataclass(slots=True)
class _Fields:
    """The open fields of a paragraph; what stands between a field's begin and its result is its code."""

    open: list[bool] = field(default_factory=list)
    codes: int = 0

    def meet(self, kind: str | None) -> None:
        if kind == "begin":
            self.open.append(True)
            self.codes += 1
        elif self.open and kind in ("separate", "end"):
            self.codes -= self.open.pop()
            if kind == "separate":
                self.open.append(False)


@dataclass(slots=True)
class _Story:
    """What a reader keeps in mind from paragraph to paragraph: list numbers, notes, open fields."""

    lists: WordLists
    marks: dict[str, dict[str, str]] = field(default_factory=dict)
    fields: _Fields = field(default_factory=_Fields)
    boxes: list[Block] = field(default_factory=list)
    """The content of text boxes, which follows the paragraph that they are anchored in."""
    depth: int = 0

    def blocks(self, container: Element) -> Iterator[Block]:
        """The paragraphs and tables of a body, a cell, a note or a text box."""
        carried = ""
        for element in _members(container, f"{_W}p", f"{_W}tbl"):
            if element.tag == f"{_W}tbl":
                yield self.table(element)
            elif _mark_is_deleted(element):
                carried += self.text(element)
            else:
                yield self.paragraph(element, carried)
                yield from self._boxed()
                carried = ""
        if carried:
            yield carried

    def paragraph(self, element: Element, carried: str) -> str | ListMark:
        """A paragraph with its number; `carried` is a text before it whose paragraph mark was deleted."""
        label = self.lists.label(element.find(f"{_W}pPr"))
        return _numbered(label, carried + self.text(element))

    def text(self, paragraph: Element) -> str:
        self.fields = _Fields()
        return "".join(self._pieces(paragraph))

    def table(self, element: Element) -> Table:
        if self.depth == DEEPEST_TABLE:
            raise RecursionError
        self.depth += 1
        boxes: list[_OpenBox] = []
        growing: dict[int, _OpenBox] = {}
        hidden_rows = set()
        rows = (row for row in _members(element, f"{_W}tr") if not _has(row, "trPr", "del"))
        for number, row in enumerate(rows, start=1):
            growing = self._row(row, number, boxes, growing)
            if _has(row, "trPr", "hidden"):
                hidden_rows.add(number)
        self.depth -= 1
        return Table(tuple(box.closed() for box in boxes), frozenset(hidden_rows))

    def _row(
        self, row: Element, number: int, boxes: list[_OpenBox], above: dict[int, _OpenBox]
    ) -> dict[int, _OpenBox]:
        """Add the boxes of a row; `above` holds those of the row before by their columns, which a vertical
        merge makes grow. Gives the same of this row."""
        growing = {}
        column = 1 + _number(row, "trPr", "gridBefore", 0)
        for cell in _members(row, f"{_W}tc"):
            last = column + max(_number(cell, "tcPr", "gridSpan", 1), 1) - 1
            box = above.get(column)
            if _merge(cell, "hMerge") == "continue" and boxes and boxes[-1].row == number:
                boxes[-1].last_column = last
            elif _merge(cell, "vMerge") == "continue" and box is not None:
                box.last_row = number
                growing[column] = box
            else:
                content = () if _has(cell, "tcPr", "cellDel") else tuple(self.blocks(cell))
                boxes.append(_OpenBox(number, column, number, last, content))
                if _merge(cell, "vMerge"):
                    growing[column] = boxes[-1]
            column = last + 1
        return growing

    def _pieces(self, element: Element) -> Iterator[str]:
        """The texts of a paragraph's content, in order; what a text box holds is put aside."""
        for child in element:
            tag = child.tag
            if tag in (f"{_W}t", _MATH_TEXT):
                if not self.fields.codes:
                    yield child.text or ""
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == f"{_W}sym":
                yield chr(int(child.get(f"{_W}char", "0"), 16))
            elif tag in _NOTES:
                yield self._mark(child, *_NOTES[tag])
            elif tag == f"{_W}fldChar":
                self.fields.meet(child.get(f"{_W}fldCharType"))
            elif tag == f"{_W}txbxContent":
                self._box(child)
            elif not (tag in _NOT_TEXT or _is_unseen(child)):
                pieces = self._pieces(child)
                yield from [_as_marked(child, "".join(pieces))] if tag == f"{_W}r" else pieces

    def _mark(self, reference: Element, kind: str, style: str) -> str:
        marks = self.marks.setdefault(kind, {})
        mark = f"[{written_ordinal(len(marks) + 1, style)}]"
        return marks.setdefault(reference.get(f"{_W}id", ""), mark)

    def _box(self, content: Element) -> None:
        fields, boxes = self.fields, self.boxes
        self.fields, self.boxes = _Fields(), []
        boxes.extend(list(self.blocks(content)))
        self.fields, self.boxes = fields, boxes

    def _boxed(self) -> Iterator[Block]:
        boxes, self.boxes = self.boxes, []
        yield from boxes


def _numbered(label: Label, text: str) -> str | ListMark:
    text = text.strip()
    if not text:
        return label.mark or label.shown
    return f"{label.shown}{label.gap}{text}" if label.shown else text


def _members(container: Element, *tags: str) -> Iterator[Element]:
    """The elements of some tags, those within content controls, custom XML and insertions too."""
    for child in container:
        if child.tag in tags:
            yield child
        elif not (child.tag in _NOT_TEXT or _is_unseen(child)):
            yield from _members(child, *tags)


def _is_unseen(element: Element) -> bool:
    """A hidden run, and a content control that shows only its prompt (Bấm vào đây để nhập)."""
    if element.tag == f"{_W}r":
        return _has(element, "rPr", "vanish")
    return element.tag == f"{_W}sdt" and _has(element, "sdtPr", "showingPlcHdr")


def _as_marked(run: Element, text: str) -> str:
    """The text of a run, marked where it is raised, lowered or struck out."""
    script = _property(run, "rPr", "vertAlign")
    kind = "" if script is None else script.get(f"{_W}val", "")
    return set_apart(text, kind, is_struck=any(_has(run, "rPr", name) for name in _STRIKES))


def _mark_is_deleted(paragraph: Element) -> bool:
    mark = _property(paragraph, "pPr", "rPr")
    return mark is not None and any(mark.find(f"{_W}{name}") is not None for name in ("del", "moveFrom"))


def _has(element: Element, properties: str, name: str) -> bool:
    found = _property(element, properties, name)
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


def _number(element: Element, properties: str, name: str, default: int) -> int:
    found = _property(element, properties, name)
    return default if found is None else int(found.get(f"{_W}val", default))


def _merge(cell: Element, name: str) -> str:
    """`restart`, `continue`, or nothing."""
    found = _property(cell, "tcPr", name)
    return "" if found is None else found.get(f"{_W}val", "continue")


def _property(element: Element, properties: str, name: str) -> Element | None:
    parent = element.find(f"{_W}{properties}")
    return None if parent is None else parent.find(f"{_W}{name}")
