"""Paper from the pages: only of whom the reader sees, in the holder's language, journalled."""

from __future__ import annotations

import pytest
import zxingcpp
from django.urls import reverse

from openhbm.apps.accounts.queries import history_of
from openhbm.apps.crossings.actions import preregister_group
from openhbm.apps.people.details import GroupDetails
from openhbm.apps.people.printing import fonts
from tests.rendering import needs_renderer, page_pictures

PAPERS = ("token", "wristband", "card")


def numbers_on(answer, tmp_path) -> list[str]:
    """What the QR symbol of each page holds."""
    return [
        zxingcpp.read_barcodes(page)[0].text for page in page_pictures(answer.content, tmp_path)
    ]


def prints_of(user, label: str, record) -> int:
    lines = history_of(user, record=f"{label}:{record.id}", with_reads=True)
    return sum(line.purpose == "print" for line in lines)


@needs_renderer
@pytest.mark.parametrize("paper", PAPERS)
def test_paper_of_a_person_carries_the_number_and_is_journalled(
    family, clerk, signed_in, tmp_path, paper
):
    answer = signed_in(clerk).get(reverse("print-person", args=[family.mother.id, paper]))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert numbers_on(answer, tmp_path) == [f"HBM:{family.mother.number}"]
    assert prints_of(clerk, "people.person", family.mother) == 1


@needs_renderer
def test_tokens_of_a_group_are_one_for_each_registered_member(family, clerk, signed_in, tmp_path):
    answer = signed_in(clerk).get(reverse("print-group", args=[family.group.id, "token"]))

    people = (family.mother, family.child)
    assert numbers_on(answer, tmp_path) == [f"HBM:{person.number}" for person in people]


@needs_renderer
def test_tokens_of_a_group_not_registered_yet_carry_its_number(post, clerk, signed_in, tmp_path):
    group = preregister_group(by=clerk, post=post, details=GroupDetails(label="Bus 7", size=40))

    answer = signed_in(clerk).get(reverse("print-group", args=[group.id, "token"]))

    assert numbers_on(answer, tmp_path) == [f"HBM:{group.number}"]
    assert prints_of(clerk, "people.group", group) == 1


def test_cards_of_a_group_without_members_lead_back_with_the_reason(post, clerk, signed_in):
    group = preregister_group(by=clerk, post=post, details=GroupDetails(label="Bus 7", size=40))

    answer = signed_in(clerk).get(reverse("print-group", args=[group.id, "card"]), follow=True)

    assert "nothing to print" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_lists_are_printed_in_the_language_of_the_pages(family, clerk, signed_in, language):
    client = signed_in(clerk)
    client.cookies["django_language"] = language

    group = client.get(reverse("group-list-pdf", args=[family.group.id]))
    persons = client.get(reverse("persons-list-pdf"), {"q": "Danylo", "sort": "name"})

    assert group.content.startswith(b"%PDF-")
    assert persons.content.startswith(b"%PDF-")
    assert prints_of(clerk, "people.person", family.mother) == 1
    assert prints_of(clerk, "people.person", family.child) == 2


def test_person_out_of_sight_and_unknown_paper_are_not_there(family, analyst, clerk, signed_in):
    hidden = signed_in(analyst).get(reverse("print-person", args=[family.mother.id, "card"]))
    unknown = signed_in(clerk).get(reverse("print-person", args=[family.mother.id, "passport"]))

    assert hidden.status_code == unknown.status_code == 404


def test_missing_typefaces_lead_back_with_the_package_to_install(
    family, clerk, signed_in, monkeypatch, tmp_path
):
    monkeypatch.setattr(fonts, "DIRECTORIES", (tmp_path,))

    answer = signed_in(clerk).get(
        reverse("print-person", args=[family.mother.id, "card"]), follow=True
    )

    assert "fonts-noto-core" in answer.content.decode()


def test_pages_of_a_person_a_group_and_a_list_lead_to_their_paper(family, clerk, signed_in):
    client = signed_in(clerk)

    person = client.get(reverse("person", args=[family.mother.id])).content.decode()
    group = client.get(reverse("group", args=[family.group.id])).content.decode()
    persons = client.get(reverse("persons"), {"q": "Danylo"}).content.decode()

    assert reverse("print-person", args=[family.mother.id, "card"]) in person
    assert reverse("print-group", args=[family.group.id, "token"]) in group
    assert f"{reverse('persons-list-pdf')}?q=Danylo" in persons
