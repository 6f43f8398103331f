"""Structure before data: what was altered in a workbook of ours, told by the template that this program makes
itself, so that what is expected can never differ from what is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.altered import Formulas, altered, altered_totals
from cchc_excel.mapping.binding import Binding, bind
from cchc_excel.mapping.made_with import is_made_with, is_of_a_template
from cchc_excel.model.administration import Administration, ReportingUnit
from cchc_excel.model.cover_fields import BY_KEY, CHECKS_MARK, LEAVES, OWN_RULES
from cchc_excel.model.forms import Catalogue
from cchc_excel.model.grids import SourceDocument
from cchc_excel.model.periods import parse_period
from cchc_excel.model.reports import Cover, Report, is_applicable
from cchc_excel.output.detail import Detail
from cchc_excel.output.template import blank_report, write_template
from cchc_excel.sources import read_source
from cchc_excel.validation.confrontation import confront
from cchc_excel.workflows.tools import Tools

_MOST_DIGITS = 6
"""Of the number of leaf lines; the country has some ten thousand communes."""


def alterations(
    document: SourceDocument, binding: Binding, report: Report, tools: Tools
) -> tuple[Finding, ...]:
    """What is to be said of the formulas of a workbook that was made with a template of ours; nothing of any
    other."""
    if not is_of_a_template(document, binding.rows):
        return ()
    catalogue, rows = tools.catalogue.declared, binding.rows
    template, same_checks = _template_of(document, report, tools)
    same = is_made_with(document, catalogue)
    told = altered(document, rows, report, template, catalogue, same=same, same_checks=same_checks)
    totals = _totals(document, catalogue) if same else {}
    more = altered_totals(document, rows, template, totals) if totals else ()
    return (*told, *more, *_without_its_rules(document, tools))


def _without_its_rules(document: SourceDocument, tools: Tools) -> Iterator[Finding]:
    """Say that a workbook's live checks hold a province's own rules that are not in force here: the two may
    say other things."""
    own, named = tools.catalogue.own_rules, document.properties.get(OWN_RULES, "")
    if named and (own is None or own.name != named):
        title = named.partition(": ")[2] or named
        yield finding("STRUCT-012", file=document.path.name, title=title)


def _totals(document: SourceDocument, catalogue: Catalogue) -> dict[str, str]:
    """The formulas of the totals of a consolidated file over the leaf lines that it was written with."""
    leaves = document.properties.get(LEAVES, "")
    if not leaves.isdecimal() or len(leaves) > _MOST_DIGITS:
        return {}
    detail = Detail.of(catalogue, int(leaves))
    formulas = {i: detail.total(indicator) for i, indicator in catalogue.indicators.items()}
    return {i: formula for i, formula in formulas.items() if formula is not None}


def _template_of(document: SourceDocument, report: Report, tools: Tools) -> tuple[Formulas, bool]:
    """The formulas of the template that a workbook was made with, and whether its live checks are the same:
    those of own rules that are not in force here, or of an earlier program, are not."""
    made = _Made.of(document, report, tools)
    mark = document.properties.get(CHECKS_MARK, "")
    for catalogue in (tools.catalogue, tools.catalogue.declared):
        template = _template(catalogue, tools.administration, made)
        if template.mark == mark:
            return template, True
    return template, False


@dataclass(frozen=True, slots=True)
class _Made:
    """What a template was made for, as far as its formulas depend on it: which rows were greyed."""

    greyed: frozenset[str]
    cover: Cover = field(compare=False)

    @classmethod
    def of(cls, document: SourceDocument, report: Report, tools: Tools) -> _Made:
        """Tell it by the properties, since the cover may have been filled in or changed afterwards."""
        level, period = (document.properties.get(BY_KEY[key].property, "") for key in ("level", "period"))
        own = report.cover.period
        used = own if own is not None and own.id == period else parse_period(period) if period else None
        known = {each.id for each in tools.administration.levels}
        cover = Cover(ReportingUnit(""), level if level in known else "", used)
        rows = tools.catalogue.indicators.values()
        greyed = (i.id for i in rows if not is_applicable(i, cover, tools.administration))
        return cls(frozenset(greyed), cover)


@lru_cache(maxsize=16)
def _template(catalogue: Catalogue, administration: Administration, made: _Made) -> Formulas:
    """The formulas of a blank template, made and read once."""
    report = blank_report(catalogue, made.cover)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, catalogue, administration, report, confront(report, catalogue).results)
        document = read_source(path)
    return Formulas.of(document, bind(document, catalogue).rows)
