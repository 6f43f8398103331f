"""Work on many files in several processes at once, this one among them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T, R = TypeVar("T"), TypeVar("R")
_CHUNK = 8
_FILES_A_PROCESS = 50
"""Below this many a process costs more to start than it spares."""


def spread(
    items: Sequence[T], work: Callable[[Sequence[T]], list[R]], here: Callable[[T], R], jobs: int | None
) -> Iterator[R]:
    """The results in the items' order; `work` does a chunk in another process, `here` one item in this;
    without `jobs` as many processes as are worth their start.

    The others take the chunks from the end while this process goes on from the beginning, so that nobody
    waits while they start.
    """
    if jobs is None:
        jobs = min(os.cpu_count() or 1, len(items) // _FILES_A_PROCESS)
    if jobs <= 1 or len(items) <= 1:
        yield from map(here, items)
        return
    chunks = list(_chunks(items))
    # Spawned, not forked: a forked child of a process with threads may hang.
    with ProcessPoolExecutor(jobs - 1, mp_context=get_context("spawn")) as pool:
        promised = [pool.submit(work, chunk) for chunk in reversed(chunks)][::-1]
        for chunk, promise in zip(chunks, promised, strict=True):
            yield from map(here, chunk) if promise.cancel() else promise.result()


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
