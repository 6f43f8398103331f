"""What `Tổng quan` tells, before it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.errors import Severity
from cchc_excel.model.forms import Indicator
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.model.reports import Cover, ReportedValue


@dataclass(frozen=True, slots=True)
class Before:
    """How the rows stood in the earlier file of the same unit (`--previous`), as id → value in the row's
    unit: over all units of that file, and over those of them that reported now too, which is what the totals
    of now may be compared with where units are missing."""

    period: ReportingPeriod
    all_units: Mapping[str, float]
    same_units: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How the reports that came stand to their due dates: how many were on time, the names of those that
    were late, and of those of which no date is known."""

    on_time: int
    late: Sequence[str]
    undated: Sequence[str]
    expected: int = 0
    """How many units have a due date, whether they reported or not."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page tells; `percents` are rows with their value, and of how many expected units they are
    made. `punctuality` is None where no due date is known, `before` where no earlier file was given."""

    cover: Cover
    expected: int
    used: int
    missing: Sequence[str]
    refused: Sequence[str]
    not_expected: Sequence[str]
    findings: Mapping[Severity, int]
    percents: Sequence[tuple[Indicator, ReportedValue, int, int]]
    punctuality: Punctuality | None = None
    before: Before | None = None
    corrected: int = 0
    """How many figures were corrected after they were sent."""
    reconciliation: str = ""
    """What came of holding every figure that was sent against this file (đối soát), in a sentence."""
