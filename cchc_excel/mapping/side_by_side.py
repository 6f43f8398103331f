"""Many reporting units side by side, a column each: which headings are units, and whose report each column
is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cchc_excel.errors import Finding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_names import Likeness, resolve_name, unit_named
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.periods import find_period
from cchc_excel.model.reports import Cover
from cchc_excel.words import one_line

_KNOWN = (Likeness.EXACT, Likeness.FOLDED, Likeness.OTHER_DAY)


@dataclass(frozen=True, slots=True)
class UnitSearch:
    """Where the units of the columns are looked for: below the unit that the source itself names, on the
    day of its period."""

    register: Register
    cover: Cover
    given: Given

    def is_unit(self, heading: str) -> bool:
        """True for a heading that is the name of a unit of the register."""
        match = resolve_name(heading, self.register, self._on, None, self._within)
        return bool(match.candidates) and match.likeness in _KNOWN

    def is_own_period(self, heading: str) -> bool | None:
        """True for a heading that names the report's period, its year said or not; None for one that names
        none."""
        period = self.cover.period
        if period is None:
            return None
        named = find_period(heading) or find_period(f"{heading} năm {period.year}")
        return None if named is None or named.kind == "Y" != period.kind else named.id == period.id

    def cover_of(self, heading: str, file: str, odd: Sequence[Finding]) -> tuple[Cover, tuple[Finding, ...]]:
        """The cover of the report in the column of a heading, and what is to be said of it; the source's
        own where there is no heading."""
        if not heading:
            return self.cover, tuple(odd)
        name = one_line(heading)
        unit, said = unit_named(name, self.register, self._on, None, self._within, file)
        unit = (
            replace(unit, name=name)
            if unit is not None
            else ReportingUnit(name, level=self.given.level or "")
        )
        of_file = (f for f in odd if not f.code.startswith("UNIT-"))
        return replace(self.cover, reporting_unit=unit, level=unit.level), (*of_file, *said)

    @property
    def _on(self) -> date:
        period = self.cover.period or self.given.period
        return period.end if period is not None else self.given.on or date.today()

    @property
    def _within(self) -> ReportingUnit | None:
        unit = self.cover.reporting_unit
        return unit if unit.code else self.given.reporting_unit
