"""`check --mark`: which files get a marked copy, where it goes, and what is said of those that get none."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from official_books import rich_book
from support import form_lines, write_book

from cchc_excel.cli import main
from cchc_excel.workflows import marking

SAMPLES = Path(__file__).parents[2] / "samples"
WRONG = {"BM3:3.3.1": 71, "BM3:3.3.2": 72}


def run(*arguments, lang="vi"):
    return CliRunner().invoke(main, ["check", *map(str, arguments), "--lang", lang])


def in_wrong_order(path, form="BM3"):
    """Form 3 with more cases in time than settled, cells D18 and D19."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return rich_book(path, held=WRONG, forms=(form,), macros=path.suffix == ".xlsm")


def right(path):
    """A report in which nothing is to be looked at."""
    shutil.copy(SAMPLES / "huyen-lac-duong-2025-Q1/Xã Lát 2025-Q1.xlsx", path)
    return path


def comments_in(path, sheet="Biểu 3"):
    return {
        c.coordinate: c.comment.text for row in openpyxl.load_workbook(path)[sheet] for c in row if c.comment
    }


def files_below(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def folder(tmp_path):
    """Two wrong reports, in two folders of one name, and a right one."""
    reports = tmp_path / "reports"
    in_wrong_order(reports / "a.xlsx")
    in_wrong_order(reports / "xã" / "a.xlsm")
    right(reports / "right.xlsx")
    return reports


# ---- which copies ----


def test_what_has_a_cell_to_look_at_gets_a_copy_under_its_own_name(folder, tmp_path):
    before = {p: p.read_bytes() for p in folder.rglob("*.xls*")}
    done = run(folder, "--mark", tmp_path / "out")
    assert files_below(tmp_path / "out") == ["a.xlsx", "xã/a.xlsm"]
    assert "[BM3-R03] Lỗi: " in comments_in(tmp_path / "out/a.xlsx")["D19"]
    assert f"Đã ghi {tmp_path / 'out/a.xlsx'}: " in done.stderr
    assert "không lập bản đánh dấu (1 tệp): right.xlsx." in done.stderr
    assert (done.exit_code, {p: p.read_bytes() for p in before}) == (1, before)


def test_two_files_of_one_name_get_two_copies(tmp_path):
    one, two = in_wrong_order(tmp_path / "x/a.xlsx"), in_wrong_order(tmp_path / "y/a.xlsx")
    run(one, two, "--mark", tmp_path / "out")
    assert files_below(tmp_path / "out") == ["a (2).xlsx", "a.xlsx"]


def test_a_workbook_under_a_wrong_extension_gets_the_right_one_and_replaces_no_other_copy(folder, tmp_path):
    shutil.copy(folder / "a.xlsx", folder / "b.xls")
    shutil.copy(folder / "a.xlsx", folder / "a.xls")
    run(folder, "--mark", tmp_path / "out")
    assert files_below(tmp_path / "out") == ["a.xls.xlsx", "a.xlsx", "b.xlsx", "xã/a.xlsm"]


def test_marks_of_all_units_of_a_file_stand_in_its_one_copy(tmp_path):
    title = "BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH QUÝ I NĂM 2025 HUYỆN LẠC DƯƠNG"
    lines = [[title], ["Biểu mẫu 3"], ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Xã Lát", "Xã Đạ Sar"]]
    for code, label, unit, *_ in form_lines("BM3")[3:]:
        lines.append([code, label, unit, *{"3.3.1": (5, 7), "3.3.2": (6, 8)}.get(code, (None, None))])
    (tmp_path / "in").mkdir()
    path = write_book(tmp_path / "in/two.xlsx", {"Biểu mẫu 3": lines})
    run(path, "--mark", tmp_path / "out")
    said = comments_in(tmp_path / "out/two.xlsx", "Biểu mẫu 3")
    row = 1 + next(n for n, line in enumerate(lines) if line[0] == "3.3.2")
    assert "6 hồ sơ giải quyết đúng hạn lớn hơn 5" in said[f"D{row}"]
    assert "8 hồ sơ giải quyết đúng hạn lớn hơn 7" in said[f"E{row}"]


def test_a_consolidated_file_is_marked_on_its_forms(tmp_path):
    communes = tmp_path / "communes"
    communes.mkdir()
    shutil.copy(SAMPLES / "loi-co-chu-y/BM3-R03 Xã Lát.xlsx", communes / "Xã Lát.xlsx")
    target = tmp_path / "huyen.xlsx"
    arguments = ["--unit", "Huyện Lạc Dương", "--level", "district", "--period", "2025-Q1", "-o", str(target)]
    CliRunner().invoke(main, ["consolidate", str(communes), *arguments])
    run(target, "--mark", tmp_path / "out")
    assert "[BM3-R03] Lỗi: " in comments_in(tmp_path / "out/huyen.xlsx", "Biểu mẫu 3")["D19"]


# ---- what comes back ----


def test_a_marked_copy_is_read_as_its_original_and_gets_its_own_look_back_when_it_is_right(tmp_path):
    in_wrong_order(tmp_path / "in/a.xlsx")
    run(tmp_path / "in", "--mark", tmp_path / "out")
    read = [
        json.loads(CliRunner().invoke(main, ["read", str(p / "a.xlsx"), "--format", "json"]).stdout)
        for p in (tmp_path / "in", tmp_path / "out")
    ]
    assert [{**row, "file": ""} for row in read[0]] == [{**row, "file": ""} for row in read[1]]
    workbook = openpyxl.load_workbook(tmp_path / "out/a.xlsx")
    workbook["Biểu 3"]["D19"], workbook["Biểu 3"]["D17"] = 71, 1
    (tmp_path / "back").mkdir()
    workbook.save(tmp_path / "back/a.xlsx")
    done = run(tmp_path / "back", "--mark", tmp_path / "again")
    marked, cell = comments_in(tmp_path / "again/a.xlsx"), openpyxl.load_workbook(tmp_path / "again/a.xlsx")
    assert "D19" not in marked
    assert cell["Biểu 3"]["D19"].fill.patternType is None
    assert done.exit_code == 0


def test_old_marks_of_a_file_with_nothing_to_look_at_are_removed(tmp_path):
    (tmp_path / "in").mkdir()
    right(tmp_path / "in/a.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "in/a.xlsx")
    note = "[cchc] Ô này cần xem lại:\nCũ\n[cchc] Màu nền cũ: rgb=FFFFFDE7"
    workbook["Biểu mẫu 3"]["D18"].comment = openpyxl.comments.Comment(note, "cchc")
    workbook.save(tmp_path / "in/a.xlsx")
    done = run(tmp_path / "in", "--mark", tmp_path / "out")
    assert "đã gỡ màu và lời ghi của lần đánh dấu trước" in done.stderr
    assert comments_in(tmp_path / "out/a.xlsx", "Biểu mẫu 3") == {}


def test_an_old_copy_of_a_file_that_is_right_by_now_is_named(folder, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "right.xlsx").write_bytes(b"old")
    done = run(folder, "--mark", out, "--force")
    assert "[MARK-005] Cảnh báo: right.xlsx: " in done.stderr
    assert (out / "right.xlsx").read_bytes() == b"old"


# ---- what is refused before any work ----


@pytest.mark.parametrize(
    ("checked", "where", "code"),
    [
        ("reports", "reports", "MARK-001"),
        ("reports/a.xlsx", "reports", "MARK-001"),
        ("reports", "reports/xã", "MARK-008"),
    ],
)
def test_copies_never_stand_among_the_inputs(checked, where, code, folder, tmp_path):
    before = {p: p.read_bytes() for p in folder.rglob("*.xls*")}
    done = run(tmp_path / checked, "--mark", tmp_path / where, "--force")
    assert done.exception.finding.code == code
    assert {p: p.read_bytes() for p in folder.rglob("*.xls*")} == before


def test_copies_never_stand_among_earlier_reports(folder, tmp_path):
    earlier = in_wrong_order(tmp_path / "earlier/a.xlsx")
    before = earlier.read_bytes()
    for previous in (earlier, earlier.parent):
        done = run(folder, "--previous", previous, "--mark", earlier.parent, "--force")
        assert done.exception.finding.code == "MARK-001"
    assert earlier.read_bytes() == before


def test_an_existing_copy_is_replaced_only_with_force(folder, tmp_path):
    run(folder, "--mark", tmp_path / "out")
    before = (tmp_path / "out/a.xlsx").stat().st_mtime_ns
    assert run(folder, "--mark", tmp_path / "out").exception.finding.code == "FILE-010"
    assert (tmp_path / "out/a.xlsx").stat().st_mtime_ns == before
    assert run(folder, "--mark", tmp_path / "out", "--force").exit_code == 1
    assert (tmp_path / "out/a.xlsx").stat().st_mtime_ns != before


def test_a_file_is_no_folder_for_copies(folder, tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    assert run(folder, "--mark", tmp_path / "out").exception.finding.code == "MARK-002"


def test_copies_inside_the_checked_folder_are_no_input(folder):
    run(folder, "--mark", folder / "out")
    done = run(folder, "--mark", folder / "out", "--force", "--format", "json")
    assert [f["file"] for f in json.loads(done.stdout)["files"]] == ["a.xlsx", "right.xlsx", "xã/a.xlsm"]


# ---- what is said ----


def test_nothing_of_marking_goes_to_stdout(folder, tmp_path):
    plain = run(folder, "--format", "json")
    done = run(folder, "--format", "json", "--mark", tmp_path / "out", lang="en")
    assert json.loads(done.stdout)["totals"] == json.loads(plain.stdout)["totals"]
    assert f"Wrote {tmp_path / 'out/a.xlsx'}: " in done.stderr
    assert done.exit_code == plain.exit_code


def test_a_file_of_another_kind_is_told_with_what_to_do(tmp_path, save_as):
    (tmp_path / "in").mkdir()
    book = save_as(in_wrong_order(tmp_path / "a.xlsx"), "xls")
    shutil.copy(book, tmp_path / "in/a.xls")
    done = run(tmp_path / "in", "--mark", tmp_path / "out")
    assert "[MARK-003] Cảnh báo: a.xls: không lập được bản đánh dấu vì đây là tệp .xls;" in done.stderr
    assert (done.exit_code, (tmp_path / "out").exists()) == (1, False)


def test_findings_that_belong_to_no_cell_are_counted_and_their_file_named(tmp_path):
    (tmp_path / "in").mkdir()
    shutil.copy(SAMPLES / "loi-co-chu-y/BIND-001 Xã Đạ Nhim.xlsx", tmp_path / "in/a.xlsx")
    done = run(tmp_path / "in", "--mark", tmp_path / "out")
    assert "Có phát hiện nhưng không thuộc ô nào" in done.stderr
    assert "(1 tệp): a.xlsx." in done.stderr


def test_a_copy_that_cannot_be_written_is_named_and_the_others_are_written(folder, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/xã").write_text("", encoding="utf-8")  # a file where a folder must be
    done = run(folder, "--mark", tmp_path / "out")
    assert "[FILE-011]" in done.stderr
    assert (done.exit_code, comments_in(tmp_path / "out/a.xlsx").keys() >= {"D19"}) == (3, True)


def test_a_copy_that_is_not_as_it_must_be_is_not_written_and_is_a_fault_of_ours(
    folder, tmp_path, monkeypatch
):
    def careless(*arguments):
        return replace(mark_workbook(*arguments), strange_parts=frozenset({"xl/media/image1.png"}))

    mark_workbook = marking.mark_workbook
    monkeypatch.setattr(marking, "mark_workbook", careless)
    done = run(folder, "--mark", tmp_path / "out")
    assert "[MARK-007] Lỗi: " in done.stderr
    assert (done.exit_code, files_below(tmp_path / "out")) == (4, [])


def _marked_again(path, folder):
    """What our comments say when a copy that came back is marked anew; D6 has one of somebody else."""
    run(path, "--mark", folder)
    return {place: text for place, text in comments_in(folder / path.name).items() if place != "D6"}


def _edited(folder, change):
    """A marked copy whose comments somebody changed."""
    run(in_wrong_order(folder / "nop/a.xlsx"), "--mark", folder / "dau")
    workbook = openpyxl.load_workbook(folder / "dau/a.xlsx")
    for cell in (c for row in workbook["Biểu 3"] for c in row if c.comment and c.coordinate != "D6"):
        change(cell)
    (folder / "lai").mkdir()
    workbook.save(folder / "lai/a.xlsx")
    return folder / "lai/a.xlsx"


@pytest.mark.parametrize("said", ["ok", ". Đúng rồi", " Đã sửa", "\nĐã sửa", " theme=4xyz"])
def test_what_a_clerk_types_behind_our_part_is_theirs_and_breaks_nothing(tmp_path, said):
    def answer(cell):
        cell.comment.text += said

    texts = _marked_again(_edited(tmp_path, answer), tmp_path / "out")
    assert len(texts) >= 2
    assert all(said.strip(" .\n")[-3:] in text for text in texts.values())
    assert all(text.count("[cchc] Ô này cần xem lại:") == 1 for text in texts.values())


def test_our_colour_without_its_comment_is_not_taken_for_theirs(tmp_path):
    def forget(cell):
        cell.comment = None

    texts = _marked_again(_edited(tmp_path, forget), tmp_path / "out")
    assert len(texts) >= 2
    assert all(text.rstrip().endswith("Màu nền cũ: không có") for text in texts.values())
