"""Word documents: small ones written as XML that carry one trait each, and the whole annex as python-docx and
LibreOffice save it."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from real_annex import HEADER, TITLE, RealForm, real_forms, real_values, values_in

from cchc_excel.errors import BrokenFile
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.reading import read_report
from cchc_excel.model.grids import Grid, SourceDocument
from cchc_excel.sources.docx import read_docx

FILE = Path("bao-cao.docx")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def docx(body: str, **parts: str) -> bytes:
    """A document of a body, and of parts by the kind of their relationship (`numbering`, `styles`…)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", content_types("document", *parts))
        archive.writestr("_rels/.rels", relationships({"officeDocument": "word/document.xml"}))
        targets = {kind: f"{kind}.xml" for kind in parts}
        archive.writestr("word/_rels/document.xml.rels", relationships(targets))
        archive.writestr(
            "word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
        )
        for kind, content in parts.items():
            archive.writestr(f"word/{kind}.xml", f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>")
    return stream.getvalue()


def content_types(*kinds: str) -> str:
    types = {"document": "document.main"}
    lines = (
        f'<Override PartName="/word/{kind}.xml" ContentType="application/vnd.openxmlformats-officedocument'
        f'.wordprocessingml.{types.get(kind, kind)}+xml"/>'
        for kind in kinds
    )
    rels = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{"".join(lines)}</Types>'


def relationships(targets: dict[str, str]) -> str:
    lines = (
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def p(text: str = "", properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def tc(content: str = "", properties: str = "") -> str:
    paragraphs = content if content.startswith("<w:") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    boxes = (cell if cell.startswith("<w:tc") or cell.startswith("<w:sdt") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(boxes)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def read(body: str, **parts: str) -> SourceDocument:
    return read_docx(FILE, docx(body, **parts))


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.shown for cell in cells.values()] for _, cells in grid.rows()]


def shown(paragraph: str) -> str:
    """The text of one paragraph in a cell."""
    return read(tbl(tr(tc(paragraph), "x"))).grids[0].text_at(1, 1)


# Tables and running text


def test_each_table_is_a_grid_with_the_lines_above_it():
    document = read(p("Biểu mẫu 3") + p("") + p("Cải cách") + tbl(tr("STT", "Số liệu"), tr("1", "173")))
    (grid,) = document.grids
    assert (grid.name, document.kind) == ("Bảng 1", "docx")
    assert texts(grid) == [["Biểu mẫu 3"], ["Cải cách"], ["STT", "Số liệu"], ["1", "173"]]
    assert [grid.at(*place).address for place in ((2, 1), (4, 2))] == ["đoạn 2", "hàng 2, cột 2"]
    assert document.prose[:2] == ("Biểu mẫu 3", "Cải cách")


def test_only_the_nearest_lines_stand_above_a_table_and_prose_has_all():
    narrative = "".join(p(f"Đoạn {n}") for n in range(1, 101))
    document = read(narrative + tbl(tr("a", "b", "c")))
    assert document.grids[0].text_at(1, 1) == "Đoạn 81"
    assert (document.grids[0].at(1, 1).address, len(document.prose)) == ("đoạn 81", 100)


def test_a_cell_without_text_stores_nothing_and_has_its_address():
    (grid,) = read(tbl(tr("a", "\xa0", ""))).grids
    assert [(grid.at(1, c).stored, grid.at(1, c).shown) for c in (2, 3)] == [(None, ""), (None, "")]
    assert grid.at(1, 3).address == "hàng 1, cột 3"


def test_a_cell_spans_columns_and_rows():
    head = tr(tc("STT", "<w:vMerge w:val='restart'/>"), tc("Kết quả", "<w:gridSpan w:val='2'/>"))
    below = tr(tc("", "<w:vMerge/>"), "Đơn vị", "Số liệu")
    (grid,) = read(tbl(head, below, tr("1", "%", "50"))).grids
    assert grid.merged == ((1, 1, 2, 1), (1, 2, 1, 3))
    assert texts(grid) == [["STT", "Kết quả"], ["Đơn vị", "Số liệu"], ["1", "%", "50"]]
    assert grid.text_at(2, 3) == "Số liệu"


def test_a_row_that_begins_later_keeps_its_columns():
    late = tr("b", properties="<w:gridBefore w:val='2'/>")
    assert read(tbl(tr("1", "2", "3"), late)).grids[0].text_at(2, 3) == "b"


def test_a_table_within_a_table_is_a_grid_of_its_own():
    inner = tbl(tr("1", "a", "5"), tr("2", "b", "6"))
    framed = tbl(tr(tc(p("Biểu mẫu 1") + inner + p(""))))
    (grid,) = read(framed).grids
    assert texts(grid) == [["Biểu mẫu 1"], ["1", "a", "5"], ["2", "b", "6"]]
    small = tbl(tr("1", "a", "5", tc(p("xem") + tbl(tr("x", "y")) + p(""))), tr("2", "b", "6", ""))
    assert [texts(g) for g in read(small).grids] == [
        [["1", "a", "5", "xem"], ["2", "b", "6", ""]],
        [["x", "y"]],
    ]


def test_a_table_broken_over_two_goes_on_and_a_line_between_ends_it():
    first, second = tbl(tr("STT", "A", "B")), tbl(tr("1", "x", "5"))
    (joined,) = read(first + p("") + second).grids
    assert (joined.name, joined.at(2, 3).address) == ("Bảng 1–2", "bảng 2, hàng 1, cột 3")
    assert [g.name for g in read(first + p("Biểu mẫu 2") + second).grids] == ["Bảng 1", "Bảng 2"]


def test_a_letter_head_in_a_table_is_running_text_too():
    head = tbl(tr("UBND XÃ ĐƯNG K’NỚ", "CỘNG HÒA"), tr("Số: 31/BC-UBND", "ngày 07 tháng 3 năm 2025"))
    assert read(head + p("BÁO CÁO")).prose[-3:] == ("Số: 31/BC-UBND", "ngày 07 tháng 3 năm 2025", "BÁO CÁO")
    assert read(tbl(tr("1", "Số TTHC", "5"))).prose == ()


def test_hidden_rows_are_known():
    table = tbl(tr("a", "b"), tr("c", "d", properties="<w:hidden/>"))
    assert read(p("trên") + table).grids[0].hidden_rows == {3}


# The text of a paragraph


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<w:r><w:t>Có = 1</w:t><w:br/><w:t>Không = 0</w:t></w:r>", "Có = 1\nKhông = 0"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        ("<w:r><w:t>Đạ</w:t></w:r><w:r><w:noBreakHyphen/><w:softHyphen/><w:t>Sar</w:t></w:r>", "Đạ-Sar"),
        ("<w:hyperlink><w:r><w:t>VBQPPL</w:t></w:r></w:hyperlink>", "VBQPPL"),
        ("<w:smartTag><w:r><w:t>xã</w:t></w:r></w:smartTag>", "xã"),
        ("<w:r><w:t>Văn bản</w:t><w:footnoteReference w:id='4'/></w:r>", "Văn bản[1]"),
        ("<w:fldSimple w:instr='REF a'><w:r><w:t>71</w:t></w:r></w:fldSimple>", "71"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>=SUM</w:instrText><w:t>1</w:t></w:r>"
            "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>71</w:t></w:r>"
            "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t> hồ sơ</w:t></w:r>",
            "71 hồ sơ",
        ),
        ("<w:sdt><w:sdtContent><w:r><w:t>71</w:t></w:r></w:sdtContent></w:sdt>", "71"),
        (
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Nhập số</w:t></w:r>"
            "</w:sdtContent></w:sdt>",
            "",
        ),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>rõ</w:t></w:r>", "rõ"),
        (
            "<w:del><w:r><w:delText>70</w:delText></w:r></w:del><w:ins><w:r><w:t>71</w:t></w:r></w:ins>"
            "<w:moveFrom><w:r><w:t>9</w:t></w:r></w:moveFrom>",
            "71",
        ),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:t>một</w:t></mc:Choice>"
            "<mc:Fallback><w:t>hai</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "một",
        ),
    ],
)
def test_a_paragraph_reads_as_word_shows_it(runs: str, text: str):
    assert shown(f"<w:p>{runs}</w:p>") == text


