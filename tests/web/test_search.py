"""The search box: on every page, within the wall, and kept by nobody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.ledger.queries import entry_count


def asked(client, text: str):
    return client.get(reverse("search"), {"q": text})


@pytest.mark.parametrize("name", ["home", "persons", "alerts", "search"])
def test_search_box_stands_on_every_page(clerk, signed_in, name):
    page = signed_in(clerk).get(reverse(name)).content.decode()

    assert f'action="{reverse("search")}"' in page
    assert 'type="search" name="q"' in page


@pytest.mark.parametrize(
    ("text", "reason"),
    [("коваль олена", "Name"), ("XX123456", "Document number"), ("danylo", "Name")],
)
def test_what_fits_is_shown_with_its_reason(family, clerk, signed_in, text, reason):
    page = asked(signed_in(clerk), text).content.decode()

    assert f'<span class="tag">{reason}</span>' in page


def test_token_and_whole_number_open_the_record(family, clerk, signed_in):
    client = signed_in(clerk)

    scanned = asked(client, f"HBM:{family.mother.number}")
    group = asked(client, family.group.number.lower().replace("-", " "))

    assert scanned.headers["Location"] == reverse("person", args=[family.mother.id])
    assert group.headers["Location"] == reverse("group", args=[family.group.id])


def test_referral_is_found_by_its_id_for_those_who_read_it(family, protector, officer, signed_in):
    text = str(family.referral.id)
    before = entry_count(None)

    page = asked(signed_in(protector), text).content.decode()
    noted = entry_count(None)
    hidden = asked(signed_in(officer), text).content.decode()

    assert reverse("referral", args=[family.referral.id]) in page
    assert noted > before
    assert "Nothing that you can see fits" in hidden


def test_hidden_and_absent_answer_alike(family, analyst, signed_in):
    client = signed_in(analyst)

    hidden, absent = asked(client, family.mother.number), asked(client, "ZZ-0000000-Z")

    assert hidden.status_code == absent.status_code == 200
    assert "Nothing that you can see fits" in hidden.content.decode()
    assert "Nothing that you can see fits" in absent.content.decode()


def test_answer_is_kept_by_no_cache(family, clerk, signed_in):
    assert asked(signed_in(clerk), "коваль").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 5000, "%", "'; --", "<b>", "٣٤٥"])
def test_nonsense_is_answered(clerk, signed_in, text):
    assert asked(signed_in(clerk), text).status_code == 200


def test_list_of_persons_finds_alike(family, clerk, signed_in):
    found = signed_in(clerk).get(reverse("persons"), {"q": "КОВАЛЬ"}).context["page"]

    assert [str(person) for person in found] == ["Олена Коваль"]
