"""The permission matrix: which role is shown what at which address, kept as a page of the guide.

Every role asks every address of a world in which all of it is there. After a change that is
meant, write the page anew: HBM_WRITE_SNAPSHOT=1 pytest tests/matrix/test_documented.py
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from django.db import connection

from openhbm.apps.casework.queries import findings_for
from openhbm.content.loader import pack
from openhbm.content.permissions import WALLED
from openhbm.content.schemas.roles import Role
from tests.matrix.answers import Browser
from tests.matrix.routes import all_patterns, filled_routes
from tests.matrix.world import NAME, REASON, World, built_world, there, what_is_said_in_trust

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
HEAD = """# Who sees what, where

Every role of the content pack asked every address of the pages and of the interface, in a world
in which everything is there. This page is written by a test and compared in every run: an
address that shows a role more than it did fails the build.

A cell tells what was shown: **o** operational figures and places, **i** who somebody is,
**m** crossings and entry decisions, **p** what was said in trust (screening, findings, referrals).
`·` is an answer with none of these, a blank is no answer: refused, or absent and hidden alike.

No role marked with an asterisk, which may stop, refuse or detain, has a **p** anywhere.

"""
SHORT = {
    "border_officer": "officer",
    "shift_lead": "lead",
    "post_commander": "commander",
    "registration_clerk": "clerk",
    "identity_reviewer": "reviewer",
    "protection_officer": "protection",
    "child_protection_officer": "children",
    "health_screener": "health",
    "interpreter": "mediator",
    "community_liaison": "liaison",
    "partner_caseworker": "partner",
    "consular_officer": "consul",
    "rescue_coordinator": "rescue",
    "national_coordinator": "coordinator",
    "legal_adviser": "legal",
    "analyst": "analyst",
    "data_protection_officer": "dpo",
    "auditor": "auditor",
    "administrator": "admin",
}
ROLES = tuple(SHORT)


@pytest.fixture
def matrix(db: None) -> dict[str, dict[str, str]]:
    """Address as written → role → what it was shown."""
    if connection.vendor != "sqlite":
        pytest.skip("written once: the wall itself is tested on every database")
    if not _ASKED:
        _ASKED.update(_asked())
    return _ASKED


_ASKED: dict[str, dict[str, str]] = {}  # half a minute's work that all tests of this file read


def _asked() -> dict[str, dict[str, str]]:
    world = built_world()
    world.values |= what_is_said_in_trust(world)
    marks = _marks(world)
    found: dict[str, dict[str, str]] = {pattern: {} for pattern in all_patterns()}
    for role in ROLES:
        browser = Browser(world.users[role])
        for route in filled_routes(there(world)):
            shown = _shown(browser, route.path, marks)
            found[route.pattern][role] = max(found[route.pattern].get(role, ""), shown, key=len)
    return found


def test_matrix_is_what_the_page_says(matrix: dict[str, dict[str, str]]) -> None:
    written = HEAD + "\n".join(_table(matrix)) + "\n"
    if os.environ.get("HBM_WRITE_SNAPSHOT"):
        PAGE.write_text(written, encoding="utf-8")

    assert written == PAGE.read_text(encoding="utf-8"), (
        "who sees what changed; if that is meant, write the page anew (see this file's head)"
    )


def test_matrix_has_every_role_and_shows_each_kind_to_somebody(
    matrix: dict[str, dict[str, str]],
) -> None:
    assert set(ROLES) == set(pack().all(Role))
    assert {letter for row in matrix.values() for cell in row.values() for letter in cell} >= {
        *"oimp"
    }


def test_matrix_shows_nothing_said_in_trust_outside_the_wall(
    matrix: dict[str, dict[str, str]],
) -> None:
    reading = {r.id for r in pack().all(Role).values() if WALLED & {*r.permissions}}
    told = [
        f"{role} at /{pattern}"
        for pattern, row in matrix.items()
        for role, cell in row.items()
        if "p" in cell and role not in reading
    ]
    assert not told


def _marks(world: World) -> Mapping[str, tuple[str, ...]]:
    """Letter → texts that only a record of that kind brings onto a page."""
    findings = findings_for(world.protector, world.mother)
    said = [REASON, str(world.values["referral_id"][0]), *(str(f.id) for f in findings)]
    return {
        "o": ("PL-HERE", "Pl-Here", str(world.values["tally_id"][0])),
        "i": (NAME, world.mother.number),
        "m": (str(world.values["crossing_id"][0]),),
        "p": tuple(said),
    }


def _shown(browser: Browser, path: str, marks: Mapping[str, Iterable[str]]) -> str:
    """Letters of what an answer shows, ``·`` for none of them, empty for no answer."""
    answered = browser.answer("get", path)
    if answered.status_code != 200:
        return ""
    text = answered.told.replace(path, "")
    letters = [letter for letter, texts in marks.items() if any(t in text for t in texts)]
    return "".join(letters) or "·"


def _table(matrix: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    enforcing = {r.id for r in pack().all(Role).values() if r.enforcement}
    names = [SHORT[role] + ("\\*" if role in enforcing else "") for role in ROLES]
    yield "| address | " + " | ".join(names) + " |"
    yield "| --- |" + " :-: |" * len(names)
    for pattern, row in sorted(matrix.items()):
        if any(row.values()):
            cells = " | ".join(row.get(role, "") for role in ROLES)
            yield f"| `/{pattern}` | {cells} |"
