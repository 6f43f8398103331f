"""How figures are typed. Each damage keeps a figure's truth or states the new one.

The meaning of what is typed is that of the annex and of issue 4: `-`, `…` and NBSP are blank; `không`,
`không có` are 0 in a count or amount; `x` is text; a choice is understood by code or by word; nothing
is changed in silence, so 2.7 typed for 2.700 stays 2.7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from random import Random

from cchc_excel.model.expressions import references
from cchc_excel.model.forms import Indicator, Kind

from ..book import Book, Cell, ErrorValue, Figure, Formula
from ..values import ROWS

NBSP = "\u00a0"
NUMBERS = (Kind.COUNT, Kind.AMOUNT)
Retype = Callable[[Indicator, Cell, Random], None]


def retyped(retype: Retype, *, filled: bool = True) -> Callable[[Book, Random], None]:
    """Damage on every filled (or every blank) official value cell."""

    def damage(book: Book, rng: Random) -> None:
        for cell in list(book.figures()):
            if (cell.value is not None) == filled:
                retype(ROWS[cell.row], cell, rng)

    return damage


def written(number: float, thousands: str = ".", decimal: str = ",") -> str:
    """A number as Vietnamese text: 2.700,5."""
    text = f"{number:,.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


def _type_text(cell: Cell, text: str) -> None:
    """Put a text into the cell; the figure that it says stays."""
    cell.value, cell.number_format = text, "General"
    cell.figure = Figure(cell.figure.number, cell.figure.states, text)


def _type_no_number(cell: Cell, value: object, text: str | None, *states: str) -> None:
    cell.value, cell.number_format, cell.figure = value, "General", Figure(None, states, text)


def as_text(thousands: str = ".", before_percent: str = "", decimal: str = ",") -> Retype:
    def retype(row: Indicator, cell: Cell, rng: Random) -> None:
        text = written(cell.figure.number, thousands, decimal)
        _type_text(cell, f"{text}{before_percent}%" if row.kind is Kind.PERCENT else text)

    return retype


def bare_text(row: Indicator, cell: Cell, rng: Random) -> None:
    """Every figure a text; percents as 98.59 without a sign."""
    text = written(cell.figure.number, "", ".") if row.kind is Kind.PERCENT else written(cell.figure.number)
    _type_text(cell, text)


def percent_points(row: Indicator, cell: Cell, rng: Random) -> None:
    """98.59 under General; small percents would be ambiguous and are left as they are."""
    if row.kind is Kind.PERCENT and (cell.figure.number > 1 or cell.figure.number == 0):
        cell.value, cell.number_format = cell.figure.number, "General"


def fractions(book: Book, rng: Random) -> None:
    """0.9859 under General, where the operands on the form tell that it is 98,59 %."""
    numbers = {(c.row, c.report): c.figure.number for c in book.figures()}
    for cell in book.figures():
        row = ROWS[cell.row]
        if row.is_calculated and cell.figure.number:
            over, under = (numbers.get((i, cell.report)) for i in references(row.equals))
            if over and under and abs(100 * over / under - cell.figure.number) < 0.01:
                cell.number_format = "General"


def with_units(row: Indicator, cell: Cell, rng: Random) -> None:
    if row.kind in NUMBERS and row.measure_unit:
        _type_text(cell, f"{written(cell.figure.number)} {row.measure_unit.split(',')[0].lower()}")


def leading_zeros(row: Indicator, cell: Cell, rng: Random) -> None:
    """`05`, as official documents write numbers below ten."""
    if row.kind is Kind.COUNT and cell.figure.number < 10:
        _type_text(cell, f"{int(cell.figure.number):02}")


def zeros_as_words(row: Indicator, cell: Cell, rng: Random) -> None:
    if row.kind in NUMBERS and cell.figure.number == 0:
        _type_text(cell, rng.choice(("không", "Không", "Không có", "không có")))


def choices_as_words(row: Indicator, cell: Cell, rng: Random) -> None:
    if row.kind is Kind.CHOICE:
        word = row.choices[int(cell.figure.number)]
        _type_text(cell, rng.choice((word, word.lower(), f"{word} ")))


def choices_without_diacritics(row: Indicator, cell: Cell, rng: Random) -> None:
    if row.kind is Kind.CHOICE:
        from .labels import without_diacritics

        _type_text(cell, without_diacritics(row.choices[int(cell.figure.number)], rng))


def full_width(row: Indicator, cell: Cell, rng: Random) -> None:
    if row.kind in NUMBERS:
        digits = str(int(cell.figure.number))
        _type_text(cell, "".join(chr(ord(d) + 0xFEE0) for d in digits))


def apostrophe(row: Indicator, cell: Cell, rng: Random) -> None:
    if row.kind is not Kind.PERCENT:
        _type_text(cell, str(int(cell.figure.number)))
        cell.apostrophe = True


def trailing_space(row: Indicator, cell: Cell, rng: Random) -> None:
    as_text()(row, cell, rng)
    _type_text(cell, rng.choice((f"{cell.value} ", f" {cell.value}", f"{cell.value}{NBSP}")))


def marked_blank(row: Indicator, cell: Cell, rng: Random) -> None:
    _type_text(cell, rng.choice(("-", "…", NBSP, " ", " - ")))


def crossed(row: Indicator, cell: Cell, rng: Random) -> None:
    """`x`, or a sentence, where a number belongs: text, and never lost."""
    if row.kind in NUMBERS and rng.random() < 0.4:
        text = rng.choice(("x", "X", "Đang tổng hợp", "Chưa có số liệu", "theo PL đính kèm"))
        _type_no_number(cell, text, text, "text")


def errors(row: Indicator, cell: Cell, rng: Random) -> None:
    if rng.random() < 0.3:
        code = rng.choice(("#REF!", "#DIV/0!", "#N/A", "#VALUE!"))
        _type_no_number(cell, ErrorValue(code), None, "error")


def dates(row: Indicator, cell: Cell, rng: Random) -> None:
    """A date that Excel made of a typed number: no number may be read from it."""
    if row.kind in NUMBERS and rng.random() < 0.3:
        _type_no_number(cell, date(2025, rng.randint(1, 3), rng.randint(1, 28)), None, "text", "error")
        cell.number_format = "d-mmm"


def english_thousands(row: Indicator, cell: Cell, rng: Random) -> None:
    """2.700 typed into an English Excel is stored as 2.7: read as stored, never changed in silence."""
    if row.kind is Kind.AMOUNT and cell.figure.number >= 1000:
        stored = cell.figure.number / 1000
        cell.value, cell.number_format, cell.figure = stored, "General", Figure.of(stored)


def halves(row: Indicator, cell: Cell, rng: Random) -> None:
    """Amounts with a decimal part, as text: 2.700,5."""
    if row.kind is Kind.AMOUNT:
        number = cell.figure.number + 0.5
        cell.figure = Figure.of(number)
        _type_text(cell, written(number))


def formulas(row: Indicator, cell: Cell, rng: Random) -> None:
    """A formula with its stored result, as from a sheet of the clerk's own."""
    cell.value = Formula(f"={cell.value}+0", cell.value)


