"""What a number format says of a figure."""

import pytest

from cchc_excel.model.number_formats import left_out, section_for


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
        ('_-* #,##0,_-;-* #,##0,_-;_-* "-"??_-;_-@_-', 3),
    ],
)
def test_the_digits_that_a_format_leaves_out(number_format, digits):
    assert left_out(number_format) == digits


@pytest.mark.parametrize(
    ("number_format", "value", "section"),
    [
        ("0.00%", -1, "0.00%"),
        ("0.0;-0.0%", 98.5, "0.0"),
        ("0.0;-0.0%", -98.5, "-0.0%"),
        ("0;-0;zero", 0, "zero"),
        ("0;-0;zero;@", 5, "0"),
        ("0;-0", 0, "0"),
        ("[<=1]0.0%;0.0", 98.5, "0.0"),
        ("[<=1]0.0%;0.0", 0.985, "[<=1]0.0%"),
        ("[<1000000]#,##0;[<1000000000]#,##0,;#,##0,,", 2_700_000, "[<1000000000]#,##0,"),
        ("[<1000000]#,##0;[<1000000000]#,##0,;#,##0,,", 2.7e9, "#,##0,,"),
        ("[>=1000000]#,##0,;#,##0", 2700, "#,##0"),
        ('0";"0;-0', -1, "-0"),
        ("", 1, ""),
        (";;;", 1, ""),
    ],
)
def test_the_section_that_shows_a_number(number_format, value, section):
    assert section_for(number_format, value) == section
