"""ECDSA over brainpoolP224r1 (RFC 5639), which the cryptography library has no support for.

Seals in use are still signed with it. Only verification: it handles nothing secret, so nothing is
told by how long it takes.
"""

from __future__ import annotations

from dataclasses import dataclass

P = 0xD7C134AA264366862A18302575D1D787B09F075797DA89F57EC8C0FF
A = 0x68A5E62CA9CE6C1C299803A6C1530B514E182AD8B0042A59CAD29F43
B = 0x2580F63CCFE44138870713B1A92369E33E2135D266DBB372386C400B
G = (
    0x0D9029AD2C7E5CF4340823B2A87DC68C9E4CE3174C1E6EFDEE12C07D,
    0x58AA56F772C0726F24C6B89E4ECDAC24354B9E99CAA3F6D3761402CD,
)
N = 0xD7C134AA264366862A18302575D0FB98D116BC4B6DDEBCA3A5A7939F
BYTES = 28
OBJECT_IDENTIFIER = bytes.fromhex("06092b2403030208010105")
_POINT_FOLLOWS = bytes.fromhex("033a0004")

Point = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class BrainpoolP224Key:
    """A public key: a point on the curve. ValueError when it is not one."""

    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.x < P and 0 <= self.y < P):
            raise ValueError("a coordinate of the public key is beyond the field of the curve")
        if (self.y * self.y - (self.x**3 + A * self.x + B)) % P:
            raise ValueError("the public key is no point of brainpoolP224r1")

    def has_signed(self, digest: bytes, r: int, s: int) -> bool:
        """Whether (r, s) is this key's signature of a digest of at most 28 bytes (FIPS 186-5)."""
        if not (0 < r < N and 0 < s < N):
            return False
        number, inverse = int.from_bytes(digest[:BYTES], "big"), pow(s, -1, N)
        mine = _times(number * inverse % N, G)
        theirs = _times(r * inverse % N, (self.x, self.y))
        point = _sum(mine, theirs)
        return point is not None and point[0] % N == r


def key_in_certificate(certificate: bytes) -> BrainpoolP224Key | None:
    """The public key in a DER certificate (or its to-be-signed part) on this curve, else None.

    The bytes that DER prescribes for the curve and an uncompressed point are looked for.
    """
    before = OBJECT_IDENTIFIER + _POINT_FOLLOWS
    start = certificate.find(before)
    point = certificate[start + len(before) :][: 2 * BYTES] if start >= 0 else b""
    if len(point) != 2 * BYTES:
        return None
    x, y = (int.from_bytes(part, "big") for part in (point[:BYTES], point[BYTES:]))
    try:
        return BrainpoolP224Key(x, y)
    except ValueError:
        return None


def _sum(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0]:
        if (one[1] + other[1]) % P == 0:
            return None
        slope = (3 * one[0] * one[0] + A) * pow(2 * one[1], -1, P) % P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P) % P
    x = (slope * slope - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def _times(number: int, point: Point) -> Point:
    found: Point = None
    while number:
        if number & 1:
            found = _sum(found, point)
        point, number = _sum(point, point), number >> 1
    return found