def test_a_text_box_is_prose_of_its_own():
    box = (
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Mẫu số 1</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    assert read(f"<w:p>{box}<w:r><w:t>Báo cáo</w:t></w:r></w:p>").prose == ("Báo cáo", "Mẫu số 1")


def test_content_controls_around_rows_and_cells_are_seen_through():
    cell = f"<w:sdt><w:sdtContent>{tc('71')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent>{tr('1', cell)}</w:sdtContent></w:sdt>"
    table = f"<w:sdt><w:sdtContent>{tbl(row)}</w:sdtContent></w:sdt>"
    assert texts(read(table).grids[0]) == [["1", "71"]]


def test_deleted_rows_and_paragraph_marks_are_gone_and_it_is_said():
    document = read(
        p("Biểu mẫu ", "<w:rPr><w:del/></w:rPr>")
        + p("3")
        + tbl(tr("1", "70", properties="<w:del/>"), tr("1", "71", properties="<w:ins/>"))
    )
    assert texts(document.grids[0]) == [["Biểu mẫu 3"], ["1", "71"]]
    assert [(n.code, n.fields["count"]) for n in document.notices] == [("FILE-031", 3)]
    assert read(p("a")).notices == ()


def test_headers_notes_and_body_are_prose_in_this_order():
    body = "<w:p><w:r><w:t>Văn bản</w:t><w:footnoteReference w:id='7'/></w:r></w:p>"
    notes = f"<w:footnote w:id='0'>{p('xx')}</w:footnote><w:footnote w:id='7'>{p('Theo luật')}</w:footnote>"
    document = read(body, footnotes=notes, header=p("UBND XÃ LÁT") + p("2"))
    assert document.prose == ("Văn bản[1]", "[1] Theo luật", "UBND XÃ LÁT")


# List numbers

LEVELS = ("%1.", "%1.%2.", "%1.%2.%3.")


def definition(*levels: str, name: str = "0", extra: tuple[str, ...] = ()) -> str:
    """An abstractNum: level texts, and what else stands in each level."""
    more = [*extra, *[""] * len(levels)]
    inner = "".join(level(n, text, more[n]) for n, text in enumerate(levels))
    return f"<w:abstractNum w:abstractNumId='{name}'>{inner}</w:abstractNum>"


def level(n: int, text: str, extra: str) -> str:
    usual = {"start": "<w:start w:val='1'/>", "numFmt": "<w:numFmt w:val='decimal'/>"}
    others = "".join(element for name, element in usual.items() if f"<w:{name} " not in extra)
    return f"<w:lvl w:ilvl='{n}'>{others}{extra}<w:lvlText w:val='{text}'/></w:lvl>"


def num(name: str, of: str = "0", overrides: str = "") -> str:
    return f"<w:num w:numId='{name}'><w:abstractNumId w:val='{of}'/>{overrides}</w:num>"


def item(level: int, name: str = "1", text: str = "") -> str:
    return p(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{name}'/></w:numPr>")


def numbers(numbering: str, *items: str, styles: str = "") -> list[str]:
    """The texts of cells that hold one numbered paragraph each."""
    document = read(tbl(*(tr(tc(i), "x") for i in items)), numbering=numbering, styles=styles)
    return [line[0] for line in texts(document.grids[0])]


def levels(*depths: int) -> list[str]:
    return [item(depth) for depth in depths]


def test_numbers_are_rebuilt_level_by_level():
    found = numbers(definition(*LEVELS) + num("1"), *levels(0, 1, 1, 0, 1, 2, 2, 1))
    assert found == ["1.", "1.1.", "1.2.", "2.", "2.1.", "2.1.1.", "2.1.2.", "2.2."]


def test_the_number_stands_before_the_paragraphs_own_text():
    assert numbers(definition(*LEVELS) + num("1"), item(0, text="Thống kê")) == ["1. Thống kê"]


def test_lists_of_one_definition_share_a_count_and_an_override_starts_it_anew():
    anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    numbering = definition(*LEVELS) + num("1") + num("2") + num("3", overrides=anew)
    found = numbers(numbering, item(0), item(0, "2"), item(0, "3"), item(0, "3"), item(0, "1"))
    assert found == ["1.", "2.", "1.", "2.", "3."]


@pytest.mark.parametrize(
    ("levels_", "extra", "found"),
    [
        (LEVELS, ("", "", "<w:lvlRestart w:val='1'/>"), ["1.1.1.", "1.2.2.", "2.1.1."]),
        (LEVELS, ("", "", "<w:lvlRestart w:val='0'/>"), ["1.1.1.", "1.2.2.", "2.1.3."]),
        (LEVELS, ("<w:start w:val='4'/>",), ["4.1.1.", "4.2.1.", "5.1.1."]),
        (LEVELS, ("<w:numFmt w:val='upperRoman'/>",), ["I.1.1.", "I.2.1.", "II.1.1."]),
        (
            LEVELS,
            ("<w:numFmt w:val='upperRoman'/>", "", "<w:isLgl/>"),
            ["1.1.1.", "1.2.1.", "2.1.1."],
        ),
        (("%1.", "%2)", "%3-"), ("", "", "<w:numFmt w:val='lowerLetter'/>"), ["a-", "a-", "a-"]),
        (("%1.", "%2.", "%3."), (), ["1.1.1", "1.2.1", "2.1.1"]),
        (("%1.", "%1.%2", "4.%3."), (), ["4.1.", "4.1.", "4.1."]),
        (("%1.", "", "x"), ("", "", "<w:numFmt w:val='bullet'/>"), ["", "", ""]),
    ],
    ids=["restart-after-1", "never", "start", "roman", "legal", "letter", "alone", "literal", "bullet"],
)
def test_a_level_counts_and_writes_as_it_is_declared(levels_, extra, found):
    numbering = definition(*levels_, extra=extra) + num("1")
    assert [
        n for n, depth in zip(numbers(numbering, *levels(*PATH)), PATH, strict=True) if depth == 2
    ] == found


PATH = (0, 1, 2, 1, 2, 0, 1, 2)


def test_a_list_that_uses_one_level_alone_is_no_part_of_another():
    assert numbers(definition("%1.", "%2.") + num("1"), *levels(1, 1)) == ["1.", "2."]


def test_a_list_for_each_cell_is_counted_over_the_column():
    """What becomes of a web page in Word."""
    starts = {"1": (0, 1), "2": (0, 2), "3": (1, 1), "4": (1, 2), "5": (0, 3)}
    numbering = "".join(
        definition("%1.", "%2.", name=name, extra=tuple(f"<w:start w:val='{first}'/>" for _ in range(2)))
        + num(name, of=name)
        for name, (_, first) in starts.items()
    )
    items = [item(depth, name) for name, (depth, _) in starts.items()]
    assert numbers(numbering, *items) == ["1.", "2.", "2.1", "2.2", "3."]


def test_numbers_are_those_that_libreoffice_shows(soffice: str, tmp_path: Path):
    anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    for n, extra in enumerate(
        [(), ("<w:start w:val='3'/>", "<w:isLgl/>"), ("<w:numFmt w:val='upperRoman'/>",)], start=1
    ):
        numbering = definition(*LEVELS, extra=extra) + num("1") + num("2", overrides=anew)
        path = [(1, "1"), (0, "1"), (2, "1"), (1, "1"), (2, "2"), (0, "2"), (1, "1"), (0, "1"), (2, "2")]
        file = tmp_path / f"{n}.docx"
        file.write_bytes(docx("".join(item(*place, text="x") for place in path), numbering=numbering))
        ours = [line.split()[0] for line in read_docx(file, file.read_bytes()).prose]
        lines = converted(file, "txt:Text (encoded):UTF8", soffice, tmp_path).read_text("utf-8-sig")
        assert ours == [line.split()[0] for line in lines.splitlines() if line.strip()]


def test_a_style_brings_its_list_through_its_bases_and_a_level_through_its_name():
    styles = (
        "<w:style w:styleId='Muc'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:styleId='MucCon'><w:basedOn w:val='Muc'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr></w:style>"
        "<w:style w:styleId='Khong'><w:basedOn w:val='Muc'/><w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr></w:style>"
    )
    items = [p("", f"<w:pStyle w:val='{name}'/>") for name in ("Muc", "MucCon", "Khong", "Muc")]
    assert numbers(definition(*LEVELS) + num("1"), *items, styles=styles) == ["1.", "1.1.", "", "2."]
    linked = styles.replace("<w:ilvl w:val='1'/>", "<w:numId w:val='1'/>")
    numbering = definition(*LEVELS, extra=("", "<w:pStyle w:val='MucCon'/>")) + num("1")
    assert numbers(numbering, *items[:2], styles=linked) == ["1.", "1.1."]


def test_a_definition_may_point_at_a_list_style():
    styles = "<w:style w:styleId='DS'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    numbering = (
        definition(*LEVELS)
        + "<w:abstractNum w:abstractNumId='9'><w:numStyleLink w:val='DS'/></w:abstractNum>"
        + num("1")
        + num("2", of="9")
    )
    assert numbers(numbering, item(0, "2"), item(1, "2"), styles=styles) == ["1.", "1.1."]


def test_a_deleted_item_is_not_counted():
    gone = p("", "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:rPr><w:del/></w:rPr>")
    found = numbers(definition(*LEVELS) + num("1"), item(0), gone + item(0), item(0))
    assert found == ["1.", "2.", "3."]


# Documents that are none of ours


def test_pictures_without_a_table_are_a_scan():
    picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"
    with pytest.raises(BrokenFile) as error:
        read(picture)
    assert (error.value.finding.code, error.value.finding.fields["count"]) == ("FILE-030", 1)
    assert len(read(picture + tbl(tr("a", "b"))).grids) == 1


def test_a_document_without_a_table_has_no_grid():
    document = read(p("Báo cáo"))
    assert (document.grids, document.prose) == ((), ("Báo cáo",))


NESTED = "<w:sdt><w:sdtContent>"


@pytest.mark.parametrize(
    "content",
    [
        docx(p("a"))[:-60],
        docx("<w:p>"),
        docx(NESTED * 5000 + p("a") + "</w:sdtContent></w:sdt>" * 5000),
        docx("<w:tbl><w:tr><w:tc>" * 500 + p("a") + "</w:tc></w:tr></w:tbl>" * 500),
        docx(tbl(tr(tc("a", "<w:gridSpan w:val='nhiều'/>")))),
        docx(p("a"), numbering="<w:num w:numId='1'><w:abstractNumId w:val='0'/>"),
    ],
    ids=["cut-off", "not-closed", "nested-controls", "nested-tables", "no-number", "broken-numbering"],
)
def test_a_damaged_document_is_a_coded_message(content: bytes):
    with pytest.raises(BrokenFile) as error:
        read_docx(FILE, content)
    assert error.value.finding.code == "FILE-006"


def test_a_document_larger_than_any_annex_is_refused():
    with pytest.raises(BrokenFile) as error:
        read("<w:p/>" * 50_001)
    assert error.value.finding.code == "FILE-023"


def test_a_span_of_a_thousand_million_columns_costs_nothing():
    (grid,) = read(tbl(tr(tc("a", "<w:gridSpan w:val='1000000000'/>"), "b"))).grids
    assert len(grid.cells) == 2


# The whole annex


def annex_docx(path: Path) -> Path:
    """The real annex as python-docx writes it, its STT cells numbered by multi-level lists."""
    document = Document()
    document.add_paragraph(TITLE)
    for n, form in enumerate(real_forms(), start=100):
        _add_list(document, n)
        document.add_paragraph(form.heading)
        document.add_paragraph(form.title)
        _add_table(document, form, n)
    document.save(str(path))
    return path


def _add_list(document: Document, n: int) -> None:
    """A definition and its list; form 3 jumps from 2.1.x to 3.2.x, so codes that jump are typed."""
    root = document.part.numbering_part.element
    inner = definition(*LEVELS, name=str(n)).replace("<w:abstractNum ", f"<w:abstractNum {nsdecls('w')} ", 1)
    root.insert(0, parse_xml(inner))
    root.append(parse_xml(num(str(n), of=str(n)).replace("<w:num ", f"<w:num {nsdecls('w')} ", 1)))


def _add_table(document: Document, form: RealForm, n: int) -> None:
    table = document.add_table(rows=0, cols=len(HEADER), style="Table Grid")
    for text, cell in zip(HEADER, table.add_row().cells, strict=True):
        cell.text = text
    for code, *others in form.rows:
        stt, *cells = table.add_row().cells
        if code.startswith(("3.2", "3.3")) and form.heading == "Biểu mẫu 3":
            stt.text = f"{code}."
        else:
            _number(stt.paragraphs[0], code.count("."), n)
        for text, cell in zip(others, cells, strict=True):
            cell.text = text


def _number(paragraph, level: int, n: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", n)):
        child = OxmlElement(name)
        child.set(qn("w:val"), str(value))
        numbering.append(child)
    properties.append(numbering)


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return annex_docx(tmp_path_factory.mktemp("annex") / "phu-luc.docx")


def test_the_annex_of_python_docx_gives_all_33_values(annex: Path):
    assert values_in(read_docx(annex, annex.read_bytes()).grids) == real_values()


def test_the_annex_of_libreoffice_gives_all_33_values(annex: Path, soffice: str, tmp_path: Path):
    saved = converted(annex, "docx:MS Word 2007 XML", soffice, tmp_path)
    assert values_in(read_docx(saved, saved.read_bytes()).grids) == real_values()


def test_the_annex_is_bound_to_the_rows_of_the_catalogue(annex: Path, catalogue, administration, register):
    document = read_docx(annex, annex.read_bytes())
    report, _ = read_report(document, catalogue, administration, register, Given())
    filled = {i: v.text for i, v in report.values.items() if v.text}
    forms = {form.short: form.id for form in catalogue.forms}
    real = real_values().items()
    assert filled == {f"{forms[heading]}:{code}": text for heading, by in real for code, text in by.items()}
    assert (report.cover.period.id, report.cover.reporting_unit.name) == ("2025-Q1", "XÃ ĐƯNG K’NỚ")


def converted(source: Path, target: str, soffice: str, folder: Path) -> Path:
    """What LibreOffice saves of a file."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return folder / f"{source.stem}.{target.partition(':')[0]}"
