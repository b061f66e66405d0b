"""The history of a record shows what the reader's role at that record's post lets them read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.places.actions import open_post


@pytest.fixture
def helper(administrator, post):
    """Registers people at the family's post and looks after people at another one."""
    other = open_post(
        by=administrator,
        code="PL-OTHER",
        name="Inna",
        country="POL",
        post_type="OFFICIAL_LAND",
    )
    user = add_user(by=None, username="helper", password="correct horse battery")
    give_role(by=None, user=user, role="registration_clerk", place_id=post.id)
    give_role(by=None, user=user, role="protection_officer", place_id=other.id)
    return user


def test_role_at_another_post_does_not_open_a_person_s_case(family, helper, signed_in):
    client = signed_in(helper)

    pages = [
        client.get(reverse("person", args=[family.mother.id])).content.decode(),
        client.get(reverse("history", args=["person", family.mother.id])).content.decode(),
    ]

    assert all("Person registered" in page for page in pages)
    assert not any("Person referred" in page or "medicine" in page for page in pages)


def test_history_of_a_count_is_read_at_every_post(family, helper):
    told = history_of(
        helper, record=f"crossings.tally:{family.tally.id}", post_id=family.tally.post_id
    )

    assert [happening.type for happening in told] == ["arrivals_counted"]
