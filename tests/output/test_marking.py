"""The marked copy of a workbook: what changes, what stays byte for byte, and how a second marking takes the
first one back."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from checked import checked
from official_books import parts_of, rich_book
from openpyxl.comments import Comment

from cchc_excel.errors import BrokenFile, Severity
from cchc_excel.model.grids import cell_address, place_of
from cchc_excel.output.colours import SEVERITY_FILLS
from cchc_excel.output.marking import Mark, mark_workbook, marks_of
from cchc_excel.output.marking.shapes import clusters_in
from cchc_excel.output.package_edit.repacking import changed_parts
from cchc_excel.sources import read_source

ERROR, WARNING, INFO = Severity
TRANSITIONAL, STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
MAIN = f"{TRANSITIONAL}/spreadsheetml/2006/main"


def marked(path, cells, lang="vi", name="marked.xlsx"):
    """Mark cells (`Biểu 3!D6`) of a workbook, each with a severity; gives the copy and what is said of it."""
    marks: dict[str, dict] = {}
    for cell, severity in cells.items():
        sheet, _, address = cell.rpartition("!")
        marks.setdefault(sheet, {})[place_of(address)] = Mark(severity, (f"Sai ở {cell}",))
    done = mark_workbook(path, path.read_bytes(), read_source(path), marks, lang)
    target = path.with_name(name)
    target.write_bytes(done.content)
    return target, done


def rewritten(path, change):
    """The workbook with parts changed, added, or left out (None): `change(name, content)`."""
    entries = parts_of(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            if (new := change(name, content)) is not None:
                archive.writestr(name, new)
    return path


@pytest.fixture
def book(tmp_path):
    """Four cells of four looks, and nothing else."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("S")
        percent = workbook.add_format({"num_format": "0.00%", "border": 1, "locked": False, "bold": True})
        yellow = workbook.add_format({"bg_color": "#FFFDE7", "italic": True, "align": "right"})
        striped = workbook.add_format({"pattern": 4, "fg_color": "#FF0000", "bg_color": "#00FF00"})
        sheet.set_column("C:C", 20, percent)
        sheet.write("A1", 1)
        sheet.write("A2", 0.5, percent)
        sheet.write("A3", 3, yellow)
        sheet.write("A4", 4, striped)
        sheet.merge_range("A6:B7", "gộp", yellow)
        sheet.protect("mat-khau")
    return path


# ---- what is said ----


def test_a_comment_says_all_findings_of_its_cell_the_gravest_first_then_what_may_have_been_meant(tmp_path):
    values = {"3.3.1": 71, "3.3.2": 72, "1": 3, "1.1": 4}
    file = checked("a.xlsx", values, notes={"1.1": "Đơn giản hóa cả thủ tục cũ."})
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("Biểu mẫu 3")
    cells = marks_of([file], read_source(path), "vi").cells["Biểu mẫu 3"]
    by_code = {file.report.values[f"BM3:{code}"].cell: code for code in ("3.3.1", "3.3.2", "1.1")}
    said = {by_code[cell_address(*p)]: mark for p, mark in cells.items() if cell_address(*p) in by_code}
    assert said["3.3.2"].severity is ERROR
    assert said["3.3.2"].findings[0].startswith("[BM3-R03] Lỗi: ")
    assert "27 (hai chữ số đổi chỗ)" in said["3.3.2"].suggestions[0]
    assert said["1.1"].severity is INFO
    assert "(đã giải trình: Đơn giản hóa cả thủ tục cũ.)" in said["1.1"].findings[0]


