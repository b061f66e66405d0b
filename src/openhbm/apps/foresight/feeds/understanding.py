"""What entries of a source mean: which indicator, which post, how far to be trusted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from openhbm.apps.foresight.models import Feed
from openhbm.apps.foresight.readers.entries import FeedEntry
from openhbm.apps.foresight.signals.details import SignalDetails
from openhbm.apps.places.models import Post
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import FeedKind, Indicator

SILENCE = "feed_silence"


def details_of(
    feed: Feed,
    kind: FeedKind,
    entries: Sequence[FeedEntry],
    posts: Sequence[Post],
    at: datetime,
) -> list[SignalDetails]:
    """One signal for each entry. What claims to be reported later than now was reported now."""
    known = pack().all(Indicator)
    named = {name.casefold(): id for name, id in kind.kinds.items()}
    places = {word.casefold(): post for post in posts for word in _words(post)}
    return [
        SignalDetails(
            indicator=named.get(each.kind.casefold())
            or (each.kind if each.kind in known else kind.indicator),
            source=feed.name,
            happened_on=each.happened_on,
            text=each.text,
            value=each.value,
            post_id=found.id if (found := places.get(each.place.casefold())) else feed.post_id,
            place=each.place,
            reference=each.reference or _fingerprint(each),
            agreement=each.agreement,
            reported_at=min(each.reported_at or at, at),
            reliability=feed.reliability,
            credibility=feed.credibility,
        )
        for each in entries
    ]


def silence_details(feed: Feed, at: datetime) -> SignalDetails:
    """The signal that a source has fallen silent. That it did is certain; what it means is not."""
    return SignalDetails(
        indicator=SILENCE,
        source=feed.name,
        happened_on=timezone.localdate(at),
        text=feed.name,
        post_id=feed.post_id,
        reference=f"silent:{feed.code}:{at:%Y-%m-%dT%H:%M}",
        reliability="A",
        credibility=2,
    )


def has_fallen_silent(feed: Feed, at: datetime) -> bool:
    """Whether a source that spoke before has been quiet for too long, and nobody was told yet."""
    last = feed.last_new_at or feed.added_at
    too_long = at - last > timedelta(hours=feed.expected_every_hours)
    return too_long and feed.silent_since_at is None


def _words(post: Post) -> set[str]:
    return {post.code, post.name, *post.names.values()}


def _fingerprint(each: FeedEntry) -> str:
    """A reference for an entry that brings none, the same at every reading."""
    said = "\n".join((each.happened_on.isoformat(), each.kind, each.place, each.text))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
