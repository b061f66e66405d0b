"""Where an officer sees pictures of papers that wait, compares them, takes them or leaves them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from openhbm.apps.intake.actions import receive_paper_picture
from openhbm.apps.people.queries import person_for
from tests.web.files import rows_at

PICTURES = Path(__file__).parents[1] / "core" / "documents" / "pictures"
PASSPORT = (PICTURES / "passport_glare.jpg").read_bytes()


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HBM_HOME = tmp_path


@pytest.fixture
def picture(clerk, family):
    return receive_paper_picture(by=clerk, person=family.mother, data=PASSPORT)


def address(picture) -> str:
    return reverse("paper-picture", args=[picture.id])


def test_desk_and_record_lead_to_the_picture_that_waits(clerk, family, picture, signed_in):
    client = signed_in(clerk)

    assert reverse("paper-pictures") in client.get(reverse("desk")).content.decode()
    record = client.get(reverse("person", args=[family.mother.id])).content.decode()
    listed = client.get(reverse("paper-pictures")).content.decode()
    assert address(picture) in record
    assert address(picture) in listed
    assert family.mother.number in listed
    (row,) = rows_at(client, reverse("paper-pictures"))
    assert (row["person"], row["post"], row["read"]) == (family.mother.number, "PL-TEST", "right")


def test_officer_compares_corrects_and_takes_the_paper_into_the_record(
    clerk, family, picture, signed_in
):
    client = signed_in(clerk)
    page = client.get(address(picture)).content.decode()
    file = client.get(reverse("paper-picture-file", args=[picture.id]))

    answer = client.post(
        address(picture),
        {
            "paper": "document_number:vouched document_name:read",
            "document_kind": "REFCTD",
            "document_number": "L8988901C",
            "document_name": "LAYLA NUR ALKHAYALI",
            "taken": ["birth"],
        },
    )

    assert "its check digit is right" in page
    assert "Contact no consulate" in page
    assert 'value="L8988901C"' in page
    assert (file.content, file.headers["Content-Type"]) == (PASSPORT, "image/jpeg")
    assert file.headers["Cache-Control"] == "no-store"
    assert answer.status_code == 302
    record = person_for(clerk, family.mother.id)
    assert "L8988901C" in [document.number for document in record.documents.all()]
    assert "LAYLA NUR ALKHAYALI" in [name.full for name in record.names.all()]
    assert str(record.birth) == "1991-03-08"
    assert client.get(address(picture)).status_code == 404


def test_unread_picture_says_so_and_a_paper_without_a_kind_is_asked_about(clerk, family, signed_in):
    data = (PICTURES / "no_zone.jpg").read_bytes()
    unread = receive_paper_picture(by=clerk, person=family.mother, data=data)

    page = signed_in(clerk).post(address(unread), {"document_number": "A1"}).content.decode()

    assert "Nothing could be read in the picture" in page
    assert "This could not be saved yet" in page


def test_picture_is_set_aside_and_nothing_taken(clerk, family, picture, signed_in):
    before = person_for(clerk, family.mother.id).documents.count()

    answer = signed_in(clerk).post(address(picture), {"aside": "1"})

    assert answer.status_code == 302
    assert person_for(clerk, family.mother.id).documents.count() == before


def test_others_find_no_such_picture(analyst, protector, picture, signed_in):
    client = signed_in(analyst)

    assert client.get(address(picture)).status_code in (403, 404)
    assert client.get(reverse("paper-picture-file", args=[picture.id])).status_code in (403, 404)
