"""Weights for the simple forecasts, earned by how they did at this post so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openhbm.core.flows.fading import faded_sums
from openhbm.core.flows.members import MEMBERS, Array, member_forecasts
from openhbm.core.flows.stacking import StackSettings, share_of_stack, stack_members

_PRIORS = np.array([member.prior for member in MEMBERS])
_NEEDS = np.array([member.needs_days for member in MEMBERS])
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class BlendSettings:
    """How members are weighted.

    ``fade_per_day``: how fast the fading member falls. ``error_half_life_days``: how soon old
    errors are forgotten. ``sharpness``: weight = prior × (relative error)^-sharpness,
    which rises by ``sharpness_gain`` as errors of ``gain_days`` become known.
    ``trust_days``: days of errors that count as much as the prior. ``horizon_days``: errors that
    count as much as the mean error over all days ahead. ``median_share``: how much of the point
    forecast is the weighted median of the members, the rest being their weighted mean.
    ``stack``: the regression that is averaged with it.
    """

    fade_per_day: float = 0.03
    error_half_life_days: float = 45.0
    sharpness: float = 2.0
    sharpness_gain: float = 6.0
    gain_days: float = 60.0
    trust_days: float = 2.0
    horizon_days: float = 5.0
    median_share: float = 0.5
    stack: StackSettings = field(default_factory=StackSettings)


@dataclass(frozen=True, slots=True)
class Blend:
    """``points`` [T, H]: the point forecast from every day; ``level`` and ``last`` [T];
    ``weights`` [M]: the weights of the last day, mean over the days ahead."""

    points: Array
    level: Array
    last: Array
    weights: Array


def blend_members(counts: Array, horizon: int, settings: BlendSettings) -> Blend:
    """The blended forecast from every day of ``counts`` [T], each seeing only days up to its own.

    An error counts from the day its target day was reported, so no weight knows the future.
    """
    members = member_forecasts(counts, horizon, settings.fade_per_day)
    weights = _weights(counts, members.paths, settings)
    mean = (weights * members.paths).sum(axis=-1)
    middle = _weighted_median(members.paths, weights)
    points = settings.median_share * middle + (1 - settings.median_share) * mean
    share = share_of_stack(counts, settings.stack)[:, None]
    if share.any():
        points = (1 - share) * points + share * stack_members(counts, members, settings.stack)
    return Blend(points, members.level, members.last, weights[-1].mean(axis=0))


def _weights(counts: Array, paths: Array, settings: BlendSettings) -> Array:
    """Weights [T, H, M] that sum to 1 over the members."""
    error, known = _past_errors(counts, paths, settings.error_half_life_days)
    overall = error.sum(axis=1) / np.maximum(known.sum(axis=1), _LEAST)[:, None]
    share = settings.horizon_days
    error = (error + share * overall[:, None]) / (known + share)[..., None]
    reported = np.cumsum(~np.isnan(counts))
    admitted = np.clip((reported[:, None] - _NEEDS + 1) / 7, 0, 1)
    prior = _PRIORS * np.where(_NEEDS > 0, admitted, 1.0)
    typical = (error * prior[:, None]).sum(axis=-1) / prior.sum(axis=-1)[:, None]
    evidence = known.mean(axis=1)[:, None, None]
    relative = evidence * error / np.maximum(typical, _LEAST)[..., None] + settings.trust_days
    relative = np.maximum(relative / (evidence + settings.trust_days), 1e-3)
    # Errors of a few weeks tell little about which member is best: they are believed less.
    sharpness = settings.sharpness + settings.sharpness_gain * np.clip(
        evidence / settings.gain_days, 0, 1
    )
    weights: Array = prior[:, None] * np.exp(-sharpness * np.log(relative))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def _past_errors(counts: Array, paths: Array, half_life: float) -> tuple[Array, Array]:
    """Fading sums of absolute errors [T, H, M] and of how many they are [T, H]."""
    days, horizon, _ = paths.shape
    error = np.full(paths.shape, np.nan)
    for ahead in range(1, min(horizon, days - 1) + 1):
        error[ahead:, ahead - 1] = np.abs(counts[ahead:, None] - paths[:-ahead, ahead - 1])
    known = (~np.isnan(error[..., 0])).astype(np.float64)
    error = np.nan_to_num(error, copy=False)
    keep = 0.5 ** (1 / half_life)
    return faded_sums(error, keep), faded_sums(known, keep)


def _weighted_median(paths: Array, weights: Array) -> Array:
    order = np.argsort(paths, axis=-1)
    reached = np.cumsum(np.take_along_axis(weights, order, axis=-1), axis=-1) >= 0.5 - 1e-12
    middle = np.take_along_axis(order, reached.argmax(axis=-1)[..., None], axis=-1)
    return np.take_along_axis(paths, middle, axis=-1)[..., 0]
