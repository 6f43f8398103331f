"""How a workbook is laid out: the table of layouts. `laying_out.py` lays reports out by an entry of it.

A layout names its columns, its sheets and what stands around the tables; every one is a way in which real
clerks arrange these forms. What goes wrong inside a layout is in `damage.py`.

Columns are written as they are read from left to right: `code: TT | label: Nội dung | unit: ĐVT`. What
stands after the colon is the heading; `Kết quả > Số liệu` is a heading of two lines, the upper one merged
over the neighbours that share it. `prior!` is a hidden column, `value*2` one merged over two columns, and
`units` stands for the columns of each unit of a joint workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .values import FORMS, PERIODS, Q1, Period

OFFICIAL = (
    "code: STT | label: Chỉ tiêu thống kê\n(Sử dụng trong kỳ báo cáo hàng quý, 6 tháng, năm)"
    " | unit: Kết quả thống kê > Đơn vị tính | value: Kết quả thống kê > Số liệu | note: Ghi chú"
)
PLAIN = "code: TT | label: Nội dung | unit: ĐVT | value: Kết quả | note: Ghi chú"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")

Part = tuple[str, int, int]
"""A form, or a piece of one: from which row, up to which."""


def whole(*forms: str) -> tuple[Part, ...]:
    return tuple((form, 0, 99) for form in forms)


def seven(name: str, forms: Sequence[str] = FORMS) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    """A sheet for each form; `{}` in the name is the form's number, `{n}` the sheet's."""
    return tuple((name.format(form[2:], n=n), whole(form)) for n, form in enumerate(forms, 1))


def one(name: str, forms: Sequence[str] = FORMS) -> tuple[tuple[str, tuple[Part, ...]], ...]:
    return ((name, whole(*forms)),)


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to lay out the annex.

    `header`: `each` (over every form), `first` (once a sheet), `none`. `titles` of the forms: `lines`
    (above the table), `sections` (`III | CẢI CÁCH …` as a row of the table), `bands` (a row merged over
    the table), `none`. `head` above the first form: `annex`, `letterhead`, `name`, `joint`, `none`.
    `foot`: `signature`, `footnotes`, `none`. `beside` forms stand side by side. `old_copy`: a hidden copy
    with the figures of an earlier period, `before` or `after` the sheets.
    """

    why: str
    columns: str = OFFICIAL
    per_unit: str = "value: {unit}"
    sheets: tuple[tuple[str, tuple[Part, ...]], ...] = seven("Biểu mẫu {}")
    header: str = "each"
    titles: str = "lines"
    head: str = "annex"
    foot: str = "none"
    first: tuple[int, int] = (1, 1)
    numbered: bool = False
    page_break: int = 0
    beside: int = 1
    old_copy: str = ""
    other_sheets: tuple[str, ...] = ()
    headings_merged: bool = False
    units_merged: bool = False
    units: int = 1
    period: Period = Q1

    @property
    def states_unit(self) -> bool:
        return self.head not in ("none", "period") or self.units > 1

    @property
    def states_period(self) -> bool:
        return self.head != "none"


_REVERSED = tuple(reversed(FORMS))
_SHUFFLED = ("BM3", "BM7", "BM1", "BM6", "BM2a", "BM5", "BM4")

