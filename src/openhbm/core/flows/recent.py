"""What the last weeks say without any model: quantiles of the days themselves.

Where people come as wind, rumours or buses have it, the spread of recent days is a better range
than any forecast with an error around it. Array shapes: O origins, H days ahead, Q quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.members import Array

Days = NDArray[np.int64]
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Recent:
    """Days of the last ``span`` days, or ``span`` of the same weekday when ``by_weekday``, each
    brought part of the way (``level_share``, 0 to 1) from the level of its time to today's."""

    name: str
    span: int
    by_weekday: bool = False
    level_share: float = 0.0


RECENT = (
    Recent("days of 1 week", 7),
    Recent("days of 2 weeks", 14),
    Recent("days of 8 weeks", 56),
    Recent("weekdays of 8 weeks", 8, by_weekday=True),
    Recent("weekdays of 13 weeks, half the level", 13, by_weekday=True, level_share=0.5),
    Recent("weekdays of 26 weeks, half the level", 26, by_weekday=True, level_share=0.5),
)
_LEVEL_DAYS = 28


def recent_quantiles(counts: Array, known: Days, horizon: int, levels: Sequence[float]) -> Array:
    """Quantiles [O, H, Q, members] as seen when the first ``known`` [O] days were known.

    ``counts`` [T] in persons, nan where not reported. nan where no day is there to look at.
    """
    asked, level = np.asarray(levels), _level(counts)
    made = [_quantiles_of(member, counts, known, horizon, asked, level) for member in RECENT]
    return np.stack(made, axis=-1)


def _level(counts: Array) -> Array:
    """The mean of the last four weeks on every day [T]; nan before the first report."""
    reported = ~np.isnan(counts)
    sums, days = np.cumsum(np.nan_to_num(counts)), np.cumsum(reported, dtype=np.float64)
    sums[_LEVEL_DAYS:] -= sums[:-_LEVEL_DAYS].copy()
    days[_LEVEL_DAYS:] -= days[:-_LEVEL_DAYS].copy()
    level: Array = np.where(days > 0, sums / np.maximum(days, 1), np.nan)
    return level


def _quantiles_of(
    member: Recent, counts: Array, known: Days, horizon: int, asked: Array, level: Array
) -> Array:
    back = np.arange(1, member.span + 1)
    if not member.by_weekday:
        found = _spread(_taken(counts, known[:, None] - back), asked)
        return np.repeat(found[:, None], horizon, axis=1)
    ahead = np.arange(_WEEK)
    days = known[:, None, None] + ahead[:, None] - _WEEK * back
    values = _taken(counts, days)
    if member.level_share:
        now = _taken(level, known - 1)[:, None, None]
        values = values * ((now + 1.0) / (_taken(level, days) + 1.0)) ** member.level_share
    return _spread(values, asked)[:, np.arange(horizon) % _WEEK]


def _taken(values: Array, places: Days) -> Array:
    """``values`` at ``places``, nan before the first."""
    return np.where(places >= 0, values[np.maximum(places, 0)], np.nan)


def _spread(values: Array, asked: Array) -> Array:
    """Quantiles of the last axis, nan left out: the i-th of n values stands at i / (n + 1)."""
    ordered = np.sort(values, axis=-1)
    there = (~np.isnan(values)).sum(axis=-1)[..., None]
    place = np.clip(asked * (there + 1) - 1, 0, np.maximum(there - 1, 0))
    low = place.astype(np.int64)
    high = np.minimum(low + 1, np.maximum(there - 1, 0))
    below, above = (np.take_along_axis(ordered, each, axis=-1) for each in (low, high))
    found: Array = below + (above - below) * (place - low)
    return found
