"""What was seen at the line is noted with the household, or nothing of it is kept."""

from __future__ import annotations

import pytest

from openhbm.apps.casework.queries import flags_for
from openhbm.apps.crossings.actions import HouseholdRefused, Member
from openhbm.apps.intake.actions import receive_household
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person

FAMILY = (
    Member(PersonDetails(name="Olena Example", sex="F", age_years=34)),
    Member(PersonDetails(name="Danylo Example", sex="M", age_years=7), "SON"),
)


def test_receive_household_notes_what_was_seen_for_the_person_it_was_seen_of(
    clerk, post, user_with
):
    household = receive_household(
        by=clerk, post=post, members=FAMILY, seen={0: ["mobility_aid_seen"], 1: []}
    )

    mother, child = (crossing.person for crossing in household.crossings)
    protector = user_with("protection_officer", username="protector")
    assert flags_for(protector, mother) == ("DS",)
    assert flags_for(protector, child) == ()


def test_receive_household_with_an_unknown_observation_registers_nobody(clerk, post):
    with pytest.raises(HouseholdRefused) as caught:
        receive_household(by=clerk, post=post, members=FAMILY, seen={1: ["no_such_question"]})

    assert [row for row, _error in caught.value.rows] == [1]
    assert not Person.objects.exists()
