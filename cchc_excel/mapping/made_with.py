"""With which template of ours a workbook was made, if with one: its issue and version, older or newer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.consolidated import holds_leaves
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.model.cover_fields import BY_KEY, ISSUE, VERSION
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import SourceDocument

_SHOWN = re.compile(r"(?P<issue>\d+)\.(?P<version>\d+(?:\.\d+)*)")


def is_of_a_template(document: SourceDocument, rows: Mapping[str, BoundRow]) -> bool:
    """True for a workbook of ours, whose properties may have been lost but not its named cells too."""
    return document.is_ours or any(bound.how == "name" for bound in rows.values())


def made_with(document: SourceDocument) -> tuple[str, str] | None:
    """The issue and version of the template: as the cover says, else the file's properties."""
    cell = document.cell_named(BY_KEY["version"].cell_name)
    shown = _SHOWN.fullmatch(cell.shown.strip()) if cell is not None else None
    if shown is not None:
        return shown["issue"], shown["version"]
    if document.is_ours:
        return document.properties.get(ISSUE, ""), document.properties[VERSION]
    return None


def is_made_with(document: SourceDocument, catalogue: Catalogue) -> bool:
    """True where a workbook does not say that it was made with another template than the catalogue's."""
    return made_with(document) in (None, (catalogue.issue, catalogue.version))


def another_template(document: SourceDocument, catalogue: Catalogue) -> Iterator[Finding]:
    """Say that a workbook was made with an older or a newer template, and what to do."""
    if is_made_with(document, catalogue) or holds_leaves(document):
        return
    theirs, ours = made_with(document), (catalogue.issue, catalogue.version)
    code = "STRUCT-006" if _numbers(theirs) < _numbers(ours) else "STRUCT-007"
    yield finding(code, file=document.path.name, made_with=".".join(theirs), current=".".join(ours))


def _numbers(version: tuple[str, str]) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", ".".join(version))]
