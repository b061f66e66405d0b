"""A household in one transaction: all of it is registered, or every wrong row is named."""

from __future__ import annotations

import pytest
from tests.apps.crossings.invented import MORNING, family, somebody

from openhbm.apps.crossings.actions import (
    HouseholdPlace,
    HouseholdRefused,
    Member,
    count_arrivals,
    preregister_group,
    register_household,
)
from openhbm.apps.crossings.queries import arrivals_total, crossing_of_group, progress_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.models import Group, Person
from openhbm.apps.people.queries import members_of

FAMILY = (
    Member(somebody(name="Olena Example", sex="F", age_years=34, address="Example Street 1")),
    Member(somebody(name="Petro Example", sex="M", birth="1988"), "HUS"),
    Member(somebody(name="Danylo Example", sex="M", age_years=7), "SON"),
)


def total(user) -> int:
    return arrivals_total(user, from_on=MORNING.date(), to_on=MORNING.date())


def test_register_household_registers_everybody_and_counts_them_once(officer, post):
    household = register_household(by=officer, post=post, members=FAMILY, at=MORNING)

    assert [m.relationship for m in members_of(officer, household.group)] == ["PA", "HUS", "SON"]
    assert household.group.label == "Olena Example"
    assert household.group.focal_person.name == "Olena Example"
    assert household.group.counts == {"F 18-59": 1, "M 18-59": 1, "M 5-11": 1}
    assert total(officer) == 3
    assert verdict(officer).verified


def test_register_household_keeps_the_address(officer, post):
    household = register_household(by=officer, post=post, members=FAMILY, at=MORNING)

    contact = household.crossings[0].person.contacts.get()
    assert (contact.kind, contact.value) == ("address", "Example Street 1")


def test_register_household_with_wrong_rows_names_each_and_registers_nobody(officer, post):
    rows = (
        FAMILY[0],
        Member(somebody(name=" "), "SON"),
        Member(somebody(birth="2031"), "DAU"),
        FAMILY[2],
    )

    with pytest.raises(HouseholdRefused) as caught:
        register_household(by=officer, post=post, members=rows, at=MORNING)

    assert [(row, error.field) for row, error in caught.value.rows] == [(1, "name"), (2, "birth")]
    assert not Person.objects.exists()
    assert not Group.objects.exists()
    assert total(officer) == 0
    assert verdict(officer).verified


def test_register_household_out_of_a_tally_adds_no_arrival(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=10, mode="BUS", at=MORNING)

    household = register_household(
        by=officer, post=post, members=FAMILY, place=HouseholdPlace(tally=tally), at=MORNING
    )

    assert total(officer) == 10
    assert progress_of(officer, tally).registered == 3
    assert crossing_of_group(officer, household.group).mode == "BUS"


def test_register_household_larger_than_its_tally_is_refused(officer, post):
    tally = count_arrivals(by=officer, post=post, persons=2, at=MORNING)

    with pytest.raises(ActionError) as caught:
        register_household(
            by=officer, post=post, members=FAMILY, place=HouseholdPlace(tally=tally), at=MORNING
        )

    assert caught.value.field == "tally"
    assert not Person.objects.exists()


def test_register_household_of_a_known_group_fills_it(officer, post):
    group = preregister_group(by=officer, post=post, details=family(5), at=MORNING)

    register_household(
        by=officer, post=post, members=FAMILY, place=HouseholdPlace(group=group), at=MORNING
    )

    assert members_of(officer, group).count() == 3
    assert Group.objects.count() == 1
    assert total(officer) == 5


def test_register_household_beyond_the_group_is_refused_row_by_row_unless_it_grows(officer, post):
    group = preregister_group(by=officer, post=post, details=family(2), at=MORNING)

    with pytest.raises(HouseholdRefused) as caught:
        register_household(
            by=officer, post=post, members=FAMILY, place=HouseholdPlace(group=group), at=MORNING
        )
    register_household(
        by=officer,
        post=post,
        members=FAMILY,
        place=HouseholdPlace(group=group, grows=True),
        at=MORNING,
    )

    assert [(row, error.field) for row, error in caught.value.rows] == [(2, "group")]
    group.refresh_from_db()
    assert group.size == members_of(officer, group).count() == 3


def test_register_household_of_nobody_says_what_to_do(officer, post):
    with pytest.raises(ActionError) as caught:
        register_household(by=officer, post=post, members=(), at=MORNING)

    assert caught.value.field == "members"
    assert "head" in caught.value.remedy
