"""What a tablet writes while it is cut off: sealed to its node, which alone can open it.

An item is closed with AES-256-GCM under a key agreed by X25519 (RFC 7748) between a key made for
this item alone and the node's public key, drawn out with HKDF-SHA256 (RFC 5869). The tablet forgets
the item's key: whoever holds the tablet, its own user too, cannot read what it has written.
"""

from __future__ import annotations

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from openhbm.core.ledger.envelopes import NONCE_BYTES, EnvelopeError, derived_key, opened, sealed

PUBLIC_BYTES = 32
PURPOSE = "openhbm tablet item"
# Each item has a key of its own: no nonce is ever used twice.
_NONCE = bytes(NONCE_BYTES)


def seal_item(public: bytes, item_id: UUID, plain: bytes, ephemeral: X25519PrivateKey) -> bytes:
    """The item as a tablet seals it: the item's public key (32 bytes), then the envelope.

    ``ephemeral`` is a fresh key, used for this item only. The item's id is bound in.
    """
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    own = ephemeral.public_key().public_bytes_raw()
    key = derived_key(shared + own + public, PURPOSE)
    return own + sealed(key, plain, nonce=_NONCE, context=_context(item_id))


def open_item(private: X25519PrivateKey, item_id: UUID, given: bytes) -> bytes:
    """The plain bytes; EnvelopeError when it was sealed for another node, as another item, or
    changed on the way."""
    own, envelope = given[:PUBLIC_BYTES], given[PUBLIC_BYTES:]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(own))
    except ValueError:
        raise EnvelopeError("the item is cut short, or no item of this system") from None
    key = derived_key(shared + own + private.public_key().public_bytes_raw(), PURPOSE)
    return opened(key, envelope, context=_context(item_id))


def _context(item_id: UUID) -> bytes:
    return PURPOSE.encode() + b"\x00" + item_id.bytes
