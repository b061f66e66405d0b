"""Pages of tracing: for protection staff, with evidence, and a warning before anybody is told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import LinkDetails, PersonDetails
from tests.web.files import rows_at


@pytest.fixture
def father(clerk, post):
    link = LinkDetails("Karim Samir Almutakhayyal", "SON", "missing", separated_on="2026-05")
    details = PersonDetails(name="Samir Hassan Almutakhayyal", sex="M", links=(link,))
    return register_person(by=clerk, post=post, details=details)


@pytest.fixture
def son(clerk, post):
    link = LinkDetails("Sameer Hasan Almutakhayal", "FTH", "missing")
    details = PersonDetails(name="Kareem Almutakhayal", sex="M", links=(link,))
    return register_person(by=clerk, post=post, details=details)


def test_protection_officer_sees_who_it_may_be_with_the_evidence(protector, father, son, signed_in):
    browser = signed_in(protector)
    listed = browser.get(reverse("tracing")).content.decode()
    link = father.family_links.get()

    page = browser.get(reverse("traces", args=[link.id])).content.decode()

    assert "Karim Samir Almutakhayyal" in listed
    assert son.number in page
    assert "This person is looking for the one who asks." in page
    assert "Tell neither of them where the other is" in page
    assert "%" not in page.split("<main", 1)[1].split("</main>")[0]


def test_searches_leave_as_a_file_for_protection_staff_alone(protector, clerk, father, signed_in):
    (row,) = rows_at(signed_in(protector), reverse("tracing"))

    assert (row["sought"], row["person"]) == ("Karim Samir Almutakhayyal", father.number)
    assert (row["relationship"], row["separated"]) == ("SON", "2026-05")
    assert signed_in(clerk).get(reverse("tracing"), {"format": "csv"}).status_code == 403


def test_clerk_may_not_open_tracing(clerk, father, signed_in):
    assert signed_in(clerk).get(reverse("tracing")).status_code == 403
    link = father.family_links.get()
    assert signed_in(clerk).get(reverse("traces", args=[link.id])).status_code == 403
