"""Envelopes for personal data: AES-256-GCM under a person's key, itself wrapped by a node key."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class EnvelopeError(ValueError):
    """The envelope cannot be opened: wrong key, or bytes changed."""


def sealed(key: bytes, plain: bytes, *, nonce: bytes, context: bytes) -> bytes:
    """``nonce`` (12 bytes, never used twice with a key) followed by ciphertext and tag.

    ``context`` is not secret but bound in: the envelope opens only beside the same context.
    """
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def opened(key: bytes, envelope: bytes, *, context: bytes) -> bytes:
    """The plain bytes of an envelope; raises EnvelopeError when key, context or bytes differ."""
    nonce, ciphertext = envelope[:NONCE_BYTES], envelope[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, context)
    except (InvalidTag, ValueError):
        raise EnvelopeError(
            "the envelope does not open: it was changed, or sealed with another key"
        ) from None


def derived_nonce(key: bytes, context: bytes) -> bytes:
    """The nonce of the one payload that ``key`` seals in this context (an entry's id).

    Whoever has key, context and plain bytes makes the same envelope again, byte for byte: what is
    sent between nodes need not carry ciphertext, which no compression makes smaller.
    """
    return hmac.digest(key, b"openhbm nonce\x00" + context, "sha256")[:NONCE_BYTES]


def derived_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose from a node secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(
        algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()
    ).derive(secret)
