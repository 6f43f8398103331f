"""What the sources of a report say of its cover, and where: the fields as they are spelled, by source.

What a period, level or unit is meant by them, the other modules tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cchc_excel.errors import Finding, finding
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.cover_fields import BY_KEY, CELL, FOUND_WORDS
from cchc_excel.model.periods import ReportingPeriod
from cchc_excel.words import Words


@dataclass(frozen=True, slots=True)
class Given:
    """What the command says, used where the source does not. `on` is the day on which the register is
    asked where nobody says a period; among the units below `target` a name is looked for first."""

    reporting_unit: ReportingUnit | None = None
    level: str | None = None
    period: ReportingPeriod | None = None
    on: date | None = None
    target: ReportingUnit | None = None


@dataclass(slots=True)
class Said:
    """The fields as the source spells them, where each was found, and what was odd about them."""

    file: str
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, **fields: object) -> None:
        self.findings.append(finding(code, file=self.file, **fields))

    def note_given(self, key: str, used: str, given: str) -> None:
        """Say that a field is another than the command says, and by which source."""
        source = FOUND_WORDS[self.found[key]] if key in self.found else FOUND_WORDS[CELL]
        self.note("UNIT-007", field=field_words(key), cell=used, given=given, source=source)

    def add(self, source: str, texts: Mapping[str, str], dates: Mapping[str, date]) -> None:
        """Take what was not said yet."""
        self.found |= {key: source for key in (*texts, *dates) if key not in self.found}
        self.texts = {**texts, **self.texts}
        self.dates = {**dates, **self.dates}


def words_of_other(source: str, used: str) -> Words:
    """How the other of two sources is named: of two title lines one is another."""
    return Words("một tiêu đề khác", "another title line") if source == used else FOUND_WORDS[source]


def field_words(key: str) -> Words:
    """How a message names a field of the cover, as it is labelled there: `«Kỳ báo cáo»`."""
    label = BY_KEY[key].label
    return Words(f"«{label.vi}»", label.en)
