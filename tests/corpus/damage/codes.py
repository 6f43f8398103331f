"""What happens to the column of codes (STT). Nothing here touches labels or figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from random import Random

from ..book import Book, Cell
from ..values import ROWS_OF

Recode = Callable[[str, str, int], object]
"""From the row's id, its code and its place in the column (from 1) to what the cell holds."""


def recoded(recode: Recode, number_format: str = "General") -> Callable[[Book, Random], None]:
    """Damage that writes every code afresh; a code that comes out the same keeps its format."""

    def damage(book: Book, rng: Random) -> None:
        for number, cell in enumerate(codes(book), 1):
            code = str(cell.value)
            cell.value = recode(cell.row, code, number)
            if cell.value != code:
                cell.number_format = number_format

    return damage


def codes(book: Book) -> Iterator[Cell]:
    return (c for c in book.cells("code") if c.row)


def as_float(row: str, code: str, number: int) -> object:
    return float(code) if code.count(".") == 1 else int(code) if code.isdigit() else code


def as_date(row: str, code: str, number: int) -> object:
    """1.2 is 1 February, 3.3.1 is 3 March 2001, as Excel takes them under Vietnamese settings."""
    parts = [int(part) for part in code.split(".")]
    if len(parts) == 1 or len(parts) > 3:
        return parts[0] if len(parts) == 1 else code
    return date(2025 if len(parts) == 2 else 2000 + parts[2], parts[1], parts[0])


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII")


def roman(row: str, code: str, number: int) -> object:
    return _ROMAN[int(code)] if code.isdigit() else code


def roman_and_numbers(row: str, code: str, number: int) -> object:
    """I, 1, a as in older reports."""
    parts = [int(part) for part in code.split(".")]
    return (_ROMAN[parts[0]], str(parts[-1]), "abcdefgh"[parts[-1] - 1])[min(len(parts), 3) - 1]


def letters_below(row: str, code: str, number: int) -> object:
    return code if "." not in code else "abcdefgh"[int(code.rpartition(".")[2]) - 1] + ")"


def dashes_below(row: str, code: str, number: int) -> object:
    return code if "." not in code else "-" if code.count(".") == 1 else "+"


def _place_in_form(row: str) -> int:
    return [r.id for r in ROWS_OF[row.partition(":")[0]]].index(row) + 1


def last_part(row: str, code: str, number: int) -> object:
    """1, 1, 2, 2, 1: each level counted for itself, as a list in Word shows it."""
    return int(code.rpartition(".")[2])


def renumbered(pairs: Mapping[str, str]) -> Recode:
    """Other numbers for the sections of form 3, in which the official form contradicts itself."""

    def recode(row: str, code: str, number: int) -> object:
        if not row.startswith("BM3:"):
            return code
        return next((new + code[len(old) :] for old, new in pairs.items() if code.startswith(old)), code)

    return recode


def mixed(book: Book, rng: Random) -> None:
    """Some codes lost, some with a dot, some floats, some with a space behind."""
    kinds = (lambda c: None, lambda c: c + ".", lambda c: as_float("", c, 0), lambda c: c + "\u00a0", str)
    for cell in codes(book):
        cell.value = rng.choice(kinds)(str(cell.value))


def apostrophes(book: Book, rng: Random) -> None:
    for cell in codes(book):
        cell.value, cell.apostrophe = f"{cell.value}\u00a0", True


CODES: Mapping[str, Callable[[Book, Random], None]] = {
    "codes-blank": recoded(lambda row, code, number: None),
    "codes-dotted": recoded(lambda row, code, number: f"{code}."),
    "codes-float": recoded(as_float),
    "codes-date": recoded(as_date, "d/m"),
    "codes-date-month": recoded(as_date, "d-mmm"),
    "codes-roman": recoded(roman),
    "codes-roman-123-abc": recoded(roman_and_numbers),
    "codes-letters": recoded(letters_below),
    "codes-dashes": recoded(dashes_below),
    "codes-running": recoded(lambda row, code, number: number),
    "codes-running-form": recoded(lambda row, code, number: _place_in_form(row)),
    "codes-last-part": recoded(last_part),
    "codes-muc": recoded(lambda row, code, number: f"Mục {code}"),
    "codes-commas": recoded(lambda row, code, number: code.replace(".", ",")),
    "codes-brackets": recoded(lambda row, code, number: f"({code})"),
    "codes-spaced": recoded(lambda row, code, number: f" {code.replace('.', '. ')} "),
    "codes-with-form": recoded(lambda row, code, number: f"{row[2:].replace(':', '.')}"),
    "codes-form3-22-23": recoded(renumbered({"3.2": "2.2", "3.3": "2.3"})),
    "codes-form3-31": recoded(renumbered({"2.1": "3.1"})),
    "codes-mixed": mixed,
    "codes-apostrophe": apostrophes,
}
