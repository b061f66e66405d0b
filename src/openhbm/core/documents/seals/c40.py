"""C40 (ISO/IEC 16022): capital letters, digits and blanks, three characters in two bytes."""

from __future__ import annotations

from openhbm.core.documents.seals.verdicts import SealError

_SET = "\0\0\0 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_SET) if value > 2}
_UNLATCH = 0xFE


def encoded(text: str) -> bytes:
    """``<`` of a machine-readable zone is written as a blank (ICAO Doc 9303-13).

    SealError for a character that C40 has no short form of.
    """
    try:
        values = [_VALUES[character] for character in text.replace("<", " ")]
    except KeyError as missing:
        raise SealError(f"{missing.args[0]!r} cannot be written into a seal") from None
    whole = len(values) - len(values) % 3
    parts = [_pair(*values[place : place + 3]) for place in range(0, whole, 3)]
    rest = values[whole:]
    if len(rest) == 2:
        parts.append(_pair(rest[0], rest[1], 0))
    elif rest:
        parts.append(bytes([_UNLATCH, ord(_SET[rest[0]]) + 1]))
    return b"".join(parts)


def decoded(data: bytes) -> str:
    """The text again, without padding; SealError for bytes that are no C40 of the basic set."""
    if len(data) % 2:
        raise SealError("an odd number of bytes is no text of a seal")
    found = []
    for place in range(0, len(data), 2):
        first, second = data[place], data[place + 1]
        if first == _UNLATCH:
            found.append(chr(second - 1) if 33 <= second <= 128 else "?")
            continue
        number = (first << 8 | second) - 1
        if not 0 <= number < 64_000:
            raise SealError(f"bytes {first:02X}{second:02X} are no text of a seal")
        found += [_SET[value] for value in (number // 1600, number // 40 % 40, number % 40)]
    text = "".join(found)
    if "\0" in text.rstrip("\0"):
        raise SealError("the text holds a character outside the basic set")
    return text.rstrip("\0")


def _pair(first: int, second: int, third: int) -> bytes:
    return (1600 * first + 40 * second + third + 1).to_bytes(2, "big")
