"""Seals of other issuers: the published vectors, and seals made here read back."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from benchmarks.seal_vectors import rows, trust_in_signers
from cryptography.hazmat.primitives.asymmetric import ec
from tests.core.documents.seals.authority import AT, authority

from openhbm.core.documents.seals import c40
from openhbm.core.documents.seals.brainpool import (
    BrainpoolP224Key,
    G,
    N,
    _sum,
    _times,
    key_in_certificate,
)
from openhbm.core.documents.seals.reading import SealKind, check_seal
from openhbm.core.documents.seals.signatures import has_signed
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.vds import Seal, read_seal, seal_bytes
from openhbm.core.documents.seals.vds_types import messages_for, named_messages
from openhbm.core.documents.seals.verdicts import SealError

VECTORS = rows("vds_vectors")
pytestmark = pytest.mark.skipif(not VECTORS, reason="needs the shared test vectors")
SEALED = [name for name, row in VECTORS.items() if row["verifies_with"].startswith("sealgen")]
TRUST = trust_in_signers()


def data_of(name: str) -> bytes:
    return bytes.fromhex(VECTORS[name]["hex"])


@pytest.mark.parametrize("name", SEALED)
def test_vector_is_verified_and_refused_when_one_bit_differs(name):
    data = data_of(name)

    # The small curve is checked in Python: some bytes of it tell as much as all.
    step = 9 if "DETS" in VECTORS[name]["verifies_with"] else 1
    found = check_seal(data, TRUST, AT)
    tampered = [
        check_seal(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :], TRUST, AT)
        for at in range(1, len(data), step)
    ]

    assert found.verdict.is_valid
    assert found.kind is SealKind.VDS
    assert not [each for each in tampered if each.verdict.is_valid]


def test_seven_vectors_name_their_certificate():
    assert len(SEALED) == 7


@pytest.mark.parametrize("name", [name for name in VECTORS if name not in SEALED])
def test_vector_without_its_certificate_is_refused_with_the_reason(name):
    expected = {"ankunftsnwPapier2": "unreadable"} | dict.fromkeys(
        [n for n in VECTORS if n.startswith("administrative")], "no_signature"
    )

    assert check_seal(data_of(name), TRUST, AT).verdict.fault == expected.get(
        name, "unknown_signer"
    )


def test_emergency_travel_document_says_its_zone():
    said = named_messages(read_seal(data_of("emergenyTravelDoc")))

    first, second = said["mrz"].split("\n")
    assert len(first) == len(second) == 36
    assert first.startswith("I<GBRSUPAMANN<<MARY<")
    assert second.startswith("6525845096USA7008038M2201018<")


def test_visa_says_its_zone_of_two_lines():
    said = named_messages(read_seal(data_of("visa_224bitSig")))

    assert said["mrv_b"].split("\n")[0].startswith("VCD<<DENT<<ARTHUR")
    assert said["mrv_b"].split("\n")[1].startswith("1234567XY7GBR5203116M2005250")
    assert said["passport_number"] == "47110815P"


def test_german_arrival_attestation_is_read_with_its_number():
    found = check_seal(data_of("arrivalAttestationV02"), TRUST, AT)

    assert found.type == "arrival_attestation"
    assert found.said["number"].isalnum()
    assert found.said["issued_on"] == date(2020, 1, 1)


def test_seal_in_hexadecimal_or_as_letters_is_the_same_seal():
    data = data_of("residentPermit")

    for form in (data.hex(), data.hex().upper(), data.decode("latin-1")):
        assert check_seal(form, TRUST, AT).verdict.is_valid


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.BrainpoolP256R1(), ec.SECP384R1()])
def test_seal_made_here_reads_back_and_is_verified(curve):
    key = ec.generate_private_key(curve)
    zone = "I<UTOALMUTAKHAYYAL<<LAYLA".ljust(36, "<") + "D231458907UTO7408122F1204159<<<<<<<6"
    said = {"mrz": zone, "number": "AZR0123"}
    seal = Seal("UTO", "UTTS", "5B", date(2026, 3, 1), date(2026, 3, 2), "FD02")

    made = read_seal(
        seal_bytes(
            Seal(*[getattr(seal, f) for f in seal.__slots__[:6]], messages_for("FD02", said)), key
        )
    )

    assert made.is_by(key.public_key())
    assert named_messages(made)["mrz"].replace("\n", "") == zone
    assert named_messages(made)["number"] == "AZR0123"
    assert (made.certificate, made.issued_on, made.signed_on) == (
        "UTTS5B",
        seal.issued_on,
        seal.signed_on,
    )


@pytest.mark.parametrize("words", [{"mrz": "lower"}, {"unknown": "X"}])
def test_seal_with_words_it_has_no_room_for_is_not_made(words):
    with pytest.raises(SealError):
        messages_for("FD02", words)


def test_long_messages_are_written_with_der_lengths():
    key = ec.generate_private_key(ec.SECP256R1())
    for size in (127, 128, 255, 256, 1000):
        seal = Seal("UTO", "UTTS", "5B", None, None, "FD02", ((9, bytes(size)),))
        assert read_seal(seal_bytes(seal, key)).messages == ((9, bytes(size)),)


@pytest.mark.parametrize("text", ["", "A", "AB", "ABC", "ABCD", "P<UTO 12", "UTTS025B"])
def test_c40_gives_the_text_back(text):
    assert c40.decoded(c40.encoded(text)) == text.replace("<", " ")


def test_small_curve_signs_and_verifies_as_the_standard_says():
    secret, nonce, digest = 0x1234567890ABCDEF, 0xFEDCBA987654321, hashlib.sha224(b"seal").digest()
    x, y = _times(secret, G)
    key = BrainpoolP224Key(x, y)
    r = _times(nonce, G)[0] % N
    s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * secret) % N
    signature = r.to_bytes(28, "big") + s.to_bytes(28, "big")

    assert _times(N, G) is None
    assert _sum(G, None) == G
    assert has_signed(key, b"seal", signature)
    assert not has_signed(key, b"sea1", signature)
    assert not key.has_signed(digest, r, 0)


def test_point_beside_the_small_curve_is_no_key():
    with pytest.raises(ValueError, match="no point"):
        BrainpoolP224Key(G[0], G[1] + 1)
    assert key_in_certificate(b"no certificate") is None


def test_key_on_the_small_curve_is_found_in_a_certificate():
    spki = bytes.fromhex("06092b2403030208010105" + "033a0004")
    body = b"\x30\x82" + spki + b"".join(part.to_bytes(28, "big") for part in G) + b"\xa3\x00"

    assert key_in_certificate(body) == BrainpoolP224Key(*G)


def test_seal_signed_outside_its_signers_time_is_refused():
    nation = authority(curve=ec.SECP256R1())
    seal = Seal("UTO", "UTPL", "01", date(2020, 1, 1), date(2020, 1, 1), "5E03")
    trust = Trust(seal_signers={"UTPL01": nation.signer})

    old = check_seal(seal_bytes(seal, nation.node_key), trust, AT)

    assert old.verdict.fault == "signer_expired"
