"""Legal measures: drafted by one, activated by another, tested, ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.crises.actions import open_crisis
from openhbm.apps.crises.queries import (
    measure_drafts_visible_to,
    measure_in_force,
    measures_visible_to,
)
from tests.web.files import rows_at

CONTENT = "humanitarian_admission_temporary_protection"


@pytest.fixture
def adviser(user_with):
    return user_with("legal_adviser", username="adviser", display_name="Adviser Example")


@pytest.fixture
def coordinator(user_with):
    return user_with("national_coordinator", username="coordinator")


@pytest.fixture
def given(administrator):
    """A full form for a draft that suspends nothing."""
    today = timezone.localdate()
    crisis = open_crisis(by=administrator, code="C2", name="Crisis", started_on=today)
    return {
        "content_id": CONTENT,
        "crisis": crisis.id,
        "country": "POL",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=20)).isoformat(),
    }


def drafted(client, given) -> str:
    answer = client.post(reverse("new-measure"), given)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_list_tells_days_left_and_that_the_content_is_not_verified(measure, adviser, signed_in):
    page = signed_in(adviser).get(reverse("measures")).content.decode()

    assert "30 days left" in page
    assert "not verified" in page
    assert "suspends no right" in page


def test_draft_is_put_into_force_by_another_person(given, adviser, coordinator, signed_in):
    url = drafted(signed_in(adviser), given)
    waiting = rows_at(signed_in(adviser), reverse("measures"), "measure-drafts")

    signed_in(coordinator).post(url, {"activate": "1"})

    assert [row["country"] for row in waiting] == ["POL"]

    made = measure_in_force(adviser, "POL", timezone.localdate())
    assert made is not None
    assert made.activated_by_id == coordinator.id
    assert not measure_drafts_visible_to(adviser).exists()


def test_drafter_cannot_activate_the_own_draft(given, coordinator, signed_in):
    client = signed_in(coordinator)
    url = drafted(client, given)

    answer = client.post(url, {"activate": "1"})

    assert answer.status_code == 403
    assert not measures_visible_to(coordinator).exists()


def test_adviser_cannot_activate(given, adviser, coordinator, signed_in):
    url = drafted(signed_in(coordinator), given)

    assert signed_in(adviser).post(url, {"activate": "1"}).status_code == 403


def test_draft_that_suspends_what_none_may_is_not_activated(given, adviser, coordinator, signed_in):
    stated = {"suspends_rights": "on", "instrument": "ICCPR", "articles": "7, 12"}
    url = drafted(signed_in(adviser), given | stated)
    client = signed_in(coordinator)

    page = client.get(url).content.decode()
    client.post(url, {"activate": "1"})

    assert "DG3" in page
    assert "ICCPR article 7 may be suspended" in page
    assert "General Comment 29" in page
    assert measure_in_force(adviser, "POL", timezone.localdate()) is None


def test_derogation_that_meets_every_test_is_activated(given, adviser, coordinator, signed_in):
    today = timezone.localdate()
    why = "stated in the decree"
    stated = {
        "suspends_rights": "on",
        "instrument": "ICCPR",
        "articles": "12",
        "gazette_ref": "OJ 1/26",
        "proclaimed_on": today.isoformat(),
        "threatens_life_of_nation": "yes",
        "threat_evidence": why,
        "duration_reason": why,
        "geography_reason": why,
        "scope_reason": why,
        "ordinary_limits_insufficient": why,
        "distinctions": ["none"],
        "refugee_law": "yes",
        "torture_convention": "yes",
        "child_rights": "yes",
        "humanitarian_law": "yes",
        "review_on": (today + timedelta(days=7)).isoformat(),
        "notified_on": today.isoformat(),
        "oversight_review_on": (today + timedelta(days=10)).isoformat(),
    }
    url = drafted(signed_in(adviser), given | stated)
    client = signed_in(coordinator)

    page = client.get(url).content.decode()
    client.post(url, {"activate": "1"})

    assert "Taken together: permitted." in page
    assert measure_in_force(adviser, "POL", today) is not None


def test_measure_is_ended_with_a_reason_by_who_may_activate(
    measure, coordinator, adviser, signed_in
):
    url = reverse("measure", args=[measure.id])
    given = {"on": timezone.localdate().isoformat(), "reason": "No longer needed"}

    refused = signed_in(adviser).post(url, given)
    signed_in(coordinator).post(url, given)

    assert refused.status_code == 403
    assert measure_in_force(adviser, "POL", timezone.localdate()) is None


def test_dropping_a_draft_needs_a_reason(given, adviser, signed_in):
    client = signed_in(adviser)
    url = drafted(client, given)

    client.post(url, {"drop": "1", "reason": " "})
    kept = measure_drafts_visible_to(adviser).count()
    client.post(url, {"drop": "1", "reason": "Written twice"})

    assert kept == 1
    assert not measure_drafts_visible_to(adviser).exists()
