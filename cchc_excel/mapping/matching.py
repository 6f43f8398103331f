"""Which line is which row: the lines and the rows that choose each other, the surest first.

A line's neighbours speak for it: the evidence of the lines above and below for the rows before and after
is added, halved with each step, so that three rows of one label are told apart. A line is given to a row
when no other row comes near for it; lines that claim a row alike are all given, and the caller tells. What
stays undecided is left undecided. Once given, a line speaks for its row alone, and the rest is weighed
anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cchc_excel.mapping.labels import REACH
from cchc_excel.memory import Memory

_NEIGHBOUR = 0.5
"""Half of it is what the next neighbour's evidence counts, a quarter the one behind it, and so on: enough
to tell rows of one label apart, too little to outweigh what a line says itself."""
_MOST_CONTEXT = 1.5
"""How many times its own evidence the neighbours can add at most."""
_LEAST = 0.3
"""Own evidence below which no line is given to a row, whatever its neighbours say."""
_ENOUGH = 0.6
"""Evidence with that of the neighbours below which none is."""
_MARGIN = 0.15
"""How far the next row must stay behind for a line."""
_ALIKE = 0.12
"""Lines that differ by less claim a row alike."""


@dataclass(frozen=True, slots=True)
class Match:
    """The lines that claim a row, the surest first; `confidence` is how far the best rival, a row for the
    line or a line for the row, stays behind: 0 where it is as good, 1 where there is none."""

    lines: tuple[int, ...]
    confidence: float


def match(
    own: np.ndarray, given: Mapping[int, Match] | None = None
) -> tuple[dict[int, Match], dict[int, tuple[int, ...]]]:
    """Give lines to rows. `own` is the evidence, lines down and rows across; `given` are matches that
    stand already. Returns all matches by row, and by row the lines that might be it where none was given."""
    given = given or {}
    key = (own.shape, own.tobytes(), tuple(given.items()))
    found, undecided = _REMEMBERED.get(key) or _REMEMBERED.keep(key, _match(own, given))
    return dict(found), dict(undecided)


_Matched = tuple[dict[int, Match], dict[int, tuple[int, ...]]]
_REMEMBERED: Memory[object, _Matched] = Memory(200)
"""What came of the same evidence before: layouts repeat from workbook to workbook, and figures are no
evidence."""


def _match(own: np.ndarray, given: Mapping[int, Match]) -> _Matched:
    state = _State(own.copy(), np.ones(own.shape[0], bool), own.max(axis=0, initial=0) > 0)
    found = dict(given)
    state.give(found)
    while more := state.choose():
        found |= more
        state.give(more)
    return found, state.undecided()


@dataclass(slots=True)
class _State:
    own: np.ndarray
    free_lines: np.ndarray
    free_rows: np.ndarray
    given: dict[tuple[int, int], float] = field(default_factory=dict)
    """What each given line says for its row, by line and row."""

    def choose(self) -> dict[int, Match]:
        total = self._total()
        if not self.free_rows.any() or not self.free_lines.any():
            return {}
        best_row = total.argmax(axis=1)
        best = total.max(axis=1)
        second = _second_best(total, best_row)
        clear = self.free_lines & (best - second >= _MARGIN) & (best >= _ENOUGH)
        clear &= self.own[np.arange(len(best)), best_row] >= _LEAST
        top = total.max(axis=0)
        most = np.where(total > 0, self.own, 0).max(axis=0)
        claimants: dict[int, list[int]] = {}
        for n in np.flatnonzero(clear).tolist():
            row = int(best_row[n])
            if best[n] >= top[row] - _ALIKE and self.own[n, row] >= most[row] - _MARGIN:
                claimants.setdefault(row, []).append(n)
        found = {}
        for row, near in claimants.items():
            near.sort(key=lambda n: -best[n])
            found[row] = Match(tuple(near), self._confidence(total, near, row, second))
        return found

    def give(self, found: Mapping[int, Match]) -> None:
        """Let the lines speak for their rows alone, and no other line for these rows."""
        pairs = [(line, row) for row, each in found.items() for line in each.lines]
        if not pairs:
            return
        self.given |= {pair: self.own[pair] for pair in pairs}
        lines, rows = (np.array(each) for each in zip(*self.given, strict=True))
        self.free_lines[lines] = False
        self.free_rows[rows] = False
        self.own *= self.free_rows
        self.own *= self.free_lines[:, None]
        self.own[lines, rows] = [*self.given.values()]

    def undecided(self) -> dict[int, tuple[int, ...]]:
        """The lines with evidence of their own for a row that none was given to, the best first."""
        found = {}
        for row in np.flatnonzero(self.free_rows).tolist():
            likely = np.where(self.free_lines, self.own[:, row], 0)
            lines = [n for n in np.argsort(-likely).tolist()[:3] if likely[n] >= _LEAST]
            if lines:
                found[row] = tuple(lines)
        return found

    def _total(self) -> np.ndarray:
        """The evidence with that of the neighbours; nothing for what is given already, or says nothing
        itself."""
        total = self.own + np.minimum(_of_neighbours(self.own), self.own * _MOST_CONTEXT)
        total[self.own <= 0] = 0
        total[~self.free_lines, :] = 0
        total[:, ~self.free_rows] = 0
        return total

    @staticmethod
    def _confidence(total: np.ndarray, lines: list[int], row: int, second: np.ndarray) -> float:
        best = total[lines[0], row]
        others = total[:, row].copy()
        others[lines] = 0
        rival = max(float(others.max()), float(second[lines[0]]))
        return round(float(max(0.0, (best - rival) / best)), 2)


def _of_neighbours(own: np.ndarray) -> np.ndarray:
    """The evidence of the neighbours at the same distance in the workbook and in the form."""
    found = np.zeros_like(own)
    for step in range(1, REACH + 1):
        found[step:, step:] += own[:-step, :-step] * (_NEIGHBOUR / 2**step)
        found[:-step, :-step] += own[step:, step:] * (_NEIGHBOUR / 2**step)
    return found


def _second_best(total: np.ndarray, best_row: np.ndarray) -> np.ndarray:
    rest = total.copy()
    rest[np.arange(len(rest)), best_row] = 0
    return rest.max(axis=1, initial=0)
