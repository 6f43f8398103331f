"""Reconcile (đối soát): every figure of every file that came must be found again in the file that was made,
or among those that were corrected, set aside, refused or not expected."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cchc_excel.mapping.identity import Given
from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.reconciliation import Reconciliation, Whereabouts
from cchc_excel.model.reports import Refusal, Report, State
from cchc_excel.workflows.reading import ReadFile, read_file
from cchc_excel.workflows.tools import Tools

_SAVED_ALIKE = 1e-12


def reconcile(sent: Sequence[ReadFile], made: Report, catalogue: Catalogue) -> Reconciliation:
    """Hold all that was read against a consolidated report: the one that is to be written, or the one that
    was read back from the file."""
    register = _Account.of(made, catalogue)
    figures: Counter[Whereabouts] = Counter()
    lost = []
    for each in sent:
        if each.report is None:
            lost += [] if register.names(each.file) else [each.file]
            continue
        for leaf in each.report.leaves or (each.report,):
            found = register.whereabouts(leaf)
            figures.update(found.values())
            lost += [f"{leaf.source.file}: {i}" for i, where in found.items() if where is Whereabouts.LOST]
    return Reconciliation(len({each.file for each in sent}), figures, tuple(lost))


def read_back(path: Path, name: str, tools: Tools) -> Report | None:
    """The consolidated file as the next level up will read it."""
    return read_file(path, name, tools, Given()).report


@dataclass(frozen=True, slots=True)
class _Account:
    """What a consolidated report says of files and units."""

    leaves: dict[tuple[str, str], Report]
    refused: frozenset[tuple[str, str]]
    not_expected: frozenset[tuple[str, str]]
    set_aside: frozenset[tuple[str, str]]
    catalogue: Catalogue

    @classmethod
    def of(cls, made: Report, catalogue: Catalogue) -> _Account:
        return cls(
            {(leaf.source.file, leaf.name): leaf for leaf in made.leaves},
            _named(made.refused),
            _named(made.not_expected),
            _named(made.set_aside),
            catalogue,
        )

    def names(self, file: str) -> bool:
        """True where a file, of whomever it is, stands among those that were not used."""
        return any(named == file for named, _ in self.refused)

    def tells_of(self, file: str, unit: str) -> bool:
        return bool({(file, unit), (file, "")} & (self.refused | self.not_expected))

    def whereabouts(self, leaf: Report) -> dict[str, Whereabouts]:
        """Where each figure of a leaf that was sent is found again."""
        name = leaf.source.file, leaf.name
        there = self.leaves.get(name)
        if there is not None:
            return {i: self._within(i, value, there) for i, value in leaf.numbers.items()}
        places = (
            (Whereabouts.SET_ASIDE, name in self.set_aside),
            (Whereabouts.NOT_EXPECTED, name in self.not_expected),
            (Whereabouts.REFUSED, self.tells_of(*name)),
        )
        where = next((where for where, is_there in places if is_there), Whereabouts.LOST)
        return dict.fromkeys(leaf.numbers, where)

    def _within(self, row_id: str, sent: float, there: Report) -> Whereabouts:
        value = there.values[row_id]
        if value.state is State.NUMBER and math.isclose(value.value, sent, rel_tol=_SAVED_ALIKE):
            return Whereabouts.DETAIL
        return Whereabouts.CORRECTED if self._is_corrected(row_id, there) else Whereabouts.LOST

    def _is_corrected(self, row_id: str, there: Report) -> bool:
        """True for a figure that was corrected, or that a formula makes of one that was."""
        indicator = self.catalogue.indicators[row_id]
        parts = references(indicator.equals) if indicator.is_calculated else ()
        return any(there.values[i].correction is not None for i in (row_id, *parts))


def _named(refusals: Iterable[Refusal]) -> frozenset[tuple[str, str]]:
    return frozenset((r.file, r.reporting_unit.name if r.reporting_unit else "") for r in refusals)
