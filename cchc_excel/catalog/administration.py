"""Read the declared levels and the register of reporting units that the package carries.

Only reading and refusing stands here; what levels and units can be asked is in `model/administration`.
`units.csv.gz` holds units.csv as `gzip.compress(content, 9, mtime=0)` makes it. A change of the map adds
rows and dates the old ones; it never edits a unit that reported.
"""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files

from cchc_excel.model.administration import Administration, Level, Register, ReportingUnit
from cchc_excel.words import LANGUAGES, Words

_HERE = "cchc_excel.catalog"
_COLUMNS = ["code", "name", "level", "parent_code", "valid_from", "valid_to", "successor_codes"]
_KINDS = {
    "id": str,
    "rank": int,
    "name": dict,
    "short": dict,
    "valid_from": date,
    "valid_to": date,
    "aliases": list,
    "unit_prefixes": list,
}
_REQUIRED = ("id", "rank", "name", "short")


@lru_cache(maxsize=1)
def load_administration() -> Administration:
    """Load the levels (cấp hành chính) that the package declares."""
    return parse_administration(files(_HERE).joinpath("administration.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def load_register() -> Register:
    """Load every reporting unit (đơn vị báo cáo) since the register begins, old and new."""
    text = gzip.decompress(files(_HERE).joinpath("units.csv.gz").read_bytes()).decode("utf-8")
    return parse_register(text, load_administration())


def parse_administration(text: str) -> Administration:
    """Read levels from TOML; ValueError lists everything that is wrong with them, one problem a line."""
    declared = tomllib.loads(text)
    problems = [f"khóa lạ ở đầu tệp: {key}" for key in declared if key != "levels"]
    rows = declared.get("levels", [])
    if not isinstance(rows, list) or not rows:
        problems.append("không khai báo cấp nào ([[levels]])")
        rows = []
    for number, row in enumerate(rows, 1):
        problems += [f"[[levels]] thứ {number}: {problem}" for problem in _level_problems(row)]
    _refuse("administration.toml", problems)
    levels = tuple(map(_level, rows))
    _refuse("administration.toml", list(_clashes(levels)))
    return Administration(levels)


def parse_register(text: str, administration: Administration) -> Register:
    """Read reporting units from CSV; ValueError lists every line that cannot be one."""
    rows = list(csv.reader(text.splitlines()))
    if rows[:1] != [_COLUMNS]:
        _refuse("units.csv", [f"dòng 1: các cột phải là {', '.join(_COLUMNS)}"])
    level_ids = {level.id for level in administration.levels}
    days: dict[str, date | None] = {"": None}
    problems: list[str] = []
    found = []
    for number, row in enumerate(rows[1:], 2):
        problem = _row_problem(row, level_ids, days)
        if problem:
            problems.append(f"dòng {number}: {problem}")
            continue
        code, name, level, parent_code, first, last, successors = row
        validity = days[first], days[last]
        found.append(ReportingUnit(name, code, level, parent_code, *validity, tuple(successors.split())))
    _refuse("units.csv", problems)
    return Register(tuple(found), administration.type_words)


def _row_problem(row: list[str], level_ids: set[str], days: dict[str, date | None]) -> str:
    if len(row) != len(_COLUMNS):
        return f"{len(row)} cột thay vì {len(_COLUMNS)}"
    if not row[0] or not row[1]:
        return "thiếu mã hoặc tên đơn vị"
    if row[2] not in level_ids:
        return f"không có cấp {row[2]!r}"
    for day in row[4:6]:
        if day not in days:
            try:
                days[day] = date.fromisoformat(day)
            except ValueError:
                return f"{day!r} không phải là ngày"
    return ""


def _level_problems(row: object) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "phải là một bảng"
        return
    yield from (f"thiếu khóa {key}" for key in _REQUIRED if key not in row)
    for key, value in row.items():
        kind = _KINDS.get(key)
        if kind is None:
            yield f"khóa lạ: {key}"
        elif type(value) is not kind:
            yield f"{key} phải là {kind.__name__}, không phải {value!r}"
        elif kind is dict and set(value) != set(LANGUAGES):
            yield f"{key} phải có đúng các khóa {', '.join(LANGUAGES)}"
        elif kind in (dict, list):
            texts = value.values() if kind is dict else value
            yield from (f"{key}: {text!r} không phải là chữ" for text in texts if not _is_text(text))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _level(row: dict) -> Level:
    return Level(
        id=row["id"],
        name=Words(**row["name"]),
        short=Words(**row["short"]),
        rank=row["rank"],
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        aliases=tuple(row.get("aliases", ())),
        unit_prefixes=tuple(row.get("unit_prefixes", ())),
    )


def _clashes(levels: tuple[Level, ...]) -> Iterator[str]:
    """What each level may say, but not two of them together."""
    owners: dict[object, str] = {}
    for number, level in enumerate(levels, 1):
        if level.valid_from and level.valid_to and level.valid_to < level.valid_from:
            yield f"cấp {level.id}: valid_to trước valid_from"
        for claim in {f"rank {level.rank}", *level.spellings()}:
            owner = owners.setdefault(claim, f"{level.id} (thứ {number})")
            if owner != f"{level.id} (thứ {number})":
                yield f"cấp {level.id} (thứ {number}): {claim!r} đã thuộc cấp {owner}"


def _refuse(source: str, problems: list[str]) -> None:
    if problems:
        raise ValueError("\n".join([f"{source}: {len(problems)} lỗi", *problems]))
