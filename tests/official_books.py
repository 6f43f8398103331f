"""Workbooks as other offices make them: laid out like the annex, full of what a careless program loses.

Built with xlsxwriter; `patched` puts raw XML into a part where xlsxwriter cannot.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Kind

FIRST_ROW = 6
"""The line of a form's first row, from 1."""
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def address(row_id: str, column: str = "D") -> str:
    """Where a row stands: `D18`."""
    form = load_catalogue().form_of(row_id)
    return f"{column}{FIRST_ROW + [i.id for i in form.indicators].index(row_id)}"


def sheet_of(row_id: str) -> str:
    return "Biểu " + load_catalogue().form_of(row_id).short.split()[-1]


def rich_book(
    path: Path,
    *,
    macros: bool = False,
    held: Mapping[str, object] | None = None,
    notes: Mapping[str, str] | None = None,
    unit: str = "XÃ ĐƯNG K’NỚ",
    forms: Sequence[str] = (),
) -> Path:
    """An official workbook; `held` and `notes` are what its cells hold already, by id; of some forms or of
    all."""
    catalogue, held, notes = load_catalogue(), held or {}, notes or {}
    with xlsxwriter.Workbook(str(path)) as book:
        looks = {
            Kind.PERCENT: book.add_format({"num_format": "0.00%", "border": 1, "locked": False}),
            Kind.COUNT: book.add_format({"num_format": "#,##0", "border": 1, "locked": False}),
        }
        plain = book.add_format({"border": 1, "text_wrap": True, "locked": False})
        bold = book.add_format({"bold": True, "font_color": "#C00000"})
        for form in (f for f in catalogue.forms if not forms or f.id in forms):
            sheet = book.add_worksheet(sheet_of(form.indicators[0].id))
            sheet.write("A1", "PHỤ LỤC")
            sheet.write("A2", f"BIỂU MẪU THỐNG KÊ SỐ LIỆU CCHC TẠI UBND {unit}")
            sheet.write("A3", f"{form.short}: {form.title}. Báo cáo cải cách hành chính Quý I năm 2025", bold)
            for column, text in enumerate(("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")):
                sheet.write(FIRST_ROW - 2, column, text, bold)
            for n, i in enumerate(form.indicators):
                line = FIRST_ROW - 1 + n
                sheet.write_string(line, 0, i.code, plain)
                if n == 0:
                    sheet.write_rich_string(line, 1, bold, i.label[:3], plain, i.label[3:] or " ", plain)
                else:
                    sheet.write(line, 1, i.label, plain)
                sheet.write(line, 2, i.measure_unit, plain)
                sheet.write(line, 4, notes.get(i.id), plain)
                look = looks.get(i.kind, plain)
                if i.is_calculated and i.id not in held:
                    top, bottom = (address(each) for each in references(i.equals)[:2])
                    sheet.write_formula(line, 3, f'=IF(N({bottom})=0,"",{top}/{bottom})', look, "")
                elif i.id in held:
                    sheet.write(line, 3, held[i.id], look)
                elif i.id != "BM6:1.1":  # one value cell is not even there
                    sheet.write(line, 3, None, look)
            sheet.set_column("B:B", 60)
        _decorate(book, looks[Kind.COUNT])
        _totals(book)
        if macros:
            book.add_vba_project(io.BytesIO(_OLE + b"\0" * 504), is_stream=True)
            book.get_worksheet_by_name("Biểu 3").insert_button("H30", {"macro": "x", "caption": "Gửi"})
        book.set_custom_property("Số hồ sơ", "31/BC", "text")
        book.set_properties({"title": "Phụ lục", "company": "Sở Nội vụ"})
    return path


