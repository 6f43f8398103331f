"""Confronting a report with the rules: findings at their cells, notes that explain, totals judged only where they may be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import report_of, violated

from cchc_excel.consolidation.consolidate import consolidate
from cchc_excel.consolidation.selection import Selection, Target
from cchc_excel.errors import Severity
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import State
from cchc_excel.output.filler import fill_template
from cchc_excel.validation.confrontation import confront, severity_counts, status_of


def test_on_time_above_settled_is_reported_at_both_cells():
    report = report_of("BM3", {"3.3.1": 71, "3.3.2": 72})
    assert violated(report, Severity.ERROR) == [("BM3-R03", ("BM3:3.3.2", "BM3:3.3.1"))]


def test_the_message_says_place_numbers_and_remedy(catalogue):
    found = confront(report_of("BM3", {"3.3.1": 71, "3.3.2": 72}), catalogue).findings[0]
    assert found.message() == (
        "Biểu mẫu 3, ô D19 và D18 (dòng 3.3.2 và 3.3.1): 72 hồ sơ giải quyết đúng hạn lớn hơn 71 hồ sơ đã giải quyết "
        "xong (chênh lệch 1). Đối chiếu sổ theo dõi hồ sơ của UBND cấp xã; sửa dòng 3.3.2 hoặc 3.3.1."
    )
    assert (found.stated, found.computed, found.imbalance) == (72, 71, 1)
    assert found.cells == ("Biểu mẫu 3!D19", "Biểu mẫu 3!D18")


def test_a_blank_operand_is_not_evaluated(catalogue):
    results = confront(report_of("BM3", {"3.3.2": 72}), catalogue).results
    assert next(r for r in results if r.check.rule.id == "BM3-R03").judgement.verdict is Verdict.NOT_EVALUATED


def test_a_note_explains_a_warning_never_an_error(catalogue):
    warned = confront(
        report_of("BM4", {"2.1": 20, "2.2": 21}, notes={"2.2": "Một người chờ nghỉ hưu"}), catalogue
    )
    assert [(f.rule, f.explained, f.weight) for f in warned.findings] == [("BM4-R01", True, Severity.INFO)]
    wrong = confront(report_of("BM3", {"3.3.1": 71, "3.3.2": 72}, notes={"3.3.2": "đúng rồi"}), catalogue)
    assert not wrong.findings[0].explained
    assert status_of(wrong.findings, is_empty=False) == "errors"
    assert severity_counts(warned.findings) == {"error": 0, "warning": 0, "info": 1}


@pytest.mark.parametrize("mark", ["-", "…", "0", " / ", "--- 1/2"])
def test_a_mark_that_stands_for_nothing_explains_nothing(catalogue, mark):
    warned = confront(report_of("BM4", {"2.1": 20, "2.2": 21}, notes={"2.2": mark}), catalogue)
    assert [(f.rule, f.explained, f.explanation) for f in warned.findings] == [("BM4-R01", False, "")]


def test_a_cell_that_cannot_be_read_is_not_called_blank(catalogue):
    report = report_of("BM7", {"3.2": 71})
    odd = replace(report.values["BM7:3.1"], state=State.TEXT, text="~71")
    report = replace(report, values={**report.values, odd.id: odd})
    (found,) = [f for f in confront(report, catalogue).findings if f.rule == "BM7-R02"]
    assert "số hồ sơ đã tiếp nhận «không đọc được»" in found.message("vi")


def test_what_the_filler_writes_beside_a_number_explains_nothing(catalogue):
    report = report_of("BM3", {"1": 173, "1.1": 200})
    words = {i: replace(v, text="200 thủ tục") if i == "BM3:1.1" else v for i, v in report.values.items()}
    filled = fill_template(replace(report, values=words), catalogue).report
    assert "200 thủ tục" in filled.values["BM3:1.1"].note
    assert [(f.rule, f.explained) for f in confront(filled, catalogue).findings if f.rule == "BM3-R04"] == [
        ("BM3-R04", False)
    ]


@pytest.fixture
def total(catalogue, administration):
    """The consolidated report of some leaves."""

    def run(*leaves):
        target = Target(ReportingUnit("Huyện", level="district"), "district", parse_period("2025-Q1"))
        chosen = Selection(leaves=list(leaves), expected=tuple(leaf.cover.reporting_unit for leaf in leaves))
        return consolidate(chosen, target, catalogue, administration).report

    return run


def verdict(report, rule, catalogue):
    return next(r for r in confront(report, catalogue).results if r.check.rule.id == rule)


def test_totals_are_judged_where_the_same_leaves_filled_all_rows(total, catalogue):
    one = report_of("BM3", {"3.3.1": 10, "3.3.2": 9}, unit="Xã Một")
    two = report_of("BM3", {"3.3.1": 5, "3.3.2": 5}, unit="Xã Hai")
    assert verdict(total(one, two), "BM3-R03", catalogue).judgement.verdict is Verdict.SATISFIED
    half = report_of("BM3", {"3.3.2": 50}, unit="Xã Ba")
    result = verdict(total(one, two, half), "BM3-R03", catalogue)
    assert result.judgement.verdict is Verdict.NOT_EVALUATED
    assert "cùng những đơn vị" in result.reason.vi


def test_under_zero_rows_that_no_leaf_filled_are_left_out(total, catalogue):
    leaf = report_of("BM6", {"2.1": 3, "2.4": 2, "2.5": 2})
    assert verdict(total(leaf), "BM6-R02", catalogue).judgement.verdict is Verdict.VIOLATED


def test_a_rule_that_names_a_tally_is_never_judged_on_totals(total, catalogue):
    result = verdict(total(report_of("BM1", {"5": 0, "5.1": 3})), "BM1-R04", catalogue)
    assert result.judgement.verdict is Verdict.NOT_EVALUATED
    assert "không cộng được" in result.reason.vi
