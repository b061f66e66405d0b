"""The pages on which pairs of records are judged."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from openhbm.apps.identity.pairs.actions import ProposedPair, propose_pairs
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from tests.web.files import rows_at


@pytest.fixture
def reviewer(user_with):
    return user_with("identity_reviewer", username="reviewer", display_name="Rita Reviewer")


@pytest.fixture
def pair(clerk, reviewer, post):
    people = [
        register_person(
            by=clerk, post=post,
            details=PersonDetails(name=name, sex="F", birth="1988-03-07", origin="Qariyat al-Wahm"),
        )
        for name in ("Layla Hassan Almutakhayyal", "ليلى حسن المتخيل")
    ]  # fmt: skip
    found = [ProposedPair(people[0].id, people[1].id, 5.0)]
    propose_pairs(by=reviewer, found=found, found_by="test")
    return pairs_visible_to(reviewer).get()


def test_queue_shows_pairs_with_evidence_and_no_bare_number(reviewer, pair, signed_in):
    page = signed_in(reviewer).get(reverse("pairs")).content.decode()

    assert "Layla Hassan Almutakhayyal" in page
    assert "ليلى حسن المتخيل" in page
    main = page[page.index("<main") :]
    assert "%" not in re.sub(r"<[^>]*>", "", main)
    assert main.count("<details>") == main.count('<table class="evidence stack">') == 1


def test_queue_leaves_as_a_file_with_what_agrees_and_no_number_of_it(reviewer, pair, signed_in):
    (row,) = rows_at(signed_in(reviewer), reverse("pairs"))

    assert (row["id"], row["state"]) == (str(pair.id), "not_judged")
    assert (row["first"], row["later"]) == (pair.left.number, pair.right.number)
    assert "birth" in row["agrees"].split("; ")
    assert not {"weight", "log_odds"} & set(row)


def test_reviewer_links_takes_back_and_links_again(reviewer, pair, signed_in):
    client, address = signed_in(reviewer), reverse("pair", args=[pair.id])

    linked = client.post(address, {"judgement": "match", "note": "Same paper"}, follow=True)
    undone = client.post(address, {"undo": "1", "note": "Looked again"}, follow=True)
    again = client.post(address, {"judgement": "match"}, follow=True)

    assert "Seen as one person" in linked.content.decode()
    assert "Seen as one person" not in undone.content.decode()
    last = again.content.decode()
    assert "Seen as one person" in last
    assert "Same paper" in last
    assert "Looked again" in last
    assert "Rita Reviewer" in last


def test_history_of_both_records_tells_the_judgement(reviewer, clerk, pair, signed_in):
    signed_in(reviewer).post(reverse("pair", args=[pair.id]), {"judgement": "match"})

    client = signed_in(clerk)
    for person_id in (pair.left_id, pair.right_id):
        page = client.get(reverse("person", args=[person_id])).content.decode()
        assert "Double registration judged" in page


def test_page_without_choice_says_what_is_missing(reviewer, pair, signed_in):
    answer = signed_in(reviewer).post(reverse("pair", args=[pair.id]), {"note": "?"})

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()


def test_officer_is_told_that_judging_is_not_theirs(user_with, pair, signed_in):
    officer = user_with("border_officer", username="officer-here")

    answer = signed_in(officer).get(reverse("pairs"))

    assert answer.status_code == 403


def test_page_of_a_person_shows_the_linked_record_until_it_is_undone(
    reviewer, clerk, pair, signed_in
):
    address, person = reverse("pair", args=[pair.id]), reverse("person", args=[pair.left_id])
    client = signed_in(reviewer)

    client.post(address, {"judgement": "match"})
    linked = client.get(person).content.decode()
    client.post(address, {"undo": "1"})
    apart = client.get(person).content.decode()

    assert "Linked records" in linked
    assert pair.right.number in linked
    assert "Linked records" not in apart
