"""The declared levels and the register that the package carries, and what their loaders refuse."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from cchc_excel.catalog.administration import (
    load_administration,
    load_register,
    parse_administration,
    parse_register,
)
from cchc_excel.errors import BrokenDeclaration
from cchc_excel.words import fold

LAST_OF_THREE, FIRST_OF_TWO = date(2025, 6, 30), date(2025, 7, 1)
HEADER = "code,name,level,parent_code,valid_from,valid_to,successor_codes\n"
LEVEL = (
    '[[levels]]\nid = "{id}"\nrank = {rank}\nname = {{vi = "{id} a", en = "{id} b"}}\n'
    'short = {{vi = "{id} c", en = "{id} d"}}\n'
)


# The levels


def test_the_chain_changes_on_1_july_2025():
    levels = load_administration()
    assert levels.chain(LAST_OF_THREE) == ("commune", "district", "province", "national")
    assert levels.chain(FIRST_OF_TWO) == ("commune", "province", "national")


@pytest.mark.parametrize(
    ("text", "level_id"),
    [
        ("xã", "commune"),
        ("cap xa", "commune"),
        ("UBND cấp xã", "commune"),
        ("phường", "commune"),
        ("thị trấn", "commune"),
        ("Đặc khu", "commune"),
        ("Cấp huyện", "district"),
        ("quan", "district"),
        ("Province level", "province"),
        ("UBND tỉnh", "province"),
        ("Trung ương", "national"),
    ],
)
def test_the_usual_words_name_a_level(text, level_id):
    assert load_administration().level_named(text).id == level_id


def test_every_unit_of_a_level_begins_with_a_type_word_of_that_level():
    levels = load_administration()
    prefixes = {level.id: tuple(fold(word) + " " for word in level.unit_prefixes) for level in levels.levels}
    strangers = [
        each
        for each in load_register().reporting_units
        if not fold(each.name).startswith(prefixes[each.level])
    ]
    assert strangers == []


# The register


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (LAST_OF_THREE, {"province": 63, "district": 696, "commune": 10035}),
        (FIRST_OF_TWO, {"province": 34, "commune": 3321}),
    ],
)
def test_the_register_holds_every_unit_of_the_country(on, counts):
    assert Counter(each.level for each in load_register().reporting_units if each.in_force(on)) == counts


def test_the_communes_of_huyen_lac_duong_are_known():
    on = date(2025, 3, 10)
    (district,) = load_register().find("Huyện Lạc Dương", on)
    assert [each.name for each in load_register().children(district, on)] == [
        "Thị trấn Lạc Dương",
        "Xã Đạ Chais",
        "Xã Đạ Nhim",
        "Xã Đưng KNớ",
        "Xã Lát",
        "Xã Đạ Sar",
    ]


def test_lam_dong_has_124_communes_from_july_2025():
    (province,) = load_register().find("Tỉnh Lâm Đồng", FIRST_OF_TWO)
    assert len(load_register().below(province, "commune", FIRST_OF_TWO)) == 124
    assert load_register().below(province, "district", FIRST_OF_TWO) == ()


@pytest.mark.parametrize("text", ["Xã Đưng K’Nớ", "UBND XÃ ĐƯNG K’NỚ", "xa dung k'no", "24850"])
def test_dung_kno_is_found_in_the_whole_country(text):
    assert [each.code for each in load_register().find(text, LAST_OF_THREE)] == ["24850"]


def test_dung_kno_became_part_of_dam_rong_4():
    (commune,) = load_register().find("Xã Đưng KNớ", LAST_OF_THREE)
    assert [load_register().with_code(code, FIRST_OF_TWO).name for code in commune.successor_codes] == [
        "Xã Đam Rông 4"
    ]


def test_xa_tan_thanh_is_27_communes():
    found = load_register().find("Xã Tân Thành", LAST_OF_THREE)
    assert len(found) == 27 and {each.name for each in found} == {"Xã Tân Thành"}


@pytest.mark.parametrize("on", [LAST_OF_THREE, FIRST_OF_TWO])
def test_every_unit_is_found_alone_under_its_parent(on):
    register = load_register()
    for each in filter(lambda each: each.in_force(on), register.reporting_units):
        parent = register.with_code(each.parent_code, on)
        assert register.find(each.name, on, each.level, parent) == (each,)
        assert register.find(each.code, on) == (each,)


@pytest.mark.parametrize("on", [LAST_OF_THREE, FIRST_OF_TWO])
def test_every_unit_has_a_parent_in_force_and_a_code_of_its_own(on):
    in_force = [each for each in load_register().reporting_units if each.in_force(on)]
    known = Counter(each.code for each in in_force)
    assert max(known.values()) == 1
    below = [each for each in in_force if each.level != "province"]
    assert [each for each in below if each.parent_code not in known] == []


def test_every_successor_exists_from_july_2025():
    register = load_register()
    successors = {code for each in register.reporting_units for code in each.successor_codes}
    assert [code for code in successors if register.with_code(code, FIRST_OF_TWO) is None] == []


def test_the_register_is_small_and_made_without_a_time_stamp():
    packed = files("cchc_excel.catalog").joinpath("units.csv.gz").read_bytes()
    assert len(packed) < 300_000
    assert packed[4:8] == bytes(4)
    assert gzip.decompress(packed).decode("utf-8").startswith(HEADER)


# What the loaders refuse


def test_all_problems_of_the_levels_are_listed_at_once():
    text = 'colour = 1\n[[levels]]\nid = "a"\nrank = "low"\nname = {vi = "A"}\nsize = 2\naliases = ["", 3]\n'
    with pytest.raises(BrokenDeclaration) as refused:
        parse_administration(text)
    faults = (
        "khóa lạ «colour»",
        "khóa lạ «size»",
        "thiếu khóa «short»",
        "«rank» phải là một số nguyên",
        "mỗi phần tử của «aliases» phải là một chuỗi",
    )
    assert [all(fault in str(refused.value) for fault in faults), len(refused.value.problems)] == [True, 5]


def test_two_levels_may_not_share_an_id_a_rank_or_an_alias():
    first, second = LEVEL.format(id="a", rank=0), LEVEL.format(id="b", rank=0)
    text = first + 'aliases = ["Xã"]\n' + second + 'aliases = ["xa"]\n'
    with pytest.raises(BrokenDeclaration, match="«rank 0» đã thuộc cấp a"):
        parse_administration(text)
    with pytest.raises(BrokenDeclaration, match="«a» đã thuộc cấp a"):
        parse_administration(LEVEL.format(id="a", rank=0) + LEVEL.format(id="a", rank=1))


def test_a_level_may_not_end_before_it_begins():
    dates = "valid_from = 2025-07-01\nvalid_to = 2025-06-30\n"
    with pytest.raises(BrokenDeclaration, match="valid_to trước valid_from"):
        parse_administration(LEVEL.format(id="a", rank=0) + dates)


@pytest.mark.parametrize("text", ["", "levels = 3", "levels = []", "levels = [1]"])
def test_a_declaration_without_levels_is_refused(text):
    with pytest.raises(BrokenDeclaration, match="levels"):
        parse_administration(text)


def test_every_wrong_line_of_the_register_is_listed():
    text = HEADER + "1,Xã A,hamlet,,,,\n2,,commune,,,,\n3,Xã C,commune,,,30/6/2025,\n4,Xã D\n"
    text += "5,Xã E,commune,,,,\n"
    with pytest.raises(BrokenDeclaration) as refused:
        parse_register(text, load_administration())
    assert [fault.partition(":")[0] for fault in refused.value.problems] == [
        f"units.csv, dòng {n}" for n in (2, 3, 4, 5)
    ]


def test_a_register_with_other_columns_is_refused():
    with pytest.raises(BrokenDeclaration, match="dòng 1"):
        parse_register("code,name\n", load_administration())
