"""An analyst, and a way to count a row of days at a post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.kept import kept

from openhbm.apps.accounts.models import User
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Area, Post

FIRST = date(2022, 2, 24)


def day(number: int) -> date:
    """Day 0 is 24 February 2022."""
    return FIRST + timedelta(days=number)


def evening(number: int) -> datetime:
    return datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=20)


def count_at(by: User, post: Post, persons: list[int]) -> None:
    for number, each in enumerate(persons):
        noon = evening(number) - timedelta(hours=8)
        count_arrivals(by=by, post=post, persons=each, at=noon)


@kept
def analyst(user_with: Callable[..., User]) -> User:
    return user_with("analyst", username="analyst")


@kept
def coordinator(user_with: Callable[..., User]) -> User:
    """Who may confirm alerts and stand them down."""
    return user_with("national_coordinator", username="coordinator")


@pytest.fixture
def count(administrator: User, post: Post) -> Callable[..., None]:
    """Count arrivals on days one after another; None leaves a day out."""

    def counted(*persons: int | None, first: int = 0) -> None:
        for number, each in enumerate(persons, first):
            if each is not None:
                noon = evening(number) - timedelta(hours=8)
                count_arrivals(by=administrator, post=post, persons=each, at=noon)

    return counted


@kept
def areas(db: None) -> dict[str, Area]:
    """A region of the country of the post, and a district of it."""
    region = Area.objects.create(pcode="PL18", name="East", level=1, country="POL")
    district = Area.objects.create(
        pcode="PL1801", name="Low", level=2, country="POL", parent=region
    )
    return {"region": region, "district": district}


@kept
def three(administrator: User, post: Post, areas: dict[str, Area]) -> list[Post]:
    """Two posts in a district of the region and one in no area."""
    post.country, post.area = "POL", areas["district"]
    post.save()
    second = open_post(by=administrator, code="XX-2", name="Two", country="POL", post_type="RIVER")
    second.area = areas["district"]
    second.save()
    third = open_post(by=administrator, code="XX-3", name="Three", country="POL", post_type="RIVER")
    return [post, second, third]
