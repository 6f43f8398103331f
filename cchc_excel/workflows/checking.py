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
    paths: Sequence[Path], tools: Tools, given: Given, progress: Progress = iter
) -> list[FileFindings]:
    """Check all files named and all in the folders named."""
    return [_checked(read, tools) for read in read_files(paths, tools, given, progress=progress)]


def findings_of(report: Report, tools: Tools) -> tuple[Finding, ...]:
    """What reading found and what the rules find."""
    return (*report.findings, *confront(report, tools.catalogue).findings)


def _checked(read: ReadFile, tools: Tools) -> FileFindings:
    if read.report is None:
        counts = severity_counts([read.fault])
        return FileFindings(read.file, None, "unreadable", counts, dict.fromkeys(Verdict, 0), (read.fault,))
    confrontation = confront(read.report, tools.catalogue)
    findings = (*read.report.findings, *confrontation.findings)
    states = {v.state for v in read.report.values.values()}
    is_empty = not states & {State.NUMBER, State.TEXT, State.ERROR, State.TALLY}
    return FileFindings(
        read.file,
        read.report,
        status_of(findings, is_empty=is_empty),
        severity_counts(findings),
        confrontation.verdicts,
        findings,
    )
