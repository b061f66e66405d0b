"""What is known about posts on a day, and what the engines make of it. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.crises.queries import posts_activated
from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.foresight.codes import AlertLevel, CapacityKind
from openhbm.apps.foresight.compositions import Counts, places_of
from openhbm.apps.foresight.loads import medians_ahead, on_their_way
from openhbm.apps.foresight.models import Alert, Forecast, Signal
from openhbm.apps.foresight.signals.weighing import ledger_at
from openhbm.apps.foresight.thresholds import Thresholds
from openhbm.apps.places.codes import PostStatus
from openhbm.apps.places.models import Post
from openhbm.core.flows import (
    AlertState,
    DailySeries,
    Observed,
    Surge,
    alert_level,
    detect_surge,
)
from openhbm.core.flows.closures import with_closures
from openhbm.core.flows.composition import load_ahead, neighbours_on_alert
from openhbm.core.values import Reason

HISTORY_DAYS = 210
"""Thirty weeks: what the forecast looks at and what the baseline may reach back to."""

_RECENT_DAYS = 7
_SHUT = (PostStatus.CLOSED, PostStatus.DESTROYED)
_FORECAST_AGE_DAYS = 2


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known when the day ``on`` is judged at ``at``, read once for all posts asked for.

    ``activated`` holds ids of posts where humanitarian border management is active; None in it
    means everywhere.
    """

    on: date
    at: datetime
    series: dict[UUID, DailySeries]
    alerts: dict[UUID, list[Alert]]
    forecasts: dict[UUID, Forecast]
    activated: frozenset[UUID | None]
    signals: dict[UUID | None, list[Signal]]
    counts: Counts
    levels: dict[str, int]
    places: dict[str, tuple[float, float]]

    def beside(self, post: Post) -> tuple[Reason, ...]:
        """Changes in who comes to a post, and its neighbours on alert among those judged with
        it."""
        near = neighbours_on_alert(str(post.id), self.levels, self.places)
        return (*self.counts.shifts(post), *([near] if near else []))

    def standing(self, post: Post) -> Alert | None:
        """The open alert of a post."""
        return next((alert for alert in self.alerts.get(post.id, ()) if alert.is_open), None)


@dataclass(frozen=True, slots=True)
class Judged:
    """The level that follows from what is known, with the figures it follows from."""

    state: AlertState
    surge: Surge
    arrivals: int | None
    capacity_ratio: float | None
    capacity_kind: str
    forecast_ratio: float | None


def series_known(user: User, posts: Sequence[Post], on: date) -> dict[UUID, DailySeries]:
    """Arrivals per day of every post asked for, up to ``on``, as far as they are counted now.

    Days without a count since a post was closed are days without people, not silence.
    """
    from_on = on - timedelta(days=HISTORY_DAYS - 1)
    found = arrivals_by_day(user, posts, from_on=from_on, to_on=on)
    nothing = DailySeries(from_on, np.full(HISTORY_DAYS, np.nan))
    return {
        post.id: with_closures(found.get(post.id, nothing), days_closed(post, on)) for post in posts
    }


def days_closed(post: Post, on: date) -> list[date]:
    """The days up to ``on`` since a post was closed or destroyed; none while it is open."""
    since = post.status_since_on
    if post.status not in _SHUT or since is None:
        return []
    first = max(since, on - timedelta(days=HISTORY_DAYS))
    return [first + timedelta(days=n) for n in range((on - first).days + 1)]


def sight_of(user: User, posts: Sequence[Post], on: date, at: datetime) -> Sight:
    """Everything that judging ``posts`` needs, in a fixed number of statements."""
    reach = Q(since_on__gte=on - timedelta(days=HISTORY_DAYS)) | Q(is_open=True)
    alerts: dict[UUID, list[Alert]] = {}
    standing = Alert.objects.filter(reach, post__in=posts).order_by("-raised_at", "-id")
    series = series_known(user, posts, on)
    for alert in standing:
        alerts.setdefault(alert.post_id, []).append(alert)
    made = Forecast.objects.filter(
        post__in=posts, as_of_on__gte=on - timedelta(days=_FORECAST_AGE_DAYS), as_of_on__lte=on
    )
    return Sight(
        on=on,
        at=at,
        series=series,
        alerts=alerts,
        forecasts={each.post_id: each for each in made.order_by("as_of_on", "made_at", "id")},
        activated=posts_activated(user, at),
        signals=_signals_by_post(at),
        counts=Counts.read(user, posts, on, series),
        levels={str(each.post_id): each.level for each in standing if each.is_open},
        places=places_of(posts),
    )


