"""Certificates and revocations that travel with replication, over the centre, to every post."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from tests.sealing import AUTHORITY, national_signer

from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.seal_models import SealKey
from openhbm.apps.people.seals.actions.cards import issue_card, revoke_card
from openhbm.apps.people.seals.actions.keys import (
    certify_request,
    request_key,
    revoke_key,
    trust_national,
)
from openhbm.apps.people.seals.actions.lists import publish_list
from openhbm.apps.people.seals.actions.sharing import share_trust, take_shared_trust
from openhbm.apps.people.seals.queries import digests_vouched, presented
from openhbm.apps.places.models import Post
from openhbm.core.documents.seals.certificates import fingerprint_of


def trusts(country, prefix: str, national) -> None:
    """Somebody at a node compares the national signer's fingerprint."""
    certificate = national.certificate
    with country.at(prefix):
        trust_national(
            by=country.chief(),
            certificate=certificate.public_bytes(Encoding.PEM),
            fingerprint=fingerprint_of(certificate),
        )
        take_shared_trust(by=None)


@pytest.fixture
def national(country):
    """The national signer is the centre's own; PLM trusts it and gets its key over the line."""
    with country.at("CEN"):
        signer = national_signer(country.chief())
        signer.row.is_own = True
        signer.row.save(update_fields=["is_own"])
    trusts(country, "PLM", signer)
    with country.at("PLM"):
        asked = request_key(by=country.chief(), **AUTHORITY).request.encode()
    with country.at("CEN"):
        certify_request(by=country.chief(), request=asked, national=signer)
    country.meet("PLM")
    return signer


def issued_at_plm(country):
    with country.at("PLM"):
        post = Post.objects.get(code="PL-MED")
        details = PersonDetails(name="Layla Almutakhayyal")
        person = register_person(by=country.chief(), details=details, post=post)
        return issue_card(by=country.chief(), person=person)


def fault_at(country, prefix: str, text: str) -> str:
    with country.at(prefix):
        return presented(None, text).found.verdict.fault


def test_certificates_and_revoked_cards_reach_other_posts_with_the_letters(country, national):
    good, lost = issued_at_plm(country), issued_at_plm(country)
    assert fault_at(country, "ROM", good.text) == "unknown_signer"
    trusts(country, "ROM", national)
    with country.at("PLM"):
        revoke_card(by=country.chief(), card=lost.card, end="lost")

    country.meet("PLM")
    country.meet("ROM")

    assert fault_at(country, "ROM", good.text) == ""
    assert fault_at(country, "ROM", lost.text) == "revoked"


def test_trust_that_came_before_the_signer_was_compared_is_believed_afterwards(country, national):
    card = issued_at_plm(country)
    country.meet("PLM")
    country.meet("ROM")
    assert fault_at(country, "ROM", card.text) == "unknown_signer"

    trusts(country, "ROM", national)

    assert fault_at(country, "ROM", card.text) == ""


def test_compromised_key_is_told_to_every_post_and_the_new_one_comes_along(country, national):
    honest = issued_at_plm(country)
    trusts(country, "ROM", national)
    with country.at("PLM"):
        key = SealKey.objects.get(kind="node", state="active")
        digests = digests_vouched(country.chief(), key, timezone.now())
    thief = issued_at_plm(country)
    with country.at("CEN"):
        revoke_key(
            by=country.chief(), key_id=key.key_id, end="compromised",
            since_at=timezone.now() - timedelta(hours=1),
            vouched=frozenset(map(bytes.fromhex, digests)),
        )  # fmt: skip
        publish_list(by=country.chief(), national=national)
    country.meet("PLM")
    with country.at("PLM"):
        asked = request_key(by=country.chief(), **AUTHORITY).request.encode()
    with country.at("CEN"):
        certify_request(by=country.chief(), request=asked, national=national)
    country.meet("PLM")
    anew = issued_at_plm(country)
    country.meet("PLM")
    country.meet("ROM")

    faults = [fault_at(country, "ROM", card.text) for card in (honest, thief, anew)]
    assert faults == ["", "key_revoked", ""]


def test_nothing_new_is_shared_twice_and_a_list_is_signed_anew_every_week(country, national):
    with country.at("PLM"):
        now = timezone.now()
        share_trust(by=None, at=now)
        before = Entry.objects.count()

        assert share_trust(by=None, at=now + timedelta(days=1)) is None
        assert Entry.objects.count() == before
        assert share_trust(by=None, at=now + timedelta(days=8)) is not None
