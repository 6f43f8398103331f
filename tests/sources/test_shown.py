"""What a person sees in a cell, as a Vietnamese Excel writes it."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.sources.shown import shown_text


@pytest.mark.parametrize(
    ("stored", "number_format", "text"),
    [
        (None, "General", ""),
        ("71 hồ sơ", "General", "71 hồ sơ"),
        ("  71 ", "0.00%", "  71 "),
        (True, "General", "TRUE"),
        (False, "0", "FALSE"),
        (71, "General", "71"),
        (12345678901234567890, "General", "12345678901234567890"),
        (12345678901234567890, "#,##0", "12.345.678.901.234.567.890"),
        (71.0, "General", "71"),
        (2700.5, "General", "2700,5"),
        (0.9859, "General", "0,9859"),
        (-3, "General", "-3"),
        (71, "0", "71"),
        (71.4, "0", "71"),
        (71.6, "0", "72"),
        (2700, "0", "2700"),
        (2700, "#,##0", "2.700"),
        (1234567.6, "#,##0", "1.234.568"),
        (71, "#,##0", "71"),
        (2700000, "#,##0,", "2.700"),
        (2700000000, "#,##0,,", "2.700"),
        (2750000, "0.0,,", "2,8"),
        (2750000, "#,##0.00,,", "2,75"),
        (2700000, "_(* #,##0,_);_(* (#,##0,)", "2.700"),
        (2700000, "[$-42A]#,##0,", "2.700"),
        (2700000, "[<1000000]#,##0;[<1000000000]#,##0,;#,##0,,", "2.700"),
        (98.5, "[<=1]0.0%;0.0", "98,5"),
        (-2700, "#,##0;[Red]-#,##0", "-2.700"),
        (2700, "#,##0.00", "2.700,00"),
        (98.59, "0.00", "98,59"),
        (98.6, "0.00", "98,60"),
        (0.9859, "0%", "99%"),
        (0.9859, "0.00%", "98,59%"),
        (0.9859, "0.0%", "98,6%"),
        (1, "0%", "100%"),
        (1, "0.00%", "100,00%"),
        (12.5, "#,##0.0%", "1.250,0%"),
        (0.29, "0%", "29%"),
        (0.57, "0%", "57%"),
        (-0.0525, "0.00%", "-5,25%"),
        (-2700, "#,##0;(#,##0)", "-2.700"),
        (2700, "#,##0;[Red]-#,##0", "2.700"),
        (71, '0" hồ sơ"', "71"),
        (2700.5, "@", "2700,5"),
        (2700, "# ?/?", "2700"),
        (date(2025, 3, 7), "dd/mm/yyyy", "07/03/2025"),
        (datetime(2025, 3, 7), "mm-dd-yy", "07/03/2025"),
        (datetime(2025, 3, 7, 15, 2), "General", "07/03/2025 15:02"),
        (time(8, 30), "h:mm", "08:30"),
    ],
)
def test_a_stored_value_is_shown_under_its_format(stored, number_format, text):
    assert shown_text(stored, number_format) == text


@pytest.mark.parametrize(
    ("stored", "number_format", "text"),
    [
        (2.5, "0", "3"),
        (0.125, "0.00", "0,13"),
        (1.005, "0.00", "1,01"),
        (0.98595, "0.00%", "98,60%"),
        (0.985, "0%", "99%"),
        (2500.5, "#,##0", "2.501"),
        (-2.5, "0", "-3"),
    ],
)
def test_a_half_is_rounded_away_from_zero_as_excel_does(stored, number_format, text):
    assert shown_text(stored, number_format) == text


@pytest.mark.parametrize(
    ("stored", "text"), [(0.1 + 0.2, "0,3"), (71.00000000000001, "71"), (70 / 71, "0,985915493")]
)
def test_general_shows_no_binary_noise(stored, text):
    assert shown_text(stored, "General") == text


@given(st.integers(-(10**9), 10**9))
def test_a_whole_number_is_shown_whole_under_every_format_without_percent(value):
    for number_format in ("General", "0", "#,##0", "@"):
        assert shown_text(value, number_format).replace(".", "") == str(value)


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["General", "0", "0.00", "#,##0", "0%", "", ";", "€ 0"]),
)
def test_every_number_has_a_text(value, number_format):
    assert shown_text(value, number_format)
