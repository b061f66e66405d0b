"""Cards: small, tied to their signer, closed to strangers, refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.core.documents.seals.authority import AT, CODE, HOLDER, SERIAL, authority

from openhbm.core.documents.seals import base45
from openhbm.core.documents.seals.cards import (
    MOST_BYTES,
    card_from_text,
    card_text,
    check_card,
    holder_of,
)
from openhbm.core.documents.seals.claims import HolderClaims
from openhbm.core.documents.seals.cose import read_signed, signed
from openhbm.core.documents.seals.kinds import CARD_TYPE
from openhbm.core.documents.seals.revocations import KeyEnd, KeyRevocation, card_digest
from openhbm.core.documents.seals.verdicts import LIST_STALE

UTOPIA = authority()
CARD = UTOPIA.card()


def fault(card: bytes = CARD, trust=None, at=AT) -> str:
    return check_card(card, trust or UTOPIA.trust(), at).verdict.fault


@pytest.mark.parametrize("curve", [None, ec.SECP256R1()])
def test_card_fits_and_tells_its_holder_to_the_code_only(curve):
    nation = authority(curve=curve)

    card = card_from_text(card_text(nation.card()))

    checked = check_card(card, nation.trust(), AT)
    assert len(card) <= MOST_BYTES
    assert checked.verdict.is_valid
    assert holder_of(checked.claims, "7kx2m 9qrta") == HOLDER
    assert holder_of(checked.claims, "7KX2M-9QRTB") is None


def test_card_names_nobody_in_its_bytes():
    said = (HOLDER.name.encode(), HOLDER.latin.encode(), HOLDER.photo, b"UTO", b"0000123")

    assert not [part for part in said if part in CARD]


def test_card_says_in_its_type_that_it_proves_no_nationality():
    assert read_signed(CARD).type == "no-nationality"


def test_card_without_anything_about_its_holder_is_small_enough_for_a_wristband():
    card = UTOPIA.card(HolderClaims())

    claims = check_card(card, UTOPIA.trust(), AT).claims
    assert len(card_text(card)) < 200
    assert holder_of(claims, CODE) is None


@pytest.mark.parametrize("name", ["ا" * 200, "Х" * 200, "A" * 200, "ህ" * 200])
def test_long_names_are_cut_with_a_mark_and_everything_else_is_kept(name):
    card = UTOPIA.card(replace(HOLDER, name=name, latin="Z" * 150))

    told = holder_of(check_card(card, UTOPIA.trust(), AT).claims, CODE)
    assert len(card) <= MOST_BYTES
    assert told.name.endswith("…")
    assert told.name.rstrip("…") == name[: len(told.name) - 1]
    assert (told.birth, told.photo, told.number) == (HOLDER.birth, HOLDER.photo, HOLDER.number)


@pytest.mark.parametrize("birth", ["1988~2", "1988-03", "1988", "", "1988-01-01/1990-12-31"])
def test_birth_keeps_its_precision(birth):
    card = UTOPIA.card(replace(HOLDER, birth=birth, name="L"))

    assert holder_of(check_card(card, UTOPIA.trust(), AT).claims, CODE).birth == birth


def test_every_altered_byte_is_refused():
    faults = {fault(CARD[:at] + bytes([CARD[at] ^ 1]) + CARD[at + 1 :]) for at in range(len(CARD))}

    assert "" not in faults
    assert faults <= {"altered", "unreadable", "unknown_signer"}


def test_card_of_an_unknown_signer_is_refused_by_that_name():
    assert fault(authority().card()) == "unknown_signer"


def test_card_signed_with_another_key_under_a_trusted_name_is_refused():
    payload, stranger = read_signed(CARD).payload, authority()

    forged = signed(payload, stranger.node_key, key_id=UTOPIA.signer.key_id, type=CARD_TYPE)

    assert fault(forged) == "altered"


def test_message_of_another_type_by_a_trusted_signer_is_no_card():
    other = signed(
        read_signed(CARD).payload, UTOPIA.node_key, key_id=UTOPIA.signer.key_id, type="hbm-revoked"
    )

    assert fault(other) == "unreadable"


def test_card_that_names_another_node_than_its_signer_is_refused():
    assert fault(UTOPIA.card(node="XYZ")) == "signer_not_allowed"


def test_card_is_refused_before_its_time_and_after_it():
    end = AT + timedelta(days=90)

    assert fault(at=AT - timedelta(seconds=1)) == "not_yet"
    assert fault(at=end - timedelta(seconds=1)) == ""
    assert fault(at=end) == "expired"


def test_card_issued_after_its_signers_certificate_ended_is_refused():
    late = UTOPIA.card(issued_at=AT + timedelta(days=500))

    assert fault(late, at=AT + timedelta(days=501)) == "signer_expired"


def test_revoked_card_is_refused_and_the_same_serial_of_another_node_is_not():
    own = UTOPIA.trust(revoked_cards={"PLM": frozenset({SERIAL})})
    other = UTOPIA.trust(revoked_cards={"ABC": frozenset({SERIAL})})

    assert fault(trust=own) == "revoked"
    assert fault(trust=other) == ""


def test_rotated_key_keeps_its_cards_and_a_compromised_one_only_those_vouched_for():
    key_id, before = UTOPIA.signer.key_id, AT - timedelta(days=1)
    other = UTOPIA.card(serial=b"87654321")
    rotated = KeyRevocation(key_id, KeyEnd.SUPERSEDED, AT + timedelta(days=1))
    backdated = KeyRevocation(key_id, KeyEnd.SUPERSEDED, before)
    stolen = KeyRevocation(key_id, KeyEnd.COMPROMISED, before, frozenset({card_digest(CARD)}))

    assert fault(trust=UTOPIA.trust(revoked_keys={key_id: rotated})) == ""
    assert fault(trust=UTOPIA.trust(revoked_keys={key_id: backdated})) == "key_revoked"
    assert fault(trust=UTOPIA.trust(revoked_keys={key_id: stolen})) == ""
    assert fault(other, UTOPIA.trust(revoked_keys={key_id: stolen})) == "key_revoked"


def test_valid_card_says_when_revocations_may_be_missing():
    recent = check_card(CARD, UTOPIA.trust(), AT + timedelta(days=6)).verdict
    stale = check_card(CARD, UTOPIA.trust(), AT + timedelta(days=8)).verdict

    assert recent.notes == ()
    assert stale.is_valid
    assert [note.code for note in stale.notes] == [LIST_STALE]
    assert "2026-03-08" in stale.notes[0].text


def test_refusals_are_sentences_that_name_what_was_found():
    told = check_card(CARD, UTOPIA.trust(), AT + timedelta(days=90)).verdict.reasons[0]

    assert told.text == "It expired on 2026-05-30."
    assert str(told.phrase) == told.text


@pytest.mark.parametrize("size", range(6))
def test_base45_gives_the_bytes_back(size):
    data = bytes(range(250, 250 + size)) if size < 6 else b""

    assert base45.decoded(base45.encoded(data)) == data


def test_base45_is_that_of_its_specification():
    assert base45.encoded(b"Hello!!") == "%69 VD92EX0"
    assert base45.decoded("QED8WEX0") == b"ietf!"


def test_signature_is_over_the_structure_that_the_standard_names():
    message = read_signed(CARD)
    over = cbor2.dumps(["Signature1", message.protected, b"", message.payload])

    UTOPIA.node_key.public_key().verify(message.signature, over)