def uncomputed(book: Book, rng: Random) -> None:
    """Calculated percents as formulas that no program has computed: the parts give the number."""
    numbers = {(c.row, c.report): c.figure.number for c in book.figures()}
    for cell in book.figures():
        row = ROWS[cell.row]
        if not row.is_calculated:
            continue
        over, under = (numbers.get((i, cell.report)) for i in references(row.equals))
        if over is not None and under:
            cell.value, cell.number_format = Formula(f"={over}/{under}"), "0.00%"
            cell.figure = Figure.of(100 * over / under)


FIGURES: Mapping[str, Callable[[Book, Random], None]] = {
    "typed-text": retyped(as_text()),
    "typed-spaces": retyped(as_text(thousands=" ", before_percent=" ")),
    "typed-nbsp": retyped(as_text(thousands=NBSP, before_percent=NBSP)),
    "typed-bare-text": retyped(bare_text),
    "typed-percent-points": retyped(percent_points),
    "typed-fractions": fractions,
    "typed-units": retyped(with_units),
    "typed-leading-zeros": retyped(leading_zeros),
    "typed-zero-words": retyped(zeros_as_words),
    "typed-choice-words": retyped(choices_as_words),
    "typed-choice-plain-words": retyped(choices_without_diacritics),
    "typed-full-width": retyped(full_width),
    "typed-apostrophe": retyped(apostrophe),
    "typed-trailing-space": retyped(trailing_space),
    "typed-blank-marks": retyped(marked_blank, filled=False),
    "typed-crosses": retyped(crossed),
    "typed-errors": retyped(errors),
    "typed-dates": retyped(dates),
    "typed-english-thousands": retyped(english_thousands),
    "typed-halves": retyped(halves),
    "typed-formulas": retyped(formulas),
    "typed-uncomputed": uncomputed,
}
