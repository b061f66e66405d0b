"""VDS-NC: the vectors of the Australian Passport Office, and seals made here."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from benchmarks.seal_vectors import rows
from cryptography.hazmat.primitives.asymmetric import ec
from tests.core.documents.seals.authority import AT, authority

from openhbm.core.documents.seals.certificates import signer_of
from openhbm.core.documents.seals.reading import check_seal
from openhbm.core.documents.seals.trust import Trust
from openhbm.core.documents.seals.vdsnc import canonical, json_seal_text, read_json_seal
from openhbm.core.documents.seals.verdicts import SealError

needs_vectors = pytest.mark.skipif(
    not rows("vdsnc_vectors"), reason="needs the shared test vectors"
)


def vector(name: str) -> str:
    return rows("vdsnc_vectors")[name]["json"]


@needs_vectors
def test_valid_vector_is_whole_and_valid_once_its_signer_is_trusted():
    text = vector("validVDSJson")
    certificate = read_json_seal(text).certificate
    trust = Trust(seal_signers={"AU": signer_of(certificate)})

    assert check_seal(text, trust, AT).verdict.is_valid
    assert check_seal(text, trust, AT).issuer == "AUS"
    assert check_seal(text, Trust(), AT).verdict.fault == "unknown_signer"


@needs_vectors
def test_tampered_vector_and_other_json_are_refused_with_the_reason():
    trust = Trust(
        seal_signers={"AU": signer_of(read_json_seal(vector("validVDSJson")).certificate)}
    )

    assert check_seal(vector("invalidVDSJson"), trust, AT).verdict.fault == "altered"
    assert check_seal(vector("nonVDSJson"), trust, AT).verdict.fault == "unreadable"


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_seal_made_here_is_verified_and_refused_when_a_word_differs(curve):
    nation = authority(curve=curve)
    trust = Trust(seal_signers={"UT": nation.signer})

    text = json_seal_text(
        "hbm.attest", "UTO", {"n": "Layla", "x": [1, {"b": 2, "a": None}]}, nation.node_key,
        nation.certificate,
    )  # fmt: skip

    assert check_seal(text, trust, AT).verdict.is_valid
    assert check_seal(text.replace("Layla", "Leyla"), trust, AT).verdict.fault == "altered"
    later = replace(nation.signer, until_at=AT.replace(year=2025))
    assert check_seal(text, Trust(seal_signers={"UT": later}), AT).verdict.fault == "signer_expired"


def test_ed25519_signs_no_vdsnc():
    nation = authority()
    with pytest.raises(SealError, match="elliptic curve"):
        json_seal_text("t", "UTO", {}, nation.node_key, nation.certificate)


def test_canonical_form_sorts_by_utf16_and_escapes_no_more_than_it_must():
    document = {
        "€": "Euro",
        "\r": "CR",
        "\ufb33": "Hebrew",
        "1": "One",
        "😀": "Smile",
        "ö": "\u2028/",
    }

    written = canonical(document).decode()

    assert list(json.loads(written)) == ["\r", "1", "ö", "€", "😀", "\ufb33"]
    assert '"\\r"' in written
    assert "\u2028/" in written
    with pytest.raises(SealError, match="fraction"):
        canonical({"a": [1.5]})
