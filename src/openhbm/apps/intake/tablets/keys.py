"""The keys that open what tablets seal: one for most items, one for what is told in trust."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from openhbm.core.ledger.envelopes import derived_key

TOLD_IN_TRUST = frozenset({"screening"})
"""Kinds of items that are sealed to the protection key."""


def opening_key(*, is_protected: bool) -> X25519PrivateKey:
    """The private key of either kind."""
    ring = settings.KEYS
    secret = ring.protection_secret if is_protected else ring.node_secret
    purpose = "openhbm protected tablet items" if is_protected else "openhbm tablet items"
    return X25519PrivateKey.from_private_bytes(derived_key(secret, purpose))


def sealing_keys() -> dict[str, str]:
    """The public keys that a tablet is given, hexadecimal."""
    return {
        name: opening_key(is_protected=is_protected).public_key().public_bytes_raw().hex()
        for name, is_protected in (("ordinary", False), ("protected", True))
    }
