"""Reads of replication: how the nodes are doing, what is wrong in plain words, what to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.models import Conflict, Node, UnappliedEntry, WaitingRow
from openhbm.apps.ledger.put_back import was_put_back
from openhbm.apps.ledger.recovering import is_recovering, was_recovering_lately
from openhbm.apps.sync.cards import Card, card_of, upstream
from openhbm.apps.sync.carrying import waiting, words_on_dropped
from openhbm.apps.sync.lost import missing_here, waited_for
from openhbm.apps.sync.models import (
    AwaitedPhoto,
    EnrolledNode,
    KeptLetter,
    Link,
    NodeInvitation,
    RelayedLetter,
)
from openhbm.apps.sync.outgoing import unsent_to
from openhbm.apps.sync.proofs import name_of
from openhbm.apps.sync.undecided import OpenConflict, seen_by
from openhbm.content.permissions import Permission

SILENT_AFTER = timedelta(days=1)
MOST_SKEW_MS = 5 * 60 * 1000
MOST_SHOWN = 100
LITTLE_DISK_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class NodeStanding:
    """One other node, as this one knows it."""

    prefix: str
    name: str
    kind: str
    is_upstream: bool
    is_revoked: bool
    met_at: datetime | None
    tried_at: datetime | None
    lacks: int
    unsent: int | None
    version: str
    free_disk_bytes: int | None
    skew_ms: int
    conflicts: int | None
    is_quarantined: bool
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """This node and all it meets."""

    prefix: str
    upstream: str
    url: str
    unsent: int
    conflicts: int
    waiting: int
    unapplied: int
    kept_letters: int
    is_recovering: bool
    waits_for: tuple[str, ...]
    missing: int
    photos: int
    carried: int
    dropped: int
    nodes: tuple[NodeStanding, ...]
    problems: tuple[str, ...]


def standing_of_nodes(user: User | None, at: datetime | None = None) -> Standing:
    """How replication stands. ``user`` is None on the command line: it says nothing of anybody."""
    at = at or timezone.now()
    nodes = tuple(_node(card, at) for card in _others()) if _may_see(user) else ()
    link = upstream()
    hub = card_of(link.node_id) if link else None
    open_conflicts = Conflict.objects.filter(closed_at=None).count()
    unapplied = UnappliedEntry.objects.count()
    return Standing(
        prefix=settings.NODE_PREFIX,
        upstream=link.node_id if link else "",
        url=link.url if link else "",
        unsent=unsent_to(hub) if hub else 0,
        conflicts=open_conflicts,
        waiting=WaitingRow.objects.count(),
        unapplied=unapplied,
        kept_letters=KeptLetter.objects.count(),
        is_recovering=is_recovering(),
        waits_for=tuple(card.prefix for card in waited_for()) if is_recovering() else (),
        missing=missing_here(),
        photos=AwaitedPhoto.objects.count(),
        carried=waiting().count(),
        dropped=RelayedLetter.objects.exclude(dropped_at=None).count(),
        nodes=nodes,
        problems=(
            *_restored(),
            *_own_problems(open_conflicts, unapplied),
            *words_on_dropped(at),
        ),
    )


def is_restored_and_waiting(user: User | None) -> bool:
    """Whether this node writes nothing for now. ``user`` is None: it says nothing of anybody."""
    return was_recovering_lately()


def conflicts_visible_to(user: User) -> list[OpenConflict]:
    """What is undecided, the oldest first, as far as the user may read it."""
    open_ones = Conflict.objects.filter(closed_at=None).order_by("opened_at").iterator()
    readable = (seen for one in open_ones if (seen := seen_by(user, one)) is not None)
    # Cut last: those of others must not crowd out what waits for this user.
    return list(islice(readable, MOST_SHOWN))


def conflict_for(user: User, conflict_id: int) -> OpenConflict:
    """One undecided field. NotVisible when it is absent, hidden or decided."""
    found = Conflict.objects.filter(pk=conflict_id, closed_at=None).first()
    seen = seen_by(user, found) if found else None
    if seen is None:
        raise NotVisible(f"There is no conflict {conflict_id}.")
    return seen


def node_to_revoke(user: User, prefix: str) -> Card:
    """A node that can be shut out. NotVisible when it is absent, hidden, this one or shut out."""
    card = card_of(prefix) if _may_see(user) and prefix != settings.NODE_PREFIX else None
    if card is None or card.is_revoked or not EnrolledNode.objects.filter(prefix=prefix).exists():
        raise NotVisible(f"There is no node {prefix} to revoke.")
    return card


def is_open_code(user: User | None, name: str, at: datetime | None = None) -> bool:
    """Whether a one-time code of this name is not too old; the action tells who may use it.

    ``user`` is None: a new node asks.
    """
    lasting = NodeInvitation.objects.filter(expires_at__gt=at or timezone.now())
    return any(name_of(one.digest) == name for one in lasting)


def _may_see(user: User | None) -> bool:
    return user is None or may(user, Permission.READ_OPERATIONAL)


def _others() -> list[Card]:
    names = set(EnrolledNode.objects.values_list("prefix", flat=True))
    names |= set(Link.objects.values_list("node_id", flat=True))
    cards = (card_of(name) for name in sorted(names - {settings.NODE_PREFIX}))
    return [card for card in cards if card is not None and _is_neighbour(card)]


def _is_neighbour(card: Card) -> bool:
    """Whether this node meets it itself; of the others it only knows the cards."""
    return card.hub == settings.NODE_PREFIX or Link.objects.filter(node_id=card.prefix).exists()


def _node(card: Card, at: datetime) -> NodeStanding:
    link = Link.objects.filter(node_id=card.prefix).first() or Link(node_id=card.prefix)
    told: dict[str, Any] = link.told
    lacks = 0 if card.is_revoked else unsent_to(card)
    return NodeStanding(
        prefix=card.prefix,
        name=card.name,
        kind=card.kind,
        is_upstream=link.is_upstream,
        is_revoked=card.is_revoked,
        met_at=link.met_at,
        tried_at=link.tried_at,
        lacks=lacks,
        unsent=told.get("unsent"),
        version=str(told.get("version", "")),
        free_disk_bytes=told.get("free_disk_bytes"),
        skew_ms=link.skew_ms,
        conflicts=told.get("conflicts"),
        is_quarantined=link.quarantined_at is not None,
        problems=tuple(_problems(card, link, at)),
    )


def _problems(card: Card, link: Link, at: datetime) -> list[str]:
    """What is wrong with a node and what to do, most urgent first."""
    if card.is_revoked:
        return [_("Revoked: nothing is taken from it and nothing sent to it.")]
    found = []
    if link.quarantined_at:
        found.append(
            _(
                "In quarantine: %(reason)s Find out which machine is the true one, revoke this node"
                " and enrol it anew."
            )
            % {"reason": link.quarantine_reason}
        )
    if link.met_at is None:
        found.append(_("It has never been met. On it, run: hbm sync run --once"))
    elif at - link.met_at > SILENT_AFTER:
        found.append(_silent(at - link.met_at))
    if link.problem:
        found.append(link.problem)
    found += _of_a_restore(link)
    if abs(link.skew_ms) > MOST_SKEW_MS:
        found.append(_skewed(link.skew_ms))
    if 0 < int(link.told.get("free_disk_bytes", 0) or 0) < LITTLE_DISK_BYTES:
        found.append(_("Its disk is nearly full. Make room there before it can store nothing."))
    if link.told.get("unapplied"):
        found.append(_("It has entries that its version does not understand. Update it."))
    return found


def _of_a_restore(link: Link) -> list[str]:
    if link.recovering:
        return [_("It was restored from a backup and takes back what it had sent. Wait.")]
    if not link.has_answered:
        return [_("It has not handed back yet what it holds of this node. Meet it.")]
    return []


def _silent(length: timedelta) -> str:
    return ngettext(
        "Not heard of for %(days)d day. Check its power and its line, or carry a bundle.",
        "Not heard of for %(days)d days. Check its power and its line, or carry a bundle.",
        max(1, length.days),
    ) % {"days": max(1, length.days)}


def _skewed(skew_ms: int) -> str:
    minutes = abs(skew_ms) // 60_000
    told = (
        _("Its clock is %(minutes)d minutes ahead of this one. Set it right.")
        if skew_ms > 0
        else _("Its clock is %(minutes)d minutes behind this one. Set it right.")
    )
    return told % {"minutes": minutes}


def _restored() -> list[str]:
    """What a restored node waits for, and how not to."""
    if not is_recovering():
        return []
    if was_put_back(Node.objects.filter(is_self=True).first()):
        return [
            _(
                "The database was put back to an older state while this server ran. Stop every"
                " server of this node. If it was not done by hbm restore, run: hbm sync recover."
                " Then start them again."
            )
        ]
    names = ", ".join(card.name for card in waited_for())
    if not names:
        return [_("This node was restored from a backup. Everybody has answered; it goes on soon.")]
    return [
        _(
            "This node was restored from a backup and waits for %(names)s to hand back what they"
            " hold of it. Nothing can be recorded here until then. If one of them cannot be met,"
            " run: hbm sync go-on"
        )
        % {"names": names}
    ]


def _own_problems(conflicts: int, unapplied: int) -> list[str]:
    found = []
    if conflicts:
        found.append(
            ngettext(
                "%(count)d value was written differently on two nodes; somebody has to decide.",
                "%(count)d values were written differently on two nodes; somebody has to decide.",
                conflicts,
            )
            % {"count": conflicts}
        )
    if unapplied:
        found.append(
            ngettext(
                "%(count)d entry cannot be shown by this version; it is kept. Update this node.",
                "%(count)d entries cannot be shown by this version; they are kept. Update this"
                " node.",
                unapplied,
            )
            % {"count": unapplied}
        )
    return found
