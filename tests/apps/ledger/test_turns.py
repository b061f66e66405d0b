"""Entries written together share the chain's head, and are undone together with it."""

from __future__ import annotations

import contextlib

import pytest

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.ledger.errors import ActionError, JournalError
from openhbm.apps.ledger.journal import entry, one_commit
from openhbm.apps.ledger.models import Entry
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.actions import correct_person, erase_person, register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person
from openhbm.apps.places.models import Post


def register(by: User, post: Post, name: str) -> Person:
    return register_person(by=by, details=PersonDetails(name=name), post=post)


def test_one_commit_of_several_actions_continues_one_chain(clerk: User, post: Post) -> None:
    with one_commit():
        first, second = register(clerk, post, "Ivanna"), register(clerk, post, "Zoriana")
    third = register(clerk, post, "Halyna")

    assert len({first.number, second.number, third.number}) == 3
    assert verdict(clerk).verified


def test_one_commit_with_a_refused_action_keeps_the_others_and_the_chain(
    clerk: User, post: Post
) -> None:
    with one_commit():
        register(clerk, post, "Ivanna")
        person = register(clerk, post, "Zoriana")
        with pytest.raises(ActionError):
            correct_person(by=clerk, person=person, name="", description="")
        register(clerk, post, "Halyna")

    assert Person.objects.count() == 3
    assert verdict(clerk).verified


def test_one_commit_given_up_leaves_no_entry_and_a_whole_chain(clerk: User, post: Post) -> None:
    before = Entry.objects.count()

    with pytest.raises(RuntimeError), one_commit():
        register(clerk, post, "Ivanna")
        raise RuntimeError("the lights went out")

    register(clerk, post, "Halyna")
    assert (Person.objects.count(), Entry.objects.count()) == (1, before + 1)
    assert verdict(clerk).verified


def test_person_erased_in_one_commit_is_not_written_under_the_destroyed_key(
    clerk: User, user_with, post: Post
) -> None:
    officer = user_with("data_protection_officer", username="dpo")
    with one_commit():
        person = register(clerk, post, "Ivanna")
        erase_person(by=officer, person_id=person.id, reason="asked for it")

    assert verdict(clerk).verified
    person.refresh_from_db()
    assert person.is_erased


def test_one_commit_journal_read_inside_a_refused_action_is_stored_once(
    clerk: User, user_with, post: Post
) -> None:
    officer = user_with("data_protection_officer", username="dpo")
    with one_commit():
        person = register(clerk, post, "Ivanna")
        with pytest.raises(ActionError), one_commit():
            erase_person(by=officer, person_id=person.id, reason="asked for it")
            correct_person(by=clerk, person=person, name="", description="")

    person.refresh_from_db()
    assert (person.name, person.is_erased) == ("Ivanna", False)
    assert [h.type for h in history_of(clerk, subject=person.id)] == ["person_registered"]
    assert verdict(clerk).verified


def test_failed_entry_passed_over_undoes_all_and_says_so(clerk: User, post: Post) -> None:
    def register_and_pass_over_an_error() -> None:
        with one_commit():
            register(clerk, post, "Ivanna")
            with contextlib.suppress(ActionError), entry("tried", by=clerk):
                raise ActionError("refused")

    with pytest.raises(JournalError, match="passed over"):
        register_and_pass_over_an_error()

    assert Person.objects.count() == 0
    assert verdict(clerk).verified
