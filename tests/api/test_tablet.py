"""What a tablet brings: each item once, as whoever made it, and a bad one beside good ones."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.tablets import PlayedTablet, device_let_in

from openhbm.apps.accounts.actions import add_user, end_role, give_role
from openhbm.apps.accounts.devices.actions import revoke_device
from openhbm.apps.accounts.models import RoleHeld
from openhbm.apps.casework.queries import findings_for
from openhbm.apps.crossings.queries import tallies_visible_to
from openhbm.apps.intake.tablet_models import TabletContact, TabletItem
from openhbm.apps.ledger.journal import entry
from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.models import Contact
from openhbm.apps.people.paper_pictures.queries import paper_pictures_waiting
from openhbm.apps.people.queries import groups_visible_to, members_of, people_visible_to
from openhbm.apps.places.actions import open_post
from openhbm.core.documents.numbers import number_of_block

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
PAPER = base64.b64encode((PICTURES / "passport_glare.jpg").read_bytes()).decode()
TALLY = {"post": "PL-TEST", "persons": 2}
JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(600)).decode()


@pytest.fixture
def officer(post):
    user = add_user(by=None, username="officer", password="correct horse", display_name="Officer")
    give_role(by=None, user=user, role="border_officer", place_id=post.id)
    return user


@pytest.fixture
def lead(post):
    user = add_user(by=None, username="lead", password="correct horse")
    give_role(by=None, user=user, role="shift_lead", place_id=post.id)
    return user


@pytest.fixture
def tablet(officer, lead, post):
    return PlayedTablet(officer, device_let_in(lead, post.id))


def states(outcomes):
    return [one["state"] for one in outcomes]


def test_phone_is_noted_then_corrected_and_waits_for_a_registration(tablet, officer):
    household = tablet.household("Olena Example")
    number = household["members"][0]["number"]
    first, second = (
        tablet.item("phone", {"person": number, "phone": phone}) for phone in ("+380 1", "+380 2")
    )
    assert states(tablet.bring(first)) == ["later"]
    assert states(tablet.bring(tablet.item("household", household), first, second)) == ["taken"] * 3
    (contact,) = people_visible_to(officer).get(number=number).contacts.all()
    assert contact.value == "+380 2"
    assert [one.type for one in Entry.objects.filter(type__startswith="contact_")] == [
        "contact_added",
        "contact_corrected",
    ]
    empty = tablet.item("phone", {"person": number, "phone": " "})
    assert states(tablet.bring(empty)) == ["refused"]


def test_phone_that_somebody_else_wrote_meanwhile_is_not_written_over(tablet, officer, lead, post):
    household = tablet.household("Olena Example")
    number = household["members"][0]["number"]
    late = tablet.item("phone", {"person": number, "phone": "+380 1"})
    give_role(by=None, user=lead, role="registration_clerk", place_id=post.id)
    other = PlayedTablet(lead, device_let_in(lead, post.id))
    tablet.bring(tablet.item("household", household))
    noted = other.item("phone", {"person": number, "phone": "+380 2"})
    assert states(other.bring(noted)) == ["taken"]

    (outcome,) = tablet.bring(late)

    assert outcome["state"] == "refused"
    assert "Compare both" in json.dumps(outcome)
    (contact,) = people_visible_to(officer).get(number=number).contacts.all()
    assert contact.value == "+380 2"
    again = tablet.item("phone", {"person": number, "phone": "+380 1"})
    assert states(tablet.bring(again)) == ["taken"]


def test_phone_of_somebody_with_several_is_corrected_at_the_post(tablet, officer):
    household = tablet.household("Olena Example")
    number = household["members"][0]["number"]
    tablet.bring(tablet.item("household", household))
    person = people_visible_to(officer).get(number=number)
    with entry("contact_added", by=officer, at=timezone.now(), subject=person.id) as e:
        for value in ("+380 1", "+380 2"):
            e.create(Contact(person=person, kind="phone", value=value))

    (outcome,) = tablet.bring(tablet.item("phone", {"person": number, "phone": "+380 3"}))

    assert outcome["state"] == "refused"
    assert [one.value for one in person.contacts.order_by("value")] == ["+380 1", "+380 2"]


def test_every_kind_of_item_is_stored_as_the_desk_would(tablet, api, officer, post):
    group_number = tablet.number()
    household = tablet.household("Olena Example", "Danylo Example", consent="yes")
    mother, son = (row["number"] for row in household["members"])
    household["members"][1] |= {"age": "7", "relationship": "SON", "seen": ["injured_seen"]}

    outcomes = tablet.bring(
        tablet.item("tally", {"post": "PL-TEST", "persons": 4, "counts": {"F 18-59": 2}}),
        tablet.item(
            "group", {"post": "PL-TEST", "number": group_number, "label": "Blue cart", "size": 3}
        ),
        tablet.item("household", household),
        tablet.item("screening", {"person": mother, "answers": {"daily_medicine": "yes"}}),
        tablet.item("photo", {"person": son, "picture": JPEG}),
    )

    assert states(outcomes) == ["taken"] * 5
    assert sorted(t.persons for t in tallies_visible_to(officer)) == [2, 3, 4]
    assert {g.number for g in groups_visible_to(officer)} == {group_number, household["number"]}
    people = {person.number: person for person in people_visible_to(officer)}
    assert set(people) == {mother, son}
    assert people[son].age_years == 7
    assert findings_for(api.user, people[son]).exists()
    assert people[son].photos.count() == 1
    assert people[mother].consents.get().is_given
    acts = Entry.objects.filter(type="person_registered")
    assert {entry.actor for entry in acts} == {officer.id}


def test_picture_of_a_paper_is_read_when_they_meet_and_waits_for_an_officer(tablet, officer):
    household = tablet.household("Leila Example")
    number = household["members"][0]["number"]
    item = tablet.item("paper", {"person": number, "picture": PAPER})

    outcomes = tablet.bring(tablet.item("household", household), item)
    again = tablet.bring(item)

    assert states(outcomes + again) == ["taken"] * 3
    (waiting,) = paper_pictures_waiting(officer)
    assert waiting.person.number == number
    assert waiting.reading["values"]["document_number"] == "L8988901C"
    assert not waiting.person.documents.exists()


def test_item_brought_again_is_told_and_not_done_again(tablet, officer):
    item = tablet.item("household", tablet.household("Olena Example"))
    tablet.bring(item)
    before = Entry.objects.count()

    outcomes = tablet.bring(item, item)

    assert states(outcomes) == ["taken", "taken"]
    assert people_visible_to(officer).count() == 1
    assert Entry.objects.count() == before


def test_bad_item_is_told_in_words_and_keeps_no_other_back(tablet, officer):
    bad = tablet.household("", "Danylo Example")
    late = tablet.household("Olena Example")
    late["members"][0]["age"] = "77.77.1988"

    outcomes = tablet.bring(
        tablet.item("tally", {"post": "PL-TEST", "persons": 2}),
        tablet.item("household", bad),
        tablet.item("household", late),
        tablet.item("tally", {"post": "PL-TEST", "persons": 0}),
        tablet.item("dance", {}),
        {"id": "nonsense", "sealed": "!"},
        tablet.item("tally", {"post": "PL-TEST", "persons": 3}),
    )

    assert states(outcomes) == ["taken", *["refused"] * 5, "taken"]
    assert outcomes[1]["message"].startswith("Person 1: A person needs a name")
    assert outcomes[1]["field"] == "members.0.name"
    assert "Person 1" in outcomes[2]["message"]
    assert "persons" in outcomes[3]["message"]
    assert not people_visible_to(officer).exists()
    assert sorted(t.persons for t in tallies_visible_to(officer)) == [2, 3]


def test_screening_before_its_household_waits_and_is_taken_later(tablet, api):
    household = tablet.household("Olena Example")
    person = household["members"][0]["number"]
    screening = tablet.item("screening", {"person": person, "answers": {"daily_medicine": "yes"}})

    first = tablet.bring(screening)
    stranger = tablet.bring(tablet.item("screening", {"person": "PL-0000001-X", "answers": {}}))
    tablet.bring(tablet.item("household", household))
    again = tablet.bring(screening)

    assert (states(first), states(stranger), states(again)) == (["later"], ["refused"], ["taken"])


def test_household_of_a_group_joins_it_by_its_number(tablet, officer):
    number = tablet.number()
    group = {"post": "PL-TEST", "number": number, "label": "Blue cart", "size": 1}
    joined = tablet.household("Olena Example", "Danylo Example", group=number)
    joined["number"] = ""

    outcomes = tablet.bring(tablet.item("group", group), tablet.item("household", joined))

    assert states(outcomes) == ["taken", "taken"]
    found = groups_visible_to(officer).get()
    assert (found.size, members_of(officer, found).count()) == (2, 2)


def test_number_outside_the_block_is_refused_and_a_copied_one_is_replaced(tablet, officer):
    mine = tablet.household("Olena Example")
    tablet.bring(tablet.item("household", mine))
    foreign = tablet.household("Iryna Example")
    foreign["members"][0]["number"] = number_of_block(tablet.pack["prefix"], 777, 1)
    copied = tablet.household("Hanna Example")
    copied["members"][0]["number"] = mine["members"][0]["number"]

    refused, taken = tablet.bring(
        tablet.item("household", foreign), tablet.item("household", copied)
    )

    assert refused["state"] == "refused"
    assert taken["state"] == "taken"
    assert mine["members"][0]["number"] in taken["message"]
    numbers = [person.number for person in people_visible_to(officer)]
    assert len(set(numbers)) == len(numbers) == 2


def test_item_of_another_key_or_user_or_box_is_refused(tablet, officer, lead, post):
    other = PlayedTablet(lead, device_let_in(lead, post.id, "Tablet 4"))
    tally = {"post": "PL-TEST", "persons": 2}
    sealed_for_nobody = tablet.item("tally", tally)
    sealed_for_nobody["id"] = tablet.item("tally", tally)["id"]
    wrong_box = dict(tablet.pack["keys"])
    tablet.pack["keys"] = {"ordinary": wrong_box["protected"], "protected": wrong_box["ordinary"]}
    boxed_wrong = tablet.item("tally", tally)
    tablet.pack["keys"] = wrong_box
    tablet.key = other.key

    outcomes = tablet.bring(sealed_for_nobody, boxed_wrong, tablet.item("tally", tally))

    assert states(outcomes) == ["refused"] * 3
    assert not tallies_visible_to(officer).exists()


def test_item_of_another_tablet_is_taken_as_its_own_and_not_once_that_is_revoked(
    tablet, officer, lead, post
):
    lost = PlayedTablet(officer, device_let_in(lead, post.id, "Tablet 4"))
    household = lost.household("Olena Example")
    before, after = lost.item("household", household), lost.item("tally", TALLY)

    relayed = tablet.bring(before)
    revoke_device(by=lead, device=lost.tablet.device)
    refused = tablet.bring(after)

    assert (states(relayed), states(refused)) == (["taken"], ["refused"])
    assert "before the tablet was put out" in refused[0]["message"]
    assert TabletItem.objects.get().tablet == lost.tablet
    assert people_visible_to(officer).get().number == household["members"][0]["number"]


def test_tablet_of_a_post_brings_nothing_to_another(tablet, api, officer):
    open_post(
        by=api.user, code="PL-ELSE", name="Elsewhere", country="POL", post_type="OFFICIAL_LAND"
    )
    give_role(by=None, user=officer, role="border_officer")

    (outcome,) = tablet.bring(tablet.item("tally", {"post": "PL-ELSE", "persons": 2}))

    assert outcome["state"] == "refused"
    assert "PL-ELSE" in outcome["message"]


def test_role_that_ended_is_told_and_the_item_can_be_brought_when_it_is_back(tablet, officer, post):
    item = tablet.item("tally", {"post": "PL-TEST", "persons": 2})
    end_role(by=None, held=RoleHeld.objects.get(user=officer))

    refused = tablet.bring(item)
    give_role(by=None, user=officer, role="border_officer", place_id=post.id)
    taken = tablet.bring(item)

    assert (states(refused), states(taken)) == (["refused"], ["taken"])
    assert "roles do not allow" in refused[0]["message"]


def test_revoked_tablet_is_told_so_and_nothing_is_taken(tablet, lead, officer):
    item = tablet.item("tally", {"post": "PL-TEST", "persons": 2})
    revoke_device(by=lead, device=tablet.tablet.device)
    tablet.tablet.device.refresh_from_db()

    status, told = tablet.ask("items", {"items": [item]})
    packs = tablet.ask("pack", {"user": str(officer.id), "key": tablet.key})

    assert (status, told["type"]) == (403, "urn:openhbm:problem:revoked")
    assert packs[0] == 403
    assert not TabletItem.objects.exists()
    assert tablet.ask("items", {"items": []}, secret="guessed")[0] == 401


def test_clock_of_an_item_counts_and_a_wrong_one_neither_lies_ahead_nor_before(tablet, officer):
    now = timezone.now()
    tablet.tablet.prepared_at = now - timedelta(days=2)
    tablet.tablet.save()
    body = {"post": "PL-TEST", "persons": 1}
    instants = (now - timedelta(hours=3), now + timedelta(days=900), now - timedelta(days=9000))

    tablet.bring(*(tablet.item("tally", body, at) for at in instants))

    starts = sorted(t.starts_at for t in tallies_visible_to(officer))
    assert starts[0] == tablet.tablet.prepared_at
    assert starts[1] == instants[0]
    assert now <= starts[2] <= timezone.now()


def test_contact_keeps_what_the_tablet_says_of_itself(tablet):
    item = tablet.item("tally", {"post": "PL-TEST", "persons": 1})
    ahead = (timezone.now() + timedelta(hours=1)).isoformat()

    tablet.bring(item, unsent=7, refused=2, clock=ahead, version="abc")

    contact = TabletContact.objects.get()
    assert (contact.unsent, contact.refused, contact.version) == (6, 2, "abc")
    assert 3590 < contact.clock_ahead_seconds < 3610


def test_words_are_in_the_language_of_who_holds_the_tablet(tablet):
    item = tablet.item("household", tablet.household(""))

    (outcome,) = tablet.bring(item, language="fr")

    assert outcome["state"] == "refused"
    assert "A person needs" not in outcome["message"]


def test_pack_holds_what_is_within_reach_and_keys_tell_no_name(tablet, api, officer, post):
    tablet.bring(tablet.item("household", tablet.household("Olena Example")))

    status, pack = tablet.ask("pack", {"user": str(officer.id), "key": tablet.key})
    refused, _told = tablet.ask("pack", {"user": str(officer.id), "key": "guessed"})

    assert (status, refused) == (200, 403)
    assert [person["name"] for person in pack["known"]["people"]] == ["Olena Example"]
    assert pack["posts"][0]["may"] == {"count": True, "register": True, "screen": True}
    assert Entry.objects.filter(type="record_read", actor=officer.id).exists()
    assert "Olena" not in json.dumps(pack["known"]["keys"])