def test_what_names_no_cell_of_the_workbook_is_counted(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("Khác")
    file = checked("a.xlsx", {"3.3.1": 71, "3.3.2": 72})
    marks = marks_of([file], read_source(path), "vi")
    assert (dict(marks.cells), marks.unplaced) == ({}, len(file.findings))


@pytest.mark.parametrize(
    ("lang", "heading"), [("vi", "Ô này cần xem lại:"), ("en", "This cell is to be looked at:")]
)
def test_a_comment_begins_with_what_it_is_for_in_the_language_asked_for(book, lang, heading):
    target, _ = marked(book, {"S!A1": ERROR}, lang)
    assert openpyxl.load_workbook(target)["S"]["A1"].comment.text.startswith(f"[cchc] {heading}\nSai ở S!A1")


# ---- what changes ----


def test_a_marked_cell_has_our_colour_and_all_else_of_its_style(book):
    cells = {"S!A1": ERROR, "S!A2": WARNING, "S!A3": INFO, "S!A4": ERROR, "S!C9": ERROR}
    target, done = marked(book, cells)
    before, after = openpyxl.load_workbook(book)["S"], openpyxl.load_workbook(target)["S"]
    assert done.count == 5
    for cell, severity in cells.items():
        old, new = before[cell[2:]], after[cell[2:]]
        assert new.fill.fgColor.rgb == "FF" + SEVERITY_FILLS[severity][1:]
        assert new.value == old.value
        for look in ("font", "border", "alignment", "number_format", "protection"):
            if cell != "S!C9":
                assert repr(getattr(new, look)) == repr(getattr(old, look)), (cell, look)
        assert new.comment.author == "cchc"
        assert f"Sai ở {cell}" in new.comment.text
    assert after["C9"].number_format == "0.00%"  # a cell that was not there has its column's style
    assert after["C9"].font.b


def test_the_counts_of_the_styles_are_true(book):
    target, _ = marked(book, {"S!A1": ERROR, "S!A2": WARNING, "S!A3": ERROR, "S!A6": ERROR})
    styles = parts_of(target)["xl/styles.xml"].decode()
    for holder, each in (("fills", "fill"), ("cellXfs", "xf")):
        count, inner = re.search(rf'<{holder} count="(\d+)">(.*)</{holder}>', styles).groups()
        assert int(count) == len(re.findall(rf"<{each}[ >]", inner)), holder


def test_of_a_merged_area_the_first_cell_is_marked(book):
    target, done = marked(book, {"S!B7": WARNING, "S!A6": ERROR})
    sheet = openpyxl.load_workbook(target)["S"]
    assert (done.count, sheet["A6"].fill.fgColor.rgb) == (1, "FFF8CBAD")
    assert "Sai ở S!A6" in sheet["A6"].comment.text
    assert "Sai ở S!B7" in sheet["A6"].comment.text


def test_a_box_is_hidden_and_large_enough_for_its_text(book):
    target, _ = marked(book, {"S!A1": ERROR})
    drawing = parts_of(target)["xl/drawings/vmlDrawing1.vml"].decode()
    anchor = [int(n) for n in re.search(r"<x:Anchor>([^<]*)<", drawing)[1].split(",")]
    assert "visibility:hidden" in drawing
    assert (anchor[4] - anchor[0]) * 64 + anchor[5] > 250
    assert (anchor[6] - anchor[2]) * 20 + anchor[7] >= 3 * 15


def test_more_marks_than_one_cluster_of_shapes_holds(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("S")
        for row in range(1500):
            sheet.write(row, 0, row)
    target, _ = marked(path, {f"S!A{row}": ERROR for row in range(1, 1501)})
    drawing = parts_of(target)["xl/drawings/vmlDrawing1.vml"]
    assert len(set(re.findall(rb'id="(_x0000_s\d+)"', drawing))) == 1500
    assert clusters_in(drawing) == {1, 2}
    assert b'data="1,2"' in drawing


# ---- what stays ----

HELD = {"BM3:3.3.1": 71, "BM3:3.3.2": 72, "BM3:1": 5}
OFFICIAL_CELLS = {"Biểu 3!D6": ERROR, "Biểu 3!D18": WARNING, "Biểu 6!D6": INFO}


@pytest.fixture(params=["xlsx", "xlsm"])
def official(request, tmp_path):
    """A workbook full of what is easily lost, with a comment at D6 that is always shown, and its copy."""
    path = rich_book(tmp_path / f"mau.{request.param}", held=HELD, macros=request.param == "xlsm")
    return path, *marked(path, OFFICIAL_CELLS, name=f"copy.{request.param}")


def audit_of(path):
    audit = str(Path(sys.executable).with_name("openxml-audit"))
    done = subprocess.run([audit, str(path)], capture_output=True, text=True, check=False)
    return done.stdout.replace(path.name, "")


def test_every_part_in_which_no_mark_is_keeps_its_bytes(official):
    path, target, done = official
    assert done.strange_parts == frozenset()
    assert changed_parts(path.read_bytes(), target.read_bytes()) == {
        "[Content_Types].xml",
        "xl/styles.xml",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet6.xml",
        "xl/worksheets/_rels/sheet6.xml.rels",
        "xl/comments2.xml",
        "xl/drawings/vmlDrawing2.vml",
    }


def test_of_a_sheet_only_the_styles_of_marked_cells_and_the_line_of_its_drawing_change(official):
    path, target, _ = official
    before, after = (parts_of(p)["xl/worksheets/sheet3.xml"].decode() for p in (path, target))
    styled = re.compile(r'(<c r="(?:D6|D18)") s="\d+"')
    assert styled.sub(r"\1", before) == styled.sub(r"\1", after)
    before, after = (parts_of(p)["xl/worksheets/sheet6.xml"].decode() for p in (path, target))
    assert re.sub(r"<legacyDrawing[^>]*/>", "", after).startswith(before[:200])


def test_a_marked_copy_has_no_finding_that_its_original_had_not(official):
    path, target, _ = official
    assert audit_of(target) == audit_of(path)


def test_everything_is_read_as_before(official):
    path, target, done = official
    before, after = read_source(path), read_source(target)
    assert before.grids == after.grids
    assert (before.names, before.properties) == (after.names, after.properties)
    assert done.suffix == path.suffix


def test_a_comment_of_somebody_else_keeps_its_text_and_its_author(official):
    path, target, _ = official
    old = openpyxl.load_workbook(path)["Biểu 3"]["D6"].comment
    new = openpyxl.load_workbook(target)["Biểu 3"]["D6"].comment
    assert new.author == old.author
    assert new.text.startswith(old.text + "\n[cchc] ")
    assert "Sai ở Biểu 3!D6" in new.text


def test_buttons_and_boxes_of_others_stay(official):
    path, target, _ = official
    before, after = (parts_of(p)["xl/drawings/vmlDrawing1.vml"].decode() for p in (path, target))
    anchor, clusters = re.compile(r"<x:Anchor>[^<]*"), re.compile(r'data="[^"]*"')
    old = clusters.sub("", anchor.sub("", before)).removesuffix("</xml>")
    assert clusters.sub("", anchor.sub("", after)).startswith(old)


def test_libreoffice_shows_the_colours_and_the_comments(official, save_as):
    _, target, _ = official
    saved = openpyxl.load_workbook(save_as(target, "xlsx:Calc MS Excel 2007 XML"))
    for cell, severity in OFFICIAL_CELLS.items():
        sheet, _, address = cell.partition("!")
        found = saved[sheet][address]
        assert found.fill.fgColor.rgb == "FF" + SEVERITY_FILLS[severity][1:], cell
        assert f"Sai ở {cell}" in found.comment.text


# ---- the same file again ----


def style_in(path, part, address):
    """The number of a cell's style as the part has it."""
    match = re.search(rf'<c r="{address}"(?: s="(\d+)")?', parts_of(path)[part].decode())
    return match[1] or "0"


def test_marking_a_marked_copy_alike_gives_the_same_bytes(official):
    _, target, done = official
    again, _ = marked(target, OFFICIAL_CELLS, name="again" + target.suffix)
    assert again.read_bytes() == done.content


def test_a_cell_that_is_right_by_now_has_its_own_look_and_no_comment(official):
    path, target, _ = official
    later, done = marked(target, {"Biểu 3!D19": ERROR}, name="later" + target.suffix)
    for part, sheet, address in (("3", "Biểu 3", "D18"), ("6", "Biểu 6", "D6"), ("3", "Biểu 3", "D6")):
        old, new = (openpyxl.load_workbook(p)[sheet][address] for p in (path, later))
        assert style_in(later, f"xl/worksheets/sheet{part}.xml", address) == style_in(
            path, f"xl/worksheets/sheet{part}.xml", address
        )
        assert repr(new.fill) == repr(old.fill)
        assert (new.comment and new.comment.text) == (old.comment and old.comment.text)
    assert done.count == 1
    assert audit_of(later) == audit_of(path)
    assert parts_of(later)["xl/drawings/vmlDrawing1.vml"].count(b'ObjectType="Note"') == 2


def test_without_marks_a_workbook_stays_as_it_is_and_a_marked_one_gets_its_own_look_back(book):
    _, none = marked(book, {})
    assert none.content == book.read_bytes()
    target, _ = marked(book, {"S!A1": ERROR, "S!A2": WARNING, "S!A3": INFO})
    plain, done = marked(target, {}, name="plain.xlsx")
    after, part = openpyxl.load_workbook(plain)["S"], "xl/worksheets/sheet1.xml"
    assert done.count == 0
    for address in ("A1", "A2", "A3"):
        assert style_in(plain, part, address) == style_in(book, part, address)
    assert [c.comment for c in after["A"]] == [None] * len(after["A"])


def test_what_somebody_added_to_our_comment_stays(book):
    target, _ = marked(book, {"S!A1": ERROR})
    workbook = openpyxl.load_workbook(target)
    comment = workbook["S"]["A1"].comment
    workbook["S"]["A1"].comment = Comment(comment.text + "\nĐã sửa theo sổ.", comment.author)
    workbook.save(target)
    later, _ = marked(target, {}, name="later.xlsx")
    assert openpyxl.load_workbook(later)["S"]["A1"].comment.text.strip() == "Đã sửa theo sổ."


def test_marks_are_taken_back_from_a_file_that_another_program_saved(book, save_as):
    target, _ = marked(book, {"S!A1": ERROR, "S!A3": WARNING})
    saved = save_as(target, "xlsx:Calc MS Excel 2007 XML")
    later, _ = marked(saved, {"S!A2": ERROR}, name="later.xlsx")
    sheet = openpyxl.load_workbook(later)["S"]
    assert [c.coordinate for c in sheet["A"] if c.comment] == ["A2"]
    assert sheet["A1"].fill.patternType is None
    assert sheet["A3"].fill.fgColor.rgb == "FFFFFDE7"


# ---- workbooks of other makes ----


def prefixed(name, content):
    """Sheets, styles and comments written `x:row`."""
    if not re.match(r"xl/(worksheets/sheet|styles|comments)", name):
        return content
    text = re.sub(r"<(/?)(?=[A-Za-z])(?![A-Za-z0-9]+:)", r"<\1x:", content.decode())
    return text.replace(f' xmlns="{MAIN}"', f' xmlns:x="{MAIN}"').encode()


def strict(name, content):
    if not name.endswith((".xml", ".rels")) or name == "[Content_Types].xml":
        return content
    text = content.decode().replace(MAIN, f"{STRICT}/spreadsheetml/main")
    return text.replace(
        f"{TRANSITIONAL}/officeDocument/2006/relationships", f"{STRICT}/officeDocument/relationships"
    ).encode()


def in_utf16(name, content):
    if not re.match(r"xl/(worksheets/sheet|styles|comments)", name):
        return content
    return content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


@pytest.mark.parametrize("change", [prefixed, strict, in_utf16])
@pytest.mark.parametrize("has_comments", [False, True])
def test_any_way_of_writing_a_workbook_can_be_marked_and_marked_again(
    change, has_comments, book, tmp_path, save_as
):
    if has_comments:
        workbook = openpyxl.load_workbook(book)
        workbook["S"]["A1"].comment = Comment("Ý kiến của Sở", "Sở Nội vụ")
        workbook.save(book)
    rewritten(book, change)
    target, done = marked(book, {"S!A1": ERROR, "S!C9": WARNING})
    again, _ = marked(target, {"S!A1": ERROR, "S!C9": WARNING}, name="again.xlsx")
    assert done.strange_parts == frozenset()
    assert again.read_bytes() == done.content
    assert read_source(target).grids == read_source(book).grids
    sheet = openpyxl.load_workbook(save_as(target, "xlsx:Calc MS Excel 2007 XML"))["S"]
    assert sheet["A1"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["C9"].fill.fgColor.rgb == "FFFFE699"
    assert "Sai ở S!A1" in sheet["A1"].comment.text
    assert ("Ý kiến của Sở" in sheet["A1"].comment.text) is has_comments


def test_a_workbook_without_a_styles_part_gets_one(book):
    def bare(name, content):
        if name == "xl/styles.xml":
            return None
        content = re.sub(rb"<(?:Override|Relationship) [^>]*styles\.xml[^>]*/>", b"", content)
        return re.sub(rb' s(?:tyle)?="\d+"', b"", content) if name.startswith("xl/worksheets/") else content

    target, done = marked(rewritten(book, bare), {"S!A1": ERROR})
    assert done.strange_parts == frozenset()
    assert openpyxl.load_workbook(target)["S"]["A1"].fill.fgColor.rgb == "FFF8CBAD"


def test_the_pictures_of_a_header_are_not_taken_for_the_boxes_of_comments(tmp_path):
    path, dot = tmp_path / "book.xlsx", tmp_path / "dot.png"
    dot.write_bytes(parts_of(rich_book(tmp_path / "rich.xlsx"))["xl/media/image1.png"])
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("S")
        sheet.write("A1", 1)
        sheet.set_header("&L&G", {"image_left": str(dot)})
    header = parts_of(path)["xl/drawings/vmlDrawing1.vml"]
    target, _ = marked(path, {"S!A1": ERROR})
    assert parts_of(target)["xl/drawings/vmlDrawing1.vml"] == header
    content = parts_of(target)["xl/worksheets/sheet1.xml"].decode()
    assert content.index("<legacyDrawing ") < content.index("<legacyDrawingHF ")
    assert audit_of(target) == audit_of(path)


THREAD = "{3A0D6F3C-1111-4222-8333-444455556666}"
PERSON = "{3A0D6F3C-9999-4222-8333-444455556666}"


def with_thread(book):
    """A conversation at A1, as Excel 365 stores it: the comment is only its stand-in."""
    workbook = openpyxl.load_workbook(book)
    workbook["S"]["A1"].comment = Comment("[Threaded comment]\n\nYour version of Excel …", f"tc={THREAD}")
    workbook.save(book)
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"
    thread = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="A1" dT="2025-03-10T08:00:00.00" '
        f'personId="{PERSON}" id="{THREAD}"><text>Số này đúng chưa?</text></threadedComment></ThreadedComments>'
    )

    def change(name, content):
        target = "/xl/threadedComments/threadedComment1.xml"
        line = f'<Relationship Id="rIdT" Type="{kind}/threadedComment" Target="{target}"/></Relationships>'
        if name == "xl/worksheets/_rels/sheet1.xml.rels":
            return content.replace(b"</Relationships>", line.encode())
        override = (
            f'<Override PartName="{target}" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
        )
        if name == "[Content_Types].xml":
            return content.replace(b"</Types>", override.encode() + b"</Types>")
        return content

    rewritten(book, change)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/threadedComments/threadedComment1.xml", thread)
    return book


def test_a_conversation_survives_and_is_named(book):
    with_thread(book)
    target, done = marked(book, {"S!A1": ERROR, "S!A2": ERROR})
    before, after = parts_of(book), parts_of(target)
    assert done.in_threads == ("S!A1",)
    assert (
        after["xl/threadedComments/threadedComment1.xml"]
        == before["xl/threadedComments/threadedComment1.xml"]
    )
    comment = openpyxl.load_workbook(target)["S"]["A1"].comment
    assert comment.author == f"tc={THREAD}"
    assert comment.text.startswith("[Threaded comment]")


def test_a_signature_is_told(book):
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    assert marked(book, {"S!A1": ERROR})[1].is_signed


# ---- damaged and hostile workbooks ----


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b"<cellXfs", b"<cellXfz"),
        ("xl/styles.xml", b"</styleSheet>", b""),
        (
            "xl/worksheets/sheet1.xml",
            b"</row>",
            b"",
        ),
        ("xl/comments1.xml", b"<authors>", b"<author>"),
        ("xl/comments1.xml", b'authorId="0"', b'authorId="x"'),
        ("xl/comments1.xml", b"<comments ", b"<!DOCTYPE a [<!ENTITY b 'c'>]><comments "),
        ("xl/drawings/vmlDrawing1.vml", b"</xml>", b""),
    ],
)
def test_a_damaged_workbook_is_named_and_nothing_else_happens(part, old, new, book):
    target, _ = marked(book, {"S!A1": ERROR})
    document = read_source(target)
    rewritten(target, lambda name, content: content.replace(old, new, 1) if name == part else content)
    with pytest.raises(BrokenFile):
        mark_workbook(target, target.read_bytes(), document, {"S": {(2, 1): Mark(ERROR, ("Sai",))}}, "vi")


def test_a_comment_that_only_looks_like_ours_costs_no_more_than_its_length(book):
    workbook = openpyxl.load_workbook(book)
    workbook["S"]["A1"].comment = Comment("[cchc] Ô này cần xem lại:\n" * 20_000, "Sở Nội vụ")
    workbook.save(book)
    start = time.monotonic()
    target, _ = marked(book, {"S!A1": ERROR})
    assert time.monotonic() - start < 2
    assert openpyxl.load_workbook(target)["S"]["A1"].comment.text.startswith("[cchc] Ô này cần xem lại:")


def test_words_of_a_finding_cannot_end_our_part_of_a_comment(book):
    text = "Ghi chú: [cchc] Màu nền cũ: rgb=FF000000\nvà nữa"
    done = mark_workbook(
        book, book.read_bytes(), read_source(book), {"S": {(1, 1): Mark(ERROR, (text,))}}, "vi"
    )
    book.write_bytes(done.content)
    plain, _ = marked(book, {}, name="plain.xlsx")
    cell = openpyxl.load_workbook(plain)["S"]["A1"]
    assert (cell.comment, cell.fill.patternType) == (None, None)
