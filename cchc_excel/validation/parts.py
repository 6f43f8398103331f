"""Parent against children: the figures that a district or province states against what the reports of its
units give, row by row, with the parts that would explain a difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cchc_excel.errors import Finding, finding
from cchc_excel.model.expressions import references
from cchc_excel.model.expressions.functions import agrees
from cchc_excel.model.forms import Catalogue, Indicator, Operator
from cchc_excel.model.places import place_of, places_of
from cchc_excel.model.reports import Report, State
from cchc_excel.validation.causes.slips import DOUBLED, SIGN, SWAPPED, guesses, times_smaller
from cchc_excel.words import LANGUAGES, Words, exact_text, format_number, one_line

_AS_STATED = (Operator.MEAN, Operator.DERIVED)
"""What is stated rounded or cut off."""
_SLIPS_IN_A_PART = frozenset({SWAPPED, DOUBLED, SIGN, *(times_smaller(n) for n in (-3, -2, -1, 1, 2, 3))})
"""Those that do not fit by chance: among many parts one is always a digit away from what would explain it."""
_NAMED_AT_MOST = 3

_LEFT_OUT = Words(
    "chênh lệch đúng bằng số của {unit} ({value}), có thể chưa cộng đơn vị này",
    "the difference is what {unit} reports ({value}), which may have been left out",
)
_TWICE = Words(
    "chênh lệch đúng bằng số của {unit} ({value}), có thể cộng đơn vị này hai lần",
    "the difference is what {unit} reports ({value}), which may have been counted twice",
)
_SLIP = Words("số nêu có thể ghi nhầm ({slip})", "the stated figure may be a slip ({slip})")
_SLIP_OF_PART = Words(
    "số của {unit} có thể được cộng là {meant} thay cho {value} ({slip})",
    "the figure of {unit} may have been added as {meant} in place of {value} ({slip})",
)
_OTHER_PART = Words(
    "tệp này cộng {old} của {unit}, báo cáo của đơn vị ghi {value}",
    "this file adds {old} of {unit}, whose report says {value}",
)
_ROUNDED = Words("số nêu đã được làm tròn", "the stated figure was rounded")
_NO_EXPLANATION = Words(
    " Không một đơn vị nào giải thích được chênh lệch.", " No single unit explains the difference."
)
_MAY_BE = Words(" Có thể: ", " Perhaps: ")
_OR, _MORE = Words("; hoặc ", "; or "), Words("; và {} khả năng khác", "; and {} more")
_BLANK = Words("trống", "blank")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures that were compared with the parts', and what is wrong with them."""

    rows: int
    findings: tuple[Finding, ...]


def against_parts(report: Report, parts: Report, catalogue: Catalogue) -> Comparison:
    """Compare a report with one made of its parts (its values consolidated, its `leaves` the parts).

    A percent whose parts differ too follows from them and is not told again. What units whose reports are
    missing, or whose cell is no number, may account for is one warning for all its rows: their figures are
    not below 0, or stand in the consolidated file that is checked.
    """
    absent, differing, found = _absent(parts), set(), []
    rows, without_parts, open_rows, units = 0, [], [], {}
    for indicator in _parts_first(catalogue):
        stated, given = report.values[indicator.id], parts.values[indicator.id]
        if stated.state in (State.TEXT, State.ERROR):
            continue
        if given.state is not State.NUMBER:
            if stated.value and _is_left_blank(indicator, parts):
                (open_rows if absent else without_parts).append(indicator)
                units |= absent
            continue
        rows += 1
        if stated.value is not None and _agree(stated.value, given.value, indicator):
            continue
        differing.add(indicator.id)
        here = {**absent, **_unread(indicator.id, parts)}
        if here and _may_be_theirs(indicator, report, parts, here):
            open_rows.append(indicator)
            units |= here
        elif not differing & set(references(indicator.equals) if indicator.equals is not None else ()):
            found.append(_finding(indicator, report, parts, catalogue))
    if open_rows:
        found.append(_of_rows("PART-002", open_rows, report, catalogue, units=tuple(units.values())))
    if without_parts:
        found.append(_of_rows("PART-006", without_parts, report, catalogue))
    order = list(catalogue.indicators)
    return Comparison(rows, tuple(sorted(found, key=lambda f: (f.code, order.index(f.ids[0])))))


