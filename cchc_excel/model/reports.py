"""Reports: the values of one unit and period, each with its state and the cell that it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from cchc_excel.errors import Finding
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.forms import EVERY_LEVEL, Indicator
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.words import visible

SAID_BY_US = "Phần mềm ghi: "
"""Before a part of a note that this package wrote: it explains nothing."""


def note_of_a_person(note: str) -> str:
    """A note without the parts that this package wrote; what has no letter («-», «…», 0) or is an error value
    (#N/A of a lookup) is none: people so mark a cell in which nothing stands."""
    if visible(note) in _ERROR_VALUES or note.upper() == note.lower():
        return ""
    return "; ".join(part for part in note.split("; ") if visible(part) and not part.startswith(SAID_BY_US))


_ERROR_VALUES = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


class State(StrEnum):
    """What was found in a value cell."""

    NUMBER = "number"
    BLANK = "blank"
    TEXT = "text"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"
    TALLY = "tally"


@dataclass(frozen=True, slots=True)
class Correction:
    """That a figure was corrected after it was sent (đính chính): what the unit had sent, why, who said so
    and when."""

    sent: str
    reason: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """One row of a report (số liệu). `value` is in the row's unit, percent points for percents; None
    unless a number.

    `text` is what a person sees in the cell; nothing typed is lost in it. `calculated` is true for a
    formula's result.
    """

    id: str
    state: State = State.BLANK
    value: float | None = None
    text: str = ""
    note: str = ""
    sheet: str = ""
    cell: str = ""
    bound_by: str = ""
    tally: Mapping[int, int] | None = None
    calculated: bool = False
    confidence: float = field(default=1.0, compare=False)
    """How far the best rival of its cell stays behind, from 0 to 1."""
    correction: Correction | None = None
    """How the value came to be another than the unit sent."""

    @property
    def place(self) -> str:
        """`Biểu mẫu 3!D18`, or nothing where the row has no cell."""
        return f"{self.sheet}!{self.cell}" if self.cell else ""

    @property
    def said(self) -> tuple[object, ...]:
        """What the cell says, to be compared with another report's: the number, or the text where none is;
        nothing for a blank."""
        if self.state in (State.BLANK, State.NOT_APPLICABLE):
            return ()
        return (self.value,) if self.state is State.NUMBER else (self.state, visible(self.text))

    @property
    def says_more(self) -> bool:
        """True when the text shows something that the number does not: `71 hồ sơ`, `Có`, any text or
        error."""
        if self.state is State.NUMBER:
            return any(c.isalpha() for c in self.text)
        return self.state in (State.TEXT, State.ERROR) or (
            self.state is State.BLANK and bool(self.text.strip())
        )


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where a report came from. `file` is the path as given; `binding` the cells of the rows, as id →
    (sheet, cell, how)."""

    file: str
    sha256: str = ""
    modified: datetime | None = None
    issue: str = ""
    version: str = ""
    binding: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    location: Path | None = field(default=None, compare=False)
    """The file to open: this one, or the consolidated file that a leaf was read out of."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Whose report it is, of which period, and what else stands on the cover sheet (bìa)."""

    reporting_unit: ReportingUnit
    level: str
    period: ReportingPeriod | None
    report_number: str = ""
    report_date: date | None = None
    prepared_by: str = ""
    phone: str = ""
    found: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where each field was found, by its key: `cell property title file folder option`."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a reporting unit: until when it must report (thời hạn gửi), and whom to call."""

    due: date | None = None
    contact: str = ""

    def days_late(self, reported: date | None) -> int | None:
        """How many days after the due date a report is, 0 for one in time; None where a date is not known."""
        return None if self.due is None or reported is None else max(0, (reported - self.due).days)


NOTHING_EXPECTED = Expectation()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that a consolidation did not use, and why."""

    file: str
    reporting_unit: ReportingUnit | None
    finding: Finding

    @property
    def key(self) -> str:
        """The key of the unit; empty where it is not known whose file it is."""
        return self.reporting_unit.key if self.reporting_unit is not None else ""


def refusals_by_unit(refusals: Iterable[Refusal]) -> dict[str, list[Refusal]]:
    """Refusals by the key of their unit, in their order."""
    found: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        found.setdefault(refusal.key, []).append(refusal)
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's report of one period, as read.

    `leaves` are the reports that a consolidated file holds line by line; `expected`, `missing` and
    `refused` are what it says of the units that should have reported. All four are empty for an ordinary
    report.
    """

    cover: Cover
    values: Mapping[str, ReportedValue]
    source: SourceFile
    findings: tuple[Finding, ...] = ()
    leaves: tuple[Report, ...] = ()
    expected: tuple[ReportingUnit, ...] = ()
    missing: tuple[ReportingUnit, ...] = ()
    refused: tuple[Refusal, ...] = ()
    not_expected: tuple[Refusal, ...] = ()
    set_aside: tuple[Refusal, ...] = ()
    """Reports of units of which another one was used."""
    carried: tuple[Finding, ...] = ()
    """What the consolidation that made the file found about the files it was given."""
    parent_name: str = ""
    replaced_formulas: frozenset[str] = frozenset()
    """Calculated percents whose stated number stands in place of the template's formula."""
    from_consolidated: bool = False
    """True for a leaf that was read out of a consolidated file: its findings came with it."""
    is_altered: bool = False
    """True for a leaf whose figures were changed in the consolidated file that holds it."""
    is_own: bool = False
    """True for what the consolidating unit itself reports (số liệu của chính đơn vị), beside its parts."""
    expectations: Mapping[str, Expectation] = field(default_factory=dict)
    """What a consolidated file says is expected of its units, by their key."""

    @property
    def numbers(self) -> dict[str, float]:
        """The filled rows: id → value."""
        return {i: v.value for i, v in self.values.items() if v.state is State.NUMBER and v.value is not None}

    @property
    def corrections(self) -> int:
        """How many figures were corrected, in the report or in its leaves."""
        values = (v for each in (self, *self.leaves) for v in each.values.values())
        return sum(value.correction is not None for value in values)

    @property
    def figures_mark(self) -> str:
        """A mark of the figures (dấu kiểm): equal for equal figures, whatever program saved them."""
        numbers = "\n".join(f"{i}={value:.10g}" for i, value in sorted(self.numbers.items()))
        tallies = "\n".join(
            f"{i}={sorted(v.tally.items())}" for i, v in sorted(self.values.items()) if v.tally
        )
        return hashlib.sha256(f"{numbers}\n\n{tallies}".encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        return self.cover.reporting_unit.name


def is_applicable(
    indicator: Indicator, cover: Cover, administration: Administration, *, below_too: bool = False
) -> bool:
    """True when a row has a subject in a report: its level is the unit's own and existed on a day of the
    period.

    With `below_too` the rows of lower levels count as well, as in a file that consolidates them.
    """
    return is_reported_at(cover.level, cover.period, indicator, administration, below_too=below_too)


def is_reported_at(
    level: str,
    period: ReportingPeriod | None,
    indicator: Indicator,
    administration: Administration,
    *,
    below_too: bool = False,
) -> bool:
    """True when the units of a level report a row in a period (`is_applicable`)."""
    if indicator.reported_by == EVERY_LEVEL or not level:
        return True
    own = indicator.reported_by == level
    lower = below_too and administration.is_below(indicator.reported_by, level)
    existed = period is None or administration.existed_within(indicator.reported_by, period.start, period.end)
    return (own or lower) and existed
