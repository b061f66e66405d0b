"""Reads of the signal ledger. It holds no personal data: it is operational."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.foresight.models import (
    Alert,
    Feed,
    MeasureTaken,
    Signal,
    SignalReview,
)
from openhbm.apps.foresight.signals.details import NOTICE
from openhbm.apps.foresight.signals.weighing import Ledger, indicator_of, ledger_at
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.places.models import Post
from openhbm.apps.places.queries import posts_visible_to
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import Indicator, NoRegretAction
from openhbm.core.flows.signals import SignalTally, Weight


@dataclass(frozen=True, slots=True)
class PlaceSignals:
    """What the signals say of a post (None: of no post in particular)."""

    post: Post | None
    tally: SignalTally
    signals: tuple[Signal, ...]


def signals_visible_to(user: User) -> QuerySet[Signal]:
    """All signals and notices, the newest first."""
    found = Signal.objects.select_related("post", "feed").order_by("-reported_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def signal_for(user: User, signal_id: UUID) -> Signal:
    """One signal; NotVisible when absent or hidden."""
    found = signals_visible_to(user).filter(id=signal_id).first()
    if found is None:
        raise NotVisible(f"There is no signal {signal_id}.")
    return found


def reviews_of(user: User, signal: Signal) -> QuerySet[SignalReview]:
    """What people made of a signal, the newest first."""
    found = SignalReview.objects.filter(signal=signal).order_by("-reviewed_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def measures_of(
    user: User, *, alert: Alert | None = None, signal: Signal | None = None
) -> QuerySet[MeasureTaken]:
    """What was done because of an alert or a signal, the newest first."""
    wanted = {"alert": alert} if alert else {"signal": signal}
    found = MeasureTaken.objects.filter(**wanted).order_by("-done_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def measures_by_alert(user: User, alerts: list[Alert]) -> dict[UUID, list[MeasureTaken]]:
    """Alert id → what was done because of it, the newest first."""
    found: dict[UUID, list[MeasureTaken]] = {}
    if may_read(user, Compartment.OPERATIONAL):
        for each in MeasureTaken.objects.filter(alert__in=alerts).order_by("-done_at", "-id"):
            found.setdefault(each.alert_id, []).append(each)  # type: ignore[arg-type]
    return found


def measures_by_signal(user: User, signals: Iterable[Signal]) -> dict[UUID, list[MeasureTaken]]:
    """Signal id → what was done because of it, the newest first."""
    found: dict[UUID, list[MeasureTaken]] = {}
    if may_read(user, Compartment.OPERATIONAL):
        for each in MeasureTaken.objects.filter(signal__in=signals).order_by("-done_at", "-id"):
            found.setdefault(each.signal_id, []).append(each)  # type: ignore[arg-type]
    return found


def notices_visible_to(user: User) -> QuerySet[Signal]:
    """The dialogue with the other side: notices sent and received, the newest first."""
    return signals_visible_to(user).filter(indicator=NOTICE)


def feeds_visible_to(user: User) -> QuerySet[Feed]:
    """The sources that are read, by name."""
    found = Feed.objects.select_related("post").order_by("name", "id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def signal_ledger(user: User, at: datetime) -> Ledger:
    """Everything that had been reported at ``at`` and can still count."""
    return ledger_at(at) if may_read(user, Compartment.OPERATIONAL) else Ledger(at, (), {})


def signals_by_place(user: User, at: datetime) -> list[PlaceSignals]:
    """Posts with signals of their own, those that ask for most first; then signals of no post."""
    ledger = signal_ledger(user, at)
    posts = {post.id: post for post in posts_visible_to(user)}
    own: dict[UUID | None, list[Signal]] = {}
    for signal in ledger.signals:
        own.setdefault(signal.post_id, []).append(signal)
    found = [
        PlaceSignals(posts.get(post_id) if post_id else None, ledger.tally(post_id), tuple(mine))
        for post_id, mine in own.items()
    ]
    order = {weight: number for number, weight in enumerate(Weight)}
    return sorted(
        found,
        key=lambda p: (p.post is None, -order[p.tally.asks_for], -p.tally.strength),
    )


def indicator_choices(user: User, language: str) -> list[tuple[str, str]]:
    """(id, title) of every indicator, by title."""
    known = pack().all(Indicator) if may_read(user, Compartment.OPERATIONAL) else {}
    return sorted(((id, text_in(i.title, language)) for id, i in known.items()), key=lambda c: c[1])


def indicator_title(user: User, signal: Signal) -> str:
    """What a signal is about, in the language of the page."""
    found = indicator_of(signal) if may_read(user, Compartment.OPERATIONAL) else None
    language = translation.get_language() or "en"
    return text_in(found.title, language) if found else signal.indicator


def no_regret_actions(user: User, signal: Signal) -> list[tuple[str, str]]:
    """(id, words) of what may be done at once because of a confirmed signal."""
    found = indicator_of(signal) if may_read(user, Compartment.OPERATIONAL) else None
    known = pack().all(NoRegretAction)
    language = translation.get_language() or "en"
    ids = found.actions if found else ()
    return [(id, text_in(known[id].title, language)) for id in ids if id in known]
