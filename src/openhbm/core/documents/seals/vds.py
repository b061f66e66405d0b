"""Visible digital seals: ICAO Doc 9303-13 and BSI TR-03137-1, the binary form in a bar code.

A header (who, when, what kind), messages of tag, length and value, and a signature over both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from openhbm.core.documents.seals import c40
from openhbm.core.documents.seals.signatures import PrivateKey, PublicKey, has_signed, signature_of
from openhbm.core.documents.seals.verdicts import SealError

MAGIC = 0xDC
SIGNATURE_TAG = 0xFF
_VERSION_3, _VERSION_4 = 2, 3  # as written; the document calls them versions 3 and 4
_DATE_BYTES = 3
_FIXED_REFERENCE = 5
_MOST_BYTES = 8192
_SIGNER = 4
_LENGTH_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal. ``signer`` and ``reference`` name the certificate; ``type`` is the feature
    definition and type of document, e.g. ``5E03``; dates can be missing in the seal."""

    country: str
    signer: str
    reference: str
    issued_on: date | None
    signed_on: date | None
    type: str
    messages: tuple[tuple[int, bytes], ...] = ()
    signature: bytes = b""
    version: int = 4
    to_sign: bytes = b""

    @property
    def certificate(self) -> str:
        """The signer and the reference as one, the way certificates are filed."""
        return self.signer + self.reference

    def is_by(self, key: PublicKey) -> bool:
        """Whether the signature is this key's."""
        return bool(self.signature) and has_signed(key, self.to_sign, self.signature)


def seal_bytes(seal: Seal, key: PrivateKey) -> bytes:
    """The seal, signed. SealError when something in it cannot be written."""
    to_sign = _header(seal) + b"".join(_message(tag, value) for tag, value in seal.messages)
    return to_sign + _message(SIGNATURE_TAG, signature_of(to_sign, key))


def read_seal(data: bytes) -> Seal:
    """The seal in ``data``, not yet checked; SealError that says where it stops being one.

    Both versions in use are read. The length of the certificate reference is hexadecimal by the
    document and decimal in seals that are around: whichever leaves a header that makes sense.
    """
    if not data or data[0] != MAGIC:
        raise SealError("it does not begin as a visible digital seal does")
    if len(data) > _MOST_BYTES:
        raise SealError(f"{len(data)} bytes are too many for a visible digital seal")
    faults = []
    for base in (16, 10):
        try:
            seal, start = _read_header(data, base)
            return _read_messages(seal, data, start)
        except SealError as error:
            faults.append(str(error))
    raise SealError(faults[0])


def _header(seal: Seal) -> bytes:
    if len(seal.signer) != _SIGNER or not 0 < len(seal.reference) < 100:
        raise SealError("a seal names its signer by four letters and a certificate reference")
    named = f"{seal.signer}{len(seal.reference):02X}{seal.reference}"
    return b"".join(
        [
            bytes([MAGIC, _VERSION_4]),
            c40.encoded(seal.country.ljust(3, "<")),
            c40.encoded(named),
            _date_bytes(seal.issued_on),
            _date_bytes(seal.signed_on),
            bytes.fromhex(seal.type),
        ]
    )


def _message(tag: int, value: bytes) -> bytes:
    size = len(value)
    if size < 128:
        return bytes([tag, size]) + value
    if size < 256:
        return bytes([tag, 0x81, size]) + value
    if size < _MOST_BYTES:
        return bytes([tag, 0x82]) + size.to_bytes(2, "big") + value
    raise SealError(f"{size} bytes are too many for one message of a seal")


def _read_header(data: bytes, base: int) -> tuple[Seal, int]:
    if len(data) < 18:
        raise SealError(f"it ends after {len(data)} bytes, within the header")
    version = data[1]
    if version not in (_VERSION_3, _VERSION_4):
        raise SealError(f"version {version + 1} of visible digital seals is not known here")
    country = c40.decoded(data[2:4]).rstrip()
    size, skipped = _FIXED_REFERENCE, _SIGNER
    if version == _VERSION_4:
        size, skipped = _reference_length(data, base), _SIGNER + _LENGTH_DIGITS
    end = 4 + _c40_bytes(skipped + size)
    named = c40.decoded(data[4:end])
    if len(named) < skipped + size or len(data) < end + 2 * _DATE_BYTES + 2:
        raise SealError("it ends within the header")
    issued, signed_on = (_read_date(data, end + part * _DATE_BYTES) for part in range(2))
    start = end + 2 * _DATE_BYTES + 2
    reference = named[skipped : skipped + size]
    type = data[start - 2 : start].hex().upper()
    return Seal(
        country, named[:_SIGNER], reference, issued, signed_on, type, version=version + 1
    ), start


def _reference_length(data: bytes, base: int) -> int:
    digits = c40.decoded(data[4:8])[_SIGNER:]
    try:
        size = int(digits, base)
    except ValueError:
        raise SealError(f"the reference's length is {digits!r}, no number") from None
    if size == 0:
        raise SealError("the header names no certificate")
    return size


def _c40_bytes(characters: int) -> int:
    return 2 * -(-characters // 3)


def _read_date(data: bytes, start: int) -> date | None:
    number = int.from_bytes(data[start : start + _DATE_BYTES], "big")
    if number == 0:
        return None
    month, day, year = number // 1_000_000, number // 10_000 % 100, number % 10_000
    try:
        return date(year, month, day)
    except ValueError:
        raise SealError(f"the header's date {number:08} is none") from None


def _date_bytes(day: date | None) -> bytes:
    number = 0 if day is None else day.month * 1_000_000 + day.day * 10_000 + day.year
    return number.to_bytes(_DATE_BYTES, "big")


def _read_messages(seal: Seal, data: bytes, start: int) -> Seal:
    found: list[tuple[int, bytes]] = []
    for at, tag, value in _parts(data, start):
        if tag == SIGNATURE_TAG:
            return replace(seal, messages=tuple(found), signature=value, to_sign=data[:at])
        found.append((tag, value))
    return replace(seal, messages=tuple(found), to_sign=data)


def _parts(data: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    while at < len(data):
        first, tag = at, data[at]
        size, at = _length(data, at + 1)
        value = data[at : at + size]
        if len(value) < size:
            raise SealError(f"message {tag} says {size} bytes, and only {len(value)} follow")
        yield first, tag, value
        at += size


def _length(data: bytes, at: int) -> tuple[int, int]:
    """A DER length; 0x80, which DER has no use for, is 128 in seals that are around."""
    if at >= len(data):
        raise SealError("it ends where the length of a message should stand")
    more = data[at] - 0x80
    if more not in (1, 2):
        return data[at], at + 1
    return int.from_bytes(data[at + 1 : at + 1 + more], "big"), at + 1 + more
