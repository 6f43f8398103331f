"""Which formulas of a workbook depend on changed cells, over sheets, ranges, names, shared and array
formulas.

A formula that does not tell what it reads depends on every change: too many results may be dropped, never
too few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cchc_excel.model.formulas import References, references_of, shifted, with_names
from cchc_excel.model.grids import Area
from cchc_excel.output.package_edit.sheet_map import MappedCell, SheetMap, areas_of, holds

Place = tuple[str, int, int]
"""Sheet (folded to lower case), row, column."""
_MOST_CELLS = 20_000
"""Of the results of one array formula."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it stands in its cell, and the cells that hold its results."""

    place: Place
    text: str
    references: References
    is_plain: bool = True
    """False for an array formula and a data table."""
    results: tuple[Place, ...] = ()
    shared: str = ""
    """The number of the shared formula that it takes part in."""


@dataclass(frozen=True, slots=True)
class Formulas:
    """All formulas of a workbook by their place, and who reads what."""

    at: Mapping[Place, Formula]
    readers: _Readers = field(repr=False)
    holders: Mapping[Place, Formula] = field(repr=False)
    """The array formula or data table whose result stands in a cell."""

    @classmethod
    def of(cls, sheets: Mapping[str, SheetMap], names: Mapping[tuple[str, str], References]) -> Formulas:
        """Read the formulas of all sheets (by folded name); `names` are the defined names, those of one
        sheet with it."""
        found = {f.place: f for sheet, mapped in sheets.items() for f in _formulas_on(sheet, mapped, names)}
        holders = {place: f for f in found.values() if not f.is_plain for place in f.results}
        return cls(found, _Readers.of(found.values()), holders)

    def depending_on(
        self, changed: Iterable[Place], through: Callable[[Place], bool] = lambda place: True
    ) -> set[Place]:
        """The places of the formulas that may read one of the changed cells, directly or through others
        (those that `through` lets pass)."""
        waiting = list(changed)
        reached = set(self.readers.of_anything) if waiting else set()
        waiting += [r for place in reached for r in self.at[place].results]
        while waiting:
            for reader in self.readers.at(waiting.pop()):
                if reader not in reached and through(reader):
                    reached.add(reader)
                    waiting += self.at[reader].results
        return reached

    def sharing(self, number: str, sheet: str) -> list[Formula]:
        """The formulas of one shared formula."""
        return [f for f in self.at.values() if f.shared == number and f.place[0] == sheet]


@dataclass(frozen=True, slots=True)
class _Readers:
    """The formulas that read a cell: by single cells, by wider areas, and those that may read anything."""

    by_cell: Mapping[Place, list[Place]]
    by_area: Mapping[str, list[tuple[Area, Place]]]
    of_anything: tuple[Place, ...]

    @classmethod
    def of(cls, formulas: Iterable[Formula]) -> _Readers:
        by_cell, by_area, anything = defaultdict(list), defaultdict(list), []
        for formula in formulas:
            if formula.references.unclear:
                anything.append(formula.place)
            for sheet, area in formula.references.areas:
                if area[:2] == area[2:]:
                    by_cell[sheet, *area[:2]].append(formula.place)
                else:
                    by_area[sheet].append((area, formula.place))
        return cls(by_cell, by_area, tuple(anything))

    def at(self, place: Place) -> Iterator[Place]:
        sheet, row, column = place
        yield from self.by_cell.get(place, ())
        yield from (reader for area, reader in self.by_area.get(sheet, ()) if holds(area, row, column))


def _formulas_on(
    sheet: str, mapped: SheetMap, names: Mapping[tuple[str, str], References]
) -> Iterator[Formula]:
    masters: dict[str, MappedCell] = {}
    for cell in mapped.cells():
        element = cell.formula
        if element is None:
            continue
        number = element.attributes.get("si", "") if element.attributes.get("t") == "shared" else ""
        if number and element.text:
            masters[number] = cell
        text = element.text or _of_master(masters.get(number), cell)
        found = with_names(references_of(text, sheet), names)
        place, is_plain = (
            (sheet, cell.row, cell.column),
            element.attributes.get("t") in (None, "normal", "shared"),
        )
        results = (place,) if is_plain else (place, *_cells_of(sheet, element.attributes.get("ref", "")))
        if not text.strip() or element.attributes.get("t") == "dataTable":
            found = References(frozenset(), frozenset(), frozenset(), unclear=True)
        yield Formula(place, text, found, is_plain, results, number)


def _of_master(master: MappedCell | None, cell: MappedCell) -> str:
    """A shared formula's text at another cell; empty where its first cell is lost."""
    if master is None:
        return ""
    return shifted(master.formula.text, cell.row - master.row, cell.column - master.column)


def _cells_of(sheet: str, reference: str) -> Iterator[Place]:
    for top, left, bottom, right in areas_of(reference):
        if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
            raise ValueError(reference)
        yield from (
            (sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        )
