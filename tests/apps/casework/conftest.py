"""People, services and staff that the casework tests share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.kept import kept

from openhbm.apps.accounts.models import User
from openhbm.apps.casework.actions import screen_person
from openhbm.apps.casework.models import Screening
from openhbm.apps.people import details as given
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.models import Group, Person
from openhbm.apps.places.actions import add_service
from openhbm.apps.places.models import Post, Service

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)

Register = Callable[..., Person]
Screen = Callable[..., Screening]


@kept
def officer(user_with: Callable[..., User], post: Post) -> User:
    return user_with("border_officer", username="officer", post=post)


@kept
def protector(user_with: Callable[..., User], post: Post) -> User:
    return user_with("protection_officer", username="protector", post=post)


@kept
def supervisor(user_with: Callable[..., User]) -> User:
    return user_with("protection_officer", username="supervisor")


@pytest.fixture
def register(clerk: User, post: Post) -> Register:
    """Register somebody by age and relationship."""

    def make(
        age: int | None, relationship: str = "", group: Group | None = None, **values: Any
    ) -> Person:
        details = given.PersonDetails(name="Iryna Bondar", age_years=age, **values)
        return register_person(
            by=clerk, details=details, post=post, group=group, relationship=relationship, at=AT
        )

    return make


@pytest.fixture
def household(clerk: User, post: Post) -> Callable[[int], Group]:
    def make(size: int) -> Group:
        details = given.GroupDetails(label="Bondar", size=size)
        return register_group(by=clerk, details=details, post=post, at=AT)

    return make


@pytest.fixture
def screen(protector: User, post: Post) -> Screen:
    """Screen somebody in private as a protection officer."""

    def make(person: Person, **answers: Any) -> Screening:
        return screen_person(
            by=protector, person=person, post=post, answers=answers, is_private=True, at=AT
        )

    return make


@kept
def clinic(administrator: User, post: Post) -> Service:
    return add_service(
        by=administrator,
        name="Clinic at the post",
        category="HEALTH",
        provider="Health partner",
        country="POL",
        post=post,
    )
