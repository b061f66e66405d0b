"""How a day's arrivals divide: over traveller classes, or over the hours of the day.

Classes are forecast each by itself and brought to the whole, so that what is expected of them
adds up to it. Hours get the whole by shares learnt from the last days, the newer the heavier: on
every path they add up to the day, and their ranges are wider than their share of the day's, as
shares change from day to day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.members import Array
from openhbm.core.flows.paths import expected_arrivals, paths_of

HOURS = 24
_DAYS_OF_WEEK = 7
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class ShareSettings:
    """``half_life_days``: how soon an old day's shares are forgotten. ``weekday_days``: days of
    all weekdays that count as much as one day of the weekday asked for. ``steadiness``: how many
    persons' choices a day's shares are taken to rest on before any day is known, and
    ``steadiness_days`` how many days weigh as much as that guess."""

    half_life_days: float = 28.0
    weekday_days: float = 2.0
    steadiness: float = 20.0
    steadiness_days: float = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """``by_weekday`` [7, C], Monday first: the share of each part, each row adding up to 1 (0 in
    all while nothing is known). ``steadiness``: the larger, the less shares change from day to
    day. ``days``: how many days they were learnt from."""

    by_weekday: Array
    steadiness: float
    days: int


@dataclass(frozen=True, slots=True, eq=False)
class Allotted:
    """``expected`` [H, C] and ``quantiles`` [H, C, Q] of the parts, in persons."""

    expected: Array
    quantiles: Array


def shares_of(counts: Array, first_weekday: int, settings: ShareSettings | None = None) -> Shares:
    """Shares as the last day of ``counts`` [T, C] leaves them; the first day is a
    ``first_weekday`` (0 is Monday).

    A day that was not divided (nan) or on which nobody came says nothing. A part that nobody ever
    took has the share 0: a night without a soul stays so.
    """
    settings = settings or ShareSettings()
    days, parts = counts.shape
    totals = np.nan_to_num(counts).sum(axis=1)
    seen = (totals > 0) & ~np.isnan(counts).all(axis=1)
    daily = np.nan_to_num(counts) / np.maximum(totals, _LEAST)[:, None]
    age = days - 1 - np.arange(days)
    weight = seen * 0.5 ** (age / settings.half_life_days)
    if not seen.any():
        return Shares(np.zeros((_DAYS_OF_WEEK, parts)), settings.steadiness, 0)
    overall = weight @ daily / weight.sum()
    same = (first_weekday + np.arange(days)) % _DAYS_OF_WEEK == np.arange(_DAYS_OF_WEEK)[:, None]
    own = (same * weight) @ daily + settings.weekday_days * overall
    by_weekday: Array = own / own.sum(axis=1, keepdims=True)
    usual = by_weekday[(first_weekday + np.arange(days)) % _DAYS_OF_WEEK]
    steadiness = _steadiness(daily, usual, weight, settings)
    return Shares(by_weekday, steadiness, int(seen.sum()))


def _steadiness(daily: Array, usual: Array, weight: Array, settings: ShareSettings) -> float:
    """How far daily shares keep to the usual ones: the size of a Dirichlet distribution."""
    spread = float((usual * (1 - usual)).sum(axis=1) @ weight)
    off = float(((daily - usual) ** 2).sum(axis=1) @ weight)
    guess = settings.steadiness_days * float((usual * (1 - usual)).sum(axis=1).mean())
    ratio = (off + guess / (settings.steadiness + 1)) / max(spread + guess, _LEAST)
    return float(np.clip(1 / max(ratio, 1e-5) - 1, 1.0, 1e5))


def allotted(
    quantiles: Array,
    levels: Sequence[float],
    shares: Array,
    steadiness: float,
    rng: np.random.Generator,
) -> Allotted:
    """The forecast ``quantiles`` [H, Q] of the whole divided by ``shares`` [H, C] of each day.

    The rows of ``shares`` add up to 1, or are all 0 where nothing is known. Raises ValueError when
    days do not fit.
    """
    if len(shares) != len(quantiles):
        raise ValueError(f"{len(shares)} days of shares for {len(quantiles)} days of forecast")
    whole = paths_of(quantiles, levels)
    drawn = rng.standard_gamma(steadiness * shares[:, None, :], (*whole.shape, shares.shape[1]))
    drawn /= np.maximum(drawn.sum(axis=-1, keepdims=True), _LEAST)
    # Which path of the whole meets which shares is chance: the draws are in no order.
    found: Array = np.quantile(drawn * whole[..., None], levels, axis=1)
    expected = expected_arrivals(quantiles, levels)[:, None] * shares
    return Allotted(expected, np.moveaxis(found, 0, -1))


def brought_to(whole: Array, classes: Array, levels: Sequence[float]) -> Allotted:
    """Forecasts of ``classes`` [C, H, Q] brought to the ``whole`` [H, Q]: what is expected of them
    adds up to what is expected of it, day by day, and ranges keep their shape.

    People who were counted without their class are taken to be like the others. Where nobody of
    any class is expected the whole falls to the classes in equal parts.
    """
    own = expected_arrivals(classes, levels)
    whole_expected = expected_arrivals(whole, levels)
    sums = own.sum(axis=0)
    factor = np.where(sums > _LEAST, whole_expected / np.maximum(sums, _LEAST), 0.0)
    expected, quantiles = own * factor, classes * factor[:, None]
    alone = sums <= _LEAST
    expected[:, alone] = whole_expected[alone] / len(classes)
    quantiles[:, alone] = whole[alone] / len(classes)
    return Allotted(expected.T, np.moveaxis(quantiles, 0, 1))


def hours_shares(
    profile: Shares, weekdays: Sequence[int], hours: Sequence[Sequence[int]]
) -> list[NDArray[np.float64]]:
    """The share of every hour of the days ahead, one array a day.

    ``hours`` names the hours of each day by the clock on the wall: 23 of them on the day on which
    clocks go forward, 25 with one named twice on the day on which they go back, fewer where a post
    opens for part of the day. An hour that is named twice is shared between the two; those left
    out fall to the others.
    """
    found = []
    for weekday, named in zip(weekdays, hours, strict=True):
        named_at = np.asarray(named, dtype=np.int64)
        often = np.bincount(named_at, minlength=HOURS)
        share = profile.by_weekday[weekday][named_at] / np.maximum(often[named_at], 1)
        if share.sum() <= 0:
            share = np.ones(len(named_at))
        found.append(share / max(float(share.sum()), _LEAST))
    return found
