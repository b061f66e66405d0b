"""The chain from the national signer to a node, and the lists that travel without a network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.core.documents.seals.authority import AT, SERIAL, authority

from openhbm.core.documents.seals.certificates import (
    Named,
    certificate_from,
    checked_root,
    checked_signer,
    der_of,
    fingerprint_of,
    node_certificate,
    request_for,
    request_from,
)
from openhbm.core.documents.seals.revocations import (
    KeyEnd,
    KeyRevocation,
    RevocationList,
    list_bytes,
    read_list,
)
from openhbm.core.documents.seals.verdicts import SealError

UTOPIA = authority()


def told(node: str = "PLM", **changed) -> RevocationList:
    plain = {
        "sequence": 7,
        "issued_at": AT,
        "until_at": AT + timedelta(days=7),
        "cards": frozenset({SERIAL, b"87654321"}),
    }
    return RevocationList(node=node, **plain | changed)


def test_signer_is_known_by_the_chain_alone():
    signer = checked_signer(certificate_from(der_of(UTOPIA.certificate)), [UTOPIA.root])

    assert (signer.node, signer.country, signer.is_national) == ("PLM", "UT", False)


def test_certificate_of_another_nation_with_the_same_name_is_refused():
    with pytest.raises(SealError, match="no national signer"):
        checked_signer(UTOPIA.certificate, [authority().root])


def test_national_certificate_signs_no_cards_and_a_node_is_no_nation():
    with pytest.raises(SealError, match="not for signing seals"):
        checked_signer(UTOPIA.root, [UTOPIA.root])
    with pytest.raises(SealError, match="no certificate of a national signer"):
        checked_root(UTOPIA.certificate)


def test_node_may_not_issue_certificates():
    request = request_for(Ed25519PrivateKey.generate(), Named("UT", "Border authority", "EVL"))
    made = node_certificate(
        request, UTOPIA.certificate, UTOPIA.node_key, serial=9, from_at=AT, until_at=AT
    )

    with pytest.raises(SealError, match="no national signer"):
        checked_signer(made, [UTOPIA.root, UTOPIA.certificate])


def test_request_without_a_node_or_with_another_kind_of_key_is_refused():
    nameless = request_for(Ed25519PrivateKey.generate(), Named("UT", "Border authority"))
    strange = request_for(rsa.generate_private_key(65537, 2048), Named("UT", "B", "PLM"))

    for request, why in ((nameless, "names no node"), (strange, "Ed25519")):
        with pytest.raises(SealError, match=why):
            node_certificate(
                request, UTOPIA.root, UTOPIA.national_key, serial=9, from_at=AT, until_at=AT
            )


def test_certificate_never_outlives_the_nations():
    request = request_for(Ed25519PrivateKey.generate(), Named("UT", "Border authority", "PLM"))
    made = node_certificate(
        request, UTOPIA.root, UTOPIA.national_key, serial=9, from_at=AT,
        until_at=AT + timedelta(days=9000),
    )  # fmt: skip

    assert made.not_valid_after_utc == UTOPIA.root.not_valid_after_utc


def test_fingerprint_is_read_out_in_groups_of_four():
    groups = fingerprint_of(UTOPIA.root).split()

    assert len(groups) == 16
    assert {len(group) for group in groups} == {4}


@pytest.mark.parametrize("read", [certificate_from, request_from])
@pytest.mark.parametrize("data", [b"", b"no certificate", b"-----BEGIN", b"\x30\x82"])
def test_damaged_files_are_told_as_such(read, data):
    with pytest.raises(SealError):
        read(data)


def test_list_is_read_as_it_was_told_and_takes_eight_bytes_a_card():
    stolen = KeyRevocation(b"8bytes!!", KeyEnd.COMPROMISED, AT, frozenset({bytes(12)}))
    national = told("", keys=(stolen,))
    many = told(cards=frozenset(n.to_bytes(8, "big") for n in range(10_000)))

    sent = list_bytes(national, UTOPIA.national_key, key_id=UTOPIA.national.key_id)
    large = list_bytes(many, UTOPIA.node_key, key_id=UTOPIA.signer.key_id)

    assert read_list(sent, [UTOPIA.national, UTOPIA.signer]) == national
    assert read_list(large, [UTOPIA.signer]) == many
    assert len(large) < 8 * 10_000 + 200


def test_node_revokes_neither_others_cards_nor_keys():
    stolen = KeyRevocation(b"8bytes!!", KeyEnd.COMPROMISED, AT)
    for claimed in (told("ABC"), told("", keys=(stolen,)), told(keys=(stolen,))):
        sent = list_bytes(claimed, UTOPIA.node_key, key_id=UTOPIA.signer.key_id)
        with pytest.raises(SealError, match="its own cards only"):
            read_list(sent, [UTOPIA.signer, UTOPIA.national])


def test_list_that_was_changed_or_signed_by_a_stranger_is_refused():
    sent = list_bytes(told(), UTOPIA.node_key, key_id=UTOPIA.signer.key_id)
    place = sent.index(SERIAL)
    changed = sent[:place] + b"\xff" + sent[place + 1 :]

    with pytest.raises(SealError, match="changed"):
        read_list(changed, [UTOPIA.signer])
    with pytest.raises(SealError, match="not known here"):
        read_list(sent, [authority().signer])


def test_card_is_no_list():
    with pytest.raises(SealError, match="no list of revocations"):
        read_list(UTOPIA.card(), [UTOPIA.signer])
