"""How far off the forecasts that were really made turned out, by days ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.series import DailySeries


@dataclass(frozen=True, slots=True, eq=False)
class MadeForecast:
    """A forecast as it was made: ``quantiles`` [H, Q] in persons at probabilities ``levels`` for
    the days from ``start`` on, and ``last``, the last count known then."""

    start: date
    levels: tuple[float, ...]
    quantiles: NDArray[np.float64]
    last: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Errors in persons per day over ``judged`` days; ``days_ahead`` None for all of them.

    ``persistence_mae`` is the error of taking the last count known for every day ahead, ``bias``
    the mean of forecast − count, ``coverage80`` the share of days between quantiles .1 and .9
    (0.80 is right), ``pinball`` the mean loss over all quantiles.
    """

    days_ahead: int | None
    judged: int
    mae: float
    persistence_mae: float
    bias: float
    coverage80: float
    pinball: float

    @property
    def gain(self) -> float | None:
        """The share of persistence's error that was saved; below 0 it did worse."""
        return 1 - self.mae / self.persistence_mae if self.persistence_mae > 0 else None


def accuracy_of(
    forecasts: Iterable[MadeForecast], series: DailySeries
) -> tuple[Accuracy | None, tuple[Accuracy, ...]]:
    """(over all days ahead, by days ahead) of forecasts set against what came.

    Days not reported are not judged. (None, ()) when nothing can be judged yet. Raises ValueError
    for a forecast without the quantiles .1, .5 and .9.
    """
    return accuracy_against((each, _came(each, series)) for each in forecasts)


def accuracy_against(
    answered: Iterable[tuple[MadeForecast, NDArray[np.float64]]],
) -> tuple[Accuracy | None, tuple[Accuracy, ...]]:
    """``accuracy_of`` where each forecast has what came [H] on its own days beside it, nan where
    that is not known: a sum of posts is not the same posts every day."""
    rows = [row for forecast, came in answered for row in _judged(forecast, came)]
    if not rows:
        return None, ()
    table = np.array(rows)
    ahead = table[:, 0].astype(int)
    by_day = [_summary(int(day), table[ahead == day]) for day in np.unique(ahead)]
    return _summary(None, table), tuple(by_day)


def _came(forecast: MadeForecast, series: DailySeries) -> NDArray[np.float64]:
    days = range(len(forecast.quantiles))
    return np.array([series.on(forecast.start + timedelta(days=day)) for day in days])


def _judged(forecast: MadeForecast, answer: NDArray[np.float64]) -> Iterable[tuple[float, ...]]:
    low, middle, high = (_column(forecast.levels, level) for level in (0.1, 0.5, 0.9))
    levels = np.array(forecast.levels)
    for ahead, (row, came) in enumerate(zip(forecast.quantiles, answer, strict=True), 1):
        if not np.isnan(came):
            over = came - row
            loss = float(np.maximum(levels * over, (levels - 1) * over).mean())
            error = float(row[middle] - came)
            inside = float(row[low] <= came <= row[high])
            yield (ahead, abs(error), abs(forecast.last - float(came)), error, inside, loss)


def _column(levels: Sequence[float], wanted: float) -> int:
    for place, level in enumerate(levels):
        if abs(level - wanted) < 1e-9:
            return place
    raise ValueError(f"the forecast has no quantile {wanted}; it has {list(levels)}")


def _summary(days_ahead: int | None, rows: NDArray[np.float64]) -> Accuracy:
    means = rows[:, 1:].mean(axis=0)
    return Accuracy(days_ahead, len(rows), *(float(mean) for mean in means))
