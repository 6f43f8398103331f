"""Editing the parts of a package: which bytes of an XML part change, and how a new part is named, related and
declared."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cchc_excel.ooxml import Package
from cchc_excel.output.marking.boxes import anchor_of
from cchc_excel.output.package_edit.parts import EditedPackage
from cchc_excel.output.package_edit.sheet_map import SheetMap
from cchc_excel.output.package_edit.xml_tree import appending, read_tree, with_attributes, with_patches

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def package(**parts):
    """A package of parts by their names, with `_` for `/` and its content types."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", parts.pop("types", TYPES))
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return EditedPackage(Package.open(Path("a.xlsx"), target.getvalue()))


# ---- bytes ----


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        (b'<c r="D5" s="3"/>', {"s": "7"}, b'<c r="D5" s="7"/>'),
        (b"<c r='D5' s = '3' t='s'>", {"s": "7"}, b"<c r='D5' s=\"7\" t='s'>"),
        (b'<c r="D5"/>', {"s": "7"}, b'<c r="D5" s="7"/>'),
        (b'<x:c r="D5" >', {"s": "7"}, b'<x:c r="D5" s="7">'),
        (
            b'<xf fillId="2" applyFill="0"/>',
            {"fillId": "3", "applyFill": "1"},
            b'<xf fillId="3" applyFill="1"/>',
        ),
        (b'<c spans="1:2"/>', {"s": "a\\1&"}, b'<c spans="1:2" s="a\\1&amp;"/>'),
    ],
)
def test_an_attribute_is_set_and_the_others_keep_their_bytes(before, wanted, after):
    assert with_attributes(before, wanted) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<a><b count="1"><c/></b></a>', b'<a><b count="2"><c/><d/></b></a>'),
        (b"<a><b/></a>", b"<a><b><d/></b></a>"),
        (b'<x:a><x:b count="0" /></x:a>', b'<x:a><x:b count="1"><d/></x:b></x:a>'),
        (b"<a><b> <c/> </b>\n</a>", b"<a><b> <c/> <d/></b>\n</a>"),
    ],
)
def test_an_element_is_put_behind_its_brothers_and_counted(before, after):
    [holder] = read_tree(before).children
    assert with_patches(before, appending(before, holder, b"<d/>", 1)) == after


def test_a_tree_is_read_as_deep_as_asked_and_finds_names_whatever_their_prefix():
    root = read_tree("<?xml version='1.0'?><x:a>đ<x:b><x:c>1</x:c></x:b><b>2</b></x:a>".encode())
    assert [each.text for each in root.named("b")] == ["", "2"]
    assert [each.text for each in root.within("c")] == ["1"]
    flat = read_tree(b"<a><b><c>1</c></b><b/></a>", 2)
    assert [(each.text, each.children, each.end) for each in flat.children] == [("", [], 18), ("", [], 22)]


# ---- new parts ----


def test_a_new_part_takes_the_first_free_name_whatever_its_case():
    assert (
        package(xl__Comments1="<a/>", xl__comments3="<a/>").free_name("xl/comments{}.xml")
        == "xl/comments2.xml"
    )


def test_a_new_part_is_related_from_its_owner_and_declared_once():
    edited = package(xl__worksheets__sheet1="<a/>")
    first = edited.relate("xl/worksheets/sheet1.xml", "http://x/comments", "xl/comments1.xml")
    second = edited.relate("xl/worksheets/sheet1.xml", "http://x/vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    edited.put("xl/comments1.xml", b"<c/>")
    edited.put("xl/drawings/vmlDrawing1.vml", b"<xml/>")
    edited.declare("xl/comments1.xml", "type/comments")
    for _ in range(2):
        edited.declare("xl/drawings/vmlDrawing1.vml", "type/vml", by_extension=True)
    written = Package.open(Path("b.xlsx"), edited.written())
    assert (first, second) == ("rId1", "rId2")
    assert written.targets("xl/worksheets/sheet1.xml") == {
        "rId1": ("comments", "xl/comments1.xml"),
        "rId2": ("vmlDrawing", "xl/drawings/vmlDrawing1.vml"),
    }
    assert written.content_type("xl/comments1.xml") == "type/comments"
    assert written.part("[Content_Types].xml").count(b'Extension="vml"') == 1


def test_an_extension_that_means_something_else_is_overridden_for_the_part():
    types = TYPES.replace("</Types>", '<Default Extension="vml" ContentType="other"/></Types>')
    edited = package(types=types)
    edited.declare("xl/a.vml", "type/vml", by_extension=True)
    assert edited.package.content_type("xl/a.vml") == "other"
    assert Package.open(Path("b.xlsx"), edited.written()).content_type("xl/a.vml") == "type/vml"


# ---- the box of a comment ----


def test_a_box_passes_over_hidden_columns_and_rows_and_counts_their_real_sizes():
    sheet = SheetMap.of(
        b'<worksheet xmlns="x"><sheetFormatPr defaultRowHeight="15"/><cols>'
        b'<col min="5" max="6" hidden="1" width="9"/><col min="7" max="7" width="100"/></cols><sheetData>'
        b'<row r="5" ht="300"/><row r="6" hidden="1"/></sheetData></worksheet>'
    )
    left, _, top, _, right, into_right, bottom, _ = map(int, anchor_of(sheet, 6, 4, "ngắn").split(","))
    assert (left, right, into_right) == (4, 6, 15 + 360)
    assert (top, bottom) == (4, 4)
