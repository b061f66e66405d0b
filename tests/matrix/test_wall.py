"""What is said in trust changes nothing that anybody outside the wall is ever answered.

Every role asks every address twice: before and after protection staff review, refer and write
down what they were told. Whoever may not read it must get the same answer both times, to the
letter: no page, count, search, export, history, error or status tells that anything was said.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection

from openhbm.content.loader import pack
from openhbm.content.permissions import Permission
from openhbm.content.schemas.roles import Role
from tests.kept import kept
from tests.matrix.answers import Browser
from tests.matrix.page import assert_column_is_documented, documented_routes
from tests.matrix.routes import ABSENT, Route, filled_routes
from tests.matrix.world import World, built_world, present, there, what_is_said_in_trust

OUTSIDE = [r.id for r in pack().all(Role).values() if not r.allows(Permission.READ_PROTECTION)]
# Health staff are told what was found about health, and of protection nothing.
OF_HEALTH = [r.id for r in pack().all(Role).values() if r.allows(Permission.READ_HEALTH)]
ENFORCING = [r.id for r in pack().all(Role).values() if r.enforcement]
# Who audits sees that entries were added, and never what they say.
AUDITORS = [r.id for r in pack().all(Role).values() if r.allows(Permission.READ_JOURNAL)]
AUDITED = ("GET /", "GET /journal/")
LISTED = ("?q=Zoriana", "?format=csv")


@kept
def world(db: None) -> World:
    return built_world()


@pytest.mark.parametrize("role", OUTSIDE)
def test_what_is_said_in_trust_changes_no_answer_outside_the_wall(world: World, role: str) -> None:
    is_enforcing = role in ENFORCING
    if not is_enforcing and connection.vendor != "sqlite":
        pytest.skip("roles that enforce are asked on every database, the others on one")
    # What is absent is asked for below, beside what is hidden.
    values = present(world) if is_enforcing else there(world)
    browser, routes = Browser(world.users[role]), filled_routes(values)

    before = _all_answers(browser, routes, is_enforcing=is_enforcing)
    said = what_is_said_in_trust(world, with_health=role not in OF_HEALTH)
    after = _all_answers(browser, routes, is_enforcing=is_enforcing, like=before)

    told = [
        asked + _difference(before[asked], after[asked])
        for asked in after
        if before[asked] != after[asked] and not (role in AUDITORS and asked in AUDITED)
    ]
    assert not told, f"{len(told)} answers tell of it:\n  " + "\n  ".join(told[:60])
    if role not in OF_HEALTH:
        _compare_with_the_page(role, world, said, browser, after)


@pytest.mark.parametrize("role", ENFORCING)
def test_hidden_and_absent_records_are_answered_alike(world: World, role: str) -> None:
    hidden = what_is_said_in_trust(world) | {
        name: (world.values[name][1],) for name in ("person_id", "group_id", "crossing_id")
    }
    told = []
    browser = Browser(world.users[role])
    for pattern, path, absent_path in _pairs(world, hidden):
        for method in ("get", "post"):
            there, absent = browser.answer(method, path), browser.answer(method, absent_path)
            if (there.status_code, _same_id(there.told)) != (
                absent.status_code,
                _same_id(absent.told),
            ):
                told.append(f"{method} /{pattern}: {there.status_code}, {absent.status_code}")
    assert not told, "A hidden record is told from an absent one by\n  " + "\n  ".join(told)


def _all_answers(
    browser: Browser,
    routes: list[Route],
    *,
    is_enforcing: bool,
    like: dict[str, tuple[int, str]] | None = None,
) -> dict[str, tuple[int, str]]:
    """Every address once; of enforcement roles also searches, exports and what is sent.

    A page that told the same with a search or a format as without, in the answers ``like`` which it
    is asked for again, pays no heed to them: it is not asked for with them a second time.
    """
    found = {f"GET {p}": a for p, a in browser.answers("get", routes).items()}
    if is_enforcing:
        lists = [
            Route(r.pattern, r.path + query)
            for r in routes
            for query in LISTED
            if "<" not in r.pattern
            and not (like and like[f"GET {r.path}"] == like[f"GET {r.path}{query}"])
        ]
        found |= {f"GET {p}": a for p, a in browser.answers("get", lists).items()}
        found |= {f"POST {p}": a for p, a in browser.answers("post", routes).items()}
    return found


def _compare_with_the_page(
    role: str,
    world: World,
    said: dict[str, tuple[object, ...]],
    browser: Browser,
    answers: dict[str, tuple[int, str]],
) -> None:
    """The page of the guide says the same; what was said is asked for by its own ids, too."""
    known = {asked.removeprefix("GET "): answer for asked, answer in answers.items()}
    others = [route for route in documented_routes(world, said) if route.path not in known]
    assert_column_is_documented(role, world, said, known | browser.answers("get", others))


def _difference(before: tuple[int, str], after: tuple[int, str]) -> str:
    """The first line that is not the same, for whoever must mend it."""
    if before[0] != after[0]:
        return f": {before[0]}, then {after[0]}"
    lines = zip(before[1].splitlines(), after[1].splitlines(), strict=False)
    one, other = next(((a, b) for a, b in lines if a != b), ("", "more lines"))
    return f": {one.strip()[:120]!r}, then {other.strip()[:120]!r}"


def _pairs(world: World, hidden: dict[str, tuple[object, ...]]) -> list[tuple[str, str, str]]:
    """(address as written, with a hidden record, with an absent one) for what may be hidden."""
    pairs = []
    for name, ids in hidden.items():
        for route in filled_routes(world.values | {name: (ids[0],)}):
            if name in route.pattern and str(ids[0]) in route.path:
                absent = route.path.replace(str(ids[0]), str(ABSENT))
                pairs.append((route.pattern, route.path, absent))
    return pairs


def _same_id(text: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}", "an id", text)
