"""Two posts without a line edit one woman's telephone and register another one twice; they meet."""

from __future__ import annotations

import pytest
from tests.apps.sync.people import known_at_both_posts, register_at

from openhbm.apps.accounts.models import User
from openhbm.apps.identity.pairs.actions import judge_pair
from openhbm.apps.identity.pairs.models import CandidatePair, PairJudgement
from openhbm.apps.identity.pairs.queries import pairs_visible_to
from openhbm.apps.ledger.models import Conflict, FieldVersion
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.people.contacting.actions import correct_contact
from openhbm.apps.people.details import DocumentDetails, PersonDetails
from openhbm.apps.people.models import Contact, Person
from openhbm.apps.sync.actions import decide_conflict
from openhbm.apps.sync.queries import conflicts_visible_to

POSTS = ("PLM", "ROM")
EVERYWHERE = (*POSTS, "CEN")
MARIA = PersonDetails(
    name="Maria Lysenko",
    sex="F",
    birth="1991-04-02",
    documents=(DocumentDetails("PASS", "FM445566", "UKR"),),
)


@pytest.fixture
def posts(country):
    """Both posts know the same woman: registered at one, and since then seen at the other."""
    known_at_both_posts(country)
    return country


def correct_phone(country, prefix: str, value: str) -> None:
    with country.at(prefix):
        contact = Contact.objects.get(person__name="Olena Bondar")
        correct_contact(by=country.chief(), contact=contact, value=value)


def everybody_meets(country) -> None:
    """Each post twice: the one that meets first hears of the other at its second meeting."""
    for prefix in (*POSTS, *POSTS):
        country.meet(prefix)


def at_each(country, ask) -> list:
    found = []
    for prefix in EVERYWHERE:
        with country.at(prefix):
            found.append(ask())
    return found


def phones() -> list[str]:
    return list(Contact.objects.filter(person__name="Olena Bondar").values_list("value", flat=True))


def test_two_posts_apart_both_phones_are_kept_and_a_person_decides_for_all(posts):
    correct_phone(posts, "PLM", "+380 11")
    correct_phone(posts, "ROM", "+380 22")
    everybody_meets(posts)
    for prefix in EVERYWHERE:
        with posts.at(prefix):
            (shown,) = conflicts_visible_to(posts.chief())
            values = {dict(one.values)["value"] for one in shown.candidates}
            assert values == {"+380 11", "+380 22"}
            assert {one.node for one in shown.candidates} == set(POSTS)

    with posts.at("ROM"):
        chosen = FieldVersion.objects.filter(unit="value", is_head=True).order_by("stamp").first()
        decide_conflict(
            by=posts.chief(),
            conflict_id=Conflict.objects.get(closed_at=None).id,
            stamp=chosen.stamp,
            reason="she was asked",
        )
    for prefix in ("ROM", "PLM"):
        posts.meet(prefix)
    assert at_each(posts, phones) == [["+380 11"]] * 3
    assert at_each(posts, lambda: Conflict.objects.filter(closed_at=None).count()) == [0] * 3
    assert all(at_each(posts, lambda: verdict(None).verified))


def test_woman_registered_at_two_posts_apart_is_flagged_at_both_and_judged_once(posts):
    one = register_at(posts, "PLM", "PL-MED", MARIA)
    other = register_at(posts, "ROM", "RO-SIR", MARIA)
    everybody_meets(posts)
    pairs = at_each(posts, lambda: list(CandidatePair.objects.values_list("id", "left", "right")))
    assert pairs[0] == pairs[1] == pairs[2]
    ((pair, left, right),) = pairs[0]
    assert (left, right) == (one.id, other.id)

    with posts.at("CEN"):
        judge: User = posts.chief_of("identity_reviewer")
        assert [shown.id for shown in pairs_visible_to(judge)] == [pair]
        judge_pair(by=judge, pair_id=pair, judgement="match", note="same passport")
    everybody_meets(posts)
    assert at_each(posts, lambda: CandidatePair.objects.get().state) == ["match"] * 3
    assert at_each(posts, lambda: PairJudgement.objects.get().note) == ["same passport"] * 3
    assert all(at_each(posts, lambda: verdict(None).verified))
    # Nothing was merged: both records are there, everywhere.
    names = [MARIA.name] * 2
    assert (
        at_each(
            posts,
            lambda: list(Person.objects.filter(name=MARIA.name).values_list("name", flat=True)),
        )
        == [names] * 3
    )


def test_two_sisters_at_two_posts_are_not_flagged(posts):
    register_at(posts, "PLM", "PL-MED", MARIA)
    sister = PersonDetails(name="Oksana Lysenko", sex="F", birth="1994-09-12")
    register_at(posts, "ROM", "RO-SIR", sister)
    everybody_meets(posts)
    assert at_each(posts, CandidatePair.objects.count) == [0] * 3
