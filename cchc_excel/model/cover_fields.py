"""The fields of the cover sheet (bìa): the named cell, the property that holds the code, and how a clerk
reads them.

Written in `output/`, read in `mapping/`; the names are those of the interface.
"""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.words import Words


@dataclass(frozen=True, slots=True)
class CoverField:
    """One field. `property` is the custom property that holds its code, empty where there is none."""

    key: str
    cell_name: str
    label: Words
    hint: str = ""
    property: str = ""
    is_day: bool = False


_DAY = "ngày/tháng/năm"
COVER_FIELDS = (
    CoverField(
        "unit", "CCHC_DON_VI", Words("Đơn vị báo cáo", "the reporting unit"), hint="Tên đầy đủ, ví dụ: Xã Lát"
    ),
    CoverField(
        "unit_code",
        "CCHC_MA_DON_VI",
        Words("Mã đơn vị", "the unit's code"),
        hint="Mã đơn vị hành chính, nếu biết",
        property="cchc_unit_code",
    ),
    CoverField(
        "level", "CCHC_CAP", Words("Cấp", "the level"), hint="Chọn trong danh sách", property="cchc_level"
    ),
    CoverField(
        "period",
        "CCHC_KY",
        Words("Kỳ báo cáo", "the period"),
        hint="Ví dụ: Quý I năm 2025",
        property="cchc_period",
    ),
    CoverField("start", "CCHC_TU_NGAY", Words("Số liệu từ ngày", "the first day"), hint=_DAY, is_day=True),
    CoverField("end", "CCHC_DEN_NGAY", Words("Số liệu đến ngày", "the last day"), hint=_DAY, is_day=True),
    CoverField(
        "number", "CCHC_SO_BAO_CAO", Words("Số báo cáo", "the report's number"), hint="Ví dụ: 31/BC-UBND"
    ),
    CoverField(
        "report_date", "CCHC_NGAY_BAO_CAO", Words("Ngày báo cáo", "the report's date"), hint=_DAY, is_day=True
    ),
    CoverField("prepared_by", "CCHC_NGUOI_LAP", Words("Người lập biểu", "who prepared it")),
    CoverField("phone", "CCHC_DIEN_THOAI", Words("Điện thoại", "the telephone number")),
    CoverField(
        "version", "CCHC_PHIEN_BAN", Words("Phiên bản mẫu", "the template's version"), hint="Không sửa ô này"
    ),
)
BY_KEY = {field.key: field for field in COVER_FIELDS}

ISSUE, VERSION, STATED, LEAVES = "cchc_issue", "cchc_version", "cchc_stated", "cchc_leaves"
CHECKS_MARK = "cchc_checks"
"""Custom properties that no cell shows: the form issue and version, the percents that replace a formula,
how many leaf lines a consolidated file was written with; and a sign of the formulas on the cover and of the
live checks, which differ with the unit's level, with a province's own rules and with this program's age."""

OWN_RULES = "cchc_own_rules"
"""The custom property that names the province's own rules which a template's live checks hold: id, title."""

CHECK_REPORT = "cchc_check_report"
"""By this a report of a check is known again, when it lies among the workbooks to be checked."""

CELL, PROPERTY, TITLE, FILE, FOLDER, OPTION = "cell", "property", "title", "file", "folder", "option"
"""Where a field was found."""
FOUND_WORDS = {
    CELL: Words("sheet «Bìa»", "the sheet «Bìa»"),
    PROPERTY: Words("thuộc tính tệp", "the file's properties"),
    TITLE: Words("tiêu đề trong tệp", "a title line"),
    FILE: Words("tên tệp", "the file's name"),
    FOLDER: Words("tên thư mục", "the folder's name"),
    OPTION: Words("tùy chọn của lệnh", "the command's options"),
}
