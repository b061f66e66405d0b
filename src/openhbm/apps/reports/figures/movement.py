"""Figures of movement: arrivals, load, waits, decisions, forecast."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from openhbm.apps.capacity.queries import staffing_visible_to
from openhbm.apps.crossings.codes import Direction
from openhbm.apps.crossings.queries import arrivals_by_day, arrivals_total, decisions_visible_to
from openhbm.apps.places.models import Post
from openhbm.apps.reports.forecasts import band_of, peak_of, total_forecast
from openhbm.apps.reports.observed import Observed
from openhbm.content.loader import pack
from openhbm.content.schemas.standards import Standard
from openhbm.core.capacity.queueing import queue_for

ONE_DAY = timedelta(days=1)
_BEGINNING = date(1900, 1, 1)
_POSTS_LISTED = 10


def start_of(day: date) -> datetime:
    """The first instant of a day where the node is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def arrivals(observed: Observed) -> dict[str, Any]:
    """Persons in and out on the day, and in since the beginning; the busiest posts."""
    busiest = sorted(
        (post for post in observed.posts if observed.count(post)),
        key=lambda post: observed.count(post) or 0,
        reverse=True,
    )
    return {
        "on": observed.on.isoformat(),
        "in": observed.total(observed.on),
        "in_day_before": observed.total(observed.on - ONE_DAY),
        "out": _total_out(observed),
        "cumulative": _cumulative(observed),
        "posts": len(observed.posts),
        "posts_reporting": observed.posts_reporting,
        "posts_expected": observed.posts_expected,
        "by_post": [_post_row(observed, post) for post in busiest[:_POSTS_LISTED]],
        "by_day": _by_day(observed),
    }


def capacity(observed: Observed) -> dict[str, Any]:
    """Load of the posts now and at the peak of the next 72 hours, and their alert levels."""
    rows = [_capacity_row(observed, post) for post in observed.posts]
    measured = [row for row in rows if row["ratio"] is not None]
    measured.sort(key=lambda row: (row["ratio"], row["level"]), reverse=True)
    room = [(came, room) for came, room in map(_came_and_room(observed), observed.posts) if room]
    total_room = sum(room for _came, room in room)
    return {
        "ratio": round(sum(came for came, _room in room) / total_room, 3) if total_room else None,
        "level": observed.level,
        "posts_by_level": {
            str(level): sum(row["level"] == level for row in rows) for level in range(5)
        },
        "by_post": measured[:_POSTS_LISTED],
        "posts_measured": len(measured),
    }


def waits(observed: Observed) -> dict[str, Any]:
    """Waits as the queue model gives them from counted stations; nobody has measured them.

    Posts where it gives less than a minute are only counted.
    """
    stations = {
        row.post_id: row.on_duty
        for row in staffing_visible_to(observed.user, observed.post).filter(function="stations")
    }
    minutes = _minutes_per_person(observed.on)
    rows = [
        _wait_row(observed, post, int(stations[post.id]), minutes)
        for post in observed.posts
        if stations.get(post.id, 0) >= 1 and observed.count(post)
    ]
    waiting = [row for row in rows if not row["is_stable"] or row["mean"] >= 1]
    waiting.sort(key=lambda row: (row["is_stable"], -(row["mean"] or 0)))
    return {
        "minutes_per_person": minutes,
        "posts_modelled": len(rows),
        "by_post": waiting[:_POSTS_LISTED],
    }


def decisions(observed: Observed) -> dict[str, Any]:
    """Entry decisions of the day, and of all days so far, by code."""
    found = decisions_visible_to(observed.user).filter(
        decided_at__lt=start_of(observed.on + ONE_DAY)
    )
    if observed.post:
        found = found.filter(crossing__post=observed.post)
    day = found.filter(decided_at__gte=start_of(observed.on))
    return {"day": _by_code(day), "cumulative": _by_code(found)}


def forecast(observed: Observed) -> dict[str, Any]:
    """The coming days for all posts together and the peak of each of the busiest ones.

    Every forecast carries its error; one without is left out.
    """
    total = total_forecast(observed)
    rows = [
        peak_of(post, observed.forecasts[post.id])
        for post in observed.posts
        if post.id in observed.forecasts
    ]
    rows.sort(key=lambda row: float(row["middle"]), reverse=True)
    return {"total": total, "by_post": rows[:_POSTS_LISTED]}


def _post_row(observed: Observed, post: Post) -> dict[str, Any]:
    return {
        "post": post.code,
        "name": post.name,
        "names": post.names,
        "country": post.country,
        "in": observed.count(post),
        "in_day_before": observed.count(post, observed.on - ONE_DAY),
        "level": observed.levels.get(post.id, 0),
    }


def _capacity_row(observed: Observed, post: Post) -> dict[str, Any]:
    ratio = observed.load_ratio(post)
    coming = None
    if post.id in observed.forecasts:
        days = band_of(observed.forecasts[post.id])
        next_days = [d.middle for d in days if observed.on < d.on <= observed.on + 3 * ONE_DAY]
        coming = observed.load_ratio(post, max(next_days)) if next_days else None
    return {
        "post": post.code,
        "name": post.name,
        "names": post.names,
        "level": observed.levels.get(post.id, 0),
        "ratio": None if ratio is None else round(ratio, 3),
        "ratio_72h": None if coming is None else round(coming, 3),
    }


def _came_and_room(observed: Observed) -> Any:
    def pair(post: Post) -> tuple[int, float]:
        came, ratio = observed.count(post), observed.load_ratio(post)
        return (came, came / ratio) if came and ratio else (0, 0.0)

    return pair


def _wait_row(observed: Observed, post: Post, stations: int, minutes: float) -> dict[str, Any]:
    per_hour = (observed.count(post) or 0) / (post.hours_open_per_day or 24)
    queue = queue_for(stations, per_hour, minutes)
    return {
        "post": post.code,
        "name": post.name,
        "names": post.names,
        "stations": stations,
        "per_hour": round(per_hour, 1),
        "is_stable": queue.is_stable,
        "mean": round(queue.mean_wait, 1) if queue.is_stable else None,
        "p90": round(queue.p90_wait, 1) if queue.is_stable else None,
    }


def _minutes_per_person(on: date) -> float:
    standards = pack().all(Standard)
    per_family = standards["registration_min_per_family"].number_on(on)
    return per_family / standards["family_size"].number_on(on)


def _total_out(observed: Observed) -> int | None:
    out = arrivals_by_day(
        observed.user,
        observed.post_ids,
        from_on=observed.on,
        to_on=observed.on,
        direction=Direction.OUT,
    )
    counts = [series.on(observed.on) for series in out.values()]
    known = [count for count in counts if count == count]  # nan is not equal to itself
    return round(sum(known)) if known else None


def _cumulative(observed: Observed) -> int:
    if observed.post is None:
        return arrivals_total(observed.user, from_on=_BEGINNING, to_on=observed.on)
    found = arrivals_by_day(observed.user, [observed.post], from_on=_BEGINNING, to_on=observed.on)
    counts = found[observed.post.id].counts
    return round(float(counts[counts == counts].sum()))


def _by_day(observed: Observed) -> list[dict[str, Any]]:
    return [{"on": day.isoformat(), "count": count} for day, count in observed.totals()]


def _by_code(found: Any) -> dict[str, int]:
    rows = found.select_related(None).order_by().values_list("code").annotate(n=Count("id"))
    return dict(sorted(rows))
