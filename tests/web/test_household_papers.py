"""The camera in the rows of the household page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openhbm.apps.people.queries import people_visible_to, person_for

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
TYPED = {
    "m0-name": "Olena",
    "m0-surname": "Example",
    "m0-age": "34",
    "m0-language": "uk",
    "m0-seen": ["pregnant_seen"],
    "m2-name": "Third",
    "origin": "the north",
    "consent": "yes",
}


@pytest.fixture
def client(clerk, post, signed_in):
    return signed_in(clerk)


def sent(client, place=2, name="passport_glare.jpg", data=None, **headers):
    data = (PICTURES / name).read_bytes() if data is None else data
    file = SimpleUploadedFile(name, data, "image/jpeg")
    address = reverse("read-member-paper", args=[place])
    return client.post(address, TYPED | {f"m{place - 1}-picture": file}, headers=headers)


def values_in(page: str) -> dict[str, str]:
    """What stands in the fields of a page that have something in them."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        ticked = "checkbox" not in tag and "radio" not in tag or " checked" in tag
        if name and value and ticked:
            found[name[1]] = value[1]
    selected = re.findall(r'<select name="([^"]*)".*?</select>', page, re.DOTALL)
    for name in selected:
        block = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
        option = re.search(r'<option value="([^"]+)"[^>]* selected', block)
        if option:
            found[name] = option[1]
    return found


def test_picture_fills_its_row_and_every_other_stays_as_typed(client):
    page = sent(client).content.decode()
    told = values_in(page)

    assert (told["m1-name"], told["m1-surname"]) == ("LAYLA NOUR", "ALKHAYALI")
    assert (told["m1-age"], told["m1-document_number"]) == ("1991-03-08", "L8988901C")
    assert (told["m1-document_kind"], told["m1-nationality"]) == ("REFCTD", "XXB")
    assert (told["m0-name"], told["m0-age"], told["m2-name"]) == ("Olena", "34", "Third")
    assert (told["origin"], told["m0-seen"]) == ("the north", "pregnant_seen")
    assert page.count("its check digit is right") == 3
    assert "Contact no consulate" in page
    assert 'action="/households/new/"' in page


def test_script_asks_for_the_row_alone(client):
    part = sent(client, **{"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert 'value="L8988901C"' in part
    assert "m0-name" not in part


def test_what_was_read_is_registered_with_issuer_expiry_and_problems(client, clerk, post):
    told = values_in(sent(client, place=1).content.decode())

    answer = client.post(
        reverse("new-household"),
        told | {"post": post.id, "m0-document_problems": ["DAMAGED"]},
    )

    assert answer.status_code == 302
    head = person_for(clerk, people_visible_to(clerk).order_by("id").first().id)
    document = head.documents.get()
    # Somebody had written the name as it is said; the paper's stands beside it.
    assert (head.name, str(head.birth)) == ("Olena Example", "1991-03-08")
    assert "LAYLA NOUR ALKHAYALI" in [name.full for name in head.names.all()]
    assert (document.number, str(document.expires_on), document.problems) == (
        "L8988901C",
        "2031-06-17",
        ["DAMAGED"],
    )


def test_unclear_name_is_compared_before_the_household_is_registered(client, clerk, post):
    told = values_in(sent(client, 1, "visa_upside_down.jpg").content.decode())
    told |= {"post": post.id, "m0-document_kind": "PASS"}

    refused = client.post(reverse("new-household"), told).content.decode()

    assert "Compare it, correct it, and say so" in refused
    assert not people_visible_to(clerk).exists()
    told |= {"m0-names_compared": "on"}
    assert client.post(reverse("new-household"), told).status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "empty"), (b"%PDF-1.7 " + bytes(200), "This is a PDF"), (b"x" * 900, "damaged")],
)
def test_picture_that_cannot_be_read_says_why_in_its_row(client, data, said):
    page = sent(client, data=data).content.decode()

    assert said in page
    assert values_in(page)["m2-name"] == "Third"


def test_date_of_a_zone_is_gregorian_whatever_calendar_is_in_use(client, clerk, post):
    client.cookies["hbm_calendar"] = "ethiopian"
    told = values_in(sent(client, place=1).content.decode())

    client.post(reverse("new-household"), told | {"post": post.id})

    births = {str(person.birth) for person in people_visible_to(clerk)}
    assert "1991-03-08" in births


def test_looking_at_the_address_leads_to_the_form_and_other_rows_are_not_found(client):
    asked = reverse("read-member-paper", args=[1])

    assert client.get(asked).headers["Location"] == reverse("new-household")
    assert client.get(reverse("read-member-paper", args=[13])).status_code == 404
