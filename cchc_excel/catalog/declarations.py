"""Reading declarations: TOML files whose keys are known, whose values have the right type, all faults
collected.

What a declaration means is not decided here; `loader` builds forms and rules from what passes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

_TYPE_WORDS = {
    str: "một chuỗi",
    int: "một số nguyên",
    list: "một danh sách",
    dict: "một bảng",
    date: "một ngày",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of a declaration must be."""

    type: type
    required: bool = True
    one_of: tuple[str, ...] = ()
    of: type | None = None
    """What each element of a list must be."""


@dataclass(slots=True)
class Problems:
    """The faults found so far, each with its place."""

    found: list[str] = field(default_factory=list)

    def add(self, place: str, fault: str) -> None:
        self.found.append(f"{place}: {fault}")

    def __bool__(self) -> bool:
        return bool(self.found)


def read_toml(file: Traversable, problems: Problems) -> dict[str, Any]:
    """The tables of a TOML file; a file that is not TOML is a problem and gives nothing."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        problems.add(file.name, "không có tệp này")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(file.name, f"không phải TOML hợp lệ ({error})")
    return {}


def check_keys(table: Any, keys: Mapping[str, Key], place: str, problems: Problems) -> bool:
    """Collect unknown keys, missing keys, wrong types and values that are not allowed; True when there are
    none."""
    if not isinstance(table, dict):
        problems.add(place, "phải là một bảng")
        return False
    before = len(problems.found)
    for name in sorted(table.keys() - keys.keys()):
        problems.add(place, f"khóa lạ «{name}» (được dùng: {', '.join(keys)})")
    for name, key in keys.items():
        if name not in table:
            if key.required:
                problems.add(place, f"thiếu khóa «{name}»")
        elif not isinstance(table[name], key.type):
            problems.add(place, f"«{name}» phải là {_TYPE_WORDS[key.type]}")
        elif key.of is not None and not all(isinstance(each, key.of) for each in table[name]):
            problems.add(place, f"mỗi phần tử của «{name}» phải là {_TYPE_WORDS[key.of]}")
        elif key.one_of and table[name] not in key.one_of:
            problems.add(place, f"«{name}» là «{table[name]}», phải là một trong: {', '.join(key.one_of)}")
    return len(problems.found) == before
