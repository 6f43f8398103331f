"""Numbers of suspicious size: told with the number that makes sense, never changed, and not told where
nothing is wrong."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.suspicions import suspicions

from .bound import bound

PAGE = (Path(__file__).parents[2] / "docs" / "so-lieu.md").read_text(encoding="utf-8")
PLAN, DONE, SETTLED, ON_TIME = "BM6:1.1", "BM6:1.2", "BM3:3.3.1", "BM3:3.3.2"


@pytest.fixture
def found(catalogue):
    def find(contents: dict[str, object], notes: dict[str, str] | None = None) -> list[Finding]:
        return list(suspicions(*bound(contents, catalogue, notes), catalogue))

    return find


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(f.code, f.ids[0], *f.suggestions) for f in findings]


# A separator that was misread


@pytest.mark.parametrize(
    ("stored", "meant"),
    [(2.7, "2700"), (207.03, "207030"), (1.234, "1234"), (98.5, "98500"), ("2.7", "2700"), ("2,7", "2700")],
)
def test_a_count_with_a_fraction_is_told_with_its_thousandfold(found, stored, meant):
    assert told(found({SETTLED: stored})) == [("VAL-008", SETTLED, meant)]


@pytest.mark.parametrize("stored", [71, 2700.0, 0.5, 0, 1234.5, 1.2345, -2.7, 45123, "2.700", "71 hồ sơ"])
def test_a_count_that_can_be_no_thousands_is_left_to_the_rules(found, stored):
    assert found({SETTLED: stored}) == []


@pytest.mark.parametrize(
    ("plan", "done", "suspect", "meant"),
    [
        (2.7, 0, PLAN, "2700"),
        (2.7, None, PLAN, "2700"),
        (2.7, 1350.5, PLAN, "2700"),
        (2.7, 135.5, PLAN, "2700"),  # 135,5 of 2.700 is right: 135.500 would be more than the plan
        (2700, 1.35, DONE, "1350"),
    ],
)
def test_an_amount_with_a_fraction_is_told_beside_thousands_or_alone(found, plan, done, suspect, meant):
    assert told(found({PLAN: plan, DONE: done})) == [("VAL-008", suspect, meant)]


def test_two_amounts_that_were_typed_alike_are_both_told(found):
    assert told(found({PLAN: 12.691, DONE: 10.744})) == [
        ("VAL-008", PLAN, "12691"),
        ("VAL-008", DONE, "10744"),
    ]


@pytest.mark.parametrize(
    ("plan", "done"),
    [
        (2700, 1350.5),
        (2700, 850.5),
        (2700, 50.5),
        (900, 2.5),
        (900, 850.5),
        (2700, 0.5),
        (0, 0),
        (None, None),
        ("2.700", 0),
        ("2,7 triệu đồng", 0),
        ("2,7 tỷ", 1350),
        ((2.7, "General", "=2700/1000"), 0),
    ],
)
def test_amounts_that_make_sense_are_not_suspected(found, plan, done):
    assert found({PLAN: plan, DONE: done}) == []


def test_two_counts_are_weighed_together(found):
    """2.650 on time is more than 2.7 settled, and right for 2.700."""
    assert told(found({SETTLED: 2.7, ON_TIME: 2.65})) == [
        ("VAL-008", SETTLED, "2700"),
        ("VAL-008", ON_TIME, "2650"),
    ]


def test_a_thousandfold_that_breaks_a_rule_is_not_offered(found):
    assert found({SETTLED: 71, ON_TIME: 50.5}) == []
    assert found({SETTLED: 71, ON_TIME: "50,500"}) == []


def test_an_english_comma_is_told_as_such(found):
    (told_of,) = found({PLAN: "2,700", DONE: 900})
    assert (told_of.code, told_of.suggestions) == ("VAL-009", ("2700",))
    assert "«2,700» được hiểu là 2,7 vì dấu phẩy là dấu thập phân" in told_of.message()
    assert told(found({SETTLED: "2,700"})) == [("VAL-009", SETTLED, "2700")]
    assert told(found({PLAN: "2,700 tỷ"})) == [("VAL-009", PLAN, "2700000")]


def test_percents_and_choices_have_no_thousands(found):
    assert found({"BM7:2.2": 98.5, "BM3:3.3": "98,591", "BM1:5": 1.5}) == []


# A sum in another unit of money


@pytest.mark.parametrize(
    ("plan", "done", "suspect", "meant"),
    [
        (2700, 1_350_500_000, DONE, "1350.5"),  # đồng
        (2700, 1_350_500, DONE, "1350.5"),  # nghìn đồng
        (2700, 27_000_000, DONE, "27"),  # a thousandth would still be more than the plan
        (2_700_000_000, 1350.5, PLAN, "2700"),
        (2_700_000, 1350.5, PLAN, "2700"),
    ],
)
def test_an_amount_out_of_scale_with_its_partner_is_told(found, plan, done, suspect, meant):
    (told_of,) = found({PLAN: plan, DONE: done})
    assert (told_of.code, told_of.ids[0], told_of.suggestions) == ("VAL-010", suspect, (meant,))
    assert set(told_of.ids) == {PLAN, DONE}
    assert len(told_of.cells) == 2


@pytest.mark.parametrize("plan_and_done", [(2_700_000_000, 0), (2_700_000_000, None)])
def test_a_sum_beyond_all_is_told_by_itself(found, plan_and_done):
    assert told(found(dict(zip((PLAN, DONE), plan_and_done, strict=True)))) == [("VAL-011", PLAN, "2700")]


def test_two_sums_in_dong_are_both_told(found):
    assert told(found({PLAN: 2_700_000_000, DONE: 1_350_500_000})) == [
        ("VAL-011", PLAN, "2700"),
        ("VAL-011", DONE, "1350.5"),
    ]


@pytest.mark.parametrize(
    ("plan", "done"),
    [(2700, 2700), (4500, 4), (27000, 1), (8_500_000, 500_000), (100, 150), (100, 3500), (0, 2700)],
)
def test_amounts_in_scale_are_not_suspected(found, plan, done):
    codes = {f.code for f in found({PLAN: plan, DONE: done})}
    assert codes == ({"VAL-010"} if (plan, done) == (100, 3500) else set())


# What the clerk reads


def test_the_message_names_the_cell_both_numbers_and_the_remedy(found):
    (told_of,) = found({PLAN: 2.7, DONE: 1350.5})
    assert (told_of.severity, told_of.cells) == (Severity.WARNING, ("Biểu mẫu 6!D10",))
    assert told_of.message() == (
        "Biểu mẫu 6, ô D10 (dòng 1.1): 2,7 có lẽ là 2.700, vì Excel cài kiểu số tiếng Anh hiểu dấu chấm hàng "
        "nghìn là dấu thập phân. Nếu đúng vậy thì gõ lại liền các chữ số (2700); nếu 2,7 là đúng thì ghi lý do "
        "vào cột Ghi chú."
    )
    assert "2.7 may be meant as 2,700" in told_of.message("en")


def test_a_format_that_hides_the_fraction_is_told(found):
    (told_of,) = found({SETTLED: (207.03, "#,##0")})
    assert "207,03 (ô hiện «207») có lẽ là 207.030" in told_of.message()


def test_a_count_is_not_asked_to_explain_its_fraction(found):
    (told_of,) = found({SETTLED: 2.7})
    assert told_of.message().endswith("gõ lại liền các chữ số (2700).")


@pytest.mark.parametrize(
    "contents",
    [{PLAN: 2.7}, {PLAN: "2,700"}, {PLAN: 2700, DONE: 1_350_500_000}, {PLAN: 2_700_000_000}],
    ids=["VAL-008", "VAL-009", "VAL-010", "VAL-011"],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_message_is_filled_in(found, contents, lang):
    (told_of,) = found(contents)
    assert not re.search(r"[{}]", told_of.message(lang))


def test_a_note_beside_the_row_explains_the_warning(found):
    (told_of,) = found({PLAN: 2.7}, {PLAN: "Vốn sự nghiệp, đã đối chiếu"})
    assert (told_of.explained, told_of.weight) == (True, Severity.INFO)
    (told_of,) = found({PLAN: 2700, DONE: 1_350_500_000}, {PLAN: "Đã đối chiếu"})
    assert told_of.explained


def test_what_this_package_noted_explains_nothing(found):
    (told_of,) = found({PLAN: "2,700 triệu đồng"}, {PLAN: "Phần mềm ghi: đơn vị gõ «2,700 triệu đồng»"})
    assert not told_of.explained


def test_nothing_is_changed(catalogue):
    readings, rows = bound({PLAN: 2.7, DONE: 1350.5}, catalogue)
    before = {i: replace(r) for i, r in readings.items()}
    assert list(suspicions(readings, rows, catalogue))
    assert readings == before


# The table of the page


def lines() -> list[list[str]]:
    table = PAGE.partition("<!-- suspicious -->\n")[2].partition("\n\n")[0].splitlines()[2:]
    assert table
    return [[part.strip() for part in line.strip("|").split(" |")] for line in table]


@pytest.mark.parametrize("line", lines(), ids=lambda line: line[0])
def test_a_suspicion_is_what_the_page_says(line, found):
    typed, codes, meant = line
    contents = dict(pair.split(" = ") for pair in typed.strip("`").split("; "))
    findings = found({i: s.strip("«»") if s[0] == "«" else float(s) for i, s in contents.items()})
    assert (", ".join(f"{f.code} {f.ids[0]}" for f in findings) or "không") == codes
    assert (", ".join(s for f in findings for s in f.suggestions) or "–") == meant
