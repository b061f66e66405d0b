"""What a tablet seals: opened by its node alone, under its id alone, never half."""

from __future__ import annotations

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.ledger.envelopes import EnvelopeError
from openhbm.core.ledger.items import open_item, seal_item

NODE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = NODE.public_key().public_bytes_raw()
ITEM, OTHER = UUID(int=1), UUID(int=2)


def sealed(plain: bytes) -> bytes:
    return seal_item(PUBLIC, ITEM, plain, X25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


@given(st.binary(max_size=300))
def test_item_opens_with_the_nodes_key_and_under_its_id(plain: bytes) -> None:
    assert open_item(NODE, ITEM, sealed(plain)) == plain


def test_item_for_another_node_or_id_does_not_open() -> None:
    item = sealed(b"Olena")
    with pytest.raises(EnvelopeError):
        open_item(X25519PrivateKey.generate(), ITEM, item)
    with pytest.raises(EnvelopeError):
        open_item(NODE, OTHER, item)
    assert b"Olena" not in item


@given(st.integers(0, 90), st.integers(1, 255))
def test_item_changed_or_cut_anywhere_does_not_open(place: int, change: int) -> None:
    item = bytearray(sealed(b"Olena and Danylo, of the blue cart"))
    cut = bytes(item[:place])
    item[place % len(item)] ^= change
    for given_bytes in (bytes(item), cut, b""):
        with pytest.raises(EnvelopeError):
            open_item(NODE, ITEM, given_bytes)
