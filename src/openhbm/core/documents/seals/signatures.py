"""Signing and checking with the keys that seals use, over bytes."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from openhbm.core.documents.seals.brainpool import BrainpoolP224Key

PrivateKey: TypeAlias = Ed25519PrivateKey | EllipticCurvePrivateKey
PublicKey: TypeAlias = Ed25519PublicKey | EllipticCurvePublicKey | BrainpoolP224Key

# By the size of the curve's field in bits (BSI TR-03137-1, table of algorithms).
_HASHES: dict[int, type[hashes.HashAlgorithm]] = {
    224: hashes.SHA224,
    256: hashes.SHA256,
    384: hashes.SHA384,
    512: hashes.SHA512,
    521: hashes.SHA512,
}


def signature_of(data: bytes, key: PrivateKey) -> bytes:
    """64 bytes of Ed25519, or r and s of ECDSA, each as long as the curve's field."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(data)
    size = (key.curve.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(data, ECDSA(_hash(key.curve.key_size))))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def has_signed(key: PublicKey, data: bytes, signature: bytes) -> bool:
    """Whether ``signature``, in the form of `signature_of`, is this key's over ``data``."""
    if isinstance(key, Ed25519PublicKey):
        return _holds(lambda: key.verify(signature, data))
    size = _size(key)
    if len(signature) != 2 * size:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature[:size], signature[size:]))
    if isinstance(key, BrainpoolP224Key):
        return key.has_signed(hashlib.sha224(data).digest(), r, s)
    kind = ECDSA(_hash(key.curve.key_size))
    return _holds(lambda: key.verify(encode_dss_signature(r, s), data, kind))


def _holds(check: object) -> bool:
    try:
        check()  # type: ignore[operator]
    except (InvalidSignature, ValueError):
        return False
    return True


def _size(key: EllipticCurvePublicKey | BrainpoolP224Key) -> int:
    return 28 if isinstance(key, BrainpoolP224Key) else (key.curve.key_size + 7) // 8


def _hash(bits: int) -> hashes.HashAlgorithm:
    if bits not in _HASHES:
        raise ValueError(f"no seal is signed on a curve of {bits} bits")
    return _HASHES[bits]()
