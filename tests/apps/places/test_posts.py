"""Posts, lanes, sites and the service directory."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.places import actions, queries
from openhbm.apps.places.countries import checked_country, country_name
from openhbm.apps.places.models import Area, Post

ROAD = {"post_type": "OFFICIAL_LAND"}


def test_post_is_found_by_code_and_by_id(administrator: User, post: Post) -> None:
    assert queries.post_for(administrator, "PL-TEST") == post
    assert queries.post_for(administrator, str(post.id)) == post
    assert post.name_in("uk") == "Тестова"
    assert post.name_in("am") == "Testowa"


def test_post_unknown_is_not_visible(administrator: User, post: Post) -> None:
    with pytest.raises(NotVisible):
        queries.post_for(administrator, "NOWHERE")


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        ({"latitude": 91.0}, "latitude"),
        ({"longitude": -181.0}, "longitude"),
        ({"post_type": "CASTLE"}, "post_type"),
        ({"status": "HAPPY"}, "status"),
        ({"hours_open_per_day": 25}, "hours_open_per_day"),
        ({"towers": 2}, "towers"),
        ({"latrines": -1}, "latrines"),
    ],
)
def test_open_post_nonsense_names_the_field(
    administrator: User, profile: dict[str, Any], field: str
) -> None:
    with pytest.raises(ActionError) as caught:
        actions.open_post(by=administrator, code="X", name="X", country="POL", **(ROAD | profile))
    assert caught.value.field == field
    assert not Post.objects.exists()


def test_open_post_code_in_use_is_refused(administrator: User, post: Post) -> None:
    with pytest.raises(ActionError) as caught:
        actions.open_post(by=administrator, code="PL-TEST", name="X", country="POL", **ROAD)
    assert caught.value.field == "code"


def test_close_post_keeps_reason_since_and_source(administrator: User, post: Post) -> None:
    actions.change_post(
        by=administrator,
        post=post,
        status="CLOSED",
        status_reason="bridge destroyed",
        status_since_on=date(2022, 3, 1),
        status_source="patrol",
    )
    found = queries.post_for(administrator, post.id)
    assert not found.is_receiving
    assert found.status_reason == "bridge destroyed"


def test_services_near_are_of_the_post_or_its_country(administrator: User, post: Post) -> None:
    values = {"by": administrator, "provider": "Red Cross", "category": "HEALTH"}
    here = actions.add_service(name="Clinic", country="POL", post=post, **values)
    national = actions.add_service(name="Hospital", country="POL", **values)
    actions.add_service(name="Elsewhere", country="ROU", **values)
    closed = actions.add_service(name="Closed", country="POL", **values)
    actions.change_service(by=administrator, service=closed, is_active=False)
    assert set(queries.services_near(administrator, post, "HEALTH")) == {here, national}
    assert not queries.services_near(administrator, post, "LEGAL").exists()


def test_lane_and_site_are_listed(administrator: User, post: Post) -> None:
    lane = actions.open_lane(by=administrator, post=post, code="1", kind="P", booths=2)
    actions.change_lane(by=administrator, lane=lane, is_open=False)
    site = actions.add_site(by=administrator, name="Hall", kind="RECEPTION", country="POL")
    assert [found.is_open for found in queries.lanes_of(administrator, post)] == [False]
    assert list(queries.sites_visible_to(administrator)) == [site]


def test_areas_with_pcodes_and_parents(administrator: User) -> None:
    parent = Area(pcode="UA46", name="Lvivska", level=1, country="UKR")
    child = Area(pcode="UA4606", name="Lvivskyi", level=2, country="UKR", parent=parent)
    actions.add_areas(by=administrator, areas=[parent, child])
    assert [a.pcode for a in queries.areas_visible_to(administrator)] == ["UA46", "UA4606"]


def test_officer_may_not_open_a_post_for_the_country(user_with: Any) -> None:
    with pytest.raises(NotPermitted):
        actions.open_post(by=user_with(), code="X", name="X", country="POL")


@pytest.mark.parametrize("code", ["POL", "pol ", "XXA", "RKS"])
def test_country_codes_of_iso_and_travel_documents_are_known(code: str) -> None:
    assert checked_country(code) == code.strip().upper()


@pytest.mark.parametrize("code", ["", "PL", "POLAND", "ZZZ"])
def test_country_nonsense_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(ActionError) as caught:
        checked_country(code)
    assert "UKR" in caught.value.remedy


def test_country_name_falls_back_to_english_then_code() -> None:
    assert country_name("POL", "en") == "Poland"
    assert country_name("QQQ", "en") == "QQQ"
