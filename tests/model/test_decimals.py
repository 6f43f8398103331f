"""Arithmetic that leaves no noise."""

from cchc_excel.model.decimals import times


def test_a_power_of_ten_leaves_no_noise():
    assert times(2.7, 1000) == 2700
