"""How a model did at a crisis so far: what has to stand beside whatever it says next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from openhbm.core.flows.displacement.assimilation import (
    AssimilationSettings,
    member_shares,
    misallocated,
)
from openhbm.core.flows.displacement.evaluation import naive_shares, what_came
from openhbm.core.flows.displacement.places import Instance
from openhbm.core.flows.displacement.totals import total_outlook

MODEL = "simulation from counted stocks"
STILL = "frozen stocks"
_FIRST_ORIGIN = 28


@dataclass(frozen=True, slots=True)
class PastError:
    """What forecasts of ``horizon`` days were worth that would have been made of this crisis.

    ``misallocated``: share of arrivals put at the wrong destination, ``still`` if shares of stocks
    had been taken to stay as they were. ``total_error``: mean error of the total in persons,
    ``persistence_error`` if the last four weeks had been carried forward. ``inside``: share of
    totals that fell inside the 80 % range. Over ``forecasts`` days, from dated reports only.
    """

    horizon: int
    forecasts: int
    misallocated: float
    still: float
    total_error: float
    persistence_error: float
    inside: float


def past_error(
    instance: Instance,
    horizon: int,
    most: int = 8,
    tell: Callable[[int, int], object] = lambda done, of: None,
) -> PastError | None:
    """Judge up to ``most`` forecasts spread evenly over the crisis; None when none can be judged.

    Each sees only what was known on its day. ``tell`` hears how many of how many are judged.
    """
    last = max((r.day for found in instance.reports.reports.values() for r in found), default=0)
    latest = min(last, instance.days - 1) - horizon
    if latest < _FIRST_ORIGIN:
        return None
    origins = sorted({int(day) for day in np.linspace(_FIRST_ORIGIN, latest, most)})
    rows = []
    for number, origin in enumerate(origins, 1):
        if (row := _judged(instance, origin, horizon)) is not None:
            rows.append(row)
        tell(number, len(origins))
    if not rows:
        return None
    means = np.array(rows).mean(axis=0)
    return PastError(horizon, len(rows), *map(float, means))


def _judged(
    instance: Instance, origin: int, horizon: int
) -> tuple[float, float, float, float, float] | None:
    came = what_came(instance, origin, horizon, dated=True)
    if came is None:
        return None
    known = instance.as_of(origin)
    shares = member_shares(known, origin, horizon=horizon, settings=AssimilationSettings())
    total = total_outlook(instance, origin, horizon, levels=(0.1, 0.5, 0.9))
    low, middle, high = (float(value) for value in total.quantiles)
    return (
        misallocated(shares[MODEL], came.shares),
        misallocated(naive_shares(instance, origin)[STILL], came.shares),
        abs(middle - came.total),
        abs(total.persistence - came.total),
        float(low <= came.total <= high),
    )
