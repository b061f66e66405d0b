"""The desk: one post for the shift, who waits, and a household registered once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openhbm.apps.capacity.queries import staffing_visible_to
from openhbm.apps.casework.queries import flags_for
from openhbm.apps.crossings.actions import count_arrivals, preregister_group
from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.people.details import GroupDetails
from openhbm.apps.people.queries import groups_visible_to, members_of, people_visible_to, person_for
from openhbm.apps.places.actions import open_lane, open_post
from openhbm.apps.places.queries import lanes_of, post_for

HOUSEHOLD = {
    "m0-name": "Olena",
    "m0-surname": "Example",
    "m0-sex": "F",
    "m0-age": "34",
    "m0-document_kind": "PASS",
    "m0-document_number": "XX000001",
    "m0-document_name": "Olena Eksempel",
    "m0-nationality": "UKR",
    "m0-language": "uk",
    "m0-address": "1 Example Street",
    "m0-phone": "+380000000001",
    "m1-name": "Danylo",
    "m1-sex": "M",
    "m1-age": "5.2019",
    "m1-relationship": "SON",
    "m1-document_kind": "NONE_LOST",
    "m2-name": "Halyna Sample",
    "m2-surname": "-",
    "m2-sex": "F",
    "m2-age": "1950",
    "m2-relationship": "MTH",
    "m2-nationality": "Poland",
    "m2-phone": "-",
    "consent": "yes",
}


def posted(client, post, **more):
    return client.post(reverse("new-household"), {"post": post.id} | HOUSEHOLD | more)


def test_household_is_registered_with_what_it_shares(clerk, post, signed_in):
    answer = posted(signed_in(clerk), post)

    group = groups_visible_to(clerk).get()
    assert answer.headers["Location"] == reverse("household-registered", args=[group.id])
    mother, son, grandmother = (
        person_for(clerk, m.person_id) for m in members_of(clerk, group).order_by("id")
    )
    assert (mother.name, son.name, grandmother.name) == (
        "Olena Example",
        "Danylo Example",
        "Halyna Sample",
    )
    countries = [[n.country for n in p.nationalities.all()] for p in (mother, son, grandmother)]
    assert countries == [["UKR"], ["UKR"], ["POL"]]
    assert son.preferred_language == grandmother.preferred_language == "uk"
    contacts = [sorted(c.kind for c in p.contacts.all()) for p in (mother, son, grandmother)]
    assert contacts == [["address", "phone"], ["address", "phone"], ["address"]]
    assert [str(p.birth) for p in (son, grandmother)] == ["2019-05", "1950"]
    assert (mother.age_years, mother.birth_precision) == (34, "E")


def test_household_keeps_both_names_and_who_consented(clerk, post, signed_in):
    posted(signed_in(clerk), post, **{"m1-age": "7"})

    mother, son = list(people_visible_to(clerk).order_by("id"))[:2]
    assert {(n.kind, n.full) for n in mother.names.all()} == {
        ("AS_SAID", "Olena Example"),
        ("ON_DOCUMENT", "Olena Eksempel"),
    }
    assert [c.method for p in (mother, son) for c in p.consents.all()] == ["spoken", "caregiver"]
    assert [d.kind for d in son.documents.all()] == ["NONE_LOST"]


def test_household_sent_twice_is_registered_once(clerk, post, signed_in):
    client = signed_in(clerk)
    page = client.get(reverse("new-household")).content.decode()
    key = re.search(r'name="once" value="([^"]+)"', page).group(1)

    first = posted(client, post, once=key)
    second = posted(client, post, once=key)

    assert first.headers["Location"] == second.headers["Location"]
    assert people_visible_to(clerk).count() == 3


def test_household_key_with_other_content_is_told_and_registers_nothing(clerk, post, signed_in):
    client = signed_in(clerk)
    posted(client, post, once="one-time-key")

    answer = posted(client, post, once="one-time-key", **{"m0-name": "Somebody else"})

    assert answer.status_code == 200
    assert "sent before and is registered" in answer.content.decode()
    assert people_visible_to(clerk).count() == 3


def test_household_errors_stand_beside_row_and_field_and_nothing_is_lost(clerk, post, signed_in):
    answer = posted(
        signed_in(clerk), post, **{"m1-age": "1.1.31", "m2-nationality": "Nowhere", "m3-age": "4"}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    for field in ("m1-age", "m2-nationality", "m3-name"):
        assert f'id="id_{field}_error"' in page
    assert 'value="1.1.31"' in page
    assert 'value="XX000001"' in page
    assert "34 years old" in page
    assert not people_visible_to(clerk).exists()
    assert not tallies_visible_to(clerk).exists()


def test_household_born_in_the_future_is_named_in_its_row(clerk, post, signed_in):
    page = posted(signed_in(clerk), post, **{"m1-age": "2031"}).content.decode()

    assert re.search(r'id="id_m1-age_error">[^<]*in the future', page)


@pytest.mark.parametrize("rubbish", ["x", "-4", "1e99", "\x00", "<script>", "9" * 400, "🚸"])
def test_household_with_nonsense_never_fails(clerk, post, signed_in, rubbish):
    client = signed_in(clerk)
    fields = [*HOUSEHOLD, "m4-age", "m4-seen", "m9-sex", "once", "grows", "origin"]

    answer = client.post(reverse("new-household"), dict.fromkeys(fields, rubbish))

    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not people_visible_to(clerk).exists()


@pytest.mark.parametrize("key", ["group", "tally"])
def test_household_of_nonsense_or_of_what_is_hidden_is_not_found(clerk, post, signed_in, key):
    client = signed_in(clerk)

    for value in ("x", "01900000-0000-7000-8000-000000000000"):
        assert client.get(reverse("new-household"), {key: value}).status_code == 404


def test_household_out_of_a_group_fills_it_and_then_offers_who_is_left(clerk, post, signed_in):
    group = preregister_group(
        by=clerk, post=post, details=GroupDetails(label="Example family", size=5)
    )
    client = signed_in(clerk)
    url = reverse("new-household") + f"?group={group.id}"
    opened = client.get(url).content.decode()

    answer = client.post(url, HOUSEHOLD, follow=True)

    assert 'data-rows="5"' in opened
    assert members_of(clerk, group).count() == 3
    assert "Register the 2 who are left" in answer.content.decode()


def test_household_out_of_a_count_adds_no_arrival(clerk, post, signed_in):
    tally = count_arrivals(by=clerk, post=post, persons=3)

    signed_in(clerk).post(reverse("new-household") + f"?tally={tally.id}", HOUSEHOLD)

    assert people_visible_to(clerk).count() == 3
    assert sum(t.persons for t in tallies_visible_to(clerk)) == 3


def test_household_notes_what_was_seen_for_protection_alone(clerk, protector, post, signed_in):
    posted(signed_in(clerk), post, **{"m2-seen": ["mobility_aid_seen"]})

    grandmother = people_visible_to(clerk).get(name="Halyna Sample")
    assert flags_for(protector, grandmother) == ("DS",)
    assert flags_for(clerk, grandmother) == ()
    assert groups_visible_to(clerk).get().special_needs_seen


def test_household_sent_by_the_outbox_is_told_where_to_go(clerk, post, signed_in):
    answer = signed_in(clerk).post(
        reverse("new-household"), {"post": post.id} | HOUSEHOLD, headers={"X-Outbox": "1"}
    )

    group = groups_visible_to(clerk).get()
    assert answer.status_code == 204
    assert answer.headers["X-Place"] == reverse("household-registered", args=[group.id])


def test_registered_household_shows_numbers_and_next_steps(family, officer, signed_in):
    page = signed_in(officer).get(reverse("household-registered", args=[family.group.id]))

    text = page.content.decode()
    assert family.mother.number in text
    assert reverse("screening", args=[family.child.id]) in text
    assert reverse("decide", args=[family.decision.crossing_id]) in text


def test_desk_with_one_post_starts_there_and_shows_who_waits(clerk, post, signed_in):
    count_arrivals(by=clerk, post=post, persons=7)
    preregister_group(by=clerk, post=post, details=GroupDetails(label="Waiting family", size=2))

    page = signed_in(clerk).get(reverse("desk")).content.decode()

    assert "Waiting family" in page
    assert "7 of 7" in page
    assert "data-unsent" in page


def test_desk_keeps_the_post_chosen_and_forms_start_with_it(clerk, administrator, post, signed_in):
    other = open_post(
        by=administrator, code="PL-OTHER", name="Inna", country="POL", post_type="RIVER"
    )
    client = signed_in(clerk)
    asked = client.get(reverse("desk")).content.decode()

    client.post(reverse("desk"), {"post": other.id})

    assert "Your post for this shift" in asked
    assert "Inna" in client.get(reverse("desk")).content.decode()
    for name in ("count", "new-group", "new-person", "new-household"):
        page = client.get(reverse(name)).content.decode()
        assert f'<option value="{other.id}" selected>' in page, name


def test_desk_ignores_a_post_that_is_not_the_user_s(clerk, post, signed_in):
    client = signed_in(clerk)

    answer = client.post(reverse("desk"), {"post": "01900000-0000-7000-8000-000000000000"})

    assert answer.status_code == 302
    assert "desk_post" not in client.session


def test_shift_lead_opens_the_post_with_lanes_and_staff(administrator, user_with, post, signed_in):
    lead = user_with("shift_lead", username="lead")
    open_lane(by=lead, post=post, code="L1", kind="F")
    url = reverse("open-shift", args=[post.code])
    page = signed_in(lead).get(url).content.decode()

    answer = signed_in(lead).post(
        url,
        {
            "status": "HUMANITARIAN_ONLY",
            "status_reason": "Flood on the road",
            "lane_0_booths": "2",
            "staff_interpreters": "3",
        },
    )

    assert "L1" in page
    assert answer.headers["Location"] == reverse("desk")
    assert post_for(lead, post.code).status == "HUMANITARIAN_ONLY"
    assert [(x.is_open, x.booths) for x in lanes_of(lead, post)] == [(False, 2)]
    assert [(s.function, s.on_duty) for s in staffing_visible_to(lead, post)] == [
        ("interpreters", 3)
    ]


def test_closing_a_post_without_a_reason_is_refused(user_with, post, signed_in):
    lead = user_with("shift_lead", username="lead")

    answer = signed_in(lead).post(reverse("open-shift", args=[post.code]), {"status": "CLOSED"})

    assert answer.status_code == 200
    assert "not closed without a reason" in answer.content.decode()
    assert post_for(lead, post.code).status == "OPEN"


def test_opening_a_post_is_for_those_who_may(clerk, officer, post, signed_in):
    for user in (clerk, officer):
        answer = signed_in(user).post(reverse("open-shift", args=[post.code]), {"status": "OPEN"})
        assert answer.status_code == 403
