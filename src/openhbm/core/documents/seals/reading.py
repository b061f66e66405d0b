"""Any seal, from the text or bytes of a symbol: its kind, what it says, whether it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from openhbm.core.documents.seals.cards import PREFIX, card_from_text, check_card
from openhbm.core.documents.seals.certificates import Signer, fingerprint_of
from openhbm.core.documents.seals.claims import OpenClaims
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.vds import MAGIC, Seal, read_seal
from openhbm.core.documents.seals.vds_types import TYPES, named_messages
from openhbm.core.documents.seals.vdsnc import read_json_seal
from openhbm.core.documents.seals.verdicts import Fault, SealError, Verdict, refused, valid

_TAG_OF_CARDS = 0xD2


class SealKind(StrEnum):
    """The three forms of seal that are read here."""

    CARD = "card"
    VDS = "vds"
    VDS_NC = "vds_nc"


@dataclass(frozen=True, slots=True)
class Found:
    """What a seal is and says. ``said`` is what stands in it in the open; a card's holder does
    not. ``card`` and ``claims`` are for cards only."""

    verdict: Verdict
    kind: SealKind | None = None
    type: str = ""
    issuer: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    card: bytes = b""
    claims: OpenClaims | None = None


def check_seal(data: str | bytes, trust: Trust, at: datetime) -> Found:
    """Check whatever a symbol held: a card's text, the bytes of a binary seal (or their
    hexadecimal digits), or the JSON of a VDS-NC. Never an exception."""
    try:
        kind, content = _recognised(data)
        return _CHECKS[kind](content, trust, at)
    except SealError as error:
        return Found(refused(Fault.UNREADABLE, str(error)))


def _recognised(data: str | bytes) -> tuple[SealKind, bytes]:
    if isinstance(data, str):
        return _recognised_text(data)
    if data[:1] == bytes([MAGIC]):
        return SealKind.VDS, data
    if data[:1] == bytes([_TAG_OF_CARDS]):
        return SealKind.CARD, data
    try:
        return _recognised_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise SealError("its bytes are of no kind of seal known here") from None


def _recognised_text(text: str) -> tuple[SealKind, bytes]:
    text = text.strip()
    if text.startswith(PREFIX):
        return SealKind.CARD, card_from_text(text)
    if text.startswith("{"):
        return SealKind.VDS_NC, text.encode("utf-8", "surrogatepass")
    if text[:2].upper() == f"{MAGIC:02X}":
        try:
            return SealKind.VDS, bytes.fromhex(text)
        except ValueError:
            raise SealError("its hexadecimal digits are damaged") from None
    if text[:1] == chr(MAGIC):
        try:
            return SealKind.VDS, text.encode("latin-1")
        except UnicodeEncodeError:
            raise SealError("its bytes were read as letters and cannot be told any more") from None
    raise SealError("it begins like no kind of seal known here")


def _check_card(card: bytes, trust: Trust, at: datetime) -> Found:
    checked = check_card(card, trust, at)
    claims = checked.claims
    if claims is None:
        return Found(checked.verdict, SealKind.CARD, card=card)
    kind = claims.kind.name.lower()
    said = {
        "kind": kind,
        "issued_at": claims.issued_at,
        "expires_at": claims.expires_at,
        "proves_nationality": False,
    }
    return Found(checked.verdict, SealKind.CARD, kind, claims.node, said, card, claims)


def _check_vds(data: bytes, trust: Trust, at: datetime) -> Found:
    seal = read_seal(data)
    known = TYPES.get(seal.type)
    said: dict[str, Any] = {"issued_on": seal.issued_on, "signed_on": seal.signed_on}
    said |= named_messages(seal)
    verdict = _verdict_of_vds(seal, trust.seal_signers.get(seal.certificate))
    type = known.id if known else seal.type
    return Found(verdict, SealKind.VDS, type, f"{seal.country} {seal.certificate}", said)


def _verdict_of_vds(seal: Seal, signer: Signer | None) -> Verdict:
    if not seal.signature:
        return refused(Fault.NO_SIGNATURE)
    if signer is None:
        return refused(Fault.UNKNOWN_SIGNER, seal.certificate)
    if not seal.is_by(signer.key):
        return refused(Fault.ALTERED)
    day = seal.signed_on
    if day is not None and not signer.from_at.date() <= day <= signer.until_at.date():
        days = f"{signer.from_at.date()} – {signer.until_at.date()}"
        return refused(Fault.SIGNER_EXPIRED, days)
    return valid()


def _check_vdsnc(data: bytes, trust: Trust, at: datetime) -> Found:
    seal = read_json_seal(data.decode("utf-8", "surrogatepass"))
    fingerprint = fingerprint_of(seal.certificate)
    known = next((s for s in trust.seal_signers.values() if s.fingerprint == fingerprint), None)
    if not seal.is_whole():
        verdict = refused(Fault.ALTERED)
    elif known is None:
        verdict = refused(Fault.UNKNOWN_SIGNER, fingerprint[:19])
    elif not known.from_at <= at <= known.until_at:
        days = f"{known.from_at.date()} – {known.until_at.date()}"
        verdict = refused(Fault.SIGNER_EXPIRED, days)
    else:
        verdict = valid()
    return Found(verdict, SealKind.VDS_NC, seal.type, seal.issuer, dict(seal.message))


_CHECKS = {
    SealKind.CARD: _check_card,
    SealKind.VDS: _check_vds,
    SealKind.VDS_NC: _check_vdsnc,
}
