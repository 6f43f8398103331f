"""A check as SARIF 2.1.0, for programs that gather the results of checks.

Nothing here depends on the day or the machine: equal files give equal text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import cchc_excel
from cchc_excel.errors import MESSAGES, Severity
from cchc_excel.output.reports.content import Content, FileLine, FindingLine, RuleLine
from cchc_excel.output.reports.links import uri

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_UNUSABLE_INPUT = 3


def as_sarif(content: Content, exit_code: int) -> str:
    """`check --format sarif`: one run, a result per finding, explained warnings suppressed with their
    note."""
    rules = [*map(_rule, content.rules), *_messages(content)]
    index = {rule["id"]: n for n, rule in enumerate(rules)}
    artifacts = _artifacts(content)
    positions = {uri: n for n, uri in enumerate(artifacts)}
    run = {
        "tool": {
            "driver": {
                "name": "cchc",
                "version": cchc_excel.__version__,
                "language": content.lang,
                "rules": rules,
            }
        },
        "language": content.lang,
        "columnKind": "utf16CodeUnits",
        "invocations": [{"executionSuccessful": exit_code < _UNUSABLE_INPUT, "exitCode": exit_code}],
        "artifacts": list(artifacts.values()),
        "results": [_result(line, index, positions) for line in content.findings],
        "properties": {
            "headline": content.headline,
            "totals": {"files": len(content.files), **content.totals},
        },
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _rule(line: RuleLine) -> dict[str, Any]:
    rule = line.rule
    why = " ".join(text for text in (line.sentence, rule.reason, rule.legal) if text)
    return {
        "id": rule.id,
        "shortDescription": _text(line.sentence or rule.expect),
        "fullDescription": _text(why or rule.expect),
        "help": _text(rule.remedy),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"expect": rule.expect, "verdicts": line.counts},
    }


def _messages(content: Content) -> Iterator[dict[str, Any]]:
    """The messages that the run gave and that are no rule's, each as a rule of its own."""
    for code in sorted({line.code for line in content.findings if line.finding.rule is None}):
        message = MESSAGES[code]
        words = _text(message.words.in_(content.lang))
        yield {
            "id": code,
            "shortDescription": words,
            "fullDescription": words,
            "help": words,
            "defaultConfiguration": {"level": _LEVELS[message.severity]},
        }


def _artifacts(content: Content) -> dict[str, dict[str, Any]]:
    """The files by their links; one in which several units stand is one."""
    artifacts = {}
    for line in content.files:
        artifact: dict[str, Any] = {"location": {"uri": _uri(line)}, "roles": ["analysisTarget"]}
        if line.sha256:
            artifact["hashes"] = {"sha-256": line.sha256}
        artifacts.setdefault(_uri(line), artifact)
    return artifacts


def _result(line: FindingLine, index: dict[str, int], positions: dict[str, int]) -> dict[str, Any]:
    found = line.finding
    cells = [_location(line.file, cell, positions) for cell in found.cells]
    whole = [_location(line.file, "", positions)]
    related = [{"id": n, **place} for n, place in enumerate(cells[1:], start=1)]
    note = [{"kind": "external", "justification": found.explanation}]
    return {
        "ruleId": line.code,
        "ruleIndex": index[line.code],
        "level": _LEVELS[found.severity],
        "message": _text(line.message),
        "locations": cells[:1] or whole,
        **({"relatedLocations": related} if related else {}),
        "suppressions": note if found.explained else [],
        "properties": {
            "number": line.number,
            "reporting_unit": line.file.unit,
            "reporting_unit_code": line.file.unit_code,
            "period": line.file.period,
            "ids": list(found.ids),
            "cells": list(found.cells),
            "stated": found.stated,
            "computed": found.computed,
            "imbalance": found.imbalance,
            "suggestions": list(found.suggestions),
            "cause": line.cause or None,
            "explanation": found.explanation,
            "stale": found.stale is not None,
        },
    }


def _location(file: FileLine, cell: str, positions: dict[str, int]) -> dict[str, Any]:
    artifact = {"uri": _uri(file), "index": positions[_uri(file)]}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact}}
    if cell:
        location["logicalLocations"] = [{"fullyQualifiedName": cell, "kind": "cell"}]
    return location


def _uri(file: FileLine) -> str:
    place = "/".join(filter(None, (file.link, file.member)))
    return uri(place or file.checked.file)


def _text(words: str) -> dict[str, str]:
    """A message string; braces would be taken for placeholders."""
    return {"text": words.replace("{", "{{").replace("}", "}}")}
