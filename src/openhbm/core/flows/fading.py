"""Running sums that forget: each day keeps a share of the day before."""

from __future__ import annotations

import numpy as np

from openhbm.core.flows.members import Array

_SMALLEST = 1e-250


def faded_sums(values: Array, keep_per_day: float) -> Array:
    """For each day t of ``values`` [T, ...] the sum over days s up to t of
    ``keep_per_day`` ** (t − s) × value. ``keep_per_day`` is above 0, at most 1."""
    days = len(values)
    if keep_per_day**days < _SMALLEST:  # powers would leave the range of numbers
        sums = values.copy()
        for day in range(1, days):
            sums[day] += keep_per_day * sums[day - 1]
        return sums
    grown = keep_per_day ** -np.arange(days, dtype=np.float64)
    grown = grown.reshape(-1, *[1] * (values.ndim - 1))
    found: Array = values * grown
    np.cumsum(found, axis=0, out=found)
    found /= grown
    return found
