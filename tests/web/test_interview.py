"""The interview in private: nothing on the screen names the person, and leaving leaves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.casework.interviews.queries import has_interview_with, interview_for
from openhbm.apps.casework.models import ScreeningDraft
from openhbm.apps.casework.queries import findings_for, screenings_for
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.models import Entry
from openhbm.apps.people.actions import erase_person
from tests.web.conftest import PASSWORD

OPENING = {"language": "uk", "interpreter_kind": "by_phone", "interpreter": "INT-7", "next": "1"}


@pytest.fixture
def begun(family, protector, signed_in):
    """A client, and the address of an interview with the mother."""
    client = signed_in(protector)
    answer = client.post(reverse("begin-interview", args=[family.mother.id]))
    return client, answer.headers["Location"]


def go_to(client, url: str, words: str) -> str:
    """Go on without answering until a screen with these words shows."""
    for _screen in range(40):
        page = client.get(url).content.decode()
        if words in page:
            return page
        client.post(url, {"next": "1", "language": "uk"})
    raise AssertionError(f"no screen says {words!r}")


def draft_id(url: str) -> str:
    return url.strip("/").split("/")[-1]


def test_no_screen_of_the_interview_names_the_person(begun, family, protector):
    client, url = begun
    client.post(url, OPENING)
    for _screen in range(40):
        page = client.get(url).content.decode()
        assert family.mother.name not in page
        assert family.mother.number not in page
        assert str(family.mother.id) not in page
        assert protector.display_name not in page
        if 'name="record"' in page:
            return
        client.post(url, {"next": "1"})
    raise AssertionError("the interview has no end")


def test_question_stands_in_the_language_spoken_and_in_the_page_s(begun):
    client, url = begun
    client.post(url, OPENING)

    page = go_to(client, url, "sick, injured")

    assert 'lang="uk"' in page


def test_answers_are_recorded_in_private_with_language_and_interpreter(begun, family, protector):
    client, url = begun
    client.post(url, OPENING)
    go_to(client, url, "afraid to return")
    client.post(url, {"q_afraid_to_return": "yes", "next": "1"})
    go_to(client, url, 'name="record"')

    answer = client.post(url, {"record": "1"})

    made = screenings_for(protector, family.mother)[0]
    assert answer.headers["Location"] == reverse("person", args=[family.mother.id])
    assert made.is_private
    assert (made.language, made.interpreter_kind, made.interpreter) == ("uk", "by_phone", "INT-7")
    assert made.answers["afraid_to_return"] == "yes"
    assert not ScreeningDraft.objects.exists()


def test_every_question_can_be_declined(begun, family, protector):
    client, url = begun
    client.post(url, OPENING)
    for _screen in range(40):
        page = client.get(url).content.decode()
        if 'name="record"' in page:
            break
        client.post(url, {"declined" if 'name="declined"' in page else "next": "1"})

    answer = client.post(url, {"record": "1"})

    answers = screenings_for(protector, family.mother)[0].answers
    assert answer.status_code == 302
    assert answers
    assert all(said in ("declined", ["declined"]) for said in answers.values())


def test_interview_that_cannot_be_held_is_recorded_with_its_reason(begun, family, protector):
    client, url = begun
    client.post(url, OPENING)
    way = client.post(url, {"unable": "1"}).headers["Location"]

    without = client.post(way, {})
    client.post(way, {"unable_reason": "language"})

    made = screenings_for(protector, family.mother)[0]
    assert without.status_code == 200
    assert (made.unable_reason, made.is_private) == ("language", True)
    assert findings_for(protector, family.mother).filter(screening=made).exists()


def test_leaving_keeps_the_answer_on_the_screen_and_covers_every_page(begun, family, protector):
    client, url = begun
    client.post(url, OPENING)
    go_to(client, url, "afraid to return")

    left = client.post(url + "leave/", {"q_afraid_to_return": "yes"})
    neutral = client.get(left.headers["Location"])
    person = client.get(reverse("person", args=[family.mother.id]))

    kept = interview_for(protector, draft_id(url), timezone.now()).said.answers
    assert kept["afraid_to_return"] == "yes"
    assert neutral.headers["Clear-Site-Data"] == '"cache"'
    assert "Sign out" not in neutral.content.decode()
    assert person.status_code == 302
    assert person.headers["Location"] == reverse("information")


def test_answer_that_arrives_after_the_screen_is_covered_is_kept(begun, protector):
    client, url = begun
    client.post(url, OPENING)
    go_to(client, url, "afraid to return")
    client.get(reverse("information"))

    late = client.post(url + "leave/", {"q_afraid_to_return": "yes"})

    kept = interview_for(protector, draft_id(url), timezone.now()).said.answers
    assert kept["afraid_to_return"] == "yes"
    assert late.headers["Location"] == reverse("information")


def test_password_leads_back_to_the_interview(begun):
    client, url = begun
    client.post(url + "leave/")
    client.get(reverse("information"))
    door = reverse("staff-entrance")

    wrong = client.post(door, {"password": "not it"})
    still = client.get(url).headers["Location"]
    right = client.post(door, {"password": PASSWORD})

    assert "This is not the password" in wrong.content.decode()
    assert still == reverse("information")
    assert right.headers["Location"] == url
    assert client.get(url).status_code == 200


def test_covered_session_leads_from_every_address_to_the_neutral_page(begun):
    client, url = begun
    client.post(url + "leave/")
    client.get(reverse("information"))
    hidden = ["password/", "my-sign-in/", "my-sign-in/app/", "my-sign-in/keys/new/", "sign-in/"]
    hidden += ["sign-in/again/", "devices/join/", "recover/", "appearance/", "not-an-address/"]

    led = {path: client.get(f"/{path}").headers.get("Location") for path in hidden}
    sent = {path: client.post(f"/{path}").headers.get("Location") for path in hidden}

    assert led == dict.fromkeys(hidden, reverse("information")) == sent


def test_covered_session_is_guessed_five_times_at_most(begun):
    client, url = begun
    client.post(url + "leave/")
    client.get(reverse("information"))
    door = reverse("staff-entrance")
    for _guess in range(5):
        client.post(door, {"password": "not it"})

    right = client.post(door, {"password": PASSWORD})

    assert right.status_code == 200
    assert "Too many attempts" in right.content.decode()
    assert client.get(url).headers["Location"] == reverse("information")
    assert Entry.objects.filter(type="sign_in_failed").count() == 5


def test_interview_is_nobody_else_s_to_open(begun, family, user_with, signed_in):
    _client, url = begun
    other = user_with("protection_officer", username="other")

    assert signed_in(other).get(url).status_code == 404


def test_interview_waits_twelve_hours_and_is_then_deleted(begun, family, protector):
    _client, url = begun
    later = timezone.now() + timedelta(hours=12, minutes=1)

    assert has_interview_with(protector, family.mother, timezone.now())
    with pytest.raises(NotVisible):
        interview_for(protector, draft_id(url), later)


def test_given_up_interview_is_gone_and_was_never_in_the_journal(begun, family):
    client, url = begun
    entries = Entry.objects.count()
    client.post(url, OPENING)
    go_to(client, url, "afraid to return")
    client.post(url, {"q_afraid_to_return": "yes", "next": "1"})
    client.post(url, {"give-up": "1"})

    assert not ScreeningDraft.objects.exists()
    assert not Entry.objects.filter(type__contains="interview").exists()
    assert Entry.objects.exclude(type="record_read").count() <= entries


def test_what_is_kept_is_sealed(begun):
    client, url = begun
    client.post(url, OPENING)

    stored = bytes(ScreeningDraft.objects.get().sealed)

    assert b"INT-7" not in stored
    assert b"by_phone" not in stored


def test_erasing_the_person_ends_the_interview(begun, family, user_with, protector):
    _client, url = begun
    officer = user_with("data_protection_officer", username="dpo")

    erase_person(by=officer, person_id=family.mother.id, reason="asked for it")

    with pytest.raises(NotVisible):
        interview_for(protector, draft_id(url), timezone.now())
