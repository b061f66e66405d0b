"""Pairs of records: found, judged, taken back, and never merged."""

from __future__ import annotations

import pytest
from tests.three_posts import PLACE, WAYS, three_posts

from openhbm.apps.accounts.actions import give_role
from openhbm.apps.accounts.permissions import NotPermitted
from openhbm.apps.accounts.queries import history_of
from openhbm.apps.identity.linking import link_register
from openhbm.apps.identity.pairs.actions import ProposedPair, judge_pair, propose_pairs
from openhbm.apps.identity.pairs.codes import PairState
from openhbm.apps.identity.pairs.queries import (
    judgements_of,
    one_person,
    pair_for,
    pairs_visible_to,
    sides_of,
)
from openhbm.apps.ledger.errors import ActionError, NotVisible
from openhbm.apps.people.actions import erase_person, register_person
from openhbm.apps.people.details import PersonDetails
from openhbm.apps.people.models import Person
from openhbm.core.identity.records import Judgement


@pytest.fixture
def posts(administrator):
    return three_posts(administrator)


@pytest.fixture
def records(clerk, posts):
    """The same woman at three posts: in Latin letters, in Arabic letters, with a wrong year."""
    return [
        register_person(
            by=clerk, post=post,
            details=PersonDetails(name=name, sex="F", birth=birth, origin=PLACE),
        )
        for (name, birth), post in zip(WAYS, posts, strict=True)
    ]  # fmt: skip


@pytest.fixture
def pair(reviewer, records):
    found = [ProposedPair(records[0].id, records[1].id, 6.0)]
    propose_pairs(by=reviewer, found=found, found_by="test")
    return pairs_visible_to(reviewer).get()


def test_link_register_finds_the_woman_of_three_posts(reviewer, records):
    found = link_register(by=reviewer)

    assert found.proposed >= 2
    proposed = {frozenset((p.left_id, p.right_id)) for p in pairs_visible_to(reviewer)}
    assert frozenset((records[0].id, records[1].id)) in proposed
    assert frozenset((records[0].id, records[2].id)) in proposed


def test_link_register_twice_proposes_nothing_anew(reviewer, records):
    link_register(by=reviewer)

    again = link_register(by=reviewer)

    assert again.proposed == 0


def test_pair_says_signal_by_signal_what_agrees(reviewer, pair):
    sides = sides_of(reviewer, pair)

    assert sides.match.judgement in (Judgement.MATCH, Judgement.UNSURE)
    said = {evidence.signal: evidence for evidence in sides.match.evidence}
    assert said["names"].left == WAYS[0][0]
    assert said["names"].right == WAYS[1][0]
    assert said["birth"].reason.text


def test_linking_undoing_and_linking_again_is_told_step_by_step(reviewer, records, pair):
    judge_pair(by=reviewer, pair_id=pair.id, judgement="match", note="Same mark on the paper")
    linked = one_person(reviewer, records[0])
    judge_pair(by=reviewer, pair_id=pair.id, judgement="not_judged", note="Looked again")
    apart = one_person(reviewer, records[0])
    judge_pair(by=reviewer, pair_id=pair.id, judgement="match")
    again = one_person(reviewer, records[1])

    assert {p.id for p in linked.records} == {records[0].id, records[1].id}
    assert linked.names == (WAYS[0][0], WAYS[1][0])
    assert apart is None
    assert {p.id for p in again.records} == {records[0].id, records[1].id}
    told = [j.judgement for j in judgements_of(reviewer, pair)]
    assert told == ["match", "not_judged", "match"]
    for record in records[:2]:
        kinds = [h.type for h in history_of(reviewer, subject=record.id)]
        assert kinds.count("pair_judged") == 2
        assert kinds.count("pair_judgement_undone") == 1


def test_linking_changes_no_record(reviewer, records, pair):
    before = list(Person.objects.order_by("id").values())

    judge_pair(by=reviewer, pair_id=pair.id, judgement="match")

    assert list(Person.objects.order_by("id").values()) == before


def test_two_persons_are_remembered_and_not_proposed_again(reviewer, records, pair):
    judge_pair(by=reviewer, pair_id=pair.id, judgement="no_match")

    propose_pairs(
        by=reviewer, found=[ProposedPair(records[1].id, records[0].id, 9.0)], found_by="test"
    )

    assert pairs_visible_to(reviewer, PairState.NOT_JUDGED).count() == 0
    assert pair_for(reviewer, pair.id).state == "no_match"


def test_link_that_contradicts_a_judgement_is_refused_with_what_to_do(reviewer, records):
    first, second, third = (record.id for record in records)
    found = [ProposedPair(first, second, 1), ProposedPair(second, third, 1),
             ProposedPair(first, third, 1)]  # fmt: skip
    propose_pairs(by=reviewer, found=found, found_by="test")
    pairs = {frozenset((p.left_id, p.right_id)): p.id for p in pairs_visible_to(reviewer)}
    judge_pair(by=reviewer, pair_id=pairs[frozenset((first, third))], judgement="no_match")
    judge_pair(by=reviewer, pair_id=pairs[frozenset((first, second))], judgement="match")

    with pytest.raises(ActionError, match="two persons") as refused:
        judge_pair(by=reviewer, pair_id=pairs[frozenset((second, third))], judgement="match")

    assert "take its judgement back" in refused.value.remedy


def test_unknown_judgement_is_refused(reviewer, pair):
    with pytest.raises(ActionError, match="no judgement"):
        judge_pair(by=reviewer, pair_id=pair.id, judgement="perhaps")


def test_pair_with_a_hidden_record_answers_as_absent(user_with, posts, pair):
    clerk_here = user_with(username="clerk-here")
    give_role(by=None, user=clerk_here, role="registration_clerk", place_id=posts[0].id)

    assert not pairs_visible_to(clerk_here).exists()
    with pytest.raises(NotVisible):
        pair_for(clerk_here, pair.id)


def test_officer_may_not_judge(user_with, pair):
    officer = user_with("border_officer", username="officer")

    with pytest.raises(NotPermitted):
        judge_pair(by=officer, pair_id=pair.id, judgement="match")


def test_erasing_a_person_removes_the_pairs(reviewer, records, pair, dpo):
    judge_pair(by=reviewer, pair_id=pair.id, judgement="match")

    erase_person(by=dpo, person_id=records[1].id, reason="asked for it")

    assert not pairs_visible_to(reviewer).exists()
    assert one_person(reviewer, records[0]) is None
