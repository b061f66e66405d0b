"""How many will come in the next days, with the range it may lie in and how well that did so far.

A blend of twelve simple forecasts (last day, recent means, weekday means, a slowly fading last
day, weekday patterns on the level of the last days), weighted by their errors at this very post,
with conformal ranges, pooled with the days of the last weeks as they were. Holidays are forecast
by what earlier ones did. No trend is ever extended upwards: in the first weeks of a crisis that
was what went wrong most. A fall from week to week goes on by half, and ever less.

How the defaults were chosen: on series of daily counts with a forecast from every day or every
second week, by mean absolute error against persistence and by the share of days inside the 80 %
range. The series were 15 stretches of Hong Kong control points, Italian sea arrivals, Channel
crossings and six stretches of UNHCR registrations (Burundi, South Sudan, Syria, Medyka), also cut
to their first 51 days and to 128 stretches of 51 days. The pool was chosen by scaled CRPS on
windows that begin in the first half of each series, and held to errors below those of last week
on control points of 2021 and 2022. One setting serves all of them; none is tuned for one series.
The arrivals from Ukraine in 2022 were looked at while members were chosen, so their figures are
not out of sample in the strict sense.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from openhbm.core.flows.blending import Blend, BlendSettings, blend_members
from openhbm.core.flows.holidays import HolidaySettings, holiday_factors, holiday_mask
from openhbm.core.flows.intervals import IntervalSettings, relative_errors, relative_quantiles
from openhbm.core.flows.members import MEMBERS, WINDOW_DAYS
from openhbm.core.flows.paths import expected_arrivals
from openhbm.core.flows.pooling import SCORED, Pool, PoolSettings, pool_of, pooled_quantiles
from openhbm.core.flows.recent import recent_quantiles
from openhbm.core.flows.series import DailySeries
from openhbm.core.flows.skill import Skill, skill_of

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
_SKILL_COLUMNS = [LEVELS.index(level) for level in (0.1, 0.5, 0.9)]
METHOD = "weighted simple forecasts with conformal ranges pooled with recent days, 4"


@dataclass(frozen=True, slots=True)
class ForecastSettings:
    """``history_days``: how far back a forecast looks. ``skill_origins`` and ``skill_step_days``:
    from how many earlier days, at most how far apart, the stated skill is measured; with no
    origin none is."""

    history_days: int = 400
    skill_origins: int = 14
    skill_step_days: int = 3
    blend: BlendSettings = field(default_factory=BlendSettings)
    intervals: IntervalSettings = field(default_factory=IntervalSettings)
    pool: PoolSettings = field(default_factory=PoolSettings)
    holidays: HolidaySettings = field(default_factory=HolidaySettings)


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What would have been forecast ``days_back`` days before the last one: ``quantiles`` [h, 7]
    at ``LEVELS``, the ``last`` count known then, and what came, ``actual`` [h], nan where nobody
    reported."""

    days_back: int
    quantiles: NDArray[np.float64]
    last: float
    actual: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Arrivals in persons per day for the days from ``start`` on.

    ``quantiles`` [H, Q] at the probabilities ``levels``; ``expected`` [H] the mean, which adds up
    over posts where quantiles do not; ``skill`` says how earlier forecasts of
    the same series did; ``weights`` says which simple forecasts were believed. ``errors`` [T] are
    those made one day ahead, as multiples of the usual, up to the last day known, and ``past`` the
    earlier forecasts that the skill is stated from: what adding up forecasts needs.
    """

    start: date
    levels: tuple[float, ...]
    quantiles: NDArray[np.float64]
    expected: NDArray[np.float64]
    skill: Skill
    method: str
    weights: tuple[tuple[str, float], ...] = ()
    errors: NDArray[np.float64] = field(default_factory=lambda: np.full(0, np.nan))
    past: tuple[Past, ...] = ()

    def at(self, level: float) -> NDArray[np.float64]:
        """The quantile at ``level`` for every day ahead [H]. Raises ValueError if it was not
        asked for."""
        if level not in self.levels:
            raise ValueError(f"the forecast has no quantile {level}; it has {list(self.levels)}")
        return self.quantiles[:, self.levels.index(level)]


def forecast_arrivals(
    series: DailySeries,
    horizon: int = 14,
    levels: Sequence[float] = LEVELS,
    settings: ForecastSettings | None = None,
    holidays: Collection[date] = (),
) -> Forecast:
    """Forecast the ``horizon`` days after the last day of ``series``.

    Days not reported are left out, never taken as zero. ``holidays``, past and to come, are
    forecast by what earlier ones did to arrivals here. Works from one reported day on; the fewer
    there are the wider the range. Raises ValueError when nothing was reported in the last eight
    weeks, when ``horizon`` is below 1 or when ``levels`` are not rising between 0 and 1.
    """
    settings = settings or ForecastSettings()
    _check(series, horizon, levels)
    counts = _recent(series, settings)
    known = _known(series, counts, horizon, settings, frozenset(holidays))
    now = np.array([len(counts)])
    others = recent_quantiles(known.counts, now, horizon, levels)[0]
    past = _past(counts, known, settings)
    quantiles = _quantiles(known, len(counts), levels, others, settings)
    return Forecast(
        start=series.end + timedelta(days=1),
        levels=tuple(levels),
        quantiles=quantiles,
        expected=expected_arrivals(quantiles, levels),
        skill=skill_of((one.quantiles[:, _SKILL_COLUMNS], one.last, one.actual) for one in past),
        method=METHOD,
        weights=tuple(
            (m.name, float(w)) for m, w in zip(MEMBERS, known.blend.weights, strict=True)
        ),
        errors=_one_day_errors(counts, known.blend),
        past=past,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What forecasts of one series are made from: ``counts`` [T] of ordinary days, the blend and
    the pool of them, which of the days up to the horizon are ``holidays`` [T + H], and the
    ``factor`` [T] of a holiday as known on each day."""

    counts: NDArray[np.float64]
    blend: Blend
    pool: Pool
    holidays: NDArray[np.bool_]
    factor: NDArray[np.float64]


