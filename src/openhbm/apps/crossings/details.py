"""What a caller gives to count people, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.crossings.codes import Direction, TallySource, TransportMode
from openhbm.apps.crossings.counting import local_day
from openhbm.apps.crossings.models import Tally
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.details import check_counts
from openhbm.apps.places.models import Post

MOST_PERSONS = 1_000_000
"""More than this at one post in one tally is a slip of the hand, not a count."""

LONGEST_KEY = 160

COMPARED = (
    "post_id", "direction", "starts_at", "ends_at", "persons", "counts", "mode", "vulnerable_seen",
)  # fmt: skip


@dataclass(frozen=True)
class TallyDetails:
    """People counted at a post. ``source_key`` names the figure where it comes from, so that
    counting the same figure again changes nothing, and a revised one replaces the old."""

    post: Post
    persons: int
    starts_at: datetime
    ends_at: datetime | None = None
    direction: str = Direction.IN
    counts: dict[str, int] = field(default_factory=dict)
    mode: str = TransportMode.UNKNOWN
    vulnerable_seen: int | None = None
    source_key: str = ""


def new_tally(
    details: TallyDetails,
    at: datetime,
    source: str = TallySource.OFFICER,
    batch_id: UUID | None = None,
) -> Tally:
    """The row of these details, known from ``at`` on, not yet written; ActionError names what is
    wrong."""
    ends_at = details.ends_at or details.starts_at
    _check_code("direction", details.direction, Direction.values)
    _check_code("mode", details.mode, TransportMode.values)
    _check_key(details.source_key)
    _check_persons(details.persons)
    _check_span(details.starts_at, ends_at)
    check_counts(details.counts, details.persons)
    if details.vulnerable_seen is not None and not 0 <= details.vulnerable_seen <= details.persons:
        raise ActionError(
            _("%(seen)s vulnerable people were seen among %(persons)s.")
            % {"seen": details.vulnerable_seen, "persons": details.persons},
            field="vulnerable_seen",
            remedy=_("Write how many of the people counted looked vulnerable."),
        )
    return Tally(
        post=details.post,
        direction=details.direction,
        starts_at=details.starts_at,
        ends_at=ends_at,
        crossed_on=local_day(details.starts_at),
        persons=details.persons,
        counts=dict(details.counts),
        mode=details.mode,
        vulnerable_seen=details.vulnerable_seen,
        source=source,
        batch_id=batch_id,
        source_key=details.source_key,
        counted_at=at,
    )


def says_the_same(one: Tally, other: Tally) -> bool:
    """Whether two tallies count the same people in the same way."""
    return all(getattr(one, name) == getattr(other, name) for name in COMPARED)


def _check_code(name: str, code: str, known: Sequence[str]) -> None:
    if code not in known:
        raise ActionError(
            _("%(code)s is not known here.") % {"code": code},
            field=name,
            remedy=_("Choose one of: %(codes)s.") % {"codes": ", ".join(known)},
        )


def _check_key(key: str) -> None:
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise ActionError(
            _("The key of the figure is too long or holds control characters."),
            field="source_key",
            remedy=_("Use at most %(most)s plain characters.") % {"most": LONGEST_KEY},
        )


def _check_persons(persons: object) -> None:
    if type(persons) is not int or not 0 <= persons <= MOST_PERSONS:
        raise ActionError(
            _("%(persons)s is not a number of people.") % {"persons": persons},
            field="persons",
            remedy=_("Write a whole number from 0 to %(most)s.") % {"most": f"{MOST_PERSONS:,}"},
        )


def _check_span(starts_at: datetime, ends_at: datetime) -> None:
    for name, instant in (("starts_at", starts_at), ("ends_at", ends_at)):
        if timezone.is_naive(instant):
            raise ActionError(
                _("%(instant)s has no time zone.") % {"instant": instant},
                field=name,
                remedy=_("Add it, such as 2022-03-07T08:00+01:00."),
            )
    if ends_at < starts_at:
        raise ActionError(
            _("The count would end before it starts."),
            field="ends_at",
            remedy=_("Choose %(start)s or later.") % {"start": starts_at},
        )
