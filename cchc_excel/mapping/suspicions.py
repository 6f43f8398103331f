"""Numbers that may be wrong by their size: a thousand times too small or too large for what stands beside.

An Excel under English settings takes the dot of a typed `2.700` for the decimal sign and stores 2.7; a sum
typed in đồng into a row of triệu đồng is a million times too large. Nothing is changed here: each is
reported with the reading that makes sense, which is the one that the rules agree with best.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cchc_excel.errors import Finding, Severity, finding
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.values import Reading, has_words, worth_of
from cchc_excel.model.decimals import times
from cchc_excel.model.expressions import Verdict, judge
from cchc_excel.model.forms import Catalogue, Check, Indicator, Kind
from cchc_excel.model.grids import Cell
from cchc_excel.model.places import places_of
from cchc_excel.model.reports import State, note_of_a_person
from cchc_excel.words import Words, exact_text, format_number

_THOUSAND = 1000
_ANOTHER_UNIT = (Decimal("0.001"), Decimal("0.000001"))
"""From nghìn đồng and from đồng to triệu đồng."""

_NEARER_TO_A_THOUSANDFOLD = math.sqrt(1000)
_A_MILLION = 10**6
"""From here on a sum in triệu đồng may be one in nghìn đồng or đồng even where no rule is broken."""

_MORE_THAN_THE_STATE_INVESTS = 10**15
"""In đồng: a million tỷ, above the public investment of the whole country in a year."""


def suspicions(
    readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
) -> Iterator[Finding]:
    """Report the typed numbers of suspicious size, each with the number that was probably meant."""
    report = _Numbers.of(readings, rows, catalogue)
    misread = _misread(report, readings)
    for row_id, likely in misread.items():
        yield _of_separator(report, row_id, likely, typed_comma=readings[row_id].likely is not None)
    for row_id in report.amounts:
        if row_id in misread:
            continue
        if (partner := _dwarfed_partner(report, row_id, misread)) is not None:
            yield _of_scale(report, row_id, partner)
        elif report.numbers[row_id] * worth_of(catalogue.indicators[row_id]) >= _MORE_THAN_THE_STATE_INVESTS:
            yield _of_sum(report, row_id)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of a report with what is declared about their rows."""

    numbers: Mapping[str, float]
    rows: Mapping[str, BoundRow]
    catalogue: Catalogue

    @classmethod
    def of(
        cls, readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
    ) -> _Numbers:
        numbers = {i: r.value for i, r in readings.items() if r.state is State.NUMBER and r.value is not None}
        return cls(numbers, rows, catalogue)

    @property
    def amounts(self) -> list[str]:
        """The typed sums of money, zeros aside."""
        return [i for i in self.typed if worth_of(self.catalogue.indicators[i]) and self.numbers[i] > 0]

    @property
    def typed(self) -> list[str]:
        return [i for i in self.numbers if self.rows[i].value.formula is None]

    def partners(self, row_id: str) -> list[str]:
        """The other amounts of the form in the same unit, zeros aside."""
        own, indicators = self.catalogue.indicators[row_id], self.catalogue.indicators
        alike = [i for i in self.numbers if i != row_id and _is_alike(own, indicators[i])]
        return [i for i in alike if self.numbers[i] > 0]

    def violated(self, row_id: str, changed: Mapping[str, float]) -> list[Check]:
        """The rules between a row and others that do not hold when some numbers are changed. No evidence
        are notes (info), and percents, which a sheet computes from whatever it stores."""
        numbers = {**self.numbers, **changed}
        return [
            check
            for check in self.catalogue.checks
            if check.rule.severity is not Severity.INFO
            and check.row is None
            and row_id in check.ids
            and judge(check.node, numbers, check.rule.missing).verdict is Verdict.VIOLATED
        ]


def _misread(report: _Numbers, readings: Mapping[str, Reading]) -> dict[str, float]:
    """The numbers whose separator was probably misread, as they were meant: all that may be, less those
    that break a rule which holds without them."""
    may_be = {
        i: _if_grouped(readings[i], report.rows[i], report.catalogue.indicators[i]) for i in report.typed
    }
    likely = {i: number for i, number in may_be.items() if number is not None}
    likely = {
        i: n
        for i, n in likely.items()
        if readings[i].likely is not None or not _is_one_of_small_amounts(report, i, likely)
    }
    while likely:
        worse = {i: _broken_by(report, i, likely) for i in likely}
        worst = max(worse, key=lambda i: worse[i])
        if worse[worst] <= 0:
            break
        del likely[worst]
    return likely


def _broken_by(report: _Numbers, row_id: str, likely: Mapping[str, float]) -> int:
    """How many more checks break when a row is taken as it was probably meant, the others being so."""
    without = {i: number for i, number in likely.items() if i != row_id}
    return len(report.violated(row_id, likely)) - len(report.violated(row_id, without))


