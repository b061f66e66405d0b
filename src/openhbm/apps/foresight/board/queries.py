"""Reads for the early-warning board: everything by post, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, names_of
from openhbm.apps.crises.queries import posts_activated
from openhbm.apps.crossings.codes import Direction
from openhbm.apps.crossings.queries import arrivals_by_day, tallies_visible_to
from openhbm.apps.foresight.checking import capacity_per_day
from openhbm.apps.foresight.loads import medians_ahead, on_their_way
from openhbm.apps.foresight.models import Alert, Feed, Forecast, MeasureTaken, Signal
from openhbm.apps.foresight.queries import current_alerts, latest_forecasts
from openhbm.apps.foresight.signals.queries import (
    feeds_visible_to,
    measures_by_alert,
    measures_by_signal,
    signal_ledger,
)
from openhbm.apps.foresight.signals.weighing import Ledger
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.core.flows.composition import (
    Composition,
    clusters_on_alert,
    composition_shifts,
    load_ahead,
)
from openhbm.core.flows.series import DailySeries
from openhbm.core.flows.signals import SignalTally, Weight
from openhbm.core.values import Reason

USUAL_DAYS = 56
_CHILD_BANDS = (" 0-4", " 5-11", " 12-17")


@dataclass(frozen=True, slots=True)
class BoardPost:
    """One post on the board. ``load_now`` and ``load_ahead`` are arrivals over what it can
    process in a day: of the last counted day, and the highest of the next three."""

    post: Post
    alert: Alert | None
    confirmed_by: str
    measures: tuple[MeasureTaken, ...]
    tally: SignalTally
    signals: tuple[Signal, ...]
    load_now: float | None
    load_ahead: float | None
    shifts: tuple[Reason, ...]

    @property
    def asks_for_attention(self) -> bool:
        """Whether there is anything to look at: a level, signals that weigh, or a shift."""
        weighs = self.signals and self.tally.asks_for is not Weight.NOTED
        return bool(self.alert or weighs or self.shifts or (self.load_ahead or 0) >= 0.6)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board at an instant; ``areas`` are neighbouring posts on alert."""

    at: datetime
    posts: tuple[BoardPost, ...]
    general: tuple[Signal, ...]
    general_tally: SignalTally
    feeds: tuple[Feed, ...]
    areas: tuple[tuple[Post, ...], ...]

    @property
    def silent(self) -> tuple[Feed, ...]:
        """Sources that have said nothing for longer than they may."""
        return tuple(feed for feed in self.feeds if feed.silent_since_at)


def watch_board(user: User, at: datetime) -> Board:
    """The board at ``at``: posts that ask for attention first, then by name."""
    ledger = signal_ledger(user, at)
    posts = list(posts_visible_to(user)) if may_read(user, Compartment.OPERATIONAL) else []
    alerts = current_alerts(user)
    names = names_of(user, {a.confirmed_by_id for a in alerts.values() if a.confirmed_by_id})
    measures = measures_by_alert(user, list(alerts.values()))
    measures |= measures_by_signal(user, ledger.signals)
    counts = _Counts.read(user, posts, timezone.localdate(at))
    forecasts, activated = latest_forecasts(user), posts_activated(user, at)
    rows = [
        _row(
            post,
            alerts.get(post.id),
            names,
            measures,
            ledger,
            counts,
            forecasts.get(post.id),
            activated,
        )
        for post in posts
    ]
    rows.sort(key=lambda r: (not r.asks_for_attention, -(r.alert.level if r.alert else 0)))
    return Board(
        at=at,
        posts=tuple(rows),
        general=tuple(s for s in ledger.signals if s.post_id is None),
        general_tally=ledger.tally(None),
        feeds=tuple(feeds_visible_to(user).filter(is_active=True)),
        areas=_areas(posts, alerts),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts of the last eight weeks: in, out, and children among those in, by post."""

    on: date
    inbound: dict[UUID, DailySeries]
    outbound: dict[UUID, DailySeries]
    banded: dict[tuple[UUID, bool], tuple[float, float]]

    @classmethod
    def read(cls, user: User, posts: Sequence[Post], on: date) -> _Counts:
        days = {"from_on": on - timedelta(days=USUAL_DAYS), "to_on": on}
        return cls(
            on=on,
            inbound=arrivals_by_day(user, posts, **days),
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

    def last(self, post: Post) -> float | None:
        """Arrivals of the last counted day."""
        return _part(self.inbound[post.id], True)


def _part(series: DailySeries, is_now: bool) -> float | None:
    counts = series.counts[-2:] if is_now else series.counts[:-2]
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
    for post_id, day, counts in rows.values_list("post_id", "crossed_on", "counts"):
        key = (post_id, (on - day).days < 2)
        children = sum(n for band, n in counts.items() if band.endswith(_CHILD_BANDS))
        before = sums.get(key, (0.0, 0.0))
        sums[key] = (before[0] + children, before[1] + sum(counts.values()))
    return sums


def _row(
    post: Post,
    alert: Alert | None,
    names: dict[UUID, str],
    measures: dict[UUID, list[MeasureTaken]],
    ledger: Ledger,
    counts: _Counts,
    forecast: Forecast | None,
    activated: frozenset[UUID | None],
) -> BoardPost:
    _kind, per_day = capacity_per_day(post, activated)
    came = counts.last(post)
    signals = tuple(s for s in ledger.signals if s.post_id == post.id)
    confirmed_by = alert.confirmed_by_id if alert else None
    return BoardPost(
        post=post,
        alert=alert,
        confirmed_by=names.get(confirmed_by, "") if confirmed_by else "",
        measures=_done(measures, alert, signals),
        tally=ledger.tally(post.id),
        signals=signals,
        load_now=came / per_day if came is not None and per_day else None,
        load_ahead=load_ahead(
            medians_ahead(forecast, counts.on), on_their_way(signals, counts.on), per_day
        ),
        shifts=composition_shifts(
            counts.composition(post, is_now=True), counts.composition(post, is_now=False)
        ),
    )


def _done(
    measures: dict[UUID, list[MeasureTaken]], alert: Alert | None, signals: Sequence[Signal]
) -> tuple[MeasureTaken, ...]:
    """What was done because of the alert or of a signal, the newest first."""
    reasons = [*([alert.id] if alert else []), *(signal.id for signal in signals)]
    done = [each for id in reasons for each in measures.get(id, ())]
    return tuple(sorted(done, key=lambda each: each.done_at, reverse=True))


def _areas(posts: Sequence[Post], alerts: dict[UUID, Alert]) -> tuple[tuple[Post, ...], ...]:
    by_id = {str(post.id): post for post in posts}
    places = {
        id: (post.latitude, post.longitude)
        for id, post in by_id.items()
        if post.latitude is not None and post.longitude is not None
    }
    levels = {str(post_id): alert.level for post_id, alert in alerts.items()}
    groups = clusters_on_alert(levels, places)
    return tuple(tuple(by_id[id] for id in group) for group in groups)
