"""What is said of a single value cell: the finding of a reading that cannot be used, or that was changed.

What a cell means is told in `values`; what several cells tell together in `settling` and `suspicions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cchc_excel.errors import Finding, finding
from cchc_excel.mapping.figures import BoundRow
from cchc_excel.mapping.values import Reading
from cchc_excel.model.forms import Catalogue, Indicator
from cchc_excel.model.places import place_of
from cchc_excel.words import Words, exact_text, format_number


def faults(
    readings: Mapping[str, Reading], rows: Mapping[str, BoundRow], catalogue: Catalogue
) -> Iterator[Finding]:
    """A finding for each cell that cannot be used, and for each number that was changed."""
    for row_id, reading in readings.items():
        bound = rows[row_id]
        for code in (reading.fault, reading.remark):
            if code is not None:
                indicator = catalogue.indicators[row_id]
                place = place_of(indicator, catalogue, bound.place)
                found = fault(code, reading, bound.value.shown, indicator)
                yield replace(found, fields={"place": place, **found.fields}, cells=(bound.place,))


def fault(code: str, reading: Reading, text: str, indicator: Indicator) -> Finding:
    """The finding of a reading; where it stands is for the caller to add. `text` is what the cell shows."""
    found = finding(
        code,
        ids=(indicator.id,),
        text=text.strip(),
        value=text.strip() if reading.value is None else reading.value,
        other=(reading.value or 0) * 100,
        likely=reading.likely,
        probably=_probably(reading.likely),
        unit=_unit(indicator),
        choices=", ".join(f"{code} = {word}" for code, word in sorted(indicator.choices.items())),
    )
    return found if reading.likely is None else replace(found, suggestions=(exact_text(reading.likely),))


def _probably(likely: float | None) -> Words:
    if likely is None:
        return Words("", "")
    return Words(
        f"; có lẽ đã gõ {format_number(likely)}", f"; probably {format_number(likely, 'en')} was typed"
    )


def _unit(indicator: Indicator) -> str:
    return (indicator.measure_unit or indicator.implied_unit).replace("\n", "; ")
