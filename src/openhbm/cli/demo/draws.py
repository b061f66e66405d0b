"""Weighted draws from small tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from numpy.random import Generator

Value = TypeVar("Value")


def drawn(rng: Generator, weighted: Iterable[tuple[Value, float]]) -> Value:
    """One value, as often as its weight says; raises ValueError when there is nothing to draw."""
    table = [(value, weight) for value, weight in weighted if weight > 0]
    if not table:
        raise ValueError("nothing to draw from: give at least one value with a weight above 0")
    left = rng.random() * sum(weight for _, weight in table)
    for value, weight in table:
        left -= weight
        if left < 0:
            return value
    return table[-1][0]