def _decorate(book: xlsxwriter.Workbook, look: object) -> None:
    """Everything that openpyxl would lose, on the sheet of form 3."""
    sheet = book.get_worksheet_by_name("Biểu 3")
    first, last = FIRST_ROW, FIRST_ROW + 14
    sheet.insert_textbox("H2", "Hộp chữ của Sở Nội vụ", {"fill": {"color": "#FFF2CC"}})
    sheet.insert_image("H8", "quoc-huy.png", {"image_data": io.BytesIO(_png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='Biểu 3'!$D${first}:$D${last}", "name": "Hồ sơ"})
    sheet.insert_chart("H12", chart)
    sheet.write_comment("D6", "Ghi theo danh mục đã công bố", {"visible": True})
    sheet.conditional_format(f"D{first}:D{last}", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(f"D{first}:D{last}", {"type": "3_color_scale"})
    sheet.conditional_format(
        f"E{first}:E{last}", {"type": "no_blanks", "format": book.add_format({"italic": 1})}
    )
    sheet.add_sparkline("F6", {"range": f"'Biểu 3'!D{first}:D{last}"})
    sheet.insert_checkbox("F7", True)
    sheet.data_validation(f"D{first}:D{last}", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(3, 4)
    sheet.set_header("&CTrang &P")
    sheet.set_h_pagebreaks([20])
    sheet.freeze_panes(5, 3)
    sheet.write_url("H1", "https://example.vn/huong-dan", string="Hướng dẫn")
    sheet.set_row(40, 20, None, {"level": 1, "hidden": True})
    sheet.protect("mat-khau", {"format_cells": True})
    book.define_name("HoSoXong", f"='Biểu 3'!${address('BM3:3.3.1')[0]}${address('BM3:3.3.1')[1:]}")
    if (sheet := book.get_worksheet_by_name("Biểu 1")) is None:
        return
    sheet.data_validation(address("BM1:6"), {"validate": "list", "source": ["Có", "Không"]})


def _totals(book: xlsxwriter.Workbook) -> None:
    """A sheet of sums over the forms, each formula with a result that is not true any more."""
    sheet, done = book.add_worksheet("Tổng hợp"), address("BM3:3.3.1")
    for line, (formula, result) in enumerate(
        [
            (f"='Biểu 3'!{done}+'Biểu 3'!{address('BM3:3.3.2')}", 777),
            (f"=SUM('Biểu 3'!D{FIRST_ROW}:D{FIRST_ROW + 3})", 777),
            ("=A1*2", 777),
            ("=HoSoXong", 777),
            (f"=INDIRECT(\"'Biểu 3'!{done}\")", 777),
            (f"=TEXT('Biểu 3'!{done},\"0\")", "777"),
            ("=SUM(C1:C2)", 3),
            ("=A5+1", 777),
        ]
    ):
        sheet.write_formula(line, 0, formula, None, result)
    sheet.write_array_formula("B1:B2", f"{{='Biểu 3'!D{FIRST_ROW}:D{FIRST_ROW + 1}*1}}", None, 777)
    sheet.write("B2", 777)
    sheet.write_column("C1", [1, 2])
    sheet.add_table("E1:F3", {"columns": [{"header": "Tên"}, {"header": "Số"}], "data": [["a", 1], ["b", 2]]})


def patched(path: Path, part: str, *changes: tuple[str, str]) -> Path:
    """Replace texts of one part, each of which must stand there exactly once."""
    with zipfile.ZipFile(path) as archive:
        entries = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in entries:
            if info.filename == part:
                for old, new in changes:
                    assert content.count(old.encode()) == 1, (
                        f"{old} stands {content.count(old.encode())} times"
                    )
                    content = content.replace(old.encode(), new.encode())
            archive.writestr(info, content)
    return path


def with_part(path: Path, name: str, content: str, content_type: str, kind: str) -> Path:
    """Add a part that the workbook part points at."""
    patched(
        path,
        "[Content_Types].xml",
        ("</Types>", f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'),
    )
    target = name.removeprefix("xl/")
    line = f'<Relationship Id="rIdX" Type="{_RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    patched(path, "xl/_rels/workbook.xml.rels", ("</Relationships>", line))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """Every part by its name, in the archive's order."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _png() -> bytes:
    """A red dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + b"\xc8\x10\x10" * 40 for _ in range(40))))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")
