"""The holder's code: what opens the part of a card that says who the holder is.

The code is on no node and in no card. It is stretched with scrypt (RFC 7914), so that whoever
photographed a card cannot try all codes: 50 bits of code at 40 ms a try are beyond reach.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is taken for a digit."""
LENGTH = 10
_MISREAD = str.maketrans("OIL", "011")
_COST, _BLOCK, _LANES = 2**14, 8, 1
_NONCE = bytes(12)


def code_from(random: bytes) -> str:
    """A code of two groups such as ``7KX2M-9QRTA`` from at least 10 random bytes."""
    if len(random) < LENGTH:
        raise ValueError(f"a code needs {LENGTH} random bytes, got {len(random)}")
    letters = "".join(ALPHABET[byte % 32] for byte in random[:LENGTH])
    return f"{letters[:5]}-{letters[5:]}"


def read_code(text: str) -> str:
    """The code's characters as they were meant: without blanks and hyphens, O read as 0."""
    known = text.upper().translate(_MISREAD)
    return "".join(letter for letter in known if letter in ALPHABET)[: 4 * LENGTH]


def key_of(code: str, serial: bytes) -> bytes:
    """The 32-byte key of one card's holder; about 40 ms and 16 MB on purpose."""
    return hashlib.scrypt(
        read_code(code).encode(), salt=serial, n=_COST, r=_BLOCK, p=_LANES, dklen=32
    )


def closed(plain: bytes, key: bytes, bound: bytes) -> bytes:
    """What only the code opens. The key is one card's alone, so the nonce may be fixed."""
    return AESGCM(key).encrypt(_NONCE, plain, bound)


def opened(sealed: bytes, key: bytes, bound: bytes) -> bytes | None:
    """The plain bytes, or None when the code is another."""
    try:
        return AESGCM(key).decrypt(_NONCE, sealed, bound)
    except (InvalidTag, ValueError):
        return None
