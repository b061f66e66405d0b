"""An analyst, and a way to count a row of days at a post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.crossings.actions import count_arrivals
from openhbm.apps.places.models import Post

FIRST = date(2022, 2, 24)


def day(number: int) -> date:
    """Day 0 is 24 February 2022."""
    return FIRST + timedelta(days=number)


def evening(number: int) -> datetime:
    return datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=20)


@pytest.fixture
def analyst(user_with: Callable[..., User]) -> User:
    return user_with("analyst", username="analyst")


@pytest.fixture
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
