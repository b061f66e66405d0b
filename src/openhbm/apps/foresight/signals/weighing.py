"""Stored signals as the engine weighs them, with what the content pack says of their indicators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openhbm.apps.foresight.codes import SignalDirection
from openhbm.apps.foresight.models import Signal, SignalReview
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import Indicator
from openhbm.core.flows.signals import (
    GradedSignal,
    SignalTally,
    signal_strength,
    tally_signals,
)

WINDOW = timedelta(days=120)
"""How far back signals can still have a vote that shows."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Signals known at an instant with the newest review of each; older versions are left out."""

    at: datetime
    signals: tuple[Signal, ...]
    reviews: dict[UUID, SignalReview]

    def tally(self, post_id: UUID | None) -> SignalTally:
        """What the signals of a post, and those of no post, ask for together."""
        mine = [s for s in self.signals if s.post_id in (post_id, None)]
        return tally_signals(graded(mine, self.reviews), self.at)


def ledger_at(at: datetime) -> Ledger:
    """Everything reported up to ``at`` that can still count, in two statements.

    Of a reference that was reported again only the last version known then counts.
    """
    found = Signal.objects.filter(
        reported_at__lte=at,
        happened_on__gte=(at - WINDOW).date(),
        direction=SignalDirection.RECEIVED,
    ).select_related("post", "feed")
    newest: dict[object, Signal] = {}
    for signal in found.order_by("reported_at", "received_at", "id"):
        newest[(signal.feed_id, signal.source, signal.reference or signal.id)] = signal
    signals = tuple(reversed(newest.values()))
    made = SignalReview.objects.filter(signal__in=[s.id for s in signals], reviewed_at__lte=at)
    return Ledger(at, signals, {r.signal_id: r for r in made.order_by("reviewed_at", "id")})


def indicator_of(signal: Signal) -> Indicator | None:
    """What the pack says of a signal's indicator; None when the pack no longer knows it."""
    return pack().all(Indicator).get(signal.indicator)


def graded(signals: Iterable[Signal], reviews: dict[UUID, SignalReview]) -> list[GradedSignal]:
    """The signals with the grades that count: a review's before the source's own."""
    return [
        GradedSignal(
            key=str(signal.id),
            indicator=signal.indicator,
            family=signal.family,
            source=signal.source,
            happened_on=signal.happened_on,
            reported_at=signal.reported_at,
            strength=signal.strength,
            weight=indicator.weight,
            reliability=signal.reliability,
            credibility=reviews[signal.id].credibility
            if signal.id in reviews
            else signal.credibility,
            half_life_days=indicator.half_life_days,
        )
        for signal in signals
        if (indicator := indicator_of(signal))
    ]


def strength_for(
    indicator: Indicator, value: float | None, history: Sequence[float]
) -> tuple[float, float | None, float | None]:
    """(strength, baseline, z) of a value of this indicator."""
    return signal_strength(value, history, indicator.threshold, falls=indicator.falls)
