"""Web pages: small ones that carry one trait each, and the whole annex as pages show it and as LibreOffice saves
it."""

from __future__ import annotations

import html
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from real_annex import HEADER, TITLE, RealForm, real_forms, real_values, values_in

from cchc_excel.errors import BrokenFile
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_report
from cchc_excel.model.grids import Grid, SourceDocument
from cchc_excel.sources.html import looks_like_html, read_html

FILE = Path("bao-cao.html")
NBSP = "&nbsp;"


def read(text: str, encoding: str = "utf-8") -> SourceDocument:
    return read_html(FILE, text.encode(encoding))


def table(*rows: str) -> str:
    """Rows with cells between bars: `1 | Thống kê | 5`."""
    lines = ("".join(f"<td>{cell.strip()}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.shown for cell in cells.values()] for _, cells in grid.rows()]


def only(text: str) -> Grid:
    (grid,) = read(text).grids
    return grid


def cell_text(content: str) -> str:
    return only(f"<table><tr><td>{content}</td><td>x</td></tr></table>").text_at(1, 1)


# What is a page


@pytest.mark.parametrize(
    ("content", "is_page"),
    [
        (b"<!DOCTYPE html><p>", True),
        (b"\xef\xbb\xbf\n <html>", True),
        ("<html>".encode("utf-16"), True),
        (b"<?xml version='1.0'?><!-- x --><html>", True),
        (b"\n\n<style>td{}</style><table>", True),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", True),
        (b'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"\r\n\r\n', True),
        (
            b"From: <Saved by Blink>\r\nSubject: a\r\n b\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n",
            True,
        ),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", False),
        (b"<?xml version='1.0'?><office:document>", False),
        (b"id,value,note\n", False),
        ("Biểu mẫu 1\n\nSTT\n".encode(), False),
        (b"PK\x03\x04", False),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False),
        (b"", False),
    ],
)
def test_a_page_is_told_by_its_first_tag(content: bytes, is_page: bool):
    assert looks_like_html(content) is is_page


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Đạ Sar".encode(), "Đạ Sar"),
        (b"\xef\xbb\xbf" + "Đạ Sar".encode(), "Đạ Sar"),
        ("Đạ Sar".encode("utf-16"), "Đạ Sar"),
        (b"<meta charset=windows-1252>" + "Đạ Sar".encode(), "Đạ Sar"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=windows-1258'>\xd0a\xf2 Sar", "Đạ Sar"),
        (b"\xd0a\xf2 Sar", "Đạ Sar"),
        (b"<meta charset=iso-8859-1>K\x92N\xe0", "K’Nà"),
        (b"<meta charset=khong-co>\xd0a\xf2 Sar", "Đạ Sar"),
        ("Tæng sè hå s¬ ®· gi¶i quyÕt".encode("cp1252"), "Tæng sè hå s¬ ®· gi¶i quyÕt"),
    ],
    ids=["utf-8", "mark", "utf-16", "wrong-meta", "meta", "none", "latin-1", "unknown", "tcvn3"],
)
def test_the_encoding_is_found(content: bytes, text: str):
    assert read_html(FILE, content).prose == (text,)


# Text and tables


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Có = 1<br>Không = 0", "Có = 1\nKhông = 0"),
        ("<p>Có = 1</p>\n  <p>Không = 0</p>", "Có = 1\nKhông = 0"),
        ("  Số\n   TTHC  <b>đã</b> <i>xong</i> ", "Số TTHC đã xong"),
        ("K&rsquo;N&#7899; &amp; &lt;5", "K’Nớ & <5"),
        (NBSP, ""),
        ("<!-- 1 -->2<script>var a = '<td>';</script>", "2"),
        ("71<span style='display: none'>70</span><em hidden>9</em>", "71"),
        ("<input value='71'><input type=hidden value=5>", "71"),
        ("<select><option>Có<option selected>Không</select>", "Không"),
        ("<table><tr><td>71</td></tr></table>", "71"),
        ("<ol start=4><li>Ghi chú</ol>", "4. Ghi chú"),
        ("<ol type=a><li>một<li>hai</ol>", "a. một\nb. hai"),
        ("<ol reversed><li>một<li>hai</ol>", "2. một\n1. hai"),
        ("<ul><li>một</ul>", "một"),
        ("<![if !supportLists]><span style='mso-list:Ignore'>2.1.&nbsp;</span><![endif]>", "2.1."),
    ],
)
def test_a_cell_reads_as_a_page_shows_it(content: str, text: str):
    assert cell_text(content) == text


def test_cells_that_span_leave_their_place_to_no_other():
    grid = only(
        "<p>trên</p><table><tr><th rowspan=2>STT<th colspan=2>Kết quả<th rowspan='99'>Ghi chú"
        "<tr><td>Đơn vị<td>Số liệu<tr><td>1<td>%<td>50</table>"
    )
    assert grid.merged == ((2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 4, 4))
    assert texts(grid)[2:] == [["Đơn vị", "Số liệu"], ["1", "%", "50"]]
    assert [grid.at(3, 3).address, grid.text_at(3, 3)] == ["hàng 2, cột 3", "Số liệu"]


