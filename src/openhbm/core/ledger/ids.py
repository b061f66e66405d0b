"""Identifiers that whoever creates a record can make alone (UUID version 7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID


def uuid7(now_ms: int, random_bytes: bytes) -> UUID:
    """A UUIDv7 from milliseconds since 1970 and 10 random bytes; sorts by time of making."""
    if len(random_bytes) != 10:
        raise ValueError(f"uuid7 needs 10 random bytes, got {len(random_bytes)}")
    value = (now_ms & (2**48 - 1)) << 80 | int.from_bytes(random_bytes, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
