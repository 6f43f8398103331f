"""What the cells of a report tell of each other: percents told apart, results that are missing computed.

A single cell is read in `values`; numbers that may be wrong by their size are for `suspicions`.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isclose

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.values import Reading, percent_points
from cchc_excel.model.expressions import computed, references
from cchc_excel.model.forms import Catalogue, Indicator, Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.places import place_of
from cchc_excel.model.reports import State
from cchc_excel.words import exact_text

Style = tuple[bool, str]
"""How a bare percent was written: whether as text, and under which number format."""


def settle_percents(
    readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
) -> tuple[dict[str, Reading], list[Finding]]:
    """Tell whether a bare 0.9859 in a percent row is a fraction or percent points: by its operands, else by
    the other percents that were written alike, else it is reported and taken as it stands."""
    by_parts = _told_by_parts(readings, catalogue)
    settled = {**readings, **by_parts}
    styles = _fraction_styles(readings, by_parts, rows, catalogue)
    findings = []
    for row_id, reading in settled.items():
        if not reading.ambiguous:
            continue
        if is_fraction := _style(rows[row_id].value) in styles:
            settled[row_id] = _as_fraction(reading)
        findings.append(_told(row_id, reading, rows[row_id], catalogue, is_fraction=is_fraction))
    return settled, findings


def recalculate(
    readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
) -> dict[str, Reading]:
    """A formula without a stored result is computed where the row has `equals` and the formula may be it,
    parts before totals; one that cannot be computed because a part has no result either stays a finding."""
    done, waiting = dict(readings), set()
    for row_id, reading in readings.items():
        equals = catalogue.indicators[row_id].equals
        if reading.fault == "VAL-003" and equals is not None:
            waiting.add(row_id)
    while ready := {i for i in waiting if waiting.isdisjoint(references(catalogue.indicators[i].equals))}:
        numbers = {i: r.value for i, r in done.items() if r.value is not None}
        done |= {
            i: _calculated(catalogue.indicators[i], numbers)
            for i in ready
            if _may_be_declared(rows[i].value.formula, computed(catalogue.indicators[i].equals, numbers))
        }
        waiting -= ready
    return done


def _calculated(indicator: Indicator, numbers: Mapping[str, float]) -> Reading:
    result = computed(indicator.equals, numbers)
    if result is None:
        return Reading(State.BLANK)
    return Reading(State.NUMBER, percent_points(result) if indicator.scale != 1 else result)


_NAMES_NOTHING = re.compile(
    r'"[^"]*"|#[A-Z/0]+[!?]?|\b(?:TRUE|FALSE)\b|(?<![A-Za-z_])\d[\d.]*(?:E[+-]?\d+)?', re.I
)
_NAME = re.compile(r"[^\W\d][\w.$]*(?![\w.$]*\()")


def _may_be_declared(formula: str | None, result: float | None) -> bool:
    """True where a formula may be the row's declared relation: it names a cell, its text is not known (an
    .xls file's), or it is the same sum in figures: `=39/42` beside 39 and 42. `=9/10` is another."""
    text = (formula or "").strip(" =")
    if not text or _NAME.search(_NAMES_NOTHING.sub(" ", text)):
        return True
    stated = _worked_out(text)
    return stated is not None and result is not None and isclose(stated, result, rel_tol=1e-9)


def _worked_out(text: str) -> float | None:
    """The result of a sum in figures; None for anything else."""
    try:
        return _value_of(ast.parse(text.replace("^", "**"), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError, RecursionError, KeyError, TypeError):
        return None


_SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def _value_of(node: ast.expr) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value_of(node.operand)
    if isinstance(node, ast.BinOp):
        return _SUMS[type(node.op)](_value_of(node.left), _value_of(node.right))
    raise ValueError(node)


def _told_by_parts(readings: Mapping[str, Reading], catalogue: Catalogue) -> dict[str, Reading]:
    """The ambiguous percents whose operands tell what they are."""
    numbers = {i: r.value for i, r in readings.items() if r.value is not None and not r.ambiguous}
    told = {}
    for row_id, reading in readings.items():
        equals = catalogue.indicators[row_id].equals
        ratio = computed(equals, numbers) if reading.ambiguous and equals is not None else None
        if ratio is not None:
            stated, computed_points = reading.value, ratio * 100
            is_fraction = abs(computed_points - stated * 100) < abs(computed_points - stated)
            told[row_id] = _as_fraction(reading) if is_fraction else replace(reading, ambiguous=False)
    return told


def _as_fraction(reading: Reading) -> Reading:
    return replace(reading, value=percent_points(reading.value), ambiguous=False)


def _fraction_styles(
    readings: Mapping[str, Reading],
    by_parts: Mapping[str, Reading],
    rows: Mapping[str, BoundRow],
    catalogue: Catalogue,
) -> set[Style]:
    """The styles in which this report writes fractions and nothing but fractions, so far as it is known."""
    fractions, points = set(), set()
    for row_id, reading in readings.items():
        if catalogue.indicators[row_id].kind is not Kind.PERCENT or not reading.value:
            continue
        is_fraction = row_id in by_parts and by_parts[row_id].value != reading.value
        if is_fraction:
            fractions.add(_style(rows[row_id].value))
        elif row_id in by_parts or not reading.ambiguous:
            points.add(_style(rows[row_id].value))
    return fractions - points


def _style(cell: Cell) -> Style:
    """A percent sign, typed or in the format, makes a style of its own."""
    text = cell.stored if isinstance(cell.stored, str) else None
    return text is not None, "%" if text is not None and "%" in text else cell.number_format


def _told(
    row_id: str, reading: Reading, bound: BoundRow, catalogue: Catalogue, *, is_fraction: bool
) -> Finding:
    """What is said of a bare percent: that it was read like the others, or that it may be either."""
    other = percent_points(reading.value)
    found = finding(
        "VAL-017" if is_fraction else "VAL-005",
        place=place_of(catalogue.indicators[row_id], catalogue, bound.place),
        text=bound.value.shown,
        value=reading.value,
        other=other,
        ids=(row_id,),
        cells=(bound.place,),
    )
    return replace(found, suggestions=tuple(map(exact_text, (reading.value, other))))


def percents_off_by_a_hundred(
    readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
) -> Iterator[Finding]:
    """Percents a hundred times as large, or as small, as their operands give: 98,59 typed into a cell under
    `%` became 9859 %."""
    numbers = {i: r.value for i, r in readings.items() if r.value is not None}
    for row_id, stated in numbers.items():
        indicator = catalogue.indicators[row_id]
        if not indicator.is_calculated or rows[row_id].value.formula is not None:
            continue
        ratio = computed(indicator.equals, numbers)
        if ratio and (likely := _as_computed(stated, ratio * 100)) is not None:
            found = finding(
                "VAL-018",
                place=place_of(indicator, catalogue, rows[row_id].place),
                value=stated,
                likely=likely,
                computed=ratio * 100,
                ids=(row_id,),
                cells=(rows[row_id].place,),
            )
            yield replace(found, suggestions=(exact_text(likely),))


def _as_computed(stated: float, points: float) -> float | None:
    """The stated percent divided or multiplied by a hundred, where that is the computed one but for its
    rounding."""
    readings = (float(f"{stated / 100:.10g}"), percent_points(stated))
    return next((r for r in readings if abs(r - points) <= 0.01 * abs(points)), None)
