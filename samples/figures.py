"""Made-up figures (số liệu minh họa) of the communes of huyện Lạc Dương for Quý I 2025.

Nothing here is a real figure. The same seed gives the same figures on every version of Python: only
`Random.random` is used, whose sequence Python promises to keep.
"""

from __future__ import annotations

from datetime import date
from random import Random

from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover
from cchc_excel.workflows.tools import Tools

SEED = 31
DISTRICT = "Huyện Lạc Dương"
REAL_UNIT = "Xã Đưng KNớ"
"""Published its figures; the file of that name in the district's folder holds them."""
MADE_UP_UNITS = ("Thị trấn Lạc Dương", "Xã Lát", "Xã Đạ Sar", "Xã Đạ Nhim", "Xã Đạ Chais")
PERIOD = ReportingPeriod.usual(2025, "Q1").dated(date(2024, 12, 11), date(2025, 3, 10))
"""With the dates of the published report."""
_PREPARED_BY = ("Nguyễn Văn A", "Trần Thị B", "Lê Văn C", "Phạm Thị D", "Hoàng Văn E")

Figures = dict[str, object]
"""What is typed into value cells, by row id; a row that is not named is left blank."""


def made_up_cover(unit: str, tools: Tools) -> Cover:
    """The cover of a unit's report: number, date and name made up."""
    rng = Random(f"{SEED} cover {unit}")
    reporting_unit = tools.register.find(unit, PERIOD.end)[0]
    day = date(2025, 3, _between(rng, 5, 10))
    name = _PREPARED_BY[_between(rng, 0, len(_PREPARED_BY) - 1)]
    number = f"{_between(rng, 18, 60)}/BC-UBND"
    return Cover(reporting_unit, reporting_unit.level, PERIOD, number, day, name)


def made_up_figures(unit: str) -> Figures:
    """The figures of a unit's report, which break no rule; calculated percents are left to formulas."""
    rng = Random(f"{SEED} {unit}")
    settled = _between(rng, 60, 400)
    received = settled + _between(rng, 0, 12)
    return {
        **_direction(rng),
        **_regulations(rng),
        **_procedures(rng, settled),
        **_staff(rng),
        **{"BM5:1.1": 1, "BM5:1.3": 0, "BM5:2.1": 0, "BM5:2.4": _between(rng, 0, 2), "BM5:3": 0, "BM5:4": 0},
        **public_service_units(_between(rng, 2, 5), partly_funded=_between(rng, 0, 1)),
        **_investment(rng),
        **_digital(rng, received),
    }


def public_service_units(total: int, *, approved: int | None = None, partly_funded: int = 0) -> Figures:
    """The rows that count the commune's public service units (schools and the like), in agreement."""
    return {
        "BM4:1.2": total,
        "BM5:1.2": total if approved is None else approved,
        "BM6:2.1": total,
        "BM6:2.4": partly_funded or None,
        "BM6:2.4.3": partly_funded or None,
        "BM6:2.5": total - partly_funded,
    }


def _direction(rng: Random) -> Figures:
    planned, assigned = _between(rng, 10, 18), _between(rng, 4, 15)
    late = _between(rng, 0, 1)
    return {
        "BM1:1": _between(rng, 2, 6),
        "BM1:2.1": planned,
        "BM1:2.2": _between(rng, 2, planned // 2),
        "BM1:4.1": assigned,
        "BM1:4.2": assigned - late - _between(rng, 0, 2),
        "BM1:4.3": late or None,
        **_survey(rng),
        "BM1:6": _between(rng, 0, 1),
    }


def _survey(rng: Random) -> Figures:
    if _between(rng, 0, 1) == 0:
        return {"BM1:5": 0}
    return {"BM1:5": 1, "BM1:5.1": 10 * _between(rng, 3, 12), "BM1:5.2": _between(rng, 0, 2)}


def _regulations(rng: Random) -> Figures:
    issued, to_amend = _between(rng, 0, 1), _between(rng, 0, 1) or None
    return {"BM2a:1": issued, "BM2a:1.2": issued, "BM2a:3.2.1": to_amend, "BM2a:3.2.2": to_amend}


def _procedures(rng: Random, settled: int) -> Figures:
    """Communes of one province share its published catalogue: 173 procedures, none new, none abolished."""
    on_time = settled - _between(rng, 0, settled // 50)
    catalogue = {"BM3:1": 173, "BM3:1.1": 0, "BM3:1.2": 0, "BM3:1.3": 0}
    return {**catalogue, "BM3:3.3.1": settled, "BM3:3.3.2": on_time}


def _staff(rng: Random) -> Figures:
    posts, teaching_posts = _between(rng, 18, 25), _between(rng, 40, 110)
    return {
        "BM4:2.1": posts,
        "BM4:2.2": posts - _between(rng, 0, 2),
        "BM4:2.3": _between(rng, 0, 2) or None,
        "BM4:2.4": 0,
        "BM4:3.1": teaching_posts,
        "BM4:3.2": teaching_posts - _between(rng, 0, 4),
        "BM4:3.3": 0,
    }


def _investment(rng: Random) -> Figures:
    plan = 50 * _between(rng, 12, 100)
    return {"BM6:1.1": plan, "BM6:1.2": _between(rng, 0, 2 * plan) / 10}


def _digital(rng: Random, received: int) -> Figures:
    return {
        "BM7:1": 1,
        "BM7:2.2": _between(rng, 850, 1000) / 10,
        "BM7:3.1": received,
        "BM7:3.2": received - _between(rng, 0, received // 10),
    }


def _between(rng: Random, low: int, high: int) -> int:
    return low + int(rng.random() * (high - low + 1))
