"""What the name of a file or folder says of unit and period, over the real register."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from cchc_excel.mapping.file_names import read_name, unit_in_name
from cchc_excel.model.administration import Register

ON = date(2025, 3, 14)


def unit_said(name: str, register: Register, within: str | None = None) -> str | None:
    near = register.with_code(within, ON) if within else None
    named = unit_in_name(read_name(name), register, ON, None, near)
    return named.match.unit.code if named is not None and named.match.unit is not None else None


@pytest.mark.parametrize(
    ("name", "unit", "period"),
    [
        ("BM CCHC Q1-2025 xa Lat", "24862", "2025-Q1"),
        ("Xa Da Chais", "24847", None),
        ("PL_CCHC_6T_2025_TT Lac Duong (1)", "24846", "2025-H1"),
        ("xã-đưng-k'nớ_quý-I-2025", "24850", "2025-Q1"),
        (unicodedata.normalize("NFD", "xã-đưng-k'nớ_quý-I-2025"), "24850", "2025-Q1"),
        ("XaDaChais_Q3-2025", "24847", "2025-Q3"),
        ("BieuMauCCHC_XaLat_Quy1_2025", "24862", "2025-Q1"),
        ("Xã Lát 2025-Q1", "24862", "2025-Q1"),
        ("xa Lat huyen Lac Duong 9T 2025", "24862", "2025-9M"),
        ("Huyen Lac Duong - xa Da Sar nam 2025", "24865", "2025-Y"),
        ("xa Tan Thanh huyen Duc Trong", "24979", None),
        ("phuong 1 TP Da Lat 6 thang dau nam 2025", "24784", "2025-H1"),
        ("Da Sar Q1 2025", "24865", "2025-Q1"),
        ("Dinh Van", "24871", None),
        ("20250307_xa_lat", "24862", None),
        ("BC so 31 xa Dung K'No 07-03-2025", "24850", None),
        ("huyen-lac-duong-2025-Q1", "675", "2025-Q1"),
        ("bao cao tinh Lam Dong ca nam 2024", "68", "2024-Y"),
        ("UBND xa Lat gui huyen", "24862", None),
    ],
)
def test_a_name_says_the_unit_and_the_period(
    register: Register, name: str, unit: str | None, period: str | None
):
    mentioned = read_name(name).period.period
    assert (unit_said(name, register), mentioned.id if mentioned else None) == (unit, period)


@pytest.mark.parametrize(
    "name",
    [
        "bao cao phu luc CCHC gui final (1) 07.3.2025",
        "Gui huyen Lac Duong",
        "phuong huong nhiem vu 2025",
        "Bao cao kinh te xa hoi quy I",
        "tinh hinh thuc hien",
        "quan ly hanh chinh",
        "mau cap xa",
        "so lieu xa",
        "tong hop cac xa",
        "xa Lat va xa Da Sar",
        "Lat",  # one syllable without its type word
        "BM3",
        "Book1",
        "Q1 2025",
        "",
        "xã",
        "UBND",
        "phuong an",
        "Bieu mau 2a",
        "Copy of Phu luc (2)",
    ],
)
def test_generic_words_are_no_unit(register: Register, name: str):
    assert unit_said(name, register) is None


@pytest.mark.parametrize(
    ("name", "within", "unit"),
    [
        ("Lat", "675", "24862"),
        ("lat Q1", "675", "24862"),
        ("xa tan thanh", "678", "24979"),
        ("xa Da Chai Q1 2025", "675", "24847"),
        ("phuong huong nhiem vu", "675", None),
        ("bao cao gui", "675", None),
    ],
)
def test_the_units_near_by_are_understood_in_fewer_words(
    register: Register, name: str, within: str, unit: str | None
):
    assert unit_said(name, register, within) == unit


def test_a_name_of_many_units_names_all_of_them(register: Register):
    named = unit_in_name(read_name("Xã Tân Thành Q1"), register, ON, None, None)
    assert named.match.unit is None
    assert len(named.match.candidates) > 10


@pytest.mark.parametrize(
    "name",
    [
        "CCHC 07.3.2025",
        "CCHC 2025-03-07",
        "CCHC 20250307",
        "CCHC 7_3_25",
    ],
)
def test_a_date_is_no_period(name: str):
    assert read_name(name).period.year is None
    assert read_name(name).words == ("CCHC",)
