"""The plain way and the parser's way to a worksheet's rows: whatever the plain one takes, both give alike;
what is written otherwise is left to the parser, and what the parser refuses is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_excel.ooxml import Package
from cchc_excel.sources import sheet_part
from cchc_excel.sources.sheet_part import Tags, read_sheet, read_strings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TAGS = Tags.of("{" + MAIN + "}")


def package() -> Package:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", "")
    return Package.open(Path("bao-cao.xlsx"), file.getvalue())


def text_of(item):
    return "".join(item.itertext())


def sheet(rows: str, before: str = "", after: str = "", root: str = "worksheet") -> bytes:
    data = f"<sheetData>{rows}</sheetData>"
    spaces = f'xmlns="{MAIN}" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    return f"<{root} {spaces}>{before}{data}{after}</{root}>".encode()


def taken(part):
    rows = [(r.number, r.hidden, [c for c in r.cells if c[3:6] != (None,) * 3]) for r in part.rows]
    return rows, part.merged, part.columns


def parsed(content: bytes):
    return taken(sheet_part._parsed_sheet(package(), content, TAGS, text_of))


def plainly(content: bytes):
    """What the plain way gives; None where it leaves a part to the parser."""
    try:
        return taken(sheet_part._plain_sheet(package(), content, TAGS))
    except sheet_part._NotPlain:
        return None


PLAIN = {
    "a number": '<row r="1"><c r="A1"><v>71</v></c></row>',
    "a style and a type": '<row r="1"><c r="A1" s="3" t="s"><v>0</v></c></row>',
    "a formula": '<row r="1"><c r="A1"><f>SUM(B1:B2)</f><v>3</v></c></row>',
    "a formula without a result": '<row r="1"><c r="A1"><f>B1&amp;"&lt;"</f><v></v></c></row>',
    "a shared formula": '<row r="1"><c r="A1"><f t="shared" si="0"/><v>3</v></c></row>',
    "LibreOffice's formula": '<row r="1"><c r="A1" s="0"><f aca="false">1+1</f><v>2</v></c></row>',
    "an inline text": '<row r="1"><c r="A1" t="inlineStr"><is><t>S&#7889; li&#x1EC7;u</t></is></c></row>',
    "kept spaces": '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c></row>',
    "blank cells": '<row r="1"><c r="A1" s="1"/><c r="B1"></c><c r="C1"><v>1</v></c></row>',
    "blank rows": '<row r="1" ht="15"/><row r="3" hidden="1"></row><row r="4"><c r="A4"><v>1</v></c></row>',
    "lines between": '\n <row r="1">\n  <c r="A1"><v>1</v></c>\n </row>\n',
    "nothing": "",
    "a row without a number": '<row><c r="A1"><v>1</v></c></row>',
    "an attribute of another kind": '<row r="1" spans="1:3" x14ac:dyDescent="0.25"/>',
}
OTHERWISE = {
    "a comment": '<row r="1"><!-- x --><c r="A1"><v>1</v></c></row>',
    "a section": '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>',
    "runs": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c></row>',
    "other quotes": "<row r='1'><c r='A1'><v>1</v></c></row>",
    "attributes in another order": '<row r="1"><c t="s" r="A1"><v>0</v></c></row>',
    "a cell without a reference": '<row r="1"><c><v>1</v></c></row>',
    "an extension": '<row r="1"><c r="A1"><v>1</v><extLst/></c></row>',
    "a namespace of its own": '<row xmlns="urn:x" r="1"><c r="A1"><v>1</v></c></row>',
    "a carriage return": '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
}
DAMAGED = {
    "a row that does not end": '<row r="1"><c r="A1"><v>1</v></c>',
    "a row in a row": '<row r="1"><row r="2"></row></row></row>',
    "a cell outside a row": '</row><row r="1">',
    "an unknown reference": '<row r="1"><c r="A1"><v>&nbsp;</v></c></row>',
    "a reference without an end": '<row r="1"><c r="A1"><v>a & b</v></c></row>',
    "a control character": '<row r="1"><c r="A1"><v>\x01</v></c></row>',
    "a reference to one": '<row r="1"><c r="A1"><v>&#1;</v></c></row>',
    "half a character": '<row r="1"><c r="A1"><v>&#xD800;</v></c></row>',
    "beyond all characters": '<row r="1"><c r="A1"><v>&#x110000;</v></c></row>',
    "no character": '<row r="1"><c r="A1"><v>\uffff</v></c></row>',
    "a prefix that nobody declared": '<row r="1" x15:a="1"/>',
    "an attribute twice": '<row r="1" r="2"></row>',
    "the end of a section": '<row r="1"><c r="A1"><v>]]></v></c></row>',
}


@pytest.mark.parametrize("rows", PLAIN.values(), ids=PLAIN)
def test_what_programs_write_is_read_plainly_and_as_the_parser_reads_it(rows):
    around = {
        "before": '<cols><col min="2" max="3" hidden="1"/></cols>',
        "after": '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
    }
    for content in (sheet(rows), sheet(rows, **around)):
        assert plainly(content) == parsed(content) is not None


@pytest.mark.parametrize("rows", OTHERWISE.values(), ids=OTHERWISE)
def test_what_is_written_otherwise_is_left_to_the_parser(rows):
    content = sheet(rows)
    assert plainly(content) is None
    assert taken(read_sheet(package(), content, TAGS, text_of)) == parsed(content)


@pytest.mark.parametrize("rows", DAMAGED.values(), ids=DAMAGED)
def test_what_the_parser_refuses_is_refused(rows):
    content = sheet(rows)
    assert plainly(content) is None
    with pytest.raises(ParseError):
        taken(read_sheet(package(), content, TAGS, text_of))


@pytest.mark.parametrize(
    "content",
    [
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>', root="chartsheet"),
        sheet("", before="<!--").replace(b"</worksheet>", b"--></worksheet>"),
        sheet('<row r="1"/>').replace(b"<sheetData>", b"<sheetData/><sheetData>"),
        b'<?xml version="1.0" encoding="windows-1258"?>' + sheet('<row r="1"/>'),
        sheet('<row r="1"><c r="A1"><v>1</v></c></row>').decode().encode("utf-16"),
        sheet('<row r="1"/>').replace(MAIN.encode(), b"urn:another"),
    ],
    ids=["no worksheet", "rows in a comment", "rows twice", "other encoding", "UTF-16", "other namespace"],
)
def test_a_part_that_only_looks_like_one_is_left_to_the_parser(content):
    assert plainly(content) is None


MARKS = [
    "<row",
    ">",
    "</row>",
    '<c r="A1">',
    "</c>",
    " ",
    "<v>",
    "</v>",
    "<f/>",
    "<f>",
    "</f>",
    "&amp;",
    "&#65;",
    "]]>",
    "<is><t>",
    "</t></is>",
    "71",
    '"',
    "/>",
]
PIECES = st.sampled_from([*PLAIN.values(), *OTHERWISE.values(), *DAMAGED.values(), *MARKS])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=8))
def test_of_any_mixture_both_ways_say_the_same(pieces):
    content = sheet("".join(pieces))
    found = plainly(content)
    if found is not None:
        assert found == parsed(content)


# Shared strings


def strings(items: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}" count="1">{items}</sst>'.encode()


@pytest.mark.parametrize(
    ("items", "texts"),
    [
        ("<si><t>Xã Lát</t></si><si><t/></si><si/>", ["Xã Lát", "", ""]),
        ('<si><t xml:space="preserve"> a&amp;b </t></si>', [" a&b "]),
        ("<si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si><si><t>d</t></si>", ["a", "bc", "d"]),
        ("<si><t>a</t><phoneticPr/></si>", ["a"]),
        ("<!-- --><si><t>a</t></si>", ["a"]),
        ("<si><t>a</t></si><!-- --><si><t>b</t></si>", ["a", "b"]),
        ("", []),
    ],
)
def test_shared_strings_are_given_in_order(items, texts):
    assert list(read_strings(package(), strings(items), TAGS, text_of)) == texts


@pytest.mark.parametrize("items", ["<si><t>a</si>", "<si><t>&x;</t></si>", "<si>", "<si><r></si>"])
def test_damaged_strings_are_refused(items):
    with pytest.raises(ParseError):
        list(read_strings(package(), strings(items), TAGS, text_of))
