"""Letters that this node carries for others: which wait, how many may be, which were dropped.

Nothing is lost with a letter: its writer forgets no entry, and counts one as told only when the
recipient itself says to have it (``Cursor``, by the ``heads`` of the recipient's own letters).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from openhbm.apps.sync.codes import DropReason
from openhbm.apps.sync.models import EnrolledNode, RelayedLetter

CARRIED_FOR = timedelta(days=30)
MOST_CARRIED_BYTES = 256 * 1024 * 1024
DROPS_TOLD_FOR = timedelta(days=30)
HASHES_KEPT_FOR = timedelta(days=180)


def waiting() -> QuerySet[RelayedLetter]:
    """Letters that were neither handed on nor dropped."""
    return RelayedLetter.objects.filter(handed_on_at=None, dropped_at=None)


def waiting_for(recipients: Iterable[str]) -> list[RelayedLetter]:
    """The letters that this node carries for some nodes, the oldest first."""
    return list(waiting().filter(recipient__in=list(recipients)).order_by("id"))


def is_carried(letter: bytes) -> bool:
    """Whether a letter waits here."""
    return waiting().filter(digest=hashlib.sha256(letter).hexdigest()).exists()


def of_revoked() -> QuerySet[RelayedLetter]:
    """Those that wait and that a node wrote, or would get, which was shut out."""
    gone = EnrolledNode.objects.exclude(revoked_at=None).values("prefix")
    return waiting().filter(Q(sender__in=gone) | Q(recipient__in=gone))


def too_old(at: datetime) -> QuerySet[RelayedLetter]:
    """Those that nobody came for in all the time that they are carried."""
    return waiting().filter(received_at__lt=at - CARRIED_FOR)


def first_to_go(room_for: int, *, is_urgent: bool) -> list[int] | None:
    """Which letters have to go to make room for another one; None when that is not enough.

    The oldest first, and those with something urgent in them last: for one that has nothing urgent
    they never go.
    """
    found = list(waiting().order_by("is_urgent", "id").values_list("id", "size", "is_urgent"))
    excess = sum(size for _id, size, _urgent in found) + room_for - MOST_CARRIED_BYTES
    gone: list[int] = []
    for id_, size, carries_urgent in found:
        if excess <= 0 or (carries_urgent and not is_urgent):
            break
        gone.append(id_)
        excess -= size
    return gone if excess <= 0 else None


def words_on_dropped(at: datetime) -> list[str]:
    """What was dropped of late, in words for whoever looks after this node."""
    found = RelayedLetter.objects.filter(dropped_at__gt=at - DROPS_TOLD_FOR)
    told = found.values("sender", "recipient", "drop_reason").annotate(count=Count("id"))
    return [
        _(
            "Letters of %(sender)s to %(recipient)s that were carried here and dropped, %(count)d:"
            " %(why)s"
        )
        % {**one, "why": DropReason(one["drop_reason"]).label}
        for one in told.order_by("sender", "recipient", "drop_reason")
    ]
