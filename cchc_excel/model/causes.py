"""Which cell is wrong: what a diagnosis of broken rules says (nguyên nhân). Suggestions never change a
value."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.errors import Finding
from cchc_excel.words import Words, exact_text


@dataclass(frozen=True, slots=True)
class Slip:
    """How a clerk goes wrong (kiểu sai): an identifier for programs, words for people."""

    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the cells of a cause may have been meant to say, in the order of its ids; None is a blank."""

    values: tuple[float | None, ...]
    slip: Slip


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`; None is open."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Cause:
    """A cell, or the smallest set of cells, whose change satisfies every rule of the diagnosis.

    `rank` is 1 for the likeliest; causes that cannot be told apart share a rank. `allowed` are the numbers
    under which the rules hold, where one cell is changed. `is_only_value` is true when the suggestion is
    the only one.
    """

    ids: tuple[str, ...]
    cells: tuple[str, ...]
    stated: tuple[float | None, ...]
    suggestions: tuple[Suggestion, ...]
    allowed: tuple[Range, ...]
    rank: int
    is_only_value: bool = False
    before: tuple[float | None, ...] = ()
    """What the cells said in the period before; empty where that is not known."""

    @property
    def is_left(self) -> bool:
        """True for a single cell that says what it said in the period before."""
        return len(self.ids) == 1 and self.stated[0] is not None and self.stated == self.before

    @property
    def texts(self) -> tuple[str, ...]:
        """The suggestions as a finding carries them: `BM3:3.3.2 = 128`; nothing after `=` is a blank."""
        return tuple(self._text(suggestion) for suggestion in self.suggestions)

    def _text(self, suggestion: Suggestion) -> str:
        pairs = zip(self.ids, suggestion.values, strict=True)
        return "; ".join(f"{i} = {'' if v is None else exact_text(v)}".rstrip() for i, v in pairs)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Findings that have one cause, and the causes they may have, the likeliest first.

    `said` words it; None where it would only repeat what the findings say.
    """

    findings: tuple[Finding, ...]
    causes: tuple[Cause, ...]
    said: Finding | None = None

    @property
    def likeliest(self) -> tuple[Cause, ...]:
        """The first cause, or those that share its rank."""
        return tuple(cause for cause in self.causes if cause.rank == 1)
