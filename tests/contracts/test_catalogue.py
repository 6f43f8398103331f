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


def test_the_annex_as_published_is_all_there():
    """The seven forms, their 95 rows and the rules of one report of the first issue; more may be added."""
    forms = {f.id: len(f.indicators) for f in CATALOGUE.forms}
    published = {"BM1": 18, "BM2a": 13, "BM3": 14, "BM4": 15, "BM5": 15, "BM6": 13, "BM7": 7}
    assert list(forms)[:7] == list(published)
    assert sum(published.values()) == 95
    assert all(forms[name] >= count for name, count in published.items())
    families = {"BM1": 8, "BM2a": 5, "BM3": 6, "BM4": 2, "BM5": 1, "BM6": 4, "BM7": 2, "X": 3, "ALL": 9}
    rules = {r.id for r in CATALOGUE.rules}
    assert {f"{family}-R{n:02}" for family, count in families.items() for n in range(1, count + 1)} <= rules


def test_every_rule_with_parts_of_nghi_dinh_60_names_its_legal_basis():
    legal = {r.id: r.legal for r in CATALOGUE.rules if r.legal}
    assert set(legal) == {"BM6-R02", "BM6-R03"}
    assert all("60/2021/NĐ-CP" in text for text in legal.values())
