"""Binding (gắn ô): which cell of a source holds which row, and how that is known.

All lines of all visible sheets are weighed against all rows of the annex at once (`evidence`, `matching`);
then each table's column of figures is told (`figures`). What two cells claim, or none surely, is reported
(`remarks`) and not chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.columns import Known, Rows, Table, find_tables, is_figure, is_number
from cchc_excel.mapping.copies import copies
from cchc_excel.mapping.declared import NOTHING_DECLARED, Declared, fitting
from cchc_excel.mapping.evidence import Evidence, NamedCells, gather
from cchc_excel.mapping.figures import BoundRow, Figures, beside
from cchc_excel.mapping.labels import Labels, labels_of
from cchc_excel.mapping.matching import Match, match
from cchc_excel.mapping.ranks import COPY, NOTHING, is_of_period, ranks_of
from cchc_excel.mapping.recalled import Asked, recall, remember
from cchc_excel.mapping.remarks import Matched, remarks
from cchc_excel.mapping.strays import strays
from cchc_excel.model import sheets
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.model.layouts import Layout

_MOST_LINES = 1_000
"""Lines of a sheet that are looked at; the annex has some hundred."""
_MOST_TEXTS = 3_000
"""Different texts of a file, numbers aside, that are compared with labels; the annex has some hundred."""
_CLAIM = 0.15
"""A line that was given to no row claims one when it says by itself no less than this below the line that
was."""
_NOBODY = Known()

Tables = Sequence[tuple[Table, Rows]]


@dataclass(frozen=True, slots=True)
class Binding:
    """The bound rows by id, and what could not be bound. `heading` is the name of the reporting unit whose
    column was read, where many units stand side by side."""

    rows: Mapping[str, BoundRow]
    findings: tuple[Finding, ...] = ()
    heading: str = ""


def bind(document: SourceDocument, catalogue: Catalogue) -> Binding:
    """Find every row of the catalogue in a source that holds one report; a source that holds no form at
    all gives an empty binding."""
    return bind_each(document, catalogue)[0]


def bind_each(
    document: SourceDocument,
    catalogue: Catalogue,
    known: Known = _NOBODY,
    layouts: Sequence[Layout] = (),
) -> tuple[Binding, ...]:
    """Find every row of the catalogue in a source, once for each reporting unit that has a column of its
    own; `known` tells what its headings may name, `layouts` are tried first."""
    if document.kind == "listing":
        return (_bind_listing(document, catalogue),)
    declared = fitting(document, layouts)
    matched = _match_sheets(document, catalogue, known, declared)
    headings = _unit_headings(matched.evidence) or ("",)
    bindings = tuple(_binding(matched, document, catalogue, heading) for heading in headings)
    brought = tuple(each.id for each in layouts if each.is_brought)
    if brought and declared is NOTHING_DECLARED and matched.given:
        odd = finding("BIND-014", file=document.path.name, layouts=brought)
        return (replace(bindings[0], findings=(*bindings[0].findings, odd)), *bindings[1:])
    return bindings


def _match_sheets(
    document: SourceDocument, catalogue: Catalogue, known: Known, declared: Declared = NOTHING_DECLARED
) -> Matched:
    """Match the tables whose figures are headed first, and step by step what is less likely to be the
    report, each for what is still missing. What may be a copy of the annex only (an older one on a hidden
    sheet, a guide to it) counts where a whole form stands nowhere else: it must not fill gaps."""
    labels, own_sheets = labels_of(catalogue), sheets.OWN_SHEETS if document.is_ours else ()
    if declared is NOTHING_DECLARED:
        again = recall(document, own_sheets, labels, catalogue, known)
        if again is not None:
            return again
    asked = Asked(known)
    reach = _within_reach(document, own_sheets)
    found = _sheets(reach, document, catalogue, asked.recording)
    tables = [(declared.put_on(table), rows) for each in found.values() for table, rows in each]
    evidence = gather(tables, labels, _named_cells(document, catalogue), declared.rows)
    rank = np.array(ranks_of(evidence))[:, None]
    given: dict[int, Match] = {}
    undecided: dict[int, tuple[int, ...]] = {}
    for step in sorted({*rank.ravel().tolist()} - {NOTHING}):
        missing = _of_missing_forms(given, labels, catalogue)
        if step >= COPY and not missing.any():
            break
        own = np.where(rank <= step, evidence.own, 0)
        given, more = match(np.where(rank >= COPY, own * missing, own), given)
        undecided |= more
    matched = Matched(
        labels,
        evidence,
        {labels.ids[row]: each for row, each in given.items() if labels.is_row(row)},
        {labels.ids[row]: n for row, n in undecided.items() if labels.is_row(row) and row not in given},
        frozenset(n for row, each in given.items() if not labels.is_row(row) for n in each.lines),
        long=tuple(g.name for g in document.grids if g.name in found and len(reach[g.name]) < g.line_count),
        tables=tables,
    )
    if declared is NOTHING_DECLARED:
        remember(document, own_sheets, catalogue, asked, matched)
    return matched


def _of_missing_forms(given: Mapping[int, Match], labels: Labels, catalogue: Catalogue) -> np.ndarray:
    """1 for the rows of forms of which none is given yet."""
    found = {labels.ids[row].partition(":")[0] for row in given if labels.is_row(row)}
    return labels.ones(i.id for form in catalogue.forms if form.id not in found for i in form.indicators)


def _within_reach(document: SourceDocument, own: Sequence[str]) -> dict[str, Rows]:
    """The lines that are looked at, by sheet: the first of each, the sheets of few texts before the others.
    `own` are the sheets that this package adds to a file, which hold no forms."""
    first = {g.name: dict(islice(g.rows(), _MOST_LINES)) for g in document.grids if g.name not in own}
    texts = {name: [_texts(cells) for cells in rows.values()] for name, rows in first.items()}
    seen: set[str] = set()
    for name in sorted(texts, key=lambda name: sum(map(len, texts[name]))):
        for n, more in enumerate(texts[name]):
            seen |= more
            if len(seen) > _MOST_TEXTS:
                first[name] = dict(islice(first[name].items(), n))
                break
    return first


def _texts(cells: Mapping[int, Cell]) -> set[str]:
    return {c.stored for c in cells.values() if isinstance(c.stored, str) and not is_number(c)}


def _sheets(
    reach: Mapping[str, Rows], document: SourceDocument, catalogue: Catalogue, known: Known
) -> dict[str, list[tuple[Table, Rows]]]:
    """The tables of the sheets that may hold forms, by sheet. Those of another period count only where no
    sheet is of the report's own."""
    found = {
        g.name: [(table, reach[g.name]) for table in find_tables(g, reach[g.name], catalogue, known)]
        for g in document.grids
        if g.name in reach
    }
    of_period = {name: is_of_period(name, tables, known) for name, tables in found.items()}
    if True not in of_period.values():
        return found
    return {name: tables for name, tables in found.items() if of_period[name] is not False}


