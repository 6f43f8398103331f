"""From a file to a report: our template typed into by openpyxl, plain workbooks, the published text, lists
of values.

openpyxl saves no results of formulas: what a percent cell shows is then recomputed.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from cchc_excel.catalog.administration import load_administration, load_register
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_report
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.forms import Form, Kind
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Cover, Report, ReportedValue, State
from cchc_excel.output.template import blank_report, write_template
from cchc_excel.sources import read_source

PUBLISHED = Path(__file__).parents[2] / "samples/bao-cao-cong-bo/bao-cao-cchc-dung-kno-2025-quy-1.txt"
REPORTED = {  # all that xã Đưng K'Nớ filled in, percents in percent points
    "BM1:1": 4,
    "BM1:2.1": 14,
    "BM1:2.2": 8,
    "BM1:5": 0,
    "BM1:6": 0,
    "BM2a:1": 0,
    "BM2a:2": 0,
    "BM2a:3": 0,
    "BM3:1": 173,
    "BM3:1.1": 0,
    "BM3:1.2": 0,
    "BM3:1.3": 0,
    "BM3:3.3": 100,
    "BM3:3.3.1": 71,
    "BM3:3.3.2": 71,
    "BM4:2.1": 20,
    "BM4:2.2": 19,
    "BM4:3": 0,
    "BM5:1.1": 1,
    "BM5:2.1": 0,
    "BM5:2.2": 0,
    "BM5:2.3": 0,
    "BM5:2.4": 0,
    "BM5:2.5": 0,
    "BM5:3": 0,
    "BM5:4": 0,
    "BM6:1": 0,
    "BM6:1.1": 2700,
    "BM6:1.2": 0,
    "BM7:1": 1,
    "BM7:2.2": 90,
    "BM7:3.1": 71,
    "BM7:3.2": 70,
}
DISTRICT_ROWS = {"BM3:3.2", "BM3:3.2.1", "BM3:3.2.2"}


def read(path: Path, given: Given | None = None) -> Report:
    report, _ = read_report(
        read_source(path), load_catalogue(), load_administration(), load_register(), given or Given()
    )
    assert report.values.keys() == load_catalogue().indicators.keys()
    return report


def codes(findings: Iterable[Finding]) -> list[str]:
    return [f.code for f in findings]


def at(report: Report, row_id: str) -> list[str]:
    """The codes of the findings that name a row."""
    return [f.code for f in report.findings if row_id in f.ids]


def only(report: Report, code: str) -> Finding:
    found = [f for f in report.findings if f.code == code]
    assert len(found) == 1, codes(report.findings)
    return found[0]


# The template, typed into


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A blank template for one level, made once."""
    made: dict[str, Path] = {}
    units = {
        "commune": ("Xã Đưng K’Nớ", "24850"),
        "district": ("Huyện Lạc Dương", "675"),
        "province": ("Tỉnh Lâm Đồng", "68"),
    }

    def make(level: str, period: str = "2025-Q1") -> Path:
        key = f"{level}-{period}"
        if key not in made:
            catalogue, (name, code) = load_catalogue(), units[level]
            cover = Cover(ReportingUnit(name, code, level), level, parse_period(period))
            made[key] = tmp_path_factory.mktemp("mau") / f"{key}.xlsx"
            write_template(made[key], catalogue, load_administration(), blank_report(catalogue, cover), ())
        return made[key]

    return make


def place_of(workbook: Workbook, row_id: str) -> tuple[str, str]:
    ((sheet, reference),) = workbook.defined_names[row_id.replace(":", "_")].destinations
    return sheet, reference.replace("$", "")


@pytest.fixture
def typed(template, tmp_path) -> Callable[..., Report]:
    """Type values into a copy of the template, let `change` do something to it, save and read it.

    A pair is a value and the number format that the cell is given.
    """

    def run(
        values: Mapping[str, object],
        change: Callable[[Workbook], None] | None = None,
        level: str = "commune",
        period: str = "2025-Q1",
    ) -> Report:
        workbook = load_workbook(template(level, period))
        for row_id, content in values.items():
            sheet, address = place_of(workbook, row_id)
            value, number_format = content if isinstance(content, tuple) else (content, None)
            workbook[sheet][address].value = value
            if number_format:
                workbook[sheet][address].number_format = number_format
        if change:
            change(workbook)
        workbook.save(path := tmp_path / "da-ghi.xlsx")
        return read(path)

    return run


