"""The built-in catalogue, and what a broken declaration is refused for: every fault, each with its
place."""

from __future__ import annotations

import re
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from support import edit

from cchc_excel.catalog.loader import read_catalogue
from cchc_excel.errors import BrokenDeclaration, Severity
from cchc_excel.model.forms import Kind, Operator

BM1, BM2A, BM3, ANNEX = "forms/BM1.toml", "forms/BM2a.toml", "forms/BM3.toml", "annex.toml"
COUNT_331 = (
    '{code="3.3.1", label="Tổng số hồ sơ TTHC đã giải quyết xong",                                 '
    'measure_unit="Hồ sơ",   kind="count",   consolidate="sum",     time="flow",  reported_by="commune",  '
    'aliases=["2.3.1"]}'
)
ROW_331 = f"{BM3}, indicators[13] (3.3.1)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in declarations, to be broken."""
    with as_file(files("cchc_excel.catalog")) as built_in:
        shutil.copy(built_in / "annex.toml", tmp_path)
        shutil.copytree(built_in / "forms", tmp_path / "forms")
    return tmp_path


def problems_of(folder: Path, *edits: tuple[str, str, str]) -> tuple[str, ...]:
    """Break the declarations and give what the loader says of them."""
    for file, old, new in edits:
        edit(folder / file, old, new)
    with pytest.raises(BrokenDeclaration) as caught:
        read_catalogue(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def line_331(**changes: str) -> str:
    """The declaration of row 3.3.1 with some of its texts replaced."""
    line = COUNT_331
    for old, new in changes.values():
        assert line.count(old) == 1
        line = line.replace(old, new)
    return line


# What is built in


def test_the_built_in_catalogue_has_seven_forms_95_rows_and_40_rules(catalogue):
    assert [form.id for form in catalogue.forms] == ["BM1", "BM2a", "BM3", "BM4", "BM5", "BM6", "BM7"]
    assert [len(form.indicators) for form in catalogue.forms] == [18, 13, 14, 15, 15, 13, 7]
    assert (len(catalogue.indicators), len(catalogue.rules), len({r.id for r in catalogue.rules})) == (
        95,
        40,
        40,
    )
    assert (catalogue.id, catalogue.issue, catalogue.version) == ("CCHC", "2021", "1")


def test_a_copy_of_the_declarations_reads_as_the_built_in_catalogue(folder, catalogue):
    assert read_catalogue(folder) == catalogue


@pytest.mark.parametrize(
    ("row", "label", "unit"),
    [
        ("BM1:3.1", "Số phòng, ban, đơn vị; xã, xã, thị trấn đã kiểm tra", "Cơ quan, đơn vị"),  # printed so
        ("BM1:5.2", "Hình thức khảo sát", "Trực tuyến = 0\nPhát phiếu = 1\nKết hợp = 2"),
        ("BM2a:1", "Tổng số VBQPPL[1] do địa phương ban hành", "Văn bản"),
        ("BM3:3.3", "Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận được giải quyết đúng hạn", "%"),
        ("BM5:2.5", "Số viên chức được tuyển dụng theo trường hợp đặc biệt.", "Người"),
        ("BM6:2.4.1", "Số ĐVSN tự bảo đảm từ 70% - dưới 100% chi thường xuyên", "Đơn vị"),
        (
            "BM7:1",
            "Xây dựng và vận hành Hệ thống họp trực tuyến (các huyện, thành phố)\nLiên thông 2 cấp: Từ UBND huyện, "
            "thành phố đến  - 100% UBND các xã, xã, thị trấn.",
            "Chưa có = 0\nĐã có = 1",
        ),
    ],
)
def test_labels_and_measure_units_stand_as_they_are_printed(catalogue, row, label, unit):
    indicator = catalogue.indicators[row]
    assert (indicator.label, indicator.measure_unit) == (label, unit)


def test_a_row_knows_its_kind_operator_level_formula_and_other_spellings(catalogue):
    percent, count = catalogue.indicators["BM3:3.3"], catalogue.indicators["BM3:3.3.1"]
    assert (percent.kind, percent.consolidate, percent.is_calculated, percent.scale, percent.aliases) == (
        Kind.PERCENT,
        Operator.DERIVED,
        True,
        100,
        ("2.3",),
    )
    assert (
        count.kind,
        count.consolidate,
        count.reported_by,
        count.is_calculated,
        count.cell_name,
        count.depth,
    ) == (Kind.COUNT, Operator.SUM, "commune", False, "BM3_3.3.1", 3)


def test_the_parts_of_a_total_are_those_of_its_formula_or_declared(catalogue):
    assert catalogue.indicators["BM2a:1"].parts == ("BM2a:1.1", "BM2a:1.2")
    assert catalogue.indicators["BM5:4"].parts == ("BM5:4.1", "BM5:4.2", "BM5:4.3")
    assert catalogue.indicators["BM5:4"].equals is None


def test_a_rule_for_a_kind_has_one_check_for_each_row_that_fills_its_macros(catalogue):
    rows = {
        rule: [c.row for c in catalogue.checks if c.rule.id == rule]
        for rule in ("ALL-R01", "ALL-R02", "ALL-R03", "ALL-R04", "ALL-R07", "ALL-R08", "ALL-R09")
    }
    kinds = [i.kind for i in catalogue.indicators.values()]
    assert len(rows["ALL-R01"]) == kinds.count(Kind.COUNT)
    assert rows["ALL-R02"] == ["BM6:1.1", "BM6:1.2"]
    assert len(rows["ALL-R03"]) == kinds.count(Kind.PERCENT)
    assert rows["ALL-R04"] == [i.id for i in catalogue.indicators.values() if i.is_calculated]
    assert rows["ALL-R07"] == ["BM1:5", "BM1:5.2", "BM1:6", "BM7:1"]
    assert len(rows["ALL-R08"]) == kinds.count(Kind.HEADING)
    assert rows["ALL-R09"] == ["BM2a:1", "BM5:4", "BM6:2.1", "BM6:2.4"]


def test_rows_of_a_check_stand_in_the_order_of_the_rules_text_the_row_itself_first(catalogue):
    checks = {(c.rule.id, c.row): c for c in catalogue.checks}
    assert checks["BM3-R03", None].ids == ("BM3:3.3.2", "BM3:3.3.1")
    assert checks["ALL-R05", "BM3:3.3"].ids == ("BM3:3.3", "BM3:3.3.2", "BM3:3.3.1")


def test_every_rule_says_what_is_wrong_and_what_to_do(catalogue):
    for rule in catalogue.rules:
        assert rule.message.endswith((".", ")")), rule.id
        assert rule.remedy.endswith("."), rule.id
        assert isinstance(rule.severity, Severity)


# What a form is refused for


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ('kind="count"', 'kind="number"'),
            "«kind» là «number», phải là một trong: heading, count, amount, ",
        ),
        (('kind="count",', ""), "thiếu khóa «kind»"),
        (('time="flow"', 'tyme="flow"'), "khóa lạ «tyme»"),
        (('time="flow"', 'time="daily"'), "«time» là «daily»"),
        (('consolidate="sum",', ""), "phải nêu cách tổng hợp «consolidate»"),
        (('consolidate="sum"', 'consolidate="average"'), "«consolidate» là «average»"),
        (('consolidate="sum"', 'consolidate="tally"'), "«tally» dùng cho và chỉ cho dòng lựa chọn"),
        (('consolidate="sum"', 'consolidate="derived"'), "«derived» dùng cho và chỉ cho tỷ lệ có «equals»"),
        (
            ('kind="count",   consolidate="sum"', 'kind="heading", consolidate="sum"'),
            "dòng tiêu đề không có «consolidate»",
        ),
        (
            ('kind="count",   consolidate="sum"', 'kind="percent", consolidate="mean"'),
            "tỷ lệ phải có «range»",
        ),
        (
            ('kind="count",   consolidate="sum"', 'kind="choice", consolidate="tally"'),
            "«choices» dùng cho và chỉ cho",
        ),
        (('kind="count"', 'kind="count", choices={1="Có"}'), "«choices» dùng cho và chỉ cho dòng lựa chọn"),
        (
            ('kind="count",   consolidate="sum"', 'kind="choice", consolidate="tally", choices={co="Có"}'),
            "lựa chọn «co» phải là một mã số",
        ),
        (('kind="count"', 'kind="count", range="0-100"'), "«range» là «0-100», phải có dạng"),
        (('kind="count"', 'kind="count", range="a..b"'), "«range» là «a..b», phải có dạng"),
        (('kind="count"', 'kind="count", range=".."'), "«range» là «..», phải có dạng"),
        (('reported_by="commune"', 'reported_by="village"'), "«reported_by» là «village»"),
        (('kind="count"', 'kind="count", equals="[3.3.2] +"'), "«equals» sai: chờ một dòng"),
        (('kind="count"', 'kind="count", equals="[3.3.2] > 0"'), "«equals» sai: cần một phép tính ra con số"),
        (('code="3.3.1"', "code=3.31"), "«code» phải là một chuỗi"),
        (('aliases=["2.3.1"]', 'aliases="2.3.1"'), "«aliases» phải là một danh sách"),
    ],
)
def test_a_row_with_a_fault_is_refused_with_its_place(folder, change, fault):
    problems = problems_of(folder, (BM3, COUNT_331, line_331(change=change)))
    place = f"{BM3}, indicators[13] ({'3.31' if 'code' in change[0] else '3.3.1'}): "
    assert any(p.startswith(place) and fault in p for p in problems), problems


