"""What a consolidation was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cchc_excel.mapping.identity import Given


@dataclass(frozen=True, slots=True)
class Request:
    """What a consolidation was asked for; what is None is inferred, but for `target`: nothing is written."""

    paths: Sequence[Path]
    target: Path | None
    given: Given
    unit: str | None = None
    """The unit as it was typed, where it is not given: which one it is depends on the period's end."""
    unit_list: Path | None = None
    own: Path | None = None
    corrections: Path | None = None
    previous: Path | None = None
    due: date | None = None
    tables: Sequence[Path] = ()
    """Tables of the result that are written beside it: never inputs."""
    latest: bool = False
    force: bool = False
    jobs: int | None = None
    names_target: bool = False
    """True where the file is to be named after the unit and the period, in the current folder."""

    @property
    def beside(self) -> tuple[Path, ...]:
        """The files that were named for something else than to be consolidated: no inputs, wherever they
        lie."""
        return (*self.read_beside, *self.tables, *((self.target,) if self.target is not None else ()))

    @property
    def read_beside(self) -> tuple[Path, ...]:
        """Those of them that are read: never written over."""
        named = (self.unit_list, self.own, self.corrections, self._previous)
        return tuple(path for path in named if path is not None)

    @property
    def _previous(self) -> Path | None:
        """The earlier file or folder, where the inputs do not lie in it: a folder may hold all periods."""
        if self.previous is None or not self.previous.is_dir():
            return self.previous
        holds_inputs = any(p.resolve().is_relative_to(self.previous.resolve()) for p in self.paths)
        return None if holds_inputs else self.previous
