"""Random trees of real units: districts of a province, the files that their communes sent, and how these are
grouped on the way up. What is drawn is small and awkward rather than likely."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName

from cchc_excel.catalog.administration import load_register
from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.periods import ReportingPeriod, parse_period

Value = float | str | None
Line = tuple[Value, str]
"""What stands in a value cell, and the note beside it."""

PERIOD = parse_period("2025-Q1")
NEW_PERIOD = parse_period("2025-Q3")
"""Ends when there are communes and provinces only."""
WRONG_PERIODS = {PERIOD: parse_period("2025-H1"), NEW_PERIOD: parse_period("2025-9M")}
OTHER_DATES = PERIOD.dated(date(2024, 12, 11), date(2025, 3, 10))
CATALOGUE, REGISTER = load_catalogue(), load_register()
LAM_DONG = REGISTER.with_code("68", PERIOD.end)
DISTRICTS = REGISTER.below(LAM_DONG, "district", PERIOD.end)
PROVINCES_NOW = tuple(
    next(u for u in REGISTER.find(name, NEW_PERIOD.end) if u.level == "province")
    for name in ("Tỉnh Lâm Đồng", "Tỉnh Nghệ An", "Tỉnh Cà Mau")
)
FOREIGN = REGISTER.below(REGISTER.with_code("01", PERIOD.end), "commune", PERIOD.end)[0]
UNKNOWN = ReportingUnit("Xã Không Ai Biết", level="commune")

NUMBERS = (0.0, 1.0, 71.0, -3.0, 0.1, 0.2, 0.1 + 0.2, 1e-9, 1e15 + 0.3, 2.7, 1 / 3, 1234567.891, 1e22)
TEXTS = ("chưa rõ", "71 hồ sơ", "không", "-", "2,7 tỷ", "1.234", "=1+1", "Có", "4 Có / 2 Không", "#N/A", " ")
PERCENTS = (0.0, 100.0, 98.59, 400 / 7, 0.5, 150.0, -1.0, 1 / 3, "98,59%", "chưa", "0,9859", 12.3456789012345)
NOTES = ("", "", "", "Đối thoại tháng 2", "hai\ndòng", "- một\n\n- hai;  ba", "=SUM(A1)", "…", "x" * 300)
_OF_CHOICE = (0.0, 1.0, 2.0, 7.0, "Có", "Không", "1 = Có", "4 Có / 2 Không", "có lẽ", None)


def value_of(indicator: Indicator) -> st.SearchStrategy[Value]:
    """What a person may put into a row's cell."""
    if indicator.kind is Kind.CHOICE:
        return st.sampled_from(_OF_CHOICE)
    if indicator.kind is Kind.PERCENT:
        return st.sampled_from((*PERCENTS, None))
    awkward = st.decimals(-(10**6), 10**6, places=3).map(float)
    return st.one_of(st.sampled_from(NUMBERS), awkward, st.sampled_from(TEXTS), st.none())


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Line]:
    """The filled rows of a report: some of all, and often those of which totals are made."""
    telling = (
        "BM3:1",
        "BM3:3.3.1",
        "BM3:3.3.2",
        "BM6:1.1",
        "BM6:1.2",
        "BM7:2.2",
        "BM1:6",
        "BM1:2.1",
        "BM1:2.2",
    )
    ids = draw(st.sets(st.sampled_from(telling), min_size=3)) | draw(
        st.sets(st.sampled_from(tuple(CATALOGUE.indicators)), max_size=5)
    )
    return {i: (draw(value_of(CATALOGUE.indicators[i])), draw(st.sampled_from(NOTES))) for i in sorted(ids)}


@dataclass(frozen=True, slots=True)
class Said:
    """A report as it was sent."""

    unit: ReportingUnit
    lines: Mapping[str, Line]
    period: ReportingPeriod = PERIOD
    dated: date | None = None
    damaged: bytes | None = None
    """What stands in the file instead, where it is no report."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Units one level below the target, with what was sent to each; `parts` says into how many files that
    is consolidated first, 0 where it goes up as it came."""

    target: ReportingUnit
    period: ReportingPeriod
    sent: Mapping[ReportingUnit, Sequence[Said]]
    parts: Mapping[ReportingUnit, int]
    latest: bool
    listed: Sequence[ReportingUnit] = ()
    """The list of those who must report, where one is given."""


@st.composite
def reports(draw: st.DrawFn, unit: ReportingUnit, period: ReportingPeriod) -> Said:
    """A report that can be used; localities cut off on other days."""
    own_dates = draw(st.sampled_from((period,) * 5 + ((OTHER_DATES,) if period is PERIOD else ())))
    day = draw(st.sampled_from((None, date(2025, 3, 7), date(2025, 3, 20))))
    return Said(unit, draw(lines()), own_dates, day)


