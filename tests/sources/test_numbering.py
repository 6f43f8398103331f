"""Row codes are rebuilt by counting; typed codes set the count."""

import pytest

from cchc_excel.sources.numbering import ListMark, ListNumbers, column_codes, written_ordinal


def automatic_codes(*depths: int) -> list[str]:
    numbers = ListNumbers()
    return [numbers.automatic(depth) for depth in depths]


def test_automatic_numbers_count_within_their_parent():
    codes = automatic_codes(1, 2, 2, 1, 2, 3, 3, 2)
    assert codes == ["1", "1.1", "1.2", "2", "2.1", "2.1.1", "2.1.2", "2.2"]


def test_a_deeper_count_starts_again_when_a_shallower_one_advances():
    assert automatic_codes(1, 2, 3, 1, 2, 3)[-2:] == ["2.1", "2.1.1"]


def test_a_skipped_depth_counts_as_one():
    assert automatic_codes(3, 3, 2) == ["1.1.1", "1.1.2", "1.2"]


def test_count_passes_nine_as_a_code_and_not_as_a_decimal():
    assert automatic_codes(1, *[2] * 10)[-1] == "1.10"


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("1.", "1"),
        ("2.1.1", "2.1.1"),
        ("3.2.1.", "3.2.1"),
        (" 1.10.\xa0", "1.10"),
        ("4", "4"),
    ],
)
def test_typed_code_comes_back_without_its_last_dot(printed: str, code: str):
    assert ListNumbers().typed(printed) == code


def test_automatic_numbers_go_on_from_a_typed_code():
    numbers = ListNumbers()
    codes = [numbers.automatic(1), numbers.automatic(2), numbers.typed("1.3."), numbers.automatic(2)]
    assert codes == ["1", "1.1", "1.3", "1.4"]
    assert numbers.automatic(1) == "2"


def test_typed_code_may_jump_and_deeper_counts_start_again():
    numbers = ListNumbers()
    numbers.typed("2.1.2")
    assert [numbers.typed("3.2."), numbers.automatic(3), numbers.automatic(2)] == ["3.2", "3.2.1", "3.3"]


@pytest.mark.parametrize("printed", ["", "a)", "1..2", "II."])
def test_what_is_no_code_is_refused(printed: str):
    with pytest.raises(ValueError):
        ListNumbers().typed(printed)


def test_a_failed_code_leaves_the_count():
    numbers = ListNumbers()
    numbers.automatic(1)
    with pytest.raises(ValueError):
        numbers.typed("b.")
    assert numbers.automatic(1) == "2"


def test_depth_begins_at_one():
    with pytest.raises(ValueError):
        ListNumbers().automatic(0)


def mark(*ordinals: int, told: bool = False, outer: bool = False) -> ListMark:
    path = (*((ordinal, outer) for ordinal in ordinals[:-1]), (ordinals[-1], told))
    return ListMark(path, f"{ordinals[-1]}.")


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ([mark(1), mark(1, 1), mark(1, 1), mark(1)], ["1.", "1.1", "1.2", "2"]),
        ([mark(1), mark(4, told=True), mark(1, 3, told=True)], ["1.", "4.", "4.3"]),
        ([mark(5, 3, told=True, outer=True)], ["5.3"]),
        ([mark(1, 1), mark(1, 2, told=True)], ["1.", "2."]),
        (["2.", mark(1, 1), "3.2.", mark(1, 1)], ["2.", "2.1", "3.2.", "3.3"]),
        (["STT", mark(1), "", mark(1)], ["STT", "1.", "", "2"]),
        (["a", "b"], ["a", "b"]),
        ([], []),
    ],
    ids=["counted", "told", "outer-told", "deep-alone", "typed-between", "other-texts", "no-marks", "empty"],
)
def test_codes_of_a_column_of_bare_numbers(column: list[ListMark | str], codes: list[str]):
    assert column_codes(column) == codes


@pytest.mark.parametrize(
    ("ordinal", "style", "text"),
    [
        (14, "decimal", "14"),
        (4, "lowerRoman", "iv"),
        (1999, "upperRoman", "MCMXCIX"),
        (4000, "upperRoman", "4000"),
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (7, "decimalZero", "07"),
        (0, "lowerRoman", "0"),
        (3, "bullet", ""),
        (0, "none", ""),
        (5, "chicago", "5"),
    ],
)
def test_an_ordinal_is_written_in_its_style(ordinal: int, style: str, text: str):
    assert written_ordinal(ordinal, style) == text
