"""Which cells of a file are to be looked at, and the words for each: what its findings say, the gravest
first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.errors import Finding, Severity
from cchc_excel.model.grids import SourceDocument, place_of
from cchc_excel.output.findings import FileFindings, text_of, worded_causes
from cchc_excel.words import Words

CellPlace = tuple[int, int]
"""Row and column of a cell, from 1."""
_SUGGESTION = Words("Gợi ý: ", "Suggestion: ")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell: its findings, the gravest first, then what may have been meant; `severity`
    is that of the gravest."""

    severity: Severity
    findings: tuple[str, ...]
    suggestions: tuple[str, ...] = ()

    def joined(self, other: Mark) -> Mark:
        """Both at one cell."""
        first, second = sorted((self, other), key=lambda mark: mark.severity.rank)
        return Mark(
            first.severity,
            tuple(dict.fromkeys((*first.findings, *second.findings))),
            tuple(dict.fromkeys((*first.suggestions, *second.suggestions))),
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """The cells to look at by sheet, row and column, and how many findings name no cell of the workbook."""

    cells: Mapping[str, Mapping[CellPlace, Mark]]
    unplaced: int


def marks_of(reports: Sequence[FileFindings], document: SourceDocument, lang: str) -> Marks:
    """The marks of all reports that one file holds."""
    sheets = {grid.name for grid in document.grids}
    said = [pair for each in reports for pair in _said(each, lang)]
    said.sort(key=lambda pair: pair[1].severity.rank)
    cells: dict[str, dict[CellPlace, Mark]] = {}
    unplaced = 0
    for found, mark in said:
        places = [(sheet, place) for sheet, place in _places(found) if sheet in sheets]
        unplaced += not places
        for sheet, place in places:
            on_sheet = cells.setdefault(sheet, {})
            on_sheet[place] = on_sheet[place].joined(mark) if place in on_sheet else mark
    return Marks(cells, unplaced)


def _said(checked: FileFindings, lang: str) -> Iterator[tuple[Finding, Mark]]:
    """Each finding with what it says at its cells."""
    causes = worded_causes(checked, lang)
    for found in checked.findings:
        meant = causes.get((found.rule, found.ids), "")
        if not meant and found.suggestions:
            meant = _SUGGESTION.in_(lang) + "; ".join(found.suggestions)
        yield found, Mark(found.weight, (text_of(found, lang),), (meant,) if meant else ())


def _places(found: Finding) -> Iterator[tuple[str, CellPlace]]:
    """The cells that a finding names; what is no cell of a sheet (a line of a text) is left out."""
    for cell in dict.fromkeys(found.cells):
        sheet, _, address = cell.rpartition("!")
        try:
            yield sheet, place_of(address)
        except ValueError:
            continue
