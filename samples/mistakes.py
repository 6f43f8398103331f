"""The mistakes that are seeded on purpose, one a file, and what must be found there.

The table says what the clerk did and which finding it must raise; nothing of it is taken from a check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from figures import DISTRICT, PERIOD, Figures, public_service_units
from openpyxl.cell import Cell
from openpyxl.utils import absolute_coordinate, quote_sheetname

from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import ReportingPeriod

Cells = Mapping[str, Cell]
"""The value cells of a workbook by row id, and in a template the cover's cells by name."""

TOWN, LAT, SAR, NHIM, CHAIS, KNO = (
    "Thị trấn Lạc Dương",
    "Xã Lát",
    "Xã Đạ Sar",
    "Xã Đạ Nhim",
    "Xã Đạ Chais",
    "Xã Đưng KNớ",
)
CHECK, CONSOLIDATE = "kiem-tra", "tong-hop"
CONSOLIDATE_DISTRICT = f'tong-hop --unit "{DISTRICT}" --period {PERIOD.id}'
LAST_YEAR = ReportingPeriod.usual(2024, "Q1").dated(date(2023, 12, 11), date(2024, 3, 10))


@dataclass(frozen=True, slots=True)
class Mistake:
    """One seeded file: what was done to a right report of `unit`, and what must be found.

    `found` is a rule's id or a message's code, at `ids`; their cells are pointed at, or those of `at`.
    `entails` names what follows from it. `template` tells a filled template from a hand-copied annex.
    `command` is the one that finds it: `tong-hop` over the district's folder, with this file in it.
    """

    found: str
    unit: str
    what: str
    figures: Figures = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    entails: tuple[str, ...] = ()
    at: tuple[str, ...] | None = None
    cover: Mapping[str, object] = field(default_factory=dict)
    edit: Callable[[Cells], None] | None = None
    template: bool = False
    command: str = CHECK
    copy: str = ""
    called: str = ""
    """What the file is named after, where it is not the unit."""

    @property
    def file(self) -> str:
        return f"{self.found} {self.called or self.unit}{self.copy}.xlsx"


@dataclass(frozen=True, slots=True)
class Junk:
    """A file that is no report at all; `content` None is a workbook of something else."""

    found: str
    unit: str
    what: str
    content: bytes | None
    ids: tuple[str, ...] = ()
    entails: tuple[str, ...] = ()
    at: tuple[str, ...] | None = None
    command: str = CHECK

    @property
    def file(self) -> str:
        return f"{self.found} {self.unit}.xlsx"


def _delete_row(row_id: str) -> Callable[[Cells], None]:
    return lambda cells: cells[row_id].parent.delete_rows(cells[row_id].row)


def _delete_form(first: str, last: str) -> Callable[[Cells], None]:
    """Delete a form's rows with the three lines that head it."""

    def delete(cells: Cells) -> None:
        start = cells[first].row - 3
        cells[first].parent.delete_rows(start, cells[last].row - start + 1)

    return delete


def _repeat_row(row_id: str, value: int) -> Callable[[Cells], None]:
    """Copy a row's code, label and unit of measure to a new row below it, with a figure of its own."""

    def repeat(cells: Cells) -> None:
        cell = cells[row_id]
        sheet, row = cell.parent, cell.row
        sheet.insert_rows(row + 1)
        for column in range(1, cell.column):
            sheet.cell(row + 1, column).value = sheet.cell(row, column).value
        sheet.cell(row + 1, cell.column).value = value

    return repeat


def _lose_names(start: str) -> Callable[[Cells], None]:
    def lose(cells: Cells) -> None:
        names = cells["CCHC_KY"].parent.parent.defined_names
        for name in [n for n in names if n.startswith(start)]:
            del names[name]

    return lose


def _name_another(name: str, row_id: str) -> Callable[[Cells], None]:
    """Let a name point at the cell of another row."""

    def point(cells: Cells) -> None:
        cell = cells[row_id]
        place = f"{quote_sheetname(cell.parent.title)}!{absolute_coordinate(cell.coordinate)}"
        cell.parent.parent.defined_names[name].attr_text = place

    return point


def _type(**values: object) -> Callable[[Cells], None]:
    """Type into cells by row id or cover name, or anywhere by sheet and address."""

    def type_in(cells: Cells) -> None:
        workbook = cells["CCHC_KY"].parent.parent
        for name, value in values.items():
            sheet, _, address = name.rpartition("!")
            (workbook[sheet][address] if sheet else cells[name]).value = value

    return type_in


def _one_hundred_percent(cells: Cells) -> None:
    cells["BM7:3"].value = 1


