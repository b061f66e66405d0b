"""Reads of what forecasts and alarms were worth, post by post. Published to all who read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.crossings.queries import arrivals_by_day
from openhbm.apps.foresight.accuracy.scores import plain_scores
from openhbm.apps.foresight.codes import AlertLevel
from openhbm.apps.foresight.models import Alert, Forecast
from openhbm.apps.foresight.queries import alerts_visible_to, forecasts_visible_to
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows.accuracy import Accuracy, MadeForecast, accuracy_of
from openhbm.core.flows.alarms import Alarm, AlarmLedger, alarm_ledger
from openhbm.core.flows.series import DailySeries

DAYS = 180


@dataclass(frozen=True, slots=True)
class PostAccuracy:
    """What the forecasts and alarms of one post were worth; ``overall`` None: nothing to judge."""

    post: Post
    forecasts: int
    overall: Accuracy | None
    by_day: tuple[Accuracy, ...]
    ledger: AlarmLedger


def accuracy_of_posts(user: User, at: datetime, post: Post | None = None) -> list[PostAccuracy]:
    """Every post with a forecast or an alarm in the last half year, by name.

    Each forecast is judged as it was made, by the counts as they stand now; of several made for
    one day the last one of that day counts.
    """
    day = timezone.localdate(at)
    from_on = day - timedelta(days=DAYS)
    posts = [post] if post else list(posts_visible_to(user))
    series = arrivals_by_day(user, posts, from_on=from_on, to_on=day)
    since = forecasts_visible_to(user).filter(as_of_on__gte=from_on, made_at__lte=at)
    made = _by_post(since.filter(post__in=posts).order_by("made_at", "id"))
    raised = alerts_visible_to(user).filter(since_on__gte=from_on, raised_at__lte=at)
    alerts = _by_post(raised.filter(post__in=posts).order_by("raised_at", "id"))
    return [
        _judged(each, series[each.id], made.get(each.id, []), alerts.get(each.id, []))
        for each in posts
        if each.id in made or each.id in alerts
    ]


def accuracy_of_post(user: User, at: datetime, post: Post) -> PostAccuracy | None:
    """What the forecasts and alarms of one post were worth; None while there were none."""
    return next(iter(accuracy_of_posts(user, at, post)), None)


def plain_accuracy(user: User, found: PostAccuracy) -> dict[str, object]:
    """What a post's forecasts and alarms were worth, as plain values for machines."""
    ledger = found.ledger
    return {
        "post": found.post.code,
        "forecasts": found.forecasts,
        "overall": plain_scores(found.overall),
        "by_days_ahead": [plain_scores(each) for each in found.by_day],
        "alarms": {
            "right": ledger.right,
            "false": ledger.false,
            "missed": len(ledger.missed),
            "precision": ledger.precision,
            "recall": ledger.recall,
            "lead_hours": ledger.lead_hours,
        },
    }


def _by_post(rows: Iterable[Forecast] | Iterable[Alert]) -> dict[UUID, list[object]]:
    found: dict[UUID, list[object]] = {}
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return found


def _judged(
    post: Post, series: DailySeries, made: list[object], alerts: list[object]
) -> PostAccuracy:
    # Of one day the last one made stands: what was known when that day ended.
    last = {each.as_of_on: each for each in made if isinstance(each, Forecast)}
    forecasts = [
        MadeForecast(
            each.start_on,
            tuple(each.levels),
            np.asarray(each.quantiles, dtype=np.float64),
            float(each.last_count),
        )
        for each in last.values()
    ]
    overall, by_day = accuracy_of(forecasts, series)
    alarms = _alarms(each for each in alerts if isinstance(each, Alert))
    return PostAccuracy(post, len(forecasts), overall, by_day, alarm_ledger(alarms, _known(series)))


def _known(series: DailySeries) -> DailySeries:
    """The series up to its last report: what was not counted yet proves no alarm false."""
    reported = np.flatnonzero(~np.isnan(series.counts))
    if not reported.size:
        return series
    first = series.start + timedelta(days=int(reported[0]))
    return DailySeries(first, series.counts[reported[0] : reported[-1] + 1])


def _alarms(alerts: Iterable[Alert]) -> list[Alarm]:
    """Alerts of one post, oldest first, as alarms: a row of alerts at prepare or above is one."""
    alarms: list[Alarm] = []
    until: datetime | None = None
    for alert in alerts:
        if alert.level < AlertLevel.PREPARE:
            continue
        if alarms and until is not None and alert.raised_at <= until:
            first = alarms.pop()
            found = first.is_false if alert.is_false_alarm is None else alert.is_false_alarm
            alarms.append(Alarm(first.raised_on, max(first.level, alert.level), found))
        else:
            alarms.append(Alarm(alert.since_on, alert.level, alert.is_false_alarm))
        until = alert.ended_at
    return alarms
