"""The pages on which hits are read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.identity.watch.actions import import_watch_list, screen_people
from openhbm.apps.identity.watch.queries import hits_visible_to
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from tests.web.files import rows_at

LISTED = b'{"id":"NK-1","schema":"Person","properties":{"name":["Borys Vyhadko"],"birthDate":["1971-02-03"]}}'  # noqa: E501


@pytest.fixture
def readers(user_with):
    return [user_with("post_commander", username=f"reader-{n}") for n in range(2)]


@pytest.fixture
def hit(administrator, clerk, post, readers):
    import_watch_list(by=administrator, code="t", name="Test list", format="ftm", data=LISTED)
    details = PersonDetails(name="Boris Vigadko", sex="M", birth="1971-02-03")
    register_person(by=clerk, post=post, details=details)
    screen_people(by=readers[0])
    return hits_visible_to(readers[0]).get()


def test_list_of_hits_shows_clock_lists_and_statistics(readers, hit, signed_in):
    page = signed_in(readers[0]).get(reverse("watch-hits")).content.decode()

    assert "Boris Vigadko" in page
    assert "Test list" in page
    assert "By script of the name" in page


def test_hits_lists_and_statistics_leave_as_files(readers, officer, hit, signed_in):
    client, url = signed_in(readers[0]), reverse("watch-hits")

    found = rows_at(client, url)
    lists = rows_at(client, url, "watch-lists")
    shares = rows_at(client, url, "hits-by-script")

    assert [(row["id"], row["listed_as"]) for row in found] == [(str(hit.id), "Borys Vyhadko")]
    assert [(row["name"], row["standing"]) for row in lists] == [("Test list", "1")]
    assert [(row["code"], row["hits"]) for row in shares] == [("Latn", "1")]
    assert rows_at(client, url, "hits-by-nationality")
    assert signed_in(officer).get(url, {"format": "csv"}).status_code == 403


def test_two_readers_close_a_hit_and_neither_sees_the_other_before(readers, hit, signed_in):
    address = reverse("watch-hit", args=[hit.id])
    given = {"reading": "no_match", "note": "Another mother's name"}

    signed_in(readers[0]).post(address, given)
    before = signed_in(readers[1]).get(address).content.decode()
    after = signed_in(readers[1]).post(address, given, follow=True).content.decode()

    assert "Another mother&#x27;s name" not in before
    assert after.count("Another mother&#x27;s name") == 2
    assert "Nothing follows by itself" in after
    assert "%" not in after[after.index("<main") :]


def test_reading_without_reason_is_asked_for_it(readers, hit, signed_in):
    answer = signed_in(readers[0]).post(
        reverse("watch-hit", args=[hit.id]), {"reading": "match", "note": ""}
    )

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()


def test_hits_are_no_page_for_a_clerk(clerk, hit, signed_in):
    client = signed_in(clerk)

    assert client.get(reverse("watch-hits")).status_code == 403
    assert client.get(reverse("watch-hit", args=[hit.id])).status_code == 403
