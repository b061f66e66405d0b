"""A card issued at one node, checked at another that only ever saw a trust file.

The other node is this database without the rows and keys of the first, under another prefix; no
test reaches a network.
"""

from __future__ import annotations

import base64
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.sealing import AT, AUTHORITY, DAY, node_with_key

from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.seal_models import (
    IssuedCard,
    RevocationFile,
    RevokedCard,
    RevokedKey,
    SealKey,
)
from openhbm.apps.people.seals.actions.cards import issue_card, revoke_card
from openhbm.apps.people.seals.actions.keys import (
    certify_request,
    request_key,
    revoke_key,
    trust_national,
)
from openhbm.apps.people.seals.actions.lists import publish_list, publish_trust, take_in_trust
from openhbm.apps.people.seals.queries import digests_vouched, presented
from openhbm.apps.people.seals.trust_files import packed, unpacked
from openhbm.core.documents.seals.base45 import decoded, encoded
from openhbm.core.documents.seals.certificates import fingerprint_of
from openhbm.core.documents.seals.verdicts import LIST_STALE

pytestmark = pytest.mark.usefixtures("own_home")


@pytest.fixture
def national(administrator):
    return node_with_key(administrator, AT)


@pytest.fixture
def person(clerk, post):
    details = PersonDetails(name="Layla Almutakhayyal", birth="1988")
    return register_person(by=clerk, details=details, post=post, at=AT)


@pytest.fixture
def elsewhere(administrator, national, settings):
    """Become another node that trusts the same nation; what it takes in is what it knows."""

    def go(*files: bytes, at: datetime = AT) -> list[str]:
        for model in (IssuedCard, RevokedCard, RevokedKey, RevocationFile, SealKey):
            model.objects.all()._raw_delete("default")
        settings.NODE_PREFIX = "QRS"
        certificate = national.certificate
        trust_national(
            by=administrator,
            certificate=certificate.public_bytes(Encoding.PEM),
            fingerprint=fingerprint_of(certificate),
        )
        refused = []
        for file in files:
            refused += take_in_trust(by=administrator, data=file, at=at).refused
        return refused

    return go


def fault(text: str, at: datetime = AT) -> str:
    return presented(None, text, at=at).found.verdict.fault


def test_card_of_another_node_is_valid_with_the_network_off(
    elsewhere, administrator, clerk, person
):
    issued = issue_card(by=clerk, person=person, kind="arrival", at=AT)
    file = publish_trust(by=administrator, at=AT)

    assert elsewhere(file) == []

    answer = presented(None, issued.text, code=issued.code, at=AT)
    assert answer.found.verdict.is_valid
    assert answer.found.verdict.notes == ()
    assert answer.holder.name == person.name
    late = presented(None, issued.text, at=AT + 40 * DAY).found.verdict
    assert [note.code for note in late.notes] == [LIST_STALE]


def test_altered_expired_revoked_and_wrongly_signed_cards_are_refused_with_the_reason(
    elsewhere, administrator, clerk, person, settings
):
    good = issue_card(by=clerk, person=person, days=5, at=AT)
    gone = issue_card(by=clerk, person=person, at=AT)
    revoke_card(by=clerk, card=gone.card, end="stolen", at=AT)
    file = publish_trust(by=administrator, at=AT)
    elsewhere(file)
    data = decoded(good.text.removeprefix("HBM1:"))
    altered = data[:-1] + bytes([data[-1] ^ 1])

    assert fault(good.text) == ""
    assert fault(good.text, AT + 5 * DAY) == "expired"
    assert fault(gone.text) == "revoked"
    assert fault(f"HBM1:{encoded(altered)}") == "altered"
    node_with_key(administrator, AT)
    foreign = issue_card(by=clerk, person=person, at=AT)
    elsewhere(file)
    assert fault(foreign.text) == "unknown_signer"


def test_compromised_key_reaches_an_offline_post_by_file(
    elsewhere, administrator, national, clerk, person
):
    key = SealKey.objects.get(kind="node")
    honest = issue_card(by=clerk, person=person, at=AT)
    thief = issue_card(by=clerk, person=person, at=AT + 2 * DAY)
    before = publish_trust(by=administrator, at=AT + 2 * DAY)
    digests = digests_vouched(administrator, key, AT + DAY)
    revoke_key(
        by=administrator, key_id=key.key_id, end="compromised", since_at=AT + DAY,
        vouched=frozenset(map(bytes.fromhex, digests)), at=AT + 3 * DAY,
    )  # fmt: skip
    publish_list(by=administrator, national=national, at=AT + 3 * DAY)
    asked = request_key(by=administrator, at=AT + 3 * DAY, **AUTHORITY)
    certify_request(
        by=administrator, request=asked.request.encode(), national=national, at=AT + 3 * DAY
    )
    anew = issue_card(by=clerk, person=person, at=AT + 3 * DAY)
    alarm = publish_trust(by=administrator, at=AT + 3 * DAY)
    later = AT + 4 * DAY

    elsewhere(before, at=AT + 2 * DAY)
    assert (fault(honest.text, later), fault(thief.text, later)) == ("", "")

    take_in_trust(by=administrator, data=alarm, at=later)
    assert fault(honest.text, later) == ""
    assert fault(thief.text, later) == "key_revoked"
    assert fault(anew.text, later) == ""


def test_list_by_a_compromised_key_is_no_longer_believed(
    elsewhere, administrator, national, clerk, person
):
    key = SealKey.objects.get(kind="node")
    issued = issue_card(by=clerk, person=person, at=AT)
    revoke_card(by=clerk, card=issued.card, end="lost", at=AT)
    by_thief = publish_trust(by=administrator, at=AT)
    revoke_key(by=administrator, key_id=key.key_id, end="compromised", since_at=AT, at=AT)
    publish_list(by=administrator, national=national, at=AT)
    told = RevocationFile.objects.get(node="")
    alarm = packed([], [base64.b64decode(told.data)])

    refused = elsewhere(packed(unpacked(by_thief).certificates, []), alarm, by_thief)

    assert any("not known here" in line for line in refused)
    assert not RevokedCard.objects.exists()


def test_national_certificate_in_a_file_is_never_trusted_by_itself(elsewhere, administrator):
    file = publish_trust(by=administrator, at=AT)
    elsewhere()
    SealKey.objects.all()._raw_delete("default")

    done = take_in_trust(by=administrator, data=file, at=AT)

    assert done.taken == []
    assert any("compare its fingerprint" in line for line in done.refused)
    assert not SealKey.objects.exists()


def test_same_number_with_other_content_is_told(elsewhere, administrator, clerk, person):
    first = publish_trust(by=administrator, at=AT)
    RevocationFile.objects.all()._raw_delete("default")
    issued = issue_card(by=clerk, person=person, at=AT)
    revoke_card(by=clerk, card=issued.card, end="lost", at=AT)
    second = publish_trust(by=administrator, at=AT)

    assert any("another list of the same number" in line for line in elsewhere(first, second))


def test_certificate_that_ended_signs_no_more(administrator, national, clerk, person):
    with pytest.raises(ActionError, match="ended on"):
        issue_card(by=clerk, person=person, at=AT + 500 * DAY)


def test_clock_behind_its_certificate_is_told_as_such(administrator, national, clerk, person):
    with pytest.raises(ActionError, match="Check this node's clock"):
        issue_card(by=clerk, person=person, at=AT - DAY)
