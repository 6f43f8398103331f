"""Structure before data: what was altered in a filled template of ours, seen on the real file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink, ExternalSheetNames

from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.model.formulas import moved
from cchc_excel.model.grids import cell_address
from cchc_excel.output.findings import FileFindings
from cchc_excel.workflows.checking import check_files
from cchc_excel.workflows.consolidating import Request, consolidate_files
from cchc_excel.workflows.filling import fill
from cchc_excel.workflows.templates import make_template
from cchc_excel.workflows.tools import Tools, given, load_tools

DISTRICT = Path(__file__).parents[2] / "samples" / "huyen-lac-duong-2025-Q1"
FORM, CHECKS, COVER = "Biểu mẫu 3", "Kiểm tra", "Bìa"
OF_STRUCTURE = ("STRUCT-", "BIND-004", "BIND-019", "BIND-020", "BIND-021")

Edit = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


@pytest.fixture(scope="module")
def filled(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A commune's report in a template of today."""
    target = tmp_path_factory.mktemp("mau") / "xa-lat.xlsx"
    fill(DISTRICT / "Xã Lát 2025-Q1.xlsx", target, tools, Given(), force=False)
    return target


@pytest.fixture
def altered(tools: Tools, filled: Path, tmp_path: Path) -> Callable[[Edit], FileFindings]:
    """Alter the filled template as a clerk would, save it, and check it."""

    def alter(edit: Edit) -> FileFindings:
        workbook = load_workbook(filled)
        edit(workbook)
        workbook.save(tmp_path / "xa-lat.xlsx")
        return checked(tmp_path / "xa-lat.xlsx", tools)

    return alter


def checked(path: Path, tools: Tools) -> FileFindings:
    (found,) = check_files([path], tools, Given())
    return found


def of_structure(found: FileFindings) -> list[Finding]:
    return [f for f in found.findings if f.code.startswith(OF_STRUCTURE)]


def only(found: FileFindings) -> Finding:
    (each,) = of_structure(found)
    return each


def put(sheet: str, address: str, content: object) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook[sheet][address].value = content

    return edit


