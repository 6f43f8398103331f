"""The period that title lines name, or that is none for which there are reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cchc_excel.mapping.titles.lines import LETTER_HEAD, OTHER_PAPERS
from cchc_excel.model.periods import (
    ReportingPeriod,
    begins_with_period,
    find_period,
    find_unreported,
    parse_period,
)
from cchc_excel.words import Words, fold

_PERIOD_WORDS = ("cai cach hanh chinh", "cchc", "bao cao", "ky ", "bieu mau", "so lieu")


def periods_of(prose: Sequence[str], in_cells: Sequence[str]) -> Iterator[ReportingPeriod]:
    """The periods that the title lines name, in order; those of the year only where no other is named: it
    says less. Of a document's narrative only where its head names none."""
    head = list(_named_periods(prose[:LETTER_HEAD])) or list(_named_periods(prose))[:1]
    found = list(dict.fromkeys((*head[:1], *_named_periods(in_cells))))
    parts = [each for each in found if each.kind != "Y"]
    yield from parts or found


def _named_periods(lines: Iterable[str]) -> Iterator[ReportingPeriod]:
    return (period for line in lines if (period := _period_of_title(line)) is not None)


@lru_cache(maxsize=4096)
def _period_of_title(line: str) -> ReportingPeriod | None:
    """The period that a line is, or that a line about the report names."""
    if len(line) < _ALONE and (alone := parse_period(line.strip(" ()[]."))) is not None:
        return alone
    return find_period(line) if _is_about_a_period(line) else None


def _is_about_a_period(line: str) -> bool:
    """True for a line about the report, and a short one that says a period first."""
    folded = fold(line)
    named = any(word in folded for word in _PERIOD_WORDS) and not OTHER_PAPERS.search(folded)
    return named or (len(folded) < _PERIOD_LINE and begins_with_period(line))


def unreported_of(lines: Iterable[str]) -> Iterator[Words]:
    """What the lines give for a period, where there is no report of it; plans and comparisons are none."""
    yield from (name for line in dict.fromkeys(lines) if (name := _unreported_in(line)) is not None)


@lru_cache(maxsize=4096)
def _unreported_in(line: str) -> Words | None:
    is_of_report = _is_about_a_period(line) and not _OTHER_TIME.search(fold(line))
    return find_unreported(line) if is_of_report else None


_OTHER_TIME = re.compile(r"\b(?:so (?:voi|sanh)|phuong huong|cung ky|ky truoc|ke hoach|trong tam|luy ke)\b")
_PERIOD_LINE = 120


_ALONE = 40
"""Longer lines are no period alone."""
