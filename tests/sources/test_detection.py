"""The content tells the kind of a file, whatever its name says; what is no source has a message of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from sources.office_files import content_types, ods, relations, xlsb, xlsx, zipped

from cchc_excel.errors import BrokenFile
from cchc_excel.sources import read_source

SHEET_OF_CSV = "Biểu mẫu 3;;;;\nSTT;Chỉ tiêu, thống kê;ĐVT;Số liệu;Ghi chú\n1;Tổng số, thủ tục;TTHC;173;\n"
PAGE = "<html><body><table><tr><td>STT</td><td>71</td></tr></table></body></html>"
XML_2003 = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>'
FODS = (
    '<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'
)


def package(part: str, kind: str) -> bytes:
    """A package that says of its main part what it is."""
    return zipped(
        {
            "[Content_Types].xml": content_types(part, kind),
            "_rels/.rels": relations(("officeDocument", part)),
            part: "<a/>",
        }
    )


def told(tmp_path: Path, content: bytes | str, name: str = "bao-cao.xlsx") -> str:
    """The kind that a file was read as, or the code of its refusal."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    try:
        return read_source(path).kind
    except BrokenFile as broken:
        assert str(path) in broken.finding.message()
        return broken.finding.code


@pytest.mark.parametrize("name", ["bao-cao.xlsx", "bao-cao.xls", "bao-cao.txt", "bao-cao"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (xlsx(), "xlsx"),
        (ods(), "ods"),
        (xlsb(b""), "xlsb"),
        (SHEET_OF_CSV, "csv"),
        ("id,value\nBM3:1,173\n", "listing"),
        (PAGE, "html"),
        ('[{"id": "BM3:1", "value": 1}]', "listing"),
    ],
    ids=["xlsx", "ods", "xlsb", "sheet as csv", "list", "page", "json"],
)
def test_what_can_be_read_is_read_whatever_it_is_called(tmp_path, name, content, kind):
    assert told(tmp_path, content, name) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n", "FILE-018"),
        (b"\r\n%PDF-1.4", "FILE-018"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "FILE-019"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "FILE-019"),
        (b"GIF89a" + bytes(20), "FILE-019"),
        (b"II*\0" + bytes(20), "FILE-019"),
        (b"MM\0*" + bytes(20), "FILE-019"),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0", "FILE-019"),
        (b"\0\0\0\x18ftypheic", "FILE-019"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "FILE-019"),
        (zipped({"Xã Lát.xlsx": "PK"}), "FILE-047"),
        (zipped({}), "FILE-045"),
        (b"Rar!\x1a\x07\x01\0", "FILE-020"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "FILE-020"),
        (b"\x1f\x8b\x08\0", "FILE-020"),
        (b"{\\rtf1\\ansi", "FILE-021"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "FILE-021"),
        (XML_2003, "FILE-022"),
        (FODS, "FILE-022"),
        ("ID;PSCALC3\n", "FILE-022"),
        (package("ppt/presentation.xml", "application/x.presentationml.presentation"), "FILE-001"),
        (zipped({"xl/workbook.xml": "<workbook/>"}), "FILE-006"),
        (b"\0\1\2", "FILE-001"),
    ],
)
def test_what_is_no_source_is_told_by_its_kind(tmp_path, content, code):
    assert told(tmp_path, content) == code


@pytest.mark.parametrize(
    "text", ["BM3:1,173\n", "BM là viết tắt của biểu mẫu", "GIFT\n", "PDF", "IDEA\n", "II. Kết quả", "PKI\n"]
)
def test_a_text_that_begins_like_another_kind_is_a_text(tmp_path, text):
    assert told(tmp_path, text, "a.txt") == "FILE-003"


@pytest.mark.parametrize(
    ("part", "kind", "told_as"),
    [
        (
            "xl/workbook.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
            "x",
        ),
        ("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "x"),
        ("xl/so-lieu.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "x"),
    ],
)
def test_workbooks_of_every_content_type_are_read(tmp_path, part, kind, told_as):
    assert told(tmp_path, package(part, kind), "a.docx") == f"{told_as}lsx"


def test_a_sheet_saved_as_csv_keeps_its_cells(tmp_path):
    path = tmp_path / "Biểu mẫu 3.xlsx"
    path.write_text(SHEET_OF_CSV, encoding="utf-8-sig")
    grid = read_source(path).grids[0]
    assert grid.name == "Biểu mẫu 3"
    assert {c.address: c.stored for c in grid.cells.values()} == {
        "A1": "Biểu mẫu 3",
        "A2": "STT",
        "B2": "Chỉ tiêu, thống kê",
        "C2": "ĐVT",
        "D2": "Số liệu",
        "E2": "Ghi chú",
        "A3": "1",
        "B3": "Tổng số, thủ tục",
        "C3": "TTHC",
        "D3": "173",
    }


def test_a_workbook_of_pictures_alone_is_told(tmp_path):
    image = tmp_path / "anh.png"
    image.write_bytes(PICTURE)
    for name, text in (("chi-anh.xlsx", None), ("anh-va-so.xlsx", "STT")):
        with xlsxwriter.Workbook(str(tmp_path / name)) as workbook:
            sheet = workbook.add_worksheet()
            sheet.insert_image("A1", str(image))
            if text:
                sheet.write("A1", text)
    with pytest.raises(BrokenFile) as raised:
        read_source(tmp_path / "chi-anh.xlsx")
    assert raised.value.finding.code == "FILE-024"
    assert read_source(tmp_path / "anh-va-so.xlsx").kind == "xlsx"


def test_a_workbook_of_nothing_is_an_empty_one(tmp_path):
    assert told(tmp_path, xlsx()) == "xlsx"


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000"
    "1ff89993d1d0000000049454e44ae426082"
)
"""A picture of one dot (PNG)."""


@pytest.mark.parametrize("kind", ["xls", "doc", "xlsx with a password"])
def test_compound_files_are_told_by_their_streams(tmp_path, kind, save_as):
    pytest.importorskip("olefile")
    source = tmp_path / "goc.xlsx"
    with xlsxwriter.Workbook(str(source)) as workbook:
        workbook.add_worksheet().write("A1", "STT")
    if kind == "xls":
        assert told(tmp_path, save_as(source, "xls").read_bytes()) == "xls"
    elif kind == "doc":
        page = tmp_path / "trang.html"
        page.write_text(PAGE, encoding="utf-8")
        assert told(tmp_path, save_as(page, "doc:MS Word 97").read_bytes()) == "FILE-021"
    else:
        assert told(tmp_path, renamed_stream(save_as(source, "xls").read_bytes())) == "FILE-005"


def renamed_stream(content: bytes) -> bytes:
    """A compound file whose workbook is called as an encrypted one is."""
    name, other = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    at = content.index(name)
    entry = bytearray(content[at : at + 128])
    entry[: len(other)] = other
    entry[64:66] = (len(other) + 2).to_bytes(2, "little")
    return content[:at] + bytes(entry) + content[at + 128 :]
