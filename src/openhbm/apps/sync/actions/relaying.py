"""Carrying letters for others: this node cannot open them, hands each on once, and keeps none.

For a stated time and up to a stated size (``carrying``); what is dropped is said in words.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action, hold_journal
from openhbm.apps.sync.cards import card_of
from openhbm.apps.sync.carrying import (
    HASHES_KEPT_FOR,
    first_to_go,
    of_revoked,
    too_old,
    waiting,
)
from openhbm.apps.sync.codes import DropReason
from openhbm.apps.sync.incoming import signed_by
from openhbm.apps.sync.models import RelayedLetter
from openhbm.core.ledger.letters import Letter, LetterError, read_letter

MOST_CARRIED = 512
"""Letters carried for one node at a time; further ones are refused."""


@action
def carry_letter(*, by: Actor | None, letter: bytes, at: datetime | None = None) -> bool:
    """Keep a letter that one node wrote to another until it is handed on; False when it was
    carried before.

    ActionError for one that is damaged or forged, for or from this very node, or between nodes that
    are not both let in; and when too many are carried for its writer already.
    """
    hold_journal()
    try:
        found = read_letter(letter)
        if found.recipient == settings.NODE_PREFIX:
            raise LetterError("it is for this node; take it in")
        if found.sender == settings.NODE_PREFIX:
            raise LetterError("this node wrote it")
        if found.sender == found.recipient:
            raise LetterError(f"{found.sender} wrote it to itself")
        signed_by(found)
        card = card_of(found.recipient)
        if card is None or card.is_revoked:
            raise LetterError(f"{found.recipient} is not known here, or was revoked")
    except LetterError as error:
        raise ActionError(
            _("The letter is not carried: %(reason)s.") % {"reason": str(error)}, field="letter"
        ) from None
    digest = hashlib.sha256(letter).hexdigest()
    if RelayedLetter.objects.filter(digest=digest, dropped_at=None).exists():
        return False
    at = at or timezone.now()
    drop_carried(by=None, at=at)
    _make_room(found, len(letter), at)
    RelayedLetter.objects.create(
        sender=found.sender,
        recipient=found.recipient,
        digest=digest,
        letter=letter,
        received_at=at,
        size=len(letter),
        is_urgent=found.is_urgent,
    )
    return True


@action
def drop_carried(*, by: Actor | None, at: datetime | None = None) -> int:
    """Drop letters that nobody came for in time, and those of nodes that were shut out; how many.

    What they say is with who wrote them. Hashes of letters long gone are forgotten.
    """
    at = at or timezone.now()
    RelayedLetter.objects.filter(handed_on_at__lt=at - HASHES_KEPT_FOR).delete()
    RelayedLetter.objects.filter(dropped_at__lt=at - HASHES_KEPT_FOR).delete()
    return _drop(of_revoked(), DropReason.REVOKED, at) + _drop(too_old(at), DropReason.TOO_OLD, at)


def _make_room(letter: Letter, size: int, at: datetime) -> None:
    """Drop the oldest and least urgent for it; ActionError when that is not enough."""
    of_sender = waiting().filter(sender=letter.sender)
    gone = first_to_go(size, is_urgent=letter.is_urgent)
    if gone is None or of_sender.count() >= MOST_CARRIED:
        raise ActionError(
            _("Too many letters of %(prefix)s are carried already.") % {"prefix": letter.sender},
            field="letter",
            remedy=_("Let this node meet the centre first: hbm sync run --once"),
        )
    _drop(RelayedLetter.objects.filter(pk__in=gone), DropReason.TOO_MANY, at)


def _drop(letters: QuerySet[RelayedLetter], why: DropReason, at: datetime) -> int:
    return letters.update(letter=b"", dropped_at=at, drop_reason=why)


@action
def note_handed_on(*, by: Actor | None, digest: str, at: datetime | None = None) -> None:
    """What was handed on is forgotten, but for its hash: it is not carried a second time."""
    RelayedLetter.objects.filter(digest=digest).update(
        letter=b"", handed_on_at=at or timezone.now()
    )
