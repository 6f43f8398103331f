"""What was read against the truth: each cell is right, unsure or wrong. Nothing here knows how a cell is found.

Right: the cell and what it says agree with the truth. Unsure: no cell was taken, and a finding names the row
or its form. Wrong: another cell, another value, a row passed over in silence, a cell for a row that is
not in the workbook or that two cells claim.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

from .cases import Case, RowTruth, Truth
from .values import ROWS

Record = Mapping[str, Any]
"""An object of `cchc read --format json`."""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the cells of one workbook.

    `lost` are cells whose typed text or note is not given back, `silent` rows that are not in the workbook
    and are not named by a finding; both are told apart from the three. `faults` says what was not right.
    """

    right: int = 0
    unsure: int = 0
    wrong: int = 0
    lost: int = 0
    silent: int = 0
    covers_wrong: int = 0
    faults: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        return self.right + self.unsure + self.wrong

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def judge(
    case: Case, truth: Sequence[Truth], records: Sequence[Record], findings_ids: Collection[str]
) -> Score:
    """Judge a workbook's records; `findings_ids` are the rows named as not found (`rows_named`)."""
    total = Score()
    for each in truth:
        found = {r["id"]: r for r in records if len(truth) == 1 or _is_of(r, each)}
        total += _judge_cover(case.name, each, found)
        for row, right in each.rows.items():
            total += _judge_row(
                _place(case, each, row, len(truth)), right, found.get(row), row in findings_ids
            )
    return total


def rows_named(findings: Sequence[Mapping[str, Any]], form_names: Mapping[str, str]) -> set[str]:
    """The rows that the findings of `cchc check --format json` name as not found: those of a binding
    finding (`BIND-`), by id or by their form; all of them where the file was refused (`FILE-`)."""
    named: set[str] = set()
    for each in findings:
        if each["severity"] not in ("warning", "error"):
            continue
        if each["code"].startswith("FILE-") and each["severity"] == "error":
            named |= ROWS.keys()
        if each["code"].startswith("BIND-"):
            named |= set(each["ids"]) or _rows_of_forms(each["message"], form_names)
    return named


def _rows_of_forms(message: str, form_names: Mapping[str, str]) -> set[str]:
    forms = [form for form, name in form_names.items() if name in message]
    return {i for i, row in ROWS.items() if row.form in forms}


def _is_of(record: Record, truth: Truth) -> bool:
    code, name = record["reporting_unit_code"], record["reporting_unit"]
    return (
        code == truth.unit.code
        if code
        else _folded(name) in map(_folded, (truth.unit.written, truth.unit.name))
    )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))


def _place(case: Case, truth: Truth, row: str, units: int) -> str:
    return f"{case.name} {row}" if units == 1 else f"{case.name} {truth.unit.written} {row}"


def _judge_cover(place: str, truth: Truth, found: Mapping[str, Record]) -> Score:
    """Unit and period, where the workbook says them."""
    record = next(iter(found.values()), None)
    if record is None:
        return Score()
    faults = []
    if truth.unit is not None and not _is_of(record, truth):
        faults.append(f"{place}: unit should be {truth.unit.written}, read {record['reporting_unit']}")
    if truth.period is not None and record["period"] != truth.period.id:
        faults.append(f"{place}: period should be {truth.period.id}, read «{record['period']}»")
    return Score(covers_wrong=len(faults), faults=tuple(faults))


def _judge_row(place: str, right: RowTruth, record: Record | None, named: bool) -> Score:
    taken = record is not None and bool(record["cell"])
    if right.is_absent:
        return _wrong(place, "not in the workbook", record) if taken else Score(right=1, silent=not named)
    if not taken:
        return _judge_not_taken(place, right, named)
    if right.is_ambiguous:
        return _wrong(place, "claimed by two cells", record)
    if (record["sheet"], record["cell"]) != (right.sheet, right.cell):
        return _wrong(place, f"should be {right.sheet}!{right.cell}", record)
    if not _says(right, record):
        return _wrong(place, f"should say {right.figure.number} ({right.figure.states[0]})", record)
    if _is_lost(right, record):
        said = f"typed {right.figure.text!r}, note {right.note!r}; read {record['text']!r}, note {record['note']!r}"
        return Score(right=1, lost=1, faults=(f"{place}: lost, {said}",))
    return Score(right=1)


def _judge_not_taken(place: str, right: RowTruth, named: bool) -> Score:
    if right.is_ambiguous:
        return Score(right=1) if named else Score(wrong=1, faults=(f"{place}: two cells, no finding",))
    if named:
        return Score(unsure=1, faults=(f"{place}: unsure, stands in {right.sheet}!{right.cell}",))
    return Score(wrong=1, faults=(f"{place}: passed over in silence, stands in {right.sheet}!{right.cell}",))


def _wrong(place: str, why: str, record: Record) -> Score:
    said = f"{record['sheet']}!{record['cell']} {record['value']} ({record['state']}) «{record['text']}»"
    return Score(wrong=1, faults=(f"{place}: {why}, read {said}",))


def _says(right: RowTruth, record: Record) -> bool:
    if record["state"] not in right.figure.states:
        return False
    number, value = right.figure.number, record["value"]
    if number is None or value is None:
        return number is None and value is None
    return isclose(number, value, rel_tol=1e-9, abs_tol=1e-9)


def _is_lost(right: RowTruth, record: Record) -> bool:
    text_kept = right.figure.text is None or _same(right.figure.text, record["text"])
    return not (text_kept and (right.note is None or _same(right.note, record["note"])))


def _same(typed: str, given: str) -> bool:
    """The same but for composition and spaces at the ends."""
    return unicodedata.normalize("NFC", typed).strip() == unicodedata.normalize("NFC", given).strip()