def test_a_blank_template_says_nothing_and_nothing_is_wrong_with_it(template):
    report = read(template("commune"))
    assert report.findings == ()
    assert report.numbers == {}
    states = {i: v.state for i, v in report.values.items()}
    assert {i for i, state in states.items() if state is not State.BLANK} == {
        i.id for i in load_catalogue().indicators.values() if i.reported_by not in ("any", "commune")
    }
    assert {v.bound_by for v in report.values.values()} == {"name"}


def test_what_is_typed_is_read_with_its_cell(typed):
    report = typed({"BM3:3.3.1": 71, "BM3:3.3.2": 70, "BM7:2.2": 0.9, "BM1:5": "Không"})
    assert report.findings == ()
    assert report.numbers == {
        "BM3:3.3.1": 71,
        "BM3:3.3.2": 70,
        "BM3:3.3": round(70 / 71 * 100, 10),
        "BM7:2.2": 90,
        "BM1:5": 0,
    }
    assert report.values["BM3:3.3.1"] == ReportedValue(
        "BM3:3.3.1", State.NUMBER, 71.0, "71", "", "Biểu mẫu 3", "D18", "name"
    )
    assert report.values["BM3:3.3.1"].place == "Biểu mẫu 3!D18"
    assert report.values["BM7:2.2"].text == "90,00%"
    assert report.values["BM1:5"].text == "Không"


def test_every_row_of_the_annex_comes_back_at_its_own_value(typed):
    rows = [i for i in load_catalogue().indicators.values() if not i.is_calculated]
    values = {i.id: n / 100 if i.kind is Kind.PERCENT else n for n, i in enumerate(rows, start=1)}
    report = typed(values)
    assert {i.id: report.numbers[i.id] for i in rows} == {i.id: n for n, i in enumerate(rows, start=1)}
    for indicator in load_catalogue().indicators.values():
        if indicator.is_calculated:
            assert report.values[indicator.id].calculated, indicator.id


def test_notes_are_read_beside_their_row(typed):
    def note(workbook: Workbook) -> None:
        sheet, address = place_of(workbook, "BM7:2.2")
        workbook[sheet]["E" + address[1:]] = " Trừ văn bản mật\n"

    report = typed({"BM7:2.2": 0.9}, note)
    assert {i: v.note for i, v in report.values.items() if v.note} == {"BM7:2.2": "Trừ văn bản mật"}


def test_the_source_of_a_report_is_known(template):
    source = read(template("commune")).source
    assert (source.file, len(source.sha256)) == (str(template("commune")), 64)
    assert source.binding["BM3:3.3.1"] == ("Biểu mẫu 3", "D18", "name")
    assert source.binding.keys() == load_catalogue().indicators.keys()
    assert (source.issue, source.version) == (load_catalogue().issue, load_catalogue().version)


def test_formulas_that_were_replaced_by_a_stated_number_are_known(template, tmp_path):
    from dataclasses import replace

    catalogue = load_catalogue()
    cover = Cover(ReportingUnit("Xã Lát", "24862", "commune"), "commune", parse_period("2025-Q1"))
    blank = blank_report(catalogue, cover)
    stated = {
        "BM1:2": ReportedValue("BM1:2", State.NUMBER, 57.0),
        "BM7:3": ReportedValue("BM7:3", State.NUMBER, 98.0),
    }
    report = replace(blank, values={**blank.values, **stated}, replaced_formulas=frozenset(stated))
    write_template(path := tmp_path / "a.xlsx", catalogue, load_administration(), report, ())
    again = read(path)
    assert again.replaced_formulas == {"BM1:2", "BM7:3"}
    assert again.numbers == {"BM1:2": 57, "BM7:3": 98}
    assert not again.values["BM1:2"].calculated


# What stands in the cells


def test_a_text_in_a_number_cell_is_an_error_at_its_cell(typed):
    report = typed({"BM3:3.3.1": "bảy mươi mốt", "BM3:3.3.2": 70})
    assert report.values["BM3:3.3.1"] == ReportedValue(
        "BM3:3.3.1", State.TEXT, None, "bảy mươi mốt", "", "Biểu mẫu 3", "D18", "name"
    )
    found = only(report, "VAL-001")
    assert (found.ids, found.cells, found.severity) == (("BM3:3.3.1",), ("Biểu mẫu 3!D18",), Severity.ERROR)
    assert found.message().startswith("Biểu mẫu 3, ô D18 (dòng 3.3.1): ô số liệu chứa chữ «bảy mươi mốt»")
    assert report.values["BM3:3.3"].state is State.BLANK


