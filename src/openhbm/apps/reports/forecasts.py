"""Stored forecasts as they are shown: a band of 8 in 10 cases, always with the error beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.forecasting import posts_to_tell
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.places.models import Post
from openhbm.apps.reports.chart_values import ForecastDay, ForecastError
from openhbm.apps.reports.observed import Observed

EIGHT_OF_TEN, EIGHTEEN_OF_TWENTY, HALF = (0.1, 0.5, 0.9), (0.05, 0.5, 0.95), (0.25, 0.5, 0.75)


def band_of(
    forecast: Forecast | AreaForecast, levels: tuple[float, float, float] = EIGHT_OF_TEN
) -> tuple[ForecastDay, ...]:
    """The days of a forecast with three of its quantiles: 10, 50 and 90 of 100."""
    columns = [_column(forecast, level) for level in levels]
    return tuple(
        ForecastDay(forecast.start_on + timedelta(days=n), *(float(row[c]) for c in columns))
        for n, row in enumerate(forecast.quantiles)
    )


def error_of(forecast: Forecast | AreaForecast) -> ForecastError | None:
    """How wrong earlier forecasts of the post or place were; None when none could be judged yet."""
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


@dataclass(frozen=True, slots=True)
class Summed:
    """What is expected at ``posts`` of ``of`` posts together, with its error.

    ``days`` is empty, and ``expected`` alone told, when nobody forecast these posts together: the
    expected numbers of posts add up and the ends of their ranges do not.
    """

    expected: tuple[tuple[date, float], ...]
    days: tuple[ForecastDay, ...]
    error: ForecastError
    posts: int
    of: int

    @property
    def words(self) -> str:
        """How many posts are in the sum and, without a range, why there is none."""
        return sum_words(self.posts, self.of, has_range=bool(self.days))


def sum_words(posts: int, of: int, *, has_range: bool) -> str:
    """What stands beside a sum of posts' forecasts."""
    said = _("The forecast of all posts together holds %(n)s of %(m)s posts.") % {
        "n": posts,
        "m": of,
    }
    if has_range:
        return said
    return f"{said} " + _(
        "It has no range: the posts were not forecast together, and the ends of their ranges do not"
        " add up."
    )


def total_forecast(observed: Observed) -> dict[str, Any] | None:
    """What is expected at all posts together, day by day; None without a forecast with an error.

    ``low`` and ``high`` are None where the posts were not forecast together.
    """
    summed = summed_forecast(observed)
    if summed is None:
        return None
    days = [
        {
            "on": day.on.isoformat(),
            "low": round(day.low, 1),
            "middle": round(day.middle, 1),
            "high": round(day.high, 1),
        }
        for day in summed.days
    ] or [
        {"on": on.isoformat(), "low": None, "middle": round(expected, 1), "high": None}
        for on, expected in summed.expected
    ]
    error = plain_error(summed.error)
    return {"posts": summed.posts, "of": summed.of, "days": days, "error": error}


def summed_forecast(observed: Observed) -> Summed | None:
    """The forecast of one post, or that of all posts together.

    The sum that was forecast in one set with the posts has the range of the sums. Without one as
    new as the posts' forecasts, the expected numbers of those made on the newest day are added;
    the error of a sum is then at most the sum of the errors.
    """
    judged = [
        (forecast, error)
        for post in observed.posts
        if (forecast := observed.forecasts.get(post.id)) and (error := error_of(forecast))
    ]
    newest = max((forecast.as_of_on for forecast, _error in judged), default=None)
    judged = [(forecast, error) for forecast, error in judged if forecast.as_of_on == newest]
    whole = observed.together
    forecast_of = {forecast.post_id for forecast, _error in judged}
    of = len(posts_to_tell(observed.posts, forecast_of))
    if whole and (error := error_of(whole)) and (newest is None or whole.as_of_on >= newest):
        of = whole.posts_in_all or of
        return Summed(_expected(whole), band_of(whole), error, whole.posts_counted, of)
    if not judged:
        return None
    days = band_of(judged[0][0]) if len(observed.posts) == 1 else ()
    expected = [_expected(forecast) for forecast, _error in judged]
    added = tuple(
        (same_day[0][0], sum(persons for _on, persons in same_day))
        for same_day in zip(*expected, strict=False)
    )
    bound = _summed_error([error for _forecast, error in judged])
    return Summed(added, days, bound, len(judged), of)


def _expected(forecast: Forecast | AreaForecast) -> tuple[tuple[date, float], ...]:
    """Day and expected number; the middle in a forecast from before expected ones were kept."""
    days = band_of(forecast)
    expected = forecast.expected or [day.middle for day in days]
    return tuple((day.on, float(persons)) for day, persons in zip(days, expected, strict=True))


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


def _column(forecast: Forecast | AreaForecast, level: float) -> int:
    return next(n for n, known in enumerate(forecast.levels) if abs(known - level) < 1e-9)
