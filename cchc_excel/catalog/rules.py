"""From rule declarations to checks: the macros of the ALL- rules, and the worked examples that every rule
must pass.

An ALL- rule holds for each row of its kind. Its text has macros that the row's declaration fills: `{row}`
the row, `{equals}` its formula in its own unit, `{denominator}`, `{range}`, `{choices}`, `{any_part}`. It
holds for the rows that fill them all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cchc_excel.catalog.declarations import Key, Problems, check_keys
from cchc_excel.catalog.toml_places import Path
from cchc_excel.errors import Severity
from cchc_excel.model.expressions import (
    ExpressionError,
    Node,
    Verdict,
    denominator,
    judge,
    parse_logic,
    references,
)
from cchc_excel.model.expressions.nodes import Arithmetic, Number, Row
from cchc_excel.model.forms import Check, Example, Indicator, Kind, Rule
from cchc_excel.words import exact_text, format_number

RULE_KEYS = {
    "id": Key(str),
    "expect": Key(str),
    "severity": Key(str, one_of=tuple(Severity)),
    "missing": Key(str, one_of=("skip", "zero")),
    "message": Key(str),
    "remedy": Key(str),
    "examples": Key(list),
    "each": Key(str, required=False, one_of=tuple(Kind)),
    "reason": Key(str, required=False),
    "legal": Key(str, required=False),
}
_EXAMPLE_KEYS = {
    "given": Key(dict),
    "verdict": Key(str, one_of=tuple(Verdict)),
    "row": Key(str, required=False),
}

Declared = tuple[str, str | None, Sequence[Mapping[str, Any]]]
"""A file's name, the form that a bare `[code]` in it belongs to, and its rule tables."""


def read_rules(
    declared: Iterable[Declared], row_ids: Collection[str], problems: Problems
) -> tuple[Rule, ...]:
    """Build the rules of several files; a rule with a fault is left out and its faults collected.
    `row_ids` are the ids of all rows that are declared."""
    found: dict[str, Rule] = {}
    for file, form, tables in declared:
        for n, table in enumerate(tables, start=1):
            place = f"{file}, rules[{n}]" + (f" ({table.get('id', '?')})" if isinstance(table, dict) else "")
            if not check_keys(table, RULE_KEYS, place, problems, ("rules", n - 1)):
                continue
            if table["id"] in found:
                problems.add(place, f"mã quy tắc «{table['id']}» đã dùng ở {found[table['id']].origin}")
            found[table["id"]] = read_rule(table, n - 1, (file, form), row_ids, problems)
    return tuple(found.values())


def read_rule(
    table: Mapping[str, Any],
    number: int,
    origin: tuple[str, str | None],
    row_ids: Collection[str],
    problems: Problems,
) -> Rule:
    """Build one rule from a table whose keys are right; `number` counts it in its file from 0, `origin` is
    the file and the form that a bare `[code]` belongs to."""
    (file, form), at = origin, ("rules", number)
    place = f"{file}, rules[{number + 1}] ({table['id']})"
    examples = []
    for n, line in enumerate(table["examples"]):
        where, there = f"{place}, examples[{n + 1}]", (*at, "examples", n)
        if check_keys(line, _EXAMPLE_KEYS, where, problems, there):
            given = _given(line["given"], form, row_ids, where, there, problems)
            if len(given) == len(line["given"]):
                examples.append(Example(given, Verdict(line["verdict"]), line.get("row"), n + 1))
    for position, fault in _faults_in(table["message"], form, row_ids):
        problems.add(place, fault, (*at, "message"), position)
    return Rule(
        table["id"],
        _qualified(table["expect"], form),
        Severity(table["severity"]),
        table["missing"],
        _qualified_message(table["message"], form),
        table["remedy"],
        tuple(examples),
        Kind(table["each"]) if "each" in table else None,
        table.get("reason", ""),
        table.get("legal", ""),
        file,
    )


