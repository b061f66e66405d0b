"""Writes about signals. They ask people to look; none of them changes a level by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require, require_write
from openhbm.apps.foresight.codes import AlertLevel, SignalDecision, SignalDirection
from openhbm.apps.foresight.models import Alert, Feed, MeasureTaken, Signal, SignalReview
from openhbm.apps.foresight.signals.details import (
    NOTICE,
    SignalDetails,
    check_details,
    checked_indicator,
)
from openhbm.apps.foresight.signals.weighing import strength_for
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry, hold_journal
from openhbm.apps.places.models import Post
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission

HISTORY = 60


@action
def record_signal(*, by: User, details: SignalDetails, at: datetime | None = None) -> Signal:
    """Add one signal to the ledger, as somebody heard, saw or read it.

    ActionError for an indicator that there is not, or without a source.
    """
    return _record(by, [details], None, at or timezone.now())[0]


@action
def record_signals(
    *,
    by: User,
    details: Sequence[SignalDetails],
    feed: Feed | None = None,
    at: datetime | None = None,
) -> list[Signal]:
    """``record_signal`` for everything a source gave, journalled once: the signals that are new.

    What was recorded before is passed over; said again with another value it is added as a new
    version, and the old one stays to show what was known when.
    """
    at = at or timezone.now()
    hold_journal()
    return _record(by, _unknown(details), feed, at)


def _unknown(details: Sequence[SignalDetails]) -> list[SignalDetails]:
    """Those that say something new, in the order of the days they speak of."""
    sources = {each.source for each in details}
    references = {each.reference for each in details if each.reference}
    known = Signal.objects.filter(source__in=sources, reference__in=references)
    said: dict[tuple[str, str, str], tuple[object, ...]] = {
        (s.source, s.reference, s.indicator): (s.happened_on, s.value, s.text)
        for s in known.order_by("received_at", "id")
    }
    fresh = []
    for each in sorted(details, key=lambda d: d.happened_on):
        place = (each.source, each.reference, each.indicator)
        says = (each.happened_on, each.value, each.text)
        if not each.reference or said.get(place) != says:
            said[place] = says
            fresh.append(each)
    return fresh


def _record(
    by: User, details: Sequence[SignalDetails], feed: Feed | None, at: datetime
) -> list[Signal]:
    for post_id in {each.post_id for each in details}:
        require_write(by, Compartment.OPERATIONAL, post_id)
    past = _past_values(details, feed)
    made = [_signal(by, each, feed, at, past) for each in details]
    if made:
        with entry("signals_recorded", by=by, at=at) as e:
            e.create_many(made)
    return made


def _past_values(
    details: Sequence[SignalDetails], feed: Feed | None
) -> dict[tuple[str, str, str], list[float]]:
    """Earlier values of each source, indicator and place, oldest first."""
    found = Signal.objects.filter(
        source__in={each.source for each in details},
        indicator__in={each.indicator for each in details},
        value__isnull=False,
        feed=feed,
    )
    past: dict[tuple[str, str, str], list[float]] = {}
    newest = found.order_by("-happened_on", "-id").values_list(
        "source", "indicator", "place", "value"
    )[: HISTORY * 50]
    for source, indicator, place, value in reversed(newest):
        past.setdefault((source, indicator, place), []).append(float(value))
    return past


def _signal(
    by: User,
    details: SignalDetails,
    feed: Feed | None,
    at: datetime,
    past: dict[tuple[str, str, str], list[float]],
) -> Signal:
    check_details(details, at)
    indicator = checked_indicator(details.indicator)
    history = past.setdefault((details.source, details.indicator, details.place), [])
    strength, baseline, z = strength_for(indicator, details.value, history[-HISTORY:])
    if details.value is not None:
        history.append(details.value)
    return Signal(
        indicator=indicator.id,
        family=indicator.family,
        source=details.source.strip(),
        reference=details.reference,
        agreement=details.agreement,
        feed=feed,
        post_id=details.post_id,
        place=details.place,
        text=details.text,
        happened_on=details.happened_on,
        reported_at=details.reported_at or at,
        received_at=at,
        value=details.value,
        baseline=baseline,
        z=z,
        strength=round(strength, 4),
        reliability=details.reliability,
        credibility=details.credibility,
        content_hash=pack().hash,
        recorded_by_id=by.id,
    )


@action
def send_notice(
    *,
    by: User,
    post: Post,
    counterpart: str,
    agreement: str,
    text: str,
    persons: float | None = None,
    expected_on: date | None = None,
    at: datetime | None = None,
) -> Signal:
    """Keep what was told to the other side, and under which agreement. It has no vote here.

    ActionError without a counterpart, an agreement or words: what is told across a border is told
    under a rule.
    """
    at = at or timezone.now()
    require(by, Permission.CONFIRM_ALERTS, post.id)
    given = {"counterpart": counterpart, "agreement": agreement, "text": text}
    for field, words in given.items():
        if not words.strip():
            raise ActionError(_("A notice needs this field."), field=field, remedy=_("Fill it in."))
    notice = Signal(
        indicator=NOTICE,
        family=checked_indicator(NOTICE).family,
        direction=SignalDirection.SENT,
        source=counterpart.strip(),
        agreement=agreement.strip(),
        post=post,
        text=text.strip(),
        value=persons,
        happened_on=expected_on or timezone.localdate(at),
        reported_at=at,
        received_at=at,
        strength=0.0,
        reliability="A",
        credibility=1,
        content_hash=pack().hash,
        recorded_by_id=by.id,
    )
    with entry("notice_sent", by=by, at=at) as e:
        return e.create(notice)


@action
def review_signal(
    *,
    by: User,
    signal: Signal,
    credibility: int,
    decision: str,
    note: str,
    at: datetime | None = None,
) -> SignalReview:
    """Say what one made of a signal after looking into it: its credibility and what it asks for.

    The grade counts in place of the source's own. ActionError without a note of who was asked.
    """
    at = at or timezone.now()
    require(by, Permission.CONFIRM_ALERTS, signal.post_id)
    if not note.strip():
        raise ActionError(
            _("A review needs a note."),
            field="note",
            remedy=_("Write what you looked at or whom you asked."),
        )
    review = SignalReview(
        signal=signal,
        credibility=credibility,
        decision=SignalDecision(decision),
        note=note.strip(),
        reviewed_by_id=by.id,
        reviewed_at=at,
    )
    with entry("signal_reviewed", by=by, at=at) as e:
        return e.create(review)


@action
def take_measure(
    *,
    by: User,
    measure: str,
    alert: Alert | None = None,
    signal: Signal | None = None,
    note: str = "",
    at: datetime | None = None,
) -> MeasureTaken:
    """Write down what was done because of an alert or a signal.

    ActionError when it belongs to neither, or says nothing.
    """
    reason = alert or signal
    if reason is None or not measure.strip():
        raise ActionError(
            _("Say what was done, and because of which alert or signal."),
            field="measure",
            remedy=_("Choose one of what the level or the indicator asks for."),
        )
    require_write(by, Compartment.OPERATIONAL, reason.post_id)
    at = at or timezone.now()
    taken = MeasureTaken(
        alert=alert,
        signal=signal,
        action=measure.strip(),
        note=note.strip(),
        done_by_id=by.id,
        done_at=at,
    )
    with entry("measure_taken", by=by, at=at) as e:
        return e.create(taken)


@action
def raise_alert(
    *,
    by: User,
    post: Post,
    level: int,
    reason: str,
    at: datetime | None = None,
) -> Alert:
    """A person raises a post to watch or prepare because of signals, before any count rises.

    Nobody is activated by it: level 3 and above rest on what happens at the post. ActionError for
    such a level, when a level as high stands already, or without a reason.
    """
    at = at or timezone.now()
    require(by, Permission.CONFIRM_ALERTS, post.id)
    hold_journal()
    standing = Alert.objects.filter(post=post, is_open=True).first()
    _check_raise(level, reason, standing)
    why = [{"code": "raised_by_person", "text": reason.strip(), "source": "", "weight": 0.0}]
    raised = Alert(
        post=post,
        level=level,
        since_on=timezone.localdate(at),
        raised_at=at,
        reasons=why,
        content_hash=pack().hash,
        confirmed_by_id=by.id,
        confirmed_at=at,
    )
    with entry("alert_raised_by_person", by=by, at=at) as e:
        if standing:
            e.change(standing, is_open=False, ended_at=at)
        return e.create(raised)


def _check_raise(level: int, reason: str, standing: Alert | None) -> None:
    if level not in (AlertLevel.WATCH, AlertLevel.PREPARE):
        raise ActionError(
            _("Signals raise a post to watch or prepare, not higher."),
            field="level",
            remedy=_("Higher levels follow from counts and from what is seen at the post."),
        )
    if standing and standing.level >= level:
        raise ActionError(
            _("An alert as high stands there already."),
            field="level",
            remedy=_("Write down what you do at that one."),
        )
    if not reason.strip():
        raise ActionError(
            _("Raising an alert needs a reason."),
            field="reason",
            remedy=_("Name the signals, and what you did to confirm them."),
        )