_ROWS_OF_BM6 = ("BM6:1", "BM6:1.1", "BM6:1.2", "BM6:2", "BM6:2.1", "BM6:2.2", "BM6:2.3", "BM6:2.4",
                "BM6:2.4.1", "BM6:2.4.2", "BM6:2.4.3", "BM6:2.5", "BM6:2.6")  # fmt: skip
_OUTSIDE = {"Biểu mẫu 3!D25": 71, "Biểu mẫu 3!G18": 5}
_SETTLED_55 = {"BM3:3.3.1": 55, "BM3:3.3.2": 55}

OF_RULES = (
    Mistake("BM1-R01", LAT, "Số nhiệm vụ hoàn thành vượt số đề ra trong kế hoạch",
            {"BM1:2.1": 9, "BM1:2.2": 10}, ("BM1:2.2", "BM1:2.1"), ("ALL-R03 BM1:2",)),
    Mistake("BM1-R02", SAR, "Xử lý xong nhiều vấn đề hơn số phát hiện",
            {"BM1:3.2.1": 1, "BM1:3.2.2": 2}, ("BM1:3.2.2", "BM1:3.2.1"), ("ALL-R03 BM1:3.2",)),
    Mistake("BM1-R03", NHIM, "Một nhiệm vụ được tính vào hai dòng",
            {"BM1:4.1": 5, "BM1:4.2": 4, "BM1:4.3": 1, "BM1:4.4": 1},
            ("BM1:4.2", "BM1:4.3", "BM1:4.4", "BM1:4.1")),
    Mistake("BM1-R04", CHAIS, "Ghi không khảo sát nhưng có phiếu",
            {"BM1:5": 0, "BM1:5.1": 45, "BM1:5.2": None}, ("BM1:5", "BM1:5.1")),
    Mistake("BM1-R05", KNO, "Ghi không khảo sát nhưng có hình thức khảo sát",
            {"BM1:5": 0, "BM1:5.1": None, "BM1:5.2": 1}, ("BM1:5", "BM1:5.2")),
    Mistake("BM1-R06", TOWN, "Ghi có khảo sát nhưng thiếu hình thức",
            {"BM1:5": 1, "BM1:5.1": 50, "BM1:5.2": None}, ("BM1:5", "BM1:5.1", "BM1:5.2")),
    Mistake("BM1-R07", LAT, "Có số nhiệm vụ đề ra, thiếu số đã hoàn thành",
            {"BM1:2.2": None}, ("BM1:2.1", "BM1:2.2")),
    Mistake("BM1-R08", SAR, "Có số vấn đề phát hiện, thiếu số đã xử lý",
            {"BM1:3.2.1": 1}, ("BM1:3.2.1", "BM1:3.2.2")),
    Mistake("BM2a-R01", NHIM, "Tổng số văn bản khác với số do cấp xã ban hành",
            {"BM2a:1": 2, "BM2a:1.2": 1}, ("BM2a:1", "BM2a:1.1", "BM2a:1.2")),
    Mistake("BM2a-R02", CHAIS, "Xử lý xong nhiều văn bản hơn số phải xử lý sau kiểm tra",
            {"BM2a:2.2.1": 1, "BM2a:2.2.2": 2}, ("BM2a:2.2.2", "BM2a:2.2.1"), ("ALL-R03 BM2a:2.2",)),
    Mistake("BM2a-R03", KNO, "Xử lý xong nhiều văn bản hơn số phải xử lý sau rà soát",
            {"BM2a:3.2.1": 1, "BM2a:3.2.2": 2}, ("BM2a:3.2.2", "BM2a:3.2.1"), ("ALL-R03 BM2a:3.2",)),
    Mistake("BM3-R03", LAT, "Hồ sơ đúng hạn nhiều hơn hồ sơ đã giải quyết",
            {"BM3:3.3.1": 55, "BM3:3.3.2": 56}, ("BM3:3.3.2", "BM3:3.3.1"), ("ALL-R03 BM3:3.3",),
            template=True),
    Mistake("BM3-R04", TOWN, "Số thủ tục được đơn giản hóa vượt danh mục",
            {"BM3:1.1": 174}, ("BM3:1.1", "BM3:1")),
    Mistake("BM3-R05", SAR, "Số thủ tục công bố mới vượt danh mục",
            {"BM3:1.2": 174}, ("BM3:1.2", "BM3:1")),
    Mistake("BM3-R06", NHIM, "Có số hồ sơ giải quyết xong, thiếu số đúng hạn",
            {"BM3:3.3.2": None}, ("BM3:3.3.1", "BM3:3.3.2")),
    Mistake("BM4-R01", CHAIS, "Biên chế có mặt nhiều hơn được giao",
            {"BM4:2.1": 20, "BM4:2.2": 21}, ("BM4:2.2", "BM4:2.1")),
    Mistake("BM4-R02", KNO, "Người làm việc có mặt nhiều hơn được giao",
            {"BM4:3.1": 40, "BM4:3.2": 42}, ("BM4:3.2", "BM4:3.1")),
    Mistake("BM5-R01", TOWN, "Tổng số người bị kỷ luật nhỏ hơn các dòng con cộng lại",
            {"BM5:4": 1, "BM5:4.3": 2}, ("BM5:4", "BM5:4.1", "BM5:4.2", "BM5:4.3")),
    Mistake("BM6-R01", LAT, "Gõ 2.700 trên Excel tiếng Anh nên kế hoạch thành 2,7 triệu đồng",
            {"BM6:1.1": 2.7, "BM6:1.2": 135.5}, ("BM6:1.2", "BM6:1.1"), ("VAL-008 BM6:1.1",)),
    Mistake("BM6-R02", SAR, "Tổng số đơn vị sự nghiệp khác với các nhóm tự chủ cộng lại",
            public_service_units(4) | {"BM6:2.5": 3},
            ("BM6:2.1", "BM6:2.2", "BM6:2.3", "BM6:2.4", "BM6:2.5")),
    Mistake("BM6-R03", NHIM, "Số đơn vị tự bảo đảm một phần khác với ba mức cộng lại",
            public_service_units(4, partly_funded=2) | {"BM6:2.4.3": 1},
            ("BM6:2.4", "BM6:2.4.1", "BM6:2.4.2", "BM6:2.4.3")),
    Mistake("BM6-R04", CHAIS, "Có kế hoạch vốn, thiếu số đã giải ngân",
            {"BM6:1.2": None}, ("BM6:1.1", "BM6:1.2")),
    Mistake("BM7-R01", KNO, "Hồ sơ trực tuyến nhiều hơn hồ sơ tiếp nhận",
            _SETTLED_55 | {"BM7:3.1": 60, "BM7:3.2": 61}, ("BM7:3.2", "BM7:3.1"), ("ALL-R03 BM7:3",)),
    Mistake("BM7-R02", TOWN, "Có số hồ sơ tiếp nhận, thiếu số trực tuyến",
            {"BM7:3.2": None}, ("BM7:3.1", "BM7:3.2")),
    Mistake("X-R01", LAT, "Giải quyết xong nhiều hồ sơ hơn số tiếp nhận",
            _SETTLED_55 | {"BM7:3.1": 54, "BM7:3.2": 54}, ("BM3:3.3.1", "BM7:3.1")),
    Mistake("X-R02", SAR, "Biểu 4 và biểu 6 đếm số đơn vị sự nghiệp khác nhau",
            public_service_units(4) | {"BM4:1.2": 3, "BM5:1.2": 3}, ("BM4:1.2", "BM6:2.1")),
    Mistake("X-R03", NHIM, "Số đơn vị được phê duyệt vị trí việc làm vượt số đơn vị hiện có",
            public_service_units(3, approved=4), ("BM5:1.2", "BM4:1.2")),
    Mistake("ALL-R01", SAR, "Số người có phần lẻ", {"BM4:2.3": 1.5}, ("BM4:2.3",), ("VAL-008 BM4:2.3",)),
    Mistake("ALL-R02", CHAIS, "Số tiền âm", {"BM6:1.2": -35}, ("BM6:1.2",), ("ALL-R03 BM6:1",)),
    Mistake("ALL-R03", KNO, "Gõ 98,59 vào ô định dạng % thành 9859 %", {"BM7:2.2": 9859}, ("BM7:2.2",)),
    Mistake("ALL-R04", TOWN, "Gõ 100% đè lên ô công thức đã khóa",
            _SETTLED_55 | {"BM7:3.1": 80, "BM7:3.2": 70}, ("BM7:3", "BM7:3.2", "BM7:3.1"),
            ("STRUCT-001 BM7:3",), edit=_one_hundred_percent, template=True),
    Mistake("ALL-R05", LAT, "Để trống tỷ lệ tính được", {"BM1:2": None}, ("BM1:2", "BM1:2.2", "BM1:2.1")),
    Mistake("ALL-R06", SAR, "Ghi 100 % khi mẫu số bằng 0",
            {"BM1:3.2.1": 0, "BM1:3.2.2": 0, "BM1:3.2": 100}, ("BM1:3.2", "BM1:3.2.1")),
    Mistake("ALL-R07", NHIM, "Mã lựa chọn không có trong biểu", {"BM1:6": 2}, ("BM1:6",)),
    Mistake("ALL-R08", CHAIS, "Ghi số 0 ở dòng tiêu đề", {"BM2a:2": 0}, ("BM2a:2",)),
    Mistake("ALL-R09", KNO, "Có số ở dòng con, dòng tổng để trống",
            {"BM2a:1": None, "BM2a:1.2": 1}, ("BM2a:1", "BM2a:1.1", "BM2a:1.2")),
)  # fmt: skip

