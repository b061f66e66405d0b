"""Check digits of ICAO Doc 9303 part 3, 4.9: weights 7, 3, 1; A is 10, Z is 35, filler is 0."""

from __future__ import annotations

_VALUES = bytes(
    code - 48 if 48 <= code <= 57 else code - 55 if 65 <= code <= 90 else 0 for code in range(256)
)


def check_digit(text: str) -> str:
    """The check digit of a text of A to Z, 0 to 9 and fillers; anything else counts as 0."""
    values = text.encode("ascii", "replace").translate(_VALUES)
    total = 7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])
    return chr(48 + total % 10)
