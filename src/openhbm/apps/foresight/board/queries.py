"""Reads for the early-warning board: everything by post, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read, names_of
from openhbm.apps.crises.queries import posts_activated
from openhbm.apps.foresight.checking import capacity_per_day
from openhbm.apps.foresight.compositions import Counts, places_of
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
from openhbm.core.flows.composition import clusters_on_alert, load_ahead
from openhbm.core.flows.signals import SignalTally, Weight
from openhbm.core.values import Reason


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
    counts = Counts.read(user, posts, timezone.localdate(at))
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


def _row(
    post: Post,
    alert: Alert | None,
    names: dict[UUID, str],
    measures: dict[UUID, list[MeasureTaken]],
    ledger: Ledger,
    counts: Counts,
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
        shifts=counts.shifts(post),
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
    places = places_of(posts)
    levels = {str(post_id): alert.level for post_id, alert in alerts.items()}
    groups = clusters_on_alert(levels, places)
    return tuple(tuple(by_id[id] for id in group) for group in groups)
