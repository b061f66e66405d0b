"""Writes: forecasts, checks that raise and close alerts, and a person's confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require, require_write
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.checking import Judged, judged_post, sight_of
from openhbm.apps.foresight.forecasting import (
    Known,
    counts_known,
    foreseen_at,
    post_row,
    sum_row,
    wholes_of,
)
from openhbm.apps.foresight.models import Alert, Forecast
from openhbm.apps.foresight.thresholds import thresholds_on
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.apps.places.models import Post
from openhbm.content.permissions import Permission
from openhbm.core.flows import AlertState, Observed
from openhbm.core.flows import Forecast as Foreseen
from openhbm.core.flows.coherence import METHOD as SUM_METHOD
from openhbm.core.flows.forecast import METHOD


@action
def forecast_post(
    *, by: User, post: Post, as_of_on: date, at: datetime | None = None
) -> Forecast | None:
    """Forecast the 14 days after ``as_of_on`` from what was counted up to that day.

    Adds a row; the same counts a second time give back the row that is there. None while nothing
    was counted in the last eight weeks.
    """
    found = _forecasts(by, [post], as_of_on, at or timezone.now())
    return found[0] if found else None


@action
def forecast_posts(
    *, by: User, posts: Sequence[Post], as_of_on: date, at: datetime | None = None
) -> list[Forecast]:
    """``forecast_post`` for many posts, reading and journalling once; posts without counts are
    left out. A country or an area all of whose posts are asked for is forecast with them, and so
    are all posts together when they are of several countries: what is expected there is the sum of
    what is expected at the posts."""
    return _forecasts(by, posts, as_of_on, at or timezone.now())


def _forecasts(by: User, posts: Sequence[Post], as_of_on: date, at: datetime) -> list[Forecast]:
    _check_asked(by, posts, as_of_on, at, "as_of_on")
    known = counts_known(by, posts, as_of_on)
    made = Forecast.objects.filter(post__in=posts, as_of_on=as_of_on, method=METHOD)
    rows = {
        each.post_id: each
        for each in made
        if each.post_id in known and each.series_sha256 == known[each.post_id].digest
    }
    foreseen: dict[UUID, Foreseen] = {}
    fresh = []
    for post in posts:
        if post.id in known and post.id not in rows:
            foreseen[post.id] = foreseen_at(post, known[post.id].series)
            rows[post.id] = post_row(post, known[post.id], foreseen[post.id], at)
            fresh.append(rows[post.id])
    sums = _sums(by, posts, rows, foreseen, known, as_of_on, at)
    if fresh or sums:
        with entry("forecast_made", by=by, at=at) as e:
            e.create_many(fresh)
            e.create_many(sums)
    return [rows[post.id] for post in posts if post.id in rows]


def _sums(
    by: User,
    posts: Sequence[Post],
    rows: Mapping[UUID, Forecast],
    foreseen: dict[UUID, Foreseen],
    known: Mapping[UUID, Known],
    as_of_on: date,
    at: datetime,
) -> list[AreaForecast]:
    """Forecasts of the countries and areas whose posts were all asked for, unless they are there
    for these very forecasts."""
    countries = {"", *(post.country for post in posts)}
    before = AreaForecast.objects.filter(
        country__in=countries, as_of_on=as_of_on, method=SUM_METHOD
    )
    there = {(each.country, each.area_id, tuple(each.parts)) for each in before}
    sums = []
    for whole in wholes_of(by, posts):
        parts = [post for post in whole.posts if post.id in rows]
        ids = tuple(str(rows[post.id].id) for post in parts)
        if parts and (whole.country, whole.area and whole.area.id, ids) not in there:
            for post in parts:
                if post.id not in foreseen:
                    foreseen[post.id] = foreseen_at(post, known[post.id].series)
            found = [foreseen[post.id] for post in parts]
            sums.append(sum_row(whole, [rows[post.id] for post in parts], found, at))
    return sums


@action
def check_post(
    *,
    by: User,
    post: Post,
    on: date,
    at: datetime | None = None,
    observed: Observed | None = None,
) -> Alert | None:
    """Judge arrivals of the day ``on``; raise, step down or close the alert of ``post``.

    Returns the alert that stands after the check, None when the post is green. A level rises at
    once and falls only after 72 hours below it. ``observed`` is what people see at the post: hours
    of queue, people sleeping there, deaths. ActionError for a day before the standing alert.
    """
    seen = {post.id: observed} if observed else {}
    found = _checks(by, [post], on, at or timezone.now(), seen)
    return found[0] if found else None


@action
def check_posts(
    *,
    by: User,
    posts: Sequence[Post],
    on: date,
    at: datetime | None = None,
    observed: Mapping[UUID, Observed] | None = None,
) -> list[Alert]:
    """``check_post`` for many posts, reading and journalling once: the alerts that stand after."""
    return _checks(by, posts, on, at or timezone.now(), observed or {})


def _checks(
    by: User,
    posts: Sequence[Post],
    on: date,
    at: datetime,
    observed: Mapping[UUID, Observed],
) -> list[Alert]:
    _check_asked(by, posts, on, at, "on")
    # Two checks of a post at once would both raise: the second waits here for the first.
    hold_journal()
    thresholds = thresholds_on(on)
    sight = sight_of(by, posts, on, at)
    for post in posts:
        _check_order(post, sight.standing(post), on)
    judged = {
        post.id: judged_post(post, sight, thresholds, observed.get(post.id)) for post in posts
    }
    standing = {post.id: sight.standing(post) for post in posts}
    changed = [post for post in posts if _level(standing[post.id]) != judged[post.id].state.level]
    if changed:
        with entry("alert_level_changed", by=by, at=at) as e:
            for post in changed:
                if former := standing[post.id]:
                    e.change(former, is_open=False, ended_at=at)
                raised = _alert(post, on, judged[post.id], thresholds.content_hash)
                standing[post.id] = e.create(raised) if raised.level else None
    _note_calm(by, at, [(alert, judged[id].state) for id, alert in standing.items() if alert])
    return [alert for post in posts if (alert := standing[post.id])]


def _level(alert: Alert | None) -> int:
    return alert.level if alert else 0


def _note_calm(by: User, at: datetime, kept: Sequence[tuple[Alert, AlertState]]) -> None:
    """The clock of the hysteresis moves on; nothing is written where it does not."""
    moved = [
        (alert, state)
        for alert, state in kept
        if (alert.calm_since_at, alert.calm_level) != (state.calm_since, state.calm_level)
    ]
    if moved:
        with entry("alert_calm_noted", by=by, at=at) as e:
            for alert, state in moved:
                e.change(alert, calm_since_at=state.calm_since, calm_level=state.calm_level)


def _alert(post: Post, on: date, judged: Judged, content_hash: str) -> Alert:
    state = judged.state
    return Alert(
        post=post,
        level=state.level,
        since_on=on,
        raised_at=state.since,
        reasons=[asdict(reason) for reason in state.reasons],
        arrivals=judged.arrivals,
        usual_arrivals=judged.surge.usual,
        z=judged.surge.z,
        capacity_ratio=judged.capacity_ratio,
        capacity_kind=judged.capacity_kind,
        forecast_ratio=judged.forecast_ratio,
        content_hash=content_hash,
        calm_since_at=state.calm_since,
        calm_level=state.calm_level,
    )


@action
def confirm_alert(*, by: User, alert: Alert, at: datetime | None = None) -> Alert:
    """Say that a person looked into an open alert and finds it right.

    ActionError when it has ended or was confirmed before.
    """
    require(by, Permission.CONFIRM_ALERTS, alert.post_id)
    at = at or timezone.now()
    _check_stands(alert)
    if alert.confirmed_at is not None:
        raise ActionError(
            _("This alert is confirmed already."), field="alert", remedy=_("Nothing is left to do.")
        )
    with entry("alert_confirmed", by=by, at=at) as e:
        return e.change(alert, confirmed_by_id=by.id, confirmed_at=at)


@action
def stand_down_alert(
    *, by: User, alert: Alert, reason: str, is_false_alarm: bool, at: datetime | None = None
) -> Alert:
    """End an alert because a person found that it is over or was false; the reason says how.

    The next check raises it again while what it rests on lasts. ActionError when it has ended, or
    without a reason.
    """
    require(by, Permission.CONFIRM_ALERTS, alert.post_id)
    at = at or timezone.now()
    if not reason.strip():
        raise ActionError(
            _("Standing down needs a reason."),
            field="reason",
            remedy=_("Write what you saw or heard, and from whom."),
        )
    _check_stands(alert)
    with entry("alert_stood_down", by=by, at=at) as e:
        return e.change(
            alert,
            is_open=False,
            ended_at=at,
            stood_down_by_id=by.id,
            stand_down_reason=reason.strip(),
            is_false_alarm=is_false_alarm,
        )


def _check_stands(alert: Alert) -> None:
    alert.refresh_from_db()
    if not alert.is_open:
        raise ActionError(
            _("This alert has ended."),
            field="alert",
            remedy=_("Look at the one that stands now."),
        )


def _check_asked(by: User, posts: Sequence[Post], on: date, at: datetime, field: str) -> None:
    for post in posts:
        require_write(by, Compartment.OPERATIONAL, post.id)
    if on > timezone.localdate(at):
        raise ActionError(
            _("%(on)s is still to come.") % {"on": on},
            field=field,
            remedy=_("Give today or a day before."),
        )


def _check_order(post: Post, standing: Alert | None, on: date) -> None:
    if standing is not None and on < standing.since_on:
        raise ActionError(
            _("The alert of %(post)s stands since %(since)s; %(on)s is before that.")
            % {"post": post.name, "since": standing.since_on, "on": on},
            field="on",
            remedy=_("Check days in their order."),
        )
