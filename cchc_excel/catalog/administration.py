"""Read the declared levels and the register of reporting units that the package carries.

Only reading and refusing stands here; what levels and units can be asked is in `model/administration`.
`units.csv.gz` holds units.csv as `gzip.compress(content, 9, mtime=0)` makes it. A change of the map adds
rows and dates the old ones; it never edits a unit that reported.
"""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from cchc_excel.catalog.declarations import Key, Problems, check_keys
from cchc_excel.errors import BrokenDeclaration
from cchc_excel.model.administration import Administration, Level, Register, ReportingUnit
from cchc_excel.words import LANGUAGES, Words

_HERE = "cchc_excel.catalog"
_LEVELS_FILE, _UNITS_FILE = "administration.toml", "units.csv"
_COLUMNS = ["code", "name", "level", "parent_code", "valid_from", "valid_to", "successor_codes"]
_WORDS = {lang: Key(str) for lang in LANGUAGES}
_LEVEL_KEYS = {
    "id": Key(str),
    "rank": Key(int),
    "name": Key(dict),
    "short": Key(dict),
    "valid_from": Key(date, required=False),
    "valid_to": Key(date, required=False),
    "aliases": Key(list, required=False, of=str),
    "unit_prefixes": Key(list, required=False, of=str),
    "template": Key(str, required=False),
}


@lru_cache(maxsize=1)
def load_administration() -> Administration:
    """Load the levels (cấp hành chính) that the package declares."""
    return parse_administration(files(_HERE).joinpath(_LEVELS_FILE).read_text("utf-8"))


@lru_cache(maxsize=1)
def load_register() -> Register:
    """Load every reporting unit (đơn vị báo cáo) since the register begins, old and new."""
    text = gzip.decompress(files(_HERE).joinpath(f"{_UNITS_FILE}.gz").read_bytes()).decode("utf-8")
    return parse_register(text, load_administration())


def parse_administration(text: str) -> Administration:
    """Read levels from TOML; raises BrokenDeclaration with everything that is wrong with them."""
    problems = Problems()
    declared = tomllib.loads(text)
    check_keys(declared, {"levels": Key(list)}, _LEVELS_FILE, problems)
    rows = declared.get("levels") if isinstance(declared.get("levels"), list) else []
    if not rows:
        problems.add(_LEVELS_FILE, "không khai báo cấp nào ([[levels]])")
    levels = [_level(row, f"{_LEVELS_FILE}, levels[{n}]", problems) for n, row in enumerate(rows, start=1)]
    found = tuple(level for level in levels if level is not None)
    for clash in _clashes(found):
        problems.add(_LEVELS_FILE, clash)
    if problems:
        raise BrokenDeclaration(problems.found)
    return Administration(found)


def parse_register(text: str, administration: Administration) -> Register:
    """Read reporting units from CSV; raises BrokenDeclaration with every line that cannot be one."""
    problems = Problems()
    rows = list(csv.reader(text.splitlines()))
    if rows[:1] != [_COLUMNS]:
        problems.add(f"{_UNITS_FILE}, dòng 1", f"các cột phải là {', '.join(_COLUMNS)}")
    level_ids = {level.id for level in administration.levels}
    days: dict[str, date | None] = {"": None}
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if fault := _fault(row, level_ids, days):
            problems.add(f"{_UNITS_FILE}, dòng {number}", fault)
            continue
        code, name, level, parent_code, first, last, successors = row
        validity = days[first], days[last]
        found.append(ReportingUnit(name, code, level, parent_code, *validity, tuple(successors.split())))
    if problems:
        raise BrokenDeclaration(problems.found)
    return Register(tuple(found), administration.type_words)


def _fault(row: list[str], level_ids: set[str], days: dict[str, date | None]) -> str:
    """What is wrong with a line; the days that it names are added to `days`."""
    if len(row) != len(_COLUMNS):
        return f"{len(row)} cột thay vì {len(_COLUMNS)}"
    if not row[0] or not row[1]:
        return "thiếu mã hoặc tên đơn vị"
    if row[2] not in level_ids:
        return f"không có cấp «{row[2]}»"
    for day in row[4:6]:
        if day not in days:
            try:
                days[day] = date.fromisoformat(day)
            except ValueError:
                return f"«{day}» không phải là ngày"
    return ""


def _level(row: Any, place: str, problems: Problems) -> Level | None:
    if not check_keys(row, _LEVEL_KEYS, place, problems):
        return None
    named = [check_keys(row[key], _WORDS, f"{place}, {key}", problems) for key in ("name", "short")]
    if not all(named):
        return None
    return Level(
        id=row["id"],
        name=_words(row["name"]),
        short=_words(row["short"]),
        rank=row["rank"],
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        aliases=tuple(row.get("aliases", ())),
        unit_prefixes=tuple(row.get("unit_prefixes", ())),
        template=row.get("template", ""),
    )


def _words(table: Mapping[str, str]) -> Words:
    return Words(**table)


def _clashes(levels: tuple[Level, ...]) -> Iterator[str]:
    """What each level may say, but not two of them together."""
    owners: dict[object, str] = {}
    for number, level in enumerate(levels, start=1):
        if level.valid_from and level.valid_to and level.valid_to < level.valid_from:
            yield f"cấp {level.id}: valid_to trước valid_from"
        for claim in sorted({f"rank {level.rank}", *level.spellings()}):
            owner = owners.setdefault(claim, f"{level.id} (thứ {number})")
            if owner != f"{level.id} (thứ {number})":
                yield f"cấp {level.id} (thứ {number}): «{claim}» đã thuộc cấp {owner}"
