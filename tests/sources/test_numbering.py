"""Row codes are rebuilt by counting; typed codes set the count."""

import pytest

from cchc_excel.sources.numbering import ListNumbers


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
