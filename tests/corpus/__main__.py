"""Print the table of the corpus: `python -m tests.corpus`. `--faults` lists what was not right,
`--keep FOLDER` keeps the workbooks, a word chooses the cases that have it in their name."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .cases import CASES, Case
from .judge import Score
from .reading import score

Scored = Sequence[tuple[Case, Score]]
_COLUMNS = ("cells", "right", "unsure", "wrong", "lost", "silent", "covers_wrong")
_LABELS = {"intact": "labels intact", "some": "some labels damaged", "every": "every label damaged"}


def table(scored: Scored) -> str:
    """The table: a line a case, then totals apart by labels, kind, and blind or not."""
    lines = [_head("case"), *(_line(case.name, result) for case, result in scored), "", _head("totals")]
    lines += _totals(scored, lambda case: _LABELS[case.labels])
    lines += _totals(scored, lambda case: f"kind: {case.kind}")
    lines += _totals(scored, lambda case: "blind" if case.blind else "not blind")
    lines += _totals(scored, lambda case: f"{'blind' if case.blind else 'not blind'}, {_LABELS[case.labels]}")
    return "\n".join([*lines, *_totals(scored, lambda case: "all")])


def _totals(scored: Scored, group: Callable[[Case], str]) -> Iterable[str]:
    groups: dict[str, Score] = {}
    for case, result in scored:
        groups[group(case)] = groups.get(group(case), Score()) + result
    for name, result in groups.items():
        shares = (100 * getattr(result, part) / (result.cells or 1) for part in ("right", "unsure", "wrong"))
        yield f"{_line(name, result)}   {' / '.join(f'{share:.2f} %' for share in shares)}"


def _head(name: str) -> str:
    return f"{name:<78}{''.join(f'{column:>13}' for column in _COLUMNS)}"


def _line(name: str, result: Score) -> str:
    return f"{name:<78}{''.join(f'{getattr(result, column):>13}' for column in _COLUMNS)}"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    options.add_argument("words", nargs="*")
    options.add_argument("--faults", action="store_true")
    options.add_argument("--keep", type=Path)
    given = options.parse_args()
    chosen = [case for case in CASES if all(word in case.name for word in given.words)]
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        scored = [(case, score(case, folder)) for case in chosen]
    print(table(scored))
    if given.faults:
        print("\n".join(fault for _, result in scored for fault in result.faults))


if __name__ == "__main__":
    main()
