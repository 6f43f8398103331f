"""A workbook that is written into: its sheets by name, number formats, defined names, and the package with
some parts replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from cchc_excel.model.formulas import references_of
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.ooxml import CONTENT_TYPES, DAMAGE, Package, broken, elements_called, relationships_of
from cchc_excel.output.package_edit.dependents import Formulas, Place
from cchc_excel.output.package_edit.parts import suffix_of, worksheets_of
from cchc_excel.output.package_edit.recalculation import Computation, Value
from cchc_excel.output.package_edit.repacking import repacked
from cchc_excel.output.package_edit.sheet_map import MappedCell, SheetMap, Validation, holds
from cchc_excel.output.package_edit.splicing import CellEdit, spliced
from cchc_excel.output.package_edit.workbook_part import asking_for_calculation, without_part

_FILLED = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The formulas that edits reach: the results that are new, and the cells whose old result is dropped."""

    results: Mapping[Place, Value]
    dropped: frozenset[Place]

    @property
    def edits(self) -> dict[Place, CellEdit]:
        kept = {place: CellEdit(value, keeps_formula=True) for place, value in self.results.items()}
        return kept | dict.fromkeys(self.dropped, CellEdit(keeps_formula=True))


@dataclass(frozen=True, slots=True)
class EditableBook:
    """An official workbook as its parts, and what its sheets hold."""

    package: Package
    workbook_part: str
    parts: Mapping[str, str]
    """The part of each sheet, by folded name."""
    sheets: Mapping[str, SheetMap]
    names: Mapping[str, str]
    """The sheets' names, by folded name."""
    defined: Mapping[tuple[str, str], str]
    """The text of each defined name, by its sheet (empty: the whole workbook) and folded name."""
    spelled: Mapping[str, str]
    """The workbook-wide defined names as they are spelled, with their text."""
    formats: tuple[str | int, ...]
    """The number format of each style: its text, or the number of a built-in one."""
    formulas: Formulas
    settings: Mapping[str, str]
    """`calcPr` and `workbookPr`."""
    document: SourceDocument
    values: Mapping[Place, Value]
    """What every cell stores, a formula's result too."""

    @classmethod
    def open(cls, path: Path, content: bytes, document: SourceDocument) -> EditableBook:
        """Map a workbook that was read as a document; raises BrokenFile for a damaged one."""
        package = Package.open(path, content)
        try:
            return _opened(package, document)
        except (*DAMAGE, AttributeError, StopIteration) as error:
            raise broken(path) from error

    def format_of(self, sheet: str, row: int, column: int) -> str | int:
        """The number format of a cell, there or not."""
        style = self.sheets[sheet.casefold()].style(row, column)
        number = int(style) if style.isdigit() else 0
        return self.formats[number] if number < len(self.formats) else 0

    def choices_at(self, sheet: str, row: int, column: int) -> tuple[str, ...]:
        """The texts that the cell's list allows; none where it has no list, or one that cannot be told."""
        for validation in self.sheets[sheet.casefold()].validations:
            if any(holds(area, row, column) for area in validation.areas):
                return tuple(self._listed(validation, sheet))
        return ()

    def recomputed(self, edits: Mapping[Place, CellEdit]) -> Recomputed:
        """Which formulas the edits reach, and what they give now."""
        changed = {place for place, edit in edits.items() if edit.formula is None}
        reached = self.formulas.depending_on(changed) - changed
        cells = {**self.values, **{place: _stored(edits[place].value) for place in changed}}
        results = {}
        if reached and self.settings.get("fullPrecision") not in ("0", "false"):
            unreadable = {place for place, value in cells.items() if _is_taken_differently(value)}
            results = Computation(self.formulas, self.names, self.spelled, cells, unreadable).results(reached)
        dropped = {r for place in reached - results.keys() for r in self.formulas.at[place].results}
        new = {place: value for place, value in results.items() if value != cells.get(place)}
        return Recomputed(new, frozenset(dropped) - changed)

    def written(self, edits: Mapping[Place, CellEdit]) -> bytes:
        """The package with its edits; every part that holds none keeps its bytes."""
        by_sheet: dict[str, dict[tuple[int, int], CellEdit]] = {}
        for (sheet, row, column), edit in edits.items():
            by_sheet.setdefault(sheet, {})[row, column] = edit
        new = {self.parts[sheet]: spliced(self.sheets[sheet], of_it) for sheet, of_it in by_sheet.items()}
        if any(edit.keeps_formula for edit in edits.values()):
            new[self.workbook_part] = asking_for_calculation(self.package.part(self.workbook_part))
        return repacked(self.package, new | self._without_chain(edits))

    def _without_chain(self, edits: Mapping[Place, CellEdit]) -> dict[str, bytes | None]:
        """A calculation chain that names a formula no more there makes Excel repair the file; without one
        Excel makes another."""
        chain = next(
            (p for kind, p in self.package.targets(self.workbook_part).values() if kind == "calcChain"), ""
        )
        if chain not in self.package.names or not any(_loses_formula(self, p, e) for p, e in edits.items()):
            return {}
        naming = {CONTENT_TYPES: chain, relationships_of(self.workbook_part): chain.rpartition("/")[2]}
        return {chain: None} | {n: without_part(self.package.part(n), name) for n, name in naming.items()}

    def unshared(self, place: Place) -> dict[Place, CellEdit] | None:
        """What the other cells of a shared formula need when its first cell loses it: each a text of its
        own. None where that cannot be told for certain."""
        formula = self.formulas.at[place]
        sheet, row, column = place
        if not formula.shared or not self.sheets[sheet].cell(row, column).formula.text:
            return {}
        others = [f for f in self.formulas.sharing(formula.shared, sheet) if f.place != place]
        if others and formula.references.unclear:
            return None
        return {f.place: CellEdit(formula=f.text) for f in others if not _has_text(self, f.place)}

    def echoes_of(self, changed: Iterable[Place]) -> tuple[int, int]:
        """How many charts and pivot tables keep a copy of changed cells of their own; raises BrokenFile for a
        damaged one."""
        changed = set(changed)
        try:
            charts = sum(self._reads(part, changed) for part in self._parts_like("/charts/chart"))
            pivots = sum(self._reads(part, changed) for part in self._parts_like("/pivotCacheDefinition"))
        except DAMAGE as error:
            raise broken(self.package.path) from error
        return charts, pivots

    def allowed_to_change(self, edits: Mapping[Place, CellEdit]) -> frozenset[str]:
        """The parts that edits may change: those of their sheets, and the workbook's."""
        beside = {self.workbook_part, *self._without_chain(edits)}
        return frozenset({self.parts[sheet] for sheet, _, _ in edits} | beside)

    @property
    def suffix(self) -> str:
        """The extension that a workbook of this content type must have; empty for another kind (.xltx)."""
        suffix = suffix_of(self.package, self.workbook_part)
        return suffix if suffix in _FILLED else ""

    @property
    def is_signed(self) -> bool:
        return self.package.is_signed

    def _parts_like(self, word: str) -> Iterator[str]:
        return (name for name in sorted(self.package.names) if word in name and name.endswith(".xml"))

    def _reads(self, part: str, changed: set[Place]) -> bool:
        areas = {area for text, sheet in _copied(self.package.xml(part)) for area in self._areas(text, sheet)}
        return any(s == place[0] and holds(area, *place[1:]) for s, area in areas for place in changed)

    def _areas(self, text: str, sheet: str) -> Iterable[tuple[str, tuple[int, int, int, int]]]:
        return references_of(text, sheet).areas

    def _listed(self, validation: Validation, sheet: str) -> Iterator[str]:
        text = validation.formula
        if text.startswith('"'):
            yield from (each.strip() for each in text.strip('"').replace('""', '"').split(","))
            return
        name = self.defined.get((sheet.casefold(), text.casefold())) or self.defined.get(
            ("", text.casefold())
        )
        for owner, (top, left, bottom, right) in references_of(name or text, sheet).areas:
            grid = self.document.grid(self.names.get(owner, ""))
            cells = () if grid is None else sorted(grid.cells.items())
            yield from (c.shown for place, c in cells if holds((top, left, bottom, right), *place))


