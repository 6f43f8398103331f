"""Several processes give what one gives, in the same order, under a province's own rules too."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cchc_excel.mapping.identity import Given
from cchc_excel.output.findings import as_json
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.parallel import spread
from cchc_excel.workflows.tools import load_tools

SAMPLES = Path(__file__).parents[2] / "samples"
SEEDED, OWN_RULES = SAMPLES / "loi-co-chu-y", SAMPLES / "quy-tac-rieng.toml"


def _process_ids(chunk):
    return [os.getpid() for _ in chunk]


def test_the_results_stand_in_the_order_of_the_items_and_the_others_help():
    here = os.getpid()
    slow = lambda item: sum(range(100_000 + item)) * 0 + here
    ids = list(spread(range(4_000), _process_ids, slow, jobs=2))
    assert len(ids) == 4_000
    first_of_others = next(n for n, each in enumerate(ids) if each != here)
    assert first_of_others > 0
    assert here not in ids[first_of_others:]


@pytest.mark.parametrize("rules", [None, OWN_RULES])
def test_checking_in_two_processes_gives_what_one_gives(rules):
    tools = load_tools(rules=rules)
    one, two = (check_files([SEEDED], tools, Given(), jobs=jobs) for jobs in (1, 2))
    assert len(one) > 30
    assert as_json(one, "vi") == as_json(two, "vi")
    codes = {f["rule"] for file in json.loads(as_json(two, "vi"))["files"] for f in file["findings"]}
    assert ("BM3-R04" in codes) is (rules is None)  # which the own rules switch off
