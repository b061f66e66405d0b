"""Holidays: days on which another number comes than the weekday would have.

They are left out where the usual is learnt, so that they do not pass for ordinary days, and what
they did to arrivals is learnt at the post itself: as the ratio to what was forecast for that day
the day before. Calendars are known long ahead, so no forecast learns from the future by them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.members import Array


@dataclass(frozen=True, slots=True)
class HolidaySettings:
    """``doubt``: so many holidays without any effect count as seen before the first one.
    ``most``: the greatest factor, up or down, that one holiday counts with."""

    doubt: float = 1.0
    most: float = 5.0


def holiday_mask(start: date, days: int, holidays: Collection[date]) -> NDArray[np.bool_]:
    """Which of the ``days`` from ``start`` on are holidays [days]."""
    mask = np.zeros(days, dtype=bool)
    places = [(holiday - start).days for holiday in holidays]
    mask[[place for place in places if 0 <= place < days]] = True
    return mask


def holiday_factors(
    counts: Array, points: Array, mask: NDArray[np.bool_], settings: HolidaySettings
) -> Array:
    """The factor of a holiday as known when each day had ended [T]; 1 before the first one.

    ``counts`` [T] with the holidays in it, ``points`` [T, H] forecast from the other days.
    """
    expected = np.full(len(counts), np.nan)
    expected[1:] = points[:-1, 0]
    ratio = np.log((counts + 1.0) / (expected + 1.0))
    seen = mask[: len(counts)] & ~np.isnan(ratio)
    limit = np.log(settings.most)
    effect = np.cumsum(np.where(seen, np.clip(ratio, -limit, limit), 0.0))
    factors: Array = np.exp(effect / (np.cumsum(seen) + settings.doubt))
    return factors
