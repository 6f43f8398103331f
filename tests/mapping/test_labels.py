"""What a text says of the rows: what a clerk, a mail program or an old font does to a label lowers a number,
and never breaks a match."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest

from cchc_excel.mapping.labels import REACH, code_before_label, codes_in, labels_of, spelled_out
from cchc_excel.words import without_marks

ON_TIME = "Số hồ sơ TTHC giải quyết đúng hạn"
COMMUNE = "Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận được giải quyết đúng hạn"


@pytest.fixture(scope="module")
def labels(catalogue):
    return labels_of(catalogue)


def likest(labels, text):
    """The rows that a text is most like."""
    found = labels.likeness(text)
    return [labels.ids[n] for n in found.of.argsort()[::-1] if found.of[n] == found.most]


# Labels


def test_every_label_is_most_like_itself(labels, catalogue):
    for row_id, indicator in catalogue.indicators.items():
        assert labels.likeness(indicator.label).of[labels.position[row_id]] == 1, row_id


def test_rows_of_one_label_are_alike(labels):
    assert sorted(likest(labels, ON_TIME)) == ["BM3:2.1.2", "BM3:3.2.2", "BM3:3.3.2"]


@pytest.mark.parametrize(
    ("damage", "least"),
    [
        (str.upper, 1),
        (without_marks, 1),
        (lambda t: unicodedata.normalize("NFD", t), 1),
        (lambda t: t.replace(" ", "\xa0  "), 1),
        (lambda t: f"- {t} (%):", 1),
        (lambda t: t.replace("TTHC", "thủ tục hành chính"), 1),
        (lambda t: t.replace("UBND", "Uỷ ban nhân dân"), 1),
        (lambda t: f"{t} (tính từ đầu kỳ báo cáo đến ngày chốt)", 1),
        (lambda t: t.replace("ế", "").replace("ả", ""), 0.9),
        (lambda t: t.replace("Tỷ", "Tỉ").replace("đúng", "dúng"), 0.9),
        (lambda t: t[:40], 0.85),
    ],
    ids=[
        "capitals",
        "no marks",
        "NFD",
        "nbsp",
        "bullet and tail",
        "written out",
        "tone placement",
        "explained",
        "letters lost",
        "typo",
        "cut off",
    ],
)
def test_a_damaged_label_is_still_most_like_its_own_row(labels, damage, least):
    text = damage(COMMUNE)
    assert likest(labels, text)[0] == "BM3:3.3"
    assert labels.likeness(text).of[labels.position["BM3:3.3"]] >= least - 1e-6


@pytest.mark.parametrize("text", ["", "71", "12/2025", "1.1", "ab", "x" * 800])
def test_what_is_no_words_is_like_no_label(labels, text):
    assert labels.likeness(text).most == 0


def test_the_label_of_one_row_word_for_word_says_little_for_the_row_that_differs_by_one_word(labels):
    """`cấp huyện` and `cấp xã` are 96 % alike: as strings one label, as rows two."""
    found = labels.likeness(COMMUNE)
    own, other = labels.position["BM3:3.3"], labels.position["BM3:3.2"]
    assert found.of[other] > 0.95
    assert found.sharp[own] == 1
    assert found.sharp[other] < 0.5


def test_a_damaged_label_may_still_be_either_of_two_that_resemble_each_other(labels):
    found = labels.likeness(COMMUNE.replace("cấp xã", "cấp x").replace("tiếp nhận", "tip nhân dược"))
    assert found.sharp[labels.position["BM3:3.2"]] > 0.6 * found.sharp.max()


def test_a_form_s_title_is_a_column_of_its_own_so_that_it_is_no_row(labels):
    assert likest(labels, "Cải cách thủ tục hành chính") == ["BM3"]
    assert not labels.is_row(labels.position["BM3"])
    assert labels.is_row(labels.position["BM3:1"])


def test_forms_stand_so_far_apart_that_no_row_is_the_neighbour_of_another_form_s(labels):
    gap = labels.position["BM2a"] - labels.position["BM1:6"]
    assert gap == REACH + 1
    assert set(labels.ids[labels.position["BM1:6"] + 1 : labels.position["BM2a"]]) == {""}


def test_abbreviations_are_written_out_and_brackets_left_out_of_a_second_spelling(catalogue):
    assert spelled_out("Số TTHC (cũ)", catalogue.abbreviations) == (
        "so thu tuc hanh chinh cu",
        "so thu tuc hanh chinh",
    )


# Codes


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ("3.3.1", "3.3.1"),
        ("3.3.1.", "3.3.1"),
        (" 3. 3. 1 ", "3.3.1"),
        ("3,3,1", "3.3.1"),
        ("(3.1)", "3.1"),
        ("3.1)", "3.1"),
        ("'1.10", "1.10"),
        ("Mục 3.1", "3.1"),
        ("03.01", "3.1"),
        (1.1, "1.1"),
        (2, "2"),
        ("III", "3"),
        (date(2025, 2, 1), "1.2"),
        (datetime(2001, 3, 3), "3.3.1"),
    ],
)
def test_a_code_is_read_as_typed_and_as_excel_stored_it(stored, code):
    assert code in dict(codes_in(stored))


@pytest.mark.parametrize("stored", [None, True, "Số liệu", "a)", "71 hồ sơ", 2700, -1000, "1.1 và 1.2"])
def test_what_is_no_code_is_none(stored):
    assert list(codes_in(stored)) == []


def test_a_date_is_surest_the_day_before_the_month_but_may_be_the_other_way_round():
    readings = dict(codes_in(date(2025, 2, 1)))
    assert readings["1.2"] > readings["2.1"] > 0


def test_1_10_is_not_1_1():
    assert dict(codes_in("1.10")) == {"1.10": 1.0}


def test_a_code_means_the_row_of_every_form_that_has_it_and_an_alias_a_little_less(labels):
    meant = labels.coded("2.3.1")
    assert {labels.ids[n]: round(float(meant[n]), 1) for n in meant.nonzero()[0]} == {"BM3:3.3.1": 0.9}
    assert {labels.ids[n] for n in labels.coded("3.1").nonzero()[0]} == {
        "BM1:3.1",
        "BM2a:3.1",
        "BM3:2.1",
        "BM4:3.1",
        "BM7:3.1",
    }


def test_a_code_of_no_row_is_none(labels):
    assert labels.coded("9.9") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.3.1. Tổng số hồ sơ", ("3.3.1", "Tổng số hồ sơ")),
        ("2) Kết quả", ("2", "Kết quả")),
        ("Tổng số hồ sơ", ("", "Tổng số hồ sơ")),
        ("70% - dưới 100%", ("", "70% - dưới 100%")),
        ("71", ("", "71")),
    ],
)
def test_a_code_typed_before_the_words_is_parted_from_them(text, expected):
    assert code_before_label(text) == expected
