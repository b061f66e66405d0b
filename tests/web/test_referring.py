"""Referring: the person's word counts, also about what the service may be told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.casework.queries import findings_for, referrals_for
from openhbm.apps.people.queries import person_for


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


def test_contact_is_not_told_without_consent(family, protector, told, signed_in, clerk):
    url, given = told
    exception = {"consent": "", "consent_exception": "legal_duty", "supervisor": clerk.id}

    answer = signed_in(protector).post(url, given | exception | {"discloses": ["contact"]})

    assert "only what it takes to find the person" in answer.content.decode()
