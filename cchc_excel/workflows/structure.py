"""Structure before data: what was altered in a workbook of ours, told by the template that this program makes
itself, so that what is expected can never differ from what is written."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.errors import Finding
from cchc_excel.mapping.altered import Formulas, altered, altered_totals
from cchc_excel.mapping.binding import Binding, bind
from cchc_excel.mapping.made_with import is_made_with, is_of_a_template
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.cover_fields import LEAVES
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.reports import Cover, Report
from cchc_excel.output.detail import Detail
from cchc_excel.output.template import blank_report, write_template
from cchc_excel.sources import read_source
from cchc_excel.validation.confrontation import confront
from cchc_excel.workflows.tools import Tools


def alterations(
    document: SourceDocument, binding: Binding, report: Report, tools: Tools
) -> tuple[Finding, ...]:
    """What is to be said of the formulas of a workbook that was made with a template of ours; nothing of any
    other."""
    if not is_of_a_template(document, binding.rows):
        return ()
    template = _template(tools.catalogue, tools.administration)
    is_comparable = is_made_with(document, tools.catalogue)
    rows, catalogue = binding.rows, tools.catalogue
    found = altered(document, rows, report, template, catalogue, is_comparable=is_comparable)
    totals = _totals(document, catalogue) if is_comparable else {}
    more = altered_totals(document, rows, template, totals) if totals else ()
    return (*found, *more)


def _totals(document: SourceDocument, catalogue: Catalogue) -> dict[str, str]:
    """The formulas of the totals of a consolidated file over the leaf lines that it was written with."""
    leaves = document.properties.get(LEAVES, "")
    if not leaves.isdecimal():
        return {}
    detail = Detail.of(catalogue, int(leaves))
    formulas = {i: detail.total(indicator) for i, indicator in catalogue.indicators.items()}
    return {i: formula for i, formula in formulas.items() if formula is not None}


@lru_cache(maxsize=4)
def _template(catalogue: Catalogue, administration: Administration) -> Formulas:
    """The formulas of a blank template, made and read once."""
    report = blank_report(catalogue, Cover(ReportingUnit(""), "", None))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, catalogue, administration, report, confront(report, catalogue).results)
        document = read_source(path)
    return Formulas.of(document, bind(document, catalogue).rows)
