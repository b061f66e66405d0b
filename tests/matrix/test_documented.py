"""The page that tells which role is shown what: the columns of roles that are told things in trust.

Those of roles outside the wall are compared where the wall itself is tested, which asks for the
same answers.
"""

from __future__ import annotations

import pytest
from django.db import connection

from openhbm.content.loader import pack
from openhbm.content.permissions import WALLED
from openhbm.content.schemas.roles import Role
from tests.kept import kept
from tests.matrix.answers import Browser
from tests.matrix.page import SHORT, assert_column_is_documented, documented_routes, rows
from tests.matrix.routes import all_patterns
from tests.matrix.test_wall import OF_HEALTH, OUTSIDE
from tests.matrix.world import World, built_world, what_is_said_in_trust

INSIDE = [role for role in SHORT if role not in OUTSIDE or role in OF_HEALTH]


@kept
def world() -> World:
    return built_world()


@pytest.mark.django_db
@pytest.mark.parametrize("role", INSIDE)
def test_roles_inside_the_wall_are_shown_what_the_page_says(world: World, role: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("written once: the wall itself is tested on every database")
    said = what_is_said_in_trust(world)

    answers = Browser(world.users[role]).answers("get", documented_routes(world, said))

    assert_column_is_documented(role, world, said, answers)


def test_page_has_every_role_and_only_addresses_that_are_there() -> None:
    assert set(SHORT) == set(pack().all(Role))
    assert set(rows()) <= set(all_patterns())


def test_page_shows_each_kind_to_somebody_and_nothing_said_in_trust_outside_the_wall() -> None:
    reading = {r.id for r in pack().all(Role).values() if WALLED & {*r.permissions}}
    shown = {
        letter: {r for row in rows().values() for r in row if letter in row[r]} for letter in "oimp"
    }

    assert all(shown.values())
    assert shown["p"] <= reading
