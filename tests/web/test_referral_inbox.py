"""The inbox of referrals: for the staff of the post, and for the service they were sent to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.accounts.actions import add_user, give_role, issue_token
from openhbm.apps.casework.actions import advance_referral, refer_person
from openhbm.apps.casework.queries import findings_for, referral_for
from openhbm.apps.people.queries import consent_in_force
from openhbm.apps.places.actions import add_service
from openhbm.web import clock
from tests.web.conftest import PASSWORD


@pytest.fixture
def caseworker(db, service):
    """Somebody of the organisation behind the child care corner."""
    user = add_user(by=None, username="partner", password=PASSWORD, display_name="Partner Example")
    give_role(by=None, user=user, role="partner_caseworker", place_id=service.id)
    return user


@pytest.fixture
def elsewhere(family, protector, administrator, post):
    """A referral of the same mother to another organisation, with her name and nothing else."""
    other = add_service(
        by=administrator,
        name="Legal desk",
        category="LEGAL",
        provider="Example Lawyers",
        country="POL",
        post=post,
    )
    return refer_person(
        by=protector,
        person=family.mother,
        findings=list(findings_for(protector, family.mother)),
        service=other,
        consent=consent_in_force(protector, family.mother, "referral"),
        discloses=["name", "language"],
    )


def inbox(client, **query) -> str:
    return client.get(reverse("referrals"), query).content.decode()


def test_inbox_counts_and_shows_by_what_must_happen_next(family, protector, signed_in):
    client = signed_in(protector)

    waiting = inbox(client)
    advance_referral(by=protector, referral=family.referral, to_state="received")

    assert str(family.referral.id) in waiting
    assert "due in " in waiting
    assert str(family.referral.id) not in inbox(client, tab="receive")
    assert str(family.referral.id) in inbox(client, tab="accept")
    assert str(family.referral.id) in inbox(client)


@pytest.fixture
def replay_reaches(settings):
    """Let the pages show an instant, however long the process has been running."""

    def reach(instant) -> None:
        settings.CLOCK_STARTS = instant.isoformat()
        settings.CLOCK_STARTS = (instant - (clock.now() - instant)).isoformat()

    return reach


def test_inbox_says_how_late_and_that_it_escalated(family, protector, signed_in, replay_reaches):
    replay_reaches(family.referral.receive_by_at + timedelta(minutes=35, seconds=1))

    page = inbox(signed_in(protector), tab="late")

    assert "35 min late" in page
    assert "not received within a quarter of the time" in page


def test_referral_in_service_is_not_late_any_more(family, protector, signed_in, settings):
    settings.CLOCK_STARTS = (timezone.now() + timedelta(days=30)).isoformat()
    client, url = signed_in(protector), reverse("referral", args=[family.referral.id])

    waiting = client.get(url).content.decode()
    for state in ("received", "accepted", "in_service"):
        advance_referral(by=protector, referral=family.referral, to_state=state)
    helped = client.get(url).content.decode()

    assert "d 0 h late" in waiting or " late<" in waiting
    assert "Escalated" in waiting
    assert "Escalated" not in helped


def test_declined_referral_is_not_said_to_be_awaited(family, protector, signed_in, replay_reaches):
    advance_referral(by=protector, referral=family.referral, to_state="received")
    advance_referral(
        by=protector, referral=family.referral, to_state="declined", decline_reason="capacity"
    )
    replay_reaches(family.referral.due_at + timedelta(days=1))

    page = signed_in(protector).get(reverse("referral", args=[family.referral.id]))

    told = page.content.decode()
    assert "not yet; expected by" not in told
    assert "is-late" not in told
    assert "First action due" not in told


def test_who_only_reads_cases_is_offered_no_step(family, user_with, signed_in):
    adviser = user_with("legal_adviser", username="adviser")

    page = signed_in(adviser).get(reverse("referral", args=[family.referral.id])).content.decode()
    person = signed_in(adviser).get(reverse("person", args=[family.mother.id])).content.decode()

    assert "Move on" not in page
    assert reverse("refer", args=[family.mother.id]) not in person


def test_caseworker_sees_only_what_was_sent_to_their_service(
    family, elsewhere, caseworker, signed_in
):
    client = signed_in(caseworker)

    page = inbox(client)

    assert str(family.referral.id) in page
    assert str(elsewhere.id) not in page
    assert client.get(reverse("referral", args=[elsewhere.id])).status_code == 404


def test_caseworker_sees_a_case_code_where_the_name_is_not_disclosed(family, caseworker, signed_in):
    client = signed_in(caseworker)

    page = (
        inbox(client) + client.get(reverse("referral", args=[family.referral.id])).content.decode()
    )

    assert family.referral.case_code in page
    assert family.mother.name not in page
    assert family.mother.number not in page
    assert str(family.mother.id) not in page


def test_caseworker_sees_the_name_that_was_disclosed_and_no_contact(
    family, elsewhere, user_with, signed_in
):
    lawyer = user_with(username="lawyer")
    give_role(by=None, user=lawyer, role="partner_caseworker", place_id=elsewhere.service_id)

    page = signed_in(lawyer).get(reverse("referral", args=[elsewhere.id])).content.decode()

    assert family.mother.name in page
    assert "Ukrainian" in page
    assert str(family.mother.id) not in page


@pytest.mark.parametrize("page", ["persons", "groups", "crossings"])
def test_caseworker_sees_nothing_else_of_the_register(family, caseworker, signed_in, page):
    client = signed_in(caseworker)

    answer = client.get(reverse(page)).content.decode()

    assert family.mother.name not in answer
    assert family.mother.number not in answer
    assert client.get(reverse("person", args=[family.mother.id])).status_code == 404
    assert client.get(reverse("history", args=["referral", family.referral.id])).status_code == 404


def test_caseworker_takes_a_referral_from_receipt_to_its_end(family, caseworker, signed_in):
    client, url = signed_in(caseworker), reverse("referral", args=[family.referral.id])

    for state in ("received", "accepted", "in_service"):
        client.post(url, {"to_state": state})
    client.post(url, {"to_state": "completed", "outcome": "Place in a safe house"})

    found = referral_for(caseworker, family.referral.id)
    assert (found.state, found.outcome) == ("completed", "Place in a safe house")


def test_caseworker_declines_with_a_reason_only(family, caseworker, signed_in):
    client, url = signed_in(caseworker), reverse("referral", args=[family.referral.id])
    client.post(url, {"to_state": "received"})

    without = client.post(url, {"to_state": "declined"})
    client.post(url, {"to_state": "declined", "decline_reason": "capacity"})
    page = client.get(url).content.decode()

    assert "Declining needs a reason" in without.content.decode()
    assert "No capacity" in page


def test_caseworker_of_another_service_cannot_move_it(family, elsewhere, caseworker, signed_in):
    answer = signed_in(caseworker).post(
        reverse("referral", args=[elsewhere.id]), {"to_state": "received"}
    )

    assert answer.status_code == 404


def test_interface_tells_a_caseworker_no_key_of_the_person(family, caseworker, protector):
    theirs, ours = (asked_over_the_interface(u, family.referral) for u in (caseworker, protector))

    assert (theirs["person_id"], theirs["consent_id"]) == (None, None)
    assert theirs["case_code"] == family.referral.case_code
    assert ours["person_id"] == str(family.mother.id)


def asked_over_the_interface(user, referral) -> dict:
    token = issue_token(by=user, user=user, label="test")
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.get(f"/api/v1/referrals/{referral.id}").json()
