"""Lists of revoked cards and keys that travel without a network: signed, numbered, short-lived.

Eight bytes a card. A list only ever adds: what it leaves out that an older one revoked stays
revoked, so that whoever stole a key cannot call stolen cards back to life with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import cbor2

from openhbm.core.documents.seals.certificates import KEY_ID_BYTES, Signer
from openhbm.core.documents.seals.claims import SERIAL_BYTES
from openhbm.core.documents.seals.cose import read_cbor, read_signed, signed
from openhbm.core.documents.seals.signatures import PrivateKey
from openhbm.core.documents.seals.verdicts import SealError

LIST_TYPE = "hbm-revoked"
KEPT_BYTES = 12
_NODE, _SEQUENCE, _CARDS, _KEYS, _UNTIL, _ISSUED = 1, 2, 3, 5, 4, 6
_LATEST = 253_402_300_799


class KeyEnd(StrEnum):
    """Why a key may sign no more, and so what becomes of the cards it signed."""

    SUPERSEDED = "superseded"
    """Rotated: cards it signed until then stay valid."""
    COMPROMISED = "compromised"
    """Somebody else may have it: no card of it is valid but those its node vouches for."""


@dataclass(frozen=True, slots=True)
class KeyRevocation:
    """The end of a key. ``kept`` are digests of the cards that are valid all the same."""

    key_id: bytes
    end: KeyEnd
    since_at: datetime
    kept: frozenset[bytes] = frozenset()

    def ends_card(self, card: bytes, issued_at: datetime) -> bool:
        """Whether a card that this key signed is no longer valid.

        The time in a card is what its signer wrote: against somebody who has the key it proves
        nothing, so a compromised key's cards are judged by their digest alone.
        """
        if self.end is KeyEnd.COMPROMISED:
            return card_digest(card) not in self.kept
        return issued_at > self.since_at


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What one node, or the national signer (``node`` empty), has revoked so far."""

    node: str
    sequence: int
    issued_at: datetime
    until_at: datetime
    cards: frozenset[bytes] = frozenset()
    keys: tuple[KeyRevocation, ...] = ()


def card_digest(card: bytes) -> bytes:
    """Twelve bytes of a card's SHA-256: enough that nobody finds a second card to it."""
    return hashlib.sha256(card).digest()[:KEPT_BYTES]


def list_bytes(told: RevocationList, key: PrivateKey, *, key_id: bytes) -> bytes:
    """The list, signed by its node's key or the national signer's."""
    document = {
        _NODE: told.node,
        _SEQUENCE: told.sequence,
        _ISSUED: int(told.issued_at.timestamp()),
        _UNTIL: int(told.until_at.timestamp()),
        _CARDS: b"".join(sorted(told.cards)),
        _KEYS: [
            [k.key_id, k.end.value, int(k.since_at.timestamp()), b"".join(sorted(k.kept))]
            for k in told.keys
        ],
    }
    return signed(cbor2.dumps(document), key, key_id=key_id, type=LIST_TYPE)


def read_list(data: bytes, signers: Iterable[Signer]) -> RevocationList:
    """A list whose signature, time and reach were checked.

    SealError when it is signed by none of ``signers``, or speaks for another node than its
    signer's: only the national signer may revoke keys and cards of every node.
    """
    message = read_signed(data)
    if message.type != LIST_TYPE:
        raise SealError("it is no list of revocations")
    signer = next((s for s in signers if s.key_id == message.key_id), None)
    if signer is None:
        raise SealError(f"the list is signed with a key not known here ({message.key_id.hex()})")
    if not message.is_by(signer.key):
        raise SealError("the list was changed, or somebody else made it")
    told = _list_in(read_cbor(message.payload))
    if not signer.is_national and (told.node != signer.node or told.keys):
        raise SealError(f"the node {signer.node} may revoke its own cards only")
    if not signer.from_at <= told.issued_at <= signer.until_at:
        raise SealError("its signer's certificate was not valid when the list was made")
    return told


def _list_in(document: Any) -> RevocationList:
    try:
        return RevocationList(
            node=_of(document[_NODE], str),
            sequence=_of(document[_SEQUENCE], int),
            issued_at=_instant(document[_ISSUED]),
            until_at=_instant(document[_UNTIL]),
            cards=_split(document[_CARDS], SERIAL_BYTES),
            keys=tuple(_key_in(*entry) for entry in document[_KEYS]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise SealError(f"the list is damaged ({type(error).__name__}: {error})") from None


def _key_in(key_id: Any, end: Any, since: Any, kept: Any) -> KeyRevocation:
    if len(_of(key_id, bytes)) != KEY_ID_BYTES:
        raise ValueError("a key id has another length")
    return KeyRevocation(key_id, KeyEnd(end), _instant(since), _split(kept, KEPT_BYTES))


def _split(data: Any, size: int) -> frozenset[bytes]:
    if len(_of(data, bytes)) % size:
        raise ValueError(f"entries are not of {size} bytes")
    return frozenset(data[place : place + size] for place in range(0, len(data), size))


def _instant(seconds: Any) -> datetime:
    if not 0 <= _of(seconds, int) <= _LATEST:
        raise ValueError("a time beyond the calendar")
    return datetime.fromtimestamp(seconds, UTC)


def _of(value: Any, type: type) -> Any:
    if not isinstance(value, type) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is not of the type expected")
    return value