def _named_cells(document: SourceDocument, catalogue: Catalogue) -> NamedCells:
    """The named cells of rows by sheet and row; merged cells by the first of them."""
    found: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for row_id, indicator in catalogue.indicators.items():
        if place := document.names.get(indicator.cell_name):
            sheet, row, column = place
            found.setdefault((sheet, row), []).append((column, row_id))
    return found


def _unit_headings(evidence: Evidence) -> tuple[str, ...]:
    """The reporting units that have a column of their own, in the order in which they stand."""
    tables = (line.table for line in evidence.lines if line is not None)
    return tuple(dict.fromkeys(name for table in tables for name in (table.units or {}).values()))


def _binding(matched: Matched, document: SourceDocument, catalogue: Catalogue, heading: str) -> Binding:
    """The binding of one report: the only one, or that of the unit with a heading."""
    given = {matched.column(i): each.lines for i, each in matched.given.items()}
    figures = Figures.of(matched.evidence, given, matched.labels, heading)
    claims = dict(_claims(matched, figures))
    rows = {row_id: bound[0] for row_id, bound in claims.items() if len(bound) == 1}
    said = (
        *remarks(matched, figures, claims, document, catalogue),
        *copies(matched, rows, catalogue),
    )
    told = {cell for found in said for cell in found.cells}
    return Binding(rows, (*said, *strays(matched, rows, told)), heading)


def _claims(matched: Matched, figures: Figures) -> Iterator[tuple[str, list[BoundRow]]]:
    """Every given row with the cells that claim it: one, or several that do not say the same."""
    content, spare = matched.evidence.content, matched.spare_lines()
    most = content[spare].max(axis=0, initial=0).tolist()
    for row_id, each in matched.given.items():
        column = matched.column(row_id)
        least = max(content[each.lines[0], column] - _CLAIM, _LEAST)
        near = [n for n in spare if content[n, column] >= least] if most[column] >= least else []
        more = [n for n in near if _is_claim(matched, n, column)]
        found: list[BoundRow] = []
        for n in sorted((*each.lines, *more)):
            bound = figures.bound(column, n, each.confidence)
            is_new = bound is not None and not any(bound.says_the_same(b) for b in found)
            if is_new and (n in each.lines or is_figure(bound.value)):
                found.append(bound)
        yield row_id, found


_LEAST = 0.7


def _is_claim(matched: Matched, n: int, column: int) -> bool:
    content, line = matched.evidence.content[n], matched.evidence.lines[n]
    in_sight = not line.table.grid.hidden and line.row not in line.table.grid.hidden_rows
    return bool(content[column] == content.max() and in_sight)


def _bind_listing(document: SourceDocument, catalogue: Catalogue) -> Binding:
    """A list of values: each line names its row by id. An id that stands twice and does not say the same
    is not chosen; one that is no row is told."""
    grid, file = document.grids[0], document.path.name
    lines: dict[str, list[BoundRow]] = {}
    findings = []
    for _, cells in grid.rows():
        row_id, value, note = cells[1].shown.strip(), cells[2], beside(grid, cells[1].row, 3)
        if (indicator := catalogue.find(row_id)) is not None:
            lines.setdefault(indicator.id, []).append(BoundRow(grid.name, value, note, "code"))
        else:
            unknown = {"place": value.address, "id": row_id, "value": value.shown}
            findings.append(finding("BIND-006", file=file, **unknown))
    for row_id, bound in lines.items():
        if len({(b.value.shown, b.note.shown) for b in bound}) > 1:
            values = tuple(b.value.shown for b in bound)
            findings.append(
                finding("FILL-006", file=file, id=row_id, count=len(bound), values=values, ids=(row_id,))
            )
    doubled = {row_id for f in findings for row_id in f.ids}
    return Binding({i: b[0] for i, b in lines.items() if i not in doubled}, tuple(findings))