def test_a_code_that_stands_twice_is_refused(folder):
    problems = problems_of(folder, (BM3, COUNT_331, line_331(change=('code="3.3.1"', 'code="3.3.2"'))))
    assert f"{BM3}: mã «3.3.2» được dùng cho 2 dòng" in problems


def test_an_alias_that_is_another_rows_code_is_refused(folder):
    problems = problems_of(folder, (BM3, COUNT_331, line_331(change=('"2.3.1"', '"2.1.1"'))))
    assert problems == (f"{BM3}: mã «2.1.1» được dùng cho 2 dòng",)


def test_a_formula_or_a_part_that_names_no_row_is_refused(folder):
    problems = problems_of(
        folder,
        (BM3, 'equals="[3.3.2] / [3.3.1]"', 'equals="[3.3.3] / [3.3.1]"'),
        ("forms/BM5.toml", 'parts=["4.1", "4.2", "4.3"]', 'parts=["4.1", "4.2", "4.9"]'),
    )
    assert f"{BM3} (3.3): không có dòng BM3:3.3.3" in problems
    assert "forms/BM5.toml (4): không có dòng BM5:4.9" in problems


def test_a_form_whose_id_is_not_its_files_name_is_refused(folder):
    assert problems_of(folder, (BM3, 'id = "BM3"\n', 'id = "BM03"\n')) == (
        f"{BM3}: «id» là «BM03» nhưng tên tệp là «BM3»",
    )


