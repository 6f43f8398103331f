"""Reading declarations: TOML files whose keys are known, whose values have the right type, all faults
collected.

What a declaration means is not decided here; `loader` builds forms and rules from what passes.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from cchc_excel.catalog.toml_places import Path, Place, Places, places_of

_TYPE_WORDS = {
    str: "một chuỗi",
    int: "một số nguyên",
    list: "một danh sách",
    dict: "một bảng",
    bool: "true hoặc false",
    float: "một con số",
    date: "một ngày",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of a declaration must be; a float may be written as a whole number."""

    type: type
    required: bool = True
    one_of: tuple[str, ...] = ()
    of: type | None = None
    """What each element of a list must be."""


@dataclass(slots=True)
class Problems:
    """The faults found so far, each with its place; of one file that a person wrote each is shown in its
    text."""

    found: list[str] = field(default_factory=list)
    is_of_one_file: bool = False
    places: Places | None = None

    def add(self, place: str, fault: str, at: Path = (), offset: int | None = None) -> None:
        """Collect a fault; `at` leads to the key that has it, `offset` counts characters into its value."""
        found = self.places.of(at, offset) if self.places is not None and at else None
        self.found.append(f"{place}: {fault}" if found is None else _shown(place, fault, found))

    def __bool__(self) -> bool:
        return bool(self.found)


_MOST_SHOWN = 60
"""Characters of a line that are shown on each side of a fault."""


def _shown(place: str, fault: str, found: Place) -> str:
    """The fault with its line under it and a mark under its character."""
    start = max(0, found.column - 1 - _MOST_SHOWN)
    before, after = found.text[start : found.column - 1], found.text[found.column - 1 :][:_MOST_SHOWN]
    before = before if start else before.lstrip()
    room = "".join(c if c == "\t" else " " for c in before if not unicodedata.combining(c))
    return f"{place} (dòng {found.line}, cột {found.column}): {fault}\n    {before}{after}\n    {room}^"


_TOML_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_TOML_FAULTS = (
    (
        "Expected newline or end of document",
        "thừa chữ ở cuối dòng; số thập phân viết bằng dấu chấm, ví dụ 0.1",
    ),
    ("Invalid value", "giá trị sai: chữ phải nằm trong ngoặc kép, đúng sai là true hoặc false"),
    ("Invalid statement", "dòng sai: phải có dạng khóa = giá trị, hoặc [[bảng]]"),
    ("Expected '=' after a key", "thiếu dấu = sau khóa"),
    ("Cannot overwrite a value", "khóa này đã có ở trên"),
    ("Cannot declare", "bảng này đã có ở trên"),
    ("Unterminated string", "thiếu dấu ngoặc kép đóng"),
    ("Unclosed array", "thiếu dấu ] đóng danh sách"),
    ("Unclosed inline table", "thiếu dấu } đóng bảng"),
    ("Unescaped '\\'", "dấu \\ trong ngoặc kép phải viết \\\\"),
    ("Illegal character", "ký tự không được có ở đây (chuỗi thiếu ngoặc kép đóng?)"),
)
"""How the standard parser's faults begin, in words for a clerk."""


def read_toml(file: Traversable, problems: Problems) -> dict[str, Any]:
    """The tables of a TOML file; a file that is not TOML is a problem and gives nothing."""
    try:
        text = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except OSError:
        problems.add(file.name, "không có tệp này")
        return {}
    except UnicodeDecodeError:
        fault = "không phải tệp văn bản UTF-8: chọn tệp khai báo (TOML), lưu với bảng mã UTF-8"
        problems.add(file.name, fault)
        return {}
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.found.append(_not_toml(file.name, str(error), text, shown=problems.is_of_one_file))
        return {}
    except (ValueError, RecursionError):
        problems.add(file.name, "không phải TOML hợp lệ (số quá dài hoặc lồng quá nhiều lớp)")
        return {}
    problems.places = places_of(text) if problems.is_of_one_file else None
    return table


def _not_toml(name: str, error: str, text: str, *, shown: bool) -> str:
    said = _TOML_PLACE.sub("", error).strip()
    fault = next((words for begin, words in _TOML_FAULTS if said.startswith(begin)), said)
    found = _TOML_PLACE.search(error)
    if not shown or found is None:
        return f"{name}: không phải TOML hợp lệ ({error})"
    lines = text.split("\n")
    line, column = (int(found[1]), int(found[2])) if found[1] else (len(lines), len(lines[-1]) + 1)
    at = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    return _shown(name, f"không phải TOML hợp lệ ({fault})", Places(text, {}, {}).at(at))


def check_keys(table: Any, keys: Mapping[str, Key], place: str, problems: Problems, at: Path = ()) -> bool:
    """Collect unknown keys, missing keys, wrong types and values that are not allowed; True when there are
    none. `at` leads to the table."""
    if not isinstance(table, dict):
        problems.add(place, "phải là một bảng", at)
        return False
    before = len(problems.found)
    for name in sorted(table.keys() - keys.keys()):
        problems.add(place, f"khóa lạ «{name}» (được dùng: {', '.join(keys)})", (*at, name))
    for name, key in keys.items():
        if name in table:
            if fault := _fault(name, key, table[name]):
                problems.add(place, fault, (*at, name), 0)
        elif key.required:
            problems.add(place, f"thiếu khóa «{name}»", at)
    return len(problems.found) == before


def _fault(name: str, key: Key, value: Any) -> str:
    """What is wrong with the value of a key; empty when it is right."""
    if not _is_of(key.type, value):
        return f"«{name}» phải là {_TYPE_WORDS[key.type]}"
    if key.of is not None and not all(isinstance(each, key.of) for each in value):
        return f"mỗi phần tử của «{name}» phải là {_TYPE_WORDS[key.of]}"
    if key.one_of and value not in key.one_of:
        return f"«{name}» là «{value}», phải là một trong: {', '.join(key.one_of)}"
    return ""


def _is_of(wanted: type, value: Any) -> bool:
    if isinstance(value, bool):
        return wanted is bool
    return isinstance(value, (int, float) if wanted is float else wanted)
