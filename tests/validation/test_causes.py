"""Which cell is wrong: the cell named, the value suggested, ties shown as ties, nothing claimed for nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import report_of

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Severity
from cchc_excel.errors import finding as finding_of
from cchc_excel.mapping.identity import Given
from cchc_excel.model.causes import Cause, Diagnosis
from cchc_excel.model.expressions import Verdict, computed
from cchc_excel.model.forms import Time
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Report, State
from cchc_excel.output.findings import as_json, as_text
from cchc_excel.validation.causes import PeriodBefore, diagnose, suggested
from cchc_excel.validation.confrontation import confront
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.tools import load_tools

CATALOGUE = load_catalogue()
Numbers = Mapping[str, float | None]

SOUND: dict[str, float] = {
    **{"BM1:2.1": 140, "BM1:2.2": 83, "BM1:4.1": 57, "BM1:4.2": 40, "BM1:4.3": 12, "BM1:4.4": 3},
    **{"BM2a:1": 4, "BM2a:1.2": 4, "BM3:1": 173, "BM3:1.1": 12, "BM3:3.3.1": 130, "BM3:3.3.2": 128},
    **{"BM4:1.2": 125, "BM4:2.1": 24, "BM4:2.2": 23, "BM5:1.2": 110},
    **{"BM6:1.1": 2700, "BM6:1.2": 1350.5, "BM6:2.1": 125, "BM6:2.2": 17, "BM6:2.3": 23, "BM6:2.4": 50},
    **{"BM6:2.4.1": 12, "BM6:2.4.2": 31, "BM6:2.4.3": 7, "BM6:2.5": 35, "BM7:3.1": 139, "BM7:3.2": 118},
}
"""A report that breaks no rule, percents aside."""


def report(changes: Numbers | None = None, *, typed_percents: bool = False) -> Report:
    """The sound report with a mistake. Percents are formulas, which follow it, or typed before it was made."""
    numbers = {**SOUND, **(changes or {})}
    source = SOUND if typed_percents else {i: v for i, v in numbers.items() if v is not None}
    percents = {
        row.id: value * 100 if not typed_percents else round(value * 100, 2)
        for row in CATALOGUE.indicators.values()
        if row.is_calculated and (value := computed(row.equals, source)) is not None
    }
    return report_of("BM1", {**percents, **numbers})


def diagnosed(of: Report, previous: Mapping[str, float] | None = None) -> tuple[Diagnosis, ...]:
    return diagnose(of, confront(of, CATALOGUE), CATALOGUE, PeriodBefore(previous or {}))


def only(of: Report, previous: Mapping[str, float] | None = None) -> Diagnosis:
    (diagnosis,) = diagnosed(of, previous)
    return diagnosis


def first(diagnosis: Diagnosis) -> Cause:
    (cause,) = diagnosis.likeliest
    return cause


def told(cause: Cause) -> list[tuple[tuple[float | None, ...], str]]:
    return [(s.values, s.slip.name) for s in cause.suggestions]


def test_the_sound_report_is_sound():
    for typed in (False, True):
        assert confront(report(typed_percents=typed), CATALOGUE).findings == ()


# ---- One mistake, the cell and the value ----

MISTAKES = [
    ({"BM3:3.3.2": 182}, 128, "digits_swapped", {"BM3-R03", "ALL-R03"}),
    ({"BM3:3.3.2": 1280}, 128, "times_10_too_large", {"BM3-R03", "ALL-R03"}),
    ({"BM3:3.3.2": 12800}, 128, "times_100_too_large", {"BM3-R03", "ALL-R03"}),
    ({"BM3:3.3.2": 128000}, 128, "times_1000_too_large", {"BM3-R03", "ALL-R03"}),
    ({"BM3:3.3.2": -128}, 128, "sign", {"ALL-R01", "ALL-R03"}),
    ({"BM6:2.2": 71}, 17, "digits_swapped", {"BM6-R02"}),
    ({"BM6:2.2": 177}, 17, "digit_doubled", {"BM6-R02"}),
    ({"BM6:2.4.1": 162}, 12, "digit_extra", {"BM6-R03"}),
    ({"BM6:2.4.2": 3}, 31, "digit_lost", {"BM6-R03"}),
    ({"BM6:2.4": 94}, 50, "recomputed", {"BM6-R02", "BM6-R03"}),
    ({"BM6:2.1": 152}, 125, "digits_swapped", {"BM6-R02", "X-R02"}),
    ({"BM4:1.2": 15}, 125, "digit_lost", {"X-R02", "X-R03"}),
    ({"BM6:2.4.1": None}, 12, "omitted", {"BM6-R03"}),
    ({"BM6:1.2": -1350.5}, 1350.5, "sign", {"ALL-R02", "ALL-R03"}),
]


@pytest.mark.parametrize(("mistake", "meant", "slip", "rules"), MISTAKES, ids=map(str, range(len(MISTAKES))))
def test_the_wrong_cell_is_named_with_what_was_meant(
    mistake: Numbers, meant: float, slip: str, rules: set[str]
):
    diagnosis = only(report(mistake))
    cause = first(diagnosis)
    assert cause.ids == tuple(mistake)
    assert told(cause) == [((meant,), slip)]
    assert {f.rule for f in diagnosis.findings} == rules


def test_a_typed_percent_is_evidence_for_its_parts():
    diagnosis = only(report({"BM3:3.3.1": 139}, typed_percents=True))
    assert {f.rule for f in diagnosis.findings} == {"ALL-R04"}
    cause = first(diagnosis)
    assert (cause.ids, cause.suggestions[0].values, cause.is_only_value) == (("BM3:3.3.1",), (130,), True)


def test_a_wrong_typed_percent_is_recomputed_to_two_decimals():
    cause = first(only(report({"BM7:3": 62.77})))
    assert (cause.ids, told(cause)) == (("BM7:3",), [((84.89,), "recomputed")])


def test_a_percent_a_hundredfold_too_large_is_named_not_its_parts():
    cause = first(only(report({"BM7:3": 8489})))
    assert (cause.ids, told(cause)) == (("BM7:3",), [((84.89,), "times_100_too_large")])


def test_a_percent_that_a_formula_computes_is_never_the_cause():
    diagnosis = only(report({"BM3:3.3.2": 131}))
    assert {f.rule for f in diagnosis.findings} == {"BM3-R03", "ALL-R03"}
    assert not any("BM3:3.3" in cause.ids for cause in diagnosis.causes)


def test_a_total_that_a_formula_computes_follows_its_parts():
    wrong = report({"BM6:2.5": 53, "BM6:2.1": 143})
    assert first(only(wrong)).ids == ("BM4:1.2",)  # two typed totals against one
    formula = replace(wrong.values["BM6:2.1"], calculated=True)
    calculated = replace(wrong, values={**wrong.values, "BM6:2.1": formula})
    diagnosis = only(calculated)
    assert {"BM6:2.1"} not in [set(cause.ids) for cause in diagnosis.causes]
    assert told(first(diagnosis)) == [((35,), "digits_swapped")]
    assert first(diagnosis).ids == ("BM6:2.5",)


def test_total_and_part_exchanged_are_named_together():
    cause = first(only(report({"BM6:2.4.1": 31, "BM6:2.4.2": 12, "BM6:2.4": 7, "BM6:2.4.3": 50})))
    assert cause.ids == ("BM6:2.4", "BM6:2.4.3")
    assert told(cause) == [((50, 7), "exchanged")]


def test_a_blank_cell_is_named_where_its_partner_is_filled():
    cause = first(only(report({"BM3:3.3.2": None})))
    assert (cause.ids, cause.suggestions) == (("BM3:3.3.2",), ())
    assert [(r.low, r.high) for r in cause.allowed] == [(0, 130)]


def test_a_cell_that_holds_text_is_likelier_than_one_left_blank():
    broken = report({"BM6:2.4.1": None, "BM6:2.4.3": None, "BM6:2.4": 43, "BM6:2.1": 118, "BM4:1.2": 118})
    broken = report_with(broken, "BM6:2.4.1", State.TEXT)
    assert [c.ids for c in only(broken).likeliest] == [("BM6:2.4.1",)]


def report_with(of: Report, row: str, state: State) -> Report:
    return replace(of, values={**of.values, row: replace(of.values[row], state=state)})


def test_a_wrong_code_is_any_of_the_others():
    cause = first(only(report({"BM1:6": 2})))
    assert [s.values for s in cause.suggestions] == [(0,), (1,)]
    assert not cause.is_only_value


def test_a_number_where_there_should_be_none_is_to_be_removed():
    cause = first(only(report({"BM1:5": 0, "BM1:5.2": 2})))
    assert (cause.ids, told(cause)) == (("BM1:5.2",), [((None,), "surplus")])
    assert cause.texts == ("BM1:5.2 =",)


def test_what_reading_suspected_speaks_for_its_cell():
    wrong = report({"BM6:1.1": 2.7})
    assert len(only(wrong).likeliest) > 1
    told_so = replace(finding_of("VAL-008", ids=["BM6:1.1"]), suggestions=("2700",))
    cause = first(only(replace(wrong, findings=(told_so,))))
    assert (cause.ids, cause.suggestions[0].values) == (("BM6:1.1",), (2700,))


def test_the_figure_of_the_period_before_speaks_for_its_cell():
    wrong = report({"BM3:3.3.2": 131})
    without, with_it = only(wrong), only(wrong, {"BM3:3.3.2": 131.0})
    assert len(without.likeliest) > 1
    assert first(with_it).ids == ("BM3:3.3.2",)


def test_a_figure_left_from_the_period_before_is_told_even_where_it_breaks_one_rule_only():
    wrong = report_of("BM3", {"3.3.1": 130, "3.3.2": 131})
    alone, beside = only(wrong), only(wrong, {"BM3:3.3.1": 140.0, "BM3:3.3.2": 131.0})
    assert (len(beside.findings), len(alone.likeliest)) == (1, 3)
    assert first(beside).ids == ("BM3:3.3.2",)
    assert "131 (đúng bằng kỳ trước) thành số từ 0 đến 130" in beside.said.message()
    assert "131 (as in the period before) becomes" in beside.said.message("en")


def test_a_state_that_stays_as_it_was_is_not_suspected_for_it():
    """Of two parts that one digit too many explains, the one that is as it was before is right."""
    wrong = report({"BM6:2.2": 71, "BM6:2.5": 82, "BM6:2.1": 172, "BM4:1.2": 172})
    assert len(only(wrong).likeliest) == 2
    before = only(wrong, {**SOUND, "BM6:2.5": 82.0})
    assert (first(before).ids, told(first(before))) == (("BM6:2.2",), [((17,), "digits_swapped")])
    assert "71 (kỳ trước: 17) thành 17 (hai chữ số đổi chỗ)" in before.said.message()


def test_a_figure_ten_times_that_of_the_period_before_is_suspected():
    wrong = report_of("BM3", {"3.3.1": 240, "3.3.2": 250})
    before = only(wrong, {"BM3:3.3.1": 235.0, "BM3:3.3.2": 24.0})
    assert [s.values for s in first(before).suggestions] == [(25,)]
    assert first(before).suggestions[0].slip.name == "times_10_too_large"


def test_a_row_that_was_filled_before_is_likelier_left_out():
    two_blank = {"BM6:2.4.1": None, "BM6:2.4.3": None, "BM6:2.4": 43, "BM6:2.1": 118, "BM4:1.2": 118}
    wrong = report(two_blank)
    assert len(only(wrong).likeliest) > 1
    before = {i: v for i, v in SOUND.items() if i != "BM6:2.4.3"}
    assert first(only(wrong, before)).ids == ("BM6:2.4.1",)


def test_a_quarter_is_expected_to_have_a_quarter_of_a_year_s_events():
    year, quarter = report_of("BM3", {"3.3.1": 400}, period="2024-Y"), parse_period("2025-Q1")
    before = PeriodBefore.of(year, quarter)
    assert before.expected(CATALOGUE.indicators["BM3:3.3.1"]) == pytest.approx(100, abs=2)
    staff = PeriodBefore.of(report_of("BM4", {"2.1": 24}, period="2024-Y"), quarter)
    assert staff.expected(CATALOGUE.indicators["BM4:2.1"]) == 24


def test_nothing_known_of_the_period_before_changes_nothing():
    for mistake, *_ in MISTAKES:
        wrong = report(mistake)
        confrontation = confront(wrong, CATALOGUE)
        assert diagnose(wrong, confrontation, CATALOGUE) == only_of(wrong, PeriodBefore())
        assert all(cause.before == () for cause in only(wrong).causes)


def only_of(wrong: Report, before: PeriodBefore) -> tuple[Diagnosis, ...]:
    return diagnose(wrong, confront(wrong, CATALOGUE), CATALOGUE, before)


# ---- Several mistakes, ties, silence ----


def test_mistakes_apart_are_diagnosed_apart():
    found = diagnosed(report({"BM3:3.3.2": 182, "BM6:2.2": 71}))
    assert [first(d).ids for d in found] == [("BM3:3.3.2",), ("BM6:2.2",)]


def test_two_mistakes_in_one_group_are_found_as_a_pair():
    found = only(report({"BM6:2.4.1": 21, "BM6:2.5": 53}))
    assert ("BM6:2.4.1", "BM6:2.5") in [cause.ids for cause in found.likeliest]


ALIKE = {"BM6:2.2": 71, "BM6:2.5": 82, "BM6:2.1": 172, "BM4:1.2": 172}
"""17 typed as 71, and beside it a right 82 that might have been 28."""


def test_two_leaves_that_explain_alike_are_a_tie():
    diagnosis = only(report(ALIKE))
    assert {cause.ids: told(cause) for cause in diagnosis.likeliest} == {
        ("BM6:2.2",): [((17,), "digits_swapped")],
        ("BM6:2.5",): [((28,), "digits_swapped")],
    }


def test_ranks_pass_over_the_places_that_a_tie_takes():
    for mistake, *_ in MISTAKES:
        ranks = [cause.rank for cause in only(report(mistake)).causes]
        assert all(rank == ranks.index(rank) + 1 for rank in ranks)


def test_a_clean_report_has_no_cause():
    assert diagnosed(report()) == diagnosed(report(typed_percents=True)) == ()


def test_what_only_an_info_rule_says_has_no_cause():
    noted = report({"BM7:3.1": 129})
    assert {f.severity for f in confront(noted, CATALOGUE).findings} == {Severity.INFO}
    assert diagnosed(noted) == ()


def test_a_warning_that_a_note_explains_has_no_cause():
    values = {"2.1": 24, "2.2": 32}
    assert len(diagnosed(report_of("BM4", values))) == 1
    assert diagnosed(report_of("BM4", values, notes={"2.2": "biệt phái"})) == ()


def test_a_consolidated_report_has_no_cause_of_its_own():
    leaf = report({"BM3:3.3.2": 182})
    assert diagnosed(replace(leaf, leaves=(leaf, leaf))) == ()


def test_rows_that_the_level_does_not_report_are_never_the_cause():
    wrong = report_with(report({"BM2a:1": 5}), "BM2a:1.1", State.NOT_APPLICABLE)
    assert not any("BM2a:1.1" in cause.ids for cause in only(wrong).causes)


# ---- Every claim holds ----

_CELLS = sorted(SOUND)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(_CELLS),
        st.one_of(st.none(), st.integers(-5, 3000), st.decimals(0, 3000, places=2).map(float)),
        min_size=1,
        max_size=2,
    ),
    st.booleans(),
    st.dictionaries(
        st.sampled_from(_CELLS),
        st.one_of(st.integers(-5, 3000).map(float), st.floats(-1e308, 1e308)),
        max_size=8,
    ),
)
def test_every_suggestion_satisfies_what_it_explains_and_breaks_nothing(
    changes: Numbers, typed: bool, before: dict[str, float]
):
    wrong = report(changes, typed_percents=typed)
    then = PeriodBefore(before, {Time.FLOW: 2.0, Time.CUMULATIVE: 4.0})
    for diagnosis in only_of(wrong, then):
        for cause in diagnosis.causes:
            for suggestion in cause.suggestions:
                mended = dict(zip(cause.ids, suggestion.values, strict=True))
                claimed(wrong, mended, diagnosis)


def claimed(wrong: Report, mended: Numbers, diagnosis: Diagnosis) -> None:
    """Type the suggestion in, let the percents that were right follow, and judge all again."""
    before = confront(wrong, CATALOGUE).results
    after = confront(with_numbers(wrong, mended), CATALOGUE).results
    explained = {(f.rule, f.ids) for f in diagnosis.findings}
    for old, new in zip(before, after, strict=True):
        if (old.check.rule.id, old.check.ids) in explained:
            assert new.judgement.verdict is not Verdict.VIOLATED
        if new.judgement.verdict is Verdict.VIOLATED:
            assert old.judgement.verdict is Verdict.VIOLATED


def with_numbers(wrong: Report, mended: Numbers) -> Report:
    numbers = {i: v for i, v in {**wrong.numbers, **mended}.items() if v is not None}
    for row in CATALOGUE.indicators.values():
        if not row.is_calculated or row.id in mended:
            continue
        old, new = computed(row.equals, wrong.numbers), computed(row.equals, numbers)
        stated = wrong.numbers.get(row.id)
        is_right = stated is None or (old is not None and abs(stated - old * 100) < 0.0051)
        if is_right and (stated is not None or old is None):
            numbers.pop(row.id, None)
            if new is not None:
                numbers[row.id] = new * 100
    return report_of("BM1", numbers)


# ---- What is said ----


def test_the_cause_is_told_with_cell_values_slip_and_outcome():
    said = only(report({"BM3:3.3.2": 182})).said
    assert said.code == "CAUSE-001"
    assert said.message().startswith(
        "Có thể do một ô: Biểu mẫu 3, ô D19 (dòng 3.3.2) – 182 thành 128 (hai chữ số đổi chỗ) "
        "thì 2 chỗ không đạt (BM3-R03, ALL-R03) đều đạt."
    )
    assert "182 becomes 128 (two digits swapped)" in said.message("en")


def test_a_percent_typed_by_hand_is_told_to_be_computed_anew():
    numbers = {"3.3": 101.54, "3.3.1": 130, "3.3.2": 132}
    typed = report_of("BM3", numbers)
    told = only(typed).said
    assert (
        "Số gõ tay ở Biểu mẫu 3, ô D17 (dòng 3.3) không tự đổi theo: tính lại rồi ghi lại." in told.message()
    )
    row = replace(typed.values["BM3:3.3"], calculated=True)
    told = only(replace(typed, values={**typed.values, row.id: row})).said
    assert "gõ tay" not in told.message()


def test_exchanged_cells_are_told_together():
    said = only(report({"BM6:2.4.1": 31, "BM6:2.4.2": 12, "BM6:2.4": 7, "BM6:2.4.3": 50})).said
    assert said.code == "CAUSE-002"
    assert "7 và 50 thành 50 và 7 (hai ô ghi đổi chỗ cho nhau)" in said.message()


def test_a_tie_names_all_its_cells():
    said = only(report(ALIKE)).said
    assert said.code == "CAUSE-003"
    assert said.message().startswith("Có 2 khả năng, chưa phân biệt được: ")
    assert said.ids == ("BM6:2.2", "BM6:2.5")


def test_values_of_one_slip_are_told_with_it_once():
    said = only(report({"BM1:6": 2})).said
    assert "2 thành 0 hoặc 1 (chọn nhầm mã) thì quy tắc ALL-R07 đạt." in said.message()


def test_a_blank_that_counts_as_nothing_is_not_suggested_for_a_zero():
    causes = only(report({"BM1:4.2": 45})).causes
    assert not any(None in s.values for cause in causes for s in cause.suggestions)


def test_nothing_is_said_where_the_finding_has_said_it():
    diagnosis = only(report_of("BM3", {"3.3.1": 130}))
    assert (len(diagnosis.findings), diagnosis.said) == (1, None)


def test_findings_carry_the_suggestions_of_their_cause():
    wrong = report({"BM3:3.3.2": 182, "BM2a:2": 0})
    confrontation = confront(wrong, CATALOGUE)
    found = suggested(confrontation.findings, diagnose(wrong, confrontation, CATALOGUE))
    assert {f.rule: f.suggestions for f in found} == {
        "BM3-R03": ("BM3:3.3.2 = 128",),
        "ALL-R03": ("BM3:3.3.2 = 128",),
        "ALL-R08": (),
    }


def test_a_check_tells_causes_as_text_and_as_json():
    samples = Path(__file__).parents[2] / "samples" / "loi-co-chu-y"
    checked = check_files([samples / "VAL-018 Xã Đạ Chais.xlsx"], load_tools(), Given())
    (file,) = json.loads(as_json(checked, "vi"))["files"]
    (cause,) = file["causes"]
    assert [file["findings"][n]["rule"] for n in cause["findings"]] == ["ALL-R03", "ALL-R04"]
    assert (cause["ids"], cause["cells"], cause["stated"]) == (["BM7:3"], ["Phụ lục!D119"], [9859.0])
    assert (cause["rank"], cause["tied"], cause["only_value"]) == (1, False, True)
    assert [(s["values"], s["slip"]) for s in cause["suggestions"]] == [([98.59], "times_100_too_large")]
    assert all(file["findings"][n]["suggestions"] == ["BM7:3 = 98.59"] for n in cause["findings"])
    assert f"\n  → {cause['message']}" in as_text(checked, "vi")
