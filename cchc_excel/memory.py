"""What was worked out before and need not be again: the workbooks of a batch are mostly alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

K, V, T = TypeVar("K"), TypeVar("V"), TypeVar("T", str, bytes)


class Memory(Generic[K, V]):
    """Results by key; all are forgotten when there would be more than `most`."""

    __slots__ = ("_found", "_most")

    def __init__(self, most: int) -> None:
        self._found: dict[K, V] = {}
        self._most = most

    def get(self, key: K) -> V | None:
        return self._found.get(key)

    def keep(self, key: K, result: V) -> V:
        if len(self._found) >= self._most:
            self._found.clear()
        self._found[key] = result
        return result


def remembered(*, most: int, shorter_than: int) -> Callable[[Callable[[T], V]], Callable[[T], V]]:
    """Remember what a function gives for the last texts or parts; not for long ones, which hardly repeat.
    Nobody may change a result."""

    def remembering(work: Callable[[T], V]) -> Callable[[T], V]:
        again = lru_cache(maxsize=most)(work)

        @wraps(work)
        def known(content: T) -> V:
            return again(content) if len(content) < shorter_than else work(content)

        return known

    return remembering
