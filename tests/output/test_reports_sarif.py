"""SARIF 2.1.0: valid under its schema, levels and suppressions as the standard means them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from checked import HOSTILE_FILE, content, run

from cchc_excel.output.reports.sarif import as_sarif

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def log():
    return json.loads(as_sarif(content(), 3))["runs"][0]


@pytest.mark.parametrize(("lang", "files"), [("vi", None), ("en", None), ("vi", ())])
def test_the_log_is_valid_under_the_official_schema(lang, files):
    jsonschema.validate(json.loads(as_sarif(content(lang, files), 1)), SCHEMA)


def test_the_schema_refuses_what_is_wrong():
    wrong = json.loads(as_sarif(content(), 1))
    wrong["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def test_a_result_names_its_rule_level_file_and_cell(log):
    first = log["results"][0]
    rule = log["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert (first["ruleId"], rule["id"], first["level"]) == ("BM3-R03", "BM3-R03", "error")
    (location,) = first["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "Biểu mẫu 3!D19", "kind": "cell"}]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "x%C3%A3/L%C3%A1t.xlsx", "index": 0}
    (other,) = first["relatedLocations"]
    assert other["logicalLocations"][0]["fullyQualifiedName"] == "Biểu mẫu 3!D18"


def test_levels_are_those_of_the_rules_and_notes_are_notes(log):
    rules = log["tool"]["driver"]["rules"]
    levels = {r["id"]: r["defaultConfiguration"]["level"] for r in rules}
    assert levels["BM3-R03"] == levels["FILE-002"] == "error"
    assert levels["BM3-R04"] == "warning"
    assert levels["ALL-R05"] == "note"
    assert all(levels[r["ruleId"]] == r["level"] for r in log["results"])
    assert all(r["shortDescription"]["text"] and r["help"]["text"] for r in rules)


def test_an_explained_warning_is_suppressed_with_its_note_and_nothing_else_is(log):
    suppressed = {r["ruleId"]: r["suppressions"] for r in log["results"] if r["suppressions"]}
    assert suppressed == {"BM3-R04": [{"kind": "external", "justification": "Đơn giản hóa cả thủ tục cũ."}]}
    assert all(r["suppressions"] is not None for r in log["results"])


@pytest.mark.parametrize(("code", "successful"), [(0, True), (1, True), (3, False)])
def test_the_invocation_says_how_the_command_ended(code, successful):
    (invocation,) = json.loads(as_sarif(content(), code))["runs"][0]["invocations"]
    assert invocation == {"executionSuccessful": successful, "exitCode": code}


def test_files_carry_their_fingerprints_and_odd_names_are_uris(log):
    uris = [a["location"]["uri"] for a in log["artifacts"]]
    assert len(uris) == len(run())
    assert all(uri.isascii() and not set(uri) & set("<>\"' ") for uri in uris), HOSTILE_FILE
    assert log["artifacts"][0]["hashes"] == {"sha-256": "0" * 64}
    assert "hashes" not in log["artifacts"][3]


def test_braces_are_no_placeholders():
    first = run()[0]
    found = replace(first.findings[0], literal="tệp {file}")
    log = json.loads(as_sarif(content(files=(replace(first, findings=(found,)),)), 1))
    assert log["runs"][0]["results"][0]["message"]["text"] == "tệp {{file}}"


def test_equal_runs_give_equal_text():
    assert as_sarif(content(), 1) == as_sarif(content(), 1)
