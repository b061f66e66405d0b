"""What a card says: in the open that it is valid, closed with the holder's code who it is about."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cbor2

from openhbm.core.documents.numbers import registration_number
from openhbm.core.documents.seals.cose import read_cbor
from openhbm.core.documents.seals.kinds import Attestation
from openhbm.core.documents.seals.verdicts import SealError

SERIAL_BYTES = 8
PHOTO_DIGEST_BYTES = 16
_NODE, _DAYS, _ISSUED, _SERIAL, _KIND, _CLOSED = 1, 5, 6, 7, 10, 12
_MOST_DAYS = 10_000
_LATEST = 250_000_000_000  # some decades before the calendar of the library ends

FIELDS = {
    "name": 1,
    "latin": 2,
    "birth": 3,
    "sex": 4,
    "nationality": 5,
    "photo": 6,
    "number": 7,
    "permit": 8,
    "family_size": 9,
}
"""What can be said about the holder, and the key of it in the card."""
_TYPES: dict[str, type | tuple[type, ...]] = {
    "birth": (int, str),
    "number": (int, str),
    "photo": bytes,
    "family_size": int,
}


@dataclass(frozen=True, slots=True)
class OpenClaims:
    """What anybody may read: nothing of it tells who the holder is."""

    kind: Attestation
    serial: bytes
    node: str
    issued_at: datetime
    days: int
    closed: bytes = b""

    @property
    def expires_at(self) -> datetime:
        """The first instant at which the card is no longer valid."""
        return self.issued_at + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class HolderClaims:
    """What the holder let be said. ``birth`` is a `PartialDate`'s text, ``photo`` 16 bytes of the
    SHA-256 of the picture, ``nationality`` what the holder declared (ICAO three letters)."""

    name: str = ""
    latin: str = ""
    birth: str = ""
    sex: str = ""
    nationality: str = ""
    photo: bytes = b""
    number: str = ""
    permit: str = ""
    family_size: int = 0

    def allowed(self, names: frozenset[str]) -> HolderClaims:
        """The same without what the holder does not allow."""
        kept = {f.name: getattr(self, f.name) for f in fields(self) if f.name in names}
        return HolderClaims(**kept)

    def said(self) -> dict[str, Any]:
        """What is known, by name."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}


def open_bytes(claims: OpenClaims) -> bytes:
    """The signed part of a card as CBOR."""
    document: dict[int, Any] = {
        _NODE: claims.node,
        _DAYS: claims.days,
        _ISSUED: int(claims.issued_at.timestamp()),
        _SERIAL: claims.serial,
        _KIND: int(claims.kind),
    }
    if claims.closed:
        document[_CLOSED] = claims.closed
    return cbor2.dumps(document)


def read_open(payload: bytes) -> OpenClaims:
    """The claims of a card's payload; SealError that names what is wrong with it."""
    document = read_cbor(payload)
    if not isinstance(document, dict):
        raise SealError("the card says nothing")
    node = _taken(document, _NODE, str, "node")
    serial = _taken(document, _SERIAL, bytes, "serial")
    number = _taken(document, _KIND, int, "kind")
    closed = document.get(_CLOSED, b"")
    if len(serial) != SERIAL_BYTES or not isinstance(closed, bytes):
        raise SealError("the card's serial has another length")
    if number not in set(Attestation):
        raise SealError(f"a kind of card that is not known here: {number}")
    days, seconds = _taken(document, _DAYS, int, "duration"), _taken(document, _ISSUED, int, "time")
    if not (0 < days <= _MOST_DAYS and 0 <= seconds <= _LATEST):
        raise SealError("the card's times are beyond the calendar")
    issued = datetime.fromtimestamp(seconds, UTC)
    return OpenClaims(Attestation(number), serial, node, issued, days, closed)


def holder_bytes(claims: HolderClaims, node: str) -> bytes:
    """The part about the holder as CBOR, before it is closed.

    A day of birth and a number that the node gave are written as whole numbers, for their size.
    """
    document: dict[int, Any] = {FIELDS[name]: value for name, value in claims.said().items()}
    key = FIELDS["birth"]
    if len(claims.birth) == 10 and claims.birth.replace("-", "").isdecimal():
        document[key] = int(claims.birth.replace("-", ""))
    counter = claims.number.removeprefix(f"{node}-")[:-2]
    if counter.isdecimal() and _number(node, int(counter)) == claims.number:
        document[FIELDS["number"]] = int(counter)
    return cbor2.dumps(document)


def read_holder(plain: bytes, node: str) -> HolderClaims:
    """The claims again; SealError when they are none."""
    document = read_cbor(plain)
    if not isinstance(document, dict):
        raise SealError("the card says nothing about its holder")
    found: dict[str, Any] = {}
    for name, key in FIELDS.items():
        value = document.get(key)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, _TYPES.get(name, str)):
            raise SealError(f"the card's {name} is of another type")
        found[name] = value
    born = found.get("birth")
    if isinstance(born, int):
        found["birth"] = f"{born // 10000:04}-{born // 100 % 100:02}-{born % 100:02}"
    counter = found.get("number")
    if isinstance(counter, int):
        found["number"] = _number(node, counter)
    return HolderClaims(**found)


def fitted(claims: HolderClaims, spare: int, node: str) -> HolderClaims:
    """Claims of at most ``spare`` bytes.

    What stands on the printed face anyway goes first: the family's size, then letters from the end
    of the longer name, whose cut is marked with ``…``. Nothing is made up instead.
    """
    if len(holder_bytes(claims, node)) > spare and claims.family_size:
        claims = replace(claims, family_size=0)
    while len(holder_bytes(claims, node)) > spare:
        longer = max(("name", "latin"), key=lambda name: len(getattr(claims, name).encode()))
        text = getattr(claims, longer).removesuffix("…")
        if len(text) < 2:
            raise SealError(f"the claims take more than {spare} bytes even without the name")
        claims = replace(claims, **{longer: text[:-1].rstrip() + "…"})
    return claims


def day_of(at: datetime) -> date:
    """The day of an instant, in UTC, as refusals name it."""
    return at.astimezone(UTC).date()


def _number(node: str, counter: int) -> str:
    try:
        return registration_number(node, counter)
    except ValueError:
        return ""


def _taken(document: dict[Any, Any], key: int, type: type, name: str) -> Any:
    value = document.get(key)
    if not isinstance(value, type) or isinstance(value, bool):
        raise SealError(f"the card names no {name}")
    return value
