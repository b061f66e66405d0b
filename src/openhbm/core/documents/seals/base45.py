"""Base45 (RFC 9285): bytes in the characters that a QR symbol packs most tightly as text."""

from __future__ import annotations

from openhbm.core.documents.seals.verdicts import SealError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_PAIRS = [high + low for low in ALPHABET for high in ALPHABET]


def encoded(data: bytes) -> str:
    """Three characters for every two bytes, two for a last single one."""
    parts = []
    for place in range(0, len(data) - 1, 2):
        last, rest = divmod(data[place] << 8 | data[place + 1], 2025)
        parts.append(_PAIRS[rest] + ALPHABET[last])
    if len(data) % 2:
        parts.append(_PAIRS[data[-1]])
    return "".join(parts)


def decoded(text: str) -> bytes:
    """The bytes again; SealError for a text that Base45 never gives."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError as missing:
        raise SealError(f"{missing.args[0]!r} is no character of Base45") from None
    if len(values) % 3 == 1:
        raise SealError("a character is missing at the end")
    found = bytearray()
    for place in range(0, len(values), 3):
        group = values[place : place + 3]
        number = sum(value * 45**power for power, value in enumerate(group))
        size = len(group) - 1
        if number >= 256**size:
            raise SealError(f"the characters at {place} stand for no bytes")
        found += number.to_bytes(size, "big")
    return bytes(found)
