"""OpenDocument spreadsheets: what is read out of each way to write a cell, a row, a style, a name."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from sources.office_files import meta, ods

from cchc_excel.errors import BrokenFile
from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources import read_source


def document(tmp_path: Path, content: bytes) -> SourceDocument:
    path = tmp_path / "bao-cao.ods"
    path.write_bytes(content)
    return read_source(path)


def grid(tmp_path: Path, rows: str, **more: str) -> Grid:
    return document(tmp_path, ods(rows, **more)).grids[0]


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(attributes: str = "", text: str = "") -> str:
    return f"<table:table-cell {attributes}>{text}</table:table-cell>"


def first(tmp_path: Path, attributes: str, text: str = "", **more: str) -> Cell | None:
    return grid(tmp_path, row(cell(attributes, text)), **more).at(1, 1)


def typed(kind: str, **values: str) -> str:
    written = "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in values.items())
    return f'office:value-type="{kind}"{written}'


# Cells


@pytest.mark.parametrize(
    ("attributes", "text", "stored", "shown"),
    [
        (typed("float", value="71"), "<text:p>71</text:p>", 71, "71"),
        (typed("float", value="71.0"), "", 71, "71"),
        (typed("float", value="2.7"), "<text:p>2.7</text:p>", 2.7, "2,7"),
        (typed("percentage", value="0.9859"), "<text:p>98.59%</text:p>", 0.9859, "98,59%"),
        (typed("currency", value="2700"), "<text:p>2.700 ₫</text:p>", 2700, "2700"),
        (typed("boolean", boolean_value="true"), "<text:p>TRUE</text:p>", True, "TRUE"),
        (typed("date", date_value="2025-03-07"), "<text:p>07/03/25</text:p>", datetime(2025, 3, 7), "07/03/2025"),
        (typed("date", date_value="2025-03-07T15:02:00"), "", datetime(2025, 3, 7, 15, 2), "07/03/2025 15:02"),
        (typed("date", date_value="-0044-03-15"), "<text:p>x</text:p>", "-0044-03-15", "-0044-03-15"),
        (typed("time", time_value="PT12H30M00S"), "", "12:30", "12:30"),
        (typed("time", time_value="PT26H00M00.000S"), "", "1 day, 2:00:00", "1 day, 2:00:00"),
        (typed("string"), "<text:p>71 hồ sơ</text:p>", "71 hồ sơ", "71 hồ sơ"),
        (typed("string", string_value="2.700"), "<text:p>2700</text:p>", "2.700", "2.700"),
        (typed("string"), "<text:p>dòng 1</text:p><text:p>dòng 2</text:p>", "dòng 1\ndòng 2", "dòng 1\ndòng 2"),
        (typed("string"), "<text:p>a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d</text:p>", "a  b\tc\nd", "a  b\tc\nd"),
        (typed("string"), "<text:p>Kết <text:span>qu<text:span>ả</text:span></text:span>.</text:p>", "Kết quả.", "Kết quả."),
        (typed("string"), "<text:p>dòng\n      mới</text:p>", "dòng mới", "dòng mới"),
        (typed("string"), "<text:p>a  b</text:p>", "a  b", "a  b"),
        (typed("string"), "<text:p>\u00a0</text:p>", "\u00a0", "\u00a0"),
        (typed("float", value="12345678901234567890"), "", 12345678901234567890, "12345678901234567890"),
    ],
)  # fmt: skip
def test_values_keep_their_kind(tmp_path, attributes, text, stored, shown):
    found = first(tmp_path, attributes, text)
    assert (found.stored, found.shown) == (stored, shown)
    assert type(found.stored) is type(stored)


@pytest.mark.parametrize(
    "content", ["", "<text:p/>", "<office:annotation><text:p>ai đó</text:p></office:annotation>"]
)
def test_a_cell_without_a_value_is_none(tmp_path, content):
    assert first(tmp_path, "", content) is None


def test_a_comment_is_no_part_of_the_text(tmp_path):
    note = "<office:annotation><text:p>ghi chú của ai đó</text:p></office:annotation>"
    assert first(tmp_path, typed("string"), f"{note}<text:p>71</text:p>").stored == "71"


def test_control_characters_are_left_out(tmp_path):
    assert first(tmp_path, typed("string"), "<text:p>7&#x7f;1&#x9b;</text:p>").stored == "71"


# Formulas


FORMULA = 'table:formula="of:=[.D18]/[.D17]"'


def test_a_formula_is_given_as_excel_writes_it_with_its_result(tmp_path):
    found = first(tmp_path, f"{FORMULA} {typed('float', value='0.5')}", "<text:p>0.5</text:p>")
    assert (found.stored, found.formula) == (0.5, "=D18/D17")


def test_an_empty_text_that_a_formula_left_is_a_result_and_none_is_none(tmp_path):
    assert first(tmp_path, FORMULA, "<text:p/>").stored == ""
    assert first(tmp_path, FORMULA).stored is None


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        (f'{FORMULA} {typed("string", string_value="")} calcext:value-type="error"', "#DIV/0!"),
        (f"{FORMULA} {typed('float', value='0')}", "#DIV/0!"),
        (f'{typed("string")} calcext:value-type="error"', "Err:502"),
    ],
)
def test_an_error_is_known_as_one_whoever_wrote_it(tmp_path, attributes, text):
    found = first(tmp_path, attributes, f"<text:p>{text}</text:p>")
    assert (found.is_error, found.stored) == (True, text)


def test_the_same_letters_typed_are_text(tmp_path):
    assert not first(tmp_path, typed("string"), "<text:p>#DIV/0!</text:p>").is_error


# Formats


def styled(data_style: str) -> str:
    return f'{data_style}<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'


@pytest.mark.parametrize(
    ("data_style", "code"),
    [
        ('<number:number-style style:name="N1"><number:number number:min-integer-digits="1"/></number:number-style>', "General"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1"/></number:number-style>', "0"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>', "#,##0.00"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true" number:display-factor="1000"/></number:number-style>', "#,##0,"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="1" number:min-integer-digits="1" number:display-factor="1000000"/></number:number-style>', "0,,.0"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1" number:display-factor="x"/></number:number-style>', "0"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="3" number:min-decimal-places="1" number:min-integer-digits="1"/></number:number-style>', "0.0##"),
        ('<number:percentage-style style:name="N1"><number:number number:decimal-places="2" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>', "0.00%"),
        ('<number:percentage-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>', "0%"),
        ('<number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>', "dd/mm/yyyy"),
        ('<number:date-style style:name="N1"><number:day/><number:text>-</number:text><number:month number:textual="true"/></number:date-style>', "d-mmm"),
        ('<number:currency-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/><number:text> </number:text><number:currency-symbol>₫</number:currency-symbol></number:currency-style>', "#,##0 [$₫]"),
        ('<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text> hồ sơ</number:text></number:number-style>', '0" hồ sơ"'),
        ('<number:number-style style:name="N1P0"><number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
         '<number:number-style style:name="N1"><number:text>-</number:text><number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/><style:map style:condition="value()&gt;=0" style:apply-style-name="N1P0"/></number:number-style>', "#,##0;-#,##0"),
        ('<number:text-style style:name="N1"><number:text-content/></number:text-style>', "@"),
        ('<number:boolean-style style:name="N1"><number:boolean/></number:boolean-style>', "General"),
    ],
)  # fmt: skip
def test_a_format_is_written_as_excel_writes_it(tmp_path, data_style, code):
    attributes = f'table:style-name="ce1" {typed("float", value="1")}'
    assert first(tmp_path, attributes, styles=styled(data_style)).number_format == code


PERCENT = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1" number:min-integer-digits="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
)


def test_a_format_comes_from_the_cell_its_row_its_column_or_a_parent_style(tmp_path):
    styles = (
        styled(PERCENT)
        + '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
    )
    number = typed("float", value="0.5")
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="ce2"/>'
    rows = row(cell(number), cell(number), cell(f'{number} table:style-name="ce1"')) + row(
        cell(number), attributes='table:default-cell-style-name="ce2"'
    )
    formats = {
        c.address: c.number_format for c in grid(tmp_path, columns + rows, styles=styles).cells.values()
    }
    assert formats == {"A1": "General", "B1": "0.0%", "C1": "0.0%", "A2": "0.0%"}


# Sheets


def test_what_is_repeated_is_spread_out(tmp_path):
    one = cell(f'{typed("float", value="1")} table:number-columns-repeated="2"')
    blank = cell('table:number-columns-repeated="3"')
    rows = row(blank, one, attributes='table:number-rows-repeated="2"') + row(one)
    assert grid(tmp_path, rows).cells.keys() == {(1, 4), (1, 5), (2, 4), (2, 5), (3, 1), (3, 2)}


def test_rows_in_groups_and_header_rows_are_rows(tmp_path):
    one = row(cell(typed("float", value="1")))
    rows = f"<table:table-header-rows>{one}</table:table-header-rows><table:table-row-group>{one}</table:table-row-group>{one}"
    assert grid(tmp_path, rows).cells.keys() == {(1, 1), (2, 1), (3, 1)}


def test_merged_areas_are_known_and_covered_cells_count(tmp_path):
    spans = 'table:number-columns-spanned="3" table:number-rows-spanned="2"'
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    found = grid(
        tmp_path, row(cell(f"{typed('float', value='1')} {spans}"), covered, cell(typed("float", value="4")))
    )
    assert found.merged == ((1, 1, 2, 3),)
    assert found.cells.keys() == {(1, 1), (1, 4)}


def test_hidden_rows_columns_and_sheets_are_known(tmp_path):
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    one = cell(typed("float", value="1"))
    rows = row(one) + row(one, attributes='table:visibility="filter"') + row(one)
    found = grid(tmp_path, columns + rows)
    assert (found.hidden_rows, found.hidden_columns, found.hidden) == ({2}, {2, 3}, False)
    hidden = ods(
        styles='<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    assert (
        document(
            tmp_path, with_text(hidden, 'table:name="Trang"', 'table:name="Trang" table:style-name="ta1"')
        )
        .grids[0]
        .hidden
    )


def with_text(content: bytes, old: str, new: str) -> bytes:
    """The same file with a text of its content replaced."""
    from io import BytesIO

    with zipfile.ZipFile(BytesIO(content)) as package:
        inside = package.read("content.xml").decode()
    assert old in inside
    from sources.office_files import zipped

    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": inside.replace(old, new),
        }
    )


def test_a_sheet_of_another_file_is_none(tmp_path):
    cached = (
        "<table:table table:name=\"'khac.ods'#Trang\"><table:table-source/><table:table-row/></table:table>"
    )
    assert [g.name for g in document(tmp_path, ods(after=cached)).grids] == ["Trang"]


# Names, properties, passwords


def named(name: str, address: str) -> str:
    return f'<table:named-range table:name="{name}" table:cell-range-address="{address}"/>'


def test_a_name_that_means_one_cell_is_known(tmp_path):
    names = (
        named("BM3_3.3.2", "$&apos;Biểu mẫu 3&apos;.$D$18")
        + named("vung", "$Trang.$A$1:.$B$2")
        + named("mat", "$Trang.$#REF!$#REF!")
        + named("nhay", "$&apos;Bìa&apos;&apos;s&apos;.$A$1")
    )
    found = document(tmp_path, ods(after=f"<table:named-expressions>{names}</table:named-expressions>"))
    assert found.names == {"BM3_3.3.2": ("Biểu mẫu 3", 18, 4), "nhay": ("Bìa's", 1, 1)}


def test_a_name_of_one_sheet_alone_is_passed_over(tmp_path):
    local = f"<table:named-expressions>{named('a', '$Trang.$A$1')}</table:named-expressions>"
    assert document(tmp_path, ods(row(cell()) + local)).names == {}


def test_properties_are_read(tmp_path):
    content = ods(more={"meta.xml": meta({"cchc_unit_code": "24862", "trong": ""})})
    assert document(tmp_path, content).properties == {"cchc_unit_code": "24862"}


def test_a_password_is_told(tmp_path):
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    with pytest.raises(BrokenFile) as raised:
        document(tmp_path, ods(more={"META-INF/manifest.xml": manifest, "content.xml": b"\x8a\x01"}))
    assert raised.value.finding.code == "FILE-005"


def test_pictures_alone_are_told(tmp_path):
    with pytest.raises(BrokenFile) as raised:
        document(tmp_path, ods(more={"Pictures/1.png": b"x"}))
    assert raised.value.finding.code == "FILE-024"


# Signs that are only shown


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("number", "%", '0.00"%"'),
        ("number", " %", '0.00 "%"'),
        ("number", "% (năm)", '0.00"% (năm)"'),
        ("percentage", "%", "0.00%"),
    ],
)
def test_percent_sign_of_a_plain_number_is_a_literal(tmp_path, kind, text, code):
    number = '<number:number number:decimal-places="2" number:min-integer-digits="1"/>'
    styles = (
        f'<number:{kind}-style style:name="N1">{number}<number:text>{text}</number:text></number:{kind}-style>'
        '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
    )
    cell = first(tmp_path, f'table:style-name="ce1" {typed("float", value="98.59")}', styles=styles)
    assert (cell.stored, cell.number_format) == (98.59, code)
