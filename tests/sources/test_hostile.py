"""Hostile and broken files end in a coded message, or are read, within bounds of time and memory.

Each file is read by a process of its own, so that its memory can be measured. The time allowed is several
times what is needed, for slow machines.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sources.office_files import (
    MAIN,
    content_types,
    number,
    ods,
    record,
    relations,
    row,
    xlsb,
    xlsx,
    zipped,
)

_SECONDS, _MEGABYTES = 10, 300
_READ = r"""
import re, sys, time
from pathlib import Path
from cchc_excel.errors import BrokenFile
from cchc_excel.sources import read_source
began = time.perf_counter()
try:
    document = read_source(Path(sys.argv[1]))
    print(document.kind, sum(len(grid.cells) for grid in document.grids))
except BrokenFile as broken:
    print(broken.finding.code)
print(time.perf_counter() - began)
status = Path("/proc/self/status")  # getrusage would count what the parent had
print(int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) // 1024 if status.exists() else 0)
"""


def outcome(path: Path) -> str:
    """The code of the refusal, or the kind and the number of cells; fails where it took too much."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, seconds, megabytes = done.stdout.split("\n")[:3]
    assert float(seconds) < _SECONDS
    assert int(megabytes) <= _MEGABYTES
    return said


def cell(address: str, value: object = 1, attributes: str = "") -> str:
    return f'<c r="{address}" {attributes}><v>{value}</v></c>'


def line(n: int, *cells: str, attributes: str = "") -> str:
    return f'<row r="{n}" {attributes}>{"".join(cells)}</row>'


def with_entities(part: str) -> bytes:
    """A workbook in which one part declares entities that hold entities, ten in each."""
    lols = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lols}]><x xmlns="{MAIN}">&l9;</x>'
    return xlsx(more={part: bomb})


def external_entity() -> bytes:
    secret = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    strings = f'<?xml version="1.0"?>{secret}<sst xmlns="{MAIN}"><si><t>&e;</t></si></sst>'
    return xlsx(line(1, cell("A1", 0, 't="s"')), more={"xl/sharedStrings.xml": strings})


def dtd_behind_a_long_comment() -> bytes:
    strings = f'<?xml version="1.0"?><!--{"x" * 100_000}--><!DOCTYPE x><sst xmlns="{MAIN}"/>'
    return xlsx(more={"xl/sharedStrings.xml": strings.encode("utf-16")})


