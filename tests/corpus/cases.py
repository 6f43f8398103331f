"""The cases: which layout with which damage, and the truth of each.

A case of the first kind shows a layout undamaged; the others put damage on a few layouts that differ much.
All were written from the annex alone (`blind`); one that is added after looking at what the binder does
says `blind=False`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .book import Book, Cell, Figure
from .damage import DAMAGES, EVERY_LABEL, SOME_LABELS
from .damage.codes import CODES
from .damage.figures import FIGURES
from .damage.structure import STRUCTURE
from .laying_out import lay_out
from .layouts import LAYOUTS
from .values import DUNG_KNO, REAL, ROWS, UNITS, Period, Report, Unit, made_up
from .writers import WRITERS

_LEGACY_FONTS = (".VnTime", "VNI-Times")
_OF_ONE_DISTRICT = (*UNITS[:5], DUNG_KNO)


@dataclass(frozen=True, slots=True)
class Case:
    """One workbook to be made. `kind`: layout, rows, codes, labels, figures or mixed."""

    name: str
    layout: str
    damages: tuple[str, ...] = ()
    seed: str = ""
    kind: str = "layout"
    writer: str = "xlsxwriter"
    real: bool = False
    blind: bool = True

    @property
    def labels(self) -> str:
        """`intact`, `some` (a few labels read otherwise), or `every` (no label reads as printed)."""
        if EVERY_LABEL & set(self.damages):
            return "every"
        return "some" if SOME_LABELS & set(self.damages) else "intact"

    @property
    def labels_damaged(self) -> bool:
        return self.labels == "every"


_NO_FIGURE = Figure(states=("absent",))


@dataclass(frozen=True, slots=True)
class RowTruth:
    """What is right for one row: where its cell stands and what it says. `text` and `note` are None where
    they are not asked for; a row that is `absent` has no cell, one that is `ambiguous` has two."""

    sheet: str = ""
    cell: str = ""
    figure: Figure = _NO_FIGURE
    note: str | None = None

    @property
    def is_absent(self) -> bool:
        return self.figure.states == ("absent",)

    @property
    def is_ambiguous(self) -> bool:
        return self.figure.states == ("ambiguous",)


ABSENT = RowTruth()


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right for one unit's report. `unit` and `period` are None where the workbook does not say."""

    unit: Unit | None
    period: Period | None
    rows: Mapping[str, RowTruth]


@dataclass(frozen=True, slots=True)
class Built:
    """A workbook that was written, and its truths: one, or one for each unit side by side."""

    path: Path
    truth: tuple[Truth, ...]


def build(case: Case, folder: Path) -> Built:
    """Write a case's workbook into a folder and tell its truth."""
    layout = LAYOUTS[case.layout]
    reports = _reports(case)
    book = lay_out(layout, reports, case.seed)
    rng = Random(f"{case.name} {case.seed}")
    for name in case.damages:
        DAMAGES[name](book, rng)
    path = folder / f"{case.name}.xlsx"
    WRITERS[case.writer](book, path)
    return Built(path, tuple(_truths(book, reports, layout.states_unit, layout.states_period)))


def _reports(case: Case) -> Sequence[Report]:
    layout = LAYOUTS[case.layout]
    if case.real:
        return (REAL,)
    if layout.units > 1:
        return [made_up(unit, layout.period, case.seed) for unit in UNITS[: layout.units]]
    unit = Random(f"{case.name} unit").choice(_OF_ONE_DISTRICT)
    return (made_up(unit, layout.period, case.seed),)


def _truths(book: Book, reports: Sequence[Report], unit: bool, period: bool) -> Iterator[Truth]:
    found: dict[tuple[int, str], RowTruth] = {}
    for cell, sheet, address, note in book.places():
        said = _text(note) if len(reports) == 1 else None
        found[cell.report, cell.row] = RowTruth(sheet, address, _shown(cell), said)
    for number, report in enumerate(reports):
        rows = {i: found.get((number, i), ABSENT) for i in ROWS}
        yield Truth(report.unit if unit else None, report.period if period else None, rows)


def _text(cell: Cell | None) -> str | None:
    if cell is None or cell.font in _LEGACY_FONTS:
        return None
    return cell.value if isinstance(cell.value, str) else ""


def _shown(cell: Cell) -> Figure:
    """The figure with its text as it stands in the cell in the end."""
    figure = cell.figure
    text = _text(cell) if figure.text is not None and isinstance(cell.value, str) else None
    return Figure(figure.number, figure.states, text)


# ---- the list ----


def _layout_cases() -> Iterator[Case]:
    for name, _ in LAYOUTS.items():
        yield Case(f"layout-{name}", name, seed=f"layout {name}")
    for name in ("official", "stacked-one-heading", "prior-over", "label-and-value"):
        yield Case(f"real-{name}", name, real=True)