OF_TYPING = (
    Mistake("VAL-001", LAT, "Ghi chữ vào ô số liệu", {"BM4:2.3": "chưa rõ"}, ("BM4:2.3",)),
    Mistake("VAL-002", SAR, "Công thức hỏng để lại #REF!", {"BM1:1": "#REF!"}, ("BM1:1",)),
    Mistake("VAL-003", NHIM, "Công thức do chương trình khác ghi, chưa có kết quả",
            {"BM5:2.4": "=1+1"}, ("BM5:2.4",)),
    Mistake("VAL-004", CHAIS, "Xã ghi số vào dòng của huyện", {"BM2a:2.1": 2}, ("BM2a:2.1",)),
    Mistake("VAL-005", KNO, "Gõ 0,9 không kèm dấu %", {"BM7:2.2": "0,9"}, ("BM7:2.2",)),
    Mistake("VAL-006", TOWN, "Gõ 1/3 nên Excel đổi thành ngày", {"BM4:2.4": date(2025, 3, 1)}, ("BM4:2.4",)),
    Mistake("VAL-008", KNO, "Gõ 2.700 trên Excel tiếng Anh nên ô lưu 2,7",
            {"BM6:1.1": 2.7, "BM6:1.2": 0}, ("BM6:1.1",)),
    Mistake("VAL-010", NHIM, "Ghi số đã giải ngân theo đồng",
            {"BM6:1.1": 2700, "BM6:1.2": 1_350_500_000}, ("BM6:1.2", "BM6:1.1"),
            ("BM6-R01 BM6:1.2 BM6:1.1",)),
    Mistake("VAL-012", TOWN, "Ghi số tiền theo tỷ đồng",
            {"BM6:1.1": "2,7 tỷ", "BM6:1.2": 0, "BM6:1": 0}, ("BM6:1.1",)),
    Mistake("VAL-018", CHAIS, "Gõ 98,59 vào ô định dạng %, các dòng thành phần cho biết",
            _SETTLED_55 | {"BM7:3.1": 71, "BM7:3.2": 70, "BM7:3": 9859}, ("BM7:3",),
            ("ALL-R03 BM7:3", "ALL-R04 BM7:3 BM7:3.2 BM7:3.1")),
    Mistake("BIND-001", NHIM, "Xóa cả Biểu mẫu 5", edit=_delete_form("BM5:1", "BM5:4.3")),
    Mistake("BIND-002", LAT, "Xóa một dòng", ids=("BM5:2.5",), at=(), edit=_delete_row("BM5:2.5")),
    Mistake("BIND-003", SAR, "Chép thừa một dòng rồi ghi số khác", ids=("BM4:2.2",),
            at=("BM4:2.2", "BM4:2.3"), edit=_repeat_row("BM4:2.2", 21)),
    Mistake("BIND-004", CHAIS, "Chép đè sheet làm mất tên ô của Biểu mẫu 6", ids=_ROWS_OF_BM6,
            edit=_lose_names("BM6_"), template=True),
    Mistake("BIND-019", NHIM, "Kéo nhầm tên ô sang dòng dưới", ids=("BM3:3.3.1",),
            edit=_name_another("BM3_3.3.1", "BM3:3.3.2"), template=True),
    Mistake("BIND-020", KNO, "Xóa tên ô kỳ báo cáo ở bìa", at=("CCHC_KY",),
            edit=_lose_names("CCHC_KY"), template=True),
    Mistake("BIND-021", SAR, "Ghi số ở dưới bảng và bên phải bảng",
            at=("Biểu mẫu 3!G18", "Biểu mẫu 3!D25"), edit=_type(**_OUTSIDE), template=True),
    Mistake("STRUCT-002", CHAIS, "Sửa công thức của ô tỷ lệ", _SETTLED_55, ("BM3:3.3",),
            edit=_type(**{"BM3:3.3": "=D19/D18"}), template=True),
    Mistake("STRUCT-003", TOWN, "Gõ «đạt» đè lên kết quả kiểm tra", at=("Kiểm tra!D9",),
            edit=_type(**{"Kiểm tra!D9": "đạt"}), template=True),
    Mistake("STRUCT-006", SAR, "Ghi trên mẫu của lần ban hành trước",
            edit=_type(CCHC_PHIEN_BAN="2020.1"), template=True),
)  # fmt: skip

