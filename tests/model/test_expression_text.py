"""The text rendering: what is written is read back as the same expression."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.model.expressions import parse_logic, parse_number, to_text
from cchc_excel.model.expressions.nodes import Arithmetic, Number, Row

LEAVES = st.sampled_from([Row("BM3:3.3.1"), Row("BM3:1"), Number(100.0), Number(0.5)])
TREES = st.recursive(LEAVES, lambda inner: st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner))


@given(TREES)
def test_what_is_written_is_read_back_as_the_same_expression(node):
    assert parse_number(to_text(node), "BM3") == node


def test_parentheses_stand_only_where_they_are_needed():
    text = "([1] + [2]) / [3] - [4] * (1 - [5])"
    assert to_text(parse_number(text, "BM1")) == "([1] + [2]) / [3] - ([4] * (1 - [5]))"
    assert to_text(parse_number("[1] + [2] + [3]", "BM1")) == "[1] + [2] + [3]"


def test_what_gives_no_number_has_no_such_text():
    with pytest.raises(TypeError, match="Comparison"):
        to_text(parse_logic("[1] = 2", "BM1"))