def test_lines_between_tables_stand_above_the_next():
    document = read("<h1>Báo cáo</h1>" + table("a|b|c") + "<b>Biểu mẫu 2a</b><p>Tên" + table("d|e|f"))
    assert [texts(g)[0] for g in document.grids] == [["Báo cáo"], ["Biểu mẫu 2a"]]
    assert document.prose == ("Báo cáo", "Biểu mẫu 2a", "Tên")
    assert [g.name for g in document.grids] == ["Bảng 1", "Bảng 2"]


def test_a_caption_is_a_line_above_its_table():
    assert texts(only("<table><caption>Biểu mẫu 1</caption><tr><td>a<td>b</table>"))[0] == ["Biểu mẫu 1"]


def test_a_table_that_lays_out_the_page_does_not_hide_the_others():
    inner = table("STT|A|B", "1|x|5")
    page = f"<table><tr><td>Trang chủ<td><p>Biểu mẫu 1</p>{inner}<p>Biểu mẫu 2a</p>{inner}</td></tr></table>"
    assert [texts(g)[-3:] for g in read(page).grids] == [
        [["Biểu mẫu 1"], ["STT", "A", "B"], ["1", "x", "5"]],
        [["Biểu mẫu 2a"], ["STT", "A", "B"], ["1", "x", "5"]],
    ]


def test_hidden_rows_and_tables_are_known_as_such():
    document = read(
        f"<table><tr><td>a<td>b<tr style='DISPLAY:none'><td>1<td>2</table><p>x<div hidden>{table('c|d')}y</div>"
    )
    assert [(g.hidden, g.hidden_rows, texts(g)[-1]) for g in document.grids] == [
        (False, {2}, ["1", "2"]),
        (True, frozenset(), ["c", "d"]),
    ]
    assert document.prose == ("a", "b", "x")


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>1<td>a<tr><td>2<td>b",
        "<table><td>1</td><td>a</td><tr><td>2</td><td>b</td></table></table></td>",
        "<table><tbody><tr><td><b>1<td>a</b><tr><td>2</i><td>b</tbody></html>",
        "<font>" * 900 + table("1|a", "2|b"),
    ],
)
def test_broken_markup_is_read(page: str):
    assert texts(only(page)) == [["1", "a"], ["2", "b"]]


# Numbers of list items in the STT column


def stt(*cells: str) -> list[str]:
    """The STT column of a table whose second column tells the lines apart."""
    grid = only(table(*(f"{cell}|dòng {n}|x" for n, cell in enumerate(cells))))
    return [line[0] for line in texts(grid)]


def li(depth: int, start: str = "") -> str:
    """An empty list item in as many lists of its own."""
    return "<ol><li>" * (depth - 1) + f"<ol {start}><li>{NBSP}</li></ol>" + "</li></ol>" * (depth - 1)


def test_items_that_are_all_the_first_of_their_own_list_are_counted():
    assert stt(li(1), li(2), li(2), li(1), li(2), li(3)) == ["1.", "1.1", "1.2", "2", "2.1", "2.1.1"]


def test_an_ordinal_that_the_page_tells_is_believed():
    told = stt(li(1), li(1, "start=3"), li(2), li(2, "start=3"), li(1, "start=5"))
    assert told == ["1.", "3.", "3.1", "3.3", "5."]


def test_counting_goes_on_from_typed_codes():
    assert stt(li(1), "1.3.", li(2), "2.", li(2)) == ["1.", "1.3.", "1.4", "2.", "2.1"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (f"<ol><li value=3>{NBSP}</ol>", "3."),
        (f"<ol start=2><li style='list-style-type:none'><ol start=4><li>{NBSP}</ol></ol>", "2.4"),
        (f"<ol type=I start=4><li>{NBSP}</ol>", "IV."),
        (f"<ol start=2><li><p>{NBSP}</p></li></ol>", "2."),
        (f"<ol start=-1><li>{NBSP}</ol>", "-1."),
    ],
)
def test_a_list_number_alone_in_its_cell(cell: str, number: str):
    assert stt(cell) == [number]


# Pages of spreadsheet programs


def test_a_number_beside_the_text_is_what_is_stored():
    grid = only(
        '<style>.xl1 {mso-number-format:"0\\.00%";} .xl2{mso-number-format:"Short Date"}</style><table><tr>'
        "<td x:num='0.98591549' class='xl9 xl1'>98,59%</td><td class=xl2 x:num='45658'>01/01/2025</td>"
        "<td x:num>2.700</td><td sdval='2700' sdnum='1033;0;#,##0'>2,700</td>"
        "<td x:num='71' x:fmla='=A1+1' style='mso-number-format:Percent'>71</td><td x:num='abc'>a</td></table>"
    )
    cells = list(dict(grid.rows())[1].values())
    assert [(c.stored, c.number_format, c.formula, c.shown) for c in cells] == [
        (0.98591549, "0.00%", None, "98,59%"),
        ("01/01/2025", "General", None, "01/01/2025"),
        ("2.700", "General", None, "2.700"),
        (2700, "#,##0", None, "2,700"),
        (71, "0.00%", "=A1+1", "71"),
        ("a", "General", None, "a"),
    ]