Absent = dict[tuple[str, str], Words]
"""Units of which nothing could be added, named, by their key and the row (empty: any row)."""


def _absent(parts: Report) -> Absent:
    """The units below whose reports are missing or could not be used."""
    units = [*parts.missing, *(r.reporting_unit for r in parts.refused if r.reporting_unit is not None)]
    return {(unit.key, ""): Words(unit.name, unit.name) for unit in units}


def _unread(row: str, parts: Report) -> Absent:
    """The parts whose cell of a row holds no number that could be added."""
    found = {}
    for leaf in parts.leaves:
        value = leaf.values[row]
        if value.state in (State.TEXT, State.ERROR):
            typed = one_line(value.text)
            found[leaf.cover.reporting_unit.key, row] = Words(
                f"{leaf.name} ({row}: «{typed}»)", f"{leaf.name} ({row}: «{typed}»)"
            )
    return found


def _is_left_blank(indicator: Indicator, parts: Report) -> bool:
    """True where the parts report a row that is added and every one left it blank."""
    is_added = indicator.consolidate in (Operator.SUM, Operator.MAX)
    return is_added and any(leaf.values[indicator.id].state is State.BLANK for leaf in parts.leaves)


def _may_be_theirs(indicator: Indicator, report: Report, parts: Report, absent: Absent) -> bool:
    """True where the absent units may account for a difference."""
    stated, given = report.values[indicator.id].value, parts.values[indicator.id].value
    if indicator.consolidate not in (Operator.SUM, Operator.MAX) or stated is None:
        return stated is not None
    if indicator.consolidate is Operator.MAX or not report.leaves:
        return stated > given
    keys = {key for key, _ in absent}
    held = [leaf for leaf in report.leaves if leaf.cover.reporting_unit.key in keys]
    return _is_near(stated - sum(leaf.numbers.get(indicator.id, 0) for leaf in held), given)


def _of_rows(
    code: str, rows: Sequence[Indicator], report: Report, catalogue: Catalogue, **fields: object
) -> Finding:
    """One finding for several rows, in the annex's order."""
    rows = sorted(rows, key=list(catalogue.indicators.values()).index)
    places = [report.values[row.id].place for row in rows]
    return finding(
        code,
        file=report.source.file,
        count=len(rows),
        places=places_of(list(zip(rows, places, strict=True)), catalogue),
        ids=[row.id for row in rows],
        cells=[place for place in places if place],
        **fields,
    )


def _parts_first(catalogue: Catalogue) -> list[Indicator]:
    """The rows that others are computed from before those."""
    return sorted(catalogue.indicators.values(), key=lambda i: i.equals is not None)


def _agree(stated: float, given: float, indicator: Indicator) -> bool:
    if indicator.consolidate in _AS_STATED and agrees(stated, given):
        return True
    return _is_near(stated, given)


def _is_near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-6)


def _finding(indicator: Indicator, report: Report, parts: Report, catalogue: Catalogue) -> Finding:
    stated, given = report.values[indicator.id], parts.values[indicator.id]
    difference = None if stated.value is None else round(stated.value - given.value, 6)
    sign = " %" if indicator.scale == 100 else ""
    said = finding(
        "PART-001",
        place=place_of(indicator, catalogue, stated.place),
        stated=_BLANK if stated.value is None else _number(stated.value, sign),
        computed=_made(_number(given.value, sign), indicator),
        difference=Words("", "") if difference is None else _difference(difference, sign),
        why=_why(indicator, report, parts),
        ids=(indicator.id,),
        cells=(stated.place,) if stated.place else (),
    )
    return replace(
        said,
        stated=stated.value,
        computed=given.value,
        imbalance=difference,
        suggestions=(exact_text(given.value),),
    )


def _made(number: Words, indicator: Indicator) -> Words:
    """A figure of the parts, with how it was made where it is no sum."""
    if indicator.consolidate is not Operator.MEAN:
        return number
    return Words(f"{number.vi} (trung bình cộng)", f"{number.en} (a plain mean)")


def _difference(difference: float, sign: str) -> Words:
    shown = _number(difference, sign)
    return Words(f" (chênh lệch {shown.vi})", f" (difference {shown.en})")


