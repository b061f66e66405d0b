"""A range as equally likely paths, and the number of persons that is expected by them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from openhbm.core.flows.members import Array

PATHS = 400
_NORMAL = NormalDist()
_STEPS: Array = np.array([_NORMAL.inv_cdf((i + 0.5) / PATHS) for i in range(PATHS)])


def expected_arrivals(quantiles: Array, levels: Sequence[float]) -> Array:
    """The expected number [...] of persons by ``quantiles`` [..., Q] at ``levels``: the mean of
    the paths that are drawn from them."""
    mean: Array = paths_of(quantiles, levels).mean(axis=-1)
    return mean


def paths_of(quantiles: Array, levels: Sequence[float]) -> Array:
    """Equally likely values [..., 400] from low to high by ``quantiles`` [..., Q], with the tails
    of a normal distribution beyond the outer levels; never negative."""
    known = np.array([_NORMAL.inv_cdf(level) for level in levels])
    if len(known) == 1:
        return np.repeat(quantiles, PATHS, axis=-1)
    right = np.clip(np.searchsorted(known, _STEPS), 1, len(known) - 1)
    share = (_STEPS - known[right - 1]) / (known[right] - known[right - 1])
    low, high = quantiles[..., right - 1], quantiles[..., right]
    paths: Array = np.maximum(low + (high - low) * share, 0.0)
    return paths
