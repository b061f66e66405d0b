"""Several ways to say a range, pooled by how they did at this very post.

The blend with its conformal range is one opinion, the days of the last weeks as they were are
others. Quantiles are averaged, with weights by past pinball loss: the score that ranges are
judged by. Every loss used on a day was known on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openhbm.core.flows.intervals import quantile_paths
from openhbm.core.flows.members import Array
from openhbm.core.flows.recent import RECENT, Days, recent_quantiles

SCORED = tuple(np.arange(1, 10) / 10)
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """``step_days`` and ``origins``: from which earlier days losses are taken. ``half_life_days``:
    how soon they are forgotten. ``sharpness``: weight = prior × (relative
    loss)^-sharpness, the ``prior`` of the blend being so many times that of the others. ``trust``:
    losses that count as much as all opinions being alike. The last weeks join from ``from_days``
    reported days on, fully after ``over_days`` more."""

    step_days: int = 3
    origins: int = 26
    half_life_days: float = 7.0
    sharpness: float = 12.0
    trust: float = 1.0
    prior: float = 2.5
    from_days: float = 42.0
    over_days: float = 28.0


@dataclass(frozen=True, slots=True)
class Pool:
    """What the last weeks said at earlier origins: how many days were ``known`` [O] then, and the
    ``losses`` [O, H, M] by day ahead, nan where not reported."""

    known: Days
    losses: Array


def pool_of(counts: Array, horizon: int, first: int, settings: PoolSettings) -> Pool:
    """The pool that forecasts from the day on which ``first`` days were known or later need. Its
    origins lie on a fixed grid, so that they share them."""
    step = settings.step_days
    oldest = max((first - 1) // step - settings.origins + 1, 1)
    known = step * np.arange(oldest, (len(counts) - 1) // step + 1)
    said = recent_quantiles(counts, known, horizon, SCORED)
    return Pool(known, _pinball(said, counts, known))


def pooled_quantiles(
    counts: Array,
    days: int,
    own: tuple[Array, Array, Array],
    others: Array,
    pool: Pool,
    settings: PoolSettings,
) -> Array:
    """Quantiles [H, Q] when the first ``days`` days of ``counts`` are known.

    ``own``: point forecasts [T, H], their yardstick [T, H] and the relative quantiles
    [H, 9 + Q] of the blend as of that day, first those at 0.1 to 0.9, then those asked for.
    ``others`` [H, Q, M]: what the last weeks say at the levels asked for.
    """
    points, yardstick, relative = own
    scored = len(SCORED)
    mine = quantile_paths(relative[:, scored:], points[days - 1], yardstick[days - 1])
    admitted = (int((~np.isnan(counts[:days])).sum()) - settings.from_days) / settings.over_days
    if admitted <= 0:
        return mine
    chosen = np.flatnonzero(pool.known < days)[-settings.origins :]
    known = pool.known[chosen]
    before = quantile_paths(relative[:, :scored], points[known - 1], yardstick[known - 1])
    losses = np.concatenate(
        [_pinball(before[..., None], counts, known), pool.losses[chosen]], axis=-1
    )
    horizon = points.shape[1]
    losses[known[:, None] + np.arange(horizon) >= days] = np.nan
    weights = _weights(losses, days - known, min(admitted, 1.0), settings)
    others = np.where(np.isnan(others), mine[..., None], others)
    pooled: Array = weights[0] * mine + others @ weights[1:]
    return pooled


def _pinball(said: Array, counts: Array, known: Days) -> Array:
    """Losses [O, H, M] of ``said`` [O, H, Q, M] when ``known`` [O] days were known."""
    days = known[:, None] + np.arange(said.shape[1])
    came = np.where(days < len(counts), counts[np.minimum(days, len(counts) - 1)], np.nan)
    levels = np.array(SCORED)[:, None]
    over = came[..., None, None] - said
    losses: Array = np.maximum(levels * over, (levels - 1) * over).mean(axis=2)
    return losses


def _weights(losses: Array, age: Days, admitted: float, settings: PoolSettings) -> Array:
    """Weights [M] that sum to 1, the blend first."""
    prior = np.array([settings.prior, *[admitted] * len(RECENT)])
    seen = ~np.isnan(losses).any(axis=-1)
    weight = seen * 0.5 ** (age / settings.half_life_days)[:, None]
    total = float(weight.sum())
    evidence = total / losses.shape[1]
    mean = (weight[..., None] * np.nan_to_num(losses)).sum(axis=(0, 1)) / max(total, _LEAST)
    typical = float((mean * prior).sum() / prior.sum())
    relative = evidence * mean / max(typical, _LEAST) + settings.trust
    relative = np.maximum(relative / (evidence + settings.trust), 1e-3)
    weights: Array = prior * relative**-settings.sharpness
    weights /= weights.sum()
    return weights
