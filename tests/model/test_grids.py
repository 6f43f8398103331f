"""Grids: what stands under a merged area."""

import time

import pytest

from cchc_excel.model.grids import Grid


@pytest.mark.parametrize(
    ("row", "column", "first"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 2), (1, 4, 2), (1, 5, 5), (1, 7, 6), (2, 3, 3), (5, 2, 2), (6, 2, 2)],
)
def test_a_cell_s_content_stands_in_the_first_column_that_is_merged_in_its_row(row, column, first):
    merged = ((1, 6, 1, 7), (1, 2, 1, 4), (5, 1, 6, 3))
    assert Grid("Trang", {}, merged=merged).first_of_merged(row, column) == first


def test_nothing_merged_is_nothing_to_look_for():
    assert Grid("Trang", {}).first_of_merged(1, 3) == 3


def test_many_merged_areas_are_searched_at_once():
    grid = Grid("Trang", {}, merged=tuple((row, 1, row, 5) for row in range(1, 20_001)))
    begun = time.perf_counter()
    assert {grid.first_of_merged(row, 4) for row in range(1, 20_001)} == {1}
    assert time.perf_counter() - begun < 5  # walking all areas for each cell takes minutes
