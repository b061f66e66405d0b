"""Who else acts when a person is written or erased, in the same transaction.

Apps that come after this one follow it without being known here: each hands in a `Follower` when
it starts.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person


class Follower(Protocol):
    """What a following app does."""

    def person_registered(self, *, by: User | None, person: Person, details: PersonDetails) -> None:
        """Somebody was registered with these details, which nobody has to read back."""

    def person_written(self, *, by: User | None, person_id: UUID) -> None:
        """Something about somebody was changed."""

    def person_erased(self, *, by: User | None, person_id: UUID) -> None:
        """Somebody is being erased."""


_FOLLOWERS: list[Follower] = []


def follow_people(follower: Follower) -> None:
    """Let a follower know from now on."""
    _FOLLOWERS.append(follower)


def tell_registered(*, by: User | None, person: Person, details: PersonDetails) -> None:
    """Called within the action that registered somebody."""
    for follower in _FOLLOWERS:
        follower.person_registered(by=by, person=person, details=details)


def tell_written(*, by: User | None, person_id: UUID) -> None:
    """Called within the action that changed a person or something about them."""
    for follower in _FOLLOWERS:
        follower.person_written(by=by, person_id=person_id)


def tell_erased(*, by: User | None, person_id: UUID) -> None:
    """Called within the action that erases a person."""
    for follower in _FOLLOWERS:
        follower.person_erased(by=by, person_id=person_id)
