"""The simple forecasts that are blended: each one is a way of saying "more of the same".

Every member is computed for all origins at once from a window of the last eight weeks, so that
its forecast from a day uses that day and earlier ones only. Array shapes: T days, H days ahead,
K days of window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WINDOW_DAYS = 56
_LAGS = np.arange(WINDOW_DAYS, dtype=np.float64)
_RECENT: Array = np.exp2(-_LAGS / 1.5)


@dataclass(frozen=True, slots=True)
class Member:
    """One simple forecast: its weight before any error is known, and the days it needs."""

    name: str
    prior: float
    needs_days: int = 0


# Long means and weekday patterns join only once they differ from what a week already says;
# before that they would vote several times for the same figure.
MEMBERS = (
    Member("last day", 2.0),
    Member("last days", 1.0),
    Member("fading", 5.0),
    Member("week", 1.0, 4),
    Member("month", 0.3, 14),
    Member("two months", 0.3, 28),
    Member("weekday, 2 weeks", 1.0, 12),
    Member("weekday, 4 weeks", 1.0, 14),
    Member("weekday, 8 weeks", 1.0, 21),
    Member("weekday pattern", 1.0, 14),
    Member("weekday pattern, last days", 1.0, 21),
    Member("weekday pattern, last weeks", 1.0, 21),
)
# Half-lives in days of the level that the last two members put their weekday pattern on.
_LEVEL_HALF_LIVES = (2.0, 7.0)
_LEAST_PATTERN = 0.05
# How much of a fall from week to week goes on, how much of that is left after each day, and the
# steepest fall per day, as a logarithm, that is believed.
_FALL_SHARE, _FALL_KEPT, _STEEPEST_FALL = 0.5, 0.9, 0.15


@dataclass(frozen=True, slots=True)
class MemberForecasts:
    """``paths`` [T, H, M] of all members and the ``level`` [T] errors are measured against."""

    paths: Array
    level: Array
    last: Array


def member_forecasts(counts: Array, horizon: int, fade_per_day: float) -> MemberForecasts:
    """Forecasts of every member from every day.

    ``counts`` [T] in persons per day with nan for days not reported, ``horizon`` in days,
    ``fade_per_day`` the share by which the fading member falls each day. A day before the first
    report forecasts nan.
    """
    known, seen = _windows(counts)
    last = known[np.arange(len(counts)), seen.argmax(axis=1)]
    last = np.where(seen.any(axis=1), last, np.nan)

    def mean_of(weights: NDArray[np.float64 | np.bool_]) -> Array:
        return _mean(known, seen, weights, last)

    week, month, months = (mean_of(np.float64(days) > _LAGS) for days in (7, 28, WINDOW_DAYS))
    ahead = np.arange(1, horizon + 1)
    kept = np.power(1 - fade_per_day, ahead, dtype=np.float64)
    flat = np.ones(horizon)
    weekdays = _weekday_means(known, seen, (2, 4, 8), week)
    by_weekday = [means[:, (ahead - 1) % 7] for means in weekdays]
    pattern = by_weekday[2] / np.where(months > 0, months, 1.0)[:, None]
    paths = [
        np.outer(last, flat),
        np.outer(mean_of(_RECENT), flat),
        _fading(known, seen, last, week, kept),
        np.outer(week, flat),
        np.outer(month, flat),
        np.outer(months, flat),
        *by_weekday,
        np.where(months[:, None] > 0, pattern * week[:, None], week[:, None]),
        *_levels_with_pattern(known, seen, pattern, weekdays[2], months),
    ]
    return MemberForecasts(np.stack(paths, axis=-1), months, last)


def made_before(paths: Array) -> Array:
    """What was forecast for each day: of ``paths`` [T, H, ...] from every day, [t, h] is what the
    day h + 1 before t said of t; nan before the first."""
    days, horizon = paths.shape[:2]
    ahead = np.arange(horizon)
    origin = np.arange(days)[:, None] - 1 - ahead
    made: Array = paths[np.maximum(origin, 0), ahead]
    made[origin < 0] = np.nan
    return made


def _windows(counts: Array) -> tuple[Array, Array]:
    """The last K days seen from every day, newest first: counts (0 if unknown) and whether known.

    Shapes [T, K].
    """
    padded = np.concatenate([np.full(WINDOW_DAYS - 1, np.nan), counts])
    windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW_DAYS)[:, ::-1]
    seen = ~np.isnan(windows)
    return np.where(seen, windows, 0.0), seen.astype(np.float64)


def _mean(
    known: Array, seen: Array, weights: NDArray[np.float64 | np.bool_], otherwise: Array
) -> Array:
    total = seen @ weights
    mean = (known @ weights) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, otherwise)


def _fading(known: Array, seen: Array, last: Array, week: Array, fade: Array) -> Array:
    """The last day falling by ``fade`` [H], and faster while the last week was below the one
    before it. A rise is never carried on. [T, H]"""
    before = seen[:, 7:14].sum(axis=1)
    mean = known[:, 7:14].sum(axis=1) / np.where(before > 0, before, 1.0)
    daily = np.log((week + 1.0) / (mean + 1.0)) / 7 * (before / 7)
    fall = np.clip(_FALL_SHARE * daily, -_STEEPEST_FALL, 0.0)
    steps = np.cumsum(_FALL_KEPT ** np.arange(len(fade)))
    path: Array = last[:, None] * np.exp(np.outer(fall, steps)) * fade
    return path


def _weekday_means(
    known: Array, seen: Array, spans: tuple[int, ...], otherwise: Array
) -> list[Array]:
    """For each of the next seven days the mean of the same weekday in the last weeks, of each of
    ``spans`` weeks. [T, 7] each"""
    by_week = (len(known), WINDOW_DAYS // 7, 7)
    # A week back the newest day stands first, and tomorrow's weekday last.
    days = seen.reshape(by_week)[:, :, ::-1].cumsum(axis=1)
    sums = known.reshape(by_week)[:, :, ::-1].cumsum(axis=1)
    means = []
    for weeks in spans:
        count = days[:, weeks - 1]
        mean = sums[:, weeks - 1] / np.where(count > 0, count, 1.0)
        means.append(np.where(count > 0, mean, otherwise[:, None]))
    return means


def _levels_with_pattern(
    known: Array, seen: Array, pattern: Array, weekdays: Array, months: Array
) -> list[Array]:
    """The level of the last days without their weekday pattern, put on the days ahead. [T, H] each

    ``weekdays`` [T, 7] are the means of the next seven weekdays, ``pattern`` [T, H] those of the
    days ahead as multiples of ``months`` [T].
    """
    ahead = -np.arange(WINDOW_DAYS) % 7
    ahead[ahead == 0] = 7
    typical = np.where(months > 0, months, 1.0)[:, None]
    share = np.maximum(weekdays[:, ahead - 1] / typical, _LEAST_PATTERN)
    plain = known / share
    paths = []
    for half_life in _LEVEL_HALF_LIVES:
        weights = np.exp2(-_LAGS / half_life)
        total = seen @ weights
        level = (plain @ weights) / np.where(total > 0, total, 1.0)
        paths.append(np.where(months[:, None] > 0, pattern * level[:, None], level[:, None]))
    return paths