def checks_of(
    rule: Rule, indicators: Mapping[str, Indicator], row_ids: Collection[str], problems: Problems
) -> tuple[Check, ...]:
    """The lines of a rule: one, or one for each row that an ALL- rule holds for."""
    place = f"{rule.origin} ({rule.id})"
    if rule.each is None:
        node = _parse(rule.expect, place, row_ids, problems)
        return (Check(rule, node),) if node is not None and _has_rows(node, indicators) else ()
    if set(re.findall(r"\{(\w+)\}", rule.expect)) - MACROS:
        problems.add(
            place, f"quy tắc có chỗ điền lạ «{rule.expect}» (được dùng: {', '.join(sorted(MACROS))})"
        )
        return ()
    checks = []
    for indicator in indicators.values():
        if indicator.kind is rule.each and (text := _expand(rule.expect, indicator)) is not None:
            node = _parse(text, f"{place}, dòng {indicator.id}", row_ids, problems)
            if node is not None and _has_rows(node, indicators):
                checks.append(Check(rule, node, indicator.id, _row_words(indicator)))
    if not checks and not problems:
        problems.add(place, "không có dòng nào mà quy tắc này áp dụng")
    return tuple(checks)


def check_examples(rules: Iterable[Rule], checks: Iterable[Check], problems: Problems) -> None:
    """Every rule has an example that satisfies and one that violates it, and each comes out as it says. A
    rule or row whose own fault was told has no checks and is passed over."""
    earlier = bool(problems)
    by_rule: dict[str, list[Check]] = {}
    for check in checks:
        by_rule.setdefault(check.rule.id, []).append(check)
    for rule in (r for r in rules if r.id in by_rule):
        if not {Verdict.SATISFIED, Verdict.VIOLATED} <= {e.verdict for e in rule.examples}:
            problems.add(f"{rule.origin} ({rule.id})", "cần ít nhất một ví dụ đạt và một ví dụ không đạt")
        check_verdicts(rule, by_rule[rule.id], (), problems, is_whole=not earlier)


def check_verdicts(
    rule: Rule, checks: Iterable[Check], at: Path, problems: Problems, *, is_whole: bool = True
) -> None:
    """Each example of a rule comes out as it says. `at` leads to the examples; where the checks may not be
    whole, an example of a row without one is passed over."""
    by_row, place = {check.row: check for check in checks}, f"{rule.origin} ({rule.id})"
    for example in rule.examples:
        n = example.number - 1
        check, there = by_row.get(example.row), ((*at, n) if at else ())
        if check is None:
            if is_whole:
                lacking = f"quy tắc không áp dụng cho dòng «{example.row}»"
                fault = lacking if example.row is not None else "thiếu «row»: ví dụ này cho dòng nào"
                problems.add(place, f"examples[{n + 1}]: {fault}", there)
            continue
        verdict = judge(check.node, example.given, rule.missing).verdict
        if verdict is not example.verdict:
            fault = f"examples[{n + 1}] cho kết quả «{verdict}», không phải «{example.verdict}»"
            problems.add(place, fault, there)


def _given(
    table: Mapping[str, Any],
    form: str | None,
    row_ids: Collection[str],
    place: str,
    at: Path,
    problems: Problems,
) -> dict[str, float]:
    """The filled rows of an example, by id."""
    given = {}
    for name, value in table.items():
        row = name if ":" in name else f"{form}:{name}"
        if ":" not in name and form is None:
            problems.add(place, f"dòng «{name}» phải kèm tên biểu, ví dụ BM3:3.1", (*at, "given", name))
        elif row not in row_ids:
            problems.add(place, f"không có dòng {row}", (*at, "given", name))
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < _LARGEST:
            problems.add(place, f"giá trị của dòng {row} phải là một con số", (*at, "given", name), 0)
        else:
            given[row] = float(value)
    return given


_LARGEST = 1e15
_PLACEHOLDER = re.compile(r"\{((?:BM\w+:)?\d[\d.]*)\}")
_MESSAGE_FIELDS = {
    "left",
    "right",
    "imbalance",
    "row",
    "computed",
    "label",
    "code",
    "range_words",
    "choice_words",
    "parts_words",
}


def _qualified(expect: str, form: str | None) -> str:
    """The rule text with the form before every row, so that it can be read anywhere."""
    if form is None:
        return expect
    return re.sub(r"(\w?)(?<!:)\[", lambda m: (f"{m[1]} " if m[1] else "") + f"{form}:[", expect)


