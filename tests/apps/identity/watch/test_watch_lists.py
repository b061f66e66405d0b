"""Importing lists with their changes, screening people, two readers, statistics."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.apps.identity.watch.lists import FTM, UN

from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.identity.watch.actions import import_watch_list, read_hit, screen_people
from openhbm.apps.identity.watch.queries import (
    evidence_of_hit,
    hit_for,
    hit_statistics,
    hits_visible_to,
    readings_of,
    watch_lists_visible_to,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.actions import register_person
from openhbm.apps.people.details import NationalityDetails, PersonDetails


@pytest.fixture
def readers(user_with):
    return [user_with("post_commander", username=f"commander-{n}") for n in range(3)]


@pytest.fixture
def listed(administrator):
    return import_watch_list(by=administrator, code="ftm", name="Test list", format="ftm", data=FTM)


@pytest.fixture
def traveller(clerk, post):
    return register_person(
        by=clerk, post=post,
        details=PersonDetails(
            name="Boris Vigadko", sex="M", birth="1971-02-03",
            nationalities=(NationalityDetails("UKR", "declared"),),
        ),
    )  # fmt: skip


@pytest.fixture
def hit(listed, traveller, readers):
    screen_people(by=readers[0])
    return hits_visible_to(readers[0]).get()


def imported(administrator, data, **options):
    given = {"code": "ftm", "name": "Test list", "format": "ftm"} | options
    return import_watch_list(by=administrator, data=data, **given)


def test_import_counts_what_is_new_changed_gone_and_as_it_was(administrator, listed):
    changed = FTM.replace(b"1985", b"1986").replace(b'"NK-1"', b'"NK-3"')

    again = imported(administrator, FTM)
    after = imported(administrator, changed)

    assert (listed.added, listed.version) == (2, 1)
    assert (again.unchanged, again.added, again.version) == (2, 0, 1)
    assert (after.added, after.changed, after.gone, after.version) == (1, 1, 1, 2)


def test_delta_changes_only_what_it_names(administrator, listed):
    entity = {"id": "NK-2", "schema": "Person", "properties": {}}
    delta = json.dumps({"op": "DEL", "entity": entity}).encode()

    done = imported(administrator, delta, is_delta=True)

    assert (done.gone, done.added, done.changed) == (1, 0, 0)
    standing = watch_lists_visible_to(administrator).get()
    assert (standing.standing, standing.gone) == (1, 1)


def test_import_of_a_file_of_another_format_changes_nothing(administrator, listed):
    with pytest.raises(ActionError):
        imported(administrator, UN)

    assert watch_lists_visible_to(administrator).get().version == 1


def test_clerk_may_not_import(clerk):
    with pytest.raises(NotPermitted):
        imported(clerk, FTM)


def test_screening_finds_the_person_in_another_spelling_with_reasons(hit, readers, traveller):
    found = evidence_of_hit(readers[0], hit)

    assert hit.person_id == traveller.id
    assert hit.due_at - hit.found_at == timedelta(hours=24)
    told = {evidence.signal: evidence for evidence in found.match.evidence}
    assert told["names"].left == "Boris Vigadko"
    assert told["birth"].weight > 0
    assert all(evidence.reason.text for evidence in found.match.evidence)


def test_screening_again_opens_no_second_hit(hit, readers):
    run = screen_people(by=readers[1])

    assert run.hits == 0
    assert hits_visible_to(readers[1]).count() == 1


def test_person_of_an_entry_that_is_gone_is_not_hit(administrator, listed, traveller, readers):
    imported(administrator, FTM.splitlines()[-1])

    run = screen_people(by=readers[0])

    assert run.hits == 0


def test_weak_name_alone_is_never_sure(administrator, clerk, post, readers):
    import_watch_list(by=administrator, code="un", name="UN", format="un", data=UN)
    register_person(
        by=clerk, post=post, details=PersonDetails(name="Abu Wahm", sex="M", birth="1965")
    )

    screen_people(by=readers[0])

    for found in hits_visible_to(readers[0]):
        evidence = evidence_of_hit(readers[0], found)
        assert evidence.is_weak
        assert evidence.match.judgement == "unsure"


def test_two_readers_who_agree_close_the_hit(hit, readers):
    first = read_hit(by=readers[0], hit_id=hit.id, reading="no_match", note="Another father")
    second = read_hit(by=readers[1], hit_id=hit.id, reading="no_match", note="Older by ten years")

    assert (first.state, first.outcome) == ("read_once", "")
    assert (second.state, second.outcome) == ("closed", "no_match")


def test_readers_who_differ_leave_it_to_a_third(hit, readers):
    read_hit(by=readers[0], hit_id=hit.id, reading="match", note="Same date")
    disputed = read_hit(by=readers[1], hit_id=hit.id, reading="no_match", note="Another mother")
    closed = read_hit(by=readers[2], hit_id=hit.id, reading="no_match", note="Another mother")

    assert disputed.state == "disputed"
    assert (closed.state, closed.outcome) == ("closed", "no_match")


def test_same_reader_may_not_read_twice(hit, readers):
    read_hit(by=readers[0], hit_id=hit.id, reading="match", note="Same date")

    with pytest.raises(ActionError, match="You have read"):
        read_hit(by=readers[0], hit_id=hit.id, reading="match", note="Again")


def test_second_reader_does_not_see_the_first_reading(hit, readers):
    read_hit(by=readers[0], hit_id=hit.id, reading="match", note="Same date")

    assert readings_of(readers[0], hit).count() == 1
    assert readings_of(readers[1], hit).count() == 0


@pytest.mark.parametrize(("reading", "note"), [("perhaps", "x"), ("match", " ")])
def test_reading_without_word_or_reason_is_refused(hit, readers, reading, note):
    with pytest.raises(ActionError):
        read_hit(by=readers[0], hit_id=hit.id, reading=reading, note=note)


def test_hit_is_hidden_from_everybody_without_security_data(hit, clerk, user_with):
    for user in (clerk, user_with("protection_officer", username="protection")):
        assert not hits_visible_to(user).exists()
        with pytest.raises(NotVisible):
            hit_for(user, hit.id)


def test_history_of_the_person_hides_the_hit_from_the_clerk(hit, clerk, readers, traveller):
    seen_by_clerk = {h.type for h in history_of(clerk, subject=traveller.id)}
    seen_by_reader = {h.type for h in history_of(readers[0], subject=traveller.id)}

    assert "watch_hit_found" not in seen_by_clerk
    assert "watch_hit_found" in seen_by_reader


def test_statistics_tell_hits_by_script_and_nationality(hit, readers, clerk, post):
    for n, reader in enumerate(readers[:2]):
        read_hit(by=reader, hit_id=hit.id, reading="no_match", note=f"Looked {n}")

    by_script = {share.code: share for share in hit_statistics(readers[0], "script")}
    by_nation = {share.code: share for share in hit_statistics(readers[0], "nationality")}

    assert by_script["Latn"].hits == 1
    assert by_script["Latn"].share_of_others == 1.0
    assert by_nation["UKR"].hits_per_thousand == 1000.0
    assert hit_statistics(clerk, "script") == []
