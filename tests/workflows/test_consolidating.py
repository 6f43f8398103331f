"""From a folder of workbooks to one file and up again: nothing is lost on the way, and grouping changes
nothing."""

from __future__ import annotations

import json
import random

import openpyxl
import pytest
from recalculated import different_results

from cchc_excel.errors import WrongUsage
from cchc_excel.mapping.identity import Given
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.explaining import explain
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import given, load_tools

DISTRICTS = {
    "Huyện Lạc Dương": ["Xã Lát", "Xã Đạ Sar", "Xã Đạ Nhim"],
    "Huyện Đơn Dương": ["Xã Ka Đô", "Xã Tu Tra"],
}


@pytest.fixture(scope="module")
def tools():
    return load_tools()


@pytest.fixture(scope="module")
def inbox(tools, tmp_path_factory):
    """Two districts' folders of commune workbooks with seeded values, notes and texts."""
    folder, chance = tmp_path_factory.mktemp("inbox"), random.Random(20250310)
    for district, communes in DISTRICTS.items():
        (folder / district).mkdir()
        for commune in communes:
            lines = [
                {"id": "BM3:1", "value": 173},
                {"id": "BM7:2.2", "value": chance.randint(80, 99) + 0.25},
                {"id": "BM1:6", "value": chance.randint(0, 1), "note": "Đối thoại tháng 2"},
                {"id": "BM6:1.1", "value": chance.randint(1, 9) * 1000.1},
                {"id": "BM6:1.2", "value": 0.2},
                {"id": "BM3:3.3.1", "value": chance.randint(50, 90)},
                {"id": "BM3:3.3.2", "value": 50},
                {"id": "BM5:2.1", "value": "chưa rõ"},
                {"id": "BM2a:2", "value": 0},
            ]
            source = folder / f"{commune}.json"
            source.write_text(json.dumps(lines), encoding="utf-8")
            fill(
                source,
                folder / district / f"{commune}.xlsx",
                tools,
                given(tools, commune, "commune", "2025-Q1"),
                force=False,
            )
    return folder


def consolidated(tools, paths, target, unit, **options):
    told = given(tools, unit, None, "2025-Q1")
    return consolidate_files(Request(paths, target, told, **options), tools)


def read_back(path, tools):
    return read_file(path, path.name, tools, given(tools, None, None, None)).report


def spelled(report):
    return {i: (v.state, v.value, v.tally) for i, v in report.values.items()}


def leaf_contents(report):
    return {
        leaf.name: {
            i: (v.state, v.value, v.text, v.note, v.place, v.bound_by) for i, v in leaf.values.items()
        }
        for leaf in report.leaves
    }


@pytest.fixture(scope="module")
def files(tools, inbox):
    """The districts' files, and the province's made of them and of the communes at once."""
    made = {}
    for district in DISTRICTS:
        made[district] = inbox / f"{district}.xlsx"
        consolidated(tools, [inbox / district], made[district], district)
    made["nested"], made["flat"] = inbox / "nested.xlsx", inbox / "flat.xlsx"
    consolidated(tools, [made[d] for d in reversed(DISTRICTS)], made["nested"], "Tỉnh Lâm Đồng")
    consolidated(tools, [inbox / d for d in DISTRICTS], made["flat"], "Tỉnh Lâm Đồng")
    return made


def test_consolidating_districts_gives_what_consolidating_their_communes_gives(files, tools):
    nested, flat = (read_back(files[name], tools) for name in ("nested", "flat"))
    assert spelled(nested) == spelled(flat)
    assert leaf_contents(nested) == leaf_contents(flat)
    assert [u.code for u in nested.missing] == [u.code for u in flat.missing]


def test_every_sheet_of_the_province_says_the_same_on_both_ways(files):
    nested, flat = (openpyxl.load_workbook(files[name]) for name in ("nested", "flat"))
    assert nested.sheetnames == flat.sheetnames
    for sheet in nested.sheetnames:
        rows = [[[c.value for c in row] for row in book[sheet].iter_rows()] for book in (nested, flat)]
        assert rows[0] == rows[1], sheet


