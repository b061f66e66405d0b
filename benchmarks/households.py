"""Invented households for the benchmark of replication."""

from __future__ import annotations

import random
from typing import Any

from django.conf import settings

from openhbm.apps.accounts.actions import add_user, give_role
from openhbm.apps.accounts.queries import user_named
from openhbm.apps.crossings.actions.households import Member
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.ledger.journal import one_commit
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.details import (
    DocumentDetails,
    GroupDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.apps.people.queries import people_visible_to
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
AT_ONCE, SIZE = 50, 5
CLERK, OTHERS = "bench", ("DAU", "SON", "HUS")


def register(households: int, post_code: str) -> dict[str, Any]:
    """Register households of five at this node's post, others than any other node registers."""
    by = clerk()
    post = post_for(by, post_code)
    rng = random.Random(f"{settings.NODE_PREFIX} {people_visible_to(by).count()}")
    for start in range(0, households, AT_ONCE):
        with one_commit():
            for _ in range(min(AT_ONCE, households - start)):
                _household(by, post, rng)
    return {"households": households}


def invented_members(rng: random.Random) -> list[Member]:
    """The rows of a household of five, the head first."""
    family = _family(rng)
    return [
        Member(_details(rng, family), "" if number == 0 else rng.choice(OTHERS))
        for number in range(SIZE)
    ]


def clerk() -> Any:
    """Who registers; added when there is nobody yet."""
    try:
        return user_named(None, CLERK)
    except NotVisible:
        by = add_user(by=None, username=CLERK, password="correct horse battery")
        give_role(by=None, user=by, role="registration_clerk")
        return by


def _household(by: Any, post: Any, rng: random.Random) -> None:
    family = _family(rng)
    group = register_group(by=by, details=GroupDetails(family, SIZE), post=post)
    for number in range(SIZE):
        role = "PA" if number == 0 else rng.choice(OTHERS)
        details = _details(rng, family)
        register_person(by=by, post=post, group=group, relationship=role, details=details)


def _family(rng: random.Random) -> str:
    return rng.choice(FAMILY) + rng.choice(("", "ska", "enko", "yuk"))


def _details(rng: random.Random, family: str) -> PersonDetails:
    return PersonDetails(
        name=f"{rng.choice(GIVEN)} {family}",
        sex=rng.choice("MF"),
        birth=f"{rng.randint(1940, 2021)}-{rng.randint(1, 12):02}",
        nationalities=(NationalityDetails("UKR"),),
        documents=(DocumentDetails("PASS", f"F{rng.randint(0, 10**8):08}", "UKR"),),
    )
