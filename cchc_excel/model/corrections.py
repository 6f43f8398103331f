"""Corrections (đính chính): figures that a unit corrected after it had sent its report, by telephone say, as
the consolidating clerk keeps them in a list. They are applied on top of what was sent, never to the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

from cchc_excel.errors import Finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.forms import Indicator, Kind
from cchc_excel.model.reports import ReportedValue, State
from cchc_excel.words import Words


class Standing(StrEnum):
    """What became of a correction."""

    APPLIED = "applied"
    ALREADY_SENT = "already_sent"
    NOT_APPLIED = "not_applied"


@dataclass(frozen=True, slots=True)
class ListedCorrection:
    """A line of the list: `old` is the figure that the unit sent, `new` the right one, None where it is not
    known yet; `fault` is why the line cannot be used. `place` is where it stands."""

    place: Words
    unit_text: str
    id: str
    """The row's id; what was typed where it is none."""
    old: ReportedValue | None
    new: ReportedValue | None
    reason: str = ""
    by: str = ""
    on: date | None = None
    fault: Finding | None = None


@dataclass(frozen=True, slots=True)
class CorrectionOutcome:
    """A line of the list with what became of it, for which unit, and what is said of it."""

    listed: ListedCorrection
    standing: Standing
    finding: Finding
    reporting_unit: ReportingUnit | None = None


def says_the_same(listed: ReportedValue, sent: ReportedValue, indicator: Indicator) -> bool:
    """True when a figure of the list is what a unit sent. A percent is listed with the decimals that were
    seen: 98,59 means 98.5915… too, rounded or cut off."""
    if State.NUMBER not in (listed.state, sent.state) or listed.state is not sent.state:
        return listed.said == sent.said
    if listed.value == sent.value or indicator.kind is not Kind.PERCENT:
        return listed.value == sent.value
    seen, exact = (Decimal(repr(each.value)) for each in (listed, sent))
    step = Decimal(1).scaleb(min(0, seen.normalize().as_tuple().exponent))
    return seen in (exact.quantize(step, ROUND_HALF_UP), exact.quantize(step, ROUND_DOWN))
