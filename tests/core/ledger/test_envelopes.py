"""Envelopes open with the right key, in the right place, unchanged; else not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.ledger.envelopes import EnvelopeError, derived_key, opened, sealed
from openhbm.core.ledger.ids import uuid7

KEY, OTHER, NONCE = bytes(32), b"\x01" * 32, bytes(12)


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_opened_same_key_and_context_gives_the_plain_bytes(plain: bytes, context: bytes) -> None:
    envelope = sealed(KEY, plain, nonce=NONCE, context=context)
    assert opened(KEY, envelope, context=context) == plain


@pytest.mark.parametrize(("key", "context"), [(OTHER, b"a"), (KEY, b"b")])
def test_opened_other_key_or_context_is_refused(key: bytes, context: bytes) -> None:
    envelope = sealed(KEY, b"secret", nonce=NONCE, context=b"a")
    with pytest.raises(EnvelopeError):
        opened(key, envelope, context=context)


@given(st.integers(0, 33))
def test_opened_any_flipped_bit_is_refused(place: int) -> None:
    envelope = bytearray(sealed(KEY, b"secret", nonce=NONCE, context=b""))
    envelope[place] ^= 1
    with pytest.raises(EnvelopeError):
        opened(KEY, bytes(envelope), context=b"")


def test_derived_key_differs_by_purpose() -> None:
    assert derived_key(KEY, "database") != derived_key(KEY, "sessions")


def test_uuid7_sorts_by_time_and_is_version_7() -> None:
    early, late = uuid7(1_000, b"\xff" * 10), uuid7(1_001, bytes(10))
    assert early < late
    assert (early.version, early.variant) == (7, "specified in RFC 4122")
