"""Reconciliation (đối soát): where each figure that was sent is found again in a consolidated file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Whereabouts(StrEnum):
    """Where a figure that was sent is found again."""

    DETAIL = "detail"
    CORRECTED = "corrected"
    SET_ASIDE = "set_aside"
    REFUSED = "refused"
    NOT_EXPECTED = "not_expected"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How many figures of how many files were found where. `lost` names those that were not found again, and
    files of which nothing is said, as `file: row`. What was never read as a figure cannot be looked for:
    `unread_files` and `unread_places` (texts, errors, cells that two rows claim) say how much that is."""

    files: int
    figures: Mapping[Whereabouts, int]
    lost: tuple[str, ...] = ()
    unread_files: int = 0
    unread_places: int = 0

    @property
    def total(self) -> int:
        return sum(self.figures.values())
