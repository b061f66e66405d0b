"""Carrying letters for others: this node cannot open them, hands each on once, and keeps none."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action, hold_journal
from openhbm.apps.sync.cards import card_of
from openhbm.apps.sync.incoming import signed_by
from openhbm.apps.sync.models import RelayedLetter
from openhbm.core.ledger.letters import LetterError, read_letter

MOST_CARRIED = 512
"""Letters carried for one node at a time; further ones are refused."""


@action
def carry_letter(*, by: Actor | None, letter: bytes, at: datetime | None = None) -> bool:
    """Keep a letter that one node wrote to another until it is handed on; False when it was
    carried before.

    ActionError for one that is damaged or forged, for this very node, or between nodes that are
    not both let in; and when too many are carried for its writer already.
    """
    hold_journal()
    try:
        found = read_letter(letter)
        if found.recipient == settings.NODE_PREFIX:
            raise LetterError("it is for this node; take it in")
        signed_by(found)
        card = card_of(found.recipient)
        if card is None or card.is_revoked:
            raise LetterError(f"{found.recipient} is not known here, or was revoked")
    except LetterError as error:
        raise ActionError(
            _("The letter is not carried: %(reason)s.") % {"reason": str(error)}, field="letter"
        ) from None
    digest = hashlib.sha256(letter).hexdigest()
    if RelayedLetter.objects.filter(digest=digest).exists():
        return False
    waiting = RelayedLetter.objects.filter(sender=found.sender, handed_on_at=None)
    if waiting.count() >= MOST_CARRIED:
        raise ActionError(
            _("Too many letters of %(prefix)s are carried already.") % {"prefix": found.sender},
            field="letter",
            remedy=_("Let this node meet the centre first: hbm sync run --once"),
        )
    RelayedLetter.objects.create(
        sender=found.sender,
        recipient=found.recipient,
        digest=digest,
        letter=letter,
        received_at=at or timezone.now(),
    )
    return True


@action
def note_handed_on(*, by: Actor | None, digest: str, at: datetime | None = None) -> None:
    """What was handed on is forgotten, but for its hash: it is not carried a second time."""
    RelayedLetter.objects.filter(digest=digest).update(
        letter=b"", handed_on_at=at or timezone.now()
    )
