"""What confronting a report with the rules gives: a result a check, and the findings of those that are
violated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cchc_excel.errors import Finding
from cchc_excel.model.expressions import Judgement, Verdict
from cchc_excel.model.forms import Check
from cchc_excel.words import Words


@dataclass(frozen=True, slots=True)
class Result:
    """One check and what came of it; `reason` says why a consolidated file's check could not be judged."""

    check: Check
    judgement: Judgement
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class Confrontation:
    """All checks of one report, in the catalogue's order, and the findings of those that are violated."""

    results: tuple[Result, ...]
    findings: tuple[Finding, ...]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many checks came out how; a rule counts once, an ALL- rule once a row."""
        counts = Counter(r.judgement.verdict for r in self.results)
        return {verdict.value: counts[verdict] for verdict in Verdict}
