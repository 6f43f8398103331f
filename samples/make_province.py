"""Build a made-up province as it reports (tỉnh minh họa): python samples/make_province.py FOLDER [--small]

Three real districts of Lâm Đồng with their 40 communes and towns, Quý I năm 2025, as an inbox looks: some are
missing, late, sent twice, refused, wrong, explained or corrected. All figures, dates, names and telephone
numbers are made up, and the files say so; `dap-an.csv` says what is true of each unit. The same seed gives
the same contents; `--small` leaves out most of the units of which nothing is to be said. Nothing of it is
committed: it is built where it is needed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from figures import Figures, made_up_figures
from make_samples import MADE_UP, report_of
from openpyxl import Workbook

from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover, Report, is_applicable
from cchc_excel.output.filler import fill_template
from cchc_excel.workflows.templates import write_report
from cchc_excel.workflows.tools import Tools, load_tools

SEED = 2025
PROVINCE_CODE = "68"
DISTRICTS = ("Huyện Đơn Dương", "Huyện Đức Trọng", "Huyện Lâm Hà")
PERIOD, WRONG_PERIOD = ReportingPeriod.usual(2025, "Q1"), ReportingPeriod.usual(2025, "H1")
PREVIOUS = ReportingPeriod.usual(2024, "Y")
DUE, EARLIEST, LATE = date(2025, 3, 18), 14, 19
"""The due date; the first day of March of a report in time, and of a late one."""
LIST, CORRECTIONS, TRUTH = "danh-sach.xlsx", "dinh-chinh.csv", "dap-an.csv"
NOW, BEFORE, OWN = "bao-cao", "ky-truoc", "bao-cao-cua-huyen"
LIST_COLUMNS = ("Mã", "Tên", "Tên khác", "Mã đơn vị cấp trên", "Thời hạn", "Liên hệ")
CORRECTION_COLUMNS = ("Đơn vị", "Chỉ tiêu", "Số cũ", "Số mới", "Lý do", "Người báo", "Ngày")
TRUTH_COLUMNS = ("unit_code", "unit", "district", "what", "file", "detail")
FATES = {
    **{"missing": 3, "late": 3, "sent twice alike": 1, "sent twice differing": 1, "wrong period": 1},
    **{"damaged": 1, "explained": 2, "error": 2, "corrected": 1, "correction of another figure": 1},
}
"""What happens to how many units; the others send one good report in time."""
GOOD = "good"
EXPLANATION = "Số liệu minh họa: vốn bổ sung ngoài kế hoạch theo quyết định của tỉnh."
CORRECTED_ROW = "BM3:3.3.1"


@dataclass(frozen=True, slots=True)
class Sender:
    """A commune, and what it does."""

    unit: ReportingUnit
    district: ReportingUnit
    fate: str

    @property
    def file(self) -> str:
        return f"{self.district.name}/{self.unit.name} {PERIOD.id}.xlsx"


def main(folder: Path, *, small: bool = False) -> None:
    """Write the province into a folder: the inbox, the period before, the lists, the truth."""
    tools = load_tools()
    province = tools.register.with_code(PROVINCE_CODE, PERIOD.end)
    senders = senders_of(province, tools)
    senders = _few(senders) if small else senders
    truth = [line for sender in senders for line in send(folder / NOW / province.name, sender, tools)]
    for sender in senders:
        target = folder / BEFORE / province.name / sender.file.replace(PERIOD.id, PREVIOUS.id)
        write_whole_report(target, made_report(sender.unit, PREVIOUS, tools), tools)
    district = senders[0].district
    write_whole_report(folder / OWN / f"{district.name} {PERIOD.id}.xlsx", own_report(district, tools), tools)
    write_list(folder / LIST, senders)
    write_corrections(folder / CORRECTIONS, senders, tools)
    write_table(folder / TRUTH, TRUTH_COLUMNS, truth)


def senders_of(province: ReportingUnit, tools: Tools) -> list[Sender]:
    """The communes in the register's order, each with what it does, drawn once for all."""
    districts = [tools.register.find(name, PERIOD.end, "district", province)[0] for name in DISTRICTS]
    units = [(u, d) for d in districts for u in tools.register.below(d, "commune", PERIOD.end)]
    drawn = sorted(range(len(units)), key=lambda n: Random(f"{SEED} fate {units[n][0].code}").random())
    fates = [fate for fate, count in FATES.items() for _ in range(count)]
    fate_of = dict(zip(drawn, fates, strict=False))
    return [Sender(unit, district, fate_of.get(n, GOOD)) for n, (unit, district) in enumerate(units)]


def _few(senders: Sequence[Sender]) -> list[Sender]:
    """Those of whom something is to be said, and the first good one of each district."""
    first = {each.district.code: each for each in reversed(senders) if each.fate == GOOD}
    return [each for each in senders if each.fate != GOOD or each in first.values()]


