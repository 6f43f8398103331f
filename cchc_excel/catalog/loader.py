"""From declarations to the catalogue: forms, indicators, rules, checks, and every fault of a declaration
named.

A fact about a form belongs in its TOML file. What is wrong there is raised as `BrokenDeclaration`, all at
once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from cchc_excel.catalog import rules
from cchc_excel.catalog.administration import load_administration
from cchc_excel.catalog.declarations import Key, Problems, check_keys, read_toml
from cchc_excel.errors import BrokenDeclaration
from cchc_excel.model.expressions import ExpressionError, Node, parse_number, references
from cchc_excel.model.forms import (
    EVERY_LEVEL,
    Catalogue,
    Chart,
    Form,
    Heading,
    Indicator,
    Kind,
    Operator,
    Range,
    Time,
)
from cchc_excel.words import fold

_ANNEX_KEYS = {
    "id": Key(str),
    "title": Key(str),
    "issue": Key(str),
    "version": Key(str),
    "valid_from": Key(date),
    "rules": Key(list, required=False),
    "headings": Key(list, required=False),
    "abbreviations": Key(dict, required=False),
    "charts": Key(list, required=False),
}
_CHART_KEYS = {"title": Key(str), "rows": Key(list, of=str)}
_HEADING_KEYS = {
    "role": Key(str, one_of=("code", "label", "measure_unit", "value", "note", "other")),
    "phrases": Key(list, of=str),
    "weight": Key(int, required=False),
}
_FORM_KEYS = {
    "id": Key(str),
    "title": Key(str),
    "short": Key(str),
    "valid_from": Key(date),
    "indicators": Key(list),
    "rules": Key(list, required=False),
}
_INDICATOR_KEYS = {
    "code": Key(str),
    "label": Key(str),
    "kind": Key(str, one_of=tuple(Kind)),
    "measure_unit": Key(str, required=False),
    "implied_unit": Key(str, required=False),
    "consolidate": Key(str, required=False, one_of=tuple(Operator)),
    "time": Key(str, required=False, one_of=tuple(Time)),
    "reported_by": Key(
        str, required=False, one_of=tuple(v.id for v in load_administration().reporting_levels)
    ),
    "equals": Key(str, required=False),
    "range": Key(str, required=False),
    "choices": Key(dict, required=False),
    "parts": Key(list, required=False, of=str),
    "aliases": Key(list, required=False, of=str),
    "remark": Key(str, required=False),
}


_NUMERIC_KEYS = {"consolidate", "time", "equals", "range", "choices", "parts"}
"""What only a row with a value can say."""


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """The catalogue that is built into the package."""
    return read_catalogue(files("cchc_excel.catalog"))


def read_catalogue(folder: Traversable) -> Catalogue:
    """Read `annex.toml` and all of `forms/*.toml` of a folder; raises BrokenDeclaration with every fault
    found."""
    problems = Problems()
    annex = read_toml(folder / "annex.toml", problems)
    check_keys(annex, _ANNEX_KEYS, "annex.toml", problems)
    tables = {file.name.removesuffix(".toml"): read_toml(file, problems) for file in _form_files(folder)}
    forms = tuple(form for name, table in tables.items() if (form := _form(name, table, problems)))
    indicators = {i.id: i for form in forms for i in form.indicators}
    _check_references(indicators.values(), _declared_ids(tables), problems)
    declared = [(f"forms/{name}.toml", name, table.get("rules", ())) for name, table in tables.items()]
    declared.append(("annex.toml", None, annex.get("rules", ())))
    row_ids = _declared_ids(tables)
    read = rules.read_rules(declared, row_ids, problems)
    checks = tuple(check for rule in read for check in rules.checks_of(rule, indicators, row_ids, problems))
    rules.check_examples(read, checks, problems)
    headings = tuple(_headings(annex.get("headings", ()), problems))
    abbreviations = dict(_abbreviations(annex.get("abbreviations", {}), problems))
    charts = tuple(_charts(annex.get("charts", ()), indicators, row_ids, problems))
    _refuse_if(problems)
    return Catalogue(
        annex["id"],
        annex["title"],
        annex["issue"],
        annex["version"],
        forms,
        read,
        checks,
        headings,
        abbreviations,
        charts=charts,
    )


def _headings(lines: Iterable[Any], problems: Problems) -> Iterator[Heading]:
    """The headings in the order declared: of two that a text says the first counts."""
    for n, line in enumerate(lines, start=1):
        if check_keys(line, _HEADING_KEYS, f"annex.toml, headings[{n}]", problems):
            phrases = tuple(
                phrase[:1] * (phrase[:1] in "=^") + fold(phrase.lstrip("=^")) for phrase in line["phrases"]
            )
            if not phrases or not all(phrase.lstrip("=^") for phrase in phrases):
                problems.add(f"annex.toml, headings[{n}]", "«phrases» trống hoặc có cụm từ trống")
            yield Heading(line["role"], phrases, line.get("weight", 1))


def _abbreviations(table: Mapping[str, Any], problems: Problems) -> Iterator[tuple[str, str]]:
    for short, words in table.items():
        if isinstance(words, str):
            yield fold(short), fold(words)
        else:
            problems.add("annex.toml, abbreviations", f"«{short}» phải là một chuỗi")


def _charts(
    lines: Iterable[Any],
    indicators: Mapping[str, Indicator],
    declared: Collection[str],
    problems: Problems,
) -> Iterator[Chart]:
    """The charts by unit, each of rows that can be drawn: of a row whose own declaration has a fault nothing
    more is said."""
    for n, line in enumerate(lines, start=1):
        place = f"annex.toml, charts[{n}]"
        if not check_keys(line, _CHART_KEYS, place, problems):
            continue
        if not line["rows"]:
            problems.add(place, "«rows» trống")
        for row in line["rows"]:
            if row not in declared:
                problems.add(place, f"không có dòng {row}")
            elif row in indicators and not _is_drawn_by_unit(indicators[row], indicators):
                problems.add(
                    place,
                    f"dòng {row} không vẽ được: phải là tỷ lệ tính từ các dòng cộng được (derived), "
                    "hoặc lấy trung bình cộng (mean)",
                )
        yield Chart(line["title"], tuple(line["rows"]))


def _is_drawn_by_unit(row: Indicator, indicators: Mapping[str, Indicator]) -> bool:
    """True for a percent that units can be grouped by: made of parts that are summed, or a plain mean."""
    if row.kind is not Kind.PERCENT or row.consolidate is Operator.MEAN:
        return row.kind is Kind.PERCENT
    parts = (indicators.get(i) for i in (references(row.equals) if row.equals is not None else ()))
    return row.consolidate is Operator.DERIVED and all(
        part is None or part.consolidate is Operator.SUM for part in parts
    )


def _form_files(folder: Traversable) -> list[Traversable]:
    """The files of the forms, in the order in which the annex numbers them (2a after 2, 10 after 9)."""

    def printed_order(file: Traversable) -> list[tuple[int, str]]:
        return [(int(digits or 0), letters) for digits, letters in re.findall(r"(\d+)|(\D+)", file.name)]

    found = (file for file in (folder / "forms").iterdir() if file.name.endswith(".toml"))
    return sorted(found, key=printed_order)


def _declared_ids(tables: Mapping[str, Any]) -> frozenset[str]:
    """The ids of all rows that are declared, of those too whose declaration has a fault: one fault is told
    once."""
    lines = ((name, line) for name, table in tables.items() for line in table.get("indicators", ()))
    return frozenset(
        f"{name}:{line['code']}" for name, line in lines if isinstance(line, dict) and "code" in line
    )


def _refuse_if(problems: Problems) -> None:
    if problems:
        raise BrokenDeclaration(problems.found)


def _form(name: str, table: Mapping[str, Any], problems: Problems) -> Form | None:
    place = f"forms/{name}.toml"
    if not check_keys(table, _FORM_KEYS, place, problems):
        return None
    if table["id"] != name:
        problems.add(place, f"«id» là «{table['id']}» nhưng tên tệp là «{name}»")
    indicators = [
        _indicator(name, line, f"{place}, indicators[{n}]", problems)
        for n, line in enumerate(table["indicators"], start=1)
    ]
    found = tuple(i for i in indicators if i is not None)
    _check_codes(place, found, problems)
    return Form(name, table["short"], table["title"], table["valid_from"], found)


def _indicator(form: str, line: Any, place: str, problems: Problems) -> Indicator | None:
    place = f"{place} ({line.get('code', '?')})" if isinstance(line, dict) else place
    if not check_keys(line, _INDICATOR_KEYS, place, problems):
        return None
    kind = Kind(line["kind"])
    _check_kind(line, kind, place, problems)
    equals = _equals(line.get("equals"), form, place, problems)
    parts = tuple(f"{form}:{code}" for code in line.get("parts", ()))
    if equals is not None and kind is not Kind.PERCENT:
        parts = references(equals)
    return Indicator(
        form,
        line["code"],
        line["label"],
        line.get("measure_unit", ""),
        kind,
        Operator(line["consolidate"]) if "consolidate" in line else None,
        Time(line["time"]) if "time" in line else None,
        line.get("reported_by", EVERY_LEVEL),
        equals,
        _range(line.get("range"), place, problems),
        _choices(line.get("choices", {}), place, problems),
        parts,
        tuple(line.get("aliases", ())),
        line.get("implied_unit", ""),
        line.get("remark", ""),
    )


def _check_kind(line: Mapping[str, Any], kind: Kind, place: str, problems: Problems) -> None:
    """What must go together: how a row consolidates, its choices, its range, by its kind."""
    operator = line.get("consolidate")
    if kind is Kind.HEADING:
        for name in _NUMERIC_KEYS & line.keys():
            problems.add(place, f"dòng tiêu đề không có «{name}»")
        return
    if not operator:
        problems.add(place, "dòng có số liệu phải nêu cách tổng hợp «consolidate»")
    if (operator == Operator.TALLY) != (kind is Kind.CHOICE):
        problems.add(place, "«tally» dùng cho và chỉ cho dòng lựa chọn (choice)")
    if (kind is Kind.CHOICE) != bool(line.get("choices")):
        problems.add(place, "«choices» dùng cho và chỉ cho dòng lựa chọn (choice)")
    if (operator == Operator.DERIVED) != (kind is Kind.PERCENT and "equals" in line):
        problems.add(place, "«derived» dùng cho và chỉ cho tỷ lệ có «equals»")
    if kind is Kind.PERCENT and "range" not in line:
        problems.add(place, 'tỷ lệ phải có «range», ví dụ "0..100"')


def _equals(text: str | None, form: str, place: str, problems: Problems) -> Node | None:
    if text is None:
        return None
    try:
        return parse_number(text, form)
    except ExpressionError as error:
        problems.add(place, f"«equals» sai: {error}")
        return None


def _range(text: str | None, place: str, problems: Problems) -> Range | None:
    """`0..100`, `0..`, `..100` in percent points."""
    if text is None:
        return None
    low, dots, high = text.partition("..")
    try:
        found = Range(float(low) if low else None, float(high) if high else None)
    except ValueError:
        dots = ""
    if not dots or text == "..":
        problems.add(place, f'«range» là «{text}», phải có dạng "0..100", "0.." hoặc "..100"')
        return None
    return found


def _choices(table: Mapping[str, Any], place: str, problems: Problems) -> dict[int, str]:
    choices = {}
    for code, word in table.items():
        if not code.isdigit() or not isinstance(word, str):
            problems.add(place, f"lựa chọn «{code}» phải là một mã số kèm tên")
        else:
            choices[int(code)] = word
    return choices


def _check_codes(place: str, indicators: Iterable[Indicator], problems: Problems) -> None:
    """No code twice, and no alias that is another row's code or alias."""
    spellings = Counter(s for i in indicators for s in {i.code, *i.aliases})
    for spelling, count in spellings.items():
        if count > 1:
            problems.add(place, f"mã «{spelling}» được dùng cho {count} dòng")


def _check_references(indicators: Iterable[Indicator], declared: Collection[str], problems: Problems) -> None:
    """`equals` and `parts` name other rows of the same form: the template computes them on one sheet."""
    for indicator in indicators:
        place = f"forms/{indicator.form}.toml ({indicator.code})"
        named = (*(references(indicator.equals) if indicator.equals is not None else ()), *indicator.parts)
        for row in dict.fromkeys(named):
            if row not in declared:
                problems.add(place, f"không có dòng {row}")
            elif row == indicator.id:
                problems.add(place, "«equals» không được nhắc lại chính dòng này")
            elif not row.startswith(f"{indicator.form}:"):
                problems.add(place, f"«equals» chỉ dùng dòng của cùng biểu, không dùng {row}")
