"""One invented family on its way through the interface, from tally to referral and decision."""

from __future__ import annotations

import pytest
from tests.api.conftest import ApiClient, MakeClient

from openhbm.apps.crossings.models import Crossing, Tally
from openhbm.apps.people.actions import erase_person
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Post, Service

pytestmark = pytest.mark.django_db


def created(answer) -> dict:
    assert answer.status_code == 201, answer.content
    return answer.json()


def family(api: ApiClient, post: Post) -> tuple[dict, dict, dict]:
    tally = created(api.post("/tallies", {"post": post.code, "persons": 5}))
    group = created(
        api.post(
            "/groups",
            {"post": post.code, "label": "Family Testenko", "size": 3, "tally_id": tally["id"]},
        )
    )
    person = created(
        api.post(
            "/persons",
            {
                "post": post.code,
                "name": "Probna Testenko",
                "sex": "F",
                "birth": "1988~2",
                "group_id": group["id"],
                "relationship": "PA",
                "nationalities": [{"country": "UKR"}],
                "documents": [{"kind": "NONE_LOST"}],
                "consents": [
                    {
                        "purpose": "referral",
                        "is_given": True,
                        "language": "uk",
                        "method": "spoken",
                    }
                ],
            },
        )
    )
    return tally, group, person


def test_family_is_counted_once_from_tally_to_person(api: ApiClient, post: Post) -> None:
    tally, group, made = family(api, post)

    progress = api.get(f"/tallies/{tally['id']}/progress").json()
    members = api.get(f"/groups/{group['id']}/members").json()
    crossings = api.get(f"/persons/{made['person']['id']}/crossings").json()

    assert progress == {"persons": 5, "bound": 3, "registered": 1, "unregistered": 4}
    assert [member["name"] for member in members] == ["Probna Testenko"]
    assert [crossing["id"] for crossing in crossings] == [made["crossing_id"]]
    assert made["person"]["birth"] == "1988~2"
    assert Tally.objects.count() == 1


def test_screening_findings_and_referral_follow_each_other(
    api: ApiClient, post: Post, service: Service
) -> None:
    _, _, made = family(api, post)
    person = made["person"]["id"]

    screening = created(
        api.post(
            "/screenings",
            {
                "person_id": person,
                "post": post.code,
                "answers": {"only_carer": "yes", "family_separated": "yes"},
                "is_private": True,
            },
        )
    )
    listed = api.get(f"/persons/{person}/screenings").json()
    findings = api.get(f"/persons/{person}/findings").json()

    assert [one["id"] for one in listed] == [screening["id"]]
    reviewed = created(api.post(f"/findings/{findings[0]['id']}/reviews", {"status": "confirmed"}))
    consent = api.get(f"/persons/{person}").json()["consents"][0]["id"]
    referral = created(
        api.post(
            "/referrals",
            {
                "person_id": person,
                "finding_ids": [finding["id"] for finding in findings],
                "service_id": str(service.id),
                "consent_id": consent,
            },
        )
    )
    moved = created(api.post(f"/referrals/{referral['id']}/steps", {"to_state": "received"}))
    skipped = api.post(f"/referrals/{referral['id']}/steps", {"to_state": "completed"})

    assert findings and {finding["status"] for finding in findings} == {"pending_review"}
    assert reviewed["status"] == "confirmed"
    assert referral["needs"] == list(dict.fromkeys(finding["code"] for finding in findings))
    assert (moved["state"], skipped.status_code) == ("received", 422)
    steps = api.get(f"/referrals/{referral['id']}/steps").json()
    assert [step["to_state"] for step in steps][-2:] == ["sent", "received"]


