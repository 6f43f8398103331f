"""The cover sheet (Bìa): whose report it is, of which period, how many errors and warnings are open, how
to fill it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xlsxwriter.worksheet import Worksheet

from cchc_excel.errors import Severity
from cchc_excel.model.administration import Administration
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import Cover
from cchc_excel.output.book import GREY_FILL, INPUT_FILL, PROTECTION, Book, Content, text_height
from cchc_excel.output.forms import AnnexLines
from cchc_excel.output.plan import CHECK_SHEET, COVER_SHEET

_FIRST_FIELD = 5
_DATE = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class OpenFindings:
    """How many live checks are violated, by severity, and the last line of the check sheet."""

    counts: dict[Severity, int]
    last_line: int


def write_cover(
    book: Book,
    catalogue: Catalogue,
    administration: Administration,
    cover: Cover,
    remark: str,
    opened: OpenFindings,
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
    line = _open_findings(book, sheet, line + 1, opened)
    _instructions(book, sheet, line + 1, consolidated)
    sheet.protect("", PROTECTION)
    sheet.print_area(0, 0, line + 8, 2)


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


def _fields(
    book: Book, sheet: Worksheet, catalogue: Catalogue, administration: Administration, cover: Cover
) -> int:
    level = administration.level(cover.level).name.vi if cover.level else ""
    period = cover.period
    fields: list[tuple[str, str, str | date | None, str]] = [
        ("CCHC_DON_VI", "Đơn vị báo cáo", cover.reporting_unit.name, "Tên đầy đủ, ví dụ: Xã Lát"),
        ("CCHC_MA_DON_VI", "Mã đơn vị", cover.reporting_unit.code, "Mã đơn vị hành chính, nếu biết"),
        ("CCHC_CAP", "Cấp", level, "Chọn trong danh sách"),
        ("CCHC_KY", "Kỳ báo cáo", period.name.vi if period else "", "Ví dụ: Quý I năm 2025"),
        ("CCHC_TU_NGAY", "Số liệu từ ngày", period.start if period else None, "ngày/tháng/năm"),
        ("CCHC_DEN_NGAY", "Số liệu đến ngày", period.end if period else None, "ngày/tháng/năm"),
        ("CCHC_SO_BAO_CAO", "Số báo cáo", cover.report_number, "Ví dụ: 31/BC-UBND"),
        ("CCHC_NGAY_BAO_CAO", "Ngày báo cáo", cover.report_date, "ngày/tháng/năm"),
        ("CCHC_NGUOI_LAP", "Người lập biểu", cover.prepared_by, ""),
        ("CCHC_DIEN_THOAI", "Điện thoại", cover.phone, ""),
    ]
    line = _FIRST_FIELD
    for name, label, value, hint in fields:
        day = name.endswith(("NGAY", "NGAY_BAO_CAO"))
        _field(book, sheet, line, label, value, hint, day=day)
        book.name(name, COVER_SHEET, line, 1)
        line += 1
    version = f"{catalogue.issue}.{catalogue.version}"
    _field(book, sheet, line, "Phiên bản mẫu", version, "Không sửa ô này", locked=True)
    book.name("CCHC_PHIEN_BAN", COVER_SHEET, line, 1)
    levels = [each.name.vi for each in administration.levels if each.template]
    sheet.data_validation(
        _FIRST_FIELD + 2,
        1,
        _FIRST_FIELD + 2,
        1,
        {
            "validate": "list",
            "source": levels,
            "error_title": "Cấp không hợp lệ",
            "error_message": "Chọn một cấp trong danh sách.",
        },
    )
    return line + 1


def _field(
    book: Book,
    sheet: Worksheet,
    line: int,
    label: str,
    value: str | date | None,
    hint: str,
    *,
    day: bool = False,
    locked: bool = False,
) -> None:
    box = {"border": 1, "align": "left", "text_wrap": True}
    book.write(sheet, line, 0, label, book.style(bold=True, **box))
    fill = GREY_FILL if locked else INPUT_FILL
    book.write(
        sheet,
        line,
        1,
        value,
        book.style(locked=locked, bg_color=fill, num_format=_DATE if day else "@", **box),
    )
    book.write(
        sheet, line, 2, hint, book.style(italic=True, font_color="#595959", font_size=11, align="left")
    )
    sheet.set_row(line, text_height(value if isinstance(value, str) else "", 33, bold=True) + 4)


def _open_findings(book: Book, sheet: Worksheet, line: int, opened: OpenFindings) -> int:
    """How many live checks are violated now."""
    box = {"border": 1, "align": "left", "text_wrap": True}
    first, last = 2, max(opened.last_line, 2)
    for severity, label in ((Severity.ERROR, "Số lỗi phải sửa"), (Severity.WARNING, "Số cảnh báo cần xem")):
        formula = (
            f"COUNTIFS('{CHECK_SHEET}'!$B${first}:$B${last},\"{severity.words.vi}\","
            f"'{CHECK_SHEET}'!$D${first}:$D${last},\"{Verdict.VIOLATED.words.vi}\")"
        )
        book.write(sheet, line, 0, label, book.style(bold=True, **box))
        book.write(
            sheet,
            line,
            1,
            Content(opened.counts.get(severity, 0), formula),
            book.style(num_format="0", **box),
        )
        book.write(
            sheet,
            line,
            2,
            f"Xem sheet «{CHECK_SHEET}»",
            book.style(italic=True, font_color="#595959", font_size=11, align="left"),
        )
        sheet.conditional_format(
            line,
            1,
            line,
            1,
            {
                "type": "cell",
                "criteria": ">",
                "value": 0,
                "format": book.workbook.add_format(
                    {"bg_color": "#F8CBAD" if severity is Severity.ERROR else "#FFE699"}
                ),
            },
        )
        sheet.set_row(line, 20)
        line += 1
    return line


_HOW_TO_FILL = (
    "1. Ghi đủ các ô màu vàng ở trang này.",
    "2. Ghi số liệu vào cột «Số liệu» của từng biểu mẫu. Không có số liệu thì để trống; "
    "số 0 chỉ ghi khi đúng là bằng 0.",
    "3. Tỷ lệ có công thức thì tự tính; tỷ lệ phải ghi tay thì gõ kèm dấu %, ví dụ 98,59%.",
    "4. Dòng nền xám không thuộc cấp báo cáo này, để trống.",
    "5. Xem sheet «Kiểm tra»: sửa các lỗi; cảnh báo nếu đúng thì ghi lý do vào cột «Ghi chú» của dòng đó.",
    "6. Lưu tệp dạng .xlsx và gửi lên cấp trên; không đổi tên sheet, không thêm hoặc xoá dòng.",
)
_HOW_TO_READ = (
    "1. Các biểu mẫu chứa số tổng hợp: mỗi số là công thức cộng từ các dòng của sheet «Chi tiết».",
    "2. Cột «Mức độ đầy đủ» cho biết bao nhiêu đơn vị có số liệu trên tổng số đơn vị phải báo cáo.",
    "3. «Phát hiện» liệt kê lỗi và cảnh báo; «Tình trạng nộp» cho biết đơn vị nào chưa nộp hoặc bị từ chối.",
    "4. «Nguồn», «Gắn ô», «Ghi chú» cho biết mỗi số lấy từ tệp nào, ô nào và đơn vị giải trình gì.",
)


def _instructions(book: Book, sheet: Worksheet, line: int, consolidated: bool) -> None:
    book.merge(
        sheet, line, 0, 2, "Cách đọc tệp" if consolidated else "Cách ghi", book.style(bold=True, align="left")
    )
    for text in _HOW_TO_READ if consolidated else _HOW_TO_FILL:
        line += 1
        book.merge(sheet, line, 0, 2, text, book.style(align="left", text_wrap=True))
        sheet.set_row(line, text_height(text, 78))
