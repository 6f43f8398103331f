"""Tables for other programs: the same columns and types whatever is filled, nothing changed on the way."""

from __future__ import annotations

import csv
import datetime
import io
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from cchc_excel.model.expressions import parse_number, references
from cchc_excel.model.forms import Kind
from cchc_excel.output import code_list, records

COLUMNS = {
    "id": str,
    "n": int,
    "value": float,
    "day": datetime.date,
    "total": bool,
    "tally": dict,
}
FULL = {
    "id": 'Xã "Lát", dòng 1\ndòng 2',
    "n": 3,
    "value": 0.1,
    "day": "2025-03-10",
    "total": True,
    "tally": {"1": 2},
}
EMPTY = dict.fromkeys(COLUMNS) | {"id": "", "total": False}


def test_csv_keeps_line_breaks_quotes_and_says_true_and_false():
    first, second = csv.DictReader(io.StringIO(records.as_csv([FULL, EMPTY], COLUMNS), newline=""))
    assert first == {
        "id": FULL["id"],
        "n": "3",
        "value": "0.1",
        "day": "2025-03-10",
        "total": "true",
        "tally": '{"1": 2}',
    }
    assert second == dict.fromkeys(COLUMNS, "") | {"total": "false"}


def test_a_csv_file_has_the_mark_once_and_no_blank_line(tmp_path):
    records.write_csv([FULL], COLUMNS, tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,n,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert not content.endswith(b"\n\n")
    assert b"\r" not in content


@pytest.mark.parametrize("lines", [[], [EMPTY], [FULL]], ids=["none", "empty", "full"])
def test_parquet_types_do_not_depend_on_what_is_filled(lines, tmp_path):
    records.write_parquet(lines, COLUMNS, tmp_path / "a.parquet")
    types = {field.name: field.type for field in parquet.read_schema(tmp_path / "a.parquet")}
    assert types == {
        "id": pa.string(),
        "n": pa.int64(),
        "value": pa.float64(),
        "day": pa.date32(),
        "total": pa.bool_(),
        "tally": pa.string(),
    }


def test_the_code_list_has_a_line_for_every_row_in_its_order(catalogue):
    rows = code_list.code_records(catalogue, catalogue.forms)
    assert [row["id"] for row in rows] == list(catalogue.indicators)
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(list(row) == list(code_list.COLUMNS) for row in rows)


def test_the_code_list_says_what_the_declaration_says(catalogue):
    for row in code_list.code_records(catalogue, catalogue.forms):
        indicator = catalogue.indicators[row["id"]]
        assert row["kind"] == indicator.kind.value
        assert (row["consolidate"] == "") is (indicator.kind is Kind.HEADING)
        assert row["choices"] == ({str(k): v for k, v in indicator.choices.items()} or None)
        assert json.loads(json.dumps(row)) == row


def test_the_formula_of_a_row_is_read_back_as_the_row_s(catalogue):
    formulas = {
        r["id"]: r["equals"] for r in code_list.code_records(catalogue, catalogue.forms) if r["equals"]
    }
    assert len(formulas) == sum(i.equals is not None for i in catalogue.indicators.values())
    for row_id, text in formulas.items():
        node = catalogue.indicators[row_id].equals
        assert parse_number(text, row_id.partition(":")[0]) == node
        assert references(node)


def test_the_row_above_is_told_where_the_print_skips_it_too(catalogue):
    parents = {r["id"]: r["parent"] for r in code_list.code_records(catalogue, catalogue.forms)}
    assert parents["BM3:3.3.1"] == "BM3:3.3"
    assert parents["BM3:3.3"] == "BM3:2"
    assert parents["BM1:1"] == ""
    assert all(parent in parents for parent in parents.values() if parent)
