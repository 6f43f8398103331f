"""Check files: read each, confront it with the rules, and give what a report of any format needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from cchc_excel.errors import Finding
from cchc_excel.mapping.identity import Given
from cchc_excel.model.expressions import Verdict
from cchc_excel.model.reports import Report, State
from cchc_excel.model.verdicts import Confrontation
from cchc_excel.output.findings import FileFindings
from cchc_excel.validation.causes import NOTHING_BEFORE, PeriodBefore, diagnose, suggested
from cchc_excel.validation.confrontation import confront, severity_counts, status_of
from cchc_excel.validation.previous import (
    NOTHING_EARLIER,
    Earlier,
    EarlierReports,
    sent_again,
    with_stale,
)
from cchc_excel.workflows.reading import (
    Named,
    Progress,
    ReadFile,
    named_files,
    of_each_file,
    read_each,
    read_files,
)
from cchc_excel.workflows.tools import Tools

Compare = Callable[[Report], Iterable[Finding]]
"""What something else says of a report."""


def check_files(
    paths: Sequence[Path],
    tools: Tools,
    given: Given,
    progress: Progress = iter,
    without: Sequence[Path] = (),
    previous: EarlierReports | None = None,
    parts: Compare | None = None,
    jobs: int | None = None,
) -> list[FileFindings]:
    """Check all files named and all in the folders named; `without` are the result's own files and folders,
    never inputs, `previous` are earlier reports of the same units, `parts` says what the reports of the units
    below say of one. Without `jobs` as many processes as are worth their start."""
    if previous is None and parts is None:
        return of_each_file(_checked, named_files(paths, without), tools, given, progress, jobs)
    read = read_files(paths, tools, given, without=without, progress=progress, jobs=jobs)
    return [check_read_file(each, tools, previous, parts) for each in read]


def _checked(named: Named, tools: Tools, given: Given) -> list[FileFindings]:
    return [check_read_file(read, tools) for read in read_each(named, tools, given)]


def check_read_file(
    read: ReadFile,
    tools: Tools,
    previous: EarlierReports | None = None,
    parts: Compare | None = None,
) -> FileFindings:
    """What is to be said of one file, the gravest first."""
    if read.report is None:
        counts = severity_counts([read.fault])
        verdicts = dict.fromkeys(Verdict, 0)
        return FileFindings(read.file, None, "unreadable", counts, verdicts, (read.fault,), read.path)
    earlier = previous.beside(read.report) if previous is not None else NOTHING_EARLIER
    report, confrontation = _confronted(read.report, earlier, tools)
    diagnoses = diagnose(report, confrontation, tools.catalogue, _before(report, earlier))
    found = (*report.findings, *suggested(confrontation.findings, diagnoses))
    of_parts = parts(report) if parts is not None else ()
    findings = _gravest_first((*found, *_compared(report, earlier, tools), *of_parts))
    return FileFindings(
        read.file,
        report,
        status_of(findings, is_empty=not has_figures(report)),
        severity_counts(findings),
        confrontation.verdicts,
        findings,
        read.path,
        _rule_verdicts(confrontation),
        diagnoses,
    )


def findings_of(report: Report, tools: Tools, previous: EarlierReports | None = None) -> tuple[Finding, ...]:
    """What reading found, what the rules find, and what earlier reports of the unit say, where they say
    something."""
    earlier = previous.beside(report) if previous is not None else NOTHING_EARLIER
    report, confrontation = _confronted(report, earlier, tools)
    again = sent_again(report, earlier.before, tools.catalogue) if earlier.before is not None else ()
    return (*report.findings, *confrontation.findings, *again)


def with_stale_explanations(report: Report, tools: Tools, previous: EarlierReports | None) -> Report:
    """A report whose findings came with it, those marked whose explanation was written for other figures."""
    same = previous.beside(report).same if previous is not None else None
    if same is None:
        return report
    return replace(report, findings=with_stale(report.findings, report, same, tools.catalogue))


def has_figures(report: Report) -> bool:
    """True when anything but blanks stands in the value cells."""
    return any(v.state not in (State.BLANK, State.NOT_APPLICABLE) for v in report.values.values())


def _confronted(report: Report, earlier: Earlier, tools: Tools) -> tuple[Report, Confrontation]:
    """The report and what the rules make of it, explanations of other figures marked stale in both."""
    confrontation = confront(report, tools.catalogue)
    if earlier.same is None:
        return report, confrontation
    of_report, of_rules = (
        with_stale(found, report, earlier.same, tools.catalogue)
        for found in (report.findings, confrontation.findings)
    )
    return replace(report, findings=of_report), replace(confrontation, findings=of_rules)


def _before(report: Report, earlier: Earlier) -> PeriodBefore:
    if earlier.before is None:
        return NOTHING_BEFORE
    return PeriodBefore.of(earlier.before, report.cover.period)


def _compared(report: Report, earlier: Earlier, tools: Tools) -> tuple[Finding, ...]:
    again = sent_again(report, earlier.before, tools.catalogue) if earlier.before is not None else ()
    return (*again, *earlier.findings)


def _gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda found: found.weight.rank))


def _rule_verdicts(confrontation: Confrontation) -> Mapping[str, Mapping[str, int]]:
    verdicts: dict[str, Counter[str]] = {}
    for result in confrontation.results:
        verdicts.setdefault(result.check.rule.id, Counter())[result.judgement.verdict.value] += 1
    return verdicts
