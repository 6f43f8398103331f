"""A workbook with its marks: sheet by sheet the styles of cells, the comments and their boxes; all other
parts keep their bytes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cchc_excel.errors import BrokenFile
from cchc_excel.model.grids import SourceDocument, cell_address
from cchc_excel.ooxml import CONTENT_TYPES, DAMAGE, Package, broken, relationships_of, too_large
from cchc_excel.output.marking import shapes
from cchc_excel.output.marking.boxes import anchor_of
from cchc_excel.output.marking.comments import Comments, blank_part
from cchc_excel.output.marking.marks import CellPlace, Mark
from cchc_excel.output.marking.styles import Styles, blank_styles
from cchc_excel.output.marking.wording import SIGN, Remark, remark_of
from cchc_excel.output.package_edit.parts import EditedPackage, suffix_of, worksheets_of
from cchc_excel.output.package_edit.repacking import changed_parts
from cchc_excel.output.package_edit.sheet_map import SheetMap
from cchc_excel.output.package_edit.splicing import Restyle, patches_of
from cchc_excel.output.package_edit.xml_tree import (
    Node,
    Patch,
    as_utf8,
    local,
    read_tree,
    with_patches,
)

_STRICT = "http://purl.oclc.org/ooxml/"
_RELATIONS, _STRICT_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_MOST_TAGS = 600_000
"""Of a part with comments or styles."""
_BEHIND_DRAWING = (
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst AlternateContent"
)
"""What stands behind `legacyDrawing` in a sheet."""


Targets = Mapping[str, tuple[str, str]]
"""A part's relationships, as its package gives them."""


@dataclass(frozen=True, slots=True)
class MarkedWorkbook:
    """The bytes of the marked workbook and what is to be said of it."""

    content: bytes
    suffix: str
    """The extension that it must have; empty where its kind has none of its own."""
    strange_parts: frozenset[str]
    """Parts that differ though no mark is in them; there must be none."""
    count: int
    """Cells that are marked now."""
    in_threads: tuple[str, ...]
    """Marked cells with a conversation, which hides a comment in newer versions of Excel."""
    is_signed: bool


def mark_workbook(
    path: Path,
    content: bytes,
    document: SourceDocument,
    marks: Mapping[str, Mapping[CellPlace, Mark]],
    lang: str,
) -> MarkedWorkbook:
    """Mark the cells of a workbook and take earlier marks back; raises BrokenFile for a damaged one.

    Without marks to set or to take back the content stays as it is.
    """
    package = Package.open(path, content)
    package.allow_more(2)  # what was read once as a source is read again here
    try:
        marking = _Marking.of(package, document, lang)
        for name, part in marking.sheets.items():
            marking.mark(name, part, marks.get(name, {}))
        written = marking.written() if marking.is_changed else content
    except (*DAMAGE, AttributeError, TypeError) as error:
        raise broken(path) from error
    return MarkedWorkbook(
        written,
        suffix_of(package, marking.workbook_part),
        changed_parts(content, written) - marking.touched,
        marking.count,
        tuple(marking.in_threads),
        package.is_signed,
    )


def is_marked(path: Path, content: bytes) -> bool:
    """True for a workbook in which some comment is ours."""
    try:
        package = Package.open(path, content)
        comments = [name for name in package.names if "comments" in name.lower() and name.endswith(".xml")]
        return any(SIGN.encode() in as_utf8(package.part(name))[0] for name in comments)
    except (*DAMAGE, BrokenFile):
        return False


