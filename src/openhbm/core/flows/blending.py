"""Weights for the simple forecasts, earned by how they did at this post so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openhbm.core.flows.fading import faded_sums
from openhbm.core.flows.members import MEMBERS, Array, made_before, member_forecasts
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
    mean = np.einsum("thm,thm->th", weights, members.paths)
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
    # In place, as are the steps below: on a year of days it is allocation that takes the time.
    error += share * overall[:, None]
    error /= (known + share)[..., None]
    reported = np.cumsum(~np.isnan(counts))
    admitted = np.clip((reported[:, None] - _NEEDS + 1) / 7, 0, 1)
    prior = _PRIORS * np.where(_NEEDS > 0, admitted, 1.0)
    typical = (error @ prior[..., None])[..., 0] / prior.sum(axis=-1)[:, None]
    evidence = known.mean(axis=1)[:, None, None]
    error *= evidence / np.maximum(typical, _LEAST)[..., None]
    error += settings.trust_days
    error /= evidence + settings.trust_days
    relative = np.maximum(error, 1e-3, out=error)
    # Errors of a few weeks tell little about which member is best: they are believed less.
    sharpness = settings.sharpness + settings.sharpness_gain * np.clip(
        evidence / settings.gain_days, 0, 1
    )
    weights: Array = np.log(relative, out=relative)
    weights *= -sharpness
    np.exp(weights, out=weights)
    weights *= prior[:, None]
    weights /= (weights @ np.ones(len(MEMBERS)))[..., None]
    return weights


def _past_errors(counts: Array, paths: Array, half_life: float) -> tuple[Array, Array]:
    """Fading sums of absolute errors [T, H, M] and of how many they are [T, H]."""
    made = made_before(paths)
    known = (~np.isnan(counts[:, None] - made[..., 0])).astype(np.float64)
    error = np.subtract(counts[:, None, None], made, out=made)
    error = np.nan_to_num(np.abs(error, out=error), copy=False)
    keep = 0.5 ** (1 / half_life)
    return faded_sums(error, keep), faded_sums(known, keep)


def _weighted_median(paths: Array, weights: Array) -> Array:
    """The first path, from the lowest up, at which the weights reach a half. [T, H]"""
    members = paths.shape[-1]
    flat = np.argsort(paths, axis=-1).reshape(-1, members)
    flat += members * np.arange(len(flat))[:, None]
    ordered = weights.ravel()[flat]
    reached, place = np.zeros(len(flat)), np.zeros(len(flat), dtype=np.int64)
    for member in range(members - 1):
        reached += ordered[:, member]
        place += reached < 0.5 - 1e-12
    middle = flat[np.arange(len(flat)), place]
    found: Array = paths.ravel()[middle].reshape(paths.shape[:-1])
    return found
