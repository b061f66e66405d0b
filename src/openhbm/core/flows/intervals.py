"""How far off the point forecasts were, turned into how far off the next one may be.

Conformal intervals: past errors, as a multiple of a size known when the forecast was made, are
the sample from which quantiles are taken. While they are few, a stated guess stands in for them,
so that a forecast on the third day of a crisis is wide instead of certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from openhbm.core.flows.members import Array

_GUESSES = 21
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class IntervalSettings:
    """How errors become intervals.

    ``error_half_life_days``: how soon old errors are forgotten. ``guess_weight``: how many errors
    the stated guess weighs. ``guess_spread`` and ``guess_growth``: its standard deviation, as
    the logarithm of the ratio, one day ahead, and by how much it grows per further day.
    ``level_share``: how much of an error's yardstick is the mean of the last two months, the rest
    being the forecast itself. ``bias_days``: days of errors that are believed half when they say
    that forecasts run high or low.
    """

    error_half_life_days: float = 180.0
    guess_weight: float = 6.0
    guess_spread: float = 0.3
    guess_growth: float = 0.04
    level_share: float = 0.7
    bias_days: float = 250.0


@dataclass(frozen=True, slots=True)
class Errors:
    """Relative errors by origin and days ahead, nan where not known: ``relative`` [T, H],
    measured by ``yardstick`` [T, H] in persons."""

    relative: Array
    yardstick: Array


def relative_errors(
    counts: Array, points: Array, level: Array, settings: IntervalSettings
) -> Errors:
    """Errors of all past forecasts ``points`` [T, H] against ``counts`` [T]."""
    days, horizon = points.shape
    share = settings.level_share
    yardstick = share * level[:, None] + (1 - share) * points + 1.0
    actual = np.full(points.shape, np.nan)
    for ahead in range(1, min(horizon, days - 1) + 1):
        actual[:-ahead, ahead - 1] = counts[ahead:]
    return Errors((actual - points) / yardstick, yardstick)


def relative_quantiles(
    errors: Errors, points: Array, levels: Sequence[float], settings: IntervalSettings
) -> Array:
    """Quantiles [H, Q] of the error of the forecast made on the last day, as multiples of its
    yardstick."""
    days, horizon = points.shape
    known = ~np.isnan(errors.relative)
    age = days - 1 - np.arange(days)
    weights = known * 0.5 ** (age / settings.error_half_life_days)[:, None]
    guesses = _guesses(points[-1], errors.yardstick[-1], settings)
    sample = np.concatenate([np.where(known, errors.relative, 0.0), guesses])
    weight = np.concatenate([weights, np.full(guesses.shape, settings.guess_weight / _GUESSES)])
    order = np.argsort(sample, axis=0)
    sample = np.take_along_axis(sample, order, axis=0)
    reached = np.cumsum(np.take_along_axis(weight, order, axis=0), axis=0)
    asked = np.array([*levels, 0.5])
    place = (reached[:, :, None] < asked * reached[-1][:, None] - _LEAST).sum(axis=0)
    found = np.take_along_axis(sample.T, place, axis=1)
    evidence = weights.sum(axis=0)[:, None]
    relative: Array = found[:, :-1] - found[:, -1:] * settings.bias_days / (
        evidence + settings.bias_days
    )
    return relative


def quantile_paths(relative: Array, points: Array, yardstick: Array) -> Array:
    """Quantiles [..., H, Q] around ``points`` [..., H]. Never negative, never crossing."""
    quantiles: Array = np.maximum(points[..., None] + relative * yardstick[..., None], 0.0)
    return quantiles


def _guesses(points: Array, yardstick: Array, settings: IntervalSettings) -> Array:
    """Stand-ins for errors not yet made, [G, H]: the forecast times a log-normal ratio."""
    normal = NormalDist()
    steps = np.array([normal.inv_cdf((i + 0.5) / _GUESSES) for i in range(_GUESSES)])
    spread = settings.guess_spread + settings.guess_growth * np.arange(points.shape[-1])
    guesses: Array = points * np.expm1(np.outer(steps, spread)) / yardstick
    return guesses