@st.composite
def fates(draw: st.DrawFn, unit: ReportingUnit, period: ReportingPeriod) -> list[Said]:
    """What a commune sent: nothing, one report, two, or something that cannot be used."""
    fate = draw(
        st.sampled_from(("sent",) * 6 + ("missing", "equal", "differing", "damaged", "late", "empty"))
    )
    said = draw(reports(unit, period))
    others: dict[str, Callable[[], list[Said]]] = {
        "sent": lambda: [said],
        "missing": list,
        "equal": lambda: [said, said],
        "differing": lambda: [said, draw(reports(unit, period))],
        "damaged": lambda: [
            Said(unit, {}, damaged=draw(st.sampled_from((b"", b"PK\x03\x04 cut", b"%PDF-1.7"))))
        ],
        "late": lambda: [Said(unit, said.lines, WRONG_PERIODS[period])],
        "empty": lambda: [Said(unit, {}, period)],
    }
    return others[fate]()


@st.composite
def trees(draw: st.DrawFn, *, most: int = 4) -> Tree:
    """A province before 1/7/2025 with two to four of its districts, or the country after with its
    provinces."""
    old = draw(st.booleans() | st.just(True))
    period, uppers = (PERIOD, DISTRICTS) if old else (NEW_PERIOD, PROVINCES_NOW)
    chosen = draw(st.lists(st.sampled_from(uppers), min_size=2, max_size=4, unique=True))
    sent = {}
    for upper in chosen:
        below = REGISTER.below(upper, "commune", period.end)
        units = draw(st.lists(st.sampled_from(below), min_size=1, max_size=most, unique=True))
        sent[upper] = [said for unit in units for said in draw(fates(unit, period))]
    for stranger in (FOREIGN, UNKNOWN) if old else ():
        if draw(st.integers(0, 3)) == 0:
            sent[draw(st.sampled_from(chosen))].append(draw(reports(stranger, period)))
    target = LAM_DONG if old else ReportingUnit("Cả nước", level="national")
    parts = {upper: draw(st.integers(0, 2)) for upper in chosen}
    return Tree(target, period, sent, parts, draw(st.booleans()), draw(lists_of(sent)))


@st.composite
def lists_of(draw: st.DrawFn, sent: Mapping[ReportingUnit, Sequence[Said]]) -> list[ReportingUnit]:
    """No list; or some of the units that reported and some upper units, which stand for all below them."""
    if draw(st.integers(0, 2)):
        return []
    communes = {said.unit.key: said.unit for all_of_one in sent.values() for said in all_of_one}
    some = st.lists(st.sampled_from([*communes.values(), *sent]), min_size=1, max_size=6, unique=True)
    return draw(some)


def write(said: Said, path: Path) -> None:
    """Put a report into a file: a list of values, or a workbook where the list could not say all of it."""
    if said.damaged is not None:
        path.write_bytes(said.damaged)
    elif said.dated is not None or said.period is OTHER_DATES:
        path.write_bytes(_workbook(said))
    else:
        path.write_text(_listing(said), encoding="utf-8")


def _listing(said: Said) -> str:
    unit = said.unit
    cover = {"reporting_unit": unit.name, "reporting_unit_code": unit.code, "level": unit.level}
    told = said.lines or {"BM3:1": (None, "")}
    return json.dumps(
        [{"id": i, "value": v, "note": n, "period": said.period.id, **cover} for i, (v, n) in told.items()]
    )


def _workbook(said: Said) -> bytes:
    """The annex on one sheet, its cover as named cells; error values are error values."""
    book = openpyxl.Workbook()
    sheet, cover = book.active, book.create_sheet("Bìa")
    for form in CATALOGUE.forms:
        sheet.append([form.title])
        sheet.append(["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"])
        for row in form.indicators:
            value, note = said.lines.get(row.id, (None, ""))
            sheet.append([row.code, row.label, row.measure_unit])
            sheet.cell(sheet.max_row, 4).value = value
            sheet.cell(sheet.max_row, 5).value = note or None
            for column in (4, 5):
                if sheet.cell(sheet.max_row, column).data_type == "f":
                    sheet.cell(sheet.max_row, column).data_type = "s"
            if row.kind is Kind.PERCENT and isinstance(value, float):
                sheet.cell(sheet.max_row, 4).value, sheet.cell(sheet.max_row, 4).number_format = (
                    value / 100,
                    "0.00%",
                )
    named = {
        "CCHC_DON_VI": said.unit.name,
        "CCHC_MA_DON_VI": said.unit.code,
        "CCHC_CAP": "Cấp xã",
        "CCHC_KY": said.period.name.vi,
        "CCHC_TU_NGAY": said.period.start,
        "CCHC_DEN_NGAY": said.period.end,
        "CCHC_NGAY_BAO_CAO": said.dated,
        "CCHC_NGUOI_LAP": "Nguyễn Văn A",
    }
    for line, (name, value) in enumerate(named.items(), start=1):
        cover.cell(line, 2).value = value
        book.defined_names[name] = DefinedName(name, attr_text=f"'Bìa'!$B${line}")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
