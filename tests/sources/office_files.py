"""Office packages made by hand, for what no office program would save: one sheet, and what a test puts in it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODF = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("office", "table", "text", "style", "meta")
} | {
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
}
_ODF_SPACES = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _ODF.items())
Parts = Mapping[str, str | bytes | Iterable[bytes]]
"""The content of each part, in pieces where it is large."""


def zipped(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            with package.open(name, "w") as part:
                if isinstance(content, (str, bytes)):
                    content = [content.encode() if isinstance(content, str) else content]
                part.writelines(content)
    return file.getvalue()


def xlsx(
    rows: str = "", *, after: str = "", before: str = "", workbook: str = "", more: Parts | None = None
) -> bytes:
    """A workbook with one sheet, `Trang`: the rows, and the XML after and before them."""
    sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return zipped(
        {
            "[Content_Types].xml": content_types(
                "xl/workbook.xml",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            ),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            f'<sheet name="Trang" sheetId="1" r:id="rId1"/></sheets>{workbook}</workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>STT</t></si></sst>',
            "xl/worksheets/sheet1.xml": sheet,
            **(more or {}),
        }
    )


def content_types(part: str, kind: str) -> str:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
    )


def relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def ods(rows: str = "", *, styles: str = "", after: str = "", more: Parts | None = None) -> bytes:
    """A spreadsheet with one sheet, `Trang`: its rows (and columns), its automatic styles, and what stands
    after the sheet."""
    content = (
        f"<office:document-content {_ODF_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="Trang">{rows}</table:table>{after}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            **(more or {}),
        }
    )


def meta(properties: Mapping[str, str]) -> str:
    """The part in which an OpenDocument file keeps its own properties."""
    lines = "".join(
        f'<meta:user-defined meta:name="{n}">{v}</meta:user-defined>' for n, v in properties.items()
    )
    return f"<office:document-meta {_ODF_SPACES}><office:meta>{lines}</office:meta></office:document-meta>"


def xlsb(cells: bytes, *, styles: bytes | None = None, hidden: bool = False) -> bytes:
    """A binary workbook with one sheet, `Trang`, from its records (`record`, `row`, `cell`)."""
    sheet = struct.pack("<II", int(hidden), 1) + _wide("rId1") + _wide("Trang")
    return zipped(
        {
            "[Content_Types].xml": content_types(
                "xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
            ),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": record(131) + record(143) + record(156, sheet) + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": relations(
                ("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")
            ),
            "xl/styles.bin": record(278) + (styles or cell_styles()) + record(279),
            "xl/worksheets/sheet1.bin": record(129)
            + record(148, struct.pack("<IIII", 0, 0, 0, 0))
            + record(145)
            + cells
            + record(146)
            + record(130),
        }
    )


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of [MS-XLSB]: its number and size are written seven bits a byte."""
    return _seven_bits_a_byte(kind) + _seven_bits_a_byte(len(content)) + content


def row(number: int, *, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, 0x10 * hidden, 0, 0))


def number(column: int, value: float, style: int = 0) -> bytes:
    return record(5, struct.pack("<IId", column - 1, style, value))


def text(column: int, value: str, style: int = 0) -> bytes:
    return record(6, struct.pack("<II", column - 1, style) + _wide(value))


def formula(kind: int, column: int, result: bytes, style: int = 0) -> bytes:
    """A formula cell: its result, then flags and an empty formula."""
    return record(kind, struct.pack("<II", column - 1, style) + result + struct.pack("<HII", 0, 0, 0))


def cell_styles(*formats: tuple[int, str]) -> bytes:
    """A style for each number format of one's own; style 0 is General."""
    own = b"".join(record(44, struct.pack("<H", n) + _wide(code)) for n, code in formats)
    numbers = (0, *(n for n, _ in formats))
    each = b"".join(record(47, struct.pack("<HHHHHBBHH", 0, n, 0, 0, 0, 0, 0, 0, 0x3F)) for n in numbers)
    begin = record(617, struct.pack("<I", len(numbers)))
    fonts = record(615, struct.pack("<I", len(formats)))
    return fonts + own + record(616) + begin + each + record(618)


def _wide(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def _seven_bits_a_byte(value: int) -> bytes:
    written = b""
    while value > 0x7F:
        written += bytes([value & 0x7F | 0x80])
        value >>= 7
    return written + bytes([value])
