"""Read the file of `--previous`: one report, many units side by side, a consolidated file, or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cchc_excel.errors import BrokenFile
from cchc_excel.mapping.identity import Given
from cchc_excel.validation.previous import EarlierReports
from cchc_excel.workflows.reading import Progress, read_files, split
from cchc_excel.workflows.tools import Tools


def read_previous(
    path: Path, tools: Tools, given: Given, progress: Progress = iter, without: Sequence[Path] = ()
) -> EarlierReports:
    """The earlier reports that a file or folder holds; raises BrokenFile when not one can be read.

    A file that does not say whose it is counts as the unit's that the command was given; its period it must
    say itself.
    """
    on = given.period.end if given.period is not None else given.on
    told = Given(given.reporting_unit, given.level, on=on, target=given.target)
    reports, faults = split(read_files([path], tools, told, without=without, progress=progress))
    if not reports:
        raise BrokenFile(faults[-1], earlier=faults[:-1])
    return EarlierReports.of(str(path), reports, tools.register, faults)
