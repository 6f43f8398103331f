"""The cover sheet (Bìa): whose report it is, of which period, how many errors and warnings are open, how
to fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from xlsxwriter.worksheet import Worksheet

from cchc_excel.model.administration import Administration
from cchc_excel.model.cover_fields import COVER_FIELDS
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import Cover
from cchc_excel.output.book import GREY_FILL, INPUT_FILL, PROTECTION, Book, Content, text_height
from cchc_excel.output.forms import AnnexLines
from cchc_excel.output.own_rules_words import line_of
from cchc_excel.output.plan import COVER_SHEET
from cchc_excel.output.readiness import Readiness, write_readiness

_FIRST_FIELD = 5
_DATE = "dd/mm/yyyy"


def write_cover(
    book: Book,
    catalogue: Catalogue,
    administration: Administration,
    cover: Cover,
    remark: str,
    readiness: Readiness,
    *,
    consolidated: bool = False,
) -> None:
    """Write the cover with its named fields; what stands there is what a reader takes."""
    sheet = book.sheet(COVER_SHEET)
    sheet.set_header("")
    sheet.set_column(0, 0, 20, book.style())
    sheet.set_column(1, 1, 33, book.style())
    sheet.set_column(2, 2, 25, book.style())
    title = book.style(bold=True, font_size=14, align="center", text_wrap=True)
    book.merge(sheet, 0, 0, 2, "BÁO CÁO CẢI CÁCH HÀNH CHÍNH", title)
    kind = "SỐ LIỆU TỔNG HỢP" if consolidated else "PHỤ LỤC SỐ LIỆU"
    book.merge(sheet, 1, 0, 2, kind, title)
    sheet.set_row(0, 26)
    sheet.set_row(1, 26)
    book.merge(
        sheet, 2, 0, 2, remark, book.style(italic=True, align="center", text_wrap=True, font_color="#C00000")
    )
    sheet.set_row(2, text_height(remark, 78))
    line = _fields(book, sheet, catalogue, administration, cover)
    fields = missing_fields(cover_values(catalogue, administration, cover))
    line = write_readiness(book, sheet, line + 1, replace(readiness, missing_fields=fields))
    texts = _HOW_TO_READ if consolidated else _HOW_TO_FILL
    if catalogue.own_rules is not None:
        texts = (*texts, f"{len(texts) + 1}. {line_of(catalogue.own_rules, 'vi')}")
    _instructions(book, sheet, line + 1, "Cách đọc tệp" if consolidated else "Cách ghi", texts)
    sheet.protect("", PROTECTION)
    sheet.print_area(0, 0, line + 1 + len(texts), 2)
    sheet.fit_to_pages(1, 1)


def annex_lines(catalogue: Catalogue, cover: Cover) -> AnnexLines:
    """The annex's title and third line: formulas over the cover, with what they give now."""
    name, number, day = cover.reporting_unit.name, cover.report_number, cover.report_date
    title = f"{catalogue.title.upper()} TẠI UBND "
    shown_day = f"{day.day}/{day.month}/{day.year}" if day else "…/…/……"
    third = f"(Kèm theo Báo cáo số {number or '……/BC-UBND'} ngày {shown_day} của UBND {name or '……'})"
    return AnnexLines(
        Content(title + (name.upper() or "……"), f'"{title}"&IF(CCHC_DON_VI="","……",UPPER(CCHC_DON_VI))'),
        Content(
            third,
            '"(Kèm theo Báo cáo số "&IF(CCHC_SO_BAO_CAO="","……/BC-UBND",CCHC_SO_BAO_CAO)&" ngày "'
            '&IF(ISNUMBER(CCHC_NGAY_BAO_CAO),DAY(CCHC_NGAY_BAO_CAO)&"/"&MONTH(CCHC_NGAY_BAO_CAO)&"/"'
            '&YEAR(CCHC_NGAY_BAO_CAO),"…/…/……")&" của UBND "&IF(CCHC_DON_VI="","……",CCHC_DON_VI)&")"',
        ),
    )


_BOX = {"border": 1, "align": "left", "text_wrap": True}
_HINT = {"italic": True, "font_color": "#595959", "font_size": 11, "align": "left"}


