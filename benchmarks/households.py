"""Invented households for the benchmark of replication."""

from __future__ import annotations

import random
from typing import Any

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.ledger.journal import one_commit
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.details import (
    DocumentDetails,
    GroupDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.apps.places.queries import post_for

GIVEN = [
    "Olena",
    "Petro",
    "Ivan",
    "Maria",
    "Oksana",
    "Yulia",
    "Andriy",
    "Taras",
    "Sofia",
    "Daryna",
    "Mykola",
    "Hanna",
]
FAMILY = [
    "Bondar",
    "Kovalenko",
    "Shevchuk",
    "Melnyk",
    "Tkachenko",
    "Boyko",
    "Kravets",
    "Lysenko",
    "Marchuk",
]
AT_ONCE = 50


def register(households: int, post_code: str) -> dict[str, Any]:
    """Register households of five at this node's post."""
    by = add_user(by=None, username="bench", password="correct horse battery")
    give_role(by=None, user=by, role="registration_clerk")
    post, rng = post_for(by, post_code), random.Random(households)
    for start in range(0, households, AT_ONCE):
        with one_commit():
            for _ in range(min(AT_ONCE, households - start)):
                _household(by, post, rng)
    return {"households": households}


def _household(by: Any, post: Any, rng: random.Random) -> None:
    family = rng.choice(FAMILY) + rng.choice(("", "ska", "enko", "yuk"))
    group = register_group(by=by, details=GroupDetails(family, 5), post=post)
    for number in range(5):
        details = PersonDetails(
            name=f"{rng.choice(GIVEN)} {family}",
            sex=rng.choice("MF"),
            birth=f"{rng.randint(1940, 2021)}-{rng.randint(1, 12):02}",
            nationalities=(NationalityDetails("UKR"),),
            documents=(DocumentDetails("PASS", f"F{rng.randint(0, 10**8):08}", "UKR"),),
        )
        role = "PA" if number == 0 else rng.choice(("DAU", "SON", "HUS"))
        register_person(by=by, post=post, group=group, relationship=role, details=details)
