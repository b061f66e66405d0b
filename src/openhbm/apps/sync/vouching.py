"""The word of a node for its own entries, with which they can be handed back to it one day.

A signature says: my chain has this hash at this place. One stands at the end of each letter's run,
and one before each gap in it: hashes lead from an end back to the gap, and no further.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings

from openhbm.apps.ledger.lanes import node_of
from openhbm.apps.ledger.recovering import is_signed_at, signed_end
from openhbm.apps.sync.models import SignedEnd


class Word(Protocol):
    """What vouches for the entries of a chain up to a place."""

    last: int
    """The last place that is signed; 0 when each may be."""

    def at(self, sequence: int, digest: bytes) -> bytes:
        """The signature for a place with this hash; empty when there is none."""


class OwnWord:
    """This node's word, given now; it has none for the chains of others."""

    last = 0

    def __init__(self, chain: str) -> None:
        self._chain = chain
        self._is_own = node_of(chain) == settings.NODE_PREFIX

    def at(self, sequence: int, digest: bytes) -> bytes:
        """See ``Word``."""
        if not self._is_own:
            return b""
        return settings.KEYS.signing_key.sign(signed_end(self._chain, sequence, digest))


class KeptWord:
    """The word of the node that is handed back its own, kept since it sent them."""

    def __init__(self, chain: str, start: int, public_key: bytes) -> None:
        self._chain, self._public_key = chain, public_key
        found = SignedEnd.objects.filter(chain=chain, sequence__gt=start)
        self._kept = dict(found.values_list("sequence", "signature"))
        self.last: int = max(self._kept, default=0)

    def at(self, sequence: int, digest: bytes) -> bytes:
        """See ``Word``."""
        signature = bytes(self._kept.get(sequence, b""))
        # Looked at only now: what is not given back never costs the time.
        if is_signed_at(self._chain, sequence, digest, signature, self._public_key):
            return signature
        return b""