@pytest.mark.parametrize(
    ("content", "state", "code"),
    [
        ("#REF!", State.ERROR, "VAL-002"),
        ("=70+1", State.BLANK, "VAL-003"),
        ((datetime(2025, 7, 2), "dd/mm/yyyy"), State.TEXT, "VAL-006"),
        (True, State.TEXT, "VAL-001"),
        ("x", State.TEXT, "VAL-001"),
    ],
)
def test_a_cell_that_is_no_number_is_told(typed, content, state, code):
    report = typed({"BM3:3.3.1": content})
    assert (report.values["BM3:3.3.1"].state, report.values["BM3:3.3.1"].value) == (state, None)
    assert at(report, "BM3:3.3.1") == [code]
    assert only(report, code).cells == ("Biểu mẫu 3!D18",)


@pytest.mark.parametrize("content", ["-", "…", "\xa0", "", None])
def test_a_sign_for_nothing_is_a_blank_without_a_finding(typed, content):
    report = typed({"BM3:3.3.1": content})
    assert report.values["BM3:3.3.1"].state is State.BLANK
    assert report.findings == ()


def test_a_percent_whose_formula_has_no_result_is_computed_from_its_parts(typed):
    report = typed({"BM1:2.1": 14, "BM1:2.2": 8})
    assert report.numbers["BM1:2"] == pytest.approx(57.142857142857)
    assert report.values["BM1:2"].calculated
    assert report.findings == ()


@pytest.mark.parametrize("parts", [{}, {"BM1:2.1": 14}, {"BM1:2.1": 0, "BM1:2.2": 0}])
def test_a_percent_that_cannot_be_computed_is_blank(typed, parts):
    report = typed(parts)
    assert report.values["BM1:2"].state is State.BLANK
    assert report.findings == ()


def test_a_total_whose_formula_has_no_result_is_computed_from_its_parts(typed):
    report = typed({"BM6:2.4": "=SUM(D18:D20)", "BM6:2.4.1": 1, "BM6:2.4.2": 2, "BM6:2.4.3": 3})
    assert report.numbers["BM6:2.4"] == 6
    assert report.findings == ()


def test_a_total_of_a_total_without_results_is_computed_or_told(typed):
    parts = {"BM6:2.2": 1, "BM6:2.3": 1, "BM6:2.4.1": 1, "BM6:2.4.2": 2, "BM6:2.4.3": 3, "BM6:2.5": 1}
    report = typed(parts | {"BM6:2.1": "=D15+D16+D17+D21", "BM6:2.4": "=SUM(D18:D20)"})
    assert report.numbers.get("BM6:2.1") == 9 or at(report, "BM6:2.1") == ["VAL-003"]


def test_a_bare_percent_without_parts_is_taken_as_it_stands_and_told(typed):
    report = typed({"BM7:2.2": (0.9859, "General")})
    assert report.numbers["BM7:2.2"] == 0.9859
    found = only(report, "VAL-005")
    assert (found.ids, found.cells) == (("BM7:2.2",), ("Biểu mẫu 7!D9",))
    assert "«0,9859» là 0,9859 % hay 98,59 %" in found.message()


@pytest.mark.parametrize(
    ("parts", "stored", "points"),
    [
        ((71, 70), 0.9859, 98.59),
        ((71, 71), 1, 100),
        ((10000, 98), 0.98, 0.98),
        ((1000, 5), 0.5, 0.5),
    ],
)
def test_a_bare_percent_is_settled_by_its_parts(typed, parts, stored, points):
    report = typed({"BM7:3.1": parts[0], "BM7:3.2": parts[1], "BM7:3": (stored, "General")})
    assert report.numbers["BM7:3"] == pytest.approx(points)
    assert report.findings == ()


def test_a_settled_percent_carries_no_binary_noise(typed):
    report = typed({"BM7:3.1": 100, "BM7:3.2": 57, "BM7:3": (0.57, "General")})
    assert report.numbers["BM7:3"] == 57


# Rows that the unit's level does not report


def test_a_blank_in_a_row_of_another_level_is_not_applicable(typed):
    report = typed({})
    assert {i for i in DISTRICT_ROWS if report.values[i].state is State.NOT_APPLICABLE} == DISTRICT_ROWS
    assert report.values["BM3:3.3.1"].state is State.BLANK


