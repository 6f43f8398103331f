"""What a number format says of a figure."""

import pytest

from cchc_excel.model.number_formats import left_out


@pytest.mark.parametrize(
    ("number_format", "digits"),
    [
        ("#,##0,", 3),
        ("#,##0,,", 6),
        ("#,##0.0,", 3),
        ("0.0,,", 6),
        ("#,##0,;[Red]-#,##0", 3),
        ('#,##0," nghìn"', 3),
        ("#,##0,.00", 3),
        ("General", 0),
        ("#,##0", 0),
        ("#,##0.00", 0),
        ("0.00%", 0),
        ("#,##0;-#,##0,", 0),
        ('#,##0","', 0),
        ("dd/mm/yyyy", 0),
        ("_-* #,##0_-;-* #,##0_-", 0),
        ("_(* #,##0,_);_(* (#,##0,)", 3),
        ("@", 0),
        ("", 0),
    ],
)
def test_the_digits_that_a_format_leaves_out(number_format, digits):
    assert left_out(number_format) == digits
