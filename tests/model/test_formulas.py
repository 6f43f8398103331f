"""What a formula says, however it is spelled; where it names other workbooks; how it reads elsewhere."""

from __future__ import annotations

import pytest

from cchc_excel.model.formulas import moved, other_books, sense_of

SHEET = "Biểu mẫu 3"
FORMULA = 'IF(COUNT(D18,D19)=2,IFERROR(D19/D18,""),"")'


@pytest.mark.parametrize(
    "spelled",
    [
        'if(count(d18,d19)=2,iferror(d19/d18,""),"")',
        ' IF( COUNT(D18, D19) = 2 , IFERROR(D19 / D18,""), "" )',
        'IF(COUNT($D$18,D$19)=2,IFERROR($D19/D18,""),"")',
        "IF(COUNT('Biểu mẫu 3'!D18,'BIỂU MẪU 3'!$D$19)=2,IFERROR(D19/D18,\"\"),\"\")",
        'IF(COUNT(D18,D19)=2.0,_xlfn.IFERROR(D19/D18,""),"")',
    ],
)
def test_spellings_of_one_formula_say_the_same(spelled):
    assert sense_of(spelled, SHEET) == sense_of(FORMULA, SHEET)


@pytest.mark.parametrize(
    "other",
    [
        'IF(COUNT(D18,D19)=2,IFERROR(D18/D19,""),"")',
        'IF(COUNT(D18,D19)=2,IFERROR(D19/D18,"x"),"")',
        'IF(COUNT(D18,D19)=2,IFERROR(D19/D18,""),"")+0',
        'IF(COUNT(\'Biểu mẫu 4\'!D18,D19)=2,IFERROR(D19/D18,""),"")',
    ],
)
def test_another_formula_says_something_else(other):
    assert sense_of(other, SHEET) != sense_of(FORMULA, SHEET)


def test_texts_keep_their_capitals_and_spaces():
    assert sense_of('"Đạt "', SHEET) != sense_of('"đạt "', SHEET) != sense_of('"đạt"', SHEET)


def test_a_number_is_the_same_however_it_is_written():
    assert sense_of("A1*0.0000000015", SHEET) == sense_of("A1*1.5000000000000001E-9", SHEET)


def test_other_workbooks_are_named_by_number_or_name():
    text = "'[1]Số liệu'!A1+[2]Sheet1!B2+'C:\\bao cao\\[Quý 1.xlsx]Sheet1'!A1+Sheet1!A1"
    assert list(other_books(text)) == ["1", "2", "Quý 1.xlsx"]


def test_brackets_in_texts_and_tables_name_no_workbook():
    assert list(other_books('"[1]Sheet1!A1"&Bảng[Cột]')) == []


def test_a_moved_formula_names_its_cells_where_they_stand():
    def down(owner: str, area: tuple[int, int, int, int]) -> str | None:
        return "D20" if (owner, area[0]) == ("biểu mẫu 3", 19) else None

    assert moved('=IF(D18>0,D19,"D19")', SHEET, down) == '=IF(D18>0,D20,"D19")'
