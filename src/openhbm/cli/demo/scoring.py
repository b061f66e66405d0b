"""How well the forecasts made during the replay foresaw what then came, beside persistence.

Out of sample: each forecast was stored on its day, knowing only the days before; it is compared
here with counts read back after the replay ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

MIDDLE, LOWER, UPPER = 0.5, 0.1, 0.9


@dataclass(frozen=True, slots=True)
class MadeForecast:
    """A stored forecast of one post: ``quantiles[h][q]`` persons on ``start_on`` + h days."""

    post: str
    as_of_on: date
    start_on: date
    levels: Sequence[float]
    quantiles: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Score:
    """Mean absolute errors in persons a day per post, and the share inside the 80 % band."""

    mae: float
    persistence_mae: float
    horizon_days: int
    coverage80: float
    n: int


def score_of(
    forecasts: Iterable[MadeForecast], came: Mapping[tuple[date, str], float]
) -> Score | None:
    """The score over every post, origin and day ahead that the replay reached; None without any.

    ``came`` maps (day, post) to the persons counted. Persistence says that every day ahead will
    be like the last day known.
    """
    rows = np.array([row for forecast in forecasts for row in _rows(forecast, came)])
    if not rows.size:
        return None
    ahead, middle, lower, upper, last, actual = rows.T
    return Score(
        mae=float(np.mean(np.abs(middle - actual))),
        persistence_mae=float(np.mean(np.abs(last - actual))),
        horizon_days=int(ahead.max()),
        coverage80=float(np.mean((lower <= actual) & (actual <= upper))),
        n=len(rows),
    )


def _rows(
    forecast: MadeForecast, came: Mapping[tuple[date, str], float]
) -> Iterator[tuple[float, ...]]:
    last = came.get((forecast.as_of_on, forecast.post))
    if last is None:
        return
    places = [_place(forecast.levels, level) for level in (MIDDLE, LOWER, UPPER)]
    for step, quantiles in enumerate(forecast.quantiles):
        day = forecast.start_on + timedelta(days=step)
        actual = came.get((day, forecast.post))
        if actual is not None:
            ahead = (day - forecast.as_of_on).days
            yield (float(ahead), *(float(quantiles[p]) for p in places), float(last), float(actual))


def _place(levels: Sequence[float], level: float) -> int:
    for place, value in enumerate(levels):
        if abs(value - level) < 1e-9:
            return place
    raise ValueError(f"the forecast has no quantile at {level}; it has {list(levels)}")
