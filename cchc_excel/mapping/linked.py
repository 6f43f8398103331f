"""Figures that a workbook takes from other workbooks: what is stored may be out of date, and cannot be
computed without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.model.formulas import other_books, sense_of
from cchc_excel.model.grids import Grid, SourceDocument

_Places = dict[str, None]


def links(document: SourceDocument, rows: Mapping[str, BoundRow]) -> Iterator[Finding]:
    """A finding for each linked workbook with the cells that take values from it, and for each with the
    names that stand for places in it; only sheets that hold forms count."""
    ids = {bound.place: row_id for row_id, bound in rows.items()}
    forms = {bound.sheet for bound in rows.values()}
    by_book: dict[str, _Places] = {}
    for grid in document.grids:
        if grid.name in forms:
            for place, book in _linked_cells(grid, document):
                by_book.setdefault(book, {})[place] = None
    for book, places in by_book.items():
        bound = [ids[place] for place in places if place in ids]
        yield finding("STRUCT-008", linked=book, places=tuple(places), cells=places, ids=bound)
    names: dict[str, _Places] = {}
    for name, called in document.linked.names.items():
        for each in called:
            names.setdefault(document.linked.book(each), {})[name] = None
    for book, found in names.items():
        yield finding("STRUCT-009", file=document.path.name, linked=book, names=tuple(found))


def _linked_cells(grid: Grid, document: SourceDocument) -> Iterator[tuple[str, str]]:
    """The cells whose formulas name another workbook, by themselves or by a defined name."""
    linked = document.linked
    names = {name.upper(): called for name, called in linked.names.items()}
    for cell in grid.cells.values():
        if cell.formula is None:
            continue
        called = [*other_books(cell.formula)]
        if names:
            called += [book for word in sense_of(cell.formula, grid.name) for book in names.get(word, ())]
        for each in called:
            yield f"{grid.name}!{cell.address}", linked.book(each)
