"""Keys of 64 bits as the databases keep them: their integers have a sign."""

from __future__ import annotations

_HALF, _WHOLE = 1 << 63, 1 << 64


def signed(key: int) -> int:
    """The key as a signed integer."""
    return key - _WHOLE if key >= _HALF else key


def unsigned(number: int) -> int:
    """The signed integer as a key."""
    return number + _WHOLE if number < 0 else number
