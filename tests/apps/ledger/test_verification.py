"""A changed byte in any column of any journal row is found, and the first one is named."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from openhbm.apps.accounts.models import User
from openhbm.apps.ledger.chain import signed_head
from openhbm.apps.ledger.models import Entry, Node
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import register_group, register_person
from openhbm.apps.people.details import GroupDetails, PersonDetails
from openhbm.apps.places.models import Post


def flipped(value: Any) -> bytes:
    changed = bytearray(bytes(value))
    changed[len(changed) // 2] ^= 1
    return bytes(changed)


CHANGES = {
    "id": lambda e: uuid.UUID(int=e.id.int ^ 1),
    "sequence": lambda e: 10_000,
    "clock": lambda e: f"{0:012x}-0000-TST",
    "type": lambda e: e.type + "x",
    "record": lambda e: e.record + "x",
    "subject": lambda e: uuid.UUID(int=7),
    "compartment": lambda e: "public" if e.compartment != "public" else "identity",
    "actor": lambda e: uuid.UUID(int=8),
    "at": lambda e: e.at + timedelta(microseconds=1),
    "header": lambda e: flipped(e.header),
    "body": lambda e: flipped(e.body),
    "previous": lambda e: flipped(e.previous),
    "hash": lambda e: flipped(e.hash),
}


@pytest.fixture
def journal(clerk: User, post: Post) -> User:
    for number in range(3):
        register_person(by=clerk, details=PersonDetails(name=f"Person {number}"), post=post)
    return clerk


def test_verdict_untouched_journal_counts_every_entry(journal: User) -> None:
    found = verdict(journal)
    assert found.verified
    assert found.entries == Entry.objects.count()


@pytest.mark.parametrize("column", CHANGES)
def test_verdict_changed_column_names_the_entry(journal: User, column: str) -> None:
    target = Entry.objects.order_by("sequence")[4]
    Entry.objects.filter(pk=target.pk).update(**{column: CHANGES[column](target)})
    found = verdict(journal)
    assert not found.verified
    assert found.sequence == target.sequence
    assert found.problem


def test_verdict_every_column_has_a_change_to_try() -> None:
    assert {f.name for f in Entry._meta.concrete_fields} == {*CHANGES, "node"}


def test_verdict_last_entry_removed_is_found(journal: User) -> None:
    Entry.objects.order_by("-sequence")[0].delete()
    found = verdict(journal)
    assert not found.verified
    assert "missing" in found.problem


def test_verdict_shortened_with_head_moved_back_is_not_signed(journal: User) -> None:
    last = Entry.objects.order_by("-sequence")[0]
    Node.objects.update(sequence=last.sequence - 1, head=bytes(last.previous))
    last.delete()
    found = verdict(journal)
    assert not found.verified
    assert "signed" in found.problem


def test_verdict_entry_of_another_node_name_is_found(journal: User) -> None:
    Node.objects.create(prefix="XYZ")
    Entry.objects.filter(sequence=2).update(node="XYZ")
    assert not verdict(journal).verified


def test_chain_made_anew_and_signed_with_a_key_put_beside_it_is_found(
    clerk: User, post: Post
) -> None:
    register_group(by=clerk, post=post, details=GroupDetails(label="Bondar", size=2))
    forger = Ed25519PrivateKey.generate()
    node = Node.objects.get(is_self=True)
    forged = forger.sign(signed_head(node.sequence, bytes(node.head)))

    Node.objects.update(
        is_self=False,
        public_key=forger.public_key().public_bytes_raw(),
        head_signature=forged,
    )

    assert not verdict(clerk).verified
