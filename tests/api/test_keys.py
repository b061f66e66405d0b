"""Keys through the interface: what is known, what ended, trust files to and fro."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.sealing import AUTHORITY, node_with_key

from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.seals.actions.cards import issue_card
from openhbm.apps.people.seals.actions.keys import request_key, revoke_key
from openhbm.apps.people.seals.actions.lists import publish_list
from openhbm.apps.people.seals.trust_files import packed, unpacked
from openhbm.core.documents.seals.certificates import (
    Named,
    certificate_from,
    der_of,
    fingerprint_of,
    key_id_of,
    national_certificate,
    node_certificate,
    request_for,
    request_from,
)
from openhbm.core.documents.seals.signatures import PrivateKey

REQUEST = {"country": "UT", "authority": "Border authority of Utopia"}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path


@pytest.fixture
def national(api):
    return node_with_key(api.user)


@pytest.fixture
def own(api, national):
    (line,) = api.get("/keys", is_own="true").json()["items"]
    return line


def certificate_of_another_node(key: PrivateKey, root, node: str = "QRS"):
    theirs = Ed25519PrivateKey.generate()
    asked = request_for(theirs, Named("UT", "Border authority of Utopia", node))
    at = timezone.now().replace(microsecond=0)
    return node_certificate(
        asked, root, key, serial=7, from_at=at, until_at=at + timedelta(days=400)
    )


def sent(data: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("trust.hbm", data)}


def test_keys_tell_state_and_term_of_own_and_of_the_national_signer(api, national, own):
    request_key(by=api.user, **AUTHORITY)

    everything = api.get("/keys").json()["items"]
    (signer,) = api.get("/keys", is_own="false").json()["items"]
    (asked,) = api.get("/keys", state="requested").json()["items"]

    assert [line["state"] for line in everything] == ["requested", "active", "active"]
    term = [datetime.fromisoformat(own[n]) for n in ("valid_from_at", "valid_until_at")]
    assert term[1] - term[0] == timedelta(days=400)
    assert (own["kind"], own["is_own"], own["end"]) == ("node", True, "")
    assert signer["fingerprint"] == fingerprint_of(national.certificate)
    assert (signer["kind"], signer["key_id"]) == ("national", national.row.key_id)
    assert (asked["key_id"], asked["fingerprint"], asked["valid_until_at"]) == ("", "", None)


def test_list_of_keys_comes_in_pages(api, national):
    first = api.get("/keys", limit=1).json()
    second = api.get("/keys", limit=1, cursor=first["next"]).json()

    assert second["next"] is None
    assert {first["items"][0]["kind"], second["items"][0]["kind"]} == {"national", "node"}


def test_key_is_shown_with_the_certificate_that_it_names(api, own):
    shown = api.get(f"/keys/{own['key_id']}").json()

    certificate = certificate_from(shown["certificate"].encode())
    assert key_id_of(certificate).hex() == own["key_id"]
    assert "PRIVATE" not in shown["certificate"]


def test_compromised_key_is_told_with_the_cards_vouched_for(api, post, national, own):
    details = PersonDetails(name="Layla Almutakhayyal", birth="1988")
    person = register_person(by=api.user, details=details, post=post)
    card = issue_card(by=api.user, person=person, kind="arrival").card
    now = timezone.now()
    vouched = api.get(f"/keys/{own['key_id']}/vouched").json()
    before = api.get(
        f"/keys/{own['key_id']}/vouched", until_at=(now - timedelta(days=1)).isoformat()
    )
    kept = frozenset(bytes.fromhex(digest) for digest in vouched["cards"])
    revoke_key(by=api.user, key_id=own["key_id"], end="compromised", since_at=now, vouched=kept)
    publish_list(by=api.user, national=national)

    (end,) = api.get("/keys/revocations").json()["items"]
    (told,) = api.get("/keys/lists").json()["items"]
    after = api.get(f"/keys/{own['key_id']}").json()
    assert vouched == {"key_id": own["key_id"], "cards": [card.digest]}
    assert before.json()["cards"] == []
    assert (end["key_id"], end["end"], end["vouched"]) == (own["key_id"], "compromised", 1)
    assert (told["node"], told["sequence"]) == ("", 1)
    assert (after["state"], after["end"]) == ("revoked", "compromised")
    assert datetime.fromisoformat(after["end_since_at"]) == datetime.fromisoformat(end["since_at"])


def test_trust_file_holds_certificates_and_a_list_signed_anew(api, national, own):
    answer = api.get("/keys/trust-file")

    held = unpacked(answer.content)
    ids = [key_id_of(certificate_from(data)).hex() for data in held.certificates]
    assert answer["Content-Type"] == "application/octet-stream"
    assert ids == [national.row.key_id, own["key_id"]]
    assert len(held.lists) == 1
    assert b"PRIVATE" not in answer.content


def test_trust_file_brings_a_signer_once_and_again_by_its_key(api, national):
    theirs = certificate_of_another_node(national.key, national.certificate)
    data = packed([der_of(theirs)], [])

    first = api.send("/keys/trust-file", sent(data), key="once").json()
    repeated = api.send("/keys/trust-file", sent(data), key="once").json()
    anew = api.send("/keys/trust-file", sent(data)).json()

    assert first["taken"] == [f"certificate {key_id_of(theirs).hex()} of QRS"]
    assert repeated == first
    assert anew == {"taken": [], "refused": []}
    assert api.get(f"/keys/{key_id_of(theirs).hex()}").json()["node"] == "QRS"


def test_signers_of_a_nation_that_nobody_compared_are_refused_with_the_reason(api, national):
    key, at = Ed25519PrivateKey.generate(), timezone.now().replace(microsecond=0)
    root = national_certificate(
        key, Named("UT", "Border authority of Utopia"), serial=1,
        from_at=at, until_at=at + timedelta(days=30),
    )  # fmt: skip
    theirs = certificate_of_another_node(key, root)

    told = api.send("/keys/trust-file", sent(packed([der_of(root), der_of(theirs)], []))).json()

    assert told["taken"] == []
    assert [("compare its fingerprint" in r, "trusted here" in r) for r in told["refused"]] == [
        (True, False),
        (False, True),
    ]
    assert len(api.get("/keys").json()["items"]) == 2


def test_request_is_made_once_and_its_private_key_stays_on_the_node(api, national, own, tmp_path):
    made = api.post("/keys/requests", REQUEST, key="once")
    again = api.post("/keys/requests", REQUEST, key="once")

    assert made.status_code == 201
    assert made.json() == again.json()
    assert request_from(made.json()["request"].encode()).is_signature_valid
    assert b"PRIVATE" not in made.content
    assert (tmp_path / "keys" / "seals").is_dir()
    assert api.get(f"/keys/{own['key_id']}").json()["state"] == "active"


@pytest.mark.parametrize("country", ["U", "U1", "ÄÄ", "ßa"])
def test_request_of_no_country_is_refused_in_its_field(api, country):
    answer = api.post("/keys/requests", REQUEST | {"country": country})

    assert (answer.status_code, answer.json()["field"]) == (422, "country")


@pytest.mark.parametrize("data", [b"", b"no trust file", b"\xa1\x61"])
def test_file_that_is_no_trust_file_is_told_as_such(api, data):
    answer = api.send("/keys/trust-file", sent(data))

    assert (answer.status_code, answer.json()["field"]) == (422, "file")


def test_unknown_key_is_not_found(api, national):
    absent = "0" * 16

    assert api.get(f"/keys/{absent}").status_code == 404
    assert api.get(f"/keys/{absent}/vouched").status_code == 404


def test_commander_of_a_post_reads_keys_and_changes_no_trust(client_with, post, own):
    commander = client_with("post_commander", post=post)

    answers = [
        commander.get("/keys/trust-file"),
        commander.send("/keys/trust-file", sent(packed([], []))),
        commander.post("/keys/requests", REQUEST),
    ]

    assert commander.get(f"/keys/{own['key_id']}").status_code == 200
    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_whoever_reads_nothing_of_security_sees_no_key(client_with, own):
    clerk = client_with("registration_clerk")

    for path in ("", "/revocations", "/lists"):
        assert clerk.get(f"/keys{path}").json()["items"] == []
    assert clerk.get(f"/keys/{own['key_id']}").status_code == 404
    assert clerk.get("/keys/trust-file").status_code == 403
