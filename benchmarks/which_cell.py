"""How often the wrong cell is named: one mistake is planted in a consistent report, and the causes are asked.

    python benchmarks/which_cell.py [COUNT] [drawn|alike] [unknown]

The figures of the period before are drawn anew and have nothing to do with these (`drawn`, the default), or
are what a unit has from period to period (`alike`): staff and plans mostly the same, events more or fewer by
some tens of percent. With `unknown` the diagnosis is not told them; mistakes are the same with and without.

COUNT mistakes of each kind that break a rule (100 if not given). Seeds alternate between reports of a
commune's size and twenty times larger, and between percents as formulas, which follow the mistake, and
percents typed right before it. The reports are made up: figures are drawn evenly within what the rules
allow, not as the error model expects them. `alone` is the true cell first and no other beside it, `shared`
first with others of the same rank, `three` among the first three even when ties are put before it, `value`
the true figure suggested. Many groups have no more than three suspects, so `three` says little there.
Mistakes that break no error or warning rule are not counted but told: no rule can see them.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from made_reports import consistent, percents, report_of

from cchc_excel.catalog.loader import load_catalogue
from cchc_excel.errors import Severity
from cchc_excel.model.forms import Catalogue, Indicator, Kind, Time
from cchc_excel.validation.causes import PeriodBefore, diagnose
from cchc_excel.validation.confrontation import confront

SIZES = (1, 20)
SAME_STOCK = 0.8
SPREAD = {Time.STOCK: 0.1, Time.FLOW: 0.4, Time.CUMULATIVE: 0.6}
"""How many states on a day are the same again, and by how much else figures differ (of their logarithm)."""
TRIES = 40
"""Plantings tried for each that is counted, until a kind is given up."""

# ---- Mistakes ----


@dataclass(frozen=True, slots=True)
class Page:
    """What a clerk has before her."""

    rng: Random
    numbers: Mapping[str, float]
    previous: Mapping[str, float]
    """The figures of the period before, of which a clerk may copy one."""
    catalogue: Catalogue

    def indicator(self, row: str) -> Indicator:
        return self.catalogue.indicators[row]


Mistyped = Mapping[str, float | None] | None
"""What stands in the wrong cells; None where the mistake cannot be made there."""


def of_digits(change: Callable[[Random, str], str]) -> Callable[[Page, str], Mistyped]:
    """A mistake in the digits of a figure."""

    def make(page: Page, row: str) -> Mistyped:
        text = format(page.numbers[row], "g") if page.numbers[row] % 1 else str(int(page.numbers[row]))
        changed = change(page.rng, text)
        ok = changed and changed.count(".") < 2 and (changed[0] != "0" or len(changed) == 1)
        return {row: float(changed)} if ok and changed not in (".", text) else None

    return make


def swap(rng: Random, text: str) -> str:
    n = rng.randrange(max(1, len(text) - 1))
    return text[:n] + text[n : n + 2][::-1] + text[n + 2 :] if "." not in text[n : n + 2] else ""


def lose(rng: Random, text: str) -> str:
    n = rng.randrange(len(text))
    return text[:n] + text[n + 1 :] if text[n] != "." else ""


def double(rng: Random, text: str) -> str:
    n = rng.randrange(len(text))
    return text[:n] + text[n] + text[n:]


def insert(rng: Random, text: str) -> str:
    n = rng.randrange(len(text) + 1)
    return text[:n] + rng.choice("0123456789") + text[n:]


def mistype(rng: Random, text: str) -> str:
    n = rng.randrange(len(text))
    return text[:n] + rng.choice("0123456789") + text[n + 1 :] if text[n] != "." else ""


def another(rng: Random, text: str) -> str:
    return "".join(c if c == "." else rng.choice("123456789") for c in text)


def scaled(factor: float, least: float = 1) -> Callable[[Page, str], Mistyped]:
    """A figure that many times too large or small; no digits are made up or lost."""

    def make(page: Page, row: str) -> Mistyped:
        value = page.numbers[row]
        made = round(value * factor, 6)
        return {row: made} if value >= least and (made >= 1 and (factor > 0.01 or made % 1)) else None

    return make


def zeros_lost(factor: int) -> Callable[[Page, str], Mistyped]:
    return lambda page, row: (
        {row: page.numbers[row] // factor} if page.numbers[row] and page.numbers[row] % factor == 0 else None
    )


def beside(page: Page, row: str) -> Mistyped:
    rows = page.catalogue.form_of(row).indicators
    place = rows.index(page.indicator(row)) + page.rng.choice((-1, 1))
    other = rows[place].id if 0 <= place < len(rows) else row
    return (
        {row: page.numbers[other]}
        if page.indicator(row).kind is page.indicator(other).kind
        and (page.numbers.get(other, page.numbers[row]) != page.numbers[row])
        else None
    )


def exchange(page: Page, row: str) -> Mistyped:
    """A row with the one above or below."""
    found = beside(page, row)
    if found is None:
        return None
    others = [i for i, v in page.numbers.items() if v == found[row] and i.split(":")[0] == row.split(":")[0]]
    return {row: page.numbers[others[0]], others[0]: page.numbers[row]} if len(others) == 1 else None


def old(page: Page, row: str) -> Mistyped:
    return (
        {row: page.previous[row]} if page.previous.get(row, page.numbers[row]) != page.numbers[row] else None
    )


LEAVES = tuple(f"BM6:{code}" for code in ("2.2", "2.3", "2.5", "2.4.1", "2.4.2", "2.4.3"))
SUBTOTALS = ("BM6:2.4", "BM6:2.1")
KINDS: tuple[tuple[str, Callable[[Page, str], Mistyped], Callable[[Indicator], bool]], ...] = (
    ("two digits swapped", of_digits(swap), lambda row: not row.is_calculated),
    ("a digit lost", of_digits(lose), lambda row: not row.is_calculated),
    ("a digit doubled", of_digits(double), lambda row: not row.is_calculated),
    ("a digit too many", of_digits(insert), lambda row: not row.is_calculated),
    ("one digit mistyped", of_digits(mistype), lambda row: not row.is_calculated),
    ("x10", scaled(10), lambda row: not row.is_calculated),
    ("x100", scaled(100), lambda row: not row.is_calculated),
    ("x1000", scaled(1000), lambda row: not row.is_calculated),
    ("/10, a zero lost", zeros_lost(10), lambda row: not row.is_calculated),
    ("/100, two zeros lost", zeros_lost(100), lambda row: not row.is_calculated),
    ("/1000, three zeros lost", zeros_lost(1000), lambda row: not row.is_calculated),
    ("/1000, dot of thousands", scaled(0.001, 1000), lambda row: not row.is_calculated),
    ("the sign", lambda page, row: {row: -page.numbers[row]} if page.numbers[row] else None,
     lambda row: not row.is_calculated),
    ("the row beside", beside, lambda row: not row.is_calculated),
    ("the period before", old, lambda row: not row.is_calculated),
    ("exchanged with the row beside", exchange, lambda row: not row.is_calculated),
    ("left out", lambda page, row: {row: None}, lambda row: not row.is_calculated),
    ("any other number", of_digits(another), lambda row: not row.is_calculated),
    ("a typed percent: digits swapped", of_digits(swap), lambda row: row.is_calculated),
    ("a typed percent: another number", of_digits(another), lambda row: row.is_calculated),
    ("leaf of a total: digits swapped", of_digits(swap), lambda row: row.id in LEAVES),
    ("leaf of a total: a digit too many", of_digits(insert), lambda row: row.id in LEAVES),
    ("leaf of a total: any other number", of_digits(another), lambda row: row.id in LEAVES),
    ("a wrong subtotal", of_digits(another), lambda row: row.id in SUBTOTALS),
)  # fmt: skip

# ---- Asking ----


@dataclass(slots=True)
class Score:
    """How it went with one kind."""

    counts: Counter[str]
    seconds: list[float]

    def add(self, outcome: str) -> None:
        self.counts[outcome] += 1


def planted(
    kind: int, seed: int, catalogue: Catalogue, *, is_alike: bool
) -> tuple[Page, bool, Mapping[str, float | None]] | None:
    """A report with one mistake of a kind; None where the kind cannot be planted with this seed."""
    _, make, where = KINDS[kind]
    rng = Random(f"{kind} {seed}")
    size, formulas = SIZES[seed % 2], seed // 2 % 2 == 0
    if "percent" in KINDS[kind][0]:
        formulas = False
    typed, previous = consistent(rng, size), consistent(rng, size)
    whole = {**typed, **percents(typed, catalogue, None if formulas else 2)}
    if is_alike:
        previous = like(typed, Random(f"before {kind} {seed}"), catalogue)
    page = Page(rng, whole, previous, catalogue)
    rows = [i for i in whole if where(catalogue.indicators[i]) and not catalogue.indicators[i].choices]
    wrong = make(page, rng.choice(rows))
    return None if wrong is None or all(whole[i] == v for i, v in wrong.items()) else (page, formulas, wrong)


def ask(
    page: Page, formulas: bool, wrong: Mapping[str, float | None], score: Score, *, is_told: bool
) -> None:
    """Put the mistake in and count what is named."""
    numbers = {i: v for i, v in {**page.numbers, **wrong}.items() if v is not None}
    if formulas:
        derived = {i for i in numbers if page.indicator(i).is_calculated}
        numbers = {i: v for i, v in numbers.items() if i not in derived}
        numbers |= percents(numbers, page.catalogue, None)
    report = report_of(numbers, page.catalogue, formulas)
    confrontation = confront(report, page.catalogue)
    if all(f.severity is Severity.INFO for f in confrontation.findings):
        score.add("unseen")
        return
    start = time.perf_counter()
    diagnoses = diagnose(
        report, confrontation, page.catalogue, PeriodBefore(page.previous if is_told else {})
    )
    score.seconds.append(time.perf_counter() - start)
    score.add("planted")
    for diagnosis in diagnoses:
        for cause in diagnosis.causes:
            if set(cause.ids) == set(wrong):
                meant = tuple(page.numbers[i] for i in cause.ids)
                last = sum(other.rank <= cause.rank for other in diagnosis.causes)
                for outcome in outcomes(cause.rank, last):
                    score.add(outcome)
                score.counts["value"] += any(s.values == meant for s in cause.suggestions)
                return
    score.add("not named")


def outcomes(rank: int, last: int) -> Iterator[str]:
    """`last` is the place of the cell when those that share its rank are put before it."""
    if rank == 1:
        yield "alone" if last == 1 else "shared"
    if last <= 3:
        yield "three"


def like(numbers: Mapping[str, float], rng: Random, catalogue: Catalogue) -> dict[str, float]:
    """The period before, as a unit has it: a state on a day is mostly the same, events are about as many."""
    return {i: _before(v, catalogue.indicators[i], rng) for i, v in numbers.items()}


def _before(value: float, row: Indicator, rng: Random) -> float:
    if row.choices or (row.time is Time.STOCK and rng.random() < SAME_STOCK):
        return value
    changed = value * rng.lognormvariate(0, SPREAD[row.time])
    return round(changed, 1) if value % 1 else round(changed)


def scored(kind: int, count: int, catalogue: Catalogue, *, is_alike: bool, is_told: bool) -> Score:
    score = Score(Counter(), [])
    for seed in range(count * TRIES):
        if score.counts["planted"] >= count:
            break
        found = planted(kind, seed, catalogue, is_alike=is_alike)
        if found is not None:
            ask(*found, score, is_told=is_told)
    return score


COLUMNS = ("planted", "alone", "shared", "three", "not named", "value", "unseen")


def main() -> None:
    """Print the table."""
    count = next((int(word) for word in sys.argv[1:] if word.isdigit()), 100)
    is_alike, is_told = "alike" in sys.argv, "unknown" not in sys.argv
    catalogue = load_catalogue()
    print(f"{'':36}" + "".join(f"{name:>10}" for name in COLUMNS) + f"{'ms':>8}")
    seconds = []
    for kind, (name, *_) in enumerate(KINDS):
        score = scored(kind, count, catalogue, is_alike=is_alike, is_told=is_told)
        seconds += score.seconds
        median = 1000 * statistics.median(score.seconds or [0])
        print(f"{name:36}" + "".join(f"{score.counts[c]:>10}" for c in COLUMNS) + f"{median:>8.1f}")
    print(f"median {1000 * statistics.median(seconds):.1f} ms, longest {1000 * max(seconds):.1f} ms a report")
    print(f"clean reports with a claim: {claims_on_clean(200, catalogue)} of 200")
    print("rows that no error or warning rule names beside their own bounds: " + ", ".join(unseen(catalogue)))


def claims_on_clean(count: int, catalogue: Catalogue) -> int:
    claimed = 0
    for seed in range(count):
        typed = consistent(Random(f"clean {seed}"), SIZES[seed % 2])
        report = report_of({**typed, **percents(typed, catalogue, 2)}, catalogue, formulas=False)
        confrontation = confront(report, catalogue)
        assert not confrontation.findings, [f.message() for f in confrontation.findings]
        claimed += bool(diagnose(report, confrontation, catalogue))
    return claimed


def unseen(catalogue: Catalogue) -> list[str]:
    """The rows whose figure no rule compares with another: a wrong one that is possible goes unseen."""
    compared = {
        i
        for check in catalogue.checks
        if check.rule.severity is not Severity.INFO and len(check.ids) > 1
        for i in check.ids
    }
    rows = catalogue.indicators.values()
    return [row.id for row in rows if row.kind is not Kind.HEADING and row.id not in compared]


if __name__ == "__main__":
    main()
