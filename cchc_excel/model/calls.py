"""Calls: which units a consolidating clerk should ask, why, and how much hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cchc_excel.errors import Finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.reports import Expectation


class Reason(StrEnum):
    """Why a unit is to be asked."""

    MISSING = "missing"
    REFUSED = "refused"
    ERRORS = "errors"


@dataclass(frozen=True, slots=True)
class Effect:
    """How far a row's total may move: by `amount`, which is `share` of the total with it (0 to 1)."""

    id: str
    amount: float
    share: float


@dataclass(frozen=True, slots=True)
class Call:
    """A unit to ask, why, and how much hangs on it; `effect` is None where nothing tells that."""

    reporting_unit: ReportingUnit
    reason: Reason
    findings: tuple[Finding, ...]
    effect: Effect | None
    expectation: Expectation
    contact: str
    """Who can be asked: as the list says, else as the cover of the report, or of the last one, does."""