def _qualified_message(message: str, form: str | None) -> str:
    return _PLACEHOLDER.sub(lambda m: "{" + (m[1] if ":" in m[1] else f"{form}:{m[1]}") + "}", message)


def _faults_in(message: str, form: str | None, row_ids: Collection[str]) -> Iterator[tuple[int, str]]:
    """The fields of a message that nothing fills, each with its position."""
    for match in re.finditer(r"\{([^{}]*)\}", message):
        name = _qualified_message(match[0], form)[1:-1]
        if name not in _MESSAGE_FIELDS and name not in row_ids:
            yield match.start(), f"«message» có chỗ điền lạ «{{{name}}}»"


def _parse(text: str, place: str, row_ids: Collection[str], problems: Problems) -> Node | None:
    """The tree of a rule text; None, and what is wrong with it, when it does not parse or names no row."""
    try:
        node = parse_logic(text, None)
    except ExpressionError as error:
        problems.add(place, f"quy tắc không hợp lệ «{text}»: {error}")
        return None
    unknown = [row for row in references(node) if row not in row_ids]
    for row in unknown:
        problems.add(place, f"không có dòng {row}")
    return None if unknown else node


def _has_rows(node: Node, indicators: Mapping[str, Indicator]) -> bool:
    """False where a row that the rule names is declared with a fault, which was told already."""
    return all(row in indicators for row in references(node))


MACROS = frozenset({"row", "equals", "denominator", "range", "choices", "any_part"})


def _expand(text: str, indicator: Indicator) -> str | None:
    """Fill the macros of an ALL- rule for one row; None where the row's declaration lacks one of them."""
    macros = _macros(indicator)
    wanted = set(re.findall(r"\{(\w+)\}", text))
    if any(macros.get(name) is None for name in wanted & macros.keys()):
        return None
    return re.sub(r"\{(\w+)\}", lambda m: macros.get(m[1]) or m[0], text)


def _macros(indicator: Indicator) -> dict[str, str | None]:
    row = _bracketed(indicator.id)
    equals = _text(indicator.equals)
    if equals and indicator.kind is Kind.PERCENT:
        equals = f"{equals} * 100"
    divisor = denominator(indicator.equals) if indicator.equals is not None else None
    return {
        "row": row,
        "equals": equals,
        "denominator": _text(divisor),
        "range": " and ".join(f"{row} {sign} {exact_text(bound)}" for sign, bound in _bounds(indicator))
        or None,
        "choices": " or ".join(f"{row} = {code}" for code in sorted(indicator.choices)) or None,
        "any_part": " or ".join(f"filled({_bracketed(part)})" for part in indicator.parts) or None,
    }


def _bounds(indicator: Indicator) -> list[tuple[str, float]]:
    if indicator.range is None:
        return []
    pairs = ((">=", indicator.range.low), ("<=", indicator.range.high))
    return [(sign, bound) for sign, bound in pairs if bound is not None]


def _bracketed(row_id: str) -> str:
    form, _, code = row_id.partition(":")
    return f"{form}:[{code}]"


def _text(node: Node | None) -> str | None:
    """The text of a number expression, every row with its form."""
    if node is None:
        return None
    if isinstance(node, Number):
        return exact_text(node.value)
    if isinstance(node, Row):
        return _bracketed(node.id)
    assert isinstance(node, Arithmetic)
    return f"({_text(node.left)} {node.operator} {_text(node.right)})"


def _row_words(indicator: Indicator) -> dict[str, str]:
    """What the messages of ALL- rules may name of a row's declaration."""
    words = {"label": indicator.label.partition("\n")[0], "code": indicator.code}
    bounds = _bounds(indicator)
    names = {">=": "từ {} % trở lên", "<=": "không quá {} %"}
    if len(bounds) == 2:
        low, high = (format_number(b) for _, b in bounds)
        words["range_words"] = f"từ {low} % đến {high} %"
    elif bounds:
        words["range_words"] = names[bounds[0][0]].format(format_number(bounds[0][1]))
    words["choice_words"] = ", ".join(f"{code} = {word}" for code, word in indicator.choices.items())
    words["parts_words"] = ", ".join(part.partition(":")[2] for part in indicator.parts)
    return words
