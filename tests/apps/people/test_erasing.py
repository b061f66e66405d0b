"""What erasing a person leaves behind, also when others work on the same person meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.ledger.actions import rebuild_tables
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import (
    add_document,
    correct_person,
    erase_person,
    register_group,
    register_person,
)
from openhbm.apps.people.details import DocumentDetails, GroupDetails, PersonDetails
from openhbm.apps.people.models import Document, Group, Person
from openhbm.apps.places.models import Post


def register(by: User, post: Post, name: str = "Ivanna Bondar") -> Person:
    return register_person(by=by, details=PersonDetails(name=name), post=post)


def test_person_erased_meanwhile_is_not_written_about(dpo: User, clerk: User, post: Post) -> None:
    person = register(clerk, post)
    erase_person(by=dpo, person_id=person.id, reason="asked for it")

    with pytest.raises(ActionError, match="erased"):
        correct_person(by=clerk, person=person, name="Ivanna Bondarenko")
    with pytest.raises(ActionError, match="erased"):
        add_document(by=clerk, person=person, details=DocumentDetails(kind="PASS", number="1"))

    assert Person.objects.get(id=person.id).name == ""
    assert not Document.objects.exists()
    assert verdict(clerk).verified


def test_erase_while_others_write_about_the_person_leaves_nothing(
    dpo: User, transactional_db: None, clerk: User, post: Post
) -> None:
    people = [register(clerk, post) for _number in range(6)]
    barrier = Barrier(2, timeout=20)

    def erase() -> None:
        for person in people:
            barrier.wait()
            erase_person(by=dpo, person_id=person.id, reason="asked for it")
        connection.close()

    def write() -> None:
        for person in people:
            barrier.wait()
            try:
                correct_person(by=clerk, person=person, name="Ivanna Bondarenko")
            except ActionError as error:
                assert error.field == "person"
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(erase), pool.submit(write)]:
            future.result(timeout=60)

    assert [person.name for person in Person.objects.all()] == [""] * len(people)
    assert verdict(clerk).verified


def test_erase_takes_the_name_out_of_the_group_and_its_journal(
    dpo: User, clerk: User, administrator: User, post: Post
) -> None:
    details = GroupDetails(label="Ivanna Bondar", size=2)
    group = register_group(by=clerk, details=details, post=post)
    person = register_person(
        by=clerk, details=PersonDetails(name="Ivanna Bondar"), post=post, group=group,
        relationship="PA",
    )  # fmt: skip
    other = register_group(by=clerk, details=GroupDetails(label="Melnyk", size=3), post=post)

    erase_person(by=dpo, person_id=person.id, reason="asked for it")
    rebuild_tables(by=administrator)

    assert Group.objects.get(id=group.id).label == group.number
    assert Group.objects.get(id=group.id).size == 2
    assert Group.objects.get(id=other.id).label == "Melnyk"
    assert not any(b"Bondar" in bytes(e.header) + bytes(e.body) for e in Entry.objects.all())
    assert "Bondar" not in str(history_of(clerk, record=f"people.group:{group.id}"))
    assert verdict(clerk).verified
