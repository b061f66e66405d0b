"""Reads of what is expected: the forecasts that stand, and how they divide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.crossings.queries import MODE_CLASS, arrivals_by_class, arrivals_by_hour
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.checking import HISTORY_DAYS
from openhbm.apps.foresight.forecasting import counts_known, foreseen_at, posts_to_tell
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.foresight.queries import latest_forecasts
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.models import Area, Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows import Forecast as Foreseen
from openhbm.core.flows import ForecastSettings, forecast_arrivals
from openhbm.core.flows.coherence import summed_forecast
from openhbm.core.flows.hourly import hours_of
from openhbm.core.flows.members import WINDOW_DAYS
from openhbm.core.flows.shares import allotted, brought_to, hours_shares, shares_of

CURRENT_DAYS = 3
"""How many days of a forecast may have begun before it is no longer shown as what is expected now.

Counts of a long weekend come in on the first working day: so long the newest forecast there can be
is this old. After that the days that forecasts are best at have passed, and the counts that would
show a surge are missing from it.
"""

DAYS_BY_THE_HOUR = 3
_SHARE_DAYS = 56
_BAND = (0.1, 0.5, 0.9)
_AGO_DAYS = 30
_PLAIN = ForecastSettings(history_days=HISTORY_DAYS, skill_origins=0)


@dataclass(frozen=True, slots=True)
class Division:
    """The forecast of a post that is divided: where, from which day on, and its quantiles.
    ``known_at`` is when it was made: nothing that was counted or corrected later divides it."""

    post: Post
    start_on: date
    levels: tuple[float, ...]
    quantiles: np.ndarray
    known_at: datetime

    @classmethod
    def of(cls, forecast: Forecast) -> Division:
        """Of a forecast that is stored."""
        quantiles = np.asarray(forecast.quantiles, dtype=np.float64)
        levels = tuple(forecast.levels)
        return cls(forecast.post, forecast.start_on, levels, quantiles, forecast.made_at)

    @property
    def as_of_on(self) -> date:
        """The last day known to the forecast, and to what divides it."""
        return self.start_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Band:
    """Persons expected, and the range that holds them in 8 of 10 cases around its middle."""

    expected: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class HourAhead:
    """One hour to come."""

    starts_at: datetime
    band: Band


@dataclass(frozen=True, slots=True)
class HoursAhead:
    """The hours of the next days; ``days_known`` days counted by the hour stand behind them, and
    with none the hours of a day are taken to be alike."""

    hours: tuple[HourAhead, ...]
    days_known: int


@dataclass(frozen=True, slots=True)
class ClassAhead:
    """One class of travellers over the next days, by the name ``arrivals_by_class`` gives it."""

    name: str
    kind: str
    days: tuple[Band, ...]

    @property
    def total(self) -> float:
        """Persons expected over all the days."""
        return sum(day.expected for day in self.days)


def area_forecasts_visible_to(user: User) -> QuerySet[AreaForecast]:
    """All forecasts of areas and countries ever made, the newest first."""
    found = AreaForecast.objects.select_related("area").order_by("-as_of_on", "-made_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def latest_area_forecasts(user: User) -> list[AreaForecast]:
    """The newest forecast of every country and area, by country, the whole country first."""
    found = area_forecasts_visible_to(user)
    newest = found.values_list("as_of_on", flat=True).first()
    if newest is None:
        return []
    # Their figures are read of those alone that stand: of a month there are thirty times as many.
    standing: dict[tuple[str, UUID | None], UUID] = {}
    recent = found.filter(as_of_on__gte=newest - timedelta(days=_AGO_DAYS))
    for country, area_id, id in recent.values_list("country", "area_id", "id"):
        standing.setdefault((country, area_id), id)
    return sorted(found.filter(id__in=standing.values()), key=_place)


def latest_forecast_of_all(user: User, posts: Sequence[Post]) -> AreaForecast | None:
    """The newest forecast of all these posts in one sum, when they are all posts of a country, or
    of all countries."""
    countries = {post.country for post in posts}
    country = countries.pop() if len(countries) == 1 else ""
    return area_forecasts_visible_to(user).filter(country=country, area=None).first()


def _place(forecast: AreaForecast) -> tuple[str, int, str]:
    area = forecast.area
    return (forecast.country, area.level if area else -1, area.pcode if area else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the outlook: a country, an area of it, or a post."""

    country: str
    area: Area | None
    post: Post | None
    forecast: AreaForecast | Forecast
    is_current: bool


def is_current(user: User, forecast: AreaForecast | Forecast, on: date) -> bool:
    """Whether a forecast still tells on the day ``on`` what is expected, or is too old to go by."""
    return (on - forecast.start_on).days <= CURRENT_DAYS