def bomb(size: int, declared: int | None = None) -> bytes:
    """A workbook whose sheet is all spaces; its declared size may be a lie."""
    pieces = (b" " * (size // 1000) for _ in range(1000))
    content = xlsx(more={"xl/worksheets/sheet1.xml": pieces})
    if declared is None:
        return content
    real = size.to_bytes(4, "little")
    assert content.count(real) == 2  # before the part and in the directory
    return content.replace(real, declared.to_bytes(4, "little"))


def many_parts() -> bytes:
    """Ten thousand sheets that are all the same part, of a megabyte each."""
    sheets = "".join(f'<sheet name="T{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 10_001))
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{sheets}</sheets></workbook>"
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{" " * 1_000_000}</sheetData></worksheet>'
    return xlsx(more={"xl/workbook.xml": workbook, "xl/worksheets/sheet1.xml": sheet})


def many_entries() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for n in range(30_000):
            package.writestr(str(n), b"")
    return file.getvalue()


def overlapping_entry() -> bytes:
    """An entry that says it is larger than the whole file."""
    content = bytearray(xlsx(line(1, cell("A1"))))
    at = content.index(b"PK\x01\x02")
    content[at + 20 : at + 28] = b"\xff\xff\xff\x7f" * 2
    return bytes(content)


XLSX: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: xlsx(line(1, cell("A1")))[:-40], "FILE-006"),
    "cut off in the middle": (lambda: xlsx(line(1, cell("A1")))[:400], "FILE-006"),
    "a part of a gigabyte": (lambda: bomb(1_000_000_000), "FILE-023"),
    "a part that lies about its size": (lambda: bomb(123_457_000, declared=1000), "FILE-006"),
    "one part under ten thousand names": (many_parts, "FILE-023"),
    "thirty thousand entries": (many_entries, "FILE-043"),
    "an entry beyond the file": (overlapping_entry, "xlsx 1"),
    "billion laughs in the sheet": (lambda: with_entities("xl/worksheets/sheet1.xml"), "FILE-006"),
    "billion laughs in the strings": (lambda: with_entities("xl/sharedStrings.xml"), "FILE-006"),
    "billion laughs in the workbook": (lambda: with_entities("xl/workbook.xml"), "FILE-006"),
    "billion laughs in the content types": (lambda: with_entities("[Content_Types].xml"), "FILE-006"),
    "an external entity": (external_entity, "FILE-006"),
    "a DTD behind a long comment, in UTF-16": (dtd_behind_a_long_comment, "FILE-006"),
    "deeply nested sheet": (lambda: xlsx("<a>" * 1_400_000), "FILE-006"),
    "deeply nested workbook": (lambda: xlsx(workbook="<a>" * 590_000), "FILE-006"),
    "deeply nested and closed": (lambda: xlsx("<a>" * 90_000 + "</a>" * 90_000), "xlsx 0"),
    "a million strange elements": (lambda: xlsx("<a/>" * 1_400_000), "xlsx 0"),
    "elements beyond any annex": (lambda: xlsx("<a/>" * 1_600_000), "FILE-023"),
    "a sheet that claims all rows": (
        lambda: xlsx(line(1, cell("A1")), before='<dimension ref="A1:XFD1048576"/>'),
        "xlsx 1",
    ),
    "a million rows without cells": (
        lambda: xlsx("".join(line(n, attributes='hidden="1"') for n in range(1, 700_001))),
        "xlsx 0",
    ),
    "a million styled blank rows below the table": (
        lambda: xlsx(
            line(1, cell("A1"))
            + "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 1_048_577)),
            after=merged("A1:B1"),
        ),
        "xlsx 1",
    ),
    "cells of another spelling": (
        lambda: xlsx("".join(f'<row r="{n}"><c r="A{n}"><v >1</v ></c></row>' for n in range(1, 50_001))),
        "xlsx 50000",
    ),
    "a million styled blank rows": (
        lambda: xlsx("".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 1_048_577))),
        "xlsx 0",
    ),
    "a stray character in row 1,000,000": (
        lambda: xlsx(line(1, cell("A1")) + line(1_000_000, cell("XFD1000000"))),
        "xlsx 2",
    ),
    "columns to the last": (
        lambda: xlsx(line(1, cell("A1")), before='<cols><col min="1" max="16384" hidden="1"/></cols>'),
        "xlsx 1",
    ),
    "columns beyond the last": (
        lambda: xlsx(line(1, cell("A1")), before='<cols><col min="1" max="999999999" hidden="1"/></cols>'),
        "xlsx 1",
    ),
    "half a million filled cells": (
        lambda: xlsx("".join(line(n, *(cell(f"{c}{n}", n) for c in "ABCDE")) for n in range(1, 100_001))),
        "FILE-023",
    ),
    "half a million strings": (
        lambda: xlsx(
            more={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"<si><t>a</t></si>" * 330_000}</sst>'}
        ),
        "FILE-023",
    ),
    "one merged area over everything": (
        lambda: xlsx(line(1, cell("A1")), after=merged("A1:XFD1048576")),
        "xlsx 1",
    ),
    "merged areas that overlap and turn": (
        lambda: xlsx(line(1, cell("A1")), after=merged("A1:C3", "B2:D4", "D4:A1", "A1", "A1:C3")),
        "xlsx 1",
    ),
    "twenty thousand merged areas": (
        lambda: xlsx(line(1, cell("A1")), after=merged(*(f"A{n}:E{n}" for n in range(1, 20_001)))),
        "xlsx 1",
    ),
    "more merged areas than any annex": (
        lambda: xlsx(line(1, cell("A1")), after=merged(*["A1:E1"] * 400_000)),
        "FILE-023",
    ),
    "a merged area that is none": (lambda: xlsx(line(1, cell("A1")), after=merged("A:B")), "FILE-006"),
    "a shared string that is not there": (
        lambda: xlsx(line(1, cell("A1", 99, 't="s"'))),
        "FILE-006",
    ),
    "a shared string before the first": (lambda: xlsx(line(1, cell("A1", -1, 't="s"'))), "FILE-006"),
    "a style that is not there": (lambda: xlsx(line(1, cell("A1", 5, 's="999999999999"'))), "xlsx 1"),
    "a style below the first": (lambda: xlsx(line(1, cell("A1", 5, 's="-1"'))), "xlsx 1"),
    "a number as only Python writes it": (lambda: xlsx(line(1, cell("A1", "1_5"))), "FILE-006"),
    "a style that is a word": (lambda: xlsx(line(1, cell("A1", 5, 's="x"'))), "FILE-006"),
    "a row beyond the last": (lambda: xlsx(line(1_048_577, cell("A1048577"))), "FILE-006"),
    "row zero": (lambda: xlsx(line(0, cell("A0"))), "FILE-006"),
    "a cell of another row": (lambda: xlsx(line(1, cell("A7"))), "FILE-006"),
    "a cell that is nowhere": (lambda: xlsx(line(1, cell("ZZZZ1"))), "FILE-006"),
    "a number of a thousand digits": (lambda: xlsx(line(1, cell("A1", "9" * 1000))), "xlsx 1"),
    "a number that is a word": (lambda: xlsx(line(1, cell("A1", "bảy"))), "FILE-006"),
    "a sheet that is its own relationship": (
        lambda: xlsx(more={"xl/_rels/workbook.xml.rels": relations(("worksheet", "workbook.xml"))}),
        "xlsx 0",
    ),
    "an unknown encoding": (
        lambda: xlsx(more={"xl/worksheets/sheet1.xml": b'<?xml version="1.0" encoding="x"?><a/>'}),
        "FILE-006",
    ),
    "no main part": (
        lambda: zipped(
            {
                "[Content_Types].xml": content_types("xl/workbook.xml", "spreadsheetml"),
                "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            }
        ),
        "FILE-006",
    ),
}


