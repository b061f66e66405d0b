"""Forecasts of posts and the sums of them, as rows that are not yet written. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from openhbm.apps.accounts.models import User
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.calendar import holidays_at
from openhbm.apps.foresight.checking import HISTORY_DAYS, series_known
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.places.models import Area, Post
from openhbm.apps.places.queries import areas_visible_to, posts_visible_to
from openhbm.core.flows import DailySeries, ForecastSettings, forecast_arrivals
from openhbm.core.flows import Forecast as Foreseen
from openhbm.core.flows.coherence import METHOD as SUM_METHOD
from openhbm.core.flows.coherence import summed_forecast
from openhbm.core.flows.members import WINDOW_DAYS

HORIZON_DAYS = 14
_SETTINGS = ForecastSettings(history_days=HISTORY_DAYS)
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Whole:
    """A country, or one area of it with ``area``, and all its posts; with no country all posts of
    several countries."""

    country: str
    area: Area | None
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What was counted at a post, and the hash that says whether it is still the same."""

    series: DailySeries
    digest: str


def counts_known(by: User, posts: Sequence[Post], on: date) -> dict[UUID, Known]:
    """Post id → its counts up to ``on``; posts without any in the last eight weeks are left out."""
    return {
        post_id: Known(series, _digest(series))
        for post_id, series in series_known(by, posts, on).items()
        if not np.isnan(series.counts[-WINDOW_DAYS:]).all()
    }


def foreseen_at(post: Post, series: DailySeries, days: int = HORIZON_DAYS) -> Foreseen:
    """The forecast of one post from its counts, with the holidays of either side."""
    holidays = holidays_at(post, series.start, series.end + timedelta(days=days))
    return forecast_arrivals(series, days, settings=_SETTINGS, holidays=holidays)


def post_row(post: Post, known: Known, found: Foreseen, at: datetime) -> Forecast:
    """The row of a post's forecast."""
    series = known.series
    reported = np.flatnonzero(~np.isnan(series.counts))
    return Forecast(
        post=post,
        as_of_on=series.end,
        start_on=found.start,
        horizon_days=HORIZON_DAYS,
        levels=list(found.levels),
        quantiles=np.round(found.quantiles, _DIGITS).tolist(),
        expected=_plain(found.expected),
        mae=found.skill.mae,
        persistence_mae=found.skill.persistence_mae,
        coverage80=found.skill.coverage80,
        origins=found.skill.origins,
        method=found.method,
        known_from_on=series.start + timedelta(days=int(reported[0])),
        days_reported=len(reported),
        last_count=round(float(series.counts[reported[-1]])),
        series_sha256=known.digest,
        made_at=at,
    )


def wholes_of(by: User, posts: Sequence[Post]) -> list[Whole]:
    """Countries and areas all of whose posts are among ``posts``, the smallest areas first; and
    all posts together when they are of several countries."""
    asked = {post.id: post for post in posts}
    countries = {post.country for post in posts}
    everywhere = list(posts_visible_to(by))
    every = [post for post in everywhere if post.country in countries]
    areas = _areas_above(by, [post.area_id for post in every])
    groups: dict[tuple[str, UUID | None], list[UUID]] = {}
    for post in every:
        groups.setdefault((post.country, None), []).append(post.id)
        for area in _chain(post.area_id, areas):
            groups.setdefault((post.country, area.id), []).append(post.id)
    if len(countries) > 1:
        groups["", None] = [post.id for post in everywhere]
    wholes = [
        Whole(country, areas[area_id] if area_id else None, tuple(asked[id] for id in ids))
        for (country, area_id), ids in groups.items()
        if all(id in asked for id in ids)
    ]
    return sorted(wholes, key=lambda whole: (-whole.area.level if whole.area else 1, whole.country))


def posts_to_tell(posts: Iterable[Post], counted: Container[UUID]) -> list[Post]:
    """Those of ``posts`` that a sum speaks of: where people were counted or can come through. A
    closed post where nobody was counted is not missing."""
    return [post for post in posts if post.id in counted or post.is_receiving]


def _areas_above(by: User, ids: Iterable[UUID | None]) -> dict[UUID, Area]:
    """The areas of these ids and all those they lie in."""
    found: dict[UUID, Area] = {}
    wanted = {id for id in ids if id}
    while wanted:
        level = {area.id: area for area in areas_visible_to(by).filter(id__in=wanted)}
        found |= level
        wanted = {area.parent_id for area in level.values() if area.parent_id} - found.keys()
    return found


def _chain(area_id: UUID | None, areas: Mapping[UUID, Area]) -> list[Area]:
    chain: list[Area] = []
    while area_id in areas and areas[area_id] not in chain:
        chain.append(areas[area_id])
        area_id = chain[-1].parent_id
    return chain


def sum_row(
    whole: Whole, rows: Sequence[Forecast], found: Sequence[Foreseen], at: datetime
) -> AreaForecast:
    """The row of a country or an area from the ``rows`` of its posts and what was ``found``."""
    digests = "".join(row.series_sha256 for row in rows).encode()
    seed = int.from_bytes(hashlib.sha256(digests).digest()[:8], "big")
    together = summed_forecast(found, np.random.default_rng(seed))
    expected = np.sum([row.expected for row in rows], axis=0)
    return AreaForecast(
        country=whole.country,
        area=whole.area,
        as_of_on=rows[0].as_of_on,
        start_on=together.start,
        horizon_days=HORIZON_DAYS,
        levels=list(together.levels),
        quantiles=np.round(together.quantiles, _DIGITS).tolist(),
        expected=_plain(expected),
        parts=[str(row.id) for row in rows],
        posts_in_all=len(posts_to_tell(whole.posts, {row.post_id for row in rows})),
        mae=together.skill.mae,
        persistence_mae=together.skill.persistence_mae,
        coverage80=together.skill.coverage80,
        origins=together.skill.origins,
        method=SUM_METHOD,
        made_at=at,
    )


def _plain(values: np.ndarray) -> list[float]:
    return [round(float(value), _DIGITS) for value in values]


def _digest(series: DailySeries) -> str:
    known = series.start.isoformat().encode() + series.counts.astype("<f8").tobytes()
    return hashlib.sha256(known).hexdigest()
