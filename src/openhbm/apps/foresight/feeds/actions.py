"""Writes about sources: adding one, and taking what a reading of it gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import require
from openhbm.apps.foresight.feeds.fetching import check_address, is_address
from openhbm.apps.foresight.feeds.understanding import (
    details_of,
    has_fallen_silent,
    silence_details,
)
from openhbm.apps.foresight.models import Feed, Signal
from openhbm.apps.foresight.readers.entries import FeedReading
from openhbm.apps.foresight.signals.actions import record_signals
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.places.models import Post
from openhbm.content.errors import UnknownItem
from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.indicators import FeedKind

MOST_FAULTS_KEPT = 50


@action
def add_feed(
    *,
    by: User,
    code: str,
    name: str,
    kind: str,
    location: str,
    post: Post | None = None,
    reliability: str = "",
    expected_every_hours: float | None = None,
    at: datetime | None = None,
) -> Feed:
    """Have a source read from now on; what is not given is as the kind of source says.

    ActionError for a kind that there is not, a code that is taken, or an address in the open.
    """
    require(by, Permission.ADMINISTER_PLACES)
    found = _kind(kind)
    if Feed.objects.filter(code=code, is_active=True).exists():
        raise ActionError(
            _("There is a source %(code)s already.") % {"code": code},
            field="code",
            remedy=_("Choose another code."),
        )
    if is_address(location):
        check_address(location, "location")
    feed = Feed(
        code=code,
        name=name or code,
        kind=found.id,
        location=location,
        post=post,
        reliability=reliability or found.reliability,
        credibility=found.credibility,
        expected_every_hours=expected_every_hours or found.expected_every_hours,
        added_at=at or timezone.now(),
    )
    with entry("feed_added", by=by, at=at) as e:
        return e.create(feed)


@action
def end_feed(*, by: User, feed: Feed, at: datetime | None = None) -> Feed:
    """Read a source no longer; its signals stay."""
    require(by, Permission.ADMINISTER_PLACES)
    with entry("feed_ended", by=by, at=at) as e:
        return e.change(feed, is_active=False)


@action
def take_reading(
    *,
    by: User,
    feed: Feed,
    reading: FeedReading | None,
    posts: Sequence[Post] = (),
    problem: str = "",
    at: datetime | None = None,
) -> list[Signal]:
    """Record what a reading of a source gave, or that it failed (``reading`` None): the new
    signals.

    A source that gave nothing new for longer than it may is silent: that is a signal itself,
    raised once until it speaks again.
    """
    at = at or timezone.now()
    details = details_of(feed, _kind(feed.kind), reading.entries, posts, at) if reading else []
    made = record_signals(by=by, details=details, feed=feed, at=at)
    faults = [str(fault) for fault in reading.faults] if reading else feed.faults
    values = {
        "last_read_at": at,
        "last_problem": problem[:500],
        "faults": faults[:MOST_FAULTS_KEPT],
    }
    if made:
        values |= {"last_new_at": at, "silent_since_at": None}
    elif has_fallen_silent(feed, at):
        values["silent_since_at"] = at
        made = record_signals(by=by, details=[silence_details(feed, at)], feed=None, at=at)
    with entry("feed_read", by=by, at=at) as e:
        e.change(feed, **values)
    return made


def _kind(id: str) -> FeedKind:
    try:
        return pack().get(FeedKind, id)
    except UnknownItem as unknown:
        names = ", ".join(pack().all(FeedKind))
        raise ActionError(
            str(unknown), field="kind", remedy=_("Take one of: %(names)s.") % {"names": names}
        ) from None
