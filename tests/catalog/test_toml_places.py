"""Where values stand in a TOML text: every string of every declaration of ours is found at its place."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from cchc_excel.catalog.toml_places import places_of

TEXT = '''# đầu
id = "a"   # ghi chú "lạ" = [1]
"khóa có dấu" = 'b'
[table]
long = """
hai
dòng"""
[[rules]]
expect = "[1] < 2"
examples = [
  {given={"1"=2, x.y = 3}, verdict="no"},   # {thừa
  { given = {}, day = 2025-01-01 10:00:00, n = -1.5 },
]
[[rules]]
[[rules.parts]]
name = "cuối"
'''


def _paths(value, path=()):
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from _paths(each, (*path, key))


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("id",), 2, 7),
        (("khóa có dấu",), 3, 18),
        (("table", "long"), 6, 1),
        (("rules", 0, "expect"), 9, 11),
        (("rules", 0, "examples", 0, "given", "1"), 11, 15),
        (("rules", 0, "examples", 0, "given", "x", "y"), 11, 24),
        (("rules", 0, "examples", 1, "n"), 12, 48),
        (("rules", 1, "parts", 0, "name"), 16, 9),
    ],
)
def test_a_value_is_found_at_its_first_character(path, line, column):
    place = places_of(TEXT).of(path, 0)
    assert (place.line, place.column, place.text) == (line, column, TEXT.split("\n")[line - 1])


def test_a_path_that_leads_nowhere_gives_what_stands_around_it():
    place = places_of(TEXT).of(("rules", 1, "expect"))
    assert (place.line, place.text) == (14, "[[rules]]")


def test_every_string_of_every_declaration_of_the_package_is_found():
    package, found = files("cchc_excel"), 0
    for file in (package / "messages.toml", *(package / "catalog").rglob("*.toml")):
        text = file.read_text(encoding="utf-8")
        places = places_of(text)
        for path, value in _paths(tomllib.loads(text)):
            if isinstance(value, str):
                found += 1
                at = places.values[path]
                written = text[at : at + 2 * len(value)]
                assert "\\" in written or written.startswith(value), f"{file}: {path}"
    assert found > 1500


def test_a_text_that_is_no_toml_gives_the_places_before_its_fault():
    assert places_of('a = "b"\nc = [1, "x\n').of(("a",), 0).column == 6
