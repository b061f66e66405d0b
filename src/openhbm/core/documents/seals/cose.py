"""COSE_Sign1 (RFC 9052): one signature over CBOR, by Ed25519 (EdDSA) or P-256 (ES256)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from openhbm.core.documents.seals.brainpool import BrainpoolP224Key
from openhbm.core.documents.seals.signatures import PrivateKey, PublicKey, has_signed, signature_of
from openhbm.core.documents.seals.verdicts import SealError

ES256, EDDSA = -7, -8
TAG = 18
MOST_BYTES = 16 * 1024 * 1024
_ALGORITHM, _KEY_ID, _TYPE = 1, 4, 16
_CONTEXT = "Signature1"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed message as it was read: its header, what it carries, and the signature."""

    protected: bytes
    algorithm: int
    key_id: bytes
    type: str
    payload: bytes
    signature: bytes

    def is_by(self, key: PublicKey) -> bool:
        """Whether the signature is this key's, by the algorithm that the header names."""
        if isinstance(key, BrainpoolP224Key):
            return False
        expected = EDDSA if isinstance(key, Ed25519PublicKey) else ES256
        if self.algorithm != expected:
            return False
        if not isinstance(key, Ed25519PublicKey) and key.curve.key_size != 256:
            return False
        return has_signed(key, _to_sign(self.protected, self.payload), self.signature)


def signed(payload: bytes, key: PrivateKey, *, key_id: bytes, type: str) -> bytes:
    """The tagged message. ``type`` (RFC 9596) is what the payload is, bound into the signature."""
    algorithm = ES256 if isinstance(key, EllipticCurvePrivateKey) else EDDSA
    protected = cbor2.dumps({_ALGORITHM: algorithm, _KEY_ID: key_id, _TYPE: type})
    return _written(protected, payload, signature_of(_to_sign(protected, payload), key))


def read_signed(data: bytes) -> Signed:
    """The message in ``data``, not yet checked; SealError when it is none.

    Only the one shortest way of writing it is read, so that a message has one hash. Beyond 16 MB
    nothing is looked at.
    """
    if len(data) > MOST_BYTES:
        raise SealError(f"{len(data)} bytes are too many for a signed message")
    outer = read_cbor(data)
    parts = outer.value if isinstance(outer, cbor2.CBORTag) and outer.tag == TAG else None
    if not (isinstance(parts, list | tuple) and len(parts) == 4):
        raise SealError("it is no signed message of one signer (COSE_Sign1)")
    protected, _unprotected, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise SealError("a part of the signed message is missing")
    if data != _written(protected, payload, signature):
        raise SealError("something was added to the signed message, or it is written another way")
    header = read_cbor(protected)
    if not isinstance(header, dict):
        raise SealError("the header of the signed message is not a map")
    algorithm, key_id, type = (header.get(name) for name in (_ALGORITHM, _KEY_ID, _TYPE))
    if not isinstance(algorithm, int) or not isinstance(key_id, bytes):
        raise SealError("the header names no algorithm and key")
    type = type if isinstance(type, str) else ""
    return Signed(protected, algorithm, key_id, type, payload, signature)


def read_cbor(data: bytes) -> Any:
    """The CBOR item that ``data`` begins with; SealError when there is none."""
    try:
        item = cbor2.loads(data)
    except Exception as error:  # hostile tags fail in as many ways as there are tags
        raise SealError(f"it is no CBOR ({type(error).__name__})") from None
    return item


def _written(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps([_CONTEXT, protected, b"", payload])
