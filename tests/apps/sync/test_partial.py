"""What goes to whom: people with the work, what was told in trust only where it may be."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.sync.people import comes_to, register_at

from openhbm.apps.casework.actions import screen_person
from openhbm.apps.casework.models import Finding
from openhbm.apps.crossings.models import Crossing
from openhbm.apps.identity.pairs.actions import judge_pair
from openhbm.apps.identity.pairs.models import CandidatePair
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.lanes import chains_of
from openhbm.apps.ledger.models import Entry, Withheld
from openhbm.apps.ledger.queries import verdict
from openhbm.apps.ledger.records import new_id
from openhbm.apps.people.actions import correct_person
from openhbm.apps.people.models import Document, Person
from openhbm.apps.places.models import Post
from openhbm.apps.sync.actions import revoke_node
from openhbm.apps.sync.audience import Reach, Sending, reach_of, sending
from openhbm.apps.sync.belonging import belongs, worked_with
from openhbm.apps.sync.cards import card_of, own_keys
from openhbm.apps.sync.models import EnrolledNode


def test_person_who_turns_up_at_another_post_brings_her_records_there(country):
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    woman = register_at(country, "PLM", "PL-MED")
    country.meet("PLM")
    country.meet("ROM")
    with country.at("ROM"):
        assert not Person.objects.exists()
        assert Withheld.objects.filter(node_id="PLM").exists()
    comes_to(country, woman, "RO-SIR")
    country.meet("ROM")
    with country.at("ROM"):
        assert Person.objects.get().name == "Olena Bondar"
        # With the tally that it stands in, which is of no person and stays home otherwise.
        assert Crossing.objects.filter(post__code="RO-SIR").count() == 1
        assert Document.objects.get().number == "AB123"
        assert verdict(None).verified


def test_what_is_told_in_trust_goes_up_sealed_and_is_never_readable_at_another_post(country):
    country.meet("PLM")
    woman = register_at(country, "PLM", "PL-MED")
    with country.at("PLM"):
        screen_person(
            by=country.chief_of("protection_officer"),
            person=woman,
            post=Post.objects.get(code="PL-MED"),
            answers={"only_carer": "yes"},
        )
        sealed = Entry.objects.filter(compartment=Compartment.PROTECTION).count()
        found = Finding.objects.count()
    country.meet("PLM")
    country.meet("ROM")
    with country.at("CEN"):
        assert Entry.objects.filter(compartment=Compartment.PROTECTION).count() >= sealed > 0
        assert Finding.objects.count() == found
        assert verdict(None).verified
    with country.at("ROM"):
        assert not Entry.objects.filter(compartment=Compartment.PROTECTION).exists()


def test_sending_secret_of_a_node_never_leaves_it_readable():
    given = {"is_upward": True, "may_hold_protected": True, "is_held": True}
    assert sending(Reach.EVERYWHERE, Compartment.SECURITY, **given) is Sending.SEALED
    given["is_upward"] = False
    assert sending(Reach.EVERYWHERE, Compartment.SECURITY, **given) is Sending.WITHHELD


def test_sending_protected_to_a_post_without_protection_staff_is_withheld():
    given = {"is_upward": False, "may_hold_protected": False, "is_held": True}
    assert sending(Reach.WITH_THE_PERSON, Compartment.HEALTH, **given) is Sending.WITHHELD
    given["may_hold_protected"] = True
    assert sending(Reach.WITH_THE_PERSON, Compartment.HEALTH, **given) is Sending.READABLE


def test_reach_of_rows_nobody_named_goes_up_only():
    assert reach_of("something_new", ["unknown.model"]) is Reach.UPWARD
    assert reach_of("x", ["places.post", "people.person"]) is Reach.WITH_THE_PERSON
    assert reach_of("record_read", []) is Reach.UPWARD


def test_post_on_a_new_laptop_has_again_whom_the_old_one_had_sent(country):
    country.meet("PLM")
    women = {register_at(country, "PLM", "PL-MED").id for _ in range(2)}
    country.meet("PLM")
    with country.at("CEN"):
        revoke_node(by=country.chief(), prefix="PLM", reason="the laptop fell into the river")
    country.add("PLN")
    with country.at("PLN"):
        country.add_chief()
    country.enrol("PLN", "PL-MED")
    country.meet("PLN")
    with country.at("PLN"):
        assert set(Person.objects.values_list("id", flat=True)) == women
        assert Document.objects.count() == len(women)
        assert verdict(None).verified
    newcomer = register_at(country, "PLN", "PL-MED")
    country.meet("PLN")
    with country.at("CEN"):
        assert set(Person.objects.values_list("id", flat=True)) == women | {newcomer.id}


def screened_at(country, prefix: str, code: str, woman: Person) -> None:
    with country.at(prefix):
        screen_person(
            by=country.chief_of("protection_officer"),
            person=Person.objects.get(id=woman.id),
            post=Post.objects.get(code=code),
            answers={"only_carer": "yes"},
        )


def told_of(country, prefix: str, woman: Person) -> set[str]:
    """What sort of things a node that wrote nothing of it was told of somebody."""
    with country.at(prefix):
        found = Entry.objects.filter(subject=woman.id).exclude(node_id__in=chains_of(prefix))
        return set(found.values_list("compartment", flat=True))


def test_post_that_only_compares_and_judges_somebody_is_told_nothing_in_trust_and_nothing_later(
    country,
):
    with country.at("PLM"):
        protected = own_keys()["protected_key"]
    with country.at("CEN"):
        # Protection staff work there: what they are not told is not for want of a key.
        EnrolledNode.objects.filter(prefix="PLM").update(protected_key=protected)
    for prefix in ("PLM", "ROM"):
        country.meet(prefix)
    own = register_at(country, "PLM", "PL-MED")
    other = register_at(country, "ROM", "RO-SIR")
    screened_at(country, "PLM", "PL-MED", own)
    screened_at(country, "ROM", "RO-SIR", other)
    for prefix in ("PLM", "ROM", "PLM"):
        country.meet(prefix)
    with country.at("PLM"):
        assert CandidatePair.objects.count() == 1
        assert Document.objects.filter(person_id=other.id).count() == 1
        assert set(Finding.objects.values_list("person_id", flat=True)) == {own.id}
        judge_pair(
            by=country.chief_of("identity_reviewer"),
            pair_id=CandidatePair.objects.get().id,
            judgement="no_match",
            note="her sister",
        )
    assert told_of(country, "PLM", other) == {Compartment.IDENTITY}
    country.meet("PLM")
    with country.at("ROM"):
        correct_person(by=country.chief(), person=Person.objects.get(id=other.id), name="Olha")
    for prefix in ("ROM", "PLM"):
        country.meet(prefix)

    with country.at("PLM"):
        assert Person.objects.get(id=other.id).name == "Olena Bondar"
        assert CandidatePair.objects.get().state == "no_match"
        assert verdict(None).verified
    assert told_of(country, "PLM", other) == {Compartment.IDENTITY}
    with country.at("CEN"):
        assert not belongs(card_of("PLM"), other.id)
        assert belongs(card_of("PLM"), own.id)
        # So that she is found there all the same.
        assert worked_with(card_of("PLM"), {own.id, other.id}) == {own.id}
    and_who_comes_there_after_all_belongs_to_its_work(country, own, other)


def and_who_comes_there_after_all_belongs_to_its_work(country, own: Person, other: Person) -> None:
    comes_to(country, other, "PL-MED")
    country.meet("PLM")
    with country.at("PLM"):
        assert Person.objects.get(id=other.id).name == "Olha"
        assert set(Finding.objects.values_list("person_id", flat=True)) == {own.id, other.id}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL goes by what it counted")
def test_whose_work_somebody_belongs_to_is_asked_by_person_not_by_chain_or_type(country):
    with country.at("CEN"):
        with CaptureQueriesContext(connection) as asked:
            worked_with(card_of("PLM"), {new_id()})
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]['sql']}")
            steps = " ".join(row[3] for row in cursor.fetchall())
    assert "USING INDEX entry_subject" in steps