OF_COVER = (
    Mistake("UNIT-001", KNO, "Cả bìa lẫn tên tệp không ghi đơn vị", template=True, called="Báo cáo CCHC",
            cover={"reporting_unit": ReportingUnit("", level="commune")}),
    Mistake("UNIT-002", SAR, "Tên xã viết sai", cover={"reporting_unit": ReportingUnit("Xã Đạ Xa")},
            entails=("UNIT-012",)),
    Mistake("UNIT-003", "Xã Mê Linh", "Tên xã trùng với xã ở tỉnh khác",
            cover={"reporting_unit": ReportingUnit("Xã Mê Linh")}),
    Mistake("UNIT-004", LAT, "Dùng lại mẫu của xã bên và chỉ sửa bìa", template=True, entails=("UNIT-012",),
            edit=_type(CCHC_DON_VI=SAR, CCHC_MA_DON_VI="24865")),
    Mistake("UNIT-006", NHIM, "Ghi nhầm mã của xã khác", template=True,
            cover={"reporting_unit": ReportingUnit(NHIM, "24847", "commune")}),
    Mistake("LEVEL-004", CHAIS, "Ghi cấp không có", template=True,
            edit=_type(CCHC_CAP="Cấp thôn")),
    Mistake("PER-001", TOWN, "Không ghi kỳ báo cáo", cover={"period": None}),
    Mistake("PER-008", NHIM, "Ghi kỳ không có năm", template=True,
            edit=_type(CCHC_KY="Quý I")),
    Mistake("PER-003", SAR, "Gửi lại báo cáo của năm trước", cover={"period": LAST_YEAR},
            command=CONSOLIDATE_DISTRICT),
    Mistake("PER-004", LAT, "Chốt số liệu vào ngày khác với các xã",
            cover={"period": ReportingPeriod.usual(2025, "Q1")}, command=CONSOLIDATE),
    Mistake("PER-005", TOWN, "Ghi ngược ngày đầu và ngày cuối kỳ", template=True,
            cover={"period": PERIOD.dated(PERIOD.end, PERIOD.start)}),
    Mistake("PER-006", SAR, "Ngày báo cáo ghi bằng chữ", template=True,
            edit=_type(CCHC_NGAY_BAO_CAO="đầu tháng 3")),
)  # fmt: skip

