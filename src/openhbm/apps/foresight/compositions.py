"""Who comes, in and out, now and usually; and where posts lie. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np

from openhbm.apps.accounts.models import User
from openhbm.apps.crossings.codes import Direction
from openhbm.apps.crossings.queries import arrivals_by_day, tallies_visible_to
from openhbm.apps.places.models import Post
from openhbm.core.flows.composition import Composition, composition_shifts
from openhbm.core.flows.series import DailySeries
from openhbm.core.values import Reason

USUAL_DAYS = 56
_CHILD_BANDS = (" 0-4", " 5-11", " 12-17")


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the last eight weeks: in, out, and children among those in, by post."""

    on: date
    inbound: dict[UUID, DailySeries]
    outbound: dict[UUID, DailySeries]
    banded: dict[tuple[UUID, bool], tuple[float, float]]

    @classmethod
    def read(
        cls,
        user: User,
        posts: Sequence[Post],
        on: date,
        inbound: dict[UUID, DailySeries] | None = None,
    ) -> Counts:
        """As of ``on``; ``inbound`` are the counts in, up to that day, where they are read
        already."""
        days = {"from_on": on - timedelta(days=USUAL_DAYS), "to_on": on}
        return cls(
            on=on,
            inbound=arrivals_by_day(user, posts, **days) if inbound is None else inbound,
            outbound=arrivals_by_day(user, posts, direction=Direction.OUT, **days),
            banded=_children(user, posts, on),
        )

    def composition(self, post: Post, *, is_now: bool) -> Composition:
        """Of the last counted day, or of the days before it."""
        children, of = self.banded.get((post.id, is_now), (None, None))
        return Composition(
            inbound=_part(self.inbound[post.id], is_now) or 0.0,
            outbound=_part(self.outbound[post.id], is_now),
            children=children,
            children_of=of,
        )

    def shifts(self, post: Post) -> tuple[Reason, ...]:
        """What changed in who comes to a post."""
        return composition_shifts(
            self.composition(post, is_now=True), self.composition(post, is_now=False)
        )

    def last(self, post: Post) -> float | None:
        """Arrivals of the last counted day."""
        return _part(self.inbound[post.id], True)


def _part(series: DailySeries, is_now: bool) -> float | None:
    recent = series.counts[-USUAL_DAYS - 1 :]
    counts = recent[-2:] if is_now else recent[:-2]
    known = counts[~np.isnan(counts)]
    if not known.size:
        return None
    return float(known[-1] if is_now else known.sum())


def _children(
    user: User, posts: Sequence[Post], on: date
) -> dict[tuple[UUID, bool], tuple[float, float]]:
    """(post, is now) → (children, all) among arrivals whose ages were noted."""
    found = tallies_visible_to(user).filter(
        post__in=posts, direction=Direction.IN, crossed_on__gte=on - timedelta(days=USUAL_DAYS)
    )
    sums: dict[tuple[UUID, bool], tuple[float, float]] = {}
    rows = found.filter(crossed_on__lte=on).exclude(counts={}).order_by()
    told = rows.values_list("post_id", "crossed_on", "counts")
    for post_id, day, counts in told.iterator(chunk_size=2000):
        key = (post_id, (on - day).days < 2)
        children = sum(n for band, n in counts.items() if band.endswith(_CHILD_BANDS))
        before = sums.get(key, (0.0, 0.0))
        sums[key] = (before[0] + children, before[1] + sum(counts.values()))
    return sums


def places_of(posts: Sequence[Post]) -> dict[str, tuple[float, float]]:
    """Post id → latitude and longitude, of those whose place is known."""
    return {
        str(post.id): (post.latitude, post.longitude)
        for post in posts
        if post.latitude is not None and post.longitude is not None
    }