def _fields(
    book: Book, sheet: Worksheet, catalogue: Catalogue, administration: Administration, cover: Cover
) -> int:
    """The cover's fields, each a named cell; returns the line below them."""
    values = cover_values(catalogue, administration, cover)
    for line, field in enumerate(COVER_FIELDS, start=_FIRST_FIELD):
        value = values[field.key]
        locked = field.key == "version"
        box = {"locked": locked, "bg_color": GREY_FILL if locked else INPUT_FILL}
        style = book.style(num_format=_DATE if field.is_day else "@", **box, **_BOX)
        label = (field.label.vi, book.style(bold=True, **_BOX))
        book.write_line(sheet, line, [label, (value, style), (field.hint, book.style(**_HINT))])
        sheet.set_row(line, text_height(value if isinstance(value, str) else "", 33, bold=True) + 4)
        book.name(field.cell_name, COVER_SHEET, line, 1)
        if field.key == "level":
            sheet.data_validation(line, 1, line, 1, _levels(administration))
    return _FIRST_FIELD + len(COVER_FIELDS)


def cover_values(
    catalogue: Catalogue, administration: Administration, cover: Cover
) -> dict[str, str | date | None]:
    """What stands in the fields, as a clerk reads it."""
    period = cover.period
    return {
        "unit": cover.reporting_unit.name,
        "unit_code": cover.reporting_unit.code,
        "level": administration.level(cover.level).name.vi if cover.level else "",
        "period": period.name.vi if period else "",
        "start": period.start if period else None,
        "end": period.end if period else None,
        "number": cover.report_number,
        "report_date": cover.report_date,
        "prepared_by": cover.prepared_by,
        "phone": cover.phone,
        "version": f"{catalogue.issue}.{catalogue.version}",
    }


def _levels(administration: Administration) -> dict[str, object]:
    return {
        "validate": "list",
        "source": [level.name.vi for level in administration.reporting_levels],
        "error_title": "Cấp không hợp lệ",
        "error_message": "Chọn một cấp trong danh sách.",
    }


_REQUIRED = ("unit", "level", "period", "start", "end")


def missing_fields(values: Mapping[str, object]) -> Content:
    """How many of the fields that a report cannot do without are blank, now and as a formula."""
    lines = [n for n, field in enumerate(COVER_FIELDS, start=_FIRST_FIELD) if field.key in _REQUIRED]
    now = sum(not str(values[key] or "").strip() for key in _REQUIRED)
    return Content(now, "(" + "+".join(f'IF(TRIM(B{line + 1})="",1,0)' for line in lines) + ")")


_HOW_TO_FILL = (
    "1. Ghi đủ các ô màu vàng ở sheet này.",
    "2. Ghi số liệu vào cột «Số liệu» của từng biểu mẫu. Không có số liệu thì để trống; "
    "số 0 chỉ ghi khi đúng là bằng 0.",
    "3. Tỷ lệ có công thức thì tự tính; tỷ lệ phải ghi tay thì gõ kèm dấu %, ví dụ 98,59%.",
    "4. Dòng nền xám không thuộc cấp báo cáo này, để trống.",
    "5. Xem sheet «Kiểm tra»: sửa các lỗi; cảnh báo nếu đúng thì ghi lý do vào cột «Ghi chú» của dòng đó.",
    "6. Lưu tệp dạng .xlsx và gửi lên cấp trên; không đổi tên sheet, không thêm hoặc xóa dòng.",
)
_HOW_TO_READ = (
    "1. Các biểu mẫu chứa số tổng hợp: mỗi số là công thức cộng từ các dòng của sheet «Chi tiết».",
    "2. Cột «Mức độ đầy đủ» cho biết bao nhiêu đơn vị có số liệu trên tổng số đơn vị phải báo cáo.",
    "3. «Phát hiện» liệt kê lỗi và cảnh báo; «Tình trạng nộp» cho biết đơn vị nào chưa nộp hoặc bị từ chối.",
    "4. «Nguồn», «Gắn ô», «Ghi chú» cho biết mỗi số lấy từ tệp nào, ô nào và đơn vị giải trình gì.",
)


def _instructions(book: Book, sheet: Worksheet, line: int, heading: str, texts: Iterable[str]) -> None:
    book.merge(sheet, line, 0, 2, heading, book.style(bold=True, align="left"))
    for text in texts:
        line += 1
        book.merge(sheet, line, 0, 2, text, book.style(align="left", text_wrap=True))
        sheet.set_row(line, text_height(text, 78))
