"""What the reports say: the one real report, and made-up ones of other communes, seeded.

A value of None is a row that was left blank. Percents are in percent points. How a value is typed into a
cell is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Indicator, Kind

ROWS: Mapping[str, Indicator] = load_catalogue().indicators
FORMS: tuple[str, ...] = tuple(form.id for form in load_catalogue().forms)
TITLES: Mapping[str, str] = {form.id: form.title for form in load_catalogue().forms}
ROWS_OF: Mapping[str, tuple[Indicator, ...]] = {form.id: form.indicators for form in load_catalogue().forms}
NOT_OF_A_COMMUNE = tuple(i for i, row in ROWS.items() if row.reported_by in ("district", "province"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit: as it writes itself, as the register spells it, and its code there."""

    written: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Period:
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's figures of one period, with the notes beside them."""

    unit: Unit
    period: Period
    values: Mapping[str, float | None]
    notes: Mapping[str, str]


DUNG_KNO = Unit("Xã Đưng K’Nớ", "Xã Đưng KNớ", "24850")
UNITS = (
    Unit("Thị trấn Lạc Dương", "Thị trấn Lạc Dương", "24846"),
    Unit("Xã Đạ Chais", "Xã Đạ Chais", "24847"),
    Unit("Xã Đạ Nhim", "Xã Đạ Nhim", "24848"),
    Unit("Xã Lát", "Xã Lát", "24862"),
    Unit("Xã Đạ Sar", "Xã Đạ Sar", "24865"),
    Unit("Xã Đạ Tông", "Xã Đạ Tông", "24853"),
    Unit("Xã Đạ Long", "Xã Đạ Long", "24856"),
    Unit("Xã Đạ M’Rông", "Xã Đạ M'Rông", "24859"),
    Unit("Xã Liêng Srônh", "Xã Liêng Srônh", "24874"),
    Unit("Xã Rô Men", "Xã Rô Men", "24877"),
    Unit("Xã Phi Liêng", "Xã Phi Liêng", "24886"),
    DUNG_KNO,
)
"""Communes of two districts of Lâm Đồng, as they stood until 30/6/2025."""

Q1 = Period("2025-Q1", "Quý I năm 2025")
PERIODS = (
    Q1,
    Period("2024-H1", "6 tháng đầu năm 2024"),
    Period("2024-Q3", "Quý III năm 2024"),
    Period("2024-Y", "Năm 2024"),
)

REAL = Report(
    DUNG_KNO,
    Q1,
    {
        **dict.fromkeys(ROWS),
        **{"BM1:1": 4, "BM1:2.1": 14, "BM1:2.2": 8, "BM1:5": 0, "BM1:6": 0},
        **{"BM2a:1": 0, "BM2a:2": 0, "BM2a:3": 0},
        **{"BM3:1": 173, "BM3:1.1": 0, "BM3:1.2": 0, "BM3:1.3": 0},
        **{"BM3:3.3": 100, "BM3:3.3.1": 71, "BM3:3.3.2": 71},
        **{"BM4:2.1": 20, "BM4:2.2": 19, "BM4:3": 0},
        **{"BM5:1.1": 1, "BM5:2.1": 0, "BM5:2.2": 0, "BM5:2.3": 0, "BM5:2.4": 0, "BM5:2.5": 0},
        **{"BM5:3": 0, "BM5:4": 0},
        **{"BM6:1": 0, "BM6:1.1": 2700, "BM6:1.2": 0},
        **{"BM7:1": 1, "BM7:2.2": 90, "BM7:3.1": 71, "BM7:3.2": 70},
    },
    {"BM7:2.2": "Trừ văn bản mật"},
)
"""Xã Đưng K'Nớ, Quý I năm 2025, as published: 33 rows filled."""

