"""Consolidate: read a folder, infer what was not said, select, correct, add up, write one auditable file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cchc_excel.consolidation.call_list import call_list
from cchc_excel.consolidation.consolidate import Consolidated, consolidate
from cchc_excel.consolidation.corrections import corrected
from cchc_excel.consolidation.selection import Selection, Target, expectations_of, select
from cchc_excel.errors import Finding, WrongUsage, finding
from cchc_excel.model.calls import Call
from cchc_excel.model.corrections import CorrectionOutcome, Standing
from cchc_excel.model.reconciliation import Reconciliation
from cchc_excel.model.reports import NOTHING_EXPECTED, Expectation, Refusal, Report
from cchc_excel.model.verdicts import Result
from cchc_excel.on_disk import are_same
from cchc_excel.output.consolidated import Account, Made, write_consolidated
from cchc_excel.output.consolidation_summary import ConsolidationSummary
from cchc_excel.output.files import write_whole
from cchc_excel.output.overview import Punctuality
from cchc_excel.output.reconciliation_words import line_of, sentence_of
from cchc_excel.validation.confrontation import confront
from cchc_excel.validation.previous import EarlierReports
from cchc_excel.workflows.checking import findings_of, has_figures, with_stale_explanations
from cchc_excel.workflows.consolidation.before import TargetBefore, target_before
from cchc_excel.workflows.consolidation.inputs import (
    Lists,
    as_expected,
    finder_elsewhere,
    finder_of_units,
    parent_name,
    read_inputs,
    read_lists,
    read_own,
    unread,
    without_earlier_results,
)
from cchc_excel.workflows.consolidation.reconciling import read_back, reconcile
from cchc_excel.workflows.consolidation.request import Request
from cchc_excel.workflows.consolidation.target import FoundTarget, found_target, output_of
from cchc_excel.workflows.previous import read_previous
from cchc_excel.workflows.reading import Progress, ReadFile
from cchc_excel.workflows.targets import check_result
from cchc_excel.workflows.tools import Tools

OfLeaf = tuple[Report | None, Finding]
"""A finding with the leaf that it is of; None for what concerns the consolidation."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `consolidated` is None when no leaf was left; `output` when nothing was written."""

    found: FoundTarget
    selection: Selection
    corrections: Sequence[CorrectionOutcome] = ()
    results: Sequence[Result] = ()
    consolidated: Consolidated | None = None
    before: TargetBefore | None = None
    calls: Sequence[Call] = ()
    reconciliation: Reconciliation | None = None
    findings: tuple[OfLeaf, ...] = ()
    output: Path | None = None

    @property
    def target(self) -> Target:
        return self.found.target

    @property
    def written(self) -> Path | None:
        """The file that was written."""
        return self.output if self.consolidated is not None else None


def consolidate_files(request: Request, tools: Tools, progress: Progress = iter) -> Outcome:
    """Do the whole job; the file is written unless it is a dry run.

    Raises WrongUsage for what cannot be inferred, and BrokenFile when nothing at all could be read.
    """
    if request.target is not None:
        if request.target.suffix.lower() != ".xlsx":
            raise WrongUsage(finding("OPT-010", file=str(request.target)))
        check_result(request.target, (*request.paths, *request.read_beside), force=request.force)
    read, results = without_earlier_results(read_inputs(request, tools, progress))
    found = found_target(request, read, tools)
    output = output_of(request, found.target)
    if request.names_target:
        check_result(output, request.paths, force=request.force)
        read = [each for each in read if each.path is None or not are_same(each.path, output)]
    lists = read_lists(request, found.target, tools)
    earlier = _earlier(request, found.target, tools, progress)
    own = read_own(request, found.target, tools)
    selection = _selected(request, read, _of_target(own, found.target, tools), lists, found.target, tools)
    read = [*read, *([own] if own is not None else [])]
    outcome = _corrected(Outcome(found, selection, output=output), lists, tools)
    again = {c.reporting_unit.key for c in outcome.corrections if c.standing is Standing.APPLIED}
    selection.leaves[:] = [_with_findings(leaf, earlier, again, tools) for leaf in selection.leaves]
    selection.findings += (*found.doubts, *lists.odd, *results)
    outcome = _made(outcome, earlier, tools)
    if outcome.consolidated is None:
        return outcome
    outcome = _reconciled(outcome, read, tools)
    if output is not None:
        write_whole(output, lambda path: _write(path, outcome, read, tools))
    return outcome