def test_an_unknown_or_missing_key_of_a_form_or_of_the_annex_is_refused(folder):
    problems = problems_of(
        folder,
        (BM3, "valid_from = 2021-01-01", "valid_form = 2021-01-01"),
        (ANNEX, 'issue = "2021"', 'isue = "2021"'),
    )
    for place, unknown, missing in ((BM3, "valid_form", "valid_from"), (ANNEX, "isue", "issue")):
        assert f"{place}: thiếu khóa «{missing}»" in problems
        assert any(p.startswith(f"{place}: khóa lạ «{unknown}»") for p in problems)


def test_the_charts_are_declared_with_the_rows_that_levels_report_in(catalogue):
    assert [chart.rows for chart in catalogue.charts] == [
        ("BM3:3.3", "BM3:3.2", "BM3:2.1"),
        ("BM7:3",),
        ("BM6:1",),
    ]


def test_a_chart_of_a_row_that_is_not_there_or_cannot_be_drawn_by_unit_is_refused(folder):
    problems = problems_of(
        folder,
        (ANNEX, 'rows = ["BM7:3"]', 'rows = ["BM7:9", "BM7:3.1", "BM4:1.1"]'),
        (ANNEX, 'rows = ["BM6:1"]', "rows = []"),
        (ANNEX, 'title = "Hồ sơ giải quyết đúng hạn"', 'name = "Hồ sơ giải quyết đúng hạn"'),
    )
    drawable = "phải là tỷ lệ tính từ các dòng cộng được (derived), hoặc lấy trung bình cộng (mean)"
    assert {
        f"{ANNEX}, charts[1]: thiếu khóa «title»",
        f"{ANNEX}, charts[2]: không có dòng BM7:9",
        f"{ANNEX}, charts[2]: dòng BM7:3.1 không vẽ được: {drawable}",
        f"{ANNEX}, charts[2]: dòng BM4:1.1 không vẽ được: {drawable}",
        f"{ANNEX}, charts[3]: «rows» trống",
    } <= set(problems)


