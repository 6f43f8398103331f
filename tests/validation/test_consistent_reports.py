"""A thousand seeded reports that break no rule raise nothing, however their percents are stated; and so do
workbooks that hold some of them."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from benchmarks import made_reports
from cchc_excel.mapping.identity import Given
from cchc_excel.model.expressions import Verdict
from cchc_excel.validation.causes import diagnose
from cchc_excel.validation.confrontation import confront
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.tools import load_tools

REPORTS = 1_000


def _stated(percent: float, chance: Random) -> float:
    """A percent as a clerk states it: exact, or rounded or cut off at 0 to 4 decimals."""
    step = Decimal(1).scaleb(-chance.randint(0, 4))
    exact = round(Decimal(repr(percent)), 10)  # 53.875, not 53.87499999999999
    ways = [percent, *(float(exact.quantize(step, way)) for way in (ROUND_HALF_UP, ROUND_DOWN))]
    return chance.choice(ways)


def _report(seed: int, catalogue):
    chance = Random(seed)
    numbers = made_reports.consistent(chance, chance.choice((1, 1, 7, 300)))
    exact = made_reports.percents(numbers, catalogue, decimals=None)
    numbers |= {row: _stated(percent, chance) for row, percent in exact.items()}
    blank = {form.id for form in catalogue.forms if chance.random() < 0.1}
    kept = {row: n for row, n in numbers.items() if row.partition(":")[0] not in blank}
    return made_reports.report_of(kept, catalogue, formulas=False)


def test_a_thousand_consistent_reports_raise_nothing(catalogue):
    raised, satisfied = [], 0
    for seed in range(REPORTS):
        report = _report(seed, catalogue)
        confrontation = confront(report, catalogue)
        raised += [(seed, f.rule, f.message()) for f in confrontation.findings]
        raised += [(seed, d) for d in diagnose(report, confrontation, catalogue)]
        satisfied += sum(r.judgement.verdict is Verdict.SATISFIED for r in confrontation.results)
    assert raised == []
    assert satisfied > 100 * REPORTS  # they were judged, not passed over


def test_their_workbooks_raise_nothing_ours_and_typed_ones(tmp_path):
    tools = load_tools()
    files = [*made_reports.write_filled(tmp_path, 12), *made_reports.write_typed(tmp_path, 12)]
    checked = check_files(files, tools, Given(None, None, made_reports.PERIOD))
    assert [f.message() for each in checked for f in each.findings if f.rule is not None] == []
    assert [f.message() for each in checked[:12] for f in each.findings] == []
