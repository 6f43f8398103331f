"""How each operator makes one figure of many: sums exact, blanks blank, percents recomputed, tallies
counted."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import report_of

from cchc_excel.consolidation.operators import LeafTable, consolidate_rows, exact_sum
from cchc_excel.model.forms import Operator


def figures(catalogue, *reports, expected=6):
    counts = dict.fromkeys(catalogue.indicators, expected)
    return consolidate_rows(LeafTable.of(reports, catalogue), counts, catalogue)


def leaves(form, code, *values):
    return [report_of(form, {code: value}, unit=f"Xã {n}") for n, value in enumerate(values)]


def test_a_sum_adds_what_is_there_and_says_of_how_many(catalogue):
    figure = figures(catalogue, *leaves("BM3", "3.3.1", 71, None, 100))["BM3:3.3.1"]
    assert (figure.value, figure.coverage.reported, figure.coverage.expected) == (171, 2, 6)


def test_all_blank_stays_blank_and_zero_is_a_number(catalogue):
    assert figures(catalogue, *leaves("BM3", "3.3.1", None, None))["BM3:3.3.1"].value is None
    assert figures(catalogue, *leaves("BM3", "3.3.1", 0, None))["BM3:3.3.1"].value == 0


def test_a_text_in_a_number_cell_is_not_added(catalogue):
    figure = figures(catalogue, *leaves("BM3", "3.3.1", 71, "tám"))["BM3:3.3.1"]
    assert (figure.value, figure.coverage.reported) == (71, 1)


def test_decimal_amounts_add_up_as_they_are_written(catalogue):
    assert figures(catalogue, *leaves("BM6", "1.1", 0.1, 0.2))["BM6:1.1"].value == 0.3


def test_the_highest_is_taken_with_the_lowest_beside_it(catalogue):
    figure = figures(catalogue, *leaves("BM3", "1", 173, 170, 173))["BM3:1"]
    assert (figure.value, figure.low) == (173, 170)
    assert figures(catalogue, *leaves("BM3", "1", 173, 173))["BM3:1"].low is None


def test_a_mean_is_plain_and_of_those_that_reported(catalogue):
    figure = figures(catalogue, *leaves("BM7", "2.2", 90, None, 95))["BM7:2.2"]
    assert (figure.value, figure.coverage.reported) == (92.5, 2)


def test_choices_are_counted_and_have_no_value(catalogue):
    figure = figures(catalogue, *leaves("BM1", "6", 1, 1, 0, None))["BM1:6"]
    assert (figure.value, dict(figure.tally)) == (None, {0: 1, 1: 2})


def test_a_percent_is_made_of_the_summed_parts_never_averaged(catalogue):
    one = report_of("BM3", {"3.3": 100, "3.3.1": 10, "3.3.2": 10}, unit="Xã 1")
    two = report_of("BM3", {"3.3": 0, "3.3.1": 90, "3.3.2": 0}, unit="Xã 2")
    assert figures(catalogue, one, two)["BM3:3.3"].value == pytest.approx(10.0)


def test_a_leaf_with_only_one_part_of_a_percent_is_named(catalogue):
    one = report_of("BM3", {"3.3.1": 10, "3.3.2": 9}, unit="Xã Một")
    two = report_of("BM3", {"3.3.1": 90}, unit="Xã Hai")
    figure = figures(catalogue, one, two)["BM3:3.3"]
    assert figure.partial == ("Xã Hai",)
    assert figure.coverage.reported == 1


def test_a_percent_without_parts_on_the_form_is_not_made(catalogue):
    figure = figures(catalogue, *leaves("BM4", "1.3", 10, 20))["BM4:1.3"]
    assert (figure.value, figure.operator) == (None, Operator.NONE)


def test_numbers_on_heading_rows_are_never_added(catalogue):
    assert figures(catalogue, *leaves("BM2a", "2", 0, 3))["BM2a:2"].value is None


@given(st.lists(st.decimals(-(10**9), 10**9, places=3).map(float), max_size=7))
def test_the_order_of_the_leaves_never_changes_a_sum(values):
    assert len({exact_sum(order) for order in itertools.islice(itertools.permutations(values), 50)}) == 1