def outlook(user: User, on: date) -> list[Row]:
    """What is expected everywhere on the day ``on``: each country, then its areas, then its posts.
    Forecasts that are too old to go by are marked."""
    rows = [
        Row(each.country, each.area, None, each, is_current(user, each, on))
        for each in latest_area_forecasts(user)
    ]
    rows += [
        Row(each.post.country, None, each.post, each, is_current(user, each, on))
        for each in latest_forecasts(user).values()
    ]
    return sorted(rows, key=lambda row: (row.country, row.post is not None, _order(row)))


def _order(row: Row) -> tuple[int, str]:
    if row.post:
        return (0, row.post.name)
    return (row.area.level, row.area.pcode) if row.area else (-1, "")


@dataclass(frozen=True, slots=True)
class Together:
    """Posts forecast now, their sum, and open posts left out of it as nothing was counted there in
    eight weeks; nothing of it is stored."""

    posts: tuple[tuple[Post, Foreseen], ...]
    whole: Foreseen
    left_out: tuple[Post, ...]


def posts_within(user: User, country: str = "", area: Area | None = None) -> list[Post]:
    """The posts of a country, or of an area and those that lie in it."""
    found = posts_visible_to(user).select_related("area__parent__parent__parent")
    if country:
        return list(found.filter(country=country))
    return [post for post in found if area in _areas_of(post)]


def _areas_of(post: Post) -> list[Area]:
    chain: list[Area] = []
    area = post.area
    while area is not None and area not in chain:
        chain.append(area)
        area = area.parent
    return chain


def foreseen_together(user: User, posts: Sequence[Post], on: date, days: int) -> Together | None:
    """Posts forecast as of ``on``, and their sum; None when none was counted in eight weeks."""
    known = counts_known(user, posts, on)
    found = tuple(
        (post, foreseen_at(post, known[post.id].series, days)) for post in posts if post.id in known
    )
    if not found:
        return None
    rng = np.random.default_rng(on.toordinal())
    left_out = tuple(post for post in posts_to_tell(posts, known) if post.id not in known)
    return Together(found, summed_forecast([each for _post, each in found], rng), left_out)


def hours_ahead(user: User, of: Division, days: int = DAYS_BY_THE_HOUR) -> HoursAhead:
    """The next hours of a post: its forecast by day, divided as the last eight weeks' days were."""
    first = of.as_of_on - timedelta(days=_SHARE_DAYS - 1)
    counted = arrivals_by_hour(
        user, of.post, from_on=first, to_on=of.as_of_on, known_at=of.known_at
    )
    profile = shares_of(counted.counts, first.weekday())
    rng = np.random.default_rng(of.start_on.toordinal())
    hours: list[HourAhead] = []
    for number in range(min(days, len(of.quantiles))):
        on = of.start_on + timedelta(days=number)
        starts = hours_of(on, timezone.get_current_timezone())
        named = [each.hour for each in starts]
        (shares,) = hours_shares(profile, [on.weekday()], [named])
        parts = allotted(
            of.quantiles[number : number + 1], of.levels, shares[None], profile.steadiness, rng
        )
        bands = _bands(parts.expected[0], parts.quantiles[0], of.levels)
        hours += [HourAhead(at, band) for at, band in zip(starts, bands, strict=True)]
    return HoursAhead(tuple(hours), profile.days)


def classes_ahead(user: User, of: Division) -> tuple[ClassAhead, ...]:
    """The next days of a post by class, as far as classes were noted in the last eight weeks.

    Every class is forecast by itself; classes of one kind add up to the forecast of the post.
    """
    first = of.as_of_on - timedelta(days=HISTORY_DAYS - 1)
    counted = arrivals_by_class(
        user, of.post, from_on=first, to_on=of.as_of_on, known_at=of.known_at
    )
    known = {
        name: series
        for name, series in counted.items()
        if not np.isnan(series.counts[-WINDOW_DAYS:]).all()
    }
    found: list[ClassAhead] = []
    for kind in dict.fromkeys(_kind(name) for name in known):
        names = [name for name in known if _kind(name) == kind]
        alone = [
            forecast_arrivals(known[name], len(of.quantiles), of.levels, _PLAIN).quantiles
            for name in names
        ]
        parts = brought_to(of.quantiles, np.stack(alone), of.levels)
        for place, name in enumerate(names):
            bands = _bands(parts.expected[:, place], parts.quantiles[:, place], of.levels)
            found.append(ClassAhead(name, kind, tuple(bands)))
    return tuple(found)


def _kind(name: str) -> str:
    return MODE_CLASS if name.startswith(f"{MODE_CLASS} ") else "people"


def _bands(expected: np.ndarray, quantiles: np.ndarray, levels: Sequence[float]) -> list[Band]:
    """One band for each row of ``quantiles`` [n, Q]."""
    columns = [int(np.argmin(np.abs(np.array(levels) - level))) for level in _BAND]
    return [
        Band(float(mean), *(float(value) for value in row))
        for mean, row in zip(expected, quantiles[:, columns], strict=True)
    ]
