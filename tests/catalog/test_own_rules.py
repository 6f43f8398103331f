"""A province's own rules file: what it may change, what it may add, and what is said where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import report_of

from cchc_excel.catalog.own_rules import read_own_rules
from cchc_excel.errors import BrokenDeclaration, Severity
from cchc_excel.model.expressions import Verdict, to_sentence
from cchc_excel.model.places import row_name
from cchc_excel.validation.confrontation import confront

HEAD = 'id = "tinh"\ntitle = "Quy tắc của tỉnh"\n'
EXAMPLE = Path(__file__).parents[2] / "samples/quy-tac-rieng.toml"
NEW = '[[rules]]\nid = "T-R01"\nform = "BM3"\nexpect = "[3.3.2] >= [3.3.1] * 0.9"\n'
LONG = "([3.2.2] + [3.3.2]) / ([3.2.1] + [3.3.1]) * 100"


@pytest.fixture
def own(tmp_path, catalogue):
    """The catalogue with the rules of a file on top."""

    def read(text: str, head: str = HEAD):
        file = tmp_path / "tinh.toml"
        file.write_text(head + text, encoding="utf-8")
        return read_own_rules(file, catalogue)

    return read


@pytest.fixture
def faults(own):
    def refused(text: str, head: str = HEAD) -> tuple[str, ...]:
        with pytest.raises(BrokenDeclaration) as caught:
            own(text, head)
        return caught.value.problems

    return refused


def change(rule: str, what: str) -> str:
    return f'[[changes]]\nrule = "{rule}"\n{what}\nreason = "Vì thế."\n'


def findings(catalogue, form, **values):
    report = report_of(form, {code.removeprefix("r").replace("_", "."): v for code, v in values.items()})
    return {f.rule: f for f in confront(report, catalogue).findings}


# What it changes


def test_a_rule_that_is_off_finds_nothing_and_is_told_as_off(own, catalogue):
    without = own(change("BM3-R03", "off = true"))
    assert "BM3-R03" in findings(catalogue, "BM3", r3_3_1=71, r3_3_2=72)
    assert "BM3-R03" not in findings(without, "BM3", r3_3_1=71, r3_3_2=72)
    (off,) = without.own_rules.switched_off
    assert (off.before.id, off.after, off.reason) == ("BM3-R03", None, "Vì thế.")
    assert len(without.checks) == len(catalogue.checks) - 1


def test_a_rule_may_be_made_graver_or_milder(own):
    milder = own(change("BM3-R03", 'severity = "warning"'))
    found = findings(milder, "BM3", r3_3_1=71, r3_3_2=72)["BM3-R03"]
    assert found.severity is Severity.WARNING


def test_a_tolerance_grants_a_difference_and_no_more(own):
    granted = own(change("BM3-R03", "tolerance = 2"))
    assert "BM3-R03" not in findings(granted, "BM3", r3_3_1=71, r3_3_2=73)
    found = findings(granted, "BM3", r3_3_1=71, r3_3_2=74)["BM3-R03"]
    assert (found.stated, found.computed, found.imbalance) == (74, 71, 3)


def test_a_tolerance_of_a_rule_for_all_percents_counts_in_percent_points(own, catalogue):
    granted = own(change("ALL-R04", "tolerance = 0.5"))
    for stated, is_right in ((98.6, True), (98.1, True), (99.09, True), (98.08, False), (99.2, False)):
        values = {"r3_3": stated, "r3_3_1": 71, "r3_3_2": 70}  # 98.5915…
        assert ("ALL-R04" not in findings(granted, "BM3", **values)) is is_right, stated
    assert "ALL-R04" in findings(catalogue, "BM3", r3_3=98.1, r3_3_1=71, r3_3_2=70)


def test_what_a_rule_says_names_its_tolerance(own):
    granted = own(change("ALL-R04", "tolerance = 0.5") + change("BM3-R03", "tolerance = 1"))
    said = {
        c.rule.id: to_sentence(c.node, lambda i, c=c: row_name(i, c, granted))
        for c in granted.checks
        if c.row in (None, "BM3:3.3")
    }
    assert said["BM3-R03"] == "Dòng 3.3.2 không lớn hơn dòng 3.3.1 (cho phép lệch 1)."
    assert said["ALL-R04"].endswith("được làm tròn hoặc cắt bớt phần lẻ (cho phép lệch 0,5).")


def test_the_catalogue_itself_stays_and_files_are_read_by_it(own, catalogue):
    changed = own(change("BM3-R03", "off = true") + NEW)
    assert changed.declared is catalogue
    assert catalogue.own_rules is None
    assert catalogue.declared is catalogue
    assert {r.id for r in catalogue.rules} - {r.id for r in changed.rules} == {"BM3-R03"}


# What it adds


def test_an_added_rule_needs_only_an_id_and_what_must_hold(own):
    added = own(NEW)
    found = findings(added, "BM3", r3_3_1=100, r3_3_2=80)["T-R01"]
    assert (found.severity, found.ids) == (Severity.WARNING, ("BM3:3.3.2", "BM3:3.3.1"))
    assert found.message("vi") == (
        "Biểu mẫu 3, ô D19 và D18 (dòng 3.3.2 và 3.3.1): Không đúng quy tắc «Dòng 3.3.2 không nhỏ hơn "
        "dòng 3.3.1 × 0,9» (dòng 3.3.2: 80, dòng 3.3.1: 100). Vế trái là 80, vế phải là 90 (chênh lệch -10). "
        "Kiểm tra lại các ô này; nếu đúng, ghi lý do vào cột Ghi chú."
    )


def test_an_added_rule_may_say_all_that_ours_say(own):
    text = NEW + (
        'severity = "error"\nmissing = "zero"\nmessage = "{3.3.2} trong {3.3.1}, thiếu {imbalance}."\n'
        'remedy = "Sửa."\ntolerance = 1\nreason = "Chỉ tiêu của tỉnh."\n'
        'examples = [{given={"3.3.1"=10, "3.3.2"=8}, verdict="satisfied"}]\n'
    )
    found = findings(own(text), "BM3", r3_3_1=100, r3_3_2=80)["T-R01"]
    assert found.severity is Severity.ERROR
    assert "80 trong 100, thiếu 10. Sửa." in found.message("vi")


def test_an_added_rule_may_hold_for_every_row_of_a_kind(own):
    each = own('[[rules]]\nid = "T-R02"\neach = "percent"\nexpect = "{row} <= 99"\n')
    rows = [c.row for c in each.checks if c.rule.id == "T-R02"]
    assert len(rows) > 10
    assert "T-R02" in findings(each, "BM7", r2_2=100)


def test_rows_of_several_forms_stand_in_one_rule(own):
    both = own('[[rules]]\nid = "T-R03"\nexpect = "BM3:[3.3.1] = BM7:[3.1]"\n')
    assert "T-R03" in findings(both, "BM3", **{"r3_3_1": 1, "BM7:3.1": 2})


def test_the_example_file_of_the_samples_is_right(catalogue):
    own = read_own_rules(EXAMPLE, catalogue).own_rules
    assert (len(own.switched_off), list(own.changed), own.added) == (1, ["ALL-R04"], ("TINH-R01", "TINH-R02"))


# What is said where it is wrong


@pytest.mark.parametrize(
    ("text", "place", "fault", "pointed"),
    [
        (change("BM3-R3", "off = true"), "changes[1] (dòng 4, cột 9)", "không có quy tắc «BM3-R3»", "BM3-R3"),
        (change("bm3-r03", "off = true"), "changes[1] (dòng 4, cột 9)", "có phải là BM3-R03?", "bm3-r03"),
        (change("BM3-R03", ""), "changes[1]", "không thay đổi gì", "BM3-R03"),
        (change("BM3-R03", "off = 1"), "changes[1] (dòng 5, cột 7)", "«off» phải là true hoặc false", "1"),
        (
            change("BM3-R03", 'severity = "grave"'),
            "changes[1] (dòng 5, cột 13)",
            "phải là một trong: error",
            "grave",
        ),
        (change("BM3-R03", "tolerance = -1"), "changes[1] (dòng 5, cột 13)", "từ 0 trở lên", "-1"),
        (change("BM3-R03", "tolerance = nan"), "changes[1]", "từ 0 trở lên", "nan"),
        (change("BM3-R03", "tolerance = 0.0000001"), "changes[1]", "6 chữ số thập phân", "0.0000001"),
        (change("BM3-R06", "tolerance = 1"), "changes[1]", "nên không có dung sai", "1"),
        (change("BM3-R03", "off = true\ntolerance = 1"), "changes[1]", "quy tắc đã tắt", "true"),
        (change("BM3-R03", "off = true") * 2, "changes[2] (dòng 8, cột 9)", "đã được thay đổi", "BM3-R03"),
        (NEW.replace("T-R01", "BM3-R03"), "rules[1] (BM3-R03)", "dùng [[changes]]", "BM3-R03"),
        (NEW.replace("T-R01", "BM3-R99"), "rules[1] (BM3-R99)", "không bắt đầu bằng BM", "BM3-R99"),
        (NEW.replace("T-R01", "Tỉnh 1"), "rules[1] (Tỉnh 1)", "chữ không dấu", "Tỉnh 1"),
        (NEW * 2, "rules[2] (T-R01)", "đã có", "T-R01"),
        (NEW.replace('"BM3"', '"BM9"'), "rules[1] (T-R01)", "không có biểu «BM9»", "BM9"),
        (NEW.replace(">=", ">=="), "rules[1] (T-R01) (dòng 6, cột 21)", "chờ một dòng như", "= [3.3.1]"),
        (NEW.replace("[3.3.1]", "[3.3.7]"), "(dòng 6, cột 22)", "không có dòng BM3:3.3.7", "[3.3.7]"),
        (
            NEW.replace('form = "BM3"\n', "").replace("[3.3.1] *", "99 *"),
            "(dòng 5, cột 11)",
            "phải kèm tên biểu",
            "[3.3.2]",
        ),
        (NEW.replace("0.9", "{total}"), "(dòng 6, cột 32)", "chỗ điền lạ «{total}»", "{total}"),
        (
            NEW.replace("0.9", "{row} + sum(1)"),
            "(dòng 6, cột 32)",
            "«{row}» chỉ dùng trong quy tắc của mọi dòng cùng loại",
            "{row}",
        ),
        (
            '[[rules]]\nid = "T"\neach = "percent"\nexpect = "{row} <= 90 or sum({row}) = 1"\n',
            "rules[1] (T) (dòng 6, cột 26)",
            "không có hàm «sum»",
            "sum(",
        ),
        (NEW.replace("0.9", "0,9"), "(dòng 6, cột 33)", "số thập phân viết bằng dấu chấm", ",9"),
        (NEW.replace("0.9", "90%"), "(dòng 6, cột 34)", "không viết %", "%"),
        (NEW.replace(">=", "≥"), "(dòng 6, cột 19)", "so sánh viết >=", "≥"),
        (NEW.replace("* 0.9", "AND [1] > 0"), "(dòng 6, cột 30)", "viết thường: and, or", "AND"),
        (NEW.replace("0.9", "0.0000001"), "(dòng 6, cột 32)", "6 chữ số thập phân", "0.0000001"),
        (NEW.replace("0.9", "9" * 16), "(dòng 6, cột 32)", "15 chữ số", "9999"),
        (NEW.replace("[3.3.2] >= [3.3.1] * 0.9", "1 = 1"), "cột 11)", "ít nhất một dòng", "1 = 1"),
        (NEW.replace("[3.3.2]", "(" * 900 + "[3.3.2]"), "cột 11)", "lồng quá nhiều lớp", "((("),
        (NEW.replace("* 0.9", "and [1] > 0" * 200), "cột 11)", "nhiều nhất 2000", "[3.3.2]"),
        (
            NEW.replace("[3.3.2] >= [3.3.1] * 0.9", f"agrees([3.3], {LONG})") + 'missing = "zero"\n',
            "cột 11)",
            "ký tự, Excel nhận nhiều nhất 8.192",
            "agrees",
        ),
        (NEW + 'message = "Dòng {code}: {left}."\n', "(dòng 7, cột 17)", "chỗ điền lạ «{code}»", "{code}"),
        (
            NEW.replace(">= [3.3.1] * 0.9", "> 0 and [3.3.1] > 0") + 'message = "{left}"\n',
            "(dòng 7, cột 12)",
            "chỗ điền lạ «{left}»",
            "{left}",
        ),
        (NEW + 'remedy = "Sửa {3.3.1}."\n', "(dòng 7, cột 15)", "«remedy» không có chỗ điền", "{3.3.1}"),
        (
            '[[rules]]\nid = "T"\neach = "count"\nexpect = "{row} < 9"\nmessage = "{range_words}"\n',
            "(dòng 7, cột 12)",
            "chỗ điền lạ «{range_words}»",
            "{range_words}",
        ),
        (change("BM3-R03", 'severity = "error"'), "(dòng 5, cột 13)", "đã như vậy", "error"),
        (NEW.replace("T-R01", "BM-Tinh"), "(dòng 4, cột 7)", "không bắt đầu bằng BM", "BM-Tinh"),
        (NEW + 'message = "Số \\"đúng hạn\\" {3.3.7}."\n', "(dòng 7, cột 28)", "chỗ điền lạ", "{3.3.7}"),
        (NEW.replace("[3.3.2] >=", "[3.3.2]\\t>=="), "(dòng 6, cột 22)", "chờ một dòng", "= [3.3.1]"),
        (NEW + 'message = "Số {3.3.7}."\n', "(dòng 7, cột 15)", "chỗ điền lạ «{3.3.7}»", "{3.3.7}"),
        (NEW + "tolerance = 0.0000001\n", "(dòng 7, cột 13)", "6 chữ số thập phân", "0.0000001"),
        (
            NEW + 'examples = [{given={"3.3.1"=10, "3.3.2"=8}, verdict="satisfied"}]\n',
            "(T-R01) (dòng 7, cột 13)",
            "cho kết quả «violated»",
            "{given",
        ),
        (NEW + 'sevrity = "error"\n', "rules[1] (dòng 7, cột 1)", "khóa lạ «sevrity»", "sevrity"),
    ],
)
def test_a_fault_is_pointed_at(faults, text, place, fault, pointed):
    (problem,) = faults(text)
    said, line, mark = problem.split("\n")
    assert said.startswith("tinh.toml")
    assert place in said
    assert fault in said
    assert line[mark.index("^") :].startswith(pointed)


def test_a_file_that_is_no_toml_is_pointed_at_too(faults):
    (problem,) = faults("[[rules]]\nid = \n")
    said, line, mark = problem.split("\n")
    assert "(dòng 4, cột 6): không phải TOML hợp lệ" in said
    assert line.strip() == "id ="
    assert mark.index("^") > line.index("=")


def test_a_file_that_changes_nothing_is_refused(faults):
    assert faults("") == ("tinh.toml: không thay đổi ([[changes]]) và không thêm ([[rules]]) quy tắc nào",)


def test_the_examples_are_counted_as_they_are_written(faults):
    text = NEW + (
        'examples = [\n  {given={"3.3.1"="a"}, verdict="satisfied"},\n'
        '  {given={"3.3.1"=10, "3.3.2"=9}, verdict="satisfied"},\n'
        '  {given={"3.3.1"=10, "3.3.2"=8}, verdict="satisfied"},\n]\n'
    )
    first, second = faults(text)
    assert "examples[1] (dòng 8, cột 20)" in first
    assert "(dòng 10, cột 3): examples[3] cho kết quả" in second


def test_an_example_that_leaves_out_the_form_or_the_row_is_told_what_it_lacks(faults):
    text = '[[rules]]\nid = "T1"\neach = "percent"\nexpect = "{row} > 1"\nexamples = [{given={%s}, %s}]\n'
    ((formless,), (rowless,)) = (
        faults(text % (given, 'verdict="satisfied"')) for given in ('"3.3"=1', '"BM3:3.3"=1')
    )
    assert "dòng «3.3» phải kèm tên biểu, ví dụ BM3:3.1" in formless
    assert "examples[1]: thiếu «row»: ví dụ này cho dòng nào" in rowless


def test_a_fault_in_one_key_hides_none_in_another(faults):
    text = '[[rules]]\nid = "T1"\nform = "BM3"\nseverity = "lỗi"\nexpect = "[3.3.9] > 0"\n'
    found = faults(text + '[[changes]]\nrule = "X"\noff = true\nreason = "x"\n', head='id = "t"\n')
    told = ("thiếu khóa «title»", "không có quy tắc «X»", "«severity» là «lỗi»", "không có dòng BM3:3.3.9")
    assert [words in fault for words, fault in zip(told, found, strict=True)] == [True] * 4


def test_a_comma_in_a_number_of_the_file_is_explained(faults):
    (problem,) = faults(change("BM3-R03", "tolerance = 0,1"))
    assert "số thập phân viết bằng dấu chấm, ví dụ 0.1" in problem


@pytest.mark.parametrize("content", ["x = " + "[" * 5000, "x = " + "9" * 6000, "x = {a=" * 2000])
def test_a_file_that_no_parser_can_take_is_a_fault_too(faults, content):
    (problem,) = faults(content)
    assert "không phải TOML hợp lệ" in problem


def test_a_rule_for_every_row_may_be_of_one_form(own):
    of_form = own('[[rules]]\nid = "T-R02"\nform = "BM7"\neach = "percent"\nexpect = "{row} <= 99"\n')
    assert {c.row.partition(":")[0] for c in of_form.checks if c.rule.id == "T-R02"} == {"BM7"}


def test_the_other_half_of_a_rule_is_in_its_sentence(own):
    both = own(NEW.replace("[3.3.2] >=", "pair([3.3.1], [3.3.2]) and [3.3.1] >="))
    (check,) = (c for c in both.checks if c.rule.id == "T-R01")
    assert to_sentence(check.node, lambda i: row_name(i, check, both)) == (
        "(Dòng 3.3.1 và dòng 3.3.2 cùng có số liệu hoặc cùng để trống) và dòng 3.3.1 không nhỏ hơn dòng "
        "3.3.1 × 0,9."
    )


def test_every_fault_of_a_file_is_told_at_once(faults):
    text = change("BM3-R3", "off = true") + change("BM3-R03", "") + NEW.replace(">=", ">==")
    assert len(faults(text)) == 3


def test_a_file_saved_by_notepad_with_a_mark_and_windows_lines_is_read(tmp_path, catalogue):
    file = tmp_path / "tinh.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (HEAD + NEW).replace("\n", "\r\n").encode())
    assert read_own_rules(file, catalogue).own_rules.added == ("T-R01",)


def test_a_blank_is_not_evaluated_under_a_tolerance_too(own):
    granted = own(change("BM3-R03", "tolerance = 2"))
    results = confront(report_of("BM3", {"3.3.2": 5}), granted).results
    (verdict,) = (r.judgement.verdict for r in results if r.check.rule.id == "BM3-R03")
    assert verdict is Verdict.NOT_EVALUATED