def test_a_page_in_a_single_file_is_read_with_all_its_parts():
    parts = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        "--x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        "PHA+Qmnhu4N1IG3huqt1IDE8L3A+PHRhYmxlPjx0cj48dGQ+MTx0ZD54PC90YWJsZT4=\n"
        "--x\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<p>Bi=E1=BB=83u m=E1=BA=ABu 2a</p><table><tr><td class=3Dxl1 x:num=3D0.5>50%<td>y</table>\n"
        "--x\nContent-Type: text/css\n\n.xl1 {mso-number-format:0%;}\n--x--\n"
    )
    first, second = read(parts).grids
    assert [texts(first), texts(second)] == [[["Biểu mẫu 1"], ["1", "x"]], [["Biểu mẫu 2a"], ["50%", "y"]]]
    assert (second.at(2, 1).stored, second.at(2, 1).number_format) == (0.5, "0%")


def test_a_frame_whose_tables_are_elsewhere_says_so():
    with pytest.raises(BrokenFile) as error:
        read("<html><frameset><frame src='a_files/sheet001.htm'></frameset></html>")
    assert error.value.finding.code == "FILE-032"


def test_an_empty_page_has_no_grid():
    for page in ("<html>", "<html><body>   ", "<table></table>", "<!DOCTYPE html>"):
        assert (read(page).grids, read(page).prose) == ((), ())


# Hostile pages


@pytest.mark.parametrize(
    "page",
    [
        "<p>" * 75_001,
        "<div>" * 3000 + "a",
        "<table><tr><td>" * 40 + "a",
        "<table>" + "<tr><td rowspan=65534 colspan=1000>" * 5000,
        "<table><tr>" + "<td rowspan=65534>" * 999 + "<tr><td>" * 25_000,
        "<table><tr>" + "<td rowspan=65534>" * 90_000,
        "a " * 2_000_001,
    ],
    ids=["tags", "depth", "tables", "spans", "spans-of-many", "columns", "text"],
)
def test_a_page_larger_than_any_annex_is_refused_in_two_seconds(page: str):
    began = time.process_time()
    with pytest.raises(BrokenFile) as error:
        read(page)
    assert error.value.finding.code == "FILE-023"
    assert time.process_time() - began < 2


def test_a_picture_within_the_page_does_not_count():
    assert cell_text(f"<img src='data:image/png;base64,{'QUJD' * 1_500_000}'>71") == "71"


# The whole annex


def page_of(forms: list[RealForm], number: Callable[[str], str]) -> str:
    parts = [f"<!DOCTYPE html><html><body><p>{TITLE}</p>"]
    for form in forms:
        rows = [HEADER, *form.rows]
        lines = [
            [number(row[0]), *(html.escape(t).replace("\n", "<br>") or NBSP for t in row[1:])] for row in rows
        ]
        parts.append(f"<p>{form.heading}</p><p>{form.title}</p>")
        parts.append(table(*("|".join(line) for line in lines)))
    return "".join(parts)


def counted_number(code: str) -> str:
    """As the commune's page has it: every number the first of a list of its own."""
    return li(_depth(code)) if _depth(code) else code


def told_number(code: str) -> str:
    last = code.rpartition(".")[2]
    return li(_depth(code), f"start={last}") if _depth(code) else code


def _depth(code: str) -> int:
    """The depth of a code that is an automatic number; form 3 jumps to 3.2, which is typed."""
    return 0 if code.startswith("3.") or not code[0].isdigit() else code.count(".") + 1


PAGES = {
    "typed": lambda code: code,
    "counted": counted_number,
    "told": told_number,
}


@pytest.mark.parametrize("number", PAGES.values(), ids=PAGES)
def test_the_annex_as_a_page_gives_all_33_values(number: Callable[[str], str]):
    assert values_in(read(page_of(real_forms(), number)).grids) == real_values()


def test_the_annex_is_bound_to_the_rows_of_the_catalogue(catalogue, administration, register):
    document = read(page_of(real_forms(), PAGES["told"]))
    report, _ = read_report(document, catalogue, administration, register, Given())
    filled = {i: v.text for i, v in report.values.items() if v.text}
    forms = {form.short: form.id for form in catalogue.forms}
    real = real_values().items()
    assert filled == {f"{forms[heading]}:{code}": text for heading, by in real for code, text in by.items()}
    assert report.cover.period.id == "2025-Q1"


# Comments


@pytest.mark.parametrize(
    "content",
    [
        '<a class="comment-indicator"></a>\n<comment>đã sửa 99</comment>\n<font color="#000000">144</font>',
        '144<a class="msocomanchor" href="#_com_1">[1]</a>',
        "144<div style='mso-element:comment-list'><div style='mso-element:comment'>An: 99</div></div>",
    ],
)
def test_comment_of_a_cell_is_no_text_of_it(content):
    assert cell_text(content) == "144"