@dataclass(slots=True)
class _Marking:
    """The work on one workbook."""

    edited: EditedPackage
    workbook_part: str
    sheets: Mapping[str, str]
    """The part of each sheet, by the name that its source gave it."""
    lang: str
    styles: Styles | None = None
    styles_part: str = ""
    touched: set[str] = field(default_factory=set)
    """The parts that marks may change."""
    count: int = 0
    in_threads: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, package: Package, document: SourceDocument, lang: str) -> _Marking:
        workbook = package.main_part()
        parts = [part for _, part in worksheets_of(package, workbook)]
        sheets = dict(zip([grid.name for grid in document.grids], parts, strict=True))
        return cls(EditedPackage(package), workbook, sheets, lang)

    @property
    def is_changed(self) -> bool:
        return bool(self.edited.new)

    def written(self) -> bytes:
        if self.styles is not None and self.styles.is_changed:
            self._put(self.styles_part, self.styles.written())
        return self.edited.written()

    def mark(self, name: str, part: str, marks: Mapping[CellPlace, Mark]) -> None:
        """Mark one sheet; one without old or new marks is not looked into."""
        names, targets = self.edited.package.names, self.edited.package.targets(part)
        targets = {own_id: target for own_id, target in targets.items() if target[1] in names}
        comments = self._comments(targets)
        former = comments.marked if comments is not None else {}
        if not marks and not former:
            return
        sheet = _Sheet.of(self.edited.package, part, targets)
        comments = comments or Comments.of(blank_part(sheet.namespace))
        placed = _at_first_cells(sheet.map, marks)
        edits, remarks = self._restyled(sheet.map, placed, former)
        texts = {place: comments.text_with(place, remark) for place, remark in remarks.items()}
        self._put_comments(sheet, comments.written(remarks))
        gone = {place for place in former if comments.by_place[place].goes_with_mark}
        self._put_boxes(sheet, texts, gone)
        content = with_patches(sheet.map.content, [*patches_of(sheet.map, edits), *sheet.patches])
        self._put(part, sheet.map.encoded(content))
        self.count += len(placed)
        threads = (p for p in placed if p in comments.by_place and comments.by_place[p].is_thread)
        self.in_threads += [f"{name}!{cell_address(*place)}" for place in threads]

    def _small(self, part: str) -> bytes:
        """A part that is read as a tree; raises BrokenFile for one of far too many elements."""
        content = self.edited.part(part)
        self.edited.package.count_tags(content)
        if content.count(b"<") > _MOST_TAGS:
            raise too_large(self.edited.package.path)
        return content

    def _put(self, part: str, content: bytes) -> None:
        self.edited.put(part, content)
        self.touched.add(part)

    def _comments(self, targets: Targets) -> Comments | None:
        part = _comments_part(targets)
        return Comments.of(self._small(part)) if part else None

    def _restyled(
        self, sheet: SheetMap, marks: Mapping[CellPlace, Mark], former: Mapping[CellPlace, str]
    ) -> tuple[dict[CellPlace, Restyle], dict[CellPlace, Remark]]:
        """The new styles of cells, and what is said at each marked one."""
        styles, edits, remarks = self._styles(), {}, {}
        for place in sorted(former.keys() | marks.keys()):
            style = sheet.style(*place) or "0"
            new = own = styles.restored(style, former[place]) if place in former else style
            if place in marks:
                new = styles.marked(own, marks[place].severity)
                remarks[place] = remark_of(marks[place], styles.theirs(own), self.lang)
            if new != style and (place in marks or sheet.cell(*place) is not None):
                edits[place] = Restyle(new)
        return edits, remarks

    def _styles(self) -> Styles:
        if self.styles is None:
            kinds = dict(self.edited.package.targets(self.workbook_part).values())
            self.styles_part = kinds.get("styles", "") or self._new_styles()
            self.styles = Styles.of(self._small(self.styles_part))
        return self.styles

    def _new_styles(self) -> str:
        """A styles part for a workbook that has none."""
        content, _ = as_utf8(self.edited.part(self.workbook_part))
        namespace = _namespace(read_tree(content, 1))
        usual = "xl/styles.xml"
        part = self.edited.free_name("xl/styles{}.xml") if usual in self.edited.package.names else usual
        self._add(self.workbook_part, part, blank_styles(namespace), "styles", _STYLES_TYPE, namespace)
        return part

    def _put_comments(self, sheet: _Sheet, content: bytes) -> None:
        if old := _comments_part(sheet.targets):
            self._put(old, content)
            return
        part = self.edited.free_name("xl/comments{}.xml")
        self._add(sheet.part, part, content, "comments", _COMMENTS_TYPE, sheet.namespace)

    def _put_boxes(self, sheet: _Sheet, texts: Mapping[CellPlace, str], gone: set[CellPlace]) -> None:
        anchors = {place: anchor_of(sheet.map, *place, text) for place, text in texts.items()}
        drawing = sheet.drawing_part
        if drawing:
            old = self.edited.part(drawing)
            self._put(drawing, shapes.with_boxes(old, anchors, gone, self._free_cluster()))
        elif anchors:
            content = shapes.with_boxes(None, anchors, gone, self._free_cluster())
            part = self.edited.free_name("xl/drawings/vmlDrawing{}.vml")
            own_id = self._add(
                sheet.part,
                part,
                content,
                "vmlDrawing",
                shapes.CONTENT_TYPE,
                sheet.namespace,
                by_extension=True,
            )
            sheet.refer_to_drawing(own_id)

    def _free_cluster(self) -> int:
        """The first cluster of shape numbers behind all that the workbook's drawings use."""
        names = {*self.edited.package.names, *self.edited.new}
        drawings = [name for name in sorted(names) if name.lower().endswith(".vml")]
        return (
            max((n for name in drawings for n in shapes.clusters_in(self.edited.part(name))), default=0) + 1
        )

    def _add(
        self,
        owner: str,
        part: str,
        content: bytes,
        kind: str,
        content_type: str,
        namespace: str,
        *,
        by_extension: bool = False,
    ) -> str:
        """Add a part that another leads to; returns the relationship's id."""
        self._put(part, content)
        self.edited.declare(part, content_type, by_extension=by_extension)
        self.touched |= {relationships_of(owner), CONTENT_TYPES}
        return self.edited.relate(owner, f"{_relations(namespace)}/{kind}", part)