def test_a_number_in_a_row_of_another_level_is_kept_and_told(typed):
    report = typed({"BM3:3.2.1": 5})
    assert (report.values["BM3:3.2.1"].state, report.numbers["BM3:3.2.1"]) == (State.NUMBER, 5)
    found = only(report, "VAL-004")
    assert (found.severity, found.ids, found.cells) == (Severity.INFO, ("BM3:3.2.1",), ("Biểu mẫu 3!D15",))
    assert "cấp xã không báo cáo dòng này mà vẫn ghi 5" in found.message()


def test_a_text_in_a_row_of_another_level_is_a_text(typed):
    report = typed({"BM3:3.2.1": "không rõ"})
    assert report.values["BM3:3.2.1"].state is State.TEXT
    assert codes(report.findings) == ["VAL-001"]


@pytest.mark.parametrize(
    ("level", "period", "row_id", "told"),
    [
        ("district", "2025-Q1", "BM3:3.2.1", False),
        ("district", "2025-Q1", "BM3:3.3.1", True),  # of its communes: only a consolidated file holds them
        ("district", "2025-Q1", "BM3:2.1.1", True),
        ("province", "2025-Q1", "BM3:3.2.1", True),
        ("district", "2025-Q3", "BM3:3.2.1", False),  # districts existed on a day of it
        ("province", "2026-Q1", "BM3:3.2.1", True),
        ("commune", "2026-Q1", "BM3:3.3.1", False),
    ],
)
def test_a_number_is_out_of_place_above_the_unit_s_level_or_after_the_level_ended(
    typed, level, period, row_id, told
):
    report = typed({row_id: 5}, level=level, period=period)
    assert ("VAL-004" in at(report, row_id)) is told
    assert report.numbers[row_id] == 5


# Named cells that were lost


def unnamed(*forms: str) -> Callable[[Workbook], None]:
    """Delete the names of some forms' rows, or of all of them."""

    def change(workbook: Workbook) -> None:
        for name in list(workbook.defined_names):
            if name.startswith(tuple(f"{form}_" for form in forms)):
                del workbook.defined_names[name]

    return change


def test_a_form_whose_names_are_lost_is_found_by_its_code_column(typed):
    report = typed({"BM3:3.3.1": 71, "BM3:3.3.2": 70, "BM7:3.1": 71}, unnamed("BM3"))
    assert (report.numbers["BM3:3.3.1"], report.numbers["BM3:3.3.2"], report.numbers["BM7:3.1"]) == (
        71,
        70,
        71,
    )
    assert {v.bound_by for i, v in report.values.items() if i.startswith("BM3:")} == {"code"}
    assert {v.bound_by for i, v in report.values.items() if not i.startswith("BM3:")} == {"name"}
    found = only(report, "BIND-004")
    assert found.severity is Severity.INFO
    assert "Biểu mẫu 3: tên ô của 14 dòng đã mất" in found.message()


def test_a_workbook_whose_names_are_all_lost_is_found_by_its_code_columns(typed):
    forms = [form.id for form in load_catalogue().forms]
    values = {
        "BM1:1": 4,
        "BM2a:1.2": 1,
        "BM3:3.3.1": 71,
        "BM4:2.1": 20,
        "BM5:1.1": 1,
        "BM6:1.1": 2700,
        "BM7:3.1": 71,
    }
    report = typed(values, unnamed(*forms))
    assert {i: report.numbers[i] for i in values} == values
    assert {v.bound_by for v in report.values.values()} == {"code"}
    assert {f.code for f in report.findings} <= {"BIND-004"}
    assert report.cover.reporting_unit.code == "24850"


def test_a_single_lost_name_is_found_again_with_its_note(typed):
    def change(workbook: Workbook) -> None:
        sheet, address = place_of(workbook, "BM7:2.2")
        workbook[sheet]["E" + address[1:]] = "Trừ văn bản mật"
        del workbook.defined_names["BM7_2.2"]

    report = typed({"BM7:2.2": 0.9}, change)
    assert (report.numbers["BM7:2.2"], report.values["BM7:2.2"].note) == (90, "Trừ văn bản mật")
    assert "tên ô của 1 dòng đã mất" in only(report, "BIND-004").message()


