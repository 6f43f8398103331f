"""What stands above and below the tables, and on sheets beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cchc_excel.model.forms import Kind

from .book import Cell, Line, Sheet
from .columns import Ground
from .values import ROWS, Report


def head(ground: Ground) -> list[Line]:
    report, at = ground.reports[0], ground.layout.first[1]
    width = sum(c.wide for c in ground.columns)
    lines = _HEADS[ground.layout.head](report)
    return [Line({at: Cell(text, "title", span=(1, width))} if text else {}) for text in lines]


def foot(ground: Ground) -> list[Line]:
    return _FEET[ground.layout.foot](ground)


def _annex_head(report: Report) -> list[str]:
    year = report.period.id[:4]
    unit = report.unit.written
    return [
        "Phụ lục",
        f"BIỂU MẪU THỐNG KÊ SỐ LIỆU BÁO CÁO CẢI CÁCH HÀNH CHÍNH TẠI UBND {unit.upper()}",
        f"{report.period.words}",
        f"(Ban hành kèm theo Báo cáo số       /BC-UBND ngày     /    /{year} của UBND {unit})",
        "",
    ]


def _letterhead(report: Report) -> list[str]:
    return [
        "UBND HUYỆN LẠC DƯƠNG                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        f"UBND {report.unit.written.upper()}                    Độc lập - Tự do - Hạnh phúc",
        "Số: 31/BC-UBND",
        "",
        "BÁO CÁO SỐ LIỆU CẢI CÁCH HÀNH CHÍNH",
        report.period.words.upper(),
        "",
    ]


_HEADS: Mapping[str, Callable[[Report], list[str]]] = {
    "annex": _annex_head,
    "letterhead": _letterhead,
    "name": lambda report: [f"Đơn vị: {report.unit.written}", f"Kỳ báo cáo: {report.period.words}", ""],
    "joint": lambda report: [f"TỔNG HỢP SỐ LIỆU CCHC {report.period.words.upper()} CỦA CÁC XÃ, THỊ TRẤN", ""],
    "period": lambda report: [report.period.words, ""],
    "none": lambda report: [],
}


def _texts(ground: Ground, *texts: tuple[int, str]) -> list[Line]:
    return [Line({ground.layout.first[1] + shift: Cell(text, "title")}) for shift, text in texts]


_FEET: Mapping[str, Callable[[Ground], list[Line]]] = {
    "none": lambda ground: [],
    "signature": lambda ground: [
        Line(),
        *_texts(
            ground,
            (3, "Ngày 10 tháng 3 năm 2025"),
            (1, "NGƯỜI LẬP BIỂU"),
            (3, "TM. ỦY BAN NHÂN DÂN"),
            (3, "CHỦ TỊCH"),
            (1, "Trần Thị B"),
            (3, "Nguyễn Văn A"),
        ),
    ],
    "footnotes": lambda ground: [
        Line(),
        *_texts(
            ground,
            (0, "[1] Văn bản quy phạm pháp luật"),
            (0, "Ghi chú:"),
            (
                1,
                "- Tỷ lệ hồ sơ TTHC được giải quyết đúng hạn = Số hồ sơ TTHC giải quyết đúng hạn / Tổng số hồ sơ TTHC đã giải quyết xong x 100%",
            ),
            (1, "- Số TTHC công bố mới: tính cả TTHC được sửa đổi, bổ sung"),
            (3, 2025),
        ),
    ],
}


def _guide(ground: Ground) -> Sheet:
    """What each row means, row by row: every code and label once more, and no figure."""
    lines = [
        Line(
            {
                1: Cell("STT", "title"),
                2: Cell("Chỉ tiêu", "title"),
                3: Cell("Đơn vị tính", "title"),
                4: Cell("Cách ghi", "title"),
            }
        )
    ]
    for row in ROWS.values():
        how = "Ghi số liệu phát sinh trong kỳ" if row.kind is not Kind.HEADING else None
        lines.append(
            Line({1: Cell(row.code), 2: Cell(row.label), 3: Cell(row.measure_unit or None), 4: Cell(how)})
        )
    return Sheet("Hướng dẫn", lines)


def _list_of_files(ground: Ground) -> Sheet:
    """A list that the figures were counted from: many lines, numbers and words of the forms."""
    words = ("Chứng thực bản sao", "Đăng ký khai sinh", "Xác nhận tình trạng hôn nhân", "Hồ sơ đất đai")
    lines = [
        Line(
            {
                1: Cell("STT", "title"),
                2: Cell("Tên hồ sơ TTHC", "title"),
                3: Cell("Số lượng", "title"),
                4: Cell("Đúng hạn", "title"),
            }
        )
    ]
    for number in range(1, 60):
        settled = ground.rng.randint(1, 40)
        lines.append(
            Line({1: Cell(number), 2: Cell(ground.rng.choice(words)), 3: Cell(settled), 4: Cell(settled)})
        )
    return Sheet("DS hồ sơ", lines)


OTHER_SHEETS: Mapping[str, Callable[[Ground], Sheet]] = {"guide": _guide, "list": _list_of_files}
