"""Likely matches beside the forms of the desk: with reasons, for whom one may see."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openhbm.apps.accounts.actions import give_role
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.queries import people_visible_to
from openhbm.apps.places.actions import open_post


@pytest.fixture
def woman(clerk, post):
    details = PersonDetails(
        name="Layla Hassan Almutakhayyal", sex="F", birth="1988-03-07", origin="Qariyat al-Wahm"
    )
    return register_person(by=clerk, details=details, post=post)


@pytest.fixture
def clerk_elsewhere(user_with, administrator):
    """A clerk of another post than the one where she was registered."""
    there = open_post(
        by=administrator, code="PL-THERE", name="Tam", names={}, country="POL", latitude=50.5,
        longitude=23.5, post_type="OFFICIAL_LAND", throughput_ordinary_per_hour=50,
        throughput_emergency_per_hour=200, waiting_capacity=500,
    )  # fmt: skip
    user = user_with(username="clerk-elsewhere")
    give_role(by=None, user=user, role="registration_clerk", place_id=there.id)
    return user


def asked(client, **typed):
    return client.post(reverse("likely-person"), typed)


def test_person_form_shows_who_was_registered_before_with_every_reason(clerk, woman, signed_in):
    answer = asked(
        signed_in(clerk), name="ليلى حسن", surname="المتخيل", sex="F", birth="1988",
        address="Qaryat al Wahm",
    )  # fmt: skip

    page = answer.content.decode()
    assert woman.number in page
    assert "Registered before?" in page
    assert "The year agrees; one of them knows no more." in page
    assert "Layla Hassan Almutakhayyal" in page
    assert answer["Cache-Control"] == "no-store"


def test_likely_matches_are_never_a_bare_number(clerk, woman, signed_in):
    page = asked(signed_in(clerk), name="Leila Hasan Almutakhayal", birth="1988").content.decode()

    assert "%" not in page
    summaries = re.findall(r"<summary>(.*?)</summary>", page, re.DOTALL)
    assert summaries
    assert all("thing" in summary for summary in summaries)
    assert page.count("<details>") == page.count('<table class="evidence stack">')


def test_person_of_another_post_answers_as_nobody(clerk_elsewhere, woman, signed_in):
    hidden = asked(
        signed_in(clerk_elsewhere), name="Layla Hassan Almutakhayyal", birth="1988-03-07"
    )
    absent = asked(signed_in(clerk_elsewhere), name="Nobody Hassan Atall", birth="1988-03-07")

    assert hidden.content == absent.content
    assert b"Nobody like this is registered where you work." in hidden.content


def test_household_form_shows_the_likely_matches_of_each_row(clerk, woman, signed_in):
    typed = {
        "m0-name": "Samir", "m0-surname": "Almutakhayyal", "m0-sex": "M", "m0-age": "41",
        "m1-name": "Leila Hassan Almutakhayal", "m1-sex": "F", "m1-age": "7.3.1988",
        "m1-address": "Qariyat al-Wahm",
    }  # fmt: skip

    page = signed_in(clerk).post(reverse("likely-household"), typed).content.decode()

    assert "Person 2" in page
    assert woman.number in page


@pytest.mark.parametrize(
    "typed", [{}, {"name": "L"}, {"name": "Layla Hassan", "birth": "nonsense"}, {"birth": "1988"}]
)
def test_unfinished_form_answers_quietly(clerk, woman, signed_in, typed):
    answer = asked(signed_in(clerk), **typed)

    assert answer.status_code == 200


def test_registering_goes_on_whoever_is_likely(clerk, post, woman, signed_in):
    typed = {
        "post": post.id,
        "name": "Layla Hassan Almutakhayyal",
        "sex": "F",
        "birth": "1988-03-07",
    }

    answer = signed_in(clerk).post(reverse("new-person"), typed)

    assert answer.status_code == 302
    assert people_visible_to(clerk).count() == 2


def test_forms_ask_for_likely_matches_while_somebody_types(clerk, post, signed_in):
    for form, address in (("new-person", "likely-person"), ("new-household", "likely-household")):
        page = signed_in(clerk).get(reverse(form)).content.decode()

        assert f'hx-post="{reverse(address)}"' in page


def test_reader_of_figures_may_not_ask(user_with, woman, signed_in):
    answer = asked(signed_in(user_with("interpreter")), name="Layla Hassan Almutakhayyal")

    assert answer.status_code == 403