def test_screening_by_an_officer_tells_them_nothing_of_what_was_found(
    api: ApiClient, client_with: MakeClient, post: Post
) -> None:
    _, _, made = family(api, post)
    person, officer = made["person"]["id"], client_with("border_officer")

    told = created(
        officer.post(
            "/screenings",
            {"person_id": person, "post": post.code, "answers": {}, "unable_reason": "refused"},
        )
    )

    assert set(told) == {"id", "person_id"}
    assert officer.get(f"/persons/{person}/screenings").json() == []
    assert officer.get(f"/persons/{person}/findings").json() == []
    assert officer.get("/referrals").json() == {"items": [], "next": None}


def test_entry_options_and_decision_name_their_reasons(officer_api: ApiClient, post: Post) -> None:
    api = officer_api
    _, _, made = family(api, post)
    body = {"crossing_id": made["crossing_id"], "facts": {"asks_protection": True}}

    options = api.post("/decisions/options", body).json()
    refused = api.post("/decisions", {**body, "code": "REFUSE"})
    decision = created(api.post("/decisions", {**body, "code": options[0]["code"]}))

    assert options[0]["outcome"] != "prohibited"
    assert (options[-1]["code"], options[-1]["outcome"]) == ("REFUSE", "prohibited")
    assert refused.status_code == 422
    assert refused.json()["field"] == "code"
    assert decision["code"] == options[0]["code"]
    assert decision["reasons"]
    assert [d["id"] for d in api.get("/decisions").json()["items"]] == [decision["id"]]


def test_history_tells_what_happened_as_far_as_roles_reach(
    api: ApiClient, client_with: MakeClient, post: Post
) -> None:
    tally, _, made = family(api, post)

    person = api.get(f"/journal/persons/{made['person']['id']}").json()
    counted = api.get(f"/journal/tallies/{tally['id']}").json()
    hidden = client_with("analyst").get(f"/journal/persons/{made['person']['id']}")

    assert "person_registered" in [found["type"] for found in person]
    assert [found["type"] for found in counted] == ["arrivals_counted"]
    assert {"record": "crossings.tally", "field": "persons", "value": 5} in counted[0]["changes"]
    assert hidden.status_code == 404


def test_repeated_registration_makes_one_person(api: ApiClient, post: Post) -> None:
    body = {"post": post.code, "name": "Probna Testenko"}

    first, second = api.post("/persons", body, key="k1"), api.post("/persons", body, key="k1")
    other = api.post("/persons", {**body, "name": "Inna Testenko"}, key="k1")

    assert created(first) == created(second)
    assert other.status_code == 422
    assert other.json()["field"] == "Idempotency-Key"
    assert (Person.objects.count(), Crossing.objects.count()) == (1, 1)


def test_registration_repeated_after_erasure_tells_nothing(api: ApiClient, post: Post) -> None:
    body = {"post": post.code, "name": "Probna Testenko"}
    made = created(api.post("/persons", body, key="k1"))
    erase_person(by=api.user, person_id=made["person"]["id"], reason="asked for it")

    answer = api.post("/persons", body, key="k1")

    assert answer.status_code == 404
    assert Crossing.objects.filter(person__is_erased=False).count() == 0


def test_correction_replaces_the_count(api: ApiClient, post: Post) -> None:
    tally = created(api.post("/tallies", {"post": post.code, "persons": 5}))

    corrected = created(
        api.post(f"/tallies/{tally['id']}/corrections", {"persons": 7, "reason": "Counted again"})
    )

    assert corrected["persons"] == 7
    assert [item["persons"] for item in api.get("/tallies").json()["items"]] == [7]


def test_role_at_one_post_does_not_reach_another(
    api: ApiClient, client_with: MakeClient, post: Post
) -> None:
    created(api.post("/posts", {"code": "PL-2", "name": "Druga", "country": "POL",
                                "post_type": "OFFICIAL_LAND"}))  # fmt: skip
    local = client_with("border_officer", post=post)

    here = local.post("/tallies", {"post": "PL-TEST", "persons": 1})
    there = local.post("/tallies", {"post": "PL-2", "persons": 1})

    assert (here.status_code, there.status_code) == (201, 403)
