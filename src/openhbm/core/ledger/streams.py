"""Sealing more bytes than memory holds: in blocks that stand only in their place, to the last one.

Each block is under AES-256-GCM; its nonce holds its place and whether it is the last, so that none
can be left out, moved or cut off. As STREAM in Hoang, Reyhanitabar, Rogaway and Vizár, "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015, section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openhbm.core.ledger.envelopes import EnvelopeError

PREFIX_BYTES = 7
_SIZE_BYTES, _PLACE_BYTES, _TAG_BYTES = 4, 4, 16
MOST_BLOCK_BYTES = 16 * 1024 * 1024


def sealed_blocks(key: bytes, prefix: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
    """``plain`` sealed, to be written one after another.

    ``prefix`` is 7 bytes that are used once with this key. ValueError when it is not that long,
    or a block is longer than 16 MiB.
    """
    if len(prefix) != PREFIX_BYTES:
        raise ValueError(f"the prefix has {len(prefix)} bytes and needs {PREFIX_BYTES}")
    yield prefix
    cipher, place, held = AESGCM(key), 0, b""
    for block in plain:
        if len(block) > MOST_BLOCK_BYTES:
            raise ValueError(f"a block of {len(block)} bytes is too long")
        if held:
            yield _framed(cipher.encrypt(_nonce(prefix, place, is_last=False), held, prefix))
            place += 1
        held = block or held
    yield _framed(cipher.encrypt(_nonce(prefix, place, is_last=True), held, prefix))


def opened_blocks(key: bytes, read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The plain blocks of what ``read(size)`` gives, one after another.

    EnvelopeError for another key, or when anything was changed, left out or cut off.
    """
    prefix = _all_of(read, PREFIX_BYTES)
    cipher, place = AESGCM(key), 0
    block = _next_block(read)
    while block is not None:
        following = _next_block(read)
        nonce = _nonce(prefix, place, is_last=following is None)
        try:
            yield cipher.decrypt(nonce, block, prefix)
        except InvalidTag:
            raise EnvelopeError(
                f"block {place} does not open: it was changed, cut off or sealed with another key"
            ) from None
        block, place = following, place + 1
    if not place:
        raise EnvelopeError("it is empty: it was cut off")


def _nonce(prefix: bytes, place: int, *, is_last: bool) -> bytes:
    return prefix + place.to_bytes(_PLACE_BYTES, "big") + bytes([is_last])


def _framed(block: bytes) -> bytes:
    return len(block).to_bytes(_SIZE_BYTES, "big") + block


def _next_block(read: Callable[[int], bytes]) -> bytes | None:
    size = read(_SIZE_BYTES)
    if not size:
        return None
    length = int.from_bytes(size, "big")
    if len(size) != _SIZE_BYTES or length > MOST_BLOCK_BYTES + _TAG_BYTES:
        raise EnvelopeError("it was cut off, or is no sealed stream")
    return _all_of(read, length)


def _all_of(read: Callable[[int], bytes], size: int) -> bytes:
    found = read(size)
    if len(found) != size:
        raise EnvelopeError("it was cut off, or is no sealed stream")
    return found