def test_a_row_that_was_deleted_in_excel_is_told_and_the_others_are_read(typed):
    def change(workbook: Workbook) -> None:
        sheet, address = place_of(workbook, "BM3:1.3")
        for column in "ABCDE":
            workbook[sheet][column + address[1:]].value = None
        workbook.defined_names["BM3_1.3"] = DefinedName(
            "BM3_1.3", attr_text=f"'{sheet}'!#REF!"
        )  # as Excel leaves it

    report = typed({"BM3:3.3.1": 71}, change)
    assert report.numbers["BM3:3.3.1"] == 71
    assert only(report, "BIND-002").ids == ("BM3:1.3",)


def test_a_name_that_came_to_stand_beside_another_code_is_not_believed_in_silence(typed):
    """Programs that insert a row without moving the names (openpyxl, POI) shift every figure by one row."""
    report = typed({"BM3:3.3.1": 71, "BM3:3.3.2": 70}, lambda w: w["Biểu mẫu 3"].insert_rows(10))
    assert report.numbers.get("BM3:3.3.2") != 71 or at(report, "BM3:3.3.2")


def test_a_copy_of_a_named_row_with_a_figure_of_its_own_is_told(typed):
    def copy_row(workbook: Workbook) -> None:
        sheet = workbook["Biểu mẫu 3"]
        for column, value in enumerate(("3.3.1", "Tổng số hồ sơ", "Hồ sơ", 99), start=1):
            sheet.cell(22, column).value = value

    report = typed({"BM3:3.3.1": 71}, copy_row)
    assert at(report, "BM3:3.3.1")


# Workbooks that are not ours

HEAD = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
VALUES = {
    "BM1:1": 4,
    "BM2a:1": 0,
    "BM3:1": 173,
    "BM3:3.3.1": 71,
    "BM3:3.3.2": 70,
    "BM4:2.1": 20,
    "BM5:1.1": 1,
    "BM6:1.1": "2.700",
    "BM7:2.2": "90%",
    "BM7:3.1": 71,
}
NUMBERS = VALUES | {"BM6:1.1": 2700, "BM7:2.2": 90}


def rows_of(form: Form, code: Callable[[str], object] = str) -> list[list[object]]:
    return [[code(i.code), i.label, i.measure_unit, VALUES.get(i.id), None] for i in form.indicators]


def add_form(workbook: Workbook, form: Form, title: str, *lines: Iterable[object]) -> None:
    sheet = workbook.create_sheet(title)
    for line in lines:
        sheet.append(list(line))


