"""Cards: made from claims and a key, checked against whom a post trusts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openhbm.core.documents.seals import base45
from openhbm.core.documents.seals.certificates import Signer
from openhbm.core.documents.seals.claims import (
    HolderClaims,
    OpenClaims,
    day_of,
    fitted,
    holder_bytes,
    open_bytes,
    read_holder,
    read_open,
)
from openhbm.core.documents.seals.cose import Signed, read_signed, signed
from openhbm.core.documents.seals.holder_code import closed, key_of, opened
from openhbm.core.documents.seals.kinds import CARD_TYPE
from openhbm.core.documents.seals.signatures import PrivateKey
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.verdicts import (
    Fault,
    SealError,
    Verdict,
    refused,
    stale_note,
    valid,
)

MOST_BYTES = 260
PREFIX = "HBM1:"
_MOST_TEXT = 4096
_TAG_BYTES = 16
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a card found. ``claims`` and ``signer`` are None when it is not read."""

    verdict: Verdict
    claims: OpenClaims | None = None
    signer: Signer | None = None


def card_bytes(
    claims: OpenClaims, key: PrivateKey, *, key_id: bytes, holder: HolderClaims, code: str
) -> bytes:
    """A signed card of at most 260 bytes, its part about the holder closed with ``code``.

    Without anything said about the holder nothing is closed: such a card is for wristbands, which
    everybody sees. SealError when the claims do not fit.
    """
    if not holder.said():
        return signed(open_bytes(claims), key, key_id=key_id, type=CARD_TYPE)
    spare = MOST_BYTES - _size_around(claims, key_id)
    plain = holder_bytes(fitted(holder, spare, claims.node), claims.node)
    sealed = closed(plain, key_of(code, claims.serial), open_bytes(replace(claims, closed=b"")))
    return signed(open_bytes(replace(claims, closed=sealed)), key, key_id=key_id, type=CARD_TYPE)


def card_text(card: bytes) -> str:
    """What the QR symbol of a card holds."""
    return PREFIX + base45.encoded(card)


def card_from_text(text: str) -> bytes:
    """The card in the text of a symbol; SealError for any other text."""
    text = text.strip("\r\n\t\ufeff\x00")
    if not text.startswith(PREFIX):
        raise SealError(f"it does not begin with {PREFIX}")
    if len(text) > _MOST_TEXT:
        raise SealError(f"{len(text)} characters are too many for a card")
    return base45.decoded(text.removeprefix(PREFIX))


def check_card(card: bytes, trust: Trust, at: datetime) -> Checked:
    """Whether a card is valid at ``at``, by what this post knows; never an exception.

    The first fault found decides, in the order of `Fault`.
    """
    try:
        message = read_signed(card)
        if message.type != CARD_TYPE:
            raise SealError(f"it is signed as {message.type!r}, not as a card")
        claims = read_open(message.payload)
    except SealError as error:
        return Checked(refused(Fault.UNREADABLE, str(error)))
    signer = trust.signers.get(message.key_id)
    if signer is None:
        return Checked(refused(Fault.UNKNOWN_SIGNER, message.key_id.hex()), claims)
    verdict = _signed_wrongly(message, claims, signer) or _ended(card, claims, signer, trust, at)
    return Checked(verdict or _standing(claims, trust, at), claims, signer)


def holder_of(claims: OpenClaims, code: str) -> HolderClaims | None:
    """Who the card is about, when the code is the holder's; takes as long for any code."""
    key = key_of(code, claims.serial)
    if not claims.closed:
        return None
    plain = opened(claims.closed, key, open_bytes(replace(claims, closed=b"")))
    if plain is None:
        return None
    try:
        return read_holder(plain, claims.node)
    except SealError:
        return None


def _signed_wrongly(message: Signed, claims: OpenClaims, signer: Signer) -> Verdict | None:
    if not message.is_by(signer.key):
        return refused(Fault.ALTERED)
    if signer.is_national or signer.node != claims.node:
        detail = signer.node or signer.country
        return refused(Fault.SIGNER_NOT_ALLOWED, f"{detail} ≠ {claims.node}")
    if not signer.from_at <= claims.issued_at <= signer.until_at:
        days = f"{day_of(signer.from_at)} – {day_of(signer.until_at)}"
        return refused(Fault.SIGNER_EXPIRED, days)
    return None


def _ended(
    card: bytes, claims: OpenClaims, signer: Signer, trust: Trust, at: datetime
) -> Verdict | None:
    key_end = trust.revoked_keys.get(signer.key_id)
    if key_end is not None and key_end.ends_card(card, claims.issued_at):
        return refused(Fault.KEY_REVOKED, f"{key_end.end.value}, {day_of(key_end.since_at)}")
    if at < claims.issued_at:
        return refused(Fault.NOT_YET, str(day_of(claims.issued_at)))
    if at >= claims.expires_at:
        return refused(Fault.EXPIRED, str(day_of(claims.expires_at)))
    if trust.has_revoked(claims.node, claims.serial):
        return refused(Fault.REVOKED)
    return None


def _standing(claims: OpenClaims, trust: Trust, at: datetime) -> Verdict:
    until = trust.listed_until.get(claims.node)
    if until is not None and at < until:
        return valid()
    since = day_of(until) if until else day_of(claims.issued_at)
    return valid(stale_note(str(since)))


def _size_around(claims: OpenClaims, key_id: bytes) -> int:
    """Bytes of a card without what is said about its holder, but with what closing adds."""
    # Length prefixes of the sizes in use: one byte more than for an empty part, twice.
    payload = len(open_bytes(replace(claims, closed=bytes(_TAG_BYTES + 24)))) - 24
    header = 3 + 3 + len(key_id) + 3 + len(CARD_TYPE)
    around = 1 + 1 + header + 1 + 2 + 2 + _SIGNATURE_BYTES + 1
    return payload + around
