"""The camera at the desk: what a picture fills, what it marks, and what it never decides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openhbm.apps.people.queries import people_visible_to, person_for

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"


def sent(client, name="passport_glare.jpg", query="", data=None):
    data = (PICTURES / name).read_bytes() if data is None else data
    file = SimpleUploadedFile(name, data, "image/jpeg")
    return client.post(reverse("read-paper") + query, {"picture": file})


def value_of(page, name):
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    return re.search(r'value="([^"]*)"', found[0])[1] if found and "value=" in found[0] else ""


def fields_of(page):
    names = ("once", "paper", "name", "surname", "birth", "document_number", "document_name")
    return {name: value_of(page, name) for name in (*names, "document_expires")} | {
        "birth_calendar": "gregorian"
    }


@pytest.fixture
def clerk_page(clerk, post, signed_in):
    return signed_in(clerk)


def test_picture_of_a_passport_fills_the_form_and_marks_it(clerk_page):
    page = sent(clerk_page).content.decode()

    assert fields_of(page) == {
        "once": value_of(page, "once"),
        "paper": value_of(page, "paper"),
        "name": "LAYLA NOUR",
        "surname": "ALKHAYALI",
        "birth": "1991-03-08",
        "document_number": "L8988901C",
        "document_name": "LAYLA NOUR ALKHAYALI",
        "document_expires": "2031-06-17",
        "birth_calendar": "gregorian",
    }
    assert set(value_of(page, "paper").split()) >= {"birth:vouched", "name:read"}
    assert re.search(r'<option value="REFCTD"[^>]* selected', page)
    assert re.search(r'<option value="XXB"[^>]* selected', page)
    assert page.count("its check digit is right") == 3
    assert "Contact no consulate" in page
    assert 'action="/persons/new/"' in page


def test_person_is_registered_from_what_was_read_and_corrected(clerk_page, clerk, post):
    read = fields_of(sent(clerk_page).content.decode())
    answer = clerk_page.post(
        reverse("new-person"),
        read
        | {"post": post.id, "sex": "F", "document_kind": "REFCTD", "name": "Leila Nour"}
        | {"surname": "al-Khayali", "document_problems": ["DAMAGED"], "nationality": "XXB"},
    )

    person = person_for(clerk, people_visible_to(clerk).get().id)
    document = person.documents.get()
    assert answer.status_code == 302
    assert (person.name, str(person.birth)) == ("Leila Nour al-Khayali", "1991-03-08")
    assert (document.kind, document.number, str(document.expires_on), document.problems) == (
        "REFCTD",
        "L8988901C",
        "2031-06-17",
        ["DAMAGED"],
    )
    assert [n.full for n in person.names.filter(kind="ON_DOCUMENT")] == ["LAYLA NOUR ALKHAYALI"]


def test_unclear_name_has_to_be_compared_before_the_person_is_registered(clerk_page, clerk, post):
    page = sent(clerk_page, "visa_upside_down.jpg").content.decode()
    read = fields_of(page) | {"post": post.id, "sex": "M", "document_kind": "PASS"}
    refused = clerk_page.post(reverse("new-person"), read)

    assert "unclear, look at the paper" in page
    assert "A visa identifies nobody" in page
    assert refused.status_code == 200
    assert "Compare it, correct it, and say so" in refused.content.decode()
    assert "unclear, look at the paper" in refused.content.decode()
    assert not people_visible_to(clerk).exists()
    assert (
        clerk_page.post(reverse("new-person"), read | {"names_compared": "on"}).status_code == 302
    )


def test_expired_card_is_noted_and_its_birth_keeps_its_precision(clerk_page):
    page = sent(clerk_page, "card_on_its_side.jpg").content.decode()

    assert value_of(page, "birth") == "1974-08"
    assert value_of(page, "document_number") == "D23145890123"
    assert re.search(r'value="EXPIRED"[^>]*checked', page)
    assert "changes no decision" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 " + bytes(200), "This is a PDF"),
        (b"nonsense" * 100, "damaged or of an unknown kind"),
        ((PICTURES / "no_zone.jpg").read_bytes(), "no machine-readable zone to be found"),
    ],
)
def test_picture_that_cannot_be_read_says_why_beside_an_empty_form(clerk_page, data, said):
    answer = sent(clerk_page, data=data)

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert value_of(answer.content.decode(), "name") == ""


def test_form_without_a_picture_and_a_look_at_the_address_give_the_form(clerk_page):
    assert "No picture was sent." in clerk_page.post(reverse("read-paper")).content.decode()
    assert 'name="document_number"' in clerk_page.get(reverse("read-paper")).content.decode()


def test_upload_beyond_every_limit_is_refused_by_its_announced_length(clerk_page):
    answer = clerk_page.generic(
        "POST",
        reverse("read-paper"),
        b"--x\r\n",
        "multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(4 * 1024**3),
    )

    assert answer.status_code == 400
    assert "smaller" in answer.content.decode()


def test_member_of_a_group_is_read_into_the_group_s_own_form(clerk_page, family):
    group = family.group
    page = sent(clerk_page, query=f"?group={group.id}").content.decode()

    assert f'action="{reverse("new-member", args=[group.id])}"' in page
    assert value_of(page, "surname") == "ALKHAYALI"
    assert clerk_page.get(reverse("read-paper") + "?group=nonsense").status_code == 404


def test_problems_of_a_paper_without_a_paper_are_asked_about(clerk_page, post):
    answer = clerk_page.post(
        reverse("new-person"),
        {"name": "A", "sex": "U", "document_problems": ["ALTERED"], "post": post.id},
    )

    assert "Say which paper this is about." in answer.content.decode()


def test_reading_papers_is_for_those_who_register(user_with, signed_in):
    assert sent(signed_in(user_with("analyst"))).status_code in (302, 403)
