"""A report beside an earlier one of its unit: which earlier report counts, explanations that are out of date,
old figures sent again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import report_of

from cchc_excel.catalog.administration import load_register
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Finding, Severity, finding
from cchc_excel.model.reports import Report, State
from cchc_excel.validation.confrontation import confront, severity_counts, status_of
from cchc_excel.validation.previous import EarlierReports, sent_again, with_stale

CATALOGUE = load_catalogue()
MORE_THAN_GIVEN = {"2.1": 24, "2.2": 32}
"""More staff than were granted: a warning of BM4-R01, which names both rows."""


def marked(now: Report, then: Report) -> tuple[Finding, ...]:
    return with_stale(confront(now, CATALOGUE).findings, now, then, CATALOGUE)


def staff(values: dict[str, float], **notes: str) -> Report:
    """A report of form 4; notes by the last figure of their row, `r2` beside 2.2."""
    return report_of("BM4", {**MORE_THAN_GIVEN, **values}, notes={f"2.{k[1]}": n for k, n in notes.items()})


# ---- Explanations ----


def test_an_explanation_of_another_value_is_stale_and_the_warning_counts_again():
    (found,) = marked(staff({"2.2": 34}, r2="biệt phái"), staff({}, r2="biệt phái"))
    assert (found.explained, found.weight, found.explanation) == (False, Severity.WARNING, "biệt phái")
    assert status_of([found], is_empty=False) == "warnings"
    assert severity_counts([found])["warning"] == 1


def test_the_finding_says_for_which_values_the_explanation_was_written():
    (found,) = marked(staff({"2.2": 34}, r2="biệt phái"), staff({}, r2="biệt phái"))
    assert found.message().endswith(
        "sửa dòng 2.1 hoặc 2.2. Giải trình «biệt phái» viết cho số liệu khác (dòng 2.2: trước là 32, nay là 34): "
        "xem còn đúng không rồi ghi lại giải trình cho số liệu mới."
    )
    assert "«biệt phái» was written for other figures (row 2.2: 32 then, 34 now)" in found.message("en")


def test_the_value_of_another_row_that_the_warning_names_counts_too():
    (found,) = marked(staff({"2.1": 30}, r2="biệt phái"), staff({}, r2="biệt phái"))
    assert "(dòng 2.1: trước là 24, nay là 30)" in found.message()


def test_of_a_rule_over_several_forms_the_changed_row_is_named_with_its_form():
    rows = ("BM6:2.1", "BM4:1.2")
    warned = replace(finding("VAL-010"), severity=Severity.WARNING, ids=rows, explanation="đã rõ")
    now, then = (report_of("BM6", {"2.1": n, "BM4:1.2": 5}, notes={"2.1": "đã rõ"}) for n in (7, 6))
    (found,) = with_stale([warned], now, then, CATALOGUE)
    assert "(dòng 2.1 (Biểu mẫu 6): trước là 6, nay là 7)" in found.message()


def test_a_blank_and_a_text_are_values_too():
    then = staff({"2.1": None}, r2="biệt phái")
    (found,) = marked(staff({}, r2="biệt phái"), then)
    assert "dòng 2.1: trước là trống, nay là 24" in found.message()
    text = replace(then.values["BM4:2.1"], state=State.TEXT, text="chưa rõ")
    then = replace(then, values={**then.values, "BM4:2.1": text})
    (found,) = marked(staff({}, r2="biệt phái"), then)
    assert "dòng 2.1: trước là «chưa rõ», nay là 24" in found.message()


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (staff({}, r2="biệt phái"), staff({}, r2="biệt phái")),
        (staff({"2.2": 34}, r2="biệt phái 10 người"), staff({}, r2="biệt phái 8 người")),
        (staff({"2.2": 34}, r2="biệt phái"), staff({})),
        (staff({"2.2": 34}, r1="giao thêm", r2="biệt phái"), staff({}, r2="biệt phái")),
        (staff({"2.3": 5}, r2="biệt phái"), staff({"2.3": 4}, r2="biệt phái")),
        (staff({"2.2": 34}, r2="biệt phái"), staff({}, r1="biệt phái")),
    ],
    ids=["nothing changed", "written anew", "new", "one of two is new", "another row", "moved beside it"],
)
def test_an_explanation_holds_where_no_value_changed_or_a_note_did(now, then):
    (found,) = marked(now, then)
    assert (found.explained, found.stale) == (True, None)


def test_a_note_that_is_only_broken_into_other_lines_is_not_written_anew():
    (found,) = marked(staff({"2.2": 34}, r2="biệt\n phái "), staff({}, r2="biệt phái"))
    assert found.stale is not None


def test_what_this_package_added_to_a_note_does_not_renew_it():
    (found,) = marked(
        staff({"2.2": 34}, r2="biệt phái; Phần mềm ghi: đơn vị gõ «34»"), staff({}, r2="biệt phái")
    )
    assert found.stale is not None


def test_a_percent_with_more_decimals_and_a_number_saved_by_another_program_are_the_same():
    percent = replace(finding("VAL-010"), severity=Severity.WARNING, ids=("BM7:3",), explanation="rõ")
    now, then = (report_of("BM7", {"3": p}, notes={"3": "rõ"}) for p in (98.59154929577464, 98.59))
    assert with_stale([percent], now, then, CATALOGUE)[0].explained
    amount = replace(percent, ids=("BM6:1.2",))
    now, then = (report_of("BM6", {"1.2": a}, notes={"1.2": "rõ"}) for a in (0.1 + 0.2, 0.3))
    assert with_stale([amount], now, then, CATALOGUE)[0].explained


def test_an_error_and_a_warning_that_nothing_explains_stay_as_they_are():
    late, early = ({"3.3.1": 71, "3.3.2": n} for n in (73, 72))
    now, then = (report_of("BM3", v, notes={"3.3.2": "đúng"}) for v in (late, early))
    assert all(f.stale is None for f in marked(now, then))
    assert all(f.stale is None for f in marked(staff({"2.2": 34}), staff({})))


# ---- Figures sent again ----

EVENTS = {"BM3:3.3.1": 71, "BM3:3.3.2": 70, "BM7:3.1": 75, "BM7:3.2": 74, "BM1:1": 4}
STAFF = {"BM4:2.1": 24, "BM4:2.2": 23, "BM4:3.1": 60, "BM6:1.1": 2700}


def quarter(values: dict[str, float | None], period: str = "2025-H1", **more: object) -> Report:
    return report_of("BM3", values, period=period, **more)


def again(now: dict[str, float | None], then: dict[str, float], **more: object) -> tuple[Finding, ...]:
    return sent_again(quarter(now, **more), quarter(then, "2025-Q1", file="q1.xlsx"), CATALOGUE)


def test_the_old_workbook_sent_again_is_a_warning_with_its_count_and_cells():
    (found,) = again({**EVENTS, **STAFF}, {**EVENTS, **STAFF})
    assert (found.code, found.severity, found.explained) == ("PREV-006", Severity.WARNING, False)
    assert found.message().startswith(
        "Toàn bộ báo cáo: cả 9 ô có số đều giống hệt Quý I năm 2025 (q1.xlsx), kể cả số phát sinh trong kỳ ở "
        "Biểu mẫu 1, ô D10 (dòng 1); Biểu mẫu 3, ô D18 và D19 (dòng 3.3.1 và 3.3.2) và Biểu mẫu 7, ô D11 và D12 "
        "(dòng 3.1 và 3.2). Có thể tệp cũ được gửi lại"
    )
    assert set(found.ids) == set(EVENTS)
    assert "Biểu mẫu 3!D18" in found.cells


def test_one_form_left_as_it_was_is_named():
    survey = {"BM1:1": 6, "BM1:4.1": 12, "BM1:4.2": 9, "BM1:5.1": 60, "BM1:2.1": 14}
    (found,) = again({**survey, "BM3:3.3.1": 90}, {**survey, "BM3:3.3.1": 71})
    assert found.message().startswith("Biểu mẫu 1: cả 5 ô có số đều giống hệt")
    assert "BM1:2.1" not in found.ids  # a plan stands for a year


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (STAFF, STAFF),
        ({**EVENTS, **STAFF, "BM3:3.3.1": 72, "BM7:3.1": 76}, {**EVENTS, **STAFF}),
        ({"BM3:3.3.1": 71, "BM3:3.3.2": 71, **STAFF}, {"BM3:3.3.1": 71, "BM3:3.3.2": 71, **STAFF}),
        ({"BM1:1": 1, "BM1:4.1": 2, "BM1:4.2": 3}, {"BM1:1": 1, "BM1:4.1": 2, "BM1:4.2": 3}),
        (dict.fromkeys(EVENTS, 0), dict.fromkeys(EVENTS, 0)),
        ({}, {}),
    ],
    ids=["staff stays", "two figures moved", "one figure twice", "small numbers", "zeros", "blank"],
)
def test_what_may_well_stay_the_same_is_no_warning(now, then):
    assert again(now, then) == ()


def test_a_note_written_since_explains_figures_that_did_not_change():
    (found,) = again(EVENTS, EVENTS, notes={"3.3.1": "Không tiếp nhận thêm hồ sơ"})
    assert (found.explained, found.explanation) == (True, "Không tiếp nhận thêm hồ sơ")


def test_a_note_that_was_copied_with_the_figures_explains_nothing():
    now, then = (quarter(EVENTS, p, notes={"3.3.1": "đủ"}) for p in ("2025-H1", "2025-Q1"))
    (found,) = sent_again(now, then, CATALOGUE)
    assert not found.explained


# ---- Which earlier report ----


def of(unit: str = "Xã Lát", period: str = "2025-Q1", settled: int = 71, **more: object) -> Report:
    return report_of("BM3", {"3.3.1": settled}, unit=unit, period=period, **more)


def beside(report: Report, *earlier: Report):
    found = EarlierReports.of("cũ", earlier, load_register()).beside(report)
    return found.same, found.before, [f.code for f in found.findings]


def test_the_same_period_and_the_nearest_before_are_found():
    same, before, older = of(), of(period="2024-Y"), of(period="2024-9M")
    assert beside(of(settled=72), older, same, before) == (same, before, [])


def test_the_leaves_of_a_consolidated_report_are_earlier_reports():
    leaf = of()
    district = replace(of("Huyện Lạc Dương"), leaves=(of("Xã Đạ Sar"), leaf))
    assert beside(of(settled=72), district) == (leaf, None, [])
    assert beside(of("Huyện Lạc Dương", settled=1), district) == (district, None, [])


def test_a_report_of_another_unit_is_never_taken():
    assert beside(of(), of("Xã Đạ Sar"), of("Xã Lạt")) == (None, None, ["PREV-001"])


def test_a_code_that_was_given_anew_is_another_unit():
    then = of("Phường Trúc Bạch", "2024-Y", unit_code="00004")
    now = of("Phường Ba Đình", "2025-Y", unit_code="00004")
    unit = load_register()
    names = [unit.with_code("00004", r.cover.period.end).name for r in (then, now)]
    assert names == ["Phường Trúc Bạch", "Phường Ba Đình"]
    assert beside(now, then) == (None, None, ["PREV-001"])


def test_one_code_is_one_unit_however_its_name_is_written():
    then = of("xa Lat", "2024-Y", unit_code="24862")
    assert beside(of("Xã Lát", unit_code="24862"), then) == (None, then, [])


@pytest.mark.parametrize("period", ["2025-H1", "2025-Q3", "2026-Q1"])
def test_a_later_period_is_said_and_not_used(period):
    assert beside(of(), of(period=period)) == (None, None, ["PREV-002"])


def test_two_different_reports_of_one_period_are_a_question():
    one, other = of(settled=70), of(settled=71)
    assert beside(of(settled=72), one, other) == (None, None, ["PREV-003"])
    assert beside(of(settled=72), one, of(settled=70)) == (of(settled=70), None, [])


def test_the_checked_file_in_the_folder_of_earlier_files_is_no_earlier_file():
    now, then = of(settled=72), of()
    now, then = (
        replace(r, source=replace(r.source, sha256=c)) for r, c in ((now, "a" * 64), (then, "b" * 64))
    )
    assert beside(now, now, then) == (then, None, [])
    assert beside(now, now) == (None, None, ["PREV-007"])


def test_without_unit_or_period_nothing_is_compared():
    nameless, timeless = of(""), of()
    timeless = replace(timeless, cover=replace(timeless.cover, period=None))
    assert beside(nameless, of("")) == (None, None, ["PREV-004"])
    assert beside(timeless, of()) == (None, None, ["PREV-004"])
    assert beside(of(), timeless) == (None, None, ["PREV-002"])


def test_percents_that_were_computed_since_hide_no_report_that_is_sent_again():
    """The published text leaves computable percents blank; a filled template computes them."""
    told = again({**EVENTS, "BM7:3": 98.59}, {**EVENTS, "BM7:3": None})
    assert [f.code for f in told] == ["PREV-006"]


def test_a_percent_that_gained_a_decimal_is_another_one():
    rows = ("BM3:3.3",)
    warned = replace(finding("VAL-010"), severity=Severity.WARNING, ids=rows, explanation="đã rõ")
    for now, is_stale in ((90.9, True), (99.6, True), (90.004, False), (90.0000001, False)):
        reports = (report_of("BM3", {"3.3": value}, notes={"3.3": "đã rõ"}) for value in (now, 90))
        (found,) = with_stale([warned], *reports, CATALOGUE)
        assert (found.stale is not None) is is_stale, now