def plain(
    path: Path,
    title: str = "Biểu mẫu {}",
    head: Iterable[object] = HEAD,
    code: Callable[[str], object] = str,
    change: Callable[[Workbook], None] | None = None,
) -> Report:
    """The annex as an office types it: a sheet a form, a header, the rows; none of our names or
    properties."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for form in load_catalogue().forms:
        add_form(workbook, form, title.format(form.id[2:]), [form.title], [], head, *rows_of(form, code))
    if change:
        change(workbook)
    workbook.save(path)
    return read(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bao-cao-cchc.xlsx"


def row_at(workbook: Workbook, row_id: str) -> int:
    form, _, code = row_id.partition(":")
    sheet = workbook[f"Biểu mẫu {form[2:]}"]
    return next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == code)


def test_a_plain_workbook_is_read_by_header_and_codes(path):
    report = plain(path)
    assert report.numbers == NUMBERS
    assert {v.bound_by for v in report.values.values()} == {"code"}
    assert report.values["BM3:3.3.1"].place == "Biểu mẫu 3!D16"
    assert not [f for f in report.findings if f.code.startswith(("BIND", "VAL"))]


@pytest.mark.parametrize(
    "code",
    [
        lambda c: f"{c}.",
        lambda c: f" {c}. ",
        lambda c: f"{c}\xa0",
        lambda c: c if c.count(".") > 1 else float(c),
        lambda c: int(c) if c.isdigit() else c,
    ],
    ids=["dot", "spaces", "nbsp", "floats", "integers"],
)
def test_codes_are_read_with_last_dots_spaces_and_as_numbers(path, code):
    assert plain(path, code=code).numbers == NUMBERS


@pytest.mark.parametrize(
    "head",
    [
        ("TT", "Chỉ tiêu", "ĐVT", "Số liệu", "Ghi chú"),
        ("Số TT", "CHỈ TIÊU THỐNG KÊ", "Đơn vị tính", "SỐ LIỆU", "GHI CHÚ"),
        (
            "STT",
            "Chỉ tiêu thống kê\n(Sử dụng trong kỳ báo cáo hàng quý, 6 tháng, năm)",
            "Đơn vị tính",
            "Số  liệu",
            None,
        ),
        ("stt", "chi tieu thong ke", "don vi tinh", "so lieu", "ghi chu"),
        ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Kết quả thống kê", "Ghi chú"),
        tuple(unicodedata.normalize("NFD", word) for word in HEAD),
    ],
)
def test_headers_are_read_in_their_usual_spellings(path, head):
    assert plain(path, head=head).numbers == NUMBERS


@pytest.mark.parametrize(
    "title", ["Biểu mẫu {}", "BIỂU MẪU {}", "Bieu mau {}", "Biểu {}", "Biểu mẫu số {}", "Biểu mẫu {} (CCHC)"]
)
def test_the_sheet_s_name_tells_the_form(path, title):
    assert plain(path, title=title).numbers == NUMBERS


def test_a_heading_above_the_table_tells_the_form_against_the_sheet_s_name(path):
    def swap(workbook: Workbook) -> None:
        for form in load_catalogue().forms:
            workbook[f"Biểu mẫu {form.id[2:]}"]["A1"] = f"Biểu mẫu {form.id[2:]}"
        for n, sheet in enumerate(workbook.worksheets):
            sheet.title = f"Sheet{n}"

    assert plain(path, change=swap).numbers == NUMBERS


def test_all_forms_may_stand_on_one_sheet(path):
    workbook = Workbook()
    sheet = workbook.active
    for form in load_catalogue().forms:
        for line in ([f"Biểu mẫu {form.id[2:]}"], [form.title], HEAD, *rows_of(form), []):
            sheet.append(list(line))
    workbook.save(path)
    assert read(path).numbers == NUMBERS


def test_the_header_of_two_lines_is_read(path):
    def two_lines(workbook: Workbook) -> None:
        for sheet in workbook.worksheets:
            sheet.insert_rows(4)
            for column, (above, below) in enumerate(
                (
                    ("STT", None),
                    ("Chỉ tiêu thống kê", None),
                    ("Kết quả thống kê", "Đơn vị tính"),
                    (None, "Số liệu"),
                    ("Ghi chú", None),
                ),
                start=1,
            ):
                sheet.cell(3, column).value, sheet.cell(4, column).value = above, below

    assert plain(path, change=two_lines).numbers == NUMBERS


def test_columns_may_stand_elsewhere_and_earlier_figures_between_them(path):
    workbook = Workbook()
    workbook.remove(workbook.active)
    head = ["", "STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu kỳ trước", "Số liệu", "Ghi chú"]
    for form in load_catalogue().forms:
        lines = [
            ["x", code, label, unit, 999, value, note] for code, label, unit, value, note in rows_of(form)
        ]
        add_form(workbook, form, form.short, head, *lines)
    workbook.save(path)
    report = read(path)
    assert report.numbers == NUMBERS
    assert report.values["BM3:3.3.1"].cell.startswith("F")


def test_inserted_and_moved_rows_do_not_matter(path):
    def shuffle(workbook: Workbook) -> None:
        workbook["Biểu mẫu 3"].insert_rows(5, amount=3)
        workbook["Biểu mẫu 7"].move_range("A4:E10", rows=2)
        workbook["Biểu mẫu 1"].append(["", "NGƯỜI LẬP BIỂU", "", "KT. CHỦ TỊCH"])

    assert plain(path, change=shuffle).numbers == NUMBERS


@pytest.mark.parametrize(
    ("printed", "row_id"), [("2.3.1", "BM3:3.3.1"), ("2.2.2", "BM3:3.2.2"), ("3.1", "BM3:2.1")]
)
def test_the_other_numberings_of_form_3_are_understood(path, printed, row_id):
    def renumber(workbook: Workbook) -> None:
        row = row_at(workbook, row_id)
        workbook["Biểu mẫu 3"].cell(row, 1).value, workbook["Biểu mẫu 3"].cell(row, 4).value = printed, "41"

    assert plain(path, change=renumber).numbers == NUMBERS | {row_id: 41}


def test_a_code_is_text_in_its_own_form_only(path):
    """Every form has a row 1: the form decides whose it is."""
    report = plain(path)
    assert {i: report.numbers.get(f"{i}:1") for i in ("BM1", "BM2a", "BM3", "BM6")} == {
        "BM1": 4,
        "BM2a": 0,
        "BM3": 173,
        "BM6": None,
    }


def test_a_hidden_sheet_is_not_read(path):
    def old_copy(workbook: Workbook) -> None:
        copy = workbook.copy_worksheet(workbook["Biểu mẫu 3"])
        copy.title, copy.sheet_state = "Biểu mẫu 3 (cũ)", "hidden"

    report = plain(path, change=old_copy)
    assert report.numbers == NUMBERS


def test_a_form_that_is_missing_is_told(path):
    report = plain(path, change=lambda w: w.remove(w["Biểu mẫu 6"]))
    found = only(report, "BIND-001")
    assert found.severity is Severity.WARNING
    assert found.message().startswith("Biểu mẫu 6: không thấy trong tệp bao-cao-cchc.xlsx")
    assert report.values["BM6:1.1"] == ReportedValue("BM6:1.1")
    assert report.numbers == {i: n for i, n in NUMBERS.items() if not i.startswith("BM6:")}


def test_rows_that_are_missing_are_told_in_one_finding(path):
    def delete(workbook: Workbook) -> None:
        for row_id in ("BM3:1.3", "BM3:1.1"):
            workbook["Biểu mẫu 3"].delete_rows(row_at(workbook, row_id))

    report = plain(path, change=delete)
    found = only(report, "BIND-002")
    assert found.severity is Severity.WARNING
    assert found.ids == ("BM3:1.1", "BM3:1.3")
    assert found.message().startswith("Biểu mẫu 3, dòng 1.1, 1.3: không tìm thấy dòng")
    assert report.values["BM3:1.1"] == ReportedValue("BM3:1.1")
    assert report.numbers == NUMBERS


def test_a_mistyped_code_is_outweighed_by_label_and_order_and_told(path):
    def code_twice(workbook: Workbook) -> None:
        workbook["Biểu mẫu 3"].cell(row_at(workbook, "BM3:3.3.2"), 1).value = "3.3.1"

    report = plain(path, change=code_twice)
    assert report.numbers == NUMBERS
    assert report.values["BM3:3.3.2"].bound_by == "label"
    found = only(report, "BIND-013")
    assert (found.severity, found.ids, found.cells) == (Severity.INFO, ("BM3:3.3.2",), ("Biểu mẫu 3!D17",))
    assert found.message().endswith("3.3.1 → 3.3.2.")


def row_twice(workbook: Workbook) -> None:
    sheet, row = workbook["Biểu mẫu 3"], row_at(workbook, "BM3:3.3.1")
    for column in range(1, 4):
        sheet.cell(row + 3, column).value = sheet.cell(row, column).value
    sheet.cell(row + 3, 4).value = 99


def test_of_two_rows_that_claim_to_be_one_neither_is_used(path):
    report = plain(path, change=row_twice)
    found = only(report, "BIND-003")
    assert (found.severity, found.ids) == (Severity.ERROR, ("BM3:3.3.1",))
    assert found.cells == ("Biểu mẫu 3!D16", "Biểu mẫu 3!D19")
    assert report.values["BM3:3.3.1"] == ReportedValue("BM3:3.3.1")
    assert found.message().startswith(
        "Biểu mẫu 3, dòng 3.3.1: có hai ô cùng nhận là dòng này (Biểu mẫu 3!D16, Biểu mẫu 3!D19)"
    )


def test_a_second_copy_of_a_form_that_says_the_same_takes_nothing_away(path):
    one = plain(path).numbers
    report = plain(
        path, change=lambda w: setattr(w.copy_worksheet(w["Biểu mẫu 6"]), "title", "Biểu mẫu 6 (2)")
    )
    assert report.numbers == one
    assert "BIND-003" not in codes(report.findings)


def test_a_second_copy_of_a_form_with_another_figure_claims_that_row(path):
    def change(workbook):
        copy = workbook.copy_worksheet(workbook["Biểu mẫu 6"])
        copy.title = "Biểu mẫu 6 (2)"
        row = next(r for r in copy.iter_rows() if str(r[0].value).rstrip(".") == "1.1")
        row[3].value = 999

    report = plain(path, change=change)
    assert [f.ids for f in report.findings if f.code == "BIND-003"] == [("BM6:1.1",)]
    assert "BM6:1.1" not in report.numbers


def test_a_workbook_without_any_form_has_an_empty_binding(path):
    workbook = Workbook()
    for line in (HEAD, ("1", "Máy tính", "Cái", 5, "")):
        workbook.active.append(line)
    workbook.save(path)
    report, binding = read_report(
        read_source(path), load_catalogue(), load_administration(), load_register(), Given()
    )
    assert not binding.rows
    assert report.numbers == {}
    assert not [f for f in report.findings if f.code.startswith("BIND")]


# The published text


@pytest.fixture(scope="module")
def published() -> Report:
    return read(PUBLISHED)


def test_the_published_report_gives_exactly_what_was_reported(published):
    assert len(REPORTED) == 33
    assert published.numbers == REPORTED
    assert {v.state for i, v in published.values.items() if i not in REPORTED} == {
        State.BLANK,
        State.NOT_APPLICABLE,
    }


def test_the_published_report_has_no_fault(published):
    assert published.findings == ()


@pytest.mark.parametrize("row_id", ["BM1:2", "BM7:3"])
def test_a_percent_that_was_left_blank_stays_blank(published, row_id):
    value = published.values[row_id]
    assert (value.state, value.value, value.text, value.calculated) == (State.BLANK, None, "", False)


def test_published_rows_are_found_by_code_and_name_their_line(published):
    value = published.values["BM7:2.2"]
    assert (value.text, value.note, value.sheet, value.bound_by) == (
        "90%",
        "Trừ văn bản mật",
        "Biểu mẫu 7",
        "code",
    )
    number = int(value.cell.removeprefix("dòng "))
    assert PUBLISHED.read_text("utf-8").split("\n")[number - 1].strip() == "90%"
    assert {v.bound_by for v in published.values.values()} == {"code"}


def test_rows_of_the_district_are_not_applicable_to_the_commune(published):
    assert {published.values[i].state for i in DISTRICT_ROWS} == {State.NOT_APPLICABLE}


def test_copies_that_differ_are_told(tmp_path):
    text = PUBLISHED.read_text("utf-8")
    at_value = text.rindex("2.700")
    (path := tmp_path / "a.txt").write_text(
        text[:at_value] + "2.800" + text[at_value + 5 :], encoding="utf-8"
    )
    report = read(path)
    assert report.numbers == REPORTED
    assert "Biểu mẫu 6 dòng " in only(report, "BIND-005").message()


# Lists of values


def listed(path: Path, *lines: str) -> Report:
    (path := path.with_suffix(".csv")).write_text("\n".join(lines), encoding="utf-8")
    return read(path)


def test_a_list_of_values_is_read_by_id_with_percents_in_percent_points(path):
    report = listed(
        path,
        "id,value,note",
        "BM3:3.3.1,71,",
        "BM7:2.2,0.9859,Trừ văn bản mật",
        "BM6:1.1,2.700,",
        "BM1:5,Có,",
    )
    assert report.numbers == {"BM3:3.3.1": 71, "BM7:2.2": 0.9859, "BM6:1.1": 2700, "BM1:5": 1}
    assert report.values["BM7:2.2"].note == "Trừ văn bản mật"
    assert report.values["BM7:2.2"].cell == "hàng 3"
    assert not [f for f in report.findings if f.code.startswith(("BIND", "VAL"))]


def test_an_id_that_is_no_row_is_told_with_its_place(path):
    report = listed(path, "id,value", "BM3:9.9,5", "BM3:1,173")
    assert report.numbers == {"BM3:1": 173}
    assert "hàng 2: mã «BM3:9.9» (giá trị «5»)" in only(report, "BIND-006").message()


def test_an_id_with_two_values_is_not_chosen(path):
    report = listed(path, "id,value", "BM3:1,173", "BM3:1,174", "BM3:1.1,0", "BM3:1.1,0")
    assert report.numbers == {"BM3:1.1": 0}
    found = only(report, "FILL-006")
    assert (found.severity, found.ids) == (Severity.ERROR, ("BM3:1",))
    assert "«BM3:1» có trong danh sách 2 lần (173, 174)" in found.message()


# Merged cells


def test_a_value_merged_over_columns_is_read_from_its_first_cell_never_over_rows(path):
    def change(workbook):
        sheet = workbook["Biểu mẫu 3"]
        rows = {str(r[0].value).rstrip("."): r[0].row for r in sheet.iter_rows()}
        one = rows["3.3.1"]
        sheet.cell(one, 3).value = 71
        sheet.merge_cells(start_row=one, end_row=one, start_column=3, end_column=4)
        sheet.cell(rows["1.2"], 4).value = 5
        sheet.merge_cells(start_row=rows["1.2"], end_row=rows["1.3"], start_column=4, end_column=4)

    numbers = plain(path, change=change).numbers
    assert numbers["BM3:3.3.1"] == 71
    assert numbers["BM3:1.2"] == 5
    assert "BM3:1.3" not in numbers
