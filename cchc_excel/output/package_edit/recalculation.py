"""New results of formulas, computed by IronCalc: only of formulas whose functions mean the same in every
spreadsheet program; all others are for the program that opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from cchc_excel.model.formulas import gives_ranges_only_to, references_of
from cchc_excel.output.package_edit.dependents import Formula, Formulas, Place
from cchc_excel.output.package_edit.sheet_map import holds
from cchc_excel.output.package_edit.splicing import ERROR_VALUES

Value = float | str | bool | None
TRUSTED = frozenset(
    """ABS AND AVERAGE CHOOSE CLEAN CONCATENATE COUNT COUNTA COUNTBLANK COUNTIFS DAY EXACT IF IFERROR IFNA INT
    ISBLANK ISERROR ISNUMBER ISTEXT LEFT LEN LOWER MAX MID MIN MOD MONTH N NOT OR PRODUCT RIGHT ROUND
    ROUNDDOWN ROUNDUP SIGN SUBSTITUTE SUM SUMIFS TRIM TRUNC UPPER YEAR""".split()  # noqa: SIM905
)
"""Functions that IronCalc and LibreOffice were seen to compute alike (tests/output/test_official.py)."""
_OF_RANGES = TRUSTED - frozenset(
    """ABS CHOOSE CLEAN CONCATENATE DAY EXACT IF IFERROR IFNA INT ISBLANK ISERROR ISNUMBER ISTEXT LEFT LEN
    LOWER MID MOD MONTH N NOT RIGHT ROUND ROUNDDOWN ROUNDUP SIGN SUBSTITUTE TRIM TRUNC UPPER YEAR""".split()  # noqa: SIM905
)
"""Those whose arguments may be ranges of several cells."""
_ERRORS = ERROR_VALUES - {"#NUM!"}
"""Errors in which the programs agree; IronCalc gives #NUM! where others take a blank for a day."""
_MANY_DIGITS = re.compile(r"[0-9][0-9.]{15,}")
"""More digits than a spreadsheet program puts into a text."""
_MOST_CELLS = 20_000
"""Formulas that are computed, and cells that they read."""


@dataclass(frozen=True, slots=True)
class Computation:
    """What a computation reads: the formulas, the names of the sheets, the defined names as they are
    written, and the values of the cells as they will stand."""

    formulas: Formulas
    sheets: Mapping[str, str]
    """Folded name → name."""
    names: Mapping[str, str]
    """The names that hold for the whole workbook, with their text."""
    cells: Mapping[Place, Value]
    unreadable: Set[Place]
    """Cells that the programs take differently: error values, truth values, numbers typed as text."""

    def results(self, wanted: Iterable[Place]) -> dict[Place, Value]:
        """The results of those of the wanted formulas that can be trusted; the others are left out."""
        wanted = set(wanted)
        doubtful = {place for place in wanted if not _is_trusted(self.formulas.at[place])}
        doubtful |= {r for place in self.unreadable - wanted for r in self.formulas.readers.at(place)}
        doubtful |= self.formulas.depending_on(
            [r for place in doubtful for r in self.formulas.at[place].results], through=wanted.__contains__
        )
        chosen = wanted - doubtful
        try:
            return self._evaluate(chosen) if 0 < len(chosen) <= _MOST_CELLS else {}
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # a panic of the engine is no Exception; no result is better than none at all
            return {}

    def _evaluate(self, chosen: set[Place]) -> dict[Place, Value]:
        import ironcalc

        model = ironcalc.create("workbook", "en", "UTC", "en")
        numbers = {folded: n for n, folded in enumerate(self.sheets)}
        for folded, n in numbers.items():
            if n:
                model.add_sheet(self.sheets[folded])
            else:
                model.rename_sheet(0, self.sheets[folded])
        used = {name for place in chosen for _, name in self.formulas.at[place].references.names}
        for name, text in self.names.items():
            if name.casefold() in used:
                model.new_defined_name(name, None, text)
        self._set_cells(model, numbers, chosen)
        model.evaluate()
        read = {place: model.get_cell_value(numbers[place[0]], *place[1:]) for place in chosen}
        faults = {
            p for p in chosen if model.get_cell_type(numbers[p[0]], *p[1:]) == ironcalc.CellType.ErrorValue
        }
        return {p: v for p, v in read.items() if _is_certain(v, is_error=p in faults)}

    def _set_cells(self, model: object, numbers: Mapping[str, int], chosen: set[Place]) -> None:
        """The cells that the chosen formulas read, and the formulas."""
        areas = {area for place in chosen for area in self.formulas.at[place].references.areas}
        single = {(sheet, *area[:2]) for sheet, area in areas if area[:2] == area[2:]}
        wide = {(sheet, area) for sheet, area in areas if area[:2] != area[2:]}
        read = [p for p in self.cells if p in single or any(s == p[0] and holds(a, *p[1:]) for s, a in wide)]
        if len(read) > _MOST_CELLS:
            raise ValueError(len(read))
        setters: Mapping[type, Callable[..., None]] = {
            bool: model.update_cell_with_bool,
            str: model.update_cell_with_text,
            float: model.update_cell_with_number,
        }
        for place in read:
            value = self.cells[place]
            if value is not None and place not in chosen:
                setters[type(value)](numbers[place[0]], *place[1:], value)
        for place in chosen:
            model.update_cell_with_formula(numbers[place[0]], *place[1:], "=" + self.formulas.at[place].text)


def _is_trusted(formula: Formula) -> bool:
    found, own = formula.references, references_of(formula.text, formula.place[0])
    if not formula.is_plain or found.unclear or not found.functions <= TRUSTED:
        return False
    has_named_range = any(area[:2] != area[2:] for _, area in found.areas - own.areas)
    return not has_named_range and gives_ranges_only_to(_OF_RANGES, formula.text)


def _is_certain(value: Value, *, is_error: bool) -> bool:
    return value in _ERRORS if is_error else not (isinstance(value, str) and _MANY_DIGITS.search(value))
