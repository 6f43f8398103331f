"""Levels, the chain in force on a day, and the look-ups of a register small enough to read here."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from cchc_excel.model.administration import Administration, Level, Register, ReportingUnit
from cchc_excel.words import Words

LAST_OF_THREE, FIRST_OF_TWO = date(2025, 6, 30), date(2025, 7, 1)
BEFORE, AFTER = date(2025, 3, 10), date(2025, 9, 14)

ADMINISTRATION = Administration(
    (
        Level(
            "province",
            Words("Cấp tỉnh", "Province level"),
            Words("tỉnh", "province"),
            2,
            unit_prefixes=("Tỉnh", "Thành phố"),
        ),
        Level(
            "commune",
            Words("Cấp xã", "Commune level"),
            Words("xã", "commune"),
            0,
            aliases=("UBND cấp xã", "phường"),
            unit_prefixes=("Xã", "Phường", "Thị trấn", "Đặc khu"),
        ),
        Level(
            "district",
            Words("Cấp huyện", "District level"),
            Words("huyện", "district"),
            1,
            valid_to=LAST_OF_THREE,
            unit_prefixes=("Huyện", "Quận", "Thị xã", "Thành phố"),
        ),
        Level("national", Words("Trung ương", "National level"), Words("cả nước", "national"), 3),
    )
)


def old(code: str, name: str, level: str, parent_code: str = "") -> ReportingUnit:
    return ReportingUnit(name, code, level, parent_code, valid_to=LAST_OF_THREE)


def new(code: str, name: str, level: str, parent_code: str = "") -> ReportingUnit:
    return ReportingUnit(name, code, level, parent_code, valid_from=FIRST_OF_TWO)


LAM_DONG, LAC_DUONG, DUC_TRONG, QUAN_3 = (
    old("68", "Tỉnh Lâm Đồng", "province"),
    old("675", "Huyện Lạc Dương", "district", "68"),
    old("678", "Huyện Đức Trọng", "district", "68"),
    old("770", "Quận 3", "district", "79"),
)
NEW_LAM_DONG = new("68", "Tỉnh Lâm Đồng", "province")
REGISTER = Register(
    (
        LAM_DONG,
        NEW_LAM_DONG,
        old("79", "Thành phố Hồ Chí Minh", "province"),
        LAC_DUONG,
        DUC_TRONG,
        QUAN_3,
        old("644", "Thị Xã Buôn Hồ", "district", "68"),
        old("24846", "Thị trấn Lạc Dương", "commune", "675"),
        old("24850", "Xã Đưng KNớ", "commune", "675"),
        old("24862", "Xã Lát", "commune", "675"),
        old("24901", "Xã Tân Thành", "commune", "678"),
        old("24902", "Xã Tân Thạnh", "commune", "678"),
        old("24903", "Xã Tân Thanh", "commune", "675"),
        old("24904", "Xã Hòa Bình", "commune", "678"),
        old("24905", "Xã Tân Thành", "commune", "675"),
        old("24906", "Thị trấn Đạm Ri", "commune", "678"),
        old("24907", "Thành phố Phan Rang - Tháp Chàm", "district", "68"),
        old("27160", "Phường 1", "commune", "770"),
        old("27133", "Phường 11", "commune", "770"),
        old("27134", "Phường Phường Đúc", "commune", "770"),
        new("24846", "Xã Lạc Dương", "commune", "68"),
        new("24853", "Xã Đam Rông 4", "commune", "68"),
        new("24999", "Đặc khu Phú Quý", "commune", "68"),
    ),
    ADMINISTRATION.type_words,
)


def codes(text: str, on: date = BEFORE, **narrowing: object) -> list[str]:
    return [each.code for each in REGISTER.find(text, on, **narrowing)]


# Levels


def test_the_chain_has_three_tiers_and_the_nation_until_june_2025():
    assert ADMINISTRATION.chain(LAST_OF_THREE) == ("commune", "district", "province", "national")


def test_the_chain_leaves_the_district_out_from_july_2025():
    assert ADMINISTRATION.chain(FIRST_OF_TWO) == ("commune", "province", "national")


@pytest.mark.parametrize(
    ("level_id", "on", "above"),
    [
        ("commune", LAST_OF_THREE, "district"),
        ("commune", FIRST_OF_TWO, "province"),
        ("district", FIRST_OF_TWO, "province"),
        ("national", BEFORE, None),
    ],
)
def test_above_a_level_is_the_next_one_in_force(level_id, on, above):
    assert ADMINISTRATION.above(level_id, on) == above


def test_below_is_a_matter_of_rank_and_not_of_the_order_declared():
    assert ADMINISTRATION.is_below("commune", "province")
    assert not ADMINISTRATION.is_below("province", "commune")
    assert not ADMINISTRATION.is_below("commune", "commune")


@pytest.mark.parametrize(
    ("start", "end", "existed"),
    [
        (date(2024, 12, 15), date(2025, 12, 14), True),  # Năm 2025 still has the district
        (date(2025, 6, 15), date(2025, 9, 14), True),
        (FIRST_OF_TWO, AFTER, False),
    ],
)
def test_a_level_existed_within_a_period_when_it_did_on_any_day_of_it(start, end, existed):
    assert ADMINISTRATION.existed_within("district", start, end) is existed


@pytest.mark.parametrize(
    "text", ["commune", "Cấp xã", "CAP XA", "xa", "Commune level", "  ubnd  cấp xã ", "Phường"]
)
def test_a_level_is_known_by_id_name_and_alias_in_any_spelling(text):
    assert ADMINISTRATION.level_named(text) == ADMINISTRATION.level("commune")


def test_an_unknown_level_name_names_no_level():
    assert ADMINISTRATION.level_named("cấp thôn") is None
    assert ADMINISTRATION.level_named("") is None


def test_an_undeclared_level_id_raises():
    with pytest.raises(KeyError, match="hamlet"):
        ADMINISTRATION.level("hamlet")


def test_a_type_word_of_two_levels_is_listed_once():
    assert ADMINISTRATION.type_words.count("Thành phố") == 1


# Relatives


def test_the_first_and_the_last_day_are_in_force():
    only = ReportingUnit("Xã A", valid_from=BEFORE, valid_to=AFTER)
    assert only.in_force(BEFORE) and only.in_force(AFTER)
    assert not only.in_force(date(2025, 3, 9)) and not only.in_force(date(2025, 9, 15))


def test_one_code_is_two_units_on_two_days():
    assert REGISTER.with_code("24846", LAST_OF_THREE).name == "Thị trấn Lạc Dương"
    assert REGISTER.with_code("24846", FIRST_OF_TWO).name == "Xã Lạc Dương"


def test_a_code_out_of_force_or_empty_is_nobody():
    assert REGISTER.with_code("24850", FIRST_OF_TWO) is None
    assert REGISTER.with_code("", BEFORE) is None


def test_children_are_the_units_directly_below_on_the_day():
    assert [each.code for each in REGISTER.children(LAM_DONG, BEFORE)] == ["675", "678", "644", "24907"]
    assert [each.code for each in REGISTER.children(NEW_LAM_DONG, AFTER)] == ["24846", "24853", "24999"]


def test_below_reaches_through_the_levels_in_register_order():
    found = [each.code for each in REGISTER.below(LAM_DONG, "commune", BEFORE)]
    assert found == ["24846", "24850", "24862", *(str(code) for code in range(24901, 24907))]


def test_a_unit_out_of_force_has_no_relatives():
    assert REGISTER.children(LAM_DONG, AFTER) == ()
    assert REGISTER.below(LAC_DUONG, "commune", AFTER) == ()
    assert REGISTER.ancestors(LAC_DUONG, AFTER) == ()


def test_a_unit_that_the_register_does_not_know_has_no_children():
    assert REGISTER.children(ReportingUnit("Sở Nội vụ"), BEFORE) == ()


def test_ancestors_go_from_the_parent_upwards():
    commune = REGISTER.with_code("24850", BEFORE)
    assert REGISTER.ancestors(commune, BEFORE) == (LAC_DUONG, LAM_DONG)


def test_a_parent_that_is_its_own_ancestor_does_not_loop():
    ring = (ReportingUnit("Xã A", "1", "commune", "2"), ReportingUnit("Xã B", "2", "commune", "1"))
    assert Register(ring, ()).ancestors(ring[0], BEFORE) == (ring[1], ring[0])


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (["24850", "24862"], LAC_DUONG),
        (["24850", "24901"], LAM_DONG),
        (["24850", "675"], LAM_DONG),
        (["24850"], LAC_DUONG),
        (["24850", "27160"], None),
        ([], None),
    ],
)
def test_nearest_above_stands_above_every_one_of_them(below, above):
    assert REGISTER.nearest_above([REGISTER.with_code(code, BEFORE) for code in below], BEFORE) == above


# Names


@pytest.mark.parametrize(
    "text",
    [
        "Xã Đưng KNớ",
        "Xã Đưng K’Nớ",
        "UBND XÃ ĐƯNG K’NỚ",
        "xa dung k'no",
        "Đưng K' Nớ",
        "X. Đưng KNớ",
        "Uỷ ban nhân dân xã Đưng K'Nớ",
        "uy ban nhan dan xa Dung K'No",
        "Xã Dưng K'Nớ",
        "24850",
        " 24850 ",
        "Xã\u00a0Đưng K'Nớ",
        unicodedata.normalize("NFD", "Xã Đưng KNớ"),
    ],
)
def test_a_commune_is_found_as_people_write_it(text):
    assert codes(text) == ["24850"]


@pytest.mark.parametrize(
    "text",
    [
        "Thị trấn Lạc Dương",
        "TT. Lạc Dương",
        "TT.Lạc Dương",
        "TT Lạc Dương",
        "thi tran lac duong",
        "UBND TT. Lạc Dương",
    ],
)
def test_the_type_word_may_be_abbreviated(text):
    assert codes(text) == ["24846"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("H. Lạc Dương", "675"),
        ("T.X. Buôn Hồ", "644"),
        ("TX Buon Ho", "644"),
        ("TP. Hồ Chí Minh", "79"),
        ("T.P. Hồ Chí Minh", "79"),
        ("Q.3", "770"),
        ("Q3", "770"),
        ("T. Lâm Đồng", "68"),
    ],
)
def test_initials_are_understood_at_every_level(text, code):
    assert codes(text) == [code]


def test_a_name_without_its_type_word_may_mean_units_of_two_levels():
    assert codes("Lạc Dương") == ["675", "24846"]
    assert codes("Lạc Dương", level_id="commune") == ["24846"]


def test_a_type_word_must_be_the_type_of_the_unit():
    assert codes("Xã Lạc Dương") == []
    assert codes("Xã Lạc Dương", AFTER) == ["24846"]
    assert codes("Thị trấn Lạc Dương", AFTER) == []


def test_a_type_word_against_the_level_asked_for_finds_nothing():
    assert codes("Huyện Lạc Dương", level_id="commune") == []


def test_a_type_word_of_the_register_is_read_in_any_case():
    assert codes("Thị xã Buôn Hồ") == ["644"]


def test_an_ambiguous_name_gives_every_candidate():
    assert codes("Xã Tân Thành") == ["24901", "24905"]


def test_within_keeps_the_unit_itself_and_what_is_below_it():
    assert codes("Xã Tân Thành", within=DUC_TRONG) == ["24901"]
    assert codes("Lạc Dương", within=LAC_DUONG) == ["675", "24846"]
    assert codes("Lạc Dương", within=DUC_TRONG) == []


def test_exact_marks_never_find_the_sister():
    assert codes("Tân Thạnh") == ["24902"]
    assert codes("Tân Thành", within=DUC_TRONG) == ["24901"]
    assert codes("Xã Lạt") == codes("Xã Tân Thãnh") == []


def test_marks_of_a_unit_elsewhere_are_not_taken_for_forgotten_marks():
    assert codes("Xã Tân Thanh", within=DUC_TRONG) == []


@pytest.mark.parametrize("text", ["xa tan thanh", "TAN THANH", "ubnd xa tan thanh"])
def test_without_marks_all_sisters_are_candidates(text):
    assert codes(text) == ["24901", "24902", "24903", "24905"]


def test_the_place_of_the_tone_is_no_difference():
    assert codes("Xã Hoà Bình") == codes("Xã Hòa Bình") == ["24904"]


def test_a_caron_is_read_as_the_breve_it_was():
    found = Register((ReportingUnit("Xã Văn Lăng", "1"),), ("Xã",)).find("xã Vǎn Lǎng", BEFORE)
    assert [each.code for each in found] == ["1"]


def test_a_dash_is_no_difference():
    for text in ("TP Phan Rang-Tháp Chàm", "Phan Rang – Tháp Chàm", "Thành phố Phan Rang Tháp Chàm"):
        assert codes(text) == ["24907"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Phường 1", "27160"),
        ("P.1", "27160"),
        ("P1", "27160"),
        ("Phường 01", "27160"),
        ("phuong 1", "27160"),
        ("Phường 11", "27133"),
        ("P. 11", "27133"),
        ("P11", "27133"),
    ],
)
def test_a_digit_is_never_a_spelling(text, code):
    assert codes(text, within=QUAN_3) == [code]


def test_spaced_digits_are_not_one_number():
    assert codes("Phường 1 1") == []


def test_a_name_that_begins_with_a_type_word_keeps_it():
    assert codes("Phường Phường Đúc") == codes("Phường Đúc") == codes("P. Phường Đúc") == ["27134"]


@pytest.mark.parametrize("text", ["", "   ", "xã", "UBND", "Ủy ban nhân dân", "Tân", "2485", "|", "1.1"])
def test_what_names_no_unit_finds_none(text):
    assert codes(text) == []


def test_a_code_is_bound_to_day_level_and_place_too():
    assert codes("24850", AFTER) == codes("24850", level_id="district") == []
    assert codes("24850", within=DUC_TRONG) == []


def test_an_empty_register_answers():
    assert Register((), ()).find("Xã Lát", BEFORE) == ()


@pytest.mark.parametrize(
    ("official", "written"),
    [
        ("Xã Mỹ Lý", "xã Mĩ Lí"),
        ("Xã Quý Lộc", "Xã Quí Lộc"),
        ("Xã Đắk Ang", "Xã Đăk Ang"),
        ("Xã Đăk Ang", "Xã Đắk Ang"),
        ("Phường Thủy Xuân", "Phường Thuỷ Xuân"),
    ],
)
def test_what_is_written_in_two_ways_is_one_name(official, written):
    found = Register((ReportingUnit(official, "1"),), ("Xã", "Phường")).find(written, BEFORE)
    assert [each.code for each in found] == ["1"]


@pytest.mark.parametrize(
    ("official", "written"),
    [("Xã Mai", "Xã May"), ("Xã Thúy", "Xã Thúi"), ("Xã Đắk", "Xã Đặk"), ("Xã Bắc", "Xã Băc̣")],
)
def test_other_sounds_stay_other_names(official, written):
    assert Register((ReportingUnit(official, "1"),), ("Xã",)).find(written, BEFORE) == ()


def test_the_authority_may_be_named_twice():
    assert codes("UBND Ủy ban nhân dân xã Lát") == ["24862"]


def test_all_below_reaches_through_the_levels():
    found = [each.code for each in REGISTER.all_below(LAM_DONG, BEFORE)]
    assert found[:3] == ["675", "678", "644"]
    assert {"24846", "24904"} <= set(found)
    assert REGISTER.all_below(LAM_DONG, AFTER) == ()


def test_turning_days_are_the_first_and_last_days_of_units():
    assert REGISTER.turning_days == (FIRST_OF_TWO, LAST_OF_THREE)
