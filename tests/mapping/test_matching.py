"""Which line is which row, on small tables of evidence: lines down, rows of the annex across."""

from __future__ import annotations

import numpy as np
import pytest

from cchc_excel.mapping.matching import Match, match


def matched(*lines, given=None):
    """The lines of each row, and those of undecided ones."""
    found, undecided = match(np.array(lines, dtype=np.float32), given)
    return {row: each.lines for row, each in found.items()}, undecided


def test_a_line_is_given_to_the_row_that_it_alone_speaks_for():
    assert matched([0.9, 0, 0], [0, 0.9, 0], [0, 0, 0.9]) == ({0: (0,), 1: (1,), 2: (2,)}, {})


def test_the_order_of_the_lines_does_not_matter_where_each_speaks_for_itself():
    assert matched([0, 0, 0.9], [0, 0.9, 0], [0.9, 0, 0])[0] == {2: (0,), 1: (1,), 0: (2,)}


def test_neighbours_tell_two_rows_of_one_label_apart():
    """Rows 1 and 3 bear one label; each follows another parent."""
    lines = [0.9, 0, 0, 0], [0, 0.7, 0, 0.7], [0, 0, 0.9, 0], [0, 0.7, 0, 0.7]
    assert matched(*lines)[0] == {0: (0,), 1: (1,), 2: (2,), 3: (3,)}


def test_neighbours_do_not_outweigh_what_a_line_says_itself():
    """The second line stands where row 1 would, between 0 and 2, and says word for word that it is row 3."""
    lines = [0.7, 0, 0, 0], [0, 0.3, 0, 0.9], [0, 0, 0.7, 0]
    assert matched(*lines)[0][3] == (1,)


def test_two_rows_that_are_as_likely_are_left_undecided():
    assert matched([0.7, 0.7]) == ({}, {0: (0,), 1: (0,)})


def test_two_lines_that_claim_one_row_alike_are_both_given_the_surer_first():
    assert matched([0.9], [0.95])[0] == {0: (1, 0)}


def test_a_line_that_comes_far_behind_claims_nothing():
    assert matched([0.95], [0.65])[0] == {0: (0,)}


@pytest.mark.parametrize("evidence", [0.0, 0.29, 0.5])
def test_faint_evidence_gives_nothing(evidence):
    assert matched([evidence])[0] == {}


def test_neighbours_alone_give_nothing():
    """Between two sure lines one that says nothing is no row, however well it stands."""
    found, _ = matched([1.2, 0, 0], [0, 0.2, 0], [0, 0, 1.2])
    assert found == {0: (0,), 2: (2,)}


def test_the_second_of_two_twins_is_told_once_the_first_is_taken():
    """The surest first: the line that says its code takes its row, and the twin gets what is left."""
    lines = [1.2, 0.7], [0.7, 0.7]
    assert matched(*lines)[0] == {0: (0,), 1: (1,)}


def test_what_is_given_stands_and_its_lines_speak_for_no_other_row():
    given = {0: Match((0,), 0.5)}
    found, undecided = matched([0.9, 0.9], [0.9, 0], given=given)
    assert (found, undecided) == ({0: (0,)}, {})


def test_confidence_is_1_without_a_rival_and_falls_with_how_near_one_comes():
    def confidence(rival: float) -> float:
        found, _ = match(np.array([[1.0, rival]], dtype=np.float32))
        return found[0].confidence

    assert confidence(0) == 1
    assert confidence(0.2) == pytest.approx(0.8)
    assert confidence(0.2) > confidence(0.5) > confidence(0.8) > 0


def test_the_rival_may_be_another_line_for_the_row():
    assert match(np.array([[1.0], [0.6]], dtype=np.float32))[0][0].confidence == pytest.approx(0.4)


def test_nothing_is_matched_where_there_is_nothing():
    assert match(np.zeros((0, 4), dtype=np.float32)) == ({}, {})
    assert match(np.zeros((3, 4), dtype=np.float32)) == ({}, {})
