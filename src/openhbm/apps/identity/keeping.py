"""Keeping the match keys as the people are: a follower of everything written about persons."""

from __future__ import annotations

from uuid import UUID

from openhbm.apps.accounts.models import User
from openhbm.apps.identity.actions import (
    forget_match_keys,
    write_first_match_keys,
    write_match_keys,
)
from openhbm.apps.identity.pairs.actions import forget_pairs
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.following import follow_people
from openhbm.apps.people.models import Person


class KeepingKeys:
    """See ``openhbm.apps.people.following.Follower``."""

    def person_registered(self, *, by: User | None, person: Person, details: PersonDetails) -> None:
        write_first_match_keys(by=by, person=person, details=details)

    def person_written(self, *, by: User | None, person_id: UUID) -> None:
        write_match_keys(by=by, person_id=person_id)

    def person_erased(self, *, by: User | None, person_id: UUID) -> None:
        forget_match_keys(by=by, record_id=person_id)
        forget_pairs(by=by, person_id=person_id)


def start() -> None:
    """Follow from now on; called once, when the app is ready."""
    follow_people(KeepingKeys())
