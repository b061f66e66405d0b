"""What belongs to one compartment is shown to nobody who reads only another.

The shipped roles read several compartments each. Here each is read alone, by a role of its own,
and every address, list, search and file is asked: what a field of another compartment says must
not be in any answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from openhbm.apps.casework.queries import findings_for
from openhbm.content.loader import OVERLAY_VARIABLE, pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.roles import Role
from tests.matrix.answers import Browser
from tests.matrix.routes import Route, filled_routes
from tests.matrix.world import LABEL, NAME, REASON, World, built_world, there
from tests.matrix.world import what_is_said_in_trust as said_in_trust

ALONE = ("operational", "identity", "movement", "protection", "health")
LISTED = ("?format=csv", "?q=Zoriana")
FOUND = ("persons", "groups", "referrals")
WITH_A_TABLE = (
    "arrivals/<uuid:tally_id>/",
    "groups/<uuid:group_id>/",
    "groups/<uuid:group_id>/registered/",
    "persons/<uuid:person_id>/",
    "persons/<uuid:person_id>/papers/",
    "crossings/<uuid:crossing_id>/set-aside/",
    "journal/<str:kind>/<uuid:record_id>/",
)
"""Pages of one record with a table on it, which leaves as a file as well."""
ROLE = """\
  - id: reads_{0}
    title: {{en: Reads {0}}}
    held_by: {{en: Nobody; a role of this test.}}
    permissions: [read_public, read_operational{1}]
    scope: post
"""
HEAD = "source: OpenHBM test\nreviewed_on: 2026-11-21\nverified: false\nitems:\n"


@pytest.fixture
def world(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world of the matrix, with one more role for each compartment."""
    if connection.vendor != "sqlite":
        pytest.skip("the wall itself is asked on every database")
    roles = tmp_path / "roles"
    roles.mkdir()
    written = [ROLE.format(name, f", read_{name}" if name != ALONE[0] else "") for name in ALONE]
    (roles / "alone.yaml").write_text(HEAD + "".join(written), encoding="utf-8")
    monkeypatch.setenv(OVERLAY_VARIABLE, str(tmp_path))
    pack.cache_clear()
    yield built_world()
    monkeypatch.undo()
    pack.cache_clear()


@pytest.mark.parametrize("name", ALONE)
def test_reader_of_one_compartment_is_shown_nothing_of_another(world: World, name: str) -> None:
    world.values |= said_in_trust(world)
    canaries = _canaries(world)
    role = pack().get(Role, f"reads_{name}")
    hidden = [
        canary
        for compartment, told in canaries.items()
        if not role.allows(Permission(f"read_{compartment}"))
        for canary in told
    ]
    browser = Browser(world.users[role.id])

    shown = [
        f"{canary!r} at {route.path}"
        for route in _asked(world)
        for told in [browser.answer("get", route.path).told.replace(route.path, "")]
        for canary in hidden
        if canary in told
    ]

    assert not shown, "Fields of other compartments are shown:\n  " + "\n  ".join(shown)


def test_each_kind_of_field_is_shown_to_its_readers(world: World) -> None:
    world.values |= said_in_trust(world)
    everything = Browser(world.protector)  # type: ignore[arg-type]
    told = "".join(everything.answer("get", route.path).told for route in _asked(world))

    missing = [c for canaries in _canaries(world).values() for c in canaries if c not in told]

    assert not missing


def _asked(world: World) -> list[Route]:
    routes = filled_routes(there(world))
    lists = [Route(r.pattern, r.path + q) for r in routes for q in LISTED if "<" not in r.pattern]
    tables = [Route(r.pattern, r.path + LISTED[0]) for r in routes if r.pattern in WITH_A_TABLE]
    found = [Route("search/", f"/search/?q=Zoriana&format=csv&table={name}") for name in FOUND]
    return [*routes, *lists, *tables, *found]


def _canaries(world: World) -> dict[str, tuple[str, ...]]:
    """Compartment → texts that only a field of it brings into an answer."""
    findings = findings_for(world.protector, world.mother)  # type: ignore[arg-type]
    return {
        "identity": (NAME, LABEL),
        "movement": (str(world.values["crossing_id"][0]),),
        "protection": (REASON, *(str(f.id) for f in findings if not f.code.startswith("SM"))),
    }