def merged(*areas: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{a}{chr(34)}/>' for a in areas)}</mergeCells>"


@pytest.mark.parametrize("case", XLSX)
def test_a_hostile_workbook_does_no_harm(case, tmp_path):
    make, expected = XLSX[case]
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(make())
    assert outcome(path) == expected


def ods_row(cells: str, repeated: int = 1, attributes: str = "") -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}" {attributes}>{cells}</table:table-row>'


def ods_cell(repeated: int = 1, attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="1" {attributes} '
        f'table:number-columns-repeated="{repeated}"/>'
    )


EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'
ODS: dict[str, tuple[Callable[[], bytes], str]] = {
    "everything is repeated": (lambda: ods(ods_row(ods_cell(16_384), 1_048_576)), "FILE-023"),
    "repeated without end": (lambda: ods(ods_row(ods_cell(10**18), 10**18)), "FILE-023"),
    "repeated never": (lambda: ods(ods_row(ods_cell(0))), "FILE-006"),
    "blank rows to the last": (lambda: ods(ods_row(ods_cell()) + ods_row(EMPTY, 1_048_575)), "ods 1"),
    "hidden rows to the last": (
        lambda: ods(ods_row(ods_cell()) + ods_row(EMPTY, 10**9, 'table:visibility="collapse"')),
        "ods 1",
    ),
    "a stray cell in the last row": (lambda: ods(ods_row(EMPTY, 1_048_575) + ods_row(ods_cell())), "ods 1"),
    "a cell beyond the last row": (
        lambda: ods(ods_row(EMPTY, 1_048_576) + ods_row(ods_cell())),
        "FILE-006",
    ),
    "columns without end": (
        lambda: ods(
            '<table:table-column table:visibility="collapse" table:number-columns-repeated="999999999"/>'
            + ods_row(ods_cell())
        ),
        "ods 1",
    ),
    "spaces without end": (
        lambda: ods(
            ods_row(
                '<table:table-cell office:value-type="string"><text:p>'
                f"{'<text:s text:c=' + chr(34) + '999999999' + chr(34) + '/>'}a</text:p></table:table-cell>"
            )
        ),
        "ods 1",
    ),
    "texts within texts": (
        lambda: ods(
            ods_row(
                '<table:table-cell office:value-type="string"><text:p>'
                f"{'<text:span>' * 5000}a{'</text:span>' * 5000}</text:p></table:table-cell>"
            )
        ),
        "FILE-006",
    ),
    "a style that is its own parent": (
        lambda: ods(
            ods_row(ods_cell(1, 'table:style-name="a"')),
            styles='<style:style style:name="a" style:family="table-cell" style:parent-style-name="a"/>',
        ),
        "ods 1",
    ),
    "a format that is its own condition": (
        lambda: ods(
            ods_row(ods_cell(1, 'table:style-name="a"')),
            styles='<number:number-style style:name="N"><number:number number:decimal-places="9999999"/>'
            '<style:map style:condition="value()&gt;=0" style:apply-style-name="N"/></number:number-style>'
            '<style:style style:name="a" style:family="table-cell" style:data-style-name="N"/>',
        ),
        "ods 1",
    ),
    "no content": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "FILE-006",
    ),
    "billion laughs": (
        lambda: ods(more={"styles.xml": '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'}),
        "FILE-006",
    ),
}


