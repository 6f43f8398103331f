"""Findings, exceptions and the catalogue of messages: everything that can be said about an input, said once.

A finding is a value and is returned; a broken file or declaration is raised. Every message has a stable code and says
place, fault and remedy. Words may change in any version; codes and field names may not.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cchc_excel.words import Words, format_value


class Severity(StrEnum):
    """How grave a finding is (mức độ)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def words(self) -> Words:
        return _SEVERITY_WORDS[self]


_SEVERITY_WORDS = {
    Severity.ERROR: Words("Lỗi", "Error"),
    Severity.WARNING: Words("Cảnh báo", "Warning"),
    Severity.INFO: Words("Lưu ý", "Note"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """An entry of the catalogue: severity and the template in both languages, fields in braces."""

    severity: Severity
    words: Words


def _error(vi: str, en: str) -> Message:
    return Message(Severity.ERROR, Words(vi, en))


def _warning(vi: str, en: str) -> Message:
    return Message(Severity.WARNING, Words(vi, en))


def _info(vi: str, en: str) -> Message:
    return Message(Severity.INFO, Words(vi, en))


MESSAGES: dict[str, Message] = {
    # FILE: the file as such
    "FILE-001": _error(
        "{file}: không mở được vì tệp không phải là bảng tính Excel (.xlsx). "
        "Mở tệp bằng Excel, chọn «Lưu thành» kiểu «Excel Workbook (.xlsx)» rồi gửi lại.",
        "{file}: not an Excel workbook (.xlsx). Open it in Excel, save it as «Excel Workbook (.xlsx)» and send it again."),
    "FILE-002": _error(
        "{file}: tệp rỗng (0 byte), có thể bị hỏng khi gửi. Xin đơn vị gửi lại tệp.",
        "{file}: the file is empty (0 bytes), perhaps damaged on its way. Ask the unit to send it again."),
    "FILE-003": _error(
        "{file}: không thấy biểu mẫu nào của phụ lục báo cáo CCHC trong tệp. "
        "Kiểm tra xem có gửi nhầm tệp không; nếu không, chép số liệu vào mẫu do lệnh «cchc tao-mau» lập.",
        "{file}: no form of the CCHC annex was found. Check that it is the right file; "
        "if it is, copy its figures into a workbook made by «cchc template»."),
    "FILE-004": _error(
        "{file}: không có tệp hoặc thư mục này. Kiểm tra lại tên và đường dẫn.",
        "{file}: no such file or folder. Check its name and path."),
    "FILE-005": _error(
        "{file}: tệp có mật khẩu nên không đọc được. Bỏ mật khẩu mở tệp trong Excel rồi gửi lại.",
        "{file}: the file is protected by a password. Remove it in Excel and send the file again."),
    "FILE-006": _error(
        "{file}: bảng tính bị hỏng ({reason}). Mở bằng Excel để sửa, lưu lại rồi chạy lại lệnh.",
        "{file}: the workbook is damaged ({reason}). Repair it in Excel, save it and run the command again."),
    "FILE-007": _error(
        "{file}: không đọc được tệp ({reason}). Đóng tệp nếu đang mở trong Excel và kiểm tra quyền đọc.",
        "{file}: the file cannot be read ({reason}). Close it if Excel has it open, and check its permissions."),
    "FILE-008": _error(
        "{file}: không dùng được danh sách số liệu ({reason}). "
        "Tệp CSV hoặc JSON phải có các cột id, value, note, ví dụ: BM3:3.3.1,71,",
        "{file}: not a usable list of values ({reason}). A CSV or JSON has the columns id, value, note: BM3:3.3.1,71,"),
    "FILE-009": _error(
        "{file}: không dùng được danh sách đơn vị ({reason}). "
        "Danh sách (xlsx hoặc CSV) cần cột «Mã» hoặc «Tên», có thể thêm cột «Tên khác».",
        "{file}: not a usable list of units ({reason}). A list (xlsx or CSV) needs a column «code» or «name», "
        "and may have «other names»."),
    "FILE-010": _error(
        "{file}: đã có tệp này, chưa ghi gì. Đặt tên khác hoặc thêm --force để thay tệp cũ.",
        "{file}: the file exists, nothing was written. Choose another name or add --force to replace it."),
    "FILE-011": _error(
        "{file}: không ghi được tệp ({reason}). Đóng tệp nếu đang mở trong Excel, kiểm tra thư mục rồi chạy lại.",
        "{file}: the file cannot be written ({reason}). Close it if Excel has it open, check the folder, run again."),
    "FILE-012": _error(
        "{file}: trong thư mục không có tệp .xlsx, .txt, .csv hay .json nào để đọc. Chép các tệp báo cáo vào thư mục này.",
        "{file}: the folder holds no .xlsx, .txt, .csv or .json file to read. Put the reports into it."),
    "FILE-013": _info(
        "{file}: tệp không thuộc loại đọc được ({reason}), đã bỏ qua.",
        "{file}: not a kind of file that is read ({reason}); it was passed over."),
    "FILE-014": _error(
        "{file}: trùng với một tệp đầu vào, không ghi đè lên số liệu gốc. Đặt tên tệp kết quả khác.",
        "{file}: the output would replace an input file. Choose another name for the output."),
    # BIND: where the rows stand
    "BIND-001": _warning(
        "{form}: không thấy trong tệp {file}; các dòng của biểu này coi như để trống. "
        "Nếu đơn vị có số liệu, bổ sung biểu này.",
        "{form}: not found in {file}; its rows count as blank. If the unit has figures for it, add the form."),
    "BIND-002": _warning(
        "{form}, dòng {codes}: không tìm thấy dòng trong tệp; coi như để trống. Khôi phục dòng bị xoá theo mẫu.",
        "{form}, row {codes}: not found in the file, counts as blank. Restore the row from the template."),
    "BIND-003": _error(
        "{form}, dòng {code}: có hai ô cùng nhận là dòng này ({cells}), không ô nào được dùng. Xoá hoặc sửa mã của dòng thừa.",
        "{form}, row {code}: two cells claim this row ({cells}); none is used. Remove or renumber the extra row."),
    "BIND-004": _info(
        "{form}: tên ô của {count} dòng đã mất, tìm lại được theo cột STT.",
        "{form}: the named cells of {count} rows are lost; they were found again by the code column."),
    "BIND-005": _warning(
        "Văn bản chép phụ lục nhiều lần và các bản khác nhau ở {places}. Đã dùng bản đầu; đối chiếu lại với bản ký.",
        "The text holds the annex more than once and the copies differ at {places}. The first was used; "
        "compare with the signed one."),
    # VAL: what stands in a cell
    "VAL-001": _error(
        "{place}: ô số liệu chứa chữ «{text}», không tính được. Nhập một con số, hoặc để trống nếu không có số liệu.",
        "{place}: the value cell holds the text «{text}». Enter a number, or leave it blank if there is none."),
    "VAL-002": _error(
        "{place}: ô báo lỗi {text}. Xoá công thức hỏng và nhập lại số.",
        "{place}: the cell shows the error {text}. Remove the broken formula and enter the number."),
    "VAL-003": _warning(
        "{place}: công thức chưa có kết quả nên không đọc được số. Mở tệp bằng Excel, lưu lại rồi chạy lại lệnh.",
        "{place}: the formula has no stored result. Open the file in Excel, save it and run the command again."),
    "VAL-004": _info(
        "{place}: cấp {level} không báo cáo dòng này mà vẫn ghi {value}; số được giữ nguyên. Nếu ghi nhầm dòng thì chuyển lại.",
        "{place}: a {level} does not report this row, yet it holds {value}; the number is kept. "
        "If it belongs to another row, move it."),
    "VAL-005": _warning(
        "{place}: không rõ «{text}» là {value} % hay {other} %; đã hiểu là {value} %. "
        "Ghi kèm dấu % để chắc chắn.",
        "{place}: it is not clear whether «{text}» means {value} % or {other} %; taken as {value} %. Write the % sign."),
    "VAL-006": _error(
        "{place}: ô chứa ngày {value} thay vì một con số. Đặt lại định dạng ô là «General» rồi nhập lại số.",
        "{place}: the cell holds the date {value}, not a number. Set its format to «General» and enter the number again."),
    # UNIT, PER: whose report, which period
    "UNIT-001": _error(
        "{file}: không rõ báo cáo của đơn vị nào. Ghi tên đơn vị ở sheet «Bìa», hoặc thêm --unit \"Xã …\".",
        "{file}: whose report it is could not be told. Enter the unit on the sheet «Bìa», or add --unit."),
    "UNIT-002": _warning(
        "{file}: tên «{name}» không có trong danh mục đơn vị hành chính; vẫn dùng tên này. "
        "Sửa lại tên theo danh mục hoặc ghi mã đơn vị ở sheet «Bìa».",
        "{file}: «{name}» is not in the official register; the name is used as it is. "
        "Correct it or enter the official code on the sheet «Bìa»."),
    "UNIT-003": _warning(
        "{file}: tên «{name}» ứng với {count} đơn vị ({candidates}). Ghi mã đơn vị ở sheet «Bìa» để phân biệt.",
        "{file}: «{name}» may be {count} units ({candidates}). Enter the official code on the sheet «Bìa»."),
    "UNIT-004": _warning(
        "{file}: {field} trên sheet «Bìa» là «{cell}» còn trong thuộc tính tệp là «{prop}»; đã dùng «{cell}».",
        "{file}: {field} is «{cell}» on the sheet «Bìa» but «{prop}» in the file's properties; «{cell}» was used."),
    "UNIT-005": _error(
        "«{name}» ứng với nhiều đơn vị: {candidates}. Dùng mã đơn vị, ví dụ --unit {code}.",
        "«{name}» may be one of several units: {candidates}. Use the official code, for instance --unit {code}."),
    "UNIT-006": _warning(
        "{file}: mã «{unit_code}» là của «{register_name}» nhưng sheet «Bìa» ghi «{name}». Kiểm tra lại tên hoặc mã đơn vị.",
        "{file}: code «{unit_code}» belongs to «{register_name}» but the sheet «Bìa» says «{name}». Check name or code."),
    "UNIT-007": _warning(
        "{file}: tệp ghi {field} là «{cell}» nhưng lệnh ghi «{given}»; đã dùng «{cell}».",
        "{file}: the file says {field} «{cell}» but the command says «{given}»; «{cell}» was used."),
    "UNIT-008": _error(
        "Không có đơn vị «{name}» trong danh mục ngày {day}. Kiểm tra lại tên, hoặc thêm --date với một ngày khác.",
        "There is no unit «{name}» in the register on {day}. Check the name, or add --date with another day."),
    "PER-001": _error(
        "{file}: không rõ kỳ báo cáo. Ghi kỳ ở sheet «Bìa» (ví dụ «Quý I năm 2025»), hoặc thêm --period 2025-Q1.",
        "{file}: the reporting period could not be told. Enter it on the sheet «Bìa», or add --period 2025-Q1."),
    "PER-002": _error(
        "«{text}» không phải là kỳ báo cáo. Dùng một trong: 2025-Q1, 2025-H1, 2025-Q3, 2025-9M, 2025-Y.",
        "«{text}» is no reporting period. Use one of: 2025-Q1, 2025-H1, 2025-Q3, 2025-9M, 2025-Y."),
    "PER-003": _error(
        "{file}: kỳ báo cáo là {got}, không phải {wanted}. Xin đơn vị gửi đúng kỳ.",
        "{file}: the report is of {got}, not of {wanted}. Ask the unit for the right period."),
    "PER-004": _warning(
        "{file}: kỳ {period} tính từ {start} đến {end}, khác với {wanted_start} – {wanted_end}. "
        "Vẫn tổng hợp; hỏi lại đơn vị về ngày chốt số liệu.",
        "{file}: {period} runs from {start} to {end}, not from {wanted_start} to {wanted_end}. "
        "It was used; ask the unit about its cut-off."),
    "PER-005": _warning(
        "{file}: ngày bắt đầu {start} sau ngày kết thúc {end}; đã dùng ngày mặc định của kỳ. Sửa lại hai ngày ở sheet «Bìa».",
        "{file}: the period starts on {start} after it ends on {end}; the usual dates were used. Correct both dates."),
    "PER-006": _warning(
        "{file}: {field} ghi «{text}», không đọc được thành ngày nên bỏ qua. Ghi theo dạng ngày/tháng/năm.",
        "{file}: {field} says «{text}», which is no date; it was passed over. Write it as day/month/year."),
    "PER-007": _error(
        "Ngày bắt đầu kỳ {start} sau ngày kết thúc {end}. Sửa lại --from và --to.",
        "The period would start on {start}, after it ends on {end}. Correct --from and --to."),
    "LEVEL-001": _error(
        "«{text}» không phải là cấp hành chính. Dùng một trong: commune (xã), district (huyện), province (tỉnh).",
        "«{text}» is no administrative level. Use one of: commune, district, province."),
    "LEVEL-002": _error(
        "{file}: báo cáo của cấp {got}, không thấp hơn {wanted} nên không tổng hợp vào được. "
        "Kiểm tra xem có gửi nhầm tệp không.",
        "{file}: the report is of a {got}, which is not below {wanted}, so it cannot be part of it. Check the file."),
    "LEVEL-003": _warning(
        "Cấp huyện không còn từ 01/7/2025: kỳ {period} không tổng hợp lên {level}. Chọn --level province.",
        "There is no district level since 1 July 2025: {period} is not consolidated to {level}. Use --level province."),
    # FILL: putting values into a template
    "FILL-001": _warning(
        "{place}: đơn vị nêu {stated} % nhưng mẫu không tính ra được (thiếu hoặc bằng 0 số liệu thành phần); "
        "đã ghi số đơn vị nêu thay cho công thức. Bổ sung số liệu thành phần rồi kiểm tra lại.",
        "{place}: {stated} % was stated but its parts are missing or zero; the stated number replaces the formula. "
        "Supply the parts and check again."),
    "FILL-002": _error(
        "{place}: đơn vị nêu {stated} % nhưng số liệu thành phần cho {computed} %; đã ghi số đơn vị nêu thay cho công thức. "
        "Sửa số liệu thành phần, hoặc xoá số nêu để dùng công thức.",
        "{place}: {stated} % was stated but the parts give {computed} %; the stated number replaces the formula. "
        "Correct the parts, or clear the number to use the formula."),
    "FILL-003": _error(
        "{file}: giá trị «{value}» của «{id}» không có ô nào trong mẫu nên không ghi được. Kiểm tra lại mã dòng.",
        "{file}: the value «{value}» of «{id}» has no cell in the template and was not written. Check the row's id."),
    "FILL-004": _info(
        "{place}: đơn vị để trống, công thức của mẫu tính được {computed} %.",
        "{place}: left blank by the unit; the template's formula gives {computed} %."),
    "FILL-005": _info(
        "{place}: đơn vị nêu {stated}, công thức hiển thị {computed} %; số đơn vị nêu được giữ ở cột Ghi chú.",
        "{place}: {stated} was stated, the formula shows {computed} %; what was stated is kept in the note."),
    "FILL-006": _error(
        "{file}: «{id}» có trong danh sách {count} lần ({values}), không ghi số nào. Giữ lại một dòng đúng.",
        "{file}: «{id}» stands {count} times in the list ({values}); none was written. Keep the right line."),
    # RULE: a rule of the catalogue is violated
    "RULE-001": _error("{place}: {fault} {remedy}", "{place}: {fault} {remedy}"),
    # CONS: consolidating
    "CONS-001": _error(
        "{unit}: có {count} báo cáo khác nhau ({files}), không báo cáo nào được dùng. "
        "Hỏi đơn vị báo cáo nào đúng và bỏ tệp kia, hoặc thêm --on-duplicate latest.",
        "{unit}: {count} different reports ({files}); none was used. Ask which is right and remove the other, "
        "or add --on-duplicate latest."),
    "CONS-002": _info(
        "{unit}: có {count} báo cáo khác nhau; đã dùng báo cáo ngày muộn nhất, bỏ qua {files}.",
        "{unit}: {count} different reports; the one with the latest date was used, {files} set aside."),
    "CONS-003": _error(
        "{file}: {unit} không có trong danh sách đơn vị phải nộp, không cộng vào. "
        "Kiểm tra lại danh sách đơn vị hoặc tệp gửi nhầm.",
        "{file}: {unit} is not on the list of expected units and was not added. Check the list or the file."),
    "CONS-004": _warning(
        "{form}, dòng {code}: {units} chỉ có một trong hai số liệu thành phần, nên tỷ lệ chung có thể lệch. "
        "Bổ sung số liệu còn thiếu.",
        "{form}, row {code}: {units} filled only one of its parts, so the overall percent may be off. "
        "Supply the missing figure."),
    "CONS-005": _warning(
        "{form}, dòng {code}: tệp tổng hợp {files} không kèm chi tiết từng đơn vị nên số lượt lựa chọn không cộng được. "
        "Gửi tệp có sheet «Chi tiết».",
        "{form}, row {code}: {files} holds no leaf lines, so its tally cannot be added. Send a file with «Chi tiết»."),
    "CONS-006": _warning(
        "{form}, dòng {code}: các đơn vị khai từ {low} đến {high} mà lẽ ra như nhau; đã lấy số cao nhất. Kiểm tra lại các đơn vị.",
        "{form}, row {code}: the units say from {low} to {high} where they should agree; the highest was taken. "
        "Check with the units."),
    "CONS-007": _error(
        "Không còn báo cáo nào dùng được để tổng hợp, nên chưa lập tệp kết quả. "
        "Xem lý do từng tệp ở trên, sửa rồi chạy lại.",
        "No usable report is left, so no file was written. See the reason given for each file, mend it and run again."),
    "CONS-008": _error(
        "Các tệp không cùng một kỳ ({periods}), không rõ tổng hợp kỳ nào. Thêm --period, ví dụ --period {example}.",
        "The files are of several periods ({periods}). Add --period, for instance --period {example}."),
    "CONS-009": _error(
        "Không rõ tổng hợp cho đơn vị nào. Thêm --unit, ví dụ --unit \"Huyện Lạc Dương\" --level district.",
        "It could not be told for which unit to consolidate. Add --unit, for instance --unit \"Huyện Lạc Dương\"."),
    "CONS-010": _info(
        "{unit}: chưa có báo cáo trong thư mục. Đôn đốc đơn vị gửi báo cáo.",
        "{unit}: no report in the folder. Ask the unit for it."),
    "CONS-011": _info(
        "{unit}: có {count} tệp giống hệt nhau ({files}), chỉ tính một lần.",
        "{unit}: {count} files say the same ({files}); they count once."),
    "CONS-012": _error(
        "{file}: số liệu đã đổi so với lần tổng hợp trước; không đọc lại được sheet «{sheet}» ({reason}). "
        "Lập lại tệp bằng lệnh «cchc tong-hop».",
        "{file}: the sheet «{sheet}» cannot be read back ({reason}). Make the file again with «cchc consolidate»."),
    # OPT: what a command was told
    "OPT-001": _error(
        "Chưa rõ lập mẫu cho đơn vị nào. Thêm --unit \"Xã Lát\", hoặc --units DANH-SÁCH, hoặc --level commune.",
        "It is not said for whom to make a template. Add --unit \"Xã Lát\", or --units LIST, or --level commune."),
    "OPT-002": _error(
        "Không có dòng nào mang mã «{id}». Mã gồm biểu và số dòng, ví dụ BM3:3.3.1; xem «cchc bieu-mau».",
        "No row has the id «{id}». An id is form and row code, like BM3:3.3.1; see «cchc forms»."),
    "OPT-003": _error(
        "Không có biểu mẫu «{form}». Các biểu: {forms}.",
        "There is no form «{form}». The forms: {forms}."),
    "OPT-004": _error(
        "Định dạng parquet cần ghi ra tệp. Thêm -o TỆP.parquet.",
        "The parquet format is written to a file. Add -o FILE.parquet."),
    "OPT-005": _error(
        "Định dạng parquet cần thêm thư viện pyarrow. Cài bằng lệnh: pip install pyarrow",
        "The parquet format needs the library pyarrow. Install it with: pip install pyarrow"),
    "OPT-006": _error(
        "Chưa rõ ghi kết quả vào đâu. Thêm -o TỆP.xlsx, hoặc --dry-run để chỉ xem trước.",
        "It is not said where to write. Add -o FILE.xlsx, or --dry-run to look only."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in an input (phát hiện): coded, placed, and worded on demand in either language.

    `ids` and `cells` stand in the order of the rule's text. `explanation` is the note that explains a warning.
    `literal` is the wording of a finding that was read back from a consolidated file.
    """

    code: str
    severity: Severity
    fields: Mapping[str, object] = field(default_factory=dict)
    rule: str | None = None
    ids: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    stated: float | None = None
    computed: float | None = None
    imbalance: float | None = None
    explanation: str = ""
    suggestions: tuple[str, ...] = ()
    literal: str = ""

    @property
    def explained(self) -> bool:
        """True for a warning that a note beside one of its rows explains."""
        return bool(self.explanation) and self.severity is Severity.WARNING

    @property
    def weight(self) -> Severity:
        """The severity that counts for a file's status: an explained warning counts as info."""
        return Severity.INFO if self.explained else self.severity

    def message(self, lang: str = "vi") -> str:
        if self.literal:
            return self.literal
        return fill_in(MESSAGES[self.code].words.in_(lang), self.fields, lang)

    def with_explanation(self, note: str) -> Finding:
        return replace(self, explanation=note)


def finding(code: str, /, *, ids: Iterable[str] = (), cells: Iterable[str] = (), **fields: object) -> Finding:
    """Make the finding of a message that is not a rule's, with the severity of the catalogue."""
    return Finding(code, MESSAGES[code].severity, fields, ids=tuple(ids), cells=tuple(cells))


def fill_in(template: str, fields: Mapping[str, object], lang: str) -> str:
    """Put the fields into a template's braces; a field that is not given stays visible."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return format_value(fields[name], lang) if name in fields else match[0]

    return re.sub(r"\{([A-Za-z_0-9:.]+)\}", value, template).rstrip()


class CchcError(Exception):
    """What this package raises: a finding that stops the work on one input, or the whole command."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message())
        self.finding = found


class BrokenFile(CchcError):
    """A file that cannot be read or is not what it should be; the batch goes on without it."""


class WrongUsage(CchcError):
    """A command that cannot be carried out as it was given."""


class BrokenDeclaration(Exception):
    """A catalogue, layout or rules file with faults: all of them, each with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
