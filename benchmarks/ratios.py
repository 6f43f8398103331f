"""Time our work against alternatives in one run: rounds alternate, the median of the ratios is printed."""

from __future__ import annotations

import resource
import statistics
import time
import warnings
from collections.abc import Callable, Mapping

ROUNDS = 3


def print_ratios(count: int, ours: Callable[[], object], others: Mapping[str, Callable[[], object]]) -> None:
    """Print a line for ours, one per alternative, one for the peak memory of the whole process."""
    warnings.simplefilter("ignore")
    works = {"ours": ours, **others}
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(_seconds(work))
    own = statistics.median(times["ours"])
    print(f"{count} workbooks, {ROUNDS} rounds; ours: {own:.2f} s, {own / count * 1000:.1f} ms a workbook")
    for name in others:
        ratios = [other / mine for mine, other in zip(times["ours"], times[name], strict=True)]
        spread = f"({min(ratios):.2f}–{max(ratios):.2f})"
        print(f"{name}: {statistics.median(ratios):.2f} times as long {spread}")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