_CUSTOM_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PERCENT_FORMATS, _TEXT_FORMAT = frozenset((9, 10)), 49


def is_percent(number_format: str | int) -> bool:
    return number_format in _PERCENT_FORMATS or "%" in _bare(number_format)


def is_date(number_format: str | int) -> bool:
    """True for a format that shows a number as a day or a time."""
    return number_format in _DATE_FORMATS or bool(set("dmyhs") & set(_bare(number_format)))


def is_text(number_format: str | int) -> bool:
    return number_format == _TEXT_FORMAT or number_format == "@"


def _bare(number_format: str | int) -> str:
    """A format's own letters: no quoted texts, no colours, and not the word General."""
    if isinstance(number_format, int):
        return ""
    return _CUSTOM_FORMAT.sub("", number_format).lower().replace("general", "")


def _opened(package: Package, document: SourceDocument) -> EditableBook:
    workbook_part = package.main_part()
    root = package.xml(workbook_part)
    kinds = dict(package.targets(workbook_part).values())
    sheets = [each.get("name", "") for each in elements_called(root, "sheet")]
    found = dict(worksheets_of(package, workbook_part))
    parts = {name.casefold(): part for name, part in found.items()}
    maps = {folded: SheetMap.of(package.part(part)) for folded, part in parts.items()}
    defined, spelled = _defined_names(root, sheets)
    meanings = {key: references_of(text, key[0]) for key, text in defined.items()}
    names = {name.casefold(): name for name in found}
    return EditableBook(
        package,
        workbook_part,
        parts,
        maps,
        names,
        defined,
        spelled,
        _formats(package.xml(kinds["styles"])) if "styles" in kinds else (),
        Formulas.of(maps, meanings),
        {
            k: v
            for tag in ("calcPr", "workbookPr")
            for each in elements_called(root, tag)
            for k, v in each.items()
        },
        document,
        _cell_values(maps, names, document),
    )


