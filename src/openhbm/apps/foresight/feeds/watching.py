"""One round of the watch: read every source, then judge every post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.foresight.actions import check_posts, forecast_posts
from openhbm.apps.foresight.feeds.actions import take_reading
from openhbm.apps.foresight.feeds.fetching import fetched
from openhbm.apps.foresight.models import Alert, Feed
from openhbm.apps.foresight.readers import read_signals
from openhbm.apps.foresight.readers.entries import FeedReading
from openhbm.apps.foresight.signals.queries import feeds_visible_to
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.places.queries import posts_visible_to
from openhbm.content.loader import pack
from openhbm.content.schemas.indicators import FeedKind


@dataclass(frozen=True, slots=True)
class FeedRound:
    """What one source gave in a round: new signals, faults by place, or why it failed."""

    code: str
    new: int
    entries: int
    faults: tuple[str, ...]
    problem: str
    is_silent: bool


def read_feeds(
    by: User,
    at: datetime,
    fetch: Callable[[str], bytes] = fetched,
    tell: Callable[[str], None] = lambda code: None,
) -> list[FeedRound]:
    """Read every source in use; one that fails does not keep the others waiting."""
    posts = list(posts_visible_to(by))
    rounds = []
    for feed in feeds_visible_to(by).filter(is_active=True):
        reading, problem = _reading(feed, fetch)
        made = take_reading(by=by, feed=feed, reading=reading, posts=posts, problem=problem, at=at)
        rounds.append(_round(feed, len(made), reading, problem))
        tell(feed.code)
    return rounds


def judge_posts(by: User, at: datetime) -> list[Alert]:
    """Forecast and check every post for the day of ``at``: the alerts that stand after."""
    posts = list(posts_visible_to(by))
    day = timezone.localdate(at)
    forecast_posts(by=by, posts=posts, as_of_on=day, at=at)
    return check_posts(by=by, posts=posts, on=day, at=at)


def _reading(feed: Feed, fetch: Callable[[str], bytes]) -> tuple[FeedReading | None, str]:
    try:
        return read_signals(feed.location, fetch(feed.location), _kind_of(feed)), ""
    except ActionError as error:
        return None, str(error)


def _kind_of(feed: Feed) -> FeedKind:
    return pack().get(FeedKind, feed.kind)


def _round(feed: Feed, new: int, reading: FeedReading | None, problem: str) -> FeedRound:
    return FeedRound(
        code=feed.code,
        new=new,
        entries=len(reading.entries) if reading else 0,
        faults=tuple(map(str, reading.faults)) if reading else (),
        problem=problem,
        is_silent=feed.silent_since_at is not None,
    )