def _number(value: float, sign: str = "") -> Words:
    return Words(*(format_number(value, lang) + sign for lang in LANGUAGES))


def _why(indicator: Indicator, report: Report, parts: Report) -> Words:
    """What would explain the difference, the likeliest first; nothing where the stated figure is blank."""
    if report.values[indicator.id].value is None:
        return Words("", "")
    reasons = list(_reasons(indicator, report, parts))
    if not reasons:
        return _NO_EXPLANATION if indicator.consolidate is Operator.SUM else Words("", "")
    return Words(*(_listed([reason.in_(lang) for reason in reasons], lang) for lang in LANGUAGES))


def _listed(reasons: list[str], lang: str) -> str:
    shown = _OR.in_(lang).join(reasons[:_NAMED_AT_MOST])
    more = len(reasons) - _NAMED_AT_MOST
    return _MAY_BE.in_(lang) + shown + (_MORE.in_(lang).format(more) if more > 0 else "") + "."


def _reasons(indicator: Indicator, report: Report, parts: Report) -> Iterator[Words]:
    stated, given = report.values[indicator.id].value, parts.values[indicator.id].value
    yield from _of_other_leaves(indicator.id, report, parts)
    if indicator.consolidate is Operator.SUM:
        yield from _of_whole_parts(indicator.id, stated - given, parts)
    if stated == round(given) != given:
        yield _ROUNDED
    slips = {g.slip for g in guesses(stated, lambda number: float(_is_near(number, given)))}
    yield from (_worded(_SLIP, slip=slip.words) for slip in sorted(slips, key=lambda slip: slip.name))
    if indicator.consolidate is Operator.SUM:
        yield from _of_slips_in_parts(indicator.id, stated - given, parts)


def _of_other_leaves(row: str, report: Report, parts: Report) -> Iterator[Words]:
    """The leaves that a consolidated file holds with another figure than the unit's report."""
    now = {leaf.cover.reporting_unit.key: leaf.numbers.get(row) for leaf in parts.leaves}
    for leaf in (leaf for leaf in report.leaves if leaf.cover.reporting_unit.key in now):
        old, new = leaf.numbers.get(row), now[leaf.cover.reporting_unit.key]
        if old != new:
            shown = {
                name: _BLANK if value is None else _number(value)
                for name, value in (("old", old), ("value", new))
            }
            yield _worded(_OTHER_PART, unit=Words(leaf.name, leaf.name), **shown)


def _of_whole_parts(row: str, difference: float, parts: Report) -> Iterator[Words]:
    for name, value in _parts_and_groups(row, parts):
        for sign, words in ((-1, _LEFT_OUT), (1, _TWICE)):
            if value and _is_near(difference, sign * value):
                yield _worded(words, unit=Words(name, name), value=_number(value))


def _parts_and_groups(row: str, parts: Report) -> Iterator[tuple[str, float]]:
    """What each unit gives, and what the units of one unit in between give together."""
    groups: dict[str, list[float]] = {}
    for leaf, value in _figures(row, parts):
        yield leaf.name, value
        groups.setdefault(leaf.parent_name, []).append(value)
    if len(groups) > 1:
        yield from ((name, math.fsum(values)) for name, values in groups.items() if name and len(values) > 1)


def _of_slips_in_parts(row: str, difference: float, parts: Report) -> Iterator[Words]:
    """The parts that would explain the difference had they been added with a slip."""
    for leaf, value in _figures(row, parts):
        meant = round(value + difference, 6)
        slips = {g.slip for g in guesses(meant, lambda number, value=value: float(_is_near(number, value)))}
        for slip in sorted(slips & _SLIPS_IN_A_PART, key=lambda slip: slip.name):
            words = {"meant": _number(meant), "value": _number(value), "slip": slip.words}
            yield _worded(_SLIP_OF_PART, unit=Words(leaf.name, leaf.name), **words)


def _figures(row: str, parts: Report) -> Iterator[tuple[Report, float]]:
    return ((leaf, leaf.numbers[row]) for leaf in parts.leaves if row in leaf.numbers)


def _worded(pattern: Words, **fields: Words) -> Words:
    return Words(
        *(pattern.in_(lang).format(**{k: w.in_(lang) for k, w in fields.items()}) for lang in LANGUAGES)
    )
