"""Whom a post trusts and what was revoked: all that a check needs, with no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openhbm.core.documents.seals.certificates import Signer
from openhbm.core.documents.seals.revocations import KeyRevocation


@dataclass(frozen=True, slots=True)
class Trust:
    """Signers whose chain was checked, by key id; what they or the national signer revoked.

    ``seal_signers`` are signers of binary seals by the reference that such a seal names, e.g.
    ``DETS32``. ``listed_until`` is when the newest list of a node stops being recent.
    """

    signers: Mapping[bytes, Signer] = field(default_factory=dict)
    seal_signers: Mapping[str, Signer] = field(default_factory=dict)
    revoked_keys: Mapping[bytes, KeyRevocation] = field(default_factory=dict)
    revoked_cards: Mapping[str, frozenset[bytes]] = field(default_factory=dict)
    listed_until: Mapping[str, datetime] = field(default_factory=dict)

    def has_revoked(self, node: str, serial: bytes) -> bool:
        """Whether a node's card was revoked; only its node and the nation can do that."""
        return serial in self.revoked_cards.get(node, frozenset())
