"""What no database should be asked to hold is refused in words before anything is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import erase_person, register_group, register_person
from openhbm.apps.people.details import GroupDetails, PersonDetails
from openhbm.apps.places.actions import change_post
from openhbm.apps.places.models import Post


@pytest.mark.parametrize(
    "at",
    [
        datetime(2022, 3, 1, 12),  # noqa: DTZ001 - the missing zone is what is tested
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-5))),
        datetime(1, 1, 1, tzinfo=UTC),
    ],
)
def test_entry_at_an_unusable_instant_is_refused_and_the_journal_verifies(
    clerk: User, post: Post, at: datetime
) -> None:
    entries = Entry.objects.count()

    with pytest.raises(ActionError):
        register_group(by=clerk, post=post, details=GroupDetails(label="Bondar", size=2), at=at)

    assert Entry.objects.count() == entries
    assert verdict(clerk).verified


@pytest.mark.parametrize("reason", ["half \ud800", "nothing \x00"])
def test_reason_with_characters_that_cannot_be_stored_is_refused(
    dpo: User, clerk: User, post: Post, reason: str
) -> None:
    person = register_person(by=clerk, details=PersonDetails(name="Ivanna"), post=post)

    with pytest.raises(ActionError) as caught:
        erase_person(by=dpo, person_id=person.id, reason=reason)

    assert caught.value.field == "reason"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("field", ["latitude", "waiting_capacity"])
def test_number_that_is_none_is_refused(
    administrator: User, post: Post, field: str, number: float
) -> None:
    with pytest.raises(ActionError) as caught:
        change_post(by=administrator, post=post, **{field: number})

    assert caught.value.field == field
