"""Read the parts of `check --parts`: the reports of the units below the one whose file is checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.consolidation.consolidate import consolidate
from cchc_excel.consolidation.selection import Selection, Target, select
from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.identity import Given
from cchc_excel.model.administration import ReportingUnit
from cchc_excel.model.reports import Refusal, Report
from cchc_excel.validation.parts import against_parts
from cchc_excel.words import Words
from cchc_excel.workflows.consolidation.inputs import as_expected
from cchc_excel.workflows.reading import Progress, read_files, split
from cchc_excel.workflows.tools import Tools

_WHO, _WHEN = Words("đơn vị báo cáo", "the reporting unit"), Words("kỳ báo cáo", "the period")


@dataclass(frozen=True, slots=True)
class Parts:
    """The reports of a folder, to be held against those of the units above them; `unread` are the faults of
    files that gave none."""

    folder: str
    reports: Sequence[Report]
    unread: Sequence[Finding]
    tools: Tools

    def findings_of(self, report: Report) -> tuple[Finding, ...]:
        """What the parts say of a report; with how many rows of how many units were compared."""
        cover = report.cover
        unknown = [w for w, known in ((_WHO, cover.reporting_unit.name), (_WHEN, cover.period)) if not known]
        if unknown or not cover.level:
            return (
                finding("PART-005", file=report.source.file, parts=self.folder, what=(unknown or [_WHO])[0]),
            )
        levels = self.tools.administration
        if not any(levels.is_below(each.id, cover.level) for each in levels.reporting_levels):
            return ()  # nobody stands below a commune
        target = Target(cover.reporting_unit, cover.level, cover.period)
        selection = self._below(target)
        selection.refused[:] = self._lacking(selection, target)
        if not selection.leaves:
            return (finding("PART-004", parts=self.folder, unit=report.name, period=cover.period.name),)
        if twice := tuple(found for found in selection.findings if found.code == "CONS-016"):
            return twice  # what the parts give cannot be told
        made = consolidate(selection, target, self.tools.catalogue, self.tools.administration)
        compared = against_parts(report, made.report, self.tools.catalogue)
        told = finding(
            "PART-003",
            file=report.source.file,
            rows=compared.rows,
            used=len(selection.leaves),
            expected=len(selection.expected),
        )
        return (*compared.findings, *_why_refused(selection), told)

    def _below(self, target: Target) -> Selection:
        tools = self.tools
        reports = [as_expected(each, None, target, tools) for each in self.reports]
        return select(reports, target, None, tools.administration, tools.register, latest=False)

    def _lacking(self, selection: Selection, target: Target) -> list[Refusal]:
        """The refused reports whose figures are lacking: not those of a unit of which another one is used,
        of the unit itself, whose file may lie beside the others, or of a unit that stands elsewhere."""
        there = {target.reporting_unit.key, *(leaf.cover.reporting_unit.key for leaf in selection.leaves)}
        named = [each for each in selection.refused if each.reporting_unit is not None]
        return [
            each
            for each in named
            if each.reporting_unit.key not in there
            and not self._stands_elsewhere(each.reporting_unit, target)
        ]

    def _stands_elsewhere(self, unit: ReportingUnit, target: Target) -> bool:
        """True where the register knows both, and the one not below the other."""
        register, on = self.tools.register, target.period.end
        is_known = all(u.code and register.with_code(u.code, on) for u in (unit, target.reporting_unit))
        return is_known and not register.stands_below(unit, target.reporting_unit, on)


def _why_refused(selection: Selection) -> tuple[Finding, ...]:
    """Why reports of units below were not used, each reason once."""
    return tuple({each.finding.message(): each.finding for each in selection.refused}.values())


def read_parts(folder: Path, tools: Tools, progress: Progress = iter, without: Sequence[Path] = ()) -> Parts:
    """Read all reports of a folder; each must say itself whose it is and of which period."""
    reports, faults = split(read_files([folder], tools, Given(), without=without, progress=progress))
    return Parts(str(folder), reports, faults, tools)
