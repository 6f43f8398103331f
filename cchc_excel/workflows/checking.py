"""Check files: read each, confront it with the rules, and give what a report of any format needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cchc_excel.errors import Finding, Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.reports import Report, State
from cchc_excel.model.verdicts import Confrontation
from cchc_excel.output.findings import FileFindings
from cchc_excel.validation.causes import diagnose, suggested
from cchc_excel.validation.confrontation import confront, severity_counts, status_of
from cchc_excel.workflows.reading import Progress, ReadFile, read_files
from cchc_excel.workflows.tools import Tools


def check_files(
    paths: Sequence[Path],
    tools: Tools,
    given: Given,
    progress: Progress = iter,
    without: Sequence[Path] = (),
) -> list[FileFindings]:
    """Check all files named and all in the folders named; `without` are the result's own files and folders,
    never inputs."""
    read = read_files(paths, tools, given, without=without, progress=progress)
    return [check_read_file(each, tools) for each in read]


def check_read_file(read: ReadFile, tools: Tools) -> FileFindings:
    """What is to be said of one file, the gravest first."""
    if read.report is None:
        counts = severity_counts([read.fault])
        verdicts = dict.fromkeys(Verdict, 0)
        return FileFindings(read.file, None, "unreadable", counts, verdicts, (read.fault,), read.path)
    confrontation = confront(read.report, tools.catalogue)
    diagnoses = diagnose(read.report, confrontation, tools.catalogue)
    findings = _gravest_first((*read.report.findings, *suggested(confrontation.findings, diagnoses)))
    return FileFindings(
        read.file,
        read.report,
        status_of(findings, is_empty=not has_figures(read.report)),
        severity_counts(findings),
        confrontation.verdicts,
        findings,
        read.path,
        _rule_verdicts(confrontation),
        diagnoses,
    )


def findings_of(report: Report, tools: Tools) -> tuple[Finding, ...]:
    """What reading found and what the rules find."""
    return (*report.findings, *confront(report, tools.catalogue).findings)


def has_figures(report: Report) -> bool:
    """True when anything but blanks stands in the value cells."""
    return any(v.state not in (State.BLANK, State.NOT_APPLICABLE) for v in report.values.values())


def _gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    gravity = list(Severity)
    return tuple(sorted(findings, key=lambda found: gravity.index(found.weight)))


def _rule_verdicts(confrontation: Confrontation) -> Mapping[str, Mapping[str, int]]:
    verdicts: dict[str, Counter[str]] = {}
    for result in confrontation.results:
        verdicts.setdefault(result.check.rule.id, Counter())[result.judgement.verdict.value] += 1
    return verdicts
