"""What is known at an instant, read once: counts, levels, forecasts and plans of the posts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.db.models import Q
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import posts_of
from openhbm.apps.capacity.models import Plan
from openhbm.apps.capacity.queries import latest_plans
from openhbm.apps.crises.queries import activations_visible_to
from openhbm.apps.crossings.queries import arrivals_by_day, last_counted_on
from openhbm.apps.foresight.area_models import AreaForecast
from openhbm.apps.foresight.models import Forecast
from openhbm.apps.foresight.outlook.queries import latest_forecast_of_all
from openhbm.apps.foresight.queries import current_levels, latest_forecasts
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows.series import DailySeries

DAYS_SHOWN = 50
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Observed:
    """Everything by post that both the situation page and a report are made of.

    ``on`` is the day reported: the newest day up to ``at`` that has any count. ``post`` is set
    when only one post is looked at; then ``posts`` holds just that one. ``together`` is the newest
    forecast of all of them in one sum.
    """

    user: User
    at: datetime
    on: date
    post: Post | None
    posts: tuple[Post, ...]
    series: dict[UUID, DailySeries]
    levels: dict[UUID, int]
    forecasts: dict[UUID, Forecast]
    together: AreaForecast | None
    plans: tuple[Plan, ...]
    activated: frozenset[UUID | None]

    @property
    def post_ids(self) -> set[UUID]:
        return {post.id for post in self.posts}

    @property
    def is_whole(self) -> bool:
        """Whether these are all posts and not one, or those of a user's own."""
        return self.post is None and posts_of(self.user) is None

    @property
    def level(self) -> int:
        return max((self.levels.get(post.id, 0) for post in self.posts), default=0)

    def count(self, post: Post, on: date | None = None) -> int | None:
        """Arrivals of a day (the reported one) at a post; None when nobody reported."""
        series = self.series.get(post.id)
        value = series.on(on or self.on) if series else math.nan
        return None if math.isnan(value) else round(value)

    @property
    def posts_reporting(self) -> int:
        """Posts that counted on the reported day, were it nobody."""
        return sum(self.count(post) is not None for post in self.posts)

    @property
    def posts_expected(self) -> int:
        """Posts that can receive people, and those that counted all the same."""
        return sum(post.is_receiving or self.count(post) is not None for post in self.posts)

    def total(self, on: date) -> int | None:
        """Arrivals of a day at all posts that reported; None when none did."""
        counts = [count for post in self.posts if (count := self.count(post, on)) is not None]
        return sum(counts) if counts else None

    def room(self, post: Post) -> float | None:
        """Persons a day the post can let through; None when that was never measured.

        The emergency rate counts only where humanitarian border management is active, or where no
        other was measured: before that nobody works that way.
        """
        per_hour = post.throughput_ordinary_per_hour
        is_active = not self.activated.isdisjoint({post.id, None})
        if post.throughput_emergency_per_hour and (is_active or not per_hour):
            per_hour = post.throughput_emergency_per_hour
        return per_hour * post.hours_open_per_day if per_hour else None

    def totals(self) -> list[tuple[date, int | None]]:
        """Arrivals per day at all posts, from the first day with a report to the reported one."""
        rows = [series.counts for id, series in self.series.items() if id in self.post_ids]
        if not rows:
            return []
        counts = np.array(rows)
        is_known = ~np.isnan(counts).all(axis=0)
        sums = np.nansum(counts, axis=0)
        first = int(np.argmax(is_known)) if is_known.any() else len(sums)
        return [
            (self.on - (len(sums) - 1 - n) * _ONE_DAY, round(sums[n]) if is_known[n] else None)
            for n in range(first, len(sums))
        ]

    def load_ratio(self, post: Post, arrivals: float | None = None) -> float | None:
        """Arrivals of a day (the reported one) over what the post can let through in a day."""
        room = self.room(post)
        came = self.count(post) if arrivals is None else arrivals
        return None if not room or came is None else came / room


def observe(user: User, at: datetime, post: Post | None = None, on: date | None = None) -> Observed:
    """Read everything in a fixed number of statements, whatever the number of posts."""
    day = timezone.localtime(at).date()
    on = on or min(last_counted_on(user) or day, day)
    posts = (post,) if post else tuple(posts_visible_to(user))
    own = posts_of(user)
    plans = (
        plan
        for plan in latest_plans(user)
        if (post is None or plan.post_id == post.id) and (own is None or plan.post_id in own)
    )
    return Observed(
        user=user,
        at=at,
        on=on,
        post=post,
        posts=posts,
        series=arrivals_by_day(
            user,
            None if post is None else [post],
            from_on=on - (DAYS_SHOWN - 1) * _ONE_DAY,
            to_on=on,
        ),
        levels=current_levels(user),
        forecasts=latest_forecasts(user),
        together=None if post else latest_forecast_of_all(user, posts),
        plans=tuple(plans),
        activated=_activated(user, at),
    )


def _activated(user: User, at: datetime) -> frozenset[UUID | None]:
    """Posts where the crisis rules hold at ``at``; None stands for everywhere."""
    running = activations_visible_to(user).filter(
        Q(ended_at=None) | Q(ended_at__gt=at), declared_at__lte=at, expires_at__gt=at
    )
    return frozenset(running.order_by().values_list("post_id", flat=True))
