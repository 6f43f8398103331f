"""Which unit a written name means, over the real register: spellings, slips, other days, and what must not
be taken for a unit."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from cchc_excel.mapping.unit_names import Likeness, describe, doubts, resolve_name, unit_named
from cchc_excel.model.administration import Register, ReportingUnit

BEFORE, AFTER = date(2025, 3, 14), date(2026, 3, 14)
LAC_DUONG, DUC_TRONG, DA_LAT, LAM_DONG = "675", "678", "672", "68"


def unit_of(register: Register, code: str, on: date = BEFORE) -> ReportingUnit:
    unit = register.with_code(code, on)
    assert unit is not None, code
    return unit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("24862", "24862"),
        ("Xã Lát", "24862"),
        ("XÃ LÁT", "24862"),
        ("xa lat", "24862"),
        ("X. Lát", "24862"),
        ("x.lát", "24862"),
        ("Lát", "24862"),
        ("UBND xã Lát", "24862"),
        ("UBND UBND xã Lát", "24862"),
        ("Ủy ban nhân dân xã Lát", "24862"),
        ("Uỷ ban nhân dân xã Lát", "24862"),
        (unicodedata.normalize("NFD", "Xã Lát"), "24862"),
        ("Xã\u00a0Lát", "24862"),
        ("Xã Lát, huyện Lạc Dương", "24862"),
        ("Xã Lát, huyện Lạc Dương, tỉnh Lâm Đồng", "24862"),
        ("UBND XÃ LÁT HUYỆN LẠC DƯƠNG TỈNH LÂM ĐỒNG", "24862"),
        ("Xã Lát (huyện Lạc Dương)", "24862"),
        ("Xã Lát - Lạc Dương", "24862"),
        ("xã Lát thuộc huyện Lạc Dương", "24862"),
        ("Xã Đưng K'Nớ", "24850"),
        ("Xã Đưng K’Nớ", "24850"),
        ("Xã Đưng KʼNớ", "24850"),
        ("Xã Đưng K Nớ", "24850"),
        ("XÃ ĐƯNG K’ NỚ", "24850"),
        ("xa dung k'no", "24850"),
        ("Dung Kno", "24850"),
        ("Xã Dưng K'Nớ", "24850"),
        ("Xã Đưng K Nó", "24850"),
        ("xã-đưng-k'nớ", "24850"),
        ("Đạ Sar", "24865"),
        ("Da Sar", "24865"),
        ("Đa Sar", "24865"),
        ("xã Đạ-Sar", "24865"),
        ("TT. Lạc Dương", "24846"),
        ("TT Lạc Dương", "24846"),
        ("TT.Lạc Dương", "24846"),
        ("T.T Lạc Dương", "24846"),
        ("Thi tran Lac Duong", "24846"),
        ("H. Lạc Dương", "675"),
        ("huyện lạc dương", "675"),
        ("P.1, TP. Đà Lạt", "24784"),
        ("Phường 01, thành phố Đà Lạt", "24784"),
        ("P1 - TP Đà Lạt", "24784"),
        ("TP. Đà Lạt", "672"),
        ("TX. Buôn Hồ", "644"),
        ("TP HỒ CHÍ MINH", "79"),
        ("T. Lâm Đồng", "68"),
        ("tinh Dak Lak", "66"),
        ("Tỉnh Đăk Lăk", "66"),
        ("Tỉnh Đắk Lắk", "66"),
        ("Xã Tân Thành, huyện Đức Trọng", "24979"),
        ("Xã Tân Thành - Đức Trọng", "24979"),
    ],
)
def test_a_unit_is_known_by_its_name_as_people_write_it(register: Register, text: str, code: str):
    match = resolve_name(text, register, BEFORE)
    assert match.unit is not None and match.unit.code == code, match
    assert match.as_spelled


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("Xã Tân Thành", DUC_TRONG, "24979"),
        ("xa tan thanh", DUC_TRONG, "24979"),
        ("Xã Tân Thành", LAC_DUONG, "24979"),  # none in Lạc Dương: the one of its province
        ("Phường 1", DA_LAT, "24784"),
        ("Xã Lát", DUC_TRONG, "24862"),
        ("Lạc Dương", DUC_TRONG, None),  # the district and its town
    ],
)
def test_the_units_that_can_be_meant_come_first(register: Register, text: str, within: str, code: str | None):
    unit = resolve_name(text, register, BEFORE, None, unit_of(register, within)).unit
    assert (unit.code if unit else None) == code


@pytest.mark.parametrize(
    ("text", "within", "code"),
    [
        ("Thị trấn Lạc Dươn", None, "24846"),
        ("Huyện Lạc Dươg", None, "675"),
        ("Xã Đạ Sa", LAC_DUONG, "24865"),
        ("Xã Đạ Saar", LAC_DUONG, "24865"),
        ("Xã Đạ Nihm", LAC_DUONG, "24848"),
        ("Xã Đạ Chai", LAC_DUONG, "24847"),
        ("xa da chai", LAC_DUONG, "24847"),
        ("Thị trấn Đạ Nhim", LAC_DUONG, "24848"),
        ("TT Lạc Dưong", LAC_DUONG, "24846"),
    ],
)
def test_a_slip_is_seen_through_where_one_unit_is_clearly_meant(
    register: Register, text: str, within: str | None, code: str
):
    match = resolve_name(text, register, BEFORE, None, unit_of(register, within) if within else None)
    assert match.unit is not None and match.unit.code == code, match
    if match.likeness is Likeness.NEAR:
        said = doubts(match, text, register, BEFORE, "a.xlsx")
        assert [f.code for f in said] == ["UNIT-014"]
        assert f"«{text}»" in said[0].message() and f"[{code}]" in said[0].message()


@pytest.mark.parametrize(
    "text",
    [
        "Xã Lạt",  # a mark decides
        "Xã Lat́h",
        "Xã Đạ",
        "Xã",
        "UBND",
        "UBND xã",
        "Ủy ban nhân dân",
        "",
        "   ",
        "…",
        "Xã ……",
        "Xã ABC",
        "Các xã",
        "các xã, thị trấn",
        "Cộng",
        "Tổng số",
        "Tổng cộng",
        "Số liệu",
        "Ghi chú",
        "STT",
        "1.1",
        "2486",
        "248620",
        "Sở Nội vụ",
        "Phòng Nội vụ",
        "Văn phòng HĐND và UBND",
        "Kỳ trước",
        "Quý I năm 2025",
        "Huyện Xã Lát",
        "Phường 1 1",
    ],
)
@pytest.mark.parametrize("within", [None, LAC_DUONG])
def test_what_is_no_name_of_a_unit_is_taken_for_none(register: Register, text: str, within: str | None):
    match = resolve_name(text, register, BEFORE, None, unit_of(register, within) if within else None)
    assert match.unit is None, match


@pytest.mark.parametrize(
    ("text", "on", "code", "named"),
    [
        ("Xã Tân Thành", BEFORE, "UNIT-003", "ứng với 27 đơn vị"),
        ("Phường 1", BEFORE, "UNIT-003", "Phường 1"),
        ("Xã Đam Rông 5", AFTER, "UNIT-015", "Xã Đam Rông 4"),  # a number is never a slip
        ("Xã Lát, huyện Đức Trọng", BEFORE, "UNIT-015", "Huyện Lạc Dương"),
        ("Xã Bình Ngh", BEFORE, "UNIT-015", "Xã Bình Nghi"),
    ],
)
def test_several_candidates_are_a_question(register: Register, text: str, on: date, code: str, named: str):
    unit, said = unit_named(text, register, on, file="a.xlsx")
    assert unit is None
    assert [f.code for f in said] == [code]
    assert named in said[0].message()


@pytest.mark.parametrize(
    ("text", "on", "code", "named"),
    [
        ("Xã Đưng K'Nớ", AFTER, "UNIT-016", "không còn từ ngày 01/07/2025, nay thuộc Xã Đam Rông 4"),
        ("Xã Lát", AFTER, "UNIT-016", "Phường Lang Biang - Đà Lạt"),
        ("Xã Lát, huyện Lạc Dương", AFTER, "UNIT-016", "Phường Lang Biang - Đà Lạt"),
        ("Huyện Lạc Dương", AFTER, "UNIT-018", "chỉ còn đến ngày 30/06/2025"),
        ("Xã Đam Rông 4", BEFORE, "UNIT-017", "chỉ có từ ngày 01/07/2025"),
    ],
)
def test_a_unit_of_another_day_is_said_to_be_one(
    register: Register, text: str, on: date, code: str, named: str
):
    unit, said = unit_named(text, register, on, file="a.xlsx")
    assert unit is None
    assert [f.code for f in said] == [code]
    assert named in said[0].message()


def test_a_unit_that_ended_near_by_is_meant_rather_than_a_namesake_elsewhere(register: Register):
    """Xã Mê Linh of Lâm Hà ended; one of that name exists elsewhere."""
    lam_dong = unit_of(register, LAM_DONG, AFTER)
    assert resolve_name("Xã Mê Linh", register, AFTER).as_spelled
    match = resolve_name("Xã Mê Linh", register, AFTER, None, lam_dong)
    assert match.likeness is Likeness.OTHER_DAY
    assert describe(match.former, register, AFTER).startswith("Xã Mê Linh, Huyện Lâm Hà – Tỉnh Lâm Đồng")


def test_a_level_narrows(register: Register):
    assert resolve_name("Lạc Dương", register, BEFORE, "district").unit.code == "675"
    assert resolve_name("Lạc Dương", register, BEFORE, "commune").unit.code == "24846"
    assert resolve_name("Huyện Lạc Dương", register, BEFORE, "commune").unit is None


def test_a_slip_in_a_name_that_two_units_are_like_is_a_question():
    units = (
        ReportingUnit("Huyện A", "1", "district"),
        ReportingUnit("Xã Phú Thuận", "11", "commune", "1"),
        ReportingUnit("Xã Phú Nhuận", "12", "commune", "1"),
    )
    register = Register(units, ("Xã", "Huyện"))
    match = resolve_name("Xã Phú Huận", register, BEFORE, None, units[0])
    assert match.unit is None
    assert {each.code for each in match.candidates} == {"11", "12"}


def test_a_register_without_units_answers():
    assert resolve_name("Xã Lát", Register((), ()), BEFORE).candidates == ()
