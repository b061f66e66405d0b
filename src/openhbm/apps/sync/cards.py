"""Who this node is and who the others are: names and public keys."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from openhbm.apps.sync.codes import NodeKind
from openhbm.apps.sync.models import EnrolledNode, Link
from openhbm.core.ledger.envelopes import derived_key
from openhbm.core.ledger.letters import Address


@dataclass(frozen=True)
class Card:
    """What must be known of a node to write to it and to believe it."""

    prefix: str
    name: str
    kind: str
    public_key: bytes
    ordinary_key: bytes
    protected_key: bytes
    post_ids: tuple[str, ...] = ()
    hub: str = ""
    is_revoked: bool = False

    @property
    def address(self) -> Address:
        return Address(self.prefix, self.ordinary_key, self.protected_key)

    @property
    def is_centre(self) -> bool:
        return self.kind == NodeKind.CENTRE


def ordinary_key() -> X25519PrivateKey:
    """Opens what was written to this node."""
    secret = derived_key(settings.KEYS.node_secret, "openhbm letters")
    return X25519PrivateKey.from_private_bytes(secret)


def protected_key() -> X25519PrivateKey:
    """Opens what was written to this node's protection staff."""
    secret = derived_key(settings.KEYS.protection_secret, "openhbm protected letters")
    return X25519PrivateKey.from_private_bytes(secret)


def own_keys() -> dict[str, str]:
    """This node's public keys, hexadecimal."""
    return {
        "public_key": settings.KEYS.signing_key.public_key().public_bytes_raw().hex(),
        "ordinary_key": ordinary_key().public_key().public_bytes_raw().hex(),
        "protected_key": protected_key().public_key().public_bytes_raw().hex(),
    }


def card_of(prefix: str) -> Card | None:
    """The card of a node that was enrolled here, or that enrolled this node; None for strangers."""
    row = EnrolledNode.objects.filter(prefix=prefix).order_by("-enrolled_at", "-id").first()
    if row is not None:
        return Card(
            prefix=row.prefix,
            name=row.name,
            kind=row.kind,
            public_key=bytes.fromhex(row.public_key),
            ordinary_key=bytes.fromhex(row.ordinary_key),
            protected_key=bytes.fromhex(row.protected_key),
            post_ids=tuple(row.post_ids),
            hub=row.hub,
            is_revoked=row.revoked_at is not None,
        )
    link = Link.objects.filter(node_id=prefix).first()
    return card_from(link.card) if link and link.card else None


def card_from(told: dict[str, str]) -> Card:
    """A card as enrolment told it. KeyError or ValueError when it is none."""
    return Card(
        prefix=str(told["prefix"]),
        name=str(told["name"]),
        kind=str(told["kind"]),
        public_key=bytes.fromhex(told["public_key"]),
        ordinary_key=bytes.fromhex(told["ordinary_key"]),
        protected_key=bytes.fromhex(told["protected_key"]),
    )


def upstream() -> Link | None:
    """The link to the node through which this one meets the others."""
    return Link.objects.filter(is_upstream=True).first()


def goes_up_to(card: Card) -> bool:
    """Whether everything of this node goes there: it is the hub, or the centre by way of one."""
    link = upstream()
    return link is not None and (link.node_id == card.prefix or card.is_centre)
