"""Corrections are applied on top of what was sent, and only where the list still speaks of what was sent."""

from __future__ import annotations

from datetime import date

import pytest
from support import document_of, grid_of, report_of

from cchc_excel.consolidation.corrections import corrected
from cchc_excel.errors import BrokenFile
from cchc_excel.mapping.correction_list import read_correction_list
from cchc_excel.model.corrections import Standing
from cchc_excel.model.reports import Correction, State

HEAD = ("Đơn vị", "Chỉ tiêu", "Số cũ", "Số mới", "Lý do", "Người báo", "Ngày")


@pytest.fixture
def apply(catalogue):
    def run(*lines, values=None, form="BM3", head=HEAD):
        document = document_of(grid_of([head, *lines]), file="dinh-chinh.xlsx")
        listed, odd = read_correction_list(document, catalogue)
        values = values or {"3.3.1": 181, "3.3.2": 181, "3.3": 100}
        leaf = report_of(form, values, unit="Xã Lát", unit_code="24862")
        unit = leaf.cover.reporting_unit
        leaves, outcomes = corrected(
            [leaf], listed, lambda text: [unit] if text in (unit.name, unit.code) else [], catalogue
        )
        return leaves[0], outcomes, odd

    return run


def said(outcomes):
    return [(o.standing, o.finding.code) for o in outcomes]


def test_a_correction_is_applied_and_the_leaf_keeps_what_was_sent(apply):
    leaf, outcomes, _ = apply(("Xã Lát", "BM3:3.3.2", 181, 171, "ghi nhầm", "Chị Hoa", date(2025, 3, 12)))
    assert said(outcomes) == [(Standing.APPLIED, "CORR-001")]
    value = leaf.values["BM3:3.3.2"]
    assert value.value == 171
    assert value.correction == Correction("181", "ghi nhầm", "Chị Hoa", date(2025, 3, 12))
    message = outcomes[0].finding.message()
    assert "đã sửa 181 thành 171" in message
    assert "dinh-chinh.xlsx, hàng 2; lý do: ghi nhầm; người báo: Chị Hoa; ngày 12/03/2025" in message


def test_a_percent_that_followed_from_the_sent_parts_follows_from_the_corrected_ones(apply):
    leaf, _, _ = apply(("Xã Lát", "BM3:3.3.2", 181, 90.5, "", "", None))
    assert leaf.values["BM3:3.3"].value == 50


def test_a_percent_that_was_wrong_already_stays_as_it_was_typed(apply):
    leaf, _, _ = apply(
        ("Xã Lát", "BM3:3.3.2", 181, 171, "", "", None), values={"3.3.1": 181, "3.3.2": 181, "3.3": 77}
    )
    assert leaf.values["BM3:3.3"].value == 77


@pytest.mark.parametrize(
    ("line", "standing", "code"),
    [
        (("Xã Lát", "BM3:3.3.2", 999, 171), Standing.NOT_APPLIED, "CORR-002"),
        (("Xã Lát", "BM3:3.3.2", None, 171), Standing.NOT_APPLIED, "CORR-002"),
        (("Xã Khác", "BM3:3.3.2", 181, 171), Standing.NOT_APPLIED, "CORR-003"),
        ((None, "BM3:3.3.2", 181, 171), Standing.NOT_APPLIED, "CORR-003"),
        (("Xã Lát", "BM3:9.9", 181, 171), Standing.NOT_APPLIED, "CORR-004"),
        (("Xã Lát", "BM3:3", 181, 171), Standing.NOT_APPLIED, "CORR-004"),
        (("Xã Lát", "BM3:3.3.2", 181, "nhiều"), Standing.NOT_APPLIED, "CORR-005"),
        (("Xã Lát", "BM3:3.3.2", 99, 181), Standing.ALREADY_SENT, "CORR-006"),
        (("Xã Lát", "BM3:3.3.2", 181, None), Standing.NOT_APPLIED, "CORR-007"),
    ],
)
def test_what_cannot_be_applied_is_said_and_changes_nothing(line, standing, code, apply):
    leaf, outcomes, _ = apply((*line, "", "", None))
    assert said(outcomes) == [(standing, code)]
    assert (leaf.values["BM3:3.3.2"].value, leaf.values["BM3:3.3.2"].correction) == (181, None)
    assert "hàng 2" in outcomes[0].finding.message()


def test_a_blank_is_corrected_to_a_number_and_a_number_to_a_blank(apply):
    leaf, outcomes, _ = apply(
        ("Xã Lát", "BM3:1", None, 173, "", "", None), ("Xã Lát", "BM3:3.3.1", 181, "trống", "", "", None)
    )
    assert said(outcomes) == [(Standing.APPLIED, "CORR-001")] * 2
    assert leaf.values["BM3:1"].value == 173
    assert leaf.values["BM3:1"].correction.sent == "ô trống"
    assert leaf.values["BM3:3.3.1"].state is State.BLANK
    assert leaf.values["BM3:3.3"].state is State.BLANK  # nothing to divide by


def test_the_second_correction_of_a_figure_starts_from_the_first(apply):
    leaf, outcomes, _ = apply(
        ("Xã Lát", "BM3:3.3.2", 181, 171, "", "", None),
        ("Xã Lát", "BM3:3.3.2", 171, 161, "", "", None),
        ("Xã Lát", "BM3:3.3.2", 181, 151, "", "", None),
    )
    assert [o.standing for o in outcomes] == [Standing.APPLIED, Standing.APPLIED, Standing.NOT_APPLIED]
    assert leaf.values["BM3:3.3.2"].value == 161
    assert leaf.values["BM3:3.3.2"].correction.sent == "181"


@pytest.mark.parametrize("listed", ["98,59", "98,60", "98,6 %", 98.59])
def test_a_percent_is_listed_with_the_decimals_that_were_seen(listed, apply):
    leaf, outcomes, _ = apply(
        ("Xã Lát", "BM7:2.2", listed, 90, "", "", None), form="BM7", values={"2.2": 98.5955}
    )
    assert said(outcomes) == [(Standing.APPLIED, "CORR-001")]
    assert leaf.values["BM7:2.2"].value == 90


def test_a_day_that_is_none_is_told_and_the_line_is_used(apply):
    _, outcomes, odd = apply(("Xã Lát", "BM3:3.3.2", 181, 171, "", "", "hôm qua"))
    assert said(outcomes) == [(Standing.APPLIED, "CORR-001")]
    assert [f.code for f in odd] == ["LIST-001"]


def test_english_headings_in_another_order_are_known(apply):
    _, outcomes, _ = apply((171, 181, "bm3_3.3.2", "Xã Lát"), head=("value", "old value", "id", "unit"))
    assert said(outcomes) == [(Standing.APPLIED, "CORR-001")]


def test_a_table_without_the_headings_is_refused_with_those_it_lacks(catalogue):
    document = document_of(grid_of([("Đơn vị", "Chỉ tiêu", "Ghi chú"), ("Xã Lát", "BM3:1", "")]))
    with pytest.raises(BrokenFile, match="«Số cũ» \\+ «Số mới»"):
        read_correction_list(document, catalogue)
