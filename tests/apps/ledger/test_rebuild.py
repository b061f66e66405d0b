"""The tables are what the journal says: rebuilding gives the same rows, also after an erasure."""

from __future__ import annotations

from typing import Any

from openhbm.apps.accounts.models import User
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.records import journalled_models
from openhbm.apps.people.actions import (
    correct_person,
    erase_person,
    register_group,
    register_person,
)
from openhbm.apps.people.details import (
    DocumentDetails,
    GroupDetails,
    LinkDetails,
    NameDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Post

DETAILS = PersonDetails(
    name="Olena Bondar",
    sex="F",
    birth="1988",
    other_names=(NameDetails("Олена Бондар", given="Олена", family="Бондар"),),
    nationalities=(NationalityDetails("UKR"),),
    documents=(DocumentDetails("PASS", "AB123", "UKR", problems=("EXPIRED",)),),
    links=(LinkDetails("Petro Bondar", "HUS", "left_behind", "2022-03"),),
    phone="+380 00 000 00 00",
)


def all_rows() -> dict[str, list[dict[str, Any]]]:
    return {
        m._meta.label_lower: list(m._default_manager.order_by("pk").values())
        for m in journalled_models()
    }


def family(by: User, post: Post) -> list[Person]:
    group = register_group(by=by, details=GroupDetails("Bondar", 2), post=post)
    return [
        register_person(by=by, details=DETAILS, post=post, group=group, relationship=relationship)
        for relationship in ("PA", "DAU")
    ]


def test_rebuild_after_creates_and_corrections_gives_the_same_rows(
    administrator: User, clerk: User, post: Post
) -> None:
    first, _ = family(clerk, post)
    correct_person(by=clerk, person=first, name="Olena Bondarenko", birth="1988-03")
    before = all_rows()
    rebuild_tables(by=administrator)
    assert all_rows() == before
    assert verdict(administrator).verified


def test_rebuild_after_an_erasure_brings_nothing_back(
    dpo: User, administrator: User, clerk: User, post: Post
) -> None:
    first, _ = family(clerk, post)
    erase_person(by=dpo, person_id=first.id, reason="asked to be forgotten")
    before = all_rows()
    rebuild_tables(by=administrator)
    assert all_rows() == before
    assert str(first.id) not in str(before["people.document"])