def test_a_file_that_is_no_toml_is_refused_by_name(folder):
    problems = problems_of(folder, (BM3, 'title = "Cải cách thủ tục hành chính"', "title = Cải cách"))
    assert any(p.startswith("BM3.toml: không phải TOML hợp lệ") for p in problems)


# What a rule is refused for

R03 = f"{BM3}, rules[3] (BM3-R03)"
EXPECT_R03 = 'expect = "[3.3.2] <= [3.3.1]"'
PLACE_R03 = f"{BM3} (BM3-R03)"
AMOUNT_RULE = 'each = "amount"\nexpect = "{row} >= 0"'


@pytest.mark.parametrize(
    ("old", "new", "place", "fault"),
    [
        (EXPECT_R03, 'expect = "[3.3.2] <= [3.3.9]"', PLACE_R03, "không có dòng BM3:3.3.9"),
        (EXPECT_R03, 'expect = "[3.3.2] <= BM9:[1]"', PLACE_R03, "không có dòng BM9:1"),
        (EXPECT_R03, 'expect = "[3.3.2] <= "', PLACE_R03, "quy tắc không hợp lệ «BM3:[3.3.2] <= »"),
        (EXPECT_R03, 'expect = "[3.3.2] + [3.3.1]"', PLACE_R03, "không phải một con số"),
        (
            EXPECT_R03,
            'expect = "[3.3.2] < [3.3.1]"',
            PLACE_R03,
            "examples[1] cho kết quả «violated», không phải",
        ),
        (EXPECT_R03, 'expecct = "[3.3.2] <= [3.3.1]"', R03, "khóa lạ «expecct»"),
        (EXPECT_R03, 'expecct = "[3.3.2] <= [3.3.1]"', R03, "thiếu khóa «expect»"),
        ("{3.3.2} hồ sơ", "{3.3.9} hồ sơ", R03, "«message» có chỗ điền lạ «{BM3:3.3.9}»"),
        ("{3.3.2} hồ sơ", "{lef} hồ sơ", R03, "«message» có chỗ điền lạ «{lef}»"),
        (
            '  {given={"3.3.2"=71},             verdict="not_evaluated"},   # ô trống không phải là 0',
            '  {given={"3.3.7"=71}, verdict="not_evaluated"},',
            f"{R03}, examples[3]",
            "không có dòng BM3:3.3.7",
        ),
        (
            '  {given={"3.3.2"=71},             verdict="not_evaluated"},   # ô trống không phải là 0',
            '  {given={"3.3.2"=71}, verdict="unknown"},',
            f"{R03}, examples[3]",
            "«verdict» là «unknown»",
        ),
        (
            '  {given={"3.3.1"=71, "3.3.2"=72}, verdict="violated"},\n',
            "",
            PLACE_R03,
            "ít nhất một ví dụ đạt và",
        ),
        (
            'id = "BM3-R03"',
            'id = "BM3-R02"',
            f"{BM3}, rules[3] (BM3-R02)",
            f"mã quy tắc «BM3-R02» đã dùng ở {BM3}",
        ),
    ],
)
def test_a_rule_with_a_fault_is_refused_with_its_place(folder, old, new, place, fault):
    problems = problems_of(folder, (BM3, old, new))
    assert any(p.startswith(f"{place}: ") and fault in p for p in problems), problems


