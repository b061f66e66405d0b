"""Referring: the person's word counts, and what is late is told the same everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.casework.actions import advance_referral
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


def test_referral_page_tells_late_as_the_list_does(family, protector, signed_in, settings):
    settings.CLOCK_STARTS = (timezone.now() + timedelta(days=30)).isoformat()
    client, url = signed_in(protector), reverse("referral", args=[family.referral.id])

    waiting = client.get(url).content.decode()
    for state in ("received", "accepted", "in_service"):
        advance_referral(by=protector, referral=family.referral, to_state=state)
    helped = client.get(url).content.decode()

    assert "overdue" in waiting
    assert "overdue" not in helped


def test_referrals_in_service_stand_behind_those_that_wait(
    family, protector, told, service, signed_in
):
    url, given = told
    client = signed_in(protector)
    client.post(url, given | {"consent": "yes"})
    for state in ("received", "accepted", "in_service"):
        advance_referral(by=protector, referral=family.referral, to_state=state)

    page = client.get(reverse("referrals")).content.decode()

    waits = referrals_for(protector, family.mother).get(state="sent")
    assert page.index(str(waits.id)) < page.index(str(family.referral.id))