def _reconciled(outcome: Outcome, read: Sequence[ReadFile], tools: Tools) -> Outcome:
    """The outcome with what came of holding all that was sent against it; what is lost is an error."""
    told = reconcile(read, outcome.consolidated.report, tools.catalogue)
    lost = ((None, finding("CONS-021", count=len(told.lost), figures=told.lost)),) if told.lost else ()
    return replace(outcome, reconciliation=told, findings=(*outcome.findings, *lost))


def _earlier(request: Request, target: Target, tools: Tools, progress: Progress) -> EarlierReports | None:
    if request.previous is None:
        return None
    told = replace(request.given, reporting_unit=target.reporting_unit, level=target.level, period=None)
    return read_previous(request.previous, tools, replace(told, on=target.period.end), progress)


def _selected(
    request: Request,
    read: Sequence[ReadFile],
    own: Report | Refusal | None,
    lists: Lists,
    target: Target,
    tools: Tools,
) -> Selection:
    """The leaves that are used, and what became of the other files."""
    reports = [as_expected(r.report, lists.units, target, tools) for r in read if r.report is not None]
    selection = select(
        reports,
        target,
        lists.reporting_units,
        tools.administration,
        tools.register,
        latest=request.latest,
        own=own,
        unread=unread(read, target, tools),
    )
    carried = {key: told for report in reports for key, told in report.expectations.items()}
    selection.expectations = expectations_of(
        selection.expected, carried | lists.expectations, request.due, tools.register, target.period.end
    )
    return selection


def _of_target(own: ReadFile | None, target: Target, tools: Tools) -> Report | Refusal | None:
    """The target's own report, or why it cannot be read."""
    if own is None:
        return None
    if own.report is None:
        return Refusal(own.file, target.reporting_unit, own.fault)
    return as_expected(own.report, None, target, tools)


def _corrected(outcome: Outcome, lists: Lists, tools: Tools) -> Outcome:
    """The leaves with the corrections of the list; what is said of those that were applied goes with the
    leaf."""
    selection = outcome.selection
    units = finder_of_units(selection, lists, outcome.target, tools)
    elsewhere = finder_elsewhere(outcome.target, tools)
    leaves, corrections = corrected(selection.leaves, lists.corrections, units, tools.catalogue, elsewhere)
    applied: dict[str, list[Finding]] = {}
    for each in corrections:
        if each.finding.code in _OF_THE_LEAF:
            applied.setdefault(each.reporting_unit.key, []).append(each.finding)
        else:
            selection.findings.append(each.finding)
    selection.leaves[:] = [
        replace(leaf, findings=(*leaf.findings, *applied.get(leaf.cover.reporting_unit.key, ())))
        for leaf in leaves
    ]
    return replace(outcome, corrections=corrections)


_OF_THE_LEAF = ("CORR-001", "CORR-002")
"""What is said of corrections that goes with the leaf: applied, or of another figure than it sends."""


def _with_findings(
    leaf: Report, earlier: EarlierReports | None, corrected_now: Collection[str], tools: Tools
) -> Report:
    """A leaf of a file of its own is confronted with the rules, and so is one whose figures were corrected
    now or changed by hand; another one out of a consolidated file brings its findings."""
    is_changed = leaf.is_altered or leaf.cover.reporting_unit.key in corrected_now
    if leaf.from_consolidated and not is_changed:
        return with_stale_explanations(leaf, tools, earlier)
    leaf = replace(leaf, findings=tuple(f for f in leaf.findings if f.rule is None))
    empty = () if has_figures(leaf) else (finding("CONS-017", file=leaf.source.file, unit=leaf.name),)
    return replace(leaf, findings=(*findings_of(leaf, tools, earlier), *empty))