def test_a_leaf_comes_back_out_of_the_consolidated_file_as_it_was_sent(files, inbox, tools):
    leaf = next(x for x in read_back(files["Huyện Lạc Dương"], tools).leaves if x.name == "Xã Lát")
    sent = read_back(inbox / "Huyện Lạc Dương" / "Xã Lát.xlsx", tools)
    assert spelled(leaf) == spelled(sent)
    assert {i: v.note for i, v in leaf.values.items()} == {i: v.note for i, v in sent.values.items()}
    assert leaf.values["BM5:2.1"].text == "chưa rõ"
    assert leaf.source.sha256 == sent.source.sha256
    assert leaf.source.binding == sent.source.binding


def test_findings_of_the_leaves_travel_up(files, tools):
    district, province = (read_back(files[name], tools) for name in ("Huyện Lạc Dương", "nested"))
    lat = {leaf.name: [f.message() for f in leaf.findings] for leaf in district.leaves}["Xã Lát"]
    assert any("chưa rõ" in message for message in lat)
    assert {leaf.name: [f.message() for f in leaf.findings] for leaf in province.leaves}["Xã Lát"] == lat


def test_libreoffice_recalculates_every_formula_to_its_stored_result(files, recalculate):
    again = recalculate([files["Huyện Lạc Dương"], files["nested"]])
    for name in ("Huyện Lạc Dương", "nested"):
        different, count = different_results(files[name], again[files[name].name])
        assert different == []
        assert count > 400


def test_a_wrong_total_is_caught_when_a_leaf_line_is_changed(files, recalculate, tmp_path):
    book = openpyxl.load_workbook(files["Huyện Lạc Dương"])
    detail = book["Chi tiết"]
    heads = {detail.cell(3, c).value: c for c in range(1, detail.max_column + 1)}
    detail.cell(4, heads["BM3:3.3.1"]).value = 1000
    book.save(tmp_path / "sua.xlsx")
    again = openpyxl.load_workbook(recalculate([tmp_path / "sua.xlsx"])["sua.xlsx"], data_only=True)
    total = sum(again["Chi tiết"].cell(r, heads["BM3:3.3.1"]).value for r in (4, 5, 6))
    assert again["Biểu mẫu 3"]["D18"].value == total


def test_explain_names_each_part_with_its_file_and_cell(files, tools):
    explained = explain(files["nested"], "BM3:3.3.1", tools)
    assert sum(p.value for p in explained.parts) == explained.value
    assert {(p.file, p.sheet, p.cell) for p in explained.parts} >= {("Xã Lát.xlsx", "Biểu mẫu 3", "D18")}
    assert explained.reported == 5


def test_explain_gives_both_parts_of_a_percent(files, tools):
    explained = explain(files["flat"], "BM3:3.3", tools)
    assert {p.id for p in explained.parts} == {"BM3:3.3.1", "BM3:3.3.2"}


def test_several_processes_give_the_same_file(files, tools, inbox, tmp_path):
    consolidated(tools, [inbox / "Huyện Lạc Dương"], tmp_path / "hai.xlsx", "Huyện Lạc Dương", jobs=2)
    one, two = (openpyxl.load_workbook(p) for p in (files["Huyện Lạc Dương"], tmp_path / "hai.xlsx"))
    for sheet in one.sheetnames:
        assert [[c.value for c in r] for r in one[sheet]] == [[c.value for c in r] for r in two[sheet]], sheet


def test_what_is_not_said_is_inferred(tools, inbox):
    outcome = consolidate_files(
        Request([inbox / "Huyện Đơn Dương"], None, given(tools, None, None, None)), tools
    )
    assert (outcome.target.reporting_unit.name, outcome.target.level) == ("Huyện Đơn Dương", "district")
    assert outcome.target.period.id == "2025-Q1"
    assert len(outcome.found.inferred) == 2


def test_a_list_of_units_with_other_names_is_taken(tools, inbox, tmp_path):
    listing = tmp_path / "ds.csv"
    listing.write_text(
        "Mã;Tên;Tên khác\n24862;Xã Lát;\n;Xã Đạ Sar;Xã Đa Sar\n24848;Xã Đạ Nhim;\n", encoding="utf-8-sig"
    )
    outcome = consolidated(tools, [inbox / "Huyện Lạc Dương"], None, "Huyện Lạc Dương", unit_list=listing)
    assert len(outcome.selection.expected) == 3
    assert outcome.selection.missing == ()