_RANGES = {
    "BM1:1": (3, 40),
    "BM1:2.1": (12, 45),
    "BM1:4.1": (15, 90),
    "BM1:5.1": (30, 400),
    "BM2a:2.1": (2, 15),
    "BM2a:3.1": (4, 30),
    "BM3:1": (120, 260),
    "BM3:2.1.1": (500, 9000),
    "BM3:3.2.1": (200, 4000),
    "BM3:3.3.1": (60, 1900),
    "BM4:1.2": (4, 12),
    "BM4:2.1": (18, 30),
    "BM4:3.1": (40, 160),
    "BM6:1.1": (1200, 48000),
    "BM7:3.1": (80, 2000),
}
_LEAST_AND_MOST = (1, 29)
"""Of a count that nothing is known of; from 1, so that figures of neighbouring rows seldom agree."""
_AT_MOST = {
    "BM1:2.2": "BM1:2.1",
    "BM1:3.2.2": "BM1:3.2.1",
    "BM1:4.2": "BM1:4.1",
    "BM2a:2.2.1": "BM2a:2.1",
    "BM2a:2.2.2": "BM2a:2.2.1",
    "BM2a:3.2.1": "BM2a:3.1",
    "BM2a:3.2.2": "BM2a:3.2.1",
    "BM3:1.1": "BM3:1",
    "BM3:1.2": "BM3:1",
    "BM3:1.3": "BM3:1",
    "BM3:2.1.2": "BM3:2.1.1",
    "BM3:3.2.2": "BM3:3.2.1",
    "BM3:3.3.2": "BM3:3.3.1",
    "BM4:2.2": "BM4:2.1",
    "BM4:3.2": "BM4:3.1",
    "BM6:1.2": "BM6:1.1",
    "BM7:3.2": "BM7:3.1",
}
_NOTES = (
    "Theo Kế hoạch số 11/KH-UBND",
    "Số liệu tính đến ngày 10/3",
    "Chưa phát sinh",
    "Có 02 hồ sơ trễ hạn do lỗi hệ thống",
    "Trừ văn bản mật",
    "Lũy kế từ đầu năm",
    "Quý trước: 15",
    "x",
)


def made_up(unit: Unit, period: Period, seed: str, filled: float = 0.7) -> Report:
    """A plausible report: parts below their wholes, percents computed from their parts, some rows blank.

    `filled` is the share of the rows of a commune that are filled; the rows of the district and the
    province stay blank.
    """
    rng = Random(f"{seed} {unit.code} {period.id}")
    values: dict[str, float | None] = dict.fromkeys(ROWS)
    for row in ROWS.values():
        if row.reported_by in ("any", "commune") and rng.random() < filled:
            values[row.id] = _value(row, values, rng)
    for row in ROWS.values():
        if row.is_calculated and values[row.id] is not None:
            values[row.id] = _ratio(row, values)
    noted = rng.sample([i for i, v in values.items() if v is not None], 5)
    return Report(unit, period, values, {i: rng.choice(_NOTES) for i in noted})


def earlier(report: Report, seed: str) -> Report:
    """Figures of another period of the same unit, which differ from the report's in every filled row."""
    rng = Random(f"{seed} earlier")
    period = next(p for p in PERIODS[1:] if p != report.period)
    old = made_up(report.unit, period, f"{seed} earlier", filled=0.85)
    values = {i: _other_than(report.values[i], v, ROWS[i], rng) for i, v in old.values.items()}
    return Report(report.unit, period, values, old.notes)


def _value(row: Indicator, values: Mapping[str, float | None], rng: Random) -> float | None:
    if row.kind is Kind.HEADING:
        return None
    if row.kind is Kind.CHOICE:
        return rng.choice(sorted(row.choices))
    if row.kind is Kind.PERCENT:
        return round(rng.uniform(31, 100), rng.choice((0, 1, 2)))
    low, high = _RANGES.get(row.id, _LEAST_AND_MOST)
    whole = values.get(_AT_MOST.get(row.id, ""))
    if row.id not in _RANGES and row.id not in _AT_MOST and rng.random() < 0.3:
        return 0
    return rng.randint(low, high) if whole is None else rng.randint(int(whole * 0.6), int(whole))


def _ratio(row: Indicator, values: Mapping[str, float | None]) -> float | None:
    over, under = (values[i] for i in references(row.equals))
    return None if over is None or not under else round(100 * over / under, 2)


def _other_than(mine: float | None, other: float | None, row: Indicator, rng: Random) -> float | None:
    if other is None or mine != other or row.kind is Kind.CHOICE:
        return other
    return other + rng.randint(1, 5) if row.kind is not Kind.PERCENT else round(other * 0.83, 2)