def test_severity_and_missing_strategy_must_be_known(folder):
    rule = 'expect = "[1.1] <= [1]"\nseverity = "warning"\nmissing = "skip"'
    problems = problems_of(
        folder, (BM3, rule, 'expect = "[1.1] <= [1]"\nseverity = "grave"\nmissing = "ignore"')
    )
    assert problems == (
        f"{BM3}, rules[4] (BM3-R04): «severity» là «grave», phải là một trong: error, warning, info",
        f"{BM3}, rules[4] (BM3-R04): «missing» là «ignore», phải là một trong: skip, zero",
    )


def test_a_rule_of_the_annex_must_name_the_form_of_every_row(folder):
    problems = problems_of(folder, (ANNEX, '"BM4:[1.2] = BM6:[2.1]"', '"[1.2] = BM6:[2.1]"'))
    assert any(p.startswith(f"{ANNEX} (X-R02): ") and "phải kèm tên biểu" in p for p in problems)


def test_a_rule_for_a_kind_that_no_row_can_fill_is_refused(folder):
    problems = problems_of(folder, (ANNEX, AMOUNT_RULE, AMOUNT_RULE.replace("{row} >= 0", "{range}")))
    assert f"{ANNEX} (ALL-R02): không có dòng nào mà quy tắc này áp dụng" in problems


def test_an_unknown_macro_is_refused_with_those_that_are_known(folder):
    problems = problems_of(folder, (ANNEX, AMOUNT_RULE, AMOUNT_RULE.replace("{row}", "{rwo}")))
    assert [p.partition(":")[0] for p in problems] == [f"{ANNEX} (ALL-R02)"]
    assert "{rwo}" in problems[0]
    assert "any_part" in problems[0]


def test_an_example_of_a_row_that_the_rule_does_not_hold_for_is_refused(folder):
    problems = problems_of(
        folder, (ANNEX, '{row="BM6:1.1", given={"BM6:1.1"=2700}', '{row="BM3:1", given={"BM3:1"=2700}')
    )
    assert f"{ANNEX} (ALL-R02): examples[1]: quy tắc không áp dụng cho dòng «BM3:1»" in problems


# All at once


def test_faults_of_several_forms_are_reported_together(folder):
    problems = problems_of(
        folder,
        (BM3, COUNT_331, line_331(one=('time="flow"', 'tyme="flow"'), two=('kind="count"', 'kind="number"'))),
        (BM2A, 'label="Kiểm tra, xử lý VBQPPL",', 'consolidate="sum", label="Kiểm tra, xử lý VBQPPL",'),
        ("forms/BM7.toml", 'short = "Biểu mẫu 7"', 'shrot = "Biểu mẫu 7"'),
    )
    assert len(problems) == 5
    assert {p.partition(":")[0] for p in problems} == {
        ROW_331,
        f"{BM2A}, indicators[4] (2)",
        "forms/BM7.toml",
    }


