"""Referring: the person's word counts, also about what the service may be told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.accounts.actions import give_role
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.casework.actions import refer_person, review_finding, screen_person
from openhbm.apps.casework.queries import findings_for, referrals_for
from openhbm.apps.people.queries import consent_in_force, person_for
from openhbm.apps.places.actions import add_service, open_post


@pytest.fixture
def told(family, protector, service):
    """The address and a full form for referring the mother, who agreed before."""
    found = [str(finding.id) for finding in findings_for(protector, family.mother)]
    return reverse("refer", args=[family.mother.id]), {"service": service.id, "findings": found}


def test_recorded_consent_is_offered_and_carries_the_referral(family, protector, told, signed_in):
    url, given = told
    client = signed_in(protector)

    page = client.get(url).content.decode()
    answer = client.post(url, given | {"consent": "standing"})

    assert "Yes, as recorded on" in page
    assert answer.status_code == 302
    assert referrals_for(protector, family.mother)[0].consent == family.referral.consent


def test_no_outweighs_a_consent_recorded_before(family, protector, told, signed_in):
    url, given = told

    answer = signed_in(protector).post(url, given | {"consent": ""})

    assert "Nobody is referred without consent." in answer.content.decode()
    assert referrals_for(protector, family.mother).count() == 1


def test_consent_is_recorded_once_when_the_form_is_sent_again(family, protector, told, signed_in):
    url, given = told
    client = signed_in(protector)

    client.post(url, given | {"consent": "yes", "findings": []})
    client.post(url, given | {"consent": "yes"})

    consents = person_for(protector, family.mother.id).consents
    assert consents.filter(recipient="Example Aid").count() == 1
    assert referrals_for(protector, family.mother).count() == 2


def test_service_is_told_what_was_ticked_and_no_more(family, protector, told, signed_in):
    url, given = told

    signed_in(protector).post(url, given | {"consent": "yes", "discloses": ["name", "language"]})

    assert referrals_for(protector, family.mother)[0].discloses == ["name", "language"]


def test_contact_is_not_told_without_consent(family, protector, told, signed_in, user_with):
    url, given = told
    other = user_with("protection_officer", username="other")
    exception = {"consent": "", "consent_exception": "legal_duty", "supervisor": other.id}

    answer = signed_in(protector).post(url, given | exception | {"discloses": ["contact"]})

    assert "only what it takes to find the person" in answer.content.decode()


def test_supervisors_offered_are_the_protection_officers_of_the_post(
    family, protector, told, signed_in, user_with, administrator, clerk, officer
):
    far = open_post(
        by=administrator, code="PL-FAR", name="Far", country="POL", post_type="OFFICIAL_LAND"
    )
    user_with(username="elsewhere", display_name="Elsewhere Example")
    give_role(
        by=None,
        user=user_named(None, "elsewhere"),
        role="protection_officer",
        place_id=far.id,
    )
    user_with("child_protection_officer", username="children", display_name="Children Example")

    page = signed_in(protector).get(told[0]).content.decode()

    offered = page[page.index('name="supervisor"') :].split("</select>")[0]
    assert "Children Example" in offered
    for name in ("Protector Example", "Clerk Example", "Officer Example", "Elsewhere Example"):
        assert name not in offered


@pytest.fixture
def nurse(user_with):
    return user_with("health_screener", username="nurse", display_name="Nurse Example")


@pytest.fixture
def clinic(administrator, post):
    return add_service(
        by=administrator, name="Night clinic", category="HEALTH", provider="Example Medics",
        country="POL", post=post,
    )  # fmt: skip


@pytest.fixture
def frightened(family, protector, post):
    """The mother, who takes medicine, afraid to go back: a need of protection beside the other."""
    answers = {"afraid_to_return": "yes"}
    screen_person(
        by=protector, person=family.mother, post=post, answers=answers, language="uk",
        is_private=True,
    )  # fmt: skip
    return family.mother


def test_health_staff_are_shown_findings_of_health_alone(frightened, nurse, signed_in):
    client = signed_in(nurse)

    person = client.get(reverse("person", args=[frightened.id])).content.decode()
    listed = client.get(reverse("findings")).content.decode()
    file = client.get(reverse("findings"), {"format": "csv"})

    told = b"".join(file.streaming_content).decode()
    for shown in (person, listed):
        assert "Chronic illness" in shown
        assert "refoulement" not in shown.lower()
    assert "SM-CI" in told
    assert "LP-" not in told


def test_health_staff_refer_needs_of_health_to_a_health_service(
    frightened, nurse, clinic, service, signed_in
):
    client, url = signed_in(nurse), reverse("refer", args=[frightened.id])
    page = client.get(url).content.decode()
    found = [str(finding.id) for finding in findings_for(nurse, frightened)]

    client.post(url, {"service": clinic.id, "findings": found, "consent": "yes"})

    sent = referrals_for(nurse, frightened).get()
    assert "Night clinic" in page
    assert service.name not in page
    assert sent.service == clinic
    assert {"SM", "SM-CI"} >= set(sent.needs)
    assert "Move on" in client.get(reverse("referral", args=[sent.id])).content.decode()


def test_health_staff_are_not_shown_referrals_of_protection(
    family, frightened, protector, nurse, clinic, signed_in
):
    whole = refer_person(
        by=protector,
        person=frightened,
        findings=list(findings_for(protector, frightened)),
        service=clinic,
        consent=consent_in_force(protector, frightened, "referral"),
    )
    client = signed_in(nurse)

    listed = client.get(reverse("referrals"), {"tab": "receive"}).content.decode()

    for hidden in (whole, family.referral):
        assert str(hidden.id) not in listed
        assert client.get(reverse("referral", args=[hidden.id])).status_code == 404
    with pytest.raises(NotPermitted):
        refer_person(
            by=nurse,
            person=frightened,
            findings=list(findings_for(protector, frightened)),
            service=clinic,
            consent=whole.consent,
        )


def test_health_staff_review_findings_of_health_and_no_other(frightened, protector, nurse):
    of_health = findings_for(nurse, frightened)[0]
    other = findings_for(protector, frightened).exclude(id__in=findings_for(nurse, frightened))[0]

    reviewed = review_finding(by=nurse, finding=of_health, status="confirmed")

    assert reviewed.reviewed_by_id == nurse.id
    with pytest.raises(NotPermitted):
        review_finding(by=nurse, finding=other, status="confirmed")