@dataclass(slots=True)
class _Sheet:
    """A sheet's part: where its cells and its own parts stand."""

    part: str
    map: SheetMap
    outline: Node
    targets: Targets
    patches: list[Patch] = field(default_factory=list)

    @classmethod
    def of(cls, package: Package, part: str, targets: Targets) -> _Sheet:
        content = package.part(part)
        package.count_tags(content)
        mapped = SheetMap.of(content)
        return cls(part, mapped, read_tree(mapped.content, 2), targets)

    @property
    def namespace(self) -> str:
        return _namespace(self.outline)

    @property
    def drawing_part(self) -> str:
        """The drawing that the sheet names; a header's pictures are in another."""
        named = self.outline.child("legacyDrawing")
        own_id = (
            "" if named is None else next((v for k, v in named.attributes.items() if local(k) == "id"), "")
        )
        return self.targets.get(own_id, ("", ""))[1]

    def refer_to_drawing(self, own_id: str) -> None:
        """Name a new drawing, at the place that the format has for it."""
        declared = f'xmlns:r="{_relations(self.namespace)}"'
        tag = f'<{self.outline.prefix}legacyDrawing {declared} r:id="{own_id}"/>'.encode()
        if (dead := self.outline.child("legacyDrawing")) is not None:
            self.patches.append((dead.start, dead.end, tag))
            return
        behind = self.outline.named(*_BEHIND_DRAWING.split())
        cells = self.outline.child("sheetData").end
        at = next((each.start for each in behind if each.start >= cells), self.outline.content_end)
        self.patches.append((at, at, tag))


def _relations(namespace: str) -> str:
    """The namespace of relationships that goes with a sheet's own."""
    return _STRICT_RELATIONS if namespace.startswith(_STRICT) else _RELATIONS


def _comments_part(targets: Targets) -> str:
    return next((part for kind, part in targets.values() if kind == "comments"), "")


def _namespace(root: Node) -> str:
    prefix = root.prefix.rstrip(":")
    return root.attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")


def _at_first_cells(sheet: SheetMap, marks: Mapping[CellPlace, Mark]) -> dict[CellPlace, Mark]:
    """The marks at the cells where a content stands: of a merged area its first."""
    moved: dict[CellPlace, CellPlace] = {}
    in_order = sorted(marks)
    for top, left, bottom, right in sheet.merged:
        rows = in_order[bisect_left(in_order, (top, left)) : bisect_right(in_order, (bottom, right))]
        moved |= dict.fromkeys((p for p in rows if left <= p[1] <= right), (top, left))
    placed: dict[CellPlace, Mark] = {}
    for place, mark in marks.items():
        first = moved.get(place, place)
        placed[first] = placed[first].joined(mark) if first in placed else mark
    return placed
