"""What holds for every form, row and rule of the catalogue; a new one needs no test of its own."""

from __future__ import annotations

import pytest
from support import report_of

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.expressions import Verdict, references
from cchc_excel.model.forms import Kind, Operator
from cchc_excel.validation.confrontation import confront

CATALOGUE = load_catalogue()
EXAMPLES = [(rule, n) for rule in CATALOGUE.rules for n in range(len(rule.examples))]


@pytest.mark.parametrize(("rule", "n"), EXAMPLES, ids=[f"{r.id}-{n}" for r, n in EXAMPLES])
def test_each_worked_example_comes_out_in_a_report_as_it_says(rule, n):
    example = rule.examples[n]
    results = confront(report_of("BM1", dict(example.given)), CATALOGUE)
    result = next(r for r in results.results if r.check.rule is rule and r.check.row == example.row)
    assert result.judgement.verdict is example.verdict
    found = [f for f in results.findings if f.rule == rule.id and (example.row in (None, f.ids[0]))]
    assert bool(found) is (example.verdict is Verdict.VIOLATED)
    for finding in found:
        vi, en = finding.message("vi"), finding.message("en")
        assert "{" not in vi + en, "every field is filled in"
        assert all(code in vi for code in {i.partition(":")[2] for i in finding.ids[:1]})
        assert finding.cells


@pytest.mark.parametrize("indicator", CATALOGUE.indicators.values(), ids=CATALOGUE.indicators)
def test_each_row_says_how_it_consolidates_and_relates_to_time(indicator):
    if indicator.kind is Kind.HEADING:
        assert (indicator.consolidate, indicator.time) == (None, None)
        return
    assert indicator.consolidate is not None
    assert indicator.time is not None or indicator.consolidate is Operator.DERIVED
    if indicator.equals is not None:
        assert all(CATALOGUE.indicators[r].form == indicator.form for r in references(indicator.equals))


def test_the_catalogue_has_seven_forms_95_rows_and_all_rules_of_one_report():
    assert [f.id for f in CATALOGUE.forms] == ["BM1", "BM2a", "BM3", "BM4", "BM5", "BM6", "BM7"]
    assert len(CATALOGUE.indicators) == 95
    assert len(CATALOGUE.rules) == 40


def test_every_rule_with_parts_of_nghi_dinh_60_names_its_legal_basis():
    legal = {r.id: r.legal for r in CATALOGUE.rules if r.legal}
    assert set(legal) == {"BM6-R02", "BM6-R03"}
    assert all("60/2021/NĐ-CP" in text for text in legal.values())
