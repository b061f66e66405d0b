"""What is written is journalled, encrypted by person, undone as a whole, and verifies."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import entry
from openhbm.apps.ledger.models import Entry, Node, PersonKey
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person
from openhbm.apps.places.actions import change_post, open_lane
from openhbm.apps.places.models import Lane, Post
from openhbm.core.documents.numbers import read_registration_number
from openhbm.core.ledger.clock import Stamp


def register(by: User, post: Post, name: str = "Olena Bondar") -> Person:
    return register_person(by=by, details=PersonDetails(name=name), post=post)


def test_entry_create_is_one_entry_with_fields_actor_and_time(clerk: User, post: Post) -> None:
    person = register(clerk, post)
    written = Entry.objects.get(subject=person.id)
    header = json.loads(bytes(written.header))
    assert (written.type, written.actor) == ("person_registered", clerk.id)
    assert "name" in header["fields"][0][2]
    assert Stamp.parse(header["clock"]).node == "TST"


def test_entry_about_a_person_body_is_not_readable(clerk: User, post: Post) -> None:
    person = register(clerk, post, "Zdeslava Bondar")
    written = Entry.objects.get(subject=person.id)
    stored = bytes(written.header) + bytes(written.body)
    assert b"Zdeslava" not in stored


def test_entry_about_a_post_body_is_plain(administrator: User, post: Post) -> None:
    written = Entry.objects.get(type="post_opened")
    assert b"Testowa" in bytes(written.body)


def test_entry_number_is_unique_and_checks(clerk: User, post: Post) -> None:
    numbers = {register(clerk, post).number for _ in range(3)}
    assert len(numbers) == 3
    assert {read_registration_number(n) for n in numbers} == numbers


def test_change_journals_only_what_is_new(administrator: User, post: Post) -> None:
    change_post(by=administrator, post=post, latrines=12, name=post.name)
    newest = history_of(administrator, record=f"places.post:{post.id}")[-1]
    assert [(name, value) for _, name, value in newest.changes] == [("latrines", 12)]


def test_change_without_a_difference_writes_nothing(administrator: User, post: Post) -> None:
    before = Entry.objects.count()
    change_post(by=administrator, post=post, name=post.name)
    assert Entry.objects.count() == before


def test_failing_action_leaves_neither_row_nor_entry(administrator: User, post: Post) -> None:
    before = Entry.objects.count()
    with pytest.raises(ActionError) as caught:
        open_lane(by=administrator, post=post, code="1", kind="Z")
    assert caught.value.field == "kind"
    assert (Entry.objects.count(), Lane.objects.count()) == (before, 0)
    assert verdict(administrator).verified


def test_entry_inside_an_entry_that_fails_is_undone_alone(administrator: User, post: Post) -> None:
    with entry("outer", by=administrator) as outer:
        outer.create(Lane(post=post, code="1", kind="E"))
        with pytest.raises(ActionError):
            open_lane(by=administrator, post=post, code="2", kind="Z")
        open_lane(by=administrator, post=post, code="3", kind="F")
    assert sorted(Lane.objects.values_list("code", flat=True)) == ["1", "3"]
    assert verdict(administrator).verified


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 pair"])
def test_text_that_no_database_holds_is_refused_by_field(
    clerk: User, post: Post, text: str
) -> None:
    with pytest.raises(ActionError) as caught:
        register(clerk, post, text)
    assert caught.value.field == "name"


def test_text_too_long_is_refused_and_not_cut(clerk: User, post: Post) -> None:
    with pytest.raises(ActionError) as caught:
        register(clerk, post, "x" * 201)
    assert caught.value.field == "name"


def test_head_is_signed_by_the_node(clerk: User, post: Post) -> None:
    register(clerk, post)
    node = Node.objects.get(is_self=True)
    public = settings.KEYS.signing_key.public_key().public_bytes_raw()
    assert bytes(node.public_key) == public
    assert len(bytes(node.head_signature)) == 64


def test_person_key_is_kept_wrapped(clerk: User, post: Post) -> None:
    person = register(clerk, post)
    wrapped = bytes(PersonKey.objects.get(subject=person.id).wrapped)
    assert len(wrapped) == 12 + 32 + 16