_GROUNDS = {
    "rows": ("official", "stacked-one-heading"),
    "codes": ("official", "stacked-bands"),
    "figures": ("named-bm", "stacked"),
    "labels": ("official", "stacked-one-heading", "prior-left"),
}
"""The layouts that each kind of damage is shown on, taken in turn."""


_WRITTEN_BY = {"typed-formulas": "xlsxwriter", "typed-uncomputed": "openpyxl"}
"""Only xlsxwriter stores the results of formulas; only openpyxl leaves them out."""


def _damage_cases(kind: str, names: Sequence[str]) -> Iterator[Case]:
    for number, name in enumerate(names):
        layout = _GROUNDS[kind][number % len(_GROUNDS[kind])]
        writer = _WRITTEN_BY.get(name) or ("openpyxl" if number % 3 == 2 else "xlsxwriter")
        yield Case(_named(kind, name), layout, (name,), f"{kind} {name}", kind, writer)


def _named(kind: str, damage: str) -> str:
    return damage if damage.startswith((kind, "typed")) else f"{kind}-{damage}"


_LABEL_DAMAGES = tuple(n for n in DAMAGES if n in EVERY_LABEL | SOME_LABELS)
_NO_CODES = (
    "no-diacritics",
    "lost-letters",
    "three-typos",
    "cut-off",
    "abbreviated",
    "careless",
    "misread",
    "tcvn3",
)
"""Label damage that is shown once more without codes."""
_MIXED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("prior-left", ("codes-blank", "rows-deleted")),
    ("prior-over", ("codes-date", "own-indicators")),
    ("everything", ("codes-float", "blank-lines", "typed-text")),
    ("stacked-no-titles", ("codes-blank",)),
    ("stacked-no-titles", ("codes-last-part",)),
    ("stacked-shuffled", ("codes-running", "sections")),
    ("three-sheets", ("codes-roman-123-abc", "twins-deleted")),
    ("offset", ("twins-deleted", "codes-blank")),
    ("old-copy-before", ("codes-blank", "not-ours-deleted")),
    ("old-copy-stacked", ("twins-deleted", "codes-float")),
    ("no-heading-stacked", ("codes-dotted", "subtotals")),
    ("side-by-side", ("codes-blank",)),
    ("page-breaks", ("codes-running-form", "rows-deleted")),
    ("units-6", ("codes-blank", "rows-deleted")),
    ("units-12-total-left", ("codes-date", "own-indicators")),
    ("change", ("codes-mixed", "rows-moved")),
    ("guide-sheet", ("codes-blank", "twins-deleted")),
    ("forms-missing-stacked", ("codes-form3-22-23", "not-ours-deleted")),
    ("label-and-value", ("rows-deleted", "blank-lines")),
    ("unit-after-value", ("codes-blank", "rows-moved", "typed-units")),
    ("stacked", ("own-with-code", "codes-form3-22-23", "blank-lines")),
    ("prior-hidden", ("old-lines-hidden", "codes-dotted")),
    ("year-ago", ("codes-blank", "careless", "blank-lines")),
    ("prior-right", ("codes-date", "three-typos", "rows-deleted")),
    ("stacked-bands", ("codes-roman", "careless", "own-indicators")),
    ("numbered-columns", ("codes-blank", "no-diacritics", "not-ours-deleted")),
    ("units-8-total-right", ("lost-letters", "codes-blank")),
    ("forms-missing", ("careless", "codes-float", "twins-deleted")),
    ("label-by-depth", ("codes-blank", "typo")),
    ("named-phu-luc", ("careless", "rows-moved", "typed-spaces")),
    ("code-in-label", ("typo", "twins-deleted")),
    ("old-copy-after", ("misread", "codes-mixed", "headings-deleted")),
    ("footnotes", ("capitals", "codes-blank", "rows-deleted")),
    ("cumulative-left", ("explained", "codes-blank")),
    ("serial-before", ("nfd", "codes-date", "subtotals")),
    ("narrow-columns", ("bullets", "codes-dashes")),
    ("three-sheets", ("vni", "codes-float")),
    ("stacked-one-heading", ("written-out", "two-tiers", "codes-blank", "not-ours-deleted")),
)
"""Several things at once, as they arrive."""


def _mixed_cases() -> Iterator[Case]:
    for name in _NO_CODES:
        damages = ("codes-blank", name)
        yield Case(f"no-codes-{name}", "stacked", damages, f"no codes {name}", "mixed")
    for number, (layout, damages) in enumerate(_MIXED):
        writer = "openpyxl" if number % 4 == 3 else "xlsxwriter"
        name = f"mixed-{layout}-{'-'.join(damages)}"
        yield Case(name, layout, damages, f"mixed {number}", "mixed", writer)


CASES: tuple[Case, ...] = (
    *_layout_cases(),
    *_damage_cases("rows", tuple(STRUCTURE)),
    *_damage_cases("codes", tuple(CODES)),
    *_damage_cases("figures", tuple(FIGURES)),
    *_damage_cases("labels", _LABEL_DAMAGES),
    *_mixed_cases(),
)
