"""Writing letters to other nodes."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import Actor, action
from openhbm.apps.ledger.lanes import is_urgent
from openhbm.apps.ledger.models import Node
from openhbm.apps.ledger.recovering import is_recovering
from openhbm.apps.people.seals.actions.sharing import share_trust
from openhbm.apps.sync.actions.owing import owe_entries
from openhbm.apps.sync.cards import Card, card_of
from openhbm.apps.sync.figures import own_figures
from openhbm.apps.sync.lost import asked_of
from openhbm.apps.sync.match_keys import keys_for
from openhbm.apps.sync.models import Link
from openhbm.apps.sync.outgoing import Batch, batch_for, heads_told_to
from openhbm.core.ledger.letters import write_letter
from openhbm.core.ledger.packing import compressed

LETTER_VERSION = 1


@action
def compose_letter(
    *,
    by: Actor | None,
    to: str,
    most_bytes: int,
    is_live: bool = True,
    got: Collection[bytes] = (),
    after: dict[str, int] | None = None,
    note: str = "",
) -> tuple[bytes, Batch]:
    """The next letter to a node, with at most about ``most_bytes`` of entries.

    ``got`` names entries handed in later that have come; ``after`` is how far letters went that
    nobody has acknowledged yet, for bundles carried by hand. ActionError for a node that is not
    known or was revoked.
    """
    card = _recipient(to)
    if not is_recovering():
        share_trust(by=None)
    number = _next_number(to)
    batch = batch_for(card, most_bytes, after)
    owe_entries(by=None, to=to, number=number, batch=batch)
    keys, keys_end = keys_for(card) if not batch.has_more else ([], 0)
    batch.people_told = len(keys)
    link = Link.objects.values("keys_taken", "numbers_taken").get(node_id=to)
    document: dict[str, Any] = {
        "v": LETTER_VERSION,
        "live": is_live,
        "heads": heads_told_to(card),
        "runs": batch.runs,
        "owed": batch.owed,
        "keys": batch.keys,
        "got": list(got),
        "more": batch.has_more,
        "wants": most_bytes,
        "match_keys": keys,
        "match_keys_end": keys_end,
        "match_keys_taken": link["keys_taken"],
        "taken": link["numbers_taken"],
        "figures": own_figures(card),
        "note": note,
        "lost": asked_of(to),
        "answers": batch.answers,
    }
    return _sealed_for(card, number, document, batch), batch


@action
def note_attempt(*, by: Actor | None, to: str, problem: str, at: datetime | None = None) -> None:
    """Note that a meeting with a node was tried, and what went wrong if it did."""
    Link.objects.filter(node_id=to).update(tried_at=at or timezone.now(), problem=problem[:300])


def _recipient(prefix: str) -> Card:
    if prefix == settings.NODE_PREFIX:
        raise ActionError(
            _("%(prefix)s is this node itself.") % {"prefix": prefix},
            field="to",
            remedy=_("See the nodes that were enrolled: hbm node list"),
        )
    card = card_of(prefix)
    if card is None:
        raise ActionError(
            _("There is no node %(prefix)s here.") % {"prefix": prefix},
            field="to",
            remedy=_("See the nodes that were enrolled: hbm node list"),
        )
    if card.is_revoked:
        raise ActionError(
            _("%(prefix)s was revoked; nothing is sent there.") % {"prefix": prefix}, field="to"
        )
    return card


def _link_to(prefix: str) -> Link:
    """The link with another node, locked; made at the first letter."""
    Node.objects.get_or_create(prefix=prefix)
    Link.objects.get_or_create(node_id=prefix)
    return Link.objects.select_for_update().get(node_id=prefix)


def _next_number(to: str) -> int:
    """Later than all before, also when the clock was put back or this node restored."""
    link = _link_to(to)
    link.number_sent = max(link.number_sent + 1, time.time_ns() // 1_000_000)
    link.save(update_fields=["number_sent"])
    return link.number_sent


def _sealed_for(card: Card, number: int, document: dict[str, Any], batch: Batch) -> bytes:
    protected = b""
    if batch.protected_runs:
        protected = compressed({"runs": batch.protected_runs, "keys": batch.protected_keys})
    return write_letter(
        sender=settings.NODE_PREFIX,
        to=card.address,
        number=number,
        ordinary=compressed(document),
        protected=protected,
        signing_key=settings.KEYS.signing_key,
        ephemeral=X25519PrivateKey.generate(),
        is_urgent=not document["live"] and any(map(is_urgent, batch.ends)),
    )
