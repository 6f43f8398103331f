"""OpenFormula as Excel writes it."""

from __future__ import annotations

import pytest

from cchc_excel.sources.ods_formulas import as_excel_writes


@pytest.mark.parametrize(
    ("written", "excel"),
    [
        ("[.D18]/[.D17]", "D18/D17"),
        ('IF([.$D$18]>0;[.D19];"a;b[.D1]")', 'IF($D$18>0,D19,"a;b[.D1]")'),
        ("SUM([.D6:.D9])", "SUM(D6:D9)"),
        ("[$'Biểu mẫu 3'.$D$18]", "'Biểu mẫu 3'!$D$18"),
        ("[Sheet1.A1:.B2]", "'Sheet1'!A1:B2"),
        ("['file:///C:/Lan/Qu%C3%BD%201.xlsx'#$Sheet1.A1]", "'[Quý 1.xlsx]Sheet1'!A1"),
        ("['O''Nhà'.A1]", "'O''Nhà'!A1"),
        ("CCHC_DON_VI&{1;2}", "CCHC_DON_VI&{1;2}"),
        ("[.#REF!]+1", "[.#REF!]+1"),
    ],
)
def test_a_formula_is_written_as_excel_writes_it(written, excel):
    assert as_excel_writes(written) == excel