def _if_grouped(reading: Reading, bound: BoundRow, indicator: Indicator) -> float | None:
    """The number that stands in a cell if its separator is one of thousands: 2700 for 2.7, 207030 for
    207.03; None where it cannot be one, or where a unit was typed behind (`2,7 triệu`)."""
    if indicator.kind not in (Kind.COUNT, Kind.AMOUNT):
        return None
    if reading.likely is not None:
        return reading.likely
    if _has_its_own_unit(reading, bound.value):
        return None
    if not 1 <= reading.value < _THOUSAND or reading.value.is_integer():
        return None
    grouped = times(reading.value, _THOUSAND)
    return grouped if grouped.is_integer() else None


def _has_its_own_unit(reading: Reading, cell: Cell) -> bool:
    """True for a number with words behind it, and for one that was brought from another unit to its row's."""
    is_brought = not isinstance(cell.stored, str) and cell.stored != reading.value
    return has_words(cell) or is_brought


def _is_one_of_small_amounts(report: _Numbers, row_id: str, likely: Mapping[str, float]) -> bool:
    """True for an amount beside which an undoubted one stands on the form, and none in thousands. A count
    has no fraction, so nothing speaks for it."""
    if report.catalogue.indicators[row_id].kind is not Kind.AMOUNT:
        return False
    others = [report.numbers[i] for i in report.partners(row_id) if i not in likely]
    return bool(others) and max(others) < _THOUSAND


def _is_alike(own: Indicator, other: Indicator) -> bool:
    return (own.form, own.kind, own.measure_unit) == (other.form, other.kind, other.measure_unit)


def _dwarfed_partner(report: _Numbers, row_id: str, misread: Mapping[str, float]) -> str | None:
    """The amount beside which another is a thousand times too large or more; None where none is."""
    value = report.numbers[row_id]
    for partner in report.partners(row_id):
        ratio = value / report.numbers[partner]
        if partner in misread or value < _THOUSAND or ratio < _NEARER_TO_A_THOUSANDFOLD:
            continue
        is_huge = value >= _A_MILLION and ratio >= _THOUSAND
        if is_huge or any(partner in check.ids for check in report.violated(row_id, {})):
            return partner
    return None


def _of_separator(report: _Numbers, row_id: str, likely: float, *, typed_comma: bool) -> Finding:
    value, text = report.numbers[row_id], report.rows[row_id].value.shown.strip()
    is_amount = report.catalogue.indicators[row_id].kind is Kind.AMOUNT
    fields = {
        "typed": exact_text(likely),
        "shown": Words("", "")
        if text in _spellings(value)
        else Words(f" (ô hiện «{text}»)", f" (shown as «{text}»)"),
        "otherwise": _otherwise(value) if is_amount else Words("", ""),
    }
    return _told("VAL-009" if typed_comma else "VAL-008", report, (row_id,), likely, fields)


def _spellings(value: float) -> tuple[str, str]:
    return format_number(value), format_number(value, "en")


def _otherwise(value: float) -> Words:
    vi, en = format_number(value), format_number(value, "en")
    return Words(
        f"; nếu {vi} là đúng thì ghi lý do vào cột Ghi chú", f"; if {en} is right, say why in a note"
    )


def _of_scale(report: _Numbers, row_id: str, partner: str) -> Finding:
    value, other = report.numbers[row_id], report.numbers[partner]
    made = [times(value, factor) for factor in _ANOTHER_UNIT]
    sound = [number for number in made if not report.violated(row_id, {row_id: number})]
    likely = min(sound or made, key=lambda number: abs(math.log(number / other)))
    fields = {"other": other, "ratio": float(f"{value / other:.2g}")}
    return _told("VAL-010", report, (row_id, partner), likely, fields)


def _of_sum(report: _Numbers, row_id: str) -> Finding:
    worth = worth_of(report.catalogue.indicators[row_id])
    return _told("VAL-011", report, (row_id,), times(report.numbers[row_id], Decimal(1) / worth), {})


def _told(
    code: str, report: _Numbers, ids: tuple[str, ...], likely: float, fields: Mapping[str, object]
) -> Finding:
    """The finding at its rows and cells, with the suggestion for the first; a note beside one of the rows
    explains it."""
    indicators, bounds = [report.catalogue.indicators[i] for i in ids], [report.rows[i] for i in ids]
    pairs = [(indicator, b.place) for indicator, b in zip(indicators, bounds, strict=True)]
    found = finding(
        code,
        place=places_of(pairs, report.catalogue),
        text=bounds[0].value.shown.strip(),
        value=report.numbers[ids[0]],
        likely=likely,
        unit=indicators[0].measure_unit,
        ids=ids,
        cells=[b.place for b in bounds],
        **fields,
    )
    notes = [note_of_a_person(b.note.shown.strip()) for b in bounds if b.note is not None]
    explanation = "; ".join(note for note in notes if note)
    return replace(found, suggestions=(exact_text(likely),), explanation=explanation)
