"""From failed checks to causes: which checks fail together, and which smallest set of cells explains them
(the principle of Fellegi and Holt). The sets are small: all of them are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from cchc_excel.errors import Finding
from cchc_excel.model.causes import Cause, Diagnosis
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reports import Report
from cchc_excel.model.verdicts import Confrontation
from cchc_excel.validation.causes.before import NOTHING_BEFORE, PeriodBefore
from cchc_excel.validation.causes.statement import Statement
from cchc_excel.validation.causes.suspects import ALIKE, Inquiry, Suspect
from cchc_excel.validation.causes.wording import said


def diagnose(
    report: Report,
    confrontation: Confrontation,
    catalogue: Catalogue,
    before: PeriodBefore = NOTHING_BEFORE,
) -> tuple[Diagnosis, ...]:
    """Group the errors and warnings of a report by cause; `before` is what the period before says.

    Nothing is said of a consolidated report: its totals are made of what the leaves say.
    """
    statement = Statement.of(report, confrontation, catalogue)
    if not statement.failed or report.leaves:
        return ()
    inquiry = Inquiry(statement, before)
    groups = _groups({n: statement.suspects(n) for n in statement.failed})
    return tuple(d for group in groups if (d := _diagnosed(inquiry, group)) is not None)


def suggested(findings: Iterable[Finding], diagnoses: Iterable[Diagnosis]) -> tuple[Finding, ...]:
    """The findings with the suggestions of their likeliest causes."""
    texts = {
        (found.rule, found.ids): tuple(text for cause in diagnosis.likeliest for text in cause.texts)
        for diagnosis in diagnoses
        for found in diagnosis.findings
    }
    return tuple(replace(f, suggestions=texts.get((f.rule, f.ids), f.suggestions)) for f in findings)


def _groups(suspects: Mapping[int, frozenset[str]]) -> list[dict[int, frozenset[str]]]:
    """The failed checks that share a suspect, directly or by others."""
    groups: list[dict[int, frozenset[str]]] = []
    for check, rows in suspects.items():
        joined = [g for g in groups if any(rows & own for own in g.values())]
        groups = [g for g in groups if g not in joined]
        groups.append({n: own for g in joined for n, own in g.items()} | {check: rows})
    return sorted((dict(sorted(group.items())) for group in groups), key=min)


def _diagnosed(inquiry: Inquiry, group: Mapping[int, frozenset[str]]) -> Diagnosis | None:
    """The causes of one group; None where no one or two cells explain it."""
    suspects = _suspects(inquiry, group)
    if not suspects:
        return None
    statement = inquiry.statement
    suspects.sort(key=lambda s: (-s.weight, [statement.order[i] for i in s.ids]))
    causes = tuple(_ranked(suspects, inquiry))
    findings = tuple(statement.failed[n] for n in group)
    return Diagnosis(findings, causes, said(findings, causes, statement))


def _suspects(inquiry: Inquiry, group: Mapping[int, frozenset[str]]) -> list[Suspect]:
    """The single cells and the exchanges that explain all; where there are none, the pairs."""
    rows = [i for i in inquiry.statement.catalogue.indicators if any(i in own for own in group.values())]
    singles = [inquiry.single(row) for row in rows if all(row in own for own in group.values())]
    exchanges = [inquiry.exchanged(*pair) for pair in _exchangeable(inquiry, rows) if _hits(pair, group)]
    found = [s for s in (*singles, *exchanges) if s is not None]
    pairs = [] if found else [pair for pair in combinations(rows, 2) if _hits(pair, group)]
    return found or [s for pair in pairs if (s := inquiry.pair(*pair)) is not None]


def _exchangeable(inquiry: Inquiry, rows: Sequence[str]) -> list[tuple[str, str]]:
    """Each suspect with each cell of its form that a check names beside it, in the annex's order."""
    order = inquiry.statement.order
    pairs = {
        tuple(sorted((row, other), key=order.__getitem__))
        for row in rows
        for other in inquiry.statement.bound_to(row)
    }
    return sorted(pairs, key=lambda pair: [order[row] for row in pair])


def _hits(pair: Iterable[str], group: Mapping[int, frozenset[str]]) -> bool:
    return all(not own.isdisjoint(pair) for own in group.values())


def _ranked(suspects: Sequence[Suspect], inquiry: Inquiry) -> Iterator[Cause]:
    """The suspects with their ranks, the heaviest first; those near enough to a leader share its rank."""
    rank, leader = 1, suspects[0].weight
    for place, suspect in enumerate(suspects, start=1):
        if suspect.weight * ALIKE < leader:
            rank, leader = place, suspect.weight
        values = [inquiry.statement.report.values[i] for i in suspect.ids]
        yield Cause(
            suspect.ids,
            tuple(v.place for v in values if v.place),
            tuple(v.value for v in values),
            suspect.suggestions,
            suspect.allowed,
            rank,
            suspect.is_certain,
            inquiry.before.of_rows(suspect.ids),
        )
