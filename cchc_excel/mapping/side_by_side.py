"""Many reporting units side by side, a column each: which headings are units, and whose report each column
is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cchc_excel.errors import Finding
from cchc_excel.mapping.identity import Given
from cchc_excel.mapping.unit_names import Likeness, resolve_name, unit_named
from cchc_excel.model.administration import Register, ReportingUnit
from cchc_excel.model.cover_fields import CELL, PROPERTY, TITLE
from cchc_excel.model.periods import names_period
from cchc_excel.model.reports import Cover
from cchc_excel.words import fold, one_line

_KNOWN = (Likeness.EXACT, Likeness.FOLDED, Likeness.OTHER_DAY)
_NO_NAME = re.compile(r"[\W_]*[^\W\d_]{0,2}[\W_]*\d+[\W_]*|[\W_]*(?:[a-zđ][\W_]+)?[ivxlc]+[\W_]*")
"""`Q1`, `P.12`, `III`, folded: a period or a number as well as a unit."""


@dataclass(frozen=True, slots=True)
class UnitSearch:
    """Where the units of the columns are looked for: below the unit that the source itself names, on the
    day of its period."""

    register: Register
    cover: Cover
    given: Given

    def is_unit(self, heading: str) -> bool:
        """True for a heading that is the name of a unit of the register, in the province of the source's own
        unit; one without a name (`Q1`) only below that unit."""
        if self._has_none_below:
            return False
        match = resolve_name(heading, self.register, self._on, None, self._within)
        if match.likeness not in _KNOWN:
            return False
        if _NO_NAME.fullmatch(fold(heading)):
            return any(self._is_below(each, self._known) for each in match.candidates)
        province = self._province
        return province is None or any(
            each.code == province.code or self._is_below(each, province) for each in match.candidates
        )

    def is_own_period(self, heading: str) -> bool | None:
        """True for a heading that names the report's period, its year said or not; None for one that names
        none."""
        period = self.cover.period
        return names_period(heading, period) if period is not None else None

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
        return unit if unit.code else self.given.reporting_unit or self.given.target

    @property
    def _known(self) -> ReportingUnit | None:
        """The unit of the source or the command as the register knows it on the day."""
        within = self._within
        return self.register.with_code(within.code, self._on) if within and within.code else None

    @property
    def _province(self) -> ReportingUnit | None:
        known = self._known
        return known and (*self.register.ancestors(known, self._on)[-1:], known)[0]

    @property
    def _has_none_below(self) -> bool:
        """True where the source itself says a unit that has none below it."""
        in_source = self.cover.found.get("unit") in (CELL, PROPERTY, TITLE)
        known = self.register.with_code(self.cover.reporting_unit.code, self._on) if in_source else None
        return known is not None and not self.register.children(known, self._on)

    def _is_below(self, unit: ReportingUnit, upper: ReportingUnit | None) -> bool:
        """True for a unit below another on the day; one of another day by what it became, or where it was."""
        if upper is None:
            return False
        if unit.in_force(self._on):
            return upper.code in {each.code for each in self.register.line_of(unit, self._on)}
        successors = (self.register.with_code(code, self._on) for code in unit.successor_codes)
        day = unit.valid_to or unit.valid_from or self._on
        above = {each.code for each in self.register.ancestors(unit, day)}
        return upper.code in above or any(s is not None and self._is_below(s, upper) for s in successors)
