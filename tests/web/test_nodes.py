"""The pages of the nodes and of what they wrote differently."""

from __future__ import annotations

from django.test import Client

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.ledger.models import Conflict
from openhbm.apps.people.contacting.actions import correct_contact
from openhbm.apps.people.models import Contact
from openhbm.apps.sync.actions import begin_recovery
from openhbm.apps.sync.models import Link
from tests.apps.sync.conftest import country
from tests.apps.sync.people import register_at
from tests.web.files import rows_at, rows_of

__all__ = ["country"]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edited_apart(country) -> None:
    country.meet("PLM")
    register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    for prefix, value in (("PLM", "+380 11"), ("CEN", "+380 22")):
        with country.at(prefix):
            correct_contact(by=country.chief(), contact=Contact.objects.get(), value=value)
    country.meet("PLM")


def test_pages_of_a_restored_node_say_whom_it_waits_for_and_record_nothing(country):
    country.meet("PLM")
    with country.at("CEN"):
        client = signed_in(country.chief())
        begin_recovery(by=None)
        for path in ("/", "/nodes/"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "waits for Post PLM, Post ROM" in answer.content.decode()
        stranger = Client().get("/sign-in/")
        assert stranger.status_code == 503
        assert "Post PLM" not in stranger.content.decode()
    for prefix in ("PLM", "ROM") * 2:
        country.meet(prefix)
    with country.at("CEN"):
        assert client.get("/nodes/").status_code == 200


def test_conflict_page_shows_who_wrote_what_where_and_lets_a_person_decide(country):
    edited_apart(country)
    with country.at("CEN"):
        client = signed_in(country.chief())
        at = f"/conflicts/{Conflict.objects.get().pk}/"
        shown = client.get(at).content.decode()
        told = rows_at(client, "/conflicts/")
        stamps = [c[0] for c in client.get(at).context["form"].fields["stamp"].choices]
        answer = client.post(at, {"stamp": stamps[0], "reason": "she was asked"})
        decided = client.get("/conflicts/").content.decode()

        assert {(row["value"], row["node"]) for row in told} == {
            ("'+380 11", "PLM"),
            ("'+380 22", "CEN"),
        }
        assert "+380 11" in shown
        assert "+380 22" in shown
        assert "PLM" in shown
        assert answer.status_code == 302
        assert "+380 11" not in decided
        assert Contact.objects.get().value == "+380 11"


def test_conflict_of_somebody_hidden_looks_absent(country):
    edited_apart(country)
    with country.at("CEN"):
        user = add_user(by=None, username="technician", password="correct horse")
        give_role(by=None, user=user, role="administrator")
        client = signed_in(user)
        assert "+380" not in client.get("/conflicts/").content.decode()
        assert rows_of(client.get("/conflicts/", {"format": "csv"})) == []
        assert client.get(f"/conflicts/{Conflict.objects.get().pk}/").status_code == 404


def test_nodes_page_says_in_words_what_is_wrong(country):
    country.meet("PLM")
    with country.at("CEN"):
        Link.objects.filter(node_id="PLM").update(skew_ms=40 * 60_000)
        client = signed_in(country.chief())
        shown = client.get("/nodes/").content.decode()
        (row,) = [r for r in rows_at(client, "/nodes/") if r["prefix"] == "PLM"]
        assert row["skew_ms"] == "2400000"
        assert "Its clock is 40 minutes ahead of this one." in row["problems"]
        assert "Its clock is 40 minutes ahead of this one." in shown
        assert "It has never been met." in shown


def test_invite_page_gives_a_code_once(country):
    with country.at("CEN"):
        client = signed_in(country.chief())
        given = {"name": "Budomierz", "prefix": "BUD", "kind": "post", "posts": ["PL-MED"]}
        shown = client.post("/nodes/new/", given).content.decode()
        again = client.post("/nodes/new/", given | {"prefix": "PLM"}).content.decode()
        assert "hbm init --node BUD --centre http://testserver --code" in shown
        assert "PLM is in use." in again


def test_revoking_a_node_that_there_is_not_answers_as_any_absent_record_does(country):
    with country.at("CEN"):
        client = signed_in(country.chief())
        assert client.get("/nodes/PLM/revoke/").status_code == 200
        for absent in ("XXX", "CEN"):
            assert client.get(f"/nodes/{absent}/revoke/").status_code == 404
            assert client.post(f"/nodes/{absent}/revoke/", {"reason": "x"}).status_code == 404
        client.post("/nodes/PLM/revoke/", {"reason": "stolen"})
        assert client.get("/nodes/PLM/revoke/").status_code == 404