LAYOUTS: Mapping[str, Layout] = {
    # sheets and their names
    "official": Layout("the printed form, a sheet a form"),
    "named-bm": Layout("short sheet names, one heading line", PLAIN, sheets=seven("BM{}")),
    "named-bieu": Layout(
        "other words for the same headings",
        "code: STT | label: Chỉ tiêu | unit: Đơn vị | value: Thực hiện | note: Ghi chú",
        sheets=seven("Biểu {}"),
        foot="signature",
    ),
    "named-pl": Layout(
        "annexes instead of forms",
        "code: TT | label: Tên chỉ tiêu | unit: Đơn vị tính | value: Giá trị | note: Giải trình",
        sheets=seven("PL{}"),
    ),
    "named-phu-luc": Layout(
        "annexes written out",
        "code: Số TT | label: Chỉ tiêu báo cáo | unit: ĐVT | value: Số liệu báo cáo | note: Ghi chú",
        sheets=seven("Phụ lục {}"),
        head="letterhead",
        foot="signature",
    ),
    "named-by-excel": Layout(
        "nobody named the sheets, and the forms came in another order",
        PLAIN,
        sheets=seven("Sheet{n}", _SHUFFLED),
        titles="none",
    ),
    "named-b-dot": Layout("`B.3`, no titles", PLAIN, sheets=seven("B.{}"), titles="none", head="name"),
    "named-by-subject": Layout(
        "sheets named by what they are about",
        PLAIN,
        sheets=tuple(
            (name, whole(form))
            for form, name in zip(
                FORMS, ("CĐĐH", "Thể chế", "TTHC", "Bộ máy", "Công vụ", "Tài chính", "CQĐT"), strict=True
            )
        ),
        titles="none",
    ),
    # how many sheets
    "stacked": Layout("all forms on one sheet, as printed", sheets=one("Phụ lục")),
    "stacked-one-heading": Layout(
        "one long table under one heading, forms as sections",
        PLAIN,
        sheets=one("Tổng hợp"),
        header="first",
        titles="sections",
        foot="signature",
    ),
    "stacked-bands": Layout(
        "the same, sections merged over the table",
        PLAIN,
        sheets=one("Sheet1"),
        header="first",
        titles="bands",
    ),
    "stacked-no-titles": Layout(
        "one long table, nothing says where a form begins",
        PLAIN,
        sheets=one("Sheet1"),
        header="first",
        titles="none",
    ),
    "stacked-reversed": Layout("last form first", sheets=one("CCHC", _REVERSED)),
    "stacked-shuffled": Layout(
        "put together from pieces of colleagues", PLAIN, sheets=one("CCHC", _SHUFFLED), titles="bands"
    ),
    "two-sheets": Layout(
        "three forms on the first sheet, four on the second",
        sheets=(("Phần 1", whole(*FORMS[:3])), ("Phần 2", whole(*FORMS[3:]))),
    ),
    "three-sheets": Layout(
        "by the office that fills them, in its own order",
        PLAIN,
        sheets=(
            ("Nội vụ", whole("BM1", "BM5", "BM4")),
            ("Tư pháp", whole("BM3", "BM2a")),
            ("VP", whole("BM7", "BM6")),
        ),
    ),
    "form-over-two-sheets": Layout(
        "a long form continued on a sheet of its own",
        sheets=(
            ("Biểu 1", (("BM1", 0, 9),)),
            ("Biểu 1 (tiếp)", (("BM1", 9, 99),)),
            *seven("Biểu {}", FORMS[1:]),
        ),
    ),
    "forms-missing": Layout(
        "the commune left out what it has nothing for", sheets=seven("BM{}", ("BM1", "BM3", "BM6", "BM7"))
    ),
    "forms-missing-stacked": Layout(
        "the same on one sheet", PLAIN, sheets=one("Sheet1", ("BM3", "BM5", "BM7")), titles="bands"
    ),
    "side-by-side": Layout("landscape, two forms beside each other", PLAIN, sheets=one("A3"), beside=2),
    # copies and other sheets
    "old-copy-after": Layout(
        "last quarter's sheets hidden behind", PLAIN, sheets=seven("BM{}"), old_copy="after"
    ),
    "old-copy-before": Layout(
        "last quarter's sheets hidden in front", sheets=seven("Biểu {}"), old_copy="before"
    ),
    "old-copy-stacked": Layout(
        "one visible sheet, one hidden older one in front", PLAIN, sheets=one("Quý này"), old_copy="before"
    ),
    "guide-sheet": Layout(
        "a visible sheet that explains every row", sheets=seven("BM{}"), other_sheets=("guide",)
    ),
    "list-sheet": Layout("the lists that were counted", PLAIN, sheets=one("Báo cáo"), other_sheets=("list",)),
    # place and surroundings
    "offset": Layout("the table begins at C7", PLAIN, first=(7, 3)),
    "letterhead": Layout(
        "a full letterhead above, signatures below",
        sheets=one("Báo cáo"),
        head="letterhead",
        foot="signature",
    ),
    "footnotes": Layout("footnotes that repeat words of labels", sheets=one("Báo cáo"), foot="footnotes"),
    "numbered-columns": Layout("`A B 1 2 3` under the heading", numbered=True),
    "numbered-columns-plain": Layout(
        "`A B 1 2 3` with a column of last period",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | prior: Kỳ trước | value: Kỳ này | note: Ghi chú",
        numbered=True,
        sheets=one("Biểu"),
    ),
    "page-breaks": Layout(
        "the heading typed again on every printed page", PLAIN, page_break=8, sheets=one("In")
    ),
    # headings
    "no-heading": Layout("the heading line was deleted", PLAIN, header="none"),
    "no-heading-stacked": Layout(
        "neither heading nor titles, one table", PLAIN, sheets=one("Sheet1"), header="none", titles="none"
    ),
    "no-note": Layout("no column of notes", "code: TT | label: Nội dung | unit: ĐVT | value: Kết quả"),
    "no-unit": Layout("no column of units", "code: TT | label: Nội dung | value: Kết quả | note: Ghi chú"),
    "no-code": Layout("no column of codes", "label: Nội dung | unit: ĐVT | value: Số liệu | note: Ghi chú"),
    "label-and-value": Layout(
        "only what is needed", "label: Nội dung | value: Số liệu", sheets=one("Sheet1"), head="none"
    ),
    "unit-after-value": Layout(
        "the unit follows the figure",
        "code: TT | label: Nội dung | value: Số liệu | unit: Đơn vị tính | note: Ghi chú",
    ),
    "code-in-label": Layout(
        "the code typed before the label",
        "coded_label: Nội dung | unit: ĐVT | value: Kết quả | note: Ghi chú",
    ),
    "unit-in-label": Layout(
        "the unit in brackets after the label",
        "code: TT | label_and_unit: Nội dung | value: Kết quả | note: Ghi chú",
    ),
    "label-by-depth": Layout(
        "labels indented by columns",
        "code: STT | label1: Chỉ tiêu > Cấp 1 | label2: Chỉ tiêu > Cấp 2 | label3: Chỉ tiêu > Cấp 3 | unit: ĐVT | value: Số liệu | note: Ghi chú",
    ),
    "code-hidden": Layout(
        "the column of codes is hidden",
        "code!: STT | label: Nội dung | unit: ĐVT | value: Số liệu | note: Ghi chú",
    ),
    "headings-merged": Layout("headings merged over the unit column", PLAIN, headings_merged=True),
    "units-merged": Layout("equal units merged downwards", PLAIN, units_merged=True),
    "value-merged": Layout(
        "figures in two merged columns",
        "code: TT | label: Nội dung | unit: ĐVT | value*2: Kết quả | note: Ghi chú",
    ),
    "label-merged": Layout(
        "labels in three merged columns",
        "code: TT | label*3: Nội dung | unit: ĐVT | value: Kết quả | note*2: Ghi chú",
    ),
    # other figures beside the reported ones
    "prior-left": Layout(
        "last period's figures first",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | prior: Số liệu kỳ trước | value: Số liệu | note: Ghi chú",
    ),
    "prior-right": Layout(
        "last period's figures after",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | value: Số liệu | prior: Số liệu kỳ trước | note: Ghi chú",
        sheets=one("CCHC"),
    ),
    "prior-over": Layout(
        "`Số liệu` over `Kỳ trước | Kỳ này`",
        "code: STT | label: Chỉ tiêu | unit: Đơn vị tính | prior: Số liệu > Kỳ trước | value: Số liệu > Kỳ này | note: Ghi chú",
    ),
    "prior-over-right": Layout(
        "`Số liệu` over `Kỳ này | Kỳ trước`",
        "code: STT | label: Chỉ tiêu | unit: Đơn vị tính | value: Số liệu > Kỳ này | prior: Số liệu > Kỳ trước | note: Ghi chú",
        sheets=one("Phụ lục"),
    ),
    "year-ago": Layout(
        "the same period of last year, and a comparison",
        "code: TT | label: Nội dung | unit: ĐVT | year_ago: Cùng kỳ năm trước | value: Thực hiện | compare: So sánh (%) | note: Ghi chú",
    ),
    "plan": Layout(
        "plan, done, percent of the plan",
        "code: TT | label: Nội dung | unit: ĐVT | plan: Kế hoạch năm | value: Thực hiện | compare: Đạt (%) | note: Ghi chú",
    ),
    "cumulative": Layout(
        "since January beside this period",
        "code: TT | label: Chỉ tiêu | unit: ĐVT | value: Kết quả thực hiện > Trong kỳ | cumulative: Kết quả thực hiện > Lũy kế từ đầu năm | note: Ghi chú",
    ),
    "cumulative-left": Layout(
        "since January before this period",
        "code: TT | label: Chỉ tiêu | unit: ĐVT | cumulative: Lũy kế | value: Số liệu | note: Ghi chú",
    ),
    "change": Layout(
        "before, now, difference",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | prior: Kỳ trước | value: Kỳ báo cáo | change: Tăng/giảm | note: Ghi chú",
        sheets=one("Biểu"),
    ),
    "everything": Layout(
        "plan, a year ago, last period, this one, since January, difference",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | plan: Kế hoạch | year_ago: Cùng kỳ | prior: Kỳ trước | value: Kỳ này | cumulative: Lũy kế | change: Tăng (+), giảm (-) | note: Ghi chú",
    ),
    "quarters": Layout(
        "a workbook for the year, only the first quarter filled",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | value: Quý I | future: Quý II | future: Quý III | future: Quý IV | note: Ghi chú",
        sheets=one("2025"),
    ),
    "quarters-third": Layout(
        "the same in October: earlier columns hold earlier figures, the title says which period is reported",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | year_ago: Quý I | prior: 6 tháng | value: Quý III | future: Năm | note: Ghi chú",
        period=PERIODS[2],
    ),
    "prior-hidden": Layout(
        "last period's column hidden, under the same heading",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | prior!: Số liệu | value: Số liệu | note: Ghi chú",
    ),
    "prior-hidden-after": Layout(
        "a hidden column of old figures after the notes",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | value: Số liệu | note: Ghi chú | prior!: Số liệu",
        sheets=one("CCHC"),
    ),
    # other columns
    "serial-before": Layout(
        "a running number before the codes",
        "serial: TT | code: Mã | label: Chỉ tiêu | unit: ĐVT | value: Kết quả | note: Ghi chú",
        sheets=one("CCHC"),
    ),
    "id-code-before": Layout(
        "an indicator code of the province's own",
        "id_code: Mã số | code: STT | label: Chỉ tiêu | unit: ĐVT | value: Kết quả | note: Ghi chú",
    ),
    "office": Layout(
        "who fills it, between label and unit",
        "code: STT | label: Chỉ tiêu | office: Phòng phụ trách | unit: ĐVT | value: Số liệu | note: Ghi chú",
    ),
    "basis": Layout(
        "legal basis before the figures, remarks after",
        "code: STT | label: Chỉ tiêu | basis: Căn cứ | unit: ĐVT | value: Số liệu | remark: Nhận xét | note: Ghi chú",
    ),
    "points": Layout(
        "maximum points of the index beside the figures",
        "code: STT | label: Tiêu chí | points: Điểm tối đa | unit: ĐVT | value: Kết quả thực hiện | note: Ghi chú",
    ),
    "narrow-columns": Layout(
        "empty columns as spacing",
        "code: STT | blank: | label: Chỉ tiêu | blank: | unit: ĐVT | blank: | value: Số liệu | blank: | note: Ghi chú",
    ),
    # many units side by side
    "units-6": Layout(
        "six communes, a column each",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | units",
        units=6,
        head="joint",
        sheets=one("Tổng hợp"),
    ),
    "units-12-total-left": Layout(
        "twelve communes after their total",
        "code: STT | label: Chỉ tiêu | unit: ĐVT | total: Tổng cộng | units",
        units=12,
        head="joint",
    ),
    "units-8-total-right": Layout(
        "eight communes under one heading, their total last",
        "code: TT | label: Nội dung | unit: ĐVT | units | total: Tổng số | note: Ghi chú",
        per_unit="value: Số liệu các xã, thị trấn > {unit}",
        units=8,
        head="joint",
        sheets=one("CCHC"),
        header="first",
        titles="bands",
    ),
    "units-6-two-columns": Layout(
        "last period and this one under each commune",
        "code: TT | label: Nội dung | unit: ĐVT | units",
        per_unit="prior: {unit} > Kỳ trước | value: {unit} > Kỳ này",
        units=6,
        head="joint",
        sheets=one("CCHC"),
    ),
    "units-7-no-code": Layout(
        "seven communes, no codes", "label: Chỉ tiêu | unit: ĐVT | units", units=7, head="joint"
    ),
}
