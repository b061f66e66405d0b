"""What one node says to another: for its eyes only, signed, the same over a wire and on a stick.

A letter has two boxes. The ordinary one opens with the node's own secret; the protected one, for
what belongs to protection, health, security and grievances, with the secret kept apart for those.
Each box is sealed to an X25519 key (RFC 7748) by a key made for this letter alone, and the whole is
signed (Ed25519, RFC 8032) over the bytes as they are sent.
"""

from __future__ import annotations

from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from openhbm.core.ledger.envelopes import (
    NONCE_BYTES,
    EnvelopeError,
    derived_key,
    opened,
    sealed,
)

MAGIC = "openhbm letter"
VERSION = 1
_SIGNED = b"openhbm letter\x00"
# Each box has a key of its own, made for this letter: no nonce is ever used twice.
_NONCE = bytes(NONCE_BYTES)


class LetterError(ValueError):
    """The letter is not to be trusted or not to be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it arrived: who says to have written it, for whom, and its closed boxes."""

    sender: str
    recipient: str
    number: int
    ephemeral: bytes
    ordinary: bytes
    protected: bytes
    signed: bytes
    signature: bytes
    is_urgent: bool = False
    """Said on the outside, for who carries it by hand and has no room for all."""


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a letter is for: name and public sealing keys; no protected key, no protected box."""

    name: str
    ordinary_key: bytes
    protected_key: bytes = b""


def write_letter(
    *,
    sender: str,
    to: Address,
    number: int,
    ordinary: bytes,
    protected: bytes,
    signing_key: Ed25519PrivateKey,
    ephemeral: X25519PrivateKey,
    is_urgent: bool = False,
) -> bytes:
    """The letter's bytes. ``ephemeral`` is a fresh key, used for this letter only.

    ValueError when there is something protected for somebody who may not hold it.
    """
    if protected and not to.protected_key:
        raise ValueError(f"{to.name} may hold nothing protected")
    public = ephemeral.public_key().public_bytes_raw()
    context = _context(sender, to.name, number)
    boxes = [_closed(ephemeral, to.ordinary_key, ordinary, context + b"ordinary"), b""]
    if protected:
        boxes[1] = _closed(ephemeral, to.protected_key, protected, context + b"protected")
    mark = [True] if is_urgent else []
    signed = cbor2.dumps([MAGIC, VERSION, sender, to.name, number, public, *boxes, *mark])
    return cbor2.dumps([signed, signing_key.sign(_SIGNED + signed)])


def read_letter(data: bytes) -> Letter:
    """What stands on the outside; LetterError when it is no letter. Nothing is verified yet."""
    try:
        signed, signature = cbor2.loads(data)
        # Marks that a later release sets behind them change nothing of what it is.
        magic, version, sender, recipient, number, ephemeral, ordinary, protected, *marks = (
            cbor2.loads(signed)
        )
        kinds_fit = (
            all(isinstance(part, bytes) for part in (signature, ephemeral, ordinary, protected))
            and isinstance(sender, str)
            and isinstance(recipient, str)
            and isinstance(number, int)
        )
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, MemoryError, OverflowError):
        raise LetterError("it is damaged, or no letter of this system") from None
    if magic != MAGIC or not kinds_fit:
        raise LetterError("it is damaged, or no letter of this system")
    if version != VERSION:
        raise LetterError(f"it is written in version {version}; this node reads {VERSION}")
    is_urgent = marks[:1] == [True]
    return Letter(
        sender, recipient, number, ephemeral, ordinary, protected, signed, signature, is_urgent
    )


def verify_letter(letter: Letter, public_key: bytes) -> None:
    """LetterError unless the owner of this Ed25519 key signed these very bytes."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(letter.signature, _SIGNED + letter.signed)
    except (InvalidSignature, ValueError):
        raise LetterError(
            f"it was not signed by {letter.sender}: forged, or changed on the way"
        ) from None


def open_box(letter: Letter, private_key: X25519PrivateKey, *, is_protected: bool) -> bytes:
    """The plain bytes of one box, empty when there is none; LetterError when it does not open."""
    box = letter.protected if is_protected else letter.ordinary
    if not box:
        return b""
    context = _context(letter.sender, letter.recipient, letter.number)
    context += b"protected" if is_protected else b"ordinary"
    try:
        shared = private_key.exchange(X25519PublicKey.from_public_bytes(letter.ephemeral))
        public = private_key.public_key().public_bytes_raw()
        key = derived_key(shared + letter.ephemeral + public, "openhbm letter box")
        return opened(key, box, context=context)
    except (EnvelopeError, ValueError):
        raise LetterError(
            "it does not open: it was sealed for other keys than this node's"
        ) from None


def _closed(ephemeral: X25519PrivateKey, public: bytes, plain: bytes, context: bytes) -> bytes:
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    key = derived_key(
        shared + ephemeral.public_key().public_bytes_raw() + public, "openhbm letter box"
    )
    return sealed(key, plain, nonce=_NONCE, context=context)


def _context(sender: str, recipient: str, number: int) -> bytes:
    return f"{sender}\x00{recipient}\x00{number}\x00".encode()
