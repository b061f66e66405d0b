"""Users and places that the app tests share."""

from __future__ import annotations

from collections.abc import Callable

from tests.kept import kept

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.models import User
from openhbm.apps.places.actions import open_post
from openhbm.apps.places.models import Post

UserWith = Callable[..., User]


@kept
def user_with(db: None) -> UserWith:
    """Make a user holding the named roles, at a post or everywhere."""

    def make(*roles: str, username: str = "", post: Post | None = None) -> User:
        user = add_user(
            by=None, username=username or "-".join(roles) or "nobody", password="correct horse"
        )
        for role in roles:
            give_role(by=None, user=user, role=role, place_id=post.id if post else None)
        return user

    return make


@kept
def administrator(user_with: UserWith) -> User:
    return user_with("administrator", "post_commander", username="admin")


@kept
def clerk(user_with: UserWith) -> User:
    """A registration clerk everywhere."""
    return user_with("registration_clerk", username="clerk")


@kept
def reviewer(user_with: UserWith) -> User:
    """Who says whether two records are one person."""
    return user_with("identity_reviewer", username="reviewer")


@kept
def dpo(user_with: UserWith) -> User:
    """The data-protection officer, who erases."""
    return user_with("data_protection_officer", username="dpo")


@kept
def post(administrator: User) -> Post:
    """An open road post in Poland."""
    return open_post(
        by=administrator,
        code="PL-TEST",
        name="Testowa",
        names={"uk": "Тестова"},
        country="POL",
        latitude=50.0,
        longitude=23.0,
        post_type="OFFICIAL_LAND",
        throughput_ordinary_per_hour=50,
        throughput_emergency_per_hour=200,
        waiting_capacity=500,
    )