def _known(
    series: DailySeries,
    counts: NDArray[np.float64],
    horizon: int,
    settings: ForecastSettings,
    holidays: frozenset[date],
) -> _Known:
    start = series.end - timedelta(days=len(counts) - 1)
    mask = holiday_mask(start, len(counts) + horizon, holidays)
    ordinary = np.where(mask[: len(counts)], np.nan, counts)
    if np.isnan(ordinary[-WINDOW_DAYS:]).all():
        # Nothing but holidays was counted so far: they are all there is to go by.
        mask[:], ordinary = False, counts
    blend = blend_members(ordinary, horizon, settings.blend)
    first = min(judged_origins(len(counts), settings), default=len(counts))
    return _Known(
        ordinary,
        blend,
        pool_of(ordinary, horizon, first, settings.pool),
        mask,
        holiday_factors(counts, blend.points, mask, settings.holidays),
    )


def _check(series: DailySeries, horizon: int, levels: Sequence[float]) -> None:
    if horizon < 1:
        raise ValueError(f"a forecast of {horizon} days; ask for at least 1 day")
    if not levels or not 0 < levels[0] <= levels[-1] < 1 or list(levels) != sorted(set(levels)):
        raise ValueError(f"quantile levels {list(levels)}; give rising numbers between 0 and 1")
    if np.isnan(series.counts[-WINDOW_DAYS:]).all():
        raise ValueError(
            f"no day was reported in the {WINDOW_DAYS} days up to {series.end}; "
            "enter at least one daily count"
        )


def _recent(series: DailySeries, settings: ForecastSettings) -> NDArray[np.float64]:
    counts = series.counts[-settings.history_days :]
    return counts[int(np.argmax(~np.isnan(counts))) :]


def _quantiles(
    known: _Known,
    days: int,
    levels: Sequence[float],
    others: NDArray[np.float64],
    settings: ForecastSettings,
) -> NDArray[np.float64]:
    """Quantiles [H, Q] of the forecast that the first ``days`` days give; ``others`` [H, Q, M] is
    what the last weeks say."""
    points = known.blend.points[:days]
    level = known.blend.level[:days]
    errors = relative_errors(known.counts[:days], points, level, settings.intervals)
    relative = relative_quantiles(errors, points, (*SCORED, *levels), settings.intervals)
    own = (points, errors.yardstick, relative)
    found = pooled_quantiles(known.counts, days, own, others, known.pool, settings.pool)
    is_holiday = known.holidays[days : days + points.shape[1], None]
    return np.where(is_holiday, found * known.factor[days - 1], found)


def judged_origins(days: int, settings: ForecastSettings) -> list[int]:
    """How many days were known at the earlier origins that the skill is stated from."""
    # A short series has no days to spare: it is judged from every day it has.
    step = min(settings.skill_step_days, max(days // max(settings.skill_origins, 1), 1))
    return list(range(days - 1, 0, -step))[: settings.skill_origins]


def _past(
    counts: NDArray[np.float64], known: _Known, settings: ForecastSettings
) -> tuple[Past, ...]:
    """What this method would have said on earlier days, each knowing only what came before it."""
    horizon = known.blend.points.shape[1]
    found = []
    judged = judged_origins(len(counts), settings)
    if not judged:
        return ()
    said = recent_quantiles(known.counts, np.array(judged, dtype=np.int64), horizon, LEVELS)
    for days, others in zip(judged, said, strict=True):
        actual = counts[days : days + horizon]
        if not np.isnan(known.blend.points[days - 1, 0]):
            paths = _quantiles(known, days, LEVELS, others, settings)[: len(actual)]
            last = float(known.blend.last[days - 1])
            found.append(Past(len(counts) - days, paths, last, actual))
    return tuple(found)


def _one_day_errors(counts: NDArray[np.float64], blend: Blend) -> NDArray[np.float64]:
    """Errors of the forecasts made the day before, as multiples of the level then [T]."""
    errors = np.full(len(counts), np.nan)
    errors[1:] = (counts[1:] - blend.points[:-1, 0]) / (blend.level[:-1] + 1.0)
    return errors
