"""Cells bound to rows without a file, for tests of what cells tell of each other."""

from collections.abc import Mapping

from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.values import Reading, interpret
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Cell
from cchc_excel.sources.shown import shown_text

Content = object
"""What is stored; or (stored, number format); or (stored, number format, formula)."""


def bound(
    contents: Mapping[str, Content], catalogue: Catalogue, notes: Mapping[str, str] | None = None
) -> tuple[dict[str, Reading], dict[str, BoundRow]]:
    """The readings and cells of rows, each row in a sheet named like its form."""
    rows = {}
    for n, (row_id, content) in enumerate(contents.items(), start=10):
        stored, number_format, formula = (
            (*content, None)[:3] if isinstance(content, tuple) else (content, "General", None)
        )
        cell = Cell(n, 4, f"D{n}", stored, shown_text(stored, number_format), number_format, formula)
        text = (notes or {}).get(row_id)
        note = None if text is None else Cell(n, 5, f"E{n}", text, text)
        rows[row_id] = BoundRow(catalogue.form_of(row_id).short, cell, note, "code")
    return {i: interpret(b.value, catalogue.indicators[i]) for i, b in rows.items()}, rows
