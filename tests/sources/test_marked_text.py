"""Raised, lowered and struck text, in each kind of file that can set text apart."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sources.office_files import ods, xlsx
from sources.test_docx import docx, tbl, tc, tr

from cchc_excel.model.grids import Cell, Grid, SourceDocument
from cchc_excel.sources import read_source
from cchc_excel.sources.marked_text import lowered, raised, struck, with_marked_text_settled

Runs = tuple[tuple[str, str], ...]
"""Texts, each behind how it looks: `raised`, `lowered`, `struck`, `plain`."""


def as_docx(runs: Runs) -> bytes:
    looks = {
        "raised": '<w:vertAlign w:val="superscript"/>',
        "lowered": '<w:vertAlign w:val="subscript"/>',
        "struck": "<w:strike/>",
        "plain": '<w:strike w:val="0"/>',
    }
    written = "".join(f"<w:r><w:rPr>{looks[look]}</w:rPr><w:t>{text}</w:t></w:r>" for look, text in runs)
    return docx(tbl(tr(tc(f"<w:p>{written}</w:p>"), "x")))


def as_html(runs: Runs) -> bytes:
    tags = {"raised": "sup", "lowered": "sub", "struck": "s", "plain": "span"}
    written = "".join(f"<{tags[look]}>{text}</{tags[look]}>" for look, text in runs)
    return f"<table><tr><td>{written}</td><td>x</td></tr></table>".encode()


def as_xlsx(runs: Runs) -> bytes:
    looks = {
        "raised": '<vertAlign val="superscript"/>',
        "lowered": '<vertAlign val="subscript"/>',
        "struck": "<strike/>",
        "plain": '<strike val="0"/>',
    }
    written = "".join(f"<r><rPr>{looks[look]}</rPr><t>{text}</t></r>" for look, text in runs)
    return xlsx(f'<row r="1"><c r="A1" t="inlineStr"><is>{written}</is></c></row>')


def as_ods(runs: Runs) -> bytes:
    looks = {
        "raised": 'style:text-position="33% 58%"',
        "lowered": 'style:text-position="sub 58%"',
        "struck": 'style:text-line-through-type="single"',
        "plain": 'style:text-position="0% 100%" style:text-line-through-style="none"',
    }
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
        for name, look in looks.items()
    )
    spans = "".join(f'<text:span text:style-name="{look}">{text}</text:span>' for look, text in runs)
    cell = f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>'
    return ods(f"<table:table-row>{cell}</table:table-row>", styles=styles)


WRITERS = {"docx": as_docx, "html": as_html, "xlsx": as_xlsx, "ods": as_ods}


def read(tmp_path: Path, content: bytes, kind: str) -> SourceDocument:
    path = tmp_path / f"bao-cao.{kind}"
    path.write_bytes(content)
    return read_source(path)


def first(document: SourceDocument) -> Cell:
    return document.grids[0].cells[1, 1]


def notices(document: SourceDocument) -> list[str]:
    return [found.code for found in document.notices]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    ("runs", "shown", "codes"),
    [
        ((("plain", "144"), ("raised", "2")), "144²", []),
        ((("plain", "144"), ("raised", "1"), ("raised", "0")), "144¹⁰", []),
        ((("plain", "144"), ("raised", "*")), "144[*]", []),
        ((("plain", "144"), ("raised", "["), ("raised", "2"), ("raised", "]")), "144[2]", []),
        ((("plain", "CO"), ("lowered", "2")), "CO₂", []),
        ((("struck", "88"), ("plain", "101")), "101", ["FILE-034"]),
        ((("plain", "101"), ("struck", "8"), ("struck", "8")), "101", ["FILE-034"]),
        ((("struck", "88"),), "88", ["FILE-035"]),
        ((("plain", "144"),), "144", []),
    ],
)
def test_text_set_apart_never_joins_the_figure(tmp_path, kind, runs, shown, codes):
    document = read(tmp_path, WRITERS[kind](runs), kind)
    cell = first(document)
    assert (cell.shown, cell.stored, notices(document)) == (shown, shown, codes)


@pytest.mark.parametrize(
    ("kind", "place"), [("xlsx", "Trang, ô A1 «88»"), ("html", "Bảng 1, hàng 1, cột 1 «88»")]
)
def test_struck_text_is_told_with_its_cell(tmp_path, kind, place):
    document = read(tmp_path, WRITERS[kind]((("struck", "88"), ("plain", "101"))), kind)
    assert place in document.notices[0].message()


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<del>88</del><ins>101</ins>", "101"),
        ("<strike>88</strike> 101", "101"),
        ("<span style='color:red; text-decoration: underline line-through'>88</span>101", "101"),
        ("<font class=cu>88</font>101", "101"),
        ("<p><s>88</s></p><p>101</p>", "101"),
        ("<s>8<b>8</b></s>101", "101"),
        ("một <s>hai</s> ba", "một ba"),
        ("144<span style='vertical-align: super'>2</span>", "144²"),
        ("144<sup><a href='#n'>2</a></sup>", "144²"),
        ("144<sup> </sup>", "144"),
        ("88<s>1<sup>2</sup></s>", "88"),
        ("<span style='vertical-align:middle; text-decoration:underline'>144</span>", "144"),
    ],
)
def test_a_page_may_strike_and_raise_by_tag_style_and_class(tmp_path, content, shown):
    style = "<style>.cu {text-decoration:line-through}</style>"
    page = f"{style}<table><tr><td>{content}</td><td>x</td></tr></table>"
    assert first(read(tmp_path, page.encode(), "html")).shown == shown


def test_a_row_struck_as_a_whole_is_read_and_told(tmp_path):
    rows = "<tr style='text-decoration:line-through'><td>1</td><td>88</td></tr><tr><td>2</td><td>7</td></tr>"
    page = f"<table>{rows}</table>"
    document = read(tmp_path, page.encode(), "html")
    assert [c.shown for c in document.grids[0].cells.values()] == ["1", "88", "2", "7"]
    assert [len(n.fields["places"]) for n in document.notices] == [2]


def test_struck_running_text_is_left_out_and_told(tmp_path):
    page = (
        "<p>Quý <s>I</s> II năm 2025</p><table><tr><td>a</td><td>b</td></tr></table><p>Đã ký <s>nháp</s></p>"
    )
    document = read(tmp_path, page.encode(), "html")
    assert document.prose[0] == "Quý II năm 2025"
    assert "Đã ký" in document.prose
    assert [len(n.fields["places"]) for n in document.notices] == [2]


def test_runs_of_the_shared_strings_are_read_alike(tmp_path):
    run = '<si><r><rPr/><t>144</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>'
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{run}</sst>'
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    content = xlsx(rows, more={"xl/sharedStrings.xml": strings})
    assert first(read(tmp_path, content, "xlsx")).shown == "144¹"


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_libreoffice_keeps_what_is_set_apart(tmp_path, soffice, kind):
    runs = (("struck", "88"), ("plain", "144"), ("raised", "2"))
    path = tmp_path / "tep.xlsx"
    path.write_bytes(as_xlsx(runs))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    document = read_source(path.with_suffix(f".{kind}"))
    assert (first(document).shown, notices(document)) == ("144²", ["FILE-034"])


def test_marks_that_a_file_brings_itself_are_gone():
    texts = ("\ufdd0a", "b\ufdd1\ufdd3", "\ufdd2\ufdd0c")
    cells = {(row, 1): Cell(row, 1, f"A{row}", text, text) for row, text in enumerate(texts, 1)}
    document = SourceDocument(Path("a.xlsx"), "xlsx", "", (Grid("Trang", cells),))
    settled = with_marked_text_settled(document)
    assert [c.shown for c in settled.grids[0].cells.values()] == ["a", "b", "c"]


def test_a_document_without_marks_comes_back_as_it_is():
    document = SourceDocument(Path("a.xlsx"), "xlsx", "", (Grid("T", {(1, 1): Cell(1, 1, "A1", 5, "5")}),))
    assert with_marked_text_settled(document) is document


@pytest.mark.parametrize("mark", [raised, lowered, struck])
def test_each_line_is_marked_once(mark):
    once = mark("a\n\nb")
    assert mark(once) == once
    assert [len(line) for line in once.split("\n")] == [3, 0, 3]