OF_BATCH = (
    Mistake("LEVEL-002", DISTRICT, "Tệp của huyện lẫn trong thư mục của các xã",
            command=CONSOLIDATE_DISTRICT),
    Mistake("CONS-001", CHAIS, "Hai báo cáo khác nhau của một xã", command=CONSOLIDATE, copy=" (1)"),
    Mistake("CONS-001", CHAIS, "Hai báo cáo khác nhau của một xã", {"BM1:1": 9}, copy=" (2)",
            cover={"report_date": date(2025, 3, 12)}, command=CONSOLIDATE),
    Mistake("CONS-003", "Xã Đạ Ròn", "Xã của huyện khác", command=CONSOLIDATE_DISTRICT),
    Mistake("CONS-004", TOWN, "Chỉ có mẫu số của một tỷ lệ", {"BM2a:2.2.1": 1}, ("BM2a:2.2",), at=(),
            command=CONSOLIDATE),
    Mistake("CONS-006", NHIM, "Khai số thủ tục khác với các xã", {"BM3:1": 172}, ("BM3:1",), at=(),
            command=CONSOLIDATE),
    Mistake("CONS-011", LAT, "Một báo cáo gửi hai lần", command=CONSOLIDATE, copy=" (1)"),
    Mistake("CONS-011", LAT, "Một báo cáo gửi hai lần", command=CONSOLIDATE, copy=" (2)"),
)  # fmt: skip

MISTAKES = (*OF_RULES, *OF_TYPING, *OF_COVER, *OF_BATCH)
JUNK = (
    Junk("FILE-001", TOWN, "Tệp của phần mềm khác đổi đuôi thành .xlsx", bytes(range(256)) * 2),
    Junk("FILE-002", LAT, "Tệp rỗng", b""),
    Junk("FILE-003", SAR, "Gửi nhầm bảng tính khác", None),
    Junk("FILE-018", KNO, "Bản PDF đổi đuôi thành .xlsx", b"%PDF-1.4\n%%EOF\n"),
    Junk("FILE-006", NHIM, "Tệp hỏng vì tải về dở dang", b"PK\x03\x04" + bytes(508)),
)  # fmt: skip