def name(cell_name: str, place: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        workbook.defined_names[cell_name] = DefinedName(cell_name, attr_text=place)

    return edit


def lose(*names: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        for each in names:
            del workbook.defined_names[each]

    return edit


def values(found: FileFindings) -> dict[str, float | None]:
    return {i: value.value for i, value in found.report.values.items()}


# ---- Nothing altered ----


def test_a_filled_template_has_nothing_altered(altered):
    assert of_structure(altered(lambda workbook: None)) == []


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_template_that_libreoffice_saved_has_nothing_altered(save_as, filled, tools, kind):
    assert of_structure(checked(save_as(filled, kind), tools)) == []


def test_lines_that_were_inserted_and_sheets_that_were_renamed_alter_no_formula(altered):
    def insert(workbook: Workbook) -> None:
        _insert_line(workbook, 10)
        _rename(workbook, "BM 3")

    found = altered(insert)
    assert of_structure(found) == []
    assert found.report.values["BM3:3.3.1"].place == "BM 3!D19"


def _insert_line(workbook: Workbook, at: int) -> None:
    """Insert a line on the form as Excel does, which moves whatever names its cells."""

    def down(owner: str, area: tuple[int, int, int, int]) -> str | None:
        if owner != FORM.casefold() or area[2] < at:
            return None
        first = cell_address(area[0] + (area[0] >= at), area[1])
        last = cell_address(area[2] + 1, area[3])
        return f"'{FORM}'!{first}" + (f":{last}" if area[:2] != area[2:] else "")

    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = moved(cell.value, sheet.title, down)
    for defined in workbook.defined_names.values():
        defined.attr_text = moved(defined.attr_text, "", down)
    workbook[FORM].insert_rows(at)


def _rename(workbook: Workbook, called: str) -> None:
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = cell.value.replace(f"'{FORM}'!", f"'{called}'!")
    for defined in workbook.defined_names.values():
        defined.attr_text = defined.attr_text.replace(f"'{FORM}'!", f"'{called}'!")
    workbook[FORM].title = called


# ---- Locked formulas of rows ----


def test_a_number_typed_over_a_formula_is_told_with_the_formula_and_what_it_gives(altered):
    found = only(altered(put(FORM, "D17", 0.9)))
    assert (found.code, found.severity, found.ids) == ("STRUCT-001", Severity.WARNING, ("BM3:3.3",))
    assert found.cells == (f"{FORM}!D17",)
    assert (found.stated, found.computed) == (90, 100)
    assert '=IF(COUNT(D19,D18)=2,IFERROR((D19/D18),""),"")' in found.message()
    assert "đã bị thay bằng «90,00%»; công thức cho 100 %" in found.message()


def test_a_number_that_agrees_with_its_formula_is_told_too(altered):
    found = only(altered(put(FORM, "D17", 1)))
    assert found.code == "STRUCT-001"
    assert "hiện vẫn khớp với kết quả của công thức (100 %)" in found.message()


def test_a_formula_that_was_deleted_is_told(altered):
    found = only(altered(put(FORM, "D17", None)))
    assert found.code == "STRUCT-001"
    assert "công thức của mẫu đã bị xóa" in found.message()


def test_another_formula_is_told_with_both(altered):
    found = only(altered(put(FORM, "D17", "=D19/D18")))
    assert (found.code, found.severity, found.cells) == ("STRUCT-002", Severity.WARNING, (f"{FORM}!D17",))
    assert "đã bị sửa thành =D19/D18" in found.message()
    assert '=IF(COUNT(D19,D18)=2,IFERROR((D19/D18),""),"")' in found.message()


def test_the_same_formula_spelled_otherwise_is_the_same(altered):
    spelled = f'=if( count($D$19, \'{FORM}\'!D18)=2, iferror((D19/D18),""),"")'
    assert of_structure(altered(put(FORM, "D17", spelled))) == []


def test_parts_in_another_order_are_another_formula(altered):
    found = only(altered(put(FORM, "D17", '=IF(COUNT(D19,D18)=2,IFERROR((D18/D19),""),"")')))
    assert found.code == "STRUCT-002"


def test_the_formula_to_paste_names_the_cells_where_they_stand_now(altered):
    def edit(workbook: Workbook) -> None:
        _insert_line(workbook, 10)
        workbook[FORM]["D18"].value = 0.5

    found = only(altered(edit))
    assert found.cells == (f"{FORM}!D18",)
    assert '=IF(COUNT(D20,D19)=2,IFERROR((D20/D19),""),"")' in found.message()


def test_a_note_beside_the_row_explains_a_formula_that_was_replaced(altered):
    def edit(workbook: Workbook) -> None:
        workbook[FORM]["D17"].value = 1
        workbook[FORM]["E17"].value = "theo sổ của Trung tâm"

    assert only(altered(edit)).explained


def test_a_percent_that_fill_wrote_in_place_of_the_formula_is_not_altered(tools, tmp_path):
    listed = tmp_path / "so-lieu.csv"
    listed.write_text("id,value,note\nBM3:3.3,90,\nBM3:3.3.1,100,\nBM3:3.3.2,100,\n", encoding="utf-8")
    target = tmp_path / "xa-lat.xlsx"
    said = fill(listed, target, tools, Given(), force=False)
    assert "FILL-002" in {f.code for f in said}
    assert of_structure(checked(target, tools)) == []


# ---- The live checks, the cover, the title lines ----


def test_a_verdict_typed_over_its_check_is_told_with_what_was_typed(altered):
    found = only(altered(put(CHECKS, "D9", "đạt")))
    assert (found.code, found.severity, found.cells) == ("STRUCT-003", Severity.WARNING, (f"{CHECKS}!D9",))
    assert "D9 «đạt»" in found.message()


def test_a_check_of_another_formula_is_told(altered):
    found = only(altered(put(CHECKS, "D9", '=IF(1,"đạt","")')))
    assert (found.code, found.cells) == ("STRUCT-003", (f"{CHECKS}!D9",))


def test_a_check_that_was_deleted_is_told(altered, filled):
    last = load_workbook(filled)[CHECKS].max_row
    found = only(altered(lambda workbook: workbook[CHECKS].delete_rows(last)))
    assert found.code == "STRUCT-004"


def test_a_sheet_of_checks_that_is_gone_changes_nothing_and_is_told(altered):
    found = altered(lambda workbook: workbook.remove(workbook[CHECKS]))
    assert [(f.code, f.severity) for f in of_structure(found)] == [("STRUCT-011", Severity.INFO)]


def test_a_count_typed_over_on_the_cover_is_told(altered, filled):
    sheet = load_workbook(filled)[COVER]
    counts = [c.coordinate for row in sheet.iter_rows() for c in row if str(c.value).startswith("=COUNTIFS")]
    assert counts
    found = only(altered(put(COVER, counts[0], 0)))
    assert (found.code, found.cells) == ("STRUCT-003", (f"{COVER}!{counts[0]}",))


def test_a_title_line_typed_by_hand_changes_nothing_and_is_told(altered):
    found = only(altered(put("Biểu mẫu 1", "A2", "BIỂU MẪU THỐNG KÊ TẠI UBND XÃ LÁT")))
    assert (found.code, found.severity, found.cells) == ("STRUCT-005", Severity.INFO, ("Biểu mẫu 1!A2",))


OWN_RULES = """
id = "thu"
title = "Quy tắc thử"

[[changes]]
rule = "BM3-R03"
off = true
reason = "Thử"
"""


def test_live_checks_of_own_rules_are_compared_where_the_same_rules_are_in_force(tools, tmp_path):
    rules = tmp_path / "thu.toml"
    rules.write_text(OWN_RULES, encoding="utf-8")
    own, path = load_tools(rules=rules), tmp_path / "xa-lat.xlsx"
    fill(DISTRICT / "Xã Lát 2025-Q1.xlsx", path, own, Given(), force=False)
    assert of_structure(checked(path, own)) == []
    assert [f.code for f in of_structure(checked(path, tools))] == ["STRUCT-012"]
    workbook = load_workbook(path)
    workbook[CHECKS]["D9"].value = "đạt"
    workbook.save(path)
    assert [f.code for f in of_structure(checked(path, own))] == ["STRUCT-003"]
    assert [f.code for f in of_structure(checked(path, tools))] == ["STRUCT-012"]


def test_live_checks_of_an_earlier_program_are_not_taken_for_altered(altered):
    def edit(workbook: Workbook) -> None:
        workbook.custom_doc_props["cchc_checks"].value = "0" * 16
        workbook[CHECKS]["D9"].value = '=IF(1,"đạt","")'

    assert of_structure(altered(edit)) == []


# ---- Named cells ----


@pytest.mark.parametrize("edit", [lose("BM3_3.3.1"), name("BM3_3.3.1", "#REF!")], ids=["deleted", "#REF!"])
def test_a_named_cell_that_was_lost_is_found_again_and_named(altered, edit):
    found = altered(edit)
    lost = only(found)
    assert (lost.code, lost.severity, lost.ids) == ("BIND-004", Severity.INFO, ("BM3:3.3.1",))
    assert lost.cells == (f"{FORM}!D18",)
    assert "BM3_3.3.1" in lost.message()
    assert found.report.values["BM3:3.3.1"].value == 181


@pytest.mark.parametrize(
    "place",
    [
        f"'{FORM}'!$D$20",
        f"'{FORM}'!$E$18",
        f"'{FORM}'!$D$17",
        f"'{FORM}'!$J$90",
        "'Biểu mẫu 6'!$D$8",
        "'Bìa'!$B$8",
    ],
    ids=["a blank row", "its own note", "another row", "outside", "another form", "the cover"],
)
def test_a_named_cell_that_points_elsewhere_is_told_and_the_label_decides(altered, place):
    as_sent = values(altered(lambda workbook: None))
    found = altered(name("BM3_3.3.1", place))
    told = only(found)
    assert (told.code, told.severity, told.cells) == ("BIND-019", Severity.INFO, (f"{FORM}!D18",))
    assert f"BM3_3.3.1 → {place.replace('$', '').replace(chr(39), '')}" in told.message()
    assert values(found) == as_sent


def test_two_names_that_changed_places_are_both_told(altered):
    def swap(workbook: Workbook) -> None:
        name("BM3_3.3.1", f"'{FORM}'!$D$19")(workbook)
        name("BM3_3.3.2", f"'{FORM}'!$D$18")(workbook)

    assert only(altered(swap)).ids == ("BM3:3.3.1", "BM3:3.3.2")


def test_a_field_of_the_cover_without_its_name_is_read_beside_its_label(altered):
    as_sent = altered(lambda workbook: None).report.cover
    found = altered(lose("CCHC_DON_VI", "CCHC_KY", "CCHC_TU_NGAY"))
    told = only(found)
    assert (told.code, told.severity) == ("BIND-020", Severity.INFO)
    assert told.cells == ("Bìa!B6", "Bìa!B9", "Bìa!B10")
    assert found.report.cover == as_sent


def test_a_field_of_the_cover_whose_name_points_elsewhere_is_read_beside_its_label(altered):
    as_sent = altered(lambda workbook: None).report.cover
    found = altered(name("CCHC_DON_VI", "'Bìa'!$B$7"))
    assert "CCHC_DON_VI: B6 (→ Bìa!B7)" in only(found).message()
    assert found.report.cover == as_sent


# ---- Links to other workbooks ----


def link(workbook: Workbook, target: str) -> None:
    linked = ExternalLink(externalBook=ExternalBook(sheetNames=ExternalSheetNames(sheetName=["Sheet1"])))
    linked.file_link = Relationship(type="externalLinkPath", Target=target, TargetMode="External")
    workbook._external_links.append(linked)


def test_a_figure_from_another_workbook_is_told_with_the_file_and_how_to_break_the_link(altered):
    def edit(workbook: Workbook) -> None:
        link(workbook, "file:///C:/Lan/T%E1%BB%95ng%20h%E1%BB%A3p.xlsx")
        workbook[FORM]["D18"].value = "='[1]Sheet1'!A1"
        workbook[FORM]["H3"].value = "=[1]Sheet1!$B$2+1"

    found = only(altered(edit))
    assert (found.code, found.severity, found.ids) == ("STRUCT-008", Severity.WARNING, ("BM3:3.3.1",))
    assert set(found.cells) == {f"{FORM}!D18", f"{FORM}!H3"}
    assert "«Tổng hợp.xlsx»" in found.message()
    assert "Ngắt liên kết" in found.message()


def test_a_name_of_another_workbook_is_told_with_the_cells_that_use_it(altered):
    def edit(workbook: Workbook) -> None:
        link(workbook, "khac.xlsx")
        name("ThamSo", "[1]Sheet1!$A$1")(workbook)
        workbook[FORM]["D18"].value = "=ThamSo*2"

    found = of_structure(altered(edit))
    assert [(f.code, f.cells) for f in found] == [("STRUCT-008", (f"{FORM}!D18",)), ("STRUCT-009", ())]
    assert "ThamSo" in found[1].message()
    assert "«khac.xlsx»" in found[1].message()


# ---- Another version of the template ----


def test_an_older_template_is_told_with_the_command_that_moves_its_figures(altered, tools, tmp_path):
    found = altered(put(COVER, "B16", "2020.1"))
    told = only(found)
    assert (told.code, told.severity) == ("STRUCT-006", Severity.WARNING)
    assert 'cchc dien "xa-lat.xlsx" -o' in told.message()
    target = tmp_path / "moi.xlsx"
    fill(tmp_path / "xa-lat.xlsx", target, tools, Given(), force=False)
    again = checked(target, tools)
    assert of_structure(again) == []
    assert values(again) == values(found)
    assert again.report.cover == found.report.cover


def test_a_newer_template_says_that_the_program_is_old(altered):
    told = only(altered(put(COVER, "B16", "2031.1")))
    assert (told.code, told.severity) == ("STRUCT-007", Severity.WARNING)
    assert "Cập nhật chương trình" in told.message()


def test_the_formulas_of_another_version_are_not_compared_but_a_lost_one_is_told(altered):
    def edit(workbook: Workbook) -> None:
        workbook[COVER]["B16"].value = "2020.1"
        workbook[FORM]["D17"].value = "=D19/D18"
        workbook["Biểu mẫu 7"]["D10"].value = 0.5

    assert {f.code for f in of_structure(altered(edit))} == {"STRUCT-001", "STRUCT-006"}


# ---- Order ----


def test_structure_comes_before_data_where_both_are_as_grave(altered):
    def edit(workbook: Workbook) -> None:
        workbook[FORM]["D17"].value = 1
        workbook["Biểu mẫu 6"]["D7"].value = 2700
        workbook["Biểu mẫu 6"]["D8"].value = 1_350_500_000
        workbook["Biểu mẫu 6"]["G7"].value = 5

    warnings = [f.code for f in altered(edit).findings if f.severity is Severity.WARNING]
    assert warnings[:2] == ["STRUCT-001", "BIND-021"]
    assert "VAL-010" in warnings[2:]


# ---- Consolidated files ----


def consolidated(folder: Path, tools: Tools) -> Path:
    target = folder / "huyen.xlsx"
    consolidate_files(Request([DISTRICT], target, Given()), tools)
    return target


def test_a_consolidated_file_has_nothing_altered(tools, tmp_path):
    assert of_structure(checked(consolidated(tmp_path, tools), tools)) == []


def test_a_total_of_another_formula_is_told(tools, tmp_path):
    path = consolidated(tmp_path, tools)
    workbook = load_workbook(path)
    workbook[FORM]["D18"].value += "+5"
    workbook.save(path)
    found = only(checked(path, tools))
    assert (found.code, found.severity, found.cells) == ("STRUCT-010", Severity.WARNING, (f"{FORM}!D18",))


def test_a_template_with_own_rules_names_them_and_a_check_without_them_says_so(tmp_path):
    rules = Path(__file__).parents[2] / "samples/quy-tac-rieng.toml"
    path = tmp_path / "m.xlsx"
    own = load_tools(rules=rules)
    make_template(own, given(own, "Xã Lát", "commune", "2025-Q1"), path, force=False)
    cover = [row[0].value for row in load_workbook(path)["Bìa"].iter_rows() if row[0].value]
    assert any(
        text.startswith("7. Quy tắc riêng «Quy tắc riêng (ví dụ)» (quy-tac-rieng.toml): tắt BM3-R04")
        for text in cover
    )
    (without,) = check_files([path], load_tools(), Given())
    (with_them,) = check_files([path], own, Given())
    assert "STRUCT-012" in {f.code for f in without.findings}
    assert "STRUCT-012" not in {f.code for f in with_them.findings}


@pytest.mark.parametrize("change", ["renamed", "rows", "column", "column inside"])
def test_live_checks_that_were_only_moved_are_not_taken_for_typed_over(altered, change):
    def edit(workbook: Workbook) -> None:
        sheet = workbook[CHECKS]
        if change == "renamed":
            sheet.title = "KT"
        elif change == "rows":
            sheet.insert_rows(1, 3)
        else:
            sheet.insert_cols(1 if change == "column" else 4)

    assert {f.code for f in of_structure(altered(edit))} == {"STRUCT-011"}
