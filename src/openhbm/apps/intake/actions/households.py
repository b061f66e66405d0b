"""A household received at the desk: registered, and what was seen at the line noted with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from openhbm.apps.accounts.models import User
from openhbm.apps.casework.actions import screen_person
from openhbm.apps.crossings.actions import (
    Household,
    HouseholdPlace,
    HouseholdRefused,
    Member,
    register_household,
)
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action
from openhbm.apps.places.models import Post

SEEN = "yes"


@action
def receive_household(
    *,
    by: User,
    post: Post,
    members: Sequence[Member],
    place: HouseholdPlace | None = None,
    seen: Mapping[int, Sequence[str]] | None = None,
    at: datetime | None = None,
) -> Household:
    """`register_household`, and the observed questions of the screening script that apply.

    ``seen`` holds, by row, the ids of observed questions such as ``pregnant_seen``. All of it is
    one transaction: a row that is refused leaves nothing of any other.
    """
    at = at or timezone.now()
    household = register_household(by=by, post=post, members=members, place=place, at=at)
    refused = []
    for row, questions in sorted((seen or {}).items()):
        person = household.crossings[row].person
        if person is None or not questions:
            continue
        try:
            screen_person(
                by=by,
                person=person,
                post=post,
                answers=dict.fromkeys(questions, SEEN),
                language=members[row].details.preferred_language,
                at=at,
            )
        except ActionError as error:
            refused.append((row, error))
    if refused:
        raise HouseholdRefused(refused)
    return household