def test_no_usable_file_writes_nothing(tools, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.xlsx").write_bytes(b"not a workbook")
    outcome = consolidated(tools, [tmp_path / "in"], tmp_path / "out.xlsx", "Huyện Lạc Dương")
    assert outcome.consolidated is None
    assert not (tmp_path / "out.xlsx").exists()
    assert [r.finding.code for r in outcome.selection.refused] == ["FILE-001"]


def test_the_output_is_never_an_input(tools, inbox, tmp_path):
    file = inbox / "Huyện Lạc Dương" / "Xã Lát.xlsx"
    before = file.read_bytes()
    with pytest.raises(WrongUsage, match="đầu vào"):
        consolidated(tools, [file], file, "Huyện Lạc Dương", force=True)
    assert file.read_bytes() == before


@pytest.fixture(scope="module")
def messy(tools, inbox, tmp_path_factory):
    """A district's folder with two different reports of one commune, a stranger and a broken file."""
    folder = tmp_path_factory.mktemp("messy")
    for name in ("Xã Lát", "Xã Đạ Sar"):
        (folder / f"{name}.xlsx").write_bytes((inbox / "Huyện Lạc Dương" / f"{name}.xlsx").read_bytes())
    (folder / "Xã Ka Đô.xlsx").write_bytes((inbox / "Huyện Đơn Dương" / "Xã Ka Đô.xlsx").read_bytes())
    (folder / "v.json").write_text('{"BM3:3.3.1": 5}', encoding="utf-8")
    fill(
        folder / "v.json",
        folder / "Xã Lát lần 2.xlsx",
        tools,
        given(tools, "Xã Lát", "commune", "2025-Q1"),
        force=False,
    )
    (folder / "v.json").write_bytes(b"")
    return folder


def test_what_was_refused_or_set_aside_travels_up_and_is_not_missing(messy, tools, tmp_path):
    consolidated(tools, [messy], tmp_path / "huyen.xlsx", "Huyện Lạc Dương")
    flat = consolidated(tools, [messy], tmp_path / "flat.xlsx", "Tỉnh Lâm Đồng")
    nested = consolidated(tools, [tmp_path / "huyen.xlsx"], tmp_path / "nested.xlsx", "Tỉnh Lâm Đồng")
    assert sorted(r.finding.code for r in nested.selection.refused) == ["CONS-001", "CONS-001", "FILE-002"]
    assert [r.reporting_unit.name for r in nested.selection.not_expected] == ["Xã Ka Đô"]
    missing = {u.name for u in nested.selection.missing}
    assert not missing & {"Xã Lát", "Xã Ka Đô", "Xã Đạ Sar"}
    said = {f.code for _, f in nested.findings}
    assert said >= {"CONS-001", "CONS-003", "FILE-002"}
    assert {leaf.name for leaf in flat.selection.leaves} == {"Xã Ka Đô", "Xã Đạ Sar"}


@pytest.mark.parametrize(
    ("sheet", "heading"), [("Phát hiện", "Mức độ"), ("Ghi chú", "Trạng thái"), ("Gắn ô", "Cách gắn")]
)
def test_a_word_that_was_changed_by_hand_costs_that_file_only(sheet, heading, files, tools, tmp_path):
    book = openpyxl.load_workbook(files["Huyện Lạc Dương"])
    heads = {c.value: c.column for c in book[sheet][1]}
    book[sheet].cell(2, heads[heading]).value = "lạ"
    book.save(tmp_path / "sua.xlsx")
    outcome = consolidated(tools, [tmp_path / "sua.xlsx", files["Huyện Đơn Dương"]], None, "Tỉnh Lâm Đồng")
    assert [(r.file, r.finding.code) for r in outcome.selection.refused] == [
        (str(tmp_path / "sua.xlsx"), "CONS-012")
    ]
    assert len(outcome.selection.leaves) == 2


def test_a_unit_renamed_on_one_sheet_only_is_told(files, tools, tmp_path):
    book = openpyxl.load_workbook(files["Huyện Lạc Dương"])
    book["Ghi chú"]["B2"].value = "Xã Khác"
    book.save(tmp_path / "sua.xlsx")
    assert "CONS-013" in {f.code for f in read_back(tmp_path / "sua.xlsx", tools).findings}


def test_an_unknown_target_says_that_nobody_knows_who_is_missing(tools, inbox):
    told = given(tools, "Huyện Lac Duongg", "district", "2025-Q1")
    outcome = consolidate_files(Request([inbox / "Huyện Lạc Dương"], None, told), tools)
    assert "CONS-014" in {f.code for _, f in outcome.findings}


def test_a_level_of_the_past_is_told(tools, inbox):
    told = given(tools, "Huyện Lạc Dương", "district", "2025-Q1")
    late = given(tools, None, None, "2026-Q1").period
    outcome = consolidate_files(
        Request([inbox / "Huyện Lạc Dương"], None, Given(told.reporting_unit, "district", late)), tools
    )
    assert "LEVEL-003" in {f.code for _, f in outcome.findings}


def test_a_province_of_which_nearly_all_are_missing_can_be_written(tools, inbox, tmp_path):
    outcome = consolidated(tools, [inbox / "Huyện Đơn Dương"], tmp_path / "tinh.xlsx", "Tỉnh Lâm Đồng")
    assert len(outcome.selection.missing) > 100
    assert "đơn vị khác" in openpyxl.load_workbook(tmp_path / "tinh.xlsx")["Tổng quan"]["B6"].value


def test_our_own_consolidated_file_is_clean_under_our_own_check(files, tools):
    report = read_back(files["Huyện Lạc Dương"], tools)
    assert [f.code for f in report.findings] == []


def test_the_unit_that_was_typed_is_looked_up_on_the_period_s_end(tools, inbox):
    """Huyện Lạc Dương is no unit of today; the files say that it is of Quý I 2025."""
    nothing = given(tools, None, None, None)
    outcome = consolidate_files(Request([inbox / "Huyện Lạc Dương"], None, nothing, "Huyện Lạc Dương"), tools)
    assert (outcome.target.reporting_unit.code, len(outcome.selection.expected)) == ("675", 6)


def test_a_list_that_names_the_target_and_repeats_itself_counts_each_unit_once(tools, inbox, tmp_path):
    listing = tmp_path / "ds.csv"
    listing.write_text("Mã,Tên\n675,Huyện Lạc Dương\n24862,Xã Lát\n24862,Xã Lát\n,Xã Lat\n", encoding="utf-8")
    outcome = consolidated(tools, [inbox / "Huyện Lạc Dương"], None, "Huyện Lạc Dương", unit_list=listing)
    assert [u.code for u in outcome.selection.expected] == ["24862"]


def test_white_space_makes_no_second_report_of_an_equal_one(files, inbox, tools, tmp_path):
    book = openpyxl.load_workbook(inbox / "Huyện Lạc Dương" / "Xã Lát.xlsx")
    book["Biểu mẫu 1"]["D10"].value = " \u00a0 "
    book.save(tmp_path / "Xã Lát.xlsx")
    outcome = consolidated(tools, [tmp_path / "Xã Lát.xlsx", files["Huyện Lạc Dương"]], None, "Tỉnh Lâm Đồng")
    assert outcome.selection.duplicates == []
    assert "CONS-011" in {f.code for _, f in outcome.findings}


def test_the_latest_is_used_though_it_came_twice(tools, inbox, tmp_path):
    """Old, new, and a copy of the new one: equal reports are one before the latest is chosen."""
    for name, value, day in (("cu", 1, "01/03/2025"), ("moi", 2, "12/03/2025"), ("moi lai", 2, "12/03/2025")):
        (tmp_path / "v.json").write_text(json.dumps({"BM3:3.3.1": value}), encoding="utf-8")
        fill(
            tmp_path / "v.json",
            tmp_path / f"{name}.xlsx",
            tools,
            given(tools, "Xã Lát", "commune", "2025-Q1"),
            force=False,
        )
        book = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
        book["Bìa"]["B13"].value = day
        book.save(tmp_path / f"{name}.xlsx")
    (tmp_path / "v.json").unlink()
    outcome = consolidated(tools, [tmp_path], None, "Huyện Lạc Dương", latest=True)
    assert [leaf.numbers["BM3:3.3.1"] for leaf in outcome.selection.leaves] == [2]


@pytest.mark.parametrize("change", ["name", "heading", "sheet", "line"])
def test_a_detail_sheet_that_was_broken_by_hand_loses_nothing_in_silence(change, files, tools, tmp_path):
    book = openpyxl.load_workbook(files["Huyện Lạc Dương"])
    detail = book["Chi tiết"]
    heads = {c.value: c for c in detail[3]}
    if change == "name":
        detail.cell(4, heads["Đơn vị"].column).value = None
    elif change == "heading":
        heads["BM3:3.3.1"].value = "BM3 3.3.1"
    elif change == "sheet":
        detail.title = "Chi tiet"
    else:
        detail.delete_rows(4)
    book.save(tmp_path / "sua.xlsx")
    outcome = consolidated(tools, [tmp_path / "sua.xlsx", files["Huyện Đơn Dương"]], None, "Tỉnh Lâm Đồng")
    assert [r.finding.code for r in outcome.selection.refused] == ["CONS-012"]


def test_a_total_that_was_typed_over_is_told(files, tools, tmp_path):
    book = openpyxl.load_workbook(files["Huyện Lạc Dương"])
    book["Biểu mẫu 3"]["D18"].value = 99999
    book.save(tmp_path / "sua.xlsx")
    assert "CONS-015" in {f.code for f in read_back(tmp_path / "sua.xlsx", tools).findings}


def test_totals_without_leaf_lines_beside_their_own_communes_are_told(files, tools, inbox, tmp_path):
    fill(
        files["Huyện Lạc Dương"], tmp_path / "phang.xlsx", tools, given(tools, None, None, None), force=False
    )
    paths = [tmp_path / "phang.xlsx", files["Huyện Lạc Dương"]]
    outcome = consolidated(tools, paths, None, "Tỉnh Lâm Đồng")
    assert "CONS-016" in {f.code for _, f in outcome.findings}


def test_namesakes_are_a_question_not_an_answer(tools, tmp_path):
    (tmp_path / "v.json").write_text('{"BM3:3.3.1": 5}', encoding="utf-8")
    for n in (1, 2):
        fill(
            tmp_path / "v.json",
            tmp_path / f"{n}.xlsx",
            tools,
            given(tools, None, "commune", "2025-Q1"),
            force=False,
        )
        book = openpyxl.load_workbook(tmp_path / f"{n}.xlsx")
        book["Bìa"]["B6"].value = "Phường 1"
        book.save(tmp_path / f"{n}.xlsx")
    (tmp_path / "v.json").unlink()
    outcome = consolidated(tools, [tmp_path], None, "Tỉnh Lâm Đồng")
    assert [r.finding.code for r in outcome.selection.refused] == ["UNIT-003", "UNIT-003"]


def test_one_unit_in_several_spellings_is_one(tools, tmp_path):
    for n, name in enumerate(["Xã Mới Lập", "XÃ  MỚI LẬP", "UBND xã Mới Lập"]):
        (tmp_path / f"{n}.json").write_text(
            json.dumps(
                [
                    {
                        "id": "BM3:3.3.1",
                        "value": 5,
                        "reporting_unit": name,
                        "level": "commune",
                        "period": "2025-Q1",
                    }
                ]
            ),
            encoding="utf-8",
        )
    told = Given(
        ReportingUnit("Liên xã", level="district"), "district", given(tools, None, None, "2025-Q1").period
    )
    outcome = consolidate_files(Request([tmp_path], None, told), tools)
    assert outcome.consolidated.figures["BM3:3.3.1"].value == 5


def test_an_empty_template_that_was_sent_back_is_told(tools, inbox, tmp_path):
    (tmp_path / "v.json").write_text("{}", encoding="utf-8")
    (tmp_path / "v.json").write_text('{"BM3:1": null}', encoding="utf-8")
    fill(
        tmp_path / "v.json",
        tmp_path / "lat.xlsx",
        tools,
        given(tools, "Xã Lát", "commune", "2025-Q1"),
        force=False,
    )
    outcome = consolidated(tools, [tmp_path / "lat.xlsx"], None, "Huyện Lạc Dương")
    assert "CONS-017" in {f.code for _, f in outcome.findings}


@pytest.mark.parametrize(
    ("value", "note"),
    [("9" * 400, ""), (1e307, ""), (5, "x" * 40_000), ("y" * 40_000, ""), ("\ud800", "\ud800"), (-1e308, "")],
)
def test_no_value_and_no_note_breaks_the_batch(value, note, tools, inbox, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    lines = [{"id": i, "value": value, "note": note} for i in ("BM3:3.3.1", "BM7:2.2", "BM6:1.1")]
    (tmp_path / "v.json").write_text(json.dumps(lines), encoding="utf-8")
    fill(
        tmp_path / "v.json",
        folder / "lat.xlsx",
        tools,
        given(tools, "Xã Lát", "commune", "2025-Q1"),
        force=False,
    )
    (folder / "sar.xlsx").write_bytes((inbox / "Huyện Lạc Dương" / "Xã Đạ Sar.xlsx").read_bytes())
    outcome = consolidated(tools, [folder], tmp_path / "out.xlsx", "Huyện Lạc Dương")
    assert len(outcome.selection.leaves) == 2
    assert len(read_back(tmp_path / "out.xlsx", tools).leaves) == 2


def test_a_list_of_several_units_is_not_taken_for_one(tools, tmp_path):
    lines = [{"id": "BM3:1", "value": 1, "reporting_unit": name} for name in ("Xã Lát", "Xã Đạ Sar")]
    (tmp_path / "v.json").write_text(json.dumps(lines), encoding="utf-8")
    outcome = consolidated(tools, [tmp_path / "v.json"], None, "Huyện Lạc Dương")
    assert [r.finding.code for r in outcome.selection.refused] == ["FILE-008"]


def test_a_wrong_code_in_the_list_does_not_rename_a_report(tools, inbox, tmp_path):
    (tmp_path / "ds.csv").write_text("Mã,Tên\n24848,Xã Lát\n24862,Xã Lát\n", encoding="utf-8")
    outcome = consolidated(
        tools, [inbox / "Huyện Lạc Dương"], None, "Huyện Lạc Dương", unit_list=tmp_path / "ds.csv"
    )
    assert outcome.selection.duplicates == []
    assert "LIST-004" in {f.code for _, f in outcome.findings}


def test_of_namesakes_the_one_below_the_target_is_meant(tools, tmp_path):
    (tmp_path / "v.json").write_text('{"BM3:3.3.1": 5}', encoding="utf-8")
    fill(
        tmp_path / "v.json", tmp_path / "x.xlsx", tools, given(tools, None, "commune", "2025-Q1"), force=False
    )
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    book["Bìa"]["B6"].value = "Xã Tân Thành"
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "v.json").unlink()
    outcome = consolidated(tools, [tmp_path], None, "Huyện Đức Trọng")
    assert [leaf.cover.reporting_unit.code for leaf in outcome.selection.leaves] == ["24979"]
    assert "UNIT-003" not in {f.code for _, f in outcome.findings}


def test_a_sheet_of_somebody_s_own_that_is_called_chi_tiet_changes_nothing(inbox, tools, tmp_path):
    book = openpyxl.load_workbook(inbox / "Huyện Lạc Dương" / "Xã Lát.xlsx")
    own = book.create_sheet("Chi tiết")
    own.append(["STT", "Nội dung", "Số tiền"])
    own.append([1, "Mua máy in", 3_000_000])
    book.save(tmp_path / "lat.xlsx")
    report = read_back(tmp_path / "lat.xlsx", tools)
    assert report.leaves == ()
    assert report.numbers == read_back(inbox / "Huyện Lạc Dương" / "Xã Lát.xlsx", tools).numbers
