"""What a node restored from a backup lacks of its own entries, and what others kept of them."""

from __future__ import annotations

from django.conf import settings

from openhbm.apps.ledger.lanes import ORDINARY_MARKS, URGENT_MARKS
from openhbm.apps.ledger.recovering import chains_begun, missing_in, takes_back, whole_up_to
from openhbm.apps.sync.cards import Card, card_of, upstream
from openhbm.apps.sync.models import EnrolledNode, Link


def neighbours() -> list[Card]:
    """The nodes that this one meets itself and that were not revoked."""
    hub = upstream()
    below = EnrolledNode.objects.filter(hub=settings.NODE_PREFIX).values_list("prefix", flat=True)
    names = {*below, *([hub.node_id] if hub else [])} - {settings.NODE_PREFIX}
    cards = [card_of(name) for name in sorted(names)]
    return [card for card in cards if card is not None and not card.is_revoked]


def waited_for() -> list[Card]:
    """The nodes that have not handed back yet what they hold of this one."""
    done = Link.objects.filter(has_answered=True).exclude(asked={})
    names = set(done.values_list("node_id", flat=True))
    return [card for card in neighbours() if card.prefix not in names]


def starts() -> dict[str, int]:
    """Up to where this node has its own chains whole."""
    prefix = settings.NODE_PREFIX
    first = {prefix + URGENT_MARKS[0], prefix + ORDINARY_MARKS[0]}
    return {chain: whole_up_to(chain) for chain in sorted({*chains_begun(prefix), *first})}


def missing_here() -> int:
    """How many of this node's own entries are known here by their place only."""
    return sum(missing_in(chain) for chain in chains_begun(settings.NODE_PREFIX))


def asked_of(prefix: str) -> dict[str, int]:
    """From where on a node is asked for the entries of this one; nothing when it has answered."""
    link = Link.objects.filter(node_id=prefix, has_answered=False).first()
    if link is None:
        return {}
    begun = chains_begun(settings.NODE_PREFIX)
    written = {chain: place for chain, place in begun.items() if not takes_back(chain)}
    return dict(link.asked) | written


def lost_by(card: Card) -> dict[str, int]:
    """From where on a node lacks its own chains; nothing when it is well.

    Those included of which its backup knows nothing.
    """
    link = Link.objects.filter(node_id=card.prefix).exclude(recovering={}).first()
    if link is None:
        return {}
    return dict.fromkeys(chains_begun(card.prefix), 0) | dict(link.recovering)
