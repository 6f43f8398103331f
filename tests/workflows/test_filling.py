"""From the published report to a workbook, ours or an official one, and back: 33 of 33 values, whoever opened
and saved the file between."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas
import pytest
import xlsxwriter
from official_books import address, parts_of, patched, rich_book, sheet_of, with_part
from python_calamine import CalamineWorkbook
from support import form_lines, line_of, write_book

from cchc_excel.errors import CchcError, Severity, WrongUsage
from cchc_excel.mapping.identity import Given
from cchc_excel.output.package_edit import book as official_package
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.reading import read_file
from cchc_excel.workflows.tools import given, load_tools

PUBLISHED = Path(__file__).parents[2] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"


@pytest.fixture(scope="module")
def tools():
    return load_tools()


def report_in(path, tools):
    return read_file(path, path.name, tools, Given()).report


@pytest.fixture(scope="module")
def filled(tools, tmp_path_factory):
    target = tmp_path_factory.mktemp("filled") / "dk.xlsx"
    return target, fill(PUBLISHED, target, tools, Given(), force=False)


def test_33_of_33_published_values_come_back(filled, tools):
    stated = report_in(PUBLISHED, tools)
    assert len(stated.numbers) == 33
    back = report_in(filled[0], tools)
    assert {i: back.numbers.get(i) for i in stated.numbers} == stated.numbers
    assert back.values["BM7:2.2"].note == "Trừ văn bản mật"
    assert back.cover == stated.cover


def test_they_come_back_after_libreoffice_has_recalculated_and_saved_the_file(filled, tools, recalculate):
    stated = report_in(PUBLISHED, tools)
    saved = report_in(recalculate([filled[0]])["dk.xlsx"], tools)
    assert {i: saved.numbers.get(i) for i in stated.numbers} == stated.numbers
    assert saved.cover == stated.cover
    assert {f.code for f in saved.findings} == set()


def test_the_two_blank_percents_are_computed_and_said(filled, tools):
    found = {f.ids: f.message() for f in filled[1] if f.code == "FILL-004"}
    assert set(found) == {("BM1:2",), ("BM7:3",)}
    assert "57,14 %" in found["BM1:2",]
    assert "98,59 %" in found["BM7:3",]
    numbers = report_in(filled[0], tools).numbers
    assert numbers["BM1:2"] == pytest.approx(800 / 14)
    assert numbers["BM7:3"] == pytest.approx(7000 / 71)


def test_a_program_that_cannot_calculate_sees_every_value(filled):
    book = openpyxl.load_workbook(filled[0], data_only=True)
    assert book["Biểu mẫu 1"]["D11"].value == pytest.approx(8 / 14)
    assert book["Biểu mẫu 3"]["D17"].value == 1
    assert [book["Bìa"][f"B{line}"].value for line in (18, 19, 20)] == ["ĐƯỢC GỬI", 0, 0]


@pytest.mark.parametrize(
    ("lines", "shown", "note", "code"),
    [
        (["BM3:3.3.1,207030", "BM3:3.3.2,204847", "BM3:3.3,98.94%"], 204847 / 2070.30, "98,94%", "FILL-005"),
        (["BM3:3.3.1,71", "BM3:3.3.2,70", "BM3:3.3,100%"], 100, "", "FILL-002"),
        (["BM3:3.3,100%"], 100, "", "FILL-001"),
        (["BM3:3.3.1,0", "BM3:3.3.2,0", "BM3:3.3,100%"], 100, "", "FILL-001"),
    ],
)
def test_a_stated_percent_gives_way_to_its_parts_or_replaces_the_formula(
    lines, shown, note, code, tools, tmp_path
):
    source, target = tmp_path / "v.csv", tmp_path / "v.xlsx"
    source.write_text("\n".join(["id,value", *lines]), encoding="utf-8")
    said = fill(source, target, tools, given(tools, "Xã Lát", "commune", "2025-Q1"), force=False)
    assert code in {f.code for f in said}
    value = report_in(target, tools).values["BM3:3.3"]
    assert value.value == pytest.approx(shown, abs=1e-9)
    assert note in value.note
    is_formula = str(openpyxl.load_workbook(target)["Biểu mẫu 3"]["D17"].value).startswith("=")
    assert is_formula is (code == "FILL-005")


def test_a_value_that_has_no_cell_is_said(tools, tmp_path):
    (tmp_path / "v.json").write_text('{"BM3:1": 173, "BM9:1": 5}', encoding="utf-8")
    said = fill(
        tmp_path / "v.json", tmp_path / "v.xlsx", tools, given(tools, "Xã Lát", None, "2025-Q1"), force=False
    )
    assert "«BM9:1» (giá trị «5»)" in next(f for f in said if f.code == "BIND-006").message()


# ---- into an official workbook ----


def filled_from(lines, template, tools, target, force=False, unit="Xã Đưng K'Nớ", period="2025-Q1"):
    """Fill a workbook with lines of `id,value,note`; gives the findings by code."""
    source = target.with_suffix(".csv")
    source.write_text("\n".join(["id,value,note", *lines]), encoding="utf-8")
    given_ = given(tools, unit, "commune", period)
    said: dict[str, list] = {}
    for found in fill(source, target, tools, given_, force=force, template=template):
        said.setdefault(found.code, []).append(found)
    return said


def audit_of(path):
    audit = str(Path(sys.executable).with_name("openxml-audit"))
    done = subprocess.run([audit, str(path)], capture_output=True, text=True, check=False)
    return done.stdout.replace(path.name, "")


@pytest.fixture(scope="module", params=["xlsx", "xlsm"])
def official(request, tools, tmp_path_factory):
    """A workbook full of what is easily lost, and the same filled with the published report."""
    folder = tmp_path_factory.mktemp("official")
    template = rich_book(folder / f"mau.{request.param}", macros=request.param == "xlsm")
    patched(template, "xl/workbook.xml", (' fullCalcOnLoad="1"', ""))
    target = folder / f"nop.{request.param}"
    return template, target, fill(PUBLISHED, target, tools, Given(), force=False, template=template)


def test_every_part_but_the_sheets_written_and_the_workbook_keeps_its_bytes(official):
    before, after = parts_of(official[0]), parts_of(official[1])
    assert list(before) == list(after)
    sheets = {f"xl/worksheets/sheet{n}.xml" for n in range(1, 9)}
    assert {name for name in before if before[name] != after[name]} == sheets | {"xl/workbook.xml"}


def test_of_a_sheet_only_cells_change(official):
    """Outside sheetData not a byte; inside it every other cell."""
    before, after = (parts_of(path)["xl/worksheets/sheet3.xml"].decode() for path in official[:2])
    assert re.sub("<sheetData>.*</sheetData>", "", before) == re.sub("<sheetData>.*</sheetData>", "", after)
    written = {"D6", "D7", "D8", "D9", "D17", "D18", "D19"}
    cells = [dict(re.findall(r'(<c r="(?:[A-Z]+\d+)".*?(?:/>|</c>))()', text)) for text in (before, after)]
    changed = {re.search(r'r="(\w+)"', cell)[1] for cell in cells[0].keys() ^ cells[1].keys()}
    assert changed == written


def test_33_of_33_values_and_the_note_come_back_from_an_official_workbook(official, tools):
    stated, back = report_in(PUBLISHED, tools), report_in(official[1], tools)
    assert {i: back.numbers.get(i) for i in stated.numbers} == stated.numbers
    assert back.values["BM7:2.2"].note == "Trừ văn bản mật"
    assert back.numbers["BM1:2"] == pytest.approx(800 / 14)


def test_a_filled_official_workbook_has_no_finding_that_its_original_had_not(official):
    assert audit_of(official[1]) == audit_of(official[0])


def test_no_reader_sees_a_stale_result(official):
    """777 was the result of every formula over the forms; it is gone, or right, in every reader."""
    sheets = {
        "openpyxl": openpyxl.load_workbook(official[1], data_only=True)["Tổng hợp"].iter_rows(
            values_only=True
        ),
        "calamine": CalamineWorkbook.from_path(official[1]).get_sheet_by_name("Tổng hợp").to_python(),
        "pandas": pandas.read_excel(official[1], "Tổng hợp", header=None, engine="openpyxl").values.tolist(),
    }
    for reader, rows in sheets.items():
        lines = [list(row)[:2] for row in rows][:8]
        assert [line[0] for line in lines[:4]] == [142, 173, 284, 71], reader
        assert [line[0] for line in lines[4:]][2] == 3, reader
        left = [cell for n, line in enumerate(lines) for k, cell in enumerate(line) if k or n in (4, 5, 7)]
        assert all(cell in (None, "") or cell != cell for cell in left), reader


def test_every_reader_finds_the_values(official):
    done = (
        CalamineWorkbook.from_path(official[1]).get_sheet_by_name("Biểu 3").to_python(skip_empty_area=False)
    )
    assert done[17][3] == 71
    assert pandas.read_excel(official[1], "Biểu 6", header=None, engine="calamine").iloc[6, 3] > 0
    assert openpyxl.load_workbook(official[1])["Biểu 1"][address("BM1:6")].value == "Không"


def test_libreoffice_opens_it_and_computes_the_same(official, recalculate, tmp_path):
    copy = tmp_path / "nop.xlsx"  # it saves what it opened as an .xlsx
    copy.write_bytes(official[1].read_bytes())
    saved = openpyxl.load_workbook(recalculate([copy])["nop.xlsx"], data_only=True)
    assert [saved["Tổng hợp"][f"A{n}"].value for n in range(1, 9)] == [142, 173, 284, 71, 71, "71", 3, 72]
    assert [saved["Tổng hợp"][f"B{n}"].value for n in (1, 2)] == [173, 0]
    assert saved["Biểu 1"]["D7"].value == pytest.approx(8 / 14)


def test_libreoffice_computes_what_was_dropped_even_where_it_trusts_results(official, soffice, tmp_path):
    """With its usual settings it keeps the results that a file brings; a dropped one it cannot keep."""
    command = [soffice, f"-env:UserInstallation={tmp_path.as_uri()}/p", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,8"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(official[1])], capture_output=True, check=True)
    lines = next(tmp_path.glob("*.csv")).read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[:8]] == ["142", "173", "284", "71", "71", "71", "3", "72"]


def test_what_was_touched_is_told(official):
    told = [f.message() for f in official[2] if f.code == "FILL-012"]
    assert "Biểu 3: đã ghi 6 ô (D6:D9, D18:D19); mọi ô khác giữ nguyên." in told
    dropped = next(f for f in official[2] if f.code == "FILL-027").message()
    assert "Tổng hợp!A5:A6, Tổng hợp!A8, Tổng hợp!B1:B2" in dropped
    assert "1 biểu đồ" in next(f for f in official[2] if f.code == "FILL-023").message()


def test_the_template_is_not_changed_and_a_second_filling_writes_nothing(official, tools, tmp_path):
    again = tmp_path / official[1].name
    said = fill(PUBLISHED, again, tools, Given(), force=False, template=official[1])
    assert again.read_bytes() == official[1].read_bytes()
    assert {"FILL-028"} <= {f.code for f in said}
    assert "FILL-012" not in {f.code for f in said}


def test_what_an_earlier_report_left_is_cleared_and_said(tools, tmp_path):
    held = {"BM3:1": 999, "BM3:3.3.1": 888, "BM3:1.1": "chưa có", "BM3:1.2": "-"}
    template = rich_book(tmp_path / "cu.xlsx", held=held)
    said = filled_from(["BM3:3.3.1,71,"], template, tools, tmp_path / "moi.xlsx")
    assert "Biểu 3!D6 «999»" in said["FILL-013"][0].message()
    assert "Biểu 3!D7 «chưa có»" in said["FILL-013"][0].message()
    sheet = openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu 3"]
    assert [sheet[f"D{row}"].value for row in (6, 7, 8, 18)] == [None, None, "-", 71]


def test_a_stated_number_replaces_only_a_formula_that_does_not_give_it(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx")
    lines = ["BM3:3.3.1,71,", "BM3:3.3.2,70,", "BM3:3.3,100%,", "BM7:3.1,71,", "BM7:3.2,70,", "BM7:3,98.59%,"]
    said = filled_from(lines, template, tools, tmp_path / "moi.xlsx")
    assert "nêu 100% nhưng công thức của mẫu cho 98,59%" in said["FILL-014"][0].message()
    assert len(said["FILL-014"]) == 1
    book = openpyxl.load_workbook(tmp_path / "moi.xlsx")
    assert book["Biểu 3"]["D17"].value == 1
    assert book["Biểu 7"]["D10"].value.startswith("=IF(N(D")


def test_a_percent_that_a_formula_shows_otherwise_is_kept_in_the_note(tools, tmp_path):
    lines = ["BM3:3.3.1,207030,", "BM3:3.3.2,204847,", "BM3:3.3,98.94%,"]
    said = filled_from(lines, rich_book(tmp_path / "mau.xlsx"), tools, tmp_path / "moi.xlsx")
    assert "đơn vị nêu 98,94 %, công thức hiển thị 98,95 %" in said["FILL-005"][0].message()
    sheet = openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu 3"]
    assert sheet["E17"].value == "Phần mềm ghi: đơn vị nêu 98,94%"
    assert sheet["D17"].value.startswith("=")


def test_a_workbook_that_counts_in_another_unit_is_filled_in_that_unit(tools, tmp_path):
    template = patched(rich_book(tmp_path / "mau.xlsx"), "xl/sharedStrings.xml", ("Triệu đồng", "Nghìn đồng"))
    filled_from(["BM6:1.1,2700,", "BM6:1.2,1350.5,"], template, tools, tmp_path / "moi.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "moi.xlsx")[sheet_of("BM6:1.1")]
    assert [sheet[address(i)].value for i in ("BM6:1.1", "BM6:1.2")] == [2_700_000, 1_350_500]
    again = report_in(tmp_path / "moi.xlsx", tools)
    assert (again.numbers["BM6:1.1"], again.numbers["BM6:1.2"]) == (2700, 1350.5)


def test_a_format_that_hides_thousands_shows_the_number_that_was_meant(tools, tmp_path):
    template = patched(
        rich_book(tmp_path / "mau.xlsx"), "xl/styles.xml", ('formatCode="#,##0"', 'formatCode="#,##0,"')
    )
    filled_from(["BM3:3.3.1,2.700,"], template, tools, tmp_path / "moi.xlsx")
    assert openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu 3"]["D18"].value == 2_700_000
    assert report_in(tmp_path / "moi.xlsx", tools).numbers["BM3:3.3.1"] == 2700


def test_a_choice_is_written_as_its_code_whatever_its_format_hides(tools, tmp_path):
    lines = form_lines("BM7")
    template = write_book(tmp_path / "mau.xlsx", {"Biểu mẫu 7": [line[:3] for line in lines]})
    book = openpyxl.load_workbook(template)
    sheet = book["Biểu mẫu 7"]
    sheet["D3"] = "Số liệu"
    for row in range(4, len(lines) + 1):
        sheet.cell(row, 4).number_format = "#,##0,"
    book.save(template)
    filled_from(["BM7:1,1,", "BM7:3.1,71000,"], template, tools, tmp_path / "moi.xlsx")
    held = openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu mẫu 7"]
    assert [held.cell(lines.index(line_of(lines, code)) + 1, 4).value for code in ("1", "3.1")] == [1, 71e6]
    again = report_in(tmp_path / "moi.xlsx", tools)
    assert (again.numbers["BM7:1"], again.numbers["BM7:3.1"]) == (1, 71000)


def test_a_number_under_a_date_format_is_written_as_text_and_told(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx")
    patched(template, "xl/styles.xml", ('formatCode="#,##0"', 'formatCode="dd/mm/yyyy"'))
    said = filled_from(["BM3:3.3.1,2.700,"], template, tools, tmp_path / "moi.xlsx")
    assert "số 2.700 được ghi dạng chữ" in said["FILL-018"][0].message()
    assert openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu 3"]["D18"].value == "2700"
    assert report_in(tmp_path / "moi.xlsx", tools).numbers["BM3:3.3.1"] == 2700


def test_of_many_units_side_by_side_only_the_column_of_the_sources_unit_is_written(tools, tmp_path):
    units = ("Xã Lát", "Xã Đưng K’Nớ", "Xã Đạ Sar")
    with xlsxwriter.Workbook(str(tmp_path / "mau.xlsx")) as book:
        sheet = book.add_worksheet("Biểu mẫu 3")
        sheet.write_row(0, 0, ["STT", "Chỉ tiêu thống kê", "Đơn vị tính", *units])
        for line, row in enumerate(tools.catalogue.form_by_id["BM3"].indicators, 1):
            sheet.write_row(line, 0, [row.code, row.label, row.measure_unit, 5, None, 7])
    filled_from(["BM3:3.3.1,71,", "BM3:3.3.2,70,"], tmp_path / "mau.xlsx", tools, tmp_path / "moi.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "moi.xlsx").active.iter_rows(min_row=2, values_only=True))
    assert [row[4] for row in rows if row[4] is not None] == [71, 70]
    assert {(row[3], row[5]) for row in rows} == {(5, 7)}


def test_a_formula_of_the_template_that_could_not_be_computed_gives_way_to_the_stated_number(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx", held={"BM3:1": "=INDIRECT(\"'Tổng hợp'!C1\")"})
    said = filled_from(["BM3:1,173,", "BM3:1.1,2,"], template, tools, tmp_path / "moi.xlsx")
    assert "đã ghi 173 thay cho công thức" in said["FILL-015"][0].message()
    assert openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu 3"]["D6"].value == 173


def test_values_of_rows_that_the_workbook_lacks_are_told_one_by_one(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx", forms=("BM3", "BM7"))
    said = filled_from(
        ["BM3:1,173,", "BM6:1.1,2.700,", "BM1:6,1,Có rồi"], template, tools, tmp_path / "moi.xlsx"
    )
    message = said["FILL-011"][0].message()
    assert "BM6:1.1 (2.700)" in message
    assert "BM1:6 (1; Có rồi)" in message
    assert said["FILL-011"][0].severity is Severity.ERROR


def test_a_title_of_another_unit_is_told_and_not_touched(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx", unit="XÃ ĐẠ SAR")
    said = filled_from(["BM3:1,173,"], template, tools, tmp_path / "moi.xlsx")
    assert "ĐẠ SAR" in said["FILL-021"][0].message()
    titles = [openpyxl.load_workbook(tmp_path / n)["Biểu 3"]["A2"].value for n in ("mau.xlsx", "moi.xlsx")]
    assert titles[0] == titles[1]


def test_the_named_fields_of_a_cover_are_written_and_told(tools, tmp_path):
    blank = Path(__file__).parents[2] / "workbook_templates/mau-cap-xa.xlsx"
    said = fill(PUBLISHED, tmp_path / "moi.xlsx", tools, Given(), force=False, template=blank)
    told = next(f for f in said if f.code == "FILL-022").message()
    assert "Đơn vị báo cáo «Xã Đưng K’Nớ»" in told
    back = report_in(tmp_path / "moi.xlsx", tools)
    assert back.cover == report_in(PUBLISHED, tools).cover
    assert openpyxl.load_workbook(tmp_path / "moi.xlsx")["Bìa"]["B10"].value == datetime(2024, 12, 11)
    assert not {f.code for f in said} & {"FILL-027"}


def test_a_note_is_written_beside_what_is_printed_and_replaces_an_earlier_reports(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx", notes={"BM7:2.2": "Theo mẫu 07"})
    filled_from(["BM7:2.2,5,Trừ văn bản mật"], template, tools, tmp_path / "moi.xlsx")
    note = address("BM7:2.2", "E")
    assert (
        openpyxl.load_workbook(tmp_path / "moi.xlsx")["Biểu 7"][note].value == "Theo mẫu 07; Trừ văn bản mật"
    )
    said = filled_from(["BM7:2.2,6,"], tmp_path / "moi.xlsx", tools, tmp_path / "sau.xlsx")
    assert openpyxl.load_workbook(tmp_path / "sau.xlsx")["Biểu 7"][note].value is None
    assert f"Biểu 7!{note} «Theo mẫu 07; Trừ văn bản mật»" in said["FILL-013"][0].message()


def test_a_workbook_with_macros_keeps_its_extension(official, tools, tmp_path):
    other = ".xlsx" if official[0].suffix == ".xlsm" else ".xlsm"
    with pytest.raises(WrongUsage) as refused:
        fill(PUBLISHED, tmp_path / f"x{other}", tools, Given(), force=False, template=official[0])
    assert refused.value.finding.code == "FILL-010"
    assert not list(tmp_path.iterdir())


def test_a_template_that_is_no_workbook_is_refused(tools, tmp_path):
    with pytest.raises(WrongUsage) as refused:
        fill(PUBLISHED, tmp_path / "x.xlsx", tools, Given(), force=False, template=PUBLISHED)
    assert refused.value.finding.code == "FILL-009"


def test_the_template_is_an_input_that_is_never_replaced(official, tools):
    with pytest.raises(WrongUsage) as refused:
        fill(PUBLISHED, official[0], tools, Given(), force=True, template=official[0])
    assert refused.value.finding.code == "FILE-014"


def test_a_file_that_reads_back_otherwise_is_not_written(tools, tmp_path, monkeypatch):
    template = rich_book(tmp_path / "mau.xlsx")
    right = official_package.spliced
    monkeypatch.setattr(
        official_package, "spliced", lambda sheet, edits: right(sheet, edits).replace(b"<v>173<", b"<v>174<")
    )
    with pytest.raises(CchcError) as refused:
        filled_from(["BM3:1,173,"], template, tools, tmp_path / "moi.xlsx")
    assert refused.value.finding.code == "FILL-020"
    assert "Biểu 3!D6" in refused.value.finding.message()
    assert not (tmp_path / "moi.xlsx").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            '<?xml version="1.0" encoding="UTF-8"?>\r\n\r\n',
        ),
        ("</sheetData>", "<!-- Sở Nội vụ -->\r\n</sheetData\n>\r\n"),
    ],
)
def test_unusual_spellings_of_the_xml_stay(old, new, tools, tmp_path):
    template = patched(rich_book(tmp_path / "mau.xlsx"), "xl/worksheets/sheet3.xml", (old, new))
    filled_from(["BM3:1,173,"], template, tools, tmp_path / "moi.xlsx")
    after = parts_of(tmp_path / "moi.xlsx")["xl/worksheets/sheet3.xml"].decode()
    assert new in after
    assert "<v>173</v>" in after


def test_a_workbook_saved_by_libreoffice_is_filled_too(tools, tmp_path, recalculate):
    template = recalculate([rich_book(tmp_path / "mau.xlsx")])["mau.xlsx"]
    fill(PUBLISHED, tmp_path / "moi.xlsx", tools, Given(), force=False, template=template)
    stated = report_in(PUBLISHED, tools).numbers
    back = report_in(tmp_path / "moi.xlsx", tools).numbers
    assert {i: back.get(i) for i in stated} == stated


def test_a_workbook_saved_by_openpyxl_is_filled_too(tools, tmp_path):
    rich_book(tmp_path / "mau.xlsx")
    openpyxl.load_workbook(tmp_path / "mau.xlsx").save(tmp_path / "mau2.xlsx")
    fill(PUBLISHED, tmp_path / "moi.xlsx", tools, Given(), force=False, template=tmp_path / "mau2.xlsx")
    stated = report_in(PUBLISHED, tools).numbers
    back = report_in(tmp_path / "moi.xlsx", tools).numbers
    assert {i: back.get(i) for i in stated} == stated


CHAIN = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="D17" i="3"/></calcChain>'


def with_chain(path):
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    return with_part(path, "xl/calcChain.xml", CHAIN, content_type, "calcChain")


@pytest.mark.parametrize(("stated", "stays"), [("100%", True), ("50%", False)])
def test_the_calculation_chain_goes_only_with_a_formula_that_it_names(stated, stays, tools, tmp_path):
    template = with_chain(rich_book(tmp_path / "mau.xlsx"))
    lines = ["BM3:3.3.1,71,", "BM3:3.3.2,71,", f"BM3:3.3,{stated},"]
    filled_from(lines, template, tools, tmp_path / "moi.xlsx")
    before, after = parts_of(template), parts_of(tmp_path / "moi.xlsx")
    assert ("xl/calcChain.xml" in after) is stays
    assert all(
        (b"calcChain" in after[n]) is stays for n in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels")
    )
    if not stays:
        line = re.search(rb'<Override PartName="/xl/calcChain.xml"[^>]*/>', before["[Content_Types].xml"])[0]
        assert after["[Content_Types].xml"] == before["[Content_Types].xml"].replace(line, b"")
    assert audit_of(tmp_path / "moi.xlsx") == audit_of(template)


def test_a_workbook_in_the_strict_namespace_is_filled_too(tools, tmp_path):
    rich_book(tmp_path / "mau.xlsx")
    strict(tmp_path / "mau.xlsx")
    fill(PUBLISHED, tmp_path / "moi.xlsx", tools, Given(), force=False, template=tmp_path / "mau.xlsx")
    stated = report_in(PUBLISHED, tools).numbers
    back = report_in(tmp_path / "moi.xlsx", tools).numbers
    assert {i: back.get(i) for i in stated} == stated


def strict(path):
    """Put a workbook into the strict namespaces (ISO/IEC 29500 strict)."""
    spaces = [
        (
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ]
    parts = parts_of(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            for old, new in spaces:
                content = content.replace(old.encode(), new.encode())
            archive.writestr(name, content)


def test_a_signature_that_no_longer_holds_is_told(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx")
    with zipfile.ZipFile(template, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    assert "FILL-024" in filled_from(["BM3:1,173,"], template, tools, tmp_path / "moi.xlsx")


def test_a_pivot_table_over_written_cells_is_told(tools, tmp_path):
    template = rich_book(tmp_path / "mau.xlsx")
    with zipfile.ZipFile(template, "a") as archive:
        cache = '<pivotCacheDefinition><cacheSource><worksheetSource ref="A5:D20" sheet="Biểu 3"/></cacheSource></pivotCacheDefinition>'
        archive.writestr("xl/pivotCache/pivotCacheDefinition1.xml", cache)
    said = filled_from(["BM3:1,173,"], template, tools, tmp_path / "moi.xlsx")
    assert "1 biểu đồ, 1 PivotTable" in said["FILL-023"][0].message()


@pytest.mark.parametrize(
    ("old", "new", "code", "row_id"),
    [
        # two value cells merged into one
        (
            "</sheetData>",
            '</sheetData><mergeCells count="1"><mergeCell ref="D7:D8"/></mergeCells>',
            "FILL-019",
            "BM3:1.2",
        ),
        # a note cell merged with the note above
        (
            "</sheetData>",
            '</sheetData><mergeCells count="1"><mergeCell ref="E7:E8"/></mergeCells>',
            "FILL-025",
            "BM3:1.2",
        ),
        # both rows in one array formula
        (
            '<c r="D7" s="3"/>',
            '<c r="D7" s="3"><f t="array" ref="D7:D8">D18:D19*1</f><v>1</v></c>',
            "FILL-019",
            "BM3:1.1",
        ),
    ],
)
def test_a_cell_that_cannot_be_written_is_told(old, new, code, row_id, tools, tmp_path):
    template = patched(rich_book(tmp_path / "mau.xlsx"), "xl/worksheets/sheet3.xml", (old, new))
    lines = ["BM3:1.1,12,lý do 1", "BM3:1.2,34,lý do 2"]
    said = filled_from(lines, template, tools, tmp_path / "moi.xlsx")
    assert row_id in {i for found in said[code] for i in found.ids}
