"""openpyxl reads what our own reader reads, on every workbook of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from parity import differences

from corpus.cases import CASES, Case, build


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_both_readers_give_the_same_cells(case: Case, tmp_path: Path):
    assert differences(build(case, tmp_path).path) == {}
