"""Reconcile (đối soát): every figure of every file that came must be found again in the file that was made,
or among those that were corrected, set aside, refused or not expected."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.errors import Severity
from cchc_excel.mapping.identity import Given
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reconciliation import Reconciliation, Whereabouts
from cchc_excel.model.reports import Refusal, Report, State
from cchc_excel.words import one_line
from cchc_excel.workflows.reading import ReadFile, read_file
from cchc_excel.workflows.tools import Tools

_SAVED_ALIKE = 1e-12


def reconcile(sent: Sequence[ReadFile], made: Report, catalogue: Catalogue) -> Reconciliation:
    """Hold all that was read against a consolidated report: the one that is to be written, or the one that
    was read back from the file."""
    account = _Account.of(made, catalogue)
    figures: Counter[Whereabouts] = Counter()
    lost = [
        each.file for each in sent if each.report is None and one_line(each.file) not in account.unused_files
    ]
    leaves = [(each.report, x) for each in sent if each.report for x in each.report.leaves or (each.report,)]
    taken: set[_Name] = set()
    for carrier, leaf in leaves:
        found = account.whereabouts(carrier, leaf, is_again=_name_of(leaf) in taken)
        taken.add(_name_of(leaf))
        figures.update(found.values())
        lost += [f"{leaf.source.file}: {i}" for i, where in found.items() if where is Whereabouts.LOST]
    return Reconciliation(
        len({each.file for each in sent}),
        figures,
        tuple(lost),
        sum(each.report is None for each in sent),
        sum(_unread_places(leaf) for _, leaf in leaves),
    )


def _unread_places(leaf: Report) -> int:
    """How many places of a report hold something that could not be used as a figure."""
    return sum(f.rule is None and f.severity is Severity.ERROR for f in leaf.findings)


def read_back(path: Path, name: str, tools: Tools) -> Report | None:
    """The consolidated file as the next level up will read it."""
    return read_file(path, name, tools, Given()).report


_Name = tuple[str, str, str]
"""What tells a report that was sent from others: its file, the file's SHA-256, its unit."""


def _name_of(leaf: Report) -> _Name:
    return one_line(leaf.source.file), leaf.source.sha256, one_line(leaf.name)


@dataclass(frozen=True, slots=True)
class _Account:
    """What a consolidated report says of files and units."""

    leaves: dict[_Name, Report]
    refused: frozenset[tuple[str, str]]
    not_expected: frozenset[tuple[str, str]]
    set_aside: frozenset[tuple[str, str]]
    catalogue: Catalogue

    @classmethod
    def of(cls, made: Report, catalogue: Catalogue) -> _Account:
        lists = (_named(each) for each in (made.refused, made.not_expected, made.set_aside))
        return cls({_name_of(leaf): leaf for leaf in made.leaves}, *lists, catalogue)

    @property
    def unused_files(self) -> set[str]:
        return {file for file, _ in (*self.refused, *self.not_expected)}

    def whereabouts(self, carrier: Report, leaf: Report, *, is_again: bool) -> dict[str, Whereabouts]:
        """Where each figure of a leaf that was sent is found again; one that came `is_again` counts once."""
        there = self.leaves.get(_name_of(leaf))
        if there is not None and not is_again:
            return {i: self._within(i, value, there) for i, value in leaf.numbers.items()}
        where = Whereabouts.SET_ASIDE if there is not None else self._unused(carrier, leaf)
        return dict.fromkeys(leaf.numbers, where)

    def _unused(self, carrier: Report, leaf: Report) -> Whereabouts:
        """Where a leaf is told of that is not used, by its own file or by the one that carried it."""
        file, _, unit = _name_of(leaf)
        name, files = (file, unit), {file, one_line(carrier.source.file)}
        lists = (
            (Whereabouts.SET_ASIDE, self.set_aside),
            (Whereabouts.NOT_EXPECTED, self.not_expected),
            (Whereabouts.REFUSED, self.refused),
        )
        by_name = next((where for where, names in lists if name in names), None)
        by_file = next((where for where, names in lists if files & {file for file, _ in names}), None)
        return by_name or by_file or Whereabouts.LOST

    def _within(self, row_id: str, sent: float, there: Report) -> Whereabouts:
        value = there.values[row_id]
        if value.state is State.NUMBER and math.isclose(value.value, sent, rel_tol=_SAVED_ALIKE):
            return Whereabouts.DETAIL
        return Whereabouts.CORRECTED if self._is_corrected(row_id, there) else Whereabouts.LOST

    def _is_corrected(self, row_id: str, there: Report) -> bool:
        """True for a figure that was corrected, or that a formula makes of one that was."""
        rows = (row_id, *self.catalogue.indicators[row_id].made_of)
        return any(there.values[i].correction is not None for i in rows)


def _named(refusals: Iterable[Refusal]) -> frozenset[tuple[str, str]]:
    units = ((r.file, r.reporting_unit.name if r.reporting_unit else "") for r in refusals)
    return frozenset((one_line(file), one_line(unit)) for file, unit in units)
