"""Whose report it is, as its title lines say: `TẠI UBND XÃ ĐƯNG K’NỚ`, a letter head, `Đơn vị báo cáo: …`,
`Quý I năm 2025`, `từ ngày … đến ngày …`.

Only what the lines say is found here; which unit a name means is told elsewhere.
"""

from __future__ import annotations

from cchc_excel.mapping.titles.days import as_day
from cchc_excel.mapping.titles.found import Titles
from cchc_excel.mapping.titles.labels import read_labels
from cchc_excel.mapping.titles.lines import LETTER_HEAD, by_columns, split, title_rows
from cchc_excel.mapping.titles.names import (
    AGENCY,
    NamePatterns,
    likely_units,
    read_letter_head,
    read_unit_lines,
    without_authority,
)
from cchc_excel.mapping.titles.papers import read_number_and_day
from cchc_excel.mapping.titles.periods import periods_of, unreported_of
from cchc_excel.model.cover_fields import COVER_FIELDS
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.sheets import OWN_SHEETS

__all__ = ["AGENCY", "Titles", "as_day", "read_titles"]

_COVER_CELLS = frozenset(each.cell_name for each in COVER_FIELDS)
"""On a sheet with these nothing else is read: they say it."""


def read_titles(document: SourceDocument, type_words: tuple[str, ...]) -> Titles:
    """What is said above the tables of the annex, and in a document by its letter head and narrative."""
    titles, words = Titles(), NamePatterns.of(type_words)
    if document.kind == "listing":
        return titles
    covers = {document.names[name][0] for name in _COVER_CELLS & document.names.keys()}
    skipped = {*covers, *(OWN_SHEETS if document.is_ours else ())}
    blocks = [title_rows(grid) for grid in document.grids if not grid.hidden and grid.name not in skipped]
    for row in (row for block in blocks for row in block if not covers):
        read_labels(row, titles, words)
    columns = [by_columns(block) for block in blocks]
    in_cells = [line for lines in columns for line in lines]
    prose = [line for text in document.prose for line in split(text)]
    titles.lines = prose + in_cells
    read_unit_lines(prose, in_cells, titles, words)
    for head in (prose[:LETTER_HEAD], *columns):
        read_letter_head(head, titles, words)
    above = {without_authority(name) for name in titles.above}
    titles.likely_units += (name for name in likely_units(prose, blocks, words) if name not in above)
    titles.periods += periods_of(prose, in_cells)
    head = () if titles.periods else prose[:LETTER_HEAD]  # narrative also speaks of what is to come
    titles.unreported += unreported_of((*head, *in_cells))
    read_number_and_day(prose, in_cells, titles)
    return titles