def send(inbox: Path, sender: Sender, tools: Tools) -> Iterable[tuple[str, ...]]:
    """Write what a commune sends; gives the lines of the truth about it."""
    report, path = made_report(sender.unit, PERIOD, tools), inbox / sender.file
    unit, district = sender.unit, sender.district
    told = (unit.code, unit.name, district.name, sender.fate)
    if sender.fate == "missing":
        yield (*told, "", "")
        return
    yield (*told, sender.file, _CHANGES.get(sender.fate, ""))
    write_whole_report(path, _changed(report, sender.fate), tools)
    if sender.fate == "damaged":
        path.write_bytes(path.read_bytes()[:3000])
    if sender.fate.startswith("sent twice"):
        again = with_figures(report, {"BM1:1": 99}) if sender.fate.endswith("differing") else report
        second = path.with_name(f"{path.stem} gửi lại.xlsx")
        write_whole_report(second, _dated(again, date(2025, 3, DUE.day)), tools)
        yield (*told, f"{district.name}/{second.name}", "")


_CHANGES = {
    "explained": "BM6:1.2 lớn hơn BM6:1.1 (BM6-R01), có giải trình ở cột Ghi chú",
    "error": "BM3:3.3.2 lớn hơn BM3:3.3.1 (BM3-R03)",
    "wrong period": f"ghi kỳ {WRONG_PERIOD.name.vi}",
    "damaged": "tệp bị cắt cụt",
}


def _changed(report: Report, fate: str) -> Report:
    """The good report as its fate wants it."""
    numbers = report.numbers
    if fate == "explained":
        report = with_figures(report, {"BM6:1.2": numbers["BM6:1.1"] + 50})
        value = replace(report.values["BM6:1.2"], note=EXPLANATION)
        return replace(report, values={**report.values, "BM6:1.2": value})
    if fate == "error":
        return with_figures(report, {"BM3:3.3.2": numbers["BM3:3.3.1"] + 7})
    if fate == "wrong period":
        return replace(report, cover=replace(report.cover, period=WRONG_PERIOD))
    if fate == "late":
        day = LATE + Random(f"{SEED} late {report.cover.reporting_unit.code}").randrange(6)
        return _dated(report, date(2025, 3, day))
    return report


def with_figures(report: Report, figures: Mapping[str, float]) -> Report:
    """The report with other figures in some rows."""
    values = {i: replace(report.values[i], value=float(v)) for i, v in figures.items()}
    return replace(report, values={**report.values, **values})


def _dated(report: Report, day: date) -> Report:
    return replace(report, cover=replace(report.cover, report_date=day))


def made_report(unit: ReportingUnit, period: ReportingPeriod, tools: Tools) -> Report:
    """A made-up report that breaks no rule; communes of one province share their catalogue of procedures."""
    chance = Random(f"{SEED} cover {unit.code} {period.id}")
    day = day_of(period, EARLIEST + int(chance.random() * (DUE.day - EARLIEST + 1)))
    number = f"{18 + int(chance.random() * 60)}/BC-UBND"
    cover = Cover(unit, unit.level, period, number, day, "Nguyễn Văn A", "0263 000 000")
    return report_of(cover, made_up_figures(f"{unit.code} {period.id}"), tools.catalogue)


def day_of(period: ReportingPeriod, day: int) -> date:
    """A day of the month in which the period ends."""
    return period.end.replace(day=day)


def own_report(district: ReportingUnit, tools: Tools) -> Report:
    """What the district's own offices report: the rows of the district's level, and few of those of all."""
    figures: Figures = {"BM1:1": 12, "BM3:3.2.1": 2150, "BM3:3.2.2": 2098, "BM4:2.1": 92, "BM4:2.2": 90}
    report = made_report(district, PERIOD, tools)
    rows = tools.catalogue.indicators
    assert all(is_applicable(rows[i], report.cover, tools.administration) for i in figures)
    return report_of(report.cover, figures, tools.catalogue)


def write_whole_report(path: Path, report: Report, tools: Tools) -> None:
    """Write a report into the package's template, percents as formulas; the cover says that it is made up."""
    filled = fill_template(report, tools.catalogue).report
    write_report(tools, filled, path, MADE_UP)


def write_list(path: Path, senders: Sequence[Sender]) -> None:
    """Write the list of those who must report, until when, and whom to call."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Danh sách"
    sheet.append(LIST_COLUMNS)
    for n, each in enumerate(senders, start=1):
        contact = f"Trần Thị B, 0263 000 {n:03}"
        sheet.append([each.unit.code, each.unit.name, "", each.district.code, DUE, contact])
        sheet.cell(sheet.max_row, 5).number_format = "dd/mm/yyyy"
    workbook.create_sheet("Ghi chú").append([MADE_UP])
    workbook.save(path)


def write_corrections(path: Path, senders: Sequence[Sender], tools: Tools) -> None:
    """Write two corrections: one of the figure that was sent, one of a figure that nobody sends any more."""
    lines = []
    for each in senders:
        sent = made_report(each.unit, PERIOD, tools).numbers[CORRECTED_ROW]
        said = ("Số liệu minh họa: ghi thiếu 100 hồ sơ", "Lê Văn C", "20/03/2025")
        if each.fate == "corrected":
            lines.append((each.unit.code, CORRECTED_ROW, f"{sent:.0f}", f"{sent + 100:.0f}", *said))
        elif each.fate == "correction of another figure":
            lines.append((each.unit.code, CORRECTED_ROW, f"{sent + 1:.0f}", f"{sent + 100:.0f}", *said))
    write_table(path, CORRECTION_COLUMNS, lines)


def write_table(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([columns, *lines])


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if word != "--small"]
    if len(named) != 1:
        sys.exit("python samples/make_province.py THƯ-MỤC [--small]")
    main(Path(named[0]), small="--small" in sys.argv)
