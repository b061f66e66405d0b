"""Letters open for whom they are, when nobody changed a byte, and for nobody else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from openhbm.core.ledger.letters import (
    Address,
    LetterError,
    open_box,
    read_letter,
    verify_letter,
    write_letter,
)

SIGNING = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORDINARY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PROTECTED = X25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
EPHEMERAL = X25519PrivateKey.from_private_bytes(bytes(range(3, 35)))
SIGNER = SIGNING.public_key().public_bytes_raw()


def public(key: X25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def written(ordinary: bytes = b"ordinary", protected: bytes = b"in trust") -> bytes:
    return write_letter(
        sender="PLM",
        to=Address("CEN", public(ORDINARY), public(PROTECTED)),
        number=7,
        ordinary=ordinary,
        protected=protected,
        signing_key=SIGNING,
        ephemeral=EPHEMERAL,
    )


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=200))
def test_letter_opens_for_whom_it_is(ordinary: bytes, protected: bytes) -> None:
    letter = read_letter(written(ordinary, protected))
    verify_letter(letter, SIGNER)
    assert open_box(letter, ORDINARY, is_protected=False) == ordinary
    assert open_box(letter, PROTECTED, is_protected=True) == protected


def test_protected_box_does_not_open_with_the_ordinary_key() -> None:
    with pytest.raises(LetterError, match="other keys"):
        open_box(read_letter(written()), ORDINARY, is_protected=True)


@given(st.data())
def test_letter_with_any_bit_changed_is_refused(data: st.DataObject) -> None:
    whole = bytearray(written())
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(LetterError):
        verify_letter(read_letter(bytes(whole)), SIGNER)


def test_letter_signed_by_another_is_refused() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(LetterError, match="forged"):
        verify_letter(read_letter(written()), other)


@given(st.binary(max_size=100))
def test_read_letter_of_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(LetterError, match="no letter"):
        read_letter(data)


def test_write_letter_protected_to_whom_may_not_hold_it_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing protected"):
        write_letter(
            sender="PLM",
            to=Address("CEN", public(ORDINARY)),
            number=1,
            ordinary=b"",
            protected=b"in trust",
            signing_key=SIGNING,
            ephemeral=EPHEMERAL,
        )
