"""Check files: read each, confront it with the rules, and give what a report of any format needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cchc_excel.errors import Finding
from cchc_excel.mapping.identity import Given
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.reports import Report, State
from cchc_excel.output.findings import FileFindings
from cchc_excel.validation.confrontation import confront, severity_counts, status_of
from cchc_excel.workflows.reading import Progress, ReadFile, read_files
from cchc_excel.workflows.tools import Tools


def check_files(
    paths: Sequence[Path], tools: Tools, given: Given, progress: Progress = iter, without: Path | None = None
) -> list[FileFindings]:
    """Check all files named and all in the folders named; `without` is the result's own file, never an
    input."""
    read = read_files(paths, tools, given, without=without, progress=progress)
    return [_checked(each, tools) for each in read]


def findings_of(report: Report, tools: Tools) -> tuple[Finding, ...]:
    """What reading found and what the rules find."""
    return (*report.findings, *confront(report, tools.catalogue).findings)


def has_figures(report: Report) -> bool:
    """True when anything but blanks stands in the value cells."""
    return any(v.state not in (State.BLANK, State.NOT_APPLICABLE) for v in report.values.values())


def _checked(read: ReadFile, tools: Tools) -> FileFindings:
    if read.report is None:
        counts = severity_counts([read.fault])
        return FileFindings(read.file, None, "unreadable", counts, dict.fromkeys(Verdict, 0), (read.fault,))
    confrontation = confront(read.report, tools.catalogue)
    findings = (*read.report.findings, *confrontation.findings)
    return FileFindings(
        read.file,
        read.report,
        status_of(findings, is_empty=not has_figures(read.report)),
        severity_counts(findings),
        confrontation.verdicts,
        findings,
    )
