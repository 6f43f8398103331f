"""The reports of a check say one thing: the same findings, in the same order, with the same numbers."""

from __future__ import annotations

import html
import json
import re

import openpyxl
import pytest
from checked import HOSTILE_UNIT, checked, content, run, unreadable

from cchc_excel.errors import Severity
from cchc_excel.output import findings
from cchc_excel.output.reports.page import as_page
from cchc_excel.output.reports.sarif import as_sarif
from cchc_excel.output.reports.workbook import write_workbook

FINDING_SHEETS = {
    "vi": ("Lỗi cần sửa", "Cảnh báo", "Lưu ý"),
    "en": ("Errors", "Warnings", "Notes"),
}


def in_json(lang):
    files = json.loads(findings.as_json(run(), lang))["files"]
    return [f["message"] for file in files for f in file["findings"]]


def in_workbook(lang, folder):
    write_workbook(folder / "r.xlsx", content(lang))
    book = openpyxl.load_workbook(folder / "r.xlsx")
    rows = [
        dict(zip([c.value for c in book[sheet][1]], [c.value for c in row], strict=True))
        for sheet in FINDING_SHEETS[lang]
        for row in book[sheet].iter_rows(min_row=2)
    ]
    number, message = ("STT", "Nội dung") if lang == "vi" else ("No.", "Message")
    return [row[message] for row in sorted(rows, key=lambda row: row[number])]


def in_sarif(lang):
    results = json.loads(as_sarif(content(lang), 1))["runs"][0]["results"]
    assert [r["properties"]["number"] for r in results] == list(range(1, len(results) + 1))
    return [r["message"]["text"] for r in results]


def in_page(lang):
    return [html.unescape(m) for m in re.findall(r'<p class="message">(.*?)</p>', as_page(content(lang)))]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_format_lists_the_same_findings_in_the_same_order(lang, tmp_path):
    expected = in_json(lang)
    assert len(expected) > 8
    assert in_workbook(lang, tmp_path) == expected
    assert in_sarif(lang) == expected
    assert in_page(lang) == expected
    text = findings.as_text(run(), lang)
    for message in expected:
        before, found, text = text.partition(message)
        assert found, (message, before)


def test_every_format_has_the_same_numbers(tmp_path):
    write_workbook(tmp_path / "r.xlsx", content())
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    first = {c.value: v.value for c, v in zip(book["Lỗi cần sửa"][1], book["Lỗi cần sửa"][2], strict=True)}
    result = json.loads(as_sarif(content(), 1))["runs"][0]["results"][0]["properties"]
    wanted = json.loads(findings.as_json(run(), "vi"))["files"][0]["findings"][0]
    assert [wanted[k] for k in ("stated", "computed", "imbalance")] == [72, 71, 1]
    assert [first[k] for k in ("Số nêu", "Số tính", "Chênh lệch")] == [72, 71, 1]
    assert [result[k] for k in ("stated", "computed", "imbalance")] == [72, 71, 1]
    assert re.search(r"<dt>Số nêu</dt><dd>72</dd>.*\n?.*<dt>Số tính</dt><dd>71</dd>", as_page(content()))


def test_the_verdict_counts_files_and_stands_first():
    made = content()
    assert made.grade == "bad"
    assert made.headline.startswith("Chưa đạt: 3/6 tệp có lỗi phải sửa; 1/6 tệp không đọc được; ")
    assert made.totals_line.endswith("(trong đó 1 cảnh báo đã giải trình).")


@pytest.mark.parametrize(
    ("files", "grade"),
    [
        ([checked("a.xlsx", {"1": 1})], "good"),
        ([checked("a.xlsx", {"1": 1}), checked("b.xlsx", {})], "look"),
        ([checked("a.xlsx", {"1": 1, "1.1": 2})], "look"),
        ([checked("a.xlsx", {"1": 1}), unreadable("b.xlsx")], "bad"),
    ],
)
def test_a_run_is_as_good_as_its_worst_file(files, grade):
    assert content(files=tuple(files)).grade == grade


def test_an_explained_warning_stands_with_the_notes_and_keeps_its_note():
    (line,) = [line for line in content().findings if line.finding.explained]
    assert (line.code, line.severity, line.severity_words) == (
        "BM3-R04",
        Severity.INFO,
        "Cảnh báo, đã giải trình",
    )
    assert line.finding.explanation == "Đơn giản hóa cả thủ tục cũ."


def test_the_counts_of_a_severity_are_the_lines_of_its_part():
    made = content()
    assert {s.value: len(made.of(s)) for s in Severity} == made.totals


def test_a_rule_says_how_often_it_held_and_where_it_did_not():
    (line,) = [line for line in content().rules if line.rule.id == "BM3-R03"]
    assert line.counts == {"satisfied": 1, "violated": 2, "not_evaluated": 2}
    assert line.where == f"Xã Lát, {HOSTILE_UNIT}"
    assert line.sentence == "Biểu mẫu 3: Dòng 3.3.2 không lớn hơn dòng 3.3.1."


def test_many_places_are_counted_and_told_where_to_find():
    files = tuple(checked(f"{n}.xlsx", {"3.3.1": 1, "3.3.2": 2}, unit=f"Xã {n}") for n in range(45))
    (line,) = [line for line in content(files=files).rules if line.rule.id == "BM3-R03"]
    assert "Xã 39 và 5 đơn vị khác (lọc mã quy tắc" in line.where
    assert "Xã 40" not in line.where


def test_findings_of_a_file_stand_the_gravest_first():
    for each in run():
        weights = [list(Severity).index(f.weight) for f in each.findings]
        assert weights == sorted(weights)


def test_what_may_be_wrong_is_said_in_every_format(tmp_path):
    (cause, numbers), *_ = content().by_file[0].causes.items()
    assert numbers == (1,)
    assert "72" in cause
    assert cause in findings.as_text(run(), "vi")
    assert f"Gợi ý cho phát hiện 1:</b> {html.escape(cause)}</p>" in as_page(content())
    results = json.loads(as_sarif(content(), 1))["runs"][0]["results"]
    assert results[0]["properties"]["cause"] == cause
    write_workbook(tmp_path / "r.xlsx", content())
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Lỗi cần sửa"]
    assert cause in [cell.value for cell in sheet[2]]