def _made(outcome: Outcome, earlier: EarlierReports | None, tools: Tools) -> Outcome:
    """The outcome with the consolidated report, where a leaf is left, and all that is said of it."""
    selection, target = outcome.selection, outcome.target
    of_leaves: list[OfLeaf] = [(leaf, f) for leaf in selection.leaves for f in leaf.findings]
    if not selection.leaves:
        selection.findings.append(finding("CONS-007"))
        return replace(outcome, findings=tuple((None, f) for f in selection.findings))
    before, told = target_before(earlier, target, tools) if earlier is not None else (None, ())
    selection.findings += told
    made = consolidate(selection, target, tools.catalogue, tools.administration)
    confrontation = confront(made.report, tools.catalogue)
    of_all = (*selection.findings, *made.report.findings, *confrontation.findings)
    return replace(
        outcome,
        consolidated=made,
        before=before,
        results=confrontation.results,
        calls=call_list(selection, made, before.by_unit if before else {}, tools.catalogue),
        findings=(*of_leaves, *((None, f) for f in of_all)),
    )


def _write(path: Path, outcome: Outcome, read: Sequence[ReadFile], tools: Tools) -> None:
    """Write the file, and hold what the next level up will read in it against what was sent."""
    write_consolidated(path, tools.catalogue, tools.administration, _account(outcome, tools))
    again = read_back(path, str(outcome.output), tools)
    if again is None or reconcile(read, again, tools.catalogue) != outcome.reconciliation:
        raise AssertionError(f"{outcome.output}: what was written is not what was made")


def _account(outcome: Outcome, tools: Tools) -> Account:
    made, selection = outcome.consolidated, outcome.selection
    return Account(
        made.report,
        {
            i: Made(f.coverage.reported, f.coverage.expected, f.low, f.corrected)
            for i, f in made.figures.items()
        },
        outcome.results,
        outcome.findings,
        lambda unit: parent_name(unit, tools, outcome.target),
        _punctuality(selection),
        outcome.before.beside(selection) if outcome.before is not None else None,
        made.report.corrections,
        line_of(made.report) if not outcome.reconciliation.lost else sentence_of(outcome.reconciliation),
        outcome.calls,
        outcome.output.parent if outcome.output is not None else Path(),
    )


def _punctuality(selection: Selection) -> Punctuality | None:
    """How the reports that came stand to their due dates; None where no due date is known."""
    dated = [(x, told) for x in selection.leaves if (told := _expected_of(x, selection)).due is not None]
    if not dated:
        return None
    days = [(leaf.name, told.days_late(leaf.cover.report_date)) for leaf, told in dated]
    return Punctuality(
        sum(late == 0 for _, late in days),
        [name for name, late in days if late],
        [name for name, late in days if late is None],
        sum(told.due is not None for told in selection.expectations.values()),
    )


def _expected_of(leaf: Report, selection: Selection) -> Expectation:
    return selection.expectations.get(leaf.cover.reporting_unit.key, NOTHING_EXPECTED)


def summary_of(outcome: Outcome, tools: Tools) -> ConsolidationSummary:
    """The outcome as it is told to the clerk."""
    selection, target = outcome.selection, outcome.target
    return ConsolidationSummary(
        str(outcome.written) if outcome.written is not None else None,
        target.reporting_unit,
        target.level,
        target.period,
        len(selection.expected),
        selection.received,
        len(selection.leaves),
        selection.missing,
        selection.refused,
        [(d.reporting_unit, d.files, d.used) for d in selection.duplicates],
        selection.not_expected,
        outcome.findings,
        outcome.found.inferred,
        lambda unit: parent_name(unit, tools, target),
        tools.catalogue,
        outcome.corrections,
        _punctuality(selection),
        outcome.calls,
        outcome.reconciliation,
    )
