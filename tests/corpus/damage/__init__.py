"""Kinds of damage, each a function on the abstract workbook; a case names them and they are done in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from ..book import Book, Cell
from . import labels
from .codes import CODES
from .encodings import to_tcvn3, to_vni
from .figures import FIGURES
from .structure import STRUCTURE

Damage = Callable[[Book, Random], None]

_WHOLE_TEXT = ("no-diacritics", "nfd", "caron", "tone-placement")
"""Damage that comes from the keyboard or the program, and so is in every text of the workbook."""
_TEXTS = ("label", "unit", "header", "title", "note", "value", "other")


def on_labels(change: labels.TextDamage) -> Damage:
    def damage(book: Book, rng: Random) -> None:
        for cell in book.cells("label"):
            if isinstance(cell.value, str):
                cell.value = change(cell.value, rng)

    return damage


def on_all_texts(change: labels.TextDamage) -> Damage:
    def damage(book: Book, rng: Random) -> None:
        for cell in book.cells(*_TEXTS):
            if isinstance(cell.value, str):
                cell.value = change(cell.value, rng)

    return damage


def in_legacy_font(encode: Callable[[str], str], font: str) -> Damage:
    """Every text in a legacy encoding, its cells in a font of it."""

    def damage(book: Book, rng: Random) -> None:
        for cell in book.cells(*_TEXTS, "code"):
            if isinstance(cell.value, str):
                _encode(cell, encode)
            cell.font = font

    return damage


def _encode(cell: Cell, encode: Callable[[str], str]) -> None:
    cell.value = encode(cell.value)


LABELS: Mapping[str, Damage] = {
    name: (on_all_texts if name in _WHOLE_TEXT else on_labels)(change)
    for name, change in {**labels.EVERY, **labels.SOME, "careless": labels.carelessly}.items()
} | {
    "tcvn3": in_legacy_font(to_tcvn3, ".VnTime"),
    "vni": in_legacy_font(to_vni, "VNI-Times"),
}
DAMAGES: Mapping[str, Damage] = {**STRUCTURE, **CODES, **FIGURES, **LABELS}
EVERY_LABEL = frozenset({*labels.EVERY, "careless", "tcvn3", "vni"})
"""Damage after which no label reads as printed."""
SOME_LABELS = frozenset(labels.SOME)
