"""Administration: accounts, roles, posts and content, and nothing about people who arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from openhbm.apps.accounts.administering.queries import account_for, roles_held_by
from openhbm.apps.accounts.permissions import permissions_of
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.places.queries import lanes_of, post_for
from openhbm.content.loader import pack
from tests.web.files import rows_at


@pytest.fixture
def technician(user_with):
    return user_with("administrator", username="technician", display_name="Technician Example")


@pytest.fixture
def client(technician, signed_in):
    return signed_in(technician)


def test_user_is_added_and_given_a_role_at_a_post_for_some_days(client, technician, post):
    today = timezone.localdate()
    url = client.post(
        reverse("admin-users"), {"username": "new.clerk", "display_name": "New", "language": "fr"}
    ).headers["Location"]

    client.post(
        url,
        {
            "give": "1",
            "role": "registration_clerk",
            "place": post.id,
            "from_on": today.isoformat(),
            "until_on": (today + timedelta(days=6)).isoformat(),
        },
    )

    added = user_named(technician, "new.clerk")
    assert added.language == "fr"
    assert permissions_of(added).posts == {post.id}
    held = roles_held_by(technician, added)[0]
    assert (held.until_at - held.from_at).days == 7


def test_role_at_a_post_needs_the_post(client, clerk):
    answer = client.post(
        reverse("admin-user", args=[clerk.id]), {"give": "1", "role": "border_officer"}
    )

    assert "This role is held at a post" in answer.content.decode()


def test_enforcement_role_is_not_given_to_protection_staff(client, protector, post):
    given = {"give": "1", "role": "border_officer", "place": post.id}

    answer = client.post(reverse("admin-user", args=[protector.id]), given)

    assert "does not go together" in answer.content.decode()


def test_role_is_ended(client, technician, clerk):
    held = roles_held_by(technician, clerk)[0]
    (row,) = rows_at(client, reverse("admin-user", args=[clerk.id]))
    assert (row["username"], row["role"], row["place"]) == ("clerk", "registration_clerk", "")

    client.post(reverse("admin-user", args=[clerk.id]), {"end": str(held.id)})

    assert not permissions_of(user_named(technician, clerk.username)).roles


def test_deactivated_user_is_let_in_no_more(client, technician, clerk):
    url = reverse("admin-user", args=[clerk.id])

    client.post(url, {"deactivate": "1"})
    out = account_for(technician, clerk.id).is_active
    client.post(url, {"reactivate": "1"})

    assert not out
    assert account_for(technician, clerk.id).is_active


def test_nobody_gives_a_role_to_themselves(client, technician, post):
    url = reverse("admin-user", args=[technician.id])

    page = client.get(url).content.decode()
    answer = client.post(url, {"give": "1", "role": "protection_officer", "place": post.id})

    assert "Give the role" not in page
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["admin-users", "admin-posts", "admin-new-post"])
def test_officer_reaches_no_page_of_administration(name, officer, signed_in):
    assert signed_in(officer).get(reverse(name)).status_code == 403


def test_officer_sees_no_account(officer, clerk, signed_in):
    assert signed_in(officer).get(reverse("admin-user", args=[clerk.id])).status_code == 404


def test_administrator_sees_nobody_who_arrived(client, family):
    for name in ("admin", "admin-users", "admin-posts", "admin-content", "persons", "referrals"):
        page = client.get(reverse(name)).content.decode()
        assert family.mother.name not in page
        assert family.mother.number not in page
    assert client.get(reverse("person", args=[family.mother.id])).status_code == 404


def test_roles_are_told_in_words_and_marked_as_not_verified(client):
    page = client.get(reverse("admin-roles")).content.decode()

    assert "Partner caseworker" in page
    assert "decide on entry" in page
    assert "not verified" in page


def test_every_permission_has_words(client):
    page = client.get(reverse("admin-roles")).content.decode()

    assert "set aside as" not in page
    assert "read_" not in page


def test_content_narrows_to_what_is_not_verified(client):
    url = reverse("admin-content")

    every = client.get(url)
    unverified = client.get(url, {"verified": "no", "kind": "standards"})
    verified = client.get(url, {"verified": "yes", "kind": "standards", "q": "reidentification"})

    assert pack().hash in every.content.decode()
    assert all(not row.item.verified for row in unverified.context["page"])
    assert [row.id for row in verified.context["page"]] == ["reidentification_risk_most"]


def test_post_is_added_and_its_profile_changed(client, technician):
    client.post(
        reverse("admin-new-post"),
        {"code": "PL-NEW", "name": "Nowa", "country": "POL", "post_type": "OFFICIAL_LAND"},
    )
    url = reverse("admin-post", args=["PL-NEW"])
    page = client.get(url)
    initial = {n: v for n, v in page.context["form"].initial.items() if v not in (None, "")}

    changed = {"profile": "1", "status": "CLOSED", "has_ramp": "no", "latrines": "12"}
    client.post(url, initial | changed)

    found = post_for(technician, "PL-NEW")
    assert (found.status, found.has_ramp, found.latrines) == ("CLOSED", False, 12)
    assert found.shade_m2 is None


def test_lane_is_added_and_closed(client, technician, post):
    url = reverse("admin-post", args=[post.code])

    client.post(url, {"lane": "1", "code": "F1", "kind": "F", "booths": "2"})
    lane = lanes_of(technician, post).get()
    client.post(url, {"turn": str(lane.id)})

    assert (lane.kind, lane.booths, lane.is_open) == ("F", 2, True)
    assert not lanes_of(technician, post).get().is_open
    (row,) = rows_at(client, url)
    assert (row["code"], row["booths"], row["is_open"]) == ("F1", "2", "false")


def test_post_with_a_code_in_use_is_told_at_its_field(client, post):
    answer = client.post(
        reverse("admin-new-post"),
        {"code": post.code, "name": "X", "country": "POL", "post_type": "OFFICIAL_LAND"},
    )

    assert "in use" in answer.content.decode()
