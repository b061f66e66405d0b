"""Reads of what forecasts of areas and countries were worth, each of them and all together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.foresight.accuracy.queries import DAYS
from openhbm.apps.foresight.accuracy.scores import plain_scores
from openhbm.apps.foresight.area_models import EVERYWHERE, AreaForecast
from openhbm.apps.foresight.checking import days_closed
from openhbm.apps.foresight.outlook.queries import area_forecasts_visible_to
from openhbm.apps.foresight.queries import forecasts_visible_to
from openhbm.apps.places.models import Area
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows.accuracy import Accuracy, MadeForecast, accuracy_against
from openhbm.core.flows.closures import with_closures
from openhbm.core.flows.coherence import sum_that_came


@dataclass(frozen=True, slots=True)
class ScoredForecast:
    """A forecast as it was made and what it was worth; ``score`` None: not yet known."""

    forecast: AreaForecast
    score: Accuracy | None


@dataclass(frozen=True, slots=True)
class AreaAccuracy:
    """What the forecasts of a country or an area were worth, all together and ``each``, the newest
    first; ``overall`` None: not yet known."""

    place: str
    country: str
    area: Area | None
    forecasts: int
    overall: Accuracy | None
    by_day: tuple[Accuracy, ...]
    each: tuple[ScoredForecast, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A post's forecast within a sum: its post by number, what it expected, its last count."""

    post: int
    expected: Sequence[float]
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class _Facts:
    """The parts of all sums, and ``counts`` [B, T] of their posts from ``first`` on."""

    parts: dict[str, _Part]
    first: date
    counts: np.ndarray


def accuracy_of_areas(user: User, at: datetime, place: str = "") -> list[AreaAccuracy]:
    """Every country and area forecast in the last half year, the whole country first; or one of
    them by ``place``, a P-code or a country.

    Each forecast is judged by what the posts in it have counted, as the counts stand now; a post
    that did not report is taken to have had what was expected of it, as long as those that did
    make up half. Of several forecasts made for one day the last one counts in the whole.
    """
    day = timezone.localdate(at)
    from_on = day - timedelta(days=DAYS)
    found = area_forecasts_visible_to(user).filter(as_of_on__gte=from_on, made_at__lte=at)
    if place:
        country = "" if place == EVERYWHERE else place
        found = found.filter(Q(area__pcode=place) | Q(area=None, country=country))
    by_place: dict[tuple[str, UUID | None], list[AreaForecast]] = {}
    for each in found:
        by_place.setdefault((each.country, each.area_id), []).append(each)
    if not by_place:
        return []
    facts = _facts(user, from_on, day)
    judged = [_accuracy(made, facts) for made in by_place.values()]
    return sorted(judged, key=_order)


def plain_area_accuracy(user: User, found: AreaAccuracy) -> dict[str, object]:
    """The same as plain values for machines; a score that is not yet known is None."""
    return {
        "place": found.place,
        "country": found.country or None,
        "area": found.area.pcode if found.area else None,
        "forecasts": found.forecasts,
        "overall": plain_scores(found.overall),
        "by_days_ahead": [plain_scores(each) for each in found.by_day],
        "each": [
            {
                "id": str(each.forecast.id),
                "as_of_on": each.forecast.as_of_on.isoformat(),
                "made_at": each.forecast.made_at.isoformat(),
                "posts_counted": each.forecast.posts_counted,
                "posts_in_all": each.forecast.posts_in_all,
                "score": plain_scores(each.score),
            }
            for each in found.each
        ],
    }


def _order(found: AreaAccuracy) -> tuple[str, int, str]:
    return (found.country, found.area.level if found.area else -1, found.place)


def _facts(user: User, from_on: date, to_on: date) -> _Facts:
    made = forecasts_visible_to(user).filter(as_of_on__gte=from_on).order_by()
    rows = list(made.values_list("id", "post_id", "expected", "last_count"))
    ids = {post_id for _id, post_id, _expected, _last in rows}
    posts = [post for post in posts_visible_to(user) if post.id in ids]
    numbers = {post.id: number for number, post in enumerate(posts)}
    series = arrivals_by_day(user, posts, from_on=from_on, to_on=to_on)
    told = [with_closures(series[post.id], days_closed(post, to_on)).counts for post in posts]
    parts = {
        str(id): _Part(numbers[post_id], expected, last)
        for id, post_id, expected, last in rows
        if post_id in numbers
    }
    return _Facts(parts, from_on, np.array(told))


def _accuracy(made: Sequence[AreaForecast], facts: _Facts) -> AreaAccuracy:
    """Of all forecasts of one place, the newest first."""
    answered = {each.id: _answered(each, facts) for each in made}
    scored = [ScoredForecast(each, _score(answered[each.id])) for each in made]
    # Of one day the last one made stands: what was known when that day ended.
    last = {each.as_of_on: answered[each.id] for each in reversed(made)}
    overall, by_day = accuracy_against(each for each in last.values() if each)
    one = made[0]
    return AreaAccuracy(one.place, one.country, one.area, len(last), overall, by_day, tuple(scored))


_Answered = tuple[MadeForecast, np.ndarray]


def _score(answered: _Answered | None) -> Accuracy | None:
    return accuracy_against([answered])[0] if answered else None


def _answered(forecast: AreaForecast, facts: _Facts) -> _Answered | None:
    """A forecast beside what came; None when a forecast it sums up is not here."""
    parts = [facts.parts.get(id) for id in forecast.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not known:
        return None
    quantiles = np.asarray(forecast.quantiles, dtype=np.float64)
    actual = _days(facts, [part.post for part in known], forecast.start_on, len(quantiles))
    expected = np.array([part.expected for part in known])[:, : len(quantiles)]
    last = float(sum(part.last for part in known))
    made = MadeForecast(forecast.start_on, tuple(forecast.levels), quantiles, last)
    return made, sum_that_came(actual, expected)


def _days(facts: _Facts, posts: Iterable[int], start: date, length: int) -> np.ndarray:
    """The counts [B, length] of posts from ``start`` on, nan for days that are still to come."""
    begin = (start - facts.first).days
    counts = facts.counts[list(posts), begin : begin + length]
    return np.pad(counts, ((0, 0), (0, length - counts.shape[1])), constant_values=np.nan)