def _signals_by_post(at: datetime) -> dict[UUID | None, list[Signal]]:
    found: dict[UUID | None, list[Signal]] = {}
    for signal in ledger_at(at).signals:
        found.setdefault(signal.post_id, []).append(signal)
    return found


def judged_post(
    post: Post, sight: Sight, thresholds: Thresholds, observed: Observed | None = None
) -> Judged:
    """The level of a post, from its own past and what it can process."""
    series = sight.series[post.id]
    alerts = sight.alerts.get(post.id, [])
    surge = detect_surge(series, sight.on, thresholds.surge, days_under_alert(alerts, sight.on))
    kind, capacity = capacity_per_day(post, sight.activated)
    ratio = None if surge.count is None or not capacity else surge.count / capacity
    forecast = sight.forecasts.get(post.id)
    growth = growth_foreseen(forecast, series)
    ahead = load_ahead(
        medians_ahead(forecast, sight.on),
        on_their_way(sight.signals.get(post.id, ()), sight.on),
        capacity,
    )
    state = alert_level(
        surge,
        surge.count,
        ratio,
        growth,
        state_of(sight.standing(post)),
        sight.at,
        thresholds.levels,
        observed,
        ahead,
        sight.beside(post),
    )
    return Judged(
        state=state,
        surge=surge,
        arrivals=None if surge.count is None else round(surge.count),
        capacity_ratio=ratio,
        capacity_kind="" if ratio is None else kind,
        forecast_ratio=growth,
    )


def capacity_per_day(post: Post, activated: frozenset[UUID | None]) -> tuple[str, float | None]:
    """(kind, persons) a post can process in a day. The emergency throughput counts only while
    humanitarian border management is active there: before that nobody works that way."""
    ordinary, emergency = post.throughput_ordinary_per_hour, post.throughput_emergency_per_hour
    kind, per_hour = CapacityKind.ORDINARY, ordinary
    if emergency and (not ordinary or None in activated or post.id in activated):
        kind, per_hour = CapacityKind.EMERGENCY, emergency
    return str(kind), float(per_hour) * post.hours_open_per_day if per_hour else None


def days_under_alert(alerts: Iterable[Alert], on: date) -> frozenset[date]:
    """Earlier days at level 2 or above, which are not what is usual."""
    days: set[date] = set()
    for alert in alerts:
        if alert.level >= AlertLevel.PREPARE:
            last = timezone.localdate(alert.ended_at) if alert.ended_at else on
            length = (min(last, on) - alert.since_on).days
            days.update(alert.since_on + timedelta(days=step) for step in range(length + 1))
    return frozenset(days)


def growth_foreseen(forecast: Forecast | None, series: DailySeries) -> float | None:
    """The highest median of a forecast over the mean of the last reported days.

    One person is added to both, so that a handful of people is no growth. None without a forecast.
    """
    recent = series.counts[~np.isnan(series.counts)][-_RECENT_DAYS:]
    if forecast is None or not recent.size:
        return None
    peak = max(forecast.median_on(ahead) for ahead in range(1, forecast.horizon_days + 1))
    return (peak + 1.0) / (float(recent.mean()) + 1.0)


def state_of(alert: Alert | None) -> AlertState | None:
    """The stored alert as the engine's state; None for green."""
    if alert is None:
        return None
    reasons = tuple(Reason(**reason) for reason in alert.reasons)
    return AlertState(alert.level, alert.raised_at, reasons, alert.calm_since_at, alert.calm_level)