def test_faults_of_formulas_rules_and_examples_are_reported_together(folder):
    problems = problems_of(
        folder,
        (BM3, 'equals="[3.3.2] / [3.3.1]"', 'equals="[3.3.3] / [3.3.1]"'),
        (BM3, EXPECT_R03, 'expect = "[3.3.2] <="'),
        (BM3, "{2.1.2} hồ sơ", "{2.1.9} hồ sơ"),
        ("forms/BM7.toml", 'given={"3.1"=71, "3.2"=72}', 'given={"3.1"=71, "3.2"=70}'),
        (ANNEX, "BM3:[3.3.1] <= BM7:[3.1]", "BM3:[3.3.1] <= BM7:[3.9]"),
    )
    for place, fault in (
        (f"{BM3} (3.3)", "BM3:3.3.3"),
        (PLACE_R03, "không hợp lệ"),
        (f"{BM3}, rules[1] (BM3-R01)", "{BM3:2.1.9}"),
        ("forms/BM7.toml (BM7-R01)", "examples[2] cho kết quả"),
        (f"{ANNEX} (X-R01)", "BM7:3.9"),
    ):
        assert any(p.startswith(f"{place}: ") and fault in p for p in problems), (place, problems)


def test_faults_of_rows_and_of_rules_are_reported_together(folder):
    problems = problems_of(
        folder,
        (BM2A, 'short = "Biểu mẫu 2a"', 'shrot = "Biểu mẫu 2a"'),
        (BM3, EXPECT_R03, 'expect = "[3.3.2] <="'),
    )
    assert any(p.startswith(PLACE_R03) for p in problems)


def test_a_rule_that_does_not_parse_is_one_fault(folder):
    assert len(problems_of(folder, (BM3, EXPECT_R03, 'expect = "[3.3.2] <="'))) == 1


def test_a_rule_that_crosses_to_a_form_that_is_not_there_is_refused(folder):
    (folder / BM3).unlink()
    assert f"{ANNEX} (X-R01): không có dòng BM3:3.3.1" in problems_of(folder)


def test_a_form_is_one_file_and_stands_in_the_annexes_order(folder):
    text = (folder / "forms/BM7.toml").read_text(encoding="utf-8")
    new = (
        text.replace('id = "BM7"', 'id = "BM2b"')
        .replace("Biểu mẫu 7", "Biểu mẫu 2b")
        .replace("BM7-R", "BM2b-R")
    )
    (folder / "forms/BM2b.toml").write_text(new, encoding="utf-8")
    forms = [form.id for form in read_catalogue(folder).forms]
    assert forms == ["BM1", "BM2a", "BM2b", "BM3", "BM4", "BM5", "BM6", "BM7"]


def test_a_given_value_that_is_no_number_is_refused(folder):
    problems = problems_of(
        folder, (BM3, '{given={"3.3.1"=71, "3.3.2"=71}', '{given={"3.3.1"=71, "3.3.2"="x"}')
    )
    assert any(p.startswith(R03) for p in problems)


def test_an_example_that_is_no_table_is_refused(folder):
    problems = problems_of(
        folder, (BM3, '{given={"3.3.1"=71, "3.3.2"=71}, verdict="satisfied"}', '"71 / 71"')
    )
    assert any(p.startswith(R03) for p in problems)


def test_an_alias_that_is_no_text_is_refused(folder):
    problems = problems_of(folder, (BM3, COUNT_331, line_331(change=('["2.3.1"]', "[2.10]"))))
    assert any(p.startswith(ROW_331) for p in problems)


def test_a_validity_that_is_no_date_is_refused(folder):
    problems = problems_of(folder, (BM3, "valid_from = 2021-01-01", 'valid_from = "năm 2021"'))
    assert any(p.startswith(BM3) for p in problems)


def test_a_formula_over_another_form_is_refused(folder):
    problems = problems_of(folder, (BM1, 'equals="[3.2.2] / [3.2.1]"', 'equals="BM7:[3.2] / [3.2.1]"'))
    assert any(p.startswith(BM1) and "3.2" in p for p in problems)


def test_a_formula_in_a_circle_is_refused(folder):
    problems = problems_of(folder, (BM1, 'equals="[3.2.2] / [3.2.1]"', 'equals="[3.2] / [3.2.1]"'))
    assert any(p.startswith(BM1) and "3.2" in p for p in problems)


