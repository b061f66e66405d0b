"""Stored forecasts as they are shown: a band of 8 in 10 cases, always with the error beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from openhbm.apps.foresight.models import Forecast
from openhbm.apps.places.models import Post
from openhbm.apps.reports.chart_values import ForecastDay, ForecastError
from openhbm.apps.reports.observed import Observed

EIGHT_OF_TEN, EIGHTEEN_OF_TWENTY, HALF = (0.1, 0.5, 0.9), (0.05, 0.5, 0.95), (0.25, 0.5, 0.75)


def band_of(
    forecast: Forecast, levels: tuple[float, float, float] = EIGHT_OF_TEN
) -> tuple[ForecastDay, ...]:
    """The days of a forecast with three of its quantiles: 10, 50 and 90 of 100."""
    columns = [_column(forecast, level) for level in levels]
    return tuple(
        ForecastDay(forecast.start_on + timedelta(days=n), *(float(row[c]) for c in columns))
        for n, row in enumerate(forecast.quantiles)
    )


def error_of(forecast: Forecast) -> ForecastError | None:
    """How wrong earlier forecasts of the post were; None when none could be judged yet."""
    if forecast.mae is None or forecast.persistence_mae is None:
        return None
    return ForecastError(
        mae=forecast.mae,
        persistence_mae=forecast.persistence_mae,
        coverage80=forecast.coverage80,
        origins=forecast.origins,
    )


def peak_of(post: Post, forecast: Forecast) -> dict[str, Any]:
    """The busiest coming day of one post, with interval and error, as plain values."""
    peak = max(band_of(forecast), key=lambda day: day.middle)
    error = error_of(forecast)
    return {
        "post": post.code,
        "name": post.name,
        "names": post.names,
        "as_of_on": forecast.as_of_on.isoformat(),
        "on": peak.on.isoformat(),
        "low": round(peak.low, 1),
        "middle": round(peak.middle, 1),
        "high": round(peak.high, 1),
        "error": plain_error(error),
    }


def total_forecast(observed: Observed) -> dict[str, Any] | None:
    """The posts' forecasts added up, day by day; None when there is none with an error.

    Adding the ends of the bands supposes that all posts are high or low together, so the band is
    as wide as it can be. Errors add up to a bound: the error of a sum is at most the sum of errors.
    Only forecasts made on the newest day are added.
    """
    summed = summed_forecast(observed)
    if summed is None:
        return None
    days, error, posts = summed
    return {
        "posts": posts,
        "days": [
            {
                "on": day.on.isoformat(),
                "low": round(day.low, 1),
                "middle": round(day.middle, 1),
                "high": round(day.high, 1),
            }
            for day in days
        ],
        "error": plain_error(error),
    }


def summed_forecast(
    observed: Observed,
) -> tuple[tuple[ForecastDay, ...], ForecastError, int] | None:
    """(days, error, number of posts) of the forecasts that are newest and have an error."""
    judged = [
        (forecast, error)
        for post in observed.posts
        if (forecast := observed.forecasts.get(post.id)) and (error := error_of(forecast))
    ]
    newest = max((forecast.as_of_on for forecast, _error in judged), default=None)
    judged = [(forecast, error) for forecast, error in judged if forecast.as_of_on == newest]
    if not judged:
        return None
    bands = [band_of(forecast) for forecast, _error in judged]
    days = tuple(
        ForecastDay(
            on=same_day[0].on,
            low=sum(day.low for day in same_day),
            middle=sum(day.middle for day in same_day),
            high=sum(day.high for day in same_day),
        )
        for same_day in zip(*bands, strict=False)
    )
    return days, _summed_error([error for _forecast, error in judged]), len(judged)


def plain_error(error: ForecastError | None) -> dict[str, Any] | None:
    """An error as it is stored in figures."""
    if error is None:
        return None
    return {
        "mae": round(error.mae, 2),
        "persistence_mae": round(error.persistence_mae, 2),
        "coverage80": None if error.coverage80 is None else round(error.coverage80, 3),
        "origins": error.origins,
        "is_bound": error.is_bound,
    }


def _summed_error(errors: list[ForecastError]) -> ForecastError:
    if len(errors) == 1:
        return errors[0]
    return ForecastError(
        mae=sum(error.mae for error in errors),
        persistence_mae=sum(error.persistence_mae for error in errors),
        coverage80=None,
        origins=min(error.origins for error in errors),
        is_bound=True,
    )


def _column(forecast: Forecast, level: float) -> int:
    return next(n for n, known in enumerate(forecast.levels) if abs(known - level) < 1e-9)
