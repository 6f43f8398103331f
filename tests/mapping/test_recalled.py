"""A workbook that differs from an earlier one in some cells is bound as if the earlier had never been: over all
layouts and kinds of damage of the corpus, whatever stands in the cells that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from support import document_of

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.mapping import recalled
from cchc_excel.mapping.binding import Binding, bind_each
from cchc_excel.mapping.columns import Known
from cchc_excel.model.grids import Cell, Grid, SourceDocument, Stored, cell_address
from cchc_excel.model.periods import names_period, parse_period
from cchc_excel.sources.detection import read_source
from tests.corpus.cases import CASES, Case, build

CATALOGUE = load_catalogue()
PERIOD = parse_period("2025-Q1")
KNOWN = Known(lambda text: text.startswith("Xã "), lambda text: names_period(text, PERIOD))
CONTENTS: tuple[Stored, ...] = (
    *(0, 3, 7, 1.1, 3.3, 45, 2025, 98.59, 12_345, True, date(2025, 3, 3)),
    *(None, None, None, "", "không", "-", "71 hồ sơ", "hồ sơ", "Có", "%", "x", "1.1", "II", "98,59%", "#N/A"),
    *("Biểu mẫu 3", "Biểu 4", "Số liệu", "Ghi chú", "STT", "Chỉ tiêu", "Đơn vị tính", "Kỳ trước"),
    *("Quý I năm 2025", "Quý IV năm 2024", "Năm 2024", "Xã Lát", "UBND XÃ LÁT", "(1)", "Đối thoại tháng 2"),
    *("3.3.1. Tổng số hồ sơ TTHC đã giải quyết xong", "Tổng số", "Trong đó: nữ", "Đơn vị: nghìn đồng"),
)
"""What the cells that differ may hold: figures, notes, and whatever might be taken for something else."""
ROUNDS = 12


def said(bindings: tuple[Binding, ...]) -> list[object]:
    """All that bindings say, without the lines, whose evidence is that of the table they stand in."""
    return [
        (each.heading, each.findings, {i: replace(row, line=None) for i, row in each.rows.items()})
        for each in bindings
    ]


def bound(document: SourceDocument) -> list[object]:
    return said(bind_each(document, CATALOGUE, KNOWN))


def contents() -> tuple[Stored, ...]:
    labels = [i.label for i in CATALOGUE.indicators.values()]
    return (*CONTENTS, *Random(1).sample(labels, 8))


def differing(
    document: SourceDocument, chance: Random, favoured: Mapping[str, set[tuple[int, int]]]
) -> SourceDocument:
    """The document with other contents in some cells; most of them where figures, notes and titles stand."""
    grids = list(document.grids)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        n = chance.randrange(len(grids))
        grid = grids[n]
        if not grid.cells:
            continue
        places = sorted(favoured.get(grid.name, ())) if chance.random() < 0.8 else sorted(grid.cells)
        if not places:
            continue
        row, column = chance.choice(places)
        column += chance.choice((0, 0, 0, 0, 1))
        cells = dict(grid.cells)
        stored = chance.choice(contents())
        cells.pop((row, column), None)
        if stored is not None:
            is_error = stored == "#N/A"
            cells[row, column] = Cell(
                row, column, cell_address(row, column), stored, str(stored), is_error=is_error
            )
        grids[n] = Grid(grid.name, cells, grid.hidden, grid.merged, grid.hidden_rows, grid.hidden_columns)
    return replace(document, grids=tuple(grids))


def places_of_figures(document: SourceDocument) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for binding in bind_each(document, CATALOGUE, KNOWN):
        for row in binding.rows.values():
            places = found.setdefault(row.sheet, set())
            places |= {(c.row, c.column) for c in (row.value, row.note) if c is not None}
            places |= {(n, 1) for n in range(1, 6)}
    return found


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    recalled.forget()
    yield
    recalled.forget()


@pytest.fixture
def recollections(monkeypatch) -> list[bool]:
    """Whether each matching was recalled."""
    asked: list[bool] = []
    recall = recalled.recall

    def counted(*arguments):
        found = recall(*arguments)
        asked.append(found is not None)
        return found

    monkeypatch.setattr("cchc_excel.mapping.binding.recall", counted)
    return asked


@pytest.mark.parametrize("case", CASES[:: max(1, len(CASES) // 70)], ids=lambda case: case.name)
def test_what_is_recalled_is_what_would_be_found(case: Case, tmp_path):
    document = read_source(build(case, tmp_path).path)
    chance = Random(case.name)
    favoured = places_of_figures(document)
    for _ in range(ROUNDS):
        other = differing(document, chance, favoured)
        recalled.forget()
        alone = bound(other)
        recalled.forget()
        bound(document)
        assert bound(other) == alone
        yet_another = differing(other, chance, favoured)
        warm = bound(yet_another)
        recalled.forget()
        assert bound(yet_another) == warm


def test_workbooks_that_differ_in_figures_and_notes_alone_are_recalled(tmp_path, recollections):
    document = read_source(build(CASES[0], tmp_path).path)
    places = places_of_figures(document)
    chance = Random(4)
    recollections.clear()
    for _ in range(20):
        n, grid = chance.choice([(n, grid) for n, grid in enumerate(document.grids) if grid.name in places])
        row, column = chance.choice([place for place in sorted(places[grid.name]) if place[0] > 5])
        content = chance.choice((7, 98.5, "không", "-", "71 hồ sơ"))
        cell = Cell(row, column, cell_address(row, column), content, str(content))
        other = replace(grid, cells={**grid.cells, (row, column): cell})
        bound(replace(document, grids=(*document.grids[:n], other, *document.grids[n + 1 :])))
    assert recollections == [True] * 20


def form_sheet(name: str, figures: Mapping[int, object], heading: tuple[str, ...] = ("Số liệu",)) -> Grid:
    """Form 3 with the same figures in each column of a heading."""
    lines = [("STT", "Chỉ tiêu", "Đơn vị tính", *heading)]
    form = CATALOGUE.form_by_id["BM3"]
    for n, row in enumerate(form.indicators):
        lines.append((row.code, row.label, row.measure_unit, *(figures.get(n) for _ in heading)))
    cells = {
        (row, column): Cell(row, column, cell_address(row, column), stored, str(stored))
        for row, line in enumerate(lines, 3)
        for column, stored in enumerate(line, 1)
        if stored not in (None, "")
    }
    return Grid(name, {(1, 1): Cell(1, 1, "A1", "Biểu mẫu 3", "Biểu mẫu 3"), **cells})


def test_a_sheet_that_lost_all_its_figures_is_not_read_as_when_it_had_them(recollections):
    filled = dict.fromkeys(range(16), 5)
    both = document_of(form_sheet("Một", filled), form_sheet("Hai", filled))
    one = document_of(form_sheet("Một", {}), form_sheet("Hai", filled))
    bound(both)
    warm = bound(one)
    recalled.forget()
    assert bound(one) == warm
    assert {row.sheet for row in bind_each(one, CATALOGUE, KNOWN)[0].rows.values()} == {"Hai"}


@pytest.mark.parametrize("shift", [0, 1, 3, 5])
@pytest.mark.parametrize("content", [None, "không", "bảy", "chưa có số", 8])
def test_the_line_above_the_heading_of_another_table_is_looked_at_anew(shift, content):
    upper = without_codes(form_sheet("Phụ lục", dict.fromkeys(range(16), 5)))
    end = max(row for row, _ in upper)
    below = [(row + end - 2, column + shift, cell) for (row, column), cell in upper.items() if row > 2]
    lower = {(row, column): placed(row, column, cell.stored) for row, column, cell in below}
    both = document_of(Grid("Phụ lục", upper | lower))
    last = {} if content is None else {(end, 4): placed(end, 4, content)}
    others = {place: cell for place, cell in (upper | lower).items() if place != (end, 4)}
    other = document_of(Grid("Phụ lục", others | last))
    bound(both)
    warm = bound(other)
    recalled.forget()
    assert bound(other) == warm


def without_codes(grid: Grid) -> dict[tuple[int, int], Cell]:
    return {place: cell for place, cell in grid.cells.items() if place[1] > 1}


def placed(row: int, column: int, stored: Stored) -> Cell:
    return Cell(row, column, cell_address(row, column), stored, str(stored))


@pytest.mark.parametrize("periods", [("2025-Q1", "2024-Q1"), ("2024-Q1", "2025-Q1")])
def test_columns_headed_by_periods_are_asked_again_for_a_report_of_another(periods, recollections):
    heading = ("Quý I năm 2024", "Quý I năm 2025")
    document = document_of(form_sheet("Biểu 3", dict.fromkeys(range(16), 5), heading))
    for period in periods:
        own = parse_period(period)
        known = Known(KNOWN.is_unit, lambda text, own=own: names_period(text, own))
        (binding,) = bind_each(document, CATALOGUE, known)
        column = 3 + 1 + heading.index(f"Quý I năm {period[:4]}")
        assert {row.value.column for row in binding.rows.values()} == {column}
    assert recollections == [False, False]


def test_the_same_workbook_is_recalled_with_the_cells_of_its_own(recollections):
    bound(document_of(form_sheet("Biểu 3", dict.fromkeys(range(16), 5))))
    (binding,) = bind_each(document_of(form_sheet("Biểu 3", dict.fromkeys(range(16), 6))), CATALOGUE, KNOWN)
    assert recollections == [False, True]
    assert {row.value.stored for row in binding.rows.values()} == {6}
