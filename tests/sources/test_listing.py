"""Lists of values as other programs give them: CSV and JSON, and the list that `read` exports."""

import json
import unicodedata
from pathlib import Path

import pytest

from cchc_excel.errors import BrokenFile
from cchc_excel.model.grids import Cell, SourceDocument
from cchc_excel.sources import read_source, read_table


def listing(tmp_path: Path, content: str | bytes, name: str = "so-lieu.csv") -> SourceDocument:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_source(path)


def lines(document: SourceDocument) -> list[tuple[object, ...]]:
    """id, value and note of each line, as stored."""
    assert document.kind == "listing"
    return [tuple(cells[column].stored for column in (1, 2, 3)) for _, cells in document.grids[0].rows()]


def refusal(tmp_path: Path, content: str | bytes, name: str = "so-lieu.csv") -> str:
    with pytest.raises(BrokenFile) as raised:
        listing(tmp_path, content, name)
    return raised.value.finding.code


THREE = [("BM3:3.3.1", "71", None), ("BM7:2.2", "90%", "Trừ văn bản mật"), ("BM6:1.1", "2.700", None)]


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_csv_is_read_with_any_delimiter_line_end_and_mark(tmp_path, delimiter, newline, mark):
    rows = ["id|value|note", "BM3:3.3.1|71|", "BM7:2.2|90%|Trừ văn bản mật", "BM6:1.1|2.700|"]
    text = mark + newline.join(rows).replace("|", delimiter) + newline
    assert lines(listing(tmp_path, text)) == THREE


def test_columns_come_in_any_order_and_spelling_and_others_are_passed_over(tmp_path):
    text = 'Note,ID ,"VALUE",khác\nx,BM3:1,173,y\n'
    assert lines(listing(tmp_path, text)) == [("BM3:1", "173", "x")]


def test_the_note_may_be_left_out(tmp_path):
    assert lines(listing(tmp_path, "id,value\nBM3:1,173\nBM3:1.1\n")) == [
        ("BM3:1", "173", None),
        ("BM3:1.1", None, None),
    ]


def test_a_quoted_value_holds_delimiters_and_line_ends(tmp_path):
    text = 'id,value,note\nBM7:2.2,"98,59%","hai\ndòng"\nBM3:1,"",\n'
    assert lines(listing(tmp_path, text)) == [("BM7:2.2", "98,59%", "hai\ndòng"), ("BM3:1", None, None)]


def test_lines_without_an_id_are_passed_over(tmp_path):
    assert lines(listing(tmp_path, "id,value\n\nBM3:1,173\n ,5\n,\n")) == [("BM3:1", "173", None)]


def test_a_value_names_its_line(tmp_path):
    cells = listing(tmp_path, "id,value,note\nBM3:1,173,\n\nBM3:1.1,0,\n").grids[0].cells
    assert cells[1, 2] == Cell(1, 2, "hàng 2", "173", "173")
    assert cells[2, 2].address == "hàng 4"


def test_a_csv_with_a_header_alone_is_an_empty_list(tmp_path):
    assert lines(listing(tmp_path, "id,value,note\n")) == []


def test_a_csv_without_a_value_column_is_no_list(tmp_path):
    assert refusal(tmp_path, "id,note\nBM3:1,x\n") == "FILE-008"


@pytest.mark.parametrize("text", ["id,value,note\nBM7:2.2,90%,Số\n", "STT;Số liệu\n1;71\n"])
def test_a_csv_in_another_encoding_is_told_how_to_save_it(tmp_path, text):
    content = unicodedata.normalize("NFD", text).encode("cp1258", "replace") + b"\xd0"
    assert refusal(tmp_path, content) == "FILE-036"


def test_a_list_of_units_in_another_encoding_is_told_how_to_save_it(tmp_path):
    path = tmp_path / "don-vi.csv"
    path.write_bytes("Mã;Tên\n1;Xã Lát\n".encode("cp1252"))
    with pytest.raises(BrokenFile) as refused:
        read_table(path)
    assert (refused.value.finding.code, "CSV UTF-8" in str(refused.value)) == ("FILE-036", True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"ma,so\nBM3:1,173\n"),
        ("b.csv", b"sep=;\nid;value\nBM3:1;173\n"),
        ("c.csv", "id\tvalue\nBM3:1\t173\n".encode("utf-16")),
        ("d.json", b'"BM3:1"'),
    ],
)
def test_a_list_is_read_or_told_what_a_list_is(tmp_path, name, content):
    try:
        assert lines(listing(tmp_path, content, name))
    except BrokenFile as error:
        assert error.finding.code == "FILE-008"


# JSON


def test_a_json_list_keeps_the_kinds_of_its_values(tmp_path):
    items = [
        {"id": "BM3:1", "value": 173},
        {"id": "BM7:2.2", "value": 98.59, "note": "x"},
        {"id": "BM3:1.1", "value": None},
        {"id": "BM6:1.1", "value": "2.700"},
        {"id": "BM1:5", "value": True},
        {"id": "BM1:6"},
        {"id": "BM1:1", "value": {"a": 1}},
    ]
    assert lines(listing(tmp_path, json.dumps(items), "a.json")) == [
        ("BM3:1", 173, None),
        ("BM7:2.2", 98.59, "x"),
        ("BM3:1.1", None, None),
        ("BM6:1.1", "2.700", None),
        ("BM1:5", True, None),
        ("BM1:6", None, None),
        ("BM1:1", '{"a": 1}', None),
    ]


