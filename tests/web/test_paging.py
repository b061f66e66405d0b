"""A page of a list: the right rows in order, and what belongs to them fetched for these alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.queries import people_visible_to
from openhbm.web.pages import page_of


@pytest.fixture
def five(clerk, post):
    return [
        register_person(by=clerk, post=post, details=PersonDetails(name=f"Person {n}"))
        for n in range(5)
    ]


def turned_to(number, rows, per_page=2):
    return page_of(RequestFactory().get("/", {"page": number}), rows, per_page)


def test_page_in_the_middle_holds_its_rows_in_order(clerk, five):
    rows = people_visible_to(clerk).order_by("name")

    page = turned_to(2, rows)

    assert [person.name for person in page] == ["Person 2", "Person 3"]
    assert (page.paginator.count, page.paginator.num_pages) == (5, 3)


def test_page_beyond_the_end_is_the_last(clerk, five):
    page = turned_to(99, people_visible_to(clerk).order_by("-name"))

    assert [person.name for person in page] == ["Person 0"]


def test_rows_of_a_page_come_with_what_they_point_to(clerk, five):
    rows = people_visible_to(clerk).select_related("registered_post").prefetch_related("names")
    page = turned_to(1, rows)

    with CaptureQueriesContext(connection) as asked:
        codes = [(person.registered_post.code, list(person.names.all())) for person in page]

    assert len(codes) == 2
    assert len(asked) == 0


def test_page_of_a_plain_list_is_cut_from_it():
    assert list(turned_to(2, ["a", "b", "c"])) == ["c"]