def test_a_heading_with_a_formula_is_refused(folder):
    label = 'label="Kết quả giải quyết TTHC",'
    problems = problems_of(folder, (BM3, label, f'{label} equals="[3.3.1]",'))
    assert any(p.startswith(BM3) for p in problems)


def test_a_row_straight_after_and_is_of_the_rules_own_form(folder):
    edit(folder / BM3, EXPECT_R03, 'expect = "[3.3.2] <= [3.3.1] and[3.3.1] >= 0"')
    assert len(read_catalogue(folder).rules) == 40


# Headings and abbreviations of the workbooks that arrive


def test_headings_are_read_folded_and_in_their_order(catalogue):
    first = catalogue.headings[0]
    assert (first.role, first.phrases, first.weight) == ("note", ("ghi chu",), 2)
    assert {h.role for h in catalogue.headings} == {"note", "code", "measure_unit", "label", "other", "value"}


@pytest.mark.parametrize(
    ("phrase", "heading", "is_said"),
    [
        ("số liệu", "so lieu", True),
        ("số liệu", "bieu so lieu quy i", True),
        ("số liệu", "so lieux", False),
        ("^ước", "uoc thuc hien", True),
        ("^ước", "kinh phi uoc", False),
        ("=tổng", "tong", True),
        ("=tổng", "tong so", False),
    ],
)
def test_a_phrase_stands_anywhere_at_the_beginning_or_for_the_whole_heading(folder, phrase, heading, is_said):
    edit(folder / ANNEX, 'phrases = ["ghi chú"]', f'phrases = ["{phrase}"]')
    pattern = read_catalogue(folder).headings[0].pattern
    assert bool(re.search(pattern, heading)) is is_said


def test_abbreviations_are_read_folded(catalogue):
    assert catalogue.abbreviations["tthc"] == "thu tuc hanh chinh"
    assert catalogue.abbreviations["dvsn"] == "don vi su nghiep"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'role = "note"\nweight = 2',
            'role = "remark"\nweight = 2',
            "annex.toml, headings[1]: «role» là «remark», phải là một trong: ",
        ),
        ("weight = 2\nphrases = [\"ghi", "weight = \"2\"\nphrases = [\"ghi", "annex.toml, headings[1]: «weight» phải là một số nguyên"),
        ('phrases = ["ghi chú"]', "phrases = [3]", "annex.toml, headings[1]: mỗi phần tử của «phrases» phải là một chuỗi"),
        ('phrases = ["ghi chú"]', 'words = ["ghi chú"]', "annex.toml, headings[1]: khóa lạ «words»"),
        ('phrases = ["ghi chú"]', 'phrases = ["="]', "annex.toml, headings[1]: «phrases» trống hoặc có cụm từ trống"),
        ('phrases = ["ghi chú"]', 'phrases = [""]', "annex.toml, headings[1]: «phrases» trống hoặc có cụm từ trống"),
        ('phrases = ["ghi chú"]', "phrases = []", "annex.toml, headings[1]: «phrases» trống hoặc có cụm từ trống"),
        ('"tthc" = "thủ tục hành chính"', '"tthc" = 3', "annex.toml, abbreviations: «tthc» phải là một chuỗi"),
    ],
)  # fmt: skip
def test_a_wrong_heading_or_abbreviation_is_named_with_its_place(folder, old, new, fault):
    assert problems_of(folder, (ANNEX, old, new))[0].startswith(fault)


def test_all_wrong_headings_are_named_at_once(folder):
    edits = [
        (ANNEX, 'phrases = ["ghi chú"]', 'phrases = "ghi chú"'),
        (ANNEX, 'role = "measure_unit"', 'role = "unit"'),
    ]
    places = [problem.partition(": ")[0] for problem in problems_of(folder, *edits)]
    assert places == ["annex.toml, headings[1]", "annex.toml, headings[4]"]