def test_a_json_object_is_a_list_of_ids_and_values(tmp_path):
    document = listing(tmp_path, '\ufeff{"BM3:1": 173, "BM7:2.2": "90%"}', "a.json")
    assert lines(document) == [("BM3:1", 173, None), ("BM7:2.2", "90%", None)]
    assert document.grids[0].at(1, 2) == Cell(1, 2, "mục 1", 173, "173")


def test_a_json_list_is_known_whatever_the_file_is_called(tmp_path):
    assert lines(listing(tmp_path, ' \n[{"id": "BM3:1", "value": 1}]', "a.txt")) == [("BM3:1", 1, None)]


def test_an_empty_json_list_is_an_empty_list(tmp_path):
    assert lines(listing(tmp_path, "[]", "a.json")) == []


@pytest.mark.parametrize("text", ["[1, 2]", '[{"value": 1}]', "[[]]", '{"BM3:1": 1', "[{]"])
def test_a_json_of_another_shape_is_no_list(tmp_path, text):
    assert refusal(tmp_path, text, "a.json") == "FILE-008"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1" * 400])
def test_a_json_number_that_is_none_is_refused_or_text(tmp_path, number):
    try:
        stored = lines(listing(tmp_path, '{"BM3:1": ' + number + "}", "a.json"))[0][1]
    except BrokenFile as error:
        assert error.finding.code == "FILE-008"
    else:
        assert isinstance(stored, str)


# The list that `read` exports

EXPORT = (
    "file,sheet,cell,form,code,id,label,measure_unit,value,state,text,note,reporting_unit,reporting_unit_code,"
    "level,period,bound_by"
)


def exported(tmp_path: Path, *rows: str) -> SourceDocument:
    """Lines of an export; of each only id, value, state, text and note are said."""
    full = []
    for row in rows:
        row_id, value, state, text, note = row.split("|")
        full.append(
            f'a.xlsx,S,D1,BM3,1,{row_id},Nhãn,Hồ sơ,{value},{state},"{text}",{note},'
            "Xã Lát,24862,commune,2025-Q1,name"
        )
    return listing(tmp_path, "\n".join([EXPORT, *full]))


def test_an_exported_number_is_one_whatever_its_text_says(tmp_path):
    document = exported(
        tmp_path,
        "BM6:1.1|2700.0|number|2.700|",
        "BM7:2.2|98.59|number|98,59%|Trừ",
        "BM1:5|1.0|number|Có|",
        "BM6:1.2|2.7|number|2.700 đồng|",
    )
    assert lines(document) == [
        ("BM6:1.1", 2700.0, None),
        ("BM7:2.2", 98.59, "Trừ"),
        ("BM1:5", 1.0, None),
        ("BM6:1.2", 2.7, None),
    ]


def test_what_was_no_number_keeps_what_was_typed(tmp_path):
    document = exported(
        tmp_path,
        "BM3:1||text|chưa có|",
        "BM3:1.1||blank||",
        "BM3:1.2||blank|-|",
        "BM3:3.2.1||not_applicable||",
        "BM1:5||tally|4 Có / 2 Không|",
        "BM3:1.3||error|#DIV/0!|",
    )
    assert lines(document) == [
        ("BM3:1", "chưa có", None),
        ("BM3:1.1", None, None),
        ("BM3:1.2", None, None),
        ("BM3:3.2.1", None, None),
        ("BM1:5", "4 Có / 2 Không", None),
        ("BM3:1.3", "#DIV/0!", None),
    ]


def test_an_export_says_whose_it_is(tmp_path):
    assert exported(tmp_path, "BM3:1|173.0|number|173|").properties == {
        "reporting_unit": "Xã Lát",
        "reporting_unit_code": "24862",
        "level": "commune",
        "period": "2025-Q1",
    }


def test_an_exported_json_is_read_as_its_csv_is(tmp_path):
    item = {
        "id": "BM6:1.1",
        "value": 2700.0,
        "state": "number",
        "text": "2.700",
        "note": None,
        "tally": None,
        "reporting_unit": "Xã Lát",
        "level": "commune",
        "period": "2025-Q1",
    }
    other = item | {"id": "BM3:1", "value": None, "state": "text", "text": "x"}
    document = listing(tmp_path, json.dumps([item, other]), "a.json")
    assert lines(document) == [("BM6:1.1", 2700.0, None), ("BM3:1", "x", None)]
    assert document.properties == {"reporting_unit": "Xã Lát", "level": "commune", "period": "2025-Q1"}


@pytest.mark.parametrize("value", ["abc", '"98,59"', "2.700.000"])
def test_an_edited_export_breaks_nothing(tmp_path, value):
    try:
        exported(tmp_path, f"BM7:2.2|{value}|number||")
    except BrokenFile as error:
        assert error.finding.code == "FILE-008"
