"""The cells of the cover (bìa) of a workbook of ours: by their names, and where a name is lost or points
elsewhere by the label that stands before the cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cchc_excel.errors import Finding, finding
from cchc_excel.model import sheets
from cchc_excel.model.cover_fields import COVER_FIELDS, CoverField
from cchc_excel.model.grids import Cell, Grid, SourceDocument, cell_address
from cchc_excel.words import fold


def cover_cells(document: SourceDocument) -> tuple[Mapping[str, Cell], tuple[Finding, ...]]:
    """The cell of each field by its key, and which of them were found again."""
    grid = document.grid(sheets.COVER)
    named = {f.key: cell for f in COVER_FIELDS if (cell := document.cell_named(f.cell_name)) is not None}
    is_ours = document.is_ours or any(f.cell_name in document.names for f in COVER_FIELDS)
    if grid is None or not is_ours or all(_is_labelled(f, document, grid) for f in COVER_FIELDS):
        return named, ()
    labelled = dict(_beside_labels(grid))
    again = [f for f in COVER_FIELDS if f.key in labelled and not _is_labelled(f, document, grid)]
    return named | labelled, tuple(_found_again(again, labelled, document))


def _is_labelled(field: CoverField, document: SourceDocument, grid: Grid) -> bool:
    """True where the named cell stands right of the field's label."""
    sheet, row, column = document.names.get(field.cell_name, ("", 0, 0))
    return sheet == grid.name and grid.text_at(row, column - 1) == field.label.vi


def _beside_labels(grid: Grid) -> Iterator[tuple[str, Cell]]:
    """The cells right of the labels, the first of those that are labelled alike."""
    fields = {fold(field.label.vi): field.key for field in COVER_FIELDS}
    for row, cells in grid.rows():
        for column, cell in cells.items():
            key = fields.pop(fold(cell.stored), None) if isinstance(cell.stored, str) else None
            if key is not None:
                place = (row, column + 1)
                yield key, grid.at(*place) or Cell(*place, cell_address(*place))


def _found_again(
    fields: list[CoverField], labelled: Mapping[str, Cell], document: SourceDocument
) -> Iterator[Finding]:
    if fields:
        cells = [f"{sheets.COVER}!{labelled[field.key].address}" for field in fields]
        places = tuple(_described(field, labelled[field.key], document) for field in fields)
        yield finding("BIND-020", sheet=sheets.COVER, places=places, cells=cells)


def _described(field: CoverField, cell: Cell, document: SourceDocument) -> str:
    """`CCHC_KY: B9 (→ Bìa!B10)`, the place where the name points now."""
    place = document.names.get(field.cell_name)
    elsewhere = f" (→ {place[0]}!{cell_address(*place[1:])})" if place is not None else ""
    return f"{field.cell_name}: {cell.address}{elsewhere}"
