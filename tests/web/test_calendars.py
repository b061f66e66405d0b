"""Dates on the pages: in the calendar somebody chose, read in the one they typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.forms import ValidationError
from django.urls import reverse
from django.utils.translation import override

from openhbm.apps.people.queries import people_visible_to
from openhbm.core.calendars import Calendar
from openhbm.core.values import PartialDate
from openhbm.web.calendars import COOKIE, iso_text
from openhbm.web.templatetags.calendars import shown_date, shown_datetime


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "7 March 2022"),
        ("fr", "7 mars 2022"),
        ("es", "7 de marzo de 2022"),
        ("uk", "07 березня 2022"),
        ("am", "28 የካቲት 2014 ዓ.ም."),
        ("fa-af", "۱۶ حوت ۱۴۰۰ هـ.ش"),
        ("ps", "۱۶ کب ۱۴۰۰ هـ.ل"),
    ],
)
def test_day_is_shown_in_the_usual_calendar_of_the_language(language, words):
    with override(language):
        assert shown_date(date(2022, 3, 7)).startswith(words)


def test_instant_in_another_calendar_keeps_its_time_of_day():
    with override("am"):
        assert shown_datetime(datetime(2022, 3, 7, 20, 5, tzinfo=UTC)) == "28 የካቲት 2014 ዓ.ም., 20:05"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), ("", "–"), ("1988-03", "March 1988"), ("the harvest", "the harvest")],
)
def test_value_that_is_no_day_is_shown_as_far_as_it_is_known(value, shown):
    assert shown_date(value) == shown


def test_chosen_calendar_is_kept_and_pages_show_it(clerk, family, signed_in):
    client = signed_in(clerk)

    answer = client.post(reverse("calendar"), {"calendar": "ethiopian", "next": reverse("persons")})
    page = client.get(reverse("person", args=[family.mother.id])).content.decode()

    assert answer.headers["Location"] == reverse("persons")
    assert client.cookies[COOKIE].value == "ethiopian"
    assert "Yekatit 1980 – Megabit 1980 E.C." in page


@pytest.mark.parametrize("sent", ["", "mayan", "\x00"])
def test_calendar_that_is_none_goes_back_to_the_usual_one(clerk, signed_in, sent):
    client = signed_in(clerk)
    client.cookies[COOKIE] = "hijri"

    answer = client.post(reverse("calendar"), {"calendar": sent, "next": "https://elsewhere.test/"})

    assert answer.headers["Location"] == "/"
    assert client.cookies[COOKIE].value == ""


def test_nonsense_in_the_cookie_shows_the_usual_calendar(clerk, family, signed_in):
    client = signed_in(clerk)
    client.cookies[COOKIE] = "mayan"

    page = client.get(reverse("person", args=[family.mother.id])).content.decode()

    assert "March 1988" in page


def test_birth_date_typed_in_another_calendar_is_stored_as_the_days_it_covers(
    clerk, post, signed_in
):
    signed_in(clerk).post(
        reverse("new-person"),
        {"post": post.id, "name": "Reza Karimi", "sex": "M", "birth": "1370",
         "birth_calendar": "solar_hijri"},
    )  # fmt: skip

    person = people_visible_to(clerk).get()
    assert (person.birth_on_low, person.birth_on_high) == (date(1991, 3, 21), date(1992, 3, 20))


def test_birth_date_that_no_calendar_knows_names_the_calendar(clerk, post, signed_in):
    answer = signed_in(clerk).post(
        reverse("new-person"),
        {"post": post.id, "name": "Hana Tesfaye", "sex": "F", "birth": "7/13/1990",
         "birth_calendar": "ethiopian"},
    )  # fmt: skip

    assert "is not a date of the Ethiopian calendar" in answer.content.decode()
    assert not people_visible_to(clerk).exists()


@pytest.mark.parametrize(
    ("typed", "calendar", "iso"),
    [
        ("1988-03", Calendar.GREGORIAN, "1988-03"),
        ("1988~2", Calendar.GREGORIAN, "1988~2"),
        ("12/5/1980", Calendar.ETHIOPIAN, "1988-01-21"),
        ("1980", Calendar.ETHIOPIAN, "1987-09-12/1988-09-10"),
        ("1980 EC", Calendar.GREGORIAN, "1987-09-12/1988-09-10"),
        ("1988 AD", Calendar.ETHIOPIAN, "1988"),
    ],
)
def test_typed_date_becomes_iso_text_that_is_read_back_alike(typed, calendar, iso):
    assert iso_text(typed, calendar) == iso
    assert PartialDate.parse(iso)


def test_typed_nonsense_says_what_is_understood():
    with pytest.raises(ValidationError, match="Write day/month/year"):
        iso_text("soon", Calendar.HIJRI)
