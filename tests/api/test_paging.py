"""Pages follow each other without gaps and repeats, whatever is added meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.api.conftest import ApiClient

from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Post

AT = datetime(2022, 3, 1, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def count(api: ApiClient, post: Post, hours: int) -> str:
    at = AT + timedelta(hours=hours)
    return str(count_arrivals(by=api.user, post=post, persons=1, at=at).id)


def walk(api: ApiClient, path: str, limit: int, between=lambda: None) -> list[dict]:
    items, cursor = [], ""
    while True:
        page = api.get(path, limit=limit, cursor=cursor).json()
        items += page["items"]
        cursor = page["next"]
        if not cursor:
            return items
        between()


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_hold_every_row_once_in_order(api: ApiClient, post: Post, limit: int) -> None:
    made = [count(api, post, hours) for hours in (0, 1, 1, 1, 2, 3, 3)]

    found = [item["id"] for item in walk(api, "/tallies", limit)]

    assert sorted(found) == sorted(made)
    assert found[-1] == made[0]


def test_rows_added_meanwhile_do_not_shift_the_pages(api: ApiClient, post: Post) -> None:
    made = [count(api, post, hours) for hours in range(6)]
    later = iter(range(10, 30))

    found = walk(api, "/tallies", 2, between=lambda: count(api, post, next(later)))

    assert [item["id"] for item in found] == made[::-1]


def test_pages_sorted_by_texts_hold_every_row_once(api: ApiClient) -> None:
    for number in range(7):
        country, name = ("POL", "SVK")[number % 2], ("Most", "Brod", "Łąka")[number % 3]
        open_post(
            by=api.user, code=f"P-{number}", name=name, country=country, post_type="OFFICIAL_LAND"
        )

    found = walk(api, "/posts", 2)

    assert sorted(item["code"] for item in found) == [f"P-{number}" for number in range(7)]
    assert [item["country"] for item in found] == ["POL"] * 4 + ["SVK"] * 3


def test_cursor_of_one_list_is_refused_by_another(api: ApiClient, post: Post) -> None:
    count(api, post, 0)
    count(api, post, 1)
    cursor = api.get("/tallies", limit=1).json()["next"]

    answer = api.get("/persons", cursor=cursor)

    assert answer.status_code == 422
    assert answer.json()["field"] == "cursor"


def test_cursor_that_was_altered_is_refused(api: ApiClient, post: Post) -> None:
    count(api, post, 0)
    count(api, post, 1)
    cursor = api.get("/tallies", limit=1).json()["next"]

    other = "1" if cursor[-1] == "0" else "0"
    assert api.get("/tallies", cursor=cursor[:-1] + other).status_code == 422
    assert api.get("/tallies", cursor="x" + cursor).status_code == 422
    assert api.get("/tallies", limit=1, cursor=cursor).status_code == 200