def _defined_names(root: Element, sheets: list[str]) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    defined, spelled = {}, {}
    for each in elements_called(root, "definedName"):
        scope, name, text = each.get("localSheetId"), each.get("name", ""), (each.text or "").strip()
        owner = sheets[int(scope)].casefold() if scope else ""
        defined[owner, name.casefold()] = text
        if not owner and not name.startswith("_xlnm"):
            spelled[name] = text
    return defined, spelled


def _formats(styles: Element) -> tuple[str | int, ...]:
    own = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in elements_called(styles, "numFmt")}
    cells = next(elements_called(styles, "cellXfs"), None)
    numbers = [int(xf.get("numFmtId", 0)) for xf in cells] if cells is not None else []
    return tuple(own.get(n, n) for n in numbers)


def _cell_values(
    maps: Mapping[str, SheetMap], names: Mapping[str, str], document: SourceDocument
) -> dict[Place, Value]:
    values: dict[Place, Value] = {}
    for sheet, mapped in maps.items():
        grid = document.grid(names[sheet])
        for cell in mapped.cells():
            read = grid.at(cell.row, cell.column) if grid is not None else None
            values[sheet, cell.row, cell.column] = _value_of(cell, read)
    return values


def _stored(value: float | str | bool | None) -> Value:
    return float(value) if type(value) is int else value


def _loses_formula(book: EditableBook, place: Place, edit: CellEdit) -> bool:
    return place in book.formulas.at and not edit.keeps_formula and edit.formula is None


def _value_of(cell: MappedCell, read: Cell | None) -> Value:
    """A cell's stored value: a number as it is stored, be it a day; texts as the source read them."""
    value = cell.part("v")
    if cell.kind == "n":
        return float(value.text) if value is not None and value.text.strip() else None
    if cell.kind in ("e", "d"):
        return _FAULT
    return read.stored if read is not None and isinstance(read.stored, (str, bool)) else None


_FAULT = "#"
_NUMBER_AS_TEXT = re.compile(r"\s*[-+]?[0-9][0-9.,\s%]*")


def _is_taken_differently(value: Value) -> bool:
    return isinstance(value, bool) or (
        isinstance(value, str) and (value == _FAULT or _NUMBER_AS_TEXT.fullmatch(value) is not None)
    )


def _has_text(book: EditableBook, place: Place) -> bool:
    sheet, row, column = place
    return bool(book.sheets[sheet].cell(row, column).formula.text)


def _copied(root: Element) -> Iterator[tuple[str, str]]:
    """The ranges whose values a chart or a pivot table keeps, each with the sheet it stands for."""
    for each in elements_called(root, "f", "worksheetSource"):
        if text := each.get("ref") or (each.text or "").strip():
            yield text, each.get("sheet", "")
