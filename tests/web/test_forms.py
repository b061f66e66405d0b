"""Forms: nonsense is answered with the field, what is wrong and a remedy; good input is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.casework.queries import findings_for, referrals_visible_to, screenings_for
from openhbm.apps.crossings.actions import register_arrival
from openhbm.apps.crossings.queries import (
    crossing_of_group,
    decisions_of,
    tallies_visible_to,
    tally_for,
)
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.queries import groups_visible_to, members_of, people_visible_to

NONSENSE = ("", "x", "-4", "1e99", "٣٣", "\x00", "<script>", "'; drop table", "9" * 400, "🚸")


def test_count_is_saved_with_bands(clerk, post, signed_in):
    answer = signed_in(clerk).post(
        reverse("count"),
        {
            "post": post.id,
            "direction": "IN",
            "mode": "FOOT",
            "persons": 5,
            "band_0": 2,
            "band_7": 3,
        },
    )

    tally = tallies_visible_to(clerk).get()
    assert answer.headers["Location"] == reverse("tally", args=[tally.id])
    assert (tally.persons, tally.counts) == (5, {"F 0-4": 2, "M 18-59": 3})


def test_count_with_bands_above_the_total_names_the_field(clerk, post, signed_in):
    answer = signed_in(clerk).post(
        reverse("count"),
        {"post": post.id, "direction": "IN", "mode": "FOOT", "persons": 1, "band_0": 2},
    )

    assert answer.status_code == 200
    assert "add up to more than this" in answer.content.decode()
    assert not tallies_visible_to(clerk).exists()


@pytest.mark.parametrize("rubbish", NONSENSE)
def test_count_with_nonsense_is_refused_and_saves_nothing(clerk, post, signed_in, rubbish):
    fields = ("post", "direction", "mode", "persons", "vulnerable_seen", "band_0")

    answer = signed_in(clerk).post(reverse("count"), dict.fromkeys(fields, rubbish))

    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not tallies_visible_to(clerk).exists()


def test_correcting_a_count_below_its_groups_says_why(family, clerk, signed_in):
    url = reverse("tally", args=[family.tally.id])

    answer = signed_in(clerk).post(url, {"persons": 1, "reason": "miscounted"})

    assert answer.status_code == 200
    assert "in groups or registered already" in answer.content.decode()
    assert tally_for(clerk, family.tally.id).persons == 3


def test_group_form_opened_from_a_count_knows_what_is_left(family, clerk, signed_in):
    url = reverse("new-group") + f"?tally={family.tally.id}"

    page = signed_in(clerk).get(url).content.decode()

    assert 'name="size" value="1"' in page
    assert 'name="post"' not in page


def test_group_larger_than_its_count_is_refused_with_a_remedy(family, clerk, signed_in):
    url = reverse("new-group") + f"?tally={family.tally.id}"

    answer = signed_in(clerk).post(url, {"label": "Too many", "size": 2})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert groups_visible_to(clerk).count() == 1


@pytest.mark.parametrize("rubbish", NONSENSE)
def test_person_with_nonsense_never_fails(family, clerk, signed_in, rubbish):
    fields = (
        "name", "description", "sex", "birth", "age_years", "nationality", "document_kind",
        "document_number", "document_issuer", "phone", "link_name", "consent", "relationship",
    )  # fmt: skip

    answer = signed_in(clerk).post(
        reverse("new-member", args=[family.group.id]), dict.fromkeys(fields, rubbish)
    )

    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert members_of(clerk, family.group).count() == 2


def test_person_s_impossible_birth_date_is_named(clerk, post, signed_in):
    answer = signed_in(clerk).post(
        reverse("new-person"), {"post": post.id, "name": "Invented", "sex": "F", "birth": "2031"}
    )

    assert "in the future" in answer.content.decode()
    assert not people_visible_to(clerk).exists()


def test_person_who_came_alone_is_registered_and_counted_once(clerk, post, signed_in):
    answer = signed_in(clerk).post(
        reverse("new-person"),
        {"post": post.id, "name": "Invented Example", "sex": "M", "age_years": 40},
    )

    person = people_visible_to(clerk).get()
    assert answer.headers["Location"] == reverse("person", args=[person.id])
    assert person.age_years == 40
    assert tallies_visible_to(clerk).get().persons == 1


def test_screening_asks_again_when_an_answer_opens_a_question(family, protector, signed_in):
    url = reverse("screening", args=[family.child.id])
    given = {"language": "en", "q_daily_medicine": "yes", "shown": ["daily_medicine"]}

    answer = signed_in(protector).post(url, given)

    assert "More questions follow" in answer.content.decode()
    assert "q_medicine_days_left" in answer.content.decode()
    assert not screenings_for(protector, family.child).exists()


def test_screening_is_recorded_and_finds_needs(family, protector, signed_in):
    url = reverse("screening", args=[family.child.id])
    given = {"language": "en", "q_child_without_carer": "yes", "q_child_looked_after_by": "nobody"}

    answer = signed_in(protector).post(url, given)

    assert answer.status_code == 302
    assert findings_for(protector, family.child).exists()


def test_screening_heard_by_others_is_refused_where_privacy_is_owed(family, protector, signed_in):
    url = reverse("screening", args=[family.child.id])

    answer = signed_in(protector).post(url, {"language": "en", "q_hurt_on_journey": "yes"})

    assert "in private only" in answer.content.decode()
    assert not screenings_for(protector, family.child).exists()


@pytest.mark.parametrize("rubbish", NONSENSE[1:])
def test_screening_with_nonsense_never_fails(family, protector, signed_in, rubbish):
    url = reverse("screening", args=[family.child.id])
    fields = ("language", "unable_reason", "q_daily_medicine", "q_medicine_days_left", "q_nothing")

    answer = signed_in(protector).post(url, dict.fromkeys(fields, rubbish))

    assert answer.status_code == 200
    assert not screenings_for(protector, family.child).exists()


def test_referral_without_consent_is_refused_with_a_remedy(family, protector, service, signed_in):
    finding = findings_for(protector, family.mother).first()
    url = reverse("refer", args=[family.mother.id])
    before = referrals_visible_to(protector).count()

    answer = signed_in(protector).post(url, {"service": service.id, "consent": ""})
    other = signed_in(protector).post(
        reverse("refer", args=[family.child.id]), {"service": service.id, "findings": finding.id}
    )

    assert "at least one finding" in answer.content.decode()
    assert other.status_code == 200
    assert referrals_visible_to(protector).count() == before


def test_referral_moves_on_step_by_step(family, protector, signed_in):
    url = reverse("referral", args=[family.referral.id])
    client = signed_in(protector)

    skipped = client.post(url, {"to_state": "completed"})
    received = client.post(url, {"to_state": "received", "note": "desk 4"})

    assert skipped.status_code == 200
    assert "field-error" in skipped.content.decode()
    assert received.status_code == 302
    assert referrals_visible_to(protector).get().state == "received"


def test_decision_shows_what_the_law_says_before_anything_is_recorded(family, officer, signed_in):
    url = reverse("decide", args=[family.decision.crossing_id])

    page = signed_in(officer).post(url, {"check": "1", "crisis_affected": "yes"}).content.decode()

    assert "Admit under the measure" in page
    assert 'value="REFUSE" disabled' in page
    assert decisions_of(officer, family.mother).count() == 1


def test_prohibited_decision_is_refused_with_reasons(family, officer, signed_in):
    url = reverse("decide", args=[family.decision.crossing_id])

    answer = signed_in(officer).post(url, {"decide": "1", "code": "REFUSE"})

    assert "prohibited for this person" in answer.content.decode()
    assert decisions_of(officer, family.mother).count() == 1


def test_clerk_may_not_decide_on_entry(family, clerk, signed_in):
    url = reverse("decide", args=[family.decision.crossing_id])

    answer = signed_in(clerk).post(url, {"decide": "1", "code": "ADMIT_NAT", "own_national": "yes"})

    assert answer.status_code == 403
    assert "decide_entry" in answer.content.decode()


def test_group_s_crossing_leads_to_no_decision(family, officer, signed_in):
    whole = crossing_of_group(officer, family.group)

    answer = signed_in(officer).get(reverse("decide", args=[whole.id]), follow=True)

    assert "person by person" in answer.content.decode()
    assert reverse("group", args=[family.group.id]) in answer.content.decode()


def test_screening_is_offered_in_the_language_the_person_speaks(clerk, post, protector, signed_in):
    details = PersonDetails(name="Ketevan Example", preferred_language="ka")
    person = register_arrival(by=clerk, post=post, details=details).person
    url, client = reverse("screening", args=[person.id]), signed_in(protector)

    page = client.get(url).content.decode()
    client.post(url, {"language": "ka", "q_daily_medicine": "no"})

    assert '<option value="ka" selected>Georgian</option>' in page
    assert screenings_for(protector, person).get().language == "ka"