@pytest.mark.parametrize("case", ODS)
def test_a_hostile_ods_does_no_harm(case, tmp_path):
    make, expected = ODS[case]
    path = tmp_path / "bao-cao.ods"
    path.write_bytes(make())
    assert outcome(path) == expected


XLSB: dict[str, tuple[bytes, str]] = {
    "a stray cell in the last row": (row(1) + number(1, 1) + row(1_048_576) + number(16_384, 1), "FILE-023"),
    "a row beyond the last": (row(2_000_000_000) + number(1, 1), "FILE-006"),
    "half a million cells": (row(1) + number(1, 1) * 500_000, "FILE-023"),
    "half a record": (row(1) + record(5, b"\0"), "FILE-006"),
    "a size without end": (row(1) + b"\x05\xff\xff\xff\xff", "FILE-006"),
}


@pytest.mark.parametrize("case", XLSB)
def test_a_hostile_xlsb_does_no_harm(case, tmp_path):
    cells, expected = XLSB[case]
    path = tmp_path / "bao-cao.xlsb"
    path.write_bytes(xlsb(cells))
    assert outcome(path) == expected


BIFF_BEGIN = bytes.fromhex("0908100000060500bb0dcc070000000006000000")
BIFF: dict[str, tuple[bytes, str]] = {
    "nothing but a beginning": (BIFF_BEGIN, "FILE-006"),
    "a password": (BIFF_BEGIN + bytes.fromhex("2f000600000000000000"), "FILE-005"),
    "half a million cells": (BIFF_BEGIN + bytes.fromhex("01020600000000000000") * 500_001, "FILE-023"),
    "noise": (BIFF_BEGIN + zlib.compress(bytes(100_000)) * 50, "FILE-006"),
}


@pytest.mark.parametrize("case", BIFF)
def test_a_hostile_xls_does_no_harm(case, tmp_path):
    content, expected = BIFF[case]
    path = tmp_path / "bao-cao.xls"
    path.write_bytes(content)
    assert outcome(path) == expected


def test_a_compound_file_of_nothing_is_damaged(tmp_path):
    path = tmp_path / "bao-cao.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048))
    assert outcome(path) == "FILE-006"


@pytest.mark.parametrize("content", [b"a,b\nSTT,x\n" + b"1,2\n" * 400_000, b"x" * (17 << 20)])
def test_a_text_larger_than_any_annex_is_refused(content, tmp_path):
    path = tmp_path / "bao-cao.csv"
    path.write_bytes(content)
    assert outcome(path) == "FILE-023"
