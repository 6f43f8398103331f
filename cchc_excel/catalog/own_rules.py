"""The rules file that a province brings: rules of the catalogue switched off, changed, and rules added.

It is TOML: `id`, `title`, one `[[changes]]` for each rule of the catalogue that it touches, one `[[rules]]`
for each that it adds, written as the catalogue's own are; what every such rule would say the same may be
left out. Nothing of the catalogue itself is changed: a new catalogue comes out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from typing import Any

from cchc_excel.catalog import rules
from cchc_excel.catalog.declarations import Key, Problems, check_keys, read_toml
from cchc_excel.catalog.rule_texts import faults_in_message, faults_in_text, too_large, words_for_each
from cchc_excel.errors import BrokenDeclaration, Severity
from cchc_excel.model.expressions import Node, parse_logic, with_tolerance
from cchc_excel.model.forms import Catalogue, Check, OwnRules, Rule, RuleChange

FILE_KEYS = {
    "id": Key(str),
    "title": Key(str),
    "changes": Key(list, required=False),
    "rules": Key(list, required=False),
}
_CHANGE_KEYS = {
    "rule": Key(str),
    "reason": Key(str),
    "off": Key(bool, required=False),
    "severity": Key(str, required=False, one_of=tuple(Severity)),
    "tolerance": Key(float, required=False),
}
_MAY_BE_LEFT_OUT = {
    "severity": Severity.WARNING.value,
    "missing": "skip",
    "message": "",
    "examples": [],
}
_REMEDIES = {
    Severity.ERROR: "Kiểm tra lại và sửa các ô này.",
    Severity.WARNING: "Kiểm tra lại các ô này; nếu đúng, ghi lý do vào cột Ghi chú.",
    Severity.INFO: "Xem lại các ô này.",
}
_RULE_KEYS = {
    name: replace(key, required=False) if name in (*_MAY_BE_LEFT_OUT, "remedy") else key
    for name, key in rules.RULE_KEYS.items()
} | {"form": Key(str, required=False), "tolerance": Key(float, required=False)}
_ID, _OURS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*"), re.compile(r"BM|ALL-", re.IGNORECASE)


def read_own_rules(file: Traversable, catalogue: Catalogue) -> Catalogue:
    """Read a rules file: the catalogue with its rules on top; raises BrokenDeclaration with every fault."""
    problems = Problems(is_of_one_file=True)
    table = read_toml(file, problems)
    if problems:
        raise BrokenDeclaration(problems.found)
    check_keys(table, FILE_KEYS, file.name, problems)
    changed, new = (_listed(table.get(key)) for key in ("changes", "rules"))
    if not changed and not new:
        problems.add(file.name, "không thay đổi ([[changes]]) và không thêm ([[rules]]) quy tắc nào")
    changes = {c.before.id: c for c in _changes(changed, catalogue, file.name, problems)}
    added = tuple(_added(new, catalogue, file.name, problems))
    if problems:
        raise BrokenDeclaration(problems.found)
    own = OwnRules(
        table["id"],
        table["title"],
        file.name,
        tuple(changes.values()),
        tuple(rule.id for rule, _ in added),
        catalogue,
    )
    kept = [_changed(rule, changes) for rule in catalogue.rules]
    checks = [c for check in catalogue.checks if (c := _changed_check(check, changes)) is not None]
    return replace(
        catalogue,
        rules=(*(rule for rule in kept if rule is not None), *(rule for rule, _ in added)),
        checks=(*checks, *(check for _, its_own in added for check in its_own)),
        own_rules=own,
    )


def _listed(value: Any) -> list[Any]:
    """A list of tables; what is none was told as such."""
    return value if isinstance(value, list) else []


def _changes(lines: list[Any], catalogue: Catalogue, name: str, problems: Problems) -> Iterator[RuleChange]:
    known = {rule.id: rule for rule in catalogue.rules}
    seen: set[str] = set()
    for n, line in enumerate(lines):
        place, at = f"{name}, changes[{n + 1}]", ("changes", n)
        if not check_keys(line, _CHANGE_KEYS, place, problems, at):
            continue
        rule = known.get(line["rule"])
        if rule is None:
            problems.add(place, _no_rule(line["rule"], known), (*at, "rule"), 0)
        elif rule.id in seen:
            problems.add(place, f"quy tắc {rule.id} đã được thay đổi ở trên", (*at, "rule"), 0)
        elif fault := _fault_of(line, rule, catalogue):
            problems.add(place, fault[1], (*at, fault[0]), 0)
        else:
            seen.add(rule.id)
            yield RuleChange(rule, _after(line, rule), line["reason"])


def _no_rule(wanted: str, known: Collection[str]) -> str:
    like = [rule for rule in known if rule.lower() == wanted.lower().strip()]
    hint = f"; có phải là {like[0]}?" if like else ". Xem mã các quy tắc bằng «cchc bieu-mau --rules»"
    return f"không có quy tắc «{wanted}»{hint}"


def _fault_of(line: Mapping[str, Any], rule: Rule, catalogue: Catalogue) -> tuple[str, str] | None:
    """The key of a change that cannot be, with what is wrong."""
    changing = line.keys() & {"severity", "tolerance"}
    if line.get("off") and changing:
        return "off", "quy tắc đã tắt thì không đổi mức độ, dung sai"
    if not line.get("off") and not changing:
        return "rule", "không thay đổi gì: cần «off», «severity» hoặc «tolerance»"
    if "tolerance" in line:
        nodes = [check.node for check in catalogue.checks if check.rule.id == rule.id]
        if fault := _tolerance_fault(line["tolerance"], nodes):
            return "tolerance", fault
    if _after(line, rule) == rule:
        return sorted(changing)[0], f"không thay đổi gì: quy tắc {rule.id} đã như vậy"
    return None


def _tolerance_fault(tolerance: float, nodes: Sequence[Node]) -> str:
    if not 0 <= tolerance < 1e12 or round(tolerance, 6) != tolerance:
        return "«tolerance» phải là số từ 0 trở lên, có nhiều nhất 6 chữ số thập phân"
    if tolerance and any(with_tolerance(node, tolerance) == node for node in nodes):
        return "quy tắc này không so sánh hai vế bằng nhau hoặc hơn kém, nên không có dung sai"
    return ""


def _after(line: Mapping[str, Any], rule: Rule) -> Rule | None:
    if line.get("off"):
        return None
    severity = Severity(line.get("severity", rule.severity))
    return replace(rule, severity=severity, tolerance=float(line.get("tolerance", rule.tolerance)))


def _changed(rule: Rule, changes: Mapping[str, RuleChange]) -> Rule | None:
    return changes[rule.id].after if rule.id in changes else rule


def _changed_check(check: Check, changes: Mapping[str, RuleChange]) -> Check | None:
    rule = _changed(check.rule, changes)
    if rule is None or rule is check.rule:
        return None if rule is None else check
    return replace(check, rule=rule, node=_tolerant(check, rule.tolerance))


def _tolerant(check: Check, tolerance: float) -> Node:
    return with_tolerance(check.node, tolerance) if tolerance else check.node


def _added(
    lines: list[Any], catalogue: Catalogue, name: str, problems: Problems
) -> Iterator[tuple[Rule, tuple[Check, ...]]]:
    """The added rules, each with its checks; one with a fault is left out."""
    taken = {rule.id.lower() for rule in catalogue.rules}
    for n, line in enumerate(lines):
        place, at, before = f"{name}, rules[{n + 1}]", ("rules", n), len(problems.found)
        check_keys(line, _RULE_KEYS, place, problems, at)
        texts = {k: v for k, v in line.items() if isinstance(v, str)} if isinstance(line, dict) else {}
        place += f" ({texts['id']})" if "id" in texts else ""
        for key, position, fault in _faults(texts, catalogue, taken):
            problems.add(place, fault, (*at, key), position)
        taken.add(texts.get("id", "").lower())
        if len(problems.found) == before and (found := _rule(line, n, catalogue, name, problems)):
            yield found


def _faults(
    texts: Mapping[str, str], catalogue: Catalogue, taken: Collection[str]
) -> Iterator[tuple[str, int, str]]:
    """What is wrong with the texts of an added rule: the key, the position in its text, the fault."""
    rule_id, form = texts.get("id", "T"), texts.get("form")
    if rule_id.lower() in taken:
        yield "id", 0, f"mã «{rule_id}» đã có; muốn đổi quy tắc có sẵn thì dùng [[changes]]"
    elif _ID.fullmatch(rule_id) is None or _OURS.match(rule_id):
        yield "id", 0, f"mã «{rule_id}» phải gồm chữ không dấu, số, dấu - và không bắt đầu bằng BM hay ALL-"
    is_form = form is None or form in catalogue.form_by_id
    if not is_form:
        yield "form", 0, f"không có biểu «{form}» (có: {', '.join(catalogue.form_by_id)})"
    found = []
    if "expect" in texts and is_form:
        is_each = "each" in texts
        found = list(faults_in_text(texts["expect"], form, catalogue.indicators, each=is_each))
    yield from (("expect", position, fault) for position, fault in found)
    if is_form and not found:
        for position, fault in _faults_of_message(texts, form):
            yield "message", position, fault
    if at := texts.get("remedy", "").find("{") + 1:
        yield "remedy", at - 1, "«remedy» không có chỗ điền; con số ghi ở «message»"


def _faults_of_message(texts: Mapping[str, str], form: str | None) -> Iterator[tuple[int, str]]:
    """Those of a rule of one line; of a rule for every row of a kind they are told with its checks."""
    if "message" in texts and "expect" in texts and "each" not in texts:
        yield from faults_in_message(texts["message"], form, parse_logic(texts["expect"], form), ())


def _rule(
    line: Mapping[str, Any], number: int, catalogue: Catalogue, name: str, problems: Problems
) -> tuple[Rule, tuple[Check, ...]] | None:
    severity = line.get("severity", _MAY_BE_LEFT_OUT["severity"])
    table = {**_MAY_BE_LEFT_OUT, "remedy": _REMEDIES[Severity(severity)], **line}
    table["message"] = _as_sentence(table["message"])
    at, place = ("rules", number), f"{name}, rules[{number + 1}] ({line['id']})"
    before, row_ids, form = len(problems.found), catalogue.indicators.keys(), line.get("form")
    rule = rules.read_rule(table, number, (name, form), row_ids, problems)
    rule = replace(rule, tolerance=float(line.get("tolerance", 0)))
    checks = [
        check
        for check in rules.checks_of(rule, catalogue.indicators, row_ids, problems)
        if rule.each is None or form is None or check.row.startswith(f"{form}:")
    ]
    is_whole = len(problems.found) == before
    for key, position, fault in _faults_of_checks(rule, checks, catalogue) if is_whole else ():
        problems.add(place, fault, (*at, key), position)
    tolerant = tuple(replace(check, node=_tolerant(check, rule.tolerance)) for check in checks)
    rules.check_verdicts(rule, tolerant, (*at, "examples"), problems)
    return None if len(problems.found) > before else (rule, tolerant)


def _faults_of_checks(
    rule: Rule, checks: Sequence[Check], catalogue: Catalogue
) -> Iterator[tuple[str, int, str]]:
    """What only the checks of a rule show: a tolerance that grants nothing, formulas that Excel refuses."""
    if not checks:
        yield "each", 0, "không có dòng nào mà quy tắc này áp dụng"
    if fault := _tolerance_fault(rule.tolerance, [check.node for check in checks]):
        yield "tolerance", 0, fault
    if fault := next(filter(None, (too_large(check, catalogue.indicators) for check in checks)), ""):
        yield "expect", 0, fault
    if rule.each is not None and checks:
        fields = words_for_each(checks)
        for position, fault in faults_in_message(rule.message, None, checks[0].node, fields):
            yield "message", position, fault


def _as_sentence(message: str) -> str:
    """A message with a full stop, so that the remedy begins a sentence of its own."""
    message = message.strip()
    return message if not message or message[-1] in ".!?…" else f"{message}."
