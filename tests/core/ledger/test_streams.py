"""Streams sealed in blocks: opened whole, or not at all."""

from __future__ import annotations

import io

import pytest

from openhbm.core.ledger.envelopes import EnvelopeError
from openhbm.core.ledger.streams import opened_blocks, sealed_blocks

KEY, PREFIX = bytes(range(32)), b"1234567"
BLOCKS = [b"first", b"second", b"third"]


def sealed(blocks=BLOCKS) -> bytes:
    return b"".join(sealed_blocks(KEY, PREFIX, blocks))


def opened(data: bytes, key: bytes = KEY) -> bytes:
    return b"".join(opened_blocks(key, io.BytesIO(data).read))


def test_opened_blocks_gives_what_was_sealed_and_nothing_readable_stands_in_it():
    assert opened(sealed()) == b"firstsecondthird"
    assert opened(sealed([])) == b""
    assert b"second" not in sealed()


def test_opened_blocks_cut_changed_moved_or_with_another_key_is_refused():
    whole = sealed()
    blocks = [whole[7 + start : 7 + end] for start, end in ((0, 25), (25, 51), (51, 76))]
    assert PREFIX + b"".join(blocks) == whole
    bad = [
        b"",
        whole[:5],
        PREFIX,
        whole[:-1],
        PREFIX + blocks[0] + blocks[1],
        PREFIX + blocks[1] + blocks[0] + blocks[2],
        PREFIX + blocks[0] + blocks[2],
        b"7654321" + whole[7:],
        whole[:20] + b"?" + whole[21:],
        whole + b"\x00",
    ]
    for data in bad:
        with pytest.raises(EnvelopeError):
            opened(data)
    with pytest.raises(EnvelopeError):
        opened(whole, bytes(32))


def test_sealed_blocks_prefix_of_another_length_is_refused():
    with pytest.raises(ValueError, match="needs 7"):
        list(sealed_blocks(KEY, b"short", BLOCKS))
