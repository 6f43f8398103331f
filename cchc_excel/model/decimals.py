"""Arithmetic that leaves no noise."""

from __future__ import annotations

from decimal import Decimal


def times(value: float, factor: Decimal | int) -> float:
    """A number times a power of ten, exactly: 2.7 times 1000 is 2700."""
    return float(Decimal(repr(value)) * factor)
