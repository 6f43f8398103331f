"""Row numbers rebuilt by counting, for documents whose automatic numbers came out as `1.` or not at all.

What lives here knows depths and codes only: no form, no file, no way in which a document shows a depth.
"""

from __future__ import annotations


class ListNumbers:
    """The running numbers of one numbered list (mã số), automatic and typed ones mixed."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: list[int] = []

    def automatic(self, depth: int) -> str:
        """Count one automatic number at `depth` (from 1) and give its code: `1`, `2.1`, `3.2.1`.

        A depth that was skipped counts as if its first item had stood there: depth 2 first is `1.1`.
        """
        if depth < 1:
            raise ValueError(f"depth {depth} is not a depth of a list")
        counts = self._counts[:depth]
        own = counts.pop() if len(counts) == depth else 0
        skipped = [1] * (depth - 1 - len(counts))
        self._counts = [*counts, *skipped, own + 1]
        return ".".join(map(str, self._counts))

    def typed(self, code: str) -> str:
        """Go on counting from a typed code (`2.1.1`, `3.2.1.`) and give it without its last dot.

        Raises ValueError for anything but whole numbers with dots between them.
        """
        bare = code.strip().removesuffix(".")
        self._counts = [int(part) for part in bare.split(".")]
        return bare
